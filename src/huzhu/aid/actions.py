"""Asking for material, offering it, and agreeing on a part of an offer.

Every verb runs behind the lock of the journal's head, so that of two plants that take the last tonne one comes first;
the limits stand in the database as well (aid/models.py). What happens to a transfer after agreement: aid/transfers.py.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.aid import rules
from huzhu.aid.models import Material, Need, Offer, Stock, Transfer, is_among_firms
from huzhu.journal.actions import record, verb
from huzhu.moves import move
from huzhu.notices.actions import seated, sentence, tell
from huzhu.notices.models import Notice
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.actions import address_for
from huzhu.workshops.clocks import now
from huzhu.workshops.models import Plant, Workshop

ZERO = Decimal(0)


def day_of(on: datetime.date | None) -> datetime.date:
    """The day of an act as the alliance counts days; an earlier one where it is written down late."""
    today = timezone.localtime(now()).date()
    if on is not None and on > today:
        raise ValidationError({"on": _("This day has not come yet.")})
    return on or today


def moment_of(on: datetime.date | None) -> datetime.datetime | None:
    """When people were told: the morning of an earlier day where it is written down late; None for now."""
    return None if on is None else timezone.make_aware(datetime.datetime.combine(on, datetime.time(8)))


def plant_of_entry(plant: Plant) -> str:
    """Whose business it is in the journal: among independent firms the plant's own."""
    return plant.slug if is_among_firms() else ""


def heads_of(plant: Plant | int) -> list[Person]:
    """Whoever decides about material at a plant."""
    found = plant if isinstance(plant, Plant) else Plant.objects.get(pk=plant)
    return seated(*rules.CHIEFS, plants=[found])


def _checked_quantity(quantity: Decimal, field: str = "quantity") -> Decimal:
    if not quantity.is_finite() or quantity <= 0:
        raise ValidationError({field: _("More than nothing.")})
    if quantity != round(quantity, 3):
        raise ValidationError({field: _("At most three decimals.")})
    return quantity


@verb
def name_material(
    *, name: Words, unit: Words, by: Person | None, grade: Words | None = None, slug: str = ""
) -> Material:
    """A material in one grade and one unit, for all plants."""
    if by is not None and not rules.may_name_material(by):
        raise PermissionDenied
    if not name:
        raise ValidationError({"name": _("Give it a name.")})
    taken = set(Material.objects.values_list("slug", flat=True))
    material = Material(slug=slug or address_for(name, "material", taken), name=name, grade=grade or Words(), unit=unit)
    material.full_clean()
    material.save()
    record("name_material", material, by=by, details={"name": dict(name)})
    return material


@verb
def count_stock(
    plant: Plant,
    material: Material,
    *,
    by: Person | None,
    quantity: Decimal,
    minimum: Decimal,
    head_may_give: Decimal = ZERO,
    on: datetime.date | None = None,
) -> Stock:
    """What was counted, and the minimum that is never given away. A count is a fact, also when less than promised."""
    if by is not None and not rules.may_count_stock(by, plant):
        raise PermissionDenied
    stock = Stock.objects.select_for_update().filter(plant=plant, material=material).first()
    stock = stock or Stock(plant=plant, material=material)
    for name, value in (("quantity", quantity), ("minimum", minimum), ("head_may_give", head_may_give)):
        if value < 0 or value != round(value, 3):
            raise ValidationError({name: _("Not less than nothing, with at most three decimals.")})
        setattr(stock, name, value)
    stock.counted_on = day_of(on)
    stock.full_clean()
    stock.save()
    said = {"quantity": str(quantity), "minimum": str(minimum), "on": stock.counted_on.isoformat()}
    record("count_stock", stock, by=by, plant=plant.slug, details=said)
    return stock


@verb
def ask_for_material(
    plant: Plant,
    material: Material,
    *,
    by: Person | None,
    quantity: Decimal,
    needed_on: datetime.date,
    consequence: Words,
    workshop: Workshop | None = None,
    substitutes: Words | None = None,
    is_safety_critical: bool = False,
    note: Words | None = None,
    is_illustrative: bool = False,
    on: datetime.date | None = None,
) -> Need:
    """Say what is short, by when, and what happens without it. Every other plant's chiefs are told."""
    if by is not None and not rules.may_ask(by, plant):
        raise PermissionDenied
    asked_on = day_of(on)
    if needed_on < asked_on:
        raise ValidationError({"needed_on": _("This day is over.")})
    if workshop is not None and workshop.plant_id != plant.pk:
        raise ValidationError({"workshop": _("This workshop is not of your plant.")})
    if not consequence:
        raise ValidationError({"consequence": _("Say what happens without it.")})
    need = Need(
        number=(Need.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        plant=plant,
        workshop=workshop,
        material=material,
        substitutes=substitutes or Words(),
        quantity=_checked_quantity(quantity),
        needed_on=needed_on,
        consequence=consequence,
        is_safety_critical=is_safety_critical,
        asked_by=by,
        asked_on=asked_on,
        note=note or Words(),
        is_illustrative=is_illustrative,
    )
    need.full_clean()
    need.save()
    record("ask_for_material", need, by=by, details={"quantity": str(quantity), "on": asked_on.isoformat()})
    others = [chief for other in Plant.objects.exclude(pk=plant.pk) for chief in heads_of(other)]
    text = sentence(
        gettext_lazy("%(plant)s is short of %(material)s: can you help?"), {"plant": plant, "material": material}
    )
    urgency = Notice.Urgency.SOON if is_safety_critical else Notice.Urgency.DAILY
    tell(others, about=need, text=text, address=f"/aid/needs/{need.number}", urgency=urgency, at=moment_of(on))
    return need


@verb
def offer_material(
    giver: Plant,
    material: Material,
    *,
    by: Person | None,
    quantity: Decimal,
    mode: str,
    need: Need | None = None,
    certificate: str = "",
    where: Words | None = None,
    until_on: datetime.date | None = None,
    return_on: datetime.date | None = None,
    terms: Words | None = None,
    exchange_material: Material | None = None,
    exchange_share: Decimal | None = None,
    is_illustrative: bool = False,
    on: datetime.date | None = None,
) -> Offer:
    """Offer what can be spared above the minimum: to everybody, or for one need, to which it then goes at once."""
    if by is not None and not rules.may_offer(by, giver):
        raise PermissionDenied
    offered_on = day_of(on)
    _check_offer(giver, material, need, mode, return_on, offered_on)
    if mode == Offer.Mode.EXCHANGE and (exchange_material is None or exchange_share is None or exchange_share <= 0):
        raise ValidationError({"exchange_material": _("Say what comes back for it, and how much for one unit.")})
    offer = Offer(
        giver=giver,
        material=material,
        need=need,
        quantity=_checked_quantity(quantity),
        mode=mode,
        certificate=certificate,
        where=where or Words(),
        until_on=until_on,
        return_on=return_on,
        terms=terms or Words(),
        exchange_material=exchange_material if mode == Offer.Mode.EXCHANGE else None,
        exchange_share=exchange_share if mode == Offer.Mode.EXCHANGE else None,
        offered_by=by,
        offered_on=offered_on,
        is_illustrative=is_illustrative,
    )
    offer.full_clean()
    stock = _stock_of(giver, material)
    if quantity > stock.free:
        raise ValidationError({"quantity": _("This would leave less than your minimum.")})
    offer.save()
    private = plant_of_entry(giver) if need is not None else ""
    record("offer_material", offer, by=by, plant=private, details={"quantity": str(quantity), "mode": mode})
    if need is not None:
        transfer = _open_transfer(offer, need.plant, min(quantity, need.missing), need)
        values = {"plant": giver, "material": material, "quantity": transfer.quantity, "unit": material.unit}
        text = sentence(gettext_lazy("%(plant)s offers %(quantity)s %(unit)s of %(material)s."), values)
        asked = [need.asked_by] if need.asked_by else []
        people, address = [*asked, *heads_of(need.plant_id)], f"/aid/transfers/{transfer.pk}"
        tell(people, about=transfer, text=text, address=address, at=moment_of(on))
    return offer


def _check_offer(
    giver: Plant, material: Material, need: Need | None, mode: str, return_on: datetime.date | None, on: datetime.date
) -> None:
    if mode not in Offer.Mode.values:
        raise ValidationError({"mode": _("There is no such way of giving.")})
    if mode == Offer.Mode.LOAN and return_on is None:
        raise ValidationError({"return_on": _("Say by when a loan comes back.")})
    if return_on is not None and return_on < on:
        raise ValidationError({"return_on": _("This day is over.")})
    if need is None:
        return
    if need.plant_id == giver.pk:
        raise ValidationError(_("This is your own need."))
    if need.state not in Need.STANDING or need.missing <= 0:
        raise ValidationError(_("This need is covered or closed."))
    if need.material_id != material.pk and not need.substitutes:
        raise ValidationError({"material": _("The need is for another material, and names no substitute.")})


def _stock_of(plant: Plant | int, material: Material | int) -> Stock:
    """The giver's stock, locked. Without a count nothing can be promised."""
    filters = {"plant_id": getattr(plant, "pk", plant), "material_id": getattr(material, "pk", material)}
    stock = Stock.objects.select_for_update().filter(**filters).first()
    if stock is None:
        raise ValidationError(_("Count your stock of it first, and set its minimum."))
    return stock


def _open_transfer(offer: Offer, receiver: Plant, quantity: Decimal, need: Need | None) -> Transfer:
    owed_material = {Offer.Mode.LOAN: offer.material, Offer.Mode.EXCHANGE: offer.exchange_material}.get(
        Offer.Mode(offer.mode)
    )
    transfer = Transfer(
        offer=offer,
        need=need,
        giver=offer.giver,
        receiver=receiver,
        material=offer.material,
        quantity=quantity,
        mode=offer.mode,
        owed_material=owed_material,
        return_on=offer.return_on,
        certificate=offer.certificate,
        is_illustrative=offer.is_illustrative,
    )
    transfer.full_clean()
    transfer.save()
    return transfer


@verb
def take_offer(
    offer: Offer,
    receiver: Plant,
    *,
    by: Person | None,
    quantity: Decimal,
    need: Need | None = None,
    on: datetime.date | None = None,
) -> Transfer:
    """Take a part of an open offer: the transfer is agreed and reserved at once."""
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if by is not None and not rules.may_take(by, offer, receiver):
        raise PermissionDenied
    if receiver.pk == offer.giver_id:
        raise ValidationError(_("This is your own offer."))
    if offer.need_id is not None and (need is None or need.pk != offer.need_id):
        raise ValidationError(_("This offer was made for another plant's need."))
    if need is not None and need.plant_id != receiver.pk:
        raise ValidationError({"need": _("This need is not your plant's.")})
    if need is not None and need.material_id != offer.material_id and not need.substitutes:
        raise ValidationError({"need": _("This need is for another material.")})
    transfer = _open_transfer(offer, receiver, _checked_quantity(quantity), need)
    details = {"quantity": str(quantity), "on": day_of(on).isoformat()}
    record("take_offer", transfer, by=by, plant=plant_of_entry(receiver), details=details)
    return agree(transfer, by=by, on=on)


@verb
def agree(
    transfer: Transfer, *, by: Person | None, quantity: Decimal | None = None, on: datetime.date | None = None
) -> Transfer:
    """The receiver takes what is offered, or less of it. From now on it is reserved at the giver."""
    transfer = Transfer.objects.select_for_update(of=("self",)).get(pk=transfer.pk)
    if by is not None and not rules.may_agree(by, transfer):
        raise PermissionDenied
    move(transfer, "agree", rules.MOVES)
    transfer.quantity = _checked_quantity(transfer.quantity if quantity is None else quantity)
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=transfer.offer_id)
    _take_from(offer, transfer.quantity)
    stock = _stock_of(transfer.giver_id, transfer.material_id)
    if transfer.quantity > stock.free:  # no figure: it would tell what the giver has
        raise ValidationError({"quantity": _("The giver cannot spare so much any more.")})
    stock.reserved += transfer.quantity
    stock.save()
    if transfer.need_id is not None:
        _match(Need.objects.select_for_update(of=("self",)).get(pk=transfer.need_id), transfer.quantity)
    if transfer.owed_material_id is not None:
        share = offer.exchange_share if offer.mode == Offer.Mode.EXCHANGE else Decimal(1)
        transfer.owed = round(transfer.quantity * (share or ZERO), 3)
        if transfer.owed <= 0:
            raise ValidationError({"quantity": _("Too little for an exchange.")})
    transfer.save()
    private = plant_of_entry(transfer.receiver)
    details = {"quantity": str(transfer.quantity), "on": day_of(on).isoformat()}
    record("agree", transfer, by=by, plant=private, details=details)
    values = {"plant": transfer.receiver, "material": transfer.material}
    text = sentence(gettext_lazy("%(plant)s takes your %(material)s: approve it."), values)
    address = f"/aid/transfers/{transfer.pk}"
    tell(heads_of(transfer.giver_id), about=transfer, text=text, address=address, at=moment_of(on))
    return transfer


def _take_from(offer: Offer, quantity: Decimal) -> None:
    if offer.withdrawn_on is not None:
        raise ValidationError(_("This offer was withdrawn."))
    if offer.until_on is not None and offer.until_on < day_of(None):
        raise ValidationError(_("This offer has run out."))
    if quantity > offer.left:
        raise ValidationError({"quantity": _("There is not so much left of this offer.")}, code="taken")
    offer.taken += quantity
    offer.save()


def _match(need: Need, quantity: Decimal) -> None:
    """Count a promise to a need, or with a negative quantity take it back."""
    if quantity > 0 and need.state not in Need.STANDING:
        raise ValidationError(_("This need is covered or closed."))
    if quantity > need.missing:
        raise ValidationError({"quantity": _("This is more than is still needed.")}, code="matched")
    need.matched += quantity
    if need.state in Need.STANDING:
        need.state = (
            Need.State.MATCHED
            if need.missing == 0
            else (Need.State.PARTLY_MATCHED if need.matched else Need.State.OPEN)
        )
    need.save()


def release(transfer: Transfer) -> None:
    """Give back what a promise held at the offer and the need. Called by verbs, inside their lock."""
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=transfer.offer_id)
    offer.taken -= transfer.quantity
    offer.save()
    if transfer.need_id is not None:
        _match(Need.objects.select_for_update(of=("self",)).get(pk=transfer.need_id), -transfer.quantity)


@verb
def withdraw_offer(offer: Offer, *, by: Person | None) -> Offer:
    """Nobody takes more of it; what was agreed stands."""
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if by is not None and not rules.may_offer(by, offer.giver_id):
        raise PermissionDenied
    if offer.withdrawn_on is not None:
        raise ValidationError(_("This offer was withdrawn."))
    offer.withdrawn_on = day_of(None)
    offer.save()
    record("withdraw_offer", offer, by=by, plant=plant_of_entry(offer.giver) if offer.need_id else "")
    return offer


@verb
def close_need(need: Need, *, by: Person | None, result: Words, on: datetime.date | None = None) -> Need:
    """Say what the help led to; everybody who gave hears it."""
    need = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if by is not None and not rules.may_close_need(by, need):
        raise PermissionDenied
    if not result:
        raise ValidationError({"result": _("Say what the help led to: those who gave are told.")})
    move(need, "close_need", rules.NEED_MOVES)
    need.result = result
    need.save()
    record("close_need", need, by=by, details={"on": day_of(on).isoformat(), "result": dict(result)})
    tell_givers(need, moment_of(on))
    return need


def tell_givers(need: Need, at: datetime.datetime | None) -> None:
    """Those whose material arrived hear, in their language, what it led to."""
    gave = need.transfers.filter(accepted_on__isnull=False).select_related("offer__offered_by", "approved_by", "giver")
    people: dict[int, Person] = {}
    for transfer in gave:
        named = (transfer.offer.offered_by, transfer.approved_by, transfer.shipped_by, *heads_of(transfer.giver_id))
        people |= {person.pk: person for person in named if person is not None}
    said: dict[str, Any] = {}
    for language in ("zh", "en"):
        said[language] = need.result.get(language) or str(need.result)
    text = sentence(
        gettext_lazy("Your %(material)s helped %(plant)s."), {"material": need.material, "plant": need.plant}
    )
    whole = Words({"zh": f"{text['zh']}{said['zh']}", "en": f"{text['en']} {said['en']}"})
    tell(people.values(), about=need, text=whole, address=f"/aid/needs/{need.number}", at=at)


@verb
def let_lapse(need: Need, *, by: Person | None, why: str) -> Need:
    """Its day is over and it was not covered."""
    need = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if by is not None and not rules.may_let_lapse(by, need):
        raise PermissionDenied
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    if need.needed_on >= day_of(None):
        raise ValidationError(_("Its day has not passed yet."))
    move(need, "let_lapse", rules.NEED_MOVES)
    need.reason = why
    need.save()
    record("let_lapse", need, by=by, details={"why": why})
    return need
