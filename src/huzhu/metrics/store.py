"""Batches of readings on disk, and the panels computed from them.

A batch is one immutable Parquet file `<directory>/<batch>.parquet` with the columns of `files.keys.SCHEMA`, and beside
it `<batch>.refused.parquet` with what was not taken. Both are written under another name, synced and renamed, so a
file under its own name is whole. Which batches count is said by the catalogue, not by the directory.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huzhu.metrics.files.ahead import ahead
from huzhu.metrics.files.keys import SCHEMA, Settled, settle
from huzhu.metrics.files.problems import Notice, Refused, explain
from huzhu.metrics.files.reading import Chunk, conflicts, settle_table, settled_notices
from huzhu.metrics.panels import Panel, corrected, current, history, weekly_panel

REFUSED = pa.schema(
    [
        ("sheet", pa.string()),
        ("row", pa.int32()),
        ("field", pa.string()),
        ("value", pa.string()),
        ("problem", pa.string()),
        ("mend", pa.string()),
    ]
)
REFUSED_AT_ONCE = 20_000
GROUP_ROWS = 500_000


@dataclass(frozen=True)
class Part:
    """What a batch holds of one metric of one workshop."""

    metric: str
    workshop: str
    first_at: dt.datetime
    last_at: dt.datetime
    rows: int


@dataclass(frozen=True)
class Written:
    """A batch as it stands on disk: rows kept, values refused, its parts, and what should be said about it."""

    path: Path
    refused_path: Path
    kept: int
    refused: int
    parts: tuple[Part, ...]
    notices: tuple[Notice, ...] = ()


@dataclass
class _Gathered:
    """What is kept in memory while a batch streams by: nine bytes a row, and a count for each part."""

    slots: list[np.ndarray] = field(default_factory=list)
    flags: list[np.ndarray] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    refused: int = 0


def batch_path(directory: Path, batch: str | int) -> Path:
    return Path(directory) / f"{batch}.parquet"


def refused_path(directory: Path, batch: str | int) -> Path:
    return Path(directory) / f"{batch}.refused.parquet"


def write(
    directory: Path, batch: str | int, chunks: Iterable[Chunk], progress: Callable[[int, int], None] | None = None
) -> Written:
    """Writes a batch from the chunks of `files.reading.read`. progress(done, whole) counts bytes or rows of the source.

    Whatever ends it half-way leaves nothing under the batch's name; leftovers are removed by `sweep`.
    """
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    target, beside = batch_path(directory, batch), refused_path(directory, batch)
    raw, settled_file, refused_file = (target.with_suffix(f".{end}.part") for end in ("raw", "settled", "refused"))
    try:
        with _RefusedFile(refused_file) as refused:
            gathered = _write_raw(raw, chunks, refused, progress)
            settled = _settle(raw, gathered)
            source = raw
            if not settled.nothing:
                for lost in _conflicts(raw, settled):
                    refused.add(lost)
                _rewrite(raw, settled_file, np.concatenate(gathered.slots), settled)
                source = settled_file
        parts = parts_of(source)
        _sync(source), _sync(refused_file)
        os.replace(refused_file, beside)
        os.replace(source, target)
        _sync(directory)
    finally:
        for path in (raw, settled_file, refused_file):
            path.unlink(missing_ok=True)
    kept = sum(part.rows for part in parts)
    notices = (*_merged(gathered.notices), *settled_notices(settled))
    return Written(target, beside, kept, refused.count, parts, notices)


class _RefusedFile:
    """Refused values, written as they come."""

    def __init__(self, path: Path) -> None:
        self.path, self.count, self._waiting = path, 0, []

    def __enter__(self) -> _RefusedFile:
        self._writer = pq.ParquetWriter(self.path, REFUSED, compression="zstd")
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._writer.close()

    def add(self, refused: Sequence[Refused]) -> None:
        self._waiting += refused
        self.count += len(refused)
        if len(self._waiting) > REFUSED_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        rows = [
            {"sheet": r.sheet, "row": r.row, "field": r.field, "value": r.value, "problem": r.code,
             "mend": json.dumps(dict(r.params), ensure_ascii=False, default=str)}
            for r in self._waiting
        ]  # fmt: skip
        self._writer.write_table(pa.Table.from_pylist(rows, REFUSED))
        self._waiting = []


def _writer(path: Path, schema: pa.Schema = SCHEMA) -> pq.ParquetWriter:
    plain = [name for name in SCHEMA.names if name not in ("key", "row", "value", "exposure", "started_at", "ended_at")]
    return pq.ParquetWriter(
        path,
        schema,
        compression={name: "none" if name == "key" else "lz4" for name in SCHEMA.names},
        use_dictionary=plain,
        write_statistics=["metric", "workshop", "started_at"],
        store_schema=False,
    )


def _write_raw(
    raw: Path, chunks: Iterable[Chunk], refused: _RefusedFile, progress: Callable[[int, int], None] | None
) -> _Gathered:
    gathered = _Gathered()
    with _writer(raw) as writer:
        for chunk in ahead(iter(chunks)):
            if len(chunk.batch):
                writer.write_table(pa.Table.from_batches([chunk.batch]), row_group_size=GROUP_ROWS)
                gathered.slots.append(chunk.slot)
                gathered.flags.append(chunk.flag)
            refused.add(chunk.refused)
            gathered.notices += chunk.notices
            if progress is not None:
                progress(chunk.done, chunk.whole)
    return gathered


def _settle(raw: Path, gathered: _Gathered) -> Settled:
    slot = np.concatenate(gathered.slots) if gathered.slots else np.empty(0, np.uint64)
    flag = np.concatenate(gathered.flags) if gathered.flags else np.empty(0, np.uint8)
    return settle(slot, flag, lambda places: _taken(raw, places))


def _taken(raw: Path, places: np.ndarray) -> dict[str, np.ndarray]:
    """Value, exposure, row and sheet (as a number) of some rows of the raw file, without loading the others' names."""
    table = pq.read_table(raw, columns=["value", "exposure", "row", "sheet"], read_dictionary=["sheet"])
    sheets = table["sheet"].unify_dictionaries() if hasattr(table["sheet"], "unify_dictionaries") else table["sheet"]
    codes = pc.dictionary_encode(sheets.cast(pa.string())).combine_chunks().indices.to_numpy(zero_copy_only=False)
    return {
        "value": table["value"].to_numpy()[places],
        "exposure": table["exposure"].to_numpy()[places],
        "row": table["row"].to_numpy()[places],
        "sheet": codes[places],
    }


def _conflicts(raw: Path, settled: Settled) -> Iterator[list[Refused]]:
    if settled.pairs:
        yield conflicts(settled, pq.read_table(raw))


def _rewrite(raw: Path, path: Path, slot: np.ndarray, settled: Settled) -> None:
    first = 0
    file = pq.ParquetFile(raw)
    with _writer(path, file.schema_arrow) as writer:
        for batch in file.iter_batches(GROUP_ROWS):
            table = pa.Table.from_batches([batch])
            writer.write_table(settle_table(table, slot, settled, first), row_group_size=GROUP_ROWS)
            first += len(table)


def _sync(path: Path) -> None:
    """Makes the disk keep what was written (or, of a directory, that it was renamed)."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(directory: Path) -> int:
    """Removes what killed loads have left half-written; how many files. Call it when no load is running."""
    left = list(Path(directory).glob("*.part"))
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _merged(notices: Sequence[Notice]) -> Iterator[Notice]:
    """One notice of each code and sheet: the last says the whole count."""
    yield from {(notice.code, notice.sheet): notice for notice in notices}.values()


def parts_of(path: Path) -> tuple[Part, ...]:
    """The parts of a batch file, by metric and workshop."""
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT metric, workshop, min(started_at), max(started_at), count(*) FROM read_parquet(?) "
            "GROUP BY 1, 2 ORDER BY 1, 2",
            [str(path)],
        ).fetchall()
    return tuple(Part(*row) for row in rows)


def read_refused(
    directory: Path, batch: str | int, translate: Callable[[str], str] = str, limit: int = 1000
) -> list[dict]:
    """Refused values of a batch for a page: sheet, row, field, value, problem, and sentence and mend in words."""
    table = pq.read_table(refused_path(directory, batch)).slice(0, limit)
    rows = table.to_pylist()
    for row in rows:
        row["params"] = json.loads(row["mend"])
        row["sentence"], row["mend"] = explain(row["problem"], row["params"], translate)
    return rows


__all__ = ["Panel", "Part", "Written", "batch_path", "corrected", "current", "history", "parts_of", "read_refused"]
__all__ += ["refused_path", "sweep", "weekly_panel", "write"]
