"""People hurt and near misses, one row each with the task, and the hours worked in a month."""

import numpy as np

from huzhu.demo.chance import Array, stream
from huzhu.demo.readings import Columns, columns, join
from huzhu.demo.series import PLANTS
from huzhu.demo.timeline import DATES, DAYS, MONTH_STARTS, days_of, outside, working
from huzhu.demo.truth import added

HOURS = {  # worked in a month of 1956, illustrative
    "medium-section": 45_000, "small-section": 55_000, "casting": 40_000, "blooming": 60_000, "eaf": 50_000,
    "open-hearth": 60_000, "forge": 35_000, "heat-treatment": 22_000, "roll-shop": 14_000, "machine-repair": 30_000,
    "transport": 38_000, "wire-rod": 40_000, "sheet": 42_000,
}  # fmt: skip
_ROLLING = {"roll-change": 4.0, "cobble": 7.0, "shearing": 3.0, "load-moving": 3.0, "maintenance": 4.0}
_MELTING = {"charging": 6.0, "tapping": 6.0, "fettling": 4.0, "maintenance": 5.0}
RATES: dict[str, dict[str, float]] = {  # people hurt per million hours, by task
    "blooming": {"ingot-turning": 4.0, "roll-change": 3.0, "cobble": 6.0, "shearing": 6.0, "maintenance": 11.0},
    "medium-section": _ROLLING,
    "small-section": _ROLLING,
    "casting": {"ingot-stripping": 7.0, "teeming": 8.0, "load-moving": 4.0, "maintenance": 3.0},
    "eaf": _MELTING,
    "open-hearth": _MELTING,
    "forge": {"hammering": 9.0, "load-moving": 4.0, "maintenance": 3.0},
    "heat-treatment": {"charging": 4.0, "load-moving": 4.0},
    "roll-shop": {"machining": 5.0, "load-moving": 3.0},
    "machine-repair": {"maintenance": 9.0, "machining": 4.0},
    "transport": {"load-moving": 10.0, "shunting": 7.0},
    "wire-rod": {"cobble": 11.0, "roll-change": 3.0, "load-moving": 3.0},
    "sheet": {"pack-opening": 10.0, "load-moving": 4.0, "maintenance": 3.0},
}
TURNING = (0.5, 4.0, 4.0, 5.0)  # ingot turning at the four blooming mills; Dalian has its turning plate already
PLANT_RISK = (0.95, 0.92, 1.12, 1.05)
NEAR_MISSES_PER_HURT = (14.0, 12.0, 8.0, 10.0)
REPORTS_SINCE = {"plant-c": np.datetime64("1957-06-01")}  # plant C writes near misses down only from here
_KINDS_OF = {  # workshops that only some plants have
    "open-hearth": ("plant-c", "plant-d"),
    "wire-rod": ("dalian", "plant-c"),
    "sheet": ("benxi",),
}


def workshops() -> list[tuple[str, str]]:
    """(plant, kind) of every workshop of the demo."""
    return [(plant, kind) for kind in HOURS for plant in PLANTS if plant in _KINDS_OF.get(kind, PLANTS)]


def hours_a_day(plant: str, kind: str) -> Array:
    """Expected hours worked on each day, shape (DAYS,)."""
    return np.asarray(HOURS[kind] / 30.4375 * np.exp(outside("hours-worked", kind, plant)) * working(plant))


def _risk(plant: str, kind: str, task: str) -> float:
    number = PLANTS.index(plant)
    rate = TURNING[number] if task == "ingot-turning" else RATES[kind][task] * PLANT_RISK[number]
    return rate / 1e6


def _events(seed: int, metric: str, plant: str, kind: str, task: str) -> Columns:
    workshop = f"{plant}-{kind}"
    rng = stream(seed, metric, workshop, task)
    moved = np.exp(outside(metric, kind, plant) + added(metric, workshop, task=task))
    expected = _risk(plant, kind, task) * hours_a_day(plant, kind) * moved
    if metric == "near-misses":
        expected = expected * NEAR_MISSES_PER_HURT[PLANTS.index(plant)]
    minutes = np.repeat(np.arange(DAYS) * 1440, rng.poisson(expected))
    minutes = np.unique(minutes + rng.integers(0, 1440, len(minutes)))
    at = DATES[0].astype("datetime64[m]") + minutes
    people = np.where(rng.random(len(at)) < 0.06, 2.0, 1.0) if metric == "people-hurt" else 1.0
    shift = np.array(["A", "B", "C"], dtype=object)[minutes // 480 % 3]
    rows = columns(len(at), metric=metric, workshop=workshop, task=task, shift=shift, started_at=at, value=people)
    told = at >= REPORTS_SINCE.get(plant, DATES[0]) if metric == "near-misses" else np.ones(len(at), dtype=bool)
    return {name: column[told] for name, column in rows.items()}


def _hours(seed: int, plant: str, kind: str) -> Columns:
    workshop = f"{plant}-{kind}"
    rng = stream(seed, "hours-worked", workshop)
    month = np.searchsorted(days_of(MONTH_STARTS), np.arange(DAYS), side="right") - 1
    worked = np.bincount(month, hours_a_day(plant, kind)) * np.exp(0.015 * rng.standard_normal(len(MONTH_STARTS)))
    ends = np.append(MONTH_STARTS[1:], np.datetime64("1959-01-01"))
    return columns(
        len(worked), metric="hours-worked", workshop=workshop, value=np.round(worked, -1),
        started_at=MONTH_STARTS, ended_at=ends,
    )  # fmt: skip


def accidents(seed: int) -> Columns:
    """People hurt, near misses and hours worked at every workshop, before dirt."""
    parts = []
    for plant, kind in workshops():
        parts.append(_hours(seed, plant, kind))
        for metric in ("people-hurt", "near-misses"):
            parts += [_events(seed, metric, plant, kind, task) for task in RATES[kind]]
    return join(parts)
