"""Every page's address: words, lower case, no ids where a name exists, no language in the path."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from django.urls import URLPattern, URLResolver, path

from huzhu.web.policy import LIBRARY_POLICIES
from huzhu.web.views import (
    adoptions,
    batches,
    compare,
    experiences,
    home,
    indicators,
    journal,
    people,
    plain,
    setup,
    workshops,
)


def _declared(patterns: Iterable[URLPattern | URLResolver], under: str) -> list[URLPattern]:
    """A library's addresses, without those for which no policy is declared."""
    kept: list[URLPattern] = []
    for pattern in patterns:
        route = under + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            kept += _declared(pattern.url_patterns, route)
        elif pattern.name in LIBRARY_POLICIES:
            kept.append(path(route, pattern.callback, name=pattern.name))
    return kept


urlpatterns = [
    path("", home.home, name="home"),
    path("compare", compare.own_trade, name="compare"),
    path("compare/<slug:trade>", compare.trade_page, name="compare_trade"),
    path("compare/<slug:trade>/<slug:metric>", compare.metric_page, name="compare_metric"),
    path("workshops/<slug:workshop>", workshops.workshop_page, name="workshop_page"),
    path("experiences", experiences.experience_list, name="experience_list"),
    path("experiences/new", experiences.experience_new, name="experience_new"),
    path("experiences/<slug:experience>", experiences.experience_page, name="experience_page"),
    path("experiences/<slug:experience>/edit", experiences.experience_edit, name="experience_edit"),
    path(
        "experiences/<slug:experience>/versions/<int:number>", experiences.experience_version, name="experience_version"
    ),
    path("experiences/<slug:experience>/share", experiences.experience_share, name="experience_share"),
    path("experiences/<slug:experience>/describe", experiences.experience_describe, name="experience_describe"),
    path("experiences/<slug:experience>/verify", experiences.experience_verify, name="experience_verify"),
    path("experiences/<slug:experience>/recommend", experiences.experience_recommend, name="experience_recommend"),
    path("experiences/<slug:experience>/flag", experiences.experience_flag, name="experience_flag"),
    path("experiences/<slug:experience>/retire", experiences.experience_retire, name="experience_retire"),
    path("experiences/<slug:experience>/take-up", adoptions.take_up_page, name="take_up"),
    path("adoptions/<slug:workshop>/<slug:adoption>", adoptions.adoption_page, name="adoption_page"),
    path("adoptions/<slug:workshop>/<slug:adoption>/data.csv", adoptions.adoption_data, name="adoption_data"),
    path(
        "adoptions/<slug:workshop>/<slug:adoption>/review-risk",
        adoptions.adoption_review_risk,
        name="adoption_review_risk",
    ),
    path("adoptions/<slug:workshop>/<slug:adoption>/start", adoptions.adoption_start, name="adoption_start"),
    path(
        "adoptions/<slug:workshop>/<slug:adoption>/put-into-use",
        adoptions.adoption_put_into_use,
        name="adoption_put_into_use",
    ),
    path("adoptions/<slug:workshop>/<slug:adoption>/keep", adoptions.adoption_keep, name="adoption_keep"),
    path("adoptions/<slug:workshop>/<slug:adoption>/stop", adoptions.adoption_stop, name="adoption_stop"),
    path("adoptions/<slug:workshop>/<slug:adoption>/abandon", adoptions.adoption_abandon, name="adoption_abandon"),
    path("data", batches.data_page, name="data"),
    path("data/load", batches.load_file, name="data_load"),
    path("data/template.csv", batches.template_file, name="data_template"),
    path("data/batches/<int:batch>", batches.batch_page, name="batch_page"),
    path("data/batches/<int:batch>/mapping", batches.mapping_page, name="batch_mapping"),
    path("data/batches/<int:batch>/refused.csv", batches.refused_file, name="batch_refused"),
    path("data/batches/<int:batch>/take-back", batches.take_back, name="batch_take_back"),
    path("indicators", indicators.indicator_list, name="indicator_list"),
    path("indicators/new", indicators.indicator_new, name="indicator_new"),
    path("indicators/<slug:metric>", indicators.indicator_page, name="indicator_page"),
    path("indicators/<slug:metric>/define", indicators.indicator_define, name="indicator_define"),
    path("setup", setup.setup_page, name="setup"),
    path("setup/alliance", setup.alliance_edit, name="setup_alliance"),
    path("setup/plants/new", setup.plant_new, name="setup_plant"),
    path("setup/trades/new", setup.trade_new, name="setup_trade"),
    path("setup/bands/new", setup.band_new, name="setup_band"),
    path("setup/workshops/new", setup.workshop_new, name="setup_workshop"),
    path("setup/flows/new", setup.flow_new, name="setup_flow"),
    path("setup/people", setup.people_list, name="setup_people"),
    path("setup/people/new", setup.person_new, name="setup_person"),
    path("setup/seats/new", setup.seat_new, name="setup_seat"),
    path("setup/seats/<int:seat>/end", setup.seat_end, name="setup_seat_end"),
    path("how-we-measure", plain.how_we_measure, name="how_we_measure"),
    path("search", plain.search_page, name="search"),
    path("journal", journal.journal_page, name="journal"),
    path("me", people.me, name="me"),
    path("me/tokens/new", people.token_new, name="token_new"),
    path("me/tokens/<int:token>/revoke", people.token_revoke, name="token_revoke"),
    path("no-seat", people.no_seat, name="no_seat"),
    path("accounts/inactive", people.inactive, name="account_inactive"),
    *_declared(account_urls.urlpatterns, "accounts/"),
    *_declared(mfa_urls.urlpatterns, "accounts/2fa/"),
]
