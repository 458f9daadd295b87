"""What a story recommends is suspended or retired between its check and its issue."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from huzhu.experiences.actions import flag_experience
from huzhu.experiences.models import Experience
from huzhu.express import actions
from huzhu.express.models import Story, StoryReceipt
from huzhu.words import words
from tests import make


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


@pytest.mark.parametrize("meanwhile", ["nothing", "suspended", "retired", "told_as_a_danger"])
def test_it_goes_out_as_a_danger_or_not_at_all(made: make.Made, meanwhile: str) -> None:
    way = make.experience(made, origin="dalian")
    said = {"urgency": Story.Urgency.SAFETY} if meanwhile == "told_as_a_danger" else {}
    story = make.story(made, issued=False, experience=way, **said)
    actions.check_facts(story, by=made.people["dalian-workshop_engineer"], grade="B")
    actions.check_risk(story, by=made.people["dalian-safety_officer"])
    if meanwhile in ("suspended", "told_as_a_danger"):
        flag_experience(way, by=made.person("benxi", "safety_officer"), flag="suspended", why=words(en="Two were hit"))
    if meanwhile == "retired":
        Experience.objects.filter(pk=way.pk).update(state="retired")
    if meanwhile in ("nothing", "told_as_a_danger"):
        assert actions.issue_story(story, by=made.people["alliance-secretariat"]).state == "issued"
        return
    with translation.override("en"), pytest.raises(ValidationError, match="suspended or retired"):
        actions.issue_story(story, by=made.people["alliance-secretariat"])
    assert not StoryReceipt.objects.filter(story=story).exists()
    assert (
        actions.withdraw_story(story, by=made.people["alliance-secretariat"], why=words(en="Suspended")).state
        == "withdrawn"
    )
