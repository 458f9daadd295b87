"""What a story recommends is suspended or retired between its check and its issue."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from huzhu.adoptions.models import Adoption, Measurement
from huzhu.experiences.actions import flag_experience
from huzhu.experiences.models import Experience
from huzhu.express import actions, publishing
from huzhu.express.drafting import facts
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


@pytest.mark.parametrize("meanwhile", ["nothing", "stopped", "suspended", "retired"])
def test_no_story_is_drafted_of_what_was_stopped_suspended_or_retired(made: make.Made, meanwhile: str) -> None:
    taken = make.adoption(made, make.experience(made))
    state, ended_on = ("rolled_back", make.TODAY) if meanwhile == "stopped" else ("in_use", None)
    Adoption.objects.filter(pk=taken.pk).update(state=state, ended_on=ended_on)
    Measurement.objects.create(
        adoption=taken, computed_at=timezone.now(), looked_at=timezone.now(), until_on=make.TODAY,
        method_version="test", fingerprint="1", status="estimated", evidence="verified", result={},
    )  # fmt: skip
    if meanwhile == "suspended":
        officer = made.person("benxi", "safety_officer")
        flag_experience(taken.experience, by=officer, flag="suspended", why=words(en="Two were hit"))
    if meanwhile == "retired":
        Experience.objects.filter(pk=taken.experience_id).update(state="retired")
    drafted = [name for name, _values in facts() if name.startswith("effect:")]
    assert drafted == ([f"effect:{taken.journal_name}"] if meanwhile == "nothing" else [])


def test_what_was_suspended_after_its_issue_stands_in_no_issue_of_the_week(made: make.Made) -> None:
    editor = made.people["alliance-secretariat"]
    story = make.story(made, experience=make.experience(made, origin="dalian"))
    other = make.story(made, experience=make.experience(made, slug="another-way"))
    issue = publishing.compile_issue(by=editor)
    assert issue is not None and set(issue.in_order()) == {story, other}
    officer = made.person("benxi", "safety_officer")
    flag_experience(story.experience, by=officer, flag="suspended", why=words(en="Two were hit"))
    with translation.override("en"), pytest.raises(ValidationError, match="take it out of the issue"):
        publishing.publish_issue(issue, by=editor)
    publishing.arrange_issue(issue, by=editor, stories=[other])
    assert publishing.publish_issue(issue, by=editor).state == "published"
    assert publishing.stories_waiting() == []
