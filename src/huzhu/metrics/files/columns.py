"""Looks at a table's columns and surroundings for `headings.py`: context, number and date styles, open questions."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from huzhu.metrics.files.dates import MOMENT, MONTH, WEEK, DateStyle, parse_date, propose_dates
from huzhu.metrics.files.known import Known, KnownMetric, norm
from huzhu.metrics.files.layout import NUMBER, Table, cell_class
from huzhu.metrics.files.mapping import EXPOSURE, VALUE, ColumnMapping, TableMapping
from huzhu.metrics.files.numbers import fold, parse_number, propose_clock, propose_decimal
from huzhu.metrics.files.plan import over_exposure
from huzhu.metrics.files.tables import Opened
from huzhu.metrics.files.units import factor
from huzhu.metrics.files.vocabulary import is_total, slug_of

_YEAR = re.compile(r"(?<![0-9])(1[89][0-9]{2}|2[01][0-9]{2})(?![0-9])")
_MONTH = re.compile(r"(?<![0-9])(1[0-2]|0?[1-9])\s*月")
_COMPACT = re.compile(
    r"(?<![0-9])(1[89][0-9]{2}|2[01][0-9]{2})[-_./年]?(0[1-9]|1[0-2])(?:[-_./月]?(?:[0-3][0-9]))?(?![0-9])"
)


@dataclass(frozen=True)
class Context:
    """What title, sheet and file name say about the whole table. plant: slug or ""; trade: of the workshops there."""

    constants: dict[str, str] = field(default_factory=dict)
    plant: str = ""
    trade: str = ""
    new_plant: str = ""
    year: int | None = None
    month: int | None = None


def context_of(table: Table, name: str, known: Known, new_plant: str = "") -> Context:
    """Year, month, plant, workshop and metric that stand above the table, in the sheet's name or in the file's."""
    texts = [fold(text) for text in (table.title, table.sheet, re.sub(r"\.[A-Za-z]{2,7}$", "", name)) if text]
    year = next((y for text in texts if (y := only(_YEAR.findall(text) or [c[0] for c in _COMPACT.findall(text)]))), "")
    month = next(
        (m for text in texts if (m := only(_MONTH.findall(text) or [c[1] for c in _COMPACT.findall(text)]))), ""
    )
    plants = next((found for text in texts if (found := inside(known.names.plants, text))), set())
    plant = slug_of(new_plant, "plants") if new_plant else only(plants)
    place = plant or known.plant or (known.plants[0].slug if len(known.plants) == 1 else "")
    constants = {"plant": plant} if plant else {}
    workshop = next((w for text in texts if (w := _workshop_inside(text, place, known))), "")
    if workshop:
        constants["workshop"] = workshop
    metric = next((m for text in texts if (m := metric_inside(text, known)[0])), "")
    if metric:
        constants["metric"] = metric
    trades = {w.trade for w in known.workshops if w.plant == place and w.trade}
    return Context(
        constants, place, only(trades), new_plant, int(year) if year else None, int(month) if month else None
    )


def only(things: Iterable[str]) -> str:
    distinct = set(things)
    return next(iter(distinct)) if len(distinct) == 1 else ""


def inside(index: dict[str, set[str]], text: str) -> set[str]:
    """Slugs of the longest name that stands somewhere in a text."""
    plain = norm(text)
    inside = [name for name in index if len(name) >= 2 and not name.isascii() and name in plain]
    words = {norm(word) for word in re.split(r"[\s,;_/()-]+", text)} | {plain}
    inside += [name for name in index if name.isascii() and (name in words or (len(name) > 5 and name in plain))]
    return index[max(inside, key=len)] if inside else set()


def _workshop_inside(text: str, plant: str, known: Known) -> str:
    slugs = inside(known.names.workshops, text)
    return only(slug for slug in slugs if plant in ("", known.workshop(slug).plant))


def metric_inside(text: str, known: Known) -> tuple[str, str]:
    """A metric whose name is part of a heading, and what is left of it: 中型换辊时间 -> (roll-change-time, 中型)."""
    plain = fold(text)
    best, slug = "", ""
    for metric in known.metrics:
        for name in metric.names:
            short = fold(name)
            enough = len(short) >= 2 if not short.isascii() else len(short) >= 5
            if enough and len(short) > len(best) and short.casefold() in plain.casefold():
                best, slug = short, metric.slug
    if not slug:
        return "", text
    place = plain.casefold().find(best.casefold())
    rest = (plain[:place] + " " + plain[place + len(best) :]).strip(" -_/·,，:：()（）的")
    return slug, re.sub(r"每次|单次|实际|实绩|本班|本日|当日|当班|actual|current", "", rest).strip()


def period_of(level: str) -> str:
    """The period a heading names: "1958-08-27", "1958-08", "1958-W35", without a year "08" or "--27" (a day); or ""."""
    text = fold(level)
    if re.fullmatch(r"[0-9]{1,2}[日号]?", text):
        return f"--{int(re.sub('[日号]', '', text)):02d}" if 0 < int(re.sub("[日号]", "", text)) <= 31 else ""
    if (
        not re.search(r"[0-9一二三四五六七八九十]|^[A-Za-z]{3}", text)
        or len(text) > 20
        or (re.fullmatch(r"[0-9.]+", text) and len(text) < 6)
    ):
        return ""
    probe = parse_date(text, DateStyle(order="", year=2000))
    if probe.start is None or probe.size == MOMENT:
        return ""
    if probe.size == WEEK:
        year, week, _ = probe.start.isocalendar()
        return f"W{week:02d}" if probe.yearless else f"{year}-W{week:02d}"
    form = "%m" if probe.size == MONTH else "%m-%d"
    return probe.start.strftime(form if probe.yearless else "%Y-" + form)


def without_period(heading: str) -> str:
    """A heading with its periods blotted out, to find the same column in another month's file."""
    return "/".join("#" if period_of(level) else norm(level) for level in heading.split(" / "))


def source_name(name: str, sheet: str) -> str:
    """Where a table comes from, digits left out: 断纸8月.xls and 断纸9月.xls are one source."""
    return re.sub(r"[0-9]+", "", f"{norm(re.sub(r'[.][A-Za-z]{2,7}$', '', name))}|{norm(sheet)}")[:120]


def decimal_hint(opened: Opened) -> str:
    """The decimal mark the file uses beyond doubt somewhere, or ""."""
    marks: Counter[str] = Counter()
    for table in opened.tables:
        for index in range(table.width):
            texts = [v for v in table.column(index) if isinstance(v, str)][:100]
            points = sum(bool(re.fullmatch(r"-?\d{1,3}(,\d{3})*\.(\d{1,2}|\d{4,})", fold(t))) for t in texts)
            commas = sum(bool(re.fullmatch(r"-?\d{1,3}(\.\d{3})*,(\d{1,2}|\d{4,})", fold(t))) for t in texts)
            marks["."] += points > len(texts) / 4
            marks[","] += commas > len(texts) / 4
    return only(mark for mark, count in marks.items() if count)


def number_style(values: list[Any], hint: str) -> tuple[str, str]:
    """(decimal mark, meaning of 1:20) of a column of values; "" where it has to be asked."""
    texts = [value for value in values if isinstance(value, str)]
    return propose_decimal(texts, hint)[0], propose_clock(texts)[0]


def date_order(values: list[Any], levels: tuple[str, ...]) -> str:
    """The order of day, month and year of a date column; "" where it has to be asked. Chinese puts the month first."""
    order, sample, _, _ = propose_dates(values)
    chinese = any("\u4e00" <= character <= "\u9fff" for level in levels for character in level)
    if not order and chinese and len(re.split(r"[-/.]", fold(sample).rstrip("."))) == 2:
        return "mdy"
    return order


def written_once(table: Table, index: int) -> bool:
    """Whether a name stands only in the first of several rows: blanks below a filled first cell, no name twice running,
    and no blank beside a name written to the left of it, which would begin something new and leave this one open."""
    rows = [row for row in table.sample if any(cell not in ("", None) for cell in row)]
    cells = [fold(str(row[index])) if row[index] is not None else "" for row in rows if not is_total(str(row[0]))]
    if len(cells) < 4 or not cells[0] or cells.count("") < 0.3 * len(cells):
        return False
    named = [row for row in rows if not is_total(str(row[0]))]
    if any(not cell and any(_is_word(left) for left in row[:index]) for cell, row in zip(cells, named, strict=True)):
        return False
    filled = [cell for cell in cells if cell]
    return all(a != b for a, b in itertools.pairwise(filled))


def _is_word(cell: object) -> bool:
    return isinstance(cell, str) and cell_class(cell) == "text"


def settle_roles(table: Table, columns: list[ColumnMapping], known: Known) -> list[ColumnMapping]:
    """One date, one workshop, one value-by-name column: where two claim a role, the better stays."""
    columns = [_by_values(table, column, known) for column in columns]
    for role in (
        "date",
        "workshop",
        "plant",
        "line",
        "product",
        "task",
        "shift",
        "metric",
        "event",
        "end",
        "time",
        "unit",
    ):
        claims = [c for c in columns if c.role == role]
        if len(claims) > 1:
            best = max(claims, key=lambda c: len(table.column(c.index)))
            spare = {"workshop": "line"}.get(role, "ignore")
            free = not any(c.role == spare for c in columns)
            for column in claims:
                if column.index != best.index:
                    columns[column.index] = replace(
                        column, role=spare if free and column.index > best.index else "ignore"
                    )
                    free = False
    if any(c.role == "date" for c in columns):
        for column in columns:
            if column.role in ("year", "month", "week") and not _bare_dates(table, columns):
                columns[column.index] = replace(column, role="ignore")
    return columns


def _bare_dates(table: Table, columns: list[ColumnMapping]) -> bool:
    """Whether the date column holds only days of a month, so that year and month columns are needed."""
    values = [v for c in columns if c.role == "date" for v in table.column(c.index)][:20]
    return bool(values) and 2 * len(bare_days(values)) > len(values)


def bare_days(values: list[Any]) -> list[Any]:
    """Days of a month without anything else."""
    return [v for v in values if re.fullmatch(r"[0-9]{1,2}(\.0)?[日号]?", fold(str(v)))]


def running_number(values: list[Any]) -> bool:
    """1, 2, 3 ... down the rows: a serial number of the list, not of an event."""
    numbers = [re.sub(r"\.0$", "", fold(str(v))) for v in values]
    return len(numbers) > 1 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def days_or_longer(values: list[Any]) -> str:
    """ "day" where most of a column's dates are days or moments, else ""."""
    sizes = [parse_date(v, DateStyle("mdy", 2000, 1, bare="day")) for v in values[:200]]
    read = [when.end is None for when in sizes if when.start is not None]
    return "day" if read and sum(read) * 2 > len(read) else ""


def _by_values(table: Table, column: ColumnMapping, known: Known) -> ColumnMapping:
    """Corrects a role by what stands in the cells: 时间 with times only is a time, 月份 with 1958年8月 is a date."""
    values = table.column(column.index)[:60]
    if column.role == "date" and values:
        times = sum(bool(re.fullmatch(r"[0-9]{1,2}[:时][0-9]{2}.*", fold(str(v)))) for v in values)
        if times > len(values) / 2:
            return replace(column, role="time")
        readable = sum(parse_date(v, DateStyle("mdy", 2000, 1, bare="day")).start is not None for v in values)
        if readable < len(values) / 2 and all(
            parse_number(fold(str(v)), "", "h:mm").value is not None for v in values[:5]
        ):
            return replace(column, role=VALUE if column.unit else "ignore")
    if column.role in ("month", "week", "year") and values:
        whole = [parse_date(v, DateStyle("ymd")) for v in values]
        if sum(w.start is not None for w in whole) > len(values) / 2:
            return replace(column, role="date")
    if column.role == "ignore" and values and all(isinstance(v, str) for v in values):
        finders = {
            "workshop": lambda value: known.names.find_workshop(value)[0],
            "metric": _finder(known, "metrics"),
            "plant": _finder(known, "plants"),
            "product": _finder(known, "products"),
        }
        for role, finder in finders.items():
            if sum(bool(finder(v)) for v in values) > len(values) / 2 and not _named_ignore(column):
                return replace(column, role=role)
        if not _named_ignore(column) and all(re.fullmatch(r"[甲乙丙丁早中夜晚白ABCD]班?", fold(v)) for v in values):
            return replace(column, role="shift")
    return column


def _finder(known: Known, sort: str) -> Any:
    return lambda value: known.names.find(sort, value)


def _named_ignore(column: ColumnMapping) -> bool:
    from huzhu.metrics.files.vocabulary import role_of_heading

    return any(role_of_heading(level) == "ignore" for level in column.heading.split(" / "))


def with_exposures(columns: list[ColumnMapping], known: Known) -> list[ColumnMapping]:
    """An unknown amount in the unit a known share or rate is of, beside it: its exposure (检验量(t) beside 废品率%)."""
    wanting = [known.metric(c.metric) for c in columns if c.role == VALUE and known.metric(c.metric).exposure_unit]
    if any(c.role == EXPOSURE for c in columns) or len({m.slug for m in wanting}) != 1:
        return columns
    metric, slugs = wanting[0], {m.slug for m in known.metrics}
    fit = [
        c for c in columns
        if c.role == VALUE and c.metric and c.metric not in slugs and not c.period
        and factor(c.unit or fold(c.heading.split(" / ")[-1]), metric.exposure_unit) is not None
    ]  # fmt: skip
    if len(fit) != 1:
        return columns
    return [replace(c, role=EXPOSURE, metric=metric.slug) if c is fit[0] else c for c in columns]


_COUNT = re.compile(r"(?:数|次|数量)$|\b(?:number|count|no\.?)\b", re.I)


def with_divided(table: Table, columns: list[ColumnMapping], known: Known) -> list[ColumnMapping]:
    """What is counted beside the amount it is of, for a metric that is one over the other: 断头数(根) beside 千锭时."""
    exposed = {c.metric for c in columns if c.role == EXPOSURE}
    return [
        replace(c, divided=True)
        if c.role == VALUE and exposed & {"", c.metric} and _is_counted(table, c, known.metric(c.metric))
        else c
        for c in columns
    ]


def _is_counted(table: Table, column: ColumnMapping, about: KnownMetric) -> bool:
    if over_exposure(column.unit, about) is None or column.percent_cells:
        return False
    if column.unit:
        return bool(about.unit) and factor(column.unit, about.unit) is None
    whole = all(isinstance(v, int) or re.fullmatch(r"[0-9,]+(\.0+)?", fold(str(v))) for v in table.column(column.index)
                if cell_class(v) == NUMBER)  # fmt: skip
    return about.kind == "rate" and whole and bool(_COUNT.search(fold(column.heading)))


def each_once(columns: list[ColumnMapping]) -> list[ColumnMapping]:
    """Two columns for one and the same thing: the first is read, the other left out until a person says otherwise."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for column in columns:
        same = (column.metric, column.workshop, column.line, column.product, column.period)
        twice = column.role == VALUE and bool(column.metric) and same in seen
        seen.add(same if column.role == VALUE else ())
        kept.append(replace(column, role="ignore") if twice else column)
    return kept


def grain_of(table: Table, draft: TableMapping) -> str:
    """What one row is: an event (a number or a time of the day), else a shift, a day, a week or a month."""
    if draft.of_role("event") or draft.of_role("time") or draft.of_role("end"):
        return "event"
    sizes = {c.period.count("-") + 3 * ("W" in c.period) for c in draft.columns if c.period}
    if sizes:
        return (
            "week"
            if max(sizes) > 2
            else "month"
            if draft.columns and all(_is_month(c.period) for c in draft.columns if c.period)
            else "day"
        )
    dates = [
        parse_date(v, DateStyle("mdy", 2000, 1)) for c in draft.of_role("date") for v in table.column(c.index)[:50]
    ]
    if dates and sum(d.size == MOMENT for d in dates) * 2 > len(dates):
        return "event"
    if draft.of_role("shift"):
        return "shift"
    size = Counter(d.size for d in dates).most_common(1)
    if size and size[0][0] in (WEEK, MONTH):
        return size[0][0]
    return "week" if draft.of_role("week") else "month" if draft.of_role("month") and not dates else "day"


def _is_month(period: str) -> bool:
    return bool(re.fullmatch(r"([0-9]{4}-)?[0-9]{2}", period))
