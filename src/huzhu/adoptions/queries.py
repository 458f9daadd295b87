"""What a reader sees of adoptions: the page of one, the effects of an experience, what a workshop took up, its story.

Every answer asks `metrics.disclosure` of each metric it shows: another plant's numbers come whole (open), as an effect
without weekly lines (summary), as a relative effect alone (change), or not at all (hidden).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import expm1
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from huzhu.adoptions.harm import chain
from huzhu.adoptions.models import Adoption, Guardrail, Measurement
from huzhu.adoptions.reading import amount_of, counted_of, date_of, effect_of
from huzhu.adoptions.shown import (
    Amount,
    Chart,
    Effect,
    EffectPage,
    Event,
    ExperienceEffects,
    GuardrailReading,
    Peer,
    Together,
    TrustCheck,
)
from huzhu.experiences.models import Experience
from huzhu.journal.models import Entry
from huzhu.metrics.disclosure import Sight, as_shown, sight
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.people.naming import names_in
from huzhu.workshops.models import Workshop

if TYPE_CHECKING:
    from huzhu import effects

__all__ = [
    "chain",
    "effect_page",
    "effects_at",
    "effects_of",
    "experience_effects",
    "story",
    "taken_up_by",
    "waiting_guardrails",
    "ways",
]

NUMBERED = ("estimated", "too_few_peers", "counted")


def effect_page(adoption: Adoption, person: Person) -> EffectPage:
    """Everything the page of one adoption shows to `person`."""
    (found,) = _with_measurements(Adoption.objects.visible_to(person).filter(pk=adoption.pk), charts=True) or [adoption]
    workshops = {
        each.slug: each for each in Workshop.objects.filter(trade=found.workshop.trade_id).select_related("plant")
    }
    return _page(found, person, workshops)


def experience_effects(experience: Experience, person: Person) -> ExperienceEffects:
    """The effects of an experience, adopter by adopter, and together: of what this reader may see."""
    adoptions = _with_measurements(Adoption.objects.visible_to(person).filter(experience=experience))
    adoptions = [each for each in adoptions if each.state != Adoption.State.ABANDONED]
    adoptions.sort(key=lambda each: (each.workshop_id != experience.origin_id, each.starts_on, each.pk))
    pages = tuple(_page(each, person, None) for each in adoptions)
    measured = sum(page.status in NUMBERED for page in pages)
    return ExperienceEffects(experience, pages, _together(adoptions, pages), measured)


def taken_up_by(workshop: Workshop, person: Person) -> tuple[EffectPage, ...]:
    """What a workshop has taken up, the latest first, without charts."""
    adoptions = _with_measurements(Adoption.objects.visible_to(person).filter(workshop=workshop))
    running = [each for each in adoptions if each.state != Adoption.State.ABANDONED]
    return tuple(_page(each, person, None) for each in running)


def effects_of(adoptions: Iterable[Adoption], person: Person) -> dict[int, EffectPage]:
    """The effects of these adoptions by primary key, without charts."""
    found = Adoption.objects.visible_to(person).filter(pk__in=[each.pk for each in adoptions])
    return {each.pk: _page(each, person, None) for each in _with_measurements(found)}


def effects_at(workshops: Iterable[Workshop], person: Person) -> dict[int, tuple[EffectPage, ...]]:
    """`taken_up_by` for several workshops at once, by primary key."""
    found: dict[int, list[EffectPage]] = {each.pk: [] for each in workshops}
    for adoption in _with_measurements(Adoption.objects.visible_to(person).filter(workshop__in=found)):
        if adoption.state != Adoption.State.ABANDONED:
            found[adoption.workshop_id].append(_page(adoption, person, None))
    return {pk: tuple(pages) for pk, pages in found.items()}


def ways(metrics: Iterable[Metric], person: Person) -> dict[tuple[int, int], list[Experience]]:
    """Experiences on each metric by where they are known: (workshop, metric) -> those it gave or uses, proven first."""
    wanted = list(metrics)
    known: dict[tuple[int, int], list[Experience]] = {}
    experiences = Experience.objects.visible_to(person).filter(metric__in=wanted)
    for experience in experiences.exclude(state__in=(Experience.State.DRAFT, Experience.State.RETIRED)):
        if experience.origin_id and experience.metric_id:
            known.setdefault((experience.origin_id, experience.metric_id), []).append(experience)
    adoptions = _with_measurements(
        Adoption.objects.visible_to(person).under_measurement().filter(metric__in=wanted, ended_on=None)
    )
    for adoption in adoptions:
        if adoption.metric is None or sight(adoption.metric, adoption.workshop.plant_id, person) < Sight.CHANGE:
            continue
        if _current(adoption) and _current(adoption).evidence in ("verified", "probable"):  # type: ignore[union-attr]
            there = known.setdefault((adoption.workshop_id, adoption.metric_id or 0), [])
            if adoption.experience not in there:
                there.insert(0, adoption.experience)
    return known


def waiting_guardrails(person: Person, workshops: Iterable[Workshop]) -> list[tuple[Adoption, GuardrailReading]]:
    """Guardrails of adoptions at these workshops (or watched there) that are on watch or harmful, the gravest first."""
    places = [each.pk for each in workshops]
    running = Adoption.objects.visible_to(person).under_measurement().filter(ended_on=None)
    running = running.filter(Q(workshop__in=places) | Q(guardrails__workshop__in=places))
    waiting = Measurement.objects.filter(
        is_current=True, result__reading__in=("watch", "harmful"), guardrail__adoption__in=running.values("pk")
    ).select_related(
        "guardrail__metric",
        "guardrail__workshop__plant",
        "guardrail__adoption__workshop__plant",
        "guardrail__adoption__experience",
    )
    found: list[tuple[Adoption, GuardrailReading]] = []
    for measured in waiting.order_by("-guardrail__adoption__starts_on", "guardrail__adoption", "guardrail"):
        assert measured.guardrail is not None
        reading = _guardrail(measured.guardrail, measured, person)
        if reading.reading in ("watch", "harmful"):
            found.append((measured.guardrail.adoption, reading))
    order = {"harmful": 0, "watch": 1}
    found.sort(key=lambda pair: (not pair[1].is_danger, order[pair[1].reading], not pair[1].metric.about_safety))
    return found


def story(adoption: Adoption, person: Person) -> tuple[Event, ...]:
    """What happened, in order: the acts the journal holds that this reader may read."""
    entries = list(Entry.objects.visible_to(person).about(adoption.journal_name))
    names = names_in(entries)
    return tuple(
        Event(_day_of(entry, adoption), entry.verb, names[entry.number], dict(entry.details))
        for entry in entries
        if _may_read(entry, adoption, person)
    )


def _may_read(entry: Entry, adoption: Adoption, person: Person) -> bool:
    """What the engine said was open when it was written; the metric's disclosure may be narrower today."""
    if entry.verb not in ("measure", "read_guardrail"):
        return True
    metric = Metric.objects.filter(slug=entry.details.get("metric", "")).first()
    return metric is not None and sight(metric, adoption.workshop.plant_id, person) >= Sight.CHANGE


def _day_of(entry: Entry, adoption: Adoption) -> datetime.date:
    """A reading happened on the last day it rests on, a start on its day, other acts on the day they say."""
    if said := entry.details.get("until_on") or entry.details.get("on"):
        return datetime.date.fromisoformat(said)
    if entry.verb == "start":
        return adoption.starts_on
    return adoption.decided_on if entry.verb == "take_up" else timezone.localdate(entry.at)


# From stored measurements to what may be seen


def _with_measurements(adoptions: QuerySet[Adoption], charts: bool = False) -> list[Adoption]:
    """Adoptions with all a page needs, in four queries however many there are. Lists go without the charts."""
    watched = Measurement.objects.filter(is_current=True).defer("chart")
    current = Measurement.objects.filter(is_current=True, guardrail=None)
    if not charts:
        current = current.defer("chart")
    guardrails = Guardrail.objects.select_related("metric", "workshop__plant").prefetch_related(
        Prefetch("measurements", watched, to_attr="now")
    )
    return list(
        adoptions.select_related(
            "workshop__plant", "workshop__trade", "experience__origin__plant", "metric", "learned_from__plant", "owner"
        ).prefetch_related(
            Prefetch("measurements", current, to_attr="now"), Prefetch("guardrails", guardrails, to_attr="watched")
        )
    )


def _current(adoption: Adoption) -> Measurement | None:
    return next(iter(adoption.now), None)  # type: ignore[attr-defined]


def _page(adoption: Adoption, person: Person, workshops: Mapping[str, Workshop] | None) -> EffectPage:
    """`workshops` by slug where peers and chart are wanted, None for a line in a list."""
    metric = adoption.metric
    guardrails = _guardrails(adoption, person)
    if metric is None:
        return EffectPage(adoption, None, "not_measured", guardrails=guardrails)
    seen = sight(metric, adoption.workshop.plant_id, person)
    if seen < Sight.CHANGE:
        return EffectPage(adoption, metric, "not_shared", guardrails=guardrails)
    measured = _current(adoption)
    if measured is None:
        status = "too_early" if adoption.state not in Adoption.NOT_STARTED else "planned"
        return EffectPage(adoption, metric, status, evidence="measuring", guardrails=guardrails)
    result = measured.result
    page: dict[str, Any] = {
        "adoption": adoption,
        "metric": metric,
        "status": measured.status,
        "reason": result.get("reason", ""),
        "evidence": measured.evidence,
        "effect": effect_of(result, relative_only=seen < Sight.SUMMARY),
        "first_reading_on": date_of(result.get("first_reading_on")),
        "verdict_on": date_of(result.get("verdict_on")),
        "weeks_gathered": result.get("weeks_gathered", 0),
        "weeks_needed": result.get("weeks_needed", 0),
        "baseline_weeks": result.get("baseline_weeks", 0),
        "peer_count": result.get("peer_count", 0),
        "mix_taken_out": result.get("mix_taken_out", False),
        "lasting_weeks": (result.get("lasting") or {}).get("weeks"),
        "slipping": (result.get("lasting") or {}).get("slipping", "cannot_say"),
        "guardrails": guardrails,
        "computed_at": measured.computed_at,
        "until_on": measured.until_on,
    }
    if seen >= Sight.SUMMARY:
        page |= {"counted": counted_of(result.get("counted")), "without": amount_of(result.get("without"))}
    if seen >= Sight.WEEKLY:
        page |= _own_numbers(adoption, measured, person, workshops)
    return EffectPage(**page)


def _own_numbers(
    adoption: Adoption, measured: Measurement, person: Person, workshops: Mapping[str, Workshop] | None
) -> dict[str, Any]:
    """What only those see who may see weekly values: now, the chart, the blend, the checks."""
    metric, result = adoption.metric, measured.result
    assert metric is not None
    is_open = metric.disclosure == Metric.Disclosure.OPEN
    may_blend = is_open or not measured.blend or measured.may_show_blend
    numbers: dict[str, Any] = {
        "now": result.get("now"),
        "before": result.get("before"),
        "after": result.get("after"),
        "won_back": amount_of(result.get("won_back")),
        "won_back_unit": metric.gain_unit,
        "checks": tuple(
            TrustCheck(each["name"], each["answer"], *((each["value"], each["limit"]) if may_blend else ()))
            for each in result.get("checks", ())
        ),
    }
    if workshops is None:
        return numbers
    if measured.chart:
        numbers["chart"] = _chart(adoption, measured.chart, may_blend, is_open)
    if may_blend:
        named = [(workshops.get(slug), line, share) for slug, line, share in result.get("peers", ())]
        numbers["peers"] = tuple(Peer(each, line, share) for each, line, share in named if each is not None)
    numbers["left_out"] = tuple(
        Peer(workshops[slug], line, reason=reason)
        for slug, line, reason in result.get("left_out", ())
        if slug in workshops and sight(metric, workshops[slug].plant_id, person) >= Sight.CHANGE
    )
    return numbers


def _chart(adoption: Adoption, chart: dict[str, Any], with_path: bool, is_open: bool) -> Chart:
    def path(name: str) -> tuple[float | None, ...]:
        if not with_path:
            return ()
        return tuple(chart[name] if is_open else map(as_shown, chart[name]))

    return Chart(
        first_week=datetime.date.fromisoformat(chart["first_week"]),
        observed=tuple(chart["observed"]),
        without=path("without"),
        low=path("low"),
        high=path("high"),
        starts_on=adoption.starts_on,
        ramp_until=datetime.date.fromisoformat(chart["ramp_until"]),
        baseline_from=date_of(chart.get("baseline_from")),
    )


def _guardrails(adoption: Adoption, person: Person) -> tuple[GuardrailReading, ...]:
    """People first, then as agreed."""
    readings = [
        _guardrail(each, next(iter(each.now), None), person)
        for each in adoption.watched  # type: ignore[attr-defined]
    ]
    return tuple(sorted(readings, key=lambda each: not each.metric.about_safety))


def _guardrail(guardrail: Guardrail, measured: Measurement | None, person: Person) -> GuardrailReading:
    metric, workshop = guardrail.metric, guardrail.workshop
    seen = sight(metric, workshop.plant_id, person)
    if seen < Sight.CHANGE:
        return GuardrailReading(metric, workshop, guardrail.task, "not_shared")
    if measured is None:
        return GuardrailReading(
            metric, workshop, guardrail.task, "not_enough_data", "not_measured", limit=guardrail.tolerance
        )
    result = measured.result
    reading = GuardrailReading(
        metric=metric,
        workshop=workshop,
        task=result.get("task", guardrail.task),
        reading=result["reading"],
        reason=result.get("reason", ""),
        change=amount_of(result.get("relative")),
        limit=guardrail.tolerance,
        chance_worse=result.get("chance_worse"),
        weeks=result.get("weeks", 0),
        smallest_seen=result.get("smallest_seen"),
        exposure_needed=result.get("exposure_needed"),
        mix_taken_out=result.get("mix_taken_out", False),
        **_levels(result) if seen >= Sight.SUMMARY else {},
    )
    return reading


def _levels(result: dict[str, Any]) -> dict[str, Any]:
    return {
        "expected": result.get("expected"),
        "seen": result.get("seen"),
        "counted": counted_of(result.get("counted")),
        "at_most": result.get("at_most"),
    }


def _together(adoptions: Sequence[Adoption], pages: Sequence[EffectPage]) -> Together | None:
    """Effects on one metric and one scale, those of this reader's sight, by random effects."""
    ready = []
    for adoption, page in zip(adoptions, pages, strict=True):
        measured = _current(adoption)
        if page.status not in ("estimated", "too_few_peers") or measured is None or page.effect is None:
            continue
        result = measured.result
        if page.effect.points is None and result.get("shown_as") == "points":
            continue
        if result.get("on_scale") and result["on_scale"][1]:
            ready.append((adoption.metric_id, result["scale"], result["on_scale"], result))
    if len(ready) < 2:
        return None
    first = ready[0]
    same = [each for each in ready if each[:2] == first[:2]]
    if len(same) < 2:
        return None
    found = _pool(tuple(each[2][0] for each in same), tuple(each[2][1] for each in same))
    return _pooled(found, scale=first[1], sign=first[3].get("sign", 0))


@lru_cache(maxsize=2000)
def _pool(estimates: tuple[float, ...], errors: tuple[float, ...]) -> effects.Pooled:
    """The same effects give the same answer; numbers are imported only when some are put together."""
    from huzhu import effects

    return effects.pool(estimates, errors)


def _pooled(found: effects.Pooled, scale: str, sign: int) -> Together | None:
    """Back to what the page speaks of: fractions from the log scale, points from the linear one."""
    if found.estimate is None or found.low is None or found.high is None:
        return None
    back = expm1 if scale == "log" else float
    amount = Amount(back(found.estimate), back(found.low), back(found.high))
    relative = scale == "log"
    below = found.chance_below
    effect = Effect(
        shown_as="relative" if relative else "points",
        relative=amount if relative else None,
        points=None if relative else amount,
        likely_low=None,
        likely_high=None,
        is_good=None if not sign else found.estimate * sign > 0,
        chance_worse=None if below is None or not sign else (1 - below if sign < 0 else below),
    )
    expect = [None if each is None else back(each) for each in (found.predict_low, found.predict_high)]
    return Together(found.studies, effect, expect[0], expect[1], found.status)
