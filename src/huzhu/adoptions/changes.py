"""What else changed, and where it shows. Whoever began something that moves what is measured is no unchanged peer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from huzhu.adoptions.models import Adoption, Guardrail
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.workshops.models import Flow


@dataclass(frozen=True)
class Begun:
    """Everything that was begun in the alliance, read once for an adoption and all its guardrails.

    `adoptions`: under measurement, the oldest first. `against`: the dangers (metric, task) against which an experience
    (primary key) was taken up as a remedy somewhere.
    """

    adoptions: tuple[Adoption, ...]
    against: dict[int, list[tuple[Metric, str]]]
    onward: dict[int, list[int]]

    @classmethod
    def read(cls) -> Begun:
        started = Adoption.objects.under_measurement().order_by("starts_on", "pk")
        against: dict[int, list[tuple[Metric, str]]] = defaultdict(list)
        for each in Adoption.objects.exclude(against=None).select_related("against"):
            assert each.against is not None
            against[each.experience_id].append((each.against, each.against_task))
        found = started.select_related("metric", "workshop__plant", "experience__remedy__metric")
        return cls(tuple(found), dict(against), flows())

    def other_changes(self, adoption: Adoption, metric: Metric) -> list[Adoption]:
        """Everything else in the trade that is meant to move the metric, or is the same experience elsewhere."""
        task = adoption.product if metric.kind == Metric.Kind.COUNT else ""
        return [
            each
            for each in self.adoptions
            if each.pk != adoption.pk
            and each.workshop.trade_id == adoption.workshop.trade_id
            and (each.experience_id == adoption.experience_id or self._acts(each, metric, task))
        ]

    def beside(self, guardrail: Guardrail, task: str) -> dict[int, list[Adoption]]:
        """What else moves the guardrail, by the workshop (primary key) where it shows.

        What is meant to move it shows where it is done. Harm follows the material: the same experience elsewhere, and
        what leads through a remedy against this very harm, show there and everywhere downstream.
        """
        found: dict[int, list[Adoption]] = defaultdict(list)
        for each in self.adoptions:
            if each.pk == guardrail.adoption_id:
                continue
            if each.experience_id == guardrail.adoption.experience_id or self._endangers(each, guardrail.metric, task):
                for place in rings_from(each.workshop_id, self.onward):
                    found[place].append(each)
            elif self._acts(each, guardrail.metric, task):
                found[each.workshop_id].append(each)
        return dict(found)

    def remedies(self, guardrail: Guardrail, task: str) -> list[Adoption]:
        """What was taken up at the watched workshop against this very harm, after the change that is watched: not every
        programme for safety, which would make the watch blind. Of the whole, a remedy in any of its tasks."""
        adoption = guardrail.adoption
        return [
            each
            for each in self.adoptions
            if each.workshop_id == guardrail.workshop_id
            and each.pk != adoption.pk
            and each.starts_on > adoption.starts_on
            and (each.experience_id == adoption.experience.remedy_id or self._cures(each, guardrail.metric, task))
        ]

    def _acts(self, adoption: Adoption, metric: Metric, task: str) -> bool:
        """Is it meant to move the metric: as its yardstick, or as a remedy of a danger counted by it?"""
        return moves(adoption.metric, adoption.product, metric, task) or self._is_against(
            adoption.experience_id, metric, task
        )

    def _is_against(self, experience: int, metric: Metric, task: str) -> bool:
        return any(moves(*danger, metric, task) for danger in self.against.get(experience, ()))

    def _endangers(self, adoption: Adoption, metric: Metric, task: str) -> bool:
        remedy: Experience | None = adoption.experience.remedy
        if remedy is None:
            return False
        return moves(remedy.metric, remedy.product, metric, task) or self._is_against(remedy.pk, metric, task)

    def _cures(self, adoption: Adoption, metric: Metric, task: str) -> bool:
        if metric.about_safety and not adoption.product:
            return self._is_against(adoption.experience_id, metric, task)
        return self._acts(adoption, metric, task)


def moves(yardstick: Metric | None, done_in: str, metric: Metric, task: str) -> bool:
    """Does what is meant for a yardstick move the metric, too? The safety metrics of a task are one family, since what
    makes its work safer moves people hurt and near misses alike; what names no task means all of them, and the whole
    (no `task`) moves with any."""
    if yardstick is None or not metric.about_safety:
        return yardstick is not None and yardstick.pk == metric.pk
    return yardstick.about_safety and (not task or done_in in ("", task))


def flows() -> dict[int, list[int]]:
    """To whom every workshop's material goes, by primary key."""
    onward: dict[int, list[int]] = defaultdict(list)
    for giver, receiver in Flow.objects.values_list("giver_id", "receiver_id"):
        onward[giver].append(receiver)
    return dict(onward)


def rings_from(workshop: int, onward: dict[int, list[int]]) -> dict[int, int]:
    """How many steps down the flow of material each workshop lies, by primary key; the first one itself at 0."""
    rings, edge = {workshop: 0}, [workshop]
    while edge:
        edge = list(dict.fromkeys(far for near in edge for far in onward.get(near, ()) if far not in rings))
        rings |= dict.fromkeys(edge, max(rings.values()) + 1)
    return rings
