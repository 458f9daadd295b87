"""Visits and material aid as a machine reads them: what the person may see, and no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests import make
from tests.aid import staging
from tests.visits import staging as visiting

from huzhu.people import actions as people
from huzhu.workshops.models import Alliance


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def read(made: make.Made, place: str, role: str, path: str) -> Any:
    person = made.person(place, role)
    _token, secret = people.issue_token(person, by=person, name="test")
    answer = Client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {secret}"})
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_a_visit_is_read_by_those_who_know_of_it(made: make.Made) -> None:
    visit = visiting.propose(made)
    assert read(made, "plant-c", "operator", f"/visits/{visit.slug}") == 404
    assert read(made, "plant-c", "operator", "/visits") == []
    assert read(made, "dalian", "operator", f"/visits/{visit.slug}")["state"] == "proposed"


def test_step_times_go_to_those_who_were_part_of_it(made: make.Made) -> None:
    visit = make.meeting(made)  # Benxi's mill at Dalian's
    for place, expected in (("dalian", 1), ("benxi", 1), ("plant-c", 0)):
        assert len(read(made, place, "operator", f"/visits/{visit.slug}")["steps"]) == expected, place
    (found,) = read(made, "plant-c", "operator", "/visits?workshop=dalian-medium-section")
    assert found["host"] == "dalian-medium-section"
    assert read(made, "plant-c", "operator", "/visits?workshop=benxi-medium-section") == []


def test_aid_with_its_books(made: make.Made) -> None:
    transfer = staging.at_state(made, "in_use")
    (need,) = read(made, "plant-c", "operator", "/aid/needs")
    assert (need["number"], need["quantity"], need["missing"], need["state"]) == (1, "10.000", "0.000", "matched")
    (offer,) = read(made, "plant-c", "operator", "/aid/offers")
    assert (offer["giver"], offer["left"], offer["need"]) == ("benxi", "0.000", 1)
    (moved,) = read(made, "plant-c", "operator", "/aid/transfers")
    assert (moved["id"], moved["owed"], moved["given_back"]) == (transfer.pk, "10.000", "0.000")
    (balance,) = read(made, "plant-c", "operator", "/aid/balances")
    assert (balance["creditor"], balance["debtor"], balance["quantity"]) == ("benxi", "dalian", "10.000")


def test_among_firms_dealings_stay_between_the_two(made: make.Made) -> None:
    Alliance.objects.update(kind="independent")
    staging.at_state(made, "in_use")
    for path in ("/aid/offers", "/aid/transfers", "/aid/balances"):
        assert read(made, "plant-c", "chief_engineer", path) == [], path
        assert len(read(made, "dalian", "operator", path)) == 1, path
