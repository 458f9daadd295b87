"""What a reader sees of dangers. That there is one, where, and what is done about it is everybody's; its numbers ask
the metric's disclosure. A protected report shows neither person nor place, but to the officer who holds them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from huzhu.experiences.models import Experience
from huzhu.hazards import bearing, clocks, proving, rules
from huzhu.hazards.models import Call, Hazard, Origin, Signature
from huzhu.hazards.proving import Proof
from huzhu.journal.models import Entry
from huzhu.metrics.disclosure import Sight, sight
from huzhu.metrics.models import Metric, Series
from huzhu.people.models import Person
from huzhu.people.naming import names_in
from huzhu.workshops import clocks as alliance_clocks
from huzhu.workshops.models import Workshop

S = Hazard.State
LONG_RECORD = 3.0  # cases expected at the harmed workshop's rate, and none came


@dataclass(frozen=True)
class HazardLine:
    """A danger in a list. `late_calls`: workshops that should have answered by now."""

    hazard: Hazard
    due: clocks.Due | None
    calls: int
    answered: int
    late_calls: int
    seen_at: int

    @property
    def is_overdue(self) -> bool:
        return bool((self.due and self.due.is_overdue) or self.late_calls)

    @property
    def has_remedy(self) -> bool:
        hazard = self.hazard
        known = hazard.experience.remedy if hazard.experience else None
        return hazard.remedy is not None or known is not None


@dataclass(frozen=True)
class CallLine:
    call: Call
    due_at: datetime.datetime
    is_late: bool
    may_answer: bool


@dataclass(frozen=True)
class Act:
    """A dated line of the danger's story, from the journal. `by` is empty for the program and for protected reports."""

    on: datetime.date
    verb: str
    by: str
    details: dict[str, Any]


@dataclass(frozen=True)
class HazardPage:
    """Everything the page of one danger shows to one reader. `signal` and `proof` are None where the numbers are not
    shared with the reader; `origin` is there for who holds the name only."""

    line: HazardLine
    signal: dict[str, Any] | None
    proof: Proof | None
    calls: tuple[CallLine, ...]
    seen_at: tuple[Workshop, ...]
    may_say_seen_here: bool
    helpers: tuple[Workshop, ...]
    known_remedies: tuple[Experience, ...]
    half_signed: Signature | None
    acts: tuple[Act, ...]
    origin: Origin | None


def _with_all(hazards: QuerySet[Hazard]) -> QuerySet[Hazard]:
    return hazards.select_related(
        "workshop__plant", "workshop__trade", "trade", "experience__remedy", "experience__trade", "metric",
        "adoption__workshop__plant", "adoption__experience", "remedy", "remedy_adoption__workshop__plant",
        "raised_by", "acknowledged_by", "ended_by", "risk_officer", "risk_director", "card",
    )  # fmt: skip


def lines(hazards: QuerySet[Hazard], now: datetime.datetime | None = None) -> list[HazardLine]:
    """Oldest first, in three queries however many there are."""
    now = now or alliance_clocks.now()
    found = list(_with_all(hazards).annotate(seen=Count("sightings__workshop", distinct=True)))
    calls: dict[int, list[Call]] = {}
    for call in Call.objects.filter(hazard__in=found).select_related("workshop__plant"):
        calls.setdefault(call.hazard_id, []).append(call)
    return [_line(hazard, calls.get(hazard.pk, []), now, hazard.seen) for hazard in found]  # type: ignore[attr-defined]


def _line(hazard: Hazard, calls: list[Call], now: datetime.datetime, seen: int) -> HazardLine:
    return HazardLine(
        hazard,
        clocks.due(hazard, now),
        len(calls),
        sum(call.is_answered for call in calls),
        sum(clocks.is_late(call, now) for call in calls) if hazard.is_open else 0,
        seen,
    )


def open_lines(person: Person) -> list[HazardLine]:
    """Open dangers in all plants, the oldest first."""
    return lines(Hazard.objects.visible_to(person).open())


def lines_of(experience: Experience, person: Person) -> list[HazardLine]:
    """All dangers, open and ended, that this experience was suspected of; refuted ones do not stay with it."""
    return lines(Hazard.objects.visible_to(person).filter(experience=experience).exclude(state=S.REFUTED))


def lines_at(workshops: Iterable[Workshop], person: Person) -> list[HazardLine]:
    """Open dangers at these workshops."""
    return lines(Hazard.objects.visible_to(person).open().filter(workshop__in=list(workshops)))


def calls_for(person: Person) -> list[CallLine]:
    """Calls this person may answer and nobody has."""
    now = alliance_clocks.now()
    waiting = Call.objects.visible_to(person).unanswered().filter(workshop__plant__in=person.plants)
    waiting = waiting.exclude(hazard__state__in=(S.VERIFIED_CLOSED, S.REFUTED))
    found = waiting.select_related("hazard__experience", "workshop__plant")
    return [line for call in found if (line := _call_line(call, person, now)).may_answer]


def _call_line(call: Call, person: Person, now: datetime.datetime) -> CallLine:
    return CallLine(call, clocks.answer_due(call), clocks.is_late(call, now), rules.may_answer(person, call))


def hazard_page(hazard: Hazard, person: Person) -> HazardPage:
    now = alliance_clocks.now()
    found = _with_all(Hazard.objects.visible_to(person)).get(pk=hazard.pk)
    calls = list(found.calls.select_related("workshop__plant", "adoption__experience", "answered_by"))
    places = Workshop.objects.filter(sightings__hazard=found).select_related("plant").distinct()
    helpers = tuple(helpers_for(found, person)) if found.is_open else ()
    own = person.workshop
    said = own is not None and found.sightings.filter(workshop=own, person=person).exists()
    return HazardPage(
        line=_line(found, calls, now, len(places)),
        signal=found.signal if found.signal and _sees(found, person) else None,
        proof=_proof(found, person, now.date()),
        calls=tuple(_call_line(call, person, now) for call in calls),
        seen_at=tuple(places),
        may_say_seen_here=own is not None and not said and rules.may_say_seen_here(person, found, own),
        helpers=helpers,
        known_remedies=tuple(known_remedies(found, person)) if found.is_open else (),
        half_signed=bearing.waiting(found).select_related("person").last() if found.is_open else None,
        acts=acts(found, person),
        origin=Origin.objects.visible_to(person)
        .filter(hazard=found, holder=person)
        .select_related("person", "workshop__plant", "experience")
        .first(),
    )


def _sees(hazard: Hazard, person: Person) -> bool:
    if hazard.metric is None or hazard.workshop is None:
        return False
    return sight(hazard.metric, hazard.workshop.plant_id, person) >= Sight.SUMMARY


def _proof(hazard: Hazard, person: Person, today: datetime.date) -> Proof | None:
    """As stored when it was closed, else as it stands. The officer of another plant who is to close it sees what it
    rests on whatever the metric's disclosure: nobody signs for numbers not shown."""
    if not (_sees(hazard, person) or rules.may_verify_and_close(person, hazard)):
        return None
    if hazard.state == S.VERIFIED_CLOSED:
        return Proof(**hazard.proof) if hazard.proof else None
    return proving.proof_of(hazard, today) if hazard.state == S.REMEDIED else None


def acts(hazard: Hazard, person: Person) -> tuple[Act, ...]:
    """What the journal says was done, in order."""
    entries = list(Entry.objects.visible_to(person).about(hazard.journal_name))
    names = names_in(entries)
    return tuple(
        Act(
            datetime.date.fromisoformat(entry.details.get("on") or entry.details.get("signal_on") or ""),
            entry.verb,
            names[entry.number],
            dict(entry.details),
        )
        for entry in entries
        if entry.details.get("on") or entry.details.get("signal_on")
    )


def known_remedies(hazard: Hazard, person: Person) -> list[Experience]:
    """Shared experiences that were measured on this very harm, or named as the remedy of the one suspected."""
    wanted = Q(pk=hazard.experience.remedy_id) if hazard.experience and hazard.experience.remedy_id else Q(pk=None)
    if hazard.metric is not None and hazard.task:
        wanted |= Q(metric=hazard.metric, product=hazard.task)
    found = Experience.objects.visible_to(person).filter(wanted)
    ended = (Experience.State.DRAFT, Experience.State.RETIRED)
    return list(found.exclude(state__in=ended).exclude(pk=hazard.experience_id).select_related("origin__plant"))


def helpers_for(hazard: Hazard, person: Person) -> list[Workshop]:
    """Workshops of the trade that know how not to have this harm: they gave or use a remedy for it, or worked long
    enough without it. By name only, in the order of the plants: nobody is ranked, and no number is shown."""
    if hazard.workshop is None or hazard.metric is None:
        return []
    trade = Workshop.objects.visible_to(person).filter(trade=hazard.workshop.trade_id).exclude(pk=hazard.workshop_id)
    remedies = known_remedies(hazard, person)
    using = Q(pk__in=[each.origin_id for each in remedies if each.origin_id])
    using |= Q(adoptions__experience__in=remedies, adoptions__state__in=("in_use", "standardised"))
    wanted = set(trade.filter(using).values_list("pk", flat=True)) | _with_long_record(hazard, trade, person)
    return list(trade.filter(pk__in=wanted).select_related("plant").order_by("plant_id", "pk"))


def _with_long_record(hazard: Hazard, trade: QuerySet[Workshop], person: Person) -> set[int]:
    """None of these cases, where at the harmed workshop's rate three or more would have come; as far as the metric is
    shared at all."""
    metric = hazard.metric
    if metric is None or hazard.workshop is None or metric.kind != Metric.Kind.COUNT:
        return set()
    rows = {row.workshop_id: row for row in Series.objects.filter(
        metric=metric, task=hazard.task, line="", product="", workshop__trade=hazard.workshop.trade_id
    )}  # fmt: skip
    own = rows.get(hazard.workshop.pk)
    if own is None:
        return set()
    until = timezone.localdate(hazard.raised_at)
    danger = proving.counted_between(own, proving.danger_began(hazard), until)
    plants = dict(trade.values_list("pk", "plant_id"))
    found = set()
    for pk, plant in plants.items():
        if pk not in rows or sight(metric, plant, person) < Sight.SUMMARY:
            continue
        there = proving.counted_between(rows[pk], datetime.date.min, until)
        if there.seen == 0 and there.exposure * danger.rate >= LONG_RECORD:
            found.add(pk)
    return found
