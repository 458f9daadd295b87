"""Material aid: needs, open offers, transfers and balances."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from huzhu.aid import queries
from huzhu.aid.models import Need, Offer, Transfer
from huzhu.api.v1.shapes import REFUSED
from huzhu.api.v1.together import BalanceOut, NeedOut, OfferOut, TransferOut

router = Router(tags=["Material aid"])


@router.get("/aid/needs", response={200: list[NeedOut], **REFUSED}, url_name="list_needs", summary="Needs")
def list_needs(request: HttpRequest) -> Any:
    """Who is or was short of what."""
    names = ("number", "substitutes", "needed_on", "consequence", "is_safety_critical", "state", "result")
    return [
        {
            **{name: getattr(each, name) for name in names},
            **_what(each),
            "plant": each.plant.slug,
            "missing": str(each.missing),
        }
        for each in Need.objects.visible_to(request.auth).select_related("plant", "material")
    ]


@router.get("/aid/offers", response={200: list[OfferOut], **REFUSED}, url_name="list_offers", summary="Offers")
def list_offers(request: HttpRequest) -> Any:
    """What was offered, to all or for one need."""
    return [
        {
            **{name: getattr(each, name) for name in ("id", "mode", "until_on", "return_on")},
            **_what(each),
            "giver": each.giver.slug,
            "need": each.need.number if each.need else None,
            "left": str(each.left),
        }
        for each in Offer.objects.visible_to(request.auth).select_related("giver", "material", "need")
    ]


@router.get(
    "/aid/transfers", response={200: list[TransferOut], **REFUSED}, url_name="list_transfers", summary="Transfers"
)
def list_transfers(request: HttpRequest) -> Any:
    """What went from whom to whom. Among independent firms: the caller's own."""
    found = Transfer.objects.visible_to(request.auth)
    return [
        {
            **{name: getattr(each, name) for name in ("id", "mode", "state", "return_on")},
            **_what(each),
            "giver": each.giver.slug,
            "receiver": each.receiver.slug,
            "need": each.need.number if each.need else None,
            "owed_material": each.owed_material.slug if each.owed_material else None,
            "owed": str(each.owed),
            "given_back": str(each.given_back),
        }
        for each in found.select_related("giver", "receiver", "material", "need", "owed_material")
    ]


@router.get("/aid/balances", response={200: list[BalanceOut], **REFUSED}, url_name="list_balances", summary="Balances")
def list_balances(request: HttpRequest) -> Any:
    """Who owes whom how much of what."""
    return [
        {**_what(each), "creditor": each.creditor.slug, "debtor": each.debtor.slug}
        for each in queries.balances(request.auth)
    ]


def _what(each: Any) -> dict[str, Any]:
    return {"material": each.material.slug, "unit": each.material.unit, "quantity": str(each.quantity)}
