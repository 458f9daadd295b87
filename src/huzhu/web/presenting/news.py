"""Proven elsewhere: verified effects of other workshops, the newest first."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.adoptions import queries
from huzhu.adoptions.models import Adoption
from huzhu.people.models import Person
from huzhu.web.presenting import effects as words
from huzhu.workshops.models import Trade

MOST = 3


def news(person: Person, trade: Trade | None, remedies_only: bool = False) -> dict[str, Any]:
    """What `home/_express.html` reads: of the trade where there is one, never of the own plants."""
    found = Adoption.objects.visible_to(person).filter(
        measurements__is_current=True, measurements__guardrail=None, measurements__evidence__in=("verified", "probable")
    )
    found = found.exclude(workshop__plant__in=person.plants)
    if trade is not None:
        found = found.filter(workshop__trade=trade)
    if remedies_only:
        found = found.filter(experience__remedies__isnull=False)
    newest = list(found.distinct().order_by("-starts_on", "pk")[:MOST])
    pages = queries.effects_of(newest, person) if newest else {}
    items = []
    for page in (pages[each.pk] for each in newest if each.pk in pages):
        adoption = page.adoption
        if page.status == "not_shared":
            continue
        short = words.short_effect(page)
        values = {
            "where": adoption.workshop,
            "metric": page.metric,
            "effect": words.in_one_line(short["effect"], short["doubt"]),
        }
        note = _("%(where)s · %(metric)s: %(effect)s") % values if short["effect"] else str(adoption.workshop)
        items.append({"title": adoption.experience.title, "url": _url(adoption), "note": note})
    return {"news": items, "news_note": "", "news_title": _("Remedies proven elsewhere") if remedies_only else ""}


def _url(adoption: Adoption) -> str:
    return reverse("experience_page", args=[adoption.experience.slug])
