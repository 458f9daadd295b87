"""What the readings raise, and what they do not; never the same twice."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from huzhu.adoptions.models import Adoption, Guardrail, Measurement
from huzhu.experiences.models import Experience
from huzhu.hazards import actions, recalling
from huzhu.hazards.models import Call, Hazard
from huzhu.hazards.signalling import raise_from_readings
from huzhu.words import words
from huzhu.work import do_due_work
from tests import make

START = make.TODAY - datetime.timedelta(weeks=40)
ON = make.TODAY - datetime.timedelta(weeks=20)
SURE = {"task": "shearing", "reading": "harmful", "alarm_on": ON.isoformat(), "worse_on": ON.isoformat()}
CALM = {"task": "shearing", "reading": "no_harm_seen", "alarm_on": None, "worse_on": None}
HURT_MORE = CALM | {"worse_on": ON.isoformat(), "counted": {"seen": 5, "people": 5, "expected": 1.0, "weeks": 20}}
TOLD_MORE = CALM | {"reading": "watch", "alarm_on": ON.isoformat(), "worse_on": ON.isoformat()}


@pytest.fixture
def made(db: None) -> make.Made:
    made = make.alliance()
    made.metrics["near-misses"] = make.metric(
        "near-misses", list(made.trades.values()), kind="count", direction="band", about_safety=True
    )
    return made


@pytest.fixture
def adoption(made: make.Made) -> Adoption:
    taken = make.adoption(made, make.experience(made), starts_on=START)
    officer, head = made.people["dalian-safety_officer"], made.people["dalian-workshop_head"]
    from huzhu.adoptions import actions as taking

    return taking.start(taking.review_risk(taken, by=officer), by=head)


def reads(adoption: Adoption, slug: str, *parts: dict[str, Any], **whole: Any) -> Guardrail:
    """Store what the engine would have said of a guardrail."""
    guardrail = adoption.guardrails.get(metric__slug=slug, workshop=adoption.workshop)
    Measurement.objects.filter(guardrail=guardrail).update(is_current=False)
    result = {"task": "", "reading": "no_harm_seen", **whole, "by_task": list(parts)}
    now = timezone.now()
    Measurement.objects.create(
        adoption=adoption, guardrail=guardrail, computed_at=now, looked_at=now, until_on=make.TODAY,
        method_version="test", fingerprint=f"{slug}{now}", status=result["reading"], result=result,
    )  # fmt: skip
    return guardrail


def test_a_red_guardrail_is_raised_once_and_everybody_is_called(made: make.Made, adoption: Adoption) -> None:
    other = make.adoption(made, adoption.experience, at="plant-c")
    reads(adoption, "people-hurt", SURE)
    raise_from_readings(adoption)
    hazard = Hazard.objects.get()
    assert (hazard.task, hazard.severity, hazard.source, hazard.raised_by) == ("shearing", "hurt", "signal", None)
    assert hazard.raised_at.date() == ON  # the alliance's clock stands still: dated to the day of the signal
    assert Experience.objects.get(pk=adoption.experience_id).flag == "caution"
    assert set(Call.objects.values_list("workshop", flat=True)) == {other.workshop_id}  # the harmed one acts already
    assert hazard.card is not None
    for _again in range(2):
        raise_from_readings(adoption)
    reads(adoption, "people-hurt", SURE)
    raise_from_readings(adoption)
    assert Hazard.objects.count() == 1


def test_refuted_it_is_not_raised_again(made: make.Made, adoption: Adoption) -> None:
    reads(adoption, "people-hurt", SURE)
    raise_from_readings(adoption)
    actions.refute(Hazard.objects.get(), by=made.people["dalian-safety_officer"], evidence=words(en="Miscounted"))
    raise_from_readings(adoption)
    assert Hazard.objects.count() == 1


def test_more_reports_alone_are_no_harm(adoption: Adoption) -> None:
    reads(adoption, "people-hurt", CALM)
    reads(adoption, "near-misses", TOLD_MORE | {"share_on": ON.isoformat()})
    raise_from_readings(adoption)
    assert not Hazard.objects.exists()


def test_nor_when_all_tasks_are_reported_more(adoption: Adoption) -> None:
    reads(adoption, "people-hurt", HURT_MORE)
    reads(adoption, "near-misses", TOLD_MORE)
    raise_from_readings(adoption)
    assert not Hazard.objects.exists()


def test_two_signs_in_one_task_raise_a_suspicion_and_the_call_waits_for_the_officer(
    made: make.Made, adoption: Adoption
) -> None:
    later = ON + datetime.timedelta(weeks=4)
    reads(adoption, "people-hurt", HURT_MORE)
    reads(adoption, "near-misses", TOLD_MORE | {"share_on": later.isoformat()})
    raise_from_readings(adoption)
    hazard = Hazard.objects.get()
    assert hazard.signal_on == later  # when both were there
    assert hazard.recalled_at is None
    assert Experience.objects.get(pk=adoption.experience_id).flag == ""
    actions.acknowledge(hazard, by=made.people["dalian-safety_officer"])
    assert Experience.objects.get(pk=adoption.experience_id).flag == "caution"


def test_a_suspicion_that_turns_red_calls_by_itself(made: make.Made, adoption: Adoption) -> None:
    reads(adoption, "people-hurt", HURT_MORE)
    reads(adoption, "near-misses", TOLD_MORE | {"share_on": ON.isoformat()})
    raise_from_readings(adoption)
    reads(adoption, "people-hurt", SURE)
    raise_from_readings(adoption)
    assert Hazard.objects.get().recalled_at is not None


def test_what_somebody_reported_is_pointed_to_its_cause(made: make.Made, adoption: Adoption) -> None:
    told = make.hazard(made, task="shearing")
    reads(adoption, "people-hurt", SURE)
    raise_from_readings(adoption)
    told.refresh_from_db()
    assert Hazard.objects.count() == 1
    assert told.experience == adoption.experience
    assert told.recalled_at is not None


def test_a_value_that_got_worse_is_no_danger_to_people(adoption: Adoption) -> None:
    reads(adoption, "surface-rejects", reading="harmful", relative=[0.2, 0.1, 0.3], alarm_on=ON.isoformat())
    raise_from_readings(adoption)
    assert Hazard.objects.get().severity == "goods"


def test_whoever_plans_it_later_is_called_too(made: make.Made, adoption: Adoption) -> None:
    reads(adoption, "people-hurt", SURE)
    raise_from_readings(adoption)
    assert not Call.objects.exists()
    make.adoption(made, adoption.experience, at="benxi")
    do_due_work()
    assert Call.objects.get().workshop.slug == "benxi-medium-section"
    assert recalling.call_newcomers() == 0
