"""What is agreed before the start: which metrics must not suffer, where, and how much worse is still called no harm."""

from __future__ import annotations

import math
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huzhu.adoptions.models import Adoption, Guardrail
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.workshops.models import Workshop
from huzhu.workshops.queries import downstream_of

MOST_OF_PEOPLE = 2.0  # three times as many; from there on the program speaks up without any limit agreed
MOST = 1.0
SAME = 6e-4  # forms show tenths of a per cent: off by half of one at most, and what floats add


def guarded(experience: Experience, workshop: Workshop) -> list[tuple[Metric, Workshop]]:
    """What its authors named, and what hurts people: at the adopting workshop and wherever its material goes."""
    places = [workshop, *downstream_of(workshop)]
    metrics = [*experience.touches.all(), *Metric.objects.filter(about_safety=True)]
    found = []
    for metric in {metric.pk: metric for metric in metrics}.values():
        trades = set(metric.trades.values_list("pk", flat=True))
        found += [(metric, place) for place in places if not trades or place.trade_id in trades]
    return found


def takes_limit(metric: Metric) -> bool:
    """Without a better side nothing is worse: more near misses told are no harm."""
    return metric.direction != Metric.Direction.BAND


def usual_limit(metric: Metric) -> float:
    """Without a limit agreed: the metric's own; for what hurts people none (0)."""
    return 0.0 if metric.about_safety else metric.tolerance


def check_limits(limits: Mapping[str, float], places: list[tuple[Metric, Workshop]], *, is_late: bool) -> None:
    """Limits by metric slug, as fractions. Of what began already none is agreed any longer, since the readings are
    there to be looked at: those that hold without agreement stand. Raises ValidationError by field."""
    metrics = {metric.slug: metric for metric, _place in places}
    wrong: dict[str, str] = {}
    for slug, limit in limits.items():
        metric = metrics.get(slug)
        most = MOST_OF_PEOPLE if metric is not None and metric.about_safety else MOST
        if metric is None:
            raise ValidationError(_("“%(metric)s” is no guardrail here.") % {"metric": slug})
        if not math.isfinite(limit) or not 0 <= limit <= most:
            wrong[f"limit_{slug}"] = _("The limit lies between 0 and %(most)s%%.") % {"most": round(most * 100)}
        elif limit and not takes_limit(metric):
            wrong[f"limit_{slug}"] = _("An indicator without a better side takes no limit.")
        elif is_late and abs(limit - usual_limit(metric)) > SAME:
            wrong[f"limit_{slug}"] = _("It has begun already. A limit is agreed before the start.")
    if wrong:
        raise ValidationError(wrong)  # type: ignore[arg-type]


def guardrails_of(
    adoption: Adoption, places: list[tuple[Metric, Workshop]], limits: Mapping[str, float]
) -> list[Guardrail]:
    """To be stored with the adoption; no verb changes them afterwards."""
    return [
        Guardrail(
            adoption=adoption, metric=metric, workshop=place, tolerance=limits.get(metric.slug, usual_limit(metric))
        )
        for metric, place in places
        # The yardstick is measured as the effect; but who makes one task safer may hurt people in another.
        if metric.about_safety or (metric.pk, place.pk) != (adoption.metric_id, adoption.workshop_id)
    ]
