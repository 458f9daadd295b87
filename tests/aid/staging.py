"""Material on its way between plants, in any state, made through the verbs only."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from huzhu.aid import actions, transfers
from huzhu.aid.models import Material, Need, Offer, Stock, Transfer
from huzhu.words import words
from tests import make

DAY = make.TODAY
LATER = DAY + datetime.timedelta(days=60)


def scrap() -> Material:
    found = Material.objects.filter(slug="scrap").first()
    return found or actions.name_material(
        name=words("废钢", "Scrap"), grade=words("一级", "Grade 1"), unit=words("吨", "t"), slug="scrap", by=None
    )


def stock(made: make.Made, plant: str, quantity: str, minimum: str = "0", head_may_give: str = "0") -> Stock:
    return actions.count_stock(
        made.plants[plant],
        scrap(),
        quantity=Decimal(quantity),
        minimum=Decimal(minimum),
        head_may_give=Decimal(head_may_give),
        by=None,
    )


def need(made: make.Made, quantity: str = "10", plant: str = "dalian", **values: Any) -> Need:
    return actions.ask_for_material(
        made.plants[plant],
        scrap(),
        by=values.pop("by", None),
        quantity=Decimal(quantity),
        needed_on=values.pop("needed_on", LATER),
        consequence=values.pop("consequence", words("停炉", "A furnace stops")),
        **values,
    )


def offer(made: make.Made, quantity: str = "10", giver: str = "benxi", **values: Any) -> Offer:
    return actions.offer_material(
        made.plants[giver],
        scrap(),
        by=values.pop("by", None),
        quantity=Decimal(quantity),
        mode=values.pop("mode", "loan"),
        return_on=values.pop("return_on", LATER),
        certificate=values.pop("certificate", "No. 7"),
        **values,
    )


EXTRA: dict[str, dict[str, Any]] = {
    "accept": {"inspection": "weighed and analysed"},
    "reject": {"why": "too much sulphur"},
    "send_back": {"quantity": Decimal(1)},
    "settle": {"how": "paid"},
    "withdraw": {"why": "not wanted"},
    "dispute": {"why": "quarrel"},
    "decide_dispute": {"how": "let go"},
}


def do(transfer: Transfer, verb: str, by: Any = None) -> Transfer:
    room = actions if verb == "agree" else transfers
    getattr(room, verb)(transfer, by=by, **EXTRA.get(verb, {}))
    transfer.refresh_from_db()
    return transfer


WAYS: dict[str, tuple[str, ...]] = {
    "offered": (),
    "agreed": ("agree",),
    "approved": ("agree", "approve"),
    "shipped": ("agree", "approve", "ship"),
    "received": ("agree", "approve", "ship", "receive"),
    "accepted": ("agree", "approve", "ship", "receive", "accept"),
    "rejected_quality": ("agree", "approve", "ship", "receive", "reject"),
    "in_use": ("agree", "approve", "ship", "receive", "accept", "put_into_use"),
    "returned": ("agree", "approve", "ship", "receive", "reject", "take_back"),
    "settled": ("agree", "approve", "ship", "receive", "accept", "put_into_use", "settle"),
    "closed": ("agree", "approve", "ship", "receive", "accept", "put_into_use", "settle", "close"),
    "withdrawn": ("withdraw",),
    "disputed": ("agree", "approve", "ship", "dispute"),
}


def at_state(made: make.Made, state: str, *, mode: str = "loan") -> Transfer:
    """Ten tonnes from Benxi, which has enough, to Dalian, which needs them."""
    if not Stock.objects.filter(plant=made.plants["benxi"]).exists():
        stock(made, "benxi", "1000", "100", "5")
    asked = need(made)
    offered = offer(made, need=asked, mode=mode)
    transfer = offered.transfers.get()
    for verb in WAYS[state]:
        do(transfer, verb)
    assert transfer.state == state
    return transfer
