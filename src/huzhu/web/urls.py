"""Every page's address: words, lower case, no ids where a name exists, no language in the path."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from django.urls import URLPattern, URLResolver, path

from huzhu.web.policy import LIBRARY_POLICIES
from huzhu.web.urls_agreed import CONTRACTS, DELEGATIONS
from huzhu.web.urls_conferences import CONFERENCES
from huzhu.web.urls_express import CHANNELS, EXPRESS
from huzhu.web.urls_standings import STANDINGS
from huzhu.web.urls_together import AID, MEETINGS
from huzhu.web.views import (
    adoptions,
    asking,
    batches,
    cards,
    compare,
    experiences,
    hazards,
    home,
    indicators,
    journal,
    notices,
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
    path("cards", cards.card_list, name="card_list"),
    path("cards/new", asking.card_new, name="card_new"),
    path("cards/alike", cards.card_alike, name="card_alike"),
    path("cards/helpers", asking.card_helpers, name="card_helpers"),
    path("cards/clinic", cards.card_clinic, name="card_clinic"),
    path("cards/board", cards.card_board, name="card_board"),
    path("cards/deputies", cards.card_deputies, name="card_deputies"),
    path("cards/deputies/<int:deputy>/end", cards.card_deputy_end, name="card_deputy_end"),
    path("cards/<int:card>", cards.card_page, name="card_page"),
    path("cards/<int:draft>/edit", asking.card_edit, name="card_edit"),
    path("cards/<int:card>/print", cards.card_print, name="card_print"),
    path("cards/<int:card>/issue", cards.card_issue, name="card_issue"),
    path("cards/<int:card>/across", cards.card_across, name="card_across"),
    path("cards/<int:card>/acknowledge", cards.card_acknowledge, name="card_acknowledge"),
    path("cards/<int:card>/answer", cards.card_answer, name="card_answer"),
    path("cards/<int:card>/answers/<int:answer>/try", cards.card_try, name="card_try"),
    path("cards/<int:card>/answers/<int:answer>/reply", cards.card_reply, name="card_reply"),
    path("cards/<int:card>/answers/<int:answer>/take-back", cards.card_take_back, name="card_take_back"),
    path("cards/<int:offer>/take-offer", cards.card_take_offer, name="card_take_offer"),
    path("cards/<int:card>/close", cards.card_close, name="card_close"),
    path("cards/<int:card>/withdraw", cards.card_withdraw, name="card_withdraw"),
    path("cards/<int:card>/duplicate", cards.card_duplicate, name="card_duplicate"),
    path("cards/<int:card>/forward", cards.card_forward, name="card_forward"),
    path("cards/<int:card>/photos", cards.card_add_photo, name="card_add_photo"),
    path("cards/<int:card>/photos/<int:photo>.jpg", cards.card_photo, name="card_photo"),
    path("notices", notices.notice_list, name="notice_list"),
    path("notices/read", notices.notices_read, name="notices_read"),
    path("notices/<int:notice>/read", notices.notice_read, name="notice_read"),
    path("hazards", hazards.hazard_list, name="hazard_list"),
    path("hazards/new", hazards.hazard_new, name="hazard_new"),
    path("hazards/<int:number>", hazards.hazard_page, name="hazard_page"),
    path("hazards/<int:number>/acknowledge", hazards.hazard_acknowledge, name="hazard_acknowledge"),
    path("hazards/<int:number>/cause", hazards.hazard_cause, name="hazard_cause"),
    path("hazards/<int:number>/contain", hazards.hazard_contain, name="hazard_contain"),
    path("hazards/<int:number>/seek", hazards.hazard_seek, name="hazard_seek"),
    path("hazards/<int:number>/try", hazards.hazard_try, name="hazard_try"),
    path("hazards/<int:number>/remedied", hazards.hazard_remedied, name="hazard_remedied"),
    path("hazards/<int:number>/verify", hazards.hazard_verify, name="hazard_verify"),
    path("hazards/<int:number>/refute", hazards.hazard_refute, name="hazard_refute"),
    path("hazards/<int:number>/accept", hazards.hazard_accept, name="hazard_accept"),
    path("hazards/<int:number>/seen-here", hazards.hazard_seen_here, name="hazard_seen_here"),
    path("hazards/<int:number>/calls/<slug:workshop>", hazards.hazard_answer, name="hazard_answer"),
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
    path("setup/plants/<slug:plant>/calendar", setup.plant_calendar, name="setup_calendar"),
    path("setup/trades/new", setup.trade_new, name="setup_trade"),
    path("setup/bands/new", setup.band_new, name="setup_band"),
    path("setup/equipment/new", setup.equipment_new, name="setup_equipment"),
    path("setup/workshops/new", setup.workshop_new, name="setup_workshop"),
    path("workshops/<slug:workshop>/equipment", setup.workshop_equip, name="workshop_equip"),
    path("setup/codes/new", setup.code_new, name="setup_code"),
    path("setup/flows/new", setup.flow_new, name="setup_flow"),
    path("setup/people", setup.people_list, name="setup_people"),
    path("setup/people/new", setup.person_new, name="setup_person"),
    path("setup/seats/new", setup.seat_new, name="setup_seat"),
    path("setup/seats/<int:seat>/end", setup.seat_end, name="setup_seat_end"),
    path("worker.js", plain.service_worker, name="service_worker"),
    path("how-we-measure", plain.how_we_measure, name="how_we_measure"),
    path("search", plain.search_page, name="search"),
    path("journal", journal.journal_page, name="journal"),
    path("me", people.me, name="me"),
    path("me/tokens/new", people.token_new, name="token_new"),
    path("me/tokens/<int:token>/revoke", people.token_revoke, name="token_revoke"),
    path("no-seat", people.no_seat, name="no_seat"),
    path("accounts/inactive", people.inactive, name="account_inactive"),
    *EXPRESS,
    *STANDINGS,
    *CHANNELS,
    *CONTRACTS,
    *DELEGATIONS,
    *CONFERENCES,  # before the visits: their addresses are the narrower ones
    *MEETINGS,
    *AID,
    *_declared(account_urls.urlpatterns, "accounts/"),
    *_declared(mfa_urls.urlpatterns, "accounts/2fa/"),
]
