"""The life of a delegation, and who may do what to it."""

from __future__ import annotations

from huzhu.delegation.models import Delegation
from huzhu.moves import Moves
from huzhu.people.models import Person
from huzhu.workshops.clocks import Clock
from huzhu.workshops.models import Plant, Workshop

S = Delegation.State

MOVES: Moves = {
    "grant": ((S.PROPOSED,), S.ACTIVE),
    "suspend": ((S.ACTIVE,), S.SUSPENDED),
    "resume": ((S.SUSPENDED,), S.ACTIVE),
    "revoke": ((S.PROPOSED, S.ACTIVE, S.SUSPENDED), S.REVOKED),
    "expire": ((S.PROPOSED, S.ACTIVE, S.SUSPENDED), S.EXPIRED),
}
STANDING = (S.PROPOSED, S.ACTIVE, S.SUSPENDED)
OBJECTION = Clock("delegation.objection", 3, "working_days")  # to what a workshop signed in safety class A

GRANTERS = ("chief_engineer", "plant_director")


def may_propose(person: Person, workshop: Workshop) -> bool:
    """The workshop asks for powers, or the plant thinks of it."""
    return person.holds("workshop_head", *GRANTERS, workshop=workshop)


def may_grant(person: Person, delegation: Delegation) -> bool:
    return person.holds(*GRANTERS, plant=delegation.plant)


def may_suspend(person: Person, delegation: Delegation) -> bool:
    return person.holds("chief_engineer", "safety_officer", plant=delegation.plant)


def may_resume(person: Person, delegation: Delegation) -> bool:
    return person.holds(*GRANTERS, plant=delegation.plant)


def may_revoke(person: Person, delegation: Delegation) -> bool:
    return person.holds("plant_director", plant=delegation.plant)


def may_name_substitutes(person: Person, delegation: Delegation) -> bool:
    return person.holds(*GRANTERS, plant=delegation.plant)


def may_hand_over(person: Person, plant: Plant) -> bool:
    """All workshops of the plant at once."""
    return person.holds(*GRANTERS, plant=plant)
