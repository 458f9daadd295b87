"""Keeping a promise: begun, held up, reported done by either side or by the data, accepted by the helped side."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.contracts import rules, telling
from huzhu.contracts.acting import NOBODY, authority_for, locked_item, move_item, plant_of, promise_of
from huzhu.contracts.models import Contract, ContractItem, ItemNote, Party, Promise
from huzhu.delegation.authority import Authority
from huzhu.delegation.models import Power
from huzhu.journal.actions import record, verb
from huzhu.moves import can_move, move
from huzhu.people.models import Person
from huzhu.workshops.clocks import now, today


def _open(item: ContractItem, *, also: tuple[str, ...] = ()) -> Promise:
    """The promise of an item whose contract is in force (or in one of the states `also`)."""
    contract = item.contract
    if contract.state not in (Contract.State.IN_FORCE, *also):
        raise ValidationError(
            _("This cannot be done now: the contract is “%(state)s”.") % {"state": contract.get_state_display()},
            code="state",
        )
    if not item.is_agreed:
        raise ValidationError(
            _("Item %(number)s is only offered: all sides must sign the amendment first.") % {"number": item.number},
            code="state",
        )
    return promise_of(item)


def _needs(text: str, field: str, sentence: str) -> None:
    if not text.strip():
        raise ValidationError({field: sentence})


def _reporter(item: ContractItem, by: Person | None) -> Promise:
    promise = _open(item)
    if by is not None and not rules.may_report(by, promise):
        raise PermissionDenied
    return promise


@verb
def begin_item(item: ContractItem, *, by: Person | None, text: str = "") -> ContractItem:
    item = locked_item(item)
    _reporter(item, by)
    move_item(item, "begin_item", rules.ITEM_MOVES, by=by, text=text, authority=_side_words(item, by))
    return item


def _side_words(item: ContractItem, by: Person | None) -> str:
    """Saying how it goes binds nobody; the journal notes for which side."""
    if by is None:
        return ""
    promise = promise_of(item)
    side = promise.helper if rules.may_write_for(by, promise.helper) else promise.helped
    return f"reported for {side.code}"


@verb
def report_progress(item: ContractItem, *, by: Person | None, text: str) -> ContractItem:
    """A line in the item's story; its state stays."""
    item = locked_item(item)
    promise = _reporter(item, by)
    _needs(text, "text", _("Say how it goes."))
    if item.state not in ContractItem.OPEN:
        raise ValidationError(
            _("This cannot be done now: it is “%(state)s”.") % {"state": item.get_state_display()}, code="state"
        )
    ItemNote(item=item, act="report_progress", by=by, at=now(), text=text).save()
    record("report_progress", item, by=by, plant=plant_of(item.contract), authority=_side_words(item, by),
           details={"text": text})  # fmt: skip
    said = gettext_lazy("Contract no. %(number)s, item %(item)s: %(text)s")
    people = [*telling.people_of(promise.helper), *telling.people_of(promise.helped)]
    telling.say(item.contract, people, said, {"item": item.number, "text": text}, item=item, urgency=0)
    return item


@verb
def block(item: ContractItem, *, by: Person | None, why: str) -> ContractItem:
    """It is held up, and by what; both sides hear it."""
    item = locked_item(item)
    promise = _reporter(item, by)
    _needs(why, "why", _("Say why."))
    item.reason = why
    move_item(item, "block", rules.ITEM_MOVES, by=by, text=why, authority=_side_words(item, by))
    said = gettext_lazy("Contract no. %(number)s, item %(item)s is held up: %(reason)s")
    people = [*telling.people_of(promise.helper), *telling.people_of(promise.helped)]
    telling.say(item.contract, people, said, {"item": item.number, "reason": why}, item=item)
    return item


@verb
def unblock(item: ContractItem, *, by: Person | None, text: str = "") -> ContractItem:
    item = locked_item(item)
    _reporter(item, by)
    item.reason = ""
    move_item(item, "unblock", rules.ITEM_MOVES, by=by, text=text, authority=_side_words(item, by))
    return item


@verb
def claim(item: ContractItem, *, by: Person | None, evidence: str) -> ContractItem:
    """Reported done by helper or helped, with the evidence; somebody else of the helped side accepts."""
    item = locked_item(item)
    promise = _reporter(item, by)
    _needs(evidence, "evidence", _("Name the evidence: without it nothing can be accepted."))
    item.claimed_by, item.claimed_at, item.evidence, item.reason = by, now(), evidence, ""
    move_item(item, "claim", rules.ITEM_MOVES, by=by, text=evidence, authority=_side_words(item, by))
    _ask_acceptor(item, promise)
    return item


@verb
def claim_from_data(item: ContractItem, *, evidence: str, effect: dict[str, Any]) -> ContractItem:
    """The measured effect has reached the target: the program proposes the item for acceptance. It accepts nothing."""
    item = locked_item(item)
    promise = _open(item)
    item.claimed_by, item.claimed_at, item.evidence, item.effect = None, now(), evidence, effect
    move_item(item, "claim_from_data", rules.ITEM_MOVES, by=None, text=evidence, authority="the measured effect")
    _ask_acceptor(item, promise)
    return item


def _ask_acceptor(item: ContractItem, promise: Promise) -> None:
    said = gettext_lazy("Contract no. %(number)s, item %(item)s is reported done: accept it or send it back.")
    people = [promise.acceptor, *telling.people_of(promise.helped)]
    telling.say(item.contract, people, said, {"item": item.number}, item=item)


def _accepting(item: ContractItem, promise: Promise, by: Person | None) -> Authority:
    """The named acceptor, or who holds the power to accept for the helped side."""
    if by is None:
        return NOBODY
    if not rules.may_accept(by, promise):
        raise PermissionDenied
    if rules.is_acceptor(by, promise):
        return Authority(f"named acceptor in contract no. {item.contract.number}, item {item.number}", "acceptor")
    return authority_for(by, promise.helped, Power.ACCEPT, safety_class=promise.safety_class)


APPRAISED = (Contract.State.IN_APPRAISAL,)


@verb
def accept(item: ContractItem, *, by: Person, text: str = "") -> ContractItem:
    """The helped side confirms it on the evidence. Never the helper, never whoever reported it done."""
    item = locked_item(item)
    promise = _open(item, also=APPRAISED)
    authority = _accepting(item, promise, by)
    item.accepted_by, item.settled_at = by, now()
    move_item(item, "accept", rules.ITEM_MOVES, by=by, text=text, authority=authority.text)
    said = gettext_lazy("Contract no. %(number)s, item %(item)s is accepted by %(who)s.")
    people = [*telling.people_of(promise.helper), item.claimed_by]
    telling.say(item.contract, people, said, {"item": item.number, "who": promise.helped}, item=item)
    return item


@verb
def send_back(item: ContractItem, *, by: Person | None, why: str) -> ContractItem:
    """Not yet: what is missing. It is under way again."""
    item = locked_item(item)
    promise = _open(item, also=APPRAISED)
    authority = _accepting(item, promise, by)
    _needs(why, "why", _("Say why."))
    claimed_by, item.claimed_by, item.claimed_at, item.evidence, item.reason = item.claimed_by, None, None, "", why
    move_item(item, "send_back", rules.ITEM_MOVES, by=by, text=why, authority=authority.text)
    said = gettext_lazy("Contract no. %(number)s, item %(item)s is sent back: %(reason)s")
    people = [*telling.people_of(promise.helper), claimed_by]
    telling.say(item.contract, people, said, {"item": item.number, "reason": why}, item=item)
    return item


@verb
def find_not_met(item: ContractItem, *, by: Person | None, why: str) -> ContractItem:
    """After its day the helped side says that the promise was not met, and why. A reason, not a blame."""
    item = locked_item(item)
    promise = _open(item, also=APPRAISED)
    authority = _accepting(item, promise, by)
    _needs(why, "why", _("Say why."))
    if can_move(item, "find_not_met", rules.ITEM_MOVES) and promise.due_on is not None and promise.due_on >= today():
        raise ValidationError(_("Its day has not passed."))
    item.reason, item.settled_at = why, now()
    move_item(item, "find_not_met", rules.ITEM_MOVES, by=by, text=why, authority=authority.text)
    said = gettext_lazy("Contract no. %(number)s, item %(item)s was not met: %(reason)s")
    people = [*telling.people_of(promise.helper), *telling.people_of(promise.helped)]
    telling.say(item.contract, people, said, {"item": item.number, "reason": why}, item=item)
    return item


@verb
def waive(item: ContractItem, party: Party, *, by: Person | None, why: str) -> ContractItem:
    """Both sides let it go: the first asks, the other agrees."""
    item = locked_item(item)
    promise = _open(item, also=APPRAISED)
    if party.pk not in (promise.helper_id, promise.helped_id) or (by is not None and not rules.may_bind(by, party)):
        raise PermissionDenied
    authority = authority_for(by, party, Power.CLOSE, safety_class=promise.safety_class)
    _needs(why, "why", _("Say why."))
    if item.waive_asked_by_id == party.pk:
        raise ValidationError(_("Your side has asked already; the other side must agree."), code="state")
    if item.waive_asked_by_id is not None:
        asked = item.notes.filter(act="ask_to_waive").last()
        if by is not None and asked is not None and asked.by_id == by.pk:
            raise ValidationError(
                _("You have asked for the other side: somebody else agrees for this one."), code="state"
            )
        item.reason, item.settled_at = why, now()
        move_item(item, "waive", rules.ITEM_MOVES, by=by, text=why, authority=authority.text)
        return item
    if not can_move(item, "waive", rules.ITEM_MOVES):
        move(item, "waive", rules.ITEM_MOVES)
    item.waive_asked_by = party
    item.save()
    ItemNote(item=item, act="ask_to_waive", by=by, at=now(), text=why).save()
    record("ask_to_waive", item, by=by, plant=plant_of(item.contract), authority=authority.text, details={"why": why})
    other = promise.helped if party.pk == promise.helper_id else promise.helper
    said = gettext_lazy("%(who)s asks to let item %(item)s of contract no. %(number)s go: %(reason)s")
    telling.say(
        item.contract, telling.people_of(other), said, {"who": party, "item": item.number, "reason": why}, item=item
    )
    return item
