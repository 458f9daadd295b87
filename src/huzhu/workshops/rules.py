"""Who may set the alliance up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huzhu.workshops.models import Plant, Workshop

if TYPE_CHECKING:
    from huzhu.people.models import Person


def may_set_up(person: Person) -> bool:
    """Plants, trades and everything between plants: the administrator and the secretariat."""
    return person.holds("administrator", "secretariat")


def may_name_trades(person: Person) -> bool:
    """Trades and kinds of equipment are the alliance's; whoever keeps a plant's data may add what is missing."""
    return may_set_up(person) or person.holds("data_steward", "chief_engineer")


def may_set_up_plant(person: Person, plant: Plant) -> bool:
    """The workshops inside a plant and their flow: also the plant's director, chief engineer and data steward."""
    return may_set_up(person) or person.holds("plant_director", "chief_engineer", "data_steward", plant=plant)


def may_equip(person: Person, workshop: Workshop) -> bool:
    """What stands in a workshop is known best by its head and engineers."""
    return may_set_up_plant(person, workshop.plant) or person.holds(
        "workshop_head", "workshop_engineer", workshop=workshop
    )
