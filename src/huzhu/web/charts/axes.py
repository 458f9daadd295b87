"""Axes: from amounts to pixels, round ticks, and the head of a chart column that stands in a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from .drawing import element, finite, num, picture, words_width

AxisWord = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Axis:
    """A horizontal axis of `width` pixels from amount `low` to amount `high`, shared by all rows of one table."""

    low: float
    high: float
    width: float
    pad: float = 14

    def x(self, amount: float) -> float:
        """Pixel of an amount; amounts beyond the axis stop at its ends."""
        span = self.high - self.low
        share = 0.5 if span <= 0 else (amount - self.low) / span
        return self.pad + min(1.0, max(0.0, share)) * (self.width - 2 * self.pad)

    def holds(self, amount: float) -> bool:
        """Whether the amount lies on the axis."""
        return self.low <= amount <= self.high


def round_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round amounts (1, 2, 2.5 or 5 times a power of ten) within low..high; about so many of them."""
    if not (math.isfinite(low) and math.isfinite(high)) or high - low < 1e-300:
        return [low] if math.isfinite(low) else []
    raw = (high - low) / max(about, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(i * step, 12) + 0.0 for i in range(first, last + 1)]


def axis_over(amounts: Sequence[float | None], *, width: float = 330, include: float | None = None) -> Axis:
    """An axis that holds all amounts, widened a little; `include` is an amount it must also show, such as zero.

    No amounts at all give the axis 0..1, so that an empty table still has a head.
    """
    known = finite(amounts)
    if include is not None:
        known.append(include)
    if not known:
        return Axis(0.0, 1.0, width)
    low, high = min(known), max(known)
    if high - low <= abs(high) * 1e-9:
        margin = abs(high) * 0.1 or 1.0
        return Axis(low - margin, high + margin, width)
    margin = (high - low) * 0.04
    return Axis(low if low == include else low - margin, high if high == include else high + margin, width)


def plain_word(amount: float) -> str:
    """An amount on an axis: as few decimals as it needs, with a true minus sign."""
    return (f"{amount:.10g}" if abs(amount) < 1e10 else f"{amount:g}").replace("-", "−")


def signed_word(amount: float) -> str:
    """An amount on an axis of differences: +2, 0, −1."""
    return ("+" if amount > 0 else "") + plain_word(amount)


def axis_head(axis: Axis, *, word: AxisWord = plain_word, about: int = 5) -> SafeString:
    """The ticks and figures over a chart column, for the table's head row. Ticks that would touch are left out."""
    parts: list[str] = []
    free_from = -math.inf
    for amount in round_ticks(axis.low, axis.high, about):
        words, x = word(amount), axis.x(amount)
        half = words_width(words) / 2
        if x - half < free_from:
            continue
        free_from = x + half + 6
        x_words = min(max(x, half), axis.width - half)
        parts.append(element("text", words, x=x_words, y=12, text_anchor="middle"))
        parts.append(element("path", cls="tick", d=f"M{num(x)} 17v5"))
    return picture(parts, width=axis.width, height=24, label="")


def month_ticks(days: Sequence[date], word: Callable[[date, bool], str], *, room: float) -> list[tuple[int, str]]:
    """Which points of a weekly series carry a month on the time axis.

    `word(day, with_year)` names a month in the reader's language; `room` is the axis length in pixels. Every 1, 2, 3,
    4, 6 or 12 months, whichever is the closest that leaves the names apart. The first name and each first of a new year
    carry the year. Returns (index into days, words).
    """
    firsts = [i for i, day in enumerate(days) if i == 0 or day.month != days[i - 1].month]
    if not firsts:
        return []
    for every in (1, 2, 3, 4, 6, 12, 24, 60):
        chosen = firsts[::every]
        ticks = [(i, word(days[i], k == 0 or days[i].year != days[chosen[k - 1]].year)) for k, i in enumerate(chosen)]
        if _apart(ticks, len(days), room):
            return ticks
    return ticks[:1]


def _apart(ticks: Sequence[tuple[int, str]], count: int, room: float) -> bool:
    at = [i * room / max(count - 1, 1) for i, _ in ticks]
    halves = [words_width(words) / 2 for _, words in ticks]
    return all(at[k + 1] - at[k] > halves[k] + halves[k + 1] + 12 for k in range(len(ticks) - 1))
