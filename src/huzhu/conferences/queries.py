"""Questions across conferences: what waits for whom, by when, and what became of what was decided."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from huzhu.conferences import rules
from huzhu.conferences.decided import Resolution
from huzhu.conferences.delegates import has_no_way_in
from huzhu.conferences.minuting import latest, waiting_approvals
from huzhu.conferences.models import Conference, ItemAnswer
from huzhu.conferences.resolving import waiting_plants
from huzhu.people.models import Person
from huzhu.workshops.clocks import MORNING, deadline
from huzhu.workshops.models import Plant

S = Conference.State


def minutes_by(conference: Conference) -> datetime.datetime | None:
    """By when the minutes are drafted, then by when they are approved."""
    if conference.state == S.ADJOURNED and conference.adjourned_at:
        return deadline(rules.MINUTES, conference.adjourned_at, conference.host)
    if conference.state == S.MINUTES_DRAFT and conference.drafted_at:
        return deadline(rules.APPROVE, conference.drafted_at, conference.host)
    return None


def answers_by(conference: Conference) -> datetime.datetime | None:
    """By when every receiving workshop has answered."""
    if conference.adjourned_at is None:
        return None
    return deadline(rules.ANSWER, conference.adjourned_at, conference.host)


def answer_by(answer: ItemAnswer) -> datetime.datetime:
    """After "later", the day that was named."""
    until = deadline(rules.ANSWER, answer.asked_at, answer.workshop.plant)
    if answer.later_on is None:
        return until
    return timezone.make_aware(datetime.datetime.combine(answer.later_on, datetime.time(23, 59)))


def waiting_answers(person: Person, conference: Conference | None = None) -> list[ItemAnswer]:
    """What this reader's workshops still have to say, in the order of the list."""
    places = Q(workshop__in=[seat.workshop_id for seat in person.seats_now if seat.workshop_id])
    found = ItemAnswer.objects.visible_to(person).waiting().filter(places)
    if conference is not None:
        found = found.filter(item__conference=conference)
    rows = found.select_related(
        "workshop__plant", "item__conference__host", "item__experience__origin__plant", "item__experience__trade"
    )
    return [each for each in rows.order_by("item__number", "pk") if rules.may_answer(person, each)]


def resolutions_behind(address: str, person: Person) -> QuerySet[Resolution]:
    """Decisions that brought a page of this house about, as it was reported on them."""
    found = Resolution.objects.visible_to(person).filter(notes__address=address).distinct()
    return found.select_related("conference").order_by("conference__ordinal", "number")


@dataclass(frozen=True)
class Step:
    """What waits for this reader at a conference, and by when."""

    verb: str
    conference: Conference
    resolution: Resolution | None = None
    count: int = 0
    due_at: datetime.datetime | None = None


def waiting_for(person: Person) -> list[Step]:
    """Everything in which this person's hand is the next."""
    steps: list[Step] = []
    known = list(Conference.objects.visible_to(person).select_related("host"))
    if not known:
        return steps
    for conference in (each for each in known if each.state not in Conference.ENDED):
        steps += _as_organiser(conference, person) + _as_plant(conference, person) + _as_head(conference, person)
        if answers := waiting_answers(person, conference):
            due_at = min(answer_by(each) for each in answers)
            steps.append(Step("answer", conference, count=len(answers), due_at=due_at))
    own = Resolution.objects.visible_to(person).filter(owner=person, state__in=Resolution.OPEN)
    steps += [Step("carry_out", each.conference, each) for each in own.select_related("conference__host")]
    return steps


def _as_organiser(conference: Conference, person: Person) -> list[Step]:
    verb = {S.ADJOURNED: "draft_minutes", S.MINUTES_APPROVED: "publish_minutes", S.PLANNED: "call"}
    act = verb.get(S(conference.state), "")
    if act == "call" and rules.may_organise(person, conference):
        return [Step("call", conference)]
    if act and act != "call" and rules.may_write_minutes(person, conference):
        return [Step(act, conference, due_at=minutes_by(conference))]
    unowned = conference.resolutions.filter(state=Resolution.State.PASSED)
    steps = [Step("assign", conference, each) for each in unowned if rules.may_assign(person, each)]
    is_near = conference.state in (S.CALLED, S.IN_SESSION) and has_no_way_in(conference)
    if is_near and rules.may_organise(person, conference):
        steps.append(Step("say_call_in", conference, due_at=_first_morning(conference)))
    return steps


def _first_morning(conference: Conference) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(conference.starts_on, MORNING))


def _as_plant(conference: Conference, person: Person) -> list[Step]:
    """A delegation without a head, once it is called."""
    if conference.state not in (S.CALLED, S.IN_SESSION):
        return []
    headed = conference.delegates.filter(is_head=True).values("plant")
    missing = Plant.objects.filter(pk__in=person.plants).exclude(pk__in=headed)
    return [Step("name_delegates", conference) for each in missing if rules.may_name(person, each)]


def _as_head(conference: Conference, person: Person) -> list[Step]:
    if conference.state not in (S.IN_SESSION, S.MINUTES_DRAFT):
        return []
    is_sitting = conference.state == S.IN_SESSION
    plant = (rules.votes_for if is_sitting else rules.approves_for)(person, conference)
    if plant is None:
        return []
    if is_sitting:
        open_ones = conference.resolutions.filter(state=Resolution.State.PROPOSED).select_related("conference")
        return [Step("vote", conference, each) for each in open_ones if plant in waiting_plants(each)]
    minutes = latest(conference)
    if minutes is None or plant not in waiting_approvals(minutes):
        return []
    return [Step("approve_minutes", conference, due_at=minutes_by(conference))]
