"""Plants, trades and workshops."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from huzhu.api.v1.shapes import REFUSED, PlantOut, Slug, TradeOut, WorkshopOut
from huzhu.workshops.models import Plant, Trade, Workshop

router = Router(tags=["Workshops"])


@router.get("/plants", response={200: list[PlantOut], **REFUSED}, url_name="list_plants", summary="Plants")
def list_plants(request: HttpRequest) -> Any:
    return Plant.objects.visible_to(request.auth)


@router.get("/trades", response={200: list[TradeOut], **REFUSED}, url_name="list_trades", summary="Trades")
def list_trades(request: HttpRequest) -> Any:
    return [
        {
            "slug": trade.slug,
            "name": trade.name,
            "size_name": trade.size_name,
            "size_unit": trade.size_unit,
            "bands": list(trade.bands.all()),
        }
        for trade in Trade.objects.visible_to(request.auth).prefetch_related("bands")
    ]


@router.get("/workshops", response={200: list[WorkshopOut], **REFUSED}, url_name="list_workshops", summary="Workshops")
def list_workshops(request: HttpRequest, plant: Slug | None = None, trade: Slug | None = None) -> Any:
    """All workshops, or those of one plant or one trade."""
    found = Workshop.objects.visible_to(request.auth).select_related("plant", "trade", "band")
    if plant is not None:
        found = found.filter(plant__slug=plant)
    if trade is not None:
        found = found.filter(trade__slug=trade)
    return [
        {
            "slug": each.slug,
            "plant": each.plant.slug,
            "trade": each.trade.slug,
            "name": each.name,
            "size": each.size,
            "band": each.band.slug if each.band else None,
            "lines": [str(line) for line in each.lines],
        }
        for each in found
    ]
