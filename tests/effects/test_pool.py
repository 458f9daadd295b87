import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu import effects


def test_a_worked_example_by_hand():
    """Equal errors: the common effect is the mean, its squared error the sample variance over the number of studies."""
    found = effects.pool([-0.5, -0.3, -0.1], [0.1, 0.1, 0.1])
    assert found.status == "pooled"
    assert found.estimate == pytest.approx(-0.3)
    assert found.tau**2 == pytest.approx(0.04 - 0.01)
    assert found.standard_error == pytest.approx(np.sqrt(0.04 / 3))
    assert found.high - found.estimate == pytest.approx(4.30265273 * np.sqrt(0.04 / 3))
    assert found.predict_high - found.estimate > 4.30265273 * np.sqrt(0.04 / 3)
    assert found.shrunk == pytest.approx((-0.3 - 0.2 * 0.75, -0.3, -0.3 + 0.2 * 0.75))


def test_alike_studies_are_not_called_surer_than_their_own_errors():
    found = effects.pool([-0.3, -0.3, -0.3, -0.3], [0.1] * 4)
    assert found.tau == 0
    assert found.standard_error == pytest.approx(0.05)


def test_none_one_and_two_studies():
    assert effects.pool([], []).status == "none"
    assert effects.pool([], []).estimate is None
    one = effects.pool([-0.4], [0.1])
    assert (one.status, one.estimate, one.low, one.predict_low) == ("one", -0.4, None, None)
    two = effects.pool([-0.4, -0.5], [0.1, 0.1])
    assert (two.status, two.reason) == ("few", "two_studies")
    assert two.low < -0.45 < two.high


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-5, 5), st.floats(0.01, 3)), min_size=3, max_size=12),
    st.floats(-10, 10),
    st.floats(0.1, 10),
)
def test_shift_scale_and_order(studies, shift, size):
    values, errors = np.array(studies).T
    plain = effects.pool(values, errors)
    moved = effects.pool(values[::-1] * size + shift, errors[::-1] * size)
    assert moved.estimate == pytest.approx(plain.estimate * size + shift, rel=1e-6, abs=1e-6)
    assert moved.high - moved.low == pytest.approx((plain.high - plain.low) * size, rel=1e-5)
    assert min(values) - 1e-9 <= plain.estimate <= max(values) + 1e-9
    assert plain.predict_low <= plain.low <= plain.high <= plain.predict_high


def test_ranges_cover():
    random = np.random.default_rng(7)
    runs, hit, hit_new = 150, 0, 0
    for _ in range(runs):
        errors = random.uniform(0.05, 0.3, 5)
        values = random.normal(random.normal(0.3, 0.15, 5), errors)
        found = effects.pool(values, errors)
        hit += found.low <= 0.3 <= found.high
        hit_new += found.predict_low <= random.normal(0.3, 0.15) <= found.predict_high
    assert hit / runs >= 0.9
    assert hit_new / runs >= 0.9


@pytest.mark.parametrize("wrong", [([1, 2], [1]), ([1, 2], [1, 0]), ([1, np.nan], [1, 1]), ([1, 2], [1, -1])])
def test_wrong_input_is_named(wrong):
    with pytest.raises(ValueError, match=r"stud|equally"):
        effects.pool(*wrong)
