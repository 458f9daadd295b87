"""A panel file for `huzhu effect`: one row per unit and period, as analysts have them.

Reads comma-, semicolon- and tab-separated text in UTF-8 (with or without a mark), UTF-16 or GBK, rows in any order,
decimal points or commas, figures in full width. Whatever is wrong is told with its row, counted as a spreadsheet shows
it, and its column.
"""

from __future__ import annotations

import csv
import datetime
import difflib
import io
import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from huzhu.cli.saying import Refusal

MISSING = {"", "na", "n/a", "nan", "null", "none", ".", "-", "–", "—", "无"}
NEVER = MISSING | {"0", "0.0", "inf", "never", "从未"}
WEEK = re.compile(r"(\d{4})-?W(\d{1,2})(?:-?([1-7]))?", re.IGNORECASE)
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
QUARTER = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)
LARGEST = 1e100  # beyond it squares overflow
WHOLE = re.compile(r"[+-]?\d+")


@dataclass(frozen=True)
class Panel:
    """`values[unit][period]`, NaN where the file has nothing; `rows` says where a value stands in the file;
    `since[unit]` is what the column for the first period says, "" for nothing."""

    units: list[str]
    periods: list[str]
    moments: list[Any]  # the periods as comparable things, in the same order
    moment: Callable[[str], Any]  # reads a period given by the user in the same way
    values: list[list[float]]
    rows: dict[tuple[int, int], int]
    column: str
    since: list[str]

    def unit_at(self, name: str) -> int:
        if name in self.units:
            return self.units.index(name)
        alike = [at for at, unit in enumerate(self.units) if unit.casefold() == name.strip().casefold()]
        if len(alike) == 1:
            return alike[0]
        raise Refusal(f"There is no unit “{name}” in the file; {_nearest(name, self.units)}")

    def is_later(self, text: str, option: str) -> bool:
        """Does this period come after all those of the file?"""
        return self._moment_of(text, option) > self.moments[-1]

    def _moment_of(self, text: str, option: str) -> Any:
        try:
            return self.moment(_half_width(text))
        except ValueError:
            raise Refusal(f"{option}: “{text}” cannot be read like the periods of the file ({self._span}).") from None

    def period_at(self, text: str, option: str) -> int:
        """The first period at or after what was given; outside the file is an error."""
        wanted = self._moment_of(text, option)
        at = next((place for place, each in enumerate(self.moments) if each >= wanted), None)
        if at is None or wanted < self.moments[0]:
            raise Refusal(f"{option}: {text} lies outside the periods of the file ({self._span}).")
        return at

    @property
    def _span(self) -> str:
        return f"{self.periods[0]} to {self.periods[-1]}"


def _nearest(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    if near:
        return "did you mean " + " or ".join(f"“{each}”" for each in near) + "?"
    return "it has " + ", ".join(f"“{each}”" for each in known[:6]) + (" and others." if len(known) > 6 else ".")


def read_panel(path: Path, unit: str, time: str, value: str, decimal: str = "auto", since: str | None = None) -> Panel:
    """Read the three named columns, and that with each unit's first period of the change, if there is one. Names are
    found whatever their case, and by an unambiguous beginning."""
    text = _decode(path)
    separator = _separator(text)
    headings, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    headings = [heading.strip() for heading in headings]
    places = [_column(name, headings, option) for name, option in ((unit, "--unit"), (time, "--time"))]
    places.append(_column(value, headings, "--value"))
    kept = [(number, row) for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)]
    if not kept:
        raise Refusal("The file has headings but no rows.")
    panel = _arrange(_cells(kept, places, headings), [headings[at] for at in places], separator, decimal)
    if since is None:
        return panel
    return replace(panel, since=_since(kept, panel, places[0], _column(since, headings, "--since"), headings))


def _since(kept: list[tuple[int, list[str]]], panel: Panel, unit: int, at: int, headings: list[str]) -> list[str]:
    """The first period of each unit, which all rows of a unit must agree on."""
    known: dict[str, tuple[int, str]] = {}
    for number, row in kept:
        text = row[at].strip() if at < len(row) else ""
        text = "" if text.casefold() in NEVER else text
        before, said = known.setdefault(row[unit].strip(), (number, text))
        if said != text:
            raise Refusal(
                f"Row {number}, column “{headings[at]}”: “{text}” for {row[unit].strip()}, but row {before} has "
                f"“{said}”; a unit has one first period."
            )
    return [known[each][1] for each in panel.units]


def _decode(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise Refusal(f"{path} cannot be read: {problem.strerror}.") from None
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif raw[:4] in (b"PK\x03\x04", b"PAR1"):
        raise Refusal(
            f"{path.name} is a workbook or Parquet file; save the panel as CSV, or load it with `huzhu load`."
        )
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if not text.strip():
            raise Refusal(f"{path.name} is empty.")
        return text
    raise Refusal(f"{path.name} is neither UTF-8, UTF-16 nor GBK text.")


def _separator(text: str) -> str:
    """The one of , ; tab that occurs most in the heading line, outside quotation marks."""
    first = text.lstrip().split("\n", 1)[0]
    bare = re.sub(r'"[^"]*"', "", first)
    return max(";\t,", key=bare.count)


def _column(name: str, headings: list[str], option: str) -> int:
    def plain(text: str) -> str:
        return re.sub(r"[\s_]+", "", text).casefold()

    for alike in (
        lambda heading: heading == name,
        lambda heading: plain(heading) == plain(name),
        lambda heading: plain(name) != "" and plain(heading).startswith(plain(name)),
    ):
        found = [at for at, heading in enumerate(headings) if alike(heading)]
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(f"“{headings[at]}” (column {at + 1})" for at in found)
            raise Refusal(f"{option}: “{name}” could be any of {several}.")
    raise Refusal(f"{option}: there is no column “{name}”; the file has {', '.join(f'“{each}”' for each in headings)}.")


def _cells(
    kept: list[tuple[int, list[str]]], places: list[int], headings: list[str]
) -> list[tuple[int, str, str, str]]:
    cells = []
    for number, row in kept:
        if len(row) <= max(places):
            raise Refusal(f"Row {number}: {len(row)} cells where the heading has {len(headings)}.")
        unit, time, value = row[places[0]].strip(), *(_half_width(row[at]) for at in places[1:])
        for text, at in ((unit, places[0]), (time, places[1])):
            if not text:
                raise Refusal(f"Row {number}, column “{headings[at]}”: nothing is written here.")
        cells.append((number, unit, time, value))
    return cells


def _half_width(text: str) -> str:
    """１９５８．５ -> 1958.5, as Chinese keyboards write it."""
    return unicodedata.normalize("NFKC", text).strip()


def _arrange(cells: list[tuple[int, str, str, str]], names: list[str], separator: str, decimal: str) -> Panel:
    moment = _reader_of_periods([(number, time) for number, _, time, _ in cells], names[1])
    amount = _reader_of_numbers([(number, value) for number, _, _, value in cells], names[2], separator, decimal)
    units = list(dict.fromkeys(unit for _, unit, _, _ in cells))
    shown: dict[Any, str] = {}
    for _, _, time, _ in cells:
        shown.setdefault(moment(time), time)
    moments = sorted(shown)
    unit_at = {unit: at for at, unit in enumerate(units)}
    period_at = {each: at for at, each in enumerate(moments)}
    values = [[math.nan] * len(moments) for _ in units]
    rows: dict[tuple[int, int], int] = {}
    for number, unit, time, value in cells:
        place = (unit_at[unit], period_at[moment(time)])
        if place in rows:
            raise Refusal(
                f"Row {number}: {names[0]} “{unit}” and {names[1]} “{time}” stand already in row {rows[place]}; "
                "a panel has one value for each."
            )
        rows[place] = number
        values[place[0]][place[1]] = amount(number, value)
    names_of_periods = [shown[each] for each in moments]
    return Panel(units, names_of_periods, moments, moment, values, rows, names[2], [""] * len(units))


# Periods


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _date(text: str) -> datetime.date:
    """A day, an ISO week (its Monday), a quarter, a month or a year (their first day)."""
    if found := WEEK.fullmatch(text):
        return datetime.date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 1))
    if found := DAY.fullmatch(text):
        return datetime.date(int(found[1]), int(found[2]), int(found[3]))
    if found := QUARTER.fullmatch(text):
        return datetime.date(int(found[1]), 3 * int(found[2]) - 2, 1)
    if found := MONTH.fullmatch(text):
        return datetime.date(int(found[1]), int(found[2]), 1)
    if re.fullmatch(r"\d{4}", text):
        return datetime.date(int(text), 1, 1)
    if re.fullmatch(r"(19|20)\d{6}", text):
        return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    raise ValueError(text)


def _decimal_number(text: str) -> float:
    found = float(text.replace(",", "."))
    if not math.isfinite(found):
        raise ValueError(text)
    return found


def _reader_of_periods(times: list[tuple[int, str]], column: str) -> Callable[[str], Any]:
    """Whole numbers, else dates, else numbers: whichever reads every row. Else names the row that fits none."""
    readers: list[Callable[[str], Any]] = [_whole, _date, _decimal_number]
    if all(re.fullmatch(r"(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])", text) for _, text in times):
        readers = [_date]  # 19580827 is a day, not a number: the steps between days would be wrong
    furthest, broke = 0, times[0]
    for reader in readers:
        for at, (number, text) in enumerate(times):
            try:
                reader(text)
            except ValueError:
                if at >= furthest:
                    furthest, broke = at, (number, text)
                break
        else:
            return reader
    raise Refusal(
        f"Row {broke[0]}, column “{column}”: “{broke[1]}” is not a period like those above it "
        "(years, days such as 1958-08-27, weeks such as 1958-W35, months such as 1958-08, or numbers)."
    )


# Numbers


def _reader_of_numbers(
    values: list[tuple[int, str]], column: str, separator: str, decimal: str
) -> Callable[[int, str], float]:
    """Decides once for the whole column which mark is the decimal one."""
    written = [(number, text) for number, text in values if text.casefold() not in MISSING]
    comma = decimal == "comma" or (decimal == "auto" and _has_decimal_comma(written, column))

    def read(number: int, text: str) -> float:
        if text.casefold() in MISSING:
            return math.nan
        bare = re.sub(r"[\s\u00a0\u202f'’]", "", text).replace("\N{MINUS SIGN}", "-")
        bare = bare.replace(".", "").replace(",", ".") if comma else bare.replace(",", "")
        try:
            found = float(bare) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", bare) else math.nan
        except ValueError:
            found = math.nan
        if not abs(found) <= LARGEST:
            why = "is too large to be a reading" if abs(found) > LARGEST else "is not a number"
            raise Refusal(f"Row {number}, column “{column}”: “{text}” {why}.")
        return found

    return read


def _has_decimal_comma(written: list[tuple[int, str]], column: str) -> bool:
    """True for 12,5 and 1.234,5; False for 12.5 and 1,234.5; a column that could be either is refused."""
    doubtful: tuple[int, str] | None = None
    for number, text in written:
        if "," not in text:
            continue
        if "." in text:
            return text.rfind(",") > text.rfind(".")
        if text.count(",") > 1:
            return False
        if not re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text.strip()):
            return True
        doubtful = doubtful or (number, text)
    if doubtful and not any("." in text for _, text in written):
        raise Refusal(
            f"Row {doubtful[0]}, column “{column}”: “{doubtful[1]}” may have a decimal comma or a thousands mark; "
            "say --decimal comma or --decimal point."
        )
    return False
