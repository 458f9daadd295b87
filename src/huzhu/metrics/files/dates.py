"""Dates and periods as plants write them: 1958/8/27, 8月27日, 二〇二六年三月四日, 3.4.2026, 2026-W35, Excel serials.

What a column leaves open (day or month first, the year, 1900 or 1904) is settled once for the column
(`propose_dates`) and handed to `parse_date` as a `DateStyle`; a cell that does not fit is refused, never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from huzhu.metrics.files.numbers import fold

FIRST_YEAR, LAST_YEAR = 1800, 2200
FIRST_SERIAL, LAST_SERIAL = 3654, 109939  # 1910 to 2200: a bare 1958 is a year, not a day of 1905
DAY, WEEK, MONTH, MOMENT = "day", "week", "month", "moment"


@dataclass(frozen=True)
class DateStyle:
    """What a column's dates mean. order: ymd, dmy, mdy ("" not decided: such cells are refused).

    year, month: for dates that do not say theirs. epoch: 1900 or 1904 for serial numbers (0 not decided: refused).
    bare: what a plain small number is in this column: "day", "month", "week" ("" refused).
    """

    order: str = "ymd"
    year: int | None = None
    month: int | None = None
    epoch: int = 1900
    bare: str = ""


class When(NamedTuple):
    """A start, an end (exclusive; None for days and moments), what it is (day, week, month, moment), a problem or "".

    yearless: the year came from the style, not from the cell.
    """

    start: dt.datetime | None
    end: dt.datetime | None = None
    size: str = DAY
    problem: str = ""
    yearless: bool = False


_MISSING = frozenset(["", "-", "--", "/", "n/a", "na", "#n/a", "null", "none", "无", "無"])
_NUMERALS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0", "元": "1"}
_CHINESE_NUMBER = re.compile(r"[〇○零一二三四五六七八九十廿卅元]+(?=[年月日号號周週])")
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ],
        start=1,
    )
    for name in names.split()
}
_TIME = re.compile(
    r"[T\s]*(?:(?P<half>上午|下午|晚上|中午|凌晨|早上)\s*)?(?P<h>[0-9]{1,2})(?:[:时時点點](?P<m>[0-9]{1,2})?)"
    r"(?:[:分]?(?P<s>[0-9]{2})?(?:\.[0-9]{1,9})?秒?)?分?\s*(?P<ampm>[ap]\.?m\.?)?(?P<zone>\s*(?:z|utc|gmt|[+-][0-9]{2}:?[0-9]{2}))?",
    re.I | re.ASCII,
)
_YMD = re.compile(r"([0-9]{4})([-/.年 ])([0-9]{1,2})([-/.月 ])([0-9]{1,2})[日号號]?", re.ASCII)
_CJK_YMD = re.compile(r"(?:([0-9]{2,4})年)?([0-9]{1,2})月([0-9]{1,2})[日号號]?", re.ASCII)
_CJK_YM = re.compile(r"(?:([0-9]{2,4})年)?([0-9]{1,2})月(?:份)?", re.ASCII)
_YM = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})", re.ASCII)
_THREE = re.compile(r"([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})", re.ASCII)
_TWO = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\.?", re.ASCII)
_DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)
_WEEK = re.compile(
    r"(?:([0-9]{4})[-\s年]*)?(?:第\s*([0-9]{1,2})\s*[周週]|(?:w|wk|week|cw|kw)[\s-]*([0-9]{1,2})|([0-9]{1,2})\s*[周週])",
    re.I,
)
_NAMED = re.compile(
    r"(?:([0-9]{1,2})[-\s.]+)?([a-z]{3,9})\.?(?:[-\s]+([0-9]{1,2})(?:st|nd|rd|th)?)?(?:[-,\s]+([0-9]{4}))?", re.I
)
_WEEKDAY = re.compile(
    r"[(（\s]*(?:星期|周|週|礼拜)[一二三四五六日天][)）\s]*$|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,\s]+|[(\s]+(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\)?$",
    re.I,
)
_ROC = re.compile(r"^(?:中华|中華)?民[国國]\s*([0-9]{1,3})(?=年)")


def chinese_digits(text: str) -> str:
    """二〇二六年三月二十四日 -> 2026年3月24日; other text unchanged."""
    return _CHINESE_NUMBER.sub(lambda found: _chinese_number(found[0]), text)


def _chinese_number(word: str) -> str:
    word = word.replace("廿", "二十").replace("卅", "三十")
    if "十" not in word:
        return "".join(_NUMERALS[c] for c in word)
    tens, _, ones = word.partition("十")
    if "十" in ones or len(tens) > 1 or len(ones) > 1:
        return word
    return (_NUMERALS.get(tens, "1") if tens else "1") + (_NUMERALS[ones] if ones else "0")


def parse_date(value: object, style: DateStyle) -> When:
    """One cell's day, moment, week or month. A missing one has neither start nor problem."""
    if isinstance(value, dt.datetime):
        if value.tzinfo is not None:
            return When(None, problem="time_zone")
        return _bounded(When(value, size=MOMENT if _has_time(value) else DAY))
    if isinstance(value, dt.date):
        return _bounded(When(dt.datetime.combine(value, dt.time()), size=DAY))
    if value is None:
        return When(None)
    if isinstance(value, bool | dt.time | dt.timedelta):
        return When(None, problem="not_a_date")
    if isinstance(value, int | float):
        return _bounded(_of_number(float(value), style))
    text = chinese_digits(fold(str(value)))
    if text.casefold() in _MISSING:
        return When(None)
    text = _ROC.sub(lambda found: str(int(found[1]) + 1911), text)
    text = _WEEKDAY.sub("", text).strip()
    if _DIGITS.fullmatch(text) and not _YM.fullmatch(text) and not _TWO.fullmatch(text):
        return _bounded(_of_number(float(text), style, len(text.partition(".")[0])))
    for start, end in ((len(text), len(text)), *_splits(text)):
        day = _of_text(text[:start].strip(" ,T"), style)
        if day is not None:
            moment = day if start == end == len(text) else _with_time(day, text[end:])
            return _bounded(moment)
    return When(None, problem="not_a_date")


def _splits(text: str) -> Iterable[tuple[int, int]]:
    """Places where a time of the day may begin."""
    return [(m.start(), m.start()) for m in re.finditer(r"(?:[T\s]|(?<=[日号號]))(?=\s*[上下晚中凌早0-9])", text)]


def _of_text(text: str, style: DateStyle) -> When | None:
    """A day, week or month without a time of the day; None when it is no such thing."""
    if found := _YMD.fullmatch(text):
        return _day(found[1], found[3], found[5])
    if found := _CJK_YMD.fullmatch(text):
        return _day(_full_year(found[1], style), found[2], found[3], yearless=not found[1])
    if found := _CJK_YM.fullmatch(text):
        return _month(_full_year(found[1], style), found[2], yearless=not found[1])
    if found := _YM.fullmatch(text):
        return _month(found[1], found[2])
    if found := _THREE.fullmatch(text):
        return _of_three(found[1], found[3], found[4], style)
    if found := _TWO.fullmatch(text):
        return _of_two(found[1], found[3], style)
    if found := _WEEK.fullmatch(text):
        return _week(found[1] or style.year, found[2] or found[3] or found[4], yearless=not found[1])
    if found := _NAMED.fullmatch(text):
        return _of_named(found, style)
    if style.bare and (found := re.fullmatch(r"([0-9]{1,2})[日号號]", text)):
        return _of_number(float(found[1]), style)
    return None


def _of_named(found: re.Match[str], style: DateStyle) -> When | None:
    month = _MONTHS.get(found[2].casefold())
    if not month:
        return None
    year, day = found[4] or style.year, found[1] or found[3]
    if day:
        return _day(year, month, day, yearless=not found[4])
    return _month(year, month, yearless=not found[4])


def _of_three(a: str, b: str, c: str, style: DateStyle) -> When:
    """Three numbers with one mark. Four digits first is the year; otherwise the column's order decides."""
    if len(a) == 4:
        return _day(a, b, c) if len(c) <= 2 else When(None, problem="not_a_date")
    if len(a) == 3 or len(c) == 3:
        return When(None, problem="not_a_date")
    if len(c) == 2 or len(c) == 1:  # 58-8-27 or 27/8/58: the century comes from the year the file is known to be of
        if style.order == "ymd":
            year, month, day = _full_year(a, style), b, c
        elif style.order:
            year, month, day = (_full_year(c, style), b, a) if style.order == "dmy" else (_full_year(c, style), a, b)
        else:
            return When(None, problem="date_order_unclear")
        return _day(year, month, day) if year else When(None, problem="year_two_digits")
    if style.order == "dmy":
        return _day(c, b, a)
    if style.order == "mdy":
        return _day(c, a, b)
    if int(b) > 12 >= int(a) or int(a) > 12 >= int(b):
        return _day(c, *((a, b) if int(b) > 12 else (b, a))) if not style.order else When(None, problem="date_order")
    return When(None, problem="date_order_unclear")


def _of_two(a: str, b: str, style: DateStyle) -> When:
    """8/27 or 27.8.: month and day without a year."""
    if style.order in ("ymd", "mdy"):
        return _day(style.year, a, b, yearless=True)
    if style.order == "dmy":
        return _day(style.year, b, a, yearless=True)
    return When(None, problem="date_order_unclear")


def _of_number(number: float, style: DateStyle, digits: int = 0) -> When:
    """20260304, 202603, a serial of Excel, or a bare day, month or week of a column that holds such."""
    whole = int(number)
    if whole == number and 18000101 <= whole <= 22001231:
        return _day(whole // 10000, whole // 100 % 100, whole % 100)
    if whole == number and 180001 <= whole <= 220012:
        return _month(whole // 100, whole % 100)
    if style.bare and whole == number and 0 < whole <= 53:
        if style.bare == WEEK:
            return _week(style.year, whole, yearless=True)
        if style.bare == MONTH:
            return _month(style.year, whole, yearless=True)
        return _day(style.year, style.month, whole, yearless=True)
    if not FIRST_SERIAL <= number < LAST_SERIAL or digits > 5:
        return When(None, problem="not_a_date")
    return from_serial(number, style.epoch) if style.epoch else When(None, problem="epoch_unclear")


def from_serial(number: float, epoch: int = 1900) -> When:
    """A serial day of Excel. Day 60 of the 1900 count, 29 February 1900, never was and is refused."""
    if epoch == 1900 and 60 <= number < 61:
        return When(None, problem="no_such_day")
    first = dt.datetime(1904, 1, 1) if epoch == 1904 else dt.datetime(1899, 12, 31 if number < 60 else 30)
    moment = first + dt.timedelta(days=int(number), seconds=round((number % 1) * 86400))
    return When(moment, size=MOMENT if _has_time(moment) else DAY)


def _full_year(text: str | None, style: DateStyle) -> int | None:
    if not text:
        return style.year
    if len(text) == 4:
        return int(text)
    return style.year // 100 * 100 + int(text) if style.year and len(text) == 2 else None


def _day(year: object, month: object, day: object, yearless: bool = False) -> When:
    if not year:
        return When(None, problem="year_missing")
    if not month:
        return When(None, problem="month_missing")
    try:
        start = dt.datetime(int(year), int(month), int(day))
    except ValueError:
        return When(None, problem="no_such_day")
    return When(start, size=DAY, yearless=yearless)


def _month(year: object, month: object, yearless: bool = False) -> When:
    first = _day(year, month, 1, yearless)
    if first.start is None:
        return first
    after = (first.start.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return When(first.start, after, MONTH, yearless=yearless)


def _week(year: object, week: object, yearless: bool = False) -> When:
    if not year:
        return When(None, problem="year_missing")
    try:
        monday = dt.datetime.combine(dt.date.fromisocalendar(int(year), int(week), 1), dt.time())
    except ValueError:
        return When(None, problem="no_such_day")
    return When(monday, monday + dt.timedelta(days=7), WEEK, yearless=yearless)


def parse_time(value: object) -> tuple[dt.timedelta | None, str]:
    """A time of the day as the time since midnight (24:00 is a whole day), or a problem; (None, "") when missing."""
    if isinstance(value, dt.datetime):
        return dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second), ""
    if isinstance(value, dt.time):
        return dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second), ""
    if isinstance(value, dt.timedelta):
        return (value, "") if dt.timedelta(0) <= value <= dt.timedelta(days=1) else (None, "not_a_time")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (dt.timedelta(seconds=round(value * 86400)), "") if 0 <= value < 1 else (None, "not_a_time")
    text = fold(str(value))
    if text.casefold() in _MISSING:
        return None, ""
    found = _TIME.fullmatch(text)
    if not found:
        return None, "not_a_time"
    if found["zone"]:
        return None, "time_zone"
    hour, minute, second = int(found["h"]), int(found["m"] or 0), int(found["s"] or 0)
    late = found["half"] in ("下午", "晚上") or (found["ampm"] or "").lower().startswith("p")
    if found["ampm"] or found["half"]:
        if hour > 12:
            late = False
        hour = hour % 12 + 12 if late else (0 if hour == 12 and found["half"] != "中午" else hour)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None, "not_a_time"
    return dt.timedelta(hours=hour, minutes=minute, seconds=second), ""


def _with_time(day: When, text: str) -> When:
    if day.start is None:
        return day
    span, problem = parse_time(text.lstrip("T ,"))
    if span is None:
        return When(None, problem=problem or "not_a_date")
    if day.size != DAY:
        return When(None, problem="not_a_date")
    return day._replace(start=day.start + span, size=MOMENT)


def _has_time(moment: dt.datetime) -> bool:
    return bool(moment.hour or moment.minute or moment.second or moment.microsecond)


def _bounded(when: When) -> When:
    if when.start is not None and not FIRST_YEAR <= when.start.year <= LAST_YEAR:
        return When(None, problem="year_out_of_range")
    return when


def propose_dates(values: Iterable[object]) -> tuple[str, str, bool, bool]:
    """What a column's dates leave open: (order, a doubtful cell or "", is a year missing, do serials occur).

    Order is decided by cells that can be read in one way only; if they disagree or there are none, by which order
    lets the column run forwards; if that does not decide either, it is "" and has to be asked.
    """
    doubtful: list[tuple[int, int, int]] = []
    votes = {"ymd": 0, "dmy": 0, "mdy": 0}
    sample, yearless, serials = "", False, False
    for value in values:
        if isinstance(value, int | float) and not isinstance(value, bool):
            serials |= FIRST_SERIAL <= value < LAST_SERIAL
            continue
        text = chinese_digits(fold(str(value)))
        head = re.split(r"[\sT]", text, maxsplit=1)[0]
        serials |= bool(re.fullmatch(r"[0-9]{4,5}(\.[0-9]+)?", text)) and FIRST_SERIAL <= float(text) < LAST_SERIAL
        yearless |= parse_date(text, DateStyle("mdy")).problem == "year_missing"
        found = _THREE.fullmatch(head) or _TWO.fullmatch(head)
        if found and len(found[1]) < 4:
            sample = sample or str(value)
            _vote(found, votes, doubtful)
    if not sample:
        return "ymd", "", yearless, serials
    order = _decide(votes, doubtful)
    return order, "" if order else sample, yearless, serials


def _vote(found: re.Match[str], votes: dict[str, int], doubtful: list[tuple[int, int, int]]) -> None:
    last = found[4] if found.re is _THREE else ""
    a, b, c = int(found[1]), int(found[3]), int(last or 0)
    if found.re is _THREE and len(last) <= 2:  # 58-8-27: any of the three may be the year
        votes["ymd"] += a > 31 or (c > 12 >= b and a > 12)
        votes["dmy"] += c > 31 and a > 12
        votes["mdy"] += c > 31 and b > 12
        return
    votes["dmy"] += a > 12 >= b
    votes["mdy"] += b > 12 >= a
    if a <= 12 and b <= 12:
        doubtful.append((c, a, b))


def _decide(votes: dict[str, int], doubtful: list[tuple[int, int, int]]) -> str:
    best = max(votes, key=votes.__getitem__)
    if votes[best]:
        return best if sorted(votes.values())[-2] < votes[best] else ""
    runs = {"dmy": [(c, b, a) for c, a, b in doubtful], "mdy": list(doubtful)}
    forwards = [order for order, dates in runs.items() if len(set(dates)) > 3 and dates == sorted(dates)]
    return forwards[0] if len(forwards) == 1 else ""
