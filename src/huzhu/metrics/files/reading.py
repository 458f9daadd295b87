"""Reads a file by its mapping: canonical batches, refused rows, notices, in bounded memory.

    for chunk in read(opened, mapping, known): chunk.batch, chunk.refused
    table, refused, notices = read_all(opened, mapping, known)

The keys of streamed batches are those of first occurrences; rows that share a slot are settled when all have been seen
(`read_all`, or `store.write` for large files).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from huzhu.metrics.files import blocks
from huzhu.metrics.files.keys import DAY_US, NAMES, SCHEMA, Settled, keys, name_array, settle, slots, versions
from huzhu.metrics.files.known import Known
from huzhu.metrics.files.layout import Table
from huzhu.metrics.files.mapping import Mapping, TableMapping
from huzhu.metrics.files.plan import Plan, with_new
from huzhu.metrics.files.problems import FileRefused, Notice, Refused
from huzhu.metrics.files.rows import BARE_EVENT, EVENTFUL, ONE_VALUE, TIMED_EVENT, RowReader
from huzhu.metrics.files.tables import Opened, open_file

ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class Chunk:
    """Some readings of a file. batch: columns of keys.SCHEMA; slot, flag: for settling; done: bytes or rows read
    so far, of `whole`."""

    batch: pa.RecordBatch
    slot: np.ndarray
    flag: np.ndarray
    refused: list[Refused] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    done: int = 0
    whole: int = 0


def read(source: Any, mapping: Mapping, known: Known, name: str = "") -> Iterator[Chunk]:
    """Readings of a file (an `Opened`, a path or bytes), chunk by chunk, sheet by sheet.

    Raises `FileRefused("changed_since")` where a sheet the mapping uses is not there.
    """
    opened = source if isinstance(source, Opened) else open_file(source, name)
    everything = with_new(known, mapping)
    tables = {table.sheet: table for table in opened.tables}
    for wanted in mapping.tables:
        if not wanted.use:
            continue
        table = tables.get(wanted.sheet)
        if table is None or max((c.index for c in wanted.columns), default=-1) >= table.width:
            raise FileRefused("changed_since")
        plan = Plan(wanted, everything, table.width)
        ways = {"csv": blocks.read_text, "parquet": blocks.read_parquet}
        yield from ways[opened.sniffed.kind](opened, plan) if table.rows is None else _read_rows(table, wanted, plan)


def _read_rows(table: Table, wanted: TableMapping, plan: Plan) -> Iterator[Chunk]:
    rows = table.rows or []
    reader = RowReader(plan)
    for start in range(0, max(len(rows), 1), ROWS_AT_ONCE):
        reader.fresh()
        for place, row in enumerate(rows[start : start + ROWS_AT_ONCE], start=start):
            reader.read(row, wanted.first_row + place)
        last = start + ROWS_AT_ONCE >= len(rows)
        yield chunk_of(reader, min(start + ROWS_AT_ONCE, len(rows)), len(rows), reader.notices() if last else [])


def chunk_of(reader: RowReader, done: int, whole: int, notices: list[Notice]) -> Chunk:
    """What a row reader has gathered, as a chunk."""
    columns = reader.columns
    names = {name: name_array(columns[name]) for name in NAMES}
    events = name_array(columns["event"]) if any(columns["event"]) else None
    return assemble(
        reader.plan,
        names,
        events,
        started=pa.array(columns["started_at"], pa.timestamp("us")),
        ended=pa.array(columns["ended_at"], pa.timestamp("us")),
        value=pa.array(columns["value"], pa.float64()),
        exposure=pa.array(columns["exposure"], pa.float64()),
        row=pa.array(columns["row"], pa.int32()),
        flag=np.array(columns["flag"], np.uint8),
        rest=(reader.refused, notices, done, whole),
    )


def assemble(
    plan: Plan,
    names: dict[str, pa.DictionaryArray],
    events: pa.DictionaryArray | None,
    started: pa.Array,
    ended: pa.Array,
    value: pa.Array,
    exposure: pa.Array,
    row: pa.Array,
    flag: np.ndarray,
    rest: tuple[list[Refused], list[Notice], int, int],
) -> Chunk:
    """Canonical columns with version and key. Every way of reading ends here, so all give the same keys."""
    micros = started.cast(pa.int64()).to_numpy(zero_copy_only=False)
    slot = slots(names, micros, events)
    version = pa.array(versions(plan.known, names["metric"], names["workshop"], micros))
    sheet = name_array((plan.table.sheet, len(value)))
    batch = pa.RecordBatch.from_arrays(
        [names["metric"], version, *(names[n] for n in NAMES[1:]), started, ended, value, exposure,
         pa.array(keys(slot)), row, sheet],
        schema=SCHEMA,
    )  # fmt: skip
    return Chunk(batch, slot, flag, *rest)


def chunk_of_table(table: pa.Table, known: Known, sheet: str = "") -> Chunk:
    """Readings at hand (another system's push, a simulation) as a chunk for `store.write`, with version and key.

    Columns: metric, workshop, started_at, value; optionally line, product, task, shift, ended_at, exposure, row, event
    (a number that tells events apart). Slugs and units are taken as they are.
    """
    size = len(table)
    given = set(table.column_names)

    def column(name: str, kind: pa.DataType) -> pa.Array:
        found = table[name].cast(kind).combine_chunks() if name in given else pa.nulls(size, kind)
        return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found

    def named(name: str) -> pa.DictionaryArray:
        return name_array(column(name, pa.string()).fill_null("")) if name in given else name_array(("", size))

    names = {name: named(name) for name in NAMES}
    started = column("started_at", pa.timestamp("us"))
    micros = started.cast(pa.int64()).to_numpy(zero_copy_only=False)
    events = named("event") if "event" in given else None
    slot = slots(names, micros, events)
    rows = column("row", pa.int32()) if "row" in given else pa.array(np.arange(1, size + 1, dtype=np.int32))
    version = pa.array(versions(known, names["metric"], names["workshop"], micros))
    eventful = np.array([known.metric(m).grain in EVENTFUL for m in names["metric"].dictionary.to_pylist()], bool)
    flag = np.where(micros % DAY_US != 0, TIMED_EVENT, BARE_EVENT).astype(np.uint8)
    if size:
        flag[~eventful[names["metric"].indices.to_numpy(zero_copy_only=False)]] = ONE_VALUE
    if events is not None:
        flag[np.array([bool(text) for text in events.to_pylist()], bool)] = ONE_VALUE
    arrays = [names["metric"], version, *(names[n] for n in NAMES[1:]), started, column("ended_at", pa.timestamp("us")),
              column("value", pa.float64()), column("exposure", pa.float64()), pa.array(keys(slot)), rows,
              name_array((sheet, size))]  # fmt: skip
    return Chunk(pa.RecordBatch.from_arrays(arrays, schema=SCHEMA), slot, flag, [], [], size, size)


def read_all(
    source: Any, mapping: Mapping, known: Known, name: str = ""
) -> tuple[pa.Table, list[Refused], list[Notice]]:
    """A whole file in memory, settled: readings, refused rows in file order, notices. For previews and small files."""
    chunks = list(read(source, mapping, known, name))
    refused = [r for chunk in chunks for r in chunk.refused]
    notices = [n for chunk in chunks for n in chunk.notices]
    if not chunks:
        return SCHEMA.empty_table(), refused, notices
    table = pa.Table.from_batches([chunk.batch for chunk in chunks], SCHEMA).unify_dictionaries().combine_chunks()
    slot = np.concatenate([chunk.slot for chunk in chunks])
    settled = settle(slot, np.concatenate([chunk.flag for chunk in chunks]), lambda places: taken(table, places))
    refused += conflicts(settled, table)
    refused.sort(key=lambda r: (r.sheet, r.row))
    return settle_table(table, slot, settled), refused, notices + settled_notices(settled)


def taken(table: pa.Table, places: np.ndarray) -> dict[str, np.ndarray]:
    """What `settle` asks about some rows."""
    rows = table.select(["value", "exposure", "row", "sheet"]).take(pa.array(places))
    sheets = rows["sheet"].cast(pa.string()).to_pylist()
    number = {name: place for place, name in enumerate(dict.fromkeys(sheets))}
    return {
        "value": rows["value"].to_numpy(),
        "exposure": rows["exposure"].to_numpy(),
        "row": rows["row"].to_numpy(),
        "sheet": np.array([number[name] for name in sheets]),
    }


def conflicts(settled: Settled, table: pa.Table) -> list[Refused]:
    """The refused rows of slots that were given two values, each naming the other."""
    if not settled.pairs:
        return []
    places = np.array(settled.pairs, np.int64)
    mine = table.take(pa.array(places[:, 0])).to_pylist()
    other = table.select(["row", "value"]).take(pa.array(places[:, 1])).to_pylist()
    return [
        Refused(
            row["sheet"], row["row"], row["metric"], f"{row['value']:g}", "conflict",
            {"row": row["row"], "other": far["row"], "value": f"{row['value']:g}", "other_value": f"{far['value']:g}"},
        )
        for row, far in zip(mine, other, strict=True)
    ]  # fmt: skip


def settle_table(table: pa.Table, slot: np.ndarray, settled: Settled, first: int = 0) -> pa.Table:
    """A table (rows `first`... of all) without what was dropped or conflicts; later occurrences get their keys."""
    if settled.nothing:
        return table
    last = first + len(table)
    renumbered = (settled.renumbered >= first) & (settled.renumbered < last)
    places = settled.renumbered[renumbered] - first
    key = table["key"].to_numpy().copy()
    key[places] = keys(slot[settled.renumbered[renumbered]], settled.occurrences[renumbered])
    stay = np.ones(len(table), bool)
    for gone in (settled.dropped, settled.conflicting):
        stay[gone[(gone >= first) & (gone < last)] - first] = False
    table = table.set_column(table.schema.get_field_index("key"), "key", pa.array(key))
    return table.filter(pa.array(stay))


def settled_notices(settled: Settled) -> list[Notice]:
    counts = (("duplicates", len(settled.dropped)), ("repeats", settled.repeats))
    return [Notice(code, count, params={"count": count}) for code, count in counts if count]
