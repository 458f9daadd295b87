"""From a file to rectangular tables: where the heading is, what stands above it, where the data begin.

A workbook is opened in a process of its own (`_workbook.py`); a text file is only looked at (its head), its rows are
streamed later; so is Parquet.
"""

from __future__ import annotations

import csv
import io
import pickle
import subprocess
import sys
import tempfile
from codecs import getincrementaldecoder
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from huzhu.metrics.files.layout import SAMPLE, Rows, Table, find_table
from huzhu.metrics.files.problems import FileRefused, Notice
from huzhu.metrics.files.sniffing import MB, STANDARD, Limits, Sniffed, opened, sniff


@dataclass(frozen=True)
class Opened:
    """A file that can be read: what it is, its tables, and what should be said about it."""

    source: Path | bytes = field(repr=False)
    name: str
    sniffed: Sniffed
    tables: tuple[Table, ...]
    notices: tuple[Notice, ...] = ()
    limits: Limits = field(default_factory=Limits)


def open_file(source: Path | str | bytes, name: str = "", limits: Limits = STANDARD) -> Opened:
    """Opens a file far enough to see its tables. Raises `FileRefused` with a code of `problems.FILE_PROBLEMS`."""
    source = Path(source) if isinstance(source, str) else source
    name = name or (source.name if isinstance(source, Path) else "")
    sniffed = sniff(source, limits)
    readers = {"csv": _text_tables, "parquet": _parquet_tables}
    tables = readers.get(sniffed.kind, _workbook_tables)(source, sniffed, limits)
    widest = max((table.width for table in tables), default=0)
    if widest > limits.columns:
        raise FileRefused("too_many_columns", columns=widest, limit=limits.columns)
    if not tables:
        raise FileRefused("no_table")
    return Opened(source, name, sniffed, tuple(tables), tuple(_notices(name, sniffed, tables)), limits)


def _notices(name: str, sniffed: Sniffed, tables: list[Table]) -> list[Notice]:
    found = [Notice("hidden_sheet", sheet=table.sheet) for table in tables if table.hidden]
    ending = Path(name).suffix.lower()
    usual = {"csv": (".csv", ".tsv", ".txt", ".dat", ""), "parquet": (".parquet", ".pq", "")}
    if (ending and ending not in usual.get(sniffed.kind, (".xlsx", ".xls", ".ods", ".xlsm", ".et"))) or (
        sniffed.kind in ("xlsx", "xls", "ods") and ending in (".xlsx", ".xls", ".ods") and ending != "." + sniffed.kind
    ):
        found.append(Notice("extension", params={"found": sniffed.kind, "ending": ending}))
    if sniffed.guessed:
        found.append(Notice("encoding_guessed", params={"encoding": sniffed.encoding}))
    return found


def _text_tables(source: Path | bytes, sniffed: Sniffed, limits: Limits) -> list[Table]:
    with opened(source) as stream:
        stream.seek(sniffed.bom)
        head = stream.read(2 * MB)
    text = getincrementaldecoder(sniffed.encoding)("replace").decode(
        head, final=sniffed.size - sniffed.bom <= len(head)
    )
    if text.partition("\n")[0].count(sniffed.delimiter) >= limits.columns:
        raise FileRefused(
            "too_many_columns", columns=text.partition("\n")[0].count(sniffed.delimiter) + 1, limit=limits.columns
        )
    rows = text_rows(text, sniffed.delimiter)[: SAMPLE + 60]
    if len(rows) > 1 and sniffed.size - sniffed.bom > len(head):
        rows.pop()  # perhaps cut
    table = find_table("", rows, [], unmerged=True)
    return [table] if table else []


def text_rows(text: str, delimiter: str) -> Rows:
    """Records of a delimited text, one list a record, an empty list for an empty line."""
    csv.field_size_limit(4 * MB)
    rows: Rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows.extend(reader)
    except csv.Error:
        return rows
    return rows


def _parquet_tables(source: Path | bytes, sniffed: Sniffed, limits: Limits) -> list[Table]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with opened(source) as stream:
            file = pq.ParquetFile(stream)
            if len(file.schema_arrow) > limits.columns:
                raise FileRefused("too_many_columns", columns=len(file.schema_arrow), limit=limits.columns)
            batch = next(file.iter_batches(SAMPLE), None)
            columns = [column.to_pylist() for column in batch.columns] if batch is not None else []
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused("broken_file") from error
    sample = tuple(zip(*columns, strict=True))
    headings = tuple((name,) for name in file.schema_arrow.names)
    return [Table("", headings, ("",) * len(headings), 1, 0, "", sample, epoch=1900)]


def _workbook_tables(source: Path | bytes, sniffed: Sniffed, limits: Limits) -> list[Table]:
    answer = open_workbook(source, sniffed.kind, limits)
    tables = []
    for sheet in answer["sheets"]:
        rows = _filled(sheet["rows"], sheet["merged"])
        table = find_table(sheet["name"], rows, sheet["merged"], unmerged=sniffed.kind == "ods")
        if table:
            percent = frozenset(c for c, (shown, seen) in sheet["percent"].items() if shown * 2 > seen)
            data = rows[table.first_row - 1 :]
            tables.append(replace(table, rows=data, percent=percent, epoch=answer["epoch"], hidden=sheet["hidden"]))
    return tables


def open_workbook(source: Path | bytes, kind: str, limits: Limits) -> dict[str, Any]:
    """The cells of a workbook, read by a process of its own that may not take more memory or time than allowed."""
    script = Path(__file__).with_name("_workbook.py")
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") if isinstance(source, bytes) else nullcontext() as copy:
        if copy is not None:
            copy.write(source)
            copy.flush()
        path = copy.name if copy is not None else str(source)
        command = [sys.executable, "-I", str(script), path, limits.cells, limits.columns, limits.memory, limits.seconds]
        try:
            done = subprocess.run(
                [str(part) for part in command], capture_output=True, timeout=limits.seconds * 2, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise FileRefused("too_slow") from error
    if done.returncode < 0 and not done.stdout:
        raise FileRefused("too_slow")
    try:
        answer = pickle.loads(done.stdout)  # written by our own script just now
    except Exception as error:
        raise FileRefused("broken_file") from error
    if "problem" in answer:
        raise FileRefused(answer["problem"], **answer["params"])
    return answer


def _filled(rows: Rows, merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> Rows:
    """Merged cells filled downwards: what is written once for several rows holds for each of them."""
    for (top, left), (bottom, right) in merged:
        if bottom > top and left == right and bottom < len(rows) and left < len(rows[top]):
            for row in range(top + 1, bottom + 1):
                rows[row][left] = rows[top][left]
    return rows
