"""The Express in words: an issue, and what waits for its reader."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.cards.models import Card
from huzhu.cards.queries import in_full as cards_in_full
from huzhu.express import clocks as express_clocks
from huzhu.express import rules
from huzhu.express.issues import ExpressIssue
from huzhu.express.models import Story, StoryReceipt, in_full
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.forms.cards import places_of
from huzhu.web.presenting.story import acts_of, due_row, kicker, shown_stories
from huzhu.web.presenting.tiles import reader_of, tiles
from huzhu.workshops import clocks
from huzhu.workshops.models import Plant


def issue_page(issue: ExpressIssue, person: Person) -> dict[str, Any]:
    stories = shown_stories(issue.in_order(), person)
    cards = list(cards_in_full(Card.objects.visible_to(person).filter(issues=issue)))
    plants = Plant.objects.count()
    before = ExpressIssue.objects.published().filter(number__lt=issue.number).first()
    after = ExpressIssue.objects.published().filter(number__gt=issue.number).order_by("number").first()
    out = issue.published_at or issue.compiled_at
    return {
        "issue": issue,
        "lead": stories[0] if stories else None,
        "shorts": stories[1:],
        "tiles": tiles(cards, reader_of(person)),
        "open_cards": Card.objects.visible_to(person).open().count(),
        "day": timezone.localtime(out).date(),
        "plants_words": ngettext("%(count)s plant", "%(count)s plants", plants) % {"count": plants},
        "before": before,
        "after": after,
    }


def front(person: Person) -> dict[str, Any]:
    """What waits for this reader: stories to answer, drafts to check, the issue in the making, overdue dangers."""
    now = clocks.now()
    return {
        "to_answer": to_answer(person, now),
        "drafts": _drafts(person, now),
        "making": ExpressIssue.objects.visible_to(person).filter(state=ExpressIssue.State.COMPILED).first(),
        "may_edit": rules.may_edit(person),
        "may_share": bool(places_of(person)),
        "overdue": overdue_dangers(person, now),
    }


def to_answer(person: Person, now: datetime.datetime) -> list[dict[str, Any]]:
    """Receipts for which the reader may speak and that wait, dangers first."""
    own = places_of(person)
    waiting = StoryReceipt.objects.visible_to(person).waiting().filter(workshop__in=own)
    waiting = waiting.select_related("story", "workshop__plant").order_by("sent_at", "pk")
    rows = [due_row(receipt, now) for receipt in waiting if rules.may_dispose(person, receipt)]
    return sorted(rows, key=lambda row: (not row["receipt"].story.is_safety, not row["is_late"]))


def overdue_dangers(person: Person, now: datetime.datetime) -> list[dict[str, Any]]:
    """Seen by everybody: which workshops have not answered a danger in time."""
    open_ones = StoryReceipt.objects.visible_to(person).filter(
        story__urgency=Story.Urgency.SAFETY, story__state__in=Story.LIVE
    )
    rows = open_ones.exclude(state=StoryReceipt.State.DONE).select_related("story", "workshop__plant")
    return [due_row(each, now) for each in rows if express_clocks.is_overdue(each, now)]


def _drafts(person: Person, now: datetime.datetime) -> list[dict[str, Any]]:
    """Drafts that this reader can do something about."""
    rows = in_full(Story.objects.visible_to(person).filter(state__in=Story.UNISSUED)).order_by("-drafted_at")
    found = []
    for story in rows:
        acts = acts_of(story, person)
        if any(acts[name] for name in ("may_check_facts", "may_check_risk", "may_issue", "may_write")):
            by = express_clocks.check_by(story)
            found.append({"story": story, "is_late": by is not None and by <= now, "note": draft_note(story)})
    return found


def draft_note(story: Story) -> str:
    if story.state == Story.State.CHECKED:
        return _("Checked; it can be issued.")
    if story.facts_at is None and story.risk_at is None:
        return _("Facts and risk are to be checked.")
    return _("The facts are to be checked.") if story.facts_at is None else _("The risk is to be checked.")


def unread_issues(person: Person) -> int:
    """The number beside the entry in the navigation."""
    return person.notices.filter(about__startswith="express:", read_at=None).count()


def on_home(person: Person) -> dict[str, Any]:
    """Today's Express for Home: the newest issue's stories."""
    issue = ExpressIssue.objects.published().order_by("-published_at", "-pk").first()
    if issue is None:
        return {}
    items = [
        {"title": story.title, "url": issue.address if not at else story.address, "note": kicker(story)}
        for at, story in enumerate(issue.in_order()[:3])
    ]
    today = timezone.localtime(clocks.now()).date()
    values = {"number": issue.number, "day": wording.short_date(timezone.localtime(issue.published_at).date(), today)}
    return {"express": items, "express_note": _("No. %(number)s, %(day)s") % values}
