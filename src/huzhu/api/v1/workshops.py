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
            "equipment": list(trade.equipment.all()),
        }
        for trade in Trade.objects.visible_to(request.auth).prefetch_related("bands", "equipment")
    ]


@router.get("/workshops", response={200: list[WorkshopOut], **REFUSED}, url_name="list_workshops", summary="Workshops")
def list_workshops(
    request: HttpRequest, plant: Slug | None = None, trade: Slug | None = None, equipment: Slug | None = None
) -> Any:
    """All workshops, or those of one plant, of one trade, or with one kind of equipment."""
    found = Workshop.objects.visible_to(request.auth).select_related("plant", "trade", "band")
    found = found.prefetch_related("equipment")
    if plant is not None:
        found = found.filter(plant__slug=plant)
    if trade is not None:
        found = found.filter(trade__slug=trade)
    if equipment is not None:
        found = found.filter(equipment__slug=equipment)
    return [
        {
            "slug": each.slug,
            "plant": each.plant.slug,
            "trade": each.trade.slug,
            "name": each.name,
            "size": each.size,
            "band": each.band.slug if each.band else None,
            "lines": [str(line) for line in each.lines],
            "equipment": [kind.slug for kind in each.equipment.all()],
        }
        for each in found
    ]
