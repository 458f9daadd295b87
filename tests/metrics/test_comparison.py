"""Who is clearly stronger, like with like, and what is never ranked."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huzhu import work
from huzhu.metrics import actions, queries
from huzhu.metrics.shown import Compared
from huzhu.words import words
from huzhu.workshops.actions import add_band
from huzhu.workshops.models import Workshop
from tests import make
from tests.metrics import weeks

pytestmark = pytest.mark.django_db
LEVELS = {"dalian": 100.0, "benxi": 50.0, "plant-c": 99.0, "plant-d": 101.0, "plant-e": 200.0, "plant-f": 98.0}


def made_and_loaded() -> make.Made:
    made = make.alliance(plants=weeks.PLANTS)
    for seed, (plant, level) in enumerate(LEVELS.items()):
        weeks.load(made, plant, weeks.minutes(level, seed))
    work.do_due_work()
    return made


def of(made: make.Made, person: object, metric: str = "roll-change-time", basis: str = "like_with_like") -> Compared:
    return queries.comparison(made.trades["section-rolling"], made.metrics[metric], basis, person)


def test_the_clearly_fast_and_the_clearly_slow_are_found_and_the_rest_is_not_told_apart() -> None:
    made = made_and_loaded()
    found = of(made, made.person("dalian", "workshop_head"))
    assert found.status == "compared"
    assert found.size == 6
    places = {place.workshop.plant.slug: place for place in found.places}
    assert found.places[0].workshop.plant.slug == "benxi"
    assert (places["benxi"].verdict, places["benxi"].place_low, places["benxi"].place_high) == ("clearly_better", 1, 1)
    assert (places["plant-e"].verdict, places["plant-e"].place_low) == ("clearly_worse", 6)
    assert places["dalian"].verdict == "no_clear_difference"
    assert places["dalian"].place_low < places["dalian"].place_high
    assert places["dalian"].is_own
    gap = places["benxi"].gap
    assert gap is not None
    assert gap.low < gap.amount < gap.high
    assert 0.4 < gap.relative < 0.6
    assert places["plant-e"].gap.amount < 0


def test_strong_where_weak_and_weak_where_strong_mirror_each_other() -> None:
    made = made_and_loaded()
    dalian, benxi = made.workshops["dalian-medium-section"], made.workshops["benxi-medium-section"]
    strong = queries.strong_where_weak(dalian, made.person("dalian", "workshop_head"))
    assert [each.other.workshop for each in strong] == [benxi]
    weak = queries.weak_where_strong(benxi, made.person("benxi", "workshop_head"))
    assert {each.other.workshop.plant.slug for each in weak} == set(LEVELS) - {"benxi"}
    assert weak[0].other.workshop.plant.slug == "plant-e"
    assert all(each.gap.amount > 0 and each.gap.low <= each.gap.amount <= each.gap.high for each in (*strong, *weak))


def test_fewer_than_four_are_shown_and_not_coloured() -> None:
    made = make.alliance()
    for seed, plant in enumerate(made.plants):
        weeks.load(made, plant, weeks.minutes(LEVELS[plant], seed))
    work.do_due_work()
    found = of(made, made.person("dalian", "workshop_head"))
    assert found.status == "too_few"
    assert all(place.value and not place.verdict and place.place_low is None for place in found.places)
    assert found.middle is None


def test_product_mix_is_taken_out_like_with_like_and_left_in_as_reported() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    random = np.random.default_rng(3)
    for seed, plant in enumerate(weeks.PLANTS):  # plant-f makes mostly the slow product and is as good as the others
        share = 0.9 if plant == "plant-f" else 0.1
        slow = random.random(weeks.WEEKS) < share
        values = weeks.minutes(100.0, seed) * np.where(slow, 2.0, 1.0)
        rows = [
            {
                "metric": "roll-change-time", "workshop": f"{plant}-medium-section", "value": float(value),
                "started_at": (weeks.FIRST + week * queries.WEEK).isoformat(),
                "product": "angle" if slow[week] else "round",
            }
            for week, value in enumerate(values)
        ]  # fmt: skip
        actions.load_rows(rows, plant=made.plants[plant], by=made.person(plant, "data_steward"))
    work.do_due_work()
    person = made.person("dalian", "workshop_head")
    workshop = made.workshops["plant-f-medium-section"]
    raw = of(made, person, basis="as_reported").place_of(workshop)
    fair = of(made, person).place_of(workshop)
    assert raw.verdict == "clearly_worse"
    assert fair.verdict == "no_clear_difference"
    assert fair.value == raw.value
    likeness = {place.workshop.plant.slug: place.likeness for place in of(made, person).places if not place.is_own}
    assert likeness["plant-f"] < 0.4 < likeness["benxi"]


def test_people_hurt_are_counted_and_never_ranked() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    hours = make.metric("hours-worked", list(made.trades.values()), kind="level", direction="band", grain="week")
    hurt = made.metrics["people-hurt"]
    hurt.exposure_metric, hurt.per = hours, 100_000
    hurt.save()
    for number, plant in enumerate(weeks.PLANTS):
        weeks.load(made, plant, [1000.0] * weeks.WEEKS, metric="hours-worked")
        events = [week for week in range(weeks.WEEKS) if week % (number + 4) == 0]
        values = [1.0 if week in events else 0.0 for week in range(weeks.WEEKS)]
        weeks.load(made, plant, values, metric="people-hurt", task="roll-change")
    work.do_due_work()
    found = of(made, made.person("dalian", "workshop_head"), "people-hurt")
    assert found.status == "counted"
    assert [place.workshop.plant.slug for place in found.places] == list(weeks.PLANTS)
    for place in found.places:
        assert place.count is not None
        assert place.exposure == pytest.approx(52_000)
        assert (place.place_low, place.verdict, place.low, place.gap) == (None, "", None, None)
    (row,) = [
        row
        for row in queries.indicator_rows(made.workshops["dalian-medium-section"], made.person("dalian", "operator"))
        if row.metric == hurt
    ]
    assert row.is_counted
    assert row.dots == ()
    assert row.best is None
    assert not queries.strong_where_weak(
        made.workshops["plant-f-medium-section"], made.person("plant-f", "workshop_head")
    )


def test_home_has_the_weakest_first_and_dots_with_better_to_the_right() -> None:
    made = made_and_loaded()
    for seed, plant in enumerate(weeks.PLANTS):
        level = 9.0 if plant == "dalian" else 3.0
        weeks.load(
            made, plant, np.round(level + 0.3 * weeks.noise(seed + 50), 3), metric="surface-rejects", exposure=100
        )
    work.do_due_work()
    rows = queries.indicator_rows(made.workshops["dalian-medium-section"], made.person("dalian", "workshop_head"))
    assert [row.metric.slug for row in rows] == ["surface-rejects", "roll-change-time"]
    worst = rows[0]
    assert worst.place.verdict == "clearly_worse"
    assert next(dot.at for dot in worst.dots if dot.is_own) == 0.0
    assert max(dot.at for dot in worst.dots) == 1.0
    assert len(worst.weeks) == 52
    assert worst.now == pytest.approx(9.0, abs=0.5)
    assert rows[1].best.workshop.plant.slug == "benxi"


def test_the_number_of_queries_does_not_grow_with_workshops_and_metrics() -> None:
    made = make.alliance(plants=weeks.PLANTS)

    def asked() -> int:
        person, workshop = made.person("dalian", "workshop_head"), made.workshops["dalian-medium-section"]
        assert person.is_member
        with CaptureQueriesContext(connection) as seen:
            rows = queries.indicator_rows(workshop, person)
            queries.matrix(workshop.trade, "like_with_like", person, workshop)
            queries.strong_where_weak(workshop, person)
        assert rows
        return len(seen)

    for seed, plant in enumerate(weeks.PLANTS[:2]):
        weeks.load(made, plant, weeks.minutes(50.0, seed))
    work.do_due_work()
    few = asked()
    for seed, plant in enumerate(weeks.PLANTS[2:]):
        weeks.load(made, plant, weeks.minutes(50.0, seed))
    for metric in ("surface-rejects", "people-hurt"):
        for plant in weeks.PLANTS:
            weeks.load(made, plant, [1.0] * weeks.WEEKS, metric=metric)
    work.do_due_work()
    assert asked() == few


def test_the_place_inside_the_size_band_counts_only_those_of_the_band() -> None:
    made = made_and_loaded()
    trade = made.trades["section-rolling"]
    small, large = (add_band(trade, name=words(en=name), by=None) for name in ("Small", "Large"))
    for plant in LEVELS:
        band = large if plant in ("dalian", "plant-c", "plant-e") else small
        Workshop.objects.filter(plant__slug=plant).update(band=band)
    first, last, of_how_many = of(made, made.person("dalian", "workshop_head")).place_in_band
    assert (first, of_how_many) == (1, 3)
    assert last == 2  # plant E is clearly slower; plant C cannot be told apart
    Workshop.objects.update(band=None)
    assert of(made, made.person("dalian", "workshop_head")).place_in_band is None
