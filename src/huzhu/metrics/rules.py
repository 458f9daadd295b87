"""Who may say what is measured, and who may load readings."""

from __future__ import annotations

from huzhu.metrics.models import Batch
from huzhu.people.models import Person, Role
from huzhu.workshops.models import Plant

LOADERS = (Role.DATA_STEWARD, Role.CHIEF_ENGINEER, Role.WORKSHOP_HEAD, Role.WORKSHOP_ENGINEER)
DEFINERS = (Role.ADMINISTRATOR, Role.SECRETARIAT, Role.CHIEF_ENGINEER, Role.DATA_STEWARD)
DISCLOSERS = (Role.ADMINISTRATOR, Role.SECRETARIAT, Role.COMMITTEE)


def may_define(person: Person) -> bool:
    """Define a metric: the alliance's secretariat and administrator, and whoever keeps the data of a plant."""
    return person.holds(*DEFINERS)


def may_change_definition(person: Person, plant: Plant | None) -> bool:
    """A definition for all is the alliance's; one for a single plant is that plant's own."""
    if plant is None:
        return person.holds(Role.ADMINISTRATOR, Role.SECRETARIAT)
    return person.holds(Role.ADMINISTRATOR) or person.holds(Role.DATA_STEWARD, Role.CHIEF_ENGINEER, plant=plant)


def may_disclose(person: Person) -> bool:
    """Decide what plants see of each other's values: never one plant alone."""
    return person.holds(*DISCLOSERS)


def may_load(person: Person, plant: Plant | int | None) -> bool:
    """Load a plant's readings: its data steward, its chief engineer, and the heads and engineers of its workshops.

    The administrator may load for any plant, and alone a file with several plants' readings (`plant` None).
    """
    if person.holds(Role.ADMINISTRATOR):
        return True
    return plant is not None and person.holds(*LOADERS, plant=plant)


def may_take_back(person: Person, batch: Batch) -> bool:
    """Whoever could load it again."""
    return may_load(person, batch.plant_id)


MOVES = {
    "load_batch": ((Batch.State.WAITING,), Batch.State.LOADED),
    "take_back_batch": ((Batch.State.LOADED,), Batch.State.TAKEN_BACK),
}
