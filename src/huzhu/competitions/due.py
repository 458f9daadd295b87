"""What the room has to do by itself: begin on the first day, count anew what changed, fix the figures when the time for
corrections is over. Light: the numbers are elsewhere."""

from __future__ import annotations

import datetime
import logging

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from huzhu.adoptions.models import Measurement
from huzhu.competitions.clocks import appraise_by, freeze_at
from huzhu.competitions.models import Round
from huzhu.journal.models import Entry
from huzhu.metrics.models import Refresh, Series
from huzhu.workshops.clocks import now, today

log = logging.getLogger("huzhu.competitions")


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
             "verify_and_close", "try_remedy", "recall", "dispose", "take_up", "start")  # fmt: skip
    return Entry.objects.filter(at__gt=since, verb__in=verbs).exists()


def keep_clocks() -> str:
    """One round whose day has come: to begin, to have its figures fixed, or to be asked for after its check is
    overdue. "" if none. A round that fails is logged and tried again at the next look; it keeps nothing else waiting.
    """
    to_begin = Q(state=Round.State.PUBLISHED, starts_on__lte=today())
    to_freeze = Q(state=Round.State.RUNNING, ends_on__lt=today())
    to_remind = Q(state=Round.State.FROZEN, reminded_at=None)
    for round_ in Round.objects.filter(to_begin | to_freeze | to_remind):
        try:
            if _kept(round_):
                return f"round {round_.slug}"
        except ValidationError:
            continue  # another worker was quicker
        except Exception:
            log.exception("the clock of round %s failed", round_.slug)
    return ""


def _kept(round_: Round) -> bool:
    """Whether something was due and done."""
    from huzhu.competitions import running

    if round_.state == Round.State.PUBLISHED:
        running.begin(round_)
    elif round_.state == Round.State.RUNNING:
        if freeze_at(round_) > now():
            return False
        running.freeze(round_, by=None)
    else:
        by = appraise_by(round_)
        if by is None or by >= now():
            return False
        running.remind_of_appraisal(round_)
    return True
