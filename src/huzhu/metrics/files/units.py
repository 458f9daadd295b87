"""Units as headings and cells write them, and the factor from one to another."""

from __future__ import annotations

import re

from huzhu.metrics.files.numbers import fold

# unit -> (what it measures, how many of the base unit it is). One row a dimension; spellings after the code.
_SPELLINGS: dict[str, tuple[str, float, str]] = {
    "s": ("time", 1 / 60, "s sec secs second seconds 秒 秒钟"),
    "min": ("time", 1.0, "min mins minute minutes m 分 分钟 分鐘 '"),
    "h": ("time", 60.0, "h hr hrs hour hours 小时 小時 时 時 工时"),
    "d": ("time", 1440.0, "d day days 天 日 昼夜"),
    "g": ("mass", 1e-6, "g gram grams 克"),
    "kg": ("mass", 1e-3, "kg kgs 公斤 千克 ㎏"),
    "t": ("mass", 1.0, "t ton tons tonne tonnes mt 吨 噸 公吨"),
    "kt": ("mass", 1e3, "kt 千吨"),
    "10kt": ("mass", 1e4, "万吨 萬噸"),
    "lb": ("mass", 0.00045359237, "lb lbs pound pounds 磅"),
    "%": ("share", 1.0, "% pct percent 百分比 百分数 percentage"),
    "‰": ("share", 0.1, "‰ permille 千分比"),
    "ppm": ("share", 1e-4, "ppm"),
    "1": ("share", 100.0, "fraction 小数"),
    "kWh": ("energy", 1.0, "kwh 度 千瓦时 千瓦小时 kw·h kw.h"),
    "MWh": ("energy", 1e3, "mwh 兆瓦时"),
    "MJ": ("energy", 1 / 3.6, "mj 兆焦"),
    "GJ": ("energy", 1e3 / 3.6, "gj 吉焦"),
    "mm": ("length", 1e-3, "mm 毫米"),
    "m": ("length", 1.0, "米 metre metres meter meters"),
    "km": ("length", 1e3, "km 公里 千米"),
    "m³": ("volume", 1.0, "m3 m³ 立方米 立方"),
    "L": ("volume", 1e-3, "l litre litres liter 升"),
    "m²": ("area", 1.0, "m2 m² 平方米"),
    "pcs": ("pieces", 1.0, "pcs pc piece pieces 件 个 支 根 块 片"),
    "times": ("times", 1.0, "times 次 次数 回"),
    "people": ("people", 1.0, "people persons 人 人次 名"),
    "heats": ("heats", 1.0, "heats heat 炉 炉次"),
    "HB": ("hardness", 1.0, "hb 布氏"),
    "°C": ("temperature", 1.0, "°c ℃ 度c 摄氏度"),
    "kA": ("current", 1.0, "ka"),
    "yuan": ("money", 1.0, "元 yuan cny rmb"),
}
_UNITS = {spelling: code for code, (_, _, spellings) in _SPELLINGS.items() for spelling in spellings.split()}
_UNITS |= {code.casefold(): code for code in _SPELLINGS}
_UNITS |= {"㎏": "kg", "公尺": "m"}
_PER = re.compile(r"\s*(?:/|每| per |⁄)\s*")


def unit_of(text: str) -> str:
    """The code of a unit as written ("分钟" -> "min", "吨/小时" -> "t/h"), or "" when it is none we know."""
    plain = fold(text).strip("()[]（）【】 ").casefold()
    plain = re.sub(r"^(?:单位|單位|unit)\s*:?\s*", "", plain)
    if not plain:
        return ""
    if plain in _UNITS:
        return _UNITS[plain]
    parts = [part for part in _PER.split(plain) if part]
    codes = [_UNITS.get(part.strip("· "), "") for part in parts]
    if len(parts) in (2, 3) and all(codes):
        return "/".join(codes)
    counted = re.fullmatch(r"([0-9]+)\s*(.+)", parts[1]) if len(parts) == 2 else None  # "1000 t"
    if counted and codes[0] and counted[2] in _UNITS:
        return f"{codes[0]}/{counted[1]}{_UNITS[counted[2]]}"
    return ""


def factor(given: str, wanted: str) -> float | None:
    """How many `wanted` one `given` is (hours to minutes: 60); None when they do not measure the same.

    Units nobody knows agree only with themselves. Temperatures are never converted.
    """
    source, target = unit_of(given) or fold(given).casefold(), unit_of(wanted) or fold(wanted).casefold()
    if source == target:
        return 1.0
    tops, bottoms = source.split("/"), target.split("/")
    if len(tops) != len(bottoms):
        return None
    result = 1.0
    for place, (one, other) in enumerate(zip(tops, bottoms, strict=True)):
        a, b = _SPELLINGS.get(one), _SPELLINGS.get(other)
        if one == other:
            continue
        if not a or not b or a[0] != b[0]:
            return None
        result *= a[1] / b[1] if place == 0 else b[1] / a[1]
    return result


COUNTED = ("pieces", "times", "people", "heats")


def is_counted(unit: str) -> bool:
    """Pieces, times, people: what is counted and not measured."""
    code = unit_of(unit)
    return code in _SPELLINGS and _SPELLINGS[code][0] in COUNTED


def unit_kind(unit: str) -> str:
    """What kind of metric a unit speaks of: duration, share, count, rate or level."""
    code = unit_of(unit)
    dimension = _SPELLINGS[code][0] if code in _SPELLINGS else ""
    return {"time": "duration", "share": "share", "people": "count"}.get(dimension, "level")


_IN_BRACKETS = re.compile(r"[(\[（【]\s*([^()\[\]（）【】]{1,16})\s*[)\]）】]")
_AFTER_MARK = re.compile(r"[,，;；/_\s:：]\s*([^\s,，;；_:：]{1,10})$")


def split_unit(heading: str) -> tuple[str, str]:
    """A heading without its unit, and the unit's code: "换辊时间(分)" -> ("换辊时间", "min")."""
    text = fold(heading)
    for found in reversed(list(_IN_BRACKETS.finditer(text))):
        unit = unit_of(found[1])
        if unit:
            return (text[: found.start()] + text[found.end() :]).strip(" ,:_"), unit
    for size in (2, 1):  # "t / h" and "kg/t" at the end, then a single word or sign
        words = text.replace("_", " ").split(" ")
        if len(words) > size:
            unit = unit_of(" ".join(words[-size:]))
            if unit and not (size == 1 and words[-1] in ("m", "d", "s", "'")):
                return " ".join(words[:-size]).strip(" ,:("), unit
    found = _AFTER_MARK.search(text)
    if found and unit_of(found[1]) and found[1] not in ("m", "d", "s"):
        return text[: found.start()].strip(" ,:"), unit_of(found[1])
    if text.endswith(("%", "‰")):
        return text[:-1].strip(" ,:("), text[-1]
    return text, ""
