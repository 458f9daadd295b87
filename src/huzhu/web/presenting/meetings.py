"""Visits in a list: what waits for me, what the data proposes, what comes, what is being carried out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.visits import queries
from huzhu.visits.models import Visit
from huzhu.visits.queries import Proposal
from huzhu.visits.rules import COMING, MOST_AT_ONCE
from huzhu.web import wording
from huzhu.web.presenting import conferences
from huzhu.web.presenting.sentences import inside
from huzhu.workshops.clocks import today
from huzhu.workshops.models import Workshop

MOST = 6
S = Visit.State


def guests_of(person: Person) -> list[Workshop]:
    """For which workshops this reader could propose a visit: those they head, or all of the plant, or all."""
    everywhere = Workshop.objects.visible_to(person).select_related("plant", "trade")
    if person.holds("secretariat"):
        return list(everywhere)
    return [each for each in everywhere if person.holds("workshop_head", "chief_engineer", workshop=each)]


def proposed_for(person: Person, most: int = MOST) -> list[dict[str, Any]]:
    """What the data proposes for the reader's workshops, the most worth first."""
    if person.holds("secretariat") and not person.plants:
        guests = list(Workshop.objects.visible_to(person).select_related("plant", "trade"))
    else:
        guests = guests_of(person) or ([person.workshop] if person.workshop else [])
    may = {each.pk for each in guests_of(person)}
    return [proposal_row(each, each.guest.pk in may) for each in queries.proposals(guests, person)[:most]]


def proposal_row(proposal: Proposal, may_propose: bool) -> dict[str, Any]:
    relative = proposal.strength.gap.relative or 0.0
    values = {
        "host": proposal.host,
        "guest": proposal.guest,
        "metric": inside(proposal.metric),
        "share": wording.number(abs(relative) * 100, 0),
    }
    asked = {"host": proposal.host.slug, "metric": proposal.metric.slug, "guest": proposal.guest.slug}
    way = proposal.ways[0] if proposal.ways else None
    title = _("%(host)s is %(share)s%% better than %(guest)s at %(metric)s.")
    if proposal.metric.kind == Metric.Kind.SHARE:  # a share of a share says nothing to anybody
        gap = proposal.strength.gap
        values["points"] = wording.rounded(abs(gap.amount), *sorted((abs(gap.low), abs(gap.high))))
        title = _("%(host)s is %(points)s points better than %(guest)s at %(metric)s.")
    return {
        "title": title % values,
        "way": way,
        "way_url": reverse("experience_page", args=[way.slug]) if way else "",
        "url": f"{reverse('meeting_new')}?{urlencode(asked)}" if may_propose else "",
        "proposal": proposal,
    }


def page(person: Person) -> dict[str, Any]:
    found = list(
        Visit.objects.visible_to(person).select_related("host__plant", "metric").prefetch_related("visiting__plant")
    )
    now = today()
    mine = [each for each in found if queries.next_step(each, person)]
    at_conferences = conferences.todo(person)
    coming = sorted(
        (each for each in found if each.state in (*COMING, S.PROPOSED, S.POSTPONED)), key=lambda v: _day(v, now)
    )
    carried_out = [each for each in found if each.state in (S.HELD, S.REPORTED, S.ACTIONS_OPEN)]
    done = [each for each in found if each.state in (S.EFFECT_REVIEWED, S.CLOSED)]
    proposed = proposed_for(person)
    return {
        "headline": [_headline(mine, coming, proposed)],
        "mine": [*at_conferences, *(todo_row(each, person, now) for each in mine)],
        "proposed": proposed,
        "overloaded_note": _host_note(),
        "blocks": [
            (_("To come"), [row(each, now) for each in coming]),
            (_("Being carried out"), [row(each, now) for each in carried_out]),
            (_("Effect reviewed"), [row(each, now) for each in done]),
        ],
        "is_empty": not found,
        "conferences": conferences.rows(person),
        "may_plan": conferences.may_plan(person),
        "may_propose": bool(guests_of(person)),
        "dateline": {"middle": wording.date_line(now)},
    }


def _day(visit: Visit, now: datetime.date) -> tuple[bool, datetime.date]:
    return visit.starts_on is None, visit.starts_on or now


def _headline(mine: list[Visit], coming: list[Visit], proposed: list[dict[str, Any]]) -> str:
    if mine:
        return ngettext("%(count)s visit waits for you.", "%(count)s visits wait for you.", len(mine)) % {
            "count": len(mine)
        }
    dated = [each for each in coming if each.starts_on and each.state in COMING]
    if dated:
        values = {"day": wording.long_date(dated[0].starts_on), "host": dated[0].host}
        return _("The next visit is on %(day)s at %(host)s.") % values
    if proposed:
        return proposed[0]["title"]
    return _("No visit is planned.")


def _host_note() -> str:
    return _("A workshop with %(count)s visits before it is not proposed again.") % {"count": MOST_AT_ONCE}


def row(visit: Visit, now: datetime.date) -> dict[str, Any]:
    """A line of a list."""
    visiting = _(", ").join(str(each) for each in visit.visiting.all())
    values = {"host": visit.host, "visiting": visiting, "metric": inside(visit.metric)}
    return {
        "title": visit.title,
        "url": reverse("meeting_page", args=[visit.slug]),
        "note": _("%(visiting)s at %(host)s, about %(metric)s") % values,
        "day": wording.short_date(visit.starts_on, now) if visit.starts_on else "",
        "state": visit.get_state_display(),
    }


def todo_row(visit: Visit, person: Person, now: datetime.date) -> dict[str, Any]:
    """What the reader has to do next with a visit, with its clock; the form of a line in "Yours to do"."""
    values = {"title": visit.title}
    text = {
        "confirm": _("Confirm or decline the visit “%(title)s”"),
        "prepare": _("Prepare the visit “%(title)s”"),
        "hold": _("Did the visit “%(title)s” take place?"),
        "report": _("Write the report of “%(title)s”"),
        "open_actions": _("Say what will be done after “%(title)s”"),
    }[queries.next_step(visit, person)]
    due = queries.due_at(visit)
    item = {"text": text % values, "url": reverse("meeting_page", args=[visit.slug]), "due": "", "is_late": False}
    if due is not None:
        day = timezone.localtime(due).date()
        late = (now - day).days
        words = ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
        item["due"] = words if late > 0 else _("today") if late == 0 else wording.short_date(day, now)
        item["is_late"] = late > 0
    return item


def todo(person: Person) -> list[dict[str, Any]]:
    """For Home."""
    now = today()
    return [todo_row(each, person, now) for each in queries.waiting_for(person)]


def of_workshops(workshops: Iterable[Workshop], person: Person) -> list[dict[str, Any]]:
    """Visits to or from these workshops that are still to come or being carried out."""
    places = [each.pk for each in workshops]
    found = Visit.objects.visible_to(person).exclude(state__in=Visit.ENDED).select_related("host__plant", "metric")
    own = [each for each in found if each.host_id in places or any(v.pk in places for v in each.visiting.all())]
    return [row(each, today()) for each in own]
