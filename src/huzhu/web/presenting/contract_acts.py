"""What this reader may do with a contract or with one of its items, and under which buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.adoptions.rules import may_take_up
from huzhu.contracts import rules
from huzhu.contracts.models import Contract, ContractItem, ContractVersion, Promise
from huzhu.contracts.signing import signing_side, standing_signatures
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.workshops.clocks import now, today

S = Contract.State
V = ContractVersion.State
Rule = Callable[[Person, Contract], bool]
IN_VERSION: Rule = lambda person, contract: any(  # noqa: E731 (a row of the table below)
    rules.may_propose(person, each) for each in contract.versions.filter(state=V.WRITING)
)


def _button_words() -> dict[str, str]:
    return {
        "propose": _("Offer it to the other side"),
        "sign": _("Read it whole and sign"),
        "write_version": _("Write what you would change"),
        "drop_version": _("Refuse the change"),
        "allow_late": _("Allow the late change"),
        "appraise": _("Open the appraisal"),
        "conclude": _("Confirm the outcome"),
        "inspect": _("Call a joint inspection"),
        "object": _("Object, as the plant"),
        "resume": _("It can go on"),
        "reject": _("Decline"),
        "terminate": _("End it early"),
        "suspend": _("Suspend for safety"),
    }


def may(verb: str, contract: Contract, person: Person) -> bool:
    """Does the verb concern this person and this state? The verb itself asks for the power."""
    offered = contract.versions.filter(state=V.PROPOSED).first()
    has_side = rules.may_answer(person, contract)
    if verb == "propose":
        return IN_VERSION(person, contract)
    if verb == "sign":
        return offered is not None and signing_side(person, offered) is not None
    if verb == "write_version":
        open_now = contract.state in (S.PROPOSED, *Contract.RUNNING)
        return (
            open_now and rules.may_counter(person, contract) and not contract.versions.filter(state=V.WRITING).exists()
        )
    if verb == "drop_version":
        writing = contract.versions.filter(state=V.WRITING, number__gt=1).first()
        own = writing is not None and rules.may_change(person, writing)
        return own or (offered is not None and contract.state in Contract.RUNNING and has_side)
    if verb == "allow_late":
        waits = offered is not None and offered.needs_committee and offered.allowed_by_id is None
        return waits and rules.may_allow(person, contract)
    if verb == "object":
        return bool(objectable(contract, person))
    if verb == "inspect":
        return contract.state in (S.IN_FORCE, S.IN_APPRAISAL) and rules.may_call_inspection(person, contract)
    if verb == "conclude":
        return contract.state == S.IN_APPRAISAL and rules.may_appraise(person, contract)
    if verb == "reject" and contract.state == S.DRAFT:
        return contract.written_for is not None and rules.may_bind(person, contract.written_for)
    rule = {"reject": rules.may_answer, "suspend": rules.may_suspend, "resume": rules.may_suspend,
            "terminate": rules.may_terminate, "appraise": rules.may_appraise}[verb]  # fmt: skip
    return can_move(contract, verb, rules.MOVES) and rule(person, contract)


def objectable(contract: Contract, person: Person) -> list[Any]:
    """Signatures in safety class A to which this person's plant may still object."""
    offered = contract.versions.filter(state=V.PROPOSED).first()
    signatures = standing_signatures(offered) if offered else []
    return [
        each for each in signatures
        if each.objects_until is not None and each.objects_until > now() and rules.may_object(person, each.party)
    ]  # fmt: skip


ADDRESSES = {
    "propose": ("contract_propose", False),
    "sign": ("contract_sign", True),
    "write_version": ("contract_write_version", True),
    "drop_version": ("contract_drop_version", True),
    "allow_late": ("contract_allow_late", False),
    "appraise": ("contract_appraise", False),
    "conclude": ("contract_conclude", False),
    "inspect": ("contract_inspect", True),
    "object": ("contract_object", True),
    "resume": ("contract_resume", True),
    "reject": ("contract_reject", True),
    "terminate": ("contract_terminate", True),
    "suspend": ("contract_suspend", True),
}
MAIN = ("propose", "sign", "appraise", "conclude")


def buttons(contract: Contract, person: Person) -> list[dict[str, Any]]:
    words = _button_words()
    found = [
        {
            "url": reverse(name, args=[contract.number]),
            "label": words[verb],
            "is_page": is_page,
            "main": False,
            "verb": verb,
        }
        for verb, (name, is_page) in ADDRESSES.items()
        if may(verb, contract, person)
    ]
    if found and found[0]["verb"] in MAIN:
        found[0]["main"] = True
    return found


def _item_words() -> dict[str, str]:
    return {
        "begin_item": _("Begin"),
        "report_progress": _("Report progress"),
        "claim": _("It is done"),
        "block": _("It is held up"),
        "unblock": _("It goes on"),
        "accept": _("Accept"),
        "send_back": _("Send back"),
        "find_not_met": _("Not met"),
        "waive": _("Let it go"),
    }


ITEM_PAGES = {
    "begin_item": False,
    "report_progress": True,
    "claim": True,
    "block": True,
    "unblock": False,
    "accept": False,
    "send_back": True,
    "find_not_met": True,
    "waive": True,
}


def may_item(verb: str, item: ContractItem, promise: Promise, contract: Contract, person: Person) -> bool:
    judged = verb in ("accept", "send_back", "find_not_met", "waive")
    if contract.state != S.IN_FORCE and not (judged and contract.state == S.IN_APPRAISAL):
        return False
    if not item.is_agreed:
        return False
    if verb == "report_progress":
        return item.state in ContractItem.OPEN and rules.may_report(person, promise)
    if not can_move(item, verb, rules.ITEM_MOVES):
        return False
    if verb == "find_not_met":
        return promise.due_on is not None and promise.due_on < today() and rules.may_accept(person, promise)
    if verb in ("accept", "send_back"):
        return rules.may_accept(person, promise)
    return rules.may_waive(person, promise) if verb == "waive" else rules.may_report(person, promise)


def may_keep(item: ContractItem, promise: Promise, contract: Contract, person: Person) -> bool:
    """The helped workshop names the adoption by which the promise is kept."""
    is_open = contract.state == S.IN_FORCE and item.state in ContractItem.OPEN and item.is_agreed
    workshop = promise.helped.workshop
    return is_open and workshop is not None and may_take_up(person, workshop)


def writing_buttons(item: ContractItem, version: ContractVersion | None, person: Person) -> list[dict[str, Any]]:
    """What the side that writes a version may do there with an item."""
    is_open = item.state in ContractItem.OPEN
    if version is None or not is_open or not rules.may_change(person, version):
        return []
    if version.promises.filter(replaces=item).exists():  # another stands there in its place
        return []
    standing = version.promises.filter(item=item).exists()
    in_force = item.promises.filter(version__state=V.IN_FORCE).exists()
    found = [("contract_item_write", _("Change this promise"), True)]
    if standing and in_force:
        found.append(("contract_item_replace", _("Put another in its place"), True))
    if standing:
        found.append(("contract_item_out", _("Leave it out"), False))
    return [
        {"url": reverse(name, args=[item.contract.number, item.number]), "label": label, "is_page": is_page}
        for name, label, is_page in found
    ]


def item_buttons(item: ContractItem, promise: Promise, contract: Contract, person: Person) -> list[dict[str, Any]]:
    words = _item_words()
    keeping = {
        "url": reverse("contract_item_keep", args=[contract.number, item.number]),
        "label": _("Name what was taken up"),
        "is_page": True,
        "main": False,
    }
    found = [keeping] if may_keep(item, promise, contract, person) else []
    return [
        {
            "url": reverse("contract_item_act", args=[contract.number, item.number, verb.replace("_", "-")]),
            "label": words[verb],
            "is_page": is_page,
            "main": verb == "accept",
        }
        for verb, is_page in ITEM_PAGES.items()
        if may_item(verb, item, promise, contract, person)
    ] + found
