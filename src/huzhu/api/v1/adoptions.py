"""Adoptions and their effects."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from huzhu.adoptions.models import Adoption
from huzhu.api.v1.shapes import REFUSED, AdoptionOut, EffectOut, Refusal, Slug, finite

router = Router(tags=["Adoptions"])
WEEK = datetime.timedelta(days=7)


@router.get("/adoptions", response={200: list[AdoptionOut], **REFUSED}, url_name="list_adoptions", summary="Adoptions")
def list_adoptions(request: HttpRequest, workshop: Slug | None = None, experience: Slug | None = None) -> Any:
    """What was taken up where: all, or at one workshop, or of one experience."""
    found = Adoption.objects.visible_to(request.auth).select_related("workshop", "experience", "metric")
    if workshop is not None:
        found = found.filter(workshop__slug=workshop)
    if experience is not None:
        found = found.filter(experience__slug=experience)
    return [_adoption(each) for each in found]


@router.get(
    "/adoptions/{slug:workshop}/{slug:adoption}/effect",
    response={200: EffectOut, **REFUSED, 404: Refusal},
    url_name="get_effect",
    summary="The effect of an adoption",
)
def get_effect(request: HttpRequest, workshop: str, adoption: str) -> Any:
    """What it did, judged against whom, and what happened to the guardrails: as far as the caller may see it."""
    from huzhu.adoptions.queries import effect_page

    within = Adoption.objects.visible_to(request.auth).select_related("workshop", "experience", "metric")
    found = get_object_or_404(within, workshop__slug=workshop, slug=adoption)
    return _effect(effect_page(found, request.auth))


def _adoption(adoption: Adoption) -> dict[str, Any]:
    return {
        **{name: getattr(adoption, name) for name in ("slug", "line", "state", "starts_on")},
        "workshop": adoption.workshop.slug,
        "experience": adoption.experience.slug,
        "metric": adoption.metric.slug if adoption.metric else None,
    }


def _amount(amount: Any) -> dict[str, Any] | None:
    if amount is None:
        return None
    return {"value": amount.value, "low": finite(amount.low), "high": finite(amount.high)}


def _effect(page: Any) -> dict[str, Any]:
    names = ("status", "reason", "evidence", "now", "before", "after", "peer_count", "mix_taken_out")
    dated = ("first_reading_on", "until_on", "computed_at")
    return {
        **{name: getattr(page, name) for name in names + dated},
        "adoption": _adoption(page.adoption),
        "relative": _amount(page.effect.relative) if page.effect else None,
        "points": _amount(page.effect.points) if page.effect else None,
        "chance_worse": page.effect.chance_worse if page.effect else None,
        "without": _amount(page.without),
        "seen": page.counted.seen if page.counted else None,
        "expected": page.counted.expected if page.counted else None,
        "peers": [{"workshop": each.workshop.slug, "line": each.line, "share": each.share} for each in page.peers],
        "checks": [
            {"name": each.name, "answer": each.answer, "value": finite(each.value), "limit": finite(each.limit)}
            for each in page.checks
        ],
        "guardrails": [_guardrail(each) for each in page.guardrails],
        "path": _path(page.chart) if page.chart else [],
    }


def _guardrail(reading: Any) -> dict[str, Any]:
    counted = reading.counted
    return {
        **{name: getattr(reading, name) for name in ("task", "reading", "reason", "limit")},
        "metric": reading.metric.slug,
        "workshop": reading.workshop.slug,
        "change": _amount(reading.change),
        "seen": counted.seen if counted else None,
        "expected": counted.expected if counted else finite(reading.expected),
    }


def _path(chart: Any) -> list[dict[str, Any]]:
    columns = {"observed": chart.observed, "without": chart.without, "low": chart.low, "high": chart.high}
    return [
        {"week": chart.first_week + at * WEEK}
        | {name: finite(column[at]) for name, column in columns.items() if at < len(column)}
        for at in range(len(chart.observed))
    ]
