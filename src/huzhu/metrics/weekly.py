"""Readings gathered by week: what a series is made of, for whole workshops, lines, products and tasks.

Durations by their median, people by their sum, everything else by the mean weighted with exposure.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from huzhu.metrics import panels, store
from huzhu.metrics.models import Batch, Metric, Part
from huzhu.workshops.models import Workshop

if TYPE_CHECKING:
    import pyarrow as pa

DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(days=7)
PARTS = ("line", "product", "task")
GROUPS: tuple[tuple[str, ...], ...] = ((), ("line",), ("product",), ("task",), ("line", "product"))
Key = tuple[str, str, str, str]  # workshop, line, product, task; "" is all together


@dataclass(frozen=True)
class Cell:
    """One week of one series. `n` is the number of readings; of people hurt, the number of accidents."""

    value: float
    exposure: float | None
    n: int


def files_of(batches: Sequence[int]) -> list[str]:
    """The files of batches in the order in which they began to count, so that a later one corrects an earlier one."""
    ordered = Batch.objects.filter(pk__in=batches).order_by("loaded_at", "pk").values_list("pk", flat=True)
    return [str(store.batch_path(settings.READINGS, pk)) for pk in ordered]


def cells(
    metric: Metric, batches: Sequence[int], workshops: Sequence[Workshop]
) -> dict[Key, dict[datetime.date, Cell]]:
    """Every series of a metric at some workshops, by week."""
    found: dict[Key, dict[datetime.date, Cell]] = {}
    if not batches:
        return found
    current = panels.current(files_of(batches), metric.slug, [workshop.slug for workshop in workshops])
    readings = current.select("workshop", *PARTS, "started_at", "value", "exposure").to_pyarrow()
    for workshop, line, product, task, week, value, exposure, n in _grouped(metric, readings):
        if "" in (line, product, task):  # readings that name no line are no line's; None: all lines together
            continue
        key = (workshop, line or "", product or "", task or "")
        found.setdefault(key, {})[week] = Cell(value, exposure, n)
    return found


def _grouped(metric: Metric, readings: pa.Table) -> list[tuple[Any, ...]]:
    """(workshop, line, product, task, week, value, exposure, n) of all groupings in one pass; None where a grouping
    does not look at a part."""
    import duckdb

    sets = ", ".join("(" + ", ".join(("workshop", "week", *group)) + ")" for group in GROUPS)
    number = "count(*) FILTER (value > 0)" if metric.kind == Metric.Kind.COUNT else "count(*)"
    with duckdb.connect() as connection:
        connection.register("readings", readings)
        return connection.execute(
            f"SELECT workshop, line, product, task, date_trunc('week', started_at)::DATE AS week, {_middle(metric)}, "
            f"sum(exposure), {number} FROM readings GROUP BY GROUPING SETS ({sets})"
        ).fetchall()


def _middle(metric: Metric) -> str:
    if metric.kind == Metric.Kind.DURATION:
        return "median(value)"
    if metric.kind == Metric.Kind.COUNT:
        return "sum(value)"
    return "coalesce(sum(value * exposure) / nullif(sum(exposure) FILTER (value IS NOT NULL), 0), avg(value))"


def amounts(
    metric: Metric, batches: Sequence[int], workshops: Sequence[Workshop]
) -> dict[str, dict[datetime.date, float]]:
    """How much of an amount (hours worked) falls into each week, by workshop; spread evenly over a reading's days."""
    found: dict[str, dict[datetime.date, float]] = {}
    if not batches:
        return found
    readings = panels.current(files_of(batches), metric.slug, [workshop.slug for workshop in workshops])
    readings = readings.mutate(first=readings.started_at.cast("date"), last=readings.ended_at.cast("date"))
    summed = readings.group_by(["workshop", "first", "last"]).aggregate(amount=readings.value.sum())
    for row in summed.to_pyarrow().to_pylist():
        end = row["last"] or _usual_end(metric, row["first"])
        days = max((end - row["first"]).days, 1)
        weeks = found.setdefault(row["workshop"], {})
        for number in range(days):
            day = row["first"] + number * DAY
            monday = day - day.weekday() * DAY
            weeks[monday] = weeks.get(monday, 0.0) + row["amount"] / days
    return found


def _usual_end(metric: Metric, first: datetime.date) -> datetime.date:
    """Where a reading does not say when it ended, the metric's grain does."""
    if metric.grain == Metric.Grain.MONTH:
        return (first.replace(day=28) + 4 * DAY).replace(day=1)
    return first + (WEEK if metric.grain == Metric.Grain.WEEK else DAY)


def with_quiet_weeks(
    metric: Metric,
    found: Mapping[Key, Mapping[datetime.date, Cell]],
    exposure: Mapping[str, Mapping[datetime.date, float]],
    workshops: Sequence[Workshop],
) -> dict[Key, dict[datetime.date, Cell]]:
    """Weeks in which nobody was hurt are readings too: zeros from the first report of the plant on.

    Every task known in the trade is counted at every workshop of it. They last as long as exposure is reported, or,
    where none is, as long as the plant reports the metric at all.
    """
    spans = _spans(metric)
    tasks = sorted({key[3] for key in found if key[3]})
    full: dict[Key, dict[datetime.date, Cell]] = {}
    for workshop in workshops:
        if workshop.plant_id not in spans:
            continue
        first, last = spans[workshop.plant_id]
        hours = exposure.get(workshop.slug, {})
        weeks = [week for week in sorted(hours) if week >= first] if hours else _weeks(first, last)
        keys = [key for key in found if key[0] == workshop.slug]
        keys += [(workshop.slug, "", "", task) for task in ("", *tasks)]
        for key in dict.fromkeys(keys):
            seen = found.get(key, {})
            full[key] = {week: _counted(seen.get(week), hours.get(week)) for week in sorted({*weeks, *seen})}
    return full


def _counted(cell: Cell | None, hours: float | None) -> Cell:
    if cell is None:
        return Cell(0.0, hours, 0)
    return Cell(cell.value, hours if cell.exposure is None else cell.exposure, cell.n)


def _spans(metric: Metric) -> dict[int, tuple[datetime.date, datetime.date]]:
    """First and last Monday for which each plant reports a metric."""
    spans: dict[int, tuple[datetime.date, datetime.date]] = {}
    counting: Any = Part.objects.filter(metric=metric, batch__state=Batch.State.LOADED)
    for plant, first_on, last_on in counting.values_list("plant_id", "first_on", "last_on"):
        ends = [day - day.weekday() * DAY for day in (first_on, last_on)]
        known = spans.get(plant, (ends[0], ends[1]))
        spans[plant] = (min(known[0], ends[0]), max(known[1], ends[1]))
    return spans


def _weeks(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    return [first + WEEK * number for number in range((last - first).days // 7 + 1)]
