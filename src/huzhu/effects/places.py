"""Which places are sure, for scores put together from parts that are each known with an error of their own."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from huzhu.effects.results import METHOD_VERSION, PlacedScore, Places

Floats = NDArray[np.float64]
DRAWS = 4000
TINY = 1e-9  # points: what is nearer than this is the same


def places(
    scores: ArrayLike,
    errors: ArrayLike,
    df: ArrayLike | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> Places:
    """Place ranges for ``scores`` (units,), more is better, that hold for all units at once.

    ``errors`` (sources, units): by how much one standard error of each source of doubt moves each score. A source that
    moves several scores (a gain shared by two helpers, the mean of the group) makes them move together. ``df``
    (sources,): degrees of freedom behind each standard error, infinite where none are given.

    A pair is told apart when its difference passes the critical value of the studentised maximum over all pairs, step
    by step down (Romano, Wolf 2005); errors and what their standard errors would be judged to be are drawn together. A
    place range counts who is surely ahead and who surely behind (Mogstad, Romano, Shaikh, Wilhelm 2024). A new group
    begins only where everybody above is surely ahead of everybody below, so that groups never say more than the data.
    ``seed`` fixes the draws. Raises ValueError on wrong input.
    """
    score, error, freedom = _checked(scores, errors, df, level)
    draws = _draws(freedom, seed)
    ahead = _ahead(score, error, draws, level)
    order = np.lexsort((np.arange(score.size), -score))
    group = _groups(order, ahead)
    reach = _own_reach(error, draws, level)
    units = tuple(
        PlacedScore(
            unit=unit,
            score=float(score[unit]),
            low=float(score[unit] - reach[unit]),
            high=float(score[unit] + reach[unit]),
            place_low=1 + int(ahead[:, unit].sum()),
            place_high=score.size - int(ahead[unit].sum()),
            group=int(group[unit]),
        )
        for unit in range(score.size)
    )
    return Places(METHOD_VERSION, level, units, tuple(tuple(row) for row in ahead.tolist()))


def _checked(scores, errors, df, level) -> tuple[Floats, Floats, Floats]:
    score, error = np.asarray(scores, float), np.asarray(errors, float)
    if score.ndim != 1 or not score.size or not np.isfinite(score).all():
        raise ValueError(f"scores: finite numbers of shape (units,) wanted, got {scores!r}")
    if error.size == 0:
        error = np.zeros((0, score.size))
    if error.ndim != 2 or error.shape[1] != score.size or not np.isfinite(error).all():
        raise ValueError(f"errors: finite numbers of shape (sources, {score.size}) wanted, got shape {error.shape}")
    freedom = np.full(error.shape[0], np.inf) if df is None else np.asarray(df, float)
    if freedom.shape != (error.shape[0],) or not (freedom > 0).all():
        raise ValueError(f"df: {error.shape[0]} numbers above 0 wanted, got {df!r}")
    if not 0.5 <= level < 1:
        raise ValueError(f"level: from 0.5 to below 1 wanted, got {level!r}")
    return score, error, freedom


def _draws(freedom: Floats, seed: int) -> tuple[Floats, Floats]:
    """(draws, sources) each: simulated errors in standard errors, and variances as they would be judged, in true ones.
    A standard error that is itself estimated has heavier tails."""
    random = np.random.default_rng(seed)
    known = np.isinf(freedom)
    half = np.where(known, 1.0, freedom / 2)
    moved = random.standard_normal((DRAWS, freedom.size))
    judged = random.standard_gamma(half, (DRAWS, freedom.size)) / half
    return moved, np.where(known, 1.0, judged)


def _studentised(moves: Floats, draws: tuple[Floats, Floats]) -> Floats:
    """(draws, columns): sizes of simulated errors of what ``moves`` (sources, columns), each over its standard error
    as it would be judged from the same simulated data."""
    moved, judged = draws
    # Not "@": a product this large is shared out among threads, and its last digits would change with their number.
    error = np.einsum("ds,sc->dc", moved, moves)
    return np.abs(error) / np.sqrt(np.einsum("ds,sc->dc", judged, moves**2))


def _own_reach(error: Floats, draws: tuple[Floats, Floats], level: float) -> Floats:
    """Half widths of the ranges of the scores, each by itself."""
    own = np.sqrt((error**2).sum(axis=0))
    reach = np.zeros(own.size)
    doubtful = own > 0
    if doubtful.any():
        drawn = np.quantile(_studentised(error[:, doubtful], draws), level, axis=0)
        reach[doubtful] = np.maximum(drawn, float(scipy.special.stdtrit(np.inf, (1 + level) / 2))) * own[doubtful]
    return reach


def _ahead(score: Floats, error: Floats, draws: tuple[Floats, Floats], level: float) -> NDArray[np.bool_]:
    """[i, j]: unit i is surely ahead of unit j."""
    count = score.size
    first, second = np.triu_indices(count, 1)
    apart = score[first] - score[second]
    moves = error[:, first] - error[:, second]
    own = np.sqrt((moves**2).sum(axis=0))
    certain = own <= TINY  # both without doubt, or with the very same
    told = certain & (np.abs(apart) > TINY)
    if not certain.all():
        doubtful = np.flatnonzero(~certain)
        size = _studentised(moves[:, doubtful], draws)
        told[doubtful] = _step_down(np.abs(apart[doubtful]) / own[doubtful], size, level)
    ahead = np.zeros((count, count), dtype=bool)
    ahead[first, second], ahead[second, first] = told & (apart > 0), told & (apart < 0)
    return ahead


def _step_down(statistic: Floats, size: Floats, level: float) -> NDArray[np.bool_]:
    """Which pairs surely differ; what is sure already need not be guarded against any longer."""
    left = np.ones(statistic.size, dtype=bool)
    while left.any():
        critical = float(np.quantile(size[:, left].max(axis=1), level))
        rejected = left & (statistic > critical)
        if not rejected.any():
            break
        left &= ~rejected
    return ~left


def _groups(order: NDArray[np.int_], ahead: NDArray[np.bool_]) -> NDArray[np.int_]:
    """Group numbers from 1: cut only where everybody above is surely ahead of everybody below."""
    group = np.ones(order.size, dtype=int)
    number = 1
    for at in range(1, order.size):
        if ahead[np.ix_(order[:at], order[at:])].all():
            number += 1
        group[order[at]] = number
    return group
