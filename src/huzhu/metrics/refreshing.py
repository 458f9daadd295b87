"""What follows from readings, computed when they changed and stored for the pages: weekly series and comparisons.

One piece of work is one metric in one trade. It reads the batches that count, computes without holding any lock, and
writes at the end in one short transaction; rows whose content did not change are left alone, so that their date says
when something really did.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from huzhu import effects
from huzhu.metrics import weekly
from huzhu.metrics.comparing import changes, compare_year, scale_for, tidy, year_of
from huzhu.metrics.disclosure import compared_within_plants
from huzhu.metrics.models import Comparison, Metric, Part, Refresh, Series
from huzhu.workshops.models import Alliance, Trade, Workshop

WEEK = datetime.timedelta(days=7)
Key = tuple[str, str, str, str]  # workshop, line, product, task
LEAST_FOR_BREAKS = 20  # weeks


@dataclass
class Line:
    """A series about to be stored, over consecutive weeks from `first_week`."""

    first_week: datetime.date
    values: list[float | None]
    exposure: list[float | None]
    n: list[int | None]
    breaks: list[dict[str, Any]] = field(default_factory=list)


def mark_due(parts: Iterable[tuple[int, int]]) -> None:
    """Readings of these (metric, workshop) changed: series and comparisons of the metric in the trade are due.

    A metric that gives another one its exposure takes that one along, where the trade reports it.
    """
    changed = set(parts)
    trade_of = dict(Workshop.objects.filter(pk__in={pk for _, pk in changed}).values_list("pk", "trade_id"))
    pairs = {(metric, trade_of[workshop]) for metric, workshop in changed}
    exposed = Metric.objects.filter(exposure_metric__in={metric for metric, _ in pairs})
    for metric, gives, trade in exposed.values_list("pk", "exposure_metric", "trades"):
        if (gives, trade) in pairs:
            pairs.add((metric, trade))
    now = timezone.now()
    rows = [Refresh(metric_id=metric, trade_id=trade, due_at=now) for metric, trade in sorted(pairs)]
    Refresh.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["metric", "trade"], update_fields=["due_at"]
    )


def refresh(row: Refresh) -> None:
    """Bring series and comparisons of one metric in one trade up to date."""
    metric = Metric.objects.select_related("exposure_metric").get(pk=row.metric_id)
    trade = row.trade
    workshops = list(Workshop.objects.filter(trade=trade).select_related("plant", "band"))
    lines = lines_of(metric, workshops)
    _mark_breaks(metric, workshops, lines)
    with transaction.atomic():
        _store_series(metric, workshops, lines)
    stored = list(Series.objects.filter(metric=metric, workshop__trade=trade))
    rows = _comparisons(metric, workshops, stored)
    with transaction.atomic():
        _store_comparisons(metric, trade, rows)


def lines_of(metric: Metric, workshops: Sequence[Workshop]) -> dict[Key, Line]:
    """Weekly series from the batches that count: the workshop, its lines, products, tasks, and lines by product."""
    cells = weekly.cells(metric, _batches(metric, workshops), workshops)
    counts = metric.kind == Metric.Kind.COUNT
    if counts:
        exposure = _exposure_by_week(metric, workshops)
        cells = weekly.with_quiet_weeks(metric, cells, exposure, workshops)
    lines: dict[Key, Line] = {}
    for key, several in cells.items():
        weeks = sorted(several)
        first, count = weeks[0], (weeks[-1] - weeks[0]).days // 7 + 1
        line = Line(first, [None] * count, [None] * count, [None] * count)
        for week, cell in several.items():
            at = (week - first).days // 7
            line.values[at], line.exposure[at], line.n[at] = tidy(cell.value), tidy(cell.exposure), cell.n
        lines[key] = line
    return lines


def _batches(metric: Metric, workshops: Sequence[Workshop]) -> list[int]:
    parts = Part.objects.filter(metric=metric, workshop__in=workshops, batch__state="loaded")
    return sorted(set(parts.values_list("batch_id", flat=True)))


def _exposure_by_week(metric: Metric, workshops: Sequence[Workshop]) -> dict[str, dict[datetime.date, float]]:
    """Hours (or what else the exposure metric counts) that fall into each week, by workshop slug."""
    other = metric.exposure_metric
    if other is None:
        return {}
    return weekly.amounts(other, _batches(other, workshops), workshops)


# Breaks


def _mark_breaks(metric: Metric, workshops: Sequence[Workshop], lines: dict[Key, Line]) -> None:
    """Note where the definition changed, and where a workshop's level jumps as its peers' do not."""
    plants = {workshop.slug: workshop.plant_id for workshop in workshops}
    definitions = [each for each in metric.definitions.order_by("number") if each.since_on]
    for key, line in lines.items():
        last = line.first_week + WEEK * (len(line.values) - 1)
        for each in definitions:
            here = each.plant_id is None or each.plant_id == plants[key[0]]
            if here and line.first_week < each.since_on <= last:
                line.breaks.append({"on": each.since_on.isoformat(), "why": "definition", "number": each.number})
    if metric.kind == Metric.Kind.COUNT:
        return
    for number, jump in _jumps(metric, lines):
        lines[number].breaks.append(jump)


def _jumps(metric: Metric, lines: dict[Key, Line]) -> list[tuple[Key, dict[str, Any]]]:
    """Jumps of whole workshops and of lines, each group against its own kind."""
    found: list[tuple[Key, dict[str, Any]]] = []
    wholes = [key for key in lines if not any(key[1:])]
    parts = [key for key in lines if key[1] and not key[2] and not key[3]]
    for group in (wholes, parts):
        keys = [key for key in group if sum(value is not None for value in lines[key].values) >= LEAST_FOR_BREAKS]
        if len(keys) < 3:
            continue
        first = min(lines[key].first_week for key in keys)
        weeks = max((lines[key].first_week - first).days // 7 + len(lines[key].values) for key in keys)
        panel = np.full((len(keys), weeks), np.nan)
        for at, key in enumerate(keys):
            shift = (lines[key].first_week - first).days // 7
            panel[at, shift : shift + len(lines[key].values)] = [np.nan if v is None else v for v in lines[key].values]
        if metric.kind == Metric.Kind.DURATION:
            panel = np.where(panel > 0, panel, np.nan)
        for each in effects.find_breaks(panel, scale=scale_for(metric, panel)):
            on = first + WEEK * each.period
            found.append((keys[each.unit], {"on": on.isoformat(), "why": "jump", "relative": tidy(each.relative)}))
    return found


# Storing


def _store_series(metric: Metric, workshops: Sequence[Workshop], lines: dict[Key, Line]) -> None:
    """Write what changed, delete what vanished."""
    by_slug = {workshop.slug: workshop for workshop in workshops}
    now = timezone.now()
    known = {
        (row.workshop.slug, row.line, row.product, row.task): row
        for row in Series.objects.filter(metric=metric, workshop__in=workshops).select_related("workshop")
    }
    gone = [row.pk for key, row in known.items() if key not in lines]
    Series.objects.filter(pk__in=gone).delete()
    fresh, changed = [], []
    for key, line in lines.items():
        row = known.get(key)
        content = {name: getattr(line, name) for name in ("first_week", "values", "exposure", "n", "breaks")}
        if row is None:
            workshop = by_slug[key[0]]
            fresh.append(
                Series(
                    metric=metric,
                    workshop=workshop,
                    line=key[1],
                    product=key[2],
                    task=key[3],
                    updated_at=now,
                    **content,
                )
            )
        elif any(getattr(row, name) != value for name, value in content.items()):
            for name, value in content.items():
                setattr(row, name, value)
            row.updated_at = now
            changed.append(row)
    Series.objects.bulk_create(fresh, batch_size=200)
    Series.objects.bulk_update(
        changed, ["first_week", "values", "exposure", "n", "breaks", "updated_at"], batch_size=100
    )
    if gone and not (fresh or changed):
        # What rests on vanished series must be measured anew: touch what is left of them.
        Series.objects.filter(metric=metric, workshop__in=workshops).update(updated_at=now)


def _comparisons(metric: Metric, workshops: Sequence[Workshop], stored: Sequence[Series]) -> list[dict[str, Any]]:
    """Contents of the comparison rows: one for all, or one a plant where values may not leave it."""
    if not compared_within_plants(metric):
        return _both_bases(metric, workshops, stored, plant=None)
    rows = []
    for plant in sorted({workshop.plant_id for workshop in workshops}):
        own = [workshop for workshop in workshops if workshop.plant_id == plant]
        rows += _both_bases(metric, own, [row for row in stored if row.workshop_id in {w.pk for w in own}], plant=plant)
    if metric.disclosure == Metric.Disclosure.CHANGE:
        year = year_of(metric, workshops, stored)
        if year is not None:
            result = {"status": "change_only", "reason": "", "middle": None, "rows": [], "changes": changes(year)}
            rows += [
                {"basis": basis, "plant": None, "until_on": year.until_on, "result": result, "pairs": {}}
                for basis in Comparison.Basis.values
            ]
    return rows


def _both_bases(
    metric: Metric, workshops: Sequence[Workshop], stored: Sequence[Series], plant: int | None
) -> list[dict[str, Any]]:
    year = year_of(metric, workshops, stored)
    if year is None:
        return []
    rows = []
    for basis in Comparison.Basis.values:
        result, pairs = compare_year(year, basis)
        rows.append({"basis": basis, "plant": plant, "until_on": year.until_on, "result": result, "pairs": pairs})
    return rows


def _store_comparisons(metric: Metric, trade: Trade, rows: Sequence[dict[str, Any]]) -> None:
    """Replace what changed. Rows that no longer apply go, so that a narrower disclosure leaves nothing behind."""
    known = {(row.basis, row.plant_id): row for row in Comparison.objects.filter(metric=metric, trade=trade)}
    wanted = {(row["basis"], row["plant"]): row for row in rows}
    alliance = Alliance.here()
    today = alliance.today if alliance else None  # the last week need not be over yet
    Comparison.objects.filter(pk__in=[row.pk for key, row in known.items() if key not in wanted]).delete()
    for key, content in wanted.items():
        mark = _fingerprint(content)
        row = known.get(key)
        if row is not None and row.fingerprint == mark:
            continue
        values = {
            "until_on": min(content["until_on"], today) if today else content["until_on"],
            "result": content["result"],
            "pairs": content["pairs"],
            "fingerprint": mark,
            "method_version": effects.METHOD_VERSION,
            "computed_at": timezone.now(),
        }
        Comparison.objects.update_or_create(metric=metric, trade=trade, basis=key[0], plant_id=key[1], defaults=values)


def _fingerprint(content: dict[str, Any]) -> str:
    plain = json.dumps([effects.METHOD_VERSION, content], sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()
