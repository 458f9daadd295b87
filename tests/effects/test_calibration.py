"""The quick version of benchmarks/calibration.py: enough runs to catch a range that has lost its promise."""

import numpy as np
import pytest
from simulated_panels import FAMILIES, simulated

from huzhu import effects

RUNS = 120
LEAST = 105  # a range that covers .95 covers fewer than 105 of 120 about once in a thousand


@pytest.mark.parametrize("name", ["AR(1) .5", "independent", "half as noisy", "4 x 60", "drift", "6 post-periods"])
def test_ranges_cover_in_every_kind_of_panel(name):
    random = np.random.default_rng(20)
    covered = below = 0
    for _ in range(RUNS):
        panel, start = simulated(random, **FAMILIES[name])
        panel[0, start:] -= 1
        found = effects.estimate(panel, 0, start, with_checks=False)
        covered += found.low <= -1 <= found.high
        below += found.chance_below > 0.5
    assert covered >= LEAST
    assert below > RUNS / 2


@pytest.mark.parametrize("method", ["did", "sc", "sdid"])
def test_the_other_methods_are_near_their_promise(method):
    random = np.random.default_rng(21)
    covered = 0
    for _ in range(16):
        panel, start = simulated(random, rho=0.5, units=6, periods=60)
        found = effects.estimate(panel, 0, start, method, with_checks=False)
        covered += found.low <= 0 <= found.high
    assert covered >= 12


def test_staggered_adopters_together_are_covered_and_surer_than_one():
    random = np.random.default_rng(22)
    covered, ratio = 0, []
    for _ in range(60):
        panel, _ = simulated(random, units=10)
        for unit, start in ((0, 50), (1, 60), (2, 70)):
            panel[unit, start:] -= 1
        found = effects.estimate(panel, [0, 1, 2], [50, 60, 70], with_checks=False)
        covered += found.low <= -1 <= found.high
        ratio.append(found.standard_error / np.mean([part.standard_error for part in found.parts]))
    assert covered >= 51
    assert np.median(ratio) < 0.9


def test_many_adopters_with_one_period_before_are_covered():
    """Nothing shows how noisy each unit is: the range comes from the peers that all of them share."""
    random = np.random.default_rng(23)
    covered, width = 0, []
    for _ in range(100):
        panel, _ = simulated(random, 40, 4, rho=0.3, shared=0.0)
        panel[:20, 1:] -= 1
        found = effects.estimate(panel, list(range(20)), 1, "did", least_before=1, with_checks=False)
        covered += found.low <= -1 <= found.high
        width.append(found.high - found.low)
    assert covered >= 87
    assert np.mean(width) < 2


def test_a_short_past_wants_six_peers():
    panel, _ = simulated(np.random.default_rng(24), 6, 9)
    found = effects.estimate(panel, 0, 3, "did", least_before=1)
    assert (found.status, found.reason, found.estimate) == ("no_sound_comparison", "too_few_before", None)
    alone = effects.estimate(panel[:1], 0, 3, least_before=1)
    assert (alone.status, alone.reason, alone.estimate) == ("no_sound_comparison", "too_few_before", None)
