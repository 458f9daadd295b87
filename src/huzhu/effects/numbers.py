"""An effect with its ranges: on the scale of the model, and in the natural unit beside what would have been."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from huzhu.effects.ranges import Spread


def numbers_of(effect: float, spread: Spread, level: float, seen: float, natural: Callable[[float], float]) -> dict:
    """The fields of an `Estimate` that say how large and how sure. ``seen``: the mean since the start on the scale of
    the model; ``natural`` brings a value of that scale into the natural unit."""
    half, half80 = spread.half_width(level), spread.half_width(0.8)
    inner = (effect - half80, effect + half80)
    here = natural(seen)
    middle, low, high = (natural(seen - move) for move in (effect, effect - half, effect + half))
    return {
        "estimate": effect,
        "low": effect - half,
        "high": effect + half,
        "range80": inner,
        "standard_error": spread.error,
        "df": float(spread.df),
        "chance_below": spread.chance_below(effect),
        "change": here - middle,
        "change_low": here - low,
        "change_high": here - high,
        "relative": share(here, middle),
        "relative_low": share(here, low),
        "relative_high": share(here, high),
        "relative80": _pair(share(here, natural(seen - each)) for each in inner),
        "observed_mean": here,
        "counterfactual_mean": middle,
        "counterfactual_low": min(low, high),
        "counterfactual_high": max(low, high),
    }


def share(now: float, otherwise: float) -> float | None:
    """Relative change against what would have been; None where that is not above 0."""
    return now / otherwise - 1 if otherwise > 0 else None


def _pair(values: Iterable[float | None]) -> tuple[float, float] | None:
    low, high = values
    return None if low is None or high is None else (low, high)
