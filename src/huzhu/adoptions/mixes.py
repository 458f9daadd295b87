"""Like with like over time: a workshop that turns to another product is not better or worse for it.

Before anything is measured or watched, the series of every unit are brought to its usual mix of products
(`effects.usual_mix`), where the readings name products.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from huzhu import effects
from huzhu.adoptions.panels import Panel, Window
from huzhu.metrics.comparing import MOSTLY, over_weeks, scale_for
from huzhu.metrics.models import Metric, Series

Floats = NDArray[np.float64]


def at_usual_mix(panel: Panel, window: Window, *, watched: bool = False) -> Panel:
    """The panel with the mix of products taken out of its values; as it is where nobody's mix can have moved anything.

    A unit most of whose readings name no product keeps its values. What a product brings is learnt from all units, so
    it would tell one plant of another's products: indicators that are not open are left as they are. `watched`: what
    a product brings and what is usual is learnt from the weeks before the start alone, so that later weeks may be
    looked at one by one.
    """
    if panel.metric.disclosure != Metric.Disclosure.OPEN or not 1 <= window.start < panel.weeks:
        return panel
    products = _by_product(panel)
    if products is None:
        return panel
    values, weights = products
    changed = {0: window.start} | {unit: week for unit, week in enumerate(window.contaminated) if week is not None}
    scale = scale_for(panel.metric, values)
    mixed = effects.usual_mix(
        values,
        weights,
        {unit: week for unit, week in changed.items() if 0 <= week < panel.weeks},
        scale=scale,
        until=window.start if watched else None,
    )
    usual, unsure = mixed.values, mixed.unsure[0]
    if np.isnan(usual[0]).all():
        return panel
    if scale != scale_for(panel.metric, usual):  # a part was nothing at times, the whole never: it is judged as ratios
        unsure = unsure / np.nanmean(usual[0])
    if panel.metric.kind == Metric.Kind.SHARE:
        usual = np.maximum(usual, 0.0)  # differences of shares are taken out as they are and may lead below nothing
    return replace(panel, values=usual, as_read=panel.values, unsure=unsure)


def _by_product(panel: Panel) -> tuple[Floats, Floats] | None:
    """Values and weights (units, products, weeks); the last product is "not named". None where nobody makes several."""
    rows = Series.objects.filter(
        metric=panel.metric, workshop__in={unit.workshop.pk for unit in panel.units}, task=""
    ).exclude(product="")
    known = {(row.workshop_id, row.line, row.product): row for row in rows}
    names = sorted({product for _, _, product in known})
    if len(names) < 2:
        return None
    values = np.full((len(panel.units), len(names) + 1, panel.weeks), np.nan)
    weights = np.zeros(values.shape)
    several = False
    for number, unit in enumerate(panel.units):
        made = [(at, known.get((unit.workshop.pk, unit.line, name))) for at, name in enumerate(names)]
        parts = [(at, over_weeks(row, panel.first_week, panel.weeks)) for at, row in made if row is not None]
        named = sum(float(np.nansum(part[2])) for _, part in parts)
        if named < MOSTLY * float(np.nansum(panel.n[number])):
            own = (panel.values[number], panel.exposure[number], panel.n[number])
            parts = [(len(names), own)]
        several = several or len(parts) > 1
        for at, (value, exposure, n) in parts:
            timed = panel.metric.kind == Metric.Kind.DURATION  # durations of nothing are no durations
            values[number, at] = np.where(value > 0, value, np.nan) if timed else value
            weights[number, at] = np.nan_to_num(np.where(np.isnan(exposure), n, exposure))
    return (values, weights) if several else None
