"""Two people withhold an award, and nobody decides about a count of the own plant."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from huzhu.adoptions import actions as adoption_actions
from huzhu.competitions import disputing, gating, helping, queries
from huzhu.people.actions import seat
from huzhu.people.models import Person, Role
from tests import make
from tests.competitions import staging


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(staging.PLANTS)


def in_committee(made: make.Made, who: str) -> Person:
    seat(made.people[who], Role.COMMITTEE, by=None)
    return Person.objects.get(pk=made.people[who].pk)


def test_whoever_judged_as_the_officer_does_not_decide_as_the_committee(made: make.Made) -> None:
    gate = make.gate(made, staging.in_state(made, "running"))
    both = in_committee(made, "benxi-safety_officer")
    gate = gating.judge_gate(gate, by=both, is_upheld=True, why="the clinic's book says so")
    with pytest.raises(PermissionDenied):
        gating.decide_gate(gate, by=both, is_upheld=True, why="proven")
    assert "decide_gate" not in {each.verb for each in queries.waiting_for(both)}
    done = gating.decide_gate(gate, by=made.person("alliance", "committee"), is_upheld=True, why="proven")
    assert done.state == "upheld"


@pytest.mark.parametrize("plant", ["dalian", "benxi"])  # of the count, and who holds it to be wrong
def test_neither_side_of_a_dispute_decides_it(made: make.Made, plant: str) -> None:
    standing = staging.in_state(made, "running").standings.get(workshop=staging.mill(made, "dalian"))
    said = disputing.dispute(standing, by=made.person("benxi", "workshop_head"), why="one change counted twice")
    own = in_committee(made, f"{plant}-workshop_head")
    assert "decide_dispute" not in {each.verb for each in queries.waiting_for(own)}
    with pytest.raises(PermissionDenied):
        disputing.decide_dispute(said, by=own, is_upheld=True, decision="we say so")
    client = Client()
    client.force_login(own)
    client.post(f"/standings/disputes/{said.pk}/decide", {"decision": "we say so", "is_upheld": "on"})
    said.refresh_from_db()
    assert said.decided_at is None
    disputing.decide_dispute(said, by=made.person("alliance", "committee"), is_upheld=False, decision="counted once")


def test_nobody_confirms_the_help_of_their_own_plant(made: make.Made) -> None:
    taken, helper = make.adoption(made, make.experience(made)), staging.mill(made, "benxi")
    adoption_actions.start(adoption_actions.review_risk(taken, by=None), by=None)
    head = made.person("dalian", "workshop_head")
    assert [each[1] for each in helping.waiting_for(head)] == [helper]
    seat(head, Role.WORKSHOP_HEAD, by=None, workshop=helper)
    both = Person.objects.get(pk=head.pk)
    assert helping.waiting_for(both) == []
    client = Client()
    client.force_login(both)
    page = reverse("adoption_helped_by", args=[taken.workshop.slug, taken.slug, helper.slug])
    assert client.get(page).status_code == 404
    with pytest.raises(PermissionDenied):
        helping.confirm_help(taken, helper, by=both)
    assert helping.confirm_help(taken, helper, by=made.person("dalian", "workshop_engineer")).is_true
