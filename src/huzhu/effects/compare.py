"""Who is clearly stronger, and which places are sure: workshops side by side, like with like."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from huzhu.effects.panels import as_indices, as_panel, from_scale, to_scale
from huzhu.effects.pool import between_variance
from huzhu.effects.ranges import contrast_variances, cosine_terms
from huzhu.effects.results import METHOD_VERSION, Comparison, Gap, Placed, UnitLevels
from huzhu.effects.standard import band_shift, common_mix, standardise, weights_for

Floats = NDArray[np.float64]
FEWEST_UNITS = 4
DRAWS = 4000


@dataclass(frozen=True, slots=True)
class Levels:
    """Adjusted levels on the scale of the model with their variances, for the units that can be compared."""

    units: NDArray[np.int_]
    level: Floats
    variance: Floats
    df: float


def compare(
    values: ArrayLike,
    exposure: ArrayLike | None = None,
    level: float = 0.95,
    better: str = "down",
    mix: ArrayLike | None = None,
    band: Sequence[Hashable] | None = None,
    seed: int = 0,
    *,
    asking: int | None = None,
    scale: str = "linear",
    ceiling: float = 1.0,
    least_readings: int = 6,
) -> Comparison:
    """Compare ``values`` (units, periods) or (units, products, periods), NaN for missing.

    ``exposure``: amounts of the same shape that weigh the values (tonnes, hours, events). ``better``: "down", "up" or
    "band" (no order: levels and gaps only). ``mix``: shares (products,) to standardise to; by default the group's own,
    or with ``asking`` that unit's own. ``band``: a size label per unit. ``scale``, ``ceiling`` as in ``estimate``.
    Units with fewer than ``least_readings`` periods are listed and not compared.

    Levels come from a two-way fit (shared movements of the group taken out, so gaps in reporting favour nobody); their
    errors from long-run variances, those of calm units half lent by the middle of the group. Pairs: studentised maximum
    over all pairs, step-down (Romano, Wolf 2005); places: counts of sure differences, which hold for all units at once
    (Mogstad, Romano, Shaikh, Wilhelm 2024). ``seed`` fixes the draws behind the critical values. Raises ValueError on
    wrong input.
    """
    natural = as_panel(values, "values", (2, 3))
    weights = weights_for(natural, exposure)
    _refuse_wrong(natural, better, level, mix, band, asking)
    panel = to_scale(natural, scale, ceiling)
    raw = _plain_means(panel, weights)
    used, series, mass, growth = _series(panel, weights, mix, asking)
    readings = (~np.isnan(series)).sum(axis=1)
    units = np.flatnonzero(readings >= least_readings)
    back = _Back(scale, ceiling)
    if units.size < 2:
        return _nothing(raw, readings, used, back, (scale, better, level))
    found = _levels(series[units], mass[units], growth[units], units, band)
    draws = _draws(found, seed)
    sure, reach = _pairs(found, draws, level)
    ahead = (sure & (_order(found.level, better))) if better != "band" else np.zeros_like(sure)
    verdicts = _verdicts(found, draws, level, better)
    placed = _placed(raw, readings, found, ahead, verdicts, back, level, better)
    few = units.size < FEWEST_UNITS
    return Comparison(
        status="too_few" if few else "compared",
        reason="too_few_units" if few else "no_order" if better == "band" else "",
        method_version=METHOD_VERSION,
        scale=scale,
        better=better,
        level=level,
        units=placed,
        clearly_better=_whole(ahead, units, natural.shape[0]),
        gaps=_gaps(found, reach, back),
        middle=_middle(found, back),
        mix=None if used is None else tuple(used.tolist()),
    )


def levels(
    values: ArrayLike,
    exposure: ArrayLike | None = None,
    mix: ArrayLike | None = None,
    band: Sequence[Hashable] | None = None,
    *,
    scale: str = "linear",
    ceiling: float = 1.0,
    least_readings: int = 6,
) -> UnitLevels:
    """The levels that ``compare`` compares, on ``scale`` ("log": log points), without comparing them.

    For scores put together from several of them (``places``). Arguments as in ``compare``.
    """
    natural = as_panel(values, "values", (2, 3))
    weights = weights_for(natural, exposure)
    _refuse_wrong(natural, "down", 0.95, mix, band, None)
    _, series, mass, growth = _series(to_scale(natural, scale, ceiling), weights, mix, None)
    units = np.flatnonzero((~np.isnan(series)).sum(axis=1) >= least_readings)
    level, error = np.full((2, natural.shape[0]), np.nan)
    if units.size < 2:
        return UnitLevels(METHOD_VERSION, tuple(level.tolist()), tuple(error.tolist()), 1.0)
    found = _levels(series[units], mass[units], growth[units], units, band)
    level[units], error[units] = found.level, np.sqrt(found.variance)
    return UnitLevels(METHOD_VERSION, tuple(level.tolist()), tuple(error.tolist()), found.df)


@dataclass(frozen=True, slots=True)
class _Back:
    """The way back to the natural unit."""

    scale: str
    ceiling: float

    def __call__(self, value: float) -> float:
        return float(from_scale(value, self.scale, self.ceiling))


def _refuse_wrong(natural, better, level, mix, band, asking) -> None:
    if better not in ("down", "up", "band"):
        raise ValueError(f'better: "down", "up" or "band" wanted, got {better!r}')
    if not 0.5 <= level < 1:
        raise ValueError(f"level: from 0.5 to below 1 wanted, got {level!r}")
    if band is not None and len(band) != natural.shape[0]:
        raise ValueError(f"band: {natural.shape[0]} labels wanted, one per unit, got {len(band)}")
    if asking is not None:
        as_indices(asking, natural.shape[0], "asking")
    if natural.ndim == 2 and (mix is not None or asking is not None):
        raise ValueError("mix and asking: need values of shape (units, products, periods)")


def _series(panel: Floats, weights: Floats, mix: ArrayLike | None, asking: int | None):
    """The mix used, series (units, periods) with that mix, their weights, and the growth of variance by it."""
    if panel.ndim == 2:
        return None, np.where(weights > 0, panel, np.nan), weights, np.ones(panel.shape[0])
    if mix is not None:
        used = np.asarray(mix, float)
        if used.shape != (panel.shape[1],) or not np.isfinite(used).all() or (used < 0).any() or used.sum() <= 0:
            raise ValueError(f"mix: {panel.shape[1]} shares not below 0 wanted, got {mix!r}")
    elif asking is not None:
        used = weights[asking].sum(axis=1)
        if used.sum() <= 0:
            raise ValueError(f"asking: unit {asking} has no output to take a mix from")
    else:
        used = common_mix(weights)
    used = used / used.sum()
    return used, *standardise(panel, weights, used)


def _plain_means(panel: Floats, weights: Floats) -> Floats:
    """Mean as reported, weighted by exposure, NaN where nothing is reported."""
    axes = tuple(range(1, panel.ndim))
    total = weights.sum(axis=axes)
    summed = (weights * np.nan_to_num(panel)).sum(axis=axes)
    return np.divide(summed, total, out=np.full(total.shape, np.nan), where=total > 0)


def _levels(series: Floats, mass: Floats, growth: Floats, units: NDArray[np.int_], band) -> Levels:
    """Two-way fit by turns, then long-run variances of what is left.

    A calm unit's is half lent by the middle one of the group; a restless one keeps its own. Were the mean lent, one
    unit whose level moves (it took something up) would blur all others.
    """
    present = ~np.isnan(series)
    weight = np.where(present, mass, 0.0)
    value = np.where(present, series, 0.0)
    movement = np.zeros(series.shape[1])
    for _ in range(30):
        level = ((value - movement) * weight).sum(axis=1) / weight.sum(axis=1)
        counts = np.maximum(present.sum(axis=0), 1)
        movement = ((value - level[:, None]) * present).sum(axis=0) / counts
        movement -= movement.mean()
    left = value - level[:, None] - movement
    raw = np.array([_own_variance(left[i], weight[i], present[i]) for i in range(units.size)])
    variance = _unmixed(raw) * growth
    df = cosine_terms(int(np.median(present.sum(axis=1))))
    typical = (
        float(np.median(variance / growth)) / (1 - 2 / (9 * df)) ** 3 * growth
    )  # the median of a chi-square over df
    moderated = np.where(variance > typical, variance, (variance + typical) / 2)
    if band is not None:
        level = level - band_shift(level, moderated, [band[unit] for unit in units])
    return Levels(units, level, moderated, float(df * min(units.size, 4)) / 2 + df / 2)


def _own_variance(left: Floats, weight: Floats, present: NDArray[np.bool_]) -> float:
    at = np.flatnonzero(present)
    return contrast_variances(left[None, at], weight[at] / weight[at].sum(), at)[0]


def _unmixed(variances: Floats) -> Floats:
    """The units' own variances from those of their deviations from the group, which hold a share of everybody's."""
    count = variances.size
    total = float(variances.sum()) / (1 - 1 / count)
    if count == 2:
        return np.full(2, total / 2)
    own = (variances - total / count**2) / (1 - 2 / count)
    return np.maximum(own, max(0.1 * total / count, 1e-300))


def _draws(found: Levels, seed: int) -> Floats:
    """Simulated errors and simulated judgements of their variances, (2, draws, units)."""
    random = np.random.default_rng(seed)
    count = found.level.size
    noise = random.standard_normal((DRAWS, count)) * np.sqrt(found.variance)
    judged = random.chisquare(found.df, (DRAWS, count)) / found.df
    return np.stack([noise, judged * found.variance], axis=0)


def _pairs(found: Levels, draws: Floats, level: float) -> tuple[NDArray[np.bool_], Floats]:
    """Which pairs surely differ (step-down), and the half widths (units, units) that hold for all pairs at once."""
    first, second = np.triu_indices(found.level.size, 1)
    noise, judged = draws
    size = np.abs(noise[:, first] - noise[:, second]) / np.sqrt(judged[:, first] + judged[:, second])
    error = np.sqrt(found.variance[first] + found.variance[second])
    statistic = np.abs(found.level[first] - found.level[second]) / error
    open_ = np.ones(first.size, dtype=bool)
    critical = whole = float(np.quantile(size.max(axis=1), level))
    while open_.any():
        rejected = open_ & (statistic > critical)
        if not rejected.any():
            break
        open_ &= ~rejected
        if open_.any():
            critical = float(np.quantile(size[:, open_].max(axis=1), level))
    sure, reach = np.zeros((2, found.level.size, found.level.size))
    sure[first, second] = sure[second, first] = ~open_
    reach[first, second] = reach[second, first] = whole * error
    return sure.astype(bool), reach


def _order(level: Floats, better: str) -> NDArray[np.bool_]:
    """[i, j]: unit i looks better than unit j."""
    apart = level[:, None] - level[None, :]
    return apart < 0 if better == "down" else apart > 0


def _verdicts(found: Levels, draws: Floats, level: float, better: str) -> list[str]:
    """Each unit against the mean of the others, for all units at once."""
    count = found.level.size
    words = ["no_clear_difference"] * count
    if better == "band" or count < FEWEST_UNITS:
        return words
    others = (np.ones((count, count)) - np.eye(count)) / (count - 1)
    noise, judged = draws
    size = np.abs(noise - noise @ others.T) / np.sqrt(judged + judged @ (others**2).T)
    critical = float(np.quantile(size.max(axis=1), level))
    apart = (found.level - others @ found.level) / np.sqrt(found.variance + others**2 @ found.variance)
    for unit in np.flatnonzero(np.abs(apart) > critical):
        words[unit] = "clearly_better" if (apart[unit] < 0) == (better == "down") else "clearly_worse"
    return words


def _placed(raw, readings, found, ahead, verdicts, back, level, better) -> tuple[Placed, ...]:
    reach = float(scipy.special.stdtrit(found.df, (1 + level) / 2)) * np.sqrt(found.variance)
    shrunk = _shrunk(found)
    where = {int(unit): at for at, unit in enumerate(found.units)}
    placed = []
    for unit, value in enumerate(raw):
        at = where.get(unit)
        if at is None:
            placed.append(_unplaced(unit, value, int(readings[unit]), back))
            continue
        low, high = back(found.level[at] - reach[at]), back(found.level[at] + reach[at])
        places = (1 + int(ahead[:, at].sum()), found.level.size - int(ahead[at].sum()))
        best, worst = (None, None) if better == "band" else places
        placed.append(
            Placed(
                unit=unit,
                status="compared",
                value=back(value),
                adjusted=back(found.level[at]),
                shrunk=back(shrunk[at]),
                low=low,
                high=high,
                place_low=best,
                place_high=worst,
                verdict=verdicts[at],
                readings=int(readings[unit]),
            )
        )
    return tuple(placed)


def _unplaced(unit: int, value: float, readings: int, back: _Back) -> Placed:
    if readings == 0 or np.isnan(value):
        return Placed(unit, "not_reported")
    return Placed(unit, "too_few_readings", value=back(value), readings=readings)


def _shrunk(found: Levels) -> Floats:
    """Levels drawn towards the group (empirical Bayes, spread between units after Paule and Mandel)."""
    between = between_variance(found.level, found.variance)
    weights = 1 / (found.variance + between)
    middle = float(weights @ found.level / weights.sum())
    pull = found.variance / (found.variance + between)
    return pull * middle + (1 - pull) * found.level


def _middle(found: Levels, back: _Back) -> tuple[float, float]:
    low, high = np.quantile(_shrunk(found), [0.25, 0.75])
    return back(low), back(high)


def _gaps(found: Levels, reach: Floats, back: _Back) -> tuple[Gap, ...]:
    """All ordered pairs: how far the first lies above the second, in the natural unit at the second's level."""
    gaps = []
    for i, unit in enumerate(found.units):
        for j, other in enumerate(found.units):
            if i == j:
                continue
            base = back(found.level[j])
            apart = found.level[i] - found.level[j]
            here, low, high = (
                back(found.level[j] + each) for each in (apart, apart - reach[i, j], apart + reach[i, j])
            )
            shares = [each / base - 1 if base > 0 else None for each in (here, low, high)]
            gaps.append(Gap(int(unit), int(other), here - base, low - base, high - base, *shares))
    return tuple(gaps)


def _whole(ahead: NDArray[np.bool_], units: NDArray[np.int_], count: int) -> tuple[tuple[bool, ...], ...]:
    matrix = np.zeros((count, count), dtype=bool)
    matrix[np.ix_(units, units)] = ahead
    return tuple(tuple(row) for row in matrix.tolist())


def _nothing(raw, readings, used, back, asked) -> Comparison:
    scale, better, level = asked
    count = raw.size
    return Comparison(
        status="too_few",
        reason="too_few_units",
        method_version=METHOD_VERSION,
        scale=scale,
        better=better,
        level=level,
        units=tuple(
            _unplaced(unit, value, int(read), back)
            for unit, (value, read) in enumerate(zip(raw, readings, strict=True))
        ),
        clearly_better=tuple((False,) * count for _ in range(count)),
        mix=None if used is None else tuple(used.tolist()),
    )
