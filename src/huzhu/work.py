"""Work that is due: found in the rooms' own tables, claimed under a lease, done, and cleared.

There is no queue beside the tables, so nothing can be in the one and not in the other. A row is due when its `due_at`
has come; whoever works on it holds it until `leased_until`. A worker that is killed loses nothing: the lease runs out
and the row is claimed again. What fails is tried again later and later, with the reason kept in `error`.
"""

from __future__ import annotations

import datetime
import logging
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections, models
from django.db.models import F, Q
from django.utils import timezone

from huzhu.adoptions import due
from huzhu.adoptions.models import Adoption
from huzhu.adoptions.promising import claim_if_reached
from huzhu.cards import escalating
from huzhu.competitions import due as competitions_due
from huzhu.competitions.models import Round
from huzhu.contracts.handing_back import keep_clocks
from huzhu.express import due as express_due
from huzhu.hazards.recalling import call_newcomers
from huzhu.hazards.reviewing import call_for_reviews
from huzhu.hazards.signalling import raise_from_readings
from huzhu.metrics.models import Batch, Refresh
from huzhu.notices import delivery, sending

LEASE = datetime.timedelta(minutes=10)
SEND_LEASE = datetime.timedelta(seconds=40)  # one message; who sends it gives up after 20 seconds
FIRST_WAIT = datetime.timedelta(minutes=1)
LONGEST_WAIT = datetime.timedelta(hours=6)
PAUSE = 1.0  # seconds between looks when nothing is due
LONG_PAUSE = 60.0

log = logging.getLogger("huzhu.work")
Progress = Callable[[str, int, int], None]  # what is done now, how many are done, how many are known of


def claim(rows: models.QuerySet[Any], lease: datetime.timedelta = LEASE) -> Any | None:
    """One row whose time has come and that nobody holds, now held by the caller; None when there is none.

    Taken by one UPDATE that names the state it was found in, so that of two workers only one gets it, on SQLite and
    PostgreSQL alike. The attempt is counted now: work that kills its worker must not come first for ever.
    """
    while True:
        now = timezone.now()
        free = rows.filter(Q(leased_until=None) | Q(leased_until__lte=now), due_at__lte=now)
        row = free.order_by("due_at", "pk").first()
        if row is None:
            return None
        until = now + lease
        held = rows.model._default_manager.filter(pk=row.pk, due_at=row.due_at, leased_until=row.leased_until)
        if held.update(leased_until=until, attempts=F("attempts") + 1):
            row.leased_until, row.attempts = until, row.attempts + 1
            return row


def clear(row: Any) -> None:
    """The work is done. If more became due while it ran, the row stays due for that."""
    mine = type(row)._default_manager.filter(pk=row.pk, leased_until=row.leased_until)
    done = {"leased_until": None, "attempts": 0, "error": ""}
    mine.filter(due_at=row.due_at).update(due_at=None, **done) or mine.update(**done)


def put_off(row: Any, problem: str) -> None:
    """The work failed: the next attempt waits four times as long as the one before, and the reason is kept."""
    wait = min(FIRST_WAIT * 4 ** (min(row.attempts, 8) - 1), LONGEST_WAIT)
    mine = type(row)._default_manager.filter(pk=row.pk, leased_until=row.leased_until)
    mine.update(leased_until=None, due_at=timezone.now() + wait, error=problem[-4000:])


def do_next() -> str | None:
    """Do one piece of work: cards that wait, files in line, series before the adoptions on them, what rests on those.

    Its name, or None if nothing is due.
    """
    row = claim(delivery.due_messages(), SEND_LEASE)
    if row is None and delivery.gather():
        row = claim(delivery.due_messages(), SEND_LEASE)
    if row is not None:
        return _attempt(row, sending.send)
    row = claim(escalating.ready())
    if row is not None:
        return _attempt(row, escalating.escalate)
    row = claim(Batch.objects.filter(state=Batch.State.WAITING))
    if row is not None:
        from huzhu.metrics import background

        return _attempt(row, background.load_waiting)
    row = claim(Refresh.objects.select_related("metric", "trade"))
    if row is not None:
        from huzhu.metrics import refreshing  # numbers, imported when there is something to compute

        return _attempt(row, refreshing.refresh)
    row = claim(due.ready())
    if row is None and due.mark_due():
        row = claim(due.ready())
    if row is not None:
        return _attempt(row, _measure)
    if call_newcomers():
        return "call of newcomers"
    if call_for_reviews():
        return "call for reviews"
    if name := keep_clocks() or competitions_due.keep_clocks():
        return name
    row = claim(competitions_due.ready())
    if row is None and competitions_due.mark_due():
        row = claim(competitions_due.ready())
    if row is not None:
        return _attempt(row, _count_round)
    return "express" if express_due.do_due() else None


def _measure(adoption: Adoption) -> None:
    """Measure, then ask the readings whether anybody may come to harm."""
    from huzhu.adoptions import measuring

    measuring.measure(adoption)
    claim_if_reached(adoption)
    raise_from_readings(adoption)


def _count_round(round_: Round) -> None:
    from huzhu.competitions import counting

    counting.do(round_)


def _attempt(row: Any, act: Callable[[Any], object]) -> str:
    name = f"{type(row).__name__.lower()} {row}"
    try:
        act(row)
    except Exception:
        log.exception("%s failed, attempt %d", name, row.attempts)
        put_off(row, traceback.format_exc())
    else:
        clear(row)
    return name


def left_to_do() -> int:
    """How many rows are due now."""
    now = timezone.now()
    waiting = (
        delivery.due_messages().filter(due_at__lte=now),
        delivery.owed(now),
        escalating.ready(),
        Batch.objects.filter(state=Batch.State.WAITING, due_at__lte=now),
        Refresh.objects.filter(due_at__lte=now),
        Adoption.objects.filter(due_at__lte=now),
        Round.objects.filter(due_at__lte=now),
    )
    return sum(rows.count() for rows in waiting)


def do_due_work(until: datetime.datetime | None = None, progress: Progress | None = None) -> int:
    """Work until nothing is due (or until a moment). How many pieces were done or tried."""
    done = 0
    while until is None or timezone.now() < until:
        name = do_next()
        if name is None:
            return done
        done += 1
        if progress is not None:
            progress(name, done, done + left_to_do())
    return done


def run_forever(stop: threading.Event, *, rest_after: float | None = None) -> None:
    """What `huzhu work` does, and `huzhu serve` beside the pages, until `stop` is set.

    With `rest_after` it also ends once it has worked and then found nothing for so many seconds: whoever started it
    starts another, and the memory that the numbers took goes back to the machine. Idle, it looks every `PAUSE` seconds
    whether a row has become due, and every `LONG_PAUSE` seconds whether an adoption has become due by newer series,
    which costs far more and follows a refresh by itself.
    """
    looked_at = -LONG_PAUSE
    worked_at: float | None = None
    while not stop.is_set():
        close_old_connections()
        try:
            if left_to_do() or time.monotonic() - looked_at >= LONG_PAUSE:
                looked_at = time.monotonic()
                while do_next() is not None and not stop.is_set():
                    worked_at = time.monotonic()
        except Exception:
            log.exception("looking for work failed")
        if rest_after is not None and worked_at is not None and time.monotonic() - worked_at > rest_after:
            return
        stop.wait(PAUSE)
