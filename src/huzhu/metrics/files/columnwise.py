"""Reads a block of rows column by column. What it cannot read beyond doubt it leaves to the careful way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huzhu.metrics.files.dates import FIRST_YEAR, LAST_YEAR, parse_date
from huzhu.metrics.files.keys import DAY_US, name_array
from huzhu.metrics.files.mapping import ColumnMapping
from huzhu.metrics.files.numbers import LARGEST, MISSING, fold
from huzhu.metrics.files.plan import Plan, over_exposure
from huzhu.metrics.files.rows import BARE_EVENT, EVENTFUL, NEVER_NEGATIVE, ONE_VALUE, TIMED_EVENT, RowReader
from huzhu.metrics.files.vocabulary import is_note, is_total

if TYPE_CHECKING:
    from huzhu.metrics.files.blocks import Block

_EPOCH = dt.datetime(1970, 1, 1)
_LIMITS = ((dt.datetime(FIRST_YEAR, 1, 1) - _EPOCH) // dt.timedelta(microseconds=1),
           (dt.datetime(LAST_YEAR + 1, 1, 1) - _EPOCH) // dt.timedelta(microseconds=1))  # fmt: skip
_NO_NAME = ("", "-", "--", "/", "无")
_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,17})?$"


def needs_order(plan: Plan) -> bool:
    """Whether rows depend on the rows before them, on several columns for their date, or on periods in headings."""
    roles = {"year", "month", "week", "time", "unit"}
    names_in_rows = any(column.fill_down for column in plan.table.columns)
    return bool(roles & plan.of.keys()) or names_in_rows or any(c.period for c in plan.values) or "date" not in plan.of


def columns_needed(plan: Plan) -> list[int]:
    """Columns that are read at all (the first one too: totals are named there); the others count as empty."""
    return sorted({0, *(c.index for c in (*plan.of.values(), *plan.values, *plan.exposures))})


def cells_of(array: pa.Array) -> list[Any]:
    """An array's cells as the careful way takes them."""
    return ["" if cell is None else cell for cell in array.to_pylist()]


def read(block: Block, plan: Plan, reader: RowReader) -> tuple[list[Any], np.ndarray]:
    """(chunks of what was read, mask of rows left to the careful way)."""
    size = len(block.numbers)
    good = np.ones(size, bool)
    if not size:
        return [], good
    _leave_totals(block.columns[0], plan, good)
    started = _dates(block.columns[plan.of["date"].index], plan, good)
    ended = _ends(block, plan, started, good)
    names = _names(block, plan, good)
    numbers = {c.index: _numbers(block.columns[c.index], c, good) for c in (*plan.values, *plan.exposures)}
    events = _events(block, plan)
    ready = [(column, *_ready(column, plan, names, numbers, good)) for column in plan.values]
    chunks = [
        chunk
        for column, values, metrics in ready
        if (chunk := _chunk(block, plan, reader, column, (started, ended, names, events, values, metrics), good))
    ]
    return chunks, ~good


def _leave_totals(array: pa.Array, plan: Plan, good: np.ndarray) -> None:
    """Totals and remarks may stand in a first column that means nothing else."""
    if plan.table.columns[0].role == "ignore" and not pa.types.is_primitive(array.type):
        places, texts = _distinct(array)
        aside = [isinstance(t, str) and not t.isdigit() and (is_total(t) or is_note(t)) for t in texts]
        good &= ~np.array(aside, bool)[places]


def _distinct(array: pa.Array) -> tuple[np.ndarray, list[Any]]:
    """(place of each row's text among the distinct ones, the distinct ones); an empty cell is ""."""
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    texts = ["" if text is None else text for text in encoded.dictionary.to_pylist()]
    indices = encoded.indices
    if indices.null_count:
        texts.append("")
        indices = pc.fill_null(indices, pa.scalar(len(texts) - 1, pa.int32()))
    return indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False), texts


def _dates(array: pa.Array, plan: Plan, good: np.ndarray) -> np.ndarray:
    """int64 microseconds; rows whose date is missing, doubtful, a period or out of range are left over."""
    if (pa.types.is_timestamp(array.type) and array.type.tz is None) or pa.types.is_date(array.type):
        array = array.cast(pa.timestamp("us"), safe=False)
        if array.null_count:
            good &= array.is_valid().to_numpy(zero_copy_only=False)
        micros = _integers(array)
    else:
        places, texts = _distinct(array)
        found = [parse_date(text, plan.date_style) for text in texts]
        sure = np.array([w.start is not None and w.end is None and not w.yearless for w in found])
        starts = [w.start if ok else _EPOCH for w, ok in zip(found, sure, strict=True)]
        micros = np.array([(s - _EPOCH) // dt.timedelta(microseconds=1) for s in starts], np.int64)[places]
        good &= sure[places]
    first, last = _LIMITS
    if plan.known.today is not None:
        tomorrow = dt.datetime.combine(plan.known.today, dt.time()) + dt.timedelta(days=1)
        last = min(last, (tomorrow - _EPOCH) // dt.timedelta(microseconds=1))
    if micros.min() < first or micros.max() >= last:  # seldom; two looks cost less than four masks
        good &= (micros >= first) & (micros < last)
    return micros


def _integers(array: pa.Array) -> np.ndarray:
    """Moments as int64 microseconds, 0 where there is none."""
    plain = array.view(pa.int64())
    return (pc.fill_null(plain, pa.scalar(0, pa.int64())) if plain.null_count else plain).to_numpy(zero_copy_only=False)


def _ends(block: Block, plan: Plan, started: np.ndarray, good: np.ndarray) -> pa.Array:
    """Ends written as whole moments; anything else (a time alone, an end before the start) goes the careful way."""
    column = plan.of.get("end")
    if column is None:
        return pa.nulls(len(good), pa.timestamp("us"))
    array = block.columns[column.index]
    if not (pa.types.is_timestamp(array.type) and array.type.tz is None):
        missing = pc.equal(array.cast(pa.string()), "") if not pa.types.is_null(array.type) else None
        good &= missing.to_numpy(zero_copy_only=False) if missing is not None else True
        return pa.nulls(len(good), pa.timestamp("us"))
    array = array.cast(pa.timestamp("us"), safe=False)
    valid = array.is_valid().to_numpy(zero_copy_only=False)
    micros = _integers(array)
    good &= ~valid | ((micros >= started) & (micros < _LIMITS[1]))
    return array


def _names(block: Block, plan: Plan, good: np.ndarray) -> dict[str, tuple[np.ndarray, list[str]]]:
    """For each naming column (place of each row's slug, slugs); rows with a name that is no slug are left out."""
    found: dict[str, tuple[np.ndarray, list[str]]] = {}
    plants = _plants(block, plan, good)
    for role, sort in (
        ("metric", "metrics"),
        ("line", "line"),
        ("product", "products"),
        ("task", "tasks"),
        ("shift", "shift"),
    ):
        column = plan.of.get(role)
        if column is not None:
            found[role] = _slugs(block.columns[column.index], plan, role, sort, good)
    if "workshop" in plan.of:
        array = block.columns[plan.of["workshop"].index]
        for plant in sorted(set(plants[1])) if plants else [""]:
            mine = good if not plants else plants[0] == plants[1].index(plant)
            _add_workshops(found, array, plan, plant, mine, good)
    return found


def _add_workshops(
    found: dict[str, tuple[np.ndarray, list[str]]],
    array: pa.Array,
    plan: Plan,
    plant: str,
    mine: np.ndarray,
    good: np.ndarray,
) -> None:
    """Workshops of one plant, and the lines their names carry. A line in a name and in a column is left over."""
    places, texts = _distinct(array)
    meanings = [plan.find_workshop(fold(t), plant) if _is_name(t) else None for t in texts]
    sure = np.array([m is not None and not m.problem and not (m.line and "line" in plan.of) for m in meanings])
    slugs = [m.slug if m else "" for m in meanings]
    lines = [m.line if m else "" for m in meanings]
    if "workshop" not in found:
        found["workshop"] = (np.zeros(len(places), np.int32), [])
        if any(lines):
            found["line"] = (np.zeros(len(places), np.int32), [])
    for role, things in (("workshop", slugs), ("line", lines)):
        if role == "line" and not any(lines):
            continue
        if role not in found:
            found[role] = (np.zeros(len(places), np.int32), [""])
        codes, names = found[role]
        offset = len(names)
        names.extend(things)
        codes[mine] = places[mine] + offset
    good &= ~mine | sure[places]


def _plants(block: Block, plan: Plan, good: np.ndarray) -> tuple[np.ndarray, list[str]] | None:
    column = plan.of.get("plant")
    if column is None:
        return None
    codes, slugs = _slugs(block.columns[column.index], plan, "plant", "plants", good)
    distinct = sorted(set(slugs))
    return np.array([distinct.index(s) for s in slugs], np.int32)[codes], distinct


def _is_name(text: Any) -> bool:
    return isinstance(text, str) and fold(text) not in _NO_NAME and not is_total(text) and not is_note(text)


def _slugs(array: pa.Array, plan: Plan, role: str, sort: str, good: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """(place of each row's slug, slugs). An empty cell means the constant; only a metric must be named."""
    places, texts = _distinct(array)
    nothing = plan.constants.get(role, "")
    slugs, sure = [], []
    for text in texts:
        named = _is_name(text)
        meaning = plan.find(sort, fold(text)) if named else None
        empty = isinstance(text, str) and fold(text) in _NO_NAME and (bool(nothing) or role not in ("metric", "plant"))
        sure.append(not meaning.problem if meaning is not None else empty)
        slugs.append(meaning.slug if meaning is not None else nothing)
    good &= np.array(sure, bool)[places]
    return places, slugs


def _numbers(array: pa.Array, column: ColumnMapping, good: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(float64 values, mask of cells with one); text that is not plainly a number is left to the careful way."""
    if not (pa.types.is_floating(array.type) or pa.types.is_integer(array.type)):
        return _numbers_of_text(array, column, good)
    array = array.cast(pa.float64(), safe=False)
    there = array.is_valid().to_numpy(zero_copy_only=False) if array.null_count else np.ones(len(array), bool)
    values = (pc.fill_null(array, pa.scalar(0.0)) if array.null_count else array).to_numpy(zero_copy_only=False)
    with np.errstate(invalid="ignore"):
        if not (len(values) and values.min() >= -LARGEST and values.max() <= LARGEST):  # NaN is neither
            good &= np.abs(values) <= LARGEST
    return values + 0.0, there


def _numbers_of_text(array: pa.Array, column: ColumnMapping, good: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    nothing = np.zeros(len(good)), np.zeros(len(good), bool)
    if not pa.types.is_string(array.type) or column.decimal != ".":
        blank = pc.equal(array, "").to_numpy(zero_copy_only=False) if pa.types.is_string(array.type) else False
        good &= blank
        return nothing
    array = pc.fill_null(array, pa.scalar(""))
    plain = pc.match_substring_regex(array, _NUMBER)
    missing = pc.is_in(array, pa.array(sorted(MISSING), pa.string())).to_numpy(zero_copy_only=False)
    there = pc.fill_null(plain, pa.scalar(False)).to_numpy(zero_copy_only=False)
    good &= there | missing
    numbers = pc.if_else(plain, array, "0").cast(pa.float64()).to_numpy(zero_copy_only=False)
    return numbers + 0.0, there


def _events(block: Block, plan: Plan) -> pa.DictionaryArray | None:
    if "event" not in plan.of:
        return None
    places, texts = _distinct(block.columns[plan.of["event"].index])
    folded = pa.array(["" if fold(str(t)) in _NO_NAME else fold(str(t)) for t in texts], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), folded)


def _ready(
    column: ColumnMapping, plan: Plan, names: dict, numbers: dict, good: np.ndarray
) -> tuple[tuple[np.ndarray, np.ndarray, np.ndarray | None], tuple[np.ndarray, list[str]]]:
    """A value column's values in the metric's unit, where they are, their exposure; and each row's metric."""
    values, there = numbers[column.index]
    constant = column.metric or plan.constants.get("metric", "")
    if column.metric or "metric" not in names:
        places, slugs = np.zeros(len(values), np.int32), [constant]
    else:
        places, slugs = names["metric"]
    if not _has_workshop(column, plan):
        good &= ~there
    times = np.ones(len(slugs))
    exposure = _exposure(plan, slugs, numbers, good)
    if column.divided:
        values = _divided(values, there, exposure, good)
    for place, slug in enumerate(slugs):
        about = plan.known.metric(slug)
        given = "1" if column.percent_cells else column.unit
        factor = (over_exposure(given, about) if column.divided else plan.factor(given, about.unit)) if slug else None
        bad = factor is None
        mine = there & (places == place)
        if bad or column.index in plan.open_percent:
            good &= ~mine
            continue
        times[place] = factor
        if about.kind in NEVER_NEGATIVE:
            good &= ~(mine & (values < 0))
        if about.kind == "count":
            good &= ~(mine & (values * times[place] != np.floor(values * times[place])))
    values = values * (times[0] if len(times) == 1 else times[places]) if (times != 1.0).any() else values
    return (values, there, exposure), (places, slugs)


def _divided(
    values: np.ndarray, there: np.ndarray, exposure: tuple[np.ndarray, np.ndarray] | None, good: np.ndarray
) -> np.ndarray:
    """Amounts over their exposure; where there is none, the careful way says so."""
    if exposure is None:
        good &= ~there
        return values
    sizes, known = exposure
    good &= ~there | known
    return np.divide(values, sizes, out=np.zeros(len(values)), where=known & (sizes > 0))


def _has_workshop(column: ColumnMapping, plan: Plan) -> bool:
    """Whether every row of a value column has its workshop: from the heading, its own column, or the table."""
    if column.workshop:
        return any(w.slug == column.workshop for w in plan.known.workshops)
    return "workshop" in plan.of or bool(plan.constants.get("workshop"))


def _exposure(plan: Plan, slugs: list[str], numbers: dict, good: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """The amounts, where one column gives them to every metric here in one unit; else the careful way."""
    mine = [e for e in plan.exposures if e.metric == "" or e.metric in slugs]
    if not mine:
        return None
    factors = {plan.factor(mine[0].unit, plan.known.metric(slug).exposure_unit) for slug in slugs}
    if len(mine) > 1 or len(factors) > 1 or None in factors or (mine[0].metric and set(slugs) != {mine[0].metric}):
        good &= False
        return None
    amounts, there = numbers[mine[0].index]
    amounts = amounts * factors.pop()
    good &= ~there | (amounts > 0)
    return amounts, there


def _chunk(block: Block, plan: Plan, reader: RowReader, column: ColumnMapping, parts: tuple, good: np.ndarray) -> Any:
    from huzhu.metrics.files.reading import assemble

    started, ended, names, events, (values, there, exposure), (places, slugs) = parts
    take = good & there
    reader.left_out["missing"] += int((good & ~there).sum())
    size = int(take.sum())
    if not size:
        return None
    whole = size == len(take)
    rows = np.arange(0) if whole else np.flatnonzero(take)

    def of(array: np.ndarray) -> np.ndarray:
        return array if whole else array[rows]

    start = of(started)
    chosen = {
        role: _chosen(role, column, plan, names, of, size) for role in ("workshop", "line", "product", "task", "shift")
    }
    chosen["metric"] = _array(of(places), slugs)
    chosen = {role: chosen[role] for role in ("metric", "workshop", "line", "product", "task", "shift")}
    amount = pa.nulls(size, pa.float64()) if exposure is None else pa.array(of(exposure[0]), mask=~of(exposure[1]))
    picked = _numbered(events if events is None or whole else events.take(pa.array(rows)), plan, of(places), slugs)
    return assemble(
        plan, chosen, picked, pa.array(start).view(pa.timestamp("us")), ended if whole else ended.take(pa.array(rows)),
        pa.array(of(values)), amount, pa.array(of(block.numbers).astype(np.int32)),
        _flags(plan, of(places), slugs, start, picked), ([], [], block.done, block.whole),
    )  # fmt: skip


def _numbered(
    events: pa.DictionaryArray | None, plan: Plan, places: np.ndarray, slugs: list[str]
) -> pa.DictionaryArray | None:
    """Event numbers of the rows whose metric is read event by event; the others' numbers mean nothing."""
    eventful = np.array([plan.grain(slug) in EVENTFUL for slug in slugs])
    if events is None or not eventful.any():
        return None
    if eventful.all():
        return events
    texts = [*events.dictionary.to_pylist(), ""]
    codes = np.where(eventful[places], events.indices.to_numpy(zero_copy_only=False), len(texts) - 1)
    return _array(codes.astype(np.int32), texts)


def _chosen(
    role: str, column: ColumnMapping, plan: Plan, names: dict, of: Callable[[np.ndarray], np.ndarray], size: int
) -> pa.DictionaryArray:
    fixed = getattr(column, role, "")
    if fixed or role not in names:
        return name_array((fixed or plan.constants.get(role, ""), size))
    places, slugs = names[role]
    return _array(of(places), slugs)


def _array(places: np.ndarray, slugs: list[str]) -> pa.DictionaryArray:
    """A dictionary array in which each name stands once."""
    distinct = list(dict.fromkeys(slugs))
    if len(distinct) < len(slugs):
        places = np.array([distinct.index(slug) for slug in slugs], np.int32)[places]
    return pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), pa.array(distinct, pa.string()))


def _flags(
    plan: Plan, places: np.ndarray, slugs: list[str], start: np.ndarray, events: pa.DictionaryArray | None
) -> np.ndarray:
    eventful = np.array([plan.grain(slug) in EVENTFUL for slug in slugs])
    if not eventful.any():
        return np.full(len(places), ONE_VALUE, np.uint8)
    bare = TIMED_EVENT if plan.table.repeats == "duplicates" else BARE_EVENT
    flags = np.where(start % DAY_US != 0, TIMED_EVENT, bare).astype(np.uint8)
    flags[~eventful[places]] = ONE_VALUE
    if events is not None:
        numbered = np.array([bool(text) for text in events.dictionary.to_pylist()])
        flags[numbered[events.indices.to_numpy(zero_copy_only=False)]] = ONE_VALUE
    return flags
