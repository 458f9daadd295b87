"""A power suspended or taken back hands what is open with it back to the plant, by name. And due clocks."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from huzhu.contracts import signing, telling
from huzhu.contracts.models import Contract
from huzhu.delegation import actions as delegating
from huzhu.delegation.models import Delegation
from huzhu.journal.actions import record, verb
from huzhu.people.models import Person
from huzhu.workshops.clocks import now, today

CONTRACT_POWERS = {"draft", "sign", "amend", "accept", "close"}


@verb
def suspend_delegation(delegation: Delegation, *, by: Person | None, why: str) -> list[Contract]:
    """Suspend it, and hand back the contracts that were open in its hands. Returns them."""
    handed = _in_its_hands(delegation)
    return _hand_back(delegating.suspend(delegation, by=by, why=why), handed, by)


@verb
def revoke_delegation(delegation: Delegation, *, by: Person | None, why: str) -> list[Contract]:
    """Take it back for good, with the contracts that were open in its hands. Returns them; none if it was suspended:
    they went back then."""
    handed = _in_its_hands(delegation)
    return _hand_back(delegating.revoke(delegation, by=by, why=why), handed, by)


@verb
def expire_delegation(delegation: Delegation, *, by: Person | None = None) -> list[Contract]:
    """Its last day is over: what was open in its hands goes back too. Returns the contracts."""
    handed = _in_its_hands(delegation)
    return _hand_back(delegating.expire(delegation, by=by), handed, by)


def open_under(delegation: Delegation) -> list[Contract]:
    """Contracts of this workshop that are not at their end: what its head has in hand."""
    if not CONTRACT_POWERS & set(delegation.powers):
        return []
    return list(Contract.objects.standing().filter(parties__workshop=delegation.workshop_id).distinct())


def _in_its_hands(delegation: Delegation) -> list[Contract]:
    """What would go back if it ended now: nothing while it is suspended or has not begun, and nothing that others in
    force leave in the same hands, as the one that follows it does."""
    delegation = delegating.locked(delegation)
    if delegation.state != Delegation.State.ACTIVE or delegation.since_on > today():
        return []
    others = Delegation.objects.in_force_on(today()).filter(workshop=delegation.workshop_id).exclude(pk=delegation.pk)
    kept = {power for each in others for power in each.powers}
    return [] if CONTRACT_POWERS & set(delegation.powers) <= kept else open_under(delegation)


def _hand_back(delegation: Delegation, handed: list[Contract], by: Person | None) -> list[Contract]:
    """Nobody signs twice: what was signed under it stays signed; what is still to be done is the plant's now."""
    for contract in handed:
        party = contract.parties.get(workshop=delegation.workshop_id)
        details = {"delegation": delegation.number, "party": party.code, "state": contract.state}
        record("hand_back", contract, by=by, plant=delegation.plant.slug, details=details)
        said = gettext_lazy("Contract no. %(number)s, “%(title)s”, is back in your hands for %(shop)s.")
        telling.say(contract, telling.offices_of(party), said, {"shop": delegation.workshop})
    return handed


def keep_clocks() -> str:
    """One thing whose time has come: a contract to begin or to lapse, a delegation that ran out. "" if none."""
    waiting = Contract.objects.filter(state=Contract.State.SIGNED, starts_on__lte=today())
    for contract in [*waiting, *Contract.objects.filter(state__in=Contract.RUNNING, versions__state="proposed")]:
        before = (contract.state, contract.versions.filter(state="in_force").values_list("pk", flat=True).first())
        after = signing.begin_if_due(contract)
        if before != (after.state, after.versions.filter(state="in_force").values_list("pk", flat=True).first()):
            return f"contract {contract.number}"
    for contract in Contract.objects.filter(state=Contract.State.PROPOSED):
        if signing.sign_by(contract) <= now() and _done(lambda contract=contract: signing.expire_unsigned(contract)):
            return f"contract {contract.number}"
    standing = [Delegation.State.PROPOSED, Delegation.State.ACTIVE, Delegation.State.SUSPENDED]
    for delegation in Delegation.objects.filter(state__in=standing, until_on__lt=today()):
        if _done(lambda delegation=delegation: expire_delegation(delegation)):
            return f"delegation {delegation.number}"
    return ""


def _done(act: object) -> bool:
    """False where another worker was quicker."""
    try:
        act()  # type: ignore[operator]
    except ValidationError:
        return False
    return True
