"""Warnings: each is raised where it should be, and clean readings raise none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from huzhu.metrics import stewarding, store
from huzhu.metrics.files import problems
from huzhu.metrics.files.reading import chunk_of_table
from tests.readings.corpus import BM, DM, DS, KNOWN, RCT, YIELD

START = dt.datetime(1957, 1, 7, 8)


def events(count: int, seed: int = 1, level: float = 95.0) -> tuple[list[dt.datetime], np.ndarray]:
    chance = np.random.default_rng(seed)
    at = [START + dt.timedelta(hours=float(h), minutes=7) for h in np.cumsum(chance.exponential(20, count)) // 1]
    return at, np.round(level * np.exp(0.3 * chance.standard_normal(count)), 2)


def batch(
    directory: Path, number: int, at: list[dt.datetime], values: np.ndarray, metric: str = RCT, workshop: str = DM
) -> Path:
    size = len(at)
    table = pa.table({"metric": [metric] * size, "workshop": [workshop] * size, "started_at": at, "value": values})
    return store.write(directory, number, [chunk_of_table(table, KNOWN)]).path


def codes(path: Path, *earlier: Path) -> dict[str, stewarding.Warned]:
    warned = stewarding.look_over(path, earlier, KNOWN)
    for each in warned:
        assert problems.WARNINGS[each.code] % each.params
    return {each.code: each for each in warned}


@pytest.mark.parametrize("seed", range(5))
def test_clean_readings_raise_nothing(tmp_path: Path, seed: int) -> None:
    assert codes(batch(tmp_path, 1, *events(400, seed))) == {}


def test_hours_for_minutes(tmp_path: Path) -> None:
    at, values = events(400)
    values[[50, 200, 333]] /= 60
    found = codes(batch(tmp_path, 1, at, np.round(values, 3)))
    assert set(found) == {"unit_slip"}
    assert found["unit_slip"].params["factor"] == "1/60"
    assert sorted(row for _, row in found["unit_slip"].rows) == [51, 201, 334]


def test_a_slip_in_a_small_batch_is_judged_by_the_earlier_ones(tmp_path: Path) -> None:
    at, values = events(400)
    first = batch(tmp_path, 1, at, values)
    late = [at[-1] + dt.timedelta(days=1), at[-1] + dt.timedelta(days=2)]
    second = batch(tmp_path, 2, late, np.array([90.0, 1.55]))
    assert codes(second) == {}
    assert codes(second, first)["unit_slip"].count == 1


def test_fractions_among_percent(tmp_path: Path) -> None:
    at = [START + dt.timedelta(days=d) for d in range(200)]
    values = 90 + np.random.default_rng(2).standard_normal(200)
    values[[3, 9]] /= 100
    assert codes(batch(tmp_path, 1, at, np.round(values, 4), YIELD))["unit_slip"].params["factor"] == "1/100"


def test_rounding_gaps_stuck_and_impossible(tmp_path: Path) -> None:
    at, values = events(400)
    assert codes(batch(tmp_path, 1, at, np.round(values / 5) * 5))["rounding"].params["step"] == 5
    assert codes(batch(tmp_path, 2, at, np.round(values / 15) * 15))["rounding"].params["step"] == 15
    later = [t + dt.timedelta(weeks=9) if i > 200 else t for i, t in enumerate(at)]
    gap = codes(batch(tmp_path, 3, later, values))["gap"]
    assert 8 <= gap.count <= 9
    stuck = values.copy()
    stuck[100:120] = 77.7
    assert codes(batch(tmp_path, 4, at, stuck))["same_value"].count == 20
    days = [START + dt.timedelta(days=d) for d in range(100)]
    shares = 91 + np.random.default_rng(3).standard_normal(100)
    shares[5], shares[6] = 104, -1
    found = codes(batch(tmp_path, 5, days, shares, YIELD))
    assert found["above_100"].count == found["negative"].count == 1


def test_duplicates_by_time_and_value(tmp_path: Path) -> None:
    at, values = events(100)
    first = batch(tmp_path, 1, at, values)
    table = pa.table({"metric": [RCT], "workshop": [DM], "shift": ["甲"], "started_at": at[7:8], "value": values[7:8]})
    second = store.write(tmp_path, 2, [chunk_of_table(table, KNOWN)]).path
    assert codes(second, first)["duplicates"].count == 1


def test_a_change_of_definition_shows_as_a_break(tmp_path: Path) -> None:
    paths = []
    for place, workshop in enumerate((DM, DS, BM)):
        at, values = events(900, 10 + place)
        if workshop == DS:
            values = np.where(np.array(at) >= dt.datetime(1958, 1, 6), values * 1.4, values)
        paths.append(batch(tmp_path, place, at, values, workshop=workshop))
    panel = store.weekly_panel(paths, RCT)
    (found,) = stewarding.level_breaks(panel, KNOWN.metric(RCT))
    assert found.workshop == DS
    assert abs(dt.date.fromisoformat(found.params["on"]) - dt.date(1958, 1, 6)) <= dt.timedelta(weeks=3)
    assert 25 <= found.params["change"] <= 55


def test_an_empty_batch_is_looked_over(tmp_path: Path) -> None:
    assert codes(batch(tmp_path, 1, [], np.array([]))) == {}
