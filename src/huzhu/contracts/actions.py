"""A contract as a whole: declined, suspended, resumed, ended early, appraised, concluded."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.contracts import rules, telling
from huzhu.contracts.acting import authority_for, locked, plant_of, promise_of, reach_of, version_in_view
from huzhu.contracts.models import Contract, ContractItem, ItemNote, Party
from huzhu.contracts.signing import lapse_offers
from huzhu.delegation.models import Power
from huzhu.journal.actions import record, verb
from huzhu.moves import can_move, move
from huzhu.people.models import Person
from huzhu.workshops.clocks import now, today


def _need(text: str, field: str, sentence: str) -> None:
    if not text.strip():
        raise ValidationError({field: sentence})


@verb
def reject(contract: Contract, party: Party, *, by: Person | None, why: str) -> Contract:
    """A side says no to what is offered, or gives its own draft up."""
    contract = locked(contract)
    if by is not None and not rules.may_bind(by, party):
        raise PermissionDenied
    if contract.state == Contract.State.DRAFT and contract.written_for_id != party.pk:
        raise PermissionDenied
    power = Power.DRAFT if contract.state == Contract.State.DRAFT else Power.SIGN
    authority = authority_for(by, party, power)
    _need(why, "why", _("Say why."))
    was_offered = contract.state != Contract.State.DRAFT
    move(contract, "reject", rules.MOVES)
    contract.reason, contract.ended_at = why, now()
    contract.save()
    record("reject_contract", contract, by=by, plant=plant_of(contract), authority=authority.text, details={"why": why})
    if was_offered:
        said = gettext_lazy("%(who)s declines contract no. %(number)s, “%(title)s”: %(why)s")
        telling.say(contract, telling.all_sides(contract), said, {"who": party})
    return contract


@verb
def suspend(contract: Contract, *, by: Person | None, why: str, people_at_risk: str) -> Contract:
    """For safety, at once, by the safety officer or chief engineer of any side. Nothing is begun or claimed until it
    is resumed; the sides look at it again within five working days."""
    contract = locked(contract)
    if by is not None and not rules.may_suspend(by, contract):
        raise PermissionDenied
    _need(why, "why", _("Say why."))
    _need(people_at_risk, "people_at_risk", _("Say who is at risk, and where."))
    move(contract, "suspend", rules.MOVES)
    contract.suspended_at, contract.reason, contract.people_at_risk = now(), why, people_at_risk
    contract.save()
    details = {"why": why, "people_at_risk": people_at_risk}
    office = _watching(contract, by)
    record("suspend_contract", contract, by=by, plant=plant_of(contract), authority=office, details=details)
    said = gettext_lazy("Contract no. %(number)s, “%(title)s”, is suspended for safety: %(why)s")
    telling.say(contract, telling.all_sides(contract), said)
    return contract


def _watching(contract: Contract, by: Person | None) -> str:
    """In which office somebody watches over people's safety for one of the sides."""
    if by is None:
        return ""
    for side in rules.sides(contract):
        for role in rules.WATCHERS:
            if by.holds(role, plant=side.plant_id):
                return f"acted as {role.replace('_', ' ')} of {side.plant.slug}"
    return ""


@verb
def resume(contract: Contract, *, by: Person | None, why: str) -> Contract:
    """The danger is dealt with; it goes on."""
    contract = locked(contract)
    if by is not None and not rules.may_suspend(by, contract):
        raise PermissionDenied
    _need(why, "why", _("Say what was done about the danger."))
    move(contract, "resume", rules.MOVES)
    contract.suspended_at, contract.reason, contract.people_at_risk = None, "", ""
    contract.save()
    office = _watching(contract, by)
    record("resume_contract", contract, by=by, plant=plant_of(contract), authority=office, details={"why": why})
    said = gettext_lazy("Contract no. %(number)s, “%(title)s”, goes on: %(said)s")
    telling.say(contract, telling.all_sides(contract), said, {"said": why})
    return contract


@verb
def terminate(contract: Contract, party: Party | None, *, by: Person | None, why: str) -> Contract:
    """End it early. The first side to say so gives notice; when every other side agrees, or the committee decides, it
    has ended, and everybody hears what is still owed."""
    contract = locked(contract)
    is_committee = by is not None and rules.decides_about(by, contract)
    if by is not None and not is_committee and (party is None or not rules.may_bind(by, party)):
        raise PermissionDenied
    _need(why, "why", _("Say why."))
    if not can_move(contract, "terminate", rules.MOVES):
        move(contract, "terminate", rules.MOVES)
    text = "decided by the committee"
    if not is_committee and party is not None:
        version = version_in_view(contract)
        gravest, _value = reach_of(version, party) if version else ("C", 0)
        text = authority_for(by, party, Power.CLOSE, safety_class=gravest).text
        if not _is_agreed_with(contract, party, by):
            return _say_so(contract, party, by, why, text)
    return _end(contract, None if is_committee else party, by, why, text)


def _refuse_with_oneself(contract: Contract, party: Party, by: Person | None) -> None:
    """Whoever may act for a side that has spoken does not answer it for another one."""
    spoken = [each for each in rules.sides(contract) if rules.has_said_to_end(each, contract) and each.pk != party.pk]
    if by is not None and any(rules.may_bind(by, each) for each in spoken):
        said = _("You act for a side that has spoken already: somebody else agrees for this one.")
        raise ValidationError(said, code="state")


def _is_agreed_with(contract: Contract, party: Party, by: Person | None) -> bool:
    """Have all other sides agreed before this one? Each says so once."""
    own = contract.parties.filter(pk=party.pk).first()
    if own is None:
        raise PermissionDenied
    if rules.has_said_to_end(own, contract):
        raise ValidationError(_("Your side has given notice already; the others must agree."), code="state")
    _refuse_with_oneself(contract, party, by)
    own.ends_it_at = now()
    own.save()
    left = contract.parties.filter(ends_it_at=None).exclude(pk=contract.notice_by_id)
    return contract.notice_by_id is not None and not left.exists()


def _say_so(contract: Contract, party: Party, by: Person | None, why: str, authority: str) -> Contract:
    """The first gives notice, the next agree; with the last it ends."""
    is_first = contract.notice_by_id is None
    said = gettext_lazy("%(who)s agrees to end contract no. %(number)s, “%(title)s”: %(said)s")
    if is_first:
        contract.notice_by, contract.notice = party, why
        contract.save()
        said = gettext_lazy("%(who)s gives notice to end contract no. %(number)s, “%(title)s”: %(why)s")
    act = "give_notice" if is_first else "agree_to_end"
    record(act, contract, by=by, plant=plant_of(contract), authority=authority,
           details={"party": party.code, "why": why})  # fmt: skip
    telling.say(contract, telling.all_sides(contract), said, {"who": party, "why": why, "said": why})
    return contract


def _end(contract: Contract, party: Party | None, by: Person | None, why: str, authority: str) -> Contract:
    """`party`: the side that agreed last; None where the committee has decided."""
    contract.owed = [owed_of(item) for item in contract.items.agreed().filter(state__in=ContractItem.OPEN)]
    move(contract, "terminate", rules.MOVES)
    contract.reason, contract.ended_at = why, now()
    contract.save()
    lapse_offers(contract)
    details = {"party": party.code if party else "", "why": why, "owed": contract.owed}
    record("terminate_contract", contract, by=by, plant=plant_of(contract), authority=authority, details=details)
    said = gettext_lazy(
        "Contract no. %(number)s, “%(title)s”, has ended early; %(count)s items are still owed: %(why)s"
    )
    telling.say(contract, telling.all_sides(contract), said, {"count": len(contract.owed)})
    return contract


def owed_of(item: ContractItem) -> dict[str, object]:
    """What remains of an item when the contract ends before it is settled."""
    promise = promise_of(item)
    return {
        "number": item.number,
        "helper": promise.helper.code,
        "helped": promise.helped.code,
        "subject": dict(promise.subject),
        "state": item.state,
        "commitment": str(promise.commitment),
    }


@verb
def appraise(contract: Contract, *, by: Person | None) -> Contract:
    """The secretariat opens the appraisal, when the period is over or every item is settled."""
    contract = locked(contract)
    if by is not None and not rules.may_appraise(by, contract):
        raise PermissionDenied
    is_over = contract.ends_on < today()
    if can_move(contract, "appraise", rules.MOVES) and not is_over and has_open_items(contract):
        raise ValidationError(_("Its period is not over, and items are open."))
    move(contract, "appraise", rules.MOVES)
    contract.appraised_at = now()
    contract.save()
    lapse_offers(contract)
    record("appraise_contract", contract, by=by, plant=plant_of(contract))
    said = gettext_lazy("Contract no. %(number)s, “%(title)s”, is being appraised.")
    telling.say(contract, telling.all_sides(contract), said)
    return contract


def has_open_items(contract: Contract) -> bool:
    return contract.items.agreed().filter(state__in=ContractItem.OPEN).exists()


def computed_outcome(contract: Contract) -> str:
    """From the items alone: all accepted or waived, at least one accepted, or none."""
    states = [each.state for each in contract.items.counted()]
    accepted = ContractItem.State.ACCEPTED in states
    if states and all(each in (ContractItem.State.ACCEPTED, ContractItem.State.WAIVED) for each in states):
        return Contract.State.FULFILLED
    return Contract.State.PARTLY_FULFILLED if accepted else Contract.State.UNFULFILLED


CONCLUDE = {
    Contract.State.FULFILLED: "conclude_fulfilled",
    Contract.State.PARTLY_FULFILLED: "conclude_partly",
    Contract.State.UNFULFILLED: "conclude_unfulfilled",
}


@verb
def conclude(contract: Contract, *, by: Person | None) -> Contract:
    """The secretariat confirms the outcome that follows from the items. What is open by now counts as not met."""
    contract = locked(contract)
    if by is not None and not rules.may_appraise(by, contract):
        raise PermissionDenied
    if contract.state != Contract.State.IN_APPRAISAL:
        move(contract, "conclude_fulfilled", rules.MOVES)
    if contract.items.filter(state=ContractItem.State.CLAIMED_DONE).exists():
        raise ValidationError(_("An item reported done still waits to be accepted or sent back."))
    if contract.inspections.filter(sheets__disputed_at__isnull=False, sheets__decided_by=None).exists():
        raise ValidationError(_("A dispute still waits for the committee."))
    for item in contract.items.filter(state__in=ContractItem.OPEN):
        move(item, "find_not_met", rules.ITEM_MOVES)
        item.settled_at = now()
        item.save()
        ItemNote(item=item, act="find_not_met", at=now()).save()
        record("find_not_met", item, by=by, plant=plant_of(contract), details={"at": "appraisal"})
    outcome = computed_outcome(contract)
    move(contract, CONCLUDE[Contract.State(outcome)], rules.MOVES)
    contract.ended_at = now()
    contract.save()
    record("conclude_contract", contract, by=by, plant=plant_of(contract), details={"outcome": outcome})
    said = gettext_lazy("Contract no. %(number)s, “%(title)s”, is concluded; its page says what was kept.")
    telling.say(contract, telling.all_sides(contract), said)
    return contract
