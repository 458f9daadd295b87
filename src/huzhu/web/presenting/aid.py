"""Material aid in words: who is short of what, what may be taken, what is on its way, who owes whom."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.aid import queries, rules
from huzhu.aid.models import Material, Need, Offer, Posting, Stock, Transfer
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.words import Words
from huzhu.workshops.clocks import today

S = Transfer.State


def amount(quantity: Decimal, material: Material) -> str:
    """12.5 t / 12.5吨: every decimal that was written, none that was not."""
    text = wording.number(float(quantity), max(0, -int(quantity.normalize().as_tuple().exponent)))
    unit = str(material.unit)
    return f"{text}{unit}" if wording.is_chinese() else f"{text} {unit}"


def as_written(text: str) -> Words:
    """What a person typed, under the language it is in, so that a page in the other one marks it."""
    is_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in text)
    return Words(zh=text) if is_chinese else Words(en=text)


def page(person: Person) -> dict[str, Any]:
    """Everything `aid/list.html` reads."""
    now = today()
    needs = list(Need.objects.visible_to(person).filter(state__in=Need.STANDING).select_related("plant", "material"))
    past = Need.objects.visible_to(person).exclude(state__in=Need.STANDING).select_related("plant", "material")
    running = queries.transfers_of(person)
    return {
        "headline": [_headline(needs)],
        "needs": [need_row(each, now) for each in needs],
        "past": [need_row(each, now) for each in past.order_by("-needed_on")[:10]],
        "offers": [offer_row(each, now) for each in queries.open_offers(person, now)],
        "todo": [row for each in running if (row := todo_row(each, person, now))],
        "transfers": [transfer_row(each, now) for each in running],
        "late": [_loan_row(each, days, now) for each, days in queries.loans_out(person, now)],
        "may_ask": any(rules.may_ask(person, pk) for pk in person.plants),
        "may_count": any(rules.may_count_stock(person, pk) for pk in person.plants),
    }


def _headline(needs: list[Need]) -> str:
    uncovered = [each for each in needs if each.missing > 0]
    if not uncovered:
        return _("Nobody is short of anything that has not been promised.")
    first = min(uncovered, key=lambda each: each.needed_on)
    values = {"plant": first.plant, "quantity": amount(first.missing, first.material), "material": first.material}
    values["day"] = wording.short_date(first.needed_on, today())
    return _("%(plant)s still needs %(quantity)s of %(material)s by %(day)s.") % values


def need_row(need: Need, now: datetime.date) -> dict[str, Any]:
    late = need.needed_on < now and need.state in Need.STANDING and need.missing > 0
    values = {"matched": amount(need.matched, need.material), "quantity": amount(need.quantity, need.material)}
    return {
        "title": _("%(plant)s: %(material)s") % {"plant": need.plant, "material": need.material},
        "url": reverse("aid_need", args=[need.number]),
        "note": _("%(matched)s of %(quantity)s promised") % values,
        "due": wording.short_date(need.needed_on, now),
        "is_late": late,
        "is_safety": need.is_safety_critical,
        "state": need.get_state_display(),
    }


def offer_row(offer: Offer, now: datetime.date) -> dict[str, Any]:
    return {
        "title": _("%(plant)s: %(material)s") % {"plant": offer.giver, "material": offer.material},
        "url": reverse("aid_offer", args=[offer.pk]),
        "note": f"{amount(offer.left, offer.material)} · {offer.get_mode_display()}",
        "due": wording.short_date(offer.until_on, now) if offer.until_on else "",
    }


def transfer_row(transfer: Transfer, now: datetime.date) -> dict[str, Any]:
    values = {"giver": transfer.giver, "receiver": transfer.receiver}
    return {
        "title": f"{amount(transfer.quantity, transfer.material)} {transfer.material}",
        "url": reverse("aid_transfer", args=[transfer.pk]),
        "note": _("from %(giver)s to %(receiver)s") % values,
        "state": _state(transfer),
        "mode": transfer.get_mode_display(),
    }


def _state(transfer: Transfer) -> str:
    """Refused goods that are back at home stay known as refused."""
    is_back = transfer.state in (S.RETURNED, S.CLOSED) and transfer.accepted_on is None
    return str(S.REJECTED.label if is_back else transfer.get_state_display())


def _loan_row(transfer: Transfer, days: int, now: datetime.date) -> dict[str, Any]:
    owed = transfer.owed_material or transfer.material
    late = ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    due = late if days > 0 else wording.short_date(transfer.return_on, now) if transfer.return_on else ""
    row = transfer_row(transfer, now)
    return row | {"owed": amount(transfer.still_owed, owed), "due": due, "is_late": days > 0}


def _step_words() -> dict[str, str]:
    return {
        "agree": _("Take or leave what is offered: %(what)s"),
        "approve": _("Approve what leaves your plant: %(what)s"),
        "ship": _("Send off %(what)s"),
        "receive": _("Has it arrived? %(what)s"),
        "accept": _("Inspect %(what)s"),
        "put_into_use": _("Put into use: %(what)s"),
        "decide_dispute": _("Decide the dispute over %(what)s"),
        "take_back": _("Acknowledge what came back: %(what)s"),
    }


def todo_row(transfer: Transfer, person: Person, now: datetime.date) -> dict[str, Any] | None:
    """A line of "Yours to do"; None where nothing waits for the reader."""
    step = queries.next_step(transfer, person)
    if not step:
        return None
    what = f"{amount(transfer.quantity, transfer.material)} {transfer.material}"
    item = {"text": _step_words()[step] % {"what": what}, "url": reverse("aid_transfer", args=[transfer.pk])}
    due = queries.due_at(transfer)
    day = timezone.localtime(due).date() if due is not None else None
    is_late = day is not None and day < now
    return item | {"due": wording.short_date(day, now) if day else "", "is_late": is_late}


def todo(person: Person) -> list[dict[str, Any]]:
    """For Home."""
    now = today()
    return [row for each in queries.transfers_of(person) if (row := todo_row(each, person, now))]


def need_page(need: Need, person: Person) -> dict[str, Any]:
    now = today()
    given = Transfer.objects.visible_to(person).filter(need=need).select_related("giver", "receiver", "material")
    may_offer = any(rules.may_offer(person, pk) for pk in person.plants if pk != need.plant_id)
    stands = need.state in Need.STANDING
    return {
        "need": need,
        "reason": as_written(need.reason) if need.reason else "",
        "headline": [_need_headline(need)],
        "standfirst": [str(need.consequence), *([str(need.note)] if need.note else [])],
        "facts": _need_facts(need, now),
        "transfers": [transfer_row(each, now) for each in given.exclude(state=S.WITHDRAWN).order_by("pk")],
        "could_help": [
            {"plant": stock.plant, "free": amount(stock.free, stock.material)}
            for stock in queries.who_could_help(need, person)
        ]
        if stands
        else [],
        "offer_url": f"{reverse('aid_offer_new')}?need={need.number}"
        if may_offer and stands and need.missing > 0
        else "",
        "close_url": reverse("aid_need_close", args=[need.number])
        if stands and rules.may_close_need(person, need)
        else "",
        "lapse_url": reverse("aid_need_lapse", args=[need.number])
        if can_move(need, "let_lapse", rules.NEED_MOVES) and need.needed_on < now and rules.may_let_lapse(person, need)
        else "",
    }


def _need_headline(need: Need) -> str:
    values = {
        "plant": need.plant,
        "material": need.material,
        "quantity": amount(need.quantity, need.material),
        "missing": amount(need.missing, need.material),
        "day": wording.long_date(need.needed_on),
    }
    if need.state == Need.State.CLOSED:
        return _("%(plant)s was helped with %(material)s.") % values
    if need.state == Need.State.LAPSED:
        return _("Nobody could help %(plant)s with %(material)s in time.") % values
    if need.missing == 0:
        return _("All %(quantity)s of %(material)s for %(plant)s are promised.") % values
    return _("%(plant)s still needs %(missing)s of %(material)s by %(day)s.") % values


def _need_facts(need: Need, now: datetime.date) -> list[tuple[str, str]]:
    found = [
        (_("State"), str(need.get_state_display())),
        (_("Needed"), amount(need.quantity, need.material)),
        (_("Promised"), amount(need.matched, need.material)),
        (_("By"), wording.long_date(need.needed_on)),
        (_("Asked on"), wording.long_date(need.asked_on)),
    ]
    if need.workshop:
        found.append((_("Workshop"), str(need.workshop)))
    if need.substitutes:
        found.append((_("Would do as well"), str(need.substitutes)))
    return found


def offer_page(offer: Offer, person: Person) -> dict[str, Any]:
    now = today()
    taken = Transfer.objects.visible_to(person).filter(offer=offer).select_related("giver", "receiver", "material")
    values = {"plant": offer.giver, "left": amount(offer.left, offer.material), "material": offer.material}
    is_open = offer.withdrawn_on is None and offer.left > 0 and (offer.until_on is None or offer.until_on >= now)
    may_take = any(rules.may_take(person, offer, pk) for pk in person.plants)
    is_own = rules.may_offer(person, offer.giver_id)
    return {
        "offer": offer,
        "headline": [_offer_headline(offer) % values],
        "facts": _offer_facts(offer),
        "transfers": [transfer_row(each, now) for each in taken],
        "take_url": reverse("aid_take", args=[offer.pk]) if is_open and may_take and offer.need_id is None else "",
        "withdraw_url": reverse("aid_offer_withdraw", args=[offer.pk]) if is_own and not offer.withdrawn_on else "",
    }


def _offer_headline(offer: Offer) -> str:
    if offer.left == 0:
        return _("All that %(plant)s could spare of %(material)s is taken.")
    return _("%(plant)s can spare %(left)s of %(material)s.")


def _offer_facts(offer: Offer) -> list[tuple[str, str | Words]]:
    found: list[tuple[str, str | Words]] = [
        (_("How it is given"), str(offer.get_mode_display())),
        (_("Offered"), amount(offer.quantity, offer.material)),
        (_("Left"), amount(offer.left, offer.material)),
    ]
    if offer.certificate:
        found.append((_("Certificate"), as_written(offer.certificate)))
    if offer.where:
        found.append((_("Where it lies"), str(offer.where)))
    if offer.return_on:
        found.append((_("Back by"), wording.long_date(offer.return_on)))
    if offer.exchange_material and offer.exchange_share:
        found.append(
            (_("For one unit"), f"{amount(offer.exchange_share, offer.exchange_material)} {offer.exchange_material}")
        )
    if offer.terms:
        found.append((_("To be kept to"), str(offer.terms)))
    return found


def stock_page(person: Person) -> dict[str, Any]:
    own, others = [], []
    for stock in Stock.objects.visible_to(person).select_related("plant", "material"):
        is_own = stock.plant_id in person.plants
        row = {
            "name": str(stock.material),
            "plant": str(stock.plant),
            "quantity": amount(stock.quantity, stock.material),
            "minimum": amount(stock.minimum, stock.material),
            "reserved": amount(stock.reserved, stock.material),
            "free": amount(max(Decimal(0), stock.free), stock.material),
            "counted": wording.short_date(stock.counted_on, today()),
        }
        (own if is_own else others).append(row)
    return {"own": own, "others": others, "may_count": any(rules.may_count_stock(person, pk) for pk in person.plants)}


def _kind(posting: Posting) -> str:
    return str(posting.get_kind_display())


def balance_page(person: Person) -> dict[str, Any]:
    rows = []
    for balance in queries.balances(person):
        values = {
            "debtor": balance.debtor,
            "creditor": balance.creditor,
            "quantity": amount(balance.quantity, balance.material),
            "material": balance.material,
        }
        said = _("%(debtor)s owes %(creditor)s %(quantity)s of %(material)s.")
        if balance.quantity == 0:
            said = _("%(debtor)s and %(creditor)s are even in %(material)s.")
        rows.append(
            {
                "said": said % values,
                "lines": [
                    {
                        "on": wording.short_date(line.posting.on, today()),
                        "kind": _kind(line.posting),
                        "who": f"{line.posting.giver} → {line.posting.receiver}",
                        "quantity": amount(line.posting.quantity, balance.material),
                        "balance": amount(abs(line.balance), balance.material),
                        "url": reverse("aid_transfer", args=[line.posting.transfer_id]),
                    }
                    for line in balance.lines
                ],
            }
        )
    owing = [row for row in rows if row]
    return {"rows": owing}
