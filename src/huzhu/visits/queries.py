"""Questions across visits: what the data proposes, who has a seat, what is due, and what was watched."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from huzhu.experiences.models import Experience
from huzhu.metrics.models import Comparison, Metric
from huzhu.metrics.queries import comparison, strong_where_weak
from huzhu.metrics.shown import Place, Strength
from huzhu.people.models import Person
from huzhu.visits import rules
from huzhu.visits.models import Visit, VisitSignUp, VisitStep
from huzhu.workshops.clocks import deadline, today
from huzhu.workshops.models import Workshop

AHEAD = datetime.timedelta(weeks=8)
LIKE_WITH_LIKE = Comparison.Basis.LIKE_WITH_LIKE


@dataclass(frozen=True)
class Proposal:
    """A visit that the data proposes: `guest` is clearly weaker than `host` at this, and the host can spare the time.

    `ways`: experiences of the host on this metric that the reader may read: what makes a gap learnable.
    """

    guest: Workshop
    host: Workshop
    metric: Metric
    strength: Strength
    ways: tuple[Experience, ...]


def proposals(guests: Iterable[Workshop], person: Person) -> tuple[Proposal, ...]:
    """The largest gaps that can be learned from, those with a known way first; one for each workshop and metric."""
    busy = overloaded_hosts()
    found: list[Proposal] = []
    for guest in guests:
        running = set(
            Visit.objects.filter(visiting=guest).exclude(state__in=Visit.ENDED).values_list("metric", flat=True)
        )
        best: dict[int, Proposal] = {}
        for strength in strong_where_weak(guest, person):
            host = strength.other.workshop
            if strength.metric.pk in running or host.pk in busy or strength.gap.relative is None:
                continue
            if guest.band_id is not None and host.band_id is not None and guest.band_id != host.band_id:
                continue  # another size band: its way may still be read, but the gap is not the guest's own
            each = Proposal(guest, host, strength.metric, strength, _ways_of(host, strength.metric, person))
            known = best.get(strength.metric.pk)
            if known is None or _worth(each) > _worth(known):
                best[strength.metric.pk] = each
        found += best.values()
    return tuple(sorted(found, key=_worth, reverse=True))


def _worth(proposal: Proposal) -> tuple[bool, float]:
    likeness = proposal.strength.other.likeness
    return bool(proposal.ways), abs(proposal.strength.gap.relative or 0.0) * (0.5 + 0.5 * (likeness or 0.0))


def _ways_of(host: Workshop, metric: Metric, person: Person) -> tuple[Experience, ...]:
    found = Experience.objects.visible_to(person).filter(origin=host, metric=metric)
    return tuple(found.exclude(state__in=(Experience.State.DRAFT, Experience.State.RETIRED)).order_by("pk"))


def overloaded_hosts() -> set[int]:
    """Workshops that have enough visits before them, or enough requests to answer."""
    day = today()
    waiting = Q(state__in=(Visit.State.PROPOSED, Visit.State.POSTPONED))
    coming = Q(state__in=rules.COMING, starts_on__gte=day, starts_on__lte=day + AHEAD)
    count: dict[int, int] = {}
    for host in Visit.objects.filter(waiting | coming).values_list("host", flat=True):
        count[host] = count.get(host, 0) + 1
    return {host for host, visits in count.items() if visits >= rules.MOST_AT_ONCE}


def gap_of(proposal: Proposal) -> dict[str, object]:
    """What a visit keeps of the comparison it was proposed from."""
    gap, compared = proposal.strength.gap, proposal.strength.compared
    return {
        "workshop": proposal.guest.slug,
        "amount": gap.amount,
        "low": gap.low,
        "high": gap.high,
        "relative": gap.relative,
        "until_on": compared.until_on.isoformat() if compared.until_on else None,
    }


@dataclass(frozen=True)
class Coming:
    """Who comes: those with a seat and those who wait, in the order of signing up."""

    seated: tuple[VisitSignUp, ...]
    waiting: tuple[VisitSignUp, ...]


def who_comes(visit: Visit) -> Coming:
    entries = tuple(visit.sign_ups.select_related("person", "workshop__plant"))
    return Coming(entries[: visit.seats], entries[visit.seats :])


def due_at(visit: Visit) -> datetime.datetime | None:
    """By when whoever is next must have acted: the host confirms, the lead reports."""
    if visit.state == Visit.State.PROPOSED:
        return deadline(rules.CONFIRM, visit.proposed_at, visit.host.plant)
    if visit.state == Visit.State.HELD and visit.held_at is not None:
        first = visit.visiting.select_related("plant").first()
        return deadline(rules.REPORT, visit.held_at, first.plant if first else visit.host.plant)
    return None


@dataclass(frozen=True)
class Timing:
    """The watched operation of one workshop. `inside`: seconds in which the machine stood still for it."""

    workshop: Workshop
    steps: tuple[VisitStep, ...]

    @property
    def inside(self) -> int:
        return sum(step.seconds for step in self.steps if step.is_inside)

    @property
    def outside(self) -> int:
        return sum(step.seconds for step in self.steps if not step.is_inside)


def timings(visit: Visit, person: Person) -> tuple[Timing, ...]:
    """Host first; nothing for those who are not part of it."""
    if not rules.knows_timing(person, visit):
        return ()
    by_workshop: dict[int, list[VisitStep]] = {}
    for step in visit.watched.select_related("workshop__plant"):
        by_workshop.setdefault(step.workshop_id, []).append(step)
    found = [Timing(steps[0].workshop, tuple(steps)) for steps in by_workshop.values()]
    return tuple(sorted(found, key=lambda each: each.workshop.pk != visit.host_id))


@dataclass(frozen=True)
class Figure:
    """One indicator of the host as the reader may see it; `place` is None where nothing is reported or shared."""

    metric: Metric
    place: Place | None


def data_pack(visit: Visit, person: Person) -> tuple[Figure, ...]:
    """The host on the topic and on what the way touches elsewhere, as far as it is disclosed to the reader."""
    touched = list(visit.experience.touches.all()) if visit.experience else []
    figures = []
    for metric in [visit.metric, *(each for each in touched if each.pk != visit.metric_id)]:
        compared = comparison(visit.host.trade, metric, LIKE_WITH_LIKE, person, own=visit.host)
        place = next((each for each in compared.places if each.workshop.pk == visit.host_id), None)
        shown = place if place is not None and place.status in ("compared", "too_few_readings") else None
        figures.append(Figure(metric, shown))
    return tuple(figures)


def waiting_for(person: Person) -> list[Visit]:
    """Visits at which this person has the next step, those with a clock first."""
    found = Visit.objects.visible_to(person).exclude(state__in=Visit.ENDED)
    found = found.select_related("host__plant", "metric", "lead").prefetch_related("visiting__plant")
    return [visit for visit in found if next_step(visit, person)]


def next_step(visit: Visit, person: Person) -> str:
    """The verb that waits for this person, "" if none."""
    state = Visit.State(visit.state)
    if state in (Visit.State.PROPOSED, Visit.State.POSTPONED) and rules.may_confirm(person, visit):
        return "confirm"
    if state == Visit.State.HOST_CONFIRMED and rules.may_prepare(person, visit):
        return "prepare"
    is_over = visit.last_day is not None and visit.last_day <= today()
    if state == Visit.State.PREPARED and is_over and rules.may_hold(person, visit):
        return "hold"
    if state == Visit.State.HELD and visit.lead_id == person.pk:
        return "report"
    if state == Visit.State.REPORTED and visit.lead_id == person.pk:
        return "open_actions"
    return ""
