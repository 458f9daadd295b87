"""The life of an experience, and who may do what with it."""

from __future__ import annotations

from huzhu.experiences.models import Experience
from huzhu.moves import Moves
from huzhu.people.models import Person

S = Experience.State

MOVES: Moves = {
    "share": ((S.DRAFT,), S.SUBMITTED),
    "describe": ((S.SUBMITTED,), S.DESCRIBED),
    "verify_at_origin": ((S.DESCRIBED,), S.VERIFIED_AT_ORIGIN),
    "recommend": ((S.VERIFIED_AT_ORIGIN,), S.RECOMMENDED),
    "retire": ((S.DRAFT, S.SUBMITTED, S.DESCRIBED, S.VERIFIED_AT_ORIGIN, S.RECOMMENDED), S.RETIRED),
}

ENGINEERS = ("workshop_head", "workshop_engineer", "chief_engineer")


def may_draft(person: Person) -> bool:
    """Anybody who works in a plant may write down a way."""
    return bool(person.plants)


def may_write(person: Person, experience: Experience) -> bool:
    """Its author while it is a draft; the engineers of the workshop it comes from; else the secretariat."""
    if experience.state == S.DRAFT and experience.shared_by_id == person.pk:
        return True
    if experience.origin is None:
        return person.holds("secretariat")
    return person.holds(*ENGINEERS, workshop=experience.origin)


def may_share(person: Person, experience: Experience) -> bool:
    """What leaves the plant goes through the head of the workshop, an engineer or the chief engineer."""
    return may_write(person, experience) and person.holds(*ENGINEERS, "secretariat")


def may_recommend(person: Person, experience: Experience) -> bool:
    """A chief engineer of a plant other than the one it comes from: nobody recommends the own way."""
    own = experience.origin.plant_id if experience.origin else None
    return any(seat.role == "chief_engineer" and seat.plant_id != own for seat in person.seats_now)


def may_flag(person: Person) -> bool:
    """Warn others: any safety officer or chief engineer."""
    return person.holds("safety_officer", "chief_engineer")
