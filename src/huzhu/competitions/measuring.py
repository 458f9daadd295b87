"""What an entrant improved, and where it stands among its like, from weekly values. Pure numbers, no database.

Both windows are laid on one mix of products; what moved everybody alike is taken out of the improvement.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huzhu import effects
from huzhu.competitions import EARLIER_WEEKS

Floats = NDArray[np.float64]
LEAST_READINGS = 6
LEAST_EARLIER = 13
SURELY = 1.96


@dataclass(frozen=True)
class Window:
    """Weeks of one indicator: (entrants, weeks) or (entrants, products, weeks), with their weights."""

    values: Floats
    weights: Floats

    def readings(self) -> NDArray[np.int_]:
        """Weeks with a value, by entrant."""
        there = ~np.isnan(self.values)
        return (there.any(axis=1) if self.values.ndim == 3 else there).sum(axis=1)


@dataclass(frozen=True)
class Level:
    """Levels on the scale of the indicator with their standard errors, and the degrees of freedom behind these."""

    at: Floats
    error: Floats
    df: float


@dataclass(frozen=True)
class Change:
    """Of one indicator, by entrant, more is better: `gain` against the others' movement, `here` within the like.

    `before` and `now` are standard errors; `soft`: whose baseline was worse than what came before it.
    """

    gain: Floats
    here: Floats
    before: Floats
    now: Floats
    df: tuple[float, float]
    soft: tuple[bool, ...]
    moved: Floats  # on the scale, before the others' movement was taken out


def window_of(stored: dict[str, Any], keys: Sequence[str], first: datetime.date, last: datetime.date) -> Window:
    """The weeks that begin from `first` to `last`, of these entrants, by product where all name their products."""
    start = datetime.date.fromisoformat(stored["first_week"])
    low = max(-(-(first - start).days // 7), 0)
    high = min((last - start).days // 7 + 1, stored["weeks"]) if last >= start else 0
    if stored["products"]:
        values = [[row[low:high] for row in stored["rows"][key]["by_product"]["values"]] for key in keys]
        weights = [[row[low:high] for row in stored["rows"][key]["by_product"]["weights"]] for key in keys]
    else:
        values = [stored["rows"][key]["values"][low:high] for key in keys]
        weights = [stored["rows"][key]["weights"][low:high] for key in keys]
    found = np.array(values, dtype=float)
    weight = np.nan_to_num(np.array(weights, dtype=float))
    return Window(found, np.where(np.isnan(found), 0.0, weight))


def levels(window: Window, scale: str, mix: Floats | None, bands: Sequence[str] | None) -> Level | None:
    """None where some entrant has too few readings for a level."""
    values = np.where(window.values > 0, window.values, np.nan) if scale == "log" else window.values
    if (Window(values, window.weights).readings() < LEAST_READINGS).any():
        return None
    found = effects.levels(
        values,
        np.where(np.isnan(values), 0.0, window.weights),
        mix=mix if window.values.ndim == 3 else None,
        band=bands if bands is not None and len(set(bands)) > 1 else None,
        scale=scale,
        least_readings=LEAST_READINGS,
    )
    at, error = np.array(found.level), np.array(found.standard_error)
    return None if np.isnan(at).any() or np.isnan(error).any() else Level(at, error, found.df)


def common_mix(*windows: Window) -> Floats | None:
    """Shares of the products over all windows and entrants together."""
    if windows[0].values.ndim == 2:
        return None
    amounts = np.sum([window.weights.sum(axis=(0, 2)) for window in windows], axis=0)
    return amounts / amounts.sum() if amounts.sum() > 0 else None


def change_of(
    stored: dict[str, Any],
    keys: Sequence[str],
    bands: Sequence[str],
    indicator: dict[str, Any],
    windows: dict[str, tuple[datetime.date, datetime.date]],
) -> Change | None:
    """Improvement and level of one indicator; None where they cannot be measured for all of these entrants."""
    before, now = (window_of(stored, keys, *windows[name]) for name in ("baseline", "period"))
    mix, scale = common_mix(before, now), indicator["scale"]
    base, here = levels(before, scale, mix, None), levels(now, scale, mix, None)
    like = levels(now, scale, mix, bands)
    if base is None or here is None or like is None:
        return None
    sign = -1.0 if indicator["direction"] == "down" else 1.0
    base, soft = _fair(base, _earlier(stored, keys, windows["baseline"][0], scale, mix), sign)
    moved = sign * (here.at - base.at)
    return Change(
        gain=moved - moved.mean(),
        here=sign * (like.at - like.at.mean()),
        before=base.error,
        now=here.error,
        df=(base.df, here.df),
        soft=soft,
        moved=moved,
    )


def _earlier(
    stored: dict[str, Any], keys: Sequence[str], first: datetime.date, scale: str, mix: Floats | None
) -> Level | None:
    """The level in the year before the baseline, where there is enough of it."""
    until = first - datetime.timedelta(days=1)
    window = window_of(stored, keys, first - datetime.timedelta(weeks=EARLIER_WEEKS), until)
    if window.values.shape[-1] < LEAST_EARLIER or (window.readings() < LEAST_EARLIER).any():
        return None
    return levels(window, scale, mix, None)


def _fair(base: Level, earlier: Level | None, sign: float) -> tuple[Level, tuple[bool, ...]]:
    """A baseline that is surely worse than the year before it, by more than everybody's, does not count: the earlier
    level does, moved as the others moved. A bad spell, wanted or not, gives nobody a head start."""
    count = base.at.size
    if earlier is None:
        return base, (False,) * count
    moved = sign * (base.at - earlier.at)
    middle = float(np.median(moved))
    error = np.sqrt(base.error**2 + earlier.error**2)
    soft = (moved - middle) / error < -SURELY
    fair = np.where(soft, earlier.at + sign * middle, base.at)
    return Level(fair, np.where(soft, error, base.error), base.df), tuple(bool(each) for each in soft)


def yardstick(changes: Floats, errors: Floats) -> float:
    """What counts as one step: how far apart the entrants lie, and never less than the noise."""
    spread = float(np.std(changes, ddof=1)) if changes.size > 1 else 0.0
    return max(spread, float(np.median(errors)), 1e-6)
