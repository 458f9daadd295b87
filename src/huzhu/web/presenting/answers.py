"""How long answers to the Express take, in words: a line for each class and each workshop."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.express.answering import EVERYWHERE, AnswerTimes, by_class, by_workshop
from huzhu.express.clocks import DISPOSE
from huzhu.express.models import Story
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.workshops import clocks


def answer_times(person: Person) -> dict[str, Any]:
    now = clocks.now()
    groups = [
        (
            _("By class"),
            [(_of_class(code), _given(code), found) for code, found in by_class(person, now)],
        ),
        (_("By workshop"), [(place, "", found) for place, found in by_workshop(person, now)]),
    ]
    whose = _("All workshops, in the last year.")
    if not person.holds(*EVERYWHERE):
        whose = _("Dangers: all workshops. Everything else: your plant. In the last year.")
    rows = [
        {"title": title, "rows": [{"who": who, "given": given, **_said(found)} for who, given, found in several]}
        for title, several in groups
        if several
    ]
    return {"answer_times": rows, "answers_whose": whose}


def _of_class(code: str) -> str:
    return str(Story.Urgency(code).label)


def _given(code: str) -> str:
    days = int(clocks.length_of(DISPOSE[Story.Urgency(code)]))
    return ngettext("%(count)s working day to answer", "%(count)s working days to answer", days) % {"count": days}


def _said(found: AnswerTimes) -> dict[str, Any]:
    waits = ngettext("%(count)s still waits", "%(count)s still wait", found.waiting) % {"count": found.waiting}
    return {
        "half": _days(found.half),
        "spread": _spread(found),
        "answered": _of(found.answered, found.sent),
        "waiting": waits if found.waiting else "",
        "in_time": _of(found.in_time, found.due) if found.due else "–",
    }


def _spread(found: AnswerTimes) -> str:
    if found.quarter is None:
        return ""
    values = {"first": _days(found.quarter), "last": _days(found.three_quarters)}
    if found.three_quarters is None:
        return _("a quarter within %(first)s") % values
    return _("a quarter within %(first)s, three quarters within %(last)s") % values


def _of(count: int, whole: int) -> str:
    return _("%(count)s of %(due)s") % {"count": count, "due": whole}


def _days(days: float | None) -> str:
    return "–" if days is None else _("%(days)s d") % {"days": wording.number(days, 1)}
