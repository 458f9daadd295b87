"""Whatever is written can be read again unchanged, and the fast way and the careful way agree on every value."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huzhu.metrics.files import columnwise
from huzhu.metrics.files.dates import DateStyle, from_serial, parse_date
from huzhu.metrics.files.headings import propose_mapping
from huzhu.metrics.files.keys import NAMES, SCHEMA
from huzhu.metrics.files.numbers import parse_number
from huzhu.metrics.files.reading import read_all
from huzhu.metrics.files.tables import open_file
from tests.readings.corpus import DM, DS, KNOWN, RCT, dated, plain_sheet, text, workbook

CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(dt.date(1900, 3, 1), dt.date(1958, 12, 31))
MINUTES = st.integers(1, 99_999).map(lambda n: n / 100)
ROWS = st.lists(st.tuples(DAYS, st.sampled_from(["中型车间", "小型车间"]), MINUTES), min_size=4, max_size=30)
SLUG = {"中型车间": DM, "小型车间": DS}


def written(value: float, decimal: str, thousands: str) -> str:
    whole, _, part = f"{value:,.2f}".partition(".")
    return whole.replace(",", thousands) + decimal + part


@CALM
@given(
    rows=ROWS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"]),
    delimiter=st.sampled_from([",", ";", "\t", "，", "|"]),
    form=st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%Y.%m.%d"]),
    decimal=st.sampled_from([(".", ""), (".", ","), (",", ""), (",", "."), (",", " "), (".", "'")]),
)
def test_text_round_trip(rows: list, encoding: str, delimiter: str, form: str, decimal: tuple[str, str]) -> None:
    table = [
        ["日期", "车间", "换辊时间(分)"],
        *([day.strftime(form).zfill(8), w, written(v, *decimal)] for day, w, v in rows),
    ]
    assert read_back(text(table, delimiter, encoding), "a.csv") == sorted(expected(rows))


@CALM
@given(rows=ROWS, old=st.booleans())
def test_workbook_round_trip(rows: list, old: bool) -> None:
    rows = [(max(day, dt.date(1904, 1, 2)), w, v) for day, w, v in rows]
    table = [["日期", "车间", "换辊时间(分)"], *([f"{day}", w, str(v)] for day, w, v in rows)]
    data = workbook(lambda book: plain_sheet(book, rows=dated(table)), date_1904=old)
    assert read_back(data, "a.xlsx") == sorted(expected(rows))


@CALM
@given(rows=ROWS)
def test_parquet_round_trip(rows: list) -> None:
    table = pa.table(
        {"日期": [d for d, _, _ in rows], "车间": [w for _, w, _ in rows], "换辊时间(分)": [v for _, _, v in rows]}
    )
    target = io.BytesIO()
    pq.write_table(table, target)
    assert read_back(target.getvalue(), "a.parquet") == sorted(expected(rows))


def expected(rows: list) -> list[tuple[str, str, float]]:
    return [(SLUG[w], f"{day}", v) for day, w, v in rows]


def read_back(data: bytes, name: str) -> list[tuple[str, str, float]]:
    opened = open_file(data, name)
    mapping = propose_mapping(opened, KNOWN)
    assert not mapping.questions, ascii(data.decode("utf-8", "replace"))
    table, refused, _ = read_all(opened, mapping, KNOWN)
    assert not refused
    return sorted((r["workshop"], f"{r['started_at']:%Y-%m-%d}", r["value"]) for r in table.to_pylist())


@given(day=DAYS)
def test_every_day_in_every_form(day: dt.date) -> None:
    forms = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%d %b %Y", "%B %d, %Y"]
    assert all(parse_date(day.strftime(form).zfill(8), DateStyle()).start.date() == day for form in forms)  # type: ignore[union-attr]
    assert parse_date(day.strftime("%d.%m.%Y"), DateStyle("dmy")).start.date() == day  # type: ignore[union-attr]
    assert parse_date(day.strftime("%m/%d/%Y"), DateStyle("mdy")).start.date() == day  # type: ignore[union-attr]
    assert from_serial((day - dt.date(1899, 12, 30)).days).start.date() == day  # type: ignore[union-attr]


@given(value=st.floats(-1e14, 1e14, allow_nan=False))
def test_a_float_as_python_writes_it(value: float) -> None:
    assert parse_number(repr(value)).value == pytest.approx(value, rel=1e-15)


@given(text=st.text(max_size=30))
def test_no_text_breaks_the_readers(text: str) -> None:
    for decimal in (".", ",", ""):
        cell = parse_number(text, decimal)
        assert cell.value is None or not cell.problem
    when = parse_date(text, DateStyle("dmy", 1958, 8))
    assert when.start is None or 1800 <= when.start.year <= 2200


MESSY_DATES = st.sampled_from(
    ["1958-08-27", "1958/8/27", "1958-08-27 13:05", "1958-08-27 0:00", "27.8.1958", "坏", "", "1959-01-01", "合计"]
)
MESSY_NAMES = st.sampled_from(["中型车间", "小型2号线", "大连小型", "本溪中型", "无名", "", "小计", "-"])
MESSY_NUMBERS = st.sampled_from(
    ["75", "62.5", "1小时", "", "—", "nan", "1e5", "-3", "0", "无", "1,234", "12,5", "7５", "1e400", "inf", "停机"]
)
MESSY_SHIFTS = st.sampled_from(["甲班", "乙", "", "-", "平均", "A"])


@settings(max_examples=120, deadline=None)
@given(
    rows=st.lists(
        st.tuples(MESSY_DATES, MESSY_NAMES, MESSY_SHIFTS, MESSY_NUMBERS, MESSY_NUMBERS), min_size=1, max_size=25
    )
)
def test_fast_and_careful_agree(rows: list[tuple[str, ...]]) -> None:
    """Forcing every row through the careful way gives the same readings, keys, refusals and counts."""
    sure = ["1958-08-01", "中型车间", "甲", "70", "90"]
    data = text([["日期", "车间", "班次", "换辊时间(分)", "成材率%"], *[sure] * 3, *map(list, rows)])
    opened = open_file(data, "a.csv")
    mapping = propose_mapping(opened, KNOWN)
    fast = outcome(opened, mapping)
    with patch.object(columnwise, "needs_order", lambda plan: True):
        careful = outcome(opened, mapping)
    assert fast == careful


def outcome(opened: Any, mapping: Any) -> tuple[list, list, dict]:
    table, refused, notices = read_all(opened, mapping, KNOWN)
    rows = sorted(tuple(str(v) for v in row.values()) for row in table.drop(["sheet"]).to_pylist())
    return rows, sorted((r.row, r.field, r.code) for r in refused), {n.code: n.count for n in notices}


def test_schema_is_the_agreed_one() -> None:
    assert SCHEMA.names == [
        "metric",
        "version",
        *NAMES[1:],
        "started_at",
        "ended_at",
        "value",
        "exposure",
        "key",
        "row",
        "sheet",
    ]
    assert RCT == "roll-change-time"
