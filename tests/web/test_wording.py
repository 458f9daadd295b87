"""How sure we are, said in both languages exactly as the paper on the interface asks."""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation

from huzhu.web import wording
from huzhu.web.wording import Change

HALF = Change(-50.2, -55.1, -44.3, "surely", "duration", "down")
REJECTS = Change(-18, -29, -6, "likely", "amount", "down")
UNCLEAR = Change(12, -4, 29, "unclear", "duration", "up")
HARM = Change(9, 3, 15, "surely", "amount", "down")


def said(language: str, pattern: str) -> str:
    phrases = {
        "half": lambda: wording.change_phrase(HALF),
        "likely": lambda: wording.change_phrase(REJECTS),
        "unclear": lambda: wording.change_phrase(UNCLEAR),
        "harm": lambda: wording.change_phrase(HARM),
        "chance": lambda: wording.chance_words(0.81),
        "without": lambda: wording.now_and_without(
            *(("31分钟", "62分钟") if language != "en" else ("31 minutes", "62"))
        ),
        "rare": lambda: wording.rare_events(0, 23, 13.2),
        "order": lambda: wording.place_words(3, 6, 8),
        "early": lambda: wording.too_early(datetime.date(1958, 9, 14)),
    }
    with translation.override(language):
        return phrases[pattern]()


@pytest.mark.parametrize(
    ("pattern", "english"),
    [
        ("half", "50% shorter, surely between 44% and 55%"),
        ("likely", "about 18% less, most likely between 6% and 29%"),
        ("unclear", "we cannot tell: anywhere from 4% worse to 29% better"),
        ("harm", "worse by 9%, surely between 3% and 15%"),
        ("chance", "4 chances in 5 that it is worse"),
        ("without", "31 minutes now; about 62 without the change"),
        ("rare", "nobody hurt in 23 weeks; about 13 would have been"),
        ("order", "3rd to 6th of 8; within that the data cannot tell"),
        ("early", "first reading on 14 September"),
    ],
)
def test_in_english(pattern: str, english: str) -> None:
    assert said("en", pattern) == english


@pytest.mark.parametrize(
    ("pattern", "chinese"),
    [
        ("half", "缩短50%，有把握在44%–55%之间"),
        ("likely", "大约少18%，多半在6%–29%之间"),
        ("unclear", "还看不出：可能变差4%，也可能变好29%"),
        ("harm", "变差9%，有把握在3%–15%之间"),
        ("chance", "五次里约有四次是变差"),
        ("without", "现在31分钟，不改约62分钟"),
        ("rare", "23周无人受伤，照旧约有13人"),
        ("order", "第3–6（共8个），区间内分不出高低"),
        ("early", "9月14日出首个读数"),
    ],
)
def test_in_chinese(pattern: str, chinese: str) -> None:
    assert said("zh-hans", pattern) == chinese


@pytest.mark.parametrize(
    ("value", "low", "high", "shown"),
    [
        (31.4, 29.0, 34.0, "31"),
        (5.43, 4.6, 6.1, "5.4"),
        (5312, 4000, 6500, "5,300"),
        (1.2, 1.0, 1.4, "1.2"),
        (-0.0004, -0.02, 0.02, "0.00"),
        (0.0, 0.0, 0.0, "0.0"),
    ],
)
def test_figures_are_rounded_to_what_their_range_supports(value: float, low: float, high: float, shown: str) -> None:
    with translation.override("en"):
        assert wording.rounded(value, low, high) == shown


def test_figures_have_a_true_minus_and_no_marks_in_chinese() -> None:
    with translation.override("en"):
        assert wording.number(-1234.5, 0) == "−1,234"
        assert wording.number(2.8, 1, signed=True) == "+2.8"
        assert wording.number(None) == "–"
        assert wording.number(float("nan")) == "–"
    with translation.override("zh-hans"):
        assert wording.number(5300.0, 0) == "5300"


def test_worse_and_better_follow_the_direction_of_the_metric() -> None:
    less_yield = Change(-2.0, -3.0, -1.0, "surely", "points", "up")
    assert less_yield.is_harm
    assert less_yield.tone == "worse"
    assert Change(2.0, 1.0, 3.0, "surely", "points", "up").tone == "better"
    assert Change(2.0, -1.0, 3.0, "unclear", "points", "up").tone == ""
    assert Change(2.0, 1.0, 3.0, "surely", "points", "band").tone == ""
    with translation.override("en"):
        assert wording.change_phrase(less_yield) == "worse by 2.0 points, surely between 1.0 and 3.0"
        assert wording.effect_headline("Roll change", HALF) == (
            "Roll change is 50% shorter, surely between 44% and 55%."
        )


def test_dates_and_places() -> None:
    day, today = datetime.date(1958, 3, 16), datetime.date(1958, 8, 27)
    with translation.override("en"):
        assert wording.long_date(today) == "27 August 1958"
        assert wording.short_date(day, today) == "16 Mar"
        assert wording.short_date(datetime.date(1957, 11, 1), today) == "1 Nov 1957"
        assert wording.date_line(today) == "Wednesday 27 August 1958, week 35"
        assert [wording.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
            "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th",
        ]  # fmt: skip
        assert wording.place_short(8, 8, 8) == "8th of 8"
    with translation.override("zh-hans"):
        assert wording.long_date(today) == "1958年8月27日"
        assert wording.moment(datetime.datetime(1958, 8, 26, 22, 0)) == "8月26日22:00"
        assert wording.place_short(1, 3, 8) == "第1–3"
        assert wording.chance_words(0.96) == "二十次里约有十九次是变差"


def test_large_amounts_are_rough_and_go_by_ten_thousands_in_chinese() -> None:
    with translation.override("en"):
        assert [wording.rough(each) for each in (592_968, 100_000, 840.0, 0)] == ["593,000", "100,000", "840", "0"]
    with translation.override("zh-hans"):
        assert [wording.rough(each) for each in (592_968, 100_000, 840.0)] == ["59.3万", "10万", "840"]
