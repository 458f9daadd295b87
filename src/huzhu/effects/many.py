"""Many fits of one shape at once: what a nightly run asks for every adoption on every metric."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from huzhu.effects import compiled
from huzhu.effects.estimate import BASIS
from huzhu.effects.fits import BLEND_LEAN, OWN_SAY, PENALTY, fit
from huzhu.effects.panels import as_panel
from huzhu.effects.ranges import HALF, LEAST_LEFT, LEAST_TRUST, SHORT_BY, cosine_table
from huzhu.effects.results import METHOD_VERSION, Estimates

Floats = NDArray[np.float64]
FOLLOWED = 1e-7
FEWEST_A_THREAD = 8
CONSTANTS = (PENALTY, BLEND_LEAN, OWN_SAY, LEAST_LEFT, SHORT_BY, LEAST_TRUST, HALF)


def estimate_many(
    panels: ArrayLike, start: int, level: float = 0.95, *, use_compiler: bool | None = None, threads: int = 1
) -> Estimates:
    """What ``estimate`` finds for each of ``panels`` (fits, units, periods), complete and on the scale of the model,
    unit 0 having changed something in period ``start``: effects with their ranges, without paths and checks.

    With Numba installed the loop is compiled, a hundred times as fast, and may run on several ``threads``; without it,
    or with ``use_compiler=False``, the same numbers come from NumPy. NaN where the adopter follows its peers exactly.
    Raises ValueError on wrong input.
    """
    stack = as_panel(panels, "panels", (3,))
    missing = np.isnan(stack)
    if missing.any():
        number, unit, period = np.argwhere(missing)[0].tolist()
        raise ValueError(f"panels: missing value in fit {number}, unit {unit}, period {period}")
    if stack.shape[1] < 2 or not 4 <= start <= stack.shape[2] - 1:
        raise ValueError(
            f"panels: a peer, four periods before and one after the start wanted, got {stack.shape}, {start}"
        )
    if not 0.5 <= level < 1:
        raise ValueError(f"level: from 0.5 to below 1 wanted, got {level!r}")
    able = compiled.is_installed() if use_compiler is None else use_compiler
    found = _compiled(stack, start, threads) if able else _one_by_one(stack, start)
    flat = found[:, 3] <= FOLLOWED * np.abs(stack[:, 0, :start]).max(axis=1)
    effects, errors, df, _ = np.where(flat[:, None], np.nan, found).T
    half = errors * scipy.special.stdtrit(df, (1 + level) / 2)
    below = scipy.special.stdtr(df, -effects / errors)
    return Estimates(BASIS, METHOD_VERSION, level, effects, effects - half, effects + half, errors, df, below)


def _compiled(stack: Floats, start: int, threads: int) -> Floats:
    """Fits know nothing of each other, so their digits are the same however they are shared out."""
    loop, cosines = compiled.compiled(), cosine_table(start)
    parts = np.array_split(stack, max(1, min(threads, len(stack) // FEWEST_A_THREAD)))
    if len(parts) == 1:
        return loop(stack, start, cosines, CONSTANTS)
    with ThreadPoolExecutor(len(parts)) as pool:
        return np.concatenate(list(pool.map(lambda part: loop(part, start, cosines, CONSTANTS), parts)))


def _one_by_one(stack: Floats, start: int) -> Floats:
    before, after = np.arange(start), np.arange(start, stack.shape[2])
    answers = np.empty((len(stack), 4))
    for row, panel in enumerate(stack):
        found = fit(panel, before, after, BASIS, leave_out=False)
        spread = found.spread()
        answers[row] = found.effects[0], spread.error, spread.df, found.errors[0]
    return answers
