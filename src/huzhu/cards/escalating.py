"""Cards whose clock has run out: those newly concerned are told. Done by the worker, in the alliance's time."""

from __future__ import annotations

from django.db.models import QuerySet

from huzhu.cards import telling
from huzhu.cards.clocks import deadlines, level, next_due
from huzhu.cards.models import Card
from huzhu.journal.actions import record, verb
from huzhu.workshops import clocks


def ready() -> QuerySet[Card]:
    """Cards at which a clock has run out by the alliance's time, which may stand still."""
    return Card.objects.select_related("workshop__plant").filter(due_at__lte=clocks.now())


@verb
def escalate(card: Card) -> None:
    """Tell those whom each newly reached step of the ladder concerns; remind an asker whose answer waits."""
    card = Card.objects.select_for_update(of=("self",)).select_related("workshop__plant").get(pk=card.pk)
    now = clocks.now()
    reached = level(card, now)
    for step in range(card.told_level + 1, reached + 1):
        card.told_level = step
        telling.of_a_step_up(card, step, now)
        is_public = card.is_across and (card.reach != Card.Reach.WORKSHOPS or step > 2)
        plant = "" if is_public else card.workshop.plant.slug
        record("escalate_card", card, by=None, plant=plant, details={"level": step})
    feedback = deadlines(card).feedback
    if feedback is not None and feedback <= now:
        telling.the_asker_that_an_answer_waits(card, now)
        card.reminded_at = now
    card.due_at = next_due(card)
    card.save(update_fields=["told_level", "reminded_at", "due_at"])
