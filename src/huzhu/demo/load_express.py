"""The Express of the demo. The stories follow the cases of the experiences; their dates and wording are illustrative,
since the article quotes no issue of its Express."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from huzhu.adoptions.models import Adoption
from huzhu.experiences.models import Experience
from huzhu.express import actions, publishing, receiving
from huzhu.express.models import Story, StoryReceipt
from huzhu.words import Words, words
from huzhu.workshops import clocks

NO_HARM = words("还没发现。", "Nothing known.")
MOST = 4
TITLE = {"zh": 30, "en": 90}


def tell_all(say: Callable[[int, int], None]) -> None:
    """One issue from the verified effects, newest first, sent and answered by those who took the way up already."""
    now = clocks.now()
    found = Adoption.objects.filter(
        measurements__is_current=True, measurements__guardrail=None, measurements__evidence="verified"
    )
    newest: dict[int, Adoption] = {}
    for adoption in found.select_related("experience__trade", "workshop").order_by("-starts_on", "pk"):
        newest.setdefault(adoption.experience_id, adoption)
    for done, adoption in enumerate(list(newest.values())[:MOST], start=1):
        _issue(_told(adoption, now), now)
        say(done, min(len(newest), MOST))
    issue = publishing.compile_issue(at=now)
    if issue is not None:
        publishing.publish_issue(issue, by=None, at=now)


def _told(adoption: Adoption, at: datetime.datetime) -> Story:
    """The worker may have drafted it already, when the effect was measured; then that draft is the story."""
    name = f"effect:{adoption.journal_name}"
    if (drafted := Story.objects.filter(source_name=name).first()) is not None:
        return drafted
    way: Experience = adoption.experience
    version = way.version
    title = Words({code: f"{way.title.get(code)}"[: TITLE[code]] for code in TITLE if way.title.get(code)})
    return actions.draft_story(
        by=None,
        workshop=adoption.workshop,
        title=title,
        change=version.mechanism if version and version.mechanism else way.summary,
        steps=version.steps if version else Words(),
        risk=NO_HARM,
        grade=Story.Grade.A,
        experience=way,
        metric=way.metric,
        adoption=adoption,
        source=Story.Source.EFFECT,
        source_name=name,
        is_illustrative=True,
        at=at,
    )


def _issue(story: Story, at: datetime.datetime) -> None:
    if story.state != Story.State.DRAFT:
        return
    actions.check_facts(story, by=None, at=at)
    actions.check_risk(story, by=None, risk=NO_HARM, at=at)
    actions.issue_story(story, by=None, at=at)
    taken = Adoption.objects.filter(experience=story.experience_id)
    for receipt in StoryReceipt.objects.filter(story=story).select_related("workshop"):
        own = taken.filter(workshop=receipt.workshop_id).first()
        if own is not None:
            receiving.dispose(receipt, by=None, disposition="already", adoption=own)
