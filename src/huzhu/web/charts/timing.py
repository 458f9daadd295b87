"""The steps of an operation on one scale: what is done while the machine runs, and what it stands still for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .drawing import element, num

WIDTH, HEIGHT = 1000.0, 26.0
SEAM = 3.0  # between two steps


@dataclass(frozen=True, slots=True)
class TimedStep:
    """Seconds, and whether the machine stands still for it."""

    seconds: int
    is_inside: bool


def step_bar(steps: Sequence[TimedStep], longest: int, *, label: str, is_own: bool = False) -> SafeString:
    """One bar: first the hollow steps beside the running machine, then a mark, then the filled ones inside the stop.

    `longest` is the number of seconds that fills the width, the same for all bars of a page. It stretches with its
    place on the page and holds no words, so it reads the same on a phone and on paper; `label` says it in a sentence.
    """
    scale = WIDTH / max(1, longest)
    x, parts = 0.0, []
    for is_inside in (False, True):
        for step in steps:
            if step.is_inside != is_inside:
                continue
            width = step.seconds * scale
            cls = "step-in" if is_inside else "step-out"
            drawn = max(1.0, width - SEAM)
            parts.append(element("rect", cls=cls, x=x, y=4, width=drawn, height=HEIGHT - 8))
            x += width
        if not is_inside:
            parts.append(element("path", cls="step-stop", d=f"M{num(x - SEAM / 2)} 0V{num(HEIGHT)}"))
    role = f'role="img" aria-label="{escape(label)}"'
    view = f'viewBox="-2 0 {num(WIDTH + 4)} {num(HEIGHT)}" preserveAspectRatio="none" height="{num(HEIGHT)}"'
    cls = "chart step-bar step-bar--own" if is_own else "chart step-bar"
    return mark_safe(f'<svg class="{cls}" {view} {role} focusable="false">{"".join(parts)}</svg>')  # words are escaped
