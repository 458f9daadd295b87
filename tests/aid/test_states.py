"""Every state and every verb of a transfer, and who may do it, against tables from the domain paper 2.8 and 2.11."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from huzhu.aid import actions, queries, rules, transfers
from huzhu.aid.models import Material, Need, Offer, Posting, Stock, Transfer
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from huzhu.notices.models import Notice
from huzhu.people import actions as people_actions
from huzhu.people.models import Person
from huzhu.words import words
from huzhu.workshops.models import Alliance
from tests import make
from tests.aid import staging

LEADS = {
    ("offered", "agree"): "agreed",
    ("agreed", "approve"): "approved",
    ("approved", "ship"): "shipped",
    ("shipped", "receive"): "received",
    ("received", "accept"): "accepted",
    ("received", "reject"): "rejected_quality",
    ("accepted", "put_into_use"): "in_use",
    ("in_use", "send_back"): "in_use",
    ("rejected_quality", "take_back"): "returned",
    ("in_use", "take_back"): "returned",
    ("in_use", "settle"): "settled",
    ("in_use", "close"): "closed",
    ("returned", "close"): "closed",
    ("settled", "close"): "closed",
    **{(state, "withdraw"): "withdrawn" for state in ("offered", "agreed", "approved")},
    **{
        (state, "dispute"): "disputed"
        for state in ("shipped", "received", "accepted", "rejected_quality", "in_use", "returned")
    },
    ("disputed", "decide_dispute"): "settled",
}
NEEDS_MORE = {("in_use", "take_back"), ("in_use", "close")}  # something on its way back; a gift: tested below


def at(plant: str, *roles: str) -> set[str]:
    return {f"{plant}-{role}" for role in roles}


HEADS = ("workshop_head", "chief_engineer", "plant_director")
KEEPERS = ("workshop_head", "workshop_engineer", "team_leader", "data_steward", "chief_engineer")
BOTH = at("dalian", *HEADS) | at("benxi", *HEADS)
MAY = {  # Dalian receives, Benxi gives
    "agree": at("dalian", *HEADS),
    "approve": at("benxi", "chief_engineer", "plant_director"),  # ten tonnes are above the head's five
    "ship": at("benxi", *KEEPERS),
    "receive": at("dalian", *KEEPERS),
    "accept": at("dalian", "workshop_engineer", "workshop_head", "chief_engineer"),
    "reject": at("dalian", "workshop_engineer", "workshop_head", "chief_engineer"),
    "put_into_use": at("dalian", *KEEPERS),
    "send_back": at("dalian", *KEEPERS),
    "take_back": at("benxi", *KEEPERS),
    "settle": at("benxi", *HEADS),
    "close": BOTH,
    "withdraw": BOTH,
    "dispute": BOTH,
    "decide_dispute": {"alliance-committee", "alliance-secretariat"},
}


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def test_the_table_in_the_code_is_the_table_of_the_domain() -> None:
    assert {(state, verb): to for verb, (states, to) in rules.MOVES.items() for state in states} == LEADS


@pytest.mark.parametrize("state", Transfer.State.values)
def test_every_verb_from_every_state(made: make.Made, state: str) -> None:
    stuck = staging.at_state(made, state)
    for verb in MAY:
        expected = LEADS.get((state, verb))
        if expected is None or (state, verb) in NEEDS_MORE:
            written = Entry.objects.count()
            with pytest.raises(ValidationError):
                staging.do(stuck, verb)
            assert Transfer.objects.get(pk=stuck.pk).state == state, verb
            assert Entry.objects.count() == written
        else:
            assert staging.do(staging.at_state(made, state), verb).state == expected, verb
    assert verify().whole


@pytest.mark.parametrize("verb", sorted(MAY))
def test_who_may(made: make.Made, verb: str) -> None:
    state = next(state for (state, each) in LEADS if each == verb and (state, each) not in NEEDS_MORE)
    transfer = staging.at_state(made, state)
    for name, person in made.people.items():
        if name not in MAY[verb]:
            with pytest.raises((PermissionDenied, ValidationError)) as refused:
                staging.do(transfer, verb, by=Person.objects.get(pk=person.pk))
            is_small_head = (verb, name) == ("approve", "benxi-workshop_head")
            assert refused.type is (ValidationError if is_small_head else PermissionDenied), name
    for name in sorted(MAY[verb]):
        person = Person.objects.get(pk=made.people[name].pk)
        staging.do(staging.at_state(made, state), verb, by=person)


def test_a_head_approves_alone_up_to_the_limit(made: make.Made) -> None:
    staging.stock(made, "benxi", "100", "0", head_may_give="5")
    head = made.person("benxi", "workshop_head")
    offered = staging.offer(made)
    for quantity, may in (("5.001", False), ("5", True)):
        transfer = actions.take_offer(offered, made.plants["dalian"], by=None, quantity=Decimal(quantity))
        if may:
            assert transfers.approve(transfer, by=head).state == "approved"
            continue
        with pytest.raises(ValidationError):
            transfers.approve(transfer, by=head)
        transfers.withdraw(transfer, by=None, why="too much")


def test_whoever_gave_never_accepts(made: make.Made) -> None:
    """Somebody with a seat at both ends, or who shipped it before changing plants, does not inspect it."""
    transfer = staging.at_state(made, "received")
    engineer = made.person("dalian", "workshop_engineer")
    people_actions.seat(engineer, "data_steward", plant=made.plants["benxi"], by=None)
    with pytest.raises(PermissionDenied):
        staging.do(transfer, "accept", by=Person.objects.get(pk=engineer.pk))
    moved = staging.at_state(made, "received")
    head = made.person("dalian", "workshop_head")
    Transfer.objects.filter(pk=moved.pk).update(shipped_by=head)
    with pytest.raises(PermissionDenied):
        staging.do(moved, "accept", by=head)


def test_the_givers_minimum_is_kept(made: make.Made) -> None:
    staging.stock(made, "benxi", "30", "20")
    with pytest.raises(ValidationError, match="less than your minimum"):
        staging.offer(made, "10.001")
    first, second = staging.offer(made, "10"), staging.offer(made, "10")
    actions.take_offer(first, made.plants["dalian"], by=None, quantity=Decimal(6))
    with pytest.raises(ValidationError, match="cannot spare") as refused:
        actions.take_offer(second, made.plants["plant-c"], by=None, quantity=Decimal("4.001"))
    assert not any(figure in str(refused.value) for figure in ("30", "20", "24"))  # what the giver has is not told
    transfer = actions.take_offer(second, made.plants["plant-c"], by=None, quantity=Decimal(4))
    kept = Stock.objects.get(plant=made.plants["benxi"])
    assert (kept.reserved, kept.free) == (Decimal(10), Decimal(0))
    staging.stock(made, "benxi", "23", "20")  # a count finds less than was thought
    staging.do(transfer, "approve")
    with pytest.raises(ValidationError, match="less than your minimum"):
        staging.do(transfer, "ship")


def test_several_givers_cover_one_need_in_parts(made: make.Made) -> None:
    for plant in ("benxi", "plant-c"):
        staging.stock(made, plant, "100")
    asked = staging.need(made, "10")
    six = staging.offer(made, "6", need=asked).transfers.get()
    staging.do(six, "agree")
    asked.refresh_from_db()
    assert (asked.state, asked.missing) == ("partly_matched", Decimal(4))
    rest = staging.offer(made, "9", giver="plant-c", need=asked).transfers.get()
    assert rest.quantity == Decimal(4)  # never more than is missing
    staging.do(rest, "agree")
    asked.refresh_from_db()
    assert asked.state == "matched"
    with pytest.raises(ValidationError):
        staging.offer(made, "1", need=asked)
    for verb in ("approve", "ship", "receive", "reject"):
        staging.do(rest, verb)
    asked.refresh_from_db()
    assert (asked.state, asked.missing) == ("partly_matched", Decimal(4))  # refused goods help nobody


def test_a_loan_comes_back_in_parts_that_both_ends_acknowledge(made: make.Made) -> None:
    transfer = staging.at_state(made, "in_use")
    (balance,) = queries.balances(made.person("plant-c", "workshop_head"))
    assert (balance.creditor, balance.debtor, balance.quantity) == (transfer.giver, transfer.receiver, Decimal(10))
    transfers.send_back(transfer, by=made.person("dalian", "team_leader"), quantity=Decimal("3.5"))
    with pytest.raises(ValidationError):
        transfers.send_back(transfer, by=None, quantity=Decimal("6.501"))
    assert queries.balances(made.person("benxi", "operator"))[0].quantity == Decimal(10)  # not acknowledged yet
    with pytest.raises(ValidationError, match="acknowledge it first"):
        staging.do(transfer, "settle")
    staging.do(transfer, "take_back", by=made.person("benxi", "data_steward"))
    assert (transfer.state, transfer.still_owed) == ("in_use", Decimal("6.5"))
    transfers.send_back(transfer, by=None, quantity=Decimal("6.5"))
    assert staging.do(transfer, "take_back").state == "returned"
    (balance,) = queries.balances(made.person("dalian", "operator"))
    assert balance.quantity == 0
    assert [line.balance for line in balance.lines] == [Decimal(10), Decimal("6.5"), Decimal(0)]
    assert Stock.objects.get(plant=made.plants["benxi"]).quantity == Decimal(1000)


def test_a_gift_is_never_owed_and_an_exchange_is_owed_in_another_material(made: make.Made) -> None:
    gift = staging.at_state(made, "in_use", mode="gift")
    assert (gift.owed, gift.postings.count()) == (0, 0)
    assert staging.do(gift, "close").state == "closed"
    electrodes = actions.name_material(name=words(en="Electrodes"), unit=words(en="kg"), by=None)
    offered = staging.offer(
        made, "10", mode="exchange", exchange_material=electrodes, exchange_share=Decimal("1.5"), return_on=None
    )
    transfer = actions.take_offer(offered, made.plants["plant-c"], by=None, quantity=Decimal(4))
    for verb in ("approve", "ship", "receive", "accept", "put_into_use"):
        staging.do(transfer, verb)
    posting = Posting.objects.get(transfer=transfer)
    assert (posting.material, posting.quantity) == (electrodes, Decimal(6))
    with pytest.raises(ValidationError):
        staging.do(transfer, "close")


def test_whoever_gave_hears_what_it_led_to(made: make.Made) -> None:
    transfer = staging.at_state(made, "in_use")
    result = words("没有停炉。", "No furnace stopped.")
    with pytest.raises(ValidationError):
        actions.close_need(transfer.need, by=None, result=words())
    actions.close_need(transfer.need, by=made.person("dalian", "chief_engineer"), result=result)
    told = Notice.objects.filter(person=made.people["benxi-chief_engineer"]).first()
    assert told is not None
    assert "helped" in told.text["en"]
    assert "No furnace stopped." in told.text["en"]
    others = Notice.objects.filter(person=made.people["plant-c-chief_engineer"])
    assert not [each for each in others if "stopped" in each.text["en"]]


def test_a_need_lapses_only_after_its_day(made: make.Made) -> None:
    asked = staging.need(made)
    with pytest.raises(ValidationError):
        actions.let_lapse(asked, by=None, why="nobody could")
    Need.objects.filter(pk=asked.pk).update(needed_on=make.TODAY.replace(day=1))
    assert actions.let_lapse(asked, by=made.person("alliance", "secretariat"), why="nobody could").state == "lapsed"


def test_independent_firms_see_neither_stock_nor_dealings_of_others(made: make.Made) -> None:
    Alliance.objects.update(kind="independent")
    transfer = staging.at_state(made, "in_use")
    stranger, giver = made.person("plant-c", "chief_engineer"), made.person("benxi", "operator")
    for table in (Stock, Transfer, Posting):
        assert not table.objects.visible_to(stranger).exists()
        assert table.objects.visible_to(giver).exists()
    assert not Stock.objects.visible_to(made.person("alliance", "secretariat")).exists()
    assert Transfer.objects.visible_to(made.person("alliance", "secretariat")).exists()
    assert not Offer.objects.visible_to(stranger).exists()
    assert not queries.balances(stranger)
    assert not queries.who_could_help(transfer.need, made.person("dalian", "chief_engineer"))
    assert not Entry.objects.visible_to(stranger).filter(thing__startswith="transfer:").exists()


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (Offer, {"taken": Decimal("10.001")}),
        (Offer, {"taken": Decimal(-1)}),
        (Need, {"matched": Decimal("10.001")}),
        (Stock, {"reserved": Decimal(-1)}),
        (Stock, {"quantity": Decimal("-0.001")}),
        (Transfer, {"given_back": Decimal(11)}),
    ],
)
def test_the_database_refuses_wrong_books(made: make.Made, table: type, values: dict[str, Decimal]) -> None:
    staging.at_state(made, "in_use")
    with pytest.raises(IntegrityError), transaction.atomic():
        table.objects.update(**values)


def test_a_debt_is_written_once(made: make.Made) -> None:
    transfer = staging.at_state(made, "in_use")
    posting = Posting.objects.get(transfer=transfer)
    posting.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        posting.save(force_insert=True)


def test_quantities_are_exact(made: make.Made) -> None:
    staging.stock(made, "benxi", "0.3")
    offered = staging.offer(made, "0.3")
    for quantity in ("0.1", "0.2"):
        actions.take_offer(offered, made.plants["dalian"], by=None, quantity=Decimal(quantity))
    offered.refresh_from_db()
    assert offered.left == 0
    for wrong in ("0.0001", "0", "-1", "NaN", "Infinity"):
        with pytest.raises(ValidationError):
            staging.need(made, wrong)
    assert Material.objects.count() == 1
