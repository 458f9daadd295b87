import numpy as np
import pytest

from huzhu import effects


def plants(random, count=4, periods=120):
    """Log times of four plants, weekly: shared movement, little own movement, noise."""
    return 4.5 + 0.05 * random.normal(size=(1, periods)) + 0.06 * random.normal(size=(count, periods))


def test_a_changed_definition_is_found_where_it_happened():
    random = np.random.default_rng(1)
    for _ in range(10):
        panel = plants(random)
        panel[3, 56:] += np.log(1.12)
        found = effects.find_breaks(np.exp(panel), scale="log")
        assert found[0].unit == 3
        assert abs(found[0].period - 56) <= 6
        assert found[0].relative == pytest.approx(0.12, abs=0.06)


def test_quiet_plants_have_none_and_shared_jumps_are_none():
    random = np.random.default_rng(2)
    alarms = 0
    for _ in range(60):
        panel = plants(random)
        panel[:, 40:] += 0.5
        alarms += bool(effects.find_breaks(panel))
    assert alarms <= 6


def test_a_drift_is_no_break_and_a_known_change_is_none():
    random = np.random.default_rng(3)
    panel = plants(random)
    panel[1] += np.linspace(0, 1, 120)
    assert not any(each.unit == 1 for each in effects.find_breaks(panel))
    panel = plants(random)
    panel[2, 70:] -= 0.7
    panel[0, 30:] += 0.2
    found = effects.find_breaks(panel, known=[(2, 70)], ramp=4)
    assert [each.unit for each in found] == [0]
    assert {each.unit for each in effects.find_breaks(panel)} == {0, 2}


def test_gaps_and_silent_units_are_no_trouble():
    random = np.random.default_rng(4)
    panel = plants(random)
    panel[1, 60:] += 0.4
    panel[random.random(panel.shape) < 0.1] = np.nan
    panel[2] = np.nan
    assert effects.find_breaks(panel)[0].unit == 1
