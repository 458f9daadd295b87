"""Compare: who is clearly stronger, at what; what is not shared stays away; people hurt are never ranked."""

from __future__ import annotations

import pytest
from django.test import Client
from tests import make
from tests.web.conftest import Visit

from huzhu.words import words

PLANTS = ("dalian", "benxi", "plant-c", "plant-d")
LEVELS = {"dalian": 200.0, "benxi": 60.0, "plant-c": 150.0, "plant-d": 155.0}


@pytest.fixture
def four(db: None) -> make.Made:
    made = make.alliance(PLANTS)
    for plant, level in LEVELS.items():
        workshop = f"{plant}-medium-section"
        rows = make.weekly_rows("roll-change-time", workshop, level=level, weeks=80, until=make.TODAY)
        make.load(made, plant, rows)
    return made


def reader(made: make.Made, place: str = "dalian", role: str = "workshop_head") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(made.person(place, role))
    return client


def test_the_finding_names_who_is_stronger_and_the_order_is_a_range(four: make.Made) -> None:
    page = reader(four).get("/compare/section-rolling").content.decode()
    assert "On roll change time," in page
    assert "clearly stronger than you" in page
    assert "Benxi Medium section" in page
    assert 'class="own"' in page
    assert page.count("<svg") > 4


def test_both_bases_by_plain_link_and_by_htmx(four: make.Made) -> None:
    client = reader(four)
    like = client.get("/compare/section-rolling/roll-change-time").content.decode()
    assert 'href="/compare/section-rolling/roll-change-time?basis=as-reported"' in like
    assert "hx-boost" in like
    reported = client.get("/compare/section-rolling/roll-change-time?basis=as-reported").content.decode()
    assert "As each workshop reports it" in reported
    assert "Adjusted for product mix" not in reported


def test_a_known_way_is_named_with_whoever_is_strong(four: make.Made) -> None:
    make.experience(four, origin="benxi")
    page = reader(four).get("/compare/section-rolling/roll-change-time").content.decode()
    assert 'Their way: <a href="/experiences/quick-roll-change">' in page


def test_whoever_is_weak_asks_the_strong_by_card_or_comes_to_see(four: make.Made) -> None:
    page = reader(four).get("/compare/section-rolling/roll-change-time").content.decode()
    asked = "from=dalian-medium-section&amp;to=benxi-medium-section&amp;about=roll-change-time"
    assert f'class="button button--small button--main" href="/cards/new?{asked}"' in page
    assert "/meetings/new?host=benxi-medium-section&amp;guest=dalian-medium-section&amp;metric=roll-change-time" in page


def test_what_is_hidden_is_not_shown_to_other_plants(made: make.Made, visit: Visit) -> None:
    rolling = made.trades["section-rolling"]
    made.metrics["cost"] = make.metric("cost", [rolling], kind="level", disclosure="hidden", unit=words("元", "CNY"))
    rows = make.weekly_rows("cost", "benxi-medium-section", level=4321.5, weeks=60, until=make.TODAY)
    make.load(made, "benxi", rows)
    own = visit("benxi", "workshop_head").get("/compare/section-rolling/cost")
    other = visit("dalian", "workshop_head").get("/compare/section-rolling/cost").content.decode()
    assert own.status_code == 200
    assert "4321" not in make.without_keys(other)
    assert "4,32" not in other
    assert "not shared" in other


def test_people_hurt_are_counted_and_nobody_is_ranked(made: make.Made, visit: Visit) -> None:
    for plant in ("dalian", "benxi", "plant-c"):
        rows = make.weekly_rows("people-hurt", f"{plant}-medium-section", level=1.0, weeks=60, until=make.TODAY)
        make.load(made, plant, [{**row, "value": 1} for row in rows])
    page = visit("dalian", "workshop_head").get("/compare/section-rolling/people-hurt").content.decode()
    assert "Workshops are not ranked by people hurt" in page
    assert "is-worse" not in page
    assert "is-better" not in page
    assert "clearly strong" not in page


def test_own_trade_is_opened_first_and_strange_addresses_are_not_found(made: make.Made, visit: Visit) -> None:
    client = visit("dalian", "workshop_head")
    assert client.get("/compare")["Location"] == "/compare/section-rolling"
    assert client.get("/compare/no-such-trade").status_code == 404
    assert client.get("/compare/blooming/roll-change-time").status_code == 404
    empty = client.get("/compare/blooming").content.decode()
    assert "Nothing to compare yet in Blooming." in empty


def test_a_workshop_says_what_it_is_good_at(four: make.Made) -> None:
    page = reader(four).get("/workshops/benxi-medium-section").content.decode()
    assert "Benxi Medium section is clearly strong in roll change time." in page
    assert "Benxi-Workshop_Head" in page
