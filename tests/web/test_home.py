"""Home: a finding first, blocks by role, an empty state with something to do."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import make
from tests.web.conftest import Visit

from huzhu.experiences.actions import flag_experience
from huzhu.words import words
from huzhu.workshops.actions import open_workshop

ROLES = (
    ("dalian", "operator"),
    ("dalian", "team_leader"),
    ("dalian", "workshop_engineer"),
    ("dalian", "workshop_head"),
    ("dalian", "chief_engineer"),
    ("dalian", "safety_officer"),
    ("dalian", "data_steward"),
    ("dalian", "plant_director"),
    ("alliance", "secretariat"),
    ("alliance", "committee"),
    ("alliance", "administrator"),
)


def rolling(made: make.Made, levels: dict[str, float]) -> None:
    for plant, level in levels.items():
        rows = make.weekly_rows("roll-change-time", f"{plant}-medium-section", level=level, weeks=80, until=make.TODAY)
        make.load(made, plant, rows)


@pytest.mark.parametrize(("place", "role"), ROLES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_everybody_has_a_home(visit: Visit, place: str, role: str, language: str) -> None:
    page = visit(place, role, language).get("/")
    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1


def test_without_readings_there_is_one_thing_to_do(visit: Visit) -> None:
    page = visit("dalian", "workshop_head").get("/").content.decode()
    assert "Nothing has been reported for Dalian Medium section yet." in page
    assert 'href="/data/load"' in page
    assert 'href="/data/template.csv"' in page


def test_with_few_workshops_there_are_values_and_no_place(made: make.Made, visit: Visit) -> None:
    rolling(made, {"dalian": 120.0, "benxi": 60.0})
    page = visit("dalian", "workshop_head").get("/").content.decode()
    assert "Roll change time" in page
    assert "too few to compare" in page
    assert "clear-worse" not in page


@pytest.mark.django_db
def test_the_weakest_point_is_said_first_where_it_is_clear() -> None:
    four = make.alliance(("dalian", "benxi", "plant-c", "plant-d"))
    rolling(four, {"dalian": 200.0, "benxi": 60.0, "plant-c": 62.0, "plant-d": 61.0})
    client = Client(headers={"accept-language": "en"})
    client.force_login(four.person("dalian", "workshop_head"))
    page = client.get("/").content.decode()
    assert "Your weakest point is roll change time." in page
    assert "4th of 4" in page


def test_an_operator_gets_two_large_buttons(visit: Visit) -> None:
    page = visit("dalian", "operator").get("/").content.decode()
    assert page.count("button--large") == 2


def test_a_danger_stands_first_for_the_safety_officer(made: make.Made, visit: Visit) -> None:
    flag_experience(make.experience(made), by=None, flag="caution", why=words("会伤人", "People can be hurt"))
    page = visit("dalian", "safety_officer").get("/").content.decode().replace("\u00a0", " ")
    assert "1 danger is open in the plants." in page
    assert page.index("Quick roll change") < page.index("Yours to do")


def test_the_number_of_queries_does_not_grow_with_workshops(made: make.Made, visit: Visit) -> None:
    rolling(made, {"dalian": 120.0, "benxi": 60.0})
    client = visit("dalian", "workshop_head")

    def queries() -> int:
        client.get("/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/")
        return len(seen)

    before = queries()
    trade = made.trades["section-rolling"]
    for number in range(12):
        open_workshop(made.plants["plant-c"], trade=trade, name=words(en=f"Mill {number}"), by=None)
        make.experience(made, title=words(en=f"Way {number}"))
    assert queries() == before
    assert before < 50
