"""What templates need beyond Django's own.

Filters: `figure` (and `figure:1`), `signed`, `long_date`, `short_date` (and `short_date:today`), `moment`, `date_line`.
Tags: `{% evidence code %}` and `{% guardrail code people=... %}` draw shape and word, `{% mark name %}` the shape;
`{% tape kind %}` the warning tape; `{% icon name %}` the phone bar's signs; `{% form_key %}` the key that makes a form
sent twice count once; `{% language words %}` gives the lang attribute for words written in the other language.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from huzhu.web import wording
from huzhu.web.charts.drawing import words_width
from huzhu.web.presenting import sentences
from huzhu.words import Words, reading_language

register = template.Library()

PUNCTUATION = re.compile(r"[，。；：、！？,.;:]")
LONGEST_RUN = 11  # Chinese characters of a headline on a phone
FIGURE_AND_WORD = re.compile(r"(?<=\d) (?=[a-z])")

SHAPES = {
    "verified": '<circle class="m-fill" cx="9" cy="9" r="8.4"/><path class="m-on" d="M5.2 9.3l2.6 2.6 5-5.4"/>',
    "probable": '<circle class="m-line" cx="9" cy="9" r="7.5"/><path class="m-fill" d="M9 1.5a7.5 7.5 0 0 0 0 15z"/>',
    "not_shown": '<circle class="m-line" cx="9" cy="9" r="7.5"/><path class="m-line" d="M5.6 9h6.8"/>',
    "harmful": '<path class="m-fill" d="M9 1L17.6 16.4H.4z"/><path class="m-on" d="M9 6.6v4.2"/>'
    '<circle class="m-on-fill" cx="9" cy="13.6" r="1.2"/>',
    "measuring": '<circle class="m-dash" cx="9" cy="9" r="7.5"/><path class="m-line" d="M9 5.2V9l2.6 1.6"/>',
    "tick": '<path class="m-line" d="M3 9.6l3.8 3.8L15 4.8"/>',
    "watch": '<path class="m-line" d="M9 2L16.8 15.6H1.2z"/><path class="m-line" d="M9 7v3.6"/>'
    '<circle class="m-fill" cx="9" cy="13.2" r="1"/>',
    "not_enough": '<circle class="m-dash" cx="9" cy="9" r="7.5"/>',
    "no_sound": '<circle class="m-line" cx="9" cy="9" r="7.5"/><path class="m-line" d="M4 14L14 4"/>',
}
EVIDENCE_TONES = {"verified": "better", "probable": "better", "harmful": "worse"}
GUARDRAIL_SHAPES = {
    "no_harm_seen": "tick",
    "within_limit": "tick",
    "watch": "watch",
    "harmful": "harmful",
    "not_enough_data": "not_enough",
    "not_shared": "not_enough",
}
GUARDRAIL_TONES = {"watch": "worse", "harmful": "worse"}

ICONS = {
    "home": '<path d="M3 10.5L11 3.5l8 7V19h-5v-6H8v6H3z"/>',
    "compare": '<path d="M3 6h16M3 11h16M3 16h16"/><circle cx="7" cy="6" r="1.8"/><circle cx="15" cy="11" r="1.8"/>'
    '<circle cx="10" cy="16" r="1.8"/>',
    "experiences": '<path d="M11 4v14M4 11h14"/>',
    "plus": '<path d="M11 4v14M4 11h14"/>',
    "cards": '<path d="M2.5 5h17v12h-17zM2.5 9h17"/>',
    "data": '<path d="M4 4h14v14H4zM4 9h14M10 9v9"/>',
    "express": '<path d="M4 3.5h14v15H4zM7 8h8M7 11.5h8M7 15h5"/>',
    "more": '<path d="M3 6h16M3 11h16M3 16h16"/>',
    "search": '<circle cx="9.5" cy="9.5" r="6"/><path d="M14 14l5 5"/>',
}

STEP_MARKS = {
    "done": SHAPES["verified"],
    "now": '<circle class="m-line" cx="9" cy="9" r="7.5"/><circle class="m-fill" cx="9" cy="9" r="4"/>',
    "to_come": '<circle class="m-line" cx="9" cy="9" r="7.5"/>',
}


def _svg(body: str, size: int) -> SafeString:
    head = f'<svg viewBox="0 0 {size} {size}" width="{size}" height="{size}" aria-hidden="true" focusable="false">'
    return mark_safe(f"{head}{body}</svg>")


@register.filter
def figure(value: float | None, decimals: int | None = None) -> str:
    """A figure with a true minus sign, thousands marks in English; three figures unless decimals are given."""
    return wording.number(_as_number(value), decimals)


@register.filter
def signed(value: float | None, decimals: int | None = None) -> str:
    """A difference: +2.8, −4, 0."""
    return wording.number(_as_number(value), decimals, signed=True)


def _as_number(value: Any) -> float | None:
    return None if value in (None, "") else float(value)


@register.filter
def long_date(day: date | None) -> str:
    """27 August 2026 / 2026年8月27日."""
    return wording.long_date(day) if day else ""


@register.filter
def short_date(day: date | None, today: date | None = None) -> str:
    """16 Mar / 3月16日, with the year when it is not today's."""
    return wording.short_date(day, today) if day else ""


@register.filter
def moment(at: datetime | None, today: date | None = None) -> str:
    """26 Aug, 22:00 / 8月26日22:00 in the alliance's time zone."""
    if not at:
        return ""
    return wording.moment(timezone.localtime(at) if timezone.is_aware(at) else at, today)


@register.filter
def date_line(day: date | None) -> str:
    """Thursday 27 August 2026, week 35."""
    return wording.date_line(day) if day else ""


@register.filter
def inside(name: Any) -> str:
    """A name as it stands inside a sentence: "Dalian, medium-section mill"."""
    return sentences.inside(name)


@register.filter
def whole_figures(sentence: str) -> str:
    """Keeps a figure and the word after it on one line: "2.8 points" is never torn apart in a headline."""
    return FIGURE_AND_WORD.sub("\u00a0", str(sentence))


@register.filter
def keeps_runs(sentences: Sequence[str]) -> bool:
    """Whether a Chinese headline may break at its punctuation only: its longest run fits a phone's line."""
    runs = PUNCTUATION.split("".join(map(str, sentences)))
    return reading_language() == "zh" and max((words_width(run, 1) for run in runs), default=0) <= LONGEST_RUN


@register.simple_tag
def mark(name: str) -> SafeString:
    """One of the evidence and guardrail shapes, 18 px, without a word."""
    return _svg(SHAPES[name], 18)


@register.simple_tag
def step_mark(name: str) -> SafeString:
    """A step of a card: "done" tick, "now" dot, "to_come" ring; the word beside it says the same."""
    words = {"done": _("done"), "now": _("now"), "to_come": _("to come")}
    return format_html(
        '<span class="badge">{}</span><span class="visually-hidden">{}: </span>',
        _svg(STEP_MARKS[name], 18),
        words[name],
    )


@register.simple_tag
def badge(shape: str, word: str, tone: str = "") -> SafeString:
    """Any shape with any word: trust checks, side effects ("5 hurt; remedied")."""
    cls = f"badge badge--{tone}" if tone else "badge"
    return format_html('<span class="{}">{}<span>{}</span></span>', cls, mark(shape), word)


@register.simple_tag
def evidence(code: str, people: bool = False) -> SafeString:
    """The evidence badge of an adoption; `people` makes harmful a danger because somebody was hurt."""
    tone = "danger" if people and code == "harmful" else EVIDENCE_TONES.get(code, "")
    return badge(code, wording.evidence_word(code), tone)


@register.simple_tag
def guardrail(code: str, people: bool = False, word: str = "") -> SafeString:
    """The reading of a guardrail; `word` replaces the usual word ("Rejects", "5 hurt; remedied")."""
    tone = "danger" if people and code == "harmful" else GUARDRAIL_TONES.get(code, "")
    return badge(GUARDRAIL_SHAPES[code], word or wording.guardrail_word(code), tone)


@register.simple_tag
def triangle(direction: str, word: str) -> SafeString:
    """▲ clearly better, ▼ clearly worse, in a cell of the matrix; the word is read aloud instead."""
    up = direction == "up"
    body = '<path class="triangle-up" d="M5 1l5 8H0z"/>' if up else '<path class="triangle-down" d="M5 9l5-8H0z"/>'
    svg = mark_safe(
        f'<svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true" focusable="false">{body}</svg>'
    )
    return format_html('{}<span class="visually-hidden">{} </span>', svg, word) if word else svg


@register.simple_tag
def tape(kind: str) -> SafeString:
    """Warning tape at a banner's left edge: yellow and black for watch, red and white for danger."""
    ground, stripe = ("tape-white", "tape-red") if kind == "danger" else ("tape-yellow", "tape-dark")
    stripes = "".join(f'<path class="{stripe}" d="M0 {y + 14}L14 {y}v10L0 {y + 24}z"/>' for y in range(-20, 400, 20))
    back = f'<rect class="{ground}" width="14" height="400"/>'
    return mark_safe(f'<svg class="tape" aria-hidden="true" focusable="false">{back}{stripes}</svg>')


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line sign of the phone bar, 22 px."""
    return _svg(ICONS.get(name, ICONS["more"]), 22)


@register.simple_tag
def form_key() -> SafeString:
    """The hidden key of a form: sent twice, it counts once (huzhu.web.receipts)."""
    return format_html('<input type="hidden" name="form_key" value="{}">', secrets.token_urlsafe(16))


@register.filter
def language(words: Words | str) -> SafeString:
    """` lang="zh-Hans"` for words that were written in the other language only; nothing otherwise."""
    if isinstance(words, Words) and words and words.language != reading_language():
        return format_html(' lang="{}"', "zh-Hans" if words.language == "zh" else "en")
    return SafeString("")
