"""Names in a file that nobody knows yet: plants, workshops and metrics, with what they look like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa

from huzhu.metrics.files.columns import Context, inside, only
from huzhu.metrics.files.known import Known, split_line
from huzhu.metrics.files.layout import Table
from huzhu.metrics.files.mapping import VALUE, NewName, TableMapping
from huzhu.metrics.files.numbers import fold
from huzhu.metrics.files.tables import Opened
from huzhu.metrics.files.units import unit_of
from huzhu.metrics.files.vocabulary import (
    guess_metric,
    is_note,
    is_total,
    looks_like_place,
    plant_like,
    slug_of,
    trade_of,
)

Row = Sequence[Any]


def new_plants(opened: Opened, known: Known) -> dict[str, str]:
    """Sheet -> the name of a plant nobody knows yet, where it says one at its head: only when the loader is of no
    plant, or when sheets name different ones."""
    found = {}
    for table in opened.tables:
        texts = (table.sheet, table.title)
        name = next((name for text in texts if text and (name := plant_like(text))), "")
        if name and not any(known.names.find("plants", name) or inside(known.names.plants, text) for text in texts):
            found[table.sheet] = name
    return found if not known.plant or len(set(found.values())) > 1 else {}


NAMING = ("plant", "workshop", "metric")


def naming_rows(opened: Opened, table: Table, draft: TableMapping, known: Known) -> Iterator[Row]:
    """Every combination of names in the rows of the whole file, in the order in which they come; other cells None.

    Text and Parquet are read through for it, the naming columns only: a file that is sorted by workshop names its last
    workshop in its last rows.
    """
    from huzhu.metrics.files.blocks import parquet_blocks, text_blocks
    from huzhu.metrics.files.plan import Plan

    columns = [column for column in draft.columns if column.role in NAMING]
    if table.rows is not None or not columns:
        yield from table.rows or ()
        return
    yield from table.sample
    only_names = tuple(c if c.role in NAMING else replace(c, role="ignore") for c in draft.columns)
    plan = Plan(replace(draft, columns=only_names), known, table.width)
    together = [c.index for c in columns if c.role != "metric"]  # a workshop's name means something beside its plant's
    groups = [group for group in (together, [c.index for c in columns if c.role == "metric"]) if group]
    seen: set[tuple[int | str | None, ...]] = set()
    wanted = sorted({column.index for column in columns})
    read = partial(text_blocks, parsers=2) if opened.sniffed.kind == "csv" else parquet_blocks
    for block in read(opened, plan, wanted):
        for group in groups:
            for texts in _distinct([block.columns[index] for index in group]):
                if (group[0], *texts) not in seen:
                    seen.add((group[0], *texts))
                    at = dict(zip(group, texts, strict=True))
                    yield [at.get(index) for index in range(table.width)]


def _distinct(columns: list[pa.Array]) -> Iterator[tuple[str | None, ...]]:
    """The combinations that occur. One column alone is much faster, and the usual case."""
    if len(columns) == 1:
        yield from ((text,) for text in columns[0].unique().cast(pa.string()).to_pylist())
        return
    names = pa.table([column.cast(pa.string()) for column in columns], [str(at) for at in range(len(columns))])
    for found in names.group_by(names.column_names, use_threads=False).aggregate([]).to_pylist():
        yield tuple(found.values())


def new_row_names(
    rows: Iterable[Row], table: Table, draft: TableMapping, known: Known, context: Context
) -> Iterator[NewName]:
    """Unknown plants, workshops and metrics in the rows."""
    rows = list(rows)
    plants = {c.index for c in draft.of_role("plant")}
    for column in (each for role in NAMING for each in draft.of_role(role)):
        seen = set()
        for row in rows:
            name = fold(str(row[column.index])) if column.index < len(row) and row[column.index] is not None else ""
            beside = next((fold(str(row[p])) for p in plants), "")
            if not name or (name, beside) in seen or is_total(name) or is_note(name):
                continue
            seen.add((name, beside))
            made = _new_name(column.role, name, beside, draft, known, context, table)
            if made:
                yield made


def _new_name(
    role: str, name: str, plant: str, draft: TableMapping, known: Known, context: Context, table: Table
) -> NewName | None:
    if role == "plant":
        return None if known.names.find("plants", name) else NewName("plants", name, slug_of(name, "plants"))
    if role == "metric":
        if known.names.find("metrics", name):
            return None
        unit = next((unit_of(str(row[c.index])) for c in draft.of_role("unit") for row in table.sample
                     if name in map(str, row)), "")  # fmt: skip
        kind, direction = guess_metric(name, unit)
        return NewName("metrics", name, slug_of(name, "metrics"), unit=unit, kind=kind, direction=direction)
    slugs = known.names.find("plants", plant) if plant else set()
    at = only(slugs) or (slug_of(plant, "plants") if plant else context.plant)
    if known.names.find_workshop(name, at)[0] or (not plant and known.names.find_workshop(name)[0]):
        return None
    stem, line = split_line(name)
    if line and stem and known.names.find_workshop(stem, at)[0]:
        return None
    return new_workshop(name, at, context.trade, known)


def sheet_workshop(table: Table, draft: TableMapping, known: Known, context: Context) -> NewName | None:
    """The workshop that a sheet is named after, where nothing else says whose table it is."""
    values = draft.of_role(VALUE)
    said = draft.of_role("workshop") or "workshop" in draft.constants or all(c.workshop for c in values)
    if not values or said or not looks_like_place(table.sheet) or plant_like(table.sheet):
        return None
    return new_workshop(fold(table.sheet), context.plant, context.trade, known)


def new_workshop(name: str, plant: str, trade: str, known: Known) -> NewName:
    """An unknown workshop of a plant; its trade is the plant's only one, or what its numbered name says."""
    slug = slug_of(name, "workshops")
    kind = trade_of(name)
    trade = trade or only(known.names.find("trades", kind)) or kind
    return NewName("workshops", name, f"{plant}-{slug}" if plant else slug, plant=plant, trade=trade)
