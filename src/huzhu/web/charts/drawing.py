"""Pieces of SVG text: elements, numbers, the width of words. No colours here: the style sheet gives them by class."""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


def num(value: float) -> str:
    """A coordinate, at most one decimal, as short as it can be written."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def element(tag: str, words: str | None = None, **attributes: float | str) -> str:
    """One SVG element. `cls` becomes class, `_` becomes `-`; words are escaped."""
    parts = [tag]
    for key, value in attributes.items():
        name = "class" if key == "cls" else key.replace("_", "-")
        parts.append(f'{name}="{escape(value) if isinstance(value, str) else num(value)}"')
    head = " ".join(parts)
    return f"<{head}/>" if words is None else f"<{head}>{escape(words)}</{tag}>"


def picture(parts: Iterable[str], *, width: float, height: float, label: str, cls: str = "") -> SafeString:
    """A whole chart of the given size in CSS pixels.

    `label` is its text equivalent in one sentence; an empty label makes the drawing decoration (the row says it).
    """
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    title = element("title", label) if label else ""
    size = f'viewBox="0 0 {num(width)} {num(height)}" width="{num(width)}" height="{num(height)}"'
    head = f'<svg class="{f"chart {cls}".strip()}" {size} {role} focusable="false">'
    return mark_safe(f"{head}{title}{''.join(parts)}</svg>")  # every word in it is escaped


def words_width(words: str, size: float = 13) -> float:
    """Roughly how wide these words are in pixels at a font size; Chinese characters are one em, Latin about half.

    Between a Chinese character and a figure or letter the browser puts an eighth of an em (`text-autospace`).
    """
    is_wide = [unicodedata.east_asian_width(c) in "WF" for c in words]
    ems = sum(1.0 if wide else 0.28 if c in " .,:;'|il-" else 0.52 for c, wide in zip(words, is_wide, strict=True))
    seams = sum(
        wide != next_wide and (c + d).isalnum()
        for (c, wide), (d, next_wide) in itertools.pairwise(zip(words, is_wide, strict=True))
    )
    return (ems + seams / 8) * size


def path_through(points: Sequence[tuple[float, float]]) -> str:
    """Path data through points; a point that is not a number lifts the pen."""
    pieces: list[str] = []
    pen_down = False
    for x, y in points:
        if not (math.isfinite(x) and math.isfinite(y)):
            pen_down = False
            continue
        pieces.append(f"{'L' if pen_down else 'M'}{num(x)} {num(y)}")
        pen_down = True
    return "".join(pieces)


def joined(values: Sequence[float]) -> list[list[int]]:
    """Indexes of known values, in stretches that one line may go through.

    Weekly values are joined week by week; values that come once a month are joined from month to month. A step more
    than half as long again as the usual one is a gap.
    """
    known = [i for i, value in enumerate(values) if math.isfinite(value)]
    steps = sorted(b - a for a, b in itertools.pairwise(known))
    usual = steps[(len(steps) - 1) // 2] if steps else 1
    stretches: list[list[int]] = []
    for i in known:
        if stretches and i - stretches[-1][-1] <= 1.5 * usual:
            stretches[-1].append(i)
        else:
            stretches.append([i])
    return stretches


def line_through(values: Sequence[float], at: Callable[[int], tuple[float, float]]) -> tuple[str, list[int]]:
    """Path data through the known values, `at(index)` giving the point; and the indexes that stand alone."""
    stretches = joined(values)
    return "".join(path_through([at(i) for i in each]) for each in stretches), [s[0] for s in stretches if len(s) == 1]


def smoothed(values: Sequence[float], weights: Sequence[int], apart_at: int | None = None) -> list[float]:
    """Weighted means of the known values around each, `weights` centred on it; gaps stay gaps. Nothing is carried over
    the index `apart_at`, where something was changed."""
    reach = len(weights) // 2
    out: list[float] = []
    for i, value in enumerate(values):
        near = [
            (weights[j - i + reach], values[j])
            for j in range(max(0, i - reach), min(len(values), i + reach + 1))
            if math.isfinite(values[j]) and (apart_at is None or (j < apart_at) == (i < apart_at))
        ]
        known = math.isfinite(value)
        out.append(sum(w * v for w, v in near) / sum(w for w, _ in near) if known else value)
    return out


def no_chart(words: str) -> SafeString:
    """What stands in a chart's place where there is nothing to draw: the caller's word for it."""
    return mark_safe(f'<span class="no-chart">{escape(words)}</span>')


def finite(values: Iterable[float | None]) -> list[float]:
    """The values that are numbers."""
    return [float(v) for v in values if v is not None and math.isfinite(v)]


def numbers(values: Iterable[float | None]) -> list[float]:
    """The same values with None as not-a-number."""
    return [math.nan if v is None else float(v) for v in values]
