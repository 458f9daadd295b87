"""What the data proposes for the agenda: the widest gaps, promises overdue, dangers still open.

An agenda is read by every member, so a proposal says no more than every member may know: gaps only of indicators that
are open to all, promises only by their number, dangers by their title.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from huzhu.conferences.models import AgendaPoint, Conference
from huzhu.contracts.queries import board
from huzhu.hazards.models import Hazard
from huzhu.metrics.models import Metric
from huzhu.notices.actions import sentence
from huzhu.people.models import Person
from huzhu.visits.queries import proposals
from huzhu.words import Words
from huzhu.workshops.models import Workshop

MOST_GAPS, MOST_DANGERS = 5, 5


@dataclass(frozen=True)
class Proposed:
    kind: str
    text: Words
    address: str
    source: str


def proposed(conference: Conference, person: Person) -> list[Proposed]:
    """Not yet on the agenda; dangers to people first."""
    found = [*_dangers(person), *_promises(person), *_gaps(person)]
    there = set(conference.agenda.values_list("source", flat=True))
    return [each for each in found if each.source not in there]


def _gaps(person: Person) -> list[Proposed]:
    """One a metric, the widest first."""
    shops = Workshop.objects.visible_to(person).select_related("plant", "trade")
    found: dict[int, Proposed] = {}
    for each in proposals(shops, person):
        if each.metric.disclosure != Metric.Disclosure.OPEN or each.metric.pk in found:
            continue
        values = {"host": each.host, "guest": each.guest, "metric": each.metric}
        text = sentence(_("%(metric)s: %(host)s is clearly stronger than %(guest)s."), values)
        address = f"/compare/{each.host.trade.slug}/{each.metric.slug}"
        source = f"gap:{each.metric.slug}:{each.host.slug}:{each.guest.slug}"
        found[each.metric.pk] = Proposed(AgendaPoint.Kind.GAP, text, address, source)
    return list(found.values())[:MOST_GAPS]


def _promises(person: Person) -> list[Proposed]:
    """How many, never whose: contracts are their parties' own."""
    late = sum(each.is_late for each in board(person).open)
    if not late:
        return []
    text = _counted(
        ngettext_lazy("%(count)s promise is overdue.", "%(count)s promises are overdue.", "count"), {"count": late}
    )
    return [Proposed(AgendaPoint.Kind.PROMISE, text, "/contracts", "promises")]


def _counted(text: Any, values: dict[str, int]) -> Words:
    said = {}
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            said[language] = text % values
    return Words(said)


def _dangers(person: Person) -> list[Proposed]:
    """To people; what harms the product alone has its own page."""
    risky = Hazard.objects.visible_to(person).open().exclude(severity=Hazard.Severity.GOODS)
    found = risky.order_by("raised_at", "pk")[:MOST_DANGERS]
    return [
        Proposed(
            AgendaPoint.Kind.DANGER,
            sentence(_("Open danger: %(title)s"), {"title": each.title}),
            each.address,
            each.journal_name,
        )
        for each in found
    ]
