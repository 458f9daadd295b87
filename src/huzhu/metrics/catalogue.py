"""Questions about batches and single readings: what was loaded, what was refused, what a value was before."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext

from huzhu.metrics import panels, store, weekly
from huzhu.metrics.disclosure import Sight, sight
from huzhu.metrics.models import Batch, Metric, Part, Series
from huzhu.people.models import Person
from huzhu.workshops.models import Workshop


@dataclass(frozen=True)
class Reading:
    """One value that counts. `key` is its identity, under which a later batch corrects it."""

    key: int
    started_at: datetime.datetime
    ended_at: datetime.datetime | None
    line: str
    product: str
    task: str
    shift: str
    value: float
    exposure: float | None
    version: int


@dataclass(frozen=True)
class Once:
    """A value a reading had: from which batch, in which row of which sheet of its file."""

    batch: Batch
    value: float
    exposure: float | None
    row: int
    sheet: str


@dataclass(frozen=True)
class Gap:
    """Weeks in a row without readings, from the Monday `first_week` to the Sunday `until_on`."""

    line: str
    first_week: datetime.date
    until_on: datetime.date
    weeks: int


def batches(person: Person) -> QuerySet[Batch]:
    """The loads of the reader's plants, the newest first."""
    return Batch.objects.visible_to(person).select_related("plant", "loaded_by", "source").order_by("-pk")


def refused_rows(
    batch: Batch, person: Person, translate: Callable[[str], str] = gettext, limit: int = 1000
) -> list[dict[str, Any]]:
    """What was not taken: sheet, row, field, value, problem (code), sentence and mend in the reader's language."""
    if not Batch.objects.visible_to(person).filter(pk=batch.pk).exists():
        return []
    directory = Path(settings.READINGS)
    if not store.refused_path(directory, batch.pk).exists():
        return []
    return store.read_refused(directory, batch.pk, translate, limit)


def readings(
    metric: Metric,
    workshop: Workshop,
    person: Person,
    *,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    limit: int = 1000,
) -> list[Reading]:
    """Single values that count, by time. Only of one's own plant, or of an openly shared metric."""
    files = _files(metric, workshop, person)
    if not files:
        return []
    found = panels.current(files, metric.slug, [workshop.slug])
    if since is not None:
        found = found.filter(found.started_at >= datetime.datetime.combine(since, datetime.time()))
    if until is not None:
        found = found.filter(found.started_at < datetime.datetime.combine(until, datetime.time()))
    names = list(Reading.__dataclass_fields__)
    rows = found.order_by(["started_at", "key"]).select(*names).limit(limit).to_pyarrow().to_pylist()
    return [Reading(**row) for row in rows]


def history(metric: Metric, workshop: Workshop, key: int, person: Person) -> list[Once]:
    """Every value a reading had in batches that count, the oldest first; the last one counts."""
    files = _files(metric, workshop, person)
    if not files:
        return []
    held = Batch.objects.in_bulk(_batches(metric, workshop))
    ordered = [held[int(Path(file).stem)] for file in files]
    return [
        Once(ordered[row["batch"]], row["value"], row["exposure"], row["row"], row["sheet"])
        for row in panels.history(files, key)
    ]


def gaps(metric: Metric, workshop: Workshop, person: Person, least: int = 2) -> list[Gap]:
    """Stretches of at least `least` weeks inside a series for which nothing was reported."""
    found: list[Gap] = []
    series = Series.objects.visible_to(person).filter(metric=metric, workshop=workshop, product="", task="")
    for row in series.order_by("line"):
        start: int | None = None
        for week, value in enumerate([*row.values, 0.0]):
            if value is None and start is None:
                start = week
            elif value is not None and start is not None:
                if week - start >= least:
                    first = row.first_week + start * weekly.WEEK
                    until = row.first_week + week * weekly.WEEK - weekly.DAY
                    found.append(Gap(row.line, first, until, week - start))
                start = None
    return found


def _batches(metric: Metric, workshop: Workshop) -> list[int]:
    parts = Part.objects.filter(metric=metric, workshop=workshop, batch__state=Batch.State.LOADED)
    return sorted(set(parts.values_list("batch_id", flat=True)))


def _files(metric: Metric, workshop: Workshop, person: Person) -> list[str]:
    if sight(Metric.objects.get(pk=metric.pk), workshop.plant_id, person) < Sight.WEEKLY:
        return []
    return weekly.files_of(_batches(metric, workshop))
