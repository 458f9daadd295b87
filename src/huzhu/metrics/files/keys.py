"""The canonical rows of readings, their keys, and what is done with two rows that speak of the same slot.

A key is made of plain integer arithmetic on BLAKE2 hashes of the names, so it is the same on every machine, in every
version and by every way a row was read; a database's or library's own hash is not.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from huzhu.metrics.files.known import Known

_NAME = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        ("metric", _NAME),
        ("version", pa.int16()),
        ("workshop", _NAME),
        ("line", _NAME),
        ("product", _NAME),
        ("task", _NAME),
        ("shift", _NAME),
        ("started_at", pa.timestamp("us")),
        ("ended_at", pa.timestamp("us")),
        ("value", pa.float64()),
        ("exposure", pa.float64()),
        ("key", pa.uint64()),
        ("row", pa.int32()),
        ("sheet", _NAME),
    ]
)
NAMES = ("metric", "workshop", "line", "product", "task", "shift")
DAY_US = 86_400_000_000


@lru_cache(maxsize=100_000)
def _hash(name: str, salt: str) -> int:
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8, person=salt.encode()[:16]).digest()
    return int.from_bytes(digest, "little")


def _mixed(x: np.ndarray) -> np.ndarray:
    """SplitMix64's finish: every bit of the sum reaches every bit of the key. Works in place."""
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return x


def slots(
    names: Mapping[str, pa.DictionaryArray], started: np.ndarray, events: pa.DictionaryArray | None
) -> np.ndarray:
    """uint64 for each row: who and when, and the event's number if it has one. started: int64 microseconds."""
    total = _mixed(started.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15))
    for field, array in (*names.items(), *([("event", events)] if events is not None else [])):
        hashes = np.array([_hash(name or "", field) for name in array.dictionary.to_pylist()], dtype=np.uint64)
        if len(hashes) == 1:
            total += hashes[0]
        elif len(hashes):
            total += hashes[array.indices.to_numpy(zero_copy_only=False)]
    return _mixed(total)


_STEP = np.uint64(0xD1B54A32D192ED03)


def keys(slot: np.ndarray, occurrence: np.ndarray | int = 0) -> np.ndarray:
    """Key of the n-th reading of a slot (0 the first)."""
    return _mixed(slot + np.asarray(occurrence).astype(np.uint64) * _STEP)


def name_array(values: Any) -> pa.DictionaryArray:
    """Names as a dictionary array of int32; from a list, or one name for `(name, rows)`."""
    if isinstance(values, tuple):
        name, rows = values
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array([name], pa.string()))
    array = pa.array(values, pa.string())
    encoded = array.dictionary_encode()
    return encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded


def versions(known: Known, metric: pa.DictionaryArray, workshop: pa.DictionaryArray, started: np.ndarray) -> np.ndarray:
    """Definition in force for each row, by metric, plant and day."""
    result = np.ones(len(started), np.int16)
    if all(len(known.metric(slug).definitions) <= 1 for slug in metric.dictionary.to_pylist()):
        by_metric = [known.metric(slug).version("", dt.date.max) for slug in metric.dictionary.to_pylist()]
        if all(
            not d.plant and d.since is None for s in metric.dictionary.to_pylist() for d in known.metric(s).definitions
        ):
            return np.array(by_metric, np.int16)[metric.indices.to_numpy(zero_copy_only=False)] if by_metric else result
    pairs = metric.indices.to_numpy(zero_copy_only=False).astype(np.int64) * len(workshop.dictionary)
    pairs += workshop.indices.to_numpy(zero_copy_only=False)
    days = started // DAY_US
    for pair in np.unique(pairs):
        about = known.metric(metric.dictionary[int(pair) // len(workshop.dictionary)].as_py())
        plant = known.workshop(workshop.dictionary[int(pair) % len(workshop.dictionary)].as_py()).plant
        mine = pairs == pair
        breaks = sorted({d.since for d in about.definitions if d.since is not None})
        edges = np.array([(day - dt.date(1970, 1, 1)).days for day in breaks], np.int64)
        numbers = np.array([about.version(plant, day) for day in (dt.date.min, *breaks)], np.int16)
        result[mine] = numbers[np.searchsorted(edges, days[mine], side="right")]
    return result


@dataclass(frozen=True)
class Settled:
    """What becomes of rows that share a slot. dropped, conflicting: positions; pairs: (position, the other's position).

    renumbered: positions whose key belongs to a later occurrence, and which occurrence. repeats: equal bare ones.
    """

    dropped: np.ndarray
    conflicting: np.ndarray
    pairs: list[tuple[int, int]]
    renumbered: np.ndarray
    occurrences: np.ndarray
    repeats: int = 0

    @property
    def nothing(self) -> bool:
        return not (len(self.dropped) or len(self.conflicting) or len(self.renumbered))


_NONE = np.empty(0, np.int64)
NOTHING = Settled(_NONE, _NONE, [], _NONE, _NONE)


def shared(slot: np.ndarray) -> np.ndarray:
    """Positions of rows whose slot another row has too, in no order."""
    ordered = np.sort(slot)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.flatnonzero(np.isin(slot, twice)) if len(twice) else _NONE


def settle(slot: np.ndarray, flag: np.ndarray, take: Callable[[np.ndarray], dict[str, np.ndarray]]) -> Settled:
    """Settles rows of equal slots by their flag (rows.py): one value only, timed event, bare event.

    take(positions) gives "value", "exposure" and "row" of those rows, and "sheet" as integers; it is called only when
    there are such rows.
    """
    places = shared(slot)
    if not len(places):
        return NOTHING
    data = take(places)
    order = np.lexsort((data["row"], data["sheet"], slot[places]))
    places = places[order]
    value, amount = data["value"][order], np.nan_to_num(data["exposure"][order], nan=-1.0)
    own, kinds = slot[places], flag[places]
    starts = np.flatnonzero(np.r_[True, own[1:] != own[:-1]])
    sizes = np.diff(np.r_[starts, len(own)])
    group = np.repeat(np.arange(len(starts)), sizes)
    kind = np.minimum.reduceat(kinds, starts)[group]
    seen_before = _seen_before(group, value, amount)
    dropped = seen_before & (kind < 2)
    left = ~dropped
    firsts = np.repeat(starts, sizes)
    differs = left & (kind == 0) & (np.arange(len(own)) != firsts)
    conflict = np.isin(group, group[differs]) & (kind == 0)
    rank = np.cumsum(left) - left
    occurrence = rank - rank[firsts]
    renumber = left & ~conflict & (occurrence > 0)
    pairs = [(int(places[p]), int(places[_other(p, firsts, differs)])) for p in np.flatnonzero(conflict)]
    repeats = int((seen_before & (kind == 2)).sum())
    return Settled(
        places[dropped & ~conflict], places[conflict], pairs, places[renumber], occurrence[renumber], repeats
    )


def _other(place: int, firsts: np.ndarray, differs: np.ndarray) -> int:
    """The row to name beside a conflicting one: the first of its slot, or for the first the next that differs."""
    first = int(firsts[place])
    return first if place != first else first + int(np.argmax(differs[first:]))


def _seen_before(group: np.ndarray, value: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """Whether an earlier row of the same group has the same value and amount."""
    order = np.lexsort((np.arange(len(group)), amount, value, group))
    same = (group[order][1:] == group[order][:-1]) & (value[order][1:] == value[order][:-1])
    same &= amount[order][1:] == amount[order][:-1]
    seen = np.zeros(len(group), bool)
    seen[order[1:][same]] = True
    return seen
