import numpy as np
import pytest
from simulated_panels import autocorrelated

from huzhu import effects


def group(random, levels, periods=60, rho=0.5):
    """Units with given true levels, own AR(1) noise of unequal size, and movements that all share."""
    count = len(levels)
    noise = autocorrelated(random, count, periods, rho) * random.uniform(0.6, 1.5, (count, 1))
    return np.asarray(levels)[:, None] + noise + autocorrelated(random, 1, periods, 0.9)


def test_places_and_gaps_cover_for_all_units_at_once():
    random = np.random.default_rng(1)
    truth = np.array([-1, -1, -0.5, 0, 0, 0.5, 1.5, 2])
    runs = 60
    places = gaps = false = found = 0
    for _ in range(runs):
        seen = effects.compare(group(random, truth))
        places += all(
            unit.place_low <= 1 + (truth < truth[unit.unit]).sum()
            and unit.place_high >= 8 - (truth > truth[unit.unit]).sum()
            for unit in seen.units
        )
        gaps += all(gap.low <= truth[gap.unit] - truth[gap.other] <= gap.high for gap in seen.gaps)
        better = np.array(seen.clearly_better)
        false += bool((better & (truth[:, None] >= truth[None, :])).any())
        found += better.sum()
    assert places / runs >= 0.9
    assert gaps / runs >= 0.85
    assert false / runs <= 0.1
    assert found / runs > 8


def test_equal_units_are_not_told_apart():
    random = np.random.default_rng(2)
    runs, alarms = 80, 0
    for _ in range(runs):
        seen = effects.compare(group(random, np.zeros(6)))
        alarms += np.array(seen.clearly_better).any() or any(u.verdict != "no_clear_difference" for u in seen.units)
    assert alarms / runs <= 0.15


def test_one_unit_that_changes_does_not_blur_the_others():
    """A workshop takes something up in mid-year: the others can still be told apart."""
    random = np.random.default_rng(4)
    told = np.zeros(2)
    for _ in range(20):
        panel = group(random, [0, -1, -0.5, 0.5, 1, 1.5])
        told[0] += np.array(effects.compare(panel).clearly_better)[1:, 1:].sum()
        panel[0, 30:] -= 6
        told[1] += np.array(effects.compare(panel).clearly_better)[1:, 1:].sum()
    assert told[1] > 0.4 * told[0] > 40


def test_clear_differences_are_said_and_direction_is_kept():
    panel = group(np.random.default_rng(3), [-6, 0, 0.1, -0.1, 6])
    down, up = effects.compare(panel, better="down"), effects.compare(panel, better="up")
    assert [unit.verdict for unit in down.units][::4] == ["clearly_better", "clearly_worse"]
    assert [unit.verdict for unit in up.units][::4] == ["clearly_worse", "clearly_better"]
    assert (down.units[0].place_low, down.units[0].place_high) == (1, 1)
    assert (up.units[0].place_low, up.units[0].place_high) == (5, 5)
    assert down.clearly_better[0][4] and not down.clearly_better[4][0]
    gap = down.gap(4, 0)
    assert gap.low < 12 < gap.high and gap.gap == pytest.approx(-down.gap(0, 4).gap)
    low, high = down.middle
    assert down.units[0].adjusted < low < high < down.units[4].adjusted
    none = effects.compare(panel, better="band")
    assert none.reason == "no_order" and none.units[0].place_low is None
    assert not np.array(none.clearly_better).any()


def test_product_mix_is_taken_out():
    """Two equal workshops, one of which makes the hard product: raw means differ, adjusted ones do not."""
    random = np.random.default_rng(4)
    products = np.array([0.0, 10.0])
    values = products[None, :, None] + 0.2 * random.normal(size=(4, 2, 50))
    values[1] += 3
    exposure = np.ones((4, 2, 50))
    exposure[0] *= np.array([9, 1])[:, None]
    exposure[2] *= np.array([1, 9])[:, None]
    seen = effects.compare(values, exposure)
    raw, adjusted = ([getattr(unit, name) for unit in seen.units] for name in ("value", "adjusted"))
    assert raw[2] - raw[0] == pytest.approx(8, abs=0.3)
    assert adjusted[2] - adjusted[0] == pytest.approx(0, abs=0.3)
    assert not seen.clearly_better[0][2]
    assert seen.clearly_better[0][1]
    own = effects.compare(values, exposure, asking=0)
    assert own.mix == pytest.approx((0.9, 0.1))
    assert own.units[0].adjusted == pytest.approx(raw[0], abs=1e-6)
    chosen = effects.compare(values, exposure, mix=[1, 3])
    assert chosen.units[3].adjusted == pytest.approx(7.5, abs=0.2)


def test_a_product_never_made_is_judged_by_the_others():
    random = np.random.default_rng(5)
    values = np.array([0.0, 10.0])[None, :, None] + np.arange(5.0)[:, None, None] + 0.1 * random.normal(size=(5, 2, 40))
    values[0, 1] = np.nan
    seen = effects.compare(values, mix=[0.5, 0.5])
    assert [unit.adjusted for unit in seen.units] == pytest.approx([5, 6, 7, 8, 9], abs=0.2)


def test_size_bands_are_taken_out():
    random = np.random.default_rng(6)
    levels = np.array([0, 0.2, -0.2, 10, 10.2, 9.8])
    seen = effects.compare(group(random, levels, rho=0.0), band=["small"] * 3 + ["large"] * 3)
    assert np.ptp([unit.adjusted for unit in seen.units]) < 2
    assert np.ptp([unit.value for unit in seen.units]) > 8


def test_likeness_of_mixes():
    likeness = effects.similarity([[1, 1, 0], [2, 2, 0], [0, 0, 5], [1, 0, 1], [0, 0, 0]])
    assert likeness[0, 1] == 1 and likeness[0, 2] == 0 and likeness[0, 3] == 0.5 and likeness[4, 4] == 0
    assert (likeness == likeness.T).all()


def test_missing_reports_have_a_status_and_gaps_in_bad_times_favour_nobody():
    random = np.random.default_rng(7)
    panel = 0.2 * random.normal(size=(6, 60))
    panel[:, 30:] += 5
    panel[0, 30:] = np.nan
    panel[4, 3:] = np.nan
    panel[5] = np.nan
    seen = effects.compare(panel)
    assert [unit.status for unit in seen.units[3:]] == ["compared", "too_few_readings", "not_reported"]
    assert seen.units[5].value is None and seen.units[4].adjusted is None
    assert seen.units[0].value < 1 and seen.units[0].adjusted == pytest.approx(seen.units[1].adjusted, abs=0.4)
    assert seen.units[0].place_low == 1 and seen.units[0].place_high == 4
    assert effects.compare(panel[[0, 1, 2]]).status == "too_few"
    assert effects.compare(panel[[0, 5]]).status == "too_few"


def test_log_scale_and_determinism():
    panel = np.exp(4 + 0.1 * group(np.random.default_rng(8), [0, 1, 2, 3, 8]))
    first, again = effects.compare(panel, scale="log", seed=3), effects.compare(panel, scale="log", seed=3)
    assert first == again
    assert all(0 < unit.low < unit.adjusted < unit.high for unit in first.units)
    gap = first.gap(4, 0)
    assert gap.relative == pytest.approx(first.units[4].adjusted / first.units[0].adjusted - 1)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"values": np.zeros(3)}, "values"),
        ({"exposure": np.ones((2, 2))}, "exposure"),
        ({"exposure": -np.ones((4, 20))}, "exposure"),
        ({"better": "left"}, "better"),
        ({"level": 2}, "level"),
        ({"mix": [1, 2]}, "mix"),
        ({"band": ["a"]}, "band"),
    ],
)
def test_wrong_input_is_named(wrong, what):
    with pytest.raises(ValueError, match=what):
        effects.compare(**({"values": np.random.default_rng(0).normal(size=(4, 20))} | wrong))
