"""Hidden values stay hidden: on every question that can be asked, and inside everything that is computed."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from huzhu import work
from huzhu.adoptions import actions as adoption_actions
from huzhu.adoptions import queries as adoption_queries
from huzhu.adoptions.models import Adoption
from huzhu.metrics import actions, catalogue, disclosure, queries
from huzhu.metrics.disclosure import Sight, may_show_blend, sight
from huzhu.metrics.models import Comparison
from tests import make
from tests.metrics import weeks

SECRET = "benxi"
CANARY = 7351.25  # no other number here comes near it


def seen_by(made: make.Made, plant: str) -> Any:
    """Every number another plant's people can ask for, as one plain structure."""
    answers: list[Any] = []
    for role in ("workshop_head", "operator"):
        answers.append(_asked(made, made.person(plant, role)))
    for role in ("secretariat", "administrator"):
        answers.append(_asked(made, made.person("alliance", role)))
    return answers


def _asked(made: make.Made, person: Any) -> Any:
    trade = made.trades["section-rolling"]
    found: list[Any] = []
    for workshop in made.workshops.values():
        if workshop.trade_id != trade.pk:
            continue
        found.append(queries.indicator_rows(workshop, person))
        found.append(queries.strong_where_weak(workshop, person))
        found.append(queries.weak_where_strong(workshop, person))
        found.append(adoption_queries.taken_up_by(workshop, person))
        for metric in made.metrics.values():
            found.append(catalogue.readings(metric, workshop, person))
            found.append(catalogue.gaps(metric, workshop, person))
    for basis in Comparison.Basis.values:
        found.append(queries.matrix(trade, basis, person))
        found += [queries.comparison(trade, metric, basis, person) for metric in made.metrics.values()]
    for adoption in Adoption.objects.visible_to(person):
        found.append(adoption_queries.effect_page(adoption, person))
        found.append(adoption_queries.experience_effects(adoption.experience, person))
        found.append(adoption_queries.story(adoption, person))
    return plain(found)


def plain(thing: Any) -> Any:
    """Tables by name, records by their fields, moments left out."""
    if isinstance(thing, models.Model):
        return thing.journal_name
    if dataclasses.is_dataclass(thing):
        return {each.name: plain(getattr(thing, each.name)) for each in dataclasses.fields(thing)}
    if isinstance(thing, dict):
        return {str(key): plain(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [plain(each) for each in thing]
    if isinstance(thing, datetime.datetime):
        return None
    return thing


def numbers(thing: Any) -> list[float]:
    if isinstance(thing, dict):
        return [number for value in thing.values() for number in numbers(value)]
    if isinstance(thing, list):
        return [number for value in thing for number in numbers(value)]
    return [float(thing)] if isinstance(thing, int | float) and not isinstance(thing, bool) else []


def world(disclosure: str, secret: np.ndarray, plants: tuple[str, ...] = weeks.PLANTS) -> make.Made:
    """Five plants with plain data, the secret one's own, and an adoption at Dalian in week 60."""
    made = make.alliance(plants=plants)
    actions.change_disclosure(made.metrics["roll-change-time"], disclosure, by=made.person("alliance", "committee"))
    for seed, plant in enumerate(plants):
        values = (
            secret if plant == SECRET else weeks.minutes(100.0 + 5 * seed, seed, 60 if plant == "dalian" else None, 0.6)
        )
        weeks.load(made, plant, values)
    taken = make.experience(made, origin="plant-c")
    starts_on = weeks.FIRST + datetime.timedelta(weeks=60)
    adoption = make.adoption(made, taken, starts_on=starts_on, decided_on=starts_on, ramp_weeks=2)
    adoption_actions.review_risk(adoption, by=None)
    adoption_actions.start(adoption, by=None)
    work.do_due_work()
    return made


@pytest.mark.django_db
def test_an_open_metric_shows_the_values_so_that_the_canary_can_be_found_at_all() -> None:
    made = world("open", weeks.minutes(CANARY, 77))
    found = numbers(seen_by(made, "dalian"))
    assert any(abs(number - CANARY) < CANARY / 4 for number in found)


@pytest.mark.django_db
@pytest.mark.parametrize("disclosure", ["change", "hidden"])
def test_no_number_near_a_confidential_level_is_seen_elsewhere(disclosure: str) -> None:
    made = world(disclosure, weeks.minutes(CANARY, 77))
    found = numbers(seen_by(made, "dalian")) + numbers(seen_by(made, "plant-d"))
    assert found
    assert not [number for number in found if 2000 < abs(number) < 50_000]
    own = numbers(seen_by(made, SECRET))
    assert any(abs(number - CANARY) < CANARY / 4 for number in own)


@pytest.mark.django_db
def test_hidden_values_change_nothing_that_others_see() -> None:
    """Not the middle of the group, no place, no estimate, no peer, no check: other data, the same answers."""
    answers = []
    for secret in (weeks.minutes(40.0, 1), weeks.minutes(900.0, 2, 70, 3.0)):
        with transaction.atomic():
            made = world("hidden", secret)
            answers.append((seen_by(made, "dalian"), seen_by(made, "plant-d")))
            transaction.set_rollback(True)
    assert answers[0] == answers[1]


@pytest.mark.django_db
def test_where_only_change_is_shown_the_level_changes_nothing_that_others_see() -> None:
    answers = []
    for level in (40.0, 640.0):
        with transaction.atomic():
            made = world("change", np.round(weeks.minutes(10.0, 5) * level / 10, 6))
            answers.append(numbers(seen_by(made, "dalian")))
            transaction.set_rollback(True)
    assert answers[0] == pytest.approx(answers[1], rel=2e-3, abs=2e-3)


@pytest.mark.django_db
def test_summary_shows_the_year_and_no_week() -> None:
    made = world("summary", weeks.minutes(50.0, 3))
    person, trade = made.person("dalian", "workshop_head"), made.trades["section-rolling"]
    metric, secret = made.metrics["roll-change-time"], made.workshops["benxi-medium-section"]
    metric.refresh_from_db()
    place = queries.comparison(trade, metric, "like_with_like", person).place_of(secret)
    assert place.value is not None
    assert place.low < place.high
    (row,) = [each for each in queries.indicator_rows(secret, person) if each.metric == metric]
    assert row.weeks == ()
    assert catalogue.readings(metric, secret, person) == []
    until = queries.comparison(trade, metric, "like_with_like", person).until_on
    assert (until - datetime.timedelta(days=7)).month != until.month, "the year ends with a month, not with a week"
    page = adoption_queries.effect_page(Adoption.objects.get(), person)
    assert page.effect is not None
    stranger = adoption_queries.effect_page(Adoption.objects.get(), made.person("plant-d", "workshop_head"))
    assert stranger.effect is not None
    assert stranger.chart is None
    assert stranger.now is None
    assert stranger.peers == ()


@pytest.mark.django_db
def test_hidden_means_not_even_whether_there_is_a_value() -> None:
    made = world("hidden", weeks.minutes(50.0, 3))
    person, trade = made.person("dalian", "workshop_head"), made.trades["section-rolling"]
    metric = made.metrics["roll-change-time"]
    metric.refresh_from_db()
    others = [each for each in queries.comparison(trade, metric, "like_with_like", person).places if not each.is_own]
    assert {each.status for each in others} == {"not_shared"}
    assert {(each.value, each.change, each.verdict, each.place_low) for each in others} == {(None, None, "", None)}
    page = adoption_queries.effect_page(Adoption.objects.get(), made.person("plant-d", "workshop_head"))
    assert page.status == "not_shared"
    assert page.effect is None
    assert page.evidence == ""
    own = adoption_queries.effect_page(Adoption.objects.get(), person)
    assert own.peer_count == 0


@pytest.mark.django_db
def test_a_narrower_disclosure_takes_effect_at_once() -> None:
    made = world("open", weeks.minutes(CANARY, 77))
    metric = made.metrics["roll-change-time"]
    actions.change_disclosure(metric, "hidden", by=made.person("alliance", "committee"))
    assert not [number for number in numbers(seen_by(made, "plant-d")) if 2000 < abs(number) < 50_000]
    work.do_due_work()
    assert not [number for number in numbers(seen_by(made, "plant-d")) if 2000 < abs(number) < 50_000]


@pytest.mark.django_db
def test_no_one_plant_decides_what_plants_see() -> None:
    made = make.alliance()
    for place, role in (("benxi", "data_steward"), ("benxi", "chief_engineer"), ("benxi", "plant_director")):
        with pytest.raises(PermissionDenied):
            actions.change_disclosure(made.metrics["roll-change-time"], "open", by=made.person(place, role))
    made.metrics["roll-change-time"].refresh_from_db()
    stranger = make.person("nobody", "operator", workshop=made.workshops["dalian-medium-section"])
    stranger.seats.all().delete()
    assert (
        sight(made.metrics["roll-change-time"], made.plants["dalian"].pk, type(stranger).objects.get(pk=stranger.pk))
        == Sight.NOTHING
    )


# The rule on blends, by itself

PLANT_OF = {f"{plant}{number}": place for place, plant in enumerate("abcde") for number in (1, 2)}


def test_a_blend_of_own_workshops_is_shown_and_one_of_few_plants_is_not() -> None:
    assert may_show_blend({}, {}, [])
    assert not may_show_blend({"a1": 1.0}, PLANT_OF, [])
    assert not may_show_blend({"a1": 0.5, "b1": 0.5}, PLANT_OF, []), "with the help of a, b's values would be known"
    assert may_show_blend({"a1": 0.4, "b1": 0.3, "c1": 0.3}, PLANT_OF, [])
    assert not may_show_blend({"a1": 0.35, "a2": 0.35, "b1": 0.15, "c1": 0.15}, PLANT_OF, []), "one plant has 70 %"
    assert not may_show_blend({"a1": 0.5, "b1": 0.48, "c1": 0.02}, PLANT_OF, []), "with the help of a, almost only b"


def test_several_blends_together_must_not_give_a_value_away() -> None:
    first = {"a1": 0.4, "b1": 0.3, "c1": 0.3}
    assert may_show_blend(first, PLANT_OF, [first]), "the same again tells nothing new"
    assert not may_show_blend({"a1": 0.2, "b1": 0.5, "c1": 0.3}, PLANT_OF, [first])
    assert may_show_blend({"b2": 0.3, "c2": 0.3, "d1": 0.4}, PLANT_OF, [first])


def test_leaning_away_from_a_workshop_gives_its_value_away_as_well_as_leaning_on_it() -> None:
    first = {"a1": 0.4, "b1": 0.3, "c1": 0.3}
    assert not may_show_blend({"a1": 0.4, "b1": 0.3, "c1": 0.3, "d1": -0.3}, PLANT_OF, [first])
    assert not may_show_blend({"a1": 0.2, "b1": 0.2, "c1": -0.9}, PLANT_OF, []), "one plant moves most of it"


ROUNDING = 0.5 * 10.0**-disclosure.SHOWN_DIGITS  # of a value shown, at least
NEAREST = 0.1  # of a value, to which nobody may come


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.floats(-0.3, 1), min_size=5, max_size=5), min_size=1, max_size=8))
@example([[0.96875, 1.0, 0.0, 1.0, 0.0], [0.97070312, 1.0, 0.0, 1.0, 0.0]])
def test_adding_up_what_was_admitted_comes_near_nobodys_value_even_with_an_ally(
    several: list[list[float]],
) -> None:
    """The best guess at one value is a sum of the blends shown: off by what the others move it, and by the rounding."""
    slugs = ["a1", "b1", "c1", "d1", "e1"]
    shown: list[dict[str, float]] = []
    for loads in several:
        blend = {slug: load for slug, load in zip(slugs, loads, strict=True) if abs(load) > 0.01}
        if blend and may_show_blend(blend, PLANT_OF, shown):
            shown.append(blend)
    for ally in [None, *slugs]:
        left = [slug for slug in slugs if slug != ally]
        rows = [[blend.get(slug, 0.0) for slug in left] for blend in shown]
        equations = np.array([row / np.linalg.norm(row) for row in rows if any(row)]).reshape(-1, len(left))
        blurred = equations.T @ equations / ROUNDING**2 + np.eye(len(left))
        assert np.sqrt(np.diag(np.linalg.inv(blurred))).min() >= NEAREST
