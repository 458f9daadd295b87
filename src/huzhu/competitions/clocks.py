"""The clocks of a round. They are fixed with its conditions, so that no setting moves a day once a round is published;
days are counted in each plant's own calendar, and the slowest of the plants that take part decides."""

from __future__ import annotations

import datetime

from django.utils import timezone

from huzhu.competitions.decided import Gate
from huzhu.competitions.models import Round
from huzhu.workshops.clocks import Clock, working_days_later
from huzhu.workshops.models import Alliance, Plant

FREEZE = Clock("round.freeze", 3, "working_days")  # after the period: late corrections come in
APPRAISE = Clock("round.appraise", 5, "working_days")
OBJECT = Clock("round.object", 3, "working_days")
DECIDE_GATE = Clock("round.gate", 5, "working_days")
ALL = (FREEZE, APPRAISE, OBJECT, DECIDE_GATE)


def as_set() -> dict[str, int]:
    """Working days by the name of the clock, as the alliance has them now: for the conditions of a new round."""
    alliance = Alliance.here()
    own = alliance.clocks if alliance else {}
    return {clock.name: int(own.get(clock.name, clock.amount)) for clock in ALL}


def days_of(round_: Round, clock: Clock) -> int:
    return int(round_.conditions.get("clocks", {}).get(clock.name, clock.amount))


def _slowest(round_: Round, clock: Clock, since: datetime.datetime) -> datetime.datetime:
    plants = Plant.objects.filter(workshops__standings__round=round_).distinct()
    days = days_of(round_, clock)
    return max((working_days_later(since, days, plant) for plant in plants), default=since)


def freeze_at(round_: Round) -> datetime.datetime:
    """From when on its figures are fixed by themselves."""
    over = timezone.make_aware(datetime.datetime.combine(round_.ends_on, datetime.time(23, 59)))
    return _slowest(round_, FREEZE, over)


def appraise_by(round_: Round) -> datetime.datetime | None:
    """Until when other plants have checked it; None before its figures are fixed."""
    return _slowest(round_, APPRAISE, round_.frozen_at) if round_.frozen_at else None


def objections_until(round_: Round) -> datetime.datetime | None:
    """None before objections are open."""
    return _slowest(round_, OBJECT, round_.objection_at) if round_.objection_at else None


def decide_gate_by(gate: Gate) -> datetime.datetime:
    """By the calendar of the plant whose award is in question."""
    days = days_of(gate.standing.round, DECIDE_GATE)
    return working_days_later(gate.proposed_at, days, gate.standing.workshop.plant)
