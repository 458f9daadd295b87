import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtr
from simulated_panels import FAMILIES, autocorrelated, simulated

from huzhu import effects
from huzhu.effects.its import KINDS, interrupted


def by_covariances(series, before, after):
    """Mean and spread of the effect under every kind of noise as the books write them, with whole covariance matrices:
    an algebra of its own beside the whitened columns of its.py."""
    at = np.concatenate([before, after])
    apart, early = np.abs(at[:, None] - at[None, :]), slice(0, before.size)
    times = (np.arange(series.size) - before.mean()) / before.size
    shape = np.vander(times[at], 2 if before.size >= 20 else 1, increasing=True)
    contrast, df = np.full(after.size, 1 / after.size), before.size - shape.shape[1]
    found = []
    for kind in KINDS:
        whole = kind.share * kind.slow**apart + (1 - kind.share) * np.where(apart == 0, 1.0, kind.rho**apart)
        inverse, past = np.linalg.inv(whole[early, early]), shape[early]
        cross = past.T @ inverse @ past
        line = np.linalg.solve(cross, past.T @ inverse @ series[before])
        left = series[before] - past @ line
        squares = left @ inverse @ left
        lead = inverse @ whole[early, before.size :] @ contrast
        shift = contrast @ shape[before.size :] - lead @ past
        variance = (
            contrast @ whole[before.size :, before.size :] @ contrast - lead @ whole[early, before.size :] @ contrast
        )
        variance += shift @ np.linalg.solve(cross, shift)
        log = -(np.linalg.slogdet(whole[early, early])[1] + np.linalg.slogdet(cross)[1] + df * np.log(squares)) / 2
        effect = series[after].mean() - contrast @ shape[before.size :] @ line - lead @ left
        found.append((log, effect, np.sqrt(squares / df * variance)))
    log, effect, error = np.array(found).T
    odds = np.exp(log - log.max())
    return odds / odds.sum(), effect, error, df


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(6, 40), st.integers(3, 20), st.floats(0, 0.9))
def test_the_range_is_that_of_the_average_over_all_kinds_of_noise(seed, early, late, rho):
    random = np.random.default_rng(seed)
    series = 50 + 3 * autocorrelated(random, 1, early + late, rho)[0]
    used = np.sort(random.permutation(early + late)[: early + late - 2])  # two periods are missing somewhere
    before, after = used[used < early], used[used >= early]
    effect, spread, gap = interrupted(series, before, after)
    odds, effects_, errors, df = by_covariances(series, before, after)
    assert effect == pytest.approx(odds @ effects_, rel=1e-6, abs=1e-8)
    assert gap[after].mean() == pytest.approx(effect)
    for level in (0.8, 0.95):
        half = spread.half_width(level)
        held = odds @ (stdtr(df, (effect + half - effects_) / errors) - stdtr(df, (effect - half - effects_) / errors))
        assert held == pytest.approx(level, abs=1e-4)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(-100, 100), st.floats(0.01, 100), st.floats(-3, 3))
def test_level_unit_and_trend_of_the_series_carry_through(seed, level, unit, trend):
    series = autocorrelated(np.random.default_rng(seed), 1, 50, 0.5)[0]
    before, after = np.arange(30), np.arange(30, 50)
    plain, spread, _ = interrupted(series, before, after)
    moved, wider, _ = interrupted(level + unit * (series + trend * np.arange(50)), before, after)
    assert moved == pytest.approx(unit * plain, rel=1e-5, abs=1e-6 * unit)
    assert (wider.error, wider.df) == pytest.approx((unit * spread.error, spread.df), rel=1e-4)


def test_what_comes_after_the_start_moves_the_effect_and_not_the_range():
    series = autocorrelated(np.random.default_rng(3), 1, 60, 0.5)[0]
    before, after = np.arange(40), np.arange(44, 60)
    plain, spread, gap = interrupted(series, before, after)
    series[44:] += 2.0
    raised, same, _ = interrupted(series, before, after)
    assert raised - plain == pytest.approx(2.0)
    assert (same.error, same.df) == pytest.approx((spread.error, spread.df))
    assert gap[44:].mean() == pytest.approx(plain)


def test_a_past_that_never_moved_gives_no_number():
    for late in (0.0, 1.0):
        found = effects.estimate([[5.0 + late * period for period in range(20)] + [30.0] * 10], 0, 20)
        assert (found.status, found.reason) == ("no_sound_comparison", "no_variation")
        assert found.estimate is found.low is found.high is None


@pytest.mark.parametrize("name", ["AR(1) .5", "independent", "outside the hull", "drift"])
def test_the_range_without_peers_covers_also_where_causes_are_shared(name):
    random = np.random.default_rng(23)
    covered = 0
    for _ in range(60):
        panel, start = simulated(random, **FAMILIES[name])
        found = effects.estimate(panel[:1], 0, start, with_checks=False)
        covered += found.low <= 0 <= found.high
    assert covered >= 51  # a range that covers .95 covers fewer than 51 of 60 about once in five hundred
