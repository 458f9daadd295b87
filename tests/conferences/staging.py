"""A conference at Dalian in any of its states, made through the verbs only: Dalian, Benxi and Plant C have come.

On the list: Benxi's quick roll change, for the two other medium-section mills. Before the vote, then passed: one
resolution, seen to by Dalian's chief engineer.
"""

from __future__ import annotations

import datetime
from typing import Any

from huzhu.conferences import actions, delegates, exchanging, minuting, resolving
from huzhu.conferences.decided import Resolution
from huzhu.conferences.models import AgendaPoint, Conference, ExchangedItem, ItemAnswer
from huzhu.words import words
from huzhu.workshops import clocks
from huzhu.workshops.models import Alliance
from tests import make

DAY = make.TODAY
FIRST, LAST = DAY + datetime.timedelta(days=40), DAY + datetime.timedelta(days=42)
PLANTS = ("dalian", "benxi", "plant-c")
NO_HARM = words("没有发现。", "Nothing was found.")
SECRETARY = ("alliance", "secretariat")


def it_is(day: datetime.date) -> None:
    Alliance.objects.update(clock_on=day)


def fresh(conference: Conference) -> Conference:
    return Conference.objects.get(pk=conference.pk)


def planned(made: make.Made, **values: Any) -> Conference:
    return actions.plan_conference(
        made.plants[values.pop("host", "dalian")],
        by=values.pop("by", None),
        starts_on=values.pop("starts_on", FIRST),
        ends_on=values.pop("ends_on", LAST),
        **values,
    )


def send_delegates(made: make.Made, conference: Conference) -> None:
    for plant in PLANTS:
        chief = made.person(plant, "chief_engineer")
        delegates.name_delegate(conference, made.plants[plant], chief, by=None, is_head=True)
        head = made.person(plant, "workshop_head")
        delegates.name_delegate(conference, made.plants[plant], head, by=None)


def hand_in(made: make.Made, conference: Conference, to: str = "on_agenda", **values: Any) -> ExchangedItem:
    item = exchanging.hand_in(conference, make.experience(made, **values), by=None)
    if to in ("screened", "on_agenda"):
        item = exchanging.screen(item, by=None)
    return exchanging.put_on_agenda(item, by=None) if to == "on_agenda" else item


def propose(conference: Conference) -> Resolution:
    text = words("合同下放到车间。", "Contracts go to the workshops.")
    return resolving.propose_resolution(conference, by=None, text=text)


def vote_all(made: make.Made, resolution: Resolution, choice: str = "for") -> Resolution:
    for plant in PLANTS:
        resolving.vote(resolution, by=made.person(plant, "chief_engineer"), choice=choice)
    return Resolution.objects.get(pk=resolution.pk)


def assign(made: make.Made, resolution: Resolution) -> Resolution:
    owner = made.person("dalian", "chief_engineer")
    return resolving.assign(resolution, by=None, owner=owner, due_on=LAST + datetime.timedelta(days=60))


def note_side_effects(conference: Conference) -> None:
    point = conference.agenda.get(kind=AgendaPoint.Kind.SIDE_EFFECTS)
    actions.note_agenda_point(point, by=None, said=NO_HARM)


def called(made: make.Made, **values: Any) -> Conference:
    conference = planned(made, **values)
    send_delegates(made, conference)
    hand_in(made, conference)
    return actions.call(conference, by=None)


def in_session(made: make.Made) -> Conference:
    conference = called(made)
    it_is(FIRST)
    return actions.open_conference(conference, by=None)


def adjourned(made: make.Made) -> Conference:
    conference = in_session(made)
    exchanging.present(conference.items.get(), by=None)
    assign(made, vote_all(made, propose(conference)))
    note_side_effects(conference)
    it_is(LAST)
    return actions.adjourn(conference, by=None)


def approve_all(made: make.Made, conference: Conference) -> Conference:
    for plant in PLANTS:
        minuting.approve_minutes(conference, by=made.person(plant, "chief_engineer"))
    return fresh(conference)


def answer_all(conference: Conference, disposition: str = "trial") -> None:
    for each in ItemAnswer.objects.filter(item__conference=conference):
        exchanging.answer_item(each, by=None, disposition=disposition)


STATES = {  # what leads from the one to the next
    "adjourned": lambda made, c: c,
    "minutes_draft": lambda made, c: minuting.draft_minutes(c, by=None),
    "minutes_approved": approve_all,
    "follow_up": lambda made, c: minuting.publish_minutes(c, by=None),
    "archived": lambda made, c: (answer_all(c), actions.archive(c, by=None)),
}


def at_state(made: make.Made, state: str) -> Conference:
    it_is(DAY)
    if state in ("planned", "called", "cancelled"):
        conference = planned(made) if state == "planned" else called(made)
        if state == "planned":
            send_delegates(made, conference)
        if state == "cancelled":
            actions.cancel(conference, by=None, why="flood")
    elif state == "in_session":
        conference = in_session(made)
    else:
        conference = adjourned(made)
        for step, act in STATES.items():
            act(made, conference)
            if step == state:
                break
    found = fresh(conference)
    assert found.state == state, found.state
    return found


def now() -> datetime.datetime:
    return clocks.now()
