"""Several adopters' effects put together, and what a new workshop may expect."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from huzhu.effects.results import METHOD_VERSION, Pooled

Floats = NDArray[np.float64]


def pool(estimates: ArrayLike, errors: ArrayLike, level: float = 0.95) -> Pooled:
    """Random effects over studies: ``estimates`` and their standard ``errors`` (both (studies,)), on one scale.

    Spread between studies by Paule and Mandel (1982); range by Hartung and Knapp (2001) with the floor of Roever, Knapp
    and Friede (2015), t with studies - 1 degrees of freedom; prediction range as Higgins, Thompson and Spiegelhalter
    (2009) with the same degrees of freedom (IntHout et al. 2016). ``shrunk`` are the studies' own values drawn towards
    the common one. Raises ValueError on unequal lengths, on missing values and on errors not above 0.
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
    reach, reach80 = (float(stdtrit(count - 1, (1 + each) / 2)) for each in (level, 0.8))
    new = float(np.sqrt(between + error**2))
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
        predict_low=middle - reach * new,
        predict_high=middle + reach * new,
        predict80=(middle - reach80 * new, middle + reach80 * new),
        tau=float(np.sqrt(between)),
        heterogeneity=max(0.0, 1 - (count - 1) / apart) if apart > 0 else 0.0,
        chance_below=float(stdtr(count - 1, -middle / error)),
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
    """The variance between studies at which the weighted squares equal their expectation; by bisection."""

    def excess(between: float) -> float:
        weights = 1 / (variances + between)
        middle = weights @ found / weights.sum()
        return float(weights @ (found - middle) ** 2) - (found.size - 1)

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, float(np.var(found, ddof=1)) + float(variances.max())
    while excess(high) > 0:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2
