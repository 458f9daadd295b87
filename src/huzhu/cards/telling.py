"""Who is told what about a card, in whole sentences. Called inside the verb that did the thing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huzhu.cards.models import Answer, Card
from huzhu.notices.actions import seated, sentence, tell
from huzhu.notices.models import Notice
from huzhu.people.models import Person
from huzhu.workshops.models import Workshop


def _tell(
    people: Iterable[Person | None],
    card: Card,
    text: str | Promise,
    values: dict[str, Any] | None = None,
    *,
    at: datetime.datetime | None = None,
    but: Person | None = None,
    at_once: bool = False,
) -> None:
    """Everybody named, except who did it. Danger to people goes out at any hour."""
    there = [each for each in people if each is not None and (but is None or each.pk != but.pk)]
    urgency = Notice.Urgency.SOON if at_once else Notice.Urgency.DAILY
    if card.urgency == Card.Urgency.SAFETY and card.is_open:
        urgency = Notice.Urgency.DANGER
    elif card.urgency == Card.Urgency.URGENT and card.is_open:
        urgency = Notice.Urgency.SOON
    filled = {"number": card.number, "title": card.title, "who": card.workshop} | (values or {})
    tell(there, about=card, text=sentence(text, filled), address=card.address, urgency=urgency, at=at)


def askers(card: Card) -> list[Person]:
    """Who asked, and the head of the workshop."""
    heads = seated("workshop_head", workshops=[card.workshop])
    return [*heads, *([card.asked_by] if card.asked_by else [])]


def givers(card: Card) -> list[Person]:
    """Everybody whose answer stands; of an offer, who offered."""
    gave = [answer.by for answer in card.answers.counting().select_related("by") if answer.by]
    return askers(card) if card.kind == Card.Kind.OFFER else gave


def of_a_new_card(card: Card, by: Person | None, at: datetime.datetime | None) -> None:
    """The heads of the workshops it has reached; and its own head, where it waits for the tap."""
    workshops_asked(card, list(card.addressees()), at)
    if card.waits_for_head:
        _tell(
            seated("workshop_head", workshops=[card.workshop]),
            card,
            _("Card No. %(number)s waits for your tap to go to other plants: “%(title)s”"),
            at=at,
            but=by,
            at_once=True,
        )


def workshops_asked(card: Card, workshops: list[Workshop], at: datetime.datetime | None) -> None:
    text = _("%(who)s asks for help: “%(title)s”")
    if card.kind == Card.Kind.OFFER:
        text = _("%(who)s offers help: “%(title)s”")
    if workshops:
        _tell(seated("workshop_head", workshops=workshops), card, text, at=at)


def the_asker_of_help_coming(card: Card, at: datetime.datetime | None) -> None:
    _tell(askers(card), card, _("%(helper)s is on your card No. %(number)s."), {"helper": card.helper}, at=at)


def the_asker_of_an_answer(card: Card, answer: Answer) -> None:
    values = {"helper": answer.workshop}
    text = _("%(helper)s has answered your card No. %(number)s.")
    if card.kind == Card.Kind.OFFER:
        text = _("%(helper)s has asked about your offer No. %(number)s.")
    _tell(askers(card), card, text, values, at=answer.at, at_once=True)


def of_a_reply(card: Card, answer: Answer, said: Answer) -> None:
    people = [*askers(card), answer.by, *(each.by for each in answer.replies.select_related("by"))]
    text = _("%(helper)s has written under an answer to card No. %(number)s.")
    _tell(people, card, text, {"helper": said.workshop}, at=said.at, but=said.by)


def the_giver_that_it_is_tried(card: Card, answer: Answer, *, is_taken_up: bool) -> None:
    text = _("%(who)s tries your answer to card No. %(number)s.")
    _tell([answer.by], card, text, at=answer.chosen_at)
    if answer.experience_id and not is_taken_up:
        heads = seated("workshop_head", "workshop_engineer", workshops=[card.workshop])
        text = _("“%(way)s” was chosen to be tried for card No. %(number)s: take it up, so that it is measured.")
        _tell(heads, card, text, {"way": answer.experience}, at=answer.chosen_at)


def the_offerer_that_it_is_tried(card: Card, by: Person) -> None:
    text = _("%(taker)s tries what you offered on card No. %(number)s.")
    _tell(askers(card), card, text, {"taker": by.workshop or by.plant}, at=card.tried_at, but=by)


ENDS: dict[str, str | Promise] = {
    Card.State.CLOSED_SOLVED: _("Solved: card No. %(number)s of %(who)s, “%(title)s” Your answer was tried."),
    Card.State.CLOSED_PARTLY: _("Partly solved: card No. %(number)s of %(who)s, “%(title)s”"),
    Card.State.CLOSED_NOT_SOLVED: _("Not solved: card No. %(number)s of %(who)s, “%(title)s” The reason stands on it."),
    Card.State.WITHDRAWN: _("Withdrawn: card No. %(number)s of %(who)s, “%(title)s”"),
    Card.State.DUPLICATE: _("Asked before: card No. %(number)s of %(who)s, “%(title)s”"),
    Card.State.CONVERTED: _("Card No. %(number)s of %(who)s goes on elsewhere: “%(title)s”"),
}
SOLVED_ELSEWHERE = _("Solved: card No. %(number)s of %(who)s, “%(title)s”")


def everybody_concerned_of_the_end(card: Card) -> None:
    """Every giver of an answer; who was on it; the asker, if somebody else ended it. Solved is told to all asked."""
    gave = givers(card)
    if card.state == Card.State.CLOSED_SOLVED:
        gave = [each.by for each in card.answers.counting().exclude(chosen_at=None).select_related("by") if each.by]
    _tell(gave, card, ENDS[card.state], at=card.ended_at, but=card.ended_by)
    known = {each.pk for each in gave}
    others = [*askers(card), *givers(card), *([card.acknowledged_by] if card.acknowledged_by else [])]
    if card.state == Card.State.CLOSED_SOLVED:
        others += seated("workshop_head", workshops=list(card.addressees()) or [card.workshop])
    text = SOLVED_ELSEWHERE if card.state == Card.State.CLOSED_SOLVED else ENDS[card.state]
    _tell([each for each in others if each.pk not in known], card, text, at=card.ended_at, but=card.ended_by)


LADDER: dict[int, str | Promise] = {
    1: _("Nobody has taken on card No. %(number)s of %(who)s yet: “%(title)s”"),
    2: _("Nobody has answered card No. %(number)s of %(who)s in time: “%(title)s”"),
    3: _("Who can help %(who)s? Card No. %(number)s has waited long: “%(title)s”"),
}


def of_a_step_up(card: Card, level: int, at: datetime.datetime) -> None:
    """Those who are newly concerned when the card comes one step up the ladder."""
    if level == 1:
        plants = {each.plant_id: each.plant for each in card.addressees()}
        if not card.is_across:
            plants[card.workshop.plant_id] = card.workshop.plant
        people = seated("chief_engineer", plants=plants.values())
    elif level == 2:
        people = seated("secretariat")
    else:
        people = seated("workshop_head", workshops=list(Workshop.objects.exclude(pk=card.workshop_id)))
    _tell(people, card, LADDER[level], at=at, at_once=True)


def the_asker_that_an_answer_waits(card: Card, at: datetime.datetime) -> None:
    text = _("Your card No. %(number)s has an answer: say what you try, or close it with a reason.")
    if card.state == Card.State.TRIED:
        text = _("You tried an answer to your card No. %(number)s: did it help?")
    _tell(askers(card), card, text, at=at)
