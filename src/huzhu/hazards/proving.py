"""Is the cure proven? Counted from the stored weekly series: the rate of the danger against what came since.

A danger may be closed when, at the rate at which it harmed, at least three cases would have been expected since the
remedy is in full use, over half a year at least, and what came instead is no more than before the danger.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone

from huzhu.adoptions.models import Adoption, Measurement
from huzhu.hazards.models import Hazard
from huzhu.metrics.models import Metric, Series

WEEK = datetime.timedelta(days=7)
FEWEST_WEEKS = 26
FEWEST_EXPECTED = 3.0
SURE = 0.05


@dataclass(frozen=True)
class Span:
    """What was counted between two days: accidents, people in them, exposure and weeks with readings."""

    seen: int = 0
    people: int = 0
    exposure: float = 0.0
    weeks: int = 0

    @property
    def rate(self) -> float:
        return self.seen / self.exposure if self.exposure else 0.0


@dataclass(frozen=True)
class Proof:
    """What can be said of the cure. `missing`: "" when it may be closed, else the first thing that is: "no_metric",
    "no_remedy", "no_readings", "too_soon", "too_few_expected", "not_back", "not_measured".

    `expected`: cases at the rate of the danger over the exposure since the remedy; `usual`: at the rate before it.
    `ready_on`: the day by which weeks and exposure suffice if work goes on as now; None where nobody can say.
    """

    missing: str
    weeks: int = 0
    weeks_needed: int = FEWEST_WEEKS
    seen: int = 0
    people: int = 0
    expected: float | None = None
    usual: float | None = None
    exposure: float | None = None
    exposure_needed: float | None = None
    ready_on: str | None = None
    until_on: str | None = None

    @property
    def is_enough(self) -> bool:
        return self.missing == ""

    def stored(self) -> dict[str, Any]:
        return asdict(self)


def proof_of(hazard: Hazard, today: datetime.date) -> Proof:
    """The proof as the readings stand."""
    remedy, metric = hazard.remedy_adoption, hazard.metric
    if remedy is None or remedy.ended_on is not None:  # nothing is proven by what is used no longer
        return Proof("no_remedy")
    if metric is None or hazard.workshop is None:
        return Proof("no_metric")
    if metric.kind != Metric.Kind.COUNT:
        return _measured(remedy, metric)
    series = Series.objects.filter(
        metric=metric, workshop=hazard.workshop, task=hazard.task, line="", product=""
    ).first()
    if series is None:
        return Proof("no_readings")
    full = remedy.starts_on + WEEK * remedy.ramp_weeks
    began = danger_began(hazard)
    before = counted_between(series, datetime.date.min, began)
    danger = counted_between(series, began, remedy.starts_on)
    since = counted_between(series, full, today + WEEK)
    return _judged(before, danger, since, full, last_day(series))


def danger_began(hazard: Hazard) -> datetime.date:
    """With the change that is suspected; else with the report."""
    return hazard.adoption.starts_on if hazard.adoption else timezone.localdate(hazard.raised_at)


def _judged(before: Span, danger: Span, since: Span, full: datetime.date, until: datetime.date) -> Proof:
    if not danger.exposure or not since.exposure:
        return Proof("no_readings")
    expected, usual = danger.rate * since.exposure, before.rate * since.exposure
    needed = FEWEST_EXPECTED / danger.rate if danger.rate else None
    missing = ""
    if since.weeks < FEWEST_WEEKS:
        missing = "too_soon"
    elif expected < FEWEST_EXPECTED:
        missing = "too_few_expected"
    elif since.seen > math.ceil(usual) or at_most(since.seen, expected) > SURE:
        missing = "not_back"
    weeks = FEWEST_WEEKS if needed is None else max(FEWEST_WEEKS, math.ceil(needed / since.exposure * since.weeks))
    return Proof(
        missing,
        weeks=since.weeks,
        seen=since.seen,
        people=since.people,
        expected=expected,
        usual=usual if before.exposure else None,
        exposure=since.exposure,
        exposure_needed=needed,
        ready_on=(full + WEEK * weeks).isoformat() if needed is not None else None,
        until_on=until.isoformat(),
    )


def _measured(remedy: Adoption, metric: Metric) -> Proof:
    """Other harm: the remedy's own measured effect on that metric."""
    found = Measurement.objects.filter(adoption=remedy, guardrail=None, is_current=True).first()
    if found is None or remedy.metric_id != metric.pk or found.evidence not in ("verified", "probable"):
        return Proof("not_measured")
    weeks = (found.until_on - remedy.starts_on).days // 7
    return Proof("" if weeks >= FEWEST_WEEKS else "too_soon", weeks=weeks, until_on=found.until_on.isoformat())


def counted_between(series: Series, first: datetime.date, before: datetime.date) -> Span:
    """The weeks that lie wholly between two days."""
    seen, people, exposure, weeks = 0, 0.0, 0.0, 0
    for number, value in enumerate(series.values):
        monday = series.first_week + WEEK * number
        if value is None or monday < first or monday + WEEK > before:
            continue
        weeks += 1
        people += value
        seen += round(series.n[number] or 0)
        exposure += 1.0 if series.exposure[number] is None else series.exposure[number]
    return Span(seen, round(people), exposure, weeks)


def last_day(series: Series) -> datetime.date:
    return series.first_week + WEEK * len(series.values) - datetime.timedelta(days=1)


def at_most(seen: int, expected: float) -> float:
    """Chance of so few cases or fewer where `expected` are expected (Poisson)."""
    term = total = math.exp(-expected)
    for count in range(1, seen + 1):
        term *= expected / count
        total += term
    return min(1.0, total)
