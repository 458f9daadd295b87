"""Signing a version, objecting to a signature, and what follows when all have signed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.contracts import rules, telling
from huzhu.contracts.acting import authority_for, locked, locked_item, locked_version, plant_of, reach_of
from huzhu.contracts.keys import key_of
from huzhu.contracts.models import Contract, ContractItem, ContractSignature, ContractVersion, ItemNote, Party
from huzhu.contracts.sealing import STATEMENT_SCHEME, hash_of
from huzhu.contracts.sealing import sign as seal
from huzhu.contracts.targets import moves_a_target
from huzhu.contracts.text import text_of
from huzhu.delegation.authority import Authority
from huzhu.delegation.models import Power, SafetyClass
from huzhu.delegation.rules import OBJECTION
from huzhu.journal.actions import record, verb
from huzhu.journal.models import Entry
from huzhu.moves import can_move, move
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.clocks import deadline, now, today

V = ContractVersion.State


def standing_signatures(version: ContractVersion) -> list[ContractSignature]:
    """Those to which no plant has objected."""
    return list(version.signatures.filter(objected_at=None).select_related("party__plant", "party__workshop", "person"))


def signing_side(person: Person, version: ContractVersion) -> Party | None:
    """The side for which this person can still sign; none for whoever has signed for another one."""
    standing = standing_signatures(version)
    if any(each.person_id == person.pk for each in standing):
        return None
    signed = {each.party_id for each in standing}
    waiting = (each for each in rules.sides(version.contract) if each.pk not in signed)
    return next((each for each in waiting if rules.may_bind(person, each)), None)


@verb
def sign(version: ContractVersion, party: Party, *, by: Person, agreed_hash: str = "") -> ContractSignature:
    """Put this side's hand under the version. `agreed_hash`: of the text that the signer had in view.

    Needs the power to sign (to amend, once in force) for the gravest safety class that touches this side and for
    everything it promises. Under a delegation, class A waits three working days for the plant's objection.
    """
    version = locked_version(version)
    contract = locked(version.contract)
    if not rules.may_bind(by, party) or party.contract_id != contract.pk:
        raise PermissionDenied
    _check_may_be_signed(version, contract, party, agreed_hash)
    if version.signatures.filter(person=by, objected_at=None).exists():
        raise ValidationError(_("You have signed for another side: somebody else signs for this one."), code="state")
    gravest, value = reach_of(version, party)
    power = Power.AMEND if contract.signed_at else Power.SIGN
    authority = authority_for(by, party, power, safety_class=gravest, value=value)
    act = "sign_amendment" if contract.signed_at else "sign_contract"
    details = {"version": version.number, "hash": version.hash, "party": party.code, "office": authority.office}
    entry = record(act, contract, by=by, plant=plant_of(contract), authority=authority.text, details=details)
    signature = _sealed(version, party, by, authority, entry)
    if gravest == SafetyClass.A and authority.delegation is not None:
        signature.objects_until = deadline(OBJECTION, signature.signed_at, party.plant)
    signature.save()
    if contract.signed_at is not None and today() > contract.late_from_on and moves_a_target(version):
        version.needs_committee = True  # also where it was proposed in time
        version.save()
    said = gettext_lazy("%(who)s has signed contract no. %(number)s, “%(title)s”.")
    telling.say(contract, [*telling.all_sides(contract, party), *telling.offices_of(party)], said, {"who": party})
    complete(contract)
    return signature


def _check_may_be_signed(version: ContractVersion, contract: Contract, party: Party, agreed_hash: str) -> None:
    if version.state != V.PROPOSED or contract.state not in (Contract.State.PROPOSED, *Contract.RUNNING):
        raise ValidationError(
            _("This cannot be signed now: the version is “%(version)s”, the contract “%(state)s”.")
            % {"version": version.get_state_display(), "state": contract.get_state_display()},
            code="state",
        )
    if version.signatures.filter(party=party, objected_at=None).exists():
        raise ValidationError(_("Your side has signed already."), code="state")
    if agreed_hash and agreed_hash != version.hash:
        raise ValidationError(_("The text has changed since you opened it. Read it again before you sign."))
    again = text_of(version, version.content["scheme"])
    if hash_of(version.content) != version.hash or hash_of(again) != version.hash:
        raise ValidationError(_("The items no longer say what the fixed text says. Write a new version."))


def _sealed(
    version: ContractVersion, party: Party, by: Person, authority: Authority, entry: Entry
) -> ContractSignature:
    at = now()
    statement: dict[str, Any] = {
        "scheme": STATEMENT_SCHEME,
        "contract": version.contract.number,
        "version": version.number,
        "hash": version.hash,
        "party": party.code,
        "plant": party.plant.slug,
        "person": by.username,
        "name": dict(Words(by.name)),
        "office": authority.office,
        "authority": authority.text,
        "signed_at": timezone.localtime(at).isoformat(timespec="seconds"),
        "journal": {"number": entry.number, "hash": entry.hash},
    }
    public_key, signature = seal(statement, key_of(party.plant))
    return ContractSignature(
        version=version,
        party=party,
        person=by,
        delegation=authority.delegation,
        statement=statement,
        public_key=public_key,
        signature=signature,
        signed_at=at,
    )


def complete(contract: Contract) -> None:
    """Go on as far as signatures, objection windows and days allow. Called after every signature and by the worker."""
    version = contract.versions.filter(state=V.PROPOSED).first()
    if version is not None and _is_signed_by_all(contract, version):
        if contract.state == Contract.State.PROPOSED:
            move(contract, "complete", rules.MOVES)
            contract.signed_at = now()
            contract.save()
            record("complete_contract", contract, by=None, plant=plant_of(contract), details={"hash": version.hash})
        if contract.state in Contract.RUNNING and _may_take_effect(version):
            _put_in_force(contract, version)
    is_due = contract.state == Contract.State.SIGNED and contract.starts_on <= today()
    if is_due and version is not None and _may_take_effect(version):
        move(contract, "begin", rules.MOVES)
        contract.in_force_at = now()
        contract.save()
        record("begin_contract", contract, by=None, plant=plant_of(contract))
        _put_in_force(contract, version)
        said = gettext_lazy("Contract no. %(number)s, “%(title)s”, is in force.")
        telling.say(contract, telling.all_sides(contract), said)


def _is_signed_by_all(contract: Contract, version: ContractVersion) -> bool:
    signed = {each.party_id for each in standing_signatures(version)}
    return signed == set(contract.parties.values_list("pk", flat=True))


def _may_take_effect(version: ContractVersion) -> bool:
    """Every plant's time to object is over, and a target moved late has the committee's leave."""
    if version.needs_committee and version.allowed_by_id is None:
        return False
    return not version.signatures.filter(objected_at=None, objects_until__gt=now()).exists()


def _put_in_force(contract: Contract, version: ContractVersion) -> None:
    """The version counts from now on; what it replaces is superseded, what it leaves out withdrawn. The text before
    stays readable."""
    contract.versions.filter(state=V.IN_FORCE).update(state=V.SUPERSEDED)
    version.state, version.in_force_at = V.IN_FORCE, now()
    version.save()
    for promise in version.promises.exclude(replaces=None).select_related("item", "replaces"):
        assert promise.replaces is not None
        _drop(promise.replaces, "supersede", version.why, {"by": promise.item.number})
    withdraw_items_outside(contract, version.why)
    if version.number > 1:
        record("amend_contract", contract, by=None, plant=plant_of(contract),
               details={"version": version.number, "hash": version.hash})  # fmt: skip


def withdraw_items_outside(contract: Contract, why: str) -> None:
    """Items that no version on offer, in force or being written holds any longer."""
    alive = (V.IN_FORCE, V.PROPOSED, V.WRITING)
    kept = set(contract.items.filter(promises__version__state__in=alive).values_list("pk", flat=True))
    for item in contract.items.filter(state__in=ContractItem.OPEN).exclude(pk__in=kept):
        _drop(item, "withdraw", why, {})


def lapse_offers(contract: Contract) -> None:
    """With the end or the appraisal of a contract in force falls what was only written or offered to change it."""
    offers = contract.versions.filter(state__in=(V.PROPOSED, V.WRITING))
    if contract.in_force_at is None or not offers.exists():
        return
    numbers = list(offers.values_list("number", flat=True))
    offers.update(state=V.REFUSED)
    record("lapse_versions", contract, by=None, plant=plant_of(contract), details={"versions": numbers})
    withdraw_items_outside(contract, "")


def _drop(item: ContractItem, act: str, why: str, details: dict[str, Any]) -> None:
    """An item that was settled meanwhile stays as it was settled."""
    item = locked_item(item)
    if item.state not in ContractItem.OPEN:
        return
    move(item, act, rules.ITEM_MOVES)
    item.settled_at = now()
    item.save()
    ItemNote(item=item, act=act, at=now(), text=why).save()
    record(f"{act}_item", item, by=None, plant=plant_of(item.contract), details={"why": why} | details)


@verb
def object_to(signature: ContractSignature, *, by: Person | None, why: str) -> ContractSignature:
    """The plant objects to what its workshop signed in safety class A, within three working days. The signature stays
    on record and counts no longer; the plant's own offices or another version must follow."""
    found = ContractSignature.objects.select_for_update(of=("self",)).select_related(
        "party__plant", "party__workshop", "version__contract"
    )
    signature = found.get(pk=signature.pk)
    contract = locked(signature.version.contract)
    if by is not None and not rules.may_object(by, signature.party):
        raise PermissionDenied
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    is_open = signature.objected_at is None and signature.version.state == V.PROPOSED  # what fell is not objected to
    if not is_open or signature.objects_until is None or signature.objects_until <= now():
        raise ValidationError(_("The time to object is over, or nothing here is open to objection."), code="state")
    if can_move(contract, "object", rules.MOVES):
        move(contract, "object", rules.MOVES)
        contract.signed_at, contract.proposed_at = None, now()  # the time to sign begins anew
        contract.save()
    elif contract.state not in Contract.RUNNING:
        move(contract, "object", rules.MOVES)
    signature.objected_at, signature.objected_by, signature.objection = now(), by, why
    signature.save()
    record("object_to_signature", contract, by=by, plant=plant_of(contract), authority="the plant keeps its objection",
           details={"party": signature.party.code, "version": signature.version.number, "why": why})  # fmt: skip
    said = gettext_lazy("%(plant)s objects to the signature under contract no. %(number)s, “%(title)s”: %(reason)s")
    telling.say(contract, telling.all_sides(contract), said, {"plant": signature.party.plant, "reason": why})
    return signature


@verb
def allow_late(version: ContractVersion, *, by: Person | None) -> ContractVersion:
    """The committee lets a target be moved after two thirds of the period."""
    version = locked_version(version)
    if by is not None and not rules.may_allow(by, version.contract):
        raise PermissionDenied
    if by is None or not version.needs_committee or version.allowed_by_id or version.state != V.PROPOSED:
        raise ValidationError(_("Nothing here waits for the committee."), code="state")
    version.allowed_by = by
    version.save()
    contract = locked(version.contract)
    record("allow_late_amendment", contract, by=by, plant=plant_of(contract), details={"version": version.number})
    complete(contract)
    return version


@verb
def begin_if_due(contract: Contract) -> Contract:
    """What the worker asks of each contract that waits for a day."""
    contract = locked(contract)
    complete(contract)
    return contract


@verb
def expire_unsigned(contract: Contract, *, by: Person | None = None) -> Contract:
    """Ten working days without all signatures: it lapses."""
    contract = locked(contract)
    if by is not None:
        raise PermissionDenied
    if contract.state == Contract.State.PROPOSED and sign_by(contract) > now():
        raise ValidationError(_("The time to sign is not over."))
    move(contract, "expire", rules.MOVES)
    contract.ended_at = now()
    contract.save()
    record("expire_contract", contract, by=None, plant=plant_of(contract))
    said = gettext_lazy("Contract no. %(number)s, “%(title)s”, was not signed in time.")
    telling.say(contract, telling.all_sides(contract), said)
    return contract


def sign_by(contract: Contract) -> Any:
    """When the time to sign runs out: as the slowest plant counts its working days."""
    assert contract.proposed_at is not None
    plants = [each.plant for each in contract.parties.select_related("plant")]
    return max(deadline(rules.SIGN, contract.proposed_at, plant) for plant in plants)
