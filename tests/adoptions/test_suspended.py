"""What was taken up before the experience was suspended or retired."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from huzhu.adoptions import actions, queries
from huzhu.adoptions.models import Adoption, Measurement
from huzhu.adoptions.promising import keep_promise
from huzhu.experiences.actions import flag_experience
from huzhu.experiences.models import Experience
from huzhu.hazards import actions as hazard_actions
from huzhu.hazards.models import Hazard
from huzhu.hazards.proving import proof_of
from huzhu.web.presenting import todo
from huzhu.words import words
from tests import make
from tests.contracts import staging as agreed


@pytest.fixture
def made(db: None) -> Iterator[make.Made]:
    with translation.override("en"):
        yield make.alliance()


def suspend(made: make.Made, adoption: Adoption) -> Adoption:
    officer = made.person("benxi", "safety_officer")
    flag_experience(adoption.experience, by=officer, flag="suspended", why=words(en="Two were hit"))
    return Adoption.objects.get(pk=adoption.pk)


def started(made: make.Made) -> Adoption:
    taken = make.adoption(made, make.experience(made))
    return actions.start(actions.review_risk(taken, by=None), by=None)


@pytest.mark.parametrize("verb", ["put_into_use", "keep"])
def test_while_people_can_be_hurt_a_trial_grows_no_wider(made: make.Made, verb: str) -> None:
    trial = suspend(made, started(made))
    with pytest.raises(ValidationError, match="suspended"):
        getattr(actions, verb)(trial, by=made.person("dalian", "workshop_head"))
    assert Adoption.objects.get(pk=trial.pk).state == "trial"
    assert actions.stop(trial, by=made.person("dalian", "operator"), why="Two were hit").state == "rolled_back"


def test_what_is_in_use_does_not_become_the_standard(made: make.Made) -> None:
    used = suspend(made, actions.put_into_use(started(made), by=None))
    with pytest.raises(ValidationError, match="suspended"):
        actions.keep(used, by=made.person("dalian", "workshop_head"), why="It is quick")


def test_what_was_retired_before_its_start_is_not_started(made: make.Made) -> None:
    taken = actions.review_risk(make.adoption(made, make.experience(made)), by=None)
    Experience.objects.filter(pk=taken.experience_id).update(state=Experience.State.RETIRED)
    with pytest.raises(ValidationError, match="not open"):
        actions.start(Adoption.objects.get(pk=taken.pk), by=made.person("dalian", "workshop_head"))


def test_a_danger_is_not_closed_by_a_remedy_that_was_stopped(made: make.Made) -> None:
    remedy = actions.put_into_use(started(made), by=None)
    officer = made.person("dalian", "safety_officer")
    danger = hazard_actions.acknowledge(make.hazard(made), by=officer, metric=made.metrics["people-hurt"])
    danger = hazard_actions.contain(danger, by=officer, measure="guard", how=words(en="A fence"))
    danger = hazard_actions.try_remedy(danger, by=officer, adoption=remedy)
    danger = hazard_actions.mark_remedied(danger, by=officer)
    assert proof_of(danger, make.TODAY).missing == "no_readings"
    actions.stop(remedy, by=None, why="The table was sold")
    danger = Hazard.objects.get(pk=danger.pk)
    assert proof_of(danger, make.TODAY + datetime.timedelta(days=400)).missing == "no_remedy"
    with pytest.raises(ValidationError, match="do not bear it out"):
        hazard_actions.verify_and_close(danger, by=made.person("benxi", "safety_officer"))


def test_what_was_stopped_keeps_no_promise(made: make.Made) -> None:
    item = agreed.in_force(made).items.get(number=1)
    way = make.experience(made, origin="benxi")
    adoption = make.adoption(made, way, at="dalian")
    head = made.person("dalian", "workshop_head")
    Adoption.objects.filter(pk=adoption.pk).update(state="abandoned", ended_on=make.TODAY)
    with pytest.raises(ValidationError, match="stopped"):
        keep_promise(adoption, item, by=head)
    Adoption.objects.filter(pk=adoption.pk).update(state="trial", ended_on=None)
    assert keep_promise(adoption, item, by=head).contract_item == item


def asked_at_dalian(made: make.Made) -> list[str]:
    """What Home asks of the head about what was taken up."""
    head = made.person("dalian", "workshop_head")
    taken = queries.taken_up_by(made.workshops["dalian-medium-section"], head)
    return [each["text"] for each in todo.for_person(head, taken) if each["text"].startswith(("Start", "Decide"))]


@pytest.mark.parametrize("meanwhile", ["suspended", "retired"])
def test_home_does_not_ask_to_start_what_nobody_may_start(made: make.Made, meanwhile: str) -> None:
    taken = actions.review_risk(make.adoption(made, make.experience(made)), by=None)
    assert asked_at_dalian(made) == ["Start “Quick roll change”"]
    if meanwhile == "suspended":
        suspend(made, taken)
    else:
        Experience.objects.filter(pk=taken.experience_id).update(state=Experience.State.RETIRED)
    assert asked_at_dalian(made) == []


def test_home_does_not_ask_to_keep_what_was_suspended(made: make.Made) -> None:
    used = started(made)
    Measurement.objects.create(
        adoption=used, computed_at=timezone.now(), looked_at=timezone.now(), until_on=make.TODAY, method_version="test",
        fingerprint="1", status="estimated", evidence="verified",
        result={"status": "estimated", "evidence": "verified", "sign": -1, "relative": [-0.3, -0.35, -0.25],
                "shown_as": "relative", "peer_count": 2},
    )  # fmt: skip
    assert asked_at_dalian(made) == ["Decide: keep “Quick roll change”?"]
    suspend(made, used)
    assert asked_at_dalian(made) == []
