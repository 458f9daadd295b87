"""Roll changes, one row each, with what hangs on them: trial scrap, and how many there were in a week."""

from dataclasses import dataclass

import numpy as np

from huzhu.demo.chance import Array, autoregression, stream
from huzhu.demo.production import product_of_day, trade_of
from huzhu.demo.readings import Columns, columns, join
from huzhu.demo.series import MIX, PLANTS
from huzhu.demo.timeline import DATES, DAYS, MONTHS_SINCE, WEEK_STARTS, days_of, outside, working
from huzhu.demo.truth import added

COMMON, OWN, NOISE = (0.97, 0.05), (0.90, 0.06), 0.30
TREND = -0.003
REDEFINED_AT = np.datetime64("1957-10-01")  # plant D, version 2: until the first good bar, no longer the first bar
FIRST_GOOD_BAR = 1.12
SECTION = {
    "medium-section": {"round": -0.05, "square": 0.0, "flat": 0.04, "angle": 0.11},
    "small-section": {"round": -0.02, "flat": 0.02, "square": 0.01},
}


@dataclass(frozen=True)
class Line:
    """A mill line: minutes a change took in 1956-09 in each plant, changes a day, kilograms of trial scrap a change."""

    kind: str
    line: str
    minutes: tuple[float, float, float, float]
    a_day: float
    scrap: tuple[float, float, float, float]


LINES = (
    Line("medium-section", "", (150, 64, 112, 124), 0.75, (880, 640, 790, 820)),
    Line("small-section", "1", (84, 44, 70, 76), 1.05, (420, 330, 390, 410)),
    Line("small-section", "2", (74, 40, 64, 70), 1.15, (390, 310, 370, 380)),
)


def _level(seed: int, line: Line, plant: str) -> Array:
    """Minutes a change takes on each day before section and noise, shape (DAYS,)."""
    workshop = f"{plant}-{line.kind}"
    return np.asarray(
        line.minutes[PLANTS.index(plant)]
        * np.exp(
            TREND * MONTHS_SINCE
            + outside("roll-change-time", line.kind, plant)
            + autoregression(stream(seed, "roll-change-time", trade_of(line.kind)), DAYS, *COMMON)
            + autoregression(stream(seed, "roll-change-time", workshop, line.line), DAYS, *OWN)
            + added("roll-change-time", workshop, line=line.line)
        )
    )


def _when(seed: int, line: Line, plant: str) -> np.ndarray:
    """Moments of the changes, to the minute and no two alike."""
    workshop = f"{plant}-{line.kind}"
    rng = stream(seed, "roll-changes", workshop, line.line)
    a_day = line.a_day * np.exp(added("roll-change-count", workshop, line=line.line)) * working(plant)
    minutes = np.repeat(np.arange(DAYS) * 1440, rng.poisson(a_day))
    minutes = np.unique(minutes + rng.integers(0, 1440, len(minutes)))
    return DATES[0].astype("datetime64[m]") + minutes


def _changes(seed: int, line: Line, plant: str) -> list[Columns]:
    workshop = f"{plant}-{line.kind}"
    rng = stream(seed, "roll-change-time", workshop, line.line, "rows")
    at = _when(seed, line, plant)
    n, day = len(at), days_of(at)
    names = np.array(list(MIX[line.kind]), dtype=object)
    section = names[product_of_day(seed, workshop, line.line, line.kind)[day]]
    shift = np.array([SECTION[line.kind][name] for name in section])
    trouble = np.where(rng.random(n) < 0.03, np.abs(rng.normal(0.7, 0.3, n)), 0.0)
    minutes = _level(seed, line, plant)[day] * np.exp(shift + trouble + NOISE * rng.standard_normal(n))
    second = (at >= REDEFINED_AT) & (plant == "plant-d")
    minutes = np.round(minutes * np.where(second, FIRST_GOOD_BAR, 1.0)).clip(5)
    usual = line.scrap[PLANTS.index(plant)] * np.exp(
        TREND * MONTHS_SINCE + added("trial-scrap", workshop, line=line.line)
    )
    scrap = np.round(usual[day] * np.exp(0.35 * rng.standard_normal(n)))
    same = {
        "workshop": workshop, "line": line.line, "product": section, "started_at": at,
        "shift": np.array(["A", "B", "C"], dtype=object)[at.astype(np.int64) // 480 % 3],
        "ended_at": at + minutes.astype("timedelta64[m]"),
    }  # fmt: skip
    counted = np.bincount(np.searchsorted(WEEK_STARTS, at, side="right"), minlength=len(WEEK_STARTS) + 1)[1:-1]
    weeks = WEEK_STARTS[:-1]  # the last one is not over on the last day
    return [
        columns(n, metric="roll-change-time", value=minutes, version=np.where(second, 2, 1), **same),
        columns(n, metric="trial-scrap", value=scrap, **same),
        columns(
            len(weeks), metric="roll-change-count", workshop=workshop, line=line.line, value=counted,
            started_at=weeks, ended_at=weeks + np.timedelta64(7, "D"),
        ),
    ]  # fmt: skip


def roll_changes(seed: int) -> Columns:
    """Roll change time and trial scrap by event, and changes a week, for 4 plants and 12 lines, before dirt."""
    return join([part for line in LINES for plant in PLANTS for part in _changes(seed, line, plant)])
