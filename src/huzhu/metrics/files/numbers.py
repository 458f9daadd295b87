"""Numbers as plants write them: decimal commas, thousands marks, full-width digits, units in the cell, 万, 1小时20分.

A number is never guessed cell by cell: what "1,234" or "1:20" means is settled once for a column (`propose_decimal`,
`propose_clock`), and a cell that does not fit is refused.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

LARGEST = 1e15  # beyond this a float no longer tells whole numbers apart, and no plant measures it

# Full-width forms to plain ones, every dash to "-", every blank to " ". NFKC is not used: it makes "5²" a 52.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= dict.fromkeys(map(ord, "\u3000\u00a0\u202f\u2007\u2009\t"), " ")
_FOLD |= dict.fromkeys(map(ord, "\u2212\u2012\u2013\u2014\u2015\u2010\u2011\ufe63"), "-")
_FOLD |= dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"), None)
_FOLD |= {ord("’"): "'", ord("٪"): "%"}

MISSING = frozenset(
    [
        "", "*", "-", ".", "/", "\\", "x", "--", "..", "na", "---", "...", "n/a", "nil", "#n/a", "down",
        "n.a.", "none", "null", "stop", "no data", "stopped", "…", "休", "空", "缺", "……", "中修", "休息",
        "停产", "停工", "停机", "停機", "停炉", "停產", "停车", "大修", "放假", "暂无", "未开", "未报",
        "未测", "检修", "檢修", "缺失", "不适用", "无数据", "未开机", "未生产", "無數據", "無資料",
    ]
)  # fmt: skip
NONE_WORDS = frozenset(["无", "無", "没有", "none", "nil"])  # for a count these may well mean zero
_NOT_FINITE = frozenset(["nan", "inf", "-inf", "+inf", "infinity", "-infinity", "#num!", "#div/0!", "#value!", "#ref!"])
_NOT_FINITE |= frozenset(["#name?", "#null!", "∞", "-nan", "1.#inf", "-1.#ind"])


def fold(text: str) -> str:
    """A text with full-width letters, digits and marks made plain, direction marks dropped and blanks trimmed."""
    return text.translate(_FOLD).strip()


class Cell(NamedTuple):
    """A number read from a cell: its value (None: missing), the unit written with it, and a problem code or ""."""

    value: float | None
    unit: str = ""
    problem: str = ""


_NUMBER = re.compile(
    r"(?P<sign>[+-]?)\s?(?P<digits>[0-9][0-9.,' ]*|[.,][0-9]+)(?P<power>[eE][+-]?[0-9]{1,4})?"
    r"\s*(?P<scale>[万千亿萬億]?)\s*(?P<unit>[^0-9\s.,+\-][^\n]{0,11})?",
    re.ASCII,
)
_SCALE = {"": 1.0, "千": 1e3, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8}
_PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,17})?", re.ASCII)


def parse_number(text: str, decimal: str = ".", clock: str = "", zero_words: bool = False) -> Cell:
    """One cell's number, in a column whose decimal mark is `decimal` ("" not decided) and whose "1:20" is `clock`.

    zero_words: the column counts things, so 无 may be zero and is refused rather than taken as missing.
    """
    if _PLAIN.fullmatch(text) and decimal == ".":
        return Cell(float(text) + 0.0)  # + 0.0 makes a -0 a 0
    plain = fold(text)
    lowered = plain.casefold()
    if lowered in NONE_WORDS:
        return Cell(None, problem="zero_or_missing" if zero_words else "")
    if lowered in MISSING:
        return Cell(None)
    if lowered in _NOT_FINITE:
        return Cell(None, problem="not_finite")
    found = None if _CLOCK.fullmatch(plain) else _NUMBER.fullmatch(plain)
    if found:
        whole = _of_parts(found, decimal)
        if not whole.problem or not _SPAN.fullmatch(plain):
            return whole
    return _span(plain, clock)


def _of_parts(found: re.Match[str], decimal: str) -> Cell:
    digits, shape = found["digits"].strip(), ""
    unit = (found["unit"] or "").strip()
    if (unit and unit[0] in "/'\"=!?<>:") or re.search(r"(?<![mM])[0-9²³¹⁰⁴-⁹①-⑳]", unit):
        return Cell(None, problem="not_a_number")
    shape = shape_of(digits)
    code = _shape_problem(shape, decimal)
    if code:
        return Cell(None, problem=code)
    mark = "," if shape in ("comma", "points") or (decimal == "," and shape == "comma?") else "."
    body = digits.replace(" ", "").replace("'", "")
    body = body.replace("." if mark == "," else ",", "").replace(",", ".")
    value = float(found["sign"] + body + (found["power"] or "")) * _SCALE[found["scale"]]
    if not math.isfinite(value) or abs(value) > LARGEST:
        return Cell(None, problem="too_large")
    return Cell(value + 0.0, unit)


_GROUPED = {mark: re.compile(rf"[0-9]{{1,3}}(?:\{mark}[0-9]{{3}})+", re.ASCII) for mark in ",.' "}


def shape_of(digits: str) -> str:
    """How digits are marked: "plain", "point" or "comma" (the decimal mark, beyond doubt), "point?" or "comma?" (one
    mark before three digits), "points" or "commas" (several marks of thousands), or "bad"."""
    for blank in "' ":
        if blank in digits:
            whole = re.split(r"[.,]", digits, maxsplit=1)[0]
            if not _GROUPED[blank].fullmatch(whole) or blank in digits[len(whole) :]:
                return "bad"
            digits = digits.replace(blank, "")
            shape = shape_of(digits)
            return {"point?": "point", "comma?": "comma", "points": "bad", "commas": "bad"}.get(shape, shape)
    points, commas = digits.count("."), digits.count(",")
    if not points and not commas:
        return "plain"
    if points and commas:
        last = max(digits.rfind("."), digits.rfind(","))
        mark, other = digits[last], "," if digits[last] == "." else "."
        grouped = digits.count(mark) == 1 and _GROUPED[other].fullmatch(digits[:last])
        return {".": "point", ",": "comma"}[mark] if grouped and last < len(digits) - 1 else "bad"
    mark = "." if points else ","
    name = "point" if points else "comma"
    if points + commas > 1:
        return name + "s" if _GROUPED[mark].fullmatch(digits) else "bad"
    before, after = digits.split(mark)
    if not after:
        return "bad"
    return name + "?" if len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0") else name


def _shape_problem(shape: str, decimal: str) -> str:
    if shape == "bad":
        return "not_a_number"
    if decimal == "":
        return "decimal_unclear" if shape in ("point?", "comma?") else ""
    wrong = ("comma", "points") if decimal == "." else ("point", "commas")
    return "decimal_mark" if shape in wrong else ""


_SPAN = re.compile(
    r"(?:(?P<d>[0-9]+(?:\.[0-9]+)?)\s*(?:天|日|d|days?)\s*)?"
    r"(?:(?P<h>[0-9]+(?:\.[0-9]+)?)\s*(?:小时|小時|时|時|h|hrs?|hours?)\s*)?"
    r"(?:(?P<m>[0-9]+(?:\.[0-9]+)?)\s*(?:分钟|分鐘|分|m|mins?|minutes?|')\s*)?"
    r"(?:(?P<s>[0-9]+(?:\.[0-9]+)?)\s*(?:秒钟|秒|s|secs?|seconds?)\s*)?",
    re.ASCII | re.IGNORECASE,
)
_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]+)?)?", re.ASCII)


def _span(plain: str, clock: str) -> Cell:
    """1小时20分, 1h20, 1:20 in minutes."""
    found = _CLOCK.fullmatch(plain)
    if found:
        first, second, third = int(found[1]), int(found[2]), int(found[3] or 0)
        if found[3] is not None:
            return Cell(first * 60 + second + third / 60, "min")
        if not clock:
            return Cell(None, problem="clock_unclear")
        return Cell(first * 60.0 + second if clock == "h:mm" else first + second / 60, "min")
    found = _SPAN.fullmatch(plain)
    if found and plain:
        d, h, m, s = (float(found[part] or 0) for part in "dhms")
        return Cell(d * 1440 + h * 60 + m + s / 60, "min")
    return Cell(None, problem="not_a_number")


def propose_decimal(texts: Iterable[str], hint: str = "") -> tuple[str, str]:
    """The decimal mark of a column: (".", ""), (",", "") or, when the cells leave it open, ("", a cell that does).

    hint: the mark other columns of the file use beyond doubt, or "".
    """
    shapes: Counter[str] = Counter()
    sample, plain_sizes, doubtful = "", [], []
    for text in texts:
        found = _NUMBER.fullmatch(fold(text))
        if not found:
            continue
        digits = found["digits"].strip()
        shape = shape_of(digits)
        shapes[shape] += 1
        if shape.endswith("?"):
            sample = sample or text
            doubtful.append(digits)
        elif shape == "plain":
            plain_sizes.append(float(digits.replace(" ", "").replace("'", "")))
    point, comma = shapes["point"] + shapes["commas"], shapes["comma"] + shapes["points"]
    if point or comma:
        return (".", "") if point >= comma else (",", "")
    if shapes["point?"] and not shapes["comma?"] and hint != ",":
        return ".", ""
    if shapes["comma?"] and shapes["point?"]:
        return "", sample
    if hint or not doubtful:
        return hint or ".", ""
    return _by_size(doubtful, plain_sizes) or ("", sample)


def _by_size(doubtful: list[str], plain: list[float]) -> tuple[str, str] | None:
    """1,234 among 980 and 1100 is a thousand; nothing else is decided by size."""
    if len(plain) < 3:
        return None
    usual = sorted(plain)[len(plain) // 2]
    as_thousands = [float(d.replace(",", "").replace(".", "")) for d in doubtful]
    middle = sorted(as_thousands)[len(as_thousands) // 2]
    mark = "." if "," in doubtful[0] else ","
    return (mark, "") if usual >= 100 and usual / 20 <= middle <= usual * 20 else None


def propose_clock(texts: Iterable[str]) -> tuple[str, str]:
    """What "1:20" means in a column: ("h:mm" | "mm:ss", "") by a first part too large for hours, ("", cell) if open."""
    sample = ""
    for text in texts:
        found = _CLOCK.fullmatch(fold(text))
        if found and found[3] is None:
            if int(found[1]) >= 24:
                return "mm:ss", ""
            sample = sample or text
    return ("", sample) if sample else ("h:mm", "")
