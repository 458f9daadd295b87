"""What else changed, and where it shows. Whoever began something that moves what is measured is no unchanged peer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from huzhu.adoptions.models import Adoption, Guardrail
from huzhu.metrics.models import Metric
from huzhu.workshops.models import Flow


def acting_on(metric: Metric, task: str = "") -> Q:
    """Adoptions that are meant to move a metric: it is their yardstick, or their experience was taken up against a
    danger counted by it.

    The safety metrics of a task are one family, since what makes its work safer moves people hurt and near misses
    alike; what names no task means all of them, and the whole (no `task`) moves with any.
    """
    return _meant_for(metric, task, "") | Q(experience__in=_taken_against(metric, task))


def _meant_for(metric: Metric, task: str, of: str) -> Q:
    """`of`: the path to what has a yardstick, with "__" behind it; "" for adoptions themselves."""
    if not metric.about_safety:
        return Q(**{f"{of}metric": metric})
    tasks = {f"{of}product__in": ("", task)} if task else {}
    return Q(**{f"{of}metric__about_safety": True}, **tasks)


def _taken_against(metric: Metric, task: str) -> Iterable[int]:
    """Experiences that were somewhere taken up as a remedy of such a danger."""
    danger = Q(against__about_safety=True) if metric.about_safety else Q(against=metric)
    if metric.about_safety and task:
        danger &= Q(against_task__in=("", task))
    return Adoption.objects.filter(danger).values("experience")


def endangering(metric: Metric, task: str = "") -> Q:
    """Adoptions of what is known to do harm of this kind: it leads through a remedy against it."""
    against = _meant_for(metric, task, "experience__remedy__")
    return against | Q(experience__remedy__in=_taken_against(metric, task))


def other_changes(adoption: Adoption, metric: Metric) -> list[Adoption]:
    """Everything else that was started in the trade and moves the metric, or is the same experience elsewhere."""
    task = adoption.product if metric.kind == Metric.Kind.COUNT else ""
    same = Q(experience=adoption.experience_id) | acting_on(metric, task)
    started = Adoption.objects.under_measurement().exclude(pk=adoption.pk)
    return list(started.filter(same, workshop__trade=adoption.workshop.trade_id).order_by("starts_on", "pk"))


def changes_beside(guardrail: Guardrail, task: str) -> dict[int, list[Adoption]]:
    """What else was started that moves the guardrail, by the workshop (primary key) where it shows.

    What is meant to move it shows where it is done. Harm follows the material: the same experience elsewhere, and what
    is known to do this harm, show there and everywhere downstream.
    """
    started = Adoption.objects.under_measurement().exclude(pk=guardrail.adoption_id).order_by("starts_on", "pk")
    found: dict[int, list[Adoption]] = {}
    here = acting_on(guardrail.metric, task)
    for each in started.filter(here, workshop__trade=guardrail.workshop.trade_id):
        found.setdefault(each.workshop_id, []).append(each)
    for each in started.filter(Q(experience=guardrail.adoption.experience_id) | endangering(guardrail.metric, task)):
        for place in rings_from(each.workshop_id):
            found.setdefault(place, []).append(each)
    return found


def remedies_for(guardrail: Guardrail, task: str) -> list[Adoption]:
    """What was taken up at the watched workshop against this very harm, after the change that is watched: not every
    programme for safety, which would make the watch blind. Of the whole, a remedy in any of its tasks."""
    adoption, metric = guardrail.adoption, guardrail.metric
    against = Q(experience__in=_taken_against(metric, task))
    if adoption.experience.remedy_id:
        against |= Q(experience=adoption.experience.remedy_id)
    if not metric.about_safety:
        against |= Q(metric=metric)
    elif task:
        against |= Q(metric__about_safety=True, product=task)
    else:
        against |= Q(metric__about_safety=True) & ~Q(product="")
    later = Adoption.objects.under_measurement().filter(
        against, workshop=guardrail.workshop, starts_on__gt=adoption.starts_on
    )
    return list(later.exclude(pk=adoption.pk).order_by("starts_on", "pk"))


def rings_from(workshop: int) -> dict[int, int]:
    """How many steps down the flow of material each workshop lies, by primary key; the first one itself at 0."""
    onward: dict[int, list[int]] = {}
    for giver, receiver in Flow.objects.values_list("giver_id", "receiver_id"):
        onward.setdefault(giver, []).append(receiver)
    rings, edge = {workshop: 0}, [workshop]
    while edge:
        edge = list(dict.fromkeys(far for near in edge for far in onward.get(near, ()) if far not in rings))
        rings |= dict.fromkeys(edge, max(rings.values()) + 1)
    return rings
