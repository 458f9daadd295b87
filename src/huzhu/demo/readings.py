"""Rows of readings as columns: the canonical shape every batch has, and the identity of a reading."""

import zlib
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

SCHEMA = pa.schema(
    [
        ("metric", pa.string()),
        ("version", pa.int16()),
        ("workshop", pa.string()),
        ("line", pa.string()),
        ("product", pa.string()),
        ("task", pa.string()),
        ("shift", pa.string()),
        ("started_at", pa.timestamp("us")),
        ("ended_at", pa.timestamp("us")),
        ("value", pa.float64()),
        ("exposure", pa.float64()),
        ("key", pa.uint64()),
        ("row", pa.int32()),
        ("sheet", pa.string()),
    ]
)
WORDS = ("metric", "workshop", "line", "product", "task", "shift")
Columns = dict[str, NDArray[Any]]


def columns(n: int, **given: Any) -> Columns:
    """Columns of n rows; scalars are spread, words not given are empty, `ended_at` and `exposure` may be missing."""
    made: Columns = {}
    for word in WORDS:
        made[word] = np.broadcast_to(np.asarray(given.get(word, ""), dtype=object), n)
    made["version"] = np.broadcast_to(np.asarray(given.get("version", 1), dtype=np.int16), n)
    for moment in ("started_at", "ended_at"):
        made[moment] = np.broadcast_to(np.asarray(given.get(moment, "NaT"), dtype="datetime64[us]"), n)
    for number in ("value", "exposure"):
        made[number] = np.broadcast_to(np.asarray(given.get(number, np.nan), dtype=np.float64), n)
    return made


def join(parts: list[Columns]) -> Columns:
    """The parts one below the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def take(rows: Columns, which: NDArray[Any]) -> Columns:
    """The rows chosen by a mask or by positions."""
    return {name: column[which] for name, column in rows.items()}


def identities(rows: Columns) -> NDArray[np.uint64]:
    """Key of every row, shape (n,): who, what and when, not the value, so that a correction finds what it corrects."""
    codes: dict[tuple[Any, ...], int] = {}
    named = [codes.setdefault(words, len(codes)) for words in zip(*(rows[word] for word in WORDS), strict=True)]
    hashes = np.array(
        [zlib.crc32("|".join(words).encode()) << 32 | zlib.adler32("|".join(words).encode()) for words in codes],
        dtype=np.uint64,
    )
    mixed: NDArray[np.uint64] = hashes[named] ^ (
        rows["started_at"].astype(np.int64).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    )
    for turn, odd in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
        mixed = (mixed ^ (mixed >> np.uint64(turn))) * np.uint64(odd)
    return mixed


def table(rows: Columns, sheet: str) -> pa.Table:
    """The rows as an Arrow table in the canonical schema, by moment, numbered from spreadsheet row 2 on."""
    order = np.argsort(rows["started_at"], kind="stable")
    rows = take(rows, order)
    n = len(order)
    made = {
        **{word: pa.array(rows[word], pa.string()) for word in WORDS},
        **{moment: pa.array(rows[moment], pa.timestamp("us")) for moment in ("started_at", "ended_at")},
        "version": pa.array(rows["version"]),
        "value": pa.array(rows["value"]),
        "exposure": pa.array(rows["exposure"], from_pandas=True),
        "key": pa.array(identities(rows)),
        "row": pa.array(np.arange(2, n + 2, dtype=np.int32)),
        "sheet": pa.array(np.full(n, sheet, dtype=object), pa.string()),
    }
    return pa.table([made[name] for name in SCHEMA.names], schema=SCHEMA)
