"""Visits and professional meetings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from huzhu.api.v1.shapes import REFUSED, Refusal, Slug
from huzhu.api.v1.together import VisitOut
from huzhu.visits import queries
from huzhu.visits.models import Visit

router = Router(tags=["Visits"])


@router.get("/visits", response={200: list[VisitOut], **REFUSED}, url_name="list_visits", summary="Visits")
def list_visits(request: HttpRequest, workshop: Slug | None = None) -> Any:
    """All that the caller may know of, or those that one workshop hosts."""
    found = _known(request)
    return [_visit(each, request) for each in (found.filter(host__slug=workshop) if workshop is not None else found)]


@router.get(
    "/visits/{slug:visit}", response={200: VisitOut, **REFUSED, 404: Refusal}, url_name="get_visit", summary="A visit"
)
def get_visit(request: HttpRequest, visit: str) -> Any:
    """With what was learned and what will be done; step times only for those who were part of it."""
    return _visit(get_object_or_404(_known(request), slug=visit), request)


def _known(request: HttpRequest) -> Any:
    found = Visit.objects.visible_to(request.auth).select_related("host", "metric", "experience")
    return found.prefetch_related("visiting", "findings", "actions__workshop", "actions__experience")


def _visit(visit: Visit, request: HttpRequest) -> dict[str, Any]:
    names = ("slug", "title", "why", "state", "starts_on", "ends_on", "place", "seats", "is_illustrative")
    return {
        **{name: getattr(visit, name) for name in names},
        "metric": visit.metric.slug,
        "host": visit.host.slug,
        "visiting": [each.slug for each in visit.visiting.all()],
        "experience": visit.experience.slug if visit.experience else None,
        "findings": [{"kind": each.kind, "text": each.text} for each in visit.findings.all()],
        "actions": [
            {
                "text": each.text,
                "workshop": each.workshop.slug,
                "due_on": each.due_on,
                "state": each.state,
                "experience": each.experience.slug if each.experience else None,
            }
            for each in visit.actions.all()
        ],
        "steps": [
            {
                "workshop": timing.workshop.slug,
                **{name: getattr(step, name) for name in ("number", "name", "is_inside", "seconds", "people", "tools")},
            }
            for timing in queries.timings(visit, request.auth)
            for step in timing.steps
        ],
    }
