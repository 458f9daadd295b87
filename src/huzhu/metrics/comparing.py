"""One metric of one trade compared over the last twelve months: from weekly series to what a comparison stores.

The unit is the workshop. Like with like takes out the mix of products and the size band; as reported takes out nothing.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huzhu import effects
from huzhu.metrics.disclosure import counts_by_month
from huzhu.metrics.models import Comparison, Metric, Series, pairs_key
from huzhu.workshops.models import Workshop

Floats = NDArray[np.float64]
WEEK = datetime.timedelta(days=7)
YEAR = 52
LEAST_READINGS = 6
MOSTLY = 0.8  # of the readings must name their product before the mix is taken out


@dataclass(frozen=True)
class Year:
    """Weekly arrays of a metric over a year: (workshops, weeks), by product (workshops, products, weeks) where the
    readings name products, and the twelve months before. Weights are exposure, or events where there is none."""

    metric: Metric
    workshops: tuple[Workshop, ...]
    until_on: datetime.date
    values: Floats
    weights: Floats
    products: tuple[str, ...]
    by_product: Floats | None
    product_weights: Floats | None
    before: Floats
    before_weights: Floats
    n: Floats


def year_of(metric: Metric, workshops: Sequence[Workshop], series: Sequence[Series]) -> Year | None:
    """The last 52 weeks of data; whole calendar months where the disclosure asks for that. None without readings."""
    whole = {row.workshop_id: row for row in series if not (row.line or row.product or row.task)}
    ends = [row.first_week + WEEK * len(row.values) for row in whole.values() if row.values]
    if not ends:
        return None
    end = max(ends)
    if counts_by_month(metric):
        end = _after_last_whole_month(end)
    products = sorted({row.product for row in series if row.product and not row.line and not row.task})
    by_product = {
        (row.workshop_id, row.product): row for row in series if row.product and not row.line and not row.task
    }
    values, weights, n = _grid([whole.get(each.pk) for each in workshops], end - YEAR * WEEK)
    before, before_weights, _ = _grid([whole.get(each.pk) for each in workshops], end - 2 * YEAR * WEEK)
    stacked = stacked_weights = None
    if len(products) > 1:
        grids = [
            _grid([by_product.get((each.pk, product)) for each in workshops], end - YEAR * WEEK) for product in products
        ]
        named = np.nansum([grid[2] for grid in grids])
        if named >= MOSTLY * np.nansum(n):
            stacked = np.stack([grid[0] for grid in grids], axis=1)
            stacked_weights = np.stack([grid[1] for grid in grids], axis=1)
    return Year(
        metric, tuple(workshops), end - datetime.timedelta(days=1), values, weights,
        tuple(products), stacked, stacked_weights, before, before_weights, n,
    )  # fmt: skip


def _after_last_whole_month(end: datetime.date) -> datetime.date:
    """The Monday on or after the last month end that the data has passed."""
    first = end.replace(day=1)
    return first + datetime.timedelta(days=(7 - first.weekday()) % 7) if first.weekday() and first < end else first


def _grid(rows: Sequence[Series | None], first: datetime.date) -> tuple[Floats, Floats, Floats]:
    """(values, weights, n) of shape (rows, 52) from the week `first` on; NaN where nothing is reported."""
    values, exposure, n = np.array([over_weeks(row, first, YEAR) for row in rows]).reshape(-1, 3, YEAR).swapaxes(0, 1)
    weights = np.where(np.isnan(exposure), n, exposure)
    return values, np.where(np.isnan(values), np.nan, weights), n


def over_weeks(row: Series | None, first: datetime.date, weeks: int) -> Floats:
    """Values, exposure and n of a stored series over so many weeks from `first` on, (3, weeks); NaN for nothing."""
    grids = np.full((3, weeks), np.nan)
    if row is None:
        return grids
    shift = (first - row.first_week).days // 7
    for grid, stored in zip(grids, (row.values, row.exposure, row.n), strict=True):
        low, high = max(shift, 0), min(shift + weeks, len(stored))
        if low < high:
            grid[low - shift : high - shift] = [math.nan if each is None else each for each in stored[low:high]]
    return grids


def scale_for(metric: Metric, values: Floats) -> str:
    """Times, rates and amounts are compared as ratios where they are above zero, shares and the rest as differences."""
    there = values[~np.isnan(values)]
    ratio = metric.kind in (Metric.Kind.DURATION, Metric.Kind.RATE, Metric.Kind.LEVEL)
    return "log" if ratio and there.size and float(there.min()) > 0 else "linear"


def compare_year(year: Year, basis: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """(result, pairs) of a comparison, ready for JSON columns."""
    if year.metric.about_safety or year.metric.kind == Metric.Kind.COUNT:
        return _counted(year), {}
    like = basis == Comparison.Basis.LIKE_WITH_LIKE
    if like and year.by_product is not None and year.product_weights is not None:
        values, weights = year.by_product, year.product_weights
    else:
        values, weights = year.values, year.weights
    bands = [str(each.band_id or "") for each in year.workshops]
    scale = scale_for(year.metric, values)
    found = effects.compare(
        values,
        np.nan_to_num(weights),
        better=year.metric.direction,
        band=bands if like and len(set(bands)) > 1 else None,
        scale=scale,
        least_readings=LEAST_READINGS,
    )
    return _result(year, found, like), _pairs(year, found, like)


def _result(year: Year, found: effects.Comparison, like: bool) -> dict[str, Any]:
    """Rows ordered the best first; those that could not be compared last."""
    plain = _plain_levels(year)
    rows = []
    for placed, workshop, value in zip(found.units, year.workshops, plain, strict=True):
        if placed.status == "not_reported":
            continue
        low, high = placed.low, placed.high
        rows.append(
            {
                "workshop": workshop.slug,
                "status": placed.status,
                "value": tidy(value),
                "adjusted": tidy(placed.adjusted) if found.status != "none" else None,
                "low": tidy(low),
                "high": tidy(high),
                "place": [placed.place_low, placed.place_high] if _is_ranked(year.metric, found) else None,
                "verdict": placed.verdict if _is_ranked(year.metric, found) else "",
                "n": placed.readings,
            }
        )
    rows.sort(key=lambda row: _best_first(row, year.metric))
    status = "not_ranked" if year.metric.direction == Metric.Direction.BAND else found.status
    middle = [tidy(each) for each in found.middle] if found.middle and status == "compared" else None
    reason = "" if status == "not_ranked" else found.reason
    return {
        "status": status,
        "reason": reason,
        "scale": found.scale,
        "middle": middle,
        "rows": rows,
        "adjusts": _adjusts(year, like),
    }


def _adjusts(year: Year, like: bool) -> list[str]:
    """What like with like took out here: "mix", "size"."""
    if not like:
        return []
    bands = {each.band_id for each in year.workshops}
    return (["mix"] if year.by_product is not None else []) + (["size"] if len(bands) > 1 else [])


def _is_ranked(metric: Metric, found: effects.Comparison) -> bool:
    return metric.is_ranked and found.status == "compared"


def _best_first(row: dict[str, Any], metric: Metric) -> tuple[bool, float]:
    level = row["adjusted"]
    if level is None:
        return True, 0.0
    return False, -level if metric.direction == Metric.Direction.UP else level


def _plain_levels(year: Year) -> list[float | None]:
    """As the plants would say it: the middle of the weekly values of durations, else the mean weighted by exposure."""
    levels: list[float | None] = []
    for values, weights in zip(year.values, year.weights, strict=True):
        there = ~np.isnan(values)
        if not there.any():
            levels.append(None)
        elif year.metric.kind == Metric.Kind.DURATION:
            levels.append(float(np.median(values[there])))
        else:
            weight = np.nan_to_num(weights[there])
            levels.append(float(np.average(values[there], weights=weight if weight.sum() > 0 else None)))
    return levels


def _pairs(year: Year, found: effects.Comparison, like: bool) -> dict[str, Any]:
    """What each workshop sees when it looks at the others, under `pairs_key` of it: gaps of clearly different pairs
    ([amount, low, high, relative], above 0: the other is better), how alike they are, and what it turns out in a year.
    """
    slugs = [each.slug for each in year.workshops]
    sign = -1.0 if year.metric.direction == Metric.Direction.UP else 1.0
    gaps: dict[str, dict[str, list[float | None]]] = {}
    for gap in found.gaps:
        here, other = gap.unit, gap.other
        if not (found.clearly_better[here][other] or found.clearly_better[other][here]):
            continue
        ends = sorted((sign * gap.low, sign * gap.high))
        level = found.units[here].adjusted
        relative = sign * gap.gap / level if level else None
        gaps.setdefault(slugs[here], {})[slugs[other]] = [
            tidy(sign * gap.gap),
            tidy(ends[0]),
            tidy(ends[1]),
            tidy(relative),
        ]
    likeness = _likeness(year)
    amounts = [float(np.nansum(row)) for row in year.weights]
    return {
        pairs_key(slug): {
            "gaps": gaps.get(slug, {}),
            "likeness": likeness[slug],
            "amount": tidy(amount) if amount > 0 else None,
        }
        for slug, amount in zip(slugs, amounts, strict=True)
    }


def _likeness(year: Year) -> dict[str, dict[str, float]]:
    """From 0 to 1: the product mix two workshops have in common, times how near their sizes are."""
    count = len(year.workshops)
    alike = np.ones((count, count))
    if year.product_weights is not None:
        amounts = np.nansum(year.product_weights, axis=2)
        made = amounts.sum(axis=1)
        shares = np.divide(amounts, made[:, None], out=np.zeros_like(amounts), where=made[:, None] > 0)
        alike = np.minimum(shares[:, None, :], shares[None, :, :]).sum(axis=2)
    near = np.array([[_same_size(one, other) for other in year.workshops] for one in year.workshops])
    return {
        one.slug: {
            other.slug: round(float(alike[i, j] * near[i, j]), 2) for j, other in enumerate(year.workshops) if i != j
        }
        for i, one in enumerate(year.workshops)
    }


def _same_size(one: Workshop, other: Workshop) -> float:
    """The smaller over the larger size; another band without known sizes counts as two thirds."""
    if one.size and other.size and one.size > 0 and other.size > 0:
        return min(one.size, other.size) / max(one.size, other.size)
    return 1.0 if one.band_id == other.band_id else 2 / 3


def _counted(year: Year) -> dict[str, Any]:
    """People hurt: how many in how much exposure, in the order of the workshops, never a place."""
    rows = []
    for workshop, values, weights in zip(year.workshops, year.values, year.weights, strict=True):
        there = ~np.isnan(values)
        if not there.any():
            continue
        count, exposure = float(np.nansum(values)), float(np.nansum(weights))
        known = year.metric.exposure_metric_id is not None or bool(year.metric.exposure_unit)
        rate = count / exposure * year.metric.per if known and exposure > 0 else None
        rows.append(
            {
                "workshop": workshop.slug,
                "status": "counted",
                "value": tidy(rate),
                "count": round(count),
                "exposure": tidy(exposure) if known else None,
            }
        )
    return {"status": "counted" if rows else "no_data", "reason": "", "middle": None, "rows": rows, "adjusts": []}


def changes(year: Year) -> dict[str, float]:
    """Last twelve months against the twelve before, relative, by workshop slug."""
    found: dict[str, float] = {}
    now = _plain_levels(year)
    then = _plain_levels(Year(**{**year.__dict__, "values": year.before, "weights": year.before_weights}))
    for workshop, late, early in zip(year.workshops, now, then, strict=True):
        if late is not None and early is not None and early > 0:
            found[workshop.slug] = round(late / early - 1, 4)
    return found


def tidy(value: float | None) -> float | None:
    """Six significant digits; None for what is no number."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.6g}")
