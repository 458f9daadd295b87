"""What waits for somebody, from what the rooms hold: adoptions at a step, files at a step."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions import rules
from huzhu.adoptions.models import Adoption
from huzhu.adoptions.shown import EffectPage
from huzhu.competitions.helping import waiting_for
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Batch
from huzhu.metrics.rules import may_load
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import contracts, standings_steps
from huzhu.workshops.clocks import today

MOST_FILES = 5
MOST_HELPS = 3


def for_person(person: Person, taken: Iterable[EffectPage]) -> list[dict[str, Any]]:
    """Late ones first."""
    now = today()
    items = [item for page in taken for item in _steps(page, person, now)]
    items += _files(person)
    items += contracts.todo(person)
    items += standings_steps.todo(person)
    items += _help_to_confirm(person)
    return sorted(items, key=lambda item: not item["is_late"])


def _steps(page: EffectPage, person: Person, now: datetime.date) -> list[dict[str, Any]]:
    """At most one step an adoption: the next one this person may take, and that the experience is still open to."""
    adoption = page.adoption
    way = adoption.experience
    title = {"title": way.title}
    if adoption.state in Adoption.NOT_STARTED and not way.is_open:
        return []
    if can_move(adoption, "review_risk", rules.MOVES) and rules.may_review_risk(person, adoption):
        return [_item(adoption, _("Look at the risk of “%(title)s” and sign") % title, adoption.starts_on, now)]
    if can_move(adoption, "start", rules.MOVES) and rules.may_start(person, adoption):
        return [_item(adoption, _("Start “%(title)s”") % title, adoption.starts_on, now)]
    if not can_move(adoption, "keep", rules.MOVES) or not rules.may_decide(person, adoption):
        return []
    if page.evidence == "harmful":
        return [_item(adoption, _("Decide: stop or change “%(title)s”; it does harm") % title)]
    if page.evidence in ("verified", "probable") and way.flag != Experience.Flag.SUSPENDED:
        return [_item(adoption, _("Decide: keep “%(title)s”?") % title)]
    return []


def _item(
    adoption: Adoption, text: str, on: datetime.date | None = None, now: datetime.date | None = None
) -> dict[str, Any]:
    url = reverse("adoption_page", args=[adoption.workshop.slug, adoption.slug])
    item = {"text": text, "url": url, "due": "", "is_late": False}
    if on is not None and now is not None:
        late = (now - on).days
        words = ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
        item["due"] = words if late > 0 else _("today") if late == 0 else wording.short_date(on, now)
        item["is_late"] = late > 0
    return item


def _help_to_confirm(person: Person) -> list[dict[str, Any]]:
    """Whoever was helped says so; without that nobody gets points for it."""
    return [
        {
            "text": _("Did %(who)s help with “%(title)s”? Say so") % {"who": shop, "title": adoption.experience.title},
            "url": reverse("adoption_helped_by", args=[adoption.workshop.slug, adoption.slug, shop.slug]),
            "due": "",
            "is_late": False,
        }
        for adoption, shop, _ways in waiting_for(person)[:MOST_HELPS]
    ]


def _files(person: Person) -> list[dict[str, Any]]:
    waiting = Batch.objects.visible_to(person).filter(state=Batch.State.WAITING).select_related("plant")
    return [
        {
            "text": _("Confirm how “%(file)s” is read") % {"file": batch.file_name},
            "url": reverse("batch_mapping", args=[batch.pk]),
            "due": "",
            "is_late": False,
        }
        for batch in waiting[:MOST_FILES]
        if may_load(person, batch.plant)
    ]
