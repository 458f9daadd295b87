"""The chain of a harm and its remedy: change, gain, danger, remedy, since then; dated. A list, upright on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .drawing import element

MARKS = {
    "plain": element("circle", cls="ring", cx=10, cy=9, r=8),
    "danger": element("path", cls="alarm", d="M10 -2L21 17H-1z"),
    "remedy": element("circle", cls="disc", cx=10, cy=9, r=9.5),
    "better": element("circle", cls="disc", cx=10, cy=9, r=9.5),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: when ("12 Jan · Change"), what ("Ingot head heated"), more ("Benxi steelmaking").

    `kind` gives mark and colour of the words. `line` colours the line to the next step: danger only while it lasted.
    """

    when: str
    what: str
    more: str = ""
    kind: Literal["plain", "danger", "remedy", "better"] = "plain"
    line: Literal["", "danger", "better"] = ""


def chain(steps: Sequence[Step]) -> SafeString:
    """An ordered list with a mark per step; no steps, no list."""
    if not steps:
        return SafeString("")
    rows = (
        (
            f"chain--is-{step.kind}" + (f" chain--{step.line}-after" if step.line else ""),
            mark_safe(f'<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">{MARKS[step.kind]}</svg>'),
            step.when,
            step.what,
            step.more,
        )
        for step in steps
    )
    body = format_html_join(
        "", '<li class="{}">{}<p class="when">{}</p><p class="what">{}</p><p class="more">{}</p></li>', rows
    )
    return format_html('<ol class="chain">{}</ol>', body)
