"""The life of a card, and who may do what with it."""

from __future__ import annotations

from decimal import Decimal

from huzhu.cards.models import Answer, Card, Deputy
from huzhu.delegation.authority import covering, is_office
from huzhu.delegation.models import Delegation, Power, SafetyClass
from huzhu.moves import Moves
from huzhu.people.models import Person
from huzhu.workshops.models import Workshop

S = Card.State

MOVES: Moves = {
    "issue": ((S.DRAFT,), S.ISSUED),
    "acknowledge": ((S.ISSUED,), S.ACKNOWLEDGED),
    "answer": ((S.ISSUED, S.ACKNOWLEDGED), S.ANSWERED),
    "try": ((S.ANSWERED, S.TRIED), S.TRIED),
    "take_offer": ((S.ISSUED, S.ACKNOWLEDGED, S.ANSWERED, S.TRIED), S.TRIED),
    "close_solved": ((S.TRIED,), S.CLOSED_SOLVED),
    "close_partly": ((S.TRIED,), S.CLOSED_PARTLY),
    "close_not_solved": ((S.ANSWERED, S.TRIED), S.CLOSED_NOT_SOLVED),
    "withdraw": ((S.DRAFT, S.ISSUED, S.ACKNOWLEDGED), S.WITHDRAWN),
    "mark_duplicate": ((S.ISSUED, S.ACKNOWLEDGED, S.ANSWERED), S.DUPLICATE),
    "convert": ((S.ISSUED, S.ACKNOWLEDGED, S.ANSWERED, S.TRIED), S.CONVERTED),
}
ANSWERABLE = (S.ISSUED, S.ACKNOWLEDGED, S.ANSWERED, S.TRIED)  # one answer more is always welcome

FLOOR = ("operator", "team_leader", "workshop_engineer", "workshop_head")
PLANT = ("chief_engineer", "safety_officer")
SENDERS = ("workshop_head", "chief_engineer")
EXPERTS = ("workshop_engineer", "workshop_head", *PLANT)  # "engineer or better"


def may_draft(person: Person, workshop: Workshop) -> bool:
    """Whoever works there, and the plant's chief engineer and safety officer for any of its workshops."""
    return person.holds(*FLOOR, *PLANT, workshop=workshop)


def may_send_across(person: Person, workshop: Workshop) -> bool:
    """The head's one tap; or that of a team leader whom the head named, of the plant's chief engineer, or of whoever
    stands in for the head under a delegation of this power."""
    if person.holds(*SENDERS, workshop=workshop) or speaks_for(person, workshop):
        return True
    return sends_under(person, workshop) is not None


def speaks_for(person: Person, workshop: Workshop) -> bool:
    """The head, or the team leader whom the head named for the workshop's cards."""
    if person.holds("workshop_head", workshop=workshop):
        return True
    named = Deputy.objects.acting().filter(workshop=workshop, person=person)
    return person.holds("team_leader", workshop=workshop) and named.exists()


def sends_under(person: Person, workshop: Workshop) -> Delegation | None:
    """The delegation on which the person sends cards to other plants."""
    held = covering(workshop, Power.ISSUE_CARDS, SafetyClass.C, Decimal(0))
    return held if held is not None and is_office(person, held) else None


def is_asker(person: Person, card: Card) -> bool:
    """Who asked; and the head of the workshop in whose name it was asked."""
    own = card.asked_by_id == person.pk and card.workshop.plant_id in person.plants
    return own or person.holds("workshop_head", workshop=card.workshop)


def may_issue(person: Person, card: Card) -> bool:
    """Its author, or the head."""
    return is_asker(person, card)


def places_asked(person: Person, card: Card) -> list[Workshop]:
    """The workshops of those asked for which the person may speak.

    Where people can be hurt that takes an engineer. On the last step of the ladder everybody is asked.
    """
    roles = EXPERTS if card.urgency == Card.Urgency.SAFETY else (*FLOOR, *PLANT)
    if card.asked_by_id == person.pk:  # from whatever other seat
        return []
    if not any(seat.role in roles for seat in person.seats_now):
        return []
    places = _own_workshops(person, card) if card.told_level >= 3 else card.addressees()
    return [each for each in places if person.holds(*roles, workshop=each)]


def _own_workshops(person: Person, card: Card) -> list[Workshop]:
    places = Workshop.objects.filter(plant__in=person.plants).exclude(pk=card.workshop_id)
    return list(places.select_related("plant", "trade"))


def may_answer(person: Person, card: Card) -> bool:
    """Any of the workshops asked; never the asker's own."""
    return bool(places_asked(person, card))


def may_reply(person: Person, card: Card) -> bool:
    """Talk below an answer: both sides."""
    return is_asker(person, card) or may_answer(person, card)


def may_take_back(person: Person, answer: Answer) -> bool:
    """One's own words."""
    return answer.by_id is not None and answer.by_id == person.pk


def may_try(person: Person, card: Card) -> bool:
    """What helps is chosen by who asked; an offer is taken by whom it was made to."""
    if card.kind == Card.Kind.OFFER:
        return any(person.holds("workshop_head", "workshop_engineer", workshop=each) for each in card.addressees())
    return is_asker(person, card)


def may_close(person: Person, card: Card) -> bool:
    """Only the asker."""
    return is_asker(person, card)


def may_mark_duplicate(person: Person, card: Card) -> bool:
    """The asker; and the secretariat, once the card has left its plant."""
    return is_asker(person, card) or (card.is_across and person.holds("secretariat"))


def may_forward(person: Person, card: Card) -> bool:
    """Send it to workshops that could help: who may send it across; the secretariat, once it has left its plant."""
    return may_send_across(person, card.workshop) or (card.is_across and person.holds("secretariat"))


def may_name_deputy(person: Person, workshop: Workshop) -> bool:
    return person.holds("workshop_head", "chief_engineer", workshop=workshop)
