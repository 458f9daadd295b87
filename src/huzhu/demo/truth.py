"""What the simulation really puts in: the truth table. Read by the simulation and by tests, by nothing else.

The engine must find these effects in the readings. Sizes are the illustrative ones of the worked cases; -50 % and
-30 to -40 % for the roll changes are the article's, read as raw before-and-after figures.
"""

import csv
from dataclasses import asdict, dataclass, fields
from datetime import date
from math import log
from pathlib import Path
from typing import Literal

import numpy as np

from huzhu.demo.chance import Array
from huzhu.demo.timeline import DAYS, day


@dataclass(frozen=True)
class Effect:
    """One true effect. `size` is in log units for a factor, in points otherwise; it grows over `weeks`.

    With `lasting` it ends after so many weeks; with `fading` it sinks with that half-life (weeks) towards `left`.
    """

    case: int
    workshop: str
    on: date
    metric: str
    size: float
    scale: Literal["factor", "points"]
    weeks: float = 0.0
    line: str = ""
    product: str = ""
    task: str = ""
    lasting: float = 0.0
    fading: float = 0.0
    left: float = 0.0

    def path(self) -> Array:
        """The effect on each day, shape (DAYS,)."""
        since = np.arange(DAYS) - day(self.on)
        grown = np.clip((since + 1) / (7 * self.weeks), 0, 1) if self.weeks else np.ones(DAYS)
        size = np.where(since >= 0, self.size * grown, 0.0)
        if self.lasting:
            size[since >= 7 * self.lasting] = 0.0
        if self.fading:
            later = np.clip(since - 7 * self.weeks, 0, None) / 7
            size = np.where(
                since >= 0, self.left * grown + (size - self.left * grown) * 0.5 ** (later / self.fading), 0.0
            )
        return size


def _factor(case: int, workshop: str, on: date, metric: str, factor: float, weeks: float = 0, **more: object) -> Effect:
    return Effect(case, workshop, on, metric, log(factor), "factor", weeks, **more)  # type: ignore[arg-type]


def _points(case: int, workshop: str, on: date, metric: str, size: float, weeks: float = 0, **more: object) -> Effect:
    return Effect(case, workshop, on, metric, size, "points", weeks, **more)  # type: ignore[arg-type]


_HEATED, _TURNED = date(1957, 1, 21), date(1957, 11, 4)
_TURNING = {"task": "ingot-turning"}
_HEAD = (
    _points(1, "benxi-casting", _HEATED, "ingot-yield", 2.4, 8, product="killed"),
    _factor(1, "benxi-blooming", _HEATED, "people-hurt", 5.0, 8, **_TURNING),
    _factor(1, "benxi-blooming", _HEATED, "near-misses", 4.0, 8, **_TURNING),
    # the plate takes away the harm of case 1 and most of what was there before: x0.05 of the old rate
    _factor(2, "benxi-blooming", _TURNED, "people-hurt", 0.05 / 5.0, 3, **_TURNING),
    _factor(2, "benxi-blooming", _TURNED, "near-misses", 0.08 / 4.0, 3, **_TURNING),
    _factor(2, "benxi-blooming", _TURNED, "output", 1.01, 3),
    _factor(2, "benxi-blooming", _TURNED, "mtbf", 0.97, lasting=9),
)

_DM, _DS, _CM, _DDM = date(1957, 7, 15), "dalian-small-section", date(1958, 2, 24), date(1958, 11, 3)
_L1, _L2 = date(1957, 8, 12), date(1957, 9, 9)
_ROLLS = (
    _factor(3, "dalian-medium-section", _DM, "roll-change-time", 0.51, 6),
    _points(3, "dalian-medium-section", _DM, "mill-availability", 3.5, 6),  # minutes saved, in points of calendar time
    _factor(3, "dalian-medium-section", _DM, "trial-scrap", 1.10, lasting=26),
    _factor(3, "dalian-medium-section", _DM, "people-hurt", 1.30, lasting=8, task="roll-change"),
    _factor(3, "plant-c-medium-section", _CM, "roll-change-time", 0.72, 8),
    _points(3, "plant-c-medium-section", _CM, "mill-availability", 1.5, 8),
    _factor(3, "plant-d-medium-section", _DDM, "roll-change-time", 0.80, 8),
    _factor(4, _DS, _L1, "roll-change-time", 0.63, 5, line="1"),
    _factor(4, _DS, _L2, "roll-change-time", 0.69, 5, line="2"),
    _points(4, _DS, _L1, "mill-availability", 1.1, 5),
    _points(4, _DS, _L2, "mill-availability", 0.9, 5),
    _factor(4, _DS, _L1, "trial-scrap", 1.05, lasting=26),
    _factor(4, _DS, _L1, "people-hurt", 1.15, lasting=8, task="roll-change"),
)

_OTHERS = (
    _factor(6, "plant-d-eaf", date(1957, 2, 4), "heat-time", 0.93, 4),
    _factor(6, "plant-d-eaf", date(1957, 2, 4), "refractory-use", 1.06, 4),
    *(
        _factor(7, shop, on, metric, size, 10)
        for shop, on in (("dalian-eaf", date(1957, 5, 6)), ("benxi-eaf", date(1957, 10, 7)))
        for metric, size in (("heat-time", 0.88), ("power-per-tonne", 0.91), ("roof-life", 0.85))
    ),
    _factor(8, "plant-d-open-hearth", date(1957, 3, 4), "tap-to-tap-time", 0.92, 4),
    _factor(9, "plant-c-small-section", date(1957, 12, 2), "roll-change-count", 0.75, 4),
    _points(9, "plant-c-small-section", date(1957, 12, 2), "surface-rejects", 0.8, 4),
    _factor(10, "dalian-medium-section", date(1957, 6, 3), "groove-life", 1.40, 6),
    _factor(11, "dalian-medium-section", date(1958, 1, 6), "trial-scrap", 0.65, 4),
    _factor(11, "dalian-medium-section", date(1958, 1, 6), "cobbles", 0.85, 4),
    _factor(12, "benxi-blooming", date(1958, 5, 5), "fuel-per-tonne", 0.88, 4),
    _points(12, "benxi-blooming", date(1958, 5, 5), "surface-rejects", 2.0, 4, product="alloy"),
    _factor(13, "dalian-forge", date(1957, 11, 11), "fuel-per-tonne", 0.82, 4),
    _points(13, "dalian-heat-treatment", date(1957, 11, 11), "hardness-spread", 6.0, 4),
    _points(13, "dalian-heat-treatment", date(1957, 11, 11), "rework", 2.0, 4),
    _factor(14, "plant-c-heat-treatment", date(1958, 3, 3), "output", 1.20, 4),
    _points(14, "plant-c-heat-treatment", date(1958, 3, 3), "rework", 3.0, 4),
    *(
        _factor(15, f"{plant}-medium-section", on, "fuel-per-tonne", 0.91, 3)
        for plant, on in (("dalian", date(1958, 6, 16)), ("benxi", date(1958, 8, 4)), ("plant-d", date(1958, 9, 1)))
    ),
    *(
        _factor(16, f"{plant}-transport", date(1957, month, 2), metric, size, 4, task="load-moving")
        for plant, month in (("benxi", 9), ("dalian", 10), ("plant-c", 11), ("plant-d", 12))
        for metric, size in (("people-hurt", 0.6), ("near-misses", 1.6))
    ),
    _factor(19, "plant-d-eaf", date(1957, 6, 3), "electrode-use", 0.95, 2, fading=7.0, left=log(0.99)),
)
EFFECTS: tuple[Effect, ...] = _HEAD + _ROLLS + _OTHERS


def added(metric: str, workshop: str, *, line: str = "", product: str = "", task: str = "") -> Array:
    """All true effects on one series, shape (DAYS,); an effect without line, product or task touches all of them."""
    total = np.zeros(DAYS)
    for effect in EFFECTS:
        fits = all(
            not wanted or wanted == given
            for wanted, given in ((effect.line, line), (effect.product, product), (effect.task, task))
        )
        if fits and (effect.metric, effect.workshop) == (metric, workshop):
            total += effect.path()
    return total


def write_truth(path: Path) -> None:
    """Write the table as CSV, for tests and for the curious. Nothing in the product reads it."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, [field.name for field in fields(Effect)])
        rows.writeheader()
        rows.writerows(asdict(effect) for effect in EFFECTS)
