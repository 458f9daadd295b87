"""The harm an experience caused, and its remedy: a dated chain, from what was measured."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from huzhu.adoptions.models import Adoption, Guardrail, Measurement
from huzhu.adoptions.reading import counted_of, effect_of
from huzhu.adoptions.shown import ChainLink, Counted
from huzhu.experiences.models import Experience
from huzhu.metrics.disclosure import Sight, sight
from huzhu.metrics.models import Metric
from huzhu.people.models import Person

DAY = datetime.timedelta(days=1)


def chain(experience: Experience, person: Person) -> tuple[ChainLink, ...]:
    """Change, gain, danger, remedy and what came since, at the first adopter whose people came to harm (or who took up
    the remedy); () where no harm is known or the reader may not see it."""
    watched = (
        Guardrail.objects.filter(
            adoption__in=Adoption.objects.visible_to(person).under_measurement().filter(experience=experience),
            metric__kind=Metric.Kind.COUNT,
            metric__direction=Metric.Direction.DOWN,
        )
        .select_related(
            "adoption__experience", "adoption__metric", "adoption__workshop__plant", "metric", "workshop__plant"
        )
        .order_by("adoption__starts_on", "pk")
    )
    results = _current(watched)
    remedies = _remedies(experience)
    for guardrail in watched:
        result = results.get(guardrail.pk)
        if result is None or sight(guardrail.metric, guardrail.workshop.plant_id, person) < Sight.SUMMARY:
            continue
        remedy = remedies.get(guardrail.workshop_id)
        if remedy is not None and remedy.starts_on <= guardrail.adoption.starts_on:
            continue
        if remedy is not None or result["reading"] == "harmful":
            return _links(guardrail, result, remedy, person)
    return ()


def _current(watched: Any) -> dict[int, dict[str, Any]]:
    rows = Measurement.objects.filter(guardrail__in=watched, is_current=True)
    return {row.guardrail_id: row.result for row in rows if row.guardrail_id}


def _remedies(experience: Experience) -> dict[int, Adoption]:
    """Where the remedy was taken up first, by workshop."""
    if experience.remedy_id is None:
        return {}
    taken = Adoption.objects.under_measurement().filter(experience=experience.remedy_id)
    found: dict[int, Adoption] = {}
    for adoption in taken.select_related("experience", "workshop__plant", "metric").order_by("starts_on"):
        found.setdefault(adoption.workshop_id, adoption)
    return found


def _links(
    guardrail: Guardrail, result: dict[str, Any], remedy: Adoption | None, person: Person
) -> tuple[ChainLink, ...]:
    cause = guardrail.adoption
    links = [ChainLink("change", cause.starts_on, None, cause.workshop, cause)]
    if gain := _gain(cause, person):
        links.append(gain)
    task = remedy.product if remedy is not None and remedy.product else result.get("task", "")
    part = next((each for each in result.get("by_task", ()) if each["task"] == task), result)
    danger = counted_of(part.get("counted"))
    until = remedy.starts_on - DAY if remedy is not None else None
    links.append(
        ChainLink(
            "danger", cause.starts_on, until, guardrail.workshop, cause, guardrail.metric, task=task, counted=danger
        )
    )
    if remedy is not None:
        links.append(ChainLink("remedy", remedy.starts_on, None, remedy.workshop, remedy, task=task))
        if since := _since(remedy, guardrail, task, danger):
            links.append(since)
    return tuple(links)


def _gain(cause: Adoption, person: Person) -> ChainLink | None:
    """What the change was made for, as far as this reader sees it."""
    metric = cause.metric
    if metric is None or sight(metric, cause.workshop.plant_id, person) < Sight.CHANGE:
        return None
    measured = Measurement.objects.filter(adoption=cause, guardrail=None, is_current=True).first()
    if measured is None:
        return None
    seen = sight(metric, cause.workshop.plant_id, person)
    effect = effect_of(measured.result, relative_only=seen < Sight.SUMMARY)
    return ChainLink("gain", cause.starts_on, measured.until_on, cause.workshop, cause, metric, effect=effect)


def _since(remedy: Adoption, guardrail: Guardrail, task: str, danger: Counted | None) -> ChainLink | None:
    """Seen since the remedy is in full use, against what the rate of the danger would have brought."""
    measured = Measurement.objects.filter(adoption=remedy, guardrail=None, is_current=True).first()
    stored: Mapping[str, Any] | None = measured.result.get("counted") if measured else None
    if measured is None or stored is None or remedy.metric_id != guardrail.metric_id or remedy.product != task:
        return None
    expected = None
    if danger is not None and danger.exposure and stored.get("exposure"):
        expected = danger.seen / danger.exposure * stored["exposure"]
    counted = Counted(stored["seen"], stored["people"], expected, None, stored.get("weeks", 0), stored.get("exposure"))
    return ChainLink(
        "since",
        remedy.starts_on,
        measured.until_on,
        remedy.workshop,
        remedy,
        guardrail.metric,
        task=task,
        counted=counted,
    )
