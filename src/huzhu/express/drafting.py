"""Drafts that the program makes: of a verified effect, a remedy, a danger that calls everybody, a solved card.

Each fact drafts once; people check and issue it like any other, or withdraw it. The text holds no reading: what was
measured is shown from the adoption, to whom its metric's disclosure allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from huzhu.adoptions.models import Adoption, Measurement
from huzhu.cards.models import Card
from huzhu.experiences.models import Experience
from huzhu.express.actions import LONGEST_TITLE, draft_story
from huzhu.express.models import Story
from huzhu.hazards.models import Hazard
from huzhu.journal.actions import verb
from huzhu.notices.actions import sentence
from huzhu.words import LANGUAGES, Words

Fact = tuple[str, dict[str, Any]]  # its name, and what `draft_story` takes


def _cut(said: Words) -> Words:
    return Words({language: text[: LONGEST_TITLE[language]] for language, text in said.items()})


def _short(value: Any, most: int = 400) -> Words:
    """A person's words as far as they fit a story."""
    return Words({language: str(value.get(language))[:most] for language in LANGUAGES if value and value.get(language)})


JOINTS = {"zh": ("：", "；"), "en": (": ", "; ")}
MOST_NEEDED = {"zh": 70, "en": 240}  # characters


def _needs(needs: list[dict[str, Any]]) -> Words:
    """Each under its label ("Not for: rimmed steel"), as many as fit, none cut off in the middle."""
    said = {}
    for language, (of, between) in JOINTS.items():
        parts = [
            [each[language] for name in ("label", "text") if (each := need.get(name) or {}).get(language)]
            for need in needs
        ]
        kept = ""
        for part in filter(None, parts):
            longer = between.join(filter(None, [kept, of.join(part)]))
            kept = longer if len(longer) <= MOST_NEEDED[language] else kept
        said[language] = kept
    return Words({language: text for language, text in said.items() if text})


def _of_way(way: Experience) -> dict[str, Any]:
    version = way.version
    steps = version.steps if version else Words()
    return {
        "experience": way,
        "is_illustrative": way.is_illustrative,
        "metric": way.metric,
        "change": _short(version.mechanism if version else Words()) or way.summary,
        "steps": Words(
            {language: list(steps.get(language) or [])[:5] for language in LANGUAGES if steps.get(language)}
        ),
        "needs": _needs(version.needs if version else []),
    }


def _effects() -> Iterator[Fact]:
    found = Measurement.objects.filter(is_current=True, guardrail=None, evidence="verified")
    found = found.filter(adoption__ended_on=None).exclude(adoption__experience__flag=Experience.Flag.SUSPENDED)
    found = found.exclude(adoption__experience__state__in=(Experience.State.DRAFT, Experience.State.RETIRED))
    for each in found.select_related("adoption__experience__metric", "adoption__workshop__trade").order_by("pk"):
        adoption: Adoption = each.adoption
        works = _("%(where)s line %(line)s: “%(way)s” works") if adoption.line else _("%(where)s: “%(way)s” works")
        where = {"where": adoption.workshop, "line": adoption.line, "way": adoption.experience}
        title = sentence(works, where)
        values = _of_way(adoption.experience) | {"adoption": adoption, "grade": Story.Grade.A}
        yield (
            f"effect:{adoption.journal_name}",
            {
                "workshop": adoption.workshop,
                "title": _cut(title),
                "source": Story.Source.EFFECT,
                **values,
            },
        )


def _remedies() -> Iterator[Fact]:
    found = Hazard.objects.filter(remedy__isnull=False, state__in=("remedied", "verified_closed"))
    for hazard in found.select_related("remedy__metric", "workshop__trade", "remedy_adoption").order_by("pk"):
        title = sentence(_("“%(remedy)s” removes a danger"), {"remedy": hazard.remedy})
        values = _of_way(hazard.remedy) if hazard.remedy else {}
        yield (
            f"remedy:{hazard.journal_name}",
            {
                "workshop": hazard.workshop,
                "title": _cut(title),
                "source": Story.Source.REMEDY,
                "hazard": hazard,
                "problem": _short(hazard.title),
                "urgency": Story.Urgency.URGENT,
                "adoption": hazard.remedy_adoption,
                **values,
            },
        )


def _recalls() -> Iterator[Fact]:
    found = Hazard.objects.open().filter(recalled_at__isnull=False).order_by("pk")
    for hazard in found.select_related("experience", "workshop__trade", "metric"):
        title = sentence(_("Danger: %(title)s"), {"title": hazard.title})
        urgency = Story.Urgency.SAFETY if hazard.hurts_people else Story.Urgency.URGENT
        risk = sentence(
            _("Suspected of it: “%(way)s”. Stop, limit or guard it until the remedy is known."),
            {"way": hazard.experience},
        )
        yield (
            f"recall:{hazard.journal_name}",
            {
                "workshop": hazard.workshop,
                "title": _cut(title),
                "source": Story.Source.RECALL,
                "hazard": hazard,
                "experience": hazard.experience,
                "urgency": urgency,
                "risk": risk,
                "problem": _short(hazard.told),
                "metric": hazard.metric,
            },
        )


def _cards() -> Iterator[Fact]:
    solved = Card.objects.filter(state=Card.State.CLOSED_SOLVED, may_quote=True, across_at__isnull=False)
    for card in solved.select_related("workshop__trade", "metric", "experience").order_by("pk"):
        chosen = card.answers.counting().filter(chosen_at__isnull=False).select_related("experience").last()
        title = sentence(_("Solved: %(question)s"), {"question": card.title})
        yield (
            f"card:{card.journal_name}",
            {
                "workshop": card.workshop,
                "title": _cut(title),
                "source": Story.Source.CARD,
                "card": card,
                "problem": _short(card.what),
                "change": _short(chosen.text if chosen else card.result),
                "needs": _short(chosen.preconditions if chosen else Words()),
                "risk": _short(chosen.risk if chosen else Words()),
                "effect": _short(card.result, 200),
                "grade": Story.Grade.C,
                "metric": card.metric,
                "experience": (chosen.experience if chosen else None) or card.experience,
            },
        )


def facts() -> Iterator[Fact]:
    """Dangers before everything else."""
    yield from _recalls()
    yield from _remedies()
    yield from _effects()
    yield from _cards()


@verb
def _draft_once(name: str, values: dict[str, Any]) -> bool:
    """Two workers at once: the second finds it there, because verbs take turns."""
    if Story.objects.filter(source_name=name).exists():
        return False
    is_nobodys = values.get("experience") is None and values["workshop"] is None
    draft_story(by=None, source_name=name, to_all=is_nobodys, **values)
    return True


def draft_from_facts() -> int:
    """Every fact that has not been drafted yet. How many were."""
    known = set(Story.objects.exclude(source_name=None).values_list("source_name", flat=True))
    return sum(_draft_once(name, values) for name, values in facts() if name not in known)
