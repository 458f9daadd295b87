"""What stands in a workshop: named for its trades, said by those who know it, known to every member."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import translation
from tests import make

from huzhu.cli.founding import Row, set_up
from huzhu.journal.models import Entry
from huzhu.search.queries import holding
from huzhu.words import words
from huzhu.workshops import actions
from huzhu.workshops.models import Equipment, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> make.Made:
    return make.alliance(("dalian", "benxi"))


def mill(made: make.Made) -> Workshop:
    return made.workshops["dalian-blooming"]


def browser(made: make.Made, name: str) -> Client:
    client = Client()
    client.force_login(made.people[name])
    client.cookies["lang"] = "en"
    return client


def test_named_said_and_found(made: make.Made) -> None:
    pits = actions.name_equipment(
        name=words("均热炉", "Soaking pits"), trades=[made.trades["blooming"]], by=made.people["dalian-data_steward"]
    )
    actions.equip(mill(made), [pits], by=made.people["dalian-chief_engineer"])
    assert list(mill(made).equipment.all()) == [pits]
    assert Entry.objects.get(verb="equip").details["equipment"] == ["soaking-pits"]
    assert mill(made).pk in holding("workshop", "均热炉") and mill(made).pk in holding("workshop", "soaking")
    actions.equip(mill(made), [], by=None)
    assert not mill(made).equipment.exists()
    assert mill(made).pk not in holding("workshop", "soaking")


def test_only_what_is_found_in_the_trade(made: make.Made) -> None:
    hammer = actions.name_equipment(name=words(en="Hammer"), trades=[made.trades["section-rolling"]], by=None)
    with translation.override("en"), pytest.raises(ValidationError, match=r"Not found in the trade .*: Hammer"):
        actions.equip(mill(made), [hammer], by=None)
    with pytest.raises(ValidationError):
        actions.open_workshop(
            made.plants["dalian"], trade=made.trades["blooming"], name=words(en="X"), by=None, equipment=[hammer]
        )
    assert not Workshop.objects.filter(slug="dalian-x").exists()
    with pytest.raises(ValidationError):
        actions.name_equipment(name=words(en="Nowhere"), trades=[], by=None)


@pytest.mark.parametrize("name", ["benxi-workshop_head", "benxi-chief_engineer", "dalian-operator"])
def test_not_by_others(made: make.Made, name: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.equip(mill(made), [], by=made.people[name])


def test_through_the_pages(made: make.Made) -> None:
    editor = browser(made, "alliance-secretariat")
    named = editor.post("/setup/equipment/new", {"name": "Soaking pits", "trades": [made.trades["blooming"].pk]})
    assert named["Location"] == "/setup"
    chief = browser(made, "dalian-chief_engineer")
    place = f"/workshops/{mill(made).slug}"
    assert "It has not said what it has." in chief.get(place).content.decode()
    assert chief.post(f"{place}/equipment", {"kinds": ["soaking-pits"]})["Location"] == place
    stranger = browser(made, "benxi-operator")
    page = stranger.get(place).content.decode()
    assert "Soaking pits" in page and f"{place}/equipment" not in page
    assert "checked" in chief.get(f"{place}/equipment").content.decode()
    assert "Soaking pits" in editor.get("/setup").content.decode()


def test_from_a_set_up_file(made: make.Made) -> None:
    rows = [
        Row(
            "workshops",
            "workshops 1",
            {"name": "二开坯", "plant": "dalian", "trade": "blooming", "equipment": "均热炉"},
        ),
        Row("equipment", "equipment 1", {"name": "均热炉", "name_en": "Soaking pits", "trades": "blooming"}),
    ]
    assert set_up(rows).wrong == []
    opened = Workshop.objects.get(equipment__slug="soaking-pits")
    assert opened.name["zh"] == "二开坯"
    again = set_up(rows)
    assert (again.made, again.there) == ({}, {"workshops": 1, "equipment": 1})
    wrong = set_up([Row("workshops", "workshops 2", {**rows[0].fields, "name": "三开坯", "equipment": "平炉"})]).wrong
    assert [(each.field, "平炉" in each.why) for each in wrong] == [("equipment", True)]
    assert Equipment.objects.count() == 1
