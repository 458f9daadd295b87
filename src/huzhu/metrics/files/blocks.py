"""The fast way for text and Parquet: whole blocks of rows at once; only rows it cannot read go the careful way.

A block of text is cut at a line end and tried typed (numbers and ISO dates read by Arrow), then as text, then by
Python's csv module; names and dates are looked up once per distinct text. Every row a step cannot read beyond doubt is
handed to `RowReader`, so both ways agree on every value.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from huzhu.metrics.files import columnwise
from huzhu.metrics.files.ahead import ahead
from huzhu.metrics.files.mapping import EXPOSURE, VALUE
from huzhu.metrics.files.numbers import MISSING
from huzhu.metrics.files.plan import Plan
from huzhu.metrics.files.problems import FileRefused
from huzhu.metrics.files.rows import RowReader
from huzhu.metrics.files.sniffing import MB, Sniffed, opened
from huzhu.metrics.files.tables import Opened

BLOCK = 4 * MB
PARQUET_ROWS = 250_000
_NULLS = sorted(word for word in MISSING if word.isascii())
_ISO = [pacsv.ISO8601, "%Y/%m/%d", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M"]


@dataclass(frozen=True)
class Block:
    """Some rows of a file. columns: index -> Arrow array (only those the plan needs); numbers: their row numbers.

    odd: rows that do not have the columns of the heading, as (row number, cells). as_text: the same block with all
    cells as they are written, where Arrow has already turned them into numbers and dates.
    """

    columns: dict[int, pa.Array]
    numbers: np.ndarray
    odd: list[tuple[int, list[str]]]
    done: int
    whole: int
    as_text: Callable[[], Block | None] | None = None


def read_text(file: Opened, plan: Plan) -> Iterator[Any]:
    """Chunks of a delimited text file."""
    reader = RowReader(plan)
    yield from _chunks(text_blocks(file, plan), plan, reader, exact_width=True)


def read_parquet(file: Opened, plan: Plan) -> Iterator[Any]:
    """Chunks of a Parquet file."""
    reader = RowReader(plan)
    yield from _chunks(parquet_blocks(file, plan), plan, reader, exact_width=False)


def _chunks(blocks: Iterator[Block], plan: Plan, reader: RowReader, exact_width: bool) -> Iterator[Any]:
    from huzhu.metrics.files.reading import chunk_of

    ordered = columnwise.needs_order(plan)
    done = whole = 0
    for block in ahead(blocks):
        done, whole = block.done, block.whole
        careful = np.ones(len(block.numbers), bool)
        if not ordered:
            fast, careful = columnwise.read(block, plan, reader)
            yield from fast
        written = block.as_text() if block.as_text is not None and careful.any() else None
        reader.fresh()
        _read_carefully(written or block, careful, plan, reader, exact_width)
        if reader.columns["row"] or reader.refused:
            yield chunk_of(reader, done, whole, [])
    yield chunk_of(reader.fresh(), done, whole, reader.notices())


def _read_carefully(block: Block, careful: np.ndarray, plan: Plan, reader: RowReader, exact_width: bool) -> None:
    """Hands rows to the row reader in file order, odd ones among them."""
    places = np.flatnonzero(careful)
    odd = iter([*block.odd, (1 << 62, [])])
    odd_number, odd_row = next(odd)
    if len(places):
        numbers = block.numbers[places].tolist()
        cells = [[""] * len(places) for _ in range(plan.width)]
        for index, array in block.columns.items():
            cells[index] = columnwise.cells_of(array.take(pa.array(places)) if len(places) < len(array) else array)
        for number, row in zip(numbers, zip(*cells, strict=True), strict=True):
            while odd_number < number:
                reader.read(odd_row, odd_number, exact_width)
                odd_number, odd_row = next(odd)
            reader.read(row, number, False)
    while odd_number < 1 << 62:
        reader.read(odd_row, odd_number, exact_width)
        odd_number, odd_row = next(odd)


# ---- text ----


def text_blocks(file: Opened, plan: Plan, wanted: Sequence[int] | None = None, parsers: int = 1) -> Iterator[Block]:
    """Blocks of a text file as UTF-8, cut at line ends outside of quotation marks, with the numbers of their rows.

    wanted: the columns to read, else those the plan needs. parsers: threads; Arrow leaves Python's lock while it
    parses, so two serve whoever has nothing else to do meanwhile.
    """
    wanted = columnwise.columns_needed(plan) if wanted is None else wanted
    sniffed, number = file.sniffed, plan.table.first_row
    skip = plan.table.first_row - 1
    waiting: deque[Future[tuple[Block, int]]] = deque()
    with ThreadPoolExecutor(parsers, "parse") as pool:
        for piece, done in _pieces(file.source, sniffed, file.limits.line):
            data = piece[_heading_bytes(piece, sniffed.delimiter, skip) :] if skip else piece
            skip = 0
            if not data or data.isspace():
                number += data.count(b"\n")
                continue
            parsed = pool.submit(_parse, data, sniffed.delimiter, plan, wanted, number, done, sniffed.size)
            waiting.append(parsed)
            number += _lines(data) if _has_a_row_a_line(data) else parsed.result()[1]
            if len(waiting) > parsers:
                yield waiting.popleft().result()[0]
        while waiting:
            yield waiting.popleft().result()[0]


def _lines(data: bytes) -> int:
    ends = np.frombuffer(data, np.uint8) == ord("\n")  # several times as fast as bytes.count
    return int(np.count_nonzero(ends)) + (not data.endswith(b"\n"))


def _has_a_row_a_line(data: bytes) -> bool:
    """No cell can hold a line end: how many rows there are is known before they are parsed."""
    return b'"' not in data and (b"\r" not in data or data.count(b"\r") == data.count(b"\r\n"))


def _pieces(source: Path | bytes, sniffed: Sniffed, longest: int) -> Iterator[tuple[bytes, int]]:
    """(UTF-8 bytes ending with a line end, bytes of the file read so far). Broken characters come as surrogates."""
    errors = "surrogateescape" if sniffed.encoding in ("utf-8", "gb18030", "big5", "cp1252") else "replace"
    decoder = None if sniffed.encoding == "utf-8" else codecs.getincrementaldecoder(sniffed.encoding)(errors)
    rest, done = b"", sniffed.bom
    with opened(source) as stream:
        stream.seek(sniffed.bom)
        while raw := stream.read(BLOCK):
            done += len(raw)
            data = raw if decoder is None else decoder.decode(raw).encode("utf-8", "surrogatepass")
            data = rest + (data.replace(b"\r", b"\n") if sniffed.newline == "\r" else data)
            cut = _line_end(data, longest)
            if cut:
                yield data[:cut], done
            rest = data[cut:]
            if len(rest) > BLOCK + longest:
                raise FileRefused("not_a_table", kind="text")
    tail = rest if decoder is None else rest + decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
    if tail:
        yield tail, done


def _line_end(data: bytes, longest: int) -> int:
    """Where to cut: after the last line end that has an even number of quotation marks before it."""
    cut = data.rfind(b"\n") + 1
    if b'"' not in data:
        return cut
    place, odd = cut, data.count(b'"', 0, cut) % 2
    while place > 0 and cut - place < longest:
        if not odd:
            return place
        before = data.rfind(b"\n", 0, place - 1) + 1
        odd = (odd + data.count(b'"', before, place)) % 2
        place = before
    return cut


def _heading_bytes(data: bytes, delimiter: str, records: int) -> int:
    """How many bytes the first records (title and heading) take."""
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in io.StringIO(data[: 4 * MB].decode("utf-8", "replace"), newline=""):
            taken += len(line.encode("utf-8"))
            yield line

    reader = csv.reader(lines(), delimiter=delimiter)
    for _ in range(records):
        if next(reader, None) is None:
            break
    return taken


def _parse(
    data: bytes, delimiter: str, plan: Plan, wanted: Sequence[int], number: int, done: int, whole: int
) -> tuple[Block, int]:
    """A block's columns and how many rows (empty lines included) it has."""
    lines = _lines(data)
    if delimiter.isascii():
        text = partial(_parse_by_arrow, data, delimiter, plan, wanted, False, lines, number, done, whole)
        block = _parse_by_arrow(data, delimiter, plan, wanted, True, lines, number, done, whole)
        if block is not None:
            return replace(block, as_text=text), lines
        block = text()
        if block is not None:
            return block, lines
    return _parse_by_python(data, delimiter, plan, wanted, number, done, whole)


def _parse_by_arrow(
    data: bytes,
    delimiter: str,
    plan: Plan,
    wanted: Sequence[int],
    typed: bool,
    lines: int,
    number: int,
    done: int,
    whole: int,
) -> Block | None:
    """The block read by Arrow; None where a cell is not of the type, or a line end stands inside a cell."""
    names = [str(index) for index in range(plan.width)]
    odd: list[tuple[int, list[str]]] = []

    def keep(row: pacsv.InvalidRow) -> str:
        odd.append((row.number, next(csv.reader([row.text], delimiter=delimiter), [])))
        return "skip"

    convert = pacsv.ConvertOptions(
        include_columns=[str(index) for index in wanted],
        column_types={str(index): _type_of(plan, index) if typed else pa.string() for index in wanted},
        null_values=_NULLS if typed else [],
        strings_can_be_null=False,
        timestamp_parsers=_ISO,
        decimal_point="," if typed and _decimal(plan) == "," else ".",
    )
    try:
        table = pacsv.read_csv(
            pa.BufferReader(data),
            pacsv.ReadOptions(column_names=names, use_threads=False, block_size=max(len(data) + 1, 1024)),
            pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=b'"' in data, invalid_row_handler=keep, ignore_empty_lines=False
            ),
            convert,
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None
    if len(table) + len(odd) != lines:
        return None
    numbers = np.arange(number, number + lines, dtype=np.int64)
    if odd:
        first = min(row for row, _ in odd)
        numbers = np.delete(numbers, [row - 1 for row, _ in odd]) if first else None
        odd = [(number + row - 1, cells) for row, cells in odd]
    if numbers is None or len(numbers) != len(table):
        return None
    columns = {index: _whole(table[str(index)]) for index in wanted}
    return Block(columns, numbers, odd, done, whole)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.unify_dictionaries().chunks) if (
        column.num_chunks
    ) else pa.array([], column.type)  # fmt: skip


def _decimal(plan: Plan) -> str:
    marks = {column.decimal for column in (*plan.values, *plan.exposures)}
    return next(iter(marks)) if len(marks) == 1 else "."


def _type_of(plan: Plan, index: int) -> pa.DataType:
    """What Arrow should make of a column: numbers, ISO dates, else names."""
    column = next((c for c in plan.table.columns if c.index == index), None)
    if column is None:
        return pa.dictionary(pa.int32(), pa.string())
    if column.role in (VALUE, EXPOSURE):
        return pa.float64() if column.decimal and column.decimal == (_decimal(plan)) else pa.string()
    if column.role in ("date", "end") and column.order == "ymd":
        return pa.timestamp("us")
    return pa.dictionary(pa.int32(), pa.string()) if column.role != "event" else pa.string()


def _parse_by_python(
    data: bytes, delimiter: str, plan: Plan, wanted: Sequence[int], number: int, done: int, whole: int
) -> tuple[Block, int]:
    """The block read by Python's csv module: any separator, empty lines, line ends inside cells, broken characters."""
    text = data.decode("utf-8", "surrogateescape")
    csv.field_size_limit(2 * BLOCK)
    good: list[list[str]] = []
    numbers: list[int] = []
    odd: list[tuple[int, list[str]]] = []
    rows = 0
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        rows += 1
        if len(row) == plan.width and not any(_broken(cell) for cell in row):
            good.append(row)
            numbers.append(number + rows - 1)
        elif row:
            odd.append((number + rows - 1, row))
    columns = {index: pa.array([row[index] for row in good], pa.string()) for index in wanted}
    return Block(columns, np.array(numbers, np.int64), odd, done, whole), rows


def _broken(cell: str) -> bool:
    return not cell.isascii() and ("\ufffd" in cell or any("\ud800" <= c <= "\udfff" for c in cell))


# ---- Parquet ----


def parquet_blocks(file: Opened, plan: Plan, wanted: Sequence[int] | None = None) -> Iterator[Block]:
    wanted = columnwise.columns_needed(plan) if wanted is None else wanted
    number = plan.table.first_row
    try:
        with opened(file.source) as stream:
            parquet = pq.ParquetFile(stream)
            names = parquet.schema_arrow.names
            whole = parquet.metadata.num_rows
            for batch in parquet.iter_batches(PARQUET_ROWS, columns=[names[index] for index in wanted]):
                arrays = {index: _plain(batch.column(names[index])) for index in wanted}
                numbers = np.arange(number, number + len(batch), dtype=np.int64)
                number += len(batch)
                yield Block(arrays, numbers, [], number - plan.table.first_row, whole)
    except (pa.ArrowException, OSError) as error:
        raise FileRefused("broken_file") from error


def _plain(array: pa.Array) -> pa.Array:
    """Dictionary and large text columns as plain text."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    return array.cast(pa.string()) if pa.types.is_large_string(array.type) else array
