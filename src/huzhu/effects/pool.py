"""Several adopters' effects put together, and what a new workshop may expect."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from huzhu.effects.results import METHOD_VERSION, Pooled

Floats = NDArray[np.float64]
GRID = 100


def pool(estimates: ArrayLike, errors: ArrayLike, level: float = 0.95) -> Pooled:
    """Random effects over studies: ``estimates`` and their standard ``errors`` (both (studies,)), on one scale.

    Spread between studies by Paule and Mandel (1982); range by Hartung and Knapp (2001) with the floor of Roever, Knapp
    and Friede (2015), t with studies - 1 degrees of freedom. The prediction range takes the spread between studies as
    uncertain too, by the confidence distribution of the Q profile (Viechtbauer 2007; in the spirit of Nagashima, Noma,
    Furukawa 2019): a plug-in range covered 87% of new workshops with five studies where 95% were promised. ``shrunk``
    are the studies' own values drawn towards the common one. Raises ValueError on unequal lengths, on missing values
    and on errors not above 0.
    """
    found, spread = _checked(estimates, errors, level)
    count = found.size
    base = {"method_version": METHOD_VERSION, "level": level, "studies": count}
    if count == 0:
        return Pooled(status="none", reason="no_studies", **base)
    if count == 1:
        return Pooled(
            status="one",
            reason="one_study",
            estimate=float(found[0]),
            standard_error=float(spread[0]),
            shrunk=(float(found[0]),),
            weights=(1.0,),
            **base,
        )
    between = between_variance(found, spread**2)
    weights = 1 / (spread**2 + between)
    middle = float(weights @ found / weights.sum())
    quality = float(weights @ (found - middle) ** 2 / (count - 1))
    error = float(np.sqrt(max(1.0, quality) / weights.sum()))
    reach, reach80 = (float(scipy.special.stdtrit(count - 1, (1 + each) / 2)) for each in (level, 0.8))
    new = _at_least(_predicted(found, spread**2, (1 - level) / 2), middle, reach * error)
    new80 = _at_least(_predicted(found, spread**2, 0.1), middle, reach80 * error)
    pull = spread**2 / (spread**2 + between)
    fixed = spread**-2.0
    apart = float(fixed @ (found - fixed @ found / fixed.sum()) ** 2)
    return Pooled(
        status="pooled" if count > 2 else "few",
        reason="" if count > 2 else "two_studies",
        estimate=middle,
        low=middle - reach * error,
        high=middle + reach * error,
        standard_error=error,
        df=float(count - 1),
        predict_low=new[0],
        predict_high=new[1],
        predict80=new80,
        tau=float(np.sqrt(between)),
        heterogeneity=max(0.0, 1 - (count - 1) / apart) if apart > 0 else 0.0,
        chance_below=float(scipy.special.stdtr(count - 1, -middle / error)),
        shrunk=tuple((pull * middle + (1 - pull) * found).tolist()),
        weights=tuple((weights / weights.sum()).tolist()),
        **base,
    )


def _checked(estimates: ArrayLike, errors: ArrayLike, level: float) -> tuple[Floats, Floats]:
    found, spread = np.atleast_1d(np.asarray(estimates, float)), np.atleast_1d(np.asarray(errors, float))
    if found.ndim != 1 or found.shape != spread.shape:
        raise ValueError(f"estimates and errors: equally many wanted, got shapes {found.shape} and {spread.shape}")
    if not 0.5 <= level < 1:
        raise ValueError(f"level: from 0.5 to below 1 wanted, got {level!r}")
    wrong = np.flatnonzero(~np.isfinite(found) | ~np.isfinite(spread) | ~(spread > 0))
    if wrong.size:
        at = int(wrong[0])
        raise ValueError(f"study {at}: a number and an error above 0 wanted, got {found[at]:g} and {spread[at]:g}")
    return found, spread


def between_variance(found: Floats, variances: Floats) -> float:
    """The variance between studies at which the weighted squares equal their expectation."""
    return float(_between(found, variances, np.array([found.size - 1.0]))[0])


def _between(found: Floats, variances: Floats, squares: Floats) -> Floats:
    """For each of ``squares`` the variance between studies at which the weighted squares equal it, 0 if none; by
    bisection."""

    def excess(between: Floats) -> Floats:
        weights = 1 / (variances + between[:, None])
        middle = (weights @ found) / weights.sum(axis=1)
        return (weights * (found - middle[:, None]) ** 2).sum(axis=1) - squares

    low, high = np.zeros(squares.size), np.full(squares.size, np.ptp(found) ** 2 + variances.max())
    for _ in range(60):
        more = excess(high) > 0
        if not more.any():
            break
        high = np.where(more, 2 * high, high)
    for _ in range(60):
        middle = (low + high) / 2
        more = excess(middle) > 0
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return np.where(excess(np.zeros(squares.size)) <= 0, 0.0, (low + high) / 2)


def _predicted(found: Floats, variances: Floats, tail: float) -> tuple[float, float]:
    """Both ends of what a new workshop may expect with chance 1 - 2 ``tail``: normal around the common effect, mixed
    over the spreads between studies that the data allow."""
    df = found.size - 1
    chances = (np.arange(GRID) + 0.5) / GRID
    between = _between(found, variances, scipy.special.chdtri(df, chances))
    weights = 1 / (variances + between[:, None])
    middle = (weights @ found) / weights.sum(axis=1)
    width = float(scipy.special.stdtrit(df, 1 - tail) / scipy.special.ndtri(1 - tail))
    spread = np.sqrt(between + width**2 / weights.sum(axis=1))
    low, high = (middle - 60 * spread).min(), (middle + 60 * spread).max()
    return _quantile(middle, spread, tail, low, high), _quantile(middle, spread, 1 - tail, low, high)


def _at_least(ends: tuple[float, float], middle: float, half: float) -> tuple[float, float]:
    """A prediction range is never narrower than the range of the common effect."""
    return min(ends[0], middle - half), max(ends[1], middle + half)


def _quantile(middle: Floats, spread: Floats, chance: float, low: float, high: float) -> float:
    """Quantile of an even mixture of normals, by bisection."""
    for _ in range(60):
        half = (low + high) / 2
        low, high = (half, high) if scipy.special.ndtr((half - middle) / spread).mean() < chance else (low, half)
    return (low + high) / 2
