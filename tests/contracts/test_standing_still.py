"""Nobody is late with what nobody may go on with, nor with what was let go before its day."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from huzhu.competitions.gathering import _items
from huzhu.contracts import actions, queries
from huzhu.contracts.models import Contract
from tests import make
from tests.contracts import staging
from tests.contracts.staging import side

BEFORE, AFTER = (staging.DAY + datetime.timedelta(days=days) for days in (50, 100))  # due is day 90


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def broken(made: make.Made) -> int:
    """Promises not kept, as a round counts them."""
    return len(_items(set(made.workshops), (staging.DAY, staging.END), AFTER))


def end(made: make.Made, contract: Contract) -> None:
    for plant in ("dalian", "benxi"):
        actions.terminate(contract, side(contract, plant), by=made.person(plant, "workshop_head"), why="rebuilt")


@pytest.mark.parametrize(("suspended_on", "late"), [(None, 2), (BEFORE, 0), (AFTER, 2)])
def test_a_suspended_contract(made: make.Made, suspended_on: datetime.date | None, late: int) -> None:
    contract = staging.in_force(made)
    if suspended_on is not None:
        staging.it_is(suspended_on)
        actions.suspend(contract, by=None, why="a hook broke", people_at_risk="the crew")
    staging.it_is(AFTER)
    head = made.person("dalian", "workshop_head")
    board = queries.board(head)
    assert (board.due, board.kept, len(board.open), len(board.pressing)) == (late, 0, 2, late)
    assert len(queries.late_at([made.plants["dalian"]], head)) == late
    assert broken(made) == late
    client = Client()
    client.force_login(head)
    assert client.get(contract.address).content.decode().count("due--late") == late


def test_what_stands_still_presses_nobody_before_its_day_either(made: make.Made) -> None:
    contract, head = staging.in_force(made), made.person("dalian", "workshop_head")
    staging.it_is(staging.DAY + datetime.timedelta(days=80))
    assert len(queries.board(head).pressing) == 2
    actions.suspend(contract, by=None, why="a hook broke", people_at_risk="the crew")
    assert (len(queries.board(head).open), queries.board(head).pressing) == (2, ())
    staging.it_is(AFTER)
    client = Client()
    client.force_login(head)
    page = client.get("/contracts?lang=en").content.decode()
    assert "Nothing promised is late." in page and "days late" not in page


@pytest.mark.parametrize(("ended_on", "late"), [(BEFORE, 0), (AFTER, 2)])
def test_a_contract_that_ended_early(made: make.Made, ended_on: datetime.date, late: int) -> None:
    contract = staging.in_force(made)
    staging.it_is(ended_on)
    end(made, contract)
    staging.it_is(AFTER)
    assert broken(made) == late


def test_a_contract_that_ended_before_it_began(made: make.Made) -> None:
    end(made, staging.at_state(made, "signed"))
    staging.it_is(AFTER)
    assert broken(made) == 0
