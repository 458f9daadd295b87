"""What a data steward should look at in readings that were taken: likely slips, gaps, heaps. Nothing is changed here.

    warnings = look_over(batch_path, earlier_paths, known)

Each warning has a code of `files.problems.WARNINGS`, counts, the first rows it is about, and parameters for its
sentence. The single looks below work on plain arrays of one unit (a metric of a workshop and line).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huzhu.metrics.files.known import Known, KnownMetric

if TYPE_CHECKING:
    from huzhu.metrics.panels import Panel

SLIPS: dict[str, tuple[float, ...]] = {"duration": (60.0, 1440.0, 1000.0), "share": (100.0, 10.0)}
OTHER_SLIPS = (1000.0, 100.0, 60.0, 10.0)
FEWEST = 12
STEPS = (60, 50, 30, 20, 15, 10, 5)


@dataclass(frozen=True)
class Warned:
    """One thing to look at. rows: (sheet, row) of the first few readings of the new batch it is about."""

    code: str
    metric: str = ""
    workshop: str = ""
    line: str = ""
    count: int = 1
    rows: tuple[tuple[str, int], ...] = ()
    params: dict[str, Any] = field(default_factory=dict)


def unit_slips(values: np.ndarray, kind: str, usual: np.ndarray | None = None) -> list[tuple[float, np.ndarray]]:
    """[(factor, positions)]: values about `factor` times the unit's usual level, and far outside its usual spread.

    usual: what the level is judged by (default: the values themselves). A factor below one means too small.
    """
    base = values if usual is None else usual
    base = base[base > 0]
    if len(base) < FEWEST:
        return []
    level = float(np.median(np.log(base)))
    spread = max(1.4826 * float(np.median(np.abs(np.log(base) - level))), 0.05)
    distance = np.full(len(values), 0.0)
    distance[values > 0] = np.log(values[values > 0]) - level
    near = min(max(3.5 * spread, 0.2), 1.2)
    far = np.abs(distance) > max(4.5 * spread, np.log(4))
    factors = [f for slip in SLIPS.get(kind, OTHER_SLIPS) for f in (slip, 1 / slip)]
    misses = np.abs(distance[:, None] - np.log(factors)[None, :])
    best = misses.argmin(axis=1)
    hit = far & (misses[np.arange(len(values)), best] < near)
    return [(factors[i], np.flatnonzero(hit & (best == i))) for i in range(len(factors)) if (hit & (best == i)).any()]


def gaps(weeks: np.ndarray, least: int = 2) -> list[tuple[int, int]]:
    """[(first, last)] runs of at least `least` weeks without readings between weeks with some. weeks: integers."""
    there = np.unique(weeks)
    apart = np.flatnonzero(np.diff(there) > least)
    return [(int(there[i]) + 1, int(there[i + 1]) - 1) for i in apart]


def heap(values: np.ndarray) -> tuple[int, float] | None:
    """(step, share): the step of which far more values are multiples than a fine reading would give."""
    if len(values) < 30 or len(np.unique(values)) < 3:
        return None
    low, high = np.percentile(values, [10, 90])
    best, found = 0.0, None
    for step in STEPS:
        share = float(np.mean(np.mod(values, step) == 0))
        excess = (share - 1 / step) * np.log(step)
        if high - low >= 3 * step and share >= 0.5 and share > 3 / step + 0.2 and excess > best:
            best, found = excess, (step, share)
    return found


def stuck(values: np.ndarray, least: int = 12) -> tuple[int, int] | None:
    """(start, length) of the longest run of one same value, where values usually differ and it is long enough."""
    if len(values) < least or len(np.unique(values)) < 3:
        return None
    ends = np.flatnonzero(np.r_[np.diff(values) != 0, True])
    lengths = np.diff(np.r_[-1, ends])
    longest = int(lengths.argmax())
    if lengths[longest] < least or np.median(lengths) > 2:
        return None
    return int(ends[longest] - lengths[longest] + 1), int(lengths[longest])


def level_breaks(panel: Panel, metric: KnownMetric) -> list[Warned]:
    """Lasting jumps of one unit that its peers in the panel (by workshop and line) do not have. Source: effects."""
    from huzhu import effects

    values = panel.values
    ratio = metric.kind in ("duration", "rate", "level") and bool(np.nanmin(values, initial=1.0) > 0)
    found = []
    for each in effects.find_breaks(values, scale="log" if ratio else "linear"):
        change = round(100 * each.relative) if each.relative is not None else "?"
        params = {"on": panel.periods[each.period].isoformat(), "change": change, "count": 1}
        found.append(Warned("definition_break", metric.slug, *panel.units[each.unit][:2], 1, (), params))
    return found


def look_over(batch: Path | str, earlier: Sequence[Path | str], known: Known) -> list[Warned]:
    """Everything to look at in a new batch, judged with the readings of the batches before it (in order).

    Beyond `MOST` rows the earlier ones are left aside: so large a batch says itself what is usual.
    """
    new = _columns([batch])
    units = _units(new)
    old: dict[str, Any] = {}
    if earlier and len(new["at"]) < MOST:
        old = _columns(earlier, sorted({unit[0] for unit in units}), sorted({unit[1] for unit in units}))
        fresh = ~np.isin(old["key"], new["key"])
        old = {
            name: array[fresh] if isinstance(array, np.ndarray) else array.filter(fresh) for name, array in old.items()
        }
    before = _units(old) if old else {}
    warned: list[Warned] = []
    for unit, mine in units.items():
        numbers = {name: new[name][mine] for name in ("at", "value", "row")}
        sheets = new["sheet"].take(mine).to_pylist() if new["sheet"].dictionary != _NO_SHEET else [""] * len(mine)
        past = before.get(unit, _NONE)
        then = {name: old[name][past] if old else _NO_NUMBERS[name] for name in ("at", "value")}
        warned += _look_at(known.metric(unit[0]), unit, {**numbers, "sheet": sheets}, then, known)
    return warned


MOST = 3_000_000
_NAMES = ("metric", "workshop", "line", "sheet")
_NONE = np.empty(0, np.int64)
_NO_NUMBERS = {"at": np.empty(0, np.int64), "value": np.empty(0)}
_NO_SHEET = pa.array([""], pa.string())


def _columns(paths: Sequence[Path | str], metrics: Sequence[str] = (), workshops: Sequence[str] = ()) -> dict[str, Any]:
    """Columns of batch files: at (int64 microseconds), value, row, key as arrays; names as dictionary arrays."""
    only = [("metric", "in", metrics), ("workshop", "in", workshops)] if metrics else None
    wanted = [*_NAMES, "started_at", "value", "row", "key"]
    tables = [pq.read_table(path, columns=wanted, filters=only, read_dictionary=list(_NAMES)) for path in paths]
    table = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    found: dict[str, Any] = {name: table[name].to_numpy() for name in ("value", "row", "key")}
    found["at"] = table["started_at"].cast(pa.int64()).to_numpy()
    for name in _NAMES:
        column = table[name]
        empty = pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([""], pa.string()))
        found[name] = column.chunk(0) if column.num_chunks else empty
    return found


def _units(columns: dict[str, Any]) -> dict[tuple[str, str, str], np.ndarray]:
    """Positions of each unit's readings, in time order."""
    code = np.zeros(len(columns["at"]), np.int64)
    for name in _NAMES[:3]:
        code = code * max(len(columns[name].dictionary), 1) + columns[name].indices.to_numpy(zero_copy_only=False)
    order = np.lexsort((columns["row"], columns["at"], code))
    edges = np.flatnonzero(np.r_[True, np.diff(code[order]) != 0, True]) if len(code) else _NONE
    found = {}
    for start, end in itertools.pairwise(edges):
        metric, workshop, line = (columns[name][int(order[start])].as_py() for name in _NAMES[:3])
        found[(metric, workshop, line)] = order[start:end]
    return found


WEEK_US = 7 * 86_400_000_000
_MONDAY = -3 * 86_400_000_000  # 1969-12-29


def _look_at(metric: KnownMetric, unit: tuple[str, str, str], new: dict, old: dict, known: Known) -> list[Warned]:
    values, at = new["value"], new["at"]
    if not len(values):
        return []
    usual = np.concatenate([old["value"], values])

    def warned(code: str, places: np.ndarray, **params: Any) -> Warned:
        rows = tuple((str(new["sheet"][p]), int(new["row"][p])) for p in places[:5])
        return Warned(code, *unit, len(places), rows, {"count": len(places), **params})

    found = []
    if metric.kind != "count":
        middle = f"{float(np.median(usual)):g}"
        for factor, places in unit_slips(values, metric.kind, usual):
            shown = f"{factor:g}" if factor > 1 else f"1/{1 / factor:g}"
            found.append(warned("unit_slip", places, factor=shown, usual=middle))
        if (heaped := heap(values)) and metric.kind in ("duration", "level"):
            found.append(
                warned(
                    "rounding",
                    np.flatnonzero(np.mod(values, heaped[0]) == 0),
                    step=heaped[0],
                    share=round(100 * heaped[1]),
                )
            )
        if (run := stuck(values)) is not None:
            found.append(warned("same_value", np.arange(run[0], run[0] + run[1]), value=f"{values[run[0]]:g}"))
    for code, wrong in (("above_100", (values > 100) & (metric.kind == "share")), ("negative", values < 0)):
        if wrong.any():
            found.append(warned(code, np.flatnonzero(wrong)))
    if known.today is not None:
        end = (dt.datetime.combine(known.today, dt.time()) - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)
        if (at >= end + 86_400_000_000).any():
            found.append(warned("future", np.flatnonzero(at >= end + 86_400_000_000)))
    twins = _twins(new, old)
    if len(twins):
        found.append(warned("duplicates", twins))
    if metric.grain != "month" and metric.kind != "count":
        found += _gaps_of(unit, np.concatenate([old["at"], at]), at)
    return found


def _twins(new: dict, old: dict) -> np.ndarray:
    """Readings of one unit with the time of day and value of another whose product, shift or task differs."""
    at, value = np.concatenate([old["at"], new["at"]]), np.concatenate([old["value"], new["value"]])
    order = np.lexsort((np.arange(len(at)), value, at))
    same = (
        (at[order][1:] == at[order][:-1])
        & (value[order][1:] == value[order][:-1])
        & (at[order][1:] % 86_400_000_000 != 0)
    )
    places = order[1:][same] - len(old["at"])
    return np.sort(places[places >= 0])


def _gaps_of(unit: tuple[str, str, str], everything: np.ndarray, new: np.ndarray) -> list[Warned]:
    """Gaps that lie within or directly before the new readings."""
    weeks = (everything - _MONDAY) // WEEK_US
    first_new = int((new.min() - _MONDAY) // WEEK_US)
    usual = np.diff(np.unique(weeks))
    least = max(2, int(3 * np.median(usual) + 0.999)) if len(usual) else 2
    found = []
    for first, last in gaps(weeks, least):
        if last >= first_new - 1:
            days = [dt.date(1969, 12, 29) + dt.timedelta(weeks=week) for week in (first, last)]
            params = {"count": last - first + 1, "first": days[0].isoformat(), "last": days[1].isoformat()}
            found.append(Warned("gap", *unit, last - first + 1, (), params))
    return found
