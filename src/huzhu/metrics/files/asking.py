"""What a file leaves open, as questions to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from huzhu.metrics.files.columns import bare_days, only
from huzhu.metrics.files.dates import DateStyle, parse_date, propose_dates
from huzhu.metrics.files.known import Known
from huzhu.metrics.files.layout import Table
from huzhu.metrics.files.mapping import EXPOSURE, VALUE, Question, TableMapping
from huzhu.metrics.files.numbers import fold, parse_number, propose_clock, propose_decimal
from huzhu.metrics.files.units import factor, unit_of


def questions(table: Table, draft: TableMapping, known: Known) -> Iterator[Question]:
    """What has to be settled by a person before all rows can be read."""
    yield from _column_questions(table, draft, known)
    values = draft.of_role(VALUE)
    if not values:
        yield Question("value", "role")
    timed = draft.of_role("date") or draft.of_role("week") or draft.of_role("month") or any(c.period for c in values)
    if values and not timed:
        yield Question("date", "role")
    yield from _time_questions(table, draft)
    if (
        values
        and not draft.of_role("workshop")
        and not all(c.workshop for c in values)
        and "workshop" not in draft.constants
    ):
        own = tuple(w.slug for w in known.workshops if known.plant in ("", w.plant))
        agreed = known.remembered.get(draft.fingerprint, {}).get("constants", {}).get("workshop", "")
        yield Question("workshop", "workshop", choices=own, proposed=agreed or only(own), sample=table.title)
    if values and not draft.of_role("metric") and "metric" not in draft.constants:
        for column in values:
            if not column.metric:
                yield Question(
                    "metric", "metric", column.index, tuple(m.slug for m in known.metrics), "", column.heading
                )


def _column_questions(table: Table, draft: TableMapping, known: Known) -> Iterator[Question]:
    for column in draft.columns:
        values = table.column(column.index)
        texts = [v for v in values if isinstance(v, str)]
        if column.role in ("date", "end") and not column.order:
            yield Question("date_order", "order", column.index, ("dmy", "mdy"), "", propose_dates(values)[1])
        if column.role not in (VALUE, EXPOSURE):
            continue
        if not column.decimal:
            yield Question("decimal", "decimal", column.index, (".", ","), "", propose_decimal(texts)[1])
        if not column.clock:
            yield Question("clock", "clock", column.index, ("h:mm", "mm:ss"), "h:mm", propose_clock(texts)[1])
        metric = known.metric(column.metric)
        own_unit = metric.unit if column.role == VALUE else metric.exposure_unit
        unit = column.unit or own_unit
        if column.divided:
            continue
        if column.unit and own_unit and factor(column.unit, own_unit) is None:
            yield Question("unit", "unit", column.index, (own_unit,), "", column.heading)
        if unit_of(unit) == "%" and not column.percent_cells and (sample := _perhaps_fractions(values)):
            yield Question("percent", "unit", column.index, ("1", "%"), "", sample)


def _perhaps_fractions(values: list[Any]) -> str:
    numbers = [(v, parse_number(str(v), ".")) for v in values]
    found = [(v, cell.value) for v, cell in numbers if cell.value is not None and not cell.unit]
    small = bool(found) and all(0 <= value <= 1.05 for _, value in found) and any(value > 0 for _, value in found)
    return str(next(v for v, value in found if value > 0)) if small and len(found) >= 2 else ""


def _time_questions(table: Table, draft: TableMapping) -> Iterator[Question]:
    cells = [v for c in draft.of_role("date") for v in table.column(c.index)]
    periods = [c.period for c in draft.columns if c.period]
    style = DateStyle("mdy", draft.year, draft.month or 1)
    bare = bare_days(cells) if 2 * len(bare_days(cells)) > len(cells) else []
    yearless = next((str(v) for v in cells if parse_date(v, style).problem in ("year_missing", "year_two_digits")), "")
    yearless = (
        yearless or (str(bare[0]) if bare else "") or next((p for p in periods if not re.match(r"[0-9]{4}", p)), "")
    )
    yearless = (
        yearless
        or ("W" if draft.of_role("week") and not cells else "")
        or ("月" if draft.of_role("month") and not cells else "")
    )
    if yearless and draft.year is None and not draft.of_role("year"):
        yield Question("year", "year", sample=yearless)
    days_only = bool(bare) or any(p.startswith("--") for p in periods)
    if days_only and draft.month is None and not draft.of_role("month"):
        yield Question("month", "month", choices=tuple(str(m) for m in range(1, 13)))
    serials = bool(cells) and propose_dates(cells)[3]
    if serials and not draft.epoch:
        sample = next((str(v) for v in cells if re.fullmatch(r"[0-9]{4,5}(\.[0-9]+)?", fold(str(v)))), "")
        yield Question("epoch", "epoch", choices=("1900", "1904"), proposed="1900", sample=sample)
