"""The clocks of a danger. Overdue is computed from them and shown to all; nothing is stored."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone

from huzhu.hazards.models import Call, Hazard, since_of
from huzhu.workshops.clocks import Clock, deadline
from huzhu.workshops.models import Plant

S = Hazard.State
ACKNOWLEDGE_PEOPLE = Clock("hazard.acknowledge.people", 4, "hours")
ACKNOWLEDGE_GOODS = Clock("hazard.acknowledge.goods", 2, "working_days")
CONTAIN = Clock("hazard.contain", 1, "shifts")
SEEK = Clock("hazard.seek_remedy", 1, "working_days")
TRY = Clock("hazard.try_remedy", 20, "working_days")
REMEDY = Clock("hazard.remedy", 60, "working_days")
ANSWER = Clock("hazard.answer_call", 2, "working_days")
NEXT = {S.ACKNOWLEDGED: CONTAIN, S.CONTAINED: SEEK, S.REMEDY_SOUGHT: TRY, S.REMEDY_TRIAL: REMEDY}


@dataclass(frozen=True)
class Due:
    """The next step and when it must have been taken."""

    step: str  # the verb that is waited for
    at: datetime.datetime
    is_overdue: bool


STEPS = {
    S.SUSPECTED: "acknowledge",
    S.ACKNOWLEDGED: "contain",
    S.CONTAINED: "seek_remedy",
    S.REMEDY_SOUGHT: "try_remedy",
    S.REMEDY_TRIAL: "mark_remedied",
    S.ACCEPTED_RISK: "accept_risk",
}


def due(hazard: Hazard, now: datetime.datetime) -> Due | None:
    """What is waited for and until when; None where nothing presses (a cure that gathers its proof, or an end)."""
    step = STEPS.get(S(hazard.state))
    at = _at(hazard)
    return None if step is None or at is None else Due(step, at, at < now)


def _at(hazard: Hazard) -> datetime.datetime | None:
    if hazard.state == S.ACCEPTED_RISK and hazard.review_on is not None:
        return timezone.make_aware(datetime.datetime.combine(hazard.review_on, datetime.time(23, 59)))
    clock = NEXT.get(S(hazard.state))
    if hazard.state == S.SUSPECTED:
        clock = ACKNOWLEDGE_PEOPLE if hazard.hurts_people else ACKNOWLEDGE_GOODS
    # A protected report names no plant: it runs by the usual week and shift.
    return deadline(clock, since_of(hazard), hazard.plant or Plant()) if clock else None


def answer_due(call: Call) -> datetime.datetime:
    return deadline(ANSWER, call.called_at, call.workshop.plant)


def is_late(call: Call, now: datetime.datetime) -> bool:
    return not call.is_answered and answer_due(call) < now
