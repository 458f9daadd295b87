"""Who may set the alliance up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huzhu.workshops.models import Plant

if TYPE_CHECKING:
    from huzhu.people.models import Person


def may_set_up(person: Person) -> bool:
    """Plants, trades and everything between plants: the administrator and the secretariat."""
    return person.holds("administrator", "secretariat")


def may_name_trades(person: Person) -> bool:
    """Trades are the alliance's; whoever keeps a plant's data may add the one that is missing."""
    return may_set_up(person) or person.holds("data_steward", "chief_engineer")


def may_set_up_plant(person: Person, plant: Plant) -> bool:
    """The workshops inside a plant and their flow: also the plant's director, chief engineer and data steward."""
    return may_set_up(person) or person.holds("plant_director", "chief_engineer", "data_steward", plant=plant)
