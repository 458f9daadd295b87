"""Single cells of a row: their number, whether they say anything, and why one is refused."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from huzhu.metrics.files.dates import parse_time
from huzhu.metrics.files.mapping import ColumnMapping
from huzhu.metrics.files.numbers import LARGEST, MISSING, Cell, fold, parse_number

UNDECODABLE = "\ufffd"


class Refusal(Exception):
    """A row or cell that is not taken: code, the column's heading, what stands there, parameters."""

    def __init__(self, code: str, field: str, value: object, **params: object) -> None:
        super().__init__(code)
        self.code, self.field, self.value, self.params = code, field, value, params


_OF_DATES = frozenset(
    {
        "not_a_date",
        "no_such_day",
        "date_order_unclear",
        "date_order",
        "year_missing",
        "month_missing",
        "year_two_digits",
        "year_wraps",
        "future",
        "year_out_of_range",
        "epoch_unclear",
        "time_zone",
        "not_a_time",
        "ends_before_start",
        "longer_period",
        "date_missing",
    }
)


def is_of_the_row(code: str, column: ColumnMapping) -> bool:
    """Whether a refusal is about what all the row's values share, so that it is said once."""
    if code in _OF_DATES:
        return not column.period
    if code.startswith(("workshop_", "plant_")):
        return not column.workshop
    return (code.startswith("metric_") and not column.metric) or code == "text_too_long"


def number_of(cell: Any, column: ColumnMapping, counts: bool) -> Cell:
    """A cell's number, whether it is text or came typed from a workbook or Parquet."""
    if isinstance(cell, str):
        return parse_number(cell, column.decimal, column.clock, counts)
    if isinstance(cell, dt.timedelta | dt.time):
        span = cell if isinstance(cell, dt.timedelta) else parse_time(cell)[0]
        return Cell(round((span or dt.timedelta()).total_seconds(), 1) / 60, "min")
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        try:
            return (
                Cell(None, problem="not_a_number") if isinstance(cell, bool | dt.date) else _finite(float(cell), column)
            )
        except (TypeError, ValueError):
            return Cell(None, problem="not_a_number")
    return _finite(float(cell), column) if abs(cell) <= LARGEST else _finite(math.inf, column, cell)


def _finite(value: float, column: ColumnMapping, cell: Any = None) -> Cell:
    if not math.isfinite(value) or abs(value) > LARGEST:
        return Cell(None, problem="too_large" if cell is not None and math.isfinite(cell) else "not_finite")
    return Cell(value + 0.0, "1" if column.percent_cells else "")


def is_missing(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and (not cell or fold(cell).casefold() in MISSING))


def is_damaged(text: str) -> bool:
    return not text.isascii() and any(
        "\udc80" <= c <= "\udfff" or "\ud800" <= c <= "\udc7f" or c == UNDECODABLE for c in text
    )
