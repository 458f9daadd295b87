"""Panels from batches of readings: the values that count now, their history, and values by week, month or day.

Ibis expressions over Parquet on DuckDB in memory; nothing is kept between calls.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import ibis.expr.types as ir

COLUMNS = (
    "metric",
    "version",
    "workshop",
    "line",
    "product",
    "task",
    "shift",
    "started_at",
    "ended_at",
    "value",
    "exposure",
    "key",
)
HOWS = ("median", "mean", "weighted", "sum")


@dataclass(frozen=True)
class Panel:
    """Values by period. units: tuples of the `by` columns; periods: their first days (weeks: Mondays), without a gap.

    values, exposure, n: arrays of shape (units, periods); values NaN where nothing was read, exposure NaN where
    none was given, n the number of readings.
    """

    by: tuple[str, ...]
    units: tuple[tuple[str, ...], ...]
    periods: tuple[dt.date, ...]
    values: np.ndarray
    exposure: np.ndarray
    n: np.ndarray

    def unit(self, *name: str) -> int:
        """The place of a unit: panel.values[panel.unit("dalian-medium-section", "")]."""
        return self.units.index(tuple(name))


def weekly_panel(
    batches: Sequence[Path | str],
    metric: str,
    workshops: Sequence[str] = (),
    by: Sequence[str] = ("workshop", "line"),
    how: str = "median",
    since: dt.date | None = None,
    until: dt.date | None = None,
    period: str = "week",
    overlap: bool | None = None,
) -> Panel:
    """A metric by unit and ISO week (or "month", "day") from batch files in the order they were committed.

    how: median, mean, weighted (by exposure; where a period has none, the plain mean) or sum.
    workshops: () for all. overlap: whether later batches may correct earlier ones (None: look).
    Source: `current`. until is exclusive.
    """
    if how not in HOWS:
        raise ValueError(f"how must be one of {', '.join(HOWS)}, not {how!r}")
    if not batches:
        return _panel(tuple(by), [], period)
    readings = current(batches, metric, workshops, overlap)
    if since is not None:
        readings = readings.filter(readings.started_at >= dt.datetime.combine(since, dt.time()))
    if until is not None:
        readings = readings.filter(readings.started_at < dt.datetime.combine(until, dt.time()))
    start = readings.started_at.truncate({"week": "W", "month": "M", "day": "D"}[period]).cast("date")
    dated = readings.mutate(period=start)
    result = dated.group_by([*by, "period"]).aggregate(
        value=_how(dated, how), exposure=dated.exposure.sum(), n=dated.count()
    )
    return _panel(tuple(by), _fetch(result.order_by([*by, "period"])), period)


def _how(readings: ir.Table, how: str) -> ir.Value:
    if how == "weighted":
        total = (readings.value * readings.exposure).sum()
        return (total / readings.exposure.sum()).fill_null(readings.value.mean())
    return getattr(readings.value, how)()


def current(
    batches: Sequence[Path | str], metric: str = "", workshops: Sequence[str] = (), overlap: bool | None = None
) -> ir.Table:
    """The readings that count: of readings with the same key the one of the latest batch. An Ibis table.

    overlap=False says that no two batches share a key and saves the search; None looks for itself, cheaply, at the
    times the batches span.
    """
    readings = _all(batches)
    if metric:
        readings = readings.filter(readings.metric == metric)
    if workshops:
        readings = readings.filter(readings.workshop.isin(list(workshops)))
    if overlap is None:
        overlap = len(batches) > 1 and _overlap(batches)
    if not overlap:
        return readings
    by_key = readings.group_by("key").aggregate(newest=readings.batch.max(), times=readings.count())
    replaced = by_key.filter(by_key.times > 1).drop("times")
    joined = readings.left_join(replaced, "key")
    return joined.filter(joined.newest.isnull() | (joined.newest == joined.batch)).select(readings)


def history(batches: Sequence[Path | str], key: int) -> list[dict[str, Any]]:
    """Every value a reading ever had, oldest first: batch (its place in `batches`), value, exposure, row, sheet."""
    import ibis

    readings = _all(batches)
    found = readings.filter(readings.key == ibis.literal(key, "uint64")).order_by("batch")
    return _fetch(found.select("batch", "value", "exposure", "started_at", "row", "sheet"))


def corrected(batch: Path | str, earlier: Sequence[Path | str]) -> int:
    """How many readings of a batch replace a different value of the batches before it."""
    import duckdb

    if not earlier:
        return 0
    with duckdb.connect() as connection:
        (count,) = connection.execute(
            "SELECT count(*) FROM read_parquet(?) new WHERE EXISTS (SELECT 1 FROM read_parquet(?) old "
            "WHERE old.key = new.key AND old.value IS DISTINCT FROM new.value)",
            [str(batch), [str(path) for path in earlier]],
        ).fetchone()
    return count


def _all(batches: Sequence[Path | str]) -> ir.Table:
    """The rows of all batches with `batch`, the place of theirs in the list."""
    import ibis

    paths = [str(path) for path in batches]
    connection = ibis.duckdb.connect(threads=2)
    if len(paths) == 1:
        return connection.read_parquet(paths[0]).mutate(batch=ibis.literal(0, "int32"))
    places = ibis.memtable({"filename": paths, "batch": list(range(len(paths)))})
    return connection.read_parquet(paths, filename=True).join(places, "filename").drop("filename")


def _overlap(batches: Sequence[Path | str]) -> bool:
    """Whether any two batches hold the same metric over overlapping times, by the statistics in the files' feet."""
    import pyarrow.parquet as pq

    spans: dict[str, list[tuple[Any, Any, int]]] = {}
    for place, path in enumerate(batches):
        about = pq.ParquetFile(path).metadata
        names = about.schema.names
        for group in range(about.num_row_groups):
            time = about.row_group(group).column(names.index("started_at")).statistics
            if time is None or not time.has_min_max:
                return True
            spans.setdefault("", []).append((time.min, time.max, place))
    ordered = sorted(spans.get("", []))
    last: dict[int, Any] = {}
    for first, end, place in ordered:
        if any(end_before >= first for other, end_before in last.items() if other != place):
            return True
        last[place] = max(end, last.get(place, end))
    return False


def _fetch(table: ir.Table) -> list[dict[str, Any]]:
    return table.to_pyarrow().to_pylist()


def _panel(by: tuple[str, ...], rows: list[dict[str, Any]], period: str) -> Panel:
    units = tuple(sorted({tuple(row[name] for name in by) for row in rows}))
    starts = sorted({row["period"] for row in rows})
    periods = tuple(_run(starts[0], starts[-1], period)) if starts else ()
    shape = (len(units), len(periods))
    values, exposure, n = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape, np.int64)
    place_of = {unit: place for place, unit in enumerate(units)}
    time_of = {start: place for place, start in enumerate(periods)}
    for row in rows:
        at = place_of[tuple(row[name] for name in by)], time_of[row["period"]]
        values[at] = row["value"]
        exposure[at] = np.nan if row["exposure"] is None else row["exposure"]
        n[at] = row["n"]
    return Panel(by, units, periods, values, exposure, n)


def _run(first: dt.date, last: dt.date, period: str) -> list[dt.date]:
    """Every period from the first to the last."""
    days = [first]
    while days[-1] < last:
        if period == "month":
            days.append((days[-1].replace(day=28) + dt.timedelta(days=4)).replace(day=1))
        else:
            days.append(days[-1] + dt.timedelta(days=7 if period == "week" else 1))
    return days
