"""Simulated weekly readings for tests, loaded through the same verb as a machine would."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np

from huzhu.metrics import actions
from huzhu.metrics.models import Batch
from tests import make

FIRST = datetime.date(1956, 8, 27)  # a Monday; 104 weeks later it is TODAY of tests.make
WEEKS = 104
PLANTS = ("dalian", "benxi", "plant-c", "plant-d", "plant-e", "plant-f")


def noise(seed: int, weeks: int = WEEKS, size: float = 0.03) -> np.ndarray:
    """AR(1) noise in log points."""
    random = np.random.default_rng(seed)
    path = np.zeros(weeks)
    for week in range(1, weeks):
        path[week] = 0.5 * path[week - 1] + size * random.standard_normal()
    return path


def minutes(level: float, seed: int, step_at: int | None = None, factor: float = 1.0) -> np.ndarray:
    """Weekly durations around a level, from week `step_at` on times `factor`; all workshops share a common movement."""
    path = np.log(level) + noise(seed) + noise(999)
    if step_at is not None:
        path[step_at:] += np.log(factor)
    return np.round(np.exp(path), 3)


def load(
    made: make.Made,
    plant: str,
    values: Sequence[float],
    *,
    metric: str = "roll-change-time",
    kind: str = "medium-section",
    exposure: float | None = None,
    **more: str,
) -> Batch:
    """One reading a week from FIRST on."""
    rows = [
        {
            "metric": metric,
            "workshop": f"{plant}-{kind}",
            "started_at": (FIRST + datetime.timedelta(weeks=week)).isoformat(),
            "value": float(value),
            **({"exposure": exposure} if exposure else {}),
            **more,
        }
        for week, value in enumerate(values)
    ]
    batch = actions.load_rows(rows, plant=made.plants[plant], by=made.person(plant, "data_steward"))
    assert batch.refused == 0
    return batch
