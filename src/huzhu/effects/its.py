"""Interrupted series: one workshop against its own past. Graded lower than any comparison and never called proof."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from huzhu.effects.ranges import Spread, contrast_variances, cosine_terms

Floats = NDArray[np.float64]
TREND_WANTS = 20


def interrupted(series: Floats, before: NDArray[np.int_], after: NDArray[np.int_]) -> tuple[float, Spread, Floats]:
    """Effect, its spread and the gap to the continued past.

    The past is continued by its level, and by a straight line when there are at least twenty periods before. The
    spread takes the larger of an AR(1) and an equal-weighted-cosine view of the residuals before the start.
    """
    columns = 2 if before.size >= TREND_WANTS else 1
    times = np.arange(series.size, dtype=float)
    design = np.vander((times - before.mean()) / before.size, columns, increasing=True)
    smoother = np.linalg.pinv(design[before])
    gap = series - design @ (smoother @ series[before])
    contrast = np.concatenate([-(design[after].mean(axis=0) @ smoother), np.full(after.size, 1 / after.size)])
    variance = contrast_variances(gap[None, before], contrast, np.concatenate([before, after]))[0]
    return float(gap[after].mean()), Spread(float(np.sqrt(variance)), float(cosine_terms(before.size))), gap
