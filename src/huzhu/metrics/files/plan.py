"""A table's mapping made ready for reading: styles, factors and names looked up once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from huzhu.metrics.files.dates import DAY, MONTH, WEEK, DateStyle
from huzhu.metrics.files.known import Known, KnownDefinition, KnownMetric, KnownWorkshop, Named, split_line
from huzhu.metrics.files.mapping import EXPOSURE, VALUE, ColumnMapping, Mapping, TableMapping
from huzhu.metrics.files.numbers import fold
from huzhu.metrics.files.units import factor, is_counted, unit_of
from huzhu.metrics.files.vocabulary import tidy_shift

LONGEST_NAME = 80


@dataclass(frozen=True)
class Meaning:
    """What a name in a cell stands for: a slug (and the line it carries), or a problem with its parameters."""

    slug: str = ""
    line: str = ""
    problem: str = ""
    choices: str = ""


def with_new(known: Known, mapping: Mapping) -> Known:
    """Known names and those that the mapping says are to be created."""
    fresh = [name for name in mapping.new if name.accept]
    named = {
        sort: [Named(n.slug, (n.name,)) for n in fresh if n.sort == sort] for sort in ("plants", "products", "tasks")
    }
    return known.more(
        workshops=[KnownWorkshop(n.slug, (n.name,), n.plant, n.trade) for n in fresh if n.sort == "workshops"],
        metrics=[
            KnownMetric(
                n.slug,
                (n.name,),
                n.unit,
                n.kind or "level",
                n.direction or "down",
                n.grain or "day",
                "",
                (KnownDefinition(),),
            )
            for n in fresh
            if n.sort == "metrics"
        ],
        **named,
    )


def over_exposure(given: str, about: KnownMetric) -> float | None:
    """By what an amount in `given` over its exposure is multiplied to be in the metric's unit; None where that is no
    reading of the metric: a rate is of what is counted, a share of a part of the exposure, kWh/t of kWh."""
    if not about.exposure_unit:
        return None
    if about.kind == "rate":
        return about.per if not given or is_counted(given) else None
    if about.kind == "share":
        part, whole = factor(given or about.exposure_unit, about.exposure_unit), factor("1", about.unit or "%")
        return None if part is None or whole is None else part * whole
    above, _, below = about.unit.partition("/")
    if about.kind != "level" or not below:
        return None
    amount, size = factor(given or above, above), factor(about.exposure_unit, below)
    return None if amount is None or size is None else amount / size


class Plan:
    """Looks things up for one table, each name once."""

    def __init__(self, table: TableMapping, known: Known, width: int) -> None:
        self.table, self.known, self.width = table, known, width
        self.of = {role: columns[0] for role in ROLES_OF_ROWS if (columns := table.of_role(role))}
        self.values = [c for c in table.of_role(VALUE) if self._is_known(c)]
        self.exposures = table.of_role(EXPOSURE)
        self.open_percent = {q.index for q in table.questions if q.code == "percent"}
        self.constants = table.constants
        self._memo: dict[tuple, Meaning] = {}
        self._factors: dict[tuple[str, str], float | None] = {}

    def _is_known(self, column: ColumnMapping) -> bool:
        metric = column.metric or self.table.constants.get("metric", "")
        return not metric or any(m.slug == metric for m in self.known.metrics)

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """Headings of value columns whose metric nobody accepted."""
        kept = {c.index for c in self.values}
        return tuple(c.heading for c in self.table.of_role(VALUE) if c.index not in kept and c.metric)

    @cached_property
    def needed(self) -> int:
        """How many columns a row must have."""
        used = [c.index for c in (*self.of.values(), *self.values, *self.exposures)]
        return max(used, default=-1) + 1

    @cached_property
    def date_style(self) -> DateStyle:
        """How the date column is read when no year or month column helps."""
        column = self.of.get("date")
        if column is None:
            return DateStyle("ymd", self.table.year, self.table.month, self.table.epoch)
        last = column.heading.split(" / ")[-1]
        bare = DAY if re.fullmatch(r"日|号|day|tag|日期|date|时间", fold(last), re.I) and (
            self.table.month or "month" in self.of
        ) else ""  # fmt: skip
        return DateStyle(column.order, self.table.year, self.table.month, self.table.epoch, bare)

    def style_of(self, role: str) -> DateStyle:
        """How a week, month or end column is read."""
        bare = {"week": WEEK, "month": MONTH}.get(role, "")
        order = self.of[role].order if role in self.of else "ymd"
        return replace(self.date_style, order=order, bare=bare)

    def find(self, sort: str, text: str) -> Meaning:
        """The meaning of a metric, plant, product, task, line or shift as written."""
        key = (sort, text)
        if key not in self._memo:
            self._memo[key] = self._find(sort, fold(text))
        return self._memo[key]

    def _find(self, sort: str, text: str) -> Meaning:
        if len(text) > LONGEST_NAME:
            return Meaning(problem="text_too_long")
        if sort == "shift":
            return Meaning(tidy_shift(text))
        if sort == "line":
            stem, line = split_line(text)
            plain = line if line and not stem else re.sub(r"\.0$", "", text)
            return Meaning(re.sub(r"^line\s*|线$", "", plain, flags=re.I).strip() or text)
        found = self.known.names.find(sort, text)
        if len(found) == 1:
            return Meaning(next(iter(found)))
        if sort in ("products", "tasks"):
            return Meaning(text)
        what = sort.removesuffix("s")
        return Meaning(problem=f"{what}_ambiguous" if found else f"{what}_unknown", choices=", ".join(sorted(found)))

    def find_workshop(self, text: str, plant: str) -> Meaning:
        """A workshop as written, at the plant its row, the table or the loader says, else anywhere."""
        key = ("workshops", text, plant)
        if key not in self._memo:
            self._memo[key] = self._find_workshop(fold(text), plant or self.constants.get("plant", ""))
        return self._memo[key]

    def _find_workshop(self, text: str, plant: str) -> Meaning:
        slugs: set[str] = set()
        line = ""
        for place in (plant,) if plant else (self.known.plant, ""):
            slugs, line = self.known.names.find_workshop(text, place)
            if slugs:
                break
        if len(slugs) == 1:
            return Meaning(next(iter(slugs)), line)
        problem = "workshop_ambiguous" if slugs else "workshop_unknown"
        return Meaning(problem=problem, choices=", ".join(sorted(slugs)))

    def factor(self, given: str, wanted: str) -> float | None:
        """Factor from one unit to another; a metric or a column without a unit takes what comes."""
        if not given or not wanted:
            return 1.0
        key = (given, wanted)
        if key not in self._factors:
            self._factors[key] = factor(given, wanted)
        return self._factors[key]

    def grain(self, metric: str) -> str:
        return self.table.grain or self.known.metric(metric).grain


ROLES_OF_ROWS = ("plant", "workshop", "line", "product", "task", "shift", "metric", "unit", "event")
ROLES_OF_ROWS += ("date", "time", "end", "year", "month", "week")


def is_unit_known(unit: str) -> bool:
    return bool(unit_of(unit))


def headings_of(columns: Iterable[ColumnMapping]) -> str:
    return ", ".join(column.heading for column in columns)
