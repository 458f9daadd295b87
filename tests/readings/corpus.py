"""Files of readings as plants send them, made in code, each with what must come of it.

A case says the readings that must be kept (exactly these, no others), the problem codes of what must be refused, and
the questions that must be asked; or the code with which the whole file must be refused.
"""

# A case is a line of a table: wrapped, the tables could not be read.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
import io
import itertools
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from huzhu.metrics.files.known import Known, KnownDefinition, KnownMetric, KnownWorkshop, Named
from tests.readings.oldexcel import xls

KNOWN = Known(
    plants=(Named("dalian", ("大连钢厂", "大连", "Dalian")), Named("benxi", ("本溪钢厂", "本溪", "Benxi"))),
    trades=(Named("section-rolling", ("型钢轧制",)),),
    workshops=(
        KnownWorkshop("dalian-medium-section", ("中型车间", "Medium-section mill", "中型車間"), "dalian", "section-rolling"),
        KnownWorkshop("dalian-small-section", ("小型车间", "Small-section mill", "小型車間"), "dalian", "section-rolling", ("1", "2")),
        KnownWorkshop("benxi-medium-section", ("中型车间", "Medium-section mill"), "benxi", "section-rolling"),
    ),
    metrics=(
        KnownMetric("roll-change-time", ("换辊时间", "Roll change time", "換輥時間"), "min", "duration", "down", "event"),
        KnownMetric("metal-yield", ("成材率", "Metal yield", "成材量"), "%", "share", "up", "day", "t"),
        KnownMetric("ends-down", ("断头率", "断头数"), "根/百千锭时", "rate", "down", "day", "千锭时", per=100),
        KnownMetric("energy", ("单位电耗", "用电"), "kWh/t", "level", "down", "day", "t"),
        KnownMetric("output", ("小时产量", "Output"), "t/h", "level", "up", "shift"),
        KnownMetric("people-hurt", ("伤害人数", "People hurt"), "", "count", "down", "day"),
        KnownMetric(
            "mill-availability", ("作业率", "Availability"), "%", "share", "up", "day", "h",
            (KnownDefinition(1), KnownDefinition(2, dt.date(1957, 10, 1), "dalian")),
        ),
    ),
    products=(Named("round", ("圆钢", "Round")),),
    today=dt.date(1958, 12, 31),
    plant="dalian",
)  # fmt: skip

DM, DS, BM = "dalian-medium-section", "dalian-small-section", "benxi-medium-section"
RCT, YIELD = "roll-change-time", "metal-yield"


@dataclass(frozen=True)
class Case:
    """kept: (metric, workshop, line, day or moment as ISO, value); refused: codes; asked: question codes."""

    name: str
    data: bytes
    file: str = "readings.csv"
    kept: tuple[tuple[str, str, str, str, float], ...] = ()
    refused: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    problem: str = ""
    accept: bool = True
    answers: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def text(rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8", newline: str = "\n") -> bytes:
    """A delimited file; cells that need it are quoted."""

    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if any(c in value for c in (delimiter, '"', "\n", "\r")) else value

    return newline.join(delimiter.join(cell(v) for v in row) for row in [*rows]).encode(encoding) + newline.encode(
        encoding.replace("utf-8-sig", "utf-8").replace("utf-16", "utf-16-le")
        if encoding in ("utf-8-sig", "utf-16")
        else encoding
    )


PLAIN = [
    ["日期", "车间", "换辊时间(分)"],
    ["1958-08-27", "中型车间", "75"],
    ["1958-08-28", "中型车间", "62.5"],
    ["1958-08-29", "小型车间", "48"],
]
PLAIN_KEPT = ((RCT, DM, "", "1958-08-27", 75.0), (RCT, DM, "", "1958-08-28", 62.5), (RCT, DS, "", "1958-08-29", 48.0))
ENCODINGS = ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5")


def traditional(rows: list[list[str]]) -> list[list[str]]:
    table = str.maketrans({"车": "車", "间": "間", "换": "換", "辊": "輥", "时": "時"})
    return [[cell.translate(table) for cell in row] for row in rows]


def text_forms() -> Iterator[Case]:
    """Every encoding with every separator and line end."""
    for encoding, delimiter, newline in itertools.product(ENCODINGS, (",", "\t", ";", "，", "|"), ("\n", "\r\n", "\r")):
        rows = traditional(PLAIN) if encoding == "big5" else PLAIN
        name = f"{encoding} {delimiter!r} {newline!r}"
        yield Case(name, text(rows, delimiter, encoding, newline), kept=PLAIN_KEPT)


def with_dates(name: str, dates: list[str], days: list[str] | None, header: str = "日期", **more: Any) -> Case:
    """Rows of one workshop with these dates; days None where all of them must be refused."""
    rows = [[header, "车间", "换辊时间(分)"], *([date, "中型车间", str(60 + i)] for i, date in enumerate(dates))]
    kept = tuple((RCT, DM, "", day, 60.0 + i) for i, day in enumerate(days or []) if day)
    return Case(f"dates {name}", text(rows), kept=kept, **more)


def date_forms() -> Iterator[Case]:
    """Every way of writing the days 27 and 28 August and 3 September 1958 that says them beyond doubt, then the others."""
    days = ["1958-08-27", "1958-08-28", "1958-09-03"]
    plain = {
        "iso": "%Y-%m-%d",
        "slash": "%Y/%m/%d",
        "dots": "%Y.%m.%d",
        "compact": "%Y%m%d",
        "day first dots": "%d.%m.%Y",
        "day first slash": "%d/%m/%Y",
        "month first": "%m/%d/%Y",
        "chinese": "%Y年%m月%d日",
        "named": "%d %b %Y",
        "named us": "%B %d, %Y",
        "weekday": "%Y-%m-%d (%a)",
        "blanks": "%Y %m %d",
    }
    for name, form in plain.items():
        yield with_dates(name, [dt.date.fromisoformat(day).strftime(form) for day in days], days)
        wide = str.maketrans("0123456789/-.", "０１２３４５６７８９／－．")
        dates = [dt.date.fromisoformat(day).strftime(form).translate(wide) for day in days]
        yield with_dates(name + " full width", dates, days)
    yield with_dates("no padding", ["1958-8-27", "1958/8/28", "1958-9-3"], days)
    yield with_dates("numerals", ["一九五八年八月二十七日", "一九五八年八月廿八日", "一九五八年九月三日"], days)
    yield with_dates("with times", ["1958-08-27 13:05", "1958/8/28 00:30", "1958年9月3日 下午3时20分"],
                     ["1958-08-27T13:05", "1958-08-28T00:30", "1958-09-03T15:20"])  # fmt: skip
    yield with_dates("midnight", ["1958-08-26 24:00", "1958-08-28 0:00"], days[:2])
    yield with_dates("mixed plain forms", ["1958-08-27", "1958年8月28日", "3 Sep 1958"], days)
    yield with_dates("month only", ["1958年8月", "1958-09"], ["1958-08-01", "1958-09-01"])
    yield with_dates("weeks", ["1958-W35", "1958年第36周"], ["1958-08-25", "1958-09-01"], header="周次")
    yield with_dates("no year, asked", ["8月27日", "8月28日"], None, refused=("year_missing",) * 2, asked=("year",))
    yield with_dates("no year, given", ["8月27日", "8月28日"], days[:2], answers={"year": "1958"}, asked=("year",))
    yield with_dates("no year, named in the file", ["8月27日", "8月28日"], days[:2], file="1958年换辊.csv")
    yield with_dates("no year, over new year", ["11月30日", "12月31日", "1月1日", "2月1日", "7月1日"],
                     ["1958-11-30", "1958-12-31"], file="1958.csv", refused=("year_wraps",) * 3)  # fmt: skip
    yield with_dates("day and month may be swapped", ["3.4.1958", "5.4.1958", "4.5.1958"], None,
                     refused=("date_order_unclear",) * 3, asked=("date_order",))  # fmt: skip
    yield with_dates("swapped, answered", ["3.4.1958", "5.4.1958"], ["1958-04-03", "1958-04-05"],
                     asked=("date_order",), answers={"order": "dmy"})  # fmt: skip
    yield with_dates("one cell against the column", ["13.4.1958", "14.4.1958", "4.15.1958"],
                     ["1958-04-13", "1958-04-14"], refused=("no_such_day",))  # fmt: skip
    yield with_dates(
        "two digits of year", ["58-8-27", "58-8-28"], None, refused=("year_two_digits",) * 2, asked=("year",)
    )
    yield with_dates("two digits, year known", ["58-8-27", "58-8-28"], days[:2], file="1958.csv")
    yield with_dates("serials", ["21424", "21425"], None, refused=("epoch_unclear",) * 2, asked=("epoch",))
    yield with_dates("serials 1900", ["21424", "21425"], days[:2], asked=("epoch",), answers={"epoch": "1900"})
    yield with_dates("serials 1904", ["19962", "19963"], days[:2], asked=("epoch",), answers={"epoch": "1904"})
    impossible = {
        "1958-02-29": "no_such_day", "1900-02-29": "no_such_day", "1958-13-01": "no_such_day", "1958-00-10": "no_such_day",
        "0001-01-01": "year_out_of_range", "9999-12-31": "year_out_of_range", "1959-01-01": "future", "昨天": "not_a_date",
        "1958": "not_a_date", "60": "not_a_date", "1958-08-27T13:05:00Z": "time_zone", "1958-08-27 25:00": "not_a_time",
        "1958-08-27 13:05+08:00": "time_zone", "1958-W60": "no_such_day", "8.27": "year_missing",
        "1958-8-27-1": "not_a_date", "": "date_missing", "1958-08-2７日x": "not_a_date",
    }  # fmt: skip
    for value, code in impossible.items():
        yield with_dates(f"impossible {value!r}", ["1958-08-27", value, "1958-08-28"],
                         ["1958-08-27", "", "1958-08-28"], refused=(code,), asked=("year",) * (code == "year_missing"))  # fmt: skip


def with_numbers(
    name: str,
    values: list[str],
    numbers: list[float | None],
    heading: str = "换辊时间(分)",
    metric: str = RCT,
    **more: Any,
) -> Case:
    rows = [["日期", "车间", heading], *([f"1958-08-{i + 1:02d}", "中型车间", value] for i, value in enumerate(values))]
    kept = tuple((metric, DM, "", f"1958-08-{i + 1:02d}", n) for i, n in enumerate(numbers) if n is not None)
    return Case(f"numbers {name}", text(rows), kept=kept, **more)


def number_forms() -> Iterator[Case]:
    yield with_numbers("decimal comma", ["75,5", "62,25", "1.012,5"], [75.5, 62.25, 1012.5])
    yield with_numbers("thousands comma", ["1,012.5", "975.5", "2,000"], [1012.5, 975.5, 2000.0])
    yield with_numbers("thousands comma, whole", ["1,012", "975", "980", "990"], [1012.0, 975.0, 980.0, 990.0])
    yield with_numbers("thousands blank", ["1 012,5", "975,5"], [1012.5, 975.5])
    yield with_numbers("thousands apostrophe", ["1'012.5", "975.5"], [1012.5, 975.5])
    yield with_numbers(
        "a thousand or a decimal",
        ["1,012", "1,250"],
        [None, None],
        refused=("decimal_unclear",) * 2,
        asked=("decimal",),
    )
    yield with_numbers(
        "answered comma", ["1,012", "1,250"], [1.012, 1.25], asked=("decimal",), answers={"decimal": ","}
    )
    yield with_numbers(
        "answered point", ["1,012", "1,250"], [1012.0, 1250.0], asked=("decimal",), answers={"decimal": "."}
    )
    yield with_numbers(
        "one comma among points", ["75.5", "62.5", "12,5"], [75.5, 62.5, None], refused=("decimal_mark",)
    )
    yield with_numbers(
        "one point among commas", ["75,5", "62,5", "12.5"], [75.5, 62.5, None], refused=("decimal_mark",)
    )
    yield with_numbers("full width", ["７５．５", "６２", "１，０１２．５"], [75.5, 62.0, 1012.5])
    yield with_numbers(
        "units in cells",
        ["75分", "1小时20分", "1.5小时", "90 min", "1h20m", "45分30秒"],
        [75.0, 80.0, 90.0, 90.0, 80.0, 45.5],
    )
    yield with_numbers("clock", ["1:20", "0:45"], [None, None], refused=("clock_unclear",) * 2, asked=("clock",))
    yield with_numbers("clock answered", ["1:20", "0:45"], [80.0, 45.0], asked=("clock",), answers={"clock": "h:mm"})
    yield with_numbers("clock minutes", ["75:30", "62:00"], [75.5, 62.0])
    yield with_numbers("clock with seconds", ["1:20:30", "0:45:00"], [80.5, 45.0])
    yield with_numbers("hours in the heading", ["1.25", "2"], [75.0, 120.0], heading="换辊时间(小时)")
    yield with_numbers("hours in an English heading", ["1.25", "2"], [75.0, 120.0], heading="Roll change time, h")
    yield with_numbers(
        "missing", ["75", "—", "", "停机", "-", "n/a", "/", "无", "62"], [75.0, *[None] * 7, 62.0], notices=("missing",)
    )
    yield with_numbers("percent signs", ["95.5%", "94％", "93"], [95.5, 94.0, 93.0], heading="成材率", metric=YIELD)
    yield with_numbers("percent in the heading", ["95.5", "94"], [95.5, 94.0], heading="成材率％", metric=YIELD)
    yield with_numbers("fractions, asked", ["0.955", "0.94"], [None, None], heading="成材率", metric=YIELD,
                       refused=("percent_unclear",) * 2, asked=("percent",))  # fmt: skip
    yield with_numbers("fractions, answered", ["0.955", "0.94"], [95.5, 94.0], heading="成材率", metric=YIELD,
                       asked=("percent",), answers={"unit": "1"})  # fmt: skip
    yield with_numbers("per mille", ["955", "940"], [95.5, 94.0], heading="成材率(‰)", metric=YIELD)
    yield with_numbers("none may be zero", ["0", "无", "1"], [0.0, None, 1.0], heading="伤害人数", metric="people-hurt",
                       refused=("zero_or_missing",))  # fmt: skip
    yield with_numbers(
        "half a person",
        ["0", "0.5"],
        [0.0, None],
        heading="伤害人数",
        metric="people-hurt",
        refused=("count_not_whole",),
    )
    yield with_numbers("minus nothing", ["-0", "3"], [0.0, 3.0], heading="伤害人数", metric="people-hurt")
    yield with_numbers("another unit", ["75 t", "62"], [None, 62.0], refused=("unit_unlike",))
    yield with_numbers("kilograms an hour", ["25000", "26000"], [25.0, 26.0], heading="小时产量(kg/h)", metric="output")
    bad = {
        "NaN": "not_finite", "Inf": "not_finite", "-inf": "not_finite", "#DIV/0!": "not_finite", "1e308": "too_large",
        "1e400": "too_large", "9" * 400: "too_large", "5²": "not_a_number", "0x1F": "not_a_number", "1_000": "not_a_number",
        "~60": "not_a_number", ">60": "not_a_number", "60-70": "not_a_number", "约60": "not_a_number", "六十": "not_a_number",
        "1.2.3": "not_a_number", "12,34,5": "not_a_number", "--5": "not_a_number", "-5": "negative", "=1+1": "not_a_number",
        "60 70": "not_a_number", "①": "not_a_number", "٣": "not_a_number", "60x": "unit_unknown", "true": "not_a_number",
        "12月": "unit_unknown", "\u202e57": "",
    }  # fmt: skip
    for value, code in bad.items():
        kept = [75.5, None if code else 57.0, 62.0]
        yield with_numbers(f"bad {value[:12]!r}", ["75.5", value, "62"], kept, refused=(code,) if code else ())


def trap_forms() -> Iterator[Case]:
    """Tables in which a hasty reader would take one thing for another."""
    day = ["1958-08-27", "中型车间", "75"]
    decimals = [["日期", "车间", "换辊时间(分)"], *([f"1958-08-{d:02d}", "中型车间", "0,01"] for d in range(1, 29))]
    kept = tuple((RCT, DM, "", f"1958-08-{d:02d}", 0.01) for d in range(1, 29))
    yield Case("decimal commas in every row", text(decimals, ";"), kept=kept)
    yield Case(
        "stretched words",
        text([["日　期", "车 间", "换辊时间(分)"], day, ["合　计", "", "75"]]),
        kept=PLAIN_KEPT[:1],
        notices=("totals",),
    )
    yield Case("longest beside usual", text([["日期", "车间", "换辊时间(分)", "最长换辊时间(分)"], [*day, "99"]]),
               kept=PLAIN_KEPT[:1], accept=False, notices=("not_accepted",))  # fmt: skip
    yield Case(
        "the same column twice",
        text([["日期", "车间", "换辊时间(分)", "换辊时间(分)"], [*day, "99"]]),
        kept=PLAIN_KEPT[:1],
    )
    yield Case("title names one metric of two", text([["换辊时间统计表"], ["日期", "车间", "换辊时间(分)", "次数"], [*day, "4"]]),
               kept=PLAIN_KEPT[:1], accept=False, notices=("not_accepted",))  # fmt: skip
    yield Case(
        "date of entry",
        text([["录入日期", "日期", "车间", "换辊时间(分)"], ["1958-09-30", *day], ["1958-09-30", *PLAIN[2]]]),
        kept=PLAIN_KEPT[:2],
    )
    yield Case(
        "a month among days",
        text([PLAIN[0], *PLAIN[1:], ["1958年8月", "中型车间", "999"]]),
        kept=PLAIN_KEPT,
        refused=("longer_period",),
    )
    yield Case(
        "a running number is no event",
        text([["编号", *PLAIN[0]], ["1", *PLAIN[1]], ["2", *PLAIN[2]], ["3", *PLAIN[3]]]),
        kept=PLAIN_KEPT,
    )
    yield Case("amount beside a share", text([["日期", "车间", "成材率%", "投料量(kg)"], ["1958-08-27", "中型车间", "91", "2000"]]),
               kept=((YIELD, DM, "", "1958-08-27", 91.0),))  # fmt: skip
    late = [
        ["date", "workshop", "Roll change time (min)", "remark"],
        *([f"1958-08-{d % 28 + 1:02d}", "Medium-section mill", "75", "x" * 90] for d in range(12_000)),
    ]
    bytes_late = text(late) + ",".join(["1958-08-29", "小型车间", "48", "备注"]).encode("gbk") + b"\n"
    yield Case(
        "Chinese only far down",
        bytes_late,
        kept=(*((RCT, DM, "", f"1958-08-{d % 28 + 1:02d}", 75.0) for d in range(12_000)), PLAIN_KEPT[2]),
    )
    german = "Datum;Abteilung;Rüstzeit (min);Störgründe\n27.08.1958;中;75,5;größer\n".replace(
        "中", "Medium-section mill"
    )
    yield Case("cp1252", german.encode("cp1252"), kept=(("rustzeit", DM, "", "1958-08-27", 75.5),))


def table_forms() -> Iterator[Case]:
    plain = PLAIN[1:]
    title = [["大连钢厂1958年8月换辊记录表", "", ""], ["填表人：王某", "", "单位：分"], ["", "", ""]]
    yield Case("title rows", text([*title, *PLAIN]), kept=PLAIN_KEPT)
    yield Case(
        "units row",
        text([["日期", "车间", "换辊时间"], ["", "", "小时"], *plain[:1]]),
        kept=((RCT, DM, "", "1958-08-27", 4500.0),),
    )
    yield Case(
        "English",
        text([["Date", "Workshop", "Roll change time (min)"], ["1958-08-27", "Medium-section mill", "75"]]),
        kept=PLAIN_KEPT[:1],
    )
    yield Case(
        "totals",
        text([*PLAIN, ["合计", "", "185.5"], ["平均", "", "61.8"], ["Total", "", "185.5"]]),
        kept=PLAIN_KEPT,
        notices=("totals",),
    )
    yield Case(
        "subtotals by workshop", text([*PLAIN, ["1958-08-27", "小计", "75"]]), kept=PLAIN_KEPT, notices=("totals",)
    )
    yield Case(
        "remarks below",
        text([*PLAIN, ["", "", ""], ["注：29日停电", "", ""], ["制表：李某", "审核：张某", ""]]),
        kept=PLAIN_KEPT,
        notices=("notes",),
    )
    yield Case(
        "heading repeated", text([*PLAIN[:2], PLAIN[0], *PLAIN[2:]]), kept=PLAIN_KEPT, notices=("repeated_headings",)
    )
    yield Case("empty lines between", text([*PLAIN[:2], ["", "", ""], [], *PLAIN[2:]]), kept=PLAIN_KEPT)
    yield Case(
        "line end in a cell",
        text([["日期", "车间", "换辊\n时间(分)", "备注"], ["1958-08-27", "中型车间", "75", "断\n电"]]),
        kept=PLAIN_KEPT[:1],
    )
    yield Case(
        "serial numbers and remarks",
        text([["序号", "日期", "车间", "换辊时间(分)", "备注"], ["1", "1958-08-27", "中型车间", "75", "3号轧机"]]),
        kept=PLAIN_KEPT[:1],
    )
    yield Case(
        "plan beside actual",
        text([["日期", "车间", "计划换辊时间", "换辊时间(分)"], ["1958-08-27", "中型车间", "60", "75"]]),
        kept=PLAIN_KEPT[:1],
    )
    yield Case(
        "a stray comma",
        text([*PLAIN, ["1958-08-30", "中型车间", "75", "5"]]),
        kept=PLAIN_KEPT,
        refused=("columns_differ",),
    )
    yield Case(
        "a row too short", text([*PLAIN, ["1958-08-30", "中型车间"]]), kept=PLAIN_KEPT, refused=("columns_differ",)
    )
    yield Case("a row too short for remarks only", text([[*PLAIN[0], "备注"], *PLAIN[1:]]), kept=PLAIN_KEPT)
    yield Case("shift, line, product", text([["日期", "班次", "产线", "产品", "车间", "换辊时间(分)"], ["1958-08-27", "甲班", "2号线", "圆钢", "小型车间", "48"]]),
               kept=((RCT, DS, "2", "1958-08-27", 48.0),))  # fmt: skip
    yield Case("line in the name", text([["日期", "车间", "换辊时间(分)"], ["1958-08-27", "小型二号线", "48"], ["1958-08-27", "小型车间1号线", "50"]]),
               kept=((RCT, DS, "2", "1958-08-27", 48.0), (RCT, DS, "1", "1958-08-27", 50.0)))  # fmt: skip
    yield Case("plant column", text([["日期", "厂", "车间", "换辊时间(分)"], ["1958-08-27", "本溪", "中型车间", "75"], ["1958-08-27", "大连钢厂", "中型", "62"]]),
               kept=((RCT, BM, "", "1958-08-27", 75.0), (RCT, DM, "", "1958-08-27", 62.0)))  # fmt: skip
    yield Case(
        "plant in the name",
        text([["日期", "车间", "换辊时间(分)"], ["1958-08-27", "本溪中型", "75"]]),
        kept=((RCT, BM, "", "1958-08-27", 75.0),),
    )
    yield Case(
        "workshop in the title",
        text([["大连钢厂中型车间换辊记录"], ["日期", "换辊时间(分)"], ["1958-08-27", "75"]]),
        kept=PLAIN_KEPT[:1],
    )
    yield Case(
        "no workshop anywhere",
        text([["日期", "换辊时间(分)"], ["1958-08-27", "75"]]),
        refused=("workshop_missing",),
        asked=("workshop",),
    )
    yield Case("a column for each workshop", text([["日期", "换辊时间(分)", ""], ["", "中型车间", "小型车间"], ["1958-08-27", "75", "48"]]),
               kept=((RCT, DM, "", "1958-08-27", 75.0), (RCT, DS, "", "1958-08-27", 48.0)))  # fmt: skip
    yield Case("a column for each metric", text([["日期", "车间", "换辊时间(分)", "成材率%"], ["1958-08-27", "中型车间", "75", "91.5"]]),
               kept=((RCT, DM, "", "1958-08-27", 75.0), (YIELD, DM, "", "1958-08-27", 91.5)))  # fmt: skip
    months = [
        ["1958年换辊时间（分）"],
        ["车间", "1月", "2月", "3月", "合计"],
        ["中型车间", "75", "76", "77", "228"],
        ["小型车间", "48", "—", "49", "97"],
    ]
    by_month = tuple(
        (RCT, w, "", f"1958-0{m}-01", v)
        for w, values in ((DM, (75.0, 76.0, 77.0)), (DS, (48.0, None, 49.0)))
        for m, v in enumerate(values, 1)
        if v
    )
    yield Case("a column for each month", text(months), kept=by_month)
    days = [
        ["1958年8月", "", "", ""],
        ["车间", "1", "2", "3", "4"],
        ["中型车间", "75", "76", "77", "78"],
        ["小型车间", "48", "47", "49", "50"],
    ]
    by_day = tuple(
        (RCT, w, "", f"1958-08-0{d}", v)
        for w, values in ((DM, (75.0, 76, 77, 78)), (DS, (48.0, 47, 49, 50)))
        for d, v in enumerate(values, 1)
    )
    yield Case(
        "a column for each day, metric asked", text(days), refused=("metric_missing",) * 2, asked=("metric",) * 4
    )
    yield Case("a column for each day", text([["1958年8月换辊时间", "", "", ""], *days[1:]]), kept=by_day)
    yield Case("long", text([["指标", "车间", "日期", "数值", "单位"], ["换辊时间", "中型车间", "1958-08-27", "1.25", "小时"], ["成材率", "中型车间", "1958-08-27", "91.5", "%"], ["不明", "中型车间", "1958-08-27", "3", ""]]),
               kept=((RCT, DM, "", "1958-08-27", 75.0), (YIELD, DM, "", "1958-08-27", 91.5)), refused=("metric_unknown",), accept=False)  # fmt: skip
    yield Case("year and month columns", text([["年", "月", "车间", "成材率%"], ["1958", "7", "中型车间", "91"], ["1958", "8", "中型车间", "92"]]),
               kept=((YIELD, DM, "", "1958-07-01", 91.0), (YIELD, DM, "", "1958-08-01", 92.0)))  # fmt: skip
    yield Case("year, month and day columns", text([["年", "月", "日", "车间", "成材率%"], ["1958", "7", "3", "中型车间", "91"], ["1958", "8", "4", "中型车间", "92"]]),
               kept=((YIELD, DM, "", "1958-07-03", 91.0), (YIELD, DM, "", "1958-08-04", 92.0)))  # fmt: skip
    yield Case("names written once", text([["车间", "日期", "换辊时间(分)"], ["中型车间", "1958-08-27", "75"], ["", "1958-08-28", "62.5"], ["", "1958-08-29", "60"], ["小型车间", "1958-08-29", "48"], ["", "1958-08-30", "47"]]),
               kept=(*PLAIN_KEPT[:2], (RCT, DM, "", "1958-08-29", 60.0), PLAIN_KEPT[2], (RCT, DS, "", "1958-08-30", 47.0)))  # fmt: skip
    yield Case(
        "a name missing once", text([*PLAIN, ["1958-08-30", "", "50"]]), kept=PLAIN_KEPT, refused=("workshop_missing",)
    )
    yield Case("start and end", text([["开始时间", "结束时间", "车间", "换辊时间(分)"], ["1958-08-27 23:30", "0:45", "中型车间", "75"], ["1958-08-28 10:00", "1958-08-28 09:00", "中型车间", "60"]]),
               kept=((RCT, DM, "", "1958-08-27T23:30", 75.0),), refused=("ends_before_start",))  # fmt: skip
    yield Case("time beside the date", text([["日期", "时刻", "车间", "换辊时间(分)"], ["1958-08-27", "13:05", "中型车间", "75"]]),
               kept=((RCT, DM, "", "1958-08-27T13:05", 75.0),))  # fmt: skip
    yield Case(
        "exact duplicates",
        text([["日期", "车间", "成材率%"], *[["1958-08-27", "中型车间", "91"]] * 3]),
        kept=((YIELD, DM, "", "1958-08-27", 91.0),),
        notices=("duplicates",),
    )
    yield Case(
        "two values for one day",
        text([["日期", "车间", "成材率%"], ["1958-08-27", "中型车间", "91"], ["1958-08-27", "中型车间", "92"]]),
        refused=("conflict",) * 2,
    )
    yield Case(
        "two events of one day", text([*PLAIN[:2], *PLAIN[1:2]]), kept=(PLAIN_KEPT[0],) * 2, notices=("repeats",)
    )
    yield Case(
        "an event twice",
        text([PLAIN[0], *[["1958-08-27 08:00", "中型车间", "75"]] * 2]),
        kept=((RCT, DM, "", "1958-08-27T08:00", 75.0),),
        notices=("duplicates",),
    )
    yield Case(
        "numbered events",
        text([["编号", *PLAIN[0]], ["7", *PLAIN[1]], ["7", *PLAIN[1]], ["8", *PLAIN[1]]]),
        kept=(PLAIN_KEPT[0],) * 2,
        notices=("duplicates",),
    )
    yield Case(
        "unknown metric not accepted",
        text([["日期", "车间", "换辊时间(分)", "怪指标"], ["1958-08-27", "中型车间", "75", "3"]]),
        kept=PLAIN_KEPT[:1],
        accept=False,
        notices=("not_accepted",),
    )
    yield Case(
        "unknown workshop not accepted",
        text([*PLAIN, ["1958-08-30", "木工车间", "3"]]),
        kept=PLAIN_KEPT,
        accept=False,
        refused=("workshop_unknown",),
    )
    yield Case(
        "a broken character",
        text(PLAIN).replace("小".encode(), b"\xe5\xb0"),
        kept=PLAIN_KEPT[:2],
        refused=("undecodable",),
    )
    yield Case(
        "a lone surrogate",
        text(PLAIN).replace("小".encode(), b"\xed\xa0\x80"),
        kept=PLAIN_KEPT[:2],
        refused=("undecodable",),
    )
    yield Case("sep= line", b"sep=;\n" + text(PLAIN, ";"), kept=PLAIN_KEPT)
    yield Case("exposure", text([["日期", "车间", "成材率%", "分母(kg)"], ["1958-08-27", "中型车间", "91", "2000"], ["1958-08-28", "中型车间", "91", "0"]]),
               kept=((YIELD, DM, "", "1958-08-27", 91.0),), refused=("exposure_not_positive",))  # fmt: skip


# ---- workbooks ----


def counted_forms() -> Iterator[Case]:
    """A plant counts, and says of how much: the reading is one over the other."""
    head = ["日期", "车间", "千锭时", "断头数(根)"]
    rows = [head, ["1958-08-27", "中型车间", "400", "120"], ["1958-08-28", "中型车间", "250", "1000"]]
    kept = (("ends-down", DM, "", "1958-08-27", 30.0), ("ends-down", DM, "", "1958-08-28", 400.0))
    yield Case("counts over their exposure", text(rows), kept=kept)
    bare = [[*head[:3], "断头数"], *rows[1:]]
    yield Case("counts without a unit", text(bare), kept=kept)
    gaps = [*rows[:2], ["1958-08-28", "中型车间", "", "90"], ["1958-08-29", "中型车间", "停台", "80"]]
    yield Case("counts of an amount that is not there", text(gaps), kept=kept[:1],
               refused=("exposure_missing", "not_a_number"))  # fmt: skip
    ready = [["日期", "车间", "千锭时", "断头率"], ["1958-08-27", "中型车间", "400", "30.5"]]
    yield Case("a rate is not divided", text(ready), kept=(("ends-down", DM, "", "1958-08-27", 30.5),))
    tonnes = [["日期", "车间", "成材量(t)", "装入量(kg)"], ["1958-08-27", "中型车间", "91", "100000"]]
    yield Case("a part of the whole", text(tonnes), kept=((YIELD, DM, "", "1958-08-27", 91.0),))
    power = [["日期", "车间", "用电(MWh)", "轧制量(t)"], ["1958-08-27", "中型车间", "4", "100"]]
    yield Case("energy over tonnes", text(power), kept=(("energy", DM, "", "1958-08-27", 40.0),))
    stopped = [["日期", "车间", "千锭时", "断头数(根)"], ["1958-08-27", "中型车间", "停台", "—"], *rows[1:]]
    later = [stopped[0], ["1958-08-26", *stopped[1][1:]], *rows[1:]]
    yield Case("nothing but words in the first row", text(later), kept=kept, notices=("missing",))


def workbook(fill: Any, **options: Any) -> bytes:
    """An .xlsx whose sheets `fill(book)` writes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    fill(book)
    book.close()
    return target.getvalue()


def plain_sheet(book: Any, name: str = "Sheet1", rows: list[list[Any]] | None = None, top: int = 0) -> Any:
    sheet = book.add_worksheet(name)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for r, row in enumerate(rows or PLAIN):
        for c, value in enumerate(row):
            if isinstance(value, dt.datetime):
                sheet.write_datetime(top + r, c, value, day)
            else:
                sheet.write(
                    top + r, c, float(value) if isinstance(value, str) and value.replace(".", "").isdigit() else value
                )
    return sheet


def dated(rows: list[list[str]]) -> list[list[Any]]:
    return [[dt.datetime.fromisoformat(c) if len(c) == 10 and c[4] == "-" else c for c in row] for row in rows]


def merged_book(book: Any) -> None:
    """大连钢厂1958年8月 over everything, two heading rows, a workshop's name over its rows, totals, a percent column."""
    sheet = book.add_worksheet("八月")
    day, percent = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "0.0%"})
    sheet.merge_range("A1:F1", "大连钢厂1958年8月生产月报")
    for cells, words in (
        ("A2:A3", "车间"),
        ("B2:B3", "日期"),
        ("C2:D2", "换辊时间(分)"),
        ("E2:E3", "成材率"),
        ("F2:F3", "备注"),
    ):
        sheet.merge_range(cells, words)
    sheet.write("C3", "1号线")
    sheet.write("D3", "2号线")
    sheet.merge_range("A4:A5", "小型车间")
    for r in range(2):
        sheet.write_datetime(3 + r, 1, dt.datetime(1958, 8, 27 + r), day)
        sheet.write(3 + r, 2, 80 + r)
        sheet.write(3 + r, 3, 70 + r)
        sheet.write(3 + r, 4, 0.91 + r / 100, percent)
    sheet.write(5, 0, "合计")
    sheet.write(5, 2, 161)


MERGED_KEPT = (
    (RCT, DS, "1", "1958-08-27", 80.0), (RCT, DS, "2", "1958-08-27", 70.0), (YIELD, DS, "", "1958-08-27", 91.0),
    (RCT, DS, "1", "1958-08-28", 81.0), (RCT, DS, "2", "1958-08-28", 71.0), (YIELD, DS, "", "1958-08-28", 92.0),
)  # fmt: skip


def durations_book(book: Any) -> None:
    """Durations as Excel keeps them: [h]:mm cells are days; one is a text."""
    sheet = plain_sheet(book, rows=[["日期", "车间", "换辊时间"]])
    day, span = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "[h]:mm"})
    for r, (value, form) in enumerate(((75 / 1440, span), (26 / 24, span), (90, None))):
        sheet.write_datetime(1 + r, 0, dt.datetime(1958, 8, 27 + r), day)
        sheet.write(1 + r, 1, "中型车间")
        sheet.write(1 + r, 2, value, form)


def workbook_forms() -> Iterator[Case]:
    yield Case("xlsx", workbook(lambda b: plain_sheet(b, rows=dated(PLAIN))), "a.xlsx", PLAIN_KEPT)
    yield Case("xlsx 1904", workbook(lambda b: plain_sheet(b, rows=dated(PLAIN)), date_1904=True), "a.xlsx", PLAIN_KEPT)
    serials = [PLAIN[0], [21424, "中型车间", "75"], [21425, "中型车间", "62.5"], [21426, "小型车间", "48"]]
    yield Case("xlsx with bare serials", workbook(lambda b: plain_sheet(b, rows=serials)), "a.xlsx", PLAIN_KEPT)
    older = [PLAIN[0], *([row[0] - 1462, *row[1:]] for row in serials[1:])]
    yield Case(
        "xlsx with bare serials 1904",
        workbook(lambda b: plain_sheet(b, rows=older), date_1904=True),
        "a.xlsx",
        PLAIN_KEPT,
    )
    yield Case("xlsx dates as text", workbook(plain_sheet), "a.xlsx", PLAIN_KEPT)
    yield Case("xlsx placed low", workbook(lambda b: plain_sheet(b, rows=dated(PLAIN), top=7)), "a.xlsx", PLAIN_KEPT)
    yield Case("xlsx merged", workbook(merged_book), "a.xlsx", MERGED_KEPT, notices=("totals",))
    yield Case("xlsx durations", workbook(durations_book), "a.xlsx",
               ((RCT, DM, "", "1958-08-27", 75.0), (RCT, DM, "", "1958-08-28", 1560.0), (RCT, DM, "", "1958-08-29", 90.0)))  # fmt: skip

    def two(book: Any) -> None:
        plain_sheet(book, "中型", dated(PLAIN[:3]))
        plain_sheet(book, "小型", dated([PLAIN[0], PLAIN[3]]))
        book.add_worksheet("空")

    yield Case("xlsx several sheets", workbook(two), "a.xlsx", PLAIN_KEPT)

    def by_sheet(book: Any) -> None:
        plain_sheet(book, "中型车间", dated([[r[0], r[2]] for r in PLAIN[:3]]))
        plain_sheet(book, "小型车间", dated([[r[0], r[2]] for r in (PLAIN[0], PLAIN[3])]))

    yield Case("xlsx a sheet for each workshop", workbook(by_sheet), "a.xlsx", PLAIN_KEPT)

    def hidden(book: Any) -> None:
        plain_sheet(book, "记录", dated(PLAIN))
        plain_sheet(book, "旧", dated([PLAIN[0], ["1957-08-27", "中型车间", "99"]])).hide()

    yield Case("xlsx hidden sheet", workbook(hidden), "a.xlsx", PLAIN_KEPT)

    def formulas(book: Any) -> None:
        sheet = plain_sheet(book, rows=dated(PLAIN[:2]))
        sheet.write_formula("C2", "=25*3", None, 75)
        sheet.write_formula("C3", "=1/0", None, "#DIV/0!")

    yield Case("xlsx formulas", workbook(formulas), "a.xlsx", PLAIN_KEPT[:1])
    months = [
        ["大连钢厂1958年换辊时间"],
        ["车间", *(dt.datetime(1958, m, 1) for m in range(1, 5))],
        ["中型车间", 75, 76, 77, 78],
    ]
    yield Case("xlsx months as dates", workbook(lambda b: plain_sheet(b, rows=months)), "a.xlsx",
               tuple((RCT, DM, "", f"1958-0{m}-01", 74.0 + m) for m in range(1, 5)))  # fmt: skip
    yield Case("xlsx named xls", workbook(lambda b: plain_sheet(b, rows=dated(PLAIN))), "a.xls", PLAIN_KEPT)
    yield Case("csv named xlsx", text(PLAIN, encoding="gbk"), "a.xlsx", PLAIN_KEPT)
    old = [[float(c) if c.replace(".", "").isdigit() else c for c in row] for row in PLAIN]
    yield Case("xls", xls(old), "a.xls", PLAIN_KEPT)
    yield Case("xls named csv", xls(old), "a.csv", PLAIN_KEPT, notices=())
    bare = [PLAIN[0], [21424, "中型车间", 75], [21425, "中型车间", 62.5]]
    yield Case("xls with bare serials", xls(bare), "a.xls", refused=("epoch_unclear",) * 2, asked=("epoch",))
    yield Case("ods", ods(PLAIN), "a.ods", PLAIN_KEPT)


def ods(rows: list[list[str]]) -> bytes:
    """An OpenDocument sheet with typed dates and numbers."""

    def cell(value: str) -> str:
        if len(value) == 10 and value[4] == "-":
            return f'<table:table-cell office:value-type="date" office:date-value="{value}"><text:p>{value}</text:p></table:table-cell>'
        if value.replace(".", "").isdigit():
            return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    body = "".join("<table:table-row>" + "".join(map(cell, row)) + "</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        f'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="S">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    return archive({"mimetype": mime, "content.xml": content, "META-INF/manifest.xml": manifest})


def archive(members: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return target.getvalue()


# ---- hostile ----


def book_with(members: dict[str, str | bytes]) -> bytes:
    """A plain workbook with members replaced or added."""
    plain = zipfile.ZipFile(io.BytesIO(workbook(lambda b: plain_sheet(b, rows=dated(PLAIN)))))
    return archive({**{name: plain.read(name) for name in plain.namelist()}, **members})


def sheet_xml(cells: str) -> str:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + cells
        + "</sheetData></worksheet>"
    )


def hostile_forms() -> Iterator[Case]:
    good = workbook(lambda b: plain_sheet(b, rows=dated(PLAIN)))
    bomb = b"<row>" + b" " * (200 << 20)
    laughs = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">]><worksheet/>'
    yield Case("empty", b"", problem="empty_file")
    yield Case("blanks", b" \r\n\t\n", problem="empty_file")
    yield Case("truncated xlsx", good[: len(good) // 2], "a.xlsx", problem="broken_file")
    yield Case("xlsx with garbage", good[:30] + b"\x00" * 400 + good[430:], "a.xlsx", problem="broken_file")
    yield Case("zip bomb", book_with({"xl/worksheets/sheet1.xml": bomb}), "a.xlsx", problem="unpacks_too_big")
    yield Case("entities", book_with({"xl/worksheets/sheet1.xml": laughs}), "a.xlsx", problem="unsafe_xml")
    external = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><sst/>'
    yield Case("external entity", book_with({"xl/sharedStrings.xml": external}), "a.xlsx", problem="unsafe_xml")
    yield Case("nested zip", book_with({"xl/more.zip": good}), "a.xlsx", problem="nested_archive")
    yield Case(
        "nested zip by another name", book_with({"xl/media/image1.png": good}), "a.xlsx", problem="nested_archive"
    )
    yield Case("zip slip", book_with({"../../etc/cron.d/x": "x"}), "a.xlsx", problem="nested_archive")
    far = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    yield Case("far corner", book_with({"xl/worksheets/sheet1.xml": far}), "a.xlsx", problem="too_many_cells")
    yield Case("plain zip", archive({"a.csv": "x"}), "a.zip", problem="archive")
    yield Case("zip in a zip", archive({"a.zip": good}), "a.xlsx", problem="nested_archive")
    yield Case("html as xls", b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", problem="html")
    yield Case("html with blanks", b"\xef\xbb\xbf\r\n <!DOCTYPE HTML><p>", "a.xls", problem="html")
    yield Case(
        "old xml",
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        "a.xls",
        problem="xml_spreadsheet",
    )
    yield Case(
        "svg",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "a.csv",
        problem="not_a_table",
    )
    yield Case("png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "a.csv", problem="not_a_table")
    yield Case("pdf", b"%PDF-1.7\n" + b"x" * 100, "a.xlsx", problem="not_a_table")
    yield Case("gzip", b"\x1f\x8b\x08" + b"\0" * 100, "a.csv", problem="archive")
    yield Case("NUL bytes", text(PLAIN).replace(b"75", b"7\x005"), problem="binary")
    yield Case("random bytes", bytes((i * 7919 + i // 3) % 256 for i in range(5000)), problem="binary")
    yield Case("broken xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "a.xls", problem="broken_file")
    yield Case("broken parquet", b"PAR1" + b"\0" * 300, "a.parquet", problem="broken_file")
    yield Case(
        "100000 columns",
        b",".join(b"c%d" % i for i in range(100_000)) + b"\n" + b",".join([b"1"] * 100_000),
        problem="too_many_columns",
    )
    yield Case("one long line", b"x" * 3_000_000, problem="not_a_table")
    yield Case("prose", "今天开会讨论了换辊问题。\n大家都很高兴。\n".encode(), problem="no_table")
    yield Case("headings only", text(PLAIN[:1]), problem="no_table")


def all_cases() -> list[Case]:
    forms = (
        text_forms,
        date_forms,
        number_forms,
        trap_forms,
        table_forms,
        counted_forms,
        workbook_forms,
        hostile_forms,
    )
    return [case for form in forms for case in form()]
