"""Who is told what about a contract, in whole sentences. Called inside the verb that did the thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise as Lazy

from huzhu.contracts.models import Contract, ContractItem, Party
from huzhu.delegation.authority import holders, plant_office
from huzhu.delegation.models import Delegation
from huzhu.notices.actions import seated, sentence, tell
from huzhu.notices.models import Notice
from huzhu.people.models import Person
from huzhu.workshops.clocks import today


def people_of(party: Party) -> list[Person]:
    """Head, engineers and substitutes of the side; the plant's offices where it is the plant."""
    if party.workshop is None:
        return list(plant_office(party.plant))
    acting = Delegation.objects.in_force_on(today()).filter(workshop=party.workshop)
    standing_in = [person for each in acting for person in holders(each)]
    return [*seated("workshop_head", "workshop_engineer", workshops=[party.workshop]), *standing_in]


def offices_of(party: Party) -> list[Person]:
    """The plant keeps the register of what its workshops promise: its offices hear of every signature."""
    return list(plant_office(party.plant))


def say(
    contract: Contract,
    people: Iterable[Person | None],
    text: str | Lazy,
    values: dict[str, Any] | None = None,
    *,
    item: ContractItem | None = None,
    urgency: int = Notice.Urgency.SOON,
) -> None:
    filled = {"number": contract.number, "title": contract.title, "why": contract.reason} | (values or {})
    address = item.address if item is not None else contract.address
    there = [person for person in people if person is not None]
    tell(there, about=contract, text=sentence(text, filled), address=address, urgency=urgency)


def all_sides(contract: Contract, but: Party | None = None) -> list[Person]:
    """Everybody who acts for a side, and the plants' offices."""
    sides = [each for each in contract.parties.all() if but is None or each.pk != but.pk]
    return [person for each in sides for person in (*people_of(each), *offices_of(each))]
