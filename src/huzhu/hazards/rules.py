"""The life of a danger, and who may do what with it."""

from __future__ import annotations

from huzhu.hazards.models import Call, Hazard
from huzhu.moves import Moves
from huzhu.people.models import Person, Role, Seat
from huzhu.workshops.models import Plant, Workshop

S = Hazard.State

BEFORE_THE_CURE = (S.SUSPECTED, S.ACKNOWLEDGED, S.CONTAINED, S.REMEDY_SOUGHT)
MOVES: Moves = {
    "acknowledge": ((S.SUSPECTED,), S.ACKNOWLEDGED),
    "contain": ((S.ACKNOWLEDGED, S.ACCEPTED_RISK), S.CONTAINED),
    "seek_remedy": ((S.CONTAINED, S.REMEDY_TRIAL, S.REMEDIED, S.ACCEPTED_RISK), S.REMEDY_SOUGHT),
    "try_remedy": ((S.CONTAINED, S.REMEDY_SOUGHT), S.REMEDY_TRIAL),
    "mark_remedied": ((S.REMEDY_TRIAL,), S.REMEDIED),
    "verify_and_close": ((S.REMEDIED,), S.VERIFIED_CLOSED),
    "refute": (BEFORE_THE_CURE, S.REFUTED),
    "accept_risk": (
        (S.ACKNOWLEDGED, S.CONTAINED, S.REMEDY_SOUGHT, S.REMEDY_TRIAL, S.REMEDIED, S.ACCEPTED_RISK),
        S.ACCEPTED_RISK,
    ),
}


def may_raise(person: Person) -> bool:
    """Anybody who works in a plant."""
    return bool(person.plants)


def may_hold_name(person: Person, of_plant: Plant) -> bool:
    """The name of a protected report is held by the safety officer of another plant, who has no seat in this one."""
    return of_plant.pk not in person.plants and any(
        seat.role == Role.SAFETY_OFFICER and seat.plant_id != of_plant.pk for seat in person.seats_now
    )


def may_say_seen_here(person: Person, hazard: Hazard, workshop: Workshop) -> bool:
    """Anybody of that workshop."""
    return hazard.is_open and any(seat.workshop_id == workshop.pk for seat in person.seats_now)


def is_in_charge(person: Person, hazard: Hazard) -> bool:
    """The safety officer of the plant. A report that names no plant: who holds the name, else, also when the holder has
    left that office, any safety officer."""
    if hazard.workshop is not None:
        return person.holds(Role.SAFETY_OFFICER, plant=hazard.workshop.plant)
    origin = getattr(hazard, "origin", None)
    is_held = origin is not None and may_hold_name(origin.holder, origin.workshop.plant)
    return person.holds(Role.SAFETY_OFFICER) and (not is_held or origin.holder_id == person.pk)


def may_acknowledge(person: Person, hazard: Hazard) -> bool:
    return is_in_charge(person, hazard)


def may_contain(person: Person, hazard: Hazard) -> bool:
    """The safety officer, or the head of the workshop."""
    return is_in_charge(person, hazard) or _holds_there(person, hazard, Role.WORKSHOP_HEAD)


def may_name_cause(person: Person, hazard: Hazard) -> bool:
    return is_in_charge(person, hazard) or _holds_there(person, hazard, Role.CHIEF_ENGINEER)


def may_seek_remedy(person: Person, hazard: Hazard) -> bool:
    return is_in_charge(person, hazard) or _holds_there(person, hazard, Role.WORKSHOP_HEAD, Role.CHIEF_ENGINEER)


def may_try_remedy(person: Person, hazard: Hazard) -> bool:
    return may_seek_remedy(person, hazard)


def may_mark_remedied(person: Person, hazard: Hazard) -> bool:
    return is_in_charge(person, hazard)


def may_refute(person: Person, hazard: Hazard) -> bool:
    return is_in_charge(person, hazard)


def may_accept_risk(person: Person, hazard: Hazard) -> bool:
    """Safety officer and plant director, both by name. Nobody accepts a risk for people of an unnamed place."""
    return _holds_there(person, hazard, Role.SAFETY_OFFICER, Role.PLANT_DIRECTOR)


def may_verify_and_close(person: Person, hazard: Hazard) -> bool:
    """The safety officer of another plant, and nobody of the plant itself."""
    place = _place(hazard)
    if place is None:
        return person.holds(Role.SAFETY_OFFICER) and hazard.acknowledged_by_id != person.pk
    return may_hold_name(person, place.plant)


def may_answer(person: Person, call: Call) -> bool:
    """For a workshop that was called: its head or engineer, the plant's safety officer or chief engineer."""
    roles = (Role.WORKSHOP_HEAD, Role.WORKSHOP_ENGINEER, Role.SAFETY_OFFICER, Role.CHIEF_ENGINEER)
    return call.hazard.is_open and person.holds(*roles, workshop=call.workshop)


def _place(hazard: Hazard) -> Workshop | None:
    """Where it is, also where only the holder of a protected report knows: for rules, never for pages."""
    if hazard.workshop is not None:
        return hazard.workshop
    origin = getattr(hazard, "origin", None)
    return origin.workshop if origin is not None else None


def _holds_there(person: Person, hazard: Hazard, *roles: str) -> bool:
    return hazard.workshop is not None and person.holds(*roles, workshop=hazard.workshop)


def holders_for(plant: Plant) -> list[Person]:
    """Safety officers of other plants who can hold a name today."""
    seats = Seat.objects.filter(role=Role.SAFETY_OFFICER, person__is_active=True).exclude(plant=plant)
    people = {seat.person_id: seat.person for seat in seats.select_related("person").order_by("plant_id", "pk")}
    return [person for person in people.values() if may_hold_name(person, plant)]
