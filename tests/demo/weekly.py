"""Weekly panels from the demo's batches, as a reader would make them: corrections win, doubles count once."""

import datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from huzhu.demo.simulation import Batch

Floats = NDArray[np.float64]
MONDAYS = np.arange(np.datetime64("1956-09-03"), np.datetime64("1958-12-29"), 7)
Unit = tuple[str, str]  # workshop, line


Rows = dict[str, NDArray]


def counted(batches: list[Batch]) -> dict[tuple[str, str, str], Rows]:
    """The readings that count, the last value sent for each key, by metric, workshop and line."""
    whole = pa.concat_tables(batch.table for batch in batches)
    rows = {name: whole[name].to_numpy() for name in whole.column_names}
    _, newest = np.unique(rows["key"][::-1], return_index=True)
    rows = {name: column[::-1][newest] for name, column in rows.items()}
    groups: dict[tuple[str, str, str], list[int]] = {}
    for number, name in enumerate(zip(rows["metric"], rows["workshop"], rows["line"], strict=True)):
        groups.setdefault(name, []).append(number)
    return {name: {each: column[chosen] for each, column in rows.items()} for name, chosen in groups.items()}


def pick(rows: dict[tuple[str, str, str], Rows], metric: str, unit: Unit, product: str = "", task: str = "") -> Rows:
    """The readings of one metric of one unit."""
    mine = rows[(metric, *unit)]
    chosen = np.ones(len(mine["value"]), dtype=bool)
    for name, wanted in (("product", product), ("task", task)):
        if wanted:
            chosen &= mine[name] == wanted
    return {name: column[chosen] for name, column in mine.items()}


def weekly(rows: dict[tuple[str, str, str], Rows], metric: str, units: list[Unit], product: str = "") -> Floats:
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
    """The weeks a sound baseline leaves out: six before the decision, and the two from there to the start."""
    start = week_of(on)
    return list(range(max(start - 8, 0), start))
