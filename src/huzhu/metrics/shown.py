"""What the pages are handed about indicators: frozen records that hold only what their reader may see."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from huzhu.metrics.models import Metric
from huzhu.words import Words
from huzhu.workshops.models import Trade, Workshop


@dataclass(frozen=True)
class Gap:
    """How much better another workshop is than one's own, in the metric's unit and as a fraction of one's own value.

    `amount` is negative where the other is worse. `gain` is what the gap adds up to over a year, in `gain_unit`, None
    where the metric does not say. Ranges hold for all pairs of the comparison at once.
    """

    amount: float
    low: float
    high: float
    relative: float | None = None
    gain: float | None = None
    gain_low: float | None = None
    gain_high: float | None = None
    gain_unit: Words | None = None


@dataclass(frozen=True)
class Place:
    """One workshop in a comparison, as this reader may see it.

    `status`: "compared", "too_few_readings", "not_reported", or "not_shared" (every number below is then None, except
    `change` where the metric shows improvement only). `value` is as reported, `adjusted` like with like (the same under
    the basis "as reported"), [`low`, `high`] where it surely lies. Places count from 1 = best. `verdict` against the
    rest of the group: "clearly_better", "clearly_worse", "no_clear_difference", "" where nothing is ranked.
    `change`: last twelve months against the twelve before, relative (-0.1 = 10 % less). `count`, `exposure`: people
    hurt. `likeness` (0 to 1) and `gap` are towards the own workshop, the gap only where the two clearly differ.
    """

    workshop: Workshop
    is_own: bool
    status: str
    value: float | None = None
    adjusted: float | None = None
    low: float | None = None
    high: float | None = None
    place_low: int | None = None
    place_high: int | None = None
    verdict: str = ""
    change: float | None = None
    count: int | None = None
    exposure: float | None = None
    likeness: float | None = None
    gap: Gap | None = None

    @property
    def is_shared(self) -> bool:
        return self.status != "not_shared"


@dataclass(frozen=True)
class Compared:
    """The workshops of a trade on one metric, the best first (people hurt: in the order of the workshops).

    `status`: "compared"; "too_few" (fewer than four report: values, no colours); "counted" (people hurt: counts and
    exposure only); "not_ranked" (a metric without a better side); "not_comparable" (as reported, with `reason`);
    "change_only", "own_only" (other plants' values stay with them); "no_data". `middle`: where the middle half of the
    group lies. `until_on` is the last day that counts. `peers`: how many others were compared with the own workshop.
    """

    metric: Metric
    trade: Trade
    basis: str
    status: str
    reason: str = ""
    until_on: datetime.date | None = None
    weeks: int = 52
    places: tuple[Place, ...] = ()
    middle: tuple[float, float] | None = None
    computed_at: datetime.datetime | None = None

    @property
    def own(self) -> Place | None:
        return next((place for place in self.places if place.is_own), None)

    @property
    def size(self) -> int:
        """How many workshops hold a place: the n of "3rd of n"."""
        return sum(place.status == "compared" for place in self.places)

    @property
    def is_ranked(self) -> bool:
        return self.status == "compared"

    @property
    def place_in_band(self) -> tuple[int, int, int] | None:
        """(first, last, of how many) of the own workshop among those of its size band; None where nothing is ranked.

        Ahead is who lies wholly on the better side of the own range, behind who lies wholly on the worse one: the same
        ranges hold for all workshops at once.
        """
        own = self.own
        if not self.is_ranked or own is None or own.low is None or own.high is None or own.workshop.band_id is None:
            return None
        same = [
            place
            for place in self.places
            if place.workshop.band_id == own.workshop.band_id and place.low is not None and place.high is not None
        ]
        below = sum(place.high < own.low for place in same)  # type: ignore[operator]
        above = sum(place.low > own.high for place in same)  # type: ignore[operator]
        ahead, behind = (above, below) if self.metric.direction == Metric.Direction.UP else (below, above)
        return 1 + ahead, len(same) - behind, len(same)

    def place_of(self, workshop: Workshop) -> Place | None:
        return next((place for place in self.places if place.workshop.pk == workshop.pk), None)


@dataclass(frozen=True)
class Dot:
    """A mark on the dot strip: `at` from 0 (worst shown) to 1 (best shown), so that better is always to the right."""

    workshop: Workshop
    at: float
    value: float
    is_own: bool
    is_best: bool


@dataclass(frozen=True)
class IndicatorRow:
    """One line of Home: the last 52 weeks, now, and the place among the trade.

    `weeks` holds 52 values from the Monday `first_week` on (None: nothing reported; empty when weekly values are not
    shared); for people hurt, how many a week. `now`: the last four weeks that hold readings, in the metric's unit
    (people hurt: per `metric.per` exposure units over the 52 weeks). `place` is None when nothing was compared.
    """

    metric: Metric
    first_week: datetime.date | None
    weeks: tuple[float | None, ...]
    now: float | None
    compared: Compared
    place: Place | None
    dots: tuple[Dot, ...]
    best: Place | None

    @property
    def is_counted(self) -> bool:
        return self.compared.status == "counted"


@dataclass(frozen=True)
class Matrix:
    """Indicators times workshops: every line has one place for each of `workshops`, in their order."""

    trade: Trade
    basis: str
    workshops: tuple[Workshop, ...]
    lines: tuple[Compared, ...]
    until_on: datetime.date | None


@dataclass(frozen=True)
class Strength:
    """Another workshop is clearly better at a metric (or clearly worse, from `weak_where_strong`)."""

    metric: Metric
    other: Place
    own: Place
    gap: Gap
    compared: Compared
