"""Conferences in a list, on Home, and behind what they brought about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.conferences import queries, rules
from huzhu.conferences.decided import Resolution
from huzhu.conferences.models import Conference
from huzhu.conferences.queries import Step
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting.sentences import inside
from huzhu.workshops.clocks import today


def rows(person: Person) -> list[dict[str, Any]]:
    """The latest first."""
    now = today()
    return [
        {
            "title": each.title,
            "url": each.address,
            "note": _("at %(host)s") % {"host": each.host},
            "day": wording.short_date(each.starts_on, now),
            "state": each.get_state_display(),
        }
        for each in Conference.objects.visible_to(person).select_related("host")
    ]


def may_plan(person: Person) -> bool:
    return rules.may_plan(person, person.plant)


def todo(person: Person) -> list[dict[str, Any]]:
    """For Home, in the form of its lines."""
    return [_row(each) for each in queries.waiting_for(person)]


def _row(step: Step) -> dict[str, Any]:
    resolution = step.resolution
    values = {
        "title": inside(step.conference.title),
        "text": resolution.text if resolution else "",
        "count": step.count,
    }
    if step.verb == "answer":
        text = ngettext("Answer %(count)s way of the %(title)s", "Answer %(count)s ways of the %(title)s", step.count)
    else:
        text = {
            "call": _("Call the %(title)s"),
            "draft_minutes": _("Draft the minutes of the %(title)s"),
            "publish_minutes": _("Publish the minutes of the %(title)s"),
            "assign": _("Name who sees to “%(text)s”"),
            "say_call_in": _("Say how those from afar call in to the %(title)s"),
            "name_delegates": _("Say who goes to the %(title)s"),
            "vote": _("Vote on “%(text)s”"),
            "approve_minutes": _("Approve the minutes of the %(title)s"),
            "carry_out": _("Carry out what was decided: “%(text)s”"),
        }[step.verb]
    anchor = {"answer": "#waiting", "approve_minutes": "#minutes"}.get(step.verb, "")
    url = resolution.address if resolution else step.conference.address + anchor
    row = {"text": text % values, "url": url, "due": "", "is_late": False}
    day = timezone.localtime(step.due_at).date() if step.due_at else (resolution.due_on if resolution else None)
    if day is not None:
        late = (today() - day).days
        words = ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
        row["due"] = words if late > 0 else _("today") if late == 0 else wording.short_date(day, today())
        row["is_late"] = late > 0
    return row


def behind(address: str, person: Person) -> list[dict[str, Any]]:
    """The decisions that brought this page about."""
    return resolutions(queries.resolutions_behind(address, person))


def resolutions(found: Iterable[Resolution]) -> list[dict[str, Any]]:
    """As `conferences/_behind.html` says them."""
    return [
        {"title": each.conference.title, "number": each.number, "text": each.text, "url": each.address}
        for each in found
    ]
