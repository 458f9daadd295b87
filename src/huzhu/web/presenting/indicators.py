"""One indicator of one workshop in words and small drawings: how it has gone, where it stands."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.metrics.models import Metric
from huzhu.metrics.shown import Compared, IndicatorRow, Place
from huzhu.web import charts, wording

TONES = {"clearly_better": "better", "clearly_worse": "worse"}


def address(compared: Compared) -> str:
    return reverse("compare_metric", args=[compared.trade.slug, compared.metric.slug])


def unit_of(metric: Metric) -> str:
    """The unit under the name; of people hurt also what they are counted over."""
    if metric.about_safety and metric.exposure_unit and metric.per != 1:
        return _("per %(per)s %(unit)s") % {"per": wording.rough(metric.per), "unit": metric.exposure_unit}
    return str(metric.unit)


def short_unit(metric: Metric) -> str:
    """What stands beside a figure: the unit up to its first blank, nothing for people."""
    if metric.about_safety:
        return ""
    unit = str(metric.unit)
    return "%" if unit.startswith("%") else unit if len(unit) <= 8 else ""


def figure(place: Place | None, metric: Metric) -> str:
    """The value of a place as a table shows it: with as many decimals as its range supports."""
    if place is None or place.adjusted is None:
        return "–"
    if place.low is not None and place.high is not None:
        return (
            wording.rounded(place.adjusted, place.low, place.high)
            if place.high > place.low
            else wording.number(place.adjusted)
        )
    return wording.number(place.adjusted)


def with_unit(place: Place | None, metric: Metric) -> str:
    """The same with its unit: "3.5%", "31 min"."""
    text, unit = figure(place, metric), str(metric.unit)
    return f"{text}{unit}" if unit.startswith("%") or wording.is_chinese() else f"{text} {unit}".strip()


def spark(row: IndicatorRow, mark: int | None = None) -> SafeString:
    none = _("no weekly values")
    if row.metric.about_safety:
        return charts.ticks(row.weeks, none=none)
    return charts.spark(row.weeks, mark, none=none)


def strip(compared: Compared, own: Place | None) -> SafeString | None:
    """Own and peers on one line, better to the right; None where there is no order."""
    shown = [place for place in compared.places if place.adjusted is not None]
    if compared.status not in ("compared", "too_few") or len(shown) < 2 or not compared.metric.is_ranked:
        return None
    peers = [place for place in shown if own is None or place.workshop.pk != own.workshop.pk]
    up = compared.metric.direction == Metric.Direction.UP
    best = (max if up else min)(peers, key=lambda place: place.adjusted or 0.0, default=None)
    value = own.adjusted if own else None
    words = f"{best.workshop} {figure(best, compared.metric)}" if best and best.workshop else ""
    return charts.dot_strip(
        value,
        [place.adjusted for place in peers],
        words,
        best.adjusted if best else None,
        "up" if up else "down",
    )


def instead_of_strip(compared: Compared) -> str:
    """Why there is no order."""
    own = compared.own
    if compared.status == "counted":
        return counted_words(own, compared.metric)
    return {
        "too_few": _("too few to compare"),
        "not_ranked": _("it should stay where it is"),
        "not_comparable": _("cannot be made comparable"),
        "change_only": change_words(own),
        "own_only": _("values stay in their plant"),
    }.get(compared.status, _("nobody else reports this"))


def change_words(place: Place | None) -> str:
    """The last twelve months against the twelve before, where only that is shared."""
    if place is None or place.change is None:
        return _("only improvement is shared")
    percent = wording.number(abs(place.change) * 100, 0)
    if place.change < 0:
        return _("%(percent)s%% less than a year before") % {"percent": percent}
    return _("%(percent)s%% more than a year before") % {"percent": percent}


def counted_words(place: Place | None, metric: Metric) -> str:
    """People hurt: the count and the hours, and nothing else."""
    if place is None or place.count is None:
        return _("counted, never ranked")
    if place.exposure:
        values = {"count": place.count, "exposure": exposure_words(place, metric)}
        return _("%(count)s in %(exposure)s; never ranked") % values
    return _("%(count)s in 12 months; never ranked") % {"count": place.count}


def exposure_words(place: Place, metric: Metric) -> str:
    """What the cases are counted over, to three figures: "593,000 hours"."""
    if not place.exposure:
        return ""
    figures, unit = wording.rough(place.exposure), str(metric.exposure_unit)
    return f"{figures}{unit}" if wording.is_chinese() else f"{figures} {unit}".strip()


def place_words(compared: Compared, place: Place | None) -> dict[str, str]:
    """Place, what it means, and the short form of a phone; empty where nothing is ranked."""
    if not compared.is_ranked or place is None or place.place_low is None or place.place_high is None:
        note = "" if compared.status == "counted" else _too_few(compared, place)
        return {"place": "", "place_note": note, "place_short": "", "tone": ""}
    tone = TONES.get(place.verdict, "")
    note = {"better": _("clearly strong"), "worse": _("clearly weak")}.get(tone, _("no clear gap"))
    low, high = place.place_low, place.place_high
    return {
        "place": wording.place_short(low, high, compared.size),
        "place_note": note,
        "place_short": _("%(place)s of %(count)s")
        % {"place": wording.place_figures(low, high), "count": compared.size},
        "tone": tone,
    }


def _too_few(compared: Compared, place: Place | None) -> str:
    if place is not None and place.status == "too_few_readings":
        return _("too few readings")
    return _("too few to compare") if compared.status == "too_few" else ""


def row(found: IndicatorRow, mark: int | None = None) -> dict[str, Any]:
    """One line of Home's table."""
    compared, metric = found.compared, found.metric
    return {
        "name": str(metric),
        "unit": unit_of(metric),
        "url": address(compared),
        "spark": spark(found, mark),
        "now": wording.number(found.now),
        "now_unit": short_unit(metric),
        "strip": strip(compared, found.place),
        "strip_words": instead_of_strip(compared),
        **place_words(compared, found.place),
    }
