"""Conferences: what was decided, and what became of what was exchanged."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from huzhu.api.v1.deciding import ConferenceOut, LedgerOut
from huzhu.api.v1.shapes import REFUSED, Refusal
from huzhu.competitions.models import Round
from huzhu.conferences.decided import Resolution
from huzhu.conferences.models import Conference
from huzhu.web.presenting.conference_ledger import Line, Reply, ledger

router = Router(tags=["Conferences"])
NOT_THERE = {404: Refusal}


@router.get(
    "/conferences", response={200: list[ConferenceOut], **REFUSED}, url_name="list_conferences", summary="Conferences"
)
def list_conferences(request: HttpRequest) -> Any:
    """All that the caller may know of, with their resolutions, the latest first."""
    return [_conference(each, request) for each in _known(request)]


@router.get(
    "/conferences/{slug:conference}/ledger",
    response={200: LedgerOut, **REFUSED, **NOT_THERE},
    url_name="get_ledger",
    summary="What became of the exchanged ways",
)
def get_ledger(request: HttpRequest, conference: str) -> Any:
    """Way by way, the answer of every receiving workshop and what it has in use since."""
    found = get_object_or_404(_known(request), slug=conference)
    book = ledger(found, request.auth)
    return {
        "conference": found.slug,
        "listed": len(book.lines),
        **{name: getattr(book, name) for name in ("taken", "verified", "known")},
        "items": [_item(line) for line in book.lines],
    }


def _known(request: HttpRequest) -> Any:
    return Conference.objects.visible_to(request.auth).select_related("host")


def _conference(conference: Conference, request: HttpRequest) -> dict[str, Any]:
    names = ("slug", "ordinal", "title", "starts_on", "ends_on", "place", "state", "is_illustrative")
    resolutions = Resolution.objects.visible_to(request.auth).filter(conference=conference)
    held = Round.objects.visible_to(request.auth).filter(resolution__conference=conference)
    return {
        **{name: getattr(conference, name) for name in names},
        "host": conference.host.slug,
        "resolutions": [
            _resolution(each, [round_.slug for round_ in held if round_.resolution_id == each.pk])
            for each in resolutions.select_related("owner").prefetch_related("votes__plant")
        ],
    }


def _resolution(resolution: Resolution, rounds: list[str]) -> dict[str, Any]:
    names = ("number", "text", "because", "state", "due_on", "evidence")
    return {
        **{name: getattr(resolution, name) for name in names},
        "owner": resolution.owner.name if resolution.owner else None,
        "votes": {vote.plant.slug: vote.choice for vote in resolution.votes.all()},
        "rounds": rounds,
    }


def _item(line: Line) -> dict[str, Any]:
    return {
        "number": line.item.number,
        "experience": line.item.experience.slug,
        "state": line.item.state,
        "answers": [_reply(each) for each in line.replies],
    }


def _reply(reply: Reply) -> dict[str, Any]:
    answer = reply.answer
    return {
        **{name: getattr(answer, name) for name in ("disposition", "reason", "later_on")},
        "workshop": answer.workshop.slug,
        "is_late": reply.is_late,
        "uses": [
            {"workshop": page.adoption.workshop.slug, "adoption": page.adoption.slug, "evidence": page.evidence}
            for page in reply.uses
        ],
    }
