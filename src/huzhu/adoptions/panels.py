"""The panel behind a measurement: who reports what in which week, and which units may serve as peers.

A unit is a workshop, or one line of it where its lines report apart. Weeks are Monday-based.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huzhu.adoptions.models import Adoption
from huzhu.metrics.comparing import over_weeks
from huzhu.metrics.disclosure import may_be_peers
from huzhu.metrics.models import Metric, Series
from huzhu.workshops.models import Workshop

Floats = NDArray[np.float64]
WEEK = datetime.timedelta(days=7)
BASELINE_WEEKS = 52
WEEKS_BEFORE_DECISION = 6  # left out: a way taken up because of a bad spell would look good by itself


@dataclass(frozen=True)
class Unit:
    """A workshop, or one line of it."""

    workshop: Workshop
    line: str

    def overlaps(self, adoption: Adoption) -> bool:
        """Is the adoption at this unit, or at a part of it, or at the whole it is part of?"""
        same = self.workshop.pk == adoption.workshop_id
        return same and (not self.line or not adoption.line or self.line == adoption.line)


@dataclass(frozen=True)
class Panel:
    """Weekly values of several units, the adopter in row 0. Arrays are (units, weeks), NaN where nothing is.

    `as_read`: the values as they were read, where `values` are those of each unit's usual mix of products (mixes.py);
    `unsure` (weeks,): by how much the adopter's may then be off together.
    """

    metric: Metric
    units: tuple[Unit, ...]
    first_week: datetime.date
    values: Floats
    exposure: Floats
    n: Floats
    breaks: tuple[tuple[dict[str, Any], ...], ...]
    as_read: Floats | None = None
    unsure: Floats | None = None

    @property
    def mix_taken_out(self) -> bool:
        return self.as_read is not None

    @property
    def weeks(self) -> int:
        return int(self.values.shape[1])

    def week_of(self, day: datetime.date) -> int:
        """The column of the week in which a day falls; may lie outside the panel."""
        return (day - datetime.timedelta(days=day.weekday()) - self.first_week).days // 7

    def monday(self, week: int) -> datetime.date:
        return self.first_week + week * WEEK


def build_panel(
    metric: Metric,
    workshop: Workshop,
    *,
    line: str = "",
    product: str = "",
    task: str = "",
    owner: Workshop | None = None,
) -> Panel | None:
    """The unit (`workshop`, `line`) and everybody of its trade who may stand behind an estimate for the plant of
    `owner` (default: the workshop itself). None when the unit itself has no readings of the metric."""
    plant = (owner or workshop).plant_id
    found = Series.objects.filter(metric=metric, workshop__trade=workshop.trade_id, product=product, task=task)
    rows: dict[int, list[Series]] = {}
    for row in found.select_related("workshop__plant").order_by("workshop_id", "line"):
        if row.workshop_id == workshop.pk or may_be_peers(metric, plant, row.workshop.plant_id):
            rows.setdefault(row.workshop_id, []).append(row)
    own = next((row for row in rows.get(workshop.pk, []) if row.line == line), None)
    if own is None:
        return None
    chosen = [own]
    for pk, several in rows.items():
        chosen += _own_other_lines(several, line) if pk == workshop.pk else _finest(several)
    return _aligned(metric, chosen)


def _finest(rows: Sequence[Series]) -> list[Series]:
    """A workshop's lines where they report apart, otherwise the workshop."""
    return [row for row in rows if row.line] or list(rows)


def _own_other_lines(rows: Sequence[Series], line: str) -> list[Series]:
    """Another line of the adopter is a peer like any other, as long as it changes nothing itself."""
    return [row for row in rows if line and row.line and row.line != line]


def _aligned(metric: Metric, rows: Sequence[Series]) -> Panel:
    first = min(row.first_week for row in rows)
    weeks = max((row.first_week - first).days // 7 + len(row.values) for row in rows)

    values, exposure, n = np.array([over_weeks(row, first, weeks) for row in rows]).swapaxes(0, 1)
    return Panel(
        metric=metric,
        units=tuple(Unit(row.workshop, row.line) for row in rows),
        first_week=first,
        values=values,
        exposure=exposure,
        n=n,
        breaks=tuple(tuple(row.breaks) for row in rows),
    )


@dataclass(frozen=True)
class Window:
    """Which weeks count, and who may serve as a peer, for one adoption.

    `start`: the week of the start; `ramp` weeks after it are not judged; `exclude`: weeks before it that are left out;
    `last`: the last week that counts. `contaminated[i]`: the week from which unit i is no peer any longer (None: it
    always is one). `left_out` maps units that are no peers to the reason. `others`: changes on the same metric at the
    adopter itself. `problem`: why no sound comparison is possible, "" when one is.
    """

    start: int
    ramp: int
    exclude: tuple[int, ...]
    baseline_from: int
    last: int
    contaminated: tuple[int | None, ...]
    left_out: dict[int, str]
    others: tuple[Adoption, ...]
    problem: str = ""


def window_for(adoption: Adoption, panel: Panel, changes: Iterable[Adoption], product: str = "") -> Window:
    """Lay the adoption's dates over the panel."""
    changes = [each for each in changes if not product or not each.product or each.product == product]
    start = panel.week_of(adoption.starts_on)
    ramp = max(adoption.ramp_weeks, 1 if adoption.starts_on.weekday() else 0)
    quiet = panel.week_of(min(adoption.decided_on, adoption.starts_on)) - WEEKS_BEFORE_DECISION
    there = np.flatnonzero(~np.isnan(panel.values[0]))
    last = int(there[-1]) if there.size else panel.weeks - 1
    if adoption.ended_on is not None:
        last = min(last, panel.week_of(adoption.ended_on) - 1)
    baseline_from = max(quiet - BASELINE_WEEKS, 0)
    own = [each for each in changes if panel.units[0].overlaps(each)]
    baseline_from, last, problem = _own_changes(panel, own, start, ramp, baseline_from, last)
    if not problem:
        baseline_from, last, problem = _own_breaks(panel, start, ramp, baseline_from, last)
    exclude = [*range(min(baseline_from, panel.weeks)), *range(max(quiet, 0), min(max(start, 0), panel.weeks))]
    return Window(
        start=start,
        ramp=ramp,
        exclude=tuple(exclude),
        baseline_from=baseline_from,
        last=last,
        contaminated=tuple(
            changed_from(panel, [each for each in changes if unit.overlaps(each)], baseline_from)
            for unit in panel.units
        ),
        left_out={
            number: "definition_break"
            for number in range(1, len(panel.units))
            if _has_break(panel, number, baseline_from, last)
        },
        others=tuple(own),
        problem=problem,
    )


def with_peers_heard(panel: Panel, window: Window) -> Window:
    """The window up to the last week from which half of the peers have reported: plants load at different times, and
    whoever happens to be first must not be judged against the few that were as quick. Peers that stopped before the
    baseline are not waited for."""
    there = ~np.isnan(panel.values[1:, : window.last + 1])
    heard = [int(np.flatnonzero(row)[-1]) for row in there if row[window.baseline_from :].any()]
    if not heard:
        return window
    return replace(window, last=min(window.last, sorted(heard, reverse=True)[(len(heard) - 1) // 2]))


FEWEST_BEFORE = 8
FEWEST_AFTER = 4


def _own_changes(
    panel: Panel, own: Sequence[Adoption], start: int, ramp: int, first: int, last: int
) -> tuple[int, int, str]:
    """Another change of the same metric at the same place: before it is too near, after it nothing is told apart."""
    for each in own:
        at = panel.week_of(each.starts_on)
        settled = at + each.ramp_weeks
        if at <= last and settled > first:
            if at >= start + ramp + FEWEST_AFTER:
                last = at - 1
            elif settled + FEWEST_BEFORE <= start:
                first = settled
            else:
                return first, last, "another_change"
    return first, last, ""


def _own_breaks(panel: Panel, start: int, ramp: int, first: int, last: int) -> tuple[int, int, str]:
    """The adopter's own definition changed: only the stretch with one definition around the start counts."""
    for each in panel.breaks[0]:
        at = panel.week_of(datetime.date.fromisoformat(each["on"]))
        if each["why"] != "definition" or not first < at <= last:
            continue
        if at >= start + ramp + FEWEST_AFTER:
            last = min(last, at - 1)
        elif at + FEWEST_BEFORE <= start:
            first = max(first, at)
        else:
            return first, last, "definition_break"
    return first, last, ""


def changed_from(panel: Panel, changes: Iterable[Adoption], first: int) -> int | None:
    """The week from which a unit with these changes is no peer: with the first that began, or was stopped again, since
    week `first`; what had settled before it is no change."""
    weeks: list[int] = []
    for each in changes:
        began = panel.week_of(each.starts_on)
        weeks += [began] if began + each.ramp_weeks > first else []
        ended = panel.week_of(each.ended_on) if each.ended_on else first
        weeks += [ended] if ended > first else []
    return max(min(weeks), 0) if weeks else None


def _has_break(panel: Panel, number: int, first: int, last: int) -> bool:
    """Did the definition of a peer change inside the weeks compared?"""
    return any(
        each["why"] == "definition" and first < panel.week_of(datetime.date.fromisoformat(each["on"])) <= last
        for each in panel.breaks[number]
    )
