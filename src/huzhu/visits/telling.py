"""Who is told what about a visit, in whole sentences. Called inside the verb that did the thing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huzhu.notices.actions import seated, sentence, tell
from huzhu.notices.models import Notice
from huzhu.people.models import Person
from huzhu.visits.models import Visit, VisitThanks
from huzhu.workshops.models import Workshop


def _tell(
    people: Iterable[Person | None],
    visit: Visit,
    text: str | Promise,
    values: dict[str, Any] | None = None,
    urgency: int = Notice.Urgency.DAILY,
    at: datetime.datetime | None = None,
) -> None:
    filled = {"title": visit.title, "host": visit.host, "metric": visit.metric} | (values or {})
    there = [person for person in people if person is not None]
    tell(there, about=visit, text=sentence(text, filled), address=f"/meetings/{visit.slug}", urgency=urgency, at=at)


def _hosts(visit: Visit) -> list[Person]:
    return seated("workshop_head", "workshop_engineer", workshops=[visit.host])


def _visitors(visit: Visit) -> list[Person]:
    """Whoever signed up, and the heads of those who come."""
    heads = seated("workshop_head", workshops=list(visit.visiting.all()))
    return [*heads, *(each.person for each in visit.sign_ups.select_related("person"))]


def host_is_asked(visit: Visit, visiting: Iterable[Workshop]) -> None:
    first = next(iter(visiting))
    text = _("%(who)s asks to come and see your %(metric)s: confirm or decline “%(title)s”.")
    _tell(_hosts(visit), visit, text, {"who": first}, Notice.Urgency.SOON, visit.proposed_at)


def all_are_invited(visit: Visit) -> None:
    text = _("You are invited to “%(title)s” at %(host)s on %(day)s; the calendar entry is on its page.")
    _tell(_visitors(visit), visit, text, {"day": visit.starts_on or ""}, Notice.Urgency.SOON, visit.confirmed_at)


def pack_is_ready(visit: Visit) -> None:
    _tell(_visitors(visit), visit, _("%(host)s is ready for “%(title)s”: read what it has sent before you go."))


def report_is_out(visit: Visit) -> None:
    both = [*_hosts(visit), *_visitors(visit)]
    _tell(both, visit, _("The report of “%(title)s” at %(host)s is there."), at=visit.reported_at)


def owners_of_actions(visit: Visit) -> None:
    for action in visit.actions.select_related("owner"):
        values = {"text": action.text, "day": action.due_on}
        _tell([action.owner], visit, _("Yours to do by %(day)s after “%(title)s”: %(text)s"), values)


def ended_early(visit: Visit, text: str | Promise) -> None:
    """Declined, postponed or called off, with the reason, to both sides."""
    _tell([*_hosts(visit), *_visitors(visit)], visit, text, {"why": visit.reason}, Notice.Urgency.SOON)


def has_a_seat_now(visit: Visit, person: Person) -> None:
    _tell([person], visit, _("A seat has become free: you can come to “%(title)s” at %(host)s."))


def question_is_asked(visit: Visit) -> None:
    _tell(_hosts(visit), visit, _("A question was asked before “%(title)s”."))


def question_is_answered(visit: Visit, person: Person | None) -> None:
    _tell([person], visit, _("%(host)s has answered your question before “%(title)s”."))


def is_thanked(thanks: VisitThanks) -> None:
    values = {"by": thanks.said_by or "", "what": thanks.what_for}
    _tell([thanks.person], thanks.visit, _("%(by)s thanks you for what you did at “%(title)s”: %(what)s"), values)


def givers(visit: Visit) -> list[Person]:
    """Who gave: the host's head and engineers, whoever told about safety, and everybody thanked by name."""
    thanked = [each.person for each in visit.thanks.select_related("person")]
    named = [visit.induction_by] if visit.induction_by else []
    return list({person.pk: person for person in [*_hosts(visit), *named, *thanked]}.values())
