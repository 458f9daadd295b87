"""Dangers in lists: how many are open, where, what is waited for, who is called; and on other pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.experiences.models import Experience
from huzhu.hazards import queries
from huzhu.hazards.clocks import Due
from huzhu.hazards.models import Hazard
from huzhu.hazards.queries import CallLine, HazardLine
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.workshops.clocks import today

S = Hazard.State


def list_page(person: Person, *, all_of_them: bool) -> dict[str, Any]:
    """Open dangers of all plants, oldest first; or all there ever were."""
    if all_of_them:
        found = queries.lines(Hazard.objects.visible_to(person).order_by("-raised_at"))
    else:
        found = queries.open_lines(person)
    return {
        "headline": list_headline([line for line in found if line.hazard.is_open]),
        "rows": [row(line) for line in found],
        "all_of_them": all_of_them,
        "may_raise": bool(person.plants),
        "calls": [call_row(line) for line in queries.calls_for(person)],
    }


def list_headline(lines: list[HazardLine], *, warnings: int = 0) -> list[str]:
    """How many are open, and how many of them wait too long. `warnings`: those that somebody put up without one."""
    number = len(lines) + warnings
    if not number:
        return [_("No danger is open in the plants.")]
    late = sum(line.is_overdue for line in lines)
    count = ngettext("%(count)s danger is open in the plants.", "%(count)s dangers are open in the plants.", number)
    waits = ngettext("%(late)s waits too long.", "%(late)s wait too long.", late)
    return [count % {"count": number}, *([waits % {"late": late}] if late else [])]


def row(line: HazardLine) -> dict[str, Any]:
    """One danger in a list."""
    hazard = line.hazard
    return {
        "title": hazard.title,
        "url": hazard.address,
        "number": hazard.number,
        "where": where(hazard),
        "note": note(line),
        "state": hazard.get_state_display(),
        "since": wording.short_date(timezone.localdate(hazard.raised_at), today()),
        "due": due_words(line.due),
        "is_late": line.is_overdue,
        "people": hazard.hurts_people,
        "is_open": hazard.is_open,
        "remedy": hazard.remedy or (hazard.experience.remedy if hazard.experience else None),
    }


def dangers_of(experiences: Iterable[Experience], person: Person) -> dict[int, dict[str, Any]]:
    """The gravest danger each experience (primary key) was suspected of: open before ended, people before goods."""
    found: dict[int, dict[str, Any]] = {}
    known = Hazard.objects.visible_to(person).filter(experience__in=list(experiences)).exclude(state=S.REFUTED)
    for line in sorted(queries.lines(known), key=lambda each: (not each.hazard.is_open, not each.hazard.hurts_people)):
        assert line.hazard.experience_id is not None
        found.setdefault(line.hazard.experience_id, row(line))
    return found


def where(hazard: Hazard) -> str:
    if hazard.workshop is not None:
        return str(hazard.workshop)
    if hazard.trade is not None:
        return _("%(trade)s, place protected") % {"trade": hazard.trade}
    return _("place protected")


def note(line: HazardLine) -> str:
    """Where, with or without remedy, who is silent, where else."""
    parts = [where(line.hazard)]
    remedy = line.hazard.remedy or (line.hazard.experience.remedy if line.hazard.experience else None)
    parts.append(_("with a remedy: %(remedy)s") % {"remedy": remedy.title} if remedy else _("without a remedy"))
    if line.late_calls:
        silent = ngettext("%(count)s has not answered", "%(count)s have not answered", line.late_calls)
        parts.append(silent % {"count": line.late_calls})
    if line.seen_at:
        seen = ngettext("seen at %(count)s other workshop", "seen at %(count)s other workshops", line.seen_at)
        parts.append(seen % {"count": line.seen_at})
    return " · ".join(parts)


def due_words(due: Due | None) -> str:
    """What is waited for and until when."""
    if due is None:
        return ""
    at = wording.moment(timezone.localtime(due.at), today())
    by = {
        "acknowledge": _("to be taken on by %(at)s"),
        "contain": _("to be contained by %(at)s"),
        "seek_remedy": _("a remedy to be sought by %(at)s"),
        "try_remedy": _("a remedy to be tried by %(at)s"),
        "mark_remedied": _("to be remedied by %(at)s"),
        "accept_risk": _("to be reviewed by %(at)s"),
    }
    late = {
        "acknowledge": _("nobody has taken it on; due %(at)s"),
        "contain": _("not contained; due %(at)s"),
        "seek_remedy": _("no remedy sought; due %(at)s"),
        "try_remedy": _("no remedy tried; due %(at)s"),
        "mark_remedied": _("not remedied; due %(at)s"),
        "accept_risk": _("review overdue since %(at)s"),
    }
    return (late if due.is_overdue else by)[due.step] % {"at": at}


def call_row(line: CallLine) -> dict[str, Any]:
    call = line.call
    due = wording.moment(timezone.localtime(line.due_at), today())
    return {
        "where": str(call.workshop),
        "title": call.hazard.title,
        "why": call.get_why_display(),
        "answer": call.get_answer_display(),
        "reason": call.reason,
        "by": str(call.answered_by or ""),
        "on": wording.short_date(timezone.localdate(call.answered_at), today()) if call.answered_at else "",
        "due": _("overdue since %(at)s") % {"at": due} if line.is_late else _("due %(at)s") % {"at": due},
        "is_late": line.is_late,
        "is_answered": call.is_answered,
        "url": reverse("hazard_answer", args=[call.hazard.number, call.workshop.slug]) if line.may_answer else "",
    }
