"""Which adoptions are to be measured anew. Light: pages may import it, the numbers are elsewhere."""

from __future__ import annotations

import datetime

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from huzhu.adoptions.models import Adoption, Guardrail, Measurement
from huzhu.metrics.models import Metric, Refresh, Series

LONG_AGO = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)


def mark_due() -> int:
    """Adoptions whose series changed after they were last measured become due. How many did."""
    last = Measurement.objects.filter(adoption=OuterRef("pk"), is_current=True).order_by("looked_at")
    measured = Coalesce(Subquery(last.values("looked_at")[:1]), Value(LONG_AGO, output_field=DateTimeField()))
    newer = Series.objects.filter(updated_at__gt=OuterRef("measured"))
    own = newer.filter(metric=OuterRef("metric"), workshop__trade=OuterRef("workshop__trade"))
    guards = Guardrail.objects.filter(adoption=OuterRef("pk")).filter(
        Exists(
            Series.objects.filter(
                metric=OuterRef("metric"),
                workshop__trade=OuterRef("workshop__trade"),
                updated_at__gt=OuterRef(OuterRef("measured")),
            )
        )
    )
    running = Adoption.objects.under_measurement().filter(due_at=None).annotate(measured=measured)
    due = list(running.filter(Exists(own) | Exists(guards)).values_list("pk", flat=True))
    return Adoption.objects.filter(pk__in=due, due_at=None).update(due_at=timezone.now())


def ready() -> QuerySet[Adoption]:
    """Adoptions whose series nobody is writing just now; the others wait for the new ones."""
    held = Refresh.objects.filter(leased_until__gt=timezone.now())
    own = held.filter(metric=OuterRef("metric"), trade=OuterRef("workshop__trade"))
    watched = Guardrail.objects.filter(adoption=OuterRef("pk"), metric__in=held.values("metric"))
    return Adoption.objects.exclude(Exists(own)).exclude(Exists(watched))


def mark_touched(adoption: Adoption) -> int:
    """The adoption was started, stopped or changed: it is due, and so is everything that may have it as a peer."""
    moved = Q(pk__in=[adoption.metric_id, adoption.against_id])
    if any(each is not None and each.about_safety for each in (adoption.metric, adoption.against)):
        moved |= Q(about_safety=True)  # one family
    metrics, trade = Metric.objects.filter(moved).values("pk"), adoption.workshop.trade_id
    touched = Adoption.objects.under_measurement().filter(
        Q(metric__in=metrics, workshop__trade=trade)
        | Q(pk__in=Guardrail.objects.filter(metric__in=metrics, workshop__trade=trade).values("adoption"))
        | Q(experience=adoption.experience_id)
    )
    now = timezone.now()
    found = Adoption.objects.filter(Q(pk=adoption.pk) | Q(pk__in=touched.values("pk")))
    return found.exclude(due_at__lte=now, leased_until=None).update(due_at=now)  # who waits already keeps its place
