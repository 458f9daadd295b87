"""Where does a workshop stand: indicators, comparison, matrix, who is strong where I am weak.

Every answer is a frozen record that holds only what the reader may see (`metrics.disclosure`); what is withheld is None
with `status` "not_shared". The number of database queries does not depend on how many workshops or metrics there are.
Numbers are computed by `metrics.refreshing` and read here; nothing is estimated while a page waits.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.db.models.fields.json import KeyTransform

from huzhu.metrics.disclosure import Sight, compared_within_plants, sight
from huzhu.metrics.models import Batch, Comparison, Metric, Part, Series, pairs_key
from huzhu.metrics.shown import Compared, Dot, Gap, IndicatorRow, Matrix, Place, Strength
from huzhu.workshops.models import Trade, Workshop
from huzhu.workshops.queries import of_trade

if TYPE_CHECKING:
    from huzhu.people.models import Person

LIKE_WITH_LIKE = Comparison.Basis.LIKE_WITH_LIKE
WEEK = datetime.timedelta(days=7)
RECENT_WEEKS = 4  # "now" is the last four weeks


class Look:
    """Who looks at what, from where. It reads the stored rows once; a page that asks several questions hands it on.

    `own` is the workshop the reader looks from; by default theirs in this trade.
    """

    def __init__(self, trade: Trade, basis: str, person: Person, own: Workshop | None = None) -> None:
        self.trade, self.basis, self.person, self._own = trade, basis, person, own

    @cached_property
    def workshops(self) -> list[Workshop]:
        return of_trade(self.trade)

    @cached_property
    def own(self) -> Workshop | None:
        if self._own is not None:
            return self._own
        for seat in self.person.seats_now:
            if seat.workshop_id and seat.workshop.trade_id == self.trade.pk:
                return seat.workshop
        return next((each for each in self.workshops if each.plant_id in self.person.plants), None)

    @cached_property
    def compared(self) -> list[Compared]:
        """Every metric of the trade."""
        return _comparisons(self, metrics_of(self.trade, self.person))


def indicator_rows(workshop: Workshop, person: Person, look: Look | None = None) -> tuple[IndicatorRow, ...]:
    """Home of a workshop: its indicators, the weakest first, those that are not ranked last."""
    look = look or Look(workshop.trade, LIKE_WITH_LIKE, person, workshop)
    whole = Series.objects.visible_to(person).filter(workshop=workshop, line="", product="", task="")
    series = {row.metric_id: row for row in whole}
    last = max((_last_week(row) for row in series.values()), default=None)
    rows = [
        _indicator_row(each, series.get(each.metric.pk), last)
        for each in look.compared
        if each.own is not None and (each.own.status != "not_reported" or each.metric.pk in series)
    ]
    return tuple(sorted(rows, key=_weakest_first))


def comparison(trade: Trade, metric: Metric, basis: str, person: Person, own: Workshop | None = None) -> Compared:
    """One indicator, workshop by workshop. `own` is the workshop the reader looks from (their own by default)."""
    # Read again: what may be seen is decided by the disclosure of today, not by that of a record at hand.
    (found,) = _comparisons(Look(trade, basis, person, own), [Metric.objects.get(pk=metric.pk)])
    return found


def matrix(trade: Trade, basis: str, person: Person, own: Workshop | None = None, look: Look | None = None) -> Matrix:
    """Every indicator of the trade that anybody's values may be seen of."""
    look = look or Look(trade, basis, person, own)
    workshops = tuple(look.workshops)
    lines = tuple(
        _in_order(each, workshops)
        for each in look.compared
        if each.status != "no_data" and any(place.status != "not_reported" for place in each.places)
    )
    if look.own is not None:
        lines = tuple(sorted(lines, key=lambda line: _weakness(line, line.own)))
    until = max((line.until_on for line in lines if line.until_on), default=None)
    return Matrix(trade, basis, workshops, lines, until)


def strong_where_weak(
    workshop: Workshop, person: Person, metric: Metric | None = None, look: Look | None = None
) -> tuple[Strength, ...]:
    """Who is clearly better than `workshop`, at what: the widest gaps first."""
    return _strengths(look or Look(workshop.trade, LIKE_WITH_LIKE, person, workshop), metric, where="better")


def weak_where_strong(
    workshop: Workshop, person: Person, metric: Metric | None = None, look: Look | None = None
) -> tuple[Strength, ...]:
    """Who is clearly worse than `workshop`, at what: those whom its way could help most first."""
    return _strengths(look or Look(workshop.trade, LIKE_WITH_LIKE, person, workshop), metric, where="worse")


def metrics_of(trade: Trade, person: Person) -> list[Metric]:
    """The metrics of a trade, safety last."""
    return list(Metric.objects.visible_to(person).filter(trades=trade).order_by("about_safety", "slug"))


def data_until(workshop: Workshop, person: Person) -> datetime.date | None:
    """The last day for which the workshop has readings; for readers of other plants, of its openly shared metrics."""
    parts = Part.objects.filter(workshop=workshop, batch__state=Batch.State.LOADED)
    if workshop.plant_id not in person.plants:
        parts = parts.filter(metric__disclosure=Metric.Disclosure.OPEN) if person.is_member else parts.none()
    return parts.aggregate(last=Max("last_on"))["last"]


# From stored rows to what may be seen


def _comparisons(look: Look, wanted: Sequence[Metric]) -> list[Compared]:
    """One `Compared` for each metric. Of the gaps between workshops only those of `look.own` leave the database."""
    stored = Comparison.objects.visible_to(look.person).filter(trade=look.trade, basis=look.basis, metric__in=wanted)
    stored = stored.defer("pairs")
    if look.own is not None:
        stored = stored.annotate(of_own=KeyTransform(pairs_key(look.own.slug), "pairs"))
    by_metric: dict[int, list[Comparison]] = {}
    for row in stored:
        by_metric.setdefault(row.metric_id, []).append(row)
    return [_compared(look, each, by_metric.get(each.pk, [])) for each in wanted]


def _compared(look: Look, metric: Metric, stored: Sequence[Comparison]) -> Compared:
    """What the reader sees of one metric: the comparison made for everybody, or the one of their own plant."""
    row = _row_for(look, metric, stored)
    found = {each["workshop"]: each for each in row.result["rows"]} if row else {}
    changes = _changes(metric, stored)
    of_own: dict[str, Any] = getattr(row, "of_own", None) or {}
    places = [
        _place(look, metric, each, {**found.get(each.slug, {}), **changes.get(each.slug, {})}, of_own)
        for each in look.workshops
    ]
    order = {slug: number for number, slug in enumerate(found)}
    if row is None or row.result["status"] != "counted":
        places.sort(key=lambda place: (order.get(place.workshop.slug, len(order)), not place.is_shared))
    status, reason = _status(metric, row, places)
    return Compared(
        metric=metric,
        trade=look.trade,
        basis=look.basis,
        status=status,
        reason=reason,
        until_on=row.until_on if row else None,
        weeks=row.weeks if row else 52,
        places=tuple(places),
        middle=tuple(row.result["middle"]) if row and row.result.get("middle") else None,
        computed_at=row.computed_at if row else None,
    )


def _row_for(look: Look, metric: Metric, stored: Sequence[Comparison]) -> Comparison | None:
    """Disclosure may have changed since the row was stored: one made for all counts only while values may be shown."""
    if not compared_within_plants(metric):
        return next((row for row in stored if row.plant_id is None), None)
    own, person = look.own, look.person
    home = own.plant_id if own is not None and own.plant_id in person.plants else None
    return next((row for row in stored if row.plant_id is not None and row.plant_id == home), None)


def _changes(metric: Metric, stored: Sequence[Comparison]) -> dict[str, dict[str, float]]:
    """Improvement of each workshop, for metrics that show only this to other plants."""
    if metric.disclosure != Metric.Disclosure.CHANGE:
        return {}
    row = next((row for row in stored if row.plant_id is None), None)
    return {slug: {"change": change} for slug, change in row.result.get("changes", {}).items()} if row else {}


def _status(metric: Metric, row: Comparison | None, places: Sequence[Place]) -> tuple[str, str]:
    if row is not None and not compared_within_plants(metric):
        return row.result["status"], row.result.get("reason", "")
    if metric.disclosure == Metric.Disclosure.CHANGE and any(place.change is not None for place in places):
        return "change_only", ""
    return ("own_only", "") if compared_within_plants(metric) else ("no_data", "")


def _place(look: Look, metric: Metric, workshop: Workshop, row: dict[str, Any], of_own: dict[str, Any]) -> Place:
    own = look.own
    is_own = own is not None and own.pk == workshop.pk
    seen = sight(metric, workshop.plant_id, look.person)
    if seen < Sight.SUMMARY:
        return Place(workshop, is_own, "not_shared", change=row.get("change") if seen >= Sight.CHANGE else None)
    if "status" not in row:
        return Place(workshop, is_own, "not_reported", change=row.get("change"))
    place_low, place_high = row.get("place") or (None, None)
    other = own if own is not None and not is_own else None
    return Place(
        workshop=workshop,
        is_own=is_own,
        status=row["status"],
        place_low=place_low,
        place_high=place_high,
        verdict=row.get("verdict", ""),
        likeness=of_own.get("likeness", {}).get(workshop.slug) if other else None,
        gap=_gap(look, metric, other, workshop, of_own) if other else None,
        **{name: row.get(name) for name in ("value", "adjusted", "low", "high", "change", "count", "exposure")},
    )


def _gap(look: Look, metric: Metric, own: Workshop, other: Workshop, of_own: dict[str, Any]) -> Gap | None:
    """From a stored [amount, low, high, relative] and what the own workshop turns out in a year."""
    stored = of_own.get("gaps", {}).get(other.slug)
    if stored is None:
        return None
    amount, low, high, relative = stored
    a_year = of_own.get("amount")
    # A gain is a gap times the year's output, so it shows the output; that is for those who see weekly values.
    if a_year is None or metric.gain_factor is None or sight(metric, own.plant_id, look.person) < Sight.WEEKLY:
        return Gap(amount, low, high, relative)
    factor = a_year * metric.gain_factor
    return Gap(amount, low, high, relative, amount * factor, low * factor, high * factor, metric.gain_unit)


def _in_order(compared: Compared, workshops: Sequence[Workshop]) -> Compared:
    by_workshop = {place.workshop.pk: place for place in compared.places}
    ordered = tuple(by_workshop[each.pk] for each in workshops)
    return replace(compared, places=ordered)


# Home


def _last_week(series: Series) -> datetime.date:
    return series.first_week + WEEK * (len(series.values) - 1)


def _indicator_row(compared: Compared, series: Series | None, last: datetime.date | None) -> IndicatorRow:
    place = compared.own
    first = last - 51 * WEEK if last is not None and series is not None else None
    weeks = _window(series, series.n if compared.metric.about_safety else series.values, first) if first else ()
    return IndicatorRow(
        metric=compared.metric,
        first_week=first,
        weeks=weeks,
        now=_now(compared, series, first),
        compared=compared,
        place=place,
        dots=_dots(compared),
        best=_best(compared),
    )


def _window(
    series: Series | None, values: Sequence[float | None], first: datetime.date | None
) -> tuple[float | None, ...]:
    """52 values from the week `first` on."""
    if series is None or first is None:
        return ()
    start = (first - series.first_week).days // 7
    return tuple(values[at] if 0 <= at < len(values) else None for at in range(start, start + 52))


def _now(compared: Compared, series: Series | None, first: datetime.date | None) -> float | None:
    """The last four weeks with readings: the median of durations, otherwise the mean weighted by exposure."""
    metric, place = compared.metric, compared.own
    if metric.about_safety:
        return place.value if place else None
    if series is None or first is None:
        return place.value if place and place.is_shared else None
    values = _window(series, series.values, first)
    weights = _window(series, series.exposure, first)
    recent = [(value, weight) for value, weight in zip(values, weights, strict=True) if value is not None][
        -RECENT_WEEKS:
    ]
    return recent_level(metric.kind, recent)


def recent_level(kind: str, recent: Sequence[tuple[float, float | None]]) -> float | None:
    """One value for a few weeks of (value, exposure): the median of durations, else the exposure-weighted mean."""
    if not recent:
        return None
    values = sorted(value for value, _ in recent)
    if kind == Metric.Kind.DURATION:
        middle = len(values) // 2
        return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
    weights = [weight or 0.0 for _, weight in recent]
    if sum(weights) <= 0:
        return sum(values) / len(values)
    return sum(value * weight for (value, _), weight in zip(recent, weights, strict=True)) / sum(weights)


def _dots(compared: Compared) -> tuple[Dot, ...]:
    """Positions between the worst and the best value shown; none for people hurt or a metric without a better side."""
    shown = [place for place in compared.places if place.adjusted is not None]
    if not compared.metric.is_ranked or len(shown) < 2:
        return ()
    values = [place.adjusted for place in shown if place.adjusted is not None]
    low, width = min(values), max(values) - min(values)
    up = compared.metric.direction == Metric.Direction.UP
    best = max(values) if up else min(values)
    dots = []
    for place, value in zip(shown, values, strict=True):
        share = (value - low) / width if width else 0.5
        dots.append(Dot(place.workshop, share if up else 1 - share, value, place.is_own, value == best))
    return tuple(dots)


def _best(compared: Compared) -> Place | None:
    """The best of the others, where there is an order."""
    if not compared.metric.is_ranked:
        return None
    shown = [place for place in compared.places if place.adjusted is not None and not place.is_own]
    up = compared.metric.direction == Metric.Direction.UP
    return (max if up else min)(shown, key=lambda place: place.adjusted or 0.0, default=None)


def _weakest_first(row: IndicatorRow) -> tuple[int, float, str]:
    return _weakness(row.compared, row.place)


def _weakness(compared: Compared, place: Place | None) -> tuple[int, float, str]:
    """Clearly weak before unclear before clearly strong; inside these, the worse half of the place range first."""
    slug = compared.metric.slug
    if compared.metric.about_safety:
        return 5, 0.0, slug
    if place is None or place.place_low is None or place.place_high is None:
        return 4, 0.0, slug
    rank = {"clearly_worse": 0, "no_clear_difference": 1, "clearly_better": 2}.get(place.verdict, 3)
    return rank, -(place.place_low + place.place_high) / (2 * max(compared.size, 1)), slug


# Strong where I am weak


def _strengths(look: Look, metric: Metric | None, where: str) -> tuple[Strength, ...]:
    found: list[Strength] = []
    for compared in look.compared:
        if metric is not None and compared.metric.pk != metric.pk:
            continue
        own = compared.own
        if own is None or not compared.metric.is_ranked or not own.is_shared:
            continue
        for other in compared.places:
            gap = other.gap
            if gap is None or (gap.amount > 0) != (where == "better"):
                continue
            found.append(Strength(compared.metric, other, own, _outward(gap), compared))
    return tuple(sorted(found, key=lambda each: -abs(each.gap.relative or 0.0)))


def _outward(gap: Gap) -> Gap:
    """The same gap counted positive, whichever side is better."""
    if gap.amount > 0:
        return gap
    relative = -gap.relative if gap.relative is not None else None
    return Gap(-gap.amount, -gap.high, -gap.low, relative)
