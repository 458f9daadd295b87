"""The large chart of one adoption: our own line against the path without the change.

Three proportions of the same chart (wide, middle, phone) are drawn; the style sheet shows the one that fits, so that
words never get too small. Names stand at the line ends, the difference in the gap; words that would collide move apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from .axes import month_ticks, plain_word, round_ticks
from .drawing import (
    element,
    finite,
    joined,
    line_through,
    no_chart,
    num,
    numbers,
    path_through,
    picture,
    smoothed,
    words_width,
)

ROW = 16.0  # height of a line of 13 px words
LIGHT = (1, 2, 3, 2, 1)  # weights of the weeks around one; the weeks themselves stay visible as faint dots


@dataclass(frozen=True, slots=True)
class ChartWords:
    """All words of the chart, whole and in the reader's language.

    label: one sentence that says what the picture shows. own, without: names of the lines; own_value and without_value
    stand under them ("31 min"; "62 min, from peers"); a phone uses own_short and without_short ("Your mill: 31").
    taken_up: at the adoption line. difference: in the gap ("50% shorter"), empty while there is no verdict.
    tone: better, worse or "" where the data cannot tell. none: said where there is nothing to draw.
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
    tone: str = ""
    none: str = "–"


@dataclass(frozen=True, slots=True)
class Shape:
    """Size of one proportion in pixels; `right` is the room for the names at the line ends."""

    name: str
    width: float
    plot: float  # height of the plot
    left: float
    right: float

    @property
    def is_phone(self) -> bool:
        return self.name == "phone"


WIDE = Shape("wide", 1184, 264, 34, 150)
MIDDLE = Shape("middle", 760, 240, 34, 150)
PHONE = Shape("phone", 358, 184, 28, 8)


@dataclass(frozen=True, slots=True)
class _Story:
    """What is drawn, the same in every shape. Series are as long as `weeks`, not-a-number where missing. `raw` holds
    our weeks as they were, the other lines are lightly smoothed."""

    raw: list[float]
    own: list[float]
    without: list[float]
    low: list[float]
    high: list[float]
    start: int | None
    weeks: Sequence[date]
    words: ChartWords
    month: Callable[[date, bool], str]
    marks: Sequence[tuple[int, str]]
    ramp: int
    scale: tuple[float, float, list[float]]
    is_counted: bool

    @property
    def shown_start(self) -> int | None:
        return self.start if self.start is not None and 0 <= self.start < len(self.weeks) else None


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
        span = self.end - self.shape.left - 6
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
        """The first row over the plot, counted upwards, where these words do not touch others."""
        row = 0
        while any(taken == row and left < b + 6 and a < right + 6 for taken, a, b in self.boxes):
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
    is_counted: bool = False,
) -> SafeString:
    """Did it work here: the chart in three proportions inside one figure.

    own, without, low, high: values by week in the metric's unit, None or NaN where missing, as many as `weeks`; the
    last three may be empty (no sound comparison: our line alone). `start` is the index of the first week with the
    change (None: not begun), `ramp` the number of weeks after it that are still learning, `marks` other dated events
    (index, words). `month(day, with_year)` names a month. Amounts start at zero unless `from_zero` is False, for
    amounts that never come near it. `is_counted`: `own` counts people, who are drawn one stroke a week and never as a
    line. Nothing to draw gives `words.none`. Raises ValueError where lengths differ.
    """
    missing = [math.nan] * len(weeks)
    series = [numbers(each) or missing for each in (own, without, low, high)]
    if any(len(each) != len(weeks) for each in series):
        raise ValueError("own, without, low, high and weeks must be equally long")
    if not finite(series[0]) and not finite(series[1]):
        return no_chart(words.none)
    scale = _scale(series, from_zero or is_counted)
    lines = series if is_counted else [smoothed(each, LIGHT, apart_at=start) for each in series]
    story = _Story(series[0], *lines, start, weeks, words, month, marks, ramp, scale, is_counted)
    return format_html(
        '<figure class="effect-chart">{}{}{}</figure>',
        _draw(WIDE, story),
        _draw(MIDDLE, story),
        _draw(PHONE, replace(story, marks=())),
    )


def _scale(series: Sequence[Sequence[float]], from_zero: bool) -> tuple[float, float, list[float]]:
    """Lowest and highest amount of the plot, both round, and the round amounts between them."""
    known = [v for each in series for v in finite(each)]
    low, high = min(known), max(known)
    if from_zero and low >= 0:
        low = 0.0
    if high <= low:
        high = low + (abs(low) or 1.0)
    ticks = round_ticks(low, high, 4)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else high - low
    top = step * math.ceil((high + (high - low) * 0.02) / step - 1e-9)
    bottom = step * math.floor(low / step + 1e-9)
    count = round((top - bottom) / step)
    return bottom, top, [round(bottom + i * step, 12) for i in range(count + 1)]


def _fitting(shape: Shape, story: _Story) -> Shape:
    """The shape with as much room beside the plot as its amounts and the names at the line ends take."""
    size = 15 if shape.is_phone else 13  # 15 on the smallest
    left = max((words_width(plain_word(amount), size) for amount in story.scale[2]), default=0.0) + 8
    words = story.words
    names = () if shape.is_phone else (words.own, words.own_value, words.without, words.without_value)
    right = max((words_width(name) for name in names), default=0.0) + 14
    return replace(shape, left=max(shape.left, left), right=shape.right if shape.is_phone else max(shape.right, right))


def _draw(shape: Shape, story: _Story) -> SafeString:
    low, high, _ = story.scale
    shape = _fitting(shape, story)
    frame = _Frame(shape, len(story.weeks), low, high)
    over = _words_over(frame, story)
    frame.top = 22.0 + ROW * max((row for row, *_ in frame.boxes), default=0)
    drawn = _strokes(frame, story) if story.is_counted else _lines(frame, story)
    parts = [*_ground(frame, story), *_time_axis(frame, story), *drawn, *_uprights(frame, story, over)]
    if not story.is_counted:
        parts += _names_inside(frame, story) if shape.is_phone else _names_at_end(frame, story)
    return picture(
        parts, width=shape.width, height=frame.bottom + 28, label=story.words.label, cls=f"shape-{shape.name}"
    )


@dataclass(frozen=True, slots=True)
class _Over:
    """Words over the plot, in a row counted upwards."""

    x: float
    text: str
    anchor: str
    cls: str
    row: int


def _words_over(frame: _Frame, story: _Story) -> list[_Over]:
    """Where the words over the plot go. The adoption takes its place first, the others find room around it."""
    start = story.shown_start
    wanted = [(start, story.words.taken_up, "t-strong")] if start is not None and story.words.taken_up else []
    wanted += [(i, text, "t-event") for i, text in story.marks if 0 <= i < frame.count]
    placed = []
    for index, text, cls in wanted:
        x, width = frame.x(index), words_width(text)
        is_before = cls == "t-event" and start is not None and index < start
        to_left = (is_before and x - width - 8 > 0) or x + width + 8 > frame.end  # beyond it stand the names
        left = x - width - 7 if to_left else x + 8
        row = frame.row_for(left, left + width)
        placed.append(_Over(left + width if to_left else left, text, "end" if to_left else "start", cls, row))
    return placed


def _ground(frame: _Frame, story: _Story) -> list[str]:
    """Shading after the change (lighter while it is being learnt) and the grid with its amounts."""
    parts = []
    start = story.shown_start
    if start is not None:
        left, learned = frame.x(start), frame.x(min(start + story.ramp, frame.count - 1))
        for cls, begin, end in (("ramp", left, learned), ("after", learned, frame.end)):
            if end > begin:
                box = {"x": begin, "y": frame.top, "width": end - begin, "height": frame.shape.plot}
                parts.append(element("rect", cls=cls, **box))
    for amount in story.scale[2]:
        if story.is_counted and amount != round(amount):
            continue
        y = frame.y(amount)
        if y < frame.bottom - 1:
            parts.append(element("path", cls="grid", d=f"M{num(frame.shape.left)} {num(y)}H{num(frame.end)}"))
        parts.append(element("text", plain_word(amount), x=frame.shape.left - 7, y=y + 4.5, text_anchor="end"))
    parts.append(element("path", cls="axis", d=f"M{num(frame.shape.left)} {num(frame.bottom)}H{num(frame.end)}"))
    return parts


def _time_axis(frame: _Frame, story: _Story) -> list[str]:
    parts = []
    for index, text in month_ticks(story.weeks, story.month, room=frame.x(frame.count - 1) - frame.x(0)):
        x, half = frame.x(index), words_width(text, 15 if frame.shape.is_phone else 13) / 2  # 15 on the smallest
        parts.append(element("path", cls="tick", d=f"M{num(x)} {num(frame.bottom)}v5"))
        x_words = min(max(x, half), frame.shape.width - half)
        parts.append(element("text", text, x=x_words, y=frame.bottom + 20, text_anchor="middle"))
    return parts


def _lines(frame: _Frame, story: _Story) -> list[str]:
    parts = []
    both = [lo if math.isfinite(hi) else math.nan for lo, hi in zip(story.low, story.high, strict=True)]
    for stretch in joined(both):
        forth = [(frame.x(i), frame.y(story.high[i])) for i in stretch]
        back = [(frame.x(i), frame.y(story.low[i])) for i in reversed(stretch)]
        parts.append(element("path", cls="band", d=path_through(forth + back) + "z"))
    weeks = [(frame.x(i), frame.y(value)) for i, value in enumerate(story.raw) if math.isfinite(value)]
    parts += [element("circle", cls="raw-dot", cx=x, cy=y, r=1.7) for x, y in weeks]
    alone: list[int] = []  # a week between two gaps would otherwise be invisible
    for values, cls in ((story.without, "without-line"), (story.own, "own-line")):
        line, alone = line_through(values, _point(frame, values))
        if line:
            parts.append(element("path", cls=cls, d=line))
    parts += [element("circle", cls="own-dot", cx=frame.x(i), cy=frame.y(story.own[i]), r=2.5) for i in alone]
    return parts


def _strokes(frame: _Frame, story: _Story) -> list[str]:
    """Counts as upright strokes: a week without anybody has none."""
    return [
        element("path", cls="count-stroke", d=f"M{num(frame.x(i))} {num(frame.bottom)}V{num(frame.y(count))}")
        for i, count in enumerate(story.own)
        if math.isfinite(count) and count > 0
    ]


def _point(frame: _Frame, values: Sequence[float]) -> Callable[[int], tuple[float, float]]:
    return lambda i: (frame.x(i), frame.y(values[i]))


def _uprights(frame: _Frame, story: _Story, over: Sequence[_Over]) -> list[str]:
    """The adoption line, dashed lines of other events, and the words over the plot."""
    parts = [
        element("path", cls="event", d=f"M{num(frame.x(i))} {num(frame.top - 8)}V{num(frame.bottom)}")
        for i, _ in story.marks
        if 0 <= i < frame.count
    ]
    if story.shown_start is not None:
        parts.append(element("path", cls="adoption", d=f"M{num(frame.x(story.shown_start))} 0V{num(frame.bottom)}"))
    for words in over:
        y = frame.top - 10 - ROW * words.row
        parts.append(element("text", words.text, cls=words.cls, x=words.x, y=y, text_anchor=words.anchor))
    return parts


def _last(values: Sequence[float]) -> int | None:
    return max((i for i, value in enumerate(values) if math.isfinite(value)), default=None)


def _end_dot(frame: _Frame, values: Sequence[float], at: int) -> str:
    return element("circle", cls="own-dot", cx=frame.x(at), cy=frame.y(values[at]), r=4.5)


def _names_at_end(frame: _Frame, story: _Story) -> list[str]:
    """Names of both lines right of the plot, and between them the difference on a bar that spans the gap."""
    words = story.words
    own_at, without_at = _last(story.own), _last(story.without)
    parts = [] if own_at is None else [_end_dot(frame, story.own, own_at)]
    own = (words.own, words.own_value, "t-strong")
    without = (words.without, words.without_value, "t-ink")
    x = frame.end + 12
    if own_at is None or without_at is None or not words.without:
        if own_at is not None:
            parts += _name(x, frame.y(story.own[own_at]), *own)
        return parts
    y_own, y_without = frame.y(story.own[own_at]), frame.y(story.without[without_at])
    own_is_lower = y_own >= y_without
    top, bottom = _apart(frame, min(y_own, y_without), max(y_own, y_without), with_difference=bool(words.difference))
    parts += _name(x, top, *(without if own_is_lower else own))
    parts += _name(x, bottom, *(own if own_is_lower else without))
    if words.difference:
        parts += _difference(frame, words, x, top + ROW + 9, bottom - ROW - 5)
    return parts


def _apart(frame: _Frame, top: float, bottom: float, *, with_difference: bool) -> tuple[float, float]:
    """Heights of the two names: at their lines if there is room, else moved apart and kept inside the picture."""
    needed = 2 * ROW + 14 + (26 if with_difference else 0)
    if bottom - top < needed:
        middle = (top + bottom) / 2
        top, bottom = middle - needed / 2, middle + needed / 2
    down = max(0.0, ROW + 2 - top)
    up = max(0.0, bottom + ROW - frame.bottom - 14)
    return top + down - up, bottom + down - up


def _difference(frame: _Frame, words: ChartWords, x: float, begin: float, end: float) -> list[str]:
    tone = f" is-{words.tone}" if words.tone else ""
    fits = words_width(words.difference, 16) < frame.shape.right - 21
    cls = " ".join(
        ["t-difference", *([f"t-{words.tone}"] if words.tone else []), *([] if fits else ["t-difference-small"])]
    )
    return [
        element("path", cls=f"gap{tone}", d=f"M{num(x)} {num(begin)}V{num(end)}"),
        element("text", words.difference, cls=cls, x=x + 9, y=(begin + end) / 2 + 5),
    ]


def _name(x: float, y: float, name: str, value: str, cls: str) -> list[str]:
    if not value:
        return [element("text", name, cls=cls, x=x, y=y + 4)]
    return [element("text", name, cls=cls, x=x, y=y - 3), element("text", value, x=x, y=y + ROW - 2)]


def _names_inside(frame: _Frame, story: _Story) -> list[str]:
    """On a phone the names stand inside the plot, each on the free side of its line, right-aligned."""
    words, x = story.words, frame.end - 4
    own_at, without_at = _last(story.own), _last(story.without)
    ends = (own_at, without_at)
    own_is_lower = None in ends or frame.y(story.own[own_at]) >= frame.y(story.without[without_at])
    parts: list[str] = []
    own_y = math.nan
    if own_at is not None:
        text = words.own_short or words.own
        own_y = _clear_of(frame, [story.own], text, below=own_is_lower)
        parts += [
            _end_dot(frame, story.own, own_at),
            element("text", text, cls="t-strong", x=x, y=own_y, text_anchor="end"),
        ]
    if without_at is not None and words.without:
        text = words.without_short or words.without
        edge = story.high if own_is_lower else story.low
        y = _clear_of(frame, [story.without, edge], text, below=not own_is_lower)
        if abs(y - own_y) < ROW:
            y = own_y + (-ROW if own_is_lower else ROW)
        parts.append(element("text", text, cls="t-ink", x=x, y=y, text_anchor="end"))
    return parts


def _clear_of(frame: _Frame, lines: Sequence[Sequence[float]], text: str, *, below: bool) -> float:
    """Base line for right-aligned words above or below what the lines do over the words' width."""
    left = frame.end - 4 - words_width(text)
    near = [frame.y(v) for line in lines for i, v in enumerate(line) if math.isfinite(v) and frame.x(i) >= left - 4]
    y = (max(near) + 18 if below else min(near) - 8) if near else frame.top + 20
    return min(max(y, frame.top + 13), frame.bottom - 6)
