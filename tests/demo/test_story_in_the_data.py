"""The article's story must be in the data, and the engine must find it there: nobody tells it."""

from datetime import date

import numpy as np
import pytest

from huzhu import effects
from huzhu.demo.story import ADOPTIONS
from tests.demo.weekly import MONDAYS, before_decision, pick, week_of, weekly

MEDIUM, LINE_1, LINE_2 = ("dalian-medium-section", ""), ("dalian-small-section", "1"), ("dalian-small-section", "2")
PEERS = [
    (f"{plant}-{kind}", line)
    for plant in ("benxi", "plant-c")  # plant D changed its definition on 1957-10-01 and is no peer
    for kind, line in (("medium-section", ""), ("small-section", "1"), ("small-section", "2"))
]
STARTS = {MEDIUM: (date(1957, 7, 15), 6), LINE_1: (date(1957, 8, 12), 5), LINE_2: (date(1957, 9, 9), 5)}
PLANT_C_FOLLOWS = week_of(date(1958, 2, 24))


def of_roll_change(readings, unit):
    """The engine's answer on roll change at one line of Dalian."""
    start, ramp = STARTS[unit]
    units = [unit, *PEERS]
    soiled = [PLANT_C_FOLLOWS if each[0] == "plant-c-medium-section" else None for each in units]
    panel = weekly(readings, "roll-change-time", units)
    return effects.estimate(
        panel,
        0,
        week_of(start),
        scale="log",
        ramp=ramp,
        baseline=52,
        exclude=before_decision(start),
        contaminated=soiled,
    )


@pytest.mark.parametrize(("unit", "truth"), [(MEDIUM, -0.49), (LINE_1, -0.37), (LINE_2, -0.31)])
def test_dalian_changes_rolls_in_half_the_time_on_medium_and_a_third_less_on_small_sections(readings, unit, truth):
    found = of_roll_change(readings, unit)
    assert found.status == "estimated"
    assert found.relative_low <= truth <= found.relative_high
    assert found.relative_high < -0.15  # clear of zero
    assert found.relative_high - found.relative_low < 0.30


@pytest.mark.parametrize(("unit", "least", "most"), [(MEDIUM, 48, 52), (LINE_1, 36, 40), (LINE_2, 30, 34)])
def test_raw_before_and_after_is_what_a_newspaper_would_report(readings, unit, least, most):
    start, ramp = STARTS[unit]
    mine = pick(readings, "roll-change-time", unit)
    usable = mine["value"] >= 5  # hours written for minutes
    at = mine["started_at"][usable]
    value = mine["value"][usable]
    begin = np.datetime64(start)
    before = value[(at >= begin - 120) & (at < begin)]
    settled = begin + 7 * ramp
    after = value[(at >= settled) & (at < settled + 120)]
    assert least <= round(100 * (1 - after.mean() / before.mean())) <= most


def test_nothing_is_found_at_mills_that_changed_nothing(readings):
    """Benxi taught the others and changed nothing itself."""
    units = [("benxi-medium-section", ""), *[each for each in PEERS if each[0] != "benxi-medium-section"]]
    soiled = [PLANT_C_FOLLOWS if each[0] == "plant-c-medium-section" else None for each in units]
    panel = weekly(readings, "roll-change-time", units)
    start = date(1957, 7, 15)
    found = effects.estimate(
        panel, 0, week_of(start), scale="log", ramp=6, baseline=52, exclude=before_decision(start), contaminated=soiled
    )
    assert found.relative_low < 0 < found.relative_high


CASTING = [("benxi-casting", ""), ("dalian-casting", ""), ("plant-c-casting", ""), ("plant-d-casting", "")]


def of_ingot_yield(readings, steel):
    start = date(1957, 1, 21)
    panel = weekly(readings, "ingot-yield", CASTING, steel)
    return effects.estimate(panel, 0, week_of(start), ramp=8, exclude=before_decision(start))


def test_hot_top_heating_raises_the_yield_of_killed_steel(readings):
    found = of_ingot_yield(readings, "killed")
    assert found.low <= 2.4 <= found.high
    assert found.low > 1.0


def test_hot_top_heating_does_nothing_to_rimmed_steel(readings):
    found = of_ingot_yield(readings, "rimmed")
    assert found.low <= 0 <= found.high
    assert abs(found.estimate) < 0.5


def turning(readings, metric, first, until):
    mine = pick(readings, metric, ("benxi-blooming", ""), task="ingot-turning")
    inside = (mine["started_at"] >= np.datetime64(first)) & (mine["started_at"] < np.datetime64(until))
    return mine["value"][inside]


def test_the_shorter_head_hurts_people_and_the_turning_plate_ends_it(readings):
    before = turning(readings, "people-hurt", "1956-09-01", "1957-01-21")
    danger = turning(readings, "people-hurt", "1957-01-21", "1957-11-04")
    after = turning(readings, "people-hurt", "1957-11-04", "1959-01-01")
    assert len(before) <= 2
    assert len(danger) >= 5
    assert len(after) == 0


def test_near_misses_at_the_turning_task_tell_of_the_danger_within_a_few_months(readings):
    months = np.arange(np.datetime64("1956-09"), np.datetime64("1958-01"))
    mine = pick(readings, "near-misses", ("benxi-blooming", ""), task="ingot-turning")
    counts = np.array([(mine["started_at"].astype("datetime64[M]") == month).sum() for month in months])
    found = effects.watch_counts(counts, start=5, exposure=np.full(len(months), 60_000.0))
    assert found.reading == "harmful"
    assert found.alarm_at is not None
    assert found.alarm_at - 5 <= 5


COATED = [("plant-c-casting", "2"), ("plant-c-casting", "1")] + [
    (f"{plant}-casting", line) for plant in ("dalian", "benxi", "plant-d") for line in "12"
]


def test_a_coating_tried_after_a_bad_spell_only_seems_to_help(readings):
    """Case 18: with the last eight weeks as baseline it seems to work; with a year that leaves the spell out it does
    not."""
    start = week_of(next(each.starts_on for each in ADOPTIONS if each.case == 18))
    panel = weekly(readings, "surface-rejects", COATED)
    spell = np.convolve(panel[0], np.ones(6) / 6, "valid")
    since = week_of(date(1957, 10, 1))
    worst = since + np.argmax(spell[since : week_of(date(1958, 7, 1))])
    assert start == worst + 6  # it was tried right after the worst six weeks
    options = {"scale": "logit", "ceiling": 100.0, "last": start + 26}
    short = effects.estimate(panel, 0, start, baseline=8, **options)
    long = effects.estimate(panel, 0, start, baseline=60, exclude=list(range(start - 8, start)), **options)
    assert short.relative < -0.08
    assert long.relative_low < 0 < long.relative_high
    assert long.relative > short.relative + 0.04


def test_bucket_charging_shows_through_the_scrap_shortage(readings):
    """Case 6: the shortage hides half of it from a before-and-after; against peers it comes near 7 %."""
    units = [(f"{plant}-eaf", "") for plant in ("plant-d", "dalian", "benxi", "plant-c")]
    panel = weekly(readings, "heat-time", units)
    start = week_of(date(1957, 2, 4))
    found = effects.estimate(panel, 0, start, scale="log", ramp=4, last=week_of(date(1957, 5, 5)))
    assert found.relative_low <= -0.07 <= found.relative_high
    raw = np.nanmean(panel[0, start + 4 : start + 13]) / np.nanmean(panel[0, :start]) - 1
    assert raw > found.relative


def test_plant_d_is_caught_as_a_break_nobody_adopted_anything_for(readings):
    units = [("plant-d-small-section", line) for line in "12"]
    units += [(f"{plant}-small-section", line) for plant in ("benxi", "plant-c") for line in "12"]
    panel = weekly(readings, "roll-change-time", units)
    found = effects.find_breaks(np.log(panel))
    assert any(each.unit in (0, 1) and abs(each.period - week_of(date(1957, 10, 1))) <= 3 for each in found)
    assert len(MONDAYS) == panel.shape[1]
