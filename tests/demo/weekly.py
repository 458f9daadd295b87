"""Weekly panels from the demo's batches, as a reader would make them: corrections win, doubles count once."""

import datetime

import numpy as np
from numpy.typing import NDArray

from huzhu.demo.simulation import Batch

Floats = NDArray[np.float64]
MONDAYS = np.arange(np.datetime64("1956-09-03"), np.datetime64("1958-12-29"), 7)
Unit = tuple[str, str]  # workshop, line


def counted(batches: list[Batch]) -> dict[str, NDArray]:
    """All readings that count: the last value sent for each key."""
    parts = [batch.table.to_pydict() for batch in batches]
    names = ("metric", "workshop", "line", "product", "task", "version", "value", "exposure", "key", "started_at")
    rows = {name: np.array([value for part in parts for value in part[name]]) for name in names}
    rows["started_at"] = rows["started_at"].astype("datetime64[m]")
    rows["value"] = rows["value"].astype(float)
    _, newest = np.unique(rows["key"][::-1], return_index=True)
    return {name: column[::-1][newest] for name, column in rows.items()}


def pick(rows: dict[str, NDArray], metric: str, unit: Unit, product: str = "", task: str = "") -> dict[str, NDArray]:
    """The readings of one metric of one unit."""
    chosen = (rows["metric"] == metric) & (rows["workshop"] == unit[0]) & (rows["line"] == unit[1])
    for name, wanted in (("product", product), ("task", task)):
        if wanted:
            chosen &= rows[name] == wanted
    return {name: column[chosen] for name, column in rows.items()}


def weekly(rows: dict[str, NDArray], metric: str, units: list[Unit], product: str = "") -> Floats:
    """Shape (units, weeks): medians of events where there is no exposure, exposure-weighted means where there is."""
    panel = np.full((len(units), len(MONDAYS)), np.nan)
    for number, unit in enumerate(units):
        mine = pick(rows, metric, unit, product)
        week = np.searchsorted(MONDAYS, mine["started_at"], side="right") - 1
        for each in np.unique(week[week >= 0]):
            value = mine["value"][week == each]
            weight = mine["exposure"][week == each].astype(float)
            whole = np.nansum(weight) > 0
            panel[number, each] = np.average(value, weights=weight) if whole else np.median(value)
    return panel


def week_of(on: datetime.date) -> int:
    """Column of the week of a date."""
    return int(np.searchsorted(MONDAYS, np.datetime64(on), side="right")) - 1


def before_decision(on: datetime.date) -> list[int]:
    """The six weeks before the decision up to the start, which a sound baseline leaves out (decided two weeks before)."""
    start = week_of(on)
    return list(range(max(start - 8, 0), start))
