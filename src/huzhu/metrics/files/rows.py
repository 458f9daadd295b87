"""The careful way: one row at a time, every cell accounted for as a reading, a refused value, or a notice."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from huzhu.metrics.files.cells import Refusal, is_damaged, is_missing, is_of_the_row, number_of
from huzhu.metrics.files.dates import DAY, MONTH, DateStyle, When, parse_date, parse_time
from huzhu.metrics.files.known import KnownMetric
from huzhu.metrics.files.mapping import ColumnMapping
from huzhu.metrics.files.numbers import Cell, fold
from huzhu.metrics.files.plan import Meaning, Plan, over_exposure
from huzhu.metrics.files.problems import Notice, Refused
from huzhu.metrics.files.units import unit_of
from huzhu.metrics.files.vocabulary import is_note, is_total

FIELDS = (
    "metric",
    "workshop",
    "line",
    "product",
    "task",
    "shift",
    "started_at",
    "ended_at",
    "value",
    "exposure",
    "row",
)
NEVER_NEGATIVE = ("duration", "count", "rate")
EVENTFUL = ("event", "heat")
# How equal slots are settled (keys.py): one value only; equal values are duplicates; nothing tells events apart.
ONE_VALUE, TIMED_EVENT, BARE_EVENT = 0, 1, 2


class RowReader:
    """Reads rows of one table into columns of values; keeps what was refused and what was left out."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.columns: dict[str, list[Any]] = {name: [] for name in (*FIELDS, "flag", "event")}
        self.refused: list[Refused] = []
        self.left_out: Counter[str] = Counter()
        self.left_out_rows: defaultdict[str, list[int]] = defaultdict(list)
        self._above: dict[int, Any] = {}
        self._months: dict[tuple[str, str], int] = {}
        self._dates: dict[tuple, When] = {}
        self._headings = {c.index: fold(c.heading.split(" / ")[-1]) for c in plan.table.columns}
        self._holds_days = "date" in plan.of and plan.of["date"].size == DAY
        self._text_columns = [c.index for role, c in plan.of.items() if role not in ("year", "unit", "time")]

    def fresh(self) -> RowReader:
        """The same reader with empty columns: what stood above and what was left out so far is kept."""
        self.columns = {name: [] for name in self.columns}
        self.refused = []
        return self

    def read(self, row: Sequence[Any], number: int, exact_width: bool = False) -> None:
        """Takes one row. number: as the spreadsheet shows it; exact_width: the format separates by marks (CSV)."""
        if not any(cell not in ("", None) for cell in row):
            return
        try:
            self._read(row, number, exact_width)
        except Refusal as refusal:
            self._refuse(number, refusal)

    def _read(self, row: Sequence[Any], number: int, exact_width: bool) -> None:
        plan = self.plan
        if any(isinstance(cell, str) and is_damaged(cell) for cell in row):
            raise Refusal("undecodable", "", "".join(c for c in row if isinstance(c, str))[:60], encoding="Unicode")
        if exact_width and (len(row) < plan.needed or any(cell not in ("", None) for cell in row[plan.width :])):
            if self._is_aside(row, number):
                return
            raise Refusal("columns_differ", "", "…", given=len(row), wanted=plan.width)
        if len(row) < plan.width:
            row = [*row, *[""] * (plan.width - len(row))]
        if self._is_aside(row, number):
            return
        row = self._filled(row)
        cells = [(column, row[column.index]) for column in plan.values]
        filled = [(column, cell) for column, cell in cells if not is_missing(cell)]
        self.left_out["missing"] += len(cells) - len(filled)
        if filled:
            self._take(row, number, filled)

    def _is_aside(self, row: Sequence[Any], number: int) -> bool:
        """Totals, remarks and repeated headings."""
        filled = [(i, fold(str(cell))) for i, cell in enumerate(row) if cell not in ("", None)]
        texts = [text for i, text in filled if i in self._text_columns or i == filled[0][0]]
        kind = ""
        if any(is_total(text) for text in texts):
            kind = "totals"
        elif len(filled) > 1 and all(self._headings.get(i) == text for i, text in filled):
            kind = "repeated_headings"
        elif is_note(filled[0][1]) or (len(filled) == 1 and filled[0][0] not in {c.index for c in self.plan.values}):
            kind = "notes"
            if any(not is_missing(row[c.index]) for c in self.plan.values if c.index < len(row)) and len(filled) > 1:
                kind = ""
        if kind:
            self.left_out[kind] += 1
            self.left_out_rows[kind][5:] = []
            self.left_out_rows[kind].append(number)
        return bool(kind)

    def _filled(self, row: Sequence[Any]) -> Sequence[Any]:
        for column in self.plan.table.columns:
            if column.fill_down:
                if row[column.index] in ("", None):
                    row = list(row)
                    row[column.index] = self._above.get(column.index, "")
                else:
                    self._above[column.index] = row[column.index]
        return row

    def _take(self, row: Sequence[Any], number: int, filled: list[tuple[ColumnMapping, Any]]) -> None:
        for column, cell in filled:
            try:
                self._take_cell(row, number, column, cell)
            except Refusal as refusal:
                if is_of_the_row(refusal.code, column):
                    raise
                self._refuse(number, refusal)

    def _take_cell(self, row: Sequence[Any], number: int, column: ColumnMapping, cell: Any) -> None:
        plan = self.plan
        metric = column.metric or self._metric(row)
        workshop = self._workshop(row, column)
        line = column.line or self._named(row, "line", "line") or workshop.line
        when = self._when(row, column, (workshop.slug, line))
        ended = self._ended(row, when)
        value = self._value(row, column, metric, cell)
        if value is None:
            self.left_out["missing"] += 1
            return
        exposure = self._exposure(row, column, metric)
        event = self._cell(row, "event") if plan.grain(metric) in EVENTFUL else ""
        taken = (metric, workshop.slug, line, column.product or self._named(row, "product", "products"),
                 self._named(row, "task", "tasks"), self._named(row, "shift", "shift"), when.start, ended, value,
                 exposure, number, self._flag(metric, when.start, event), event)  # fmt: skip
        for name, thing in zip(self.columns, taken, strict=True):
            self.columns[name].append(thing)

    def _flag(self, metric: str, start: dt.datetime | None, event: str) -> int:
        if self.plan.grain(metric) not in EVENTFUL or event:
            return ONE_VALUE
        timed = start is not None and (start.hour or start.minute or start.second or start.microsecond)
        return TIMED_EVENT if timed or self.plan.table.repeats == "duplicates" else BARE_EVENT

    # ---- names ----

    def _cell(self, row: Sequence[Any], role: str) -> str:
        column = self.plan.of.get(role)
        if column is None or row[column.index] is None:
            return ""
        text = fold(str(row[column.index]))
        return "" if text in ("-", "--", "/", "无") else text

    def _named(self, row: Sequence[Any], role: str, sort: str) -> str:
        text = self._cell(row, role)
        if not text:
            return self.plan.constants.get(role, "")
        return self._sure(self.plan.find(sort, text), role, text).slug

    def _sure(self, meaning: Meaning, role: str, text: str) -> Meaning:
        if meaning.problem:
            field = self.plan.of[role].heading if role in self.plan.of else role
            raise Refusal(meaning.problem, field, text, choices=meaning.choices, limit=80)
        return meaning

    def _metric(self, row: Sequence[Any]) -> str:
        slug = self._named(row, "metric", "metrics")
        if not slug:
            raise Refusal("metric_missing", self._heading("metric"), "")
        return slug

    def _workshop(self, row: Sequence[Any], column: ColumnMapping) -> Meaning:
        if column.workshop:
            if column.workshop in {w.slug for w in self.plan.known.workshops}:
                return Meaning(column.workshop)
            raise Refusal("workshop_unknown", column.heading, column.heading)
        text = self._cell(row, "workshop")
        plant = self._cell(row, "plant")
        slug = self._sure(self.plan.find("plants", plant), "plant", plant).slug if plant else ""
        if text:
            return self._sure(self.plan.find_workshop(text, slug), "workshop", text)
        if self.plan.constants.get("workshop"):
            return Meaning(self.plan.constants["workshop"])
        raise Refusal("workshop_missing", self._heading("workshop"), "")

    def _heading(self, role: str) -> str:
        return self.plan.of[role].heading if role in self.plan.of else ""

    # ---- time ----

    def _when(self, row: Sequence[Any], column: ColumnMapping, group: tuple[str, str]) -> When:
        style = self._row_style(row)
        when, field, value = self._date(row, style)
        if column.period:
            when, field, value = self._period(column, when, style), column.heading, column.period
        if when.problem:
            raise Refusal(when.problem, field, value)
        if when.start is None:
            raise Refusal("date_missing", field, "")
        if when.end is not None and not column.period and self._holds_days:
            raise Refusal("longer_period", field, value)
        if "time" in self.plan.of and when.size == DAY:
            when = self._at(row, when)
        if when.yearless and not column.period and "year" not in self.plan.of:
            self._check_wrap(when, group, field, value)
        today = self.plan.known.today
        if today is not None and when.start.date() > today:
            raise Refusal("future", field, value)
        return when

    def _row_style(self, row: Sequence[Any]) -> DateStyle:
        style = self.plan.date_style
        year = self._cell(row, "year").rstrip("年").removesuffix(".0")
        if year:
            style = replace(style, year=int(year) if year.isdigit() and len(year) == 4 else None)
        month = self._cell(row, "month").rstrip("月份").removesuffix(".0")
        if month.isdigit() and "date" in self.plan.of:
            style = replace(style, month=int(month))
        return style

    def _date(self, row: Sequence[Any], style: DateStyle) -> tuple[When, str, object]:
        for role in ("date", "week", "month"):
            column = self.plan.of.get(role)
            if column is None:
                continue
            value = row[column.index]
            used = style if role == "date" else replace(self.plan.style_of(role), year=style.year, month=style.month)
            key = (role, value, type(value), used)
            if len(self._dates) > 200_000:
                self._dates.clear()
            if key not in self._dates:
                self._dates[key] = parse_date(value, used)
            return self._dates[key], column.heading, value
        return When(None), "", ""

    def _period(self, column: ColumnMapping, row_when: When, style: DateStyle) -> When:
        """A value column's own period, with the year or month from its row where the heading has none."""
        if row_when.start is not None:
            style = replace(style, year=row_when.start.year)
            if row_when.size == MONTH:
                style = replace(style, month=row_when.start.month)
        text = column.period
        if text.startswith("--"):
            return parse_date(float(text[2:]), replace(style, bare=DAY))
        if len(text) == 2:
            return parse_date(float(text), replace(style, bare=MONTH))
        if len(text) == 5 and text[2] == "-":
            return parse_date(f"{text[:2]}月{text[3:]}日", style)
        return parse_date(text, style)

    def _at(self, row: Sequence[Any], when: When) -> When:
        column = self.plan.of["time"]
        span, problem = parse_time(row[column.index])
        if problem:
            raise Refusal(problem, column.heading, row[column.index])
        return when if span is None or when.start is None else when._replace(start=when.start + span)

    def _check_wrap(self, when: When, group: tuple[str, str], field: str, value: object) -> None:
        """Dates without a year that jump from December to January belong to two years, and nobody said which."""
        month = when.start.month if when.start else 0
        before = self._months.get(group, month)
        if before == 0 or abs(month - before) > 6:
            self._months[group] = 0
            raise Refusal("year_wraps", field, value)
        self._months[group] = month

    def _ended(self, row: Sequence[Any], when: When) -> dt.datetime | None:
        column = self.plan.of.get("end")
        if column is None or is_missing(row[column.index]) or when.start is None:
            return when.end
        cell = row[column.index]
        span, problem = parse_time(cell) if not isinstance(cell, dt.datetime | int | float) else (None, "not_a_time")
        if not problem and span is not None:
            ended = dt.datetime.combine(when.start.date(), dt.time()) + span
            return ended if ended >= when.start else ended + dt.timedelta(days=1)
        end = parse_date(cell, replace(self._row_style(row), order=column.order))
        if end.problem or end.start is None:
            raise Refusal(end.problem or "not_a_date", column.heading, cell)
        if end.start < when.start:
            raise Refusal("ends_before_start", column.heading, cell, start=str(when.start))
        return end.start

    # ---- numbers ----

    def _value(self, row: Sequence[Any], column: ColumnMapping, metric: str, cell: Any) -> float | None:
        about = self.plan.known.metric(metric)
        number = self._number(cell, column, about.kind == "count")
        if number.value is None:
            return None
        if column.index in self.plan.open_percent and not number.unit:
            raise Refusal("percent_unclear", column.heading, cell)
        given = number.unit or self._cell(row, "unit") or column.unit
        if column.divided:
            value = self._divided(row, number.value, given, about, column, cell)
        else:
            value = self._converted(number.value, given, about.unit, column, cell)
        if value < 0 and about.kind in NEVER_NEGATIVE:
            raise Refusal("negative", column.heading, cell, metric=about.names[0] if about.names else metric)
        if about.kind == "count" and value != int(value):
            raise Refusal("count_not_whole", column.heading, cell)
        return value

    def _divided(
        self, row: Sequence[Any], amount: float, given: str, about: KnownMetric, column: ColumnMapping, cell: Any
    ) -> float:
        times = over_exposure(given, about)
        if times is None:
            raise Refusal("unit_unlike", column.heading, cell, unit=given, wanted=about.unit)
        exposure = self._exposure(row, column, about.slug)
        if exposure is None:
            raise Refusal("exposure_missing", column.heading, cell)
        return amount / exposure * times

    def _exposure(self, row: Sequence[Any], column: ColumnMapping, metric: str) -> float | None:
        for exposure in self.plan.exposures:
            if exposure.metric not in ("", metric) or is_missing(row[exposure.index]):
                continue
            cell = row[exposure.index]
            number = self._number(cell, exposure, False)
            if number.value is None:
                continue
            wanted = self.plan.known.metric(metric).exposure_unit
            amount = self._converted(number.value, number.unit or exposure.unit, wanted, exposure, cell)
            if amount <= 0:
                raise Refusal("exposure_not_positive", exposure.heading, cell)
            return amount
        return None

    def _number(self, cell: Any, column: ColumnMapping, counts: bool) -> Cell:
        number = number_of(cell, column, counts)
        if number.problem:
            raise Refusal(number.problem, column.heading, cell, decimal=column.decimal)
        return number

    def _converted(self, value: float, given: str, wanted: str, column: ColumnMapping, cell: Any) -> float:
        if given and wanted and not unit_of(given) and self.plan.factor(given, wanted) is None:
            raise Refusal("unit_unknown", column.heading, cell, unit=given)
        times = self.plan.factor(given, wanted)
        if times is None:
            raise Refusal("unit_unlike", column.heading, cell, unit=given, wanted=wanted)
        return value * times

    # ---- what was not taken ----

    def _refuse(self, number: int, refusal: Refusal) -> None:
        value = str(refusal.value).encode("utf-8", "replace").decode()[:200]
        params = {"value": value, **refusal.params}
        self.refused.append(Refused(self.plan.table.sheet, number, refusal.field, value, refusal.code, params))

    def notices(self) -> list[Notice]:
        sheet = self.plan.table.sheet
        made = [
            Notice(code, count, sheet, tuple(self.left_out_rows[code]), {"count": count})
            for code, count in self.left_out.items()
            if count
        ]
        if self.plan.left_out:
            names = ", ".join(self.plan.left_out)
            made.append(Notice("not_accepted", len(self.plan.left_out), sheet, params={"names": names}))
        return made
