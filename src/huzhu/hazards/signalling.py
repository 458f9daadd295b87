"""What the readings themselves raise: after every measuring, each guardrail of the adoption is asked.

Raised are a guardrail that turned red, and the meeting of two signs in one task: more near misses told of it, against
the past and the workshop's other tasks, than can be chance, and people hurt more often there with 19 chances in 20.
More reports of near misses alone are no harm.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huzhu.adoptions.models import Adoption, Guardrail, Measurement
from huzhu.hazards import recalling, telling
from huzhu.hazards.actions import next_number
from huzhu.hazards.models import Hazard
from huzhu.hazards.naming import TaskName
from huzhu.journal.actions import record, verb
from huzhu.metrics.models import Metric
from huzhu.notices.actions import sentence
from huzhu.words import Words
from huzhu.workshops import clocks
from huzhu.workshops.models import Alliance

MORNING = datetime.time(8)
LOOK_WEEKS = 4


@dataclass(frozen=True)
class Signal:
    """One danger the readings show. `on`: the day from which they did; `is_red`: sure by the count or value itself."""

    guardrail: Guardrail
    task: str
    on: datetime.date
    is_red: bool
    says: dict[str, Any]  # the part of the result it rests on
    near: dict[str, Any] | None = None  # near misses in the same task

    @property
    def hurts_people(self) -> bool:
        return self.guardrail.metric.about_safety


def signals_of(adoption: Adoption) -> list[Signal]:
    """From the current readings of the adoption's guardrails; of one place and task the earliest, red before others."""
    found: dict[tuple[int, str, bool], Signal] = {}
    for signal in sorted(_signals(adoption), key=lambda each: (each.on, not each.is_red)):
        kind = 0 if signal.hurts_people else signal.guardrail.metric_id
        known = found.setdefault((signal.guardrail.workshop_id, signal.task, kind), signal)
        if signal.is_red and not known.is_red:
            found[signal.guardrail.workshop_id, signal.task, kind] = Signal(
                signal.guardrail, signal.task, known.on, True, signal.says, known.near
            )
    return list(found.values())


def _signals(adoption: Adoption) -> Iterator[Signal]:
    rows = Measurement.objects.filter(adoption=adoption, guardrail__isnull=False, is_current=True)
    rows = rows.select_related("guardrail__metric", "guardrail__workshop__plant", "guardrail__workshop__trade")
    near = {row.guardrail.workshop_id: row.result for row in rows if row.guardrail and _counts_reports(row.guardrail)}
    for row in rows:
        guardrail, result = row.guardrail, row.result
        assert guardrail is not None
        if guardrail.metric.kind != Metric.Kind.COUNT:
            if result["reading"] == "harmful":
                yield Signal(guardrail, guardrail.task, _day(result, row), True, result)
        elif not _counts_reports(guardrail):
            yield from _of_people(guardrail, row, near.get(guardrail.workshop_id, {}))


def _counts_reports(guardrail: Guardrail) -> bool:
    return guardrail.metric.about_safety and guardrail.metric.direction == Metric.Direction.BAND


def _day(part: dict[str, Any], row: Measurement) -> datetime.date:
    alarm = part.get("alarm_on")
    return datetime.date.fromisoformat(alarm) if alarm else row.until_on


def _of_people(guardrail: Guardrail, row: Measurement, near: dict[str, Any]) -> Iterator[Signal]:
    """Each task by itself; the sum of all only where no task stands out."""
    tasks = row.result.get("by_task") or [row.result]
    red = [part for part in tasks if part["reading"] == "harmful"]
    if not red and row.result["reading"] == "harmful":
        red = [row.result]
    for part in red:
        yield Signal(guardrail, part.get("task", ""), _day(part, row), True, part)
    told = {part["task"]: part for part in near.get("by_task") or () if part.get("share_on") and part.get("worse_on")}
    for part in tasks:
        reports = told.get(part.get("task", ""))
        if reports is not None and part.get("worse_on"):
            signs = (reports["share_on"], reports["worse_on"], part["worse_on"])
            days = [datetime.date.fromisoformat(each) for each in signs]
            yield Signal(guardrail, part.get("task", ""), max(days), False, part, reports)


@verb
def raise_from_readings(adoption: Adoption) -> list[Hazard]:
    """Raise what the readings show and nobody has raised yet: never the same twice."""
    adoption = Adoption.objects.select_related("experience", "workshop__plant").get(pk=adoption.pk)
    raised = []
    for signal in signals_of(adoption):
        known = _known(adoption, signal)
        if known is None:
            raised.append(_raise(adoption, signal))
        elif known.is_open and known.experience_id is None:
            _point_to(known, adoption, signal)
        elif known.is_open and known.adoption_id == adoption.pk and signal.is_red and known.recalled_at is None:
            recalling.recall(known, by=None)
        elif known.adoption_id != adoption.pk and not known.also_suspected.filter(pk=adoption.pk).exists():
            known.also_suspected.add(adoption)
            record("suspect_too", known, by=None, details={"adoption": adoption.journal_name})
    return raised


def _point_to(hazard: Hazard, adoption: Adoption, signal: Signal) -> None:
    """Somebody reported it without knowing why; now the readings say after which change it came."""
    hazard.experience, hazard.adoption = adoption.experience, adoption
    hazard.guardrail, hazard.signal, hazard.signal_on = signal.guardrail, _kept(signal), signal.on
    hazard.metric, hazard.task = hazard.metric or signal.guardrail.metric, hazard.task or signal.task
    hazard.save()
    record("suspect", hazard, by=None, details={"adoption": adoption.journal_name, "signal_on": signal.on.isoformat()})
    if signal.is_red or hazard.state != Hazard.State.SUSPECTED:
        recalling.recall(hazard, by=None)


def _known(adoption: Adoption, signal: Signal) -> Hazard | None:
    """The same danger, raised before: from this adoption ever, from another while it was open or before it ended."""
    same = Hazard.objects.filter(workshop=signal.guardrail.workshop).order_by("-raised_at")
    if signal.hurts_people:
        same = same.exclude(severity=Hazard.Severity.GOODS)
        same = same.filter(task__in={signal.task, ""}) if signal.task else same
    else:
        same = same.filter(metric=signal.guardrail.metric)
    for hazard in same:
        ended = timezone.localdate(hazard.ended_at) if hazard.ended_at and not hazard.is_open else None
        if hazard.adoption_id == adoption.pk or ended is None or signal.on <= ended:
            return hazard
    return None


def _raise(adoption: Adoption, signal: Signal) -> Hazard:
    guardrail = signal.guardrail
    hurt = Hazard.Severity.HURT if signal.hurts_people else Hazard.Severity.GOODS
    hazard = Hazard(
        number=next_number(),
        source=Hazard.Source.SIGNAL,
        severity=hurt,
        title=_title(signal),
        workshop=guardrail.workshop,
        trade=guardrail.workshop.trade,
        task=signal.task,
        metric=guardrail.metric,
        experience=adoption.experience,
        adoption=adoption,
        guardrail=guardrail,
        signal=_kept(signal),
        signal_on=signal.on,
        raised_at=_moment(signal.on),
    )
    hazard.full_clean(exclude=["sent_key"])
    hazard.save()
    details = {"adoption": adoption.journal_name, "signal_on": signal.on.isoformat(), "red": signal.is_red}
    record("raise_hazard", hazard, by=None, details=details | {"title": dict(hazard.title)})
    telling.of_a_new_danger(hazard)
    return recalling.recall(hazard, by=None, at=hazard.raised_at) if signal.is_red else hazard


def _kept(signal: Signal) -> dict[str, Any]:
    """The numbers as they stood, without the parts."""
    near = _as_known_on(signal.near, signal.on) if signal.near else None
    return _as_known_on(signal.says, signal.on) | {"near": near, "is_red": signal.is_red}


def _as_known_on(says: dict[str, Any], day: datetime.date) -> dict[str, Any]:
    """A part of a result with the cases counted up to the day: what came later was not known when it was raised."""
    names = ("reading", "counted", "relative", "chance_worse", "alarm_on", "worse_on")
    kept = {name: says[name] for name in names if name in says}
    looks = [look for look in says.get("by_look") or [] if look[0] <= day.isoformat()]
    if looks:
        _, seen, expected = looks[-1]
        weeks = min(LOOK_WEEKS * len(looks), kept.get("counted", {}).get("weeks", LOOK_WEEKS * len(looks)))
        kept["counted"] = {"seen": seen, "expected": expected, "weeks": weeks}
    return kept


def _title(signal: Signal) -> Words:
    values = {"where": signal.guardrail.workshop, "metric": signal.guardrail.metric.name}
    if signal.hurts_people and signal.task:
        return sentence(_("%(task)s endangers people at %(where)s"), values | {"task": TaskName(signal.task)})
    if signal.hurts_people:
        return sentence(_("More people are hurt at %(where)s"), values)
    return sentence(_("%(metric)s got worse at %(where)s"), values)


def _moment(on: datetime.date) -> datetime.datetime:
    """Now. Only where the alliance's clock stands still, for data from another time, a suspicion is dated to the
    morning of the day from which the readings showed it."""
    alliance = Alliance.here()
    if alliance is None or alliance.clock_on is None or on >= alliance.clock_on:
        return clocks.now()
    return timezone.make_aware(datetime.datetime.combine(on, MORNING))
