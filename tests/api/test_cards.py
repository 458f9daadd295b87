"""Cards through the API: the same rights and the same verbs as on the pages; a card sent twice is one card."""

from __future__ import annotations

import pytest
from tests import make
from tests.api.test_api import Caller

from huzhu.cards.models import Card
from huzhu.metrics.models import Metric

ASKED = {
    "workshop": "dalian-medium-section",
    "title": {"zh": "换辊太慢"},
    "tried": {"en": "More men"},
    "to": ["benxi-medium-section"],
    "metric": "roll-change-time",
    "value_now": 76.5,
}
SAID = {"text": {"zh": "预装"}, "preconditions": {"zh": "备用座"}, "risk": {"zh": "压手"}}


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


@pytest.fixture
def asker(made: make.Made) -> Caller:
    return Caller(made.person("dalian", "workshop_head"))


@pytest.fixture
def asked(made: make.Made) -> Caller:
    return Caller(made.person("benxi", "workshop_head"))


def test_ask_take_on_answer(made: make.Made, asker: Caller, asked: Caller) -> None:
    sent = asker("POST", "/cards", ASKED)
    assert sent.status_code == 201, sent.content
    card = sent.json()
    assert (card["number"], card["state"], card["is_across"]) == (1, "issued", True)
    assert [each["number"] for each in asked("GET", "/cards?waits_for_me=true").json()] == [1]
    assert asked("POST", "/cards/1/acknowledge").json()["state"] == "acknowledged"
    answered = asked("POST", "/cards/1/answers", SAID)
    assert answered.status_code == 201, answered.content
    assert asker("GET", "/cards/1").json()["answers"][0]["text"] == {"zh": "预装"}
    assert asked("GET", "/cards?waits_for_me=true").json() == []
    assert asked("GET", "/cards?state=answered").json()[0]["number"] == 1


def test_the_same_key_makes_one_card(asker: Caller) -> None:
    first = asker("POST", "/cards", ASKED, Idempotency_Key="k1")
    second = asker("POST", "/cards", ASKED, Idempotency_Key="k1")
    assert first.json() == second.json()
    assert Card.objects.count() == 1
    assert asker("POST", "/cards", {**ASKED, "urgency": "urgent"}, Idempotency_Key="k1").status_code == 422


def test_a_stranger_finds_no_card_and_asks_in_nobody_elses_name(made: make.Made, asker: Caller) -> None:
    asker("POST", "/cards", ASKED)
    stranger = Caller(made.person("plant-c", "workshop_head"))
    assert stranger("GET", "/cards").json() == []
    for method, path, body in (
        ("GET", "/cards/1", None),
        ("POST", "/cards/1/acknowledge", None),
        ("POST", "/cards/1/answers", SAID),
        ("GET", "/cards/99999999999999999999", None),
    ):
        assert stranger(method, path, body).status_code == 404, path
    assert stranger("POST", "/cards", ASKED).status_code == 403
    assert Caller(made.person("benxi", "data_steward"))("POST", "/cards/1/acknowledge").status_code == 403


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": {"zh": "换" * 31}}, "title"),
        ({"title": {}}, "title"),
        ({"metric": "no-such"}, "metric"),
        ({"to": ["no-such"]}, "to"),
        ({"urgency": "mild"}, "card.urgency"),
    ],
)
def test_what_is_wrong_is_said_by_field(asker: Caller, change: dict, field: str) -> None:
    refused = asker("POST", "/cards", {**ASKED, **change})
    assert refused.status_code == 422
    assert field in refused.json()["problems"]
    assert not Card.objects.exists()


def test_values_of_a_hidden_indicator_stay_with_their_plant(made: make.Made, asker: Caller, asked: Caller) -> None:
    Metric.objects.filter(slug="roll-change-time").update(disclosure="hidden")
    asker("POST", "/cards", ASKED)
    assert asker("GET", "/cards/1").json()["value_now"] == 76.5
    assert asked("GET", "/cards/1").json()["value_now"] is None
    assert "76.5" not in asked("GET", "/cards").content.decode()
