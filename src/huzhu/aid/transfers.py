"""The way of a transfer after both sides agreed: approved, shipped, inspected, used, given back or settled.

Stock and ledger move in the same verb as the state. A debt begins when the receiver's inspector accepts, once; it ends
by what the giver acknowledges as back, or by a settlement; the postings of a transfer never sum to less than nothing.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.aid import rules
from huzhu.aid.actions import ZERO, day_of, heads_of, moment_of, plant_of_entry, release
from huzhu.aid.models import GivenBack, Material, Need, Offer, Posting, Stock, Transfer
from huzhu.journal.actions import record, verb
from huzhu.moves import can_move, move
from huzhu.notices.actions import sentence, tell
from huzhu.people.models import Person
from huzhu.workshops.clocks import now
from huzhu.workshops.models import Plant

S = Transfer.State


def _locked(transfer: Transfer) -> Transfer:
    found = Transfer.objects.select_for_update(of=("self",))
    return found.select_related("giver", "receiver", "material", "owed_material").get(pk=transfer.pk)


def _address(transfer: Transfer) -> str:
    return f"/aid/transfers/{transfer.pk}"


def _written(name: str, transfer: Transfer, by: Person | None, at: Plant, **details: str) -> Transfer:
    transfer.save()
    record(name, transfer, by=by, plant=plant_of_entry(at), details=details)
    return transfer


def _reason(why: str) -> str:
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    return why


def _stock(plant: Plant, material: Material) -> Stock | None:
    return Stock.objects.select_for_update().filter(plant=plant, material=material).first()


def _add_to_stock(plant: Plant, material: Material, quantity: Decimal) -> None:
    """Where the plant keeps a count of it."""
    stock = _stock(plant, material)
    if stock is not None:
        stock.quantity += quantity
        stock.save()


@verb
def approve(transfer: Transfer, *, by: Person | None, on: datetime.date | None = None) -> Transfer:
    """The giver's chief engineer or director; a workshop head up to the plant's limit."""
    transfer = _locked(transfer)
    if by is not None and not rules.may_approve(by, transfer):
        raise PermissionDenied
    stock = _stock(transfer.giver, transfer.material)
    within = stock is not None and transfer.quantity <= stock.head_may_give
    if by is not None and not rules.approves_any_quantity(by, transfer) and not within:
        raise ValidationError(_("This is more than a head may give alone; the chief engineer approves it."))
    move(transfer, "approve", rules.MOVES)
    transfer.approved_by = by
    return _written("approve", transfer, by, transfer.giver, on=day_of(on).isoformat())


@verb
def ship(
    transfer: Transfer,
    *,
    by: Person | None,
    certificate: str = "",
    transport: str = "",
    on: datetime.date | None = None,
) -> Transfer:
    """It leaves the giver, with its certificate; the giver still keeps its minimum."""
    transfer = _locked(transfer)
    if by is not None and not rules.may_ship(by, transfer):
        raise PermissionDenied
    transfer.certificate = certificate or transfer.certificate
    if not transfer.certificate.strip():
        raise ValidationError({"certificate": _("Give the number of its certificate.")})
    move(transfer, "ship", rules.MOVES)
    stock = _stock(transfer.giver, transfer.material)
    if stock is None or stock.quantity - transfer.quantity < stock.minimum:
        raise ValidationError(_("This would leave less than your minimum."))
    stock.quantity -= transfer.quantity
    stock.reserved -= transfer.quantity
    stock.save()
    transfer.transport, transfer.shipped_by, transfer.shipped_on = transport, by, day_of(on)
    values = {"plant": transfer.giver, "material": transfer.material}
    text = sentence(gettext_lazy("%(material)s from %(plant)s is on its way to you."), values)
    tell(heads_of(transfer.receiver_id), about=transfer, text=text, address=_address(transfer), at=moment_of(on))
    return _written("ship", transfer, by, transfer.giver, on=transfer.shipped_on.isoformat())


@verb
def receive(transfer: Transfer, *, by: Person | None, on: datetime.date | None = None) -> Transfer:
    """It has arrived; nothing is said yet about its quality."""
    transfer = _locked(transfer)
    if by is not None and not rules.may_receive(by, transfer):
        raise PermissionDenied
    move(transfer, "receive", rules.MOVES)
    day = day_of(on)
    transfer.received_at = now().replace(year=day.year, month=day.month, day=day.day) if on else now()
    return _written("receive", transfer, by, transfer.receiver, on=day.isoformat())


@verb
def accept(transfer: Transfer, *, by: Person | None, inspection: str, on: datetime.date | None = None) -> Transfer:
    """The receiver's inspector found it as certified. From now on it is owed, if it is to come back."""
    transfer = _locked(transfer)
    if by is not None and not rules.may_inspect(by, transfer):
        raise PermissionDenied
    if not inspection.strip():
        raise ValidationError({"inspection": _("Write down what was inspected and what was found.")})
    move(transfer, "accept", rules.MOVES)
    transfer.inspection, transfer.accepted_by, transfer.accepted_on = inspection, by, day_of(on)
    _add_to_stock(transfer.receiver, transfer.material, transfer.quantity)
    if transfer.owed > 0:
        _post(transfer, Posting.Kind.LENT, transfer.owed, transfer.accepted_on)
    values = {"plant": transfer.receiver, "material": transfer.material}
    text = sentence(gettext_lazy("%(plant)s has accepted your %(material)s."), values)
    tell(_givers(transfer), about=transfer, text=text, address=_address(transfer), at=moment_of(on))
    return _written("accept", transfer, by, transfer.receiver, on=transfer.accepted_on.isoformat())


def _givers(transfer: Transfer) -> list[Person]:
    named = (transfer.offer.offered_by, transfer.approved_by, transfer.shipped_by)
    return [*(person for person in named if person is not None), *heads_of(transfer.giver_id)]


def _post(
    transfer: Transfer, kind: str, quantity: Decimal, on: datetime.date, given_back: GivenBack | None = None
) -> None:
    """One line of the ledger, never so that more came back than was owed."""
    owed = transfer.postings.aggregate(sum=Sum("quantity"))["sum"] or ZERO
    if owed + quantity < 0:
        raise ValidationError(_("More would come back than is owed."))
    assert transfer.owed_material is not None
    posting = Posting(
        transfer=transfer,
        kind=kind,
        giver=transfer.giver,
        receiver=transfer.receiver,
        material=transfer.owed_material,
        quantity=quantity,
        on=on,
        given_back=given_back,
    )
    posting.save(force_insert=True)


@verb
def reject(transfer: Transfer, *, by: Person | None, why: str, on: datetime.date | None = None) -> Transfer:
    """Not as certified: it goes back, and the need is open again."""
    transfer = _locked(transfer)
    if by is not None and not rules.may_inspect(by, transfer):
        raise PermissionDenied
    move(transfer, "reject", rules.MOVES)
    transfer.inspection = _reason(why)
    _reopen_need(transfer)
    values = {"plant": transfer.receiver, "material": transfer.material, "why": why}
    text = sentence(gettext_lazy("%(plant)s refused your %(material)s: %(why)s"), values)
    tell(_givers(transfer), about=transfer, text=text, address=_address(transfer), at=moment_of(on))
    return _written("reject", transfer, by, transfer.receiver, why=why, on=day_of(on).isoformat())


def _reopen_need(transfer: Transfer) -> None:
    if transfer.need_id is None:
        return
    need = Need.objects.select_for_update(of=("self",)).get(pk=transfer.need_id)
    need.matched -= transfer.quantity
    if need.state in Need.STANDING:
        need.state = Need.State.PARTLY_MATCHED if need.matched else Need.State.OPEN
    need.save()


@verb
def put_into_use(transfer: Transfer, *, by: Person | None, on: datetime.date | None = None) -> Transfer:
    """The receiver uses it; what is counted as stock goes down."""
    transfer = _locked(transfer)
    if by is not None and not rules.may_use(by, transfer):
        raise PermissionDenied
    move(transfer, "put_into_use", rules.MOVES)
    stock = _stock(transfer.receiver, transfer.material)
    if stock is not None:
        stock.quantity = max(ZERO, stock.quantity - transfer.quantity)
        stock.save()
    return _written("put_into_use", transfer, by, transfer.receiver, on=day_of(on).isoformat())


def on_the_way_back(transfer: Transfer) -> Decimal:
    """Sent back and not yet acknowledged by the giver."""
    return transfer.returns.filter(taken_on=None).aggregate(sum=Sum("quantity"))["sum"] or ZERO


@verb
def send_back(
    transfer: Transfer, *, by: Person | None, quantity: Decimal, on: datetime.date | None = None
) -> GivenBack:
    """A part or all of what is owed leaves the receiver."""
    transfer = _locked(transfer)
    if by is not None and not rules.may_send_back(by, transfer):
        raise PermissionDenied
    move(transfer, "send_back", rules.MOVES)
    if not quantity.is_finite() or quantity <= 0 or quantity != round(quantity, 3):
        raise ValidationError({"quantity": _("More than nothing.")})
    if quantity > transfer.still_owed - on_the_way_back(transfer):
        raise ValidationError({"quantity": _("This is more than is still owed.")})
    assert transfer.owed_material is not None  # something is owed
    stock = _stock(transfer.receiver, transfer.owed_material)
    if stock is not None:
        if stock.quantity < quantity:
            raise ValidationError({"quantity": _("Your stock shows less than this; count it first.")})
        stock.quantity -= quantity
        stock.save()
    part = GivenBack(transfer=transfer, quantity=quantity, sent_on=day_of(on), sent_by=by)
    part.save()
    details = {"quantity": str(quantity), "on": part.sent_on.isoformat()}
    record("send_back", transfer, by=by, plant=plant_of_entry(transfer.receiver), details=details)
    values = {"plant": transfer.receiver, "material": transfer.owed_material}
    text = sentence(gettext_lazy("%(plant)s sends %(material)s back: acknowledge it when it is there."), values)
    tell(heads_of(transfer.giver_id), about=transfer, text=text, address=_address(transfer), at=moment_of(on))
    return part


@verb
def take_back(transfer: Transfer, *, by: Person | None, on: datetime.date | None = None) -> Transfer:
    """The giver acknowledges what came back: refused goods, or parts of what was owed."""
    transfer = _locked(transfer)
    if by is not None and not rules.may_take_back(by, transfer):
        raise PermissionDenied
    day = day_of(on)
    if transfer.state == S.REJECTED:
        move(transfer, "take_back", rules.MOVES)
        _add_to_stock(transfer.giver, transfer.material, transfer.quantity)
        return _written("take_back", transfer, by, transfer.giver, on=day.isoformat())
    if not can_move(transfer, "take_back", rules.MOVES):
        move(transfer, "take_back", rules.MOVES)
    parts = list(transfer.returns.select_for_update(of=("self",)).filter(taken_on=None))
    if not parts:
        raise ValidationError(_("Nothing is on its way back to you."))
    assert transfer.owed_material is not None
    for part in parts:
        part.taken_on, part.taken_by = day, by
        part.save()
        transfer.given_back += part.quantity
        _post(transfer, Posting.Kind.GIVEN_BACK, -part.quantity, day, part)
        _add_to_stock(transfer.giver, transfer.owed_material, part.quantity)
    if transfer.still_owed == 0:
        move(transfer, "take_back", rules.MOVES)
    quantity = sum((part.quantity for part in parts), ZERO)
    return _written("take_back", transfer, by, transfer.giver, quantity=str(quantity), on=day.isoformat())


@verb
def settle(transfer: Transfer, *, by: Person | None, how: str, on: datetime.date | None = None) -> Transfer:
    """The giver says that what is still owed is settled in another way: paid, or let go."""
    transfer = _locked(transfer)
    if by is not None and not rules.may_settle(by, transfer):
        raise PermissionDenied
    if not how.strip():
        raise ValidationError({"how": _("Say how it was settled.")})
    if on_the_way_back(transfer) > 0:
        raise ValidationError(_("Something is on its way back to you: acknowledge it first."))
    if transfer.mode == Offer.Mode.GIFT:
        raise ValidationError(_("Nothing is owed for a gift; close it."))
    move(transfer, "settle", rules.MOVES)
    transfer.reason = how
    _write_off(transfer, day_of(on))
    return _written("settle", transfer, by, transfer.giver, how=how, on=day_of(on).isoformat())


def _write_off(transfer: Transfer, on: datetime.date) -> None:
    outstanding = transfer.postings.aggregate(sum=Sum("quantity"))["sum"] or ZERO
    if outstanding > 0:
        _post(transfer, Posting.Kind.SETTLED, -outstanding, on)


@verb
def close(transfer: Transfer, *, by: Person | None, on: datetime.date | None = None) -> Transfer:
    """Nothing is owed any more."""
    transfer = _locked(transfer)
    if by is not None and not rules.may_close(by, transfer):
        raise PermissionDenied
    if transfer.state == S.IN_USE and transfer.mode != Offer.Mode.GIFT:
        raise ValidationError(_("Something is still owed for it: give it back or settle it."))
    move(transfer, "close", rules.MOVES)
    return _written("close_transfer", transfer, by, transfer.giver, on=day_of(on).isoformat())


@verb
def withdraw(transfer: Transfer, *, by: Person | None, why: str) -> Transfer:
    """Either side steps back before it leaves; what was reserved is free again."""
    transfer = _locked(transfer)
    if by is not None and not rules.may_withdraw(by, transfer):
        raise PermissionDenied
    was_promised = transfer.state in Transfer.PROMISED
    move(transfer, "withdraw", rules.MOVES)
    transfer.reason = _reason(why)
    if was_promised:
        release(transfer)
        stock = _stock(transfer.giver, transfer.material)
        assert stock is not None  # it was reserved there
        stock.reserved -= transfer.quantity
        stock.save()
    return _written("withdraw", transfer, by, transfer.giver, why=why)


@verb
def dispute(transfer: Transfer, *, by: Person | None, why: str) -> Transfer:
    """The two ends do not agree; the committee or the secretariat decides."""
    transfer = _locked(transfer)
    if by is not None and not rules.may_dispute(by, transfer):
        raise PermissionDenied
    had_arrived = transfer.state not in (S.SHIPPED, S.RECEIVED)
    move(transfer, "dispute", rules.MOVES)
    transfer.reason = _reason(why)
    if not had_arrived:
        _reopen_need(transfer)
    values = {"material": transfer.material, "giver": transfer.giver, "receiver": transfer.receiver}
    text = sentence(gettext_lazy("%(material)s from %(giver)s to %(receiver)s is disputed."), values)
    both = [*heads_of(transfer.giver_id), *heads_of(transfer.receiver_id)]
    tell(both, about=transfer, text=text, address=_address(transfer))
    return _written("dispute", transfer, by, transfer.giver, why=why)


@verb
def decide_dispute(transfer: Transfer, *, by: Person | None, how: str, on: datetime.date | None = None) -> Transfer:
    """A third party says how it ends; what was still owed is off the books."""
    transfer = _locked(transfer)
    if by is not None and not rules.may_decide_dispute(by, transfer):
        raise PermissionDenied
    if not how.strip():
        raise ValidationError({"how": _("Say how it was settled.")})
    move(transfer, "decide_dispute", rules.MOVES)
    transfer.reason = how
    _write_off(transfer, day_of(on))
    return _written("decide_dispute", transfer, by, transfer.giver, how=how, on=day_of(on).isoformat())
