import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated_panels import autocorrelated, proposition_99, simulated

from huzhu import effects

STARTS_1989 = 19


@pytest.mark.parametrize(
    ("method", "published", "tolerance"),
    [("did", -27.35, 0.01), ("sc", -19.620, 0.005), ("sdid", -15.604, 0.01), ("dsc", -11.1090, 0.001)],
)
def test_published_numbers_of_proposition_99(method, published, tolerance):
    panel, _, california = proposition_99()
    found = effects.estimate(panel, california, STARTS_1989, method)
    assert found.status == "estimated"
    assert found.estimate == pytest.approx(published, abs=tolerance)
    assert (found.periods.before, found.periods.after, found.periods.skipped) == (19, 12, 0)
    assert found.peers == 38


def test_exact_synthetic_control_of_proposition_99():
    panel, states, california = proposition_99()
    found = effects.estimate(panel, california, STARTS_1989, "sc", exact=True)
    weights = {states[unit]: weight for unit, weight in found.weights}
    assert found.estimate == pytest.approx(-19.51363, abs=1e-4)
    assert weights["Utah"] == pytest.approx(0.3939, abs=1e-4)


def test_auto_is_the_blend_of_demeaned_synthetic_control_with_a_lean():
    panel, _, california = proposition_99()
    auto, blend = (effects.estimate(panel, california, STARTS_1989, each) for each in ("auto", "dsc"))
    assert auto == effects.estimate(panel, california, STARTS_1989, "adsc")
    assert auto.weights == blend.weights
    assert auto.estimate != blend.estimate


def test_a_large_effect_is_found_and_its_checks_pass():
    random = np.random.default_rng(4)
    panel, start = simulated(random, rho=0.3)
    panel = np.exp(4 + 0.05 * panel)
    panel[0, start:] *= 0.5
    found = effects.estimate(panel, 0, start, scale="log", ramp=4, baseline=52)
    assert found.status == "estimated" and found.reason == ""
    assert found.relative == pytest.approx(-0.5, abs=0.04)
    assert found.relative_low < found.relative80[0] < found.relative < found.relative80[1] < found.relative_high < 0
    assert found.relative == pytest.approx(np.expm1(found.estimate))
    assert found.observed_mean / found.counterfactual_mean - 1 == pytest.approx(found.relative)
    assert found.counterfactual_low < found.counterfactual_mean < found.counterfactual_high
    assert found.change == pytest.approx(found.observed_mean - found.counterfactual_mean)
    assert found.chance_below > 0.999
    assert (found.periods.before, found.periods.after, found.periods.skipped) == (52, 56, 4)
    assert sum(weight for _, weight in found.weights) == pytest.approx(1)
    assert min(weight for _, weight in found.weights) >= 0
    answers = {check.name: check.answer for check in found.checks}
    assert answers == dict.fromkeys(answers, "yes")
    assert len(answers) == 7
    path, band = np.array(found.counterfactual), (np.array(found.band_low), np.array(found.band_high))
    assert path.shape == (120,) and (band[0] < path).all() and (path < band[1]).all()


def test_a_false_adoption_shows_nothing():
    panel, start = simulated(np.random.default_rng(1))
    found = effects.estimate(panel, 0, start)
    assert found.low < 0 < found.high
    assert found.check("false_adopter").answer == "cannot_say"


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), shift=st.floats(-50, 50), size=st.floats(0.1, 10))
def test_shift_and_size_of_the_unit_do_not_matter(seed, shift, size):
    panel, start = simulated(np.random.default_rng(seed), units=5, periods=40)
    plain = effects.estimate(panel, 0, start, with_checks=False)
    moved = effects.estimate(panel * size + shift, 0, start, with_checks=False)
    assert moved.estimate == pytest.approx(plain.estimate * size, rel=1e-6, abs=1e-6)
    assert moved.high - moved.low == pytest.approx((plain.high - plain.low) * size, rel=1e-5)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), order=st.permutations(range(1, 6)), method=st.sampled_from(["did", "sc", "dsc"]))
def test_order_of_peers_does_not_matter(seed, order, method):
    panel, start = simulated(np.random.default_rng(seed), units=6, periods=40)
    plain = effects.estimate(panel, 0, start, method, exact=True, with_checks=False)
    mixed = effects.estimate(panel[[0, *order]], 0, start, method, exact=True, with_checks=False)
    assert mixed.estimate == pytest.approx(plain.estimate, abs=1e-6)
    assert mixed.low == pytest.approx(plain.low, abs=1e-5)
    weights = dict(plain.weights)
    assert [weight for _, weight in mixed.weights] == pytest.approx([weights[unit] for unit in order], abs=1e-5)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), effect=st.floats(-3, 3))
def test_an_added_effect_moves_the_estimate_by_itself(seed, effect):
    panel, start = simulated(np.random.default_rng(seed), units=6, periods=60)
    plain = effects.estimate(panel, 0, start, with_checks=False)
    panel[0, start:] += effect
    moved = effects.estimate(panel, 0, start, with_checks=False)
    assert moved.estimate - plain.estimate == pytest.approx(effect, abs=1e-9)
    assert moved.high - moved.low == pytest.approx(plain.high - plain.low, rel=1e-9)


def test_same_input_same_digits_whatever_the_seed():
    panel, start = simulated(np.random.default_rng(8))
    panel[2, 5:9] = np.nan
    assert effects.estimate(panel, 0, start, seed=1) == effects.estimate(panel.copy(), 0, start, seed=2)


def test_missing_readings_are_left_out_or_filled_never_hidden():
    random = np.random.default_rng(11)
    panel, start = simulated(random)
    panel[0, start:] -= 3
    whole = effects.estimate(panel, 0, start)
    holes = panel.copy()
    holes[random.random(panel.shape) < 0.05] = np.nan
    holes[7, 20:] = np.nan
    holes[6] = np.nan
    found = effects.estimate(holes, 0, start)
    own = int(np.isnan(holes[0]).sum())
    assert found.periods.skipped == own
    assert found.periods.before + found.periods.after == 120 - own
    reasons = {each.unit: each.reason for each in found.excluded}
    assert reasons == {7: "too_many_gaps", 6: "no_readings"}
    assert found.peers == 5
    assert abs(found.estimate - whole.estimate) < whole.standard_error
    assert np.isfinite(found.counterfactual).all()
    assert np.isnan(np.array(found.observed)).sum() == own


def test_treated_units_and_contaminated_ones_never_serve_as_peers():
    panel, _ = simulated(np.random.default_rng(2), units=9)
    panel[1, 60:] -= 4
    panel[2, 80:] -= 4
    panel[5, 70:] -= 4
    clean_until = [None] * 9
    clean_until[5] = 70
    found = effects.estimate(panel, [1, 2], [60, 80], contaminated=clean_until)
    assert [part.peers for part in found.parts] == [6, 6]
    for part in found.parts:
        used = {unit for unit, _ in part.weights}
        assert not used & {1, 2, 5}
        assert {"treated", "contaminated"} == {each.reason for each in part.excluded}
    assert found.low < -4 < found.high
    assert found.estimate == pytest.approx(np.mean([part.estimate for part in found.parts]))
    assert found.standard_error < max(part.standard_error for part in found.parts)


def test_with_few_peers_the_window_ends_before_a_peer_takes_the_change_up():
    panel, _ = simulated(np.random.default_rng(3), units=4)
    found = effects.estimate(panel, 0, 60, contaminated=[None, None, None, 90])
    assert (found.peers, found.periods.last, found.periods.after) == (3, 89, 30)
    dropped = effects.estimate(panel, 0, 60, contaminated=[None, None, None, 63])
    assert (dropped.peers, dropped.periods.last) == (2, 119)


def test_periods_left_out_are_not_looked_at():
    panel, start = simulated(np.random.default_rng(6))
    spoilt = panel.copy()
    spoilt[0, 54:60] = 1e6
    spoilt[0, 60:64] = -1e6
    left_out = range(54, 60)
    found = effects.estimate(spoilt, 0, start, exclude=left_out, ramp=4)
    assert found.estimate == effects.estimate(panel, 0, start, exclude=left_out, ramp=4).estimate
    mask = np.isin(np.arange(120), left_out)
    assert effects.estimate(spoilt, 0, start, exclude=mask, ramp=4).estimate == found.estimate


def test_synthetic_did_says_when_its_time_weights_have_too_few_peers():
    panel, start = simulated(np.random.default_rng(5), units=5, periods=30)
    assert effects.estimate(panel, 0, start, "sdid").check("peers_outnumber_periods").answer == "no"
    assert effects.estimate(panel, 0, start, "dsc").check("peers_outnumber_periods") is None
    states, _, california = proposition_99()
    asked = effects.estimate(states, california, STARTS_1989, "sdid").check("peers_outnumber_periods")
    assert (asked.answer, asked.value, asked.limit) == ("yes", 38, 19)


def test_too_few_peers_is_said():
    panel, start = simulated(np.random.default_rng(5), units=4)
    found = effects.estimate(panel, 0, start)
    assert (found.status, found.check("too_few_peers").answer) == ("too_few_peers", "no")
    assert found.low < found.estimate < found.high


def test_without_peers_the_own_past_is_marked_as_such():
    panel, start = simulated(np.random.default_rng(5), units=1)
    found = effects.estimate(panel, 0, start)
    assert (found.status, found.method, found.reason) == ("before_after", "its", "no_peers")
    refused = effects.estimate(panel, 0, start, "dsc")
    assert (refused.status, refused.reason) == ("no_sound_comparison", "no_peers")
    assert refused.estimate is refused.low is refused.high is refused.chance_below is None
    assert refused.before_mean == pytest.approx(panel[0, :start].mean())
    assert refused.after_mean == pytest.approx(panel[0, start:].mean())


def test_too_early_gives_no_number():
    panel, _ = simulated(np.random.default_rng(5))
    found = effects.estimate(panel, 0, 116, ramp=2)
    assert (found.status, found.reason, found.periods.after) == ("too_early", "too_few_after", 2)
    assert found.estimate is None and found.relative is None
    short = effects.estimate(panel[:, :20], 0, 3)
    assert (short.status, short.reason) == ("no_sound_comparison", "too_few_before")


def test_shares_on_the_logit_scale_stay_shares():
    panel, start = simulated(np.random.default_rng(9))
    shares = 100 / (1 + np.exp(3 - 0.1 * panel))
    shares[3, 4] = 0.0
    found = effects.estimate(shares, 0, start, scale="logit", ceiling=100)
    for path in (found.counterfactual, found.band_low, found.band_high):
        assert min(path) >= 0 and max(path) <= 100
    assert found.relative_low < 0 < found.relative_high


def test_strict_range_wants_six_peers():
    panel, start = simulated(np.random.default_rng(9), units=6)
    assert effects.estimate(panel, 0, start, strict=True).reason == "too_few_peers_for_strict"
    panel, start = simulated(np.random.default_rng(9), units=9)
    assert effects.estimate(panel, 0, start, strict=True).df == 7


def test_a_bad_peer_and_a_bad_fit_are_seen_by_the_checks():
    random = np.random.default_rng(12)
    panel = autocorrelated(random, 6, 120, 0.2) + autocorrelated(random, 1, 120, 0.8)
    panel[0] += 5 * np.sin(np.arange(120) / 4)
    found = effects.estimate(panel, 0, 60)
    assert found.check("followed_before").answer == "no"
    assert found.check("outside_hull").answer == "no"
    panel = autocorrelated(random, 6, 120, 0.2) + 3 * autocorrelated(random, 1, 120, 0.8)
    panel[0] += 0.15 * np.maximum(0, np.arange(120) - 30)
    assert effects.estimate(panel, 0, 60).check("false_start").answer == "no"
    panel = autocorrelated(random, 6, 120, 0.2)
    panel[0] = panel[3] + 0.1 * panel[0]
    panel[3, 90:] += 6
    broken = effects.estimate(panel, 0, 60).check("definition_break")
    assert (broken.answer, broken.unit) == ("no", 3)
    assert abs(broken.period - 90) <= 2


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"values": [[1.0, 2.0], [3.0]]}, "values"),
        ({"values": np.zeros((2, 3, 4, 5))}, "values"),
        ({"values": np.full((3, 80), np.inf)}, "unit 0, period 0"),
        ({"treated": 9}, "treated"),
        ({"treated": [0, 0]}, "treated"),
        ({"treated": []}, "treated"),
        ({"start": 0}, "start"),
        ({"start": 500}, "start"),
        ({"treated": [0, 1], "start": [60]}, "start"),
        ({"method": "magic"}, "method"),
        ({"level": 95}, "level"),
        ({"scale": "square"}, "scale"),
        ({"exclude": [900]}, "exclude"),
        ({"exclude": [True, False]}, "exclude"),
        ({"ramp": -1}, "ramp"),
        ({"baseline": 0}, "baseline"),
        ({"last": 500}, "last"),
        ({"contaminated": [None]}, "contaminated"),
        ({"left_out": [77]}, "left_out"),
    ],
)
def test_wrong_input_is_named(wrong, what):
    asked = {"values": np.random.default_rng(0).normal(size=(5, 80))} | wrong
    with pytest.raises(ValueError, match=what):
        effects.estimate(**asked)


def test_wrong_values_for_the_scale_are_named():
    panel = np.ones((3, 80))
    panel[1, 7] = 0
    with pytest.raises(ValueError, match="unit 1, period 7"):
        effects.estimate(panel, 0, 40, scale="log")
    panel[1, 7] = 101
    with pytest.raises(ValueError, match="unit 1, period 7"):
        effects.estimate(panel, 0, 40, scale="logit", ceiling=100)


def test_pandas_and_polars_tables_serve():
    import pandas
    import polars

    panel, start = simulated(np.random.default_rng(3), units=5, periods=30)
    plain = effects.estimate(panel, 0, start)
    assert effects.estimate(pandas.DataFrame(panel), 0, start) == plain
    assert effects.estimate(polars.DataFrame(panel, orient="row"), 0, start) == plain


def test_readings_that_never_vary_give_no_sure_looking_number():
    found = effects.estimate(np.ones((5, 60)), 0, 30)
    assert (found.status, found.reason, found.estimate) == ("no_sound_comparison", "no_variation", None)
