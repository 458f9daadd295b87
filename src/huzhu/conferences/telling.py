"""Who is told what about a conference, in whole sentences. Called inside the verb that did the thing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huzhu.conferences import rules
from huzhu.conferences.decided import Resolution
from huzhu.conferences.models import Conference, Delegate, ItemAnswer
from huzhu.notices.actions import seated, sentence, tell
from huzhu.notices.models import Notice
from huzhu.people.models import Person
from huzhu.workshops.models import Plant, Workshop

SOON, DAILY = Notice.Urgency.SOON, Notice.Urgency.DAILY


def _tell(
    people: Iterable[Person | None],
    conference: Conference,
    text: str | Promise,
    values: dict[str, Any] | None = None,
    urgency: int = SOON,
    address: str = "",
) -> None:
    filled = {"title": conference.title, "host": conference.host} | (values or {})
    there = [person for person in people if person is not None]
    where = address or conference.address
    tell(there, about=conference, text=sentence(text, filled), address=where, urgency=urgency)


def _offices() -> list[Person]:
    return seated(*rules.OFFICES, plants=Plant.objects.all())


def heads_of(conference: Conference) -> list[Person]:
    """The heads of delegation."""
    return [each.person for each in conference.delegates.filter(is_head=True).select_related("person")]


def is_called(conference: Conference) -> None:
    values = {"day": conference.starts_on}
    _tell(_offices(), conference, _("%(title)s meets at %(host)s on %(day)s: say who comes for your plant."), values)
    heads = seated("workshop_head", workshops=Workshop.objects.all())
    _tell(heads, conference, _("%(title)s meets at %(host)s on %(day)s: hand in what others can use."), values, DAILY)


def is_named(delegate: Delegate) -> None:
    text = _("You go to the %(title)s for %(plant)s.")
    if delegate.is_head:
        text = _("You head the delegation of %(plant)s at the %(title)s; its vote is in your hand.")
    _tell([delegate.person], delegate.conference, text, {"plant": delegate.plant})


def call_in_is_said(conference: Conference) -> None:
    afar = [each.person for each in conference.delegates.filter(from_afar=True).select_related("person")]
    text = _("How to take part in the %(title)s from afar stands on its page now.")
    _tell(afar, conference, text, address=f"{conference.address}#delegates")


def is_called_off(conference: Conference) -> None:
    there = [each.person for each in conference.delegates.select_related("person")]
    text = _("The %(title)s at %(host)s is called off: %(why)s")
    _tell([*_offices(), *there], conference, text, {"why": conference.reason})


def list_is_out(conference: Conference, answers: Iterable[ItemAnswer], until: datetime.datetime) -> None:
    """One notice a workshop, however many ways there are."""
    count: dict[Workshop, int] = {}
    for each in answers:
        count[each.workshop] = count.get(each.workshop, 0) + 1
    for workshop, several in count.items():
        people = seated("workshop_head", "workshop_engineer", workshops=[workshop])
        text = _("%(count)s ways of the %(title)s wait for an answer of %(who)s by %(day)s.")
        values = {"count": several, "who": workshop, "day": until}
        _tell(people, conference, text, values, DAILY, f"{conference.address}#waiting")


def origin_of_an_answer(answer: ItemAnswer) -> None:
    """Those who gave the way hear who takes it up."""
    item = answer.item
    if answer.is_taken and item.experience.origin is not None:
        people = seated("workshop_head", workshops=[item.experience.origin])
        values = {"who": answer.workshop, "way": item.experience}
        _tell(people, item.conference, _("%(who)s takes up “%(way)s”."), values, DAILY)


def vote_is_wanted(resolution: Resolution) -> None:
    conference = resolution.conference
    text = _("To be voted on at the %(title)s: “%(text)s”")
    _tell(heads_of(conference), conference, text, {"text": resolution.text}, address=resolution.address)


def owner_is_named(resolution: Resolution) -> None:
    text = _("Yours to carry out by %(day)s, decided at the %(title)s: “%(text)s”")
    values = {"day": resolution.due_on or "", "text": resolution.text}
    _tell([resolution.owner], resolution.conference, text, values, address=resolution.address)


def resolution_is_over(resolution: Resolution) -> None:
    """Done or lapsed: the heads of delegation and the secretariat."""
    people = [*heads_of(resolution.conference), *seated("secretariat")]
    text = _("Lapsed, of the %(title)s: “%(text)s”")
    if resolution.state == Resolution.State.DONE:
        text = _("Done, of the %(title)s: “%(text)s”")
    _tell(people, resolution.conference, text, {"text": resolution.text}, DAILY, resolution.address)


def minutes_are_due(conference: Conference) -> None:
    _tell(seated("secretariat"), conference, _("The %(title)s is over: the minutes are due in five working days."))


def minutes_to_approve(conference: Conference) -> None:
    text = _("The minutes of the %(title)s are written: approve them, or say what is wrong.")
    people = []
    for head in conference.delegates.filter(is_head=True).select_related("person", "plant"):
        people += seated(*rules.OFFICES, plants=[head.plant]) if rules.has_left(head) else [head.person]
    _tell(people, conference, text, address=f"{conference.address}#minutes")


def minutes_are_approved(conference: Conference) -> None:
    text = _("All heads of delegation have approved the minutes of the %(title)s: publish them.")
    _tell(seated("secretariat"), conference, text, address=f"{conference.address}#minutes")


def minutes_are_out(conference: Conference) -> None:
    there = [each.person for each in conference.delegates.select_related("person")]
    text = _("The minutes of the %(title)s are out.")
    _tell([*there, *_offices()], conference, text, urgency=DAILY, address=f"{conference.address}#minutes")
