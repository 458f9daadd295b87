"""The honest dirt of real plants: what is missing, slipped, doubled, rounded, wrong at first and mended later."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huzhu.demo.chance import stream
from huzhu.demo.readings import Columns, join, take
from huzhu.demo.timeline import days_of, holidays

MISSING, MISSING_ON_HOLIDAYS = 0.03, 0.10
SLIPS = 0.005  # hours written where minutes are meant
DOUBLES = 0.003
WRONG_AT_FIRST = 0.004
LATE_BY_DAYS = 10
MINUTES = ("roll-change-time", "heat-time", "tap-to-tap-time")
NEVER_MISSING = ("people-hurt", "near-misses", "hours-worked", "roll-change-count", "roof-life")


@dataclass(frozen=True)
class Sent:
    """What a plant sent: first readings, and the corrections that came up to ten days later."""

    first: Columns
    corrections: Columns


def _missing(rows: Columns, plant: str, rng: np.random.Generator) -> NDArray[np.bool_]:
    share = np.where(holidays(plant)[days_of(rows["started_at"])], MISSING_ON_HOLIDAYS, MISSING)
    lost: NDArray[np.bool_] = rng.random(len(share)) < share
    return lost & ~np.isin(rows["metric"].astype(str), NEVER_MISSING)


def _reclassified(rows: Columns) -> NDArray[np.bool_]:
    """One injury at Benxi's blooming mill first written down as first aid (nobody counted), later as lost time."""
    chosen = np.zeros(len(rows["value"]), dtype=bool)
    turning = (rows["metric"] == "people-hurt") & (rows["task"] == "ingot-turning")
    found = np.flatnonzero(
        turning & (rows["workshop"] == "benxi-blooming") & (rows["started_at"] >= np.datetime64("1957-04-01"))
    )
    chosen[found[:1]] = True
    return chosen


def soil(seed: int, rows: Columns, plant: str) -> Sent:
    """Make a plant's clean readings look as plants send them."""
    rng = stream(seed, "dirt", plant)
    metric = rows["metric"].astype(str)
    minutes = np.isin(metric, MINUTES)
    value = rows["value"].astype(np.float64)
    if plant == "dalian":
        value = np.where(metric == "roll-change-time", np.maximum(5.0, 5.0 * np.round(value / 5.0)), value)
    rows = {**rows, "value": value}
    n = len(value)
    wrong = (rng.random(n) < WRONG_AT_FIRST) & ~np.isin(metric, ("people-hurt", "near-misses"))
    typed = np.where(wrong, value * rng.choice([0.9, 1.1, 1.2], n), value)
    again = _reclassified(rows)
    typed = np.where(again, 0.0, typed)
    slipped = minutes & ~wrong & (rng.random(n) < SLIPS)
    typed = np.where(slipped, np.round(typed / 60, 2), typed)
    there = ~_missing(rows, plant, rng)
    first = take({**rows, "value": np.round(typed, 2)}, there)
    doubled = take(first, rng.random(int(there.sum())) < DOUBLES)
    return Sent(join([first, doubled]), take(rows, (wrong | again) & there))
