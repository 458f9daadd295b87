"""How a file's columns are to be understood: proposed, shown, corrected by a person, and remembered.

Everything here is frozen and goes to JSON and back unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as AnyMapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

VALUE, EXPOSURE = "value", "exposure"
ROLES = (
    VALUE,  # numbers of a metric (of a workshop, of a period) as the column says
    EXPOSURE,  # the amount a share or rate is of: tonnes, pieces, hours
    "metric",  # long layout: the metric's name
    "unit",  # long layout: the unit of the row's value
    "plant",
    "workshop",
    "line",
    "product",
    "task",
    "shift",
    "date",  # a day, a moment, a week or a month; dates.py reads all of them
    "time",  # the time of the day, beside a date
    "end",  # when it ended
    "year",
    "month",
    "week",
    "event",  # a number that tells events of the same day apart: heat number, change number
    "ignore",
)
CONSTANTS = ("plant", "workshop", "line", "product", "task", "shift", "metric")


@dataclass(frozen=True)
class ColumnMapping:
    """What one column holds.

    heading: as the page shows it, levels joined by " / ".
    metric, workshop, line, product: fixed by the heading of a value column ("" when the row or a constant says it).
    period: "1958-08-27", "1958-08", "1958-W35", or without a year "08" (a month) and "--27" (a day of the month).
    unit: what the numbers are written in ("" the metric's own). percent_cells: the sheet shows fractions as percent.
    decimal: "." or "," ("" not decided). order: "ymd", "dmy" or "mdy" for dates ("" not decided).
    clock: "h:mm" or "mm:ss" for durations written with a colon ("" not decided).
    size: "day" where a date column holds days or moments, so that a whole month or week in it is refused.
    fill_down: an empty cell means what stands above it (a name written once for several rows).
    divided: the column counts (breaks, rejected pieces, kilowatt hours); the reading is that over its exposure.
    """

    index: int
    heading: str
    role: str = "ignore"
    metric: str = ""
    workshop: str = ""
    line: str = ""
    product: str = ""
    period: str = ""
    unit: str = ""
    percent_cells: bool = False
    decimal: str = "."
    order: str = "ymd"
    clock: str = ""
    fill_down: bool = False
    size: str = ""
    divided: bool = False


@dataclass(frozen=True)
class Question:
    """Something the file leaves open. `field` of the column (or, when index is None, of the table) takes the answer.

    code: a key of `problems.QUESTIONS`. proposed: the choice that looks right ("" none). Until it is answered, cells
    that depend on it are refused, never guessed.
    """

    code: str
    field: str
    index: int | None = None
    choices: tuple[str, ...] = ()
    proposed: str = ""
    sample: str = ""


@dataclass(frozen=True)
class NewName:
    """A name nobody knows yet, with what it looks like. It is created, and its rows kept, only when `accept` is true.

    sort: "workshops", "metrics", "products", "tasks" or "plants". plant and trade are for a workshop; unit, kind,
    direction and grain for a metric.
    """

    sort: str
    name: str
    slug: str
    accept: bool = False
    plant: str = ""
    trade: str = ""
    unit: str = ""
    kind: str = ""
    direction: str = ""
    grain: str = ""


@dataclass(frozen=True)
class TableMapping:
    """How one sheet (or the one table of a text file, sheet "") is read.

    heading_rows: how many rows the heading takes; first_row: the first row of data, 1-based as a spreadsheet shows it.
    constants: slugs or texts for what no column says (keys: CONSTANTS).
    year, month: for dates without them. epoch: 1900 or 1904 for serial dates (0 not decided).
    grain: "" the metric's own, or what this file holds.
    source_name: the file's and sheet's name without digits; constants agreed before hold only for the same.
    repeats: what equal rows without time or number are: "events" (kept) or "duplicates" (dropped).
    """

    sheet: str
    fingerprint: str
    heading_rows: int
    first_row: int
    columns: tuple[ColumnMapping, ...]
    constants: AnyMapping[str, str] = field(default_factory=dict)
    year: int | None = None
    month: int | None = None
    epoch: int = 1900
    grain: str = ""
    repeats: str = "events"
    use: bool = True
    source_name: str = ""
    remembered: bool = False
    questions: tuple[Question, ...] = ()

    def of_role(self, role: str) -> tuple[ColumnMapping, ...]:
        return tuple(column for column in self.columns if column.role == role)

    def with_column(self, index: int, **changes: Any) -> TableMapping:
        """The same with one column understood otherwise; questions about what was changed count as answered."""
        columns = tuple(replace(c, **changes) if c.index == index else c for c in self.columns)
        settled = {*changes} & {"role", "divided"}
        asked = tuple(q for q in self.questions if not (q.index == index and (q.field in changes or settled)))
        return replace(self, columns=columns, questions=asked)

    def with_table(self, **changes: Any) -> TableMapping:
        """The same with year, constants, use ... set; questions about them count as answered."""
        given = {*changes, *changes.get("constants", ())}
        asked = tuple(q for q in self.questions if not (q.index is None and q.field in given))
        return replace(self, questions=asked, **changes)

    def answer(self, question: Question, value: str) -> TableMapping:
        """Sets what a question asks for."""
        if question.index is not None:
            return self.with_column(question.index, **{question.field: value})
        if question.field in CONSTANTS:
            return self.with_table(constants={**self.constants, question.field: value})
        plain = {f.name: f.type for f in fields(self)}
        return self.with_table(**{question.field: int(value) if "int" in str(plain[question.field]) else value})


@dataclass(frozen=True)
class Mapping:
    """How a whole file is read: its tables, and the new names it brings."""

    tables: tuple[TableMapping, ...]
    new: tuple[NewName, ...] = ()

    @property
    def questions(self) -> tuple[tuple[str, Question], ...]:
        """(sheet, question) for everything open in the tables that are used."""
        return tuple((table.sheet, question) for table in self.tables if table.use for question in table.questions)

    def table(self, sheet: str) -> TableMapping:
        return next(table for table in self.tables if table.sheet == sheet)

    def with_table(self, table: TableMapping) -> Mapping:
        """The same with the mapping of one sheet replaced."""
        return replace(self, tables=tuple(table if t.sheet == table.sheet else t for t in self.tables))

    def accept(self, *names: str) -> Mapping:
        """Says that these new names (none given: all) are to be created."""
        new = tuple(replace(n, accept=True) if not names or n.name in names else n for n in self.new)
        return replace(self, new=new)

    def to_json(self) -> dict:
        """Plain dicts and lists, ready for a JSON column."""
        return json.loads(json.dumps(asdict(self)))

    @classmethod
    def from_json(cls, data: dict) -> Mapping:
        return cls(
            tables=tuple(table_from_json(table) for table in data["tables"]),
            new=tuple(NewName(**name) for name in data.get("new", ())),
        )


def table_from_json(data: dict) -> TableMapping:
    """A table's mapping as `asdict` wrote it. Fields of a newer or older version are left out or take their default."""
    names = {f.name for f in fields(TableMapping)}
    plain = {key: value for key, value in data.items() if key in names}
    plain["columns"] = tuple(ColumnMapping(**column) for column in data["columns"])
    plain["questions"] = tuple(
        Question(**{**question, "choices": tuple(question["choices"])}) for question in data.get("questions", ())
    )
    return TableMapping(**plain)
