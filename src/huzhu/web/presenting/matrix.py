"""The matrix of Compare: indicators times workshops."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.metrics.models import Comparison
from huzhu.metrics.shown import Compared, IndicatorRow, Matrix, Place
from huzhu.web import wording
from huzhu.web.presenting import indicators
from huzhu.workshops.models import Trade, Workshop

MARKS = {"clearly_better": "up", "clearly_worse": "down"}


def matrix_of(matrix: Matrix, chosen: Compared, rows: dict[int, IndicatorRow]) -> dict[str, Any]:
    like = matrix.basis == Comparison.Basis.LIKE_WITH_LIKE
    here = reverse("compare_metric", args=[matrix.trade.slug, chosen.metric.slug])
    count = len(matrix.workshops)
    own = next((line.own.workshop.pk for line in matrix.lines if line.own), None)
    title = ngettext("%(count)s %(word)s, last 12 months", "All %(count)s %(word)s, last 12 months", count)
    lede = _("Adjusted for product mix and size. A colour appears only where the difference is clear.")
    return {
        "title": title % {"count": count, "word": workshop_word(matrix.trade)},
        "lede": lede if like else _("As each workshop reports it, products and sizes mixed. Take care in comparing."),
        "basis": "like" if like else "reported",
        "like_url": here,
        "reported_url": f"{here}?basis=as-reported",
        "columns": [_column(workshop, own) for workshop in matrix.workshops],
        "rows": [_matrix_row(line, chosen, rows.get(line.metric.pk)) for line in matrix.lines],
        "has_people": any(line.metric.about_safety for line in matrix.lines),
    }


def _column(workshop: Workshop, own: int | None) -> dict[str, Any]:
    url = reverse("workshop_page", args=[workshop.slug])
    name = str(workshop.short_name or workshop.name)
    return {"plant": str(workshop.plant), "name": name, "url": url, "is_own": workshop.pk == own}


def _matrix_row(line: Compared, chosen: Compared, row: IndicatorRow | None) -> dict[str, Any]:
    own = line.own
    return {
        "name": str(line.metric),
        "unit": unit_of(line),
        "url": indicators.address(line),
        "is_chosen": line.metric.pk == chosen.metric.pk,
        "note": _row_note(line),
        "strip": indicators.strip(line, own),
        "strip_words": indicators.instead_of_strip(line),
        "now": _matrix_now(line, row),
        "now_unit": indicators.short_unit(line.metric),
        "place_short": indicators.place_words(line, own)["place_short"],
        "tone": indicators.place_words(line, own)["tone"],
        "spark": indicators.spark(row) if row else "",
        "cells": [_cell(place, line) for place in line.places],
    }


def unit_of(line: Compared) -> str:
    """Of people hurt the cells hold how many, over the hours below them."""
    return _("number in 12 months") if line.status == "counted" else indicators.unit_of(line.metric)


def _matrix_now(line: Compared, row: IndicatorRow | None) -> str:
    own = line.own
    if line.status == "counted":
        return wording.number(own.count) if own is not None else "–"
    return wording.number(row.now) if row else indicators.figure(own, line.metric)


def _row_note(line: Compared) -> str:
    return {
        "too_few": _("too few to compare"),
        "counted": _("not ranked"),
        "not_comparable": _("as reported"),
        "change_only": _("improvement only"),
    }.get(line.status, "")


def _cell(place: Place, line: Compared) -> dict[str, Any]:
    state = place.status if place.status in ("not_reported", "not_shared") else ""
    text = indicators.figure(place, line.metric)
    under = ""
    if line.status == "counted" and place.count is not None:
        text, under = wording.number(place.count), indicators.exposure_words(place, line.metric)
    if place.change is not None and place.adjusted is None:
        state, text = "", wording.number(place.change * 100, 0, signed=True) + "%"
    mark = MARKS.get(place.verdict, "") if line.is_ranked else ""
    return {"text": text, "under": under, "mark": mark, "is_own": place.is_own, "state": state}


def workshop_word(trade: Trade) -> str:
    return str(trade.workshop_word) or _("workshops")
