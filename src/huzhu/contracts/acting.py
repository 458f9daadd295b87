"""What every verb of this room begins with: the row locked, and the authority of whoever acts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError

from huzhu.contracts.models import Contract, ContractItem, ContractVersion, ItemNote, Party, Promise
from huzhu.delegation.authority import OFFICE, Authority, Refusal, authority_of
from huzhu.delegation.models import SafetyClass
from huzhu.journal.actions import record
from huzhu.moves import move
from huzhu.people.models import Person
from huzhu.workshops.clocks import now

NOBODY = Authority("", "")  # the program itself


def locked(contract: Contract) -> Contract:
    return Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)


def locked_item(item: ContractItem) -> ContractItem:
    found = ContractItem.objects.select_for_update(of=("self",)).select_related("contract", "claimed_by")
    return found.get(pk=item.pk)


def locked_version(version: ContractVersion) -> ContractVersion:
    found = ContractVersion.objects.select_for_update(of=("self",)).select_related(
        "contract", "written_for__plant", "written_for__workshop__plant"
    )
    return found.get(pk=version.pk)


def authority_for(
    person: Person | None,
    party: Party,
    power: str,
    *,
    safety_class: str = SafetyClass.C,
    value: Decimal = Decimal(0),
    roles: tuple[str, ...] = (OFFICE,),
) -> Authority:
    """The right to act for this side. Raises PermissionDenied for strangers; for the plant's own people
    ValidationError with the reason and the name of who can act instead."""
    if person is None:
        return NOBODY
    found = authority_of(
        person, party.plant, party.workshop, power, safety_class=safety_class, value=value, roles=roles
    )
    if isinstance(found, Authority):
        return found
    refuse(found)
    return NOBODY


def refuse(refusal: Refusal) -> None:
    if refusal.is_stranger:
        raise PermissionDenied
    raise ValidationError(refusal.sentence, code="authority")


def promised_in(version: ContractVersion) -> list[Promise]:
    found = version.promises.select_related(
        "item",
        "helper__plant",
        "helper__workshop__plant",
        "helped__plant",
        "helped__workshop__plant",
        "metric",
        "definition",
        "acceptor",
        "experience",
        "replaces",
    )
    return list(found.order_by("item__number"))


def reach_of(version: ContractVersion, party: Party) -> tuple[str, Decimal]:
    """The gravest safety class that touches this side, and what it promises in material and people."""
    own = [each for each in promised_in(version) if party.pk in (each.helper_id, each.helped_id)]
    gravest = min((each.safety_class for each in own), default=str(SafetyClass.C))
    return gravest, sum((each.commitment for each in own if each.helper_id == party.pk), Decimal(0))


def version_in_view(contract: Contract) -> ContractVersion | None:
    """What counts: the version in force, else the one on offer, else the one being written first."""
    return _in_view({each.state: each for each in contract.versions.order_by("number")})


def _in_view(latest: dict[str, ContractVersion]) -> ContractVersion | None:
    """Of the latest version in each state."""
    states = ContractVersion.State
    order = (states.IN_FORCE, states.PROPOSED, states.WRITING, states.REFUSED)
    return next((latest[state] for state in order if state in latest), None)


def promise_of(item: ContractItem) -> Promise:
    """The promise that counts for this item now: of the version in view, else the last in which it stands."""
    return promises_of([item])[item.pk]


def promises_of(items: Iterable[ContractItem]) -> dict[int, Promise]:
    """`promise_of` for many items, by primary key."""
    found = Promise.objects.filter(item__in=list(items)).select_related(
        "version", "helper__plant", "helper__workshop__plant", "helped__plant", "helped__workshop__plant", "metric",
        "acceptor",
    ).order_by("version__number")  # fmt: skip
    latest = {each.item_id: each for each in found}
    versions = ContractVersion.objects.filter(contract__in={each.version.contract_id for each in latest.values()})
    by_contract: dict[int, dict[str, ContractVersion]] = {}
    for version in versions.order_by("number"):
        by_contract.setdefault(version.contract_id, {})[version.state] = version
    in_view = {_in_view(each) for each in by_contract.values()}
    return latest | {each.item_id: each for each in found if each.version in in_view}


def move_item(item: ContractItem, verb: str, moves: object, *, by: Person | None, text: str, authority: str) -> None:
    """Change the state, write the line of its story, and record it with the authority it rests on."""
    before = item.state
    move(item, verb, moves)  # type: ignore[arg-type]
    item.save()
    ItemNote(item=item, act=verb, by=by, at=now(), text=text).save()
    details = {"before": before, "after": item.state, "text": text}
    record(verb, item, by=by, plant=plant_of(item.contract), authority=authority, details=details)


def plant_of(contract: Contract) -> str:
    """Whose journal an act between plants belongs to: it is read by the plant that drafted it; numbers stay out."""
    party = contract.written_for
    return party.plant.slug if party is not None else ""
