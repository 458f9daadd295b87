"""A guardrail of continuous readings, looked at as often as one likes: is anything getting worse since the change?

One model, everything unknown integrated out: the workshop's distance to the middle of its peers follows a level, a lean
on each peer and on their middle, AR(1) noise with a slow part, and from the start on a harm. How the peers' own
distances moved before the start helps to know the noise. Evidence is the ratio of two marginal likelihoods; with the
invariant priors on level and scale it is an e-process (Perez-Ortiz, Lardy, de Heide, Gruenwald 2024). The limit held
against it is computed for a horizon of looks (limits.py), and 1/alpha of what is kept back holds ever after (Ville
1939); the harms it does not refute form a range that holds at all looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from huzhu.effects.estimate import Plan, choose_window, plan_for
from huzhu.effects.limits import limits
from huzhu.effects.noise import NOISES, whitened
from huzhu.effects.panels import as_indices, as_panel, fill_gaps, from_scale, to_scale
from huzhu.effects.results import METHOD_VERSION, Watch

Floats = NDArray[np.float64]
LEANS = np.array([0.1, 0.3, 1.0])
SMOOTHING = 0.5
PEERS_SAY = 0.3  # what the peers' own noise says about the adopter's, against what its own readings say
FEWEST_TO_SAY = 3
HARM_SIZE = 1.0
UPPER_SHARE = 0.2
WATCHFUL = 0.8
POWER = 0.8
NO_SAY = 1e-3


@dataclass(frozen=True, slots=True)
class Evidence:
    """Per look and model (looks, models): log weight of the model without the step, best step, its information (per
    squared noise), residual squares with the step fitted, degrees of freedom (looks, 1); each model's rho."""

    weight: Floats
    step: Floats
    information: Floats
    squares: Floats
    df: Floats
    rho: Floats

    def log_e(self, harm: float | Floats, side: int) -> Floats:
        """Log e-value at each look against "the step is ``harm``", for steps above (side 1) or below it (-1)."""
        harm = np.broadcast_to(np.asarray(harm, float), self.step.shape[:1])[:, None]
        prior = HARM_SIZE**2
        apart = self.step - harm
        without = self.squares + self.information * apart**2
        shrink = 1 + prior * self.information
        within = self.squares + self.information * apart**2 / shrink
        mean = apart * prior * self.information / shrink
        spread = np.sqrt(np.maximum(within / self.df, 1e-300) * prior / shrink)
        tail = _log_tail(side * mean / spread, self.df)
        base = self.weight - self.df / 2 * np.log(without)
        against = self.weight - self.df / 2 * np.log(within) - 0.5 * np.log(shrink) + np.log(2) + tail
        return _log_sum(against)[:, 0] - _log_sum(base)[:, 0]

    def odds(self) -> Floats:
        """Posterior weight of every model with the step fitted freely, (looks, models), adding to one."""
        log = self.weight - self.df / 2 * np.log(self.squares) - 0.5 * np.log(np.maximum(self.information, 1e-300))
        return np.exp(log - _log_sum(log))


def watch(
    values: ArrayLike,
    treated: int = 0,
    start: int = 60,
    *,
    better: str = "down",
    limit: float = 0.0,
    level: float = 0.95,
    scale: str = "linear",
    ceiling: float = 1.0,
    exclude: Sequence[int] | Sequence[bool] | None = None,
    ramp: int = 0,
    baseline: int | None = None,
    last: int | None = None,
    contaminated: Sequence[int | None] | None = None,
    left_out: Sequence[int] = (),
    least_before: int = 8,
    least_after: int = 3,
    horizon: int = 104,
    unsure: ArrayLike | None = None,
    seed: int = 0,
) -> Watch:
    """Watch unit ``treated`` of ``values`` (units, periods; NaN for missing) from period ``start`` on.

    ``better``: "down" or "up", harm is the other way. ``limit``: the tolerated harm as a fraction of the level that was
    to be expected (0.1 = ten per cent). The other arguments are those of ``estimate``. Peers are optional: without them
    the workshop is held against its own past. All looks together raise a false alarm of harm with a chance of at most
    about (1 - level), nearly all of it in the first ``horizon`` looks; after those much stronger evidence is asked.
    The upper end of the range may fail with a fifth of that besides.
    ``unsure`` (periods,): by how much the readings may be off together, as ``usual_mix`` says it of the unit.
    ``seed`` belongs to the contract of this door; nothing is drawn at random. Raises ValueError on wrong input.
    """
    natural = as_panel(values)
    unit = as_indices(treated, natural.shape[0], "treated")[0]
    if better not in ("down", "up"):
        raise ValueError(f'better: "down" or "up" wanted, got {better!r}')
    if limit < 0 or horizon < 1:
        raise ValueError(f"limit not below 0 and horizon from 1 on wanted, got {limit} and {horizon}")
    plan = plan_for(
        natural.shape,
        level=level,
        scale=scale,
        ceiling=ceiling,
        exclude=exclude,
        ramp=ramp,
        baseline=baseline,
        last=last,
        contaminated=contaminated,
    )
    panel = to_scale(natural, scale, ceiling)
    banned = {unit: "treated"} | {other: "left_out" for other in left_out}
    window = choose_window(panel, unit, start, banned, plan)
    base = {"method_version": METHOD_VERSION, "level": level, "limit": limit}
    if window.before.size < least_before or window.after.size < least_after:
        reason = "too_few_before" if window.before.size < least_before else "too_few_after"
        return Watch(reading="not_enough_data", reason=reason, looks=int(window.after.size), **base)
    sign = 1.0 if better == "down" else -1.0
    rows = [unit, *window.peers]
    used = np.concatenate([window.before, window.after])
    off = np.zeros(panel.shape[1]) if unsure is None else as_panel(unsure, "unsure", (1,))
    if off.shape != panel.shape[1:] or not (off >= 0).all():
        raise ValueError(f"unsure: {panel.shape[1]} numbers from 0 on wanted, one a period")
    evidence = gather(sign * fill_gaps(panel[np.ix_(rows, used)]), used, window.before.size, off[used])
    return _read(evidence, panel[unit], window.after, sign, limit, plan, horizon, base, has_peers=bool(window.peers))


def gather(panel: Floats, at: NDArray[np.int_], before: int, unsure: Floats) -> Evidence:
    """Evidence at every look; ``panel`` (1 + peers, periods) with the watched unit first, ``at`` the times, ``unsure``
    (periods,) the size of a shift that all its readings share."""
    periods = panel.shape[1]
    known, goal, unit = _regression(panel, before)
    step = (np.arange(periods) >= before).astype(float)
    shift = unsure[:, None][:, : int(unsure.any())] / unit
    columns = np.column_stack([known, shift, step, goal])
    said = PEERS_SAY * _said_by_peers(panel[1:], at, before)
    leans = LEANS if known.shape[1] > 1 else LEANS[:1]
    sizes = [np.append(np.full(known.shape[1] - 1, lean), np.ones(shift.shape[1])) for lean in leans]
    rough = np.unique(np.linspace(before, periods - 1, 4).astype(int))
    models, whole = [], []
    for noise, say in zip(NOISES, said, strict=True):
        white, scale = whitened(columns, at, noise)
        cross = np.cumsum(white[:, :, None] * white[:, None, :], axis=0)[before:]
        whole.append((cross, np.cumsum(scale)[before:]))
        weights = np.log(noise.weight) + say
        models += [(len(whole) - 1, noise.rho, size, weight) for size, weight in zip(sizes, weights, strict=False)]
    df = np.arange(before, periods, dtype=float)[:, None]
    few = _assembled(models, whole, df, rough - before)
    models = [model for model, kept in zip(models, _having_a_say(few), strict=True) if kept]
    found = _assembled(models, whole, df, np.arange(periods - before))
    return replace(found, step=found.step * unit, squares=found.squares * unit**2)


def _regression(panel: Floats, before: int) -> tuple[Floats, Floats, float]:
    """Level and leans as columns (periods, 1 + leans), the distance of row 0 to the middle of the others, both in units
    of that distance's spread before the start, and that unit.

    One leans on what peers share slowly, not on their noise: leans are smoothed over the past (half of every new
    reading). Unsmoothed, their noise hides how much one leans, and what is left over moves slowly and looks like harm.
    """
    count, periods = panel.shape
    middle = panel[1:].mean(axis=0) if count > 1 else np.zeros(periods)
    leans = np.vstack([panel[1:] - middle, middle]) if count > 2 else np.atleast_2d(middle)[: count - 1]
    goal = panel[0] - middle
    centre, unit = goal[:before].mean(), max(float(goal[:before].std()), 1e-12)
    leans = _smoothed((leans - leans[:, :before].mean(axis=1, keepdims=True)) / unit)
    return np.vstack([np.ones(periods), leans]).T, (goal - centre) / unit, unit


def _smoothed(leans: Floats) -> Floats:
    """Exponential smoothing from the past only, (leans, periods)."""
    smooth = leans.copy()
    now = leans[:, :3].mean(axis=1)
    for period in range(leans.shape[1]):
        now = now + SMOOTHING * (leans[:, period] - now)
        smooth[:, period] = now
    return smooth


def _said_by_peers(peers: Floats, at: NDArray[np.int_], before: int) -> Floats:
    """Log likelihood of every kind of noise and width of leans (noises, leans), summed over the peers, each against the
    others before the start; 0 where they are too few to say."""
    said = np.zeros((len(NOISES), LEANS.size))
    if len(peers) < FEWEST_TO_SAY:
        return said
    parts = [
        _regression(np.vstack([peers[j], np.delete(peers, j, axis=0)])[:, :before], before)[:2]
        for j in range(len(peers))
    ]
    columns = np.stack([np.column_stack(part) for part in parts], axis=1)
    for row, noise in enumerate(NOISES):
        white, scale = whitened(columns, at, noise)
        cross = np.einsum("tpi,tpj->pij", white, white)
        for column, lean in enumerate(LEANS):
            log, rest = _eliminated(cross, np.full(columns.shape[2] - 2, lean), 1)
            said[row, column] = (log - (before - 1) * np.log(rest[:, 0, 0])).sum() - len(peers) * scale.sum()
    return said - said.max()


def _assembled(models, whole, df: Floats, looks: NDArray[np.int_]) -> Evidence:
    """All models side by side at the given looks."""
    parts = []
    for at, _, sizes, weight in models:
        cross, scale = whole[at]
        log, rest = _eliminated(cross[looks], sizes, 2)
        parts.append(
            (weight + log - scale[looks], rest[:, 1, 0] / rest[:, 0, 0], rest[:, 0, 0] ** 2, rest[:, 1, 1] ** 2)
        )
    weight, step, information, squares = (np.stack(each, axis=1) for each in zip(*parts, strict=True))
    return Evidence(weight, step, information, squares, df[looks], np.array([rho for _, rho, _, _ in models]))


def _eliminated(cross: Floats, sizes: Floats, rest: int) -> tuple[Floats, Floats]:
    """Integrate the level (flat) and what is normal with these ``sizes``, leans and a shift, out of cross products
    (looks, columns, columns): the log of the factor that leaves, and the Cholesky factor (looks, rest, rest) of what is
    left of the last columns."""
    known = cross.shape[1] - rest
    system, inner = cross.copy(), np.arange(1, known)
    system[:, inner, inner] += 1 / sizes**2
    system[:, range(known, known + rest), range(known, known + rest)] += 1e-10
    factor = np.linalg.cholesky(system)
    log = -np.log(np.diagonal(factor, axis1=1, axis2=2)[:, :known]).sum(axis=1) - np.log(sizes).sum()
    return log, factor[:, known:, known:]


def _having_a_say(evidence: Evidence) -> NDArray[np.bool_]:
    """Which models carry weight at any look, with the step or without it."""
    base = evidence.weight - evidence.df / 2 * np.log(evidence.squares + evidence.information * evidence.step**2)
    share = np.exp(base - _log_sum(base))
    return np.maximum(share, evidence.odds()).max(axis=0) > NO_SAY


def _log_sum(logs: Floats) -> Floats:
    """Log of the sum over models, (looks, 1)."""
    highest = logs.max(axis=1, keepdims=True)
    return highest + np.log(np.exp(logs - highest).sum(axis=1, keepdims=True))


def _log_tail(x: Floats, df: Floats) -> Floats:
    """Log of the t distribution function, normal far out where it would vanish."""
    plain = scipy.special.stdtr(df, x)
    log = np.log(np.maximum(plain, 1e-200))
    return log if plain.min() > 1e-200 else np.where(plain > 1e-200, log, scipy.special.log_ndtr(x))


def bounds(evidence: Evidence, level: float, horizon: int) -> tuple[Floats, Floats, Floats]:
    """Middle, low and high of the harm at every look; low and high hold at all looks together."""
    odds = evidence.odds()
    middle = (odds * evidence.step).sum(axis=1)
    variance = evidence.squares / evidence.df / evidence.information + (evidence.step - middle[:, None]) ** 2
    error = np.sqrt((odds * variance).sum(axis=1))
    known, rho = HARM_SIZE**2 * float(odds[-1] @ evidence.information[-1]), float(odds[-1] @ evidence.rho)
    asked = [limits(known, rho, middle.size, (1 - level) * part, horizon) for part in (1.0, UPPER_SHARE)]
    low = _refuted_until(evidence, middle, error, 1, asked[0])
    high = _refuted_until(evidence, middle, error, -1, asked[1])
    return middle, low, high


def _refuted_until(evidence: Evidence, middle: Floats, error: Floats, side: int, limit: Floats) -> Floats:
    """Furthest harm from the middle, on the lower (side 1) or upper side, that the evidence does not refute."""
    near, far = np.zeros_like(middle), np.full_like(middle, 4.0)
    for _ in range(8):
        beyond = evidence.log_e(middle - side * far * error, side) < limit
        if not beyond.any():
            break
        far = np.where(beyond, far * 2, far)
    for _ in range(15):
        half = (near + far) / 2
        kept = evidence.log_e(middle - side * half * error, side) < limit
        near, far = np.where(kept, half, near), np.where(kept, far, half)
    unbounded = evidence.log_e(middle - side * far * error, side) < limit
    return np.where(unbounded, -side * np.inf, middle - side * far * error)


def _read(evidence, series, after, sign, limit, plan: Plan, horizon: int, base, *, has_peers: bool) -> Watch:
    middle, low, high = bounds(evidence, plan.level, horizon)
    observed = np.cumsum(series[after]) / np.arange(1, after.size + 1)
    expected = np.asarray(from_scale(observed - sign * middle, plan.scale, plan.ceiling))
    tolerated = np.abs(np.asarray(to_scale(_clip(expected * (1 + sign * limit), plan), plan.scale, plan.ceiling))
                       - np.asarray(to_scale(_clip(expected, plan), plan.scale, plan.ceiling)))  # fmt: skip
    alarms = np.flatnonzero(low > tolerated)
    odds = evidence.odds()[-1]
    error = np.sqrt(evidence.squares[-1] / evidence.df[-1] / evidence.information[-1])
    worse = float(odds @ scipy.special.stdtr(evidence.df[-1], evidence.step[-1] / error))
    reach = float(middle[-1] - low[-1] + scipy.special.stdtrit(evidence.df[-1, 0], POWER) * np.sqrt(odds @ error**2))

    def harm(move: float) -> float | None:
        if not np.isfinite(move):
            return None
        here = float(from_scale(observed[-1] - sign * middle[-1] + sign * move, plan.scale, plan.ceiling))
        return sign * (here - float(expected[-1]))

    def part(move: float | None) -> float | None:
        return None if move is None or expected[-1] <= 0 else move / float(expected[-1])

    change, least, most, smallest = (harm(float(each)) for each in (middle[-1], low[-1], high[-1], reach))
    return Watch(
        reading=_reading(float(low[-1]), float(high[-1]), float(tolerated[-1]), worse, alarms.size > 0),
        reason="" if has_peers else "no_peers",
        expected=float(expected[-1]),
        seen=float(from_scale(observed[-1], plan.scale, plan.ceiling)),
        change=change,
        low=least,
        high=most,
        relative=part(change),
        relative_low=part(least),
        relative_high=part(most),
        chance_worse=worse,
        smallest_seen=part(smallest),
        e_value=float(np.exp(min(evidence.log_e(0.0, 1)[-1], 700.0))),
        alarm_at=int(after[alarms[0]]) if alarms.size else None,
        looks=int(after.size),
        path=tuple(middle.tolist()),
        path_low=tuple(low.tolist()),
        path_high=tuple(high.tolist()),
        **base,
    )


def _clip(level: Floats, plan: Plan) -> Floats:
    """Keep a level inside what the scale can hold."""
    if plan.scale == "logit":
        return np.clip(level, 1e-9 * plan.ceiling, (1 - 1e-9) * plan.ceiling)
    return np.maximum(level, 1e-300) if plan.scale == "log" else level


def _reading(low: float, high: float, tolerated: float, worse: float, alarm: bool) -> str:
    if alarm:
        return "harmful"
    if low > 0:
        return "within_limit" if high <= tolerated else "watch"
    if high <= tolerated and tolerated > 0:
        return "no_harm_seen"
    return "watch" if worse >= WATCHFUL else "no_harm_seen"
