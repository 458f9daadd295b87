"""The conditions of a round: how they are put together, checked, and fixed by their hash."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huzhu.competitions import clocks
from huzhu.competitions.decided import Gate
from huzhu.competitions.models import Round
from huzhu.contracts.sealing import hash_of
from huzhu.metrics.disclosure import may_enter_score
from huzhu.metrics.models import Metric
from huzhu.words import Words
from huzhu.workshops.models import Trade, Workshop

SCHEME = "huzhu-conditions-2"  # 2 says the rate at which help counts; in 1 a help brings at most "each"
WEIGHTS = {"improvement": 30.0, "level": 10.0, "fulfilment": 10.0, "help": 50.0}
HELP = {
    "rate": 1.0,  # what a gain brings the helper, beside what the same steps bring at home
    "unit": 0.2,  # a step of gain, on the log scale, where the trade has no measure of its own
    "units": {},
    "repeat": [1.0, 0.5, 0.25],  # the first, second, third help inside a pair; nothing after that
    "warning": 2.0,
    "failure": 2.0,
    "remedy": 4.0,
    "fixed_most": 8.0,
    "fixed_where": "no_gain_was_measured",  # and beside a measured gain only what is missing to the fixed amount
}
COVERAGE, FEWEST = 0.8, 3
SHORTEST_BASELINE = datetime.timedelta(weeks=12)
BEFORE_DRAFT = datetime.timedelta(weeks=6)  # nobody slackens in a baseline that is over before it is talked about
MOST_INDICATORS = 6
RATIO = (Metric.Kind.DURATION, Metric.Kind.RATE, Metric.Kind.LEVEL)


def entrants_of(trade: Trade, kind: str) -> list[tuple[Workshop, str]]:
    """Workshops of the trade; for equipment their lines, or the whole workshop where it has one line."""
    shops = Workshop.objects.filter(trade=trade).select_related("plant", "band").order_by("plant_id", "pk")
    if kind == Round.Kind.WORKSHOP:
        return [(each, "") for each in shops]
    return [(each, line) for each in shops for line in (each.lines or [""])]


def key_of(workshop: Workshop, line: str) -> str:
    return f"{workshop.slug}/{line}" if line else workshop.slug


def conditions_of(
    *,
    trade: Trade,
    kind: str,
    title: Words,
    starts_on: datetime.date,
    ends_on: datetime.date,
    baseline: tuple[datetime.date, datetime.date],
    indicators: Sequence[tuple[Metric, float]],
    entrants: Sequence[tuple[Workshop, str]],
    weights: dict[str, float] | None = None,
    help_since_on: datetime.date | None = None,
    help_rule: dict[str, Any] | None = None,
    vetoes: Sequence[str] = tuple(Gate.Ground),
    any_serious_injury: bool = False,
    award: Words | None = None,
    days: dict[str, int] | None = None,
) -> dict[str, Any]:
    """Everything that decides about points, places and the award, as plain data. `days`: working days by clock."""
    whole = sum(weight for _, weight in indicators)
    return {
        "scheme": SCHEME,
        "title": dict(title),
        "kind": kind,
        "trade": trade.slug,
        "bands": sorted({each.band.slug for each, _ in entrants if each.band}),
        "participants": [key_of(each, line) for each, line in entrants],
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "baseline": [day.isoformat() for day in baseline],
        "indicators": [_indicator(metric, weight / whole) for metric, weight in indicators] if whole else [],
        "weights": dict(WEIGHTS if weights is None else weights),
        "help": {**HELP, **(help_rule or {}), "since_on": (help_since_on or starts_on).isoformat()},
        "adjustments": ["mix", "size", "shared_movement", "soft_baseline"],
        "tie_rule": "most_points_among_those_who_could_be_first",
        "coverage": COVERAGE,
        "fewest": FEWEST,
        "vetoes": list(vetoes),
        "any_serious_injury": any_serious_injury,
        "clocks": dict(days or clocks.as_set()),
        "award": dict(award or Words()),
    }


def _indicator(metric: Metric, weight: float) -> dict[str, Any]:
    definition = metric.definition
    return {
        "metric": metric.slug,
        "name": dict(metric.name),
        "unit": dict(metric.unit),
        "direction": metric.direction,
        "definition": definition.number if definition else 0,
        "definition_text": dict(definition.text) if definition else {},
        "weight": weight,
        "scale": "log" if metric.kind in RATIO else "linear",
        "counts_level": may_enter_score(metric, as_level=True),
        "unit_improvement": None,  # the yardsticks come from the year before (trying.py)
        "unit_level": None,
    }


def refuse_wrong(conditions: dict[str, Any], drafted_on: datetime.date) -> None:
    """Raises ValidationError naming the field and the mend."""
    problems: dict[str, str] = {}
    day = datetime.date.fromisoformat
    first, last = (day(each) for each in conditions["baseline"])
    starts_on = day(conditions["starts_on"])
    if not conditions["title"]:
        problems["title"] = _("Give it a name.")
    if day(conditions["ends_on"]) <= starts_on:
        problems["ends_on"] = _("The period has to end after it begins.")
    if last - first < SHORTEST_BASELINE:
        problems["baseline_until_on"] = _("A baseline of less than twelve weeks says too little: begin it earlier.")
    elif last > min(drafted_on, starts_on) - BEFORE_DRAFT:
        problems["baseline_until_on"] = _(
            "The baseline has to be over six weeks before the conditions are drafted and the round begins, so that "
            "nobody can slacken in it. End it earlier."
        )
    if len(conditions["participants"]) < conditions["fewest"]:
        problems["participants"] = _("Fewer than three take part: there is nothing to compete in.")
    weights = conditions["weights"]
    if min(weights.values()) < 0 or abs(sum(weights.values()) - 100) > 1e-9:
        problems["weights"] = _("The four parts have to add up to 100 points.")
    elif weights["help"] and not weights["improvement"]:
        problems["weights"] = _("Help brings what the same gain brings at home: give improvement some points too.")
    problems |= _wrong_indicators(conditions)
    if problems:
        raise ValidationError({name: [text] for name, text in problems.items()})


def _wrong_indicators(conditions: dict[str, Any]) -> dict[str, str]:
    chosen = conditions["indicators"]
    if not 1 <= len(chosen) <= MOST_INDICATORS:
        return {"indicators": _("Choose one to six indicators.")}
    if min(each["weight"] for each in chosen) <= 0:
        return {"indicators": _("Every indicator needs a weight above nothing.")}
    for metric in Metric.objects.filter(slug__in=[each["metric"] for each in chosen]):
        if not metric.is_ranked:
            return {"indicators": _("“%(metric)s” is never ranked and brings no points.") % {"metric": metric}}
        if not may_enter_score(metric):
            said = _("“%(metric)s” may not leave its plant, so it brings no points that others see.")
            return {"indicators": said % {"metric": metric}}
    return {}


def has_yardsticks(conditions: dict[str, Any]) -> bool:
    return all(each["unit_improvement"] and each["unit_level"] for each in conditions["indicators"])


def without_yardsticks(conditions: dict[str, Any]) -> dict[str, Any]:
    """What people wrote; what the year before says of it is worked out from that."""
    chosen = [{**each, "unit_improvement": None, "unit_level": None} for each in conditions["indicators"]]
    return {**conditions, "indicators": chosen, "help": {**conditions["help"], "units": {}}}


def conditions_hash(conditions: dict[str, Any]) -> str:
    return hash_of(conditions)
