"""The clocks of a card and its ladder: computed, never stored as states.

Nobody of those asked says a word in time: the chief engineers of their plants hear of it. No answer in time: the
secretariat. Nor after the same time again: everybody. A card that has not left its plant goes no further than the
chief engineer there. Offers wait without a clock.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from huzhu.cards.models import BROADCAST, Card
from huzhu.workshops.clocks import Clock, deadline
from huzhu.workshops.models import Plant

U = Card.Urgency
ACKNOWLEDGE = {
    U.SAFETY: Clock("card.acknowledge.safety", 4, "hours"),
    U.URGENT: Clock("card.acknowledge.urgent", 1, "working_days"),
    U.ORDINARY: Clock("card.acknowledge.ordinary", 2, "working_days"),
}
ANSWER = {
    U.SAFETY: Clock("card.answer.safety", 1, "working_days"),
    U.URGENT: Clock("card.answer.urgent", 3, "working_days"),
    U.ORDINARY: Clock("card.answer.ordinary", 5, "working_days"),
}
FEEDBACK = Clock("card.feedback", 30, "days")

HEADS, CHIEFS, SECRETARIAT = 0, 1, 2  # and BROADCAST


@dataclass(frozen=True)
class Deadlines:
    """When the next step of the ladder is reached if nothing happens; None: it no longer runs, or never did."""

    acknowledge: datetime.datetime | None = None
    answer: datetime.datetime | None = None
    broadcast: datetime.datetime | None = None
    feedback: datetime.datetime | None = None

    @property
    def steps(self) -> tuple[tuple[int, datetime.datetime | None], ...]:
        return ((CHIEFS, self.acknowledge), (SECRETARIAT, self.answer), (BROADCAST, self.broadcast))


def deadlines(card: Card) -> Deadlines:
    """As the card stands now. Working days are those of the plant asked where there is only one, else the asker's."""
    if card.state in (Card.State.ANSWERED, Card.State.TRIED):
        since = card.tried_at if card.state == Card.State.TRIED else card.answered_at
        waits = card.kind == Card.Kind.ASK and card.reminded_at is None and since is not None
        return Deadlines(feedback=deadline(FEEDBACK, since, card.workshop.plant) if waits and since else None)
    since = card.since
    waiting = card.state in (Card.State.ISSUED, Card.State.ACKNOWLEDGED)
    if since is None or not waiting or card.kind != Card.Kind.ASK or card.waits_for_head:
        return Deadlines()
    plant = _plant_asked(card)
    acknowledge = None
    if card.state == Card.State.ISSUED:
        acknowledge = deadline(ACKNOWLEDGE[U(card.urgency)], since, plant)
    if not card.is_across:
        return Deadlines(acknowledge=acknowledge)
    answer = deadline(ANSWER[U(card.urgency)], since, plant)
    return Deadlines(acknowledge, answer, deadline(ANSWER[U(card.urgency)], answer, plant))


def _plant_asked(card: Card) -> Plant:
    if card.reach == Card.Reach.WORKSHOPS:
        asked = {each.plant_id: each for each in card.to_workshops.all()}
        if len(asked) == 1:
            return next(iter(asked.values())).plant
    return card.workshop.plant


def level(card: Card, now: datetime.datetime) -> int:
    """How far up the ladder the card has come by now; what was reached stays reached."""
    reached = [step for step, at in deadlines(card).steps if at is not None and at <= now]
    return max([card.told_level, *reached])


def next_due(card: Card) -> datetime.datetime | None:
    """When the program must look at the card again."""
    times = deadlines(card)
    later = [at for step, at in times.steps if at is not None and step > card.told_level]
    return min([*later, *([times.feedback] if times.feedback else [])], default=None)


def is_late(card: Card, now: datetime.datetime) -> bool:
    """Has somebody let a clock run out: a word, an answer, or the asker's?"""
    times = deadlines(card)
    return any(at is not None and at <= now for at in (times.acknowledge, times.answer, times.feedback))
