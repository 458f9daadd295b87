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
    by step down (Romano, Wolf 2005); a place range counts who is surely ahead and who surely behind (Mogstad, Romano,
    Shaikh, Wilhelm 2024). A new group begins only where everybody above is surely ahead of everybody below, so that
    groups never say more than the data. ``seed`` fixes the draws. Raises ValueError on wrong input.
    """
    score, error, freedom = _checked(scores, errors, df, level)
    draws = _draws(error, freedom, seed)
    ahead = _ahead(score, error, draws, level)
    order = np.lexsort((np.arange(score.size), -score))
    group = _groups(order, ahead)
    own = np.sqrt((error**2).sum(axis=0))
    reach = np.array([_own_reach(draws[:, unit], own[unit], level) for unit in range(score.size)])
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


def _draws(error: Floats, freedom: Floats, seed: int) -> Floats:
    """(draws, units): simulated errors of the scores. A standard error that is itself estimated has heavier tails."""
    random = np.random.default_rng(seed)
    moved = random.standard_normal((DRAWS, error.shape[0]))
    judged = random.standard_gamma(np.where(np.isinf(freedom), 1.0, freedom / 2), (DRAWS, error.shape[0]))
    scale = np.where(np.isinf(freedom), 1.0, np.sqrt(judged / np.where(np.isinf(freedom), 1.0, freedom / 2)))
    return (moved / scale) @ error


def _own_reach(drawn: Floats, own: float, level: float) -> float:
    """Half width of the range of one score by itself."""
    if own <= 0:
        return 0.0
    return max(float(np.quantile(np.abs(drawn), level)), float(scipy.special.stdtrit(np.inf, (1 + level) / 2)) * own)


def _ahead(score: Floats, error: Floats, draws: Floats, level: float) -> NDArray[np.bool_]:
    """[i, j]: unit i is surely ahead of unit j."""
    count = score.size
    first, second = np.triu_indices(count, 1)
    apart = score[first] - score[second]
    own = np.sqrt(((error[:, first] - error[:, second]) ** 2).sum(axis=0))
    certain = own <= TINY  # both without doubt, or with the very same
    told = certain & (np.abs(apart) > TINY)
    if not certain.all():
        doubtful = np.flatnonzero(~certain)
        size = np.abs(draws[:, first[doubtful]] - draws[:, second[doubtful]]) / own[doubtful]
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
