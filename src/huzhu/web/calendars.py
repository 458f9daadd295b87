"""A visit as an iCalendar file, for the calendar of everybody invited."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from huzhu.visits.models import Visit
from huzhu.workshops.clocks import now

LENGTH = datetime.timedelta(hours=8)  # where only the time to meet is known


def calendar_of(visit: Visit, address: str) -> bytes:
    """One event that replaces an earlier one of the same visit. Nobody's e-mail address stands in it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Huzhu//Visits//")
    calendar.add("version", "2.0")
    is_off = visit.state in (Visit.State.CANCELLED, Visit.State.DECLINED)
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(_event(visit, address, is_off))
    return calendar.to_ical()


def _event(visit: Visit, address: str, is_off: bool) -> Event:
    assert visit.starts_on is not None
    last = visit.last_day or visit.starts_on
    event = Event()
    event.add("uid", f"visit-{visit.slug}@huzhu")
    event.add("sequence", visit.changes)
    event.add("dtstamp", now().astimezone(datetime.UTC))
    event.add("summary", f"{visit.title} · {visit.host}")
    if visit.meet_at is None:
        event.add("dtstart", visit.starts_on)
        event.add("dtend", last + datetime.timedelta(days=1))
    else:
        begins = timezone.make_aware(datetime.datetime.combine(visit.starts_on, visit.meet_at))
        ends = max(begins + LENGTH, timezone.make_aware(datetime.datetime.combine(last, visit.meet_at)) + LENGTH)
        event.add("dtstart", begins.astimezone(datetime.UTC))
        event.add("dtend", ends.astimezone(datetime.UTC))
    event.add("location", str(visit.place))
    event.add("description", _description(visit))
    event.add("url", address)
    is_sure = visit.state not in (Visit.State.PROPOSED, Visit.State.POSTPONED)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED" if is_sure else "TENTATIVE")
    return event


def _description(visit: Visit) -> str:
    visiting = _(", ").join(str(each) for each in visit.visiting.all())
    lines = [_("%(visiting)s at %(host)s, about %(metric)s") % {
        "visiting": visiting, "host": visit.host, "metric": visit.metric
    }]  # fmt: skip
    if visit.induction:
        lines.append(_("Safety first: %(induction)s") % {"induction": visit.induction})
    lines += [str(question.text) for question in visit.questions.all()]
    return "\n".join(lines)
