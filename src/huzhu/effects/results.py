"""What the effects room answers with: frozen records, no behaviour beyond plain reading.

A number that could not be found is ``None`` (it fails loudly in arithmetic), with a status and a reason beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

METHOD_VERSION = "2026.7"


@dataclass(frozen=True, slots=True)
class Check:
    """One question put to a comparison.

    ``answer`` is "yes" when the comparison passes, "no" when it does not, "cannot_say" when the data cannot tell.
    ``value`` and ``limit`` are what was compared, in the natural unit of the values unless the name says otherwise.
    ``unit`` and ``period`` (indices into the input) say where, when the answer has a place.
    """

    name: str
    answer: str
    value: float | None = None
    limit: float | None = None
    unit: int | None = None
    period: int | None = None


@dataclass(frozen=True, slots=True)
class Excluded:
    """A unit that did not serve as a peer and the code of the reason:
    "treated", "contaminated", "too_many_gaps", "no_readings", "left_out"."""

    unit: int
    reason: str


@dataclass(frozen=True, slots=True)
class Periods:
    """How many periods were used before and after the start, and how many were left out (excluded, ramp, missing)."""

    before: int
    after: int
    skipped: int
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A level jump that one unit has and its peers do not. ``size`` is on the scale searched (log: log points)."""

    unit: int
    period: int
    size: float
    statistic: float
    relative: float | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """The effect of a change in one workshop (or several), with its range.

    ``estimate``, ``low``, ``high``, ``range80`` and ``standard_error`` are on ``scale`` ("linear": the natural unit;
    "log": log points; "logit": log odds). ``change*`` is the same effect in the natural unit and ``relative*`` as a
    fraction of the level without the change (-0.5 = half). Paths run over all periods of the input, NaN where there
    is nothing; with several treated units they are averages over the units. ``weights`` are each peer's share of the
    blend; ``loads`` what a step of each peer moves ``counterfactual`` by, with the lean of "adsc", maybe negative.

    ``status``: "estimated"; "too_few_peers" (fewer than four peers: estimated, and said); "before_after" (no peers:
    own past only, never proof); "no_sound_comparison" (no number; ``before_mean`` and ``after_mean`` stand apart);
    "too_early" (too few readings after the start). ``reason`` is a stable code that says why, "" when all is well.
    """

    status: str
    reason: str
    method: str
    method_version: str
    scale: str
    level: float
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    range80: tuple[float, float] | None = None
    standard_error: float | None = None
    df: float | None = None
    chance_below: float | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    relative: float | None = None
    relative_low: float | None = None
    relative_high: float | None = None
    relative80: tuple[float, float] | None = None
    observed_mean: float | None = None
    counterfactual_mean: float | None = None
    counterfactual_low: float | None = None
    counterfactual_high: float | None = None
    before_mean: float | None = None
    after_mean: float | None = None
    observed: tuple[float, ...] = ()
    counterfactual: tuple[float, ...] = ()
    band_low: tuple[float, ...] = ()
    band_high: tuple[float, ...] = ()
    peers: int = 0
    weights: tuple[tuple[int, float], ...] = ()
    loads: tuple[tuple[int, float], ...] = ()
    excluded: tuple[Excluded, ...] = ()
    periods: Periods = Periods(0, 0, 0)
    checks: tuple[Check, ...] = ()
    parts: tuple[Estimate, ...] = ()

    def check(self, name: str) -> Check | None:
        """The check of that name, None if it was not made."""
        return next((each for each in self.checks if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Estimates:
    """Effects of many fits of one shape, all arrays (fits,), on the scale handed in; NaN where there is no number."""

    method: str
    method_version: str
    level: float
    estimate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    df: NDArray[np.float64]
    chance_below: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Placed:
    """One unit in a comparison. ``value`` is as reported, ``adjusted`` like with like, ``shrunk`` drawn towards the
    group by as much as its own noise warrants, [``low``, ``high``] the range of ``adjusted``; all in the natural unit.
    Places count from 1 = best; the ranges hold for all units at once.

    ``status``: "compared", "too_few_readings", "not_reported".
    ``verdict``: "clearly_better", "clearly_worse" (than the rest of the group), "no_clear_difference".
    """

    unit: int
    status: str
    value: float | None = None
    adjusted: float | None = None
    shrunk: float | None = None
    low: float | None = None
    high: float | None = None
    place_low: int | None = None
    place_high: int | None = None
    verdict: str = "no_clear_difference"
    readings: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """How far unit ``unit`` lies above ``other`` on the natural unit, with a range that holds for all pairs at once."""

    unit: int
    other: int
    gap: float
    low: float
    high: float
    relative: float | None = None
    relative_low: float | None = None
    relative_high: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A group of units side by side. ``clearly_better[i][j]``: unit i is surely better than unit j.

    ``status``: "compared", or "too_few" for fewer than four units with enough readings (pairs are still compared).
    ``middle``: the band that holds the middle half of the group.
    """

    status: str
    reason: str
    method_version: str
    scale: str
    better: str
    level: float
    units: tuple[Placed, ...] = ()
    clearly_better: tuple[tuple[bool, ...], ...] = ()
    gaps: tuple[Gap, ...] = ()
    middle: tuple[float, float] | None = None
    mix: tuple[float, ...] | None = None

    def gap(self, unit: int, other: int) -> Gap | None:
        """The gap between two units, None if one of them could not be compared."""
        return next((each for each in self.gaps if each.unit == unit and each.other == other), None)


@dataclass(frozen=True, slots=True)
class UnitLevels:
    """Levels of all units like with like, on the scale asked for, with their standard errors (NaN: too few readings)
    and the degrees of freedom behind these."""

    method_version: str
    level: tuple[float, ...]
    standard_error: tuple[float, ...]
    df: float


@dataclass(frozen=True, slots=True)
class PlacedScore:
    """One unit's score, its own range, the places it could hold (1 = most), and its group."""

    unit: int
    score: float
    low: float
    high: float
    place_low: int
    place_high: int
    group: int


@dataclass(frozen=True, slots=True)
class Places:
    """Scores with places that hold for all units at once. ``surely_ahead[i][j]``: unit i is surely ahead of unit j."""

    method_version: str
    level: float
    units: tuple[PlacedScore, ...]
    surely_ahead: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class Pooled:
    """Effects of several adopters put together, all on the scale of the estimates handed in.

    ``status``: "pooled", "few" (two studies: shown, hardly general), "one" (that study alone), "none".
    [``predict_low``, ``predict_high``]: what a new workshop may expect.
    """

    status: str
    reason: str
    method_version: str
    level: float
    studies: int
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    standard_error: float | None = None
    df: float | None = None
    predict_low: float | None = None
    predict_high: float | None = None
    predict80: tuple[float, float] | None = None
    tau: float | None = None
    heterogeneity: float | None = None
    chance_below: float | None = None
    shrunk: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """A guardrail followed over time; the range may be looked at after every period without losing its promise.

    ``reading``: "no_harm_seen", "within_limit", "watch", "harmful", "not_enough_data".
    ``change`` and its range are harm in the natural unit (above 0 = worse), ``relative*`` the same over ``expected``.
    ``limit`` is the tolerated harm, ``smallest_seen`` the smallest harm that these data could have shown.
    ``alarm_at``: first period at which harm beyond the limit was sure, None if never.
    """

    reading: str
    reason: str
    method_version: str
    level: float
    expected: float | None = None
    seen: float | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    relative: float | None = None
    relative_low: float | None = None
    relative_high: float | None = None
    limit: float = 0.0
    chance_worse: float | None = None
    smallest_seen: float | None = None
    e_value: float | None = None
    alarm_at: int | None = None
    looks: int = 0
    path: tuple[float, ...] = ()
    path_low: tuple[float, ...] = ()
    path_high: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class CountWatch:
    """Rare events followed over time against what exposure and peers lead one to expect.

    ``reading``: "no_harm_seen", "watch", "harmful", "not_enough_data". ``ratio`` is seen over expected with its
    range, ``ratio_at_most`` the end that is held against an agreed tolerance (claims.py). ``exposure_needed``: how much
    more exposure until a harm of ``harm`` times the rate would be seen (chance ``power``) or, where a tolerance was
    agreed, until "no more than that" could be claimed were nothing changed; 0 when there is enough, None when there
    never will be. ``worse_at``: the first look that, taken by itself, makes a rise sure with 19 chances in 20; much
    weaker than an alarm, and no alarm by itself. ``path``: events seen and expected up to every look.
    """

    reading: str
    reason: str
    method_version: str
    level: float
    expected: float | None = None
    seen: int | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    ratio_at_most: float | None = None
    chance_worse: float | None = None
    statistic: float | None = None
    limit: float | None = None
    e_value: float | None = None
    alarm_at: int | None = None
    smallest_seen: float | None = None
    exposure_needed: float | None = None
    worse_at: int | None = None
    path: tuple[tuple[int, float], ...] = ()
    looks: int = 0
