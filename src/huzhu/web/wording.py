"""Numbers, dates and how sure we are, as whole sentences in the reader's language.

"Surely" 有把握 always means 19 chances in 20, "most likely" 多半 means 4 in 5. The verdict and the range come from the
measuring part; this file only says them. Every pattern is a whole sentence of its own in both languages: nothing is put
together from fragments.

Directions of a change are given by its sign; what counts as harm by `better` ("down": less is better, "up", "band").
`sort` chooses the words: "duration" (shorter, longer), "amount" (less, more), "level" (lower, higher),
"points" (percentage points lower, higher).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from huzhu.words import MONTHS, long_date

Sort = Literal["duration", "amount", "level", "points"]
Better = Literal["down", "up", "band"]
Sure = Literal["surely", "likely", "unclear"]

MINUS = "−"


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


# Figures ---------------------------------------------------------------------------------------------------------


def decimals_for(low: float, high: float) -> int:
    """How many decimals a range supports: a quarter of it has one figure. Negative for tens, hundreds and so on."""
    width = abs(high - low)
    if not math.isfinite(width) or width <= 0:
        return 1
    return max(-9, min(6, -math.floor(math.log10(width / 3.9))))


def number(value: float | None, decimals: int | None = None, *, signed: bool = False) -> str:
    """A figure as it is read: a true minus sign, thousands marks in English only; "–" where there is none.

    Without `decimals` three figures are kept (2.94, 31.4, 864), and whole numbers stay whole.
    """
    if value is None or not math.isfinite(value):
        return "–"
    if decimals is None:
        size = abs(value)
        decimals = 0 if size == round(size) or size >= 100 else 1 if size >= 10 else 2
    rounded = round(value, decimals) + 0.0
    if rounded == 0:
        rounded = 0.0
    grouping = "" if is_chinese() else ","
    text = f"{abs(rounded):{grouping}.{max(decimals, 0)}f}"
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + text


def rough(value: float) -> str:
    """A large amount to three figures, in Chinese by ten thousands: 593,000 / 59.3万."""
    if value <= 0:
        return number(value)
    decimals = min(0, 2 - math.floor(math.log10(value)))
    if is_chinese() and value >= 10_000:
        return f"{round(value, decimals) / 10_000:.3g}万"
    return number(value, decimals) if value >= 100 else number(value)


def rounded(value: float, low: float, high: float, *, signed: bool = False) -> str:
    """A figure rounded to what its range supports."""
    return number(value, decimals_for(low, high), signed=signed)


# Dates -----------------------------------------------------------------------------------------------------------


def short_date(day: date, today: date | None = None) -> str:
    """16 Mar / 3月16日; with the year when it is not the year of `today`."""
    with_year = today is not None and day.year != today.year
    if is_chinese():
        return f"{day.year}年{day.month}月{day.day}日" if with_year else f"{day.month}月{day.day}日"
    return f"{day.day} {_short_month(day.month)} {day.year}" if with_year else f"{day.day} {_short_month(day.month)}"


def moment(at: datetime, today: date | None = None) -> str:
    """26 Aug, 22:00 / 8月26日22:00, on the 24-hour clock."""
    day = short_date(at.date(), today)
    return f"{day}{at:%H:%M}" if is_chinese() else f"{day}, {at:%H:%M}"


def date_line(day: date) -> str:
    """Thursday 27 August 2026, week 35 / 2026年8月27日 星期四 第35周."""
    week = day.isocalendar().week
    if is_chinese():
        return f"{long_date(day)} 星期{'一二三四五六日'[day.weekday()]} 第{week}周"
    weekday = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[day.weekday()]
    return f"{weekday} {long_date(day)}, week {week}"


def month(day: date, with_year: bool = False) -> str:
    """Aug, Aug 2025 / 8月, 2025年8月: the word of a time axis."""
    if is_chinese():
        return f"{day.year}年{day.month}月" if with_year else f"{day.month}月"
    return f"{_short_month(day.month)} {day.year}" if with_year else _short_month(day.month)


def _short_month(number_of: int) -> str:
    return ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[number_of - 1]


# How sure we are ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A measured change: signed estimate and range in percent (or in points), and how sure.

    `sure`: "surely" when the 95% range lies on one side of nothing, "likely" when only the 80% range does (then low and
    high are the 80% range), "unclear" otherwise.
    """

    mid: float
    low: float
    high: float
    sure: Sure
    sort: Sort = "amount"
    better: Better = "down"

    @property
    def is_harm(self) -> bool:
        """Clearly on the bad side."""
        if self.sure == "unclear" or self.better == "band":
            return False
        return self.mid > 0 if self.better == "down" else self.mid < 0

    @property
    def tone(self) -> str:
        """The colour word for charts and figures: better, worse or "" where the data cannot tell."""
        if self.sure == "unclear" or self.better == "band":
            return ""
        return "worse" if self.is_harm else "better"

    @property
    def _decimals(self) -> int:
        """Whole percent at the coarsest, however wide the range."""
        return max(0, decimals_for(self.low, self.high))

    @property
    def figures(self) -> dict[str, str]:
        """Amounts without a sign, the smaller end first, rounded to what the range supports."""
        ends = sorted((abs(self.low), abs(self.high)))
        decimals = self._decimals
        mid, low, high = (number(v, decimals) for v in (abs(self.mid), *ends))
        return {"mid": mid, "low": low, "high": high}

    @property
    def signed_range(self) -> dict[str, str]:
        """Both ends with their sign, for ranges that hold nothing."""
        decimals = self._decimals
        return {"low": number(self.low, decimals), "high": number(self.high, decimals)}

    @property
    def sides(self) -> dict[str, str]:
        """How much worse and how much better it may be, for a range that holds nothing."""
        decimals = self._decimals
        down, up = abs(min(self.low, 0.0)), abs(max(self.high, 0.0))
        worse, better = (up, down) if self.better == "down" else (down, up)
        return {"worse": number(worse, decimals), "better": number(better, decimals)}


def change_phrase(change: Change) -> str:
    """Effect, then range, in one phrase: "50% shorter, surely between 44% and 55%"."""
    if change.sure == "unclear":
        return _unclear_phrase(change)
    if change.is_harm:
        return _harm_phrase(change)
    words = _sure_phrase if change.sure == "surely" else _likely_phrase
    return words(change.sort, change.mid < 0) % change.figures


def _sure_phrase(sort: Sort, is_less: bool) -> str:
    table = {
        ("duration", True): _("%(mid)s%% shorter, surely between %(low)s%% and %(high)s%%"),
        ("duration", False): _("%(mid)s%% longer, surely between %(low)s%% and %(high)s%%"),
        ("amount", True): _("%(mid)s%% less, surely between %(low)s%% and %(high)s%%"),
        ("amount", False): _("%(mid)s%% more, surely between %(low)s%% and %(high)s%%"),
        ("level", True): _("%(mid)s%% lower, surely between %(low)s%% and %(high)s%%"),
        ("level", False): _("%(mid)s%% higher, surely between %(low)s%% and %(high)s%%"),
        ("points", True): _("%(mid)s points lower, surely between %(low)s and %(high)s"),
        ("points", False): _("%(mid)s points higher, surely between %(low)s and %(high)s"),
    }
    return table[sort, is_less]


def _likely_phrase(sort: Sort, is_less: bool) -> str:
    table = {
        ("duration", True): _("about %(mid)s%% shorter, most likely between %(low)s%% and %(high)s%%"),
        ("duration", False): _("about %(mid)s%% longer, most likely between %(low)s%% and %(high)s%%"),
        ("amount", True): _("about %(mid)s%% less, most likely between %(low)s%% and %(high)s%%"),
        ("amount", False): _("about %(mid)s%% more, most likely between %(low)s%% and %(high)s%%"),
        ("level", True): _("about %(mid)s%% lower, most likely between %(low)s%% and %(high)s%%"),
        ("level", False): _("about %(mid)s%% higher, most likely between %(low)s%% and %(high)s%%"),
        ("points", True): _("about %(mid)s points lower, most likely between %(low)s and %(high)s"),
        ("points", False): _("about %(mid)s points higher, most likely between %(low)s and %(high)s"),
    }
    return table[sort, is_less]


def _unclear_phrase(change: Change) -> str:
    if change.better == "band":
        if change.sort == "points":
            return _("we cannot tell: anywhere from %(low)s to %(high)s points") % change.signed_range
        return _("we cannot tell: anywhere from %(low)s%% to %(high)s%%") % change.signed_range
    if change.sort == "points":
        return _("we cannot tell: anywhere from %(worse)s points worse to %(better)s points better") % change.sides
    return _("we cannot tell: anywhere from %(worse)s%% worse to %(better)s%% better") % change.sides


def _harm_phrase(change: Change) -> str:
    if change.sort == "points":
        if change.sure == "surely":
            return _("worse by %(mid)s points, surely between %(low)s and %(high)s") % change.figures
        return _("worse by about %(mid)s points, most likely between %(low)s and %(high)s") % change.figures
    if change.sure == "surely":
        return _("worse by %(mid)s%%, surely between %(low)s%% and %(high)s%%") % change.figures
    return _("worse by about %(mid)s%%, most likely between %(low)s%% and %(high)s%%") % change.figures


def change_short(change: Change) -> str:
    """The effect alone, for a table or a chart's gap: "50% shorter"."""
    table = {
        ("duration", True): _("%(mid)s%% shorter"),
        ("duration", False): _("%(mid)s%% longer"),
        ("amount", True): _("%(mid)s%% less"),
        ("amount", False): _("%(mid)s%% more"),
        ("level", True): _("%(mid)s%% lower"),
        ("level", False): _("%(mid)s%% higher"),
        ("points", True): _("%(mid)s points lower"),
        ("points", False): _("%(mid)s points higher"),
    }
    return table[change.sort, change.mid < 0] % change.figures


def change_doubt(change: Change) -> str:
    """The range alone, for the line under the effect: "surely 44% to 55%"."""
    if change.sure == "unclear":
        if change.sort == "points":
            return _("anywhere from %(low)s to %(high)s points") % change.signed_range
        return _("anywhere from %(low)s%% to %(high)s%%") % change.signed_range
    if change.sort == "points":
        if change.sure == "surely":
            return _("surely %(low)s to %(high)s points") % change.figures
        return _("most likely %(low)s to %(high)s points") % change.figures
    if change.sure == "surely":
        return _("surely %(low)s%% to %(high)s%%") % change.figures
    return _("most likely %(low)s%% to %(high)s%%") % change.figures


def effect_headline(metric: str, change: Change) -> str:
    """The first line of an effect's page: "Roll change is 50% shorter, surely between 44% and 55%."

    `metric` is the indicator's name as its own plant calls it; in English durations take "is", all others "went up" and
    "went down", which fit names in the singular and in the plural.
    """
    values = {"metric": metric, **change.figures, **({} if change.sure != "unclear" else change.sides)}
    if change.sure == "unclear":
        if change.better == "band":
            values |= change.signed_range
            if change.sort == "points":
                return _("%(metric)s: we cannot tell, anywhere from %(low)s to %(high)s points.") % values
            return _("%(metric)s: we cannot tell, anywhere from %(low)s%% to %(high)s%%.") % values
        if change.sort == "points":
            return _("%(metric)s: we cannot tell, from %(worse)s points worse to %(better)s points better.") % values
        return _("%(metric)s: we cannot tell, anywhere from %(worse)s%% worse to %(better)s%% better.") % values
    if change.is_harm:
        return _harm_headline(change) % values
    words = _sure_headline if change.sure == "surely" else _likely_headline
    return words(change.sort, change.mid < 0) % values


def _harm_headline(change: Change) -> str:
    if change.sort == "points":
        if change.sure == "surely":
            return _("%(metric)s got worse by %(mid)s points, surely between %(low)s and %(high)s.")
        return _("%(metric)s got worse by about %(mid)s points, most likely between %(low)s and %(high)s.")
    if change.sure == "surely":
        return _("%(metric)s got worse by %(mid)s%%, surely between %(low)s%% and %(high)s%%.")
    return _("%(metric)s got worse by about %(mid)s%%, most likely between %(low)s%% and %(high)s%%.")


def _sure_headline(sort: Sort, is_less: bool) -> str:
    if sort == "duration":
        if is_less:
            return _("%(metric)s is %(mid)s%% shorter, surely between %(low)s%% and %(high)s%%.")
        return _("%(metric)s is %(mid)s%% longer, surely between %(low)s%% and %(high)s%%.")
    if sort == "points":
        if is_less:
            return _("%(metric)s went down by %(mid)s points, surely between %(low)s and %(high)s.")
        return _("%(metric)s went up by %(mid)s points, surely between %(low)s and %(high)s.")
    if is_less:
        return _("%(metric)s went down by %(mid)s%%, surely between %(low)s%% and %(high)s%%.")
    return _("%(metric)s went up by %(mid)s%%, surely between %(low)s%% and %(high)s%%.")


def _likely_headline(sort: Sort, is_less: bool) -> str:
    if sort == "duration":
        if is_less:
            return _("%(metric)s is about %(mid)s%% shorter, most likely between %(low)s%% and %(high)s%%.")
        return _("%(metric)s is about %(mid)s%% longer, most likely between %(low)s%% and %(high)s%%.")
    if sort == "points":
        if is_less:
            return _("%(metric)s went down by about %(mid)s points, most likely between %(low)s and %(high)s.")
        return _("%(metric)s went up by about %(mid)s points, most likely between %(low)s and %(high)s.")
    if is_less:
        return _("%(metric)s went down by about %(mid)s%%, most likely between %(low)s%% and %(high)s%%.")
    return _("%(metric)s went up by about %(mid)s%%, most likely between %(low)s%% and %(high)s%%.")


def range_words(low: float, high: float, *, sure: Sure = "surely", unit: str = "", decimals: int | None = None) -> str:
    """The range of an amount, for the line under a reading: "surely 58 to 67"."""
    decimals = decimals_for(low, high) if decimals is None else decimals
    values = {"low": number(low, decimals), "high": number(high, decimals), "unit": unit}
    if sure == "surely":
        return (_("surely %(low)s to %(high)s %(unit)s") if unit else _("surely %(low)s to %(high)s")) % values
    if sure == "likely":
        return (
            _("most likely %(low)s to %(high)s %(unit)s") if unit else _("most likely %(low)s to %(high)s")
        ) % values
    return (
        _("anywhere from %(low)s to %(high)s %(unit)s") if unit else _("anywhere from %(low)s to %(high)s")
    ) % values


def chance_words(probability: float) -> str:
    """How likely it is worse, in chances a foreman would bet on: "4 chances in 5 that it is worse"."""
    steps = ((1, 2), (3, 5), (2, 3), (3, 4), (4, 5), (9, 10), (19, 20))
    below_half = ((1, 20), (1, 10), (1, 5), (1, 4), (1, 3), (2, 5), (1, 2))
    among = steps if probability >= 0.5 else below_half
    part, whole = min(among, key=lambda pair: abs(pair[0] / pair[1] - probability))
    return ngettext(
        "%(part)s chance in %(whole)s that it is worse", "%(part)s chances in %(whole)s that it is worse", part
    ) % {"part": small_number(part), "whole": small_number(whole)}


def small_number(count: int) -> str:
    """A count inside a sentence: in Chinese as a character up to twenty (二十次里约有十九次), in English the figure."""
    if not is_chinese() or not 0 <= count <= 20:
        return str(count)
    digits = "零一二三四五六七八九"
    if count < 10:
        return digits[count]
    return ("二" if count == 20 else "") + "十" + (digits[count - 10] if 10 < count < 20 else "")


def now_and_without(now: str, without: str) -> str:
    """Both with their units: "31 minutes now; about 62 minutes without the change"."""
    return _("%(now)s now; about %(without)s without the change") % {"now": now, "without": without}


def rare_events(hurt: int, weeks: int, expected: float | None = None) -> str:
    """People hurt, counted one by one: "nobody hurt in 23 weeks; about 13 would have been"."""
    values = {"hurt": hurt, "weeks": weeks, "expected": number(expected, 0 if (expected or 0) >= 3 else 1)}
    if hurt == 0:
        if expected is None:
            return ngettext("nobody hurt in %(weeks)s week", "nobody hurt in %(weeks)s weeks", weeks) % values
        return _("nobody hurt in %(weeks)s weeks; about %(expected)s would have been") % values
    if expected is None:
        return ngettext("%(hurt)s hurt in %(weeks)s weeks", "%(hurt)s hurt in %(weeks)s weeks", hurt) % values
    return _("%(hurt)s hurt in %(weeks)s weeks; about %(expected)s would have been") % values


def place_words(first: int, last: int, count: int) -> str:
    """ "3rd to 6th of 8; within that the data cannot tell"."""
    if first == last:
        return place_short(first, last, count)
    values = {"first": ordinal(first), "last": ordinal(last), "count": count}
    return _("%(first)s to %(last)s of %(count)s; within that the data cannot tell") % values


def place_short(first: int, last: int, count: int) -> str:
    """For the place column: "3rd to 6th", "8th of 8"."""
    values = {"first": ordinal(first), "last": ordinal(last), "count": count}
    if first == last:
        return _("%(first)s of %(count)s") % values
    return _("%(first)s to %(last)s") % values


def place_figures(first: int, last: int) -> str:
    """For a narrow column: 3 to 6 / 3–6; 8."""
    if first == last:
        return str(first)
    return f"{first}–{last}" if is_chinese() else f"{first} to {last}"


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 11th; in Chinese the bare figure, because the sentence carries 第."""
    if is_chinese():
        return str(place)
    if place % 100 in (11, 12, 13):
        return f"{place}th"
    return f"{place}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(place % 10, 'th') }"


def too_early(day: date, today: date | None = None) -> str:
    """ "first reading on 14 September" / 9月14日出首个读数."""
    if is_chinese():
        return _("first reading on %(day)s") % {"day": short_date(day, today)}
    with_year = today is not None and day.year != today.year
    named = long_date(day) if with_year else f"{day.day} {MONTHS[day.month - 1]}"
    return _("first reading on %(day)s") % {"day": named}


# Evidence and guardrails -------------------------------------------------------------------------------------------


def evidence_word(code: str) -> str:
    """verified, probable, not_shown, harmful, measuring."""
    return {
        "verified": _("Verified"),
        "probable": _("Probable"),
        "not_shown": _("Not shown"),
        "harmful": _("Harmful"),
        "measuring": _("Measuring"),
    }[code]


def guardrail_word(code: str) -> str:
    """no_harm_seen, within_limit, watch, harmful, not_enough_data, not_shared."""
    return {
        "no_harm_seen": _("No harm seen"),
        "within_limit": _("Within limit"),
        "watch": _("Watch"),
        "harmful": _("Harmful"),
        "not_enough_data": _("Not enough data"),
        "not_shared": _("Not shared with you"),
    }[code]
