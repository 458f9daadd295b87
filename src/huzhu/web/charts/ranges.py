"""Ranges that live in the rows of a real table and share one axis, and the small bars.

Filled square: clear. Hollow ring: not clear. `tone` is "better", "worse", "danger" or "" (the data cannot tell).
Each row has its own small SVG, decoration for eyes only unless it is given a label, because the row says it in figures.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from .axes import Axis, AxisWord, axis_head, axis_over, plain_word, signed_word
from .drawing import element, finite, no_chart, num, picture

# Far beyond the row: the cell clips it, so that the line runs through rows of any height.
THROUGH = "V400"


@dataclass(frozen=True, slots=True)
class Range:
    """One row: the estimate and its range in the table's amounts, and whether the data can tell (`tone`)."""

    mid: float | None
    low: float | None
    high: float | None
    tone: str = ""
    label: str = ""
    filled: bool | None = None

    @property
    def is_filled(self) -> bool:
        """Filled means clear; by default exactly when there is a tone."""
        return bool(self.tone) if self.filled is None else self.filled


def _tone(cls: str, tone: str) -> str:
    return f"{cls} is-{tone}" if tone else cls


def _interval(axis: Axis, row: Range, y: float) -> list[str]:
    """The bar and its mark; an end that runs off the axis gets an arrow head instead of a blunt end."""
    if row.mid is None or not math.isfinite(row.mid):
        return []
    parts: list[str] = []
    if row.low is not None and row.high is not None and math.isfinite(row.low) and math.isfinite(row.high):
        left, right = axis.x(row.low), axis.x(row.high)
        parts.append(element("path", cls=_tone("range", row.tone), d=f"M{num(left)} {num(y)}H{num(right)}"))
        if not axis.holds(row.low):
            parts.append(element("path", cls=_tone("mark", row.tone), d=f"M{num(left - 6)} {num(y)}l7 -5v10z"))
        if not axis.holds(row.high):
            parts.append(element("path", cls=_tone("mark", row.tone), d=f"M{num(right + 6)} {num(y)}l-7 -5v10z"))
    x = axis.x(row.mid)
    if row.is_filled:
        parts.append(element("rect", cls=_tone("mark", row.tone), x=x - 6, y=y - 6, width=12, height=12))
    else:
        parts.append(element("circle", cls=_tone("mark-hollow", row.tone), cx=x, cy=y, r=5.8))
    return parts


def intervals(
    rows: Sequence[Range],
    *,
    middle: tuple[float, float] | None = None,
    width: float = 330,
    word: AxisWord = plain_word,
    none: str = "–",
) -> tuple[SafeString, list[SafeString]]:
    """How sure is the order: (axis head, one drawing per row). `middle`: the middle of the group, shaded in each."""
    axis = axis_over([v for r in rows for v in (r.low, r.mid, r.high)] + list(middle or ()), width=width)
    drawn = []
    for row in rows:
        shade = []
        if middle and all(math.isfinite(v) for v in middle):
            left, right = axis.x(middle[0]), axis.x(middle[1])
            shade = [element("rect", cls="band", x=left, y=5, width=max(right - left, 2), height=22)]
        body = _interval(axis, row, 16)
        drawn.append(picture(shade + body, width=width, height=32, label=row.label) if body else no_chart(none))
    return axis_head(axis, word=word, about=5), drawn


def adopters(
    rows: Sequence[Range],
    *,
    together: Range | None = None,
    expect: tuple[float, float] | None = None,
    width: float = 232,
    word: AxisWord = signed_word,
) -> tuple[SafeString, list[SafeString], SafeString]:
    """Did it work elsewhere: (axis head, one drawing per adopter, the drawing of all together).

    The diamond spans the range of `together`; `expect` shades what a workshop like these may expect. The upright
    line is zero: no change.
    """
    every = [*rows, *([together] if together else [])]
    reach = _reach(every)
    ends = [v for r in every for v in (r.low, r.mid, r.high)] + list(expect or ())
    axis = axis_over([max(-reach, min(reach, v)) for v in finite(ends)], width=width, include=0.0)
    zero = element("path", cls="zero", d=f"M{num(axis.x(0))} -400{THROUGH}")
    drawn = [picture([zero, *_interval(axis, row, 16)], width=width, height=32, label=row.label) for row in rows]
    parts = [zero]
    if expect:
        left, right = axis.x(expect[0]), axis.x(expect[1])
        parts.append(element("rect", cls="band", x=left, y=5, width=max(right - left, 2), height=22))
    if together and together.mid is not None and together.low is not None and together.high is not None:
        left, mid, right = axis.x(together.low), axis.x(together.mid), axis.x(together.high)
        d = f"M{num(left)} 16L{num(mid)} 7L{num(right)} 16L{num(mid)} 25z"
        parts.append(element("path", cls=_tone("mark", together.tone), d=d))
    label = together.label if together else ""
    return axis_head(axis, word=word, about=6), drawn, picture(parts, width=width, height=32, label=label)


def _reach(rows: Sequence[Range]) -> float:
    """How far from zero the axis of effects goes: one row that knows almost nothing must not flatten all others."""
    mids = finite(abs(r.mid) for r in rows if r.mid is not None)
    halves = finite((r.high - r.low) / 2 for r in rows if r.low is not None and r.high is not None)
    return max([*mids, min(halves, default=0.0)], default=0.0) * 2.5 or math.inf


@dataclass(frozen=True, slots=True)
class Guardrail:
    """One guardrail: change against what was expected, in percent of it, already turned so that plus is worse.

    `limit` is the agreed limit in the same amounts (None: none agreed).
    """

    mid: float | None
    low: float | None
    high: float | None
    limit: float | None = None
    tone: str = ""
    filled: bool = False
    label: str = ""


def percent_word(amount: float) -> str:
    """A percentage on a guardrail's axis: −20%, 0, +20%."""
    return signed_word(amount) + ("%" if amount else "")


def guardrails(
    rows: Sequence[Guardrail], *, width: float = 216, reach: float = 30, none: str = "–"
) -> tuple[SafeString, list[SafeString]]:
    """Did it hurt anything: (axis head, one drawing per row), worse to the right, the agreed limit dashed.

    The axis reaches `reach` percent both ways, further if an estimate or a limit lies beyond it, at most 150.
    """
    known = finite([v for r in rows for v in (r.mid, r.limit)])
    reach = min(150.0, max([reach, *(abs(v) * 1.15 for v in known)]))
    axis = Axis(-reach, reach, width, pad=7)
    drawn = []
    for row in rows:
        body = _interval(axis, Range(row.mid, row.low, row.high, row.tone, filled=row.filled), 26)
        if not body:
            drawn.append(no_chart(none))
            continue
        parts = [element("path", cls="zero", d=f"M{num(axis.x(0))} -400{THROUGH}")]
        if row.limit is not None and math.isfinite(row.limit):
            parts.append(element("path", cls="limit", d=f"M{num(axis.x(row.limit))} 0v52"))
        drawn.append(picture(parts + body, width=width, height=52, label=row.label))
    return axis_head(axis, word=percent_word, about=3), drawn


def range_bar(low: int, high: int, count: int, *, label: str = "", width: float = 110) -> SafeString:
    """Which place might we hold: places low to high marked on a bar of places 1 to count."""
    cell = width / max(count, 1)
    parts = [
        element("rect", cls="bar-ground", x=0, y=3, width=width, height=10),
        element("rect", cls="bar-share", x=(low - 1) * cell, y=3, width=max((high - low + 1) * cell, 2), height=10),
    ]
    return picture(parts, width=width, height=16, label=label)


def share_bar(percent: float | None, *, label: str = "", width: float = 110) -> SafeString:
    """A share of a hundred as a grey bar."""
    share = 0.0 if percent is None or not math.isfinite(percent) else min(max(percent, 0.0), 100.0)
    parts = [
        element("rect", cls="bar-ground", x=0, y=3, width=width, height=10),
        element("rect", cls="bar-share", x=0, y=3, width=width * share / 100, height=10),
    ]
    return picture(parts, width=width, height=16, label=label)


def progress(done: float, of: float, *, label: str = "", width: float = 150) -> SafeString:
    """How far something is: weeks gathered of weeks needed, steps done of steps."""
    share = min(max(done / of, 0.0), 1.0) if of > 0 else 0.0
    parts = [
        element("rect", cls="bar-frame", x=0.5, y=0.5, width=width - 1, height=7),
        element("rect", cls="bar-ink", x=0, y=0, width=width * share, height=8),
    ]
    return picture(parts, width=width, height=8, label=label, cls="progress")


def points_bar(own: float, help_: float, most: float, *, label: str = "", width: float = 170) -> SafeString:
    """How points are made: one bar, own part grey, help ink, on the scale of the most points there are."""
    scale = width / most if most > 0 else 0.0
    first, second = max(own, 0.0) * scale, max(help_, 0.0) * scale
    parts = [
        element("rect", cls="bar-share", x=0, y=2, width=first, height=16),
        element("rect", cls="bar-ink", x=first, y=2, width=second, height=16),
    ]
    return picture(parts, width=width, height=20, label=label)


def places_head(count: int, *, width: float = 290) -> SafeString:
    """The numbers of the places over `place_range` rows; every second one where there are many."""
    cell, step = width / max(count, 1), 1 if count <= 12 else 2
    parts = [
        element("text", str(number), cls="axis-word", x=(number - 0.5) * cell, y=15, text_anchor="middle")
        for number in range(1, count + 1, step)
    ]
    return picture(parts, width=width, height=20, label="")


def place_range(
    low: int, high: int, here: int, count: int, *, is_own: bool = False, label: str = "", width: float = 290
) -> SafeString:
    """The places that could be held, from `low` to `high` of `count`, with a dot at the place by points."""
    cell = width / max(count, 1)
    parts = [
        element("path", cls="place-line", d=f"M{num((number - 0.5) * cell)} -40V90") for number in range(1, count + 1)
    ]
    left, size = (low - 1) * cell + cell * 0.25, (high - low) * cell + cell * 0.5
    own = " is-own" if is_own else ""
    parts.append(element("rect", cls=f"place-range{own}", x=left, y=9, width=max(size, 18), height=18, rx=9))
    parts.append(element("circle", cls=f"place-dot{own}", cx=(here - 0.5) * cell, cy=18, r=4.6))
    return picture(parts, width=width, height=36, label=label)
