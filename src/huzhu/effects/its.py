"""Interrupted series: one workshop against its own past. Graded lower than any comparison and never called proof.

One series cannot tell a slow wave from a change, so the range allows for waves that the past shows only in part: noise
is averaged over many kinds, slow ones among them, each by how well it explains the time before the start (restricted
likelihood, Harville 1974), and the past is continued under each as it would go on (best linear prediction, Goldberger
1962).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from huzhu.effects.noise import Noise, whitened
from huzhu.effects.ranges import Spread

Floats = NDArray[np.float64]
TREND_WANTS = 20
SLOW_SHARES = ((0.0, 0.9), (0.3, 0.9), (0.6, 0.9), (0.3, 0.98), (0.6, 0.98), (0.8, 0.98))
KINDS = (
    *(Noise(rho, share, 1.0, slow) for rho in (0.0, 0.3, 0.6) for share, slow in SLOW_SHARES),
    *(Noise(rho, 0.0, 1.0) for rho in (0.75, 0.88, 0.95, 0.98)),
)
NARROW, WIDE = 0.8, 0.95  # the ranges that the t range has in common with the average over all kinds of noise
MOST_DF = 1e6


@dataclass(frozen=True, slots=True)
class _Continued:
    """Under each kind of noise (kinds, ...): log weight, line through the past, mean distance of the time after the
    start to what was to be expected, its standard error, and what was to be expected of every later period."""

    weight: Floats
    line: Floats
    effect: Floats
    error: Floats
    path: Floats


def interrupted(series: Floats, before: NDArray[np.int_], after: NDArray[np.int_]) -> tuple[float, Spread, Floats]:
    """Effect of one ``series`` (periods,), its spread, and the gap (periods,) to the continued past, NaN where nothing
    was reported. The past is continued by its level, and by a straight line when there are at least twenty periods
    before."""
    columns = 2 if before.size >= TREND_WANTS else 1
    times = np.arange(series.size, dtype=float)
    design = np.vander((times - before.mean()) / before.size, columns, increasing=True)
    later = np.arange(before[-1] + 1, series.size)
    contrast = np.isin(later, after) / after.size
    centre = float(series[before].mean())
    found = _continued(design, series - centre, before, later, contrast)
    odds = np.exp(found.weight - found.weight.max())
    odds /= odds.sum()
    expected = (design * (odds @ found.line)).sum(axis=1)
    expected[later] = odds @ found.path
    effect = float(odds @ found.effect)
    return effect, _as_t(odds, found.effect - effect, found.error, before.size - columns), series - centre - expected


def _continued(design: Floats, series: Floats, before, later, contrast: Floats) -> _Continued:
    """Continue the past under every kind of noise; no reading after the start is used but for the distance to it."""
    early, at = before.size, np.concatenate([before, later])
    known = np.concatenate([series[before], np.zeros(later.size)])
    made = [whitened(np.column_stack([design[at], known]), at, kind) for kind in KINDS]
    white, scale = (np.stack(each) for each in zip(*made, strict=True))
    shapes, goal = white[:, :early, :-1], white[:, :early, -1]
    cross = np.einsum("kti,ktj->kij", shapes, shapes)
    inverse = np.linalg.inv(cross)
    line = np.einsum("kij,ktj,kt->ki", inverse, shapes, goal)
    squares = ((goal - np.einsum("kti,ki->kt", shapes, line)) ** 2).sum(axis=1)
    df = early - design.shape[1]
    weight = -scale[:, :early].sum(axis=1) - np.linalg.slogdet(cross)[1] / 2
    weight = weight - df / 2 * np.log(np.maximum(squares, 1e-300))
    ahead = _unwhitened(later.size, at)
    moves = np.einsum("kst,kti->ksi", ahead, white[:, early:])
    path = np.einsum("ksi,ki->ks", moves[:, :, :-1], line) - moves[:, :, -1]
    shape = np.einsum("s,ksi->ki", contrast, moves[:, :, :-1])
    spread = np.einsum("s,kst->kt", contrast, ahead)
    variance = (spread**2).sum(axis=1) + np.einsum("ki,kij,kj->k", shape, inverse, shape)
    judged = contrast > 0
    effect = contrast[judged] @ series[later[judged]] - (path * contrast).sum(axis=1)
    return _Continued(weight, line, effect, np.sqrt(squares / df * variance), path)


def _unwhitened(later: int, at: NDArray[np.int_]) -> Floats:
    """From new shocks to later readings, (kinds, readings, shocks): the inverse of the later corner of each whitener,
    line by line (LAPACK would share it out among threads, and digits would change with their number)."""
    corner = np.eye(at.size)[:, at.size - later :]
    white = np.stack([whitened(corner, at, kind)[0][at.size - later :] for kind in KINDS])
    inverse = np.zeros_like(white)
    for row in range(later):
        inverse[:, row, row] = 1.0
        inverse[:, row] -= np.einsum("kt,kts->ks", white[:, row, :row], inverse[:, :row])
        inverse[:, row] /= white[:, row, row, None]
    return inverse


def _as_t(odds: Floats, middle: Floats, error: Floats, df: int) -> Spread:
    """The t range that holds as much as the average over all kinds of noise, within its 80% and its 95% range."""
    if not error.max() > 0:
        return Spread(0.0, float(df))
    wanted = np.array([NARROW, WIDE])
    low, high = np.zeros(2), np.full(2, np.abs(middle).max() + 100 * error.max())
    for _ in range(60):
        half = ((low + high) / 2)[:, None]
        inside = scipy.special.stdtr(df, (half - middle) / error) - scipy.special.stdtr(df, (-half - middle) / error)
        enough = inside @ odds >= wanted
        low, high = np.where(enough, low, half[:, 0]), np.where(enough, half[:, 0], high)
    few, many = 0.0, float(np.log(MOST_DF))
    for _ in range(50):
        middle_df = (few + many) / 2
        narrow, wide = scipy.special.stdtrit(np.exp(middle_df), (1 + wanted) / 2)
        few, many = (middle_df, many) if wide / narrow > high[1] / high[0] else (few, middle_df)
    found = float(np.exp(many))
    return Spread(float(high[1] / scipy.special.stdtrit(found, (1 + WIDE) / 2)), found)
