"""Whatever is done in whatever order: the ledger, the stock, the offers and the needs always agree."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from huzhu.aid import actions, transfers
from huzhu.aid.models import GivenBack, Need, Offer, Posting, Stock, Transfer
from huzhu.aid.queries import balances
from huzhu.journal.queries import verify
from tests import make
from tests.aid import staging

PLANTS = ("dalian", "benxi", "plant-c")
VERBS = (*staging.EXTRA, "approve", "ship", "receive", "put_into_use", "take_back", "close", "agree")
QUANTITY = st.integers(1, 6000).map(lambda thousandths: Decimal(thousandths).scaleb(-3))
ACT = st.one_of(
    st.tuples(st.just("offer"), st.sampled_from(PLANTS), QUANTITY, st.sampled_from(("loan", "gift", "sale"))),
    st.tuples(st.just("need"), st.sampled_from(PLANTS), QUANTITY),
    st.tuples(st.just("take"), st.integers(0, 9), st.sampled_from(PLANTS), QUANTITY),
    st.tuples(st.sampled_from(VERBS), st.integers(0, 9), QUANTITY),
)
BEFORE_INSPECTION = (*Transfer.PROMISED, "shipped", "received")


def act(made: make.Made, one: tuple) -> None:
    name = one[0]
    if name == "offer":
        staging.offer(made, str(one[2]), giver=one[1], mode=one[3])
    elif name == "need":
        need = staging.need(made, str(one[2]), plant=one[1])
        giver = PLANTS[(PLANTS.index(one[1]) + 1) % 3]
        staging.offer(made, str(one[2]), giver=giver, need=need)
    elif name == "take":
        offers = list(Offer.objects.order_by("pk"))
        if offers:
            actions.take_offer(offers[one[1] % len(offers)], made.plants[one[2]], by=None, quantity=one[3])
    else:
        moving = list(Transfer.objects.order_by("-pk"))
        if not moving:
            return
        transfer = moving[one[1] % len(moving)]
        if name == "send_back":
            transfers.send_back(transfer, by=None, quantity=one[2])
        else:
            staging.do(transfer, name)


def check() -> None:
    zero = Decimal(0)
    for offer in Offer.objects.all():
        live = offer.transfers.exclude(state__in=("offered", "withdrawn")).values_list("quantity", flat=True)
        assert offer.taken == sum(live, zero) <= offer.quantity
    for need in Need.objects.all():
        standing = [t for t in need.transfers.all() if t.state in BEFORE_INSPECTION or t.accepted_on is not None]
        assert need.matched == sum((t.quantity for t in standing), zero) <= need.quantity
    for stock in Stock.objects.all():
        held = Transfer.objects.filter(giver=stock.plant, material=stock.material, state__in=Transfer.PROMISED)
        assert stock.reserved == sum(held.values_list("quantity", flat=True), zero)
        assert stock.quantity - stock.reserved >= stock.minimum  # nobody but the verbs took anything
    for transfer in Transfer.objects.all():
        owed = sum((posting.quantity for posting in transfer.postings.all()), zero)
        back = sum((part.quantity for part in transfer.returns.exclude(taken_on=None)), zero)
        assert owed >= 0
        assert transfer.given_back == back <= transfer.owed
        if transfer.state == "in_use":
            assert owed == transfer.still_owed
        if transfer.state in ("closed", "settled"):
            assert owed == 0


class TestTheBooks(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(acts=st.lists(ACT, min_size=5, max_size=30))
    def test_they_always_agree(self, acts: list[tuple]) -> None:
        made = make.alliance()
        for plant in PLANTS:
            staging.stock(made, plant, "10", "4")
        for one in acts:
            try:
                act(made, one)
            except ValidationError:
                continue
            finally:
                check()
        person = made.person("alliance", "secretariat")
        total = {}
        for posting in Posting.objects.all():
            pair = (posting.giver_id, posting.receiver_id)
            total[pair] = total.get(pair, Decimal(0)) + posting.quantity
        for balance in balances(person):
            one, other = balance.creditor.pk, balance.debtor.pk
            assert balance.quantity == total.get((one, other), 0) - total.get((other, one), 0)
        assert GivenBack.objects.exclude(taken_on=None).count() == Posting.objects.filter(kind="given_back").count()
        assert verify().whole
