"""Proposes what a file's columns mean, from their headings and a look at their values.

The proposal is a `Mapping` for a person to see and correct. What the file leaves open becomes a question.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace

from huzhu.metrics.files import asking, newcomers
from huzhu.metrics.files import columns as look
from huzhu.metrics.files.known import Known, norm, split_line
from huzhu.metrics.files.layout import NUMBER, Table, cell_class
from huzhu.metrics.files.mapping import (
    EXPOSURE,
    VALUE,
    ColumnMapping,
    Mapping,
    NewName,
    TableMapping,
    table_from_json,
)
from huzhu.metrics.files.tables import Opened
from huzhu.metrics.files.units import split_unit, unit_of
from huzhu.metrics.files.vocabulary import (
    guess_metric,
    is_total,
    looks_like_place,
    role_of_heading,
    slug_of,
    sounds_measured,
)

_KEYS = ("workshop", "plant", "line", "product", "task", "shift", "metric", "event")


@dataclass(frozen=True)
class Heading:
    """What the words over a column say."""

    role: str = ""
    metric: str = ""
    workshop: str = ""
    line: str = ""
    product: str = ""
    period: str = ""
    unit: str = ""
    unknown: tuple[str, ...] = ()  # levels that mean nothing we know, units taken off


def propose_mapping(opened: Opened, known: Known) -> Mapping:
    """How a file is to be read. Open questions stand in `mapping.questions`, unknown names in `mapping.new`."""
    hint = look.decimal_hint(opened)
    plants = newcomers.new_plants(opened, known)
    tables, new = [], {}
    for table in opened.tables:
        mapping, names = _propose_table(table, opened, known, hint, plants.get(table.sheet, ""))
        tables.append(mapping)
        for name in names:
            new.setdefault((name.sort, name.name, name.plant), name)
    return Mapping(tuple(tables), tuple(new.values()))


def _propose_table(
    table: Table, opened: Opened, known: Known, hint: str, new_plant: str
) -> tuple[TableMapping, list[NewName]]:
    context = look.context_of(table, opened.name, known, new_plant)
    headings = [read_heading(table, index, known, context.plant) for index in range(table.width)]
    columns = [_propose_column(table, index, heading, hint) for index, heading in enumerate(headings)]
    columns = look.settle_roles(table, columns, known)
    draft = TableMapping(
        sheet=table.sheet,
        fingerprint=fingerprint(table),
        heading_rows=table.heading_rows,
        first_row=table.first_row,
        columns=tuple(columns),
        constants=dict(context.constants),
        year=context.year,
        month=context.month,
        epoch=table.epoch,
        use=not table.hidden,
        source_name=look.source_name(opened.name, table.sheet),
    )
    draft, names = _name_values(opened, table, draft, headings, known, context)
    draft = recall(draft, known)
    if named := newcomers.sheet_workshop(table, draft, known, context):
        names.append(named)
        draft = replace(draft, constants=draft.constants | {"workshop": named.slug})
    in_rows = bool(draft.of_role("metric"))  # then the rows name metrics; otherwise a recalled mapping may know better
    names = [n for n in names if n.sort != "metrics" or in_rows or any(c.metric == n.slug for c in draft.columns)]
    return replace(draft, questions=tuple(asking.questions(table, draft, known))), names


def read_heading(table: Table, index: int, known: Known, plant: str = "") -> Heading:
    """Finds in a column's levels its role, metric, workshop, line, product, period and unit."""
    given = table.units[index] if index < len(table.units) else ""
    levels = table.headings[index]
    whole, whole_unit = split_unit(" ".join(levels))
    role = role_of_heading(levels[-1]) if levels else ""
    role = role or (role_of_heading(split_unit(levels[-1])[0]) if levels else "")
    found = Heading(role=role, unit=given or whole_unit)
    metric = _one(known.names.find("metrics", whole)) if levels else ""
    if metric:
        return replace(found, metric=metric, role="")
    for level in levels:
        found = _read_level(level, found, known, plant)
    return found


def _read_level(level: str, found: Heading, known: Known, plant: str) -> Heading:
    text, unit = split_unit(level)
    found = replace(found, unit=found.unit or unit)
    metric = _one(known.names.find("metrics", text) or known.names.find("metrics", level))
    if metric:
        return replace(found, metric=metric, role="")
    period = look.period_of(level)
    if period:
        return replace(found, period=period, role="" if found.role not in ("ignore",) else found.role)
    slugs, line = known.names.find_workshop(text, plant)
    if slugs:
        return replace(found, workshop=_one(slugs) or text, line=line or found.line)
    stem, line = split_line(text)
    if line and not stem:
        return replace(found, line=line, role="", unknown=(*found.unknown, text))
    product = _one(known.names.find("products", text))
    if product:
        return replace(found, product=product)
    metric, rest = look.metric_inside(text, known) if found.role != "ignore" else ("", text)
    if metric:
        with_rest = replace(found, metric=metric, role="")
        with_rest = _read_level(rest, with_rest, known, plant) if rest else with_rest
        if len(with_rest.unknown) == len(found.unknown):
            return with_rest  # 中型换辊时间; but 最长换辊时间 is another metric
    return replace(found, unknown=(*found.unknown, text)) if text and not found.role else found


def _one(slugs: set[str]) -> str:
    return next(iter(slugs)) if len(slugs) == 1 else ""


def _propose_column(table: Table, index: int, heading: Heading, hint: str) -> ColumnMapping:
    values = table.column(index)
    role = heading.role
    kinds = Counter(cell_class(value) for value in values)
    numeric = kinds[NUMBER] > 0 and kinds[NUMBER] >= 0.5 * (sum(kinds.values()) - kinds["blank"])
    if heading.metric or heading.period or (not role and numeric):
        role = VALUE if role != "ignore" else "ignore"
    if not role and not heading.metric and kinds["date"] > max(kinds["text"], kinds[NUMBER]):
        role = "date"
    if any(is_total(level, heading=True) for level in table.headings[index]) and not heading.metric:
        role = "ignore"
    if role == "unit" and not any(unit_of(str(value)) for value in values):
        role = "workshop"
    column = ColumnMapping(index, table.shown(index), role or "ignore", heading.metric, heading.workshop, heading.line,
                           heading.product, heading.period, heading.unit, index in table.percent)  # fmt: skip
    if role in (VALUE, EXPOSURE):
        decimal, clock = look.number_style(values, hint)
        return replace(column, decimal=decimal, clock=clock)
    if role in ("date", "end"):
        order, size = look.date_order(values, table.headings[index]), look.days_or_longer(values)
        return replace(column, order=order, size=size, unit="")
    if role == "event" and look.running_number(values):
        role = "ignore"
        column = replace(column, role=role)
    filled = role in ("workshop", "plant", "line", "product", "date") and look.written_once(table, index)
    return replace(column, fill_down=filled, unit="")


def _name_values(
    opened: Opened, table: Table, draft: TableMapping, headings: list[Heading], known: Known, context: look.Context
) -> tuple[TableMapping, list[NewName]]:
    """Gives value columns without a metric or workshop a name of their own, new if it has to be."""
    names = [NewName("plants", context.new_plant, context.plant)] if context.new_plant else []
    said = any(h.role == VALUE for h in headings) or len(draft.of_role(VALUE)) == 1
    has_metric = bool(draft.of_role("metric")) and said
    headings = _joined(table, headings)
    columns = []
    for column in draft.columns:
        if column.role != VALUE:
            columns.append(column)
            continue
        made, named = _name_value(column, headings[column.index], has_metric, draft, context, known)
        names += made
        columns.append(named)
    columns = look.with_divided(table, look.with_exposures(columns, known), known)
    draft = replace(draft, columns=tuple(look.each_once(columns)))
    rows = newcomers.naming_rows(opened, table, draft, known)
    names += newcomers.new_row_names(rows, table, draft, known, context)
    grain = look.grain_of(table, draft)
    return draft, [replace(n, grain=grain) if n.sort == "metrics" else n for n in names]


def _joined(table: Table, headings: list[Heading]) -> list[Heading]:
    """Under a heading that only says of what, the metric's name is both levels in one: 细纱 / 断头数 is 细纱断头数."""
    below: dict[str, bool] = {}
    for levels, heading in zip(table.headings, headings, strict=True):
        if len(heading.unknown) == 2 and not any(map(looks_like_place, heading.unknown)):
            upper, lower = heading.unknown
            measured = sounds_measured(lower) or (bool(split_unit(levels[-1])[1]) and not sounds_measured(upper))
            below[upper] = below.get(upper, False) or measured
    return [
        replace(each, unknown=((" " if each.unknown[0].isascii() else "").join(each.unknown),))
        if len(each.unknown) == 2 and below.get(each.unknown[0])
        else each
        for each in headings
    ]


def _name_value(
    column: ColumnMapping, heading: Heading, has_metric: bool, draft: TableMapping, context: look.Context, known: Known
) -> tuple[list[NewName], ColumnMapping]:
    names: list[NewName] = []
    for text in heading.unknown:
        stem, line = split_line(text)
        if line and not stem and (draft.of_role("workshop") or "workshop" in draft.constants):
            column = replace(column, line=line)
        elif looks_like_place(text) and not column.workshop and not draft.of_role("workshop"):
            made = newcomers.new_workshop(text, context.plant, context.trade, known)
            names.append(made)
            column = replace(column, workshop=made.slug, line="" if stem == "" else column.line)
        elif not column.metric and not has_metric and role_of_heading(text) != "value":
            slug = slug_of(text, "metrics")
            kind, direction = guess_metric(text, column.unit)
            unit = column.unit or ("%" if column.percent_cells else "")
            names.append(NewName("metrics", text, slug, unit=unit, kind=kind, direction=direction))
            column = replace(column, metric=slug)
    return names, column


def fingerprint(table: Table) -> str:
    """Of the headings alone: the same form filled in again has the same. Periods in headings do not count."""
    levels = ["/".join("#" if look.period_of(level) else norm(level) for level in column) for column in table.headings]
    shown = [
        level for place, level in enumerate(levels) if place == 0 or level != levels[place - 1] or "#" not in level
    ]
    return hashlib.sha256("\x1f".join(shown).encode("utf-8", "surrogatepass")).hexdigest()


def recall(draft: TableMapping, known: Known) -> TableMapping:
    """What a person agreed for the same headings before. Years and months are never taken over; a constant only where
    the file goes by the same name, else it is the proposal of a question."""
    stored = known.remembered.get(draft.fingerprint)
    if not stored:
        return draft
    agreed = table_from_json(stored)
    by_heading: dict[str, list[ColumnMapping]] = {}
    for column in agreed.columns:
        by_heading.setdefault(look.without_period(column.heading), []).append(column)
    columns = []
    for column in draft.columns:
        same = by_heading.get(look.without_period(column.heading), [])
        before = same.pop(0) if len(same) > 1 else next(iter(same), None)
        own = {"index": column.index, "heading": column.heading, "period": column.period}
        columns.append(replace(before, **own) if before else column)
    same_source = agreed.source_name == draft.source_name
    constants = {**(agreed.constants if same_source else {}), **draft.constants}
    return replace(
        draft, columns=tuple(columns), constants=constants, grain=agreed.grain, repeats=agreed.repeats,
        epoch=draft.epoch or agreed.epoch, use=agreed.use and draft.use, remembered=True,
    )  # fmt: skip
