"""Answers that are wanted: whoever must give one is reminded before its time is over, and once when it is.

Done by the worker in the alliance's time. What has been told is kept at the receipt, so that each thing is told once,
whatever is killed; an answer that sets a new day ("later", or by when a danger is dealt with) begins anew.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from typing import Any

from huzhu.express import telling
from huzhu.express.clocks import answer_by, read_by, remind_at
from huzhu.express.models import StoryReceipt
from huzhu.express.moments import locked_receipt
from huzhu.journal.actions import record, verb
from huzhu.workshops import clocks
from huzhu.workshops.models import one_look

log = logging.getLogger("huzhu.express")
TOLD = {"soon": "reminded_at", "unread": "unread_told_at", "overdue": "overdue_told_at"}


def wanted_now(receipt: StoryReceipt, now: datetime.datetime) -> list[str]:
    """What is to be told about it and has not been: "soon", "unread", "overdue"."""
    if not receipt.story.is_live:
        return []
    by, soon, read = answer_by(receipt), remind_at(receipt), read_by(receipt)
    is_over = by is not None and by <= now
    due = {
        "soon": not is_over and soon is not None and soon <= now,
        "unread": not is_over and read is not None and read <= now,
        "overdue": is_over,
    }
    return [name for name, field in TOLD.items() if due[name] and getattr(receipt, field) is None]


@verb
def remind(receipt: StoryReceipt) -> list[str]:
    """Tell what is to be told now. What that was."""
    receipt = locked_receipt(receipt)
    now = clocks.now()
    told = wanted_now(receipt, now)
    for name in told:
        telling.of_a_wanted_answer(receipt, name, answer_by(receipt))
        setattr(receipt, TOLD[name], now)
    if told:
        receipt.save(update_fields=[TOLD[name] for name in told])
        plant = "" if receipt.story.is_safety else receipt.workshop.plant.slug
        record("remind_story", receipt, by=None, plant=plant, details={"told": told})
    return told


def remind_next() -> int:
    """Everybody who is to be reminded now; one that fails keeps nothing else from it. How many receipts that were."""
    now = clocks.now()
    rows = StoryReceipt.objects.owing().filter(overdue_told_at=None)
    with one_look():
        found = [each for each in rows.select_related("story", "workshop__plant") if _tried(wanted_now, each, now)]
    return sum(bool(_tried(remind, receipt)) for receipt in found)


def _tried(act: Callable[..., list[str]], receipt: StoryReceipt, *more: Any) -> list[str]:
    """Nothing where it fails, as at a plant whose calendar has no working day; it is tried again with the next look."""
    try:
        return act(receipt, *more)
    except Exception:
        log.exception("reminding of %s failed", receipt.journal_name)
        return []
