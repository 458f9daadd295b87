"""The state tables hold: whatever verbs come in whatever order from whomever, nothing forbidden happens."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from huzhu.adoptions import actions, rules
from huzhu.adoptions.models import Adoption
from huzhu.experiences.models import Experience
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from tests import make

# Written from the domain paper 2.9 and 2.11, not from the code: who may do what at Dalian's medium-section mill.
MAY = {
    "review_risk": {"safety_officer"},
    "start": {"workshop_head"},
    "put_into_use": {"workshop_head"},
    "keep": {"workshop_head", "chief_engineer"},
    "stop": {"workshop_head", "chief_engineer", "safety_officer", "workshop_engineer", "team_leader", "operator"},
    "abandon": {"workshop_head", "chief_engineer"},
}
LEADS = {
    ("planned", "review_risk"): "risk_reviewed",
    ("risk_reviewed", "start"): "trial",
    ("trial", "put_into_use"): "in_use",
    ("trial", "keep"): "standardised",
    ("in_use", "keep"): "standardised",
    ("trial", "stop"): "rolled_back",
    ("in_use", "stop"): "rolled_back",
    ("standardised", "stop"): "rolled_back",
    ("planned", "abandon"): "abandoned",
    ("risk_reviewed", "abandon"): "abandoned",
}
NEEDS_A_REASON = {"stop", "abandon"}
PEOPLE = [
    *(f"dalian-{role}" for role in ("workshop_head", "workshop_engineer", "team_leader", "operator")),
    *(f"dalian-{role}" for role in ("safety_officer", "chief_engineer", "data_steward", "plant_director")),
    "benxi-workshop_head",
    "benxi-safety_officer",
    "alliance-secretariat",
    "alliance-administrator",
]


def act(adoption: Adoption, verb: str, by: object) -> Adoption:
    extra = {"why": "tried and seen"} if verb in NEEDS_A_REASON else {}
    return getattr(actions, verb)(adoption, by=by, **extra)


class TestRandomActs(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(acts=st.lists(st.tuples(st.sampled_from(sorted(MAY)), st.sampled_from(PEOPLE)), max_size=25))
    def test_only_what_the_table_allows_happens_and_all_of_it_is_in_the_journal(
        self, acts: list[tuple[str, str]]
    ) -> None:
        made = make.alliance(("dalian", "benxi"))
        adoption = make.adoption(made, make.experience(made))
        written = Entry.objects.count()
        for verb, name in acts:
            place, role = name.split("-", 1)
            allowed = place == "dalian" and role in MAY[verb]
            expected = LEADS.get((adoption.state, verb))
            if allowed and expected:
                adoption = act(adoption, verb, made.people[name])
                written += 1
                assert adoption.state == expected
            else:
                with pytest.raises(ValidationError if allowed else PermissionDenied):
                    act(adoption, verb, made.people[name])
            adoption.refresh_from_db()
            assert Entry.objects.count() == written
        assert verify().whole


def test_the_table_in_the_code_is_the_table_of_the_domain() -> None:
    assert {(state, verb): to for verb, (states, to) in rules.MOVES.items() for state in states} == LEADS


@pytest.mark.django_db
class TestTakingUp:
    @pytest.fixture
    def made(self) -> make.Made:
        return make.alliance(("dalian", "benxi"))

    def test_the_yardstick_is_fixed_before_the_start(self, made: make.Made) -> None:
        adoption = make.adoption(made, make.experience(made), target=-0.3)
        assert adoption.frozen_at is not None
        assert adoption.definition.number == 1
        assert adoption.version.number == 1
        assert not adoption.recorded_late

    def test_a_start_in_the_past_is_marked_as_recorded_late(self, made: make.Made) -> None:
        adoption = actions.take_up(
            make.experience(made),
            made.workshops["dalian-medium-section"],
            by=made.people["dalian-workshop_head"],
            starts_on=make.TODAY - datetime.timedelta(days=200),
        )
        assert adoption.recorded_late

    def test_guardrails_follow_the_material_downstream(self, made: make.Made) -> None:
        taken = make.experience(made)
        Experience.objects.filter(pk=taken.pk).update(trade=made.trades["ingot-casting"])
        adoption = actions.take_up(
            taken,
            made.workshops["dalian-casting"],
            by=None,
            starts_on=make.TODAY,
            metric=made.metrics["roll-change-time"],
        )
        watched = {(g.metric.slug, g.workshop.slug) for g in adoption.guardrails.all()}
        assert ("people-hurt", "dalian-blooming") in watched
        assert ("people-hurt", "dalian-medium-section") in watched
        assert ("surface-rejects", "dalian-medium-section") in watched
        assert not any(slug.startswith("benxi") for _, slug in watched)

    def test_people_hurt_are_watched_without_tolerance(self, made: make.Made) -> None:
        adoption = make.adoption(made, make.experience(made))
        assert {g.tolerance for g in adoption.guardrails.filter(metric__about_safety=True)} == {0.0}

    def test_a_condition_that_must_hold_is_asked(self, made: make.Made) -> None:
        taken = make.experience(made, must=True)
        with pytest.raises(ValidationError) as refused:
            make.adoption(made, taken)
        assert "condition_crane" in refused.value.message_dict
        assert make.adoption(made, taken, answers={"crane": "yes"}).pk

    def test_a_suspended_experience_is_not_started_by_anybody(self, made: make.Made) -> None:
        taken = make.experience(made)
        Experience.objects.filter(pk=taken.pk).update(flag="suspended")
        with pytest.raises(ValidationError):
            make.adoption(made, taken)

    def test_the_same_way_is_taken_up_once_per_line(self, made: make.Made) -> None:
        taken = make.experience(made)
        first = make.adoption(made, taken, line="1")
        with pytest.raises(ValidationError):
            make.adoption(made, taken, line="1")
        second = make.adoption(made, taken, line="2")
        assert first.slug != second.slug

    def test_another_plants_head_cannot_take_it_up_here(self, made: make.Made) -> None:
        with pytest.raises(PermissionDenied):
            actions.take_up(
                make.experience(made),
                made.workshops["dalian-medium-section"],
                by=made.people["benxi-workshop_head"],
                starts_on=make.TODAY,
            )
