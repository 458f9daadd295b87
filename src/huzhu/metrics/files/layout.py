"""Where a table lies in a sheet: title, heading levels, units row, first row of data."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from huzhu.metrics.files.dates import FIRST_SERIAL, DateStyle, parse_date
from huzhu.metrics.files.numbers import MISSING, NONE_WORDS, fold, parse_number
from huzhu.metrics.files.units import unit_of

SAMPLE = 400
Rows = list[list[Any]]


@dataclass(frozen=True)
class Table:
    """One table of a file.

    headings: for each column its levels from top to bottom (a merged heading has several). units: of the units row.
    first_row: 1-based row of the first data row; heading_rows: how many rows stand above it, title included.
    title: what stands above the heading. sample: the first data rows. rows: all data rows of a workbook, else None.
    percent: columns whose cells are fractions shown as percent. epoch: 1900, 1904, or 0 where the file does not say.
    """

    sheet: str
    headings: tuple[tuple[str, ...], ...]
    units: tuple[str, ...]
    first_row: int
    heading_rows: int
    title: str
    sample: tuple[tuple[Any, ...], ...]
    rows: Rows | None = field(default=None, repr=False, compare=False)
    percent: frozenset[int] = frozenset()
    epoch: int = 0
    hidden: bool = False

    @property
    def width(self) -> int:
        return len(self.headings)

    def shown(self, index: int) -> str:
        """A column's heading in one line."""
        name = " / ".join(self.headings[index])
        unit = self.units[index] if index < len(self.units) else ""
        return f"{name} ({unit})" if unit and unit not in name else name or f"[{column_letters(index)}]"

    def column(self, index: int) -> list[Any]:
        """The sample's values of a column, empty cells left out."""
        return [row[index] for row in self.sample if index < len(row) and row[index] not in ("", None)]


def column_letters(index: int) -> str:
    """A, B, ... Z, AA as a spreadsheet names its columns; index is 0-based."""
    letters, index = "", index + 1
    while index:
        index, place = divmod(index - 1, 26)
        letters = chr(65 + place) + letters
    return letters


BLANK, NUMBER, DATE, TEXT = "blank", "number", "date", "text"
_LOOSE = DateStyle(order="mdy", year=2000, month=1)


def cell_class(value: Any) -> str:
    """What a cell looks like on its own: blank, number, date or text."""
    if value is None or (isinstance(value, str) and fold(value).casefold() in MISSING | NONE_WORDS):
        return BLANK
    if isinstance(value, bool):
        return TEXT
    if isinstance(value, int | float):
        return NUMBER
    if not isinstance(value, str):
        return NUMBER if isinstance(value, dt.timedelta | dt.time) else DATE
    plain = fold(value)
    if len(plain) > 40:
        return TEXT
    when = parse_date(plain, _LOOSE)
    if when.start is not None and not re.fullmatch(r"[0-9]+([.,][0-9]+)?", plain):
        return DATE
    cell = parse_number(plain, "", "h:mm")
    numeric = cell.value is not None and (not cell.unit or unit_of(cell.unit))
    return NUMBER if numeric or cell.problem in ("decimal_unclear", "not_finite", "too_large") else TEXT


def _runs_on(row: list[Any], classes: list[str]) -> bool:
    """A heading of periods: 1 2 3 ... 31, or 1月 2月, or months and days one after another."""
    filled = [(value, kind) for value, kind in zip(row, classes, strict=True) if kind != BLANK]
    periods = [value for value, kind in filled if kind != TEXT]
    if len(periods) < 2 or len(periods) < len(filled) * 0.6:
        return False
    kinds = {kind for _, kind in filled if kind != TEXT}
    if kinds == {NUMBER}:
        try:
            numbers = [float(str(value)) for value in periods]
        except ValueError:
            return False
        steps = {later - earlier for earlier, later in itertools.pairwise(numbers)}
        few_texts = filled[0][1] == TEXT or numbers[0] == 1
        whole = all(n == int(n) and (0 < n <= 53 or 1800 <= n <= 2200 or n > FIRST_SERIAL) for n in numbers)
        return few_texts and whole and steps == {1.0} and len(numbers) >= 3
    if kinds == {DATE}:
        days = [parse_date(value, _LOOSE) for value in periods]
        starts = [when.start for when in days if when.start]
        return len(set(starts)) == len(periods) and (len(periods) > 2 or len(filled) == len(periods) + 1)
    return False


def _alike(one: list[str], other: list[str]) -> float:
    """How alike two rows are in kind, column by column, where neither is blank."""
    pairs = [(a, b) for a, b in zip(one, other, strict=False) if BLANK not in (a, b)]
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else 0.0


def find_table(sheet: str, rows: Rows, merged: Sequence, unmerged: bool) -> Table | None:
    """The table of a sheet: heading levels, units row, title and first data row; None where there is none.

    unmerged: the file cannot say what is merged, so an upper heading reaches to the right until the next one.
    """
    head = [list(row) for row in rows[:60]]
    width = max(
        (place + 1 for row in rows[: SAMPLE + 60] for place, v in enumerate(row) if v not in ("", None)), default=0
    )
    head = [row + [""] * (width - len(row)) for row in head]
    classes = [[cell_class(value) for value in row[:width]] for row in head]
    first = _first_data(head, classes, width)
    if first is None or width < 2:
        return None
    last, units = _last_heading(head, classes, first)
    top = _first_heading(head, classes, last, merged)
    headings = _levels(head[top : last + 1], merged, top, unmerged) if last >= 0 else ((),) * width
    width = _width(headings, rows[first : first + SAMPLE])
    headings, units = headings[:width], units[:width]
    title = " ".join(str(v) for row in head[: max(top, 0)] for v in row if v not in ("", None))[:400]
    sample = tuple((*row[:width], *[""] * (width - len(row))) for row in rows[first : first + SAMPLE])
    return Table(sheet, headings, units or ("",) * width, first + 1, first, title, sample)


def _width(headings: tuple[tuple[str, ...], ...], rows: Rows) -> int:
    """Columns of the table: to the last that has a heading or is filled in a third of the rows."""
    for width in range(len(headings), 1, -1):
        filled = sum(len(row) >= width and row[width - 1] not in ("", None) for row in rows)
        if headings[width - 1] or 3 * filled > len(rows):
            return width
    return len(headings)


def _first_data(head: Rows, classes: list[list[str]], width: int) -> int | None:
    counts = sorted(sum(k != BLANK for k in row) for row in classes if NUMBER in row)
    usual = counts[len(counts) // 2] if counts else width
    for place, kinds in enumerate(classes):
        if _dated(kinds, classes[place + 1 : place + 3]):
            return place
        filled = sum(kind != BLANK for kind in kinds)
        if filled < max(2, usual / 2) or NUMBER not in kinds or _runs_on(head[place], kinds):
            continue
        after = [other for other in classes[place + 1 : place + 6] if NUMBER in other]
        if not after or max(_alike(kinds, other) for other in after) >= 0.5:
            return place
    return None


def _dated(kinds: list[str], below: list[list[str]]) -> bool:
    """A date with dates right below it, and numbers there: a row of data, even where it only has words or gaps."""
    if not any(NUMBER in other for other in below):
        return False
    return any(kind == DATE and all(other[at] == DATE for other in below) for at, kind in enumerate(kinds))


def _last_heading(head: Rows, classes: list[list[str]], first: int) -> tuple[int, tuple[str, ...]]:
    """(row of the lowest heading or -1, units of a row of units between it and the data)."""
    last = first - 1
    while last >= 0 and all(kind == BLANK for kind in classes[last]):
        last -= 1
    units: tuple[str, ...] = ()
    if last > 0:
        texts = [fold(str(v)).strip("()[] ") for v in head[last]]
        known = [unit_of(text) for text in texts]
        filled = [text for text in texts if text and text not in MISSING]
        above = sum(kind != BLANK for kind in classes[last - 1])
        if filled and sum(map(bool, known)) >= len(filled) * 0.6 and above > 1:
            units, last = tuple(known), last - 1
    if last >= 0 and sum(kind != BLANK for kind in classes[last]) < 2:
        return -1, units  # a title right above the data: columns without headings
    return last, units


def _first_heading(head: Rows, classes: list[list[str]], last: int, merged: Sequence) -> int:
    """The topmost row that still is heading: at most four; a single cell at the left or across all is a title."""
    top = last
    width = len(head[0]) if head else 0
    while top > 0 and last - top < 3:
        above = classes[top - 1]
        filled = [place for place, kind in enumerate(above) if kind != BLANK]
        if not filled or (NUMBER in above and not _runs_on(head[top - 1], above)):
            break
        across = any(r[0][0] == top - 1 and r[1][1] - r[0][1] + 1 > width * 0.6 for r in merged)
        if (len(filled) == 1 and (filled[0] == 0 or across)) or any(
            re.search(r"[:：]", str(head[top - 1][place])) for place in filled
        ):
            break
        top -= 1
    return top


def _levels(rows: Rows, merged: Sequence, top: int, unmerged: bool) -> tuple[tuple[str, ...], ...]:
    """Each column's heading from top to bottom, without blanks and repetitions."""
    grid = [[fold_heading(value) for value in row] for row in rows]
    for (r0, c0), (r1, c1) in merged:
        for r in range(max(r0, top), min(r1, top + len(grid) - 1) + 1):
            for c in range(c0, min(c1, len(grid[0]) - 1) + 1):
                grid[r - top][c] = grid[max(r0 - top, 0)][c0]
    if unmerged:
        for level, row in enumerate(grid[:-1]):
            last = ""
            for place, value in enumerate(row):
                last = value or last
                if (
                    not value
                    and last
                    and grid[-1][place]
                    and not (level and grid[level - 1][place] != grid[level - 1][place - 1])
                ):
                    row[place] = last
    columns = []
    for place in range(len(grid[0])):
        levels = [row[place] for row in grid if row[place]]
        columns.append(tuple(v for i, v in enumerate(levels) if i == 0 or v != levels[i - 1]))
    return tuple(columns)


def fold_heading(value: Any) -> str:
    """A heading as one line of text. Dates and whole numbers (days, years) are written plainly."""
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return re.sub(r"\s+", " ", str(value)).strip()
