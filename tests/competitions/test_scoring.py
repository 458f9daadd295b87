# ruff: noqa: E501 (a table reads better with one row a line)
"""Points and places: what holds whatever is counted, the promise of the ranges, and what brings nobody ahead."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu.competitions.crediting import credit_help
from huzhu.competitions.scoring import cut, score, shrink
from tests.competitions import simulated_rounds as simulated

RULE = {"rate": 1.0, "unit": 0.2, "units": {}, "repeat": [1.0, 0.5, 0.25], "warning": 2.0, "failure": 1.0,
        "remedy": 4.0, "fixed_most": 6.0}  # fmt: skip
CONDITIONS = simulated.conditions()
INDICATORS = [{"metric": "roll-change", "weight": 0.4}, {"metric": "rejects", "weight": 0.2}]


def gain(adoption: str, helper: str, receiver: str, size: float = 0.3, **more: Any) -> dict[str, Any]:
    """A measured gain of `receiver` that `helper` brought about, confirmed."""
    said = {
        "adoption": adoption, "address": f"/{adoption}", "receiver": receiver, "metric": "roll-change", "is_ranked": True,
        "has_open_danger": False, "starts_on": f"2025-01-{int(adoption[1:]) + 1:02}", "evidence": "verified", "sign": -1,
        "df": 10.0, "relative": [-size, -size - 0.05, -size + 0.05],
        "helpers": [{"workshop": each, "routes": ["experience"], "confirmed": True} for each in helper.split("+")],
    }  # fmt: skip
    return said | more


def credited(*gains: dict[str, Any], reports: tuple[dict[str, Any], ...] = ()) -> Any:
    inputs = {
        "entrants": [{"key": each, "workshop": each} for each in "abcd"], "helps": list(gains), "reports": list(reports),
    }  # fmt: skip
    weights = {"improvement": 30.0, "help": 50.0}
    return credit_help(inputs, {"help": RULE, "weights": weights, "indicators": INDICATORS})


# Help


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"evidence": "measuring"}, "not_measured"),
        ({"evidence": ""}, "not_measured"),
        ({"evidence": "not_shown"}, "no_gain"),
        ({"evidence": "harmful"}, "harmful"),
        ({"is_ranked": False}, "not_ranked"),
        ({"has_open_danger": True}, "open_danger"),
        ({"relative": None}, "no_gain"),
        ({"helpers": [{"workshop": "a", "routes": [], "confirmed": None}]}, "not_confirmed"),
        ({"helpers": [{"workshop": "a", "routes": [], "confirmed": False}]}, "denied"),
    ],
)
def test_help_that_was_not_measured_to_work_brings_nothing(change: dict[str, Any], why: str) -> None:
    found = credited(gain("a0", "a", "b", **change))
    assert found.by_workshop["a"].points == 0
    assert found.claims[0].why_not == why


def test_help_is_shared_and_falls_inside_a_pair() -> None:
    alone = credited(gain("a0", "a", "b")).by_workshop["a"].points
    shared = credited(gain("a0", "a+c", "b")).by_workshop
    assert shared["a"].points == pytest.approx(alone / 2) == pytest.approx(shared["c"].points)
    again = credited(*(gain(f"a{n}", "a", "b") for n in range(5))).by_workshop["a"].points
    assert again == pytest.approx(alone * 1.75), "1, 1/2, 1/4, then nothing"
    spread = credited(gain("a0", "a", "b"), gain("a1", "a", "c"), gain("a2", "a", "d")).by_workshop["a"].points
    assert spread == pytest.approx(alone * 3), "help to many is worth more than to one again and again"


def test_a_noisy_gain_brings_less_than_a_sure_one() -> None:
    sure = credited(gain("a0", "a", "b", 0.3)).by_workshop["a"].points
    noisy = credited(gain("a0", "a", "b", 0.3, relative=[-0.3, -0.55, -0.01])).by_workshop["a"].points
    assert 0 < noisy < sure


def test_a_gain_counts_elsewhere_what_it_counts_at_home() -> None:
    """Two steps surely gained: 30 points times the indicator's weight, and the lightest where it is not counted."""
    sure = {"relative": [-0.5, -0.5001, -0.4999]}
    for metric, points in (("roll-change", 12), ("rejects", 6), ("trial-scrap", 6)):
        found = credited(gain("a0", "a", "b", **sure, metric=metric)).by_workshop["a"].points
        assert found == pytest.approx(points, rel=1e-4)


def test_reports_earn_a_fixed_amount_whoever_was_hurt_and_no_more_than_the_most() -> None:
    one = {"kind": "warning", "workshop": "a", "about": "hazard:1", "address": "", "on": "2025-01-01"}
    assert credited(reports=(one,)).by_workshop["a"].points == 2
    assert credited(reports=tuple({**one, "about": f"hazard:{n}"} for n in range(9))).by_workshop["a"].points == 6


@pytest.mark.parametrize("kind", ["warning", "remedy"])
def test_what_earns_by_a_measured_gain_gets_only_what_is_missing_to_the_fixed_amount(kind: str) -> None:
    """So that having it measured never costs, and the same deed is not paid twice."""
    told = {"kind": kind, "workshop": "a", "about": "hazard:1", "address": "", "on": "2025-01-01"}
    other = told | {"about": "hazard:2"}

    def by_warning(size: float, **more: Any) -> dict[str, Any]:
        helpers = [{"workshop": "a", "routes": [kind], "confirmed": True, "dangers": ["hazard:1"]}]
        return gain("a0", "a", "b", size, helpers=helpers, **more)

    large = credited(by_warning(0.4), reports=(told,))
    assert RULE[kind] < large.by_workshop["a"].points == pytest.approx(large.claims[0].points)
    small = credited(by_warning(0.05, relative=[-0.05, -0.07, -0.03]), reports=(told,))
    assert 0 < small.claims[0].points < RULE[kind]
    assert small.by_workshop["a"].points == pytest.approx(RULE[kind])
    both = credited(by_warning(0.4), reports=(told, other)).by_workshop["a"].points
    assert both == pytest.approx(large.by_workshop["a"].points + RULE[kind]), "another danger is another deed"
    for nothing in ({"evidence": "measuring"}, {"is_ranked": False}, {"evidence": "not_shown"}):
        assert credited(by_warning(0.4, **nothing), reports=(told,)).by_workshop["a"].points == RULE[kind]


def behind(*dangers: int, size: float = 0.05, number: int = 0, **more: Any) -> dict[str, Any]:
    """A gain that came of these warnings of a."""
    about = [f"hazard:{each}" for each in dangers]
    helpers = [{"workshop": "a", "routes": ["warning"], "confirmed": True, "dangers": about}]
    said = {"relative": [-size, -size - 0.02, -size + 0.02], "helpers": helpers, "metric": "rejects"}
    return gain(f"a{number}", "a", "bcd"[number], size, **said | more)


def warning(danger: int) -> dict[str, Any]:
    return {"kind": "warning", "workshop": "a", "about": f"hazard:{danger}", "address": "", "on": "2025-01-01"}


def test_one_gain_behind_two_warnings_is_set_against_them_once() -> None:
    told = (warning(1), warning(2))
    found = credited(behind(1, 2), reports=told)
    (claim,) = found.claims
    assert 0 < claim.points < 2
    assert found.by_workshop["a"].points == pytest.approx(4), "as much as two warnings that nobody measured"
    assert [each["points"] for each in found.reports] == pytest.approx([2 - claim.points, 2])
    assert [each["measured"] for each in found.reports] == pytest.approx([claim.points, 0])
    large = credited(behind(1, 2, size=0.4, metric="roll-change"), reports=told)
    assert 4 < large.by_workshop["a"].points == pytest.approx(large.claims[0].points), "nor is one deed paid twice"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sets(st.integers(1, 3)), st.floats(0.01, 0.6)), max_size=3), st.integers(0, 3))
def test_having_it_measured_never_costs(gains: list[tuple[set[int], float]], warnings: int) -> None:
    told = tuple(warning(each) for each in range(1, warnings + 1))
    there = [behind(*sorted(dangers), size=size, number=at) for at, (dangers, size) in enumerate(gains)]
    unmeasured = [each | {"evidence": "measuring"} for each in there]
    measured, without = (credited(*each, reports=told).by_workshop["a"].points for each in (there, unmeasured))
    assert measured >= without - 1e-9


# The three attempts to cheat


def test_trading_empty_help_wins_nothing_and_is_seen() -> None:
    """Two workshops claim much help of each other: unmeasured it is nothing, and measured little by little it falls."""
    traded = [gain(f"a{n}", "a" if n % 2 else "b", "b" if n % 2 else "a", evidence="not_shown") for n in range(8)]
    found = credited(*traded, gain("a9", "c", "d"))
    assert found.by_workshop["a"].points == found.by_workshop["b"].points == 0 < found.by_workshop["c"].points
    assert {"code": "self_dealing", "with": "b"} in found.marks["a"]
    assert {"code": "self_dealing", "with": "a"} in found.marks["b"]
    thin = credited(*(gain(f"a{n}", "a", "b", evidence="measuring") for n in range(3)))
    assert [mark["count"] for mark in thin.marks["a"] if mark["code"] == "thin"] == [3]
    real = [gain(f"a{n}", "a" if n % 2 else "b", "b" if n % 2 else "a") for n in range(8)]
    honest = credited(gain("a0", "c", "a"), gain("a1", "c", "b"), gain("a2", "c", "d"))
    assert credited(*real).by_workshop["a"].points < honest.by_workshop["c"].points


def soft(inputs: dict[str, Any], key: str, worse: float) -> dict[str, Any]:
    """The same round with a workshop that slackened all through its baseline."""
    slack = copy.deepcopy(inputs)
    first, last = 52, 52 + simulated.BEFORE
    for stored in slack["series"].values():
        row = stored["rows"][key]["values"]
        row[first:last] = [None if v is None else v * (1 + worse) for v in row[first:last]]
    return slack


def with_history(seed: int) -> dict[str, Any]:
    """A simulated round with a year of readings before its baseline."""
    family = simulated.Family("quiet", spread=0.0, help=0.0, persistence=0.3)
    inputs, _truth = simulated.simulate(family, np.random.default_rng(seed))
    random = np.random.default_rng(seed + 1000)
    for stored in inputs["series"].values():
        for row in stored["rows"].values():
            known = [v for v in row["values"] if v is not None]
            level = float(np.exp(np.mean(np.log(known))))
            row["values"] = [level * float(np.exp(0.08 * random.standard_normal())) for _ in range(52)] + row["values"]
            row["weights"] = [1.0] * len(row["values"])
        stored["weeks"] += 52
        stored["first_week"] = "2024-01-08"
    return inputs


def test_a_soft_baseline_wins_nothing_and_is_marked() -> None:
    """Slack in the baseline, then back to normal: without the guard the cheat would take all points of improvement."""
    for seed in range(5):
        honest = with_history(seed)
        cheating = soft(honest, "w3", 0.35)
        before, after = (score(each, CONDITIONS)["entrants"]["w3"] for each in (honest, cheating))
        gained = after["parts"]["improvement"]["points"] - before["parts"]["improvement"]["points"]
        assert {mark["metric"] for mark in after["marks"] if mark["code"] == "soft_baseline"} == set(simulated.METRICS)
        assert gained < 6, f"of 30 points, {gained:.1f} came from slack"
    unguarded = copy.deepcopy(cheating)
    for stored in unguarded["series"].values():
        stored["rows"]["w3"]["values"][:52] = [None] * 52
    naive = score(unguarded, CONDITIONS)["entrants"]["w3"]["parts"]["improvement"]["points"]
    assert naive > 25, "which is what the guard keeps from happening"


def moved(changes: dict[str, float]) -> dict[str, Any]:
    """What w0 gets for improvement when these indicators of its alone got better by so much."""
    quiet = simulated.Family("quiet", spread=0.0, help=0.0, noise=0.01)
    inputs, _truth = simulated.simulate(quiet, np.random.default_rng(3))
    for metric, better in changes.items():
        row = inputs["series"][metric]["rows"]["w0"]["values"]
        first = simulated.BEFORE + simulated.BETWEEN
        row[first:] = [None if v is None else v * float(np.exp(-better)) for v in row[first:]]
    return score(inputs, CONDITIONS)["entrants"]["w0"]["parts"]["improvement"]


def test_what_is_gained_on_one_indicator_and_lost_on_another_is_no_gain() -> None:
    assert moved({"roll-change": 0.3})["points"] > 8
    traded = moved({"roll-change": 0.3, "rejects": -0.3})
    assert traded["by"]["rejects"]["points"] < -8 < 8 < traded["by"]["roll-change"]["points"]
    assert traded["points"] < 1
    assert moved({"roll-change": -0.3, "rejects": -0.3})["points"] == 0, "and in all never less than nothing"


def test_hiding_an_injury_wins_nothing() -> None:
    """The same round, once with the injury reported as a danger and once hidden: reporting is never behind."""
    inputs, _truth = simulated.simulate(simulated.FAMILIES[1], np.random.default_rng(5))
    told = {"kind": "warning", "workshop": "w0", "about": "hazard:1", "address": "", "on": "2025-09-01"}
    hidden, reported = (score(inputs | {"reports": each}, CONDITIONS)["entrants"]["w0"] for each in ([], [told]))
    assert reported["points"] > hidden["points"]
    assert reported["here"] <= hidden["here"]
    assert not {"injuries", "people", "hurt"} & set(inputs), "no count of people hurt is an input at all"


# Properties


@settings(max_examples=40, deadline=None)
@given(st.floats(-9, 9), st.floats(-9, 9), st.floats(0, 5))
def test_points_rise_with_the_gain_and_stay_inside_their_bounds(one: float, other: float, error: float) -> None:
    low, high = sorted((one, other))
    for nothing in (0.0, -2.0):
        steps = cut(shrink(np.array([low, high]), np.array([error, error])), nothing)
        assert -1 - nothing / 2 <= steps[0] <= steps[1] <= 1
        assert cut(np.array([nothing]), nothing) == 0


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(simulated.FAMILIES[1:5]))
def test_a_result_is_sound_whatever_was_measured(seed: int, family: simulated.Family) -> None:
    inputs, _truth = simulated.simulate(family, np.random.default_rng(seed))
    found = score(inputs, CONDITIONS)
    ranked = [each for each in found["entrants"].values() if each["status"] == "ranked"]
    for each in ranked:
        parts = each["parts"]
        assert each["points"] == pytest.approx(sum(part["points"] for part in parts.values()))
        assert all(0 <= parts[name]["points"] <= CONDITIONS["weights"][name] + 1e-9 for name in parts)
        assert 1 <= each["place"][0] <= each["here"] <= each["place"][1] <= len(ranked)
        assert each["low"] <= each["points"] <= each["high"]
    by_points = sorted(ranked, key=lambda each: each["order"])
    assert [each["points"] for each in by_points] == sorted((each["points"] for each in ranked), reverse=True)
    assert [each["group"] for each in by_points] == sorted(each["group"] for each in by_points)
    earned = sum(each["parts"]["help"]["credited"] for each in ranked)
    assert earned == pytest.approx(sum(each["points"] for each in found["claims"]))


def test_the_same_inputs_give_the_same_points_to_the_last_digit() -> None:
    inputs, _truth = simulated.simulate(simulated.FAMILIES[1], np.random.default_rng(7))
    assert score(copy.deepcopy(inputs), CONDITIONS) == score(inputs, CONDITIONS)


# Who has no standing


def test_silence_takes_the_standing_and_is_marked() -> None:
    inputs, _truth = simulated.simulate(simulated.FAMILIES[1], np.random.default_rng(8))
    values = inputs["series"]["rejects"]["rows"]["w2"]["values"]
    start = simulated.BEFORE + simulated.BETWEEN
    values[start + 4 : start + 14] = [None] * 10
    found = score(inputs, {**CONDITIONS, "coverage": 0.8})["entrants"]["w2"]
    assert (found["status"], found["reason"]) == ("no_standing", "coverage")
    assert any(mark["code"] == "silent" and mark["metric"] == "rejects" for mark in found["marks"])


def test_a_changed_definition_takes_the_standing() -> None:
    inputs, _truth = simulated.simulate(simulated.FAMILIES[1], np.random.default_rng(9))
    inputs["series"]["rejects"]["rows"]["w2"]["breaks"] = [inputs["windows"]["period"][0]]
    assert score(inputs, CONDITIONS)["entrants"]["w2"]["reason"] == "definition_break"


def test_fewer_than_three_of_a_size_have_no_standing() -> None:
    inputs, _truth = simulated.simulate(simulated.FAMILIES[1], np.random.default_rng(10))
    for at, each in enumerate(inputs["entrants"]):
        each["band"] = "large" if at < 2 else "small"
    found = score(inputs, CONDITIONS)["entrants"]
    assert {key for key, each in found.items() if each["reason"] == "band_too_small"} == {"w0", "w1"}


def test_place_ranges_cover_the_truth_at_their_stated_rate() -> None:
    """The quick version of benchmarks/standings.py: fewer than 27 of 30 would come about once in two hundred."""
    for family in (simulated.FAMILIES[0], simulated.FAMILIES[1]):
        assert simulated.run(family, 15, 1958)["covered"] >= 0.86
