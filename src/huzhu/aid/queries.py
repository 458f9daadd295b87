"""Questions across aid: balances between plants, loans by age, and what waits for somebody."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from huzhu.aid import rules
from huzhu.aid.models import Material, Need, Offer, Posting, Stock, Transfer
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.workshops.clocks import deadline
from huzhu.workshops.models import Plant

ZERO = Decimal(0)
OWING = (Transfer.State.ACCEPTED, Transfer.State.IN_USE)  # the debt begins when it is accepted
CARRIED_OUT = (Transfer.State.CLOSED, Transfer.State.WITHDRAWN)


@dataclass(frozen=True)
class Line:
    """One posting in the running account of two plants; `balance` is what is owed after it."""

    posting: Posting
    balance: Decimal


@dataclass(frozen=True)
class Balance:
    """What `debtor` owes `creditor` of one material, the debts of both directions set against each other."""

    creditor: Plant
    debtor: Plant
    material: Material
    quantity: Decimal
    lines: tuple[Line, ...]


def balances(person: Person) -> tuple[Balance, ...]:
    """The running balance of every pair of plants, material by material: the largest debts of a pair first."""
    accounts: dict[tuple[int, int, int], list[Posting]] = {}
    postings = Posting.objects.visible_to(person).select_related("giver", "receiver", "material", "transfer")
    for posting in postings.order_by("on", "pk"):
        low, high = sorted((posting.giver_id, posting.receiver_id))
        accounts.setdefault((low, high, posting.material_id), []).append(posting)
    found = [_balance(postings) for postings in accounts.values()]
    return tuple(sorted(found, key=lambda each: (each.quantity == 0, each.creditor.pk, each.debtor.pk)))


def _balance(postings: list[Posting]) -> Balance:
    first = postings[0]
    running, lines = ZERO, []
    for posting in postings:
        running += posting.quantity if posting.giver_id == first.giver_id else -posting.quantity
        lines.append(Line(posting, running))
    creditor, debtor = (first.giver, first.receiver) if running >= 0 else (first.receiver, first.giver)
    return Balance(creditor, debtor, first.material, abs(running), tuple(lines))


def loans_out(person: Person, today: datetime.date) -> list[tuple[Transfer, int]]:
    """What is still owed, with how many days it is late (negative: still to go), the latest first."""
    found = Transfer.objects.visible_to(person).filter(state__in=OWING, owed__gt=0)
    dated = [(each, (today - each.return_on).days if each.return_on else 0) for each in _whole(found)]
    return sorted(dated, key=lambda pair: -pair[1])


def _whole(transfers: object) -> list[Transfer]:
    return list(
        transfers.select_related(  # type: ignore[attr-defined]
            "giver", "receiver", "material", "owed_material", "offer", "need"
        )
    )


def transfers_of(person: Person) -> list[Transfer]:
    """Those under way in which the person's plants take part, or all for the secretariat."""
    found = Transfer.objects.visible_to(person).exclude(state__in=CARRIED_OUT)
    if "secretariat" not in person.roles:
        found = found.filter(Q(giver__in=person.plants) | Q(receiver__in=person.plants))
    return _whole(found)


def who_could_help(need: Need, person: Person) -> list[Stock]:
    """Plants whose stock shows something to spare, where the alliance lets that be seen; the largest first."""
    stocks = Stock.objects.visible_to(person).filter(material=need.material).exclude(plant=need.plant)
    spare = [stock for stock in stocks.select_related("plant", "material") if stock.free > 0]
    return sorted(spare, key=lambda stock: -stock.free)


def open_offers(person: Person, today: datetime.date) -> list[Offer]:
    """Open to all, with something left."""
    found = Offer.objects.visible_to(person).filter(need=None, withdrawn_on=None)
    found = found.filter(Q(until_on=None) | Q(until_on__gte=today)).select_related("giver", "material")
    return [offer for offer in found if offer.left > 0]


May = Callable[[Person, Transfer], bool]
NEXT: tuple[tuple[str, May], ...] = (  # what waits for somebody, in the order of a transfer's life
    ("agree", rules.may_agree),
    ("approve", rules.may_approve),
    ("ship", rules.may_ship),
    ("receive", rules.may_receive),
    ("accept", rules.may_inspect),
    ("put_into_use", rules.may_use),
    ("decide_dispute", rules.may_decide_dispute),
)


def next_step(transfer: Transfer, person: Person) -> str:
    """The verb that this person could do next with it, "" if none."""
    for verb, may in NEXT:
        if can_move(transfer, verb, rules.MOVES) and may(person, transfer):
            return verb
    if transfer.state == Transfer.State.REJECTED and rules.may_take_back(person, transfer):
        return "take_back"
    waiting = transfer.state == Transfer.State.IN_USE and transfer.returns.filter(taken_on=None).exists()
    return "take_back" if waiting and rules.may_take_back(person, transfer) else ""


def due_at(transfer: Transfer) -> datetime.datetime | None:
    """When what has arrived should have been inspected."""
    if transfer.state != Transfer.State.RECEIVED or transfer.received_at is None:
        return None
    return deadline(rules.INSPECTION, transfer.received_at, transfer.receiver)
