"""Experiences."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from huzhu.api.v1.shapes import REFUSED, ExperienceOut, Refusal, Slug
from huzhu.experiences.models import Experience

router = Router(tags=["Experiences"])


@router.get(
    "/experiences", response={200: list[ExperienceOut], **REFUSED}, url_name="list_experiences", summary="Experiences"
)
def list_experiences(request: HttpRequest, trade: Slug | None = None) -> Any:
    """All that the caller may read, or those of one trade, each in its latest version."""
    found = _readable(request)
    return [_experience(each) for each in (found.filter(trade__slug=trade) if trade is not None else found)]


@router.get(
    "/experiences/{slug:experience}",
    response={200: ExperienceOut, **REFUSED, 404: Refusal},
    url_name="get_experience",
    summary="An experience",
)
def get_experience(request: HttpRequest, experience: str) -> Any:
    return _experience(get_object_or_404(_readable(request), slug=experience))


def _readable(request: HttpRequest) -> Any:
    readable = Experience.objects.visible_to(request.auth)
    return readable.select_related("trade", "origin", "metric").prefetch_related("versions", "equipment")


def _experience(experience: Experience) -> dict[str, Any]:
    names = ("slug", "title", "summary", "product", "state", "flag", "is_illustrative")
    versions = sorted(experience.versions.all(), key=lambda each: each.number)
    return {
        **{name: getattr(experience, name) for name in names},
        "trade": experience.trade.slug,
        "equipment": [kind.slug for kind in experience.equipment.all()],
        "origin": experience.origin.slug if experience.origin else None,
        "metric": experience.metric.slug if experience.metric else None,
        "version": versions[-1] if versions else None,
    }
