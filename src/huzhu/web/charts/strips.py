"""Small charts of a row: how it went (spark line, ticks) and where we stand (dot strip)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from django.utils.safestring import SafeString

from .drawing import element, finite, line_through, no_chart, num, numbers, picture, smoothed, words_width

SPARK_WIDTH, SPARK_HEIGHT = 118, 34
STRIP_WIDTH, STRIP_HEIGHT = 258, 40


def spark(values: Sequence[float | None], mark: int | None = None, *, label: str = "", none: str = "–") -> SafeString:
    """How it has gone: weekly values (None or NaN: not reported) as a line, the last value marked.

    `mark` is the index of the week something was taken up (dashed tick). Without a value the word `none` stands there.
    """
    given = numbers(values)
    series = smoothed(given, (1, 2, 1))
    series[-1:] = given[-1:]  # the last point stays as measured
    known = finite(series)
    if not known:
        return no_chart(none)
    low, high = min(known), max(known)
    left, right, top, bottom = 2.0, SPARK_WIDTH - 5.0, 4.0, SPARK_HEIGHT - 4.0
    step = (right - left) / max(len(series) - 1, 1)

    def at(i: int) -> tuple[float, float]:
        share = 0.5 if high <= low else (series[i] - low) / (high - low)
        return (left + i * step if len(series) > 1 else right), bottom - share * (bottom - top)

    parts = []
    if mark is not None and 0 <= mark < len(series):
        parts.append(element("path", cls="spark-mark", d=f"M{num(left + mark * step)} 1V{SPARK_HEIGHT - 1}"))
    last = max(i for i, value in enumerate(series) if math.isfinite(value))
    line, alone = line_through(series, at)
    parts.append(element("path", cls="spark", d=line))
    parts += [element("circle", cls="own-dot", cx=at(i)[0], cy=at(i)[1], r=1.5) for i in alone if i != last]
    x, y = at(last)
    parts.append(element("circle", cls="own-dot", cx=x, cy=y, r=3.5))
    return picture(parts, width=SPARK_WIDTH, height=SPARK_HEIGHT, label=label, cls="spark-chart")


def ticks(counts: Sequence[float | None], *, label: str = "", none: str = "–") -> SafeString:
    """Counts by week as upright strokes: one high for one, taller for more, nothing for none. Never a line."""
    known = finite(counts)
    if not known:
        return no_chart(none)
    base, most = SPARK_HEIGHT - 6.0, max(*known, 1.0)
    step = (SPARK_WIDTH - 8.0) / max(len(counts), 1)
    parts = [element("path", cls="spark-base", d=f"M2 {num(base)}H{SPARK_WIDTH - 4}")]
    for i, count in enumerate(counts):
        if count and math.isfinite(count) and count > 0:
            height = 14 + 12 * (count - 1) / max(most - 1, 1)
            parts.append(
                element("path", cls="spark-tick", d=f"M{num(4 + (i + 0.5) * step)} {num(base)}v{num(-height)}")
            )
    return picture(parts, width=SPARK_WIDTH, height=SPARK_HEIGHT, label=label, cls="spark-chart")


def dot_strip(
    own: float | None,
    peers: Sequence[float | None],
    best: str = "",
    best_value: float | None = None,
    better: Literal["up", "down"] = "up",
    *,
    label: str = "",
    none: str = "–",
) -> SafeString:
    """Where do we stand: peers hollow, we solid, the best peer named under its dot. Better is always to the right.

    `best` is the whole word under the dot ("Benxi M 1.2"), already rounded and translated; `best_value` places it.
    """
    known = finite([own, *peers])
    if not known:
        return no_chart(none)
    low, high = min(known), max(known)
    left, right, y = 28.0, STRIP_WIDTH - 26.0, 12.0

    def x(value: float) -> float:
        share = 0.5 if high <= low else (value - low) / (high - low)
        return left + (share if better == "up" else 1 - share) * (right - left)

    parts = [element("path", cls="strip-line", d=f"M0 {num(y)}H{STRIP_WIDTH}")]
    parts += [element("circle", cls="peer-dot", cx=x(value), cy=y, r=5) for value in finite(peers)]
    if own is not None and math.isfinite(own):
        parts.append(element("circle", cls="own-dot", cx=x(own), cy=y, r=7.5))
    if best and best_value is not None and math.isfinite(best_value):
        end = max(x(best_value) + 9, words_width(best) + 2)
        parts.append(element("text", best, x=min(end, STRIP_WIDTH), y=y + 25, text_anchor="end"))
    return picture(parts, width=STRIP_WIDTH, height=STRIP_HEIGHT, label=label, cls="dot-strip")
