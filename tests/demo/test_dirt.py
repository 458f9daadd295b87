"""The demo's data is as dirty as it says, and no dirtier."""

import numpy as np
import pyarrow as pa
import pytest

from huzhu.demo.dirt import MISSING
from huzhu.demo.readings import SCHEMA
from huzhu.demo.rolls import REDEFINED_AT
from huzhu.demo.simulation import SEED, clean_readings, simulate


@pytest.fixture(scope="module")
def sent(batches):
    """First readings of all plants."""
    return pa.concat_tables(batch.table for batch in batches if not batch.is_correction)


@pytest.fixture(scope="module")
def clean():
    return clean_readings(SEED)


def column(table, name):
    return table[name].to_numpy()


def test_batches_have_the_canonical_columns_and_cover_the_years(batches, sent):
    assert len(batches) == 16
    assert all(batch.table.schema == SCHEMA for batch in batches)
    at = column(sent, "started_at")
    assert at.min() < np.datetime64("1956-09-02")
    assert np.datetime64("1958-12-31") <= at.max() < np.datetime64("1959-01-01")
    assert 150_000 < len(sent) < 300_000


def test_the_same_seed_gives_the_same_readings(batches):
    again = simulate(SEED)
    assert all(batch.table.equals(other.table) for batch, other in zip(batches, again, strict=True))


def test_about_three_in_a_hundred_are_missing_and_more_on_holidays(sent, clean):
    of_shift = np.isin(clean["metric"].astype(str), ["mill-availability", "ingot-yield", "output"])
    there = np.isin(column(sent, "metric"), ["mill-availability", "ingot-yield", "output"])
    keys = np.unique(column(sent, "key")[there])
    missing = 1 - len(keys) / of_shift.sum()
    assert MISSING < missing < MISSING + 0.01
    first_of_may = np.datetime64("1957-05-01")
    due = (of_shift & (clean["started_at"].astype("datetime64[D]") == first_of_may)).sum()
    came = len(
        np.unique(column(sent, "key")[there & (column(sent, "started_at").astype("datetime64[D]") == first_of_may)])
    )
    assert came < due * 0.97


def test_some_minutes_were_written_as_hours(sent):
    minutes = column(sent, "value")[column(sent, "metric") == "heat-time"]
    assert 0.002 < (minutes < 20).mean() < 0.008


def test_some_rows_came_twice(sent):
    doubled = len(sent) - len(np.unique(column(sent, "key")))
    assert 0.002 < doubled / len(sent) < 0.004


def test_corrections_come_later_and_replace_what_was_sent(batches, sent):
    corrections = [batch for batch in batches if batch.is_correction]
    firsts = {batch.name: batch for batch in batches if not batch.is_correction}
    first_value = dict(zip(column(sent, "key"), column(sent, "value"), strict=True))
    changed = 0
    for batch in corrections:
        assert 0 < (batch.sent_on - firsts[batch.name.removesuffix("-corrections")].sent_on).days <= 10
        keys, values = batch.table["key"].to_pylist(), batch.table["value"].to_pylist()
        assert set(keys) <= set(first_value)
        changed += sum(first_value[key] != value for key, value in zip(keys, values, strict=True))
    assert 300 < changed < 2000


def test_benxi_counted_an_injured_person_only_later(batches, sent):
    zero = (column(sent, "metric") == "people-hurt") & (column(sent, "value") == 0)
    (key,) = column(sent, "key")[zero]
    later = pa.concat_tables(batch.table for batch in batches if batch.is_correction)
    (value,) = column(later, "value")[column(later, "key") == key]
    assert value >= 1


def test_dalian_rounds_roll_changes_to_five_minutes(sent):
    values = column(sent, "value")
    rolls = column(sent, "metric") == "roll-change-time"
    dalian = np.char.startswith(column(sent, "workshop").astype(str), "dalian")
    assert (values[rolls & dalian] % 5 == 0).mean() > 0.97
    assert (values[rolls & ~dalian] % 5 == 0).mean() < 0.3


def test_plant_d_changed_its_definition_and_says_so(sent):
    rolls = column(sent, "metric") == "roll-change-time"
    mine = np.char.startswith(column(sent, "workshop").astype(str), "plant-d")
    late = column(sent, "started_at") >= REDEFINED_AT
    version = column(sent, "version")
    assert set(version[rolls & mine & late]) == {2}
    assert set(version[~(rolls & mine & late)]) == {1}


def test_plant_c_writes_near_misses_down_only_from_june_1957(sent):
    near = column(sent, "metric") == "near-misses"
    mine = np.char.startswith(column(sent, "workshop").astype(str), "plant-c")
    at = column(sent, "started_at")
    assert at[near & mine].min() >= np.datetime64("1957-06-01")
    assert at[near & ~mine].min() < np.datetime64("1956-09-05")


def test_nothing_is_produced_at_lunar_new_year(sent):
    at = column(sent, "started_at").astype("datetime64[D]")
    shift = column(sent, "metric") == "mill-availability"
    assert not (shift & (at == np.datetime64("1957-02-01"))).any()
    assert not (shift & (at == np.datetime64("1958-02-19"))).any()
