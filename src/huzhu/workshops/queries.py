"""Questions across workshops."""

from __future__ import annotations

from huzhu.workshops.models import Flow, Plant, SizeBand, Trade, Workshop


def of_trade(trade: Trade) -> list[Workshop]:
    """The workshops of a trade with their plants and bands, each plant made once and not once a workshop."""
    found = list(Workshop.objects.filter(trade=trade))
    plants = Plant.objects.in_bulk({each.plant_id for each in found})
    bands = SizeBand.objects.in_bulk({each.band_id for each in found if each.band_id})
    for each in found:
        each.plant, each.trade = plants[each.plant_id], trade
        each.band = bands[each.band_id] if each.band_id else None
    return found


def downstream_of(workshop: Workshop) -> list[Workshop]:
    """Every workshop that the material of this one reaches, nearest first."""
    onward: dict[int, list[int]] = {}
    for giver, receiver in Flow.objects.values_list("giver_id", "receiver_id"):
        onward.setdefault(giver, []).append(receiver)
    reached: list[int] = []
    ring = [workshop.pk]
    while ring:
        ring = [far for near in ring for far in onward.get(near, []) if far != workshop.pk and far not in reached]
        reached.extend(dict.fromkeys(ring))
    found = Workshop.objects.select_related("plant", "trade").in_bulk(reached)
    return [found[pk] for pk in reached]
