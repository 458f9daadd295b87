"""How long answers take: silence never looks fast, and nobody sees another plant's."""

from __future__ import annotations

import datetime
import statistics
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from huzhu.express import actions, receiving
from huzhu.express.answering import by_class, by_workshop, within
from huzhu.express.models import StoryReceipt
from huzhu.words import words
from huzhu.workshops import clocks as house_clocks
from tests import make
from tests.express.test_clocks_and_feed import sent

DAYS = st.integers(1, 400).map(lambda quarters: quarters / 4)
ANSWERS = st.lists(st.tuples(DAYS, st.booleans()), min_size=1, max_size=40)


@given(st.lists(DAYS, min_size=1, max_size=40), st.sampled_from([0.25, 0.5, 0.75]))
def test_where_all_have_answered_it_is_the_plain_share(days: list[float], share: float) -> None:
    at = within([(each, True) for each in days], share)
    assert at is not None
    assert sum(each <= at for each in days) >= share * len(days) - 1e-9
    assert sum(each < at for each in days) < share * len(days)
    if len(days) % 2 and share == 0.5:
        assert at == statistics.median(days)


@given(ANSWERS)
def test_who_is_silent_never_makes_it_look_faster(rows: list[tuple[float, bool]]) -> None:
    """Beside leaving the silent out, and beside calling their waiting an answer."""
    said = within(rows, 0.5)
    answered = [(days, had) for days, had in rows if had]
    if said is not None:
        left_out, as_answers = within(answered, 0.5), within([(days, True) for days, _had in rows], 0.5)
        assert left_out is not None and said >= left_out
        assert as_answers is not None and said >= as_answers
    quarter, most = within(rows, 0.25), within(rows, 0.75)
    if most is not None:
        assert quarter is not None and said is not None and quarter <= said <= most


@given(ANSWERS, DAYS)
def test_one_more_who_waits_longest_never_makes_it_shorter(rows: list[tuple[float, bool]], more: float) -> None:
    longest = max(days for days, _had in rows)
    before, after = within(rows, 0.5), within([*rows, (longest + more, False)], 0.5)
    assert after is None or (before is not None and after >= before)


def test_known_figures() -> None:
    """By hand: of five, one at 1, one at 3, one waiting since 4, one at 6, one waiting since 9."""
    rows = [(1.0, True), (3.0, True), (4.0, False), (6.0, True), (9.0, False)]
    assert (within(rows, 0.25), within(rows, 0.5), within(rows, 0.75)) == (3.0, 6.0, None)
    assert within([(5.0, False)] * 3, 0.5) is None


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(("dalian", "benxi", "plant-c"))


def answered(made: make.Made, days: dict[str, float | None], **values: Any) -> None:
    """One story a workshop and answer; None where it waits. Sent a hundred days ago."""
    past = house_clocks.now() - datetime.timedelta(days=100)
    for place, after in days.items():
        receipt = sent(made, values.get("urgency", "ordinary"), title=words(en=f"{place} {after}"))
        receipt = receipt.story.receipts.get(workshop__slug=f"{place}-medium-section")
        StoryReceipt.objects.filter(pk=receipt.pk).update(sent_at=past)
        receipt.story.receipts.exclude(pk=receipt.pk).delete()
        if after is not None:
            at = past + datetime.timedelta(days=after)
            receiving.dispose(receipt, by=None, disposition="already", at=at)


def test_by_class_and_by_workshop_each_what_one_may_see(made: make.Made) -> None:
    for after in (1.0, 2.0, 4.0, None):
        answered(made, {"benxi": after, "plant-c": 30.0})
    now = house_clocks.now()
    own = made.people["benxi-operator"]
    ((code, found),) = by_class(own, now)
    assert code == "ordinary"
    assert (found.sent, found.answered, found.waiting, found.ended) == (4, 3, 1, 0)
    assert (found.quarter, found.half, found.three_quarters) == (1.0, 2.0, 4.0)
    assert (found.in_time, found.due) == (3, 4)
    assert [(place.slug, each.sent) for place, each in by_workshop(own, now)] == [("benxi-medium-section", 4)]
    # Dalian told the stories, and sees every answer to them; of other plants' slowness it is told nothing here.
    assert by_class(made.people["dalian-workshop_head"], now) == by_workshop(made.people["dalian-operator"], now) == []
    everywhere = made.people["alliance-secretariat"]
    assert [(place.slug, each.half) for place, each in by_workshop(everywhere, now)] == [
        ("benxi-medium-section", 2.0),
        ("plant-c-medium-section", 30.0),
    ]
    assert by_class(everywhere, now)[0][1].sent == 8


def test_dangers_are_everybodys_and_too_few_answers_say_nothing(made: make.Made) -> None:
    answered(made, {"benxi": 1.0, "plant-c": 2.0}, urgency="safety")
    ((code, found),) = by_class(made.people["dalian-operator"], house_clocks.now())
    assert (code, found.sent, found.answered, found.half) == ("safety", 2, 2, None)


def test_a_story_that_ended_is_no_answer_and_waits_no_more(made: make.Made) -> None:
    answered(made, {"benxi": None})
    story = StoryReceipt.objects.get().story
    actions.withdraw_story(story, by=None, why=words(en="Wrong"))
    ((_code, found),) = by_class(made.people["benxi-operator"], house_clocks.now())
    assert (found.answered, found.waiting, found.ended, found.half) == (0, 0, 1, None)


def test_the_first_answer_counts_and_later_is_none(made: make.Made) -> None:
    receipt = sent(made, "ordinary")
    at = receipt.sent_at
    assert at is not None
    head, on = made.people["benxi-workshop_head"], make.TODAY + datetime.timedelta(days=9)
    receipt = receiving.dispose(receipt, by=head, disposition="later", later_on=on)
    assert receipt.answered_at is None
    receipt = receiving.dispose(receipt, by=head, disposition="adopt")
    first = receipt.answered_at
    assert first is not None
    receipt = receiving.dispose(receipt, by=head, disposition="refuse", reason=words(en="No crane"))
    assert receipt.answered_at == first and receipt.disposed_at is not None and receipt.disposed_at > first
    receipt = receiving.dispose(receipt, by=head, disposition="later", later_on=on)
    assert receipt.answered_at is None


def test_the_archive_says_it_in_both_languages(made: make.Made) -> None:
    for after in (1.0, 2.0, 4.0, None):
        answered(made, {"benxi": after, "plant-c": 33.0})
    client = Client()
    client.force_login(made.people["benxi-workshop_engineer"])
    for language, whole in (("en", ("2.0 d", "3 of 4", "5 working days to answer")), ("zh", ("2.0天", "3/4件"))):
        client.cookies["lang"] = language
        page = client.get("/express/archive").content.decode()
        assert all(each in page for each in whole)
        assert "33" not in page.split('id="days"')[1].split("</table>")[0]
