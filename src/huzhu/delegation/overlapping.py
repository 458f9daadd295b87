"""One power, one day, one number: no two delegations hold the same power of a workshop at once.

Else nobody could say under which of them something was done. A suspended one counts: it may be resumed.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huzhu.delegation.models import Delegation, Power
from huzhu.words import long_date, run_together
from huzhu.workshops.clocks import today
from huzhu.workshops.models import Workshop

Days = tuple[datetime.date, datetime.date]  # the first and the last
HOLDING = (Delegation.State.ACTIVE, Delegation.State.SUSPENDED)
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Overlap:
    """What another delegation holds already, and on which of the days asked for."""

    other: Delegation
    powers: list[str]
    days: Days

    @property
    def sentence(self) -> str:
        labels = dict(Power.choices)
        return _("%(powers)s: delegation no. %(number)s (“%(state)s”) has this from %(first)s to %(last)s.") % {
            "powers": _(", ").join(str(labels[each]) for each in self.powers),
            "number": self.other.number,
            "state": self.other.get_state_display(),
            "first": long_date(self.days[0]),
            "last": long_date(self.days[1]),
        }


def overlaps(workshop: Workshop, powers: Collection[str], days: Days) -> list[Overlap]:
    """Where such a delegation would meet those that stand, from today on: days gone by are nobody's any more."""
    first, last = max(days[0], today()), days[1]
    held = Delegation.objects.filter(workshop=workshop, state__in=HOLDING, since_on__lte=last, until_on__gte=first)
    found = []
    for each in held.order_by("since_on", "pk"):
        if shared := [power for power in each.powers if power in powers]:
            found.append(Overlap(each, shared, (max(first, each.since_on), min(last, each.until_on))))
    return found if first <= last else []


def refuse_overlaps(workshop: Workshop, powers: Collection[str], days: Days) -> None:
    """ValidationError that names the other delegation, what both would hold, and the way out."""
    if found := overlaps(workshop, powers, days):
        mend = _("Have that taken back first, or choose other powers or other days.")
        raise ValidationError(run_together([*(each.sentence for each in found), mend]), code="overlap")


def what_is_missing(workshop: Workshop, powers: Collection[str], days: Days) -> dict[Days, list[str]]:
    """The powers that nothing holds, by the days on which nothing holds them; what is over before today is left out."""
    missing: dict[Days, list[str]] = {}
    held = Delegation.objects.filter(workshop=workshop, state__in=HOLDING)
    taken = [(each.since_on, each.until_on, each.powers) for each in held.order_by("since_on", "pk")]
    for power in powers:
        for gap in _gaps(days, [(first, last) for first, last, theirs in taken if power in theirs]):
            if gap[1] >= today():
                missing.setdefault(gap, []).append(power)
    return missing


def _gaps(days: Days, taken: list[Days]) -> list[Days]:
    """What is left of the days; `taken` in the order of their first days."""
    begin, end = days
    gaps = []
    for first, last in taken:
        if begin < first <= end:
            gaps.append((begin, first - ONE_DAY))
        begin = max(begin, last + ONE_DAY)
    return [*gaps, (begin, end)] if begin <= end else gaps
