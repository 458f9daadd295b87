"""Metrics, readings in, batches, comparisons out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import File, Form, Router, UploadedFile
from ninja.responses import Status

from huzhu.api.v1.shapes import (
    REFUSED,
    BatchOut,
    ComparisonOut,
    MetricOut,
    ReadingsIn,
    Refusal,
    Slug,
    TakeBackIn,
    WaitingOut,
)
from huzhu.metrics.models import Batch, Metric
from huzhu.people.models import Person
from huzhu.workshops.models import Plant, Trade

router = Router(tags=["Metrics"])
SENT = {400: Refusal, 413: Refusal, **REFUSED}
NOT_THERE = {404: Refusal}
REFUSED_SHOWN = 1000


@router.get("/metrics", response={200: list[MetricOut], **REFUSED}, url_name="list_metrics", summary="Metrics")
def list_metrics(request: HttpRequest, trade: Slug | None = None) -> Any:
    """All metrics, or those of one trade, each with its present definition."""
    found = Metric.objects.visible_to(request.auth).prefetch_related("trades", "definitions")
    return [_metric(each) for each in (found.filter(trades__slug=trade) if trade is not None else found)]


def _metric(metric: Metric) -> dict[str, Any]:
    names = ("slug", "name", "unit", "kind", "direction", "grain", "exposure_unit", "per", "disclosure", "about_safety")
    definitions = sorted(metric.definitions.all(), key=lambda each: each.number)
    return {
        **{name: getattr(metric, name) for name in names},
        "trades": sorted(trade.slug for trade in metric.trades.all()),
        "definition": definitions[-1] if definitions else None,
    }


# Readings in


@router.post(
    "/readings", response={201: BatchOut, **SENT, **NOT_THERE}, url_name="post_readings", summary="Load readings"
)
def post_readings(request: HttpRequest, readings: ReadingsIn) -> Any:
    """Rows become one batch. Good rows are kept and wrong ones listed; the same rows again change nothing, and a later
    row for the same time and place corrects the earlier one."""
    from huzhu.metrics.actions import load_rows

    plant = _plant(request.auth, readings.plant)
    rows = [row.dict() for row in readings.rows]
    return Status(201, _batch(load_rows(rows, plant=plant, by=request.auth, name=readings.name), request.auth))


@router.post(
    "/readings/file",
    response={201: BatchOut, 202: WaitingOut, **SENT, **NOT_THERE},
    url_name="post_file",
    summary="Load a file",
)
def post_file(
    request: HttpRequest, file: File[UploadedFile], plant: Form[Slug | None] = None, mapping: Form[str] = ""
) -> Any:
    """CSV, TSV, Excel, OpenDocument or Parquet. If the file leaves something open the answer is 202 with the proposed
    mapping and the questions: send it again with `mapping` (JSON), the questions answered."""
    from huzhu.metrics.actions import agree_mapping, load_batch, receive_file
    from huzhu.metrics.files.mapping import Mapping

    person = request.auth
    content = Path(file.temporary_file_path()) if isinstance(file, TemporaryUploadedFile) else file.read()
    batch = receive_file(content, name=file.name or "file", plant=_plant(person, plant), by=person)
    if batch.state == Batch.State.LOADED:
        return Status(201, _batch(batch, person))
    agreed = _given(mapping) if mapping else Mapping.from_json(batch.mapping)
    if not mapping and (agreed.questions or any(not name.accept for name in agreed.new)):
        return Status(
            202, {"batch": _batch(batch, person), "mapping": agreed.to_json(), "questions": _questions(agreed)}
        )
    agree_mapping(batch, agreed, by=person)
    return Status(201, _batch(load_batch(batch, by=person), person))


def _plant(person: Person, slug: str | None) -> Plant | None:
    """The plant named, else the person's only one, else None: the rows then name it."""
    if slug is not None:
        return get_object_or_404(Plant.objects.visible_to(person), slug=slug)
    return Plant.objects.filter(pk__in=person.plants).first() if len(person.plants) == 1 else None


def _given(mapping: str) -> Any:
    from huzhu.metrics.files.mapping import Mapping

    try:
        return Mapping.from_json(json.loads(mapping))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValidationError({"mapping": _("This is not a mapping as the answer 202 gives it.")}) from None


def _questions(mapping: Any) -> list[dict[str, Any]]:
    from huzhu.metrics.files.problems import QUESTIONS

    return [
        {
            "sheet": sheet,
            "index": each.index,
            "field": each.field,
            "sentence": _(QUESTIONS[each.code]) % {"sample": each.sample},
            "choices": list(each.choices),
            "proposed": each.proposed,
        }
        for sheet, each in mapping.questions
    ]


# Batches


@router.get("/batches", response={200: list[BatchOut], **REFUSED}, url_name="list_batches", summary="Loads")
def list_batches(request: HttpRequest) -> Any:
    """The newest hundred loads of one's own plants, without their refused rows."""
    found = Batch.objects.visible_to(request.auth).select_related("plant").order_by("-pk")[:100]
    return [_summary(each) for each in found]


@router.get(
    "/batches/{int:batch}", response={200: BatchOut, **REFUSED, **NOT_THERE}, url_name="get_batch", summary="A load"
)
def get_batch(request: HttpRequest, batch: int) -> Any:
    return _batch(_find(request.auth, batch), request.auth)


@router.post(
    "/batches/{int:batch}/take-back",
    response={200: BatchOut, **SENT, **NOT_THERE},
    url_name="take_back",
    summary="Take a load back",
)
def take_back(request: HttpRequest, batch: int, reason: TakeBackIn) -> Any:
    """Its readings do not count any longer; what rests on them is computed anew."""
    from huzhu.metrics.actions import take_back_batch

    found = _find(request.auth, batch)
    return _summary(take_back_batch(found, by=request.auth, why=reason.why))


def _find(person: Person, number: int) -> Batch:
    within = Batch.objects.visible_to(person).select_related("plant")
    return get_object_or_404(within.filter(Q(pk__lte=2**62)), pk=min(number, 2**62))


def _summary(batch: Batch) -> dict[str, Any]:
    names = ("state", "kept", "refused", "corrected", "received_at", "loaded_at", "warnings")
    return {
        **{name: getattr(batch, name) for name in names},
        "id": batch.pk,
        "plant": batch.plant.slug if batch.plant else None,
        "name": batch.file_name,
        "is_repeat": getattr(batch, "is_repeat", False),
    }


def _batch(batch: Batch, person: Person) -> dict[str, Any]:
    from huzhu.metrics.catalogue import refused_rows

    return _summary(batch) | {"refused_rows": refused_rows(batch, person, limit=REFUSED_SHOWN) if batch.refused else []}


# Comparisons


@router.get(
    "/comparisons/{slug:trade}/{slug:metric}",
    response={200: ComparisonOut, **REFUSED, **NOT_THERE},
    url_name="get_comparison",
    summary="Compare a trade on a metric",
)
def get_comparison(
    request: HttpRequest,
    trade: str,
    metric: str,
    basis: Literal["like_with_like", "as_reported"] = "like_with_like",
) -> Any:
    """The best first. `like_with_like` takes the product mix into account."""
    from huzhu.metrics.queries import comparison

    person = request.auth
    compared_trade = get_object_or_404(Trade.objects.visible_to(person), slug=trade)
    compared_metric = get_object_or_404(Metric.objects.visible_to(person).filter(trades=compared_trade), slug=metric)
    found = comparison(compared_trade, compared_metric, basis, person)
    names = ("basis", "status", "reason", "until_on", "weeks", "computed_at")
    return {
        **{name: getattr(found, name) for name in names},
        "trade": trade,
        "metric": metric,
        "middle": list(found.middle) if found.middle else None,
        "places": [_place(each) for each in found.places],
    }


def _place(place: Any) -> dict[str, Any]:
    names = (
        *("is_own", "status", "value", "adjusted", "low", "high", "place_low", "place_high"),
        *("verdict", "change", "count", "exposure", "gap"),
    )
    workshop = place.workshop
    return {name: getattr(place, name) for name in names} | {"workshop": workshop.slug, "plant": workshop.plant.slug}
