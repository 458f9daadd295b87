"""Answers that are wanted: reminded before the time is over and once when it is, once each, never after an answer."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from huzhu.cards.models import Deputy
from huzhu.express import actions, clocks, receiving
from huzhu.express.due import do_due
from huzhu.express.models import StoryReceipt
from huzhu.journal.models import Entry
from huzhu.notices.models import Notice
from huzhu.people.models import Person, Seat
from huzhu.words import words
from huzhu.workshops import clocks as house_clocks
from huzhu.workshops.models import Plant
from tests import make
from tests.express.test_clocks_and_feed import sent

pytestmark = pytest.mark.django_db
U = Notice.Urgency
BENXI = "benxi-workshop_head"


@pytest.fixture
def made() -> make.Made:
    return make.alliance(("dalian", "benxi"))


class Time:
    """The alliance's clock, moved by the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = house_clocks.now()
        monkeypatch.setattr(house_clocks, "now", lambda: self.now)

    def told(self, at: datetime.datetime | None = None) -> dict[str, int]:
        """Who is told what about stories by the worker at that moment: {person: urgency}."""
        self.now = timezone.localtime(at or self.now)
        before = set(Notice.objects.values_list("pk", flat=True))
        do_due()
        new = Notice.objects.filter(about__startswith="story:").exclude(pk__in=before)
        return dict(new.values_list("person__username", "urgency"))


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


def by(receipt: StoryReceipt) -> datetime.datetime:
    found = clocks.answer_by(receipt)
    assert found is not None
    return found


MINUTE = datetime.timedelta(minutes=1)


@pytest.mark.parametrize("urgency", ["ordinary", "urgent"])
def test_the_head_is_reminded_once_before_and_once_after(made: make.Made, time: Time, urgency: str) -> None:
    receipt = sent(made, urgency)
    over, soon = by(receipt), clocks.remind_at(receipt)
    assert soon is not None and receipt.sent_at is not None and receipt.sent_at < soon < over
    assert time.told() == {} == time.told(soon - MINUTE)
    assert time.told(soon) == {BENXI: U.SOON}
    assert time.told() == {} == time.told(over - MINUTE)
    assert time.told(over) == {BENXI: U.SOON}
    assert time.told() == {} == time.told(over + datetime.timedelta(days=30))
    texts = [each.text for each in Notice.objects.filter(person__username=BENXI).order_by("-pk")[:2]]
    assert f"by {over.day} August" in texts[0]["en"] or f"by {over.day} September" in texts[0]["en"]
    assert (
        f"1958年{over.month}月{over.day}日" in texts[0]["zh"] and f"1958年{over.month}月{over.day}日" in texts[1]["zh"]
    )
    entries = Entry.objects.filter(verb="remind_story", thing=receipt.journal_name)
    assert [(each.details["told"], each.plant) for each in entries] == [(["soon"], "benxi"), (["overdue"], "benxi")]


def test_it_is_the_morning_of_the_working_day_before(made: make.Made) -> None:
    """Sent on a Wednesday where Sunday is free, it is to be answered by Tuesday: Monday morning."""
    receipt = sent(made, "ordinary")
    plant = receipt.workshop.plant
    plant.rest_weekdays = [6]
    wednesday = timezone.make_aware(datetime.datetime(1958, 8, 27, 10))
    receipt.sent_at, receipt.workshop.plant = wednesday, plant
    assert by(receipt).date() == datetime.date(1958, 9, 2)  # Sunday is no working day
    soon = clocks.remind_at(receipt)
    assert soon is not None and (soon.date(), soon.hour) == (datetime.date(1958, 9, 1), 8)
    assert house_clocks.morning_before(soon, plant).date() == datetime.date(1958, 8, 30)


def test_a_danger_is_told_at_any_hour_and_its_delay_to_the_plant(made: make.Made, time: Time) -> None:
    receipt = sent(made, "safety")
    assert receipt.sent_at is not None
    hours = clocks.read_by(receipt)
    assert hours is not None
    assert time.told(hours - MINUTE) == {}
    assert time.told(hours) == {BENXI: U.DANGER, "benxi-safety_officer": U.DANGER}
    assert time.told(clocks.remind_at(receipt)) == {BENXI: U.DANGER}
    everybody = {BENXI: U.DANGER, "benxi-safety_officer": U.DANGER, "benxi-chief_engineer": U.DANGER}
    assert time.told(by(receipt)) == everybody
    assert time.told(by(receipt) + datetime.timedelta(days=9)) == {}
    assert set(Entry.objects.filter(verb="remind_story").values_list("plant", flat=True)) == {
        ""
    }  # a danger is everybody's


def test_what_is_answered_reminds_nobody(made: make.Made, time: Time) -> None:
    for answer in ("adopt", "already"):
        receipt = sent(made, "ordinary", title=words(en=answer))
        receiving.dispose(receipt, by=made.people[BENXI], disposition=answer)
        assert time.told(time.now + datetime.timedelta(days=60)) == {}


def test_what_was_withdrawn_reminds_nobody(made: make.Made, time: Time) -> None:
    receipt = sent(made, "ordinary")
    actions.withdraw_story(receipt.story, by=None, why=words(en="Wrong"))
    assert time.told(time.now + datetime.timedelta(days=60)) == {}


def test_later_names_a_day_that_is_reminded_anew(made: make.Made, time: Time) -> None:
    receipt = sent(made, "ordinary")
    assert time.told(by(receipt)) == {BENXI: U.SOON}
    on = (time.now + datetime.timedelta(days=20)).date()
    receipt = receiving.dispose(receipt, by=made.people[BENXI], disposition="later", later_on=on)
    assert by(receipt).date() == on and receipt.answered_at is None
    assert time.told() == {}
    assert time.told(clocks.remind_at(receipt)) == {BENXI: U.SOON}
    assert time.told(by(receipt)) == {BENXI: U.SOON}
    receipt.refresh_from_db()
    receipt = receiving.dispose(receipt, by=made.people[BENXI], disposition="adopt")
    assert receipt.answered_at == receipt.disposed_at and time.told(time.now + datetime.timedelta(days=60)) == {}


def test_what_is_promised_about_a_danger_is_reminded_by_its_day(made: make.Made, time: Time) -> None:
    on = make.TODAY + datetime.timedelta(days=30)
    receipt = sent(made, "safety", act_by_on=on)
    receipt = receiving.dispose(receipt, by=made.people[BENXI], disposition="adopt")
    assert by(receipt) == timezone.make_aware(datetime.datetime.combine(on, datetime.time(23, 59)))
    assert time.told(by(receipt) - MINUTE) == {BENXI: U.DANGER}
    assert "benxi-chief_engineer" in time.told(by(receipt))
    text = Notice.objects.filter(person__username="benxi-chief_engineer").order_by("-pk")[0].text
    assert "to have done by 26 September 1958" in text["en"] and "1958年9月26日前做完" in text["zh"]


def test_who_answers_in_whose_place(made: make.Made, time: Time) -> None:
    """Also the team leader whom the head named; where there is no head, the chief engineer."""
    leader, head = made.people["benxi-team_leader"], made.people[BENXI]
    Deputy.objects.create(
        workshop=made.workshops["benxi-medium-section"], person=leader, named_by=head, named_at=time.now
    )
    receipt = sent(made, "ordinary")
    assert set(time.told(clocks.remind_at(receipt))) == {BENXI, "benxi-team_leader"}
    Deputy.objects.update(ended_at=time.now)
    Seat.objects.filter(person=head).delete()
    assert set(time.told(by(receipt))) == {"benxi-chief_engineer"}


def test_a_worker_that_slept_tells_only_that_it_is_over(made: make.Made, time: Time) -> None:
    receipt = sent(made, "safety")
    assert set(time.told(by(receipt))) == {BENXI, "benxi-safety_officer", "benxi-chief_engineer"}
    assert Entry.objects.filter(verb="remind_story").get().details == {"told": ["overdue"]}


def test_two_workers_tell_it_once(made: make.Made, time: Time) -> None:
    """The second has found the row before the first wrote it, and looks again under the lock."""
    from huzhu.express.reminding import remind, wanted_now

    receipt = sent(made, "ordinary")
    time.now = by(receipt)
    stale = StoryReceipt.objects.select_related("story", "workshop__plant").get(pk=receipt.pk)
    assert remind(receipt) == ["overdue"]
    assert wanted_now(stale, time.now) == ["overdue"] and remind(stale) == []
    assert Notice.objects.filter(text__en__startswith="The time is over").count() == 1


def test_one_that_fails_keeps_nobody_else_from_being_told(time: Time, caplog: pytest.LogCaptureFixture) -> None:
    """A plant whose calendar leaves no working day has no time by which to answer."""
    made = make.alliance(("dalian", "benxi", "plant-c"))
    failing = sent(made, "ordinary")
    other = failing.story.receipts.get(workshop=made.workshops["plant-c-medium-section"])
    Plant.objects.filter(slug="benxi").update(rest_weekdays=list(range(7)))
    assert time.told(by(other)) == {"plant-c-workshop_head": U.SOON}
    assert {each.message for each in caplog.records} == {f"reminding of {failing.journal_name} failed"}
    assert "benxi has no working day" in caplog.text


def test_nobody_outside_the_workshop_hears_of_an_ordinary_delay(made: make.Made, time: Time) -> None:
    receipt = sent(made, "ordinary")
    told: Any = time.told(by(receipt))
    own = Person.objects.get(username=BENXI)
    assert set(told) == {own.username}
