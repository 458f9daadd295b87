"""A cure is proven by what did not happen, over long enough: worked by hand."""

from __future__ import annotations

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huzhu.hazards.proving import Span, _judged, at_most, counted_between
from huzhu.metrics.models import Series

FULL = datetime.date(1957, 11, 25)
UNTIL = datetime.date(1958, 6, 1)
BEFORE = Span(seen=2, people=2, exposure=200_000, weeks=20)
DANGER = Span(seen=10, people=12, exposure=500_000, weeks=40)


def judged(since: Span, danger: Span = DANGER) -> str:
    return _judged(BEFORE, danger, since, FULL, UNTIL).missing


def test_half_a_year_without_a_case_where_six_were_due_is_enough() -> None:
    proof = _judged(BEFORE, DANGER, Span(0, 0, 300_000, 26), FULL, UNTIL)
    assert proof.is_enough
    assert proof.expected == pytest.approx(6.0)  # 10 per 500 000 hours
    assert proof.usual == pytest.approx(3.0)  # 2 per 200 000 hours


@pytest.mark.parametrize(
    ("since", "missing"),
    [
        (Span(0, 0, 300_000, 25), "too_soon"),
        (Span(0, 0, 149_000, 26), "too_few_expected"),
        (Span(0, 0, 150_000, 26), ""),
        (Span(1, 1, 300_000, 26), ""),  # at most one where six are due has a chance of 1.7 in 100
        (Span(2, 2, 300_000, 26), "not_back"),  # 6.2 in 100
        (Span(6, 6, 300_000, 26), "not_back"),
        (Span(0, 0, 0, 0), "no_readings"),
    ],
)
def test_what_is_missing_is_said(since: Span, missing: str) -> None:
    assert judged(since) == missing


def test_where_nobody_was_hurt_before_the_remedy_no_absence_proves_anything() -> None:
    assert judged(Span(0, 0, 900_000, 60), Span(0, 0, 500_000, 40)) == "too_few_expected"


def test_the_day_from_which_it_can_be_closed() -> None:
    slow = _judged(BEFORE, DANGER, Span(0, 0, 10_000, 4), FULL, UNTIL)
    # 150 000 hours at 2 500 a week
    assert slow.ready_on == (FULL + datetime.timedelta(weeks=60)).isoformat()


@given(st.integers(0, 60), st.floats(0.01, 60))
def test_the_chance_is_poisson_s(seen: int, expected: float) -> None:
    exact = math.fsum(math.exp(-expected + k * math.log(expected) - math.lgamma(k + 1)) for k in range(seen + 1))
    assert at_most(seen, expected) == pytest.approx(min(exact, 1), abs=1e-9)
    assert at_most(seen, expected) <= at_most(seen + 1, expected) + 1e-12


def test_only_whole_weeks_between_the_days_count() -> None:
    series = Series(
        first_week=datetime.date(1957, 1, 7), values=[1, 2, None, 4], n=[1, 1, None, 2], exposure=[10, 10, 10, 10]
    )
    found = counted_between(series, datetime.date(1957, 1, 8), datetime.date(1957, 2, 4))
    assert found == Span(seen=3, people=6, exposure=20, weeks=2)
