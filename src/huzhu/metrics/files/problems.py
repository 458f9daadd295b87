"""What can be wrong with a file, a row or a cell: code -> what is wrong and how to mend it; the open questions; and
what deserves a look in rows that were taken.

The sentences are message ids; the web layer translates them (Chinese in locale/zh/readings.po) and fills in the
parameters: `explain(code, params, translate)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """What is wrong, and how to mend it; both may hold %(name)s parameters."""

    sentence: str
    mend: str


@dataclass(frozen=True)
class Refused:
    """One value that was not taken. row: 1-based as the spreadsheet shows it; field: the heading of its column."""

    sheet: str
    row: int
    field: str
    value: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """Something left out or taken for granted without harm, said so nobody is surprised. rows: the first few."""

    code: str
    count: int = 1
    sheet: str = ""
    rows: tuple[int, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)


class FileRefused(ValueError):
    """A file that is not read at all. `code` is a key of FILE_PROBLEMS; `params` fill its sentences."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params

    def __str__(self) -> str:
        return " ".join(explain(self.code, self.params))


FILE_PROBLEMS = {
    "empty_file": Problem("The file is empty.", "Export it again and load the new file."),
    "too_big": Problem(
        "The file is larger than %(limit)s MB.", "Split it, for example by month, and load the parts one after another."
    ),
    "unpacks_too_big": Problem(
        "Unpacked, the workbook is larger than %(limit)s MB, or very much larger than the file itself.",
        "Save only the sheets with readings, or export them as CSV.",
    ),
    "too_many_cells": Problem(
        "Sheet “%(sheet)s” spans %(rows)s rows and %(columns)s columns; at most %(limit)s cells are read.",
        "Delete stray cells far from the table, or export the sheet as CSV.",
    ),
    "too_many_columns": Problem(
        "The table has %(columns)s columns; at most %(limit)s are read.", "Export only the columns with readings."
    ),
    "nested_archive": Problem(
        "The file is an archive with another archive or a program inside.", "Unpack it and load the tables one by one."
    ),
    "archive": Problem("The file is an archive, not a table.", "Unpack it and load the tables one by one."),
    "unsafe_xml": Problem(
        "The workbook contains an entity or document type definition, which a spreadsheet does not need.",
        "Open it in a spreadsheet program and save it again as .xlsx.",
    ),
    "html": Problem(
        "The file is a web page, although its name says it is a spreadsheet.",
        "Open it in a spreadsheet program and save it as .xlsx or CSV.",
    ),
    "xml_spreadsheet": Problem(
        "The file is a spreadsheet in an old XML form.", "Open it in a spreadsheet program and save it as .xlsx or CSV."
    ),
    "not_a_table": Problem(
        "The file is of the kind %(kind)s, not a table.",
        "Load CSV, Excel (.xlsx, .xls), OpenDocument (.ods) or Parquet.",
    ),
    "binary": Problem("The file contains bytes that no text has.", "Export it again as CSV or save it as .xlsx."),
    "password": Problem("The workbook is protected by a password.", "Remove the password and save it again."),
    "broken_file": Problem(
        "The file is damaged or cut short and cannot be opened.",
        "Export it again or send it once more; compare its size.",
    ),
    "too_slow": Problem(
        "Opening the workbook took too long or too much memory.", "Export the sheet with readings as CSV and load that."
    ),
    "encoding_unclear": Problem(
        "The characters of the file cannot be read as UTF-8, GB 18030, Big5 or UTF-16.",
        "Save it as UTF-8 and load it again.",
    ),
    "no_table": Problem(
        "No table with readings was found in the file.", "A table needs a heading row and rows with numbers below it."
    ),
    "changed_since": Problem(
        "The headings are not the ones the mapping was made for.", "Look at the mapping again and confirm it."
    ),
}

ROW_PROBLEMS = {
    "not_a_number": Problem("“%(value)s” is not a number.", "Write a number alone, or leave the cell empty."),
    "not_finite": Problem(
        "“%(value)s” is an error or not a finite number.",
        "Mend the formula, write the number, or leave the cell empty.",
    ),
    "too_large": Problem("“%(value)s” is too large to be a reading.", "Write the reading that was meant."),
    "decimal_mark": Problem(
        "“%(value)s” does not fit the decimal mark “%(decimal)s” of the column.",
        "Write all numbers of a column alike, or correct the decimal mark in the mapping.",
    ),
    "decimal_unclear": Problem(
        "“%(value)s” may be a thousand or a decimal.", "Say in the mapping which decimal mark the column uses."
    ),
    "clock_unclear": Problem(
        "“%(value)s” may be hours and minutes, or minutes and seconds.",
        "Say in the mapping which of the two the column holds.",
    ),
    "percent_unclear": Problem(
        "“%(value)s” may be a fraction or a percentage.", "Say in the mapping which of the two the column holds."
    ),
    "zero_or_missing": Problem(
        "“%(value)s” may mean zero or not counted.",
        "Write 0 if it was counted and nothing happened; leave it empty if not.",
    ),
    "unit_unlike": Problem(
        "The unit “%(unit)s” cannot be turned into “%(wanted)s”.",
        "Write the value in %(wanted)s, or correct the column's unit.",
    ),
    "unit_unknown": Problem(
        "The unit “%(unit)s” is not known.", "Leave the unit out of the cell and say it in the heading or the mapping."
    ),
    "not_a_date": Problem("“%(value)s” is not a date.", "Write the day as 1958-08-27."),
    "no_such_day": Problem("There is no day “%(value)s”.", "Correct the day, month or week."),
    "date_order_unclear": Problem(
        "“%(value)s” may put the day or the month first.", "Say in the mapping which comes first, or write 1958-08-27."
    ),
    "date_order": Problem(
        "“%(value)s” does not fit the order of day and month in the column.", "Write all dates of a column alike."
    ),
    "year_missing": Problem("“%(value)s” has no year.", "Say in the mapping which year the file is of."),
    "month_missing": Problem("“%(value)s” has no month.", "Say in the mapping which month the file is of."),
    "year_two_digits": Problem(
        "“%(value)s” has a year of two digits.", "Say in the mapping which year the file is of, or write 1958-08-27."
    ),
    "year_wraps": Problem(
        "“%(value)s” has no year and stands after later months, so the year cannot be told.",
        "Write the year with the date.",
    ),
    "year_out_of_range": Problem("The year of “%(value)s” cannot be right.", "Correct the date."),
    "epoch_unclear": Problem(
        "“%(value)s” is the number of a day, counted from 1900 or from 1904.",
        "Say in the mapping which of the two it is.",
    ),
    "longer_period": Problem(
        "“%(value)s” is a whole month or week in a column of days.",
        "Write the day, or leave out rows that add days up.",
    ),
    "time_zone": Problem(
        "“%(value)s” is a time of another clock than the plant's.", "Write the time the clock of the plant showed."
    ),
    "not_a_time": Problem("“%(value)s” is not a time of the day.", "Write the time as 13:05."),
    "ends_before_start": Problem("It ends (%(value)s) before it starts (%(start)s).", "Correct start or end."),
    "future": Problem("“%(value)s” is in the future.", "Correct the date."),
    "date_missing": Problem("The row has no date.", "Write the day, week or month of the reading."),
    "metric_missing": Problem(
        "The row does not say what was measured.", "Name the metric in the row or in the mapping."
    ),
    "metric_unknown": Problem(
        "No metric is called “%(value)s”.",
        "Correct the name, add it as another name of a metric, or create the metric.",
    ),
    "metric_ambiguous": Problem(
        "Several metrics are called “%(value)s”: %(choices)s.", "Use a name that only one of them has."
    ),
    "workshop_missing": Problem("The row names no workshop.", "Name the workshop in the row or in the mapping."),
    "workshop_unknown": Problem(
        "No workshop is called “%(value)s”.",
        "Correct the name, add it as another name of a workshop, or create the workshop.",
    ),
    "workshop_ambiguous": Problem(
        "Several workshops are called “%(value)s”: %(choices)s.", "Name the plant as well, or choose it in the mapping."
    ),
    "plant_unknown": Problem("No plant is called “%(value)s”.", "Correct the name or create the plant."),
    "plant_ambiguous": Problem("Several plants are called “%(value)s”: %(choices)s.", "Use the full name."),
    "exposure_missing": Problem(
        "“%(value)s” is to be divided by the amount it is of, and that is not there.",
        "Write the amount beside it, or leave both empty.",
    ),
    "exposure_not_positive": Problem(
        "The amount the value is of, “%(value)s”, is not above zero.",
        "Correct the amount, or leave value and amount empty.",
    ),
    "count_not_whole": Problem("“%(value)s” is not a whole number of people or events.", "Write a whole number."),
    "negative": Problem("“%(value)s” is below zero, which %(metric)s cannot be.", "Correct the value."),
    "columns_differ": Problem(
        "The row has %(given)s columns where the heading has %(wanted)s.",
        "Look for a missing quotation mark or a stray separator.",
    ),
    "undecodable": Problem(
        "The row has characters that are not %(encoding)s.", "Save the file as UTF-8 and load it again."
    ),
    "conflict": Problem(
        "Rows %(row)s and %(other)s give different values (%(value)s and %(other_value)s) for the same time and place.",
        "Leave one of them, or add the column that tells them apart (line, shift, product, number).",
    ),
    "text_too_long": Problem("The text is longer than %(limit)s characters.", "Write a short name."),
}

NOTICES = {
    "totals": "%(count)s rows with totals or averages were left out.",
    "repeated_headings": "%(count)s repeated heading rows were left out.",
    "notes": "%(count)s rows with remarks only were left out.",
    "missing": "%(count)s cells are empty or marked as missing.",
    "duplicates": "%(count)s rows say the same as another row and were left out.",
    "repeats": (
        "%(count)s rows equal another of the same day; as nothing tells them apart, they count as events of their own."
    ),
    "hidden_sheet": "The sheet is hidden in the workbook.",
    "extension": "The file is %(found)s, although its name ends in “%(ending)s”.",
    "encoding_guessed": "The file does not say its encoding; it was read as %(encoding)s.",
    "not_accepted": "Columns with a metric that is not known and was not accepted were left out: %(names)s.",
}

QUESTIONS = {
    "date_order": "Does the date “%(sample)s” put the day or the month first?",
    "year": "Which year is “%(sample)s” of?",
    "month": "Which month is the table of?",
    "epoch": "Does the day number “%(sample)s” count from 1900 (usual) or from 1904 (old Macintosh files)?",
    "decimal": "Is “%(sample)s” a thousand or a decimal?",
    "clock": "Is “%(sample)s” hours and minutes, or minutes and seconds?",
    "percent": "Are values such as “%(sample)s” fractions (0.05 is 5%%) or already percent?",
    "workshop": "Which workshop is the table of?",
    "metric": "What does the column “%(sample)s” measure?",
    "unit": "Which unit is the column “%(sample)s” written in?",
    "value": "Which column holds the readings?",
    "date": "Which column says when?",
}

# What a data steward should look at in rows that were taken (metrics/stewarding.py): code -> sentence.
WARNINGS = {
    "unit_slip": (
        "%(count)s values are about %(factor)s times the usual %(usual)s: another unit, such as hours for minutes?"
    ),
    "duplicates": "%(count)s readings have the same time, place and value as another one.",
    "gap": "No readings for %(count)s weeks, from %(first)s to %(last)s.",
    "definition_break": "The level jumps by %(change)s %% at %(on)s and stays: did the way of measuring change?",
    "rounding": "%(share)s %% of the values are multiples of %(step)s: written down from memory or rounded?",
    "above_100": "%(count)s shares are above 100 %%.",
    "negative": "%(count)s values are below zero.",
    "future": "%(count)s readings are in the future.",
    "same_value": "%(count)s values in a row are all %(value)s: a stuck meter, or copied down?",
}

PROBLEMS = {**FILE_PROBLEMS, **ROW_PROBLEMS}


def explain(code: str, params: Mapping[str, Any], translate: Callable[[str], str] = str) -> tuple[str, str]:
    """(what is wrong, how to mend it) for a code of PROBLEMS, in the language of `translate` (gettext)."""
    problem = PROBLEMS[code]
    filled = _Filled(params)
    return translate(problem.sentence) % filled, translate(problem.mend) % filled


class _Filled(dict):
    """Parameters in which one that was not given shows as a dash instead of breaking the sentence."""

    def __missing__(self, key: str) -> str:
        return "—"
