"""Who issues a story, and on what authority: the secretariat, or the head by delegation (domain 2.2 and 2.4)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from huzhu.delegation import actions as delegation_actions
from huzhu.delegation.models import Delegation, Power
from huzhu.express import actions
from huzhu.express.issues import ExpressIssue
from huzhu.express.models import Story
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from huzhu.notices.models import Notice
from huzhu.words import words
from tests import make
from tests.web.conftest import made, visit  # noqa: F401

pytestmark = pytest.mark.django_db


def handed(made: make.Made, powers: list[str] | None = None, **values: Any) -> Delegation:  # noqa: F811
    said = {"since_on": make.TODAY, "until_on": make.TODAY + datetime.timedelta(days=90), "safety_class": "B"}
    proposed = delegation_actions.propose_delegation(
        made.workshops["dalian-medium-section"],
        by=None,
        powers=powers or [Power.ISSUE_EXPRESS],
        **{**said, **values},
    )
    return delegation_actions.grant(proposed, by=made.person("dalian", "chief_engineer"))


def checked(made: make.Made, **values: Any) -> Story:  # noqa: F811
    story = make.story(made, issued=False, **values)
    actions.check_facts(story, by=made.people["dalian-workshop_engineer"], grade="B")
    return actions.check_risk(story, by=made.people["dalian-safety_officer"])


def entry_of(story: Story, verb: str = "issue_story") -> Entry:
    return Entry.objects.about(story.journal_name).get(verb=verb)


def test_the_head_issues_by_delegation_and_the_act_keeps_it(made: make.Made) -> None:  # noqa: F811
    delegation = handed(made)
    story = checked(made)
    head = made.person("dalian", "workshop_head")
    told = Notice.objects.filter(person=head, about=story.journal_name).latest("pk")
    assert "ready for the Express" in told.text["en"]
    story = actions.issue_story(story, by=head)
    assert story.state == "issued"
    assert story.issued_under == delegation
    assert entry_of(story).authority == f"acted under delegation no. {delegation.number}"
    assert story.receipts.exists()
    assert verify().whole


def test_the_special_issue_of_an_urgent_one_rests_on_the_same(made: make.Made) -> None:  # noqa: F811
    delegation = handed(made)
    actions.issue_story(checked(made, urgency="urgent"), by=made.person("dalian", "workshop_head"))
    issue = ExpressIssue.objects.get(is_special=True)
    entry = Entry.objects.about(issue.journal_name).get(verb="publish_issue")
    assert entry.authority.endswith(delegation.number)


def test_who_stands_in_for_the_head_issues_too(made: make.Made) -> None:  # noqa: F811
    leader = made.person("dalian", "team_leader")
    delegation = handed(made, substitutes=[leader])
    assert actions.issue_story(checked(made), by=leader).issued_under == delegation


def test_the_secretariat_goes_on_and_says_so(made: make.Made) -> None:  # noqa: F811
    handed(made)
    story = actions.issue_story(checked(made), by=made.person("alliance", "secretariat"))
    assert story.issued_under is None
    assert entry_of(story).authority == "acted as secretariat"


def test_the_safety_officers_word_is_written_down_as_that(made: make.Made) -> None:  # noqa: F811
    story = make.story(made, issued=False, urgency="safety")
    story = actions.issue_story(story, by=made.person("dalian", "safety_officer"))
    assert entry_of(story).authority == "on the safety officer's word alone"


TOO_FAR: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"powers": [Power.SIGN]}, {}, "has not handed this power to the workshop: Issue express reports"),
    ({"until_on": make.TODAY, "since_on": make.TODAY - datetime.timedelta(days=9)}, {}, ""),
    ({"safety_class": "C"}, {"urgency": "safety"}, "reaches up to safety class C; this is class B"),
    ({"since_on": make.TODAY + datetime.timedelta(days=1)}, {}, "holds from"),
]


@pytest.mark.parametrize(("powers", "told", "why"), TOO_FAR)
def test_an_exceeded_power_is_refused_with_the_reason_and_who_can_act(
    made: make.Made,  # noqa: F811
    powers: dict[str, Any],
    told: dict[str, Any],
    why: str,
) -> None:
    handed(made, **powers)
    story, head = checked(made, **told), made.person("dalian", "workshop_head")
    if not why:  # the last day still counts
        assert actions.issue_story(story, by=head).state == "issued"
        return
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        actions.issue_story(story, by=head)
    (said,) = refused.value.messages
    assert why in said
    assert str(made.person("alliance", "secretariat")) in said
    assert (str(made.person("dalian", "safety_officer")) in said) == story.is_safety
    assert Story.objects.get(pk=story.pk).state == "checked"
    assert not Entry.objects.about(story.journal_name).filter(verb="issue_story").exists()


def test_somebody_was_hurt_is_the_gravest_class(made: make.Made) -> None:  # noqa: F811
    handed(made, safety_class="B")
    story = checked(made, urgency="safety", hazard=make.hazard(made, severity="hurt"))
    with translation.override("en"), pytest.raises(ValidationError, match="this is class A"):
        actions.issue_story(story, by=made.person("dalian", "workshop_head"))


@pytest.mark.parametrize("end", ["suspend", "revoke"])
def test_a_power_taken_back_is_gone_at_once(made: make.Made, end: str) -> None:  # noqa: F811
    delegation = handed(made)
    story = checked(made)
    role = {"suspend": "chief_engineer", "revoke": "plant_director"}[end]
    getattr(delegation_actions, end)(delegation, by=made.person("dalian", role), why="Two stories without figures")
    with translation.override("en"), pytest.raises(ValidationError, match="gives no power now"):
        actions.issue_story(story, by=made.person("dalian", "workshop_head"))


def test_nobody_else_issues_by_it(made: make.Made) -> None:  # noqa: F811
    """Nor the plant that handed it over, nor another plant's head with a power of his own."""
    handed(made)
    make.delegation(made, "benxi")
    story = checked(made)
    for name, person in made.people.items():
        if name not in ("dalian-workshop_head", "alliance-secretariat"):
            with pytest.raises(PermissionDenied):
                actions.issue_story(story, by=person)


def test_the_page_shows_the_button_or_why_not(made: make.Made, visit: Any) -> None:  # noqa: F811
    story = checked(made)
    head = visit("dalian", "workshop_head")
    page = head.get(story.address).content.decode()
    assert "Issue it" not in page
    assert "has not handed this power to the workshop" in page
    refused = head.post(f"{story.address}/issue")
    assert refused.status_code == 422
    assert "There is a problem" in refused.content.decode()
    assert "can act instead" in refused.content.decode()
    assert Story.objects.get(pk=story.pk).state == "checked"

    delegation = handed(made)
    assert "Issue it" in head.get(story.address).content.decode()
    issued = head.post(f"{story.address}/issue", follow=True).content.decode()
    assert f"under delegation no. {delegation.number}" in issued
    assert f"under delegation no. {delegation.number}" in visit("benxi", "operator").get(story.address).content.decode()
    other = make.story(made, issued=False, title=words(en="Another"))
    assert visit("dalian", "operator").post(f"{other.address}/issue").status_code == 404
