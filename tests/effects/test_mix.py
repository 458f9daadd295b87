import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulated_panels import as_made, simulated_products

from huzhu import effects


@settings(max_examples=8, deadline=None)
@given(
    st.integers(0, 1000), st.lists(st.floats(-50, 50), min_size=3, max_size=3), st.sampled_from(["no", "most", "new"])
)
def test_how_dear_a_product_is_changes_nothing(seed, dearer, turn):
    values, amounts, start = simulated_products(np.random.default_rng(seed), turn)
    plain = effects.estimate(values, 0, start, exposure=amounts, with_checks=False)
    moved = effects.estimate(values + np.array(dearer)[:, None], 0, start, exposure=amounts * 7, with_checks=False)
    assert (moved.estimate, moved.low, moved.high) == pytest.approx((plain.estimate, plain.low, plain.high), abs=1e-5)


def test_a_single_product_is_the_plain_table():
    values, _, start = simulated_products(np.random.default_rng(1))
    one, plain = effects.estimate(values[:, :1], 0, start), effects.estimate(values[:, 0], 0, start)
    assert (one.estimate, one.low, one.high) == pytest.approx((plain.estimate, plain.low, plain.high))
    assert one.observed == pytest.approx(plain.observed, nan_ok=True)
    assert [each.answer for each in one.checks] == [each.answer for each in plain.checks]


@pytest.mark.parametrize("turn", ["no", "most", "new"])
def test_turning_to_another_product_is_neither_gain_nor_loss(turn):
    random = np.random.default_rng(2)
    off, covered, fooled = [], 0, []
    for _ in range(30):
        values, amounts, start = simulated_products(random, turn, effect=-1.0)
        found = effects.estimate(values, 0, start, exposure=amounts, with_checks=False)
        off.append(found.estimate + 1)
        covered += found.low <= -1 <= found.high
        fooled.append(effects.estimate(as_made(values, amounts), 0, start, with_checks=False).estimate + 1)
    assert abs(np.mean(off)) < 0.3 and covered >= 25
    assert turn == "no" or np.mean(fooled) > 0.8


def test_on_a_log_scale_the_paths_are_those_of_the_usual_mix():
    values, amounts, start = simulated_products(np.random.default_rng(3), "most")
    found = effects.estimate(np.exp(3 + 0.1 * values), 0, start, exposure=amounts, scale="log")
    assert found.relative == pytest.approx(np.exp(found.estimate) - 1)
    assert min(found.observed) > 0 and len(found.observed) == values.shape[2]


def test_wrong_amounts_are_named():
    values, amounts, start = simulated_products(np.random.default_rng(4))
    with pytest.raises(ValueError, match="exposure: shape"):
        effects.estimate(values, 0, start, exposure=amounts[:, :2])
    with pytest.raises(ValueError, match="exposure: below 0"):
        effects.estimate(values, 0, start, exposure=-amounts)
    with pytest.raises(ValueError, match="exposure: needs"):
        effects.estimate(values[:, 0], 0, start, exposure=amounts[:, 0])


def test_the_usual_mix_is_what_an_effect_is_estimated_from():
    values, amounts, start = simulated_products(np.random.default_rng(5), "most", effect=-1.0)
    inside = effects.estimate(values, 0, start, exposure=amounts)
    before = effects.estimate(effects.usual_mix(values, amounts, {0: start}).values, 0, start)
    assert (inside.estimate, inside.low, inside.high) == pytest.approx((before.estimate, before.low, before.high))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000), st.sampled_from(["no", "most", "new"]))
def test_what_is_watched_knows_nothing_of_later_periods(seed, turn):
    values, amounts, start = simulated_products(np.random.default_rng(seed), turn)
    whole = effects.usual_mix(values, amounts, {0: start}, until=start)
    look = start + 12
    first = effects.usual_mix(values[:, :, :look], amounts[:, :, :look], {0: start}, until=start)
    assert first.values == pytest.approx(whole.values[:, :look], nan_ok=True)
    assert first.unsure == pytest.approx(whole.unsure[:, :look])


def test_who_made_nothing_before_has_no_usual_mix():
    values, amounts, start = simulated_products(np.random.default_rng(6))
    values[3, :, :start] = np.nan
    assert np.isnan(effects.usual_mix(values, amounts, until=start).values[3]).all()
    with pytest.raises(ValueError, match="until: a period from 1 to 120"):
        effects.usual_mix(values, amounts, until=121)


def test_only_what_was_hardly_made_before_is_unsure():
    values, amounts, start = simulated_products(np.random.default_rng(7), "new")
    found = effects.usual_mix(values, amounts, {0: start}, until=start)
    assert (found.unsure[1:] == 0).all() and (found.unsure[0, :start] == 0).all()
    share = amounts[0, 1, start:] / amounts[0, :, start:].sum(axis=0)
    assert found.unsure[0, start:] == pytest.approx(found.unsure[0, start:].max() / share.max() * share)
    values[1:, 1] = np.nan  # now nobody has made it: it may be any product
    assert effects.usual_mix(values, amounts, {0: start}, until=start).unsure[0].max() > 1


def test_how_unsure_a_new_product_is_follows_how_unlike_the_known_ones_are():
    found = []
    for seed in range(20):
        values, amounts, start = simulated_products(np.random.default_rng(seed), "new")
        share = amounts[0, 1, start:] / amounts[0, :, start:].sum(axis=0)
        found.append(effects.usual_mix(values, amounts, {0: start}, until=start).unsure[0, start:].max() / share.max())
    # levels differ by .3; two products of the unit and seven units that make the product are known
    assert np.sqrt(np.mean(np.square(found))) == pytest.approx(0.3 * np.sqrt(1 + 1 / 2 + 1 / 7), rel=0.25)


def test_a_new_product_that_is_dearer_here_than_elsewhere_is_no_harm():
    rung = []
    for seed in range(6):
        values, amounts, start = simulated_products(np.random.default_rng(seed), "new")
        values[0, 1] += 0.4
        values += 10
        shown = effects.usual_mix(values, amounts, {0: start}, until=start)
        plain = effects.watch(shown.values, 0, start)
        knowing = effects.watch(shown.values, 0, start, unsure=shown.unsure[0])
        assert knowing.low < plain.low and knowing.smallest_seen > plain.smallest_seen
        rung.append((plain.alarm_at is not None, knowing.alarm_at is not None))
    without, within = np.sum(rung, axis=0)
    assert without >= 2 and within <= 1
    assert effects.watch(shown.values, 0, start, unsure=np.zeros(120)) == plain
    for wrong in (np.zeros(119), np.full(120, -1.0)):
        with pytest.raises(ValueError, match="unsure: 120 numbers from 0 on"):
            effects.watch(shown.values, 0, start, unsure=wrong)
