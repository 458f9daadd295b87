"""The large chart of one adoption: our own line against the path without the change.

Three proportions of the same chart (wide, middle, phone) are drawn; the style sheet shows the one that fits, so that words
never get too small. Names stand at the line ends, the difference in the gap; words that would collide move apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from .axes import month_ticks, plain_word, round_ticks
from .drawing import element, finite, no_chart, num, numbers, path_through, picture, runs, words_width

ROW = 16.0  # height of a line of 13 px words


@dataclass(frozen=True, slots=True)
class ChartWords:
    """All words of the chart, whole and in the reader's language.

    label: one sentence that says what the picture shows. own, without: names of the lines; own_value and without_value
    stand under them ("31 min"; "62 min, from peers"); on a phone own_short and without_short are used ("Your mill: 31").
    taken_up: at the adoption line. difference: in the gap ("50% shorter"), empty while there is no verdict.
    """

    label: str
    own: str
    own_value: str = ""
    without: str = ""
    without_value: str = ""
    own_short: str = ""
    without_short: str = ""
    taken_up: str = ""
    difference: str = ""
    tone: str = ""  # better, worse or "" where the data cannot tell
    none: str = "–"  # said where there is nothing to draw


@dataclass(frozen=True, slots=True)
class Shape:
    """Size of one proportion in pixels; `right` is the room for the names at the line ends."""

    name: str
    width: float
    plot: float  # height of the plot
    left: float
    right: float


WIDE = Shape("wide", 1184, 264, 34, 150)
MIDDLE = Shape("middle", 760, 240, 34, 150)
PHONE = Shape("phone", 358, 184, 28, 8)


@dataclass(slots=True)
class _Frame:
    """Where amounts and weeks lie inside one shape; `top` grows with the words that stand over the plot."""

    shape: Shape
    count: int
    low: float
    high: float
    top: float = 0.0
    boxes: list[tuple[int, float, float]] = field(default_factory=list)

    def x(self, week: float) -> float:
        span = self.shape.width - self.shape.left - self.shape.right - 6
        return self.shape.left + 6 + week * span / max(self.count - 1, 1)

    def y(self, amount: float) -> float:
        return self.top + (self.high - amount) / (self.high - self.low) * self.shape.plot

    @property
    def bottom(self) -> float:
        return self.top + self.shape.plot

    @property
    def end(self) -> float:
        return self.shape.width - self.shape.right

    def row_for(self, left: float, right: float) -> int:
        """The first row over the plot where these words do not touch others."""
        row = 0
        while any(r == row and left < b + 6 and a < right + 6 for r, a, b in self.boxes):
            row += 1
        self.boxes.append((row, left, right))
        return row


def effect_lines(
    own: Sequence[float | None],
    without: Sequence[float | None],
    low: Sequence[float | None],
    high: Sequence[float | None],
    *,
    start: int | None,
    weeks: Sequence[date],
    words: ChartWords,
    month: Callable[[date, bool], str],
    marks: Sequence[tuple[int, str]] = (),
    ramp: int = 0,
    from_zero: bool = True,
) -> SafeString:
    """Did it work here: the chart in three proportions inside one figure.

    own, without, low, high: values by week in the metric's unit, None or NaN where missing; all as long as `weeks`.
    `without`, `low` and `high` may be all missing (no sound comparison: our line alone). `start` is the index of the first
    week with the change (None: not begun), `ramp` the number of weeks after it that are still learning, `marks` other
    dated events (index, words). `month(day, with_year)` names a month. Amounts start at zero unless `from_zero` is False,
    for amounts that never come near it. Nothing to draw gives the word `words.none`.
    """
    series = [numbers(s) for s in (own, without, low, high)]
    if any(len(s) != len(weeks) for s in series):
        raise ValueError("own, without, low, high and weeks must be equally long")
    if not finite(series[0]) and not finite(series[1]):
        return no_chart(words.none)
    drawn = [
        _draw(shape, series, start, weeks, words, month, marks, ramp, from_zero) for shape in (WIDE, MIDDLE, PHONE)
    ]
    return format_html('<figure class="effect-chart">{}{}{}</figure>', *drawn)


def _scale(series: Sequence[Sequence[float]], from_zero: bool) -> tuple[float, float, list[float]]:
    known = [v for s in series for v in finite(s)]
    low, high = min(known), max(known)
    if from_zero and low >= 0:
        low = 0.0
    if high <= low:
        high = low + (abs(low) or 1.0)
    margin = (high - low) * 0.04
    ticks = round_ticks(low, high + margin, 4)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else high - low
    top = ticks[-1] if ticks and ticks[-1] >= high + margin / 2 else (ticks[-1] if ticks else low) + step
    bottom = ticks[0] if ticks and ticks[0] <= low else (ticks[0] if ticks else low) - step
    return bottom, top, round_ticks(bottom, top, round((top - bottom) / step))


def _draw(
    shape: Shape,
    series: list[list[float]],
    start: int | None,
    weeks: Sequence[date],
    words: ChartWords,
    month: Callable[[date, bool], str],
    marks: Sequence[tuple[int, str]],
    ramp: int,
    from_zero: bool,
) -> SafeString:
    low, high, amounts = _scale(series, from_zero)
    frame = _Frame(shape, len(weeks), low, high)
    over = _words_over(frame, start, words, marks if shape is not PHONE else ())
    frame.top = 22.0 + ROW * max((row for row, *_ in frame.boxes), default=0)
    parts = _ground(frame, start, ramp, amounts, weeks, month)
    parts += _lines(frame, series)
    parts += _uprights(frame, start, marks if shape is not PHONE else (), over)
    parts += _names_inside(frame, series, words) if shape is PHONE else _names_at_end(frame, series, words)
    return picture(parts, width=shape.width, height=frame.bottom + 28, label=words.label, cls=f"shape-{shape.name}")


def _words_over(
    frame: _Frame, start: int | None, words: ChartWords, marks: Sequence[tuple[int, str]]
) -> list[tuple[float, str, str, str, int]]:
    """Where the words over the plot go: (x, text, anchor, class, row). The adoption first, the others around it."""
    placed = []
    wanted = [(start, words.taken_up, "t-strong")] if start is not None and words.taken_up else []
    wanted += [(i, text, "") for i, text in marks if 0 <= i < frame.count]
    for index, text, cls in wanted:
        x, width = frame.x(index), words_width(text)
        before = index < start if start is not None and cls == "" else False
        to_left = (before and x - width - 8 > 0) or x + width + 8 > frame.shape.width
        left, right = (x - width - 7, x - 7) if to_left else (x + 8, x + 8 + width)
        row = frame.row_for(left, right)
        placed.append((right if to_left else left, text, "end" if to_left else "start", cls, row))
    return placed


def _ground(
    frame: _Frame,
    start: int | None,
    ramp: int,
    amounts: Sequence[float],
    weeks: Sequence[date],
    month: Callable[[date, bool], str],
) -> list[str]:
    """Shading after the change, grid lines with amounts, the time axis with months."""
    parts = []
    if start is not None and 0 <= start < frame.count:
        left, learned = frame.x(start), frame.x(min(start + ramp, frame.count - 1))
        if learned > left:
            parts.append(
                element("rect", cls="ramp", x=left, y=frame.top, width=learned - left, height=frame.shape.plot)
            )
        parts.append(
            element(
                "rect", cls="after", x=learned, y=frame.top, width=max(frame.end - learned, 0), height=frame.shape.plot
            )
        )
    for amount in amounts:
        y = frame.y(amount)
        if y < frame.bottom - 1:
            parts.append(element("path", cls="grid", d=f"M{num(frame.shape.left)} {num(y)}H{num(frame.end)}"))
        text = plain_word(amount)
        parts.append(element("text", text, x=frame.shape.left - 7, y=y + 4.5, text_anchor="end"))
    parts.append(element("path", cls="axis", d=f"M{num(frame.shape.left)} {num(frame.bottom)}H{num(frame.end)}"))
    room = frame.x(frame.count - 1) - frame.x(0)
    for index, text in month_ticks(weeks, month, room=room):
        x = frame.x(index)
        half = words_width(text) / 2
        parts.append(element("path", cls="tick", d=f"M{num(x)} {num(frame.bottom)}v5"))
        x_words = min(max(x, half), frame.shape.width - half)
        parts.append(element("text", text, x=x_words, y=frame.bottom + 20, text_anchor="middle"))
    return parts


def _lines(frame: _Frame, series: list[list[float]]) -> list[str]:
    own, without, low, high = series
    parts = []
    both = [a if math.isfinite(a) and math.isfinite(b) else math.nan for a, b in zip(low, high, strict=True)]
    for begin, end in runs(both):
        forth = [(frame.x(i), frame.y(high[i])) for i in range(begin, end)]
        back = [(frame.x(i), frame.y(low[i])) for i in reversed(range(begin, end))]
        parts.append(element("path", cls="band", d=path_through(forth + back) + "z"))
    for values, cls in ((without, "without-line"), (own, "own-line")):
        points = [(frame.x(i), frame.y(v)) for i, v in enumerate(values)]
        parts.append(element("path", cls=cls, d=path_through(points)))
        alone = [i for i, j in runs(values) if j - i == 1]  # a week between two gaps would otherwise be invisible
        if cls == "own-line":
            parts += [element("circle", cls="own-dot", cx=frame.x(i), cy=frame.y(own[i]), r=2.5) for i in alone]
    return parts


def _uprights(
    frame: _Frame,
    start: int | None,
    marks: Sequence[tuple[int, str]],
    over: list[tuple[float, str, str, str, int]],
) -> list[str]:
    parts = [
        element("path", cls="event", d=f"M{num(frame.x(i))} {num(frame.top - 8)}V{num(frame.bottom)}")
        for i, _ in marks
        if 0 <= i < frame.count
    ]
    if start is not None and 0 <= start < frame.count:
        parts.append(element("path", cls="adoption", d=f"M{num(frame.x(start))} 0V{num(frame.bottom)}"))
    rows = max((row for *_, row in over), default=0)
    for x, text, anchor, cls, row in over:
        y = frame.top - 10 - ROW * (rows - row) if cls == "" else frame.top - 12 - ROW * (rows - row)
        parts.append(element("text", text, cls=cls or "t-event", x=x, y=y, text_anchor=anchor))
    return parts


def _last(values: Sequence[float]) -> int | None:
    return max((i for i, value in enumerate(values) if math.isfinite(value)), default=None)


def _names_at_end(frame: _Frame, series: list[list[float]], words: ChartWords) -> list[str]:
    """Names of both lines right of the plot, and between them the difference on a bar that spans the gap."""
    own, without = series[0], series[1]
    own_at, without_at = _last(own), _last(without)
    x = frame.end + 12
    parts: list[str] = []
    if own_at is not None:
        parts.append(element("circle", cls="own-dot", cx=frame.x(own_at), cy=frame.y(own[own_at]), r=4.5))
    if own_at is None or without_at is None or not words.without:
        if own_at is not None:
            parts += _name(x, frame.y(own[own_at]), words.own, words.own_value, "t-strong")
        return parts
    y_own, y_without = frame.y(own[own_at]), frame.y(without[without_at])
    own_is_lower = y_own >= y_without
    needed = 2 * ROW + 14 + (26 if words.difference else 0)
    top, bottom = min(y_own, y_without), max(y_own, y_without)
    if bottom - top < needed:
        middle = (top + bottom) / 2
        top, bottom = middle - needed / 2, middle + needed / 2
    highest, lowest = 8.0, frame.bottom + 14
    shift = max(0.0, highest - (top - ROW)) - max(0.0, bottom + ROW - lowest)
    top, bottom = top + shift, bottom + shift
    upper = (words.without, words.without_value, "t-ink") if own_is_lower else (words.own, words.own_value, "t-strong")
    lower = (words.own, words.own_value, "t-strong") if own_is_lower else (words.without, words.without_value, "t-ink")
    parts += _name(x, top, *upper)
    parts += _name(x, bottom, *lower)
    if words.difference:
        tone = f" is-{words.tone}" if words.tone else ""
        begin, end = top + ROW + 9, bottom - ROW - 5
        parts.append(element("path", cls=f"gap{tone}", d=f"M{num(x)} {num(begin)}V{num(end)}"))
        cls = "t-difference" + (f" t-{words.tone}" if words.tone else "")
        size = 16 if words_width(words.difference, 16) < frame.shape.right - 24 else 13
        extra = {} if size == 16 else {"font_size": 13}
        parts.append(element("text", words.difference, cls=cls, x=x + 9, y=(begin + end) / 2 + 5, **extra))
    return parts


def _name(x: float, y: float, name: str, value: str, cls: str) -> list[str]:
    return [
        element("text", name, cls=cls, x=x, y=y - (3 if value else -4)),
        *([element("text", value, x=x, y=y + ROW - 2)] if value else []),
    ]


def _names_inside(frame: _Frame, series: list[list[float]], words: ChartWords) -> list[str]:
    """On a phone the names stand inside the plot, each on the free side of its line, right-aligned."""
    own, without, low, high = series
    own_at, without_at = _last(own), _last(without)
    parts: list[str] = []
    x = frame.end - 4
    placed: list[float] = []
    own_is_lower = own_at is None or without_at is None or frame.y(own[own_at]) >= frame.y(without[without_at])
    if own_at is not None:
        parts.append(element("circle", cls="own-dot", cx=frame.x(own_at), cy=frame.y(own[own_at]), r=4.5))
        text = words.own_short or words.own
        y = _clear_of(frame, [own], text, below=own_is_lower)
        placed.append(y)
        parts.append(element("text", text, cls="t-strong", x=x, y=y, text_anchor="end"))
    if without_at is not None and words.without:
        text = words.without_short or words.without
        y = _clear_of(frame, [without, high if own_is_lower else low], text, below=not own_is_lower)
        if placed and abs(y - placed[0]) < ROW:
            y = placed[0] + (-ROW if own_is_lower else ROW)
        parts.append(element("text", text, cls="t-ink", x=x, y=y, text_anchor="end"))
    return parts


def _clear_of(frame: _Frame, lines: Sequence[Sequence[float]], text: str, *, below: bool) -> float:
    """Base line for right-aligned words above or below what the lines do over the words' width."""
    left = frame.end - 4 - words_width(text)
    near = [frame.y(v) for values in lines for i, v in enumerate(values) if math.isfinite(v) and frame.x(i) >= left - 4]
    y = (max(near) + 18 if below else min(near) - 8) if near else frame.top + 20
    return min(max(y, frame.top + 13), frame.bottom - 6)
