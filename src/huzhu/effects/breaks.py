"""Definition breaks: a level jump that one unit has and its peers do not, found by shape as well as by size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from huzhu.effects.panels import as_panel, from_scale, to_scale
from huzhu.effects.ranges import ar_coefficient, cosine_variance
from huzhu.effects.results import Break

Floats = NDArray[np.float64]
LEAST_SIDE = 6
BREAK_LIMIT = 4.0
WARNING_LIMIT = 3.6  # for four units
TAIL = 20.0  # degrees of freedom by which the limit grows when more units are searched


def find_breaks(
    values: ArrayLike,
    *,
    scale: str = "linear",
    ceiling: float = 1.0,
    known: Sequence[tuple[int, int]] = (),
    limit: float | None = None,
    ramp: int = 0,
) -> tuple[Break, ...]:
    """Search ``values`` (units, periods; NaN for missing) for jumps of level, strongest first.

    Each unit is set against the median of the others, so that what all share is no break. A jump counts when its t
    value, honest about autocorrelation, is at least ``limit`` (left out: 3.6 for four units, more for more of them;
    docs/effects.md says how often that warns without need) and when a step explains the path better than a straight
    drift does. ``known`` holds (unit, period) of changes that somebody made on purpose: their steps are taken out
    first, and ``ramp`` periods after them are not looked at. Each break found is taken out before the next search, so
    that one unit's jump is not read into its peers.
    """
    panel = to_scale(as_panel(values), scale, ceiling)
    natural = np.asarray(from_scale(panel, scale, ceiling))
    found: list[Break] = []
    reported = np.flatnonzero(~np.isnan(panel).all(axis=1))
    for unit, period in known:
        panel[unit, period : period + ramp] = np.nan
    panel = _take_out_known(panel, known)
    limit = _limit(reported.size) if limit is None else limit
    for _ in range(reported.size):
        steps = [
            (*strongest_step(path), int(unit)) for unit, path in zip(reported, _apart(panel[reported]), strict=True)
        ]
        period, statistic, size, unit = max(steps, key=lambda each: each[1])
        if statistic < limit:
            break
        panel[unit, period:] -= size
        found.append(Break(unit, period, size, statistic, _relative(natural[unit], period, size, scale, ceiling)))
    return tuple(found)


def _limit(units: int) -> float:
    """The limit at which all units together warn as rarely as four of them at 3.6."""
    tail = scipy.special.stdtr(TAIL, -WARNING_LIMIT) * 4 / max(units, 4)
    return float(-scipy.special.stdtrit(TAIL, tail))


def _apart(panel: Floats) -> Floats:
    """Each unit minus the median of the others' movements; a lone unit stands for itself."""
    moved = panel - np.nanmean(panel, axis=1, keepdims=True)
    count = panel.shape[0]
    if count == 1:
        return moved
    return moved - np.stack([_median_over_units(np.delete(moved, unit, axis=0)) for unit in range(count)])


def _median_over_units(moved: Floats) -> Floats:
    present = ~np.isnan(moved).all(axis=0)
    middle = np.full(moved.shape[1], np.nan)
    middle[present] = np.nanmedian(moved[:, present], axis=0)
    return middle


def strongest_step(path: Floats) -> tuple[int, float, float]:
    """(period, t value, size) of the likeliest step in one path, NaN for missing; a t value of 0 if there is none."""
    at = np.flatnonzero(~np.isnan(path))
    readings = path[at]
    size = readings.size
    if size < 2 * LEAST_SIDE + 2 or np.ptp(readings) == 0:
        return 0, 0.0, 0.0
    readings = readings - readings.mean()
    cut = np.arange(LEAST_SIDE, size - LEAST_SIDE + 1)
    jump = -np.cumsum(readings)[cut - 1] * size / (cut * (size - cut))
    gain = jump**2 * cut * (size - cut) / size
    best = int(gain.argmax())
    split, step = int(cut[best]), float(jump[best])
    times = np.arange(size) - (size - 1) / 2
    line = (times @ readings) ** 2 / (times @ times)
    if gain[best] <= line:
        return 0, 0.0, 0.0
    left = readings - np.where(np.arange(size) < split, -step * (size - split), step * split) / size
    rho = ar_coefficient(left, 0.9)
    noise = max(left.var() * (1 + rho) / (1 - rho), cosine_variance(left)) * size / (size - 2)
    error = float(np.sqrt(noise * (1 / split + 1 / (size - split))))
    return int(at[split]), abs(step) / error if error > 0 else np.inf, step


def _take_out_known(panel: Floats, known: Sequence[tuple[int, int]]) -> Floats:
    """Level both sides of every known change against the peers, so that it is no break and hides none."""
    for unit, period in known:
        path = _apart(panel)[unit]
        early, late = path[:period][~np.isnan(path[:period])], path[period:][~np.isnan(path[period:])]
        if early.size and late.size:
            panel[unit, period:] -= late.mean() - early.mean()
    return panel


def _relative(series: Floats, period: int, size: float, scale: str, ceiling: float) -> float | None:
    """The jump as a fraction of the level before it."""
    early = series[:period][~np.isnan(series[:period])]
    if not early.size or early.mean() <= 0:
        return None
    if scale == "linear":
        return float(size / early.mean())
    before = to_scale(early, scale, ceiling).mean()
    return float(from_scale(before + size, scale, ceiling) / from_scale(before, scale, ceiling) - 1)
