"""What the alliance calls things, handed to the reading of files."""

from __future__ import annotations

from collections.abc import Iterable

from huzhu.metrics.files.known import Known, KnownDefinition, KnownMetric, KnownWorkshop, Named
from huzhu.metrics.models import Code, Metric, Series, Source
from huzhu.words import Words
from huzhu.workshops.models import Alliance, Plant, Trade, Workshop


def known_for(plant: Plant | None) -> Known:
    """Everything a name in a file of this plant can mean. Only its own workshops are known, so that nobody writes
    readings of another plant; a file of several plants (`plant` None) may name all of them."""
    alliance = Alliance.here()
    workshops = Workshop.objects.select_related("plant", "trade")
    sources = Source.objects.filter(plant=plant)
    return Known(
        plants=tuple(Named(each.slug, _names(each.name, each.short_name)) for each in Plant.objects.all()),
        trades=tuple(Named(each.slug, _names(each.name, each.workshop_word)) for each in Trade.objects.all()),
        workshops=tuple(
            KnownWorkshop(
                each.slug,
                _names(each.name, each.short_name),
                each.plant.slug,
                each.trade.slug,
                tuple(map(str, each.lines)),
            )
            for each in (workshops.filter(plant=plant) if plant else workshops)
        ),
        metrics=tuple(_metric(each) for each in Metric.objects.prefetch_related("definitions__plant")),
        products=_codes("product"),
        tasks=_codes("task"),
        remembered={each.fingerprint: each.mapping for each in sources},
        today=alliance.today if alliance else None,
        plant=plant.slug if plant else "",
    )


def _metric(metric: Metric) -> KnownMetric:
    definitions = tuple(
        KnownDefinition(each.number, each.since_on, each.plant.slug if each.plant else "")
        for each in metric.definitions.all()
    )
    return KnownMetric(
        slug=metric.slug,
        names=(*_names(metric.name), *map(str, metric.aliases)),
        unit=str(metric.unit.get("en") or metric.unit.get("zh") or ""),
        kind=metric.kind,
        direction=metric.direction,
        grain=metric.grain,
        exposure_unit=str(metric.exposure_unit.get("en") or metric.exposure_unit.get("zh") or ""),
        definitions=definitions or (KnownDefinition(),),
        per=metric.per,
    )


def _names(*several: Words) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(text) for each in several for text in each.values() if text))


def _codes(part: str) -> tuple[Named, ...]:
    """Products and tasks: the codes under which readings came so far, and those that were given a name."""
    came: Iterable[str] = Series.objects.exclude(**{part: ""}).values_list(part, flat=True).distinct()
    names = {each.code: _names(each.name) for each in Code.objects.filter(sort=part)}
    return tuple(Named(code, names.get(code, ())) for code in sorted({*came, *names}))
