"""The 852 days of the demo, their stops and seasons, and the shocks that hit every plant with different force."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from huzhu.demo.chance import Array

FIRST = date(1956, 9, 1)
LAST = date(1958, 12, 31)
DAYS = (LAST - FIRST).days + 1
DATES: NDArray[np.datetime64] = np.arange(np.datetime64(FIRST, "D"), np.datetime64(LAST, "D") + 1)
MONTH_OF_YEAR = DATES.astype("datetime64[M]").astype(int) % 12 + 1
MONTHS_SINCE: Array = np.arange(DAYS) / 30.4375
QUARTER = (DATES.astype("datetime64[M]").astype(int) - np.datetime64("1956-07", "M").astype(int)) // 3
WEEK_STARTS = DATES[(DATES.astype(int) + 3) % 7 == 0]  # 1970-01-01 was a Thursday, so day -3 was a Monday
MONTH_STARTS = np.unique(DATES.astype("datetime64[M]")).astype("datetime64[D]")

NEW_YEAR_STOPS = {  # Lunar New Year: first day of the stop, and how many days each plant stands still
    date(1957, 1, 31): {"dalian": 4, "benxi": 5, "plant-c": 6, "plant-d": 4},
    date(1958, 2, 18): {"dalian": 5, "benxi": 4, "plant-c": 5, "plant-d": 6},
}
HOLIDAYS = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2)]


def day(on: date) -> int:
    """Number of the day, 0 on 1956-09-01; negative before."""
    return (on - FIRST).days


def days_of(at: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Number of the day of each date, shape like `at`."""
    return at.astype("datetime64[D]").astype(np.int64) - np.datetime64(FIRST, "D").astype(np.int64)


def working(plant: str) -> NDArray[np.bool_]:
    """Which days the plant produced on, shape (DAYS,)."""
    runs = np.ones(DAYS, dtype=bool)
    for first, lengths in NEW_YEAR_STOPS.items():
        runs[day(first) : day(first) + lengths[plant]] = False
    return runs


def holidays(plant: str) -> NDArray[np.bool_]:
    """Days on which paper work suffers: public holidays and the week around a New Year stop, shape (DAYS,)."""
    days = DATES.astype("datetime64[D]").astype(object)
    off = np.array([(d.month, d.day) in HOLIDAYS for d in days])
    for first, lengths in NEW_YEAR_STOPS.items():
        off[day(first) - 2 : day(first + timedelta(days=lengths[plant])) + 3] = True
    return off


@dataclass(frozen=True)
class Shock:
    """Something outside that moves `metric` between two days: `size` in log units or points times `share`."""

    metric: str
    first: date
    last: date
    size: float
    share: dict[str, float] = field(default_factory=dict)  # a plant not named takes 1
    kinds: tuple[str, ...] = ()  # workshop kinds; none named means all
    grow_days: int = 0

    def path(self, plant: str) -> Array:
        """The shock's addition on each day, shape (DAYS,)."""
        since = np.arange(DAYS) - day(self.first)
        inside = (since >= 0) & (np.arange(DAYS) <= day(self.last))
        grown = np.clip((since + 1) / self.grow_days, 0, 1) if self.grow_days else np.ones(DAYS)
        return inside * grown * self.size * self.share.get(plant, 1.0)


_SCRAP = (date(1957, 1, 7), date(1957, 4, 20))
_HELPED = date(1957, 2, 25)  # from here plant C works with borrowed scrap (case 5): its loss falls from 10% to 6%
_TEMPO = (date(1958, 3, 1), LAST)
_POOR = (date(1958, 9, 1), LAST)
_UNEQUAL = {"dalian": 1.0, "benxi": 0.9, "plant-c": 1.1, "plant-d": 1.05}
_STEEL = {"dalian": 1.0, "benxi": 0.96, "plant-d": 1.03}

SHOCKS = (
    Shock("heat-time", *_SCRAP, 0.077, {**_STEEL, "plant-c": 0.0}, ("eaf",)),
    Shock("heat-time", _SCRAP[0], _HELPED - timedelta(days=1), 0.100, dict.fromkeys(_STEEL, 0.0), ("eaf",)),
    Shock("heat-time", _HELPED, _SCRAP[1], 0.058, dict.fromkeys(_STEEL, 0.0), ("eaf",)),
    Shock("heat-time", *_SCRAP, 0.05, {}, ("open-hearth",)),
    Shock("heat-time", date(1957, 12, 2), date(1957, 12, 22), 0.05, {"benxi": 0, "plant-c": 0, "plant-d": 0}, ("eaf",)),
    Shock("ingot-yield", *_SCRAP, -0.6, {"plant-c": 1.4}),
    Shock("electrode-use", *_SCRAP, 0.04, _UNEQUAL),
    Shock("roll-change-time", date(1957, 8, 1), date(1957, 8, 31), 0.14, _UNEQUAL),
    Shock("output", *_TEMPO, 0.12, _UNEQUAL, grow_days=60),
    Shock("mill-availability", *_TEMPO, 1.5, _UNEQUAL, grow_days=60),
    Shock("hours-worked", *_TEMPO, 0.165, _UNEQUAL, grow_days=120),
    Shock("people-hurt", *_TEMPO, 0.223, {}),
    Shock("near-misses", *_TEMPO, 0.223, {}),
    Shock("refractory-use", *_POOR, 0.14, _UNEQUAL),
    Shock("surface-rejects", *_POOR, 1.0, _UNEQUAL, ("medium-section", "small-section", "wire-rod")),
)
WINTER = np.isin(MONTH_OF_YEAR, (12, 1, 2))
HOT = np.isin(MONTH_OF_YEAR, (7, 8))
SEASONS: dict[str, Array] = {  # log units
    "heat-time": 0.03 * WINTER,
    "fuel-per-tonne": 0.058 * WINTER,
    "people-hurt": 0.182 * HOT,
    "near-misses": 0.182 * HOT,
}


def outside(metric: str, kind: str, plant: str) -> Array:
    """Season and shocks together for one metric, shape (DAYS,), in log units or points."""
    total = SEASONS.get(metric, np.zeros(DAYS)).copy()
    for shock in SHOCKS:
        if shock.metric == metric and (not shock.kinds or kind in shock.kinds):
            total += shock.path(plant)
    return total
