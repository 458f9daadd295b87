"""A guardrail of rare events: more people hurt, or more near misses, than exposure and peers lead one to expect?

Conditional MaxSPRT (Li, Kulldorff 2010): the workshop's own history is as random as its present. The expected count is
history's rate times exposure times the change that the peers show over the same time. Where the peers had events
enough, harm is called by the workshop's share of all events (shares.py). Count accidents, not victims: the
promise on false alarms holds for events that come one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from huzhu.effects.claims import PRIOR as PEER_PRIOR
from huzhu.effects.claims import Basis, at_most, exposure_to_claim
from huzhu.effects.panels import as_indices, as_panel
from huzhu.effects.results import METHOD_VERSION, CountWatch
from huzhu.effects.shares import Shares

Floats = NDArray[np.float64]
SIZES = np.array([1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 8.0])
MOST_EVENTS = 1000
MOST_EXPECTED = 120.0
MANY = 300.0
HIGHEST_LIMIT = 12.0
LIMIT_TOLERANCE = 1e-4
ENOUGH_AT_PEERS = 8  # events before the start from which on the peers' movement is known well enough
MOST_TOGETHER = 600
HALF = 0.5
WATCHFUL = 0.8
LIKELY = 0.95


@dataclass(frozen=True, slots=True)
class Course:
    """Expected events up to every look if nothing changed, the weight in events of what that rests on at that look
    (both (looks,)), and the mean weight, by which the recursion lets the expectation itself be off."""

    expected: Floats
    weight: Floats
    history: float
    shares: Shares | None = None
    basis: Basis | None = None

    def statistic(self, counts: Floats) -> Floats:
        """What is held against the limit, for ``counts`` (looks,) or (looks, counts)."""
        counts = np.asarray(counts, float)
        if self.shares is not None:
            return self.shares.statistic(counts)
        shape = (-1,) + (1,) * (counts.ndim - 1)
        return ratio_statistic(counts, self.expected.reshape(shape), self.weight.reshape(shape))


def watch_counts(
    events: ArrayLike,
    exposure: ArrayLike | None = None,
    treated: int = 0,
    start: int = 12,
    *,
    harm: float = 3.0,
    level: float = 0.95,
    power: float = 0.8,
    horizon: int = 60,
    least_events: int = 2,
    tolerance: float = 0.0,
    only_alarm: bool = False,
    seed: int = 0,
) -> CountWatch:
    """Watch counts of unit ``treated`` from period ``start`` on.

    ``events`` and ``exposure`` (units, periods) or (periods,) for a lone unit; NaN where nothing was reported; exposure
    in hours or the like (all ones if left out). Harm means more events. All looks up to ``horizon`` periods after the
    start together raise a false alarm with a chance of at most about (1 - level); no alarm before ``least_events``.
    ``harm``: the rise one fears (3 = three times the rate), for ``exposure_needed``, reached with chance ``power``; or,
    where a ``tolerance`` was agreed (0.5 = half as many again), what is needed to claim that no more than that came.
    ``only_alarm``: whether and when harm is sure, without what could be seen and what that would need, which cost most;
    ``limit``, ``smallest_seen`` and ``exposure_needed`` may be None then, and ``reason`` is "".
    The range of the ratio is exact for the present look (Clopper, Pearson 1934), not for all looks together. Where
    hundreds of events are expected the exact recursion gives way to the e-value, held against 1/(1 - level).
    ``seed`` belongs to the contract of this door; nothing is drawn at random. Raises ValueError on wrong input.
    """
    counts, amount = _checked(events, exposure)
    unit = as_indices(treated, counts.shape[0], "treated")[0]
    if not 1 <= start <= counts.shape[1]:
        raise ValueError(f"start: a period from 1 to {counts.shape[1]} wanted, got {start}")
    if not 0 <= tolerance < np.inf:
        raise ValueError(f"tolerance: not below 0 wanted, got {tolerance}")
    if harm <= 1 or not 0 < power < 1 or not 0.5 <= level < 1:
        raise ValueError(f"harm above 1, power and level below 1 wanted, got {harm}, {power}, {level}")
    base = {"method_version": METHOD_VERSION, "level": level}
    looks = np.flatnonzero(amount[unit, start:] > 0) + start
    early = amount[unit, :start].sum()
    if early <= 0 or not looks.size:
        reason = "no_exposure_before" if early <= 0 else "no_exposure_after"
        return CountWatch(reading="not_enough_data", reason=reason, looks=int(looks.size), **base)
    course = _course(counts, amount, unit, start, looks)
    seen = np.cumsum(counts[unit, looks])
    whole = _whole_course(course, max(horizon, looks.size))
    if course.expected[-1] > MANY:
        limit = float(-np.log(1 - level))
        statistic = np.log([e_value(*each) for each in zip(seen, course.expected, course.weight, strict=True)])
    else:
        statistic = course.statistic(seen)
        limit = _limit(course, whole, seen, 1 - level, least_events, max(horizon, looks.size), only_alarm=only_alarm)
    alarms = np.flatnonzero((statistic >= limit) & (seen >= least_events))
    asked = None if only_alarm else (harm, power, least_events, tolerance)
    return _read(course, whole, seen, looks, statistic, limit, alarms, amount[unit], asked, base)


def _limit(
    course: Course, whole: Course, seen: Floats, alpha: float, least_events: int, horizon: int, *, only_alarm: bool
) -> float:
    """Infinite where only an alarm is asked for and there is none."""
    if course.shares is None:
        return critical_value(whole, alpha, least_events)
    if only_alarm and course.shares.stays_below(seen, horizon, alpha, least_events, MOST_TOGETHER):
        return np.inf
    return course.shares.limit(seen, horizon, alpha, least_events, MOST_TOGETHER)


def _checked(events: ArrayLike, exposure: ArrayLike | None) -> tuple[Floats, Floats]:
    counts = np.atleast_2d(as_panel(events, "events", (1, 2)))
    amount = np.ones(counts.shape) if exposure is None else np.atleast_2d(as_panel(exposure, "exposure", (1, 2)))
    if amount.shape != counts.shape:
        raise ValueError(f"exposure: shape {counts.shape} wanted as in events, got {amount.shape}")
    for name, panel in (("events", counts), ("exposure", amount)):
        wrong = np.argwhere(panel < 0)
        if wrong.size:
            raise ValueError(f"{name}: below 0 at unit {wrong[0][0]}, period {wrong[0][1]}")
    there = ~np.isnan(counts) & ~np.isnan(amount)
    return np.where(there, counts, 0.0), np.where(there, amount, 0.0)


def _course(counts: Floats, amount: Floats, unit: int, start: int, looks: NDArray[np.int_]) -> Course:
    """Own rate before, times exposure, times what the peers' rate did.

    One event is added to own history, as the exact conditional test does; the peers' change starts from "none", held
    with the weight of ``PEER_PRIOR`` events.
    """
    own, hours = counts[unit, :start].sum() + 1.0, amount[unit, :start].sum()
    others = np.arange(counts.shape[0]) != unit
    past, past_hours = counts[others, :start].sum(), amount[others, :start].sum()
    doubt, change, shares = np.full(looks.size, 1 / own), np.ones(looks.size), None
    basis = Basis(1 / own, None)
    if past > 0 and past_hours > 0:
        rate = past / past_hours
        after = np.cumsum(counts[others].sum(axis=0)[start:])[looks - start]
        due = np.cumsum(amount[others].sum(axis=0)[start:])[looks - start] * rate
        change = (after + PEER_PRIOR) / (due + PEER_PRIOR)
        doubt = doubt + 1 / (past + 0.5) + 1 / (after + PEER_PRIOR)
        basis = Basis(1 / own + 1 / (past + 0.5), float(after[-1]))
        if past >= ENOUGH_AT_PEERS:
            shares = Shares(own - HALF, past + HALF, after, *_odds(amount, unit, start, looks))
    steps = np.cumsum(amount[unit, looks]) * own / hours * change
    return Course(np.maximum.accumulate(steps), 1 / doubt, float((1 / doubt).mean()), shares, basis)


def _odds(amount: Floats, unit: int, start: int, looks: NDArray[np.int_]) -> tuple[Floats, Floats]:
    """Own exposure over the peers', relative to what it was before: up to every look, and in that look alone."""
    others = amount.sum(axis=0) - amount[unit]
    usual = amount[unit, :start].sum() / others[:start].sum()
    mine, theirs = amount[unit, start:], others[start:]
    so_far = np.cumsum(mine)[looks - start] / np.maximum(np.cumsum(theirs)[looks - start], 1e-300)
    alone = np.diff(np.cumsum(mine)[looks - start], prepend=0) / np.maximum(
        np.diff(np.cumsum(theirs)[looks - start], prepend=0), 1e-300
    )
    return np.clip(so_far / usual, 1e-6, 1e6), np.clip(alone / usual, 1e-6, 1e6)


def _whole_course(course: Course, looks: int) -> Course:
    """The course continued at its mean pace up to so many looks, but not beyond ``MOST_EXPECTED`` events."""
    pace = course.expected[-1] / course.expected.size
    reach = int((MOST_EXPECTED - course.expected[-1]) / pace) if pace > 0 else looks
    missing = max(0, min(looks - course.expected.size, reach))
    expected = np.concatenate([course.expected, course.expected[-1] + pace * np.arange(1, missing + 1)])
    weight = np.concatenate([course.weight, np.full(missing, course.weight[-1])])
    shares = course.shares.continued(expected.size) if course.shares is not None else None
    return Course(expected, weight, course.history, shares)


def ratio_statistic(seen: Floats, expected: Floats, weight: Floats) -> Floats:
    """Log likelihood ratio of "the rate rose" against "it did not", given all events of history and present; 0 where
    fewer than expected were seen. ``weight`` is history's size in events (infinite: Poisson MaxSPRT)."""
    seen, expected = np.broadcast_arrays(np.asarray(seen, float), np.asarray(expected, float))
    with np.errstate(invalid="ignore", divide="ignore"):
        poisson = scipy.special.xlogy(seen, seen / expected) - (seen - expected)
        total = seen + weight
        fair = expected / (weight + expected)
        value = scipy.special.xlogy(seen, seen / total / fair) + weight * np.log(weight / total / (1 - fair))
    return np.where(seen > expected, np.where(np.isinf(weight), poisson, value), 0.0)


def critical_value(course: Course, alpha: float, least_events: int = 1) -> float:
    """Smallest limit on the statistic at which the chance to reach it at any look, nothing having changed, is at most
    ``alpha``; by bisection over the exact recursion."""
    low, high = 0.0, max(1.0, -np.log(alpha) - 0.7)  # near where limits turn out to lie
    recursion = _Recursion(course, high, least_events)
    steps = recursion.steps(None)
    while high < HIGHEST_LIMIT and recursion.run(steps, high)[-1] > alpha:
        low, high = high, min(1.3 * high, HIGHEST_LIMIT)
        recursion = _Recursion(course, high, least_events)
        steps = recursion.steps(None)
    while high - low > LIMIT_TOLERANCE:
        middle = (low + high) / 2
        low, high = (middle, high) if recursion.run(steps, middle)[-1] > alpha else (low, middle)
    return high


def crossing_chance(course: Course, limit: float, least_events: int, ratio: float | None = None) -> Floats:
    """Chance to have reached the limit by every look (looks,).

    Without ``ratio`` nothing changed and history is random (counts follow a Polya urn with ``weight``); with it the
    true rate is ``ratio`` times the one expected.
    """
    recursion = _Recursion(course, limit, least_events)
    return recursion.run(recursion.steps(ratio), limit)


class _Recursion:
    """Over the looks, for limits up to ``highest``: move the chances of every count on, take out those that reach the
    limit. Only counts that can be alive under the highest limit are kept at each look."""

    def __init__(self, course: Course, highest: float, least_events: int) -> None:
        self.course, self.least = course, least_events
        self.counts = np.arange(_most_needed(course, highest, least_events))
        self.faculty = scipy.special.gammaln(self.counts + 1)
        self.statistic = course.statistic(np.tile(self.counts, (course.expected.size, 1)))
        self.most = self._alive(highest)

    def _alive(self, limit: float) -> list[int]:
        """How many counts, from 0 up, stay below the limit at each look: the statistic never falls as counts rise."""
        return ((self.statistic < limit) | (self.counts < self.least)).sum(axis=1).tolist()

    def steps(self, ratio: float | None) -> list[Floats]:
        """How chances move at each look: where the rate is known (``ratio`` times the expected) as the chances of 0, 1,
        2 ... new events, else as a matrix from counts to counts."""
        course, added = self.course, np.diff(self.course.expected, prepend=0.0)
        if ratio is not None or np.isinf(course.history):
            means = (added * (1.0 if ratio is None else ratio))[:, None]
            return list(np.exp(scipy.special.xlogy(self.counts, means) - means - self.faculty))
        urn = scipy.special.gammaln(course.history + np.arange(2 * self.counts.size + 1))
        shares = added / (course.history + course.expected)
        before = [1, *self.most[:-1]]
        return [
            self._urn_step(urn, share, n, m) for share, n, m in zip(shares.tolist(), before, self.most, strict=True)
        ]

    def _urn_step(self, urn: Floats, share: float, n: int, m: int) -> Floats:
        """Chances from n counts (rows) to m (columns) when ``share`` of all hours so far are new.

        New events are negative binomial; those further up than twelve standard deviations are left out, and of the
        logarithm every part is a table of one dimension.
        """
        if share <= 0:
            return np.eye(n, m)
        old = self.course.history + n - 1
        mean = old * share / (1 - share)
        reach = min(m, self.counts.size, int(mean + 12 * np.sqrt(mean / (1 - share)) + 10))
        log = np.lib.stride_tricks.sliding_window_view(urn, reach)[:n] - self.faculty[:reach]
        log = log + np.arange(reach) * np.log(share)
        log += ((self.course.history + np.arange(n)) * np.log1p(-share) - urn[:n])[:, None]
        wide = np.zeros((n, n + reach))
        row, column = wide.strides
        band = np.lib.stride_tricks.as_strided(wide, (n, reach), (row + column, column))
        np.exp(log, out=band)
        return wide[:, :m] if wide.shape[1] >= m else np.pad(wide, ((0, 0), (0, m - wide.shape[1])))

    def run(self, steps: list[Floats], limit: float) -> Floats:
        """Chance to have reached a limit (not above the highest) by every look, (looks,)."""
        alive = np.ones(1)
        chances = np.empty(len(steps))
        for look, (step, stay) in enumerate(zip(steps, self._alive(limit), strict=True)):
            known = step.ndim == 1
            alive = np.convolve(alive, step[:stay])[:stay] if known else alive @ step[: alive.size, :stay]
            chances[look] = 1 - alive.sum()
        return chances


def _most_needed(course: Course, limit: float, least_events: int) -> int:
    """One more than the largest count that can be alive at any look."""
    last = Course(course.expected[-1:], course.weight[-1:], course.history, course.shares and course.shares.last())
    stays = last.statistic(np.arange(MOST_EVENTS)[None])[0] < limit
    return max(int(np.flatnonzero(stays)[-1]) + 2, least_events + 1)


def _read(course, whole, seen, looks, statistic, limit, alarms, hours, asked, base) -> CountWatch:
    expected, count = float(course.expected[-1]), float(seen[-1])
    weight = float(course.weight[-1])
    low, high = _ratio_range(count, expected, weight, base["level"])
    worse = float(1 - scipy.special.betainc(count + 0.5, weight, expected / (expected + weight)))
    alarm = int(looks[alarms[0]]) if alarms.size else None
    smallest, needed, reason = None, None, ""
    if asked is not None:
        harm, power, least_events, _ = asked
        smallest = _smallest_seen(course, limit, least_events, power)
        needed = _exposure_needed(course, whole, limit, hours[looks], count, asked)
        reason = "" if smallest is not None and smallest <= harm else "cannot_see_harm_yet"
    return CountWatch(
        reading="harmful" if alarm is not None else "watch" if worse >= WATCHFUL and count > 0 else "no_harm_seen",
        reason=reason,
        expected=expected,
        seen=round(count),
        ratio=count / expected,
        ratio_low=low,
        ratio_high=high,
        ratio_at_most=float(at_most(count, expected, weight)),
        chance_worse=worse,
        statistic=float(statistic[-1]),
        limit=limit if np.isfinite(limit) else None,
        e_value=e_value(count, expected, weight),
        alarm_at=alarm,
        worse_at=_worse_at(course, seen, looks),
        path=tuple((round(a), float(b)) for a, b in zip(seen, course.expected, strict=True)),
        smallest_seen=smallest,
        exposure_needed=needed,
        looks=int(looks.size),
        **base,
    )


def _worse_at(course: Course, seen: Floats, looks: NDArray[np.int_]) -> int | None:
    """The first look at which, taken by itself, a rise is likely with 19 chances in 20; None if there is none."""
    with np.errstate(invalid="ignore", divide="ignore"):
        worse = 1 - scipy.special.betainc(
            seen + 0.5, course.weight, course.expected / (course.expected + course.weight)
        )
    found = np.flatnonzero((worse >= LIKELY) & (seen > 0))
    return int(looks[found[0]]) if found.size else None


def e_value(seen: float, expected: float, weight: float) -> float:
    """Evidence for a rise: a mixture over rises of 1.1 to 8 times against none, history being random.

    Its chance of ever reaching 1/alpha is at most alpha if nothing changed.
    """
    log = seen * np.log(SIZES) + (weight + seen) * np.log((weight + expected) / (weight + SIZES * expected))
    return float(np.exp(np.minimum(log, 700.0)).mean())


def _ratio_range(seen: float, expected: float, weight: float, level: float) -> tuple[float, float]:
    """Clopper-Pearson range of the ratio of two rates, given their sum."""
    tail = (1 - level) / 2

    def ratio(share: float) -> float:
        return float(share / (1 - share) * weight / expected) if share < 1 else float("inf")

    low = ratio(float(scipy.special.betaincinv(seen, weight + 1, tail))) if seen > 0 else 0.0
    return low, ratio(float(scipy.special.betaincinv(seen + 1, weight, 1 - tail)))


def _smallest_seen(course: Course, limit: float, least_events: int, power: float) -> float | None:
    """The smallest rise that would by now have been seen with chance ``power``; None beyond fifty times. Where events
    are many, by the normal approximation to the log of the ratio."""
    if course.expected[-1] > MANY:
        error = np.sqrt(1 / course.expected[-1] + 1 / course.weight[-1])
        return float(np.exp((np.sqrt(2 * limit) + scipy.special.ndtri(power)) * error))

    recursion = _Recursion(course, limit, least_events)

    def seen(ratio: float) -> bool:
        return recursion.run(recursion.steps(ratio), limit)[-1] >= power

    low, high = 1.0, 50.0
    if not seen(high):
        return None
    for _ in range(12):
        middle = float(np.sqrt(low * high))
        low, high = (low, middle) if seen(middle) else (middle, high)
    return high


def _exposure_needed(course, whole, limit: float, hours: Floats, seen: float, asked) -> float | None:
    """Exposure still missing until a rise of ``harm`` would have been seen with chance ``power``; None if not within
    the horizon. Where a tolerance was agreed, until that can be claimed."""
    harm, power, least_events, tolerance = asked
    if tolerance > 0 and course.basis is not None:
        expected = float(course.expected[-1])
        return exposure_to_claim(seen, expected, hours, course.basis, tolerance=tolerance, power=power)
    if course.expected[-1] > MANY:
        return 0.0 if (_smallest_seen(course, limit, least_events, power) or np.inf) <= harm else None
    enough = np.flatnonzero(crossing_chance(whole, limit, least_events, harm) >= power)
    if not enough.size:
        return None
    return max(0.0, float(enough[0] + 1 - hours.size) * float(hours.mean()))
