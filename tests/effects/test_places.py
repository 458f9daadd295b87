"""Places of scores put together from doubtful parts: what is sure, what is not, and that the promise is kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu import effects

SCORES = st.lists(st.floats(0, 100), min_size=1, max_size=8)


def test_what_is_far_apart_is_told_apart_and_what_is_near_is_not() -> None:
    found = effects.places([60, 50, 49], np.diag([1.0, 1.0, 1.0]))
    assert [(each.place_low, each.place_high, each.group) for each in found.units] == [(1, 1, 1), (2, 3, 2), (2, 3, 2)]


def test_scores_without_doubt_are_ordered_and_ties_are_ties() -> None:
    found = effects.places([5, 5, 3], np.zeros((0, 3)))
    assert [(each.place_low, each.place_high) for each in found.units] == [(1, 2), (1, 2), (3, 3)]
    assert [each.group for each in found.units] == [1, 1, 2]


def test_a_doubt_that_moves_both_does_not_keep_them_together() -> None:
    both = effects.places([10, 8], [[5.0, 5.0]])
    alone = effects.places([10, 8], [[5.0, 0.0], [0.0, 5.0]])
    assert both.units[0].place_high == 1
    assert alone.units[0].place_high == 2


def test_a_group_ends_only_where_all_above_are_ahead_of_all_below() -> None:
    found = effects.places([60, 55, 50, 20], np.diag([2.0] * 4))
    assert found.surely_ahead[0][2], "the first is ahead of the third"
    assert not found.surely_ahead[0][1]
    assert [each.group for each in found.units] == [1, 1, 1, 2]


def test_the_same_seed_gives_the_same_digits() -> None:
    errors = np.random.default_rng(3).normal(0, 1, (5, 4))
    assert effects.places([4, 3, 2, 1], errors, [5] * 5) == effects.places([4, 3, 2, 1], errors, [5] * 5)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"scores": [1, np.nan], "errors": np.eye(2)}, "scores"),
        ({"scores": [1, 2], "errors": np.eye(3)}, "errors"),
        ({"scores": [1, 2], "errors": np.eye(2), "df": [0, 1]}, "df"),
        ({"scores": [1, 2], "errors": np.eye(2), "level": 1.0}, "level"),
    ],
)
def test_wrong_input_is_named(wrong: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        effects.places(**wrong)


@settings(max_examples=60, deadline=None)
@given(SCORES, st.floats(0, 20), st.randoms(use_true_random=False))
def test_places_are_sound_whatever_comes_in(scores: list[float], size: float, random) -> None:
    count = len(scores)
    errors = np.diag([size * random.random() for _ in scores])
    found = effects.places(scores, errors)
    for each in found.units:
        assert 1 <= each.place_low <= each.place_high <= count
        assert each.low <= each.score <= each.high
    for one in found.units:
        for other in found.units:
            if found.surely_ahead[one.unit][other.unit]:
                assert one.score > other.score
                assert one.group <= other.group
    order = list(range(count))
    random.shuffle(order)
    again = effects.places([scores[at] for at in order], errors[:, order])
    if size == 0:  # draws differ by column, so exactly the same only where nothing is drawn
        assert [again.units[order.index(at)].place_low for at in range(count)] == [e.place_low for e in found.units]


def test_all_places_cover_at_their_rate_where_everybody_is_level() -> None:
    """The hardest case: every pair that is told apart is told apart wrongly. 400 runs, .95 promised."""
    covered = 0
    for number in range(400):
        random = np.random.default_rng([1958, number])
        errors = np.diag(random.uniform(0.5, 2, 8))
        scores = errors @ random.standard_normal(8)
        covered += not np.array(effects.places(scores, errors, seed=number).surely_ahead).any()
    assert 0.92 <= covered / 400 <= 0.98


def judged(number: int, freedom: float) -> bool:
    """Six units in truth level, their standard errors judged from data: is anybody told apart?"""
    random = np.random.default_rng([1960, number])
    true = random.uniform(0.5, 2, 6)
    seen = true * np.sqrt(random.chisquare(freedom, 6) / freedom)
    found = effects.places(true * random.standard_normal(6), np.diag(seen), np.full(6, freedom), seed=number)
    return bool(np.array(found.surely_ahead).any())


def test_standard_errors_that_are_judged_themselves_cost_what_they_must_and_no_more() -> None:
    """.95 promised; 600 runs have a standard error of .009. Judged by half a dozen readings or by forty."""
    for freedom in (6.0, 40.0):
        wrong = sum(judged(number, freedom) for number in range(600)) / 600
        assert 0.022 <= wrong <= 0.078, f"{wrong:.3f} with {freedom:.0f} degrees of freedom"


def test_many_parts_that_are_each_judged_by_little_are_judged_well_together() -> None:
    """Thirty parts of eight degrees of freedom leave a sum as sure as one of a hundred and more: 1.98, not 2.3."""
    many, few = np.full((30, 1), 0.1), np.full((1, 1), np.sqrt(0.3))
    together = effects.places([0.0], many, np.full(30, 8.0)).units[0].high / np.sqrt(0.3)
    alone = effects.places([0.0], few, [8.0]).units[0].high / np.sqrt(0.3)
    assert 1.9 < together < 2.1
    assert 2.2 < alone < 2.45
