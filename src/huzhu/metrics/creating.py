"""Names that a file brings and a person accepted become plants, trades, workshops and metrics, before it is loaded."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from huzhu.metrics.files.mapping import Mapping, NewName
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.actions import found_plant, name_trade, open_workshop
from huzhu.workshops.models import Plant, Trade, Workshop


def create_new_names(mapping: Mapping, *, plant: Plant | None, by: Person | None) -> Mapping:
    """Create what the mapping accepts as new, all or nothing; what exists already stays as it is. The mapping without
    the plants, workshops and metrics that are no longer new (products and tasks are codes and stay in it)."""
    with transaction.atomic():
        for name in mapping.new:
            if name.accept:
                _create_or_say_who_may(name, plant, by)
    lasting = tuple(name for name in mapping.new if not name.accept or name.sort in ("products", "tasks"))
    return replace(mapping, new=lasting)


def _create_or_say_who_may(name: NewName, plant: Plant | None, by: Person | None) -> None:
    """Whoever loads a file need not be one who may add what it names: that is mended in the form, not a closed door."""
    try:
        _create(name, plant, by)
    except PermissionDenied as denied:
        raise ValidationError(
            _(
                "“%(name)s” is new, and you may not add it. Leave it out, "
                "or let the data steward of your plant or the secretariat add it."
            )
            % {"name": name.name}
        ) from denied


def _create(name: NewName, plant: Plant | None, by: Person | None) -> None:
    if name.sort == "plants" and not Plant.objects.filter(slug=name.slug).exists():
        found_plant(slug=name.slug, name=said(name.name), by=by)
    elif name.sort == "workshops" and not Workshop.objects.filter(slug=name.slug).exists():
        _create_workshop(name, plant, by)
    elif name.sort == "metrics" and not Metric.objects.filter(slug=name.slug).exists():
        _create_metric(name, by)


def _create_workshop(name: NewName, plant: Plant | None, by: Person | None) -> None:
    home = Plant.objects.filter(slug=name.plant).first() if name.plant else plant
    if home is None:
        raise ValidationError(_("Say which plant the workshop “%(name)s” belongs to.") % {"name": name.name})
    if plant is not None and home.pk != plant.pk:
        raise ValidationError(_("“%(name)s” belongs to another plant.") % {"name": name.name})
    if not name.trade:
        raise ValidationError(_("Say which trade the workshop “%(name)s” is of.") % {"name": name.name})
    trade = Trade.objects.filter(slug=name.trade).first()
    if trade is None:
        named = [each for each in Trade.objects.all() if name.trade in each.name.values()]
        trade = named[0] if named else name_trade(name=said(name.trade), by=by)
    open_workshop(home, trade=trade, name=said(name.name), slug=name.slug, by=by)


def _create_metric(name: NewName, by: Person | None) -> None:
    from huzhu.metrics.actions import define_metric

    values = {field: getattr(name, field) for field in ("kind", "direction", "grain") if getattr(name, field)}
    if name.unit:
        values["unit"] = said(name.unit)
    if values.get("kind") == Metric.Kind.COUNT:
        values["about_safety"] = True
    define_metric(slug=name.slug, name=said(name.name), by=by, **values)


def said(text: str) -> Words:
    """Words in the language they are written in."""
    return Words({"zh" if any("一" <= letter <= "鿿" for letter in text) else "en": text})
