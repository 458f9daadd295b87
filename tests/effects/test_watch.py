import os
import subprocess
import sys

import numpy as np
import pytest
from simulated_panels import simulated

from huzhu import effects
from huzhu.effects import counts
from huzhu.effects.noise import NOISES


def test_harm_is_found_and_nothing_is_not_called_harm():
    random = np.random.default_rng(1)
    false = found = 0
    runs = 16
    for _ in range(runs):
        panel, start = simulated(random, rho=0.5)
        panel += 20
        false += effects.watch(panel, 0, start).alarm_at is not None
        panel[0, start:] += 1.5
        found += effects.watch(panel, 0, start).alarm_at is not None
    assert false <= 3
    assert found >= 9


def test_readings_follow_the_range_and_the_limit():
    panel, start = simulated(np.random.default_rng(2), rho=0.0)
    panel = np.exp(3 + 0.02 * panel)
    quiet = effects.watch(panel, 0, start, limit=0.1, scale="log")
    assert quiet.reading == "no_harm_seen" and quiet.relative_high < 0.1
    panel[0, start:] *= 1.06
    little = effects.watch(panel, 0, start, limit=0.15, scale="log")
    assert little.reading == "within_limit" and 0 < little.relative_low < 0.06 < little.relative_high < 0.15
    much = effects.watch(panel, 0, start, limit=0.01, scale="log")
    assert much.reading == "harmful" and start <= much.alarm_at < 120
    assert much.seen / much.expected - 1 == pytest.approx(much.relative)
    assert much.chance_worse > 0.99 and much.e_value > 20
    better = effects.watch(panel, 0, start, better="up", limit=0.01, scale="log")
    assert better.relative < 0 and better.reading == "no_harm_seen"


def test_the_range_shrinks_with_looks_and_says_what_could_be_seen():
    panel, _ = simulated(np.random.default_rng(3), periods=160)
    panel += 20
    early, late = effects.watch(panel, 0, 60, last=70), effects.watch(panel, 0, 60)
    assert late.high - late.low < early.high - early.low
    assert late.smallest_seen < early.smallest_seen
    assert len(late.path) == late.looks == 100
    assert early.path == pytest.approx(late.path[: early.looks], rel=0.01)


def test_a_lone_workshop_and_a_short_one():
    panel, start = simulated(np.random.default_rng(4))
    alone = effects.watch(panel[:1] + 20, 0, start)
    assert alone.reason == "no_peers" and alone.low < alone.change < alone.high
    short = effects.watch(panel, 0, 119)
    assert (short.reading, short.reason, short.change) == ("not_enough_data", "too_few_after", None)


def test_missing_periods_and_size_of_the_unit():
    random = np.random.default_rng(5)
    panel, start = simulated(random)
    panel += 30
    panel[random.random(panel.shape) < 0.05] = np.nan
    plain, larger = effects.watch(panel, 0, start), effects.watch(panel * 7, 0, start)
    assert larger.change == pytest.approx(7 * plain.change, rel=1e-6)
    assert larger.relative_low == pytest.approx(plain.relative_low, rel=1e-6)
    assert larger.e_value == pytest.approx(plain.e_value, rel=1e-6)


def test_slow_noise_is_held_likelier_where_the_rest_is_nearly_white():
    """Every autocorrelation weighs alike beforehand as long as a slow part can be told from it."""
    weights = {rho: {each.share: each.weight for each in NOISES if each.rho == rho} for rho in {n.rho for n in NOISES}}
    for rho, shares in weights.items():
        assert sum(shares.values()) == pytest.approx(1.0 if rho < 0.8 else shares[0.0])
    assert 1 - weights[0.0][0.0] > 2 * (1 - weights[0.6][0.0])


def test_peers_that_are_followed_loosely_ring_no_false_alarms_under_white_noise():
    random = np.random.default_rng(9)
    false = 0
    for _ in range(60):
        panel, start = simulated(random, rho=0.0, units=5, periods=80)
        false += effects.watch(panel, 0, start).alarm_at is not None
    assert false <= 9  # one in twenty would ring so often about once in a thousand


def test_published_critical_values_of_maxsprt_from_below():
    """Kulldorff et al. 2011: 3.46795 with one event and 2.92156 with four, looking all the time up to 10 expected
    events. Looking a thousand times must come close, and never above."""
    course = counts.Course(np.linspace(0, 10, 1001)[1:], np.full(1000, np.inf), np.inf)
    assert 3.39 < counts.critical_value(course, 0.05, 1) < 3.46796
    assert 2.90 < counts.critical_value(course, 0.05, 4) < 2.92157


def test_the_recursion_agrees_with_simulation():
    random = np.random.default_rng(6)
    course = counts.Course(np.arange(1, 25) * 0.3, np.full(24, 8.0), 8.0)
    limit = counts.critical_value(course, 0.05, 2)
    rates = random.gamma(8.0, 1 / 8.0, 20_000)
    seen = np.cumsum(random.poisson(rates[:, None] * np.diff(course.expected, prepend=0)), axis=1)
    crossed = ((counts.ratio_statistic(seen, course.expected, course.weight) >= limit) & (seen >= 2)).any(axis=1)
    assert crossed.mean() == pytest.approx(counts.crossing_chance(course, limit, 2)[-1], abs=0.006)
    assert crossed.mean() < 0.056
    tripled = np.cumsum(random.poisson(3 * np.diff(course.expected, prepend=0), (20_000, 24)), axis=1)
    crossed = ((counts.ratio_statistic(tripled, course.expected, course.weight) >= limit) & (tripled >= 2)).any(axis=1)
    assert crossed.mean() == pytest.approx(counts.crossing_chance(course, limit, 2, 3.0)[-1], abs=0.015)


def test_counts_that_triple_are_harm_and_calm_ones_are_not():
    random = np.random.default_rng(7)
    events = random.poisson(0.5, (4, 60))
    hours = np.full((4, 60), 60_000.0)
    calm = effects.watch_counts(events, hours, 0, 36)
    assert calm.alarm_at is None and calm.reading in ("no_harm_seen", "watch")
    assert calm.seen == events[0, 36:].sum()
    events[0, 36:] = random.poisson(2.0, 24)
    harm = effects.watch_counts(events, hours, 0, 36)
    assert harm.reading == "harmful" and 36 <= harm.alarm_at < 60
    assert harm.ratio_low > 1 and harm.chance_worse > 0.99 and harm.e_value > 20
    rescaled = effects.watch_counts(events, hours / 1e6, 0, 36)
    assert rescaled.expected == pytest.approx(harm.expected) and rescaled.limit == pytest.approx(harm.limit)


def test_what_rare_events_cannot_show_is_said():
    rare = np.zeros((3, 40))
    rare[0, 5] = rare[1, 9] = 1
    seen = effects.watch_counts(rare, start=24)
    assert (seen.reading, seen.reason) == ("no_harm_seen", "cannot_see_harm_yet")
    assert seen.smallest_seen is None or seen.smallest_seen > 3
    assert seen.exposure_needed is None or seen.exposure_needed > 0
    empty = effects.watch_counts(rare, np.where(np.arange(40) < 24, 0.0, 1.0) * np.ones((3, 1)), start=24)
    assert (empty.reading, empty.reason, empty.expected) == ("not_enough_data", "no_exposure_before", None)


def test_many_events_are_watched_too():
    random = np.random.default_rng(8)
    events = random.poisson(40, (4, 84))
    calm = effects.watch_counts(events, start=60)
    assert calm.alarm_at is None and 1.05 < calm.smallest_seen < 1.4
    events[0, 60:] = random.poisson(60, 24)
    harm = effects.watch_counts(events, start=60)
    assert harm.reading == "harmful" and harm.ratio_low > 1.2


def test_more_exposure_is_not_more_harm():
    events = np.array([[1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 2, 3, 3, 2, 3, 2, 3, 2, 3, 3, 2, 3]])
    hours = np.array([[100.0] * 12 + [400.0] * 12])
    assert effects.watch_counts(events, hours, start=12).alarm_at is None
    assert effects.watch_counts(events, start=12).alarm_at is not None


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"events": [[-1.0] * 20]}, "events"),
        ({"exposure": [[1.0] * 3]}, "exposure"),
        ({"start": 0}, "start"),
        ({"harm": 1.0}, "harm"),
    ],
)
def test_wrong_input_is_named(wrong, what):
    with pytest.raises(ValueError, match=what):
        effects.watch_counts(**({"events": [[1.0] * 20]} | wrong))
    with pytest.raises(ValueError, match="better"):
        effects.watch(np.ones((2, 30)), 0, 10, better="sideways")
    with pytest.raises(ValueError, match="limit"):
        effects.watch(np.ones((2, 30)), 0, 10, limit=-1)


def test_same_digits_on_one_thread_and_on_two():
    code = (
        "import numpy as np; from huzhu import effects; panel = np.random.default_rng(1).normal(size=(20, 200));"
        "print(repr(effects.watch(panel, 0, 100)), repr(effects.estimate(panel, 0, 100)));"
        "print(repr(effects.estimate(panel[:1], 0, 100)), repr(effects.compare(panel)))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"OMP_NUM_THREADS": number, "OPENBLAS_NUM_THREADS": number},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for number in ("1", "2")
    ]
    assert said[0] == said[1] != ""
