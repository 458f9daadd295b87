import numpy as np
import pytest

from huzhu.effects.ranges import LEAST_TRUST, SHORT_BY, blended_spread, contrast_variances


def test_where_peers_strayed_further_than_their_past_said_the_own_past_is_trusted_less():
    placebos = np.full(7, 2.0)  # mean square 4
    calm = blended_spread(placebos, own=1.0, others=4.0 / SHORT_BY)
    strayed = blended_spread(placebos, own=1.0, others=1.0)
    assert calm.error**2 == pytest.approx((7 * 4 + 4 + 3 * 1.0) / 10)
    assert strayed.error**2 == pytest.approx((7 * 4 + 4 + 3 * 4 / SHORT_BY) / 10)
    closer = blended_spread(placebos / 10, own=1.0, others=1.0)
    assert closer.error**2 == pytest.approx((7 * 0.04 + 0.04 + 3 * LEAST_TRUST) / 10)


def test_a_part_that_outweighs_the_other_leaves_fewer_degrees_of_freedom():
    even = blended_spread(np.full(7, 1.0), own=1.0, others=1 / SHORT_BY)
    uneven = blended_spread(np.full(7, 0.1), own=1.0, others=1e9)
    assert even.df == pytest.approx(9.5)
    assert 1 <= uneven.df < 4


def test_without_peers_the_own_past_stands_alone():
    assert blended_spread(np.empty(0), own=2.0, others=0.0).error == pytest.approx(np.sqrt(2.0))


def test_variances_of_several_series_are_those_of_each():
    gaps = np.random.default_rng(1).normal(size=(3, 30))
    at = np.arange(40)
    contrast = np.concatenate([np.full(30, -1 / 30), np.full(10, 1 / 10)])
    together = contrast_variances(gaps, contrast, at, 0.3)
    alone = [contrast_variances(gap[None], contrast, at, 0.3)[0] for gap in gaps]
    assert together == pytest.approx(alone)
    white = (1 / 30 + 1 / 10) * gaps.var(axis=1)
    assert (together > 0.9 * white).all()
