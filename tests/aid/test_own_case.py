"""Nobody gives to themselves or lets a debt of their own plant go; a loan is owed from its acceptance on."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from huzhu.aid import actions, queries, transfers
from huzhu.aid.models import Transfer
from huzhu.people.actions import seat
from huzhu.people.models import Person, Role
from tests import make

BACK_ON = make.TODAY + datetime.timedelta(days=10)


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def loan(made: make.Made) -> Transfer:
    """Five tonnes from Benxi to Dalian, agreed on."""
    offer = actions.offer_material(
        made.plants["benxi"], make.spare(made, "benxi").material, by=None, quantity=Decimal(5), mode="loan",
        certificate="1", return_on=BACK_ON,
    )  # fmt: skip
    return actions.take_offer(offer, made.plants["dalian"], by=None, quantity=Decimal(5))


def of_both(made: make.Made) -> Person:
    person = made.people["dalian-chief_engineer"]
    seat(person, Role.CHIEF_ENGINEER, by=None, plant=made.plants["benxi"])
    return Person.objects.get(pk=person.pk)


def accepted(transfer: Transfer) -> Transfer:
    for act in (transfers.approve, transfers.ship, transfers.receive):
        act(transfer, by=None)
    return transfers.accept(transfer, by=None, inspection="as certified")


def test_nobody_approves_what_their_own_plant_gets(made: make.Made) -> None:
    lent, both = loan(made), of_both(made)
    with pytest.raises(PermissionDenied):
        transfers.approve(lent, by=both)
    assert transfers.approve(lent, by=made.person("benxi", "plant_director")).state == "approved"


def test_nobody_lets_a_debt_of_their_own_plant_go(made: make.Made) -> None:
    lent, both = accepted(loan(made)), of_both(made)
    transfers.put_into_use(lent, by=None)
    with pytest.raises(PermissionDenied):
        transfers.settle(lent, by=both, how="never mind")
    assert transfers.settle(lent, by=made.person("benxi", "plant_director"), how="paid").state == "settled"


@pytest.mark.parametrize("is_used", [True, False])
def test_a_loan_is_late_whether_or_not_its_use_was_written_down(made: make.Made, is_used: bool) -> None:
    lent = accepted(loan(made))
    if is_used:
        transfers.put_into_use(lent, by=None)
    found = queries.loans_out(made.person("benxi", "chief_engineer"), BACK_ON + datetime.timedelta(days=7))
    assert found == [(lent, 7)]
