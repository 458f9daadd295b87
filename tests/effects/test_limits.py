import numpy as np
import pytest
from scipy.special import log_ndtr

from huzhu.effects import limits, noise
from huzhu.effects.shares import Shares


def test_the_chance_to_cross_agrees_with_simulation():
    random = np.random.default_rng(1)
    path = limits.course(9.0, 0.5, 60, 60)
    score = np.cumsum(random.normal(size=(20_000, 60)) * np.sqrt(np.diff(path, prepend=0)), axis=1)
    shrink = 1 + path
    log_e = score**2 / 2 / shrink - np.log(shrink) / 2 + np.log(2) + log_ndtr(score / np.sqrt(shrink))
    for limit in (1.5, 2.2, 3.0):
        assert (log_e >= limit).any(axis=1).mean() == pytest.approx(limits.crossing_chance(path, limit), abs=0.006)


def test_the_promise_is_spent_up_to_the_horizon_and_held_after_it():
    asked = limits.limits(9.0, 0.5, 80, 0.05, 60)
    assert limits.crossing_chance(limits.course(9.0, 0.5, 80, 60), asked[0]) == pytest.approx(0.049, rel=0.02)
    assert (asked[:60] == asked[0]).all() and (asked[60:] == -np.log(0.05 * limits.KEPT_FOR_LATER)).all()
    assert asked[0] < -np.log(0.05) < asked[-1]
    assert limits.limits(9.0, 0.5, 80, 0.01, 60)[0] > asked[0]
    assert limits.limits(9.0, 0.5, 80, 0.05, 160)[0] > asked[0]


def test_noise_is_made_white_also_over_missing_times():
    random = np.random.default_rng(2)
    at = np.delete(np.arange(40), [3, 4, 20])
    kind = noise.Noise(0.6, 0.3, 1.0)
    apart = np.abs(at[:, None] - at[None, :])
    covariance = 0.3 * noise.SLOW**apart + 0.7 * 0.6**apart
    drawn = np.linalg.cholesky(covariance) @ random.normal(size=(37, 4000))
    white, scale = noise.whitened(drawn, at, kind)
    assert np.cov(white) == pytest.approx(np.eye(37), abs=0.1)
    assert 2 * scale.sum() == pytest.approx(np.linalg.slogdet(covariance)[1])
    assert noise.whitened(drawn[:10], at, kind)[0] == pytest.approx(white[:10])


def test_a_share_of_all_events_is_watched_at_its_promise():
    """Own and others' events from one urn, as when nothing changed: the limit is crossed as often as promised."""
    random = np.random.default_rng(3)
    looks, new = 24, 2
    shares = Shares(5.5, 14.5, np.arange(1.0, looks + 1), np.ones(looks), np.ones(looks))
    seen = np.arange(1.0, looks + 1)
    limit = shares.limit(seen, looks, 0.05, 1, 600)
    crossed = 0
    for _ in range(4000):
        own, after, path = 5.5, 0, []
        for number in range(new * looks):
            mine = random.random() < own / (20.0 + number)
            own += mine
            after += not mine
            if number % new == new - 1:
                path.append((own - 5.5, after))
        mine, theirs = np.array(path).T
        played = Shares(5.5, 14.5, theirs.astype(float), np.ones(looks), np.ones(looks))
        value = played.statistic(mine)
        crossed += ((value >= limit) & (mine >= 1)).any()
    assert 0.025 < crossed / 4000 < 0.058
