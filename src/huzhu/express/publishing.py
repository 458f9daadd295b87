"""The verbs of an issue: compile the week, arrange, publish; and the special one of a single urgent story."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from huzhu.cards.models import Card
from huzhu.express import rules, telling
from huzhu.express.clocks import WEEK
from huzhu.express.issues import ExpressIssue, StoryPlace
from huzhu.express.issuing import is_recommended_no_longer
from huzhu.express.models import Story
from huzhu.express.moments import allow, locked_issue, moment_of
from huzhu.journal.actions import record, verb
from huzhu.journal.models import Head
from huzhu.moves import move
from huzhu.people.models import Person
from huzhu.workshops import clocks

MOST_STORIES = 4  # a lead and three shorts: what fits one page
MOST_CARDS = 3


def _next_number() -> int:
    return (ExpressIssue.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def stories_waiting() -> list[Story]:
    """Issued and in no issue of the week yet: dangers first, then what is measured best, then the newest."""
    rows = Story.objects.live().exclude(issues__is_special=False).select_related("experience")
    order = {Story.Urgency.SAFETY: 0, Story.Urgency.URGENT: 1, Story.Urgency.ORDINARY: 2}
    grades = {"A": 0, "B": 1, "C": 2}
    return sorted(
        (each for each in rows.order_by("-issued_at", "-pk") if not is_recommended_no_longer(each)),
        key=lambda each: (order[each.urgency], grades.get(each.grade, 3)),  # type: ignore[index]
    )


def cards_wanting_help() -> list[Card]:
    """Those asked of everybody or of a whole trade that have waited longest."""
    asked = Card.objects.waiting().filter(kind=Card.Kind.ASK, across_at__isnull=False, may_quote=True)
    public = asked.filter(Q(reach__in=(Card.Reach.ALL, Card.Reach.TRADE)))
    return list(public.order_by("across_at", "pk")[:MOST_CARDS])


@verb
def compile_issue(*, by: Person | None = None, at: datetime.datetime | None = None) -> ExpressIssue | None:
    """The issue of the week, as far as it makes itself; the editor arranges it. None while there is nothing new or one
    is in the making already."""
    if by is not None:
        allow(rules.may_edit(by))
    if ExpressIssue.objects.filter(state=ExpressIssue.State.COMPILED).exists():
        return None
    stories = stories_waiting()[:MOST_STORIES]
    if not stories:
        return None
    issue = ExpressIssue(number=_next_number(), compiled_at=moment_of(at))
    issue.save()
    _place(issue, stories, cards_wanting_help())
    record("compile_issue", issue, by=by, details={"stories": [story.number for story in stories]})
    telling.of_a_compiled_issue(issue)
    return issue


def compile_when_due() -> ExpressIssue | None:
    """A week after the last ordinary issue came out (or was begun)."""
    last = ExpressIssue.objects.filter(is_special=False).order_by("-number").first()
    if last is not None and clocks.now() - (last.published_at or last.compiled_at) < WEEK:
        return None
    if not Story.objects.live().exclude(issues__is_special=False).exists():
        return None
    return compile_issue()


def _place(issue: ExpressIssue, stories: Iterable[Story], cards: Iterable[Card]) -> None:
    issue.places.all().delete()
    for order, story in enumerate(stories):
        StoryPlace(issue=issue, story=story, order=order).save()
    issue.cards.set(cards)


@verb
def arrange_issue(
    issue: ExpressIssue, *, by: Person, stories: Iterable[Story], cards: Iterable[Card] = ()
) -> ExpressIssue:
    """Which story leads, which follow, which cards are shown."""
    issue = locked_issue(issue)
    allow(rules.may_edit(by))
    chosen = list(stories)
    if not chosen:
        raise ValidationError({"stories": _("An issue has at least one story.")})
    if any(not story.is_live for story in chosen):
        raise ValidationError({"stories": _("Only what was issued stands in an issue.")})
    move(issue, "arrange", rules.ISSUE_MOVES)
    _place(issue, chosen[:MOST_STORIES], list(cards)[:MOST_CARDS])
    issue.save()
    record("arrange_issue", issue, by=by, details={"stories": [story.number for story in chosen]})
    return issue


@verb
def publish_issue(issue: ExpressIssue, *, by: Person | None, at: datetime.datetime | None = None) -> ExpressIssue:
    """It comes out, with the head of the journal at this moment on its paper."""
    issue = locked_issue(issue)
    if by is not None:
        allow(rules.may_edit(by))
    move(issue, "publish", rules.ISSUE_MOVES)
    stories = issue.in_order()
    if not stories:
        raise ValidationError({"stories": _("An issue has at least one story.")})
    for story in stories:
        if not story.is_live or is_recommended_no_longer(story):
            raise ValidationError(
                _("“%(title)s” was withdrawn, or its way suspended or retired meanwhile: take it out of the issue.")
                % {"title": story.title}
            )
    return _come_out(issue, stories[0], by, moment_of(at))


def _come_out(
    issue: ExpressIssue, lead: Story, by: Person | None, moment: datetime.datetime, authority: str = ""
) -> ExpressIssue:
    head = Head.objects.get(pk=1)
    issue.published_by, issue.published_at = by, moment
    issue.journal_number, issue.journal_hash = head.number, head.hash
    issue.save()
    record("publish_issue", issue, by=by, authority=authority, details={"witnessed": issue.journal_number})
    telling.of_an_issue(issue, lead)
    return issue


@verb
def publish_special(story: Story, *, by: Person | None, at: datetime.datetime, authority: str) -> ExpressIssue:
    """One urgent story alone; called by the verb that issues it, on the same authority."""
    issue = ExpressIssue(
        number=_next_number(), is_special=True, compiled_at=at, state=ExpressIssue.State.PUBLISHED, published_at=at
    )
    issue.save()
    _place(issue, [story], [])
    return _come_out(issue, story, by, at, authority)
