"""Who may give seats."""

from __future__ import annotations

from huzhu.people.models import ALLIANCE_ROLES, Person
from huzhu.workshops.models import Plant


def may_seat(person: Person, role: str, plant: Plant | None) -> bool:
    """The administrator gives every seat; the secretariat those of plants; a plant's director those of the plant."""
    if person.holds("administrator"):
        return True
    if role in ALLIANCE_ROLES:
        return False
    return person.holds("secretariat") or person.holds("plant_director", plant=plant)


def may_register(person: Person) -> bool:
    return person.holds("administrator", "secretariat", "plant_director")
