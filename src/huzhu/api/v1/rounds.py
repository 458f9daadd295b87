"""Competitions: rounds, conditions and standings, as far as the disclosure of the indicators lets the caller see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from huzhu.api.v1.deciding import RoundOut, StandingsOut
from huzhu.api.v1.shapes import REFUSED, Refusal, Slug
from huzhu.competitions import queries
from huzhu.competitions.models import Round
from huzhu.competitions.queries import Row
from huzhu.conferences.decided import Resolution

router = Router(tags=["Competitions"])


@router.get("/rounds", response={200: list[RoundOut], **REFUSED}, url_name="list_rounds", summary="Rounds")
def list_rounds(request: HttpRequest, trade: Slug | None = None) -> Any:
    """All that the caller may know of, or those of one trade, the latest first."""
    found = Round.objects.visible_to(request.auth).select_related("trade")
    return [_round(each, request) for each in (found.filter(trade__slug=trade) if trade is not None else found)]


@router.get(
    "/rounds/{slug:round}/standings",
    response={200: StandingsOut, **REFUSED, 404: Refusal},
    url_name="get_standings",
    summary="The standings of a round",
)
def get_standings(request: HttpRequest, round: str) -> Any:
    """Conditions, places as ranges, and the help that brought points, each with the page it comes from."""
    found = get_object_or_404(Round.objects.visible_to(request.auth).select_related("trade"), slug=round)
    table = queries.table(found, request.auth)
    exact = {row.standing.workshop.slug for row in table.rows if row.is_exact}
    return {
        "round": _round(found, request),
        "conditions": found.conditions,
        "standings": [_standing(row) for row in table.rows],
        "helps": [
            {**{name: claim[name] for name in ("helper", "receiver", "address", "routes")},
             "points": claim["points"] if claim["helper"] in exact else None}
            for claim in table.claims if claim["counts"]
        ],
        "awards": found.awards,
    }  # fmt: skip


def _round(found: Round, request: HttpRequest) -> dict[str, Any]:
    names = ("slug", "title", "kind", "state", "starts_on", "ends_on", "hash", "inputs_hash", "is_illustrative")
    behind: list[Resolution] = queries.resolution_behind(found, request.auth)
    return {
        **{name: getattr(found, name) for name in names},
        "trade": found.trade.slug,
        "counted_until": found.result.get("until_on"),
        "resolution": {"conference": behind[0].conference.slug, "number": behind[0].number} if behind else None,
    }


def _standing(row: Row) -> dict[str, Any]:
    counted, gate = row.counted, row.gate
    return {
        "workshop": row.standing.workshop.slug,
        "line": row.standing.line,
        "state": row.standing.state,
        "reason": counted.get("reason", ""),
        "is_exact": row.is_exact,
        "points": row.points if row.is_ranked else None,
        "place": list(row.place) if row.is_ranked else None,
        "group": counted["group"] if row.is_ranked else None,
        "parts": {name: part["points"] for name, part in row.parts.items()} or None,
        "marks": [mark["code"] for mark in counted.get("marks", [])],
        "gate": gate.ground if gate else None,
        "gate_state": gate.state if gate else None,
    }
