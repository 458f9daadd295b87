"""Saying what is measured, and loading readings: the verbs of this room. `by` None: the program itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from huzhu.journal.actions import record, verb
from huzhu.metrics import refreshing, rules
from huzhu.metrics.loading import agree_mapping, load_batch, load_rows, receive_file, take_back_batch
from huzhu.metrics.models import Code, Comparison, Definition, Metric
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.actions import address_for, free_address
from huzhu.workshops.models import Plant, Trade, Workshop

__all__ = [
    "agree_mapping",
    "change_definition",
    "change_disclosure",
    "define_metric",
    "load_batch",
    "load_rows",
    "name_code",
    "receive_file",
    "take_back_batch",
]


@verb
def define_metric(
    *,
    name: Words,
    by: Person | None,
    text: Words | None = None,
    slug: str = "",
    trades: Iterable[Trade] = (),
    **values: Any,
) -> Metric:
    """A new metric with the first version of its definition (`text`: what is measured, from when to when).

    `values` are fields of `Metric`: unit, kind, direction, grain, aliases, exposure_unit, exposure_metric, per,
    disclosure, about_safety, tolerance, gain_unit, gain_factor. Raises PermissionDenied, ValidationError by field.
    """
    if by is not None and not rules.may_define(by):
        raise PermissionDenied
    taken = set(Metric.objects.values_list("slug", flat=True))
    free_address(slug, taken)
    if not name:
        raise ValidationError({"name": _("Give it a name.")})
    if by is not None and "disclosure" in values and not rules.may_disclose(by):
        values.pop("disclosure")
    metric = Metric(slug=slug or address_for(name, "indicator", taken), name=name, **values)
    metric.full_clean()
    metric.save()
    metric.trades.set(trades)
    Definition.objects.create(metric=metric, number=1, text=text or Words())
    record("define_metric", metric, by=by, details={"name": dict(name), "kind": metric.kind, "unit": dict(metric.unit)})
    return metric


@verb
def name_code(sort: str, code: str, *, name: Words, by: Person | None) -> Code:
    """Say what a product or task code of the readings is called. Saying it again renames it."""
    if by is not None and not rules.may_define(by):
        raise PermissionDenied
    if not name:
        raise ValidationError({"name": _("Give it a name.")})
    found = Code.objects.select_for_update().filter(sort=sort, code=code).first() or Code(sort=sort, code=code)
    found.name = name
    found.full_clean()
    found.save()
    record("name_code", found, by=by, details={"name": dict(name)})
    return found


@verb
def change_definition(
    metric: Metric,
    *,
    text: Words,
    why: Words,
    since_on: datetime.date,
    by: Person | None,
    plant: Plant | None = None,
) -> Definition:
    """From `since_on` on something else is measured (at one plant, where it is named). Every series that crosses this
    day has a break there."""
    if by is not None and not rules.may_change_definition(by, plant):
        raise PermissionDenied
    if not text or not why:
        raise ValidationError({"why" if text else "text": _("Say what is measured from now on, and why it changes.")})
    last = Definition.objects.select_for_update().filter(metric=metric).order_by("-number").first()
    definition = Definition.objects.create(
        metric=metric, number=(last.number if last else 0) + 1, text=text, why=why, since_on=since_on, plant=plant
    )
    details = {"since_on": since_on.isoformat(), "plant": plant.slug if plant else "", "why": dict(why)}
    record("change_definition", definition, by=by, details=details)
    _all_due(metric)
    return definition


@verb
def change_disclosure(metric: Metric, disclosure: str, *, by: Person | None) -> Metric:
    """Decide anew what plants see of each other's values. A narrower one takes effect at once: what was compared for
    all is removed in the same transaction."""
    if by is not None and not rules.may_disclose(by):
        raise PermissionDenied
    metric = Metric.objects.select_for_update().get(pk=metric.pk)
    before, metric.disclosure = metric.disclosure, disclosure
    metric.full_clean()
    metric.save()
    Comparison.objects.filter(metric=metric).delete()
    record("change_disclosure", metric, by=by, details={"before": before, "now": disclosure})
    _all_due(metric)
    return metric


def _all_due(metric: Metric) -> None:
    places = Workshop.objects.filter(trade__in=metric.trades.all()).values_list("pk", flat=True)
    refreshing.mark_due((metric.pk, place) for place in places)
