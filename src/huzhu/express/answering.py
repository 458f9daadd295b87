"""How long workshops take to answer, with those that have not answered yet.

Leaving them out would make the slowest look fast, so they count as longer than they have waited (the estimate of Kaplan
and Meier): what is said is within how many days a quarter, half and three quarters answer, and nothing while
too many wait.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from huzhu.express.clocks import DISPOSE
from huzhu.express.models import Story, StoryReceipt
from huzhu.people.models import Person
from huzhu.workshops.clocks import deadline
from huzhu.workshops.models import Workshop, one_look

YEAR = datetime.timedelta(days=365)
FEWEST = 3  # answers, before anything is said of how long they take
EVERYWHERE = ("secretariat", "committee")


@dataclass(frozen=True)
class AnswerTimes:
    """Of one class or workshop: within how many days a quarter, half and three quarters answered, each None while that
    cannot be said. `in_time` of `due` were answered before their time was over; what still has time is not in `due`.
    `ended` were closed, replaced or withdrawn before an answer came.
    """

    sent: int
    answered: int
    waiting: int
    ended: int
    in_time: int
    due: int
    quarter: float | None
    half: float | None
    three_quarters: float | None


def within(days: Sequence[tuple[float, bool]], share: float) -> float | None:
    """The time by which this share had answered, of (time, whether they had by then); None while that is not known.

    False means: not yet after that time.
    """
    left, without = len(days), 1.0
    for at, had in sorted(days, key=lambda each: (each[0], not each[1])):
        if had:
            without *= 1 - 1 / left
            if without <= 1 - share + 1e-12:
                return at
        left -= 1
    return None


def receipts_of(person: Person, now: datetime.datetime) -> QuerySet[StoryReceipt]:
    """What was sent in the year before: to one's own plants; dangers to everybody; for secretariat and committee all.

    Answers that one sees because the story is one's own are left out: they would show of another plant a part only.
    """
    rows = StoryReceipt.objects.visible_to(person).filter(sent_at__gt=now - YEAR, sent_at__lte=now)
    if not person.holds(*EVERYWHERE):
        rows = rows.filter(Q(workshop__plant__in=person.plants) | Q(story__urgency=Story.Urgency.SAFETY))
    return rows.select_related("story", "workshop__plant").order_by("pk")


def by_class(person: Person, now: datetime.datetime) -> list[tuple[str, AnswerTimes]]:
    """The dangers of all workshops and the other classes of those one may see, each that was sent at all."""
    rows = list(receipts_of(person, now))
    several = [(each.value, [row for row in rows if row.story.urgency == each]) for each in Story.Urgency]
    return [(code, times(found, now)) for code, found in several if found]


def by_workshop(person: Person, now: datetime.datetime) -> list[tuple[Workshop, AnswerTimes]]:
    """All classes together, of the workshops whose every answer one may see."""
    found: dict[Workshop, list[StoryReceipt]] = {}
    for row in receipts_of(person, now):
        if row.workshop.plant_id in person.plants or person.holds(*EVERYWHERE):
            found.setdefault(row.workshop, []).append(row)
    ordered = sorted(found.items(), key=lambda each: (each[0].plant_id, each[0].pk))
    return [(place, times(rows, now)) for place, rows in ordered]


def times(receipts: Iterable[StoryReceipt], now: datetime.datetime) -> AnswerTimes:
    rows = list(receipts)
    waited, in_time, due = [], 0, 0
    with one_look():
        for row in rows:
            until, had = _until(row, now)
            waited.append(((until - row.sent_at) / datetime.timedelta(days=1), had))
            by = deadline(DISPOSE[Story.Urgency(row.story.urgency)], row.sent_at, row.workshop.plant)
            is_in_time = had and until <= by
            in_time += is_in_time
            due += is_in_time or by <= until
    answered = sum(had for _days, had in waited)
    is_said = answered >= FEWEST
    waiting = sum(row.answered_at is None and row.story.is_live for row in rows)
    return AnswerTimes(
        sent=len(rows),
        answered=answered,
        waiting=waiting,
        ended=len(rows) - answered - waiting,
        in_time=in_time,
        due=due,
        quarter=within(waited, 0.25) if is_said else None,
        half=within(waited, 0.5) if is_said else None,
        three_quarters=within(waited, 0.75) if is_said else None,
    )


def _until(row: StoryReceipt, now: datetime.datetime) -> tuple[datetime.datetime, bool]:
    """When it was answered; or how far it is known that it was not: until now, or until the story ended."""
    if row.answered_at is not None and row.answered_at <= now:
        return max(row.answered_at, row.sent_at), True
    ended = row.story.ended_at if not row.story.is_live else None
    return max(min(ended or now, now), row.sent_at), False
