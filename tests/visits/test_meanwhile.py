"""A lead who has left the visitors; an effect reviewed of what has not begun."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from huzhu.adoptions import actions as adopting
from huzhu.adoptions.reviewing import review_visit_effect
from huzhu.people.actions import seat, unseat
from huzhu.people.models import Person, Role
from huzhu.visits import actions
from huzhu.words import words
from huzhu.workshops.models import Alliance
from tests import make

SAID = {"learned": [words(en="Preset rolls")], "fits": [words(en="A crane slot")], "risks": [words(en="Fingers")]}


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def test_who_has_left_the_visitors_reports_for_them_no_longer(made: make.Made) -> None:
    visit = make.meeting(made)
    assert visit.lead is not None
    for place in visit.lead.seats.all():
        unseat(place, by=None)
    seat(visit.lead, Role.WORKSHOP_HEAD, by=None, workshop=made.workshops["dalian-medium-section"])  # the host's
    with pytest.raises(PermissionDenied):
        actions.report(visit, by=Person.objects.get(pk=visit.lead.pk), **SAID)
    assert actions.report(visit, by=made.person("benxi", "chief_engineer"), **SAID).state == "reported"


def test_no_effect_is_reviewed_of_what_has_not_begun(made: make.Made) -> None:
    visit = actions.open_actions(actions.report(make.meeting(made), by=None, **SAID), by=None)
    taken = adopting.take_up(
        make.experience(made, origin="dalian"), made.workshops["benxi-medium-section"], by=None,
        starts_on=make.TODAY, visit_action=visit.actions.get(),
    )  # fmt: skip
    Alliance.objects.update(clock_on=make.TODAY + datetime.timedelta(days=70))
    chief = made.person("benxi", "chief_engineer")
    with pytest.raises(ValidationError, match="has not begun"):
        review_visit_effect(visit, by=chief, note=words(en="Quick"))
    adopting.start(adopting.review_risk(taken, by=None), by=None)
    assert review_visit_effect(visit, by=chief, note=words(en="Quick")).state == "effect_reviewed"
