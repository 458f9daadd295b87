"""The clocks of the express: by when a draft is checked, and a story read, answered and acted on."""

from __future__ import annotations

import datetime

from django.utils import timezone

from huzhu.express.models import Story, StoryReceipt
from huzhu.workshops.clocks import Clock, deadline, morning_before
from huzhu.workshops.models import Alliance

CHECK = Clock("express.check", 1, "working_days")
READ = Clock("express.read.safety", 4, "hours")
DISPOSE = {
    Story.Urgency.ORDINARY: Clock("express.dispose", 5, "working_days"),
    Story.Urgency.URGENT: Clock("express.dispose.urgent", 3, "working_days"),
    Story.Urgency.SAFETY: Clock("express.dispose.safety", 2, "working_days"),
}
WEEK = datetime.timedelta(days=7)
CAP = 5  # stories a workshop and week, so that they are read; the alliance may set "express.cap"


def check_by(story: Story) -> datetime.datetime | None:
    """By when facts and risk are to be checked; of a safety story from the moment it went out."""
    if story.workshop is None or (story.facts_at and story.risk_at):
        return None
    since = story.issued_at if story.is_safety and story.issued_at else story.drafted_at
    return deadline(CHECK, since, story.workshop.plant)


def read_by(receipt: StoryReceipt) -> datetime.datetime | None:
    """A safety story is acknowledged within hours."""
    if not receipt.story.is_safety or receipt.sent_at is None or receipt.state != StoryReceipt.State.SENT:
        return None
    return deadline(READ, receipt.sent_at, receipt.workshop.plant)


def answer_by(receipt: StoryReceipt) -> datetime.datetime | None:
    """By when the workshop says what it does; after "later", the day it named."""
    if receipt.sent_at is None or receipt.is_settled:
        return None
    plant = receipt.workshop.plant
    if receipt.state == StoryReceipt.State.DISPOSED:
        on = receipt.later_on if receipt.disposition == StoryReceipt.Disposition.LATER else receipt.story.act_by_on
        return _end_of(on) if on else None
    return deadline(DISPOSE[Story.Urgency(receipt.story.urgency)], receipt.sent_at, plant)


def remind_at(receipt: StoryReceipt) -> datetime.datetime | None:
    """The morning of the last working day before the time is over; where it is shorter than that, halfway."""
    by, since = answer_by(receipt), receipt.disposed_at or receipt.sent_at
    if by is None or since is None:
        return None
    return max(morning_before(by, receipt.workshop.plant), since + (by - since) / 2)


def _end_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59)))


def is_overdue(receipt: StoryReceipt, now: datetime.datetime) -> bool:
    """Has a clock run out while the story still counts?"""
    if not receipt.story.is_live:
        return False
    return any(at is not None and at <= now for at in (read_by(receipt), answer_by(receipt)))


def cap() -> int:
    """How many stories reach a workshop in a week; safety ones come on top."""
    alliance = Alliance.here()
    return int(alliance.clocks.get("express.cap", CAP)) if alliance else CAP
