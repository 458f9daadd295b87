"""Who is told what about a round, in whole sentences. Called inside the verb that did the thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise as Lazy

from huzhu.competitions.models import Round, Standing
from huzhu.notices.actions import seated, sentence, tell
from huzhu.notices.models import Notice
from huzhu.people.models import Person
from huzhu.workshops.models import Plant, Workshop


def entrants(round_: Round) -> list[Workshop]:
    """The workshops that compete, also before there are standings."""
    slugs = {key.partition("/")[0] for key in round_.conditions.get("participants", [])}
    return list(Workshop.objects.filter(slug__in=slugs))


def people_of(workshops: Iterable[Workshop]) -> list[Person]:
    return seated("workshop_head", "workshop_engineer", workshops=list(workshops))


def say(
    round_: Round,
    people: Iterable[Person | None],
    text: str | Lazy,
    values: dict[str, Any] | None = None,
    *,
    address: str = "",
    urgency: int = Notice.Urgency.DAILY,
) -> None:
    there = [person for person in people if person is not None]
    filled = {"title": round_.title} | (values or {})
    tell(there, about=round_, text=sentence(text, filled), address=address or round_.address, urgency=urgency)


def plants_of(round_: Round) -> list[Plant]:
    """The plants that take part."""
    return list(Plant.objects.filter(workshops__standings__round=round_).distinct().order_by("pk"))


def checkers(round_: Round, plant: Plant) -> list[Person]:
    """Who of a plant that takes part checks the standings of the others."""
    own = [each for each in entrants(round_) if each.plant_id == plant.pk]
    return [*seated("chief_engineer", "safety_officer", plants=[plant]), *people_of(own)]


def side_of(standing: Standing) -> list[Person]:
    """Head, engineers and director of the workshop a standing belongs to."""
    return [
        *people_of([standing.workshop]),
        *seated("plant_director", plants=[standing.workshop.plant]),
    ]
