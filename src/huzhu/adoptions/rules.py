"""The life of an adoption, and who may do what with it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from huzhu.adoptions.models import Adoption
from huzhu.cards.models import Card
from huzhu.contracts.acting import promise_of
from huzhu.contracts.models import ContractItem
from huzhu.experiences.models import Experience
from huzhu.moves import Moves
from huzhu.people.models import Person
from huzhu.visits.models import VisitAction
from huzhu.workshops.models import Workshop
from huzhu.workshops.queries import downstream_of

S = Adoption.State

MOVES: Moves = {
    "review_risk": ((S.PLANNED,), S.RISK_REVIEWED),
    "start": ((S.RISK_REVIEWED,), S.TRIAL),
    "put_into_use": ((S.TRIAL,), S.IN_USE),
    "keep": ((S.TRIAL, S.IN_USE), S.STANDARDISED),
    "stop": ((S.TRIAL, S.IN_USE, S.STANDARDISED), S.ROLLED_BACK),
    "abandon": ((S.PLANNED, S.RISK_REVIEWED), S.ABANDONED),
}

TAKERS = ("workshop_head", "workshop_engineer", "chief_engineer")


def may_take_up(person: Person, workshop: Workshop) -> bool:
    """The workshop's head or engineer, or the plant's chief engineer."""
    return person.holds(*TAKERS, workshop=workshop)


def came_from(card: Card, workshop: Workshop) -> bool:
    """A card leads to an adoption where it was asked, and an offer where it was made to."""
    if card.kind == Card.Kind.OFFER:
        return card.state != Card.State.DRAFT and card.addressees().filter(pk=workshop.pk).exists()
    return card.workshop_id == workshop.pk and card.answered_at is not None


def may_review_risk(person: Person, adoption: Adoption) -> bool:
    """The plant's safety officer signs before anything starts."""
    return person.holds("safety_officer", plant=adoption.workshop.plant)


def may_start(person: Person, adoption: Adoption) -> bool:
    return person.holds("workshop_head", workshop=adoption.workshop)


def may_decide(person: Person, adoption: Adoption) -> bool:
    """Keep, change or stop: the head of the workshop or the chief engineer."""
    return person.holds("workshop_head", "chief_engineer", workshop=adoption.workshop)


def may_stop(person: Person, adoption: Adoption) -> bool:
    """Stopping is open to more: for safety, anybody of the workshop and the safety officer pull the cord."""
    return may_decide(person, adoption) or person.holds(
        "safety_officer", "workshop_engineer", "team_leader", "operator", workshop=adoption.workshop
    )


def carries_out(action: VisitAction, experience: Experience, workshop: Workshop) -> bool:
    """Was this decided at a visit for this workshop, and for this experience where one was named?"""
    named = action.experience_id is None or action.experience_id == experience.pk
    return named and action.workshop_id == workshop.pk and action.state != VisitAction.State.DROPPED


def side_effects(adoption: Adoption) -> list[int]:
    """Numbers of the dangers it is suspected of that are neither ended nor borne by name. (They belong to a room that
    stands on this one; what points at an adoption is reached from it.)"""
    ended = ("verified_closed", "refuted", "accepted_risk")
    suspected = (adoption.hazards, adoption.also_suspected)
    return sorted({number for each in suspected for number in _numbers(each.exclude(state__in=ended))})


def _numbers(dangers: QuerySet[Any]) -> QuerySet[Any, int]:
    return dangers.values_list("number", flat=True)


def missing_remedy(experience: Experience, workshop: Workshop) -> Experience | None:
    """The remedy of a known danger, unless this workshop or one its material reaches gave it or uses it already: also
    when the warning has been taken down since, because the danger comes back with the way and not with the warning.

    Where nobody down the flow is of the remedy's trade, the danger cannot come about and nothing is missing.
    """
    remedy = experience.remedy
    if remedy is None:
        return None
    places = [workshop, *downstream_of(workshop)]
    if remedy.trade_id not in {place.trade_id for place in places} or remedy.origin in places:
        return None
    using = Adoption.objects.under_measurement().filter(experience=remedy, workshop__in=places, ended_on=None)
    return None if using.exists() else remedy


def keeps(item: ContractItem, workshop: Workshop) -> bool:
    """Does this item of a contract in force promise help to this workshop?"""
    if item.contract.state != "in_force" or item.state not in ContractItem.OPEN or not item.is_agreed:
        return False
    helped = promise_of(item).helped
    return helped.workshop_id == workshop.pk or (helped.workshop_id is None and helped.plant_id == workshop.plant_id)
