"""The Express of the demo: remedies and the newest verified effects, as the program drafts them. Dates and wording are
illustrative, since the article quotes no issue of its Express."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from huzhu.adoptions.models import Adoption
from huzhu.express import actions, publishing, receiving
from huzhu.express.drafting import draft_from_facts
from huzhu.express.models import Story, StoryReceipt
from huzhu.words import words
from huzhu.workshops import clocks

NO_HARM = words("还没发现。", "Nothing known.")
MOST = 3  # effects beside the remedies


def tell_all(say: Callable[[int, int], None]) -> None:
    """Issued, answered by those who had taken the way up already, and gathered in one issue."""
    now = clocks.now()
    draft_from_facts()
    drafts = Story.objects.filter(source__in=(Story.Source.REMEDY, Story.Source.EFFECT))
    newest: dict[int, Story] = {}
    for story in drafts.order_by("-source", "-adoption__starts_on", "adoption__pk"):
        if story.experience_id is not None:
            newest.setdefault(story.experience_id, story)
    chosen = [story for story in newest.values() if story.source == Story.Source.REMEDY]
    chosen += [story for story in newest.values() if story.source == Story.Source.EFFECT][:MOST]
    for done, story in enumerate(chosen, start=1):
        _issue(story, now)
        say(done, len(chosen))
    issue = publishing.compile_issue(at=now)
    if issue is not None:
        publishing.publish_issue(issue, by=None, at=now)


def _issue(story: Story, at: datetime.datetime) -> None:
    if story.state != Story.State.DRAFT:
        return
    actions.check_facts(story, by=None, grade=story.grade or Story.Grade.B, at=at)
    actions.check_risk(story, by=None, risk=NO_HARM, at=at)
    actions.issue_story(story, by=None, at=at)
    taken = Adoption.objects.filter(experience=story.experience_id)
    for receipt in StoryReceipt.objects.filter(story=story).select_related("workshop"):
        own = taken.filter(workshop=receipt.workshop_id).first()
        if own is not None:
            receiving.dispose(receipt, by=None, disposition="already", adoption=own)
