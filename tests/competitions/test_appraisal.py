"""The check by other plants has its days: by the plants' calendars, seen by those whose hand is next, recalled once."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from huzhu.competitions import clocks, drafting, due, queries, running
from huzhu.competitions.models import Round
from huzhu.journal.models import Entry
from huzhu.notices.models import Notice
from huzhu.workshops.clocks import now
from huzhu.workshops.models import Alliance
from tests import make
from tests.competitions import staging

FROZEN_ON = staging.ENDS + datetime.timedelta(days=4)  # Thursday, 4 December 1958
LAST_DAY = datetime.date(1958, 12, 11)
LATE = datetime.date(1958, 12, 12)


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(staging.PLANTS)


@pytest.fixture
def frozen(made: make.Made) -> Round:
    return staging.in_state(made, "frozen")


def waits(made: make.Made, place: str, role: str) -> dict[str, queries.Step]:
    return {step.verb: step for step in queries.waiting_for(made.person(place, role))}


def seen(made: make.Made, place: str, role: str, address: str, language: str = "en") -> str:
    client = Client(headers={"accept-language": language})
    client.force_login(made.person(place, role))
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_five_working_days_by_the_slowest_calendar(made: make.Made, frozen: Round) -> None:
    def last() -> datetime.date:
        until = clocks.appraise_by(frozen)
        assert until is not None
        return timezone.localtime(until).date()

    assert last() == LAST_DAY, "Friday, then Monday to Thursday"
    plant = made.plants["plant-c"]
    plant.days_off = ["1958-12-08"]
    plant.save()
    assert last() == LATE, "one plant rests on the Monday"
    plant.days_off = ["1958-12-20"]
    plant.save()
    assert last() == LAST_DAY


def test_the_days_are_fixed_with_the_conditions(made: make.Made) -> None:
    Alliance.objects.update(clocks={"round.appraise": 2})
    round_ = staging.draft(made)
    assert round_.conditions["clocks"] == {
        "round.freeze": 3, "round.appraise": 2, "round.object": 3, "round.gate": 5,
    }  # fmt: skip
    Alliance.objects.update(clocks={"round.appraise": 9, "round.object": 9})
    staging.mills(made)
    round_ = drafting.revise_conditions(
        round_, by=None, why="fewer indicators", indicators=[(made.metrics["roll-change-time"], 1.0)]
    )
    round_ = staging.to(made, round_, "frozen")
    until = clocks.appraise_by(round_)
    assert until is not None and timezone.localtime(until).date() == datetime.date(1958, 12, 8)
    assert "within 2 working days" in seen(made, "benxi", "operator", f"{round_.address}/conditions")


def test_it_waits_for_those_who_check_and_for_the_secretariat(made: make.Made, frozen: Round) -> None:
    for place, role in (("benxi", "chief_engineer"), ("dalian", "workshop_head"), ("plant-c", "safety_officer")):
        step = waits(made, place, role)["check"]
        assert (step.about, step.due_at) == (2, clocks.appraise_by(frozen)), "two plants, not their own"
    for place, role in (("benxi", "operator"), ("benxi", "plant_director"), ("alliance", "committee")):
        assert "check" not in waits(made, place, role)
    assert waits(made, "alliance", "secretariat")["have_checked"].due_at == clocks.appraise_by(frozen)
    assert "Check 2 standings" in seen(made, "benxi", "chief_engineer", frozen.address)
    assert "All are checked" not in seen(made, "alliance", "secretariat", frozen.address)
    home = seen(made, "benxi", "chief_engineer", "/")
    assert "2 left" in home and "day late" not in home
    staging.check_all(made, frozen)
    assert "check" not in waits(made, "benxi", "chief_engineer")
    assert "All are checked" in seen(made, "alliance", "secretariat", frozen.address)
    assert waits(made, "alliance", "secretariat")["appraise"].due_at == clocks.appraise_by(frozen)


def test_what_is_overdue_is_said_on_home_and_to_everybody_on_the_page(made: make.Made, frozen: Round) -> None:
    assert "Other plants check the figures until 11 Dec" in seen(made, "plant-c", "operator", frozen.address)
    staging.it_is(LATE)
    for place, role in (("benxi", "chief_engineer"), ("alliance", "secretariat")):
        assert "1 day late" in seen(made, place, role, "/"), role
    page = seen(made, "plant-c", "operator", frozen.address)
    assert "has been overdue since 11 Dec" in page and "Not checked yet:" in page
    assert "12月11日" in seen(made, "plant-c", "operator", frozen.address, "zh-hans")


def test_who_is_late_hears_of_it_once(made: make.Made, frozen: Round) -> None:
    running.check_standing(
        frozen.standings.get(workshop__plant__slug="dalian"), by=made.person("benxi", "chief_engineer"), finding="right"
    )
    staging.it_is(LAST_DAY - datetime.timedelta(days=1))
    assert due.keep_clocks() == ""
    with pytest.raises(ValidationError):
        running.remind_of_appraisal(frozen)
    staging.it_is(LATE)
    before = Notice.objects.count()
    assert due.keep_clocks() == "round autumn"
    assert due.keep_clocks() == "", "once"
    new = Notice.objects.order_by("-pk")[: Notice.objects.count() - before]
    told = {each.person.username for each in new.select_related("person")}
    for place, role in (("alliance", "secretariat"), ("benxi", "chief_engineer"), ("plant-c", "safety_officer")):
        assert made.person(place, role).username in told
    assert made.person("benxi", "operator").username not in told
    (entry,) = Entry.objects.filter(verb="remind_of_appraisal")
    assert entry.details["unchecked"] == ["benxi-medium-section", "plant-c-medium-section"]
    assert Round.objects.get().reminded_at is not None
    with pytest.raises(ValidationError):
        running.remind_of_appraisal(Round.objects.get())


def test_nobody_is_reminded_of_what_is_done(made: make.Made, frozen: Round) -> None:
    staging.to(made, frozen, "appraised")
    staging.it_is(LATE)
    assert now() > clocks.appraise_by(Round.objects.get())
    assert due.keep_clocks() == ""


def test_a_question_of_safety_has_its_days_too(made: make.Made, frozen: Round) -> None:
    make.gate(made, frozen)
    step = waits(made, "benxi", "safety_officer")["judge_gate"]
    assert step.due_at is not None and timezone.localtime(step.due_at).date() == LAST_DAY
    staging.it_is(LATE)
    assert "late" in seen(made, "benxi", "safety_officer", "/")
