"""What the room has to do by itself: begin on the first day, count anew what changed, fix the figures when the time for
corrections is over. Light: the numbers are elsewhere."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from huzhu.adoptions.models import Measurement
from huzhu.competitions.models import Round
from huzhu.competitions.rules import FREEZE
from huzhu.journal.models import Entry
from huzhu.metrics.models import Refresh, Series
from huzhu.workshops.clocks import deadline, now
from huzhu.workshops.models import Plant


def ready() -> QuerySet[Round]:
    """Rounds to count or to try; those whose series are being written just now wait for the new ones."""
    held = Refresh.objects.filter(leased_until__gt=timezone.now())
    return Round.objects.exclude(trade__in=held.values("trade"))


def mark_due() -> int:
    """Running rounds whose inputs changed after they were last looked at, and once a day for the clocks of dangers."""
    due = [each.pk for each in Round.objects.counting().filter(due_at=None) if _has_news(each)]
    return Round.objects.filter(pk__in=due, due_at=None).update(due_at=timezone.now())


def _has_news(round_: Round) -> bool:
    since = round_.looked_at
    if since is None or timezone.localdate(since) < timezone.localdate():
        return True
    metrics = [each["metric"] for each in round_.conditions["indicators"]]
    newer = Series.objects.filter(metric__slug__in=metrics, workshop__trade=round_.trade_id, updated_at__gt=since)
    return (
        newer.exists()
        or Measurement.objects.filter(is_current=True, computed_at__gt=since).exists()
        or _acted_since(since)
    )


def _acted_since(since: datetime.datetime) -> bool:
    """Words and deeds that count: the journal says when they were written down."""
    verbs = ("confirm_help", "accept", "find_not_met", "stop", "acknowledge", "contain", "refute", "mark_remedied",
             "verify_and_close", "dispose", "take_up", "start")  # fmt: skip
    return Entry.objects.filter(at__gt=since, verb__in=verbs).exists()


def keep_clocks() -> str:
    """One round whose day has come: to begin, or to have its figures fixed. "" if none."""
    for round_ in Round.objects.filter(state=Round.State.PUBLISHED, starts_on__lte=now().date()):
        if _done(round_, "begin"):
            return f"round {round_.slug}"
    for round_ in Round.objects.filter(state=Round.State.RUNNING, ends_on__lt=now().date()):
        if freeze_at(round_) <= now() and _done(round_, "freeze"):
            return f"round {round_.slug}"
    return ""


def freeze_at(round_: Round) -> datetime.datetime:
    """Three working days after the period, by the slowest calendar of the plants that take part."""
    over = timezone.make_aware(datetime.datetime.combine(round_.ends_on, datetime.time(23, 59)))
    plants = Plant.objects.filter(workshops__standings__round=round_).distinct()
    return max((deadline(FREEZE, over, plant) for plant in plants), default=over)


def _done(round_: Round, act: str) -> bool:
    """False where another worker was quicker."""
    from huzhu.competitions import running

    try:
        running.begin(round_) if act == "begin" else running.freeze(round_, by=None)
    except ValidationError:
        return False
    return True
