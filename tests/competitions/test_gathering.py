"""What a round counts, read from the rooms: every way by which help came, promises that were due, and reports."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from huzhu.adoptions import actions as adoption_actions
from huzhu.adoptions.models import Adoption
from huzhu.competitions import counting, helping
from huzhu.competitions.helped import helpers_of
from huzhu.competitions.models import Round
from huzhu.contracts.models import ContractItem
from huzhu.express.models import Story, StoryReceipt
from huzhu.hazards import actions as hazard_actions
from huzhu.hazards.models import Call, Hazard
from huzhu.words import words
from tests import make
from tests.competitions import staging


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(staging.PLANTS)


def ways(adoption: Adoption) -> dict[str, list[str]]:
    found = Adoption.objects.select_related("workshop__plant", "experience__origin__plant").get(pk=adoption.pk)
    return {shop.plant.slug: routes for shop, routes in helpers_of(found).items()}


def reports(made: make.Made) -> list[tuple[str, str, float]]:
    """(kind, plant, points) of a round that has begun."""
    staging.mills(made)
    round_ = staging.to(made, staging.draft(made), "running")
    staging.it_is(staging.ENDS)
    found = counting.count(round_).result["reports"]
    return [(each["kind"], each["workshop"].removesuffix("-medium-section"), each["points"]) for each in found]


# Help


def test_help_comes_by_word_of_mouth_by_an_offer_at_a_visit_and_by_contract(made: make.Made) -> None:
    taken = staging.helped(made, at="dalian", origin="dalian")
    assert ways(taken) == {}
    contract, _inspection = make.contract(made)
    offer = make.card(made, at="plant-c", to="dalian", kind="offer", what=words(en="A trolley"))
    action = make.meeting(made, host="benxi", guest="dalian").actions.get()
    for change, expected in (
        ({"learned_from": staging.mill(made, "plant-c")}, {"plant-c": ["taught"]}),
        ({"card": offer}, {"plant-c": ["card"]}),
        ({"visit_action": action}, {"benxi": ["visit"]}),
        ({"contract_item": contract.items.get()}, {"benxi": ["contract"]}),
    ):
        blank = dict.fromkeys(("learned_from", "card", "visit_action", "contract_item"))
        Adoption.objects.filter(pk=taken.pk).update(**blank | change)
        assert ways(taken) == expected, change


def test_a_question_alone_is_no_help(made: make.Made) -> None:
    taken = staging.helped(made, at="dalian", origin="dalian")
    Adoption.objects.filter(pk=taken.pk).update(card=make.card(made, at="benxi", to="dalian"))
    assert ways(taken) == {}, "posting does not count, answering does"


def warned(made: make.Made, *, called: bool = True, called_at: datetime.date = datetime.date(1958, 2, 3)) -> Adoption:
    """Plant C told of a danger; Benxi's plate removes it; Dalian, called because of it, took the plate up."""
    told = make.hazard(made, at="plant-c", severity="goods")
    hazard_actions.acknowledge(told, by=made.person("plant-c", "safety_officer"))
    taken = staging.helped(made, at="dalian", origin="benxi")
    moment = timezone.make_aware(datetime.datetime.combine(called_at, datetime.time(10)))
    Hazard.objects.filter(pk=told.pk).update(remedy=taken.experience, raised_at=moment)
    if called:
        Call.objects.create(hazard=told, workshop=taken.workshop, why="adopter", called_at=moment)
    return taken


def test_a_warning_is_help_where_who_was_called_took_up_the_remedy(made: make.Made) -> None:
    taken = warned(made)
    assert ways(taken) == {"benxi": ["experience", "taught"], "plant-c": ["warning"]}
    Hazard.objects.update(state="refuted", ended_by=made.person("plant-c", "safety_officer"), ended_at=timezone.now())
    assert ways(taken) == {"benxi": ["experience", "taught"]}, "a danger that was none is no warning"


@pytest.mark.parametrize(
    "said", [{"called": False}, {"called_at": datetime.date(1958, 6, 2)}], ids=["not called", "called when it was done"]
)
def test_a_warning_that_did_not_lead_to_it_is_no_help(made: make.Made, said: dict[str, object]) -> None:
    assert ways(warned(made, **said)) == {"benxi": ["experience", "taught"]}  # type: ignore[arg-type]


def test_an_express_about_a_danger_is_a_warning_too(made: make.Made) -> None:
    taken = warned(made, called=False)
    story = make.story(made, at="plant-c", urgency="safety")
    Story.objects.filter(pk=story.pk).update(hazard=Hazard.objects.get())
    StoryReceipt.objects.filter(story=story, workshop=taken.workshop).update(adoption=taken)
    assert ways(taken) == {"benxi": ["experience", "taught"], "plant-c": ["warning"]}


def test_a_warning_earns_by_the_gain_that_the_receiver_confirms_and_not_twice(made: make.Made) -> None:
    staging.mills(made)
    taken = warned(made)
    round_ = staging.to(made, staging.draft(made), "running")
    staging.it_is(staging.ENDS)

    def earned() -> tuple[float, float]:
        found = counting.count(Round.objects.get(pk=round_.pk)).result["entrants"]["plant-c-medium-section"]
        return found["parts"]["help"]["credited"], found["parts"]["help"]["fixed"]

    assert earned() == (0.0, 2.0), "nobody has confirmed anything: the fixed amount"
    head = made.person("dalian", "workshop_head")
    assert staging.mill(made, "plant-c") in {shop for _taken, shop, _ways in helping.waiting_for(head)}
    helping.confirm_help(taken, staging.mill(made, "plant-c"), by=head)
    credited, fixed = earned()
    assert credited > 2 and fixed == 0, "by the gain, and not twice"
    client = Client(headers={"accept-language": "en"})
    client.force_login(made.person("plant-c", "workshop_head"))
    page = client.get(f"{round_.address}/of/plant-c-medium-section").content.decode()
    assert "its warning" in page and "its gain was measured elsewhere" in page
    helping.confirm_help(taken, staging.mill(made, "benxi"), by=head)
    shared, fixed = earned()
    assert shared == pytest.approx(credited / 2), "shared with whose remedy it was"
    assert shared + fixed == pytest.approx(max(2, shared))


# Reports


def test_a_danger_reported_earns_once_it_is_known_to_be_one(made: make.Made) -> None:
    told, unknown, none = (make.hazard(made, severity="hurt", title=words(en=f"Danger {n}")) for n in range(3))
    officer = made.person("dalian", "safety_officer")
    hazard_actions.acknowledge(told, by=officer)
    hazard_actions.refute(none, by=officer, evidence=words(en="Nothing there"))
    assert Hazard.objects.get(pk=unknown.pk).state == "suspected"
    assert reports(made) == [("warning", "dalian", 2.0)]


@pytest.mark.parametrize(
    ("evidence", "points"), [("harmful", 2.0), ("not_shown", 2.0), ("verified", None), ("measuring", None)]
)
def test_a_failure_told_with_its_reason_earns_and_a_success_given_up_does_not(
    made: make.Made, evidence: str, points: float | None
) -> None:
    taken = staging.helped(made, at="dalian", origin="benxi", evidence=evidence)
    adoption_actions.stop(taken, by=None, why="the bars are too short for it")
    assert reports(made) == ([("failure", "dalian", points)] if points else [])


def test_a_remedy_earns_where_it_removed_a_danger_of_another_plant(made: make.Made) -> None:
    for at, number in (("dalian", 0), ("benxi", 1)):
        cured = make.hazard(made, at=at, title=words(en=f"Danger {number}"))
        remedy = make.experience(made, origin="benxi", title=words(en=f"Plate {number}"))
        Hazard.objects.filter(pk=cured.pk).update(
            state="remedied", remedy=remedy, remedied_at=timezone.make_aware(datetime.datetime(1958, 9, 15))
        )
    found = reports(made)
    assert [each for each in found if each[0] == "remedy"] == [("remedy", "benxi", 4.0)], "not the one at home"


# Promises


@pytest.mark.parametrize(
    ("state", "kept", "points"),
    [("planned", 0, 0.0), ("accepted", 1, 10.0), ("waived", None, 0.0)],
)
def test_a_promise_that_was_due_counts_for_both_sides(
    made: make.Made, state: str, kept: int | None, points: float
) -> None:
    make.contract(made)  # due ninety days after the draft: some days before the period ends
    by, when = made.person("dalian", "workshop_engineer"), datetime.datetime(1958, 10, 1, tzinfo=datetime.UTC)
    done = {"accepted_by": by, "evidence": "the shift book", "settled_at": when} if state == "accepted" else {}
    ContractItem.objects.update(state=state, **done)
    staging.mills(made)
    round_ = staging.to(made, staging.draft(made), "running")
    staging.it_is(staging.ENDS)
    entrants = counting.count(round_).result["entrants"]
    for plant in ("dalian", "benxi"):
        own = entrants[f"{plant}-medium-section"]["parts"]["fulfilment"]
        assert (own["due"], own["kept"], own["points"]) == ((0, 0, 0.0) if kept is None else (1, kept, points)), plant
    assert entrants["plant-c-medium-section"]["parts"]["fulfilment"]["due"] == 0
