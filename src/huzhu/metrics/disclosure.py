"""What a reader sees of another plant's values. This is the one place where it is decided.

A plant sees everything of its own. Of another plant a reader sees, by the disclosure of the metric:

- OPEN     weekly values, and whatever is computed from them;
- SUMMARY  twelve-month values with their range, over whole calendar months, so that two readings a week apart do not
           differ by one week's value;
- CHANGE   only by how much the workshop improved on its own baseline;
- HIDDEN   nothing, not even whether there is a value.

What may not be shown as it stands may not be shown inside something else either:

1. Values under CHANGE and HIDDEN never enter a comparison that another plant reads: no order, no middle of the group,
   no place. Each plant gets a comparison among its own workshops (`compared_within_plants`).
2. Values under HIDDEN never enter an estimate for another plant: its peers are its own workshops alone
   (`may_be_peers`).
3. A path "without the change" is a blend of the peers' weekly values. Where these are not open it is shown to the
   adopter's plant only under `may_show_blend`, in `SHOWN_DIGITS` digits, and to nobody else; otherwise the page has
   the numbers of the effect.

Being a member of the alliance's own bodies (secretariat, committee, administration) opens no plant's values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from huzhu.metrics.models import Metric

if TYPE_CHECKING:
    from huzhu.people.models import Person

FEWEST_PLANTS = 3  # behind a blend: when one of them helps the reader, two are still mixed
LARGEST_SHARE = 0.6  # of a blend, that one plant's workshops may carry
SMALLEST_DISTANCE = 0.25  # between a single workshop and everything the blends together determine; 0 = determined
SHOWN_DIGITS = 3  # of a blend's values: what two blends differ by less than `SMALLEST_STEP` drowns in the rounding
SMALLEST_STEP = 1e-3


class Sight(IntEnum):
    """How much a reader sees, each step including those before it."""

    NOTHING = 0
    CHANGE = 1
    SUMMARY = 2
    WEEKLY = 3


_FOREIGN = {
    Metric.Disclosure.OPEN: Sight.WEEKLY,
    Metric.Disclosure.SUMMARY: Sight.SUMMARY,
    Metric.Disclosure.CHANGE: Sight.CHANGE,
    Metric.Disclosure.HIDDEN: Sight.NOTHING,
}


def sight(metric: Metric, plant_id: int | None, person: Person) -> Sight:
    """What `person` sees of the values of `metric` at the plant; `plant_id` None means any plant but their own."""
    if not person.is_member:
        return Sight.NOTHING
    if plant_id is not None and plant_id in person.plants:
        return Sight.WEEKLY
    return _FOREIGN[Metric.Disclosure(metric.disclosure)]


def compared_within_plants(metric: Metric) -> bool:
    """Must every plant get a comparison of its own workshops alone?"""
    return metric.disclosure in (Metric.Disclosure.CHANGE, Metric.Disclosure.HIDDEN)


def counts_by_month(metric: Metric) -> bool:
    """Must the twelve months end with a calendar month?"""
    return metric.disclosure == Metric.Disclosure.SUMMARY


def may_be_peers(metric: Metric, adopter_plant: int, peer_plant: int) -> bool:
    """May a workshop of `peer_plant` stand behind an estimate for a workshop of `adopter_plant`?"""
    return adopter_plant == peer_plant or metric.disclosure != Metric.Disclosure.HIDDEN


def may_show_blend(blend: Mapping[str, float], plants: Mapping[str, int], shown: Sequence[Mapping[str, float]]) -> bool:
    """May a weekly blend of other plants' confidential values be shown to one plant?

    `blend` and each of the blends `shown` to the same plant before (on the same metric) hold what the values of foreign
    workshops count for in it (negative where it leans away from one), by slug; `plants` says which plant a workshop
    belongs to. Every week is one equation per blend in the workshops' values. Refused when one plant moves more than
    `LARGEST_SHARE` of it; when one of the other plants, which knows its own values, could help the reader to those of
    a single third plant; or when the equations together, with such help, come close to determining the value of one
    workshop.

    A blend of the reader's own workshops alone holds nothing foreign and may always be shown.
    """
    loads = {slug: load for slug, load in blend.items() if load}
    if not loads:
        return True
    by_plant: dict[int, float] = {}
    for slug, load in loads.items():
        by_plant[plants[slug]] = by_plant.get(plants[slug], 0.0) + abs(load)
    if len(by_plant) < FEWEST_PLANTS or max(by_plant.values()) / sum(by_plant.values()) > LARGEST_SHARE:
        return False
    blends = [loads, *({slug: load for slug, load in other.items() if load} for other in shown)]
    allies = [None, *sorted({plants[slug] for blend in blends for slug in blend})]
    return all(_distance(blends, plants, ally) >= SMALLEST_DISTANCE for ally in allies)


def as_shown(value: float | None) -> float | None:
    """A value of a blend of what is not open, as precise as it may leave the house."""
    return None if value is None else float(f"{value:.{SHOWN_DIGITS}g}")


def _distance(blends: Iterable[Mapping[str, float]], plants: Mapping[str, int], ally: int | None) -> float:
    """How far the nearest single value lies from what the blends determine once `ally`'s values are known; 0 to 1."""
    import numpy as np

    several = [{slug: load for slug, load in blend.items() if plants[slug] != ally} for blend in blends]
    slugs = sorted({slug for blend in several for slug in blend})
    if not slugs:
        return 1.0
    equations = np.array([[blend.get(slug, 0.0) for slug in slugs] for blend in several])
    sizes = np.linalg.norm(equations, axis=1, keepdims=True)
    equations = equations[sizes[:, 0] > 0] / sizes[sizes[:, 0] > 0]
    _, strengths, directions = np.linalg.svd(equations, full_matrices=False)
    known = directions[strengths > SMALLEST_STEP]
    shadows = np.square(known).sum(axis=0)
    return float(np.sqrt(np.maximum(1.0 - shadows, 0.0)).min())


def may_enter_score(metric: Metric, *, as_level: bool = False) -> bool:
    """May an indicator bring points that other plants see? By its improvement where at least changes are shared; by its
    level where levels are."""
    if as_level:
        return metric.disclosure in (Metric.Disclosure.OPEN, Metric.Disclosure.SUMMARY)
    return metric.disclosure != Metric.Disclosure.HIDDEN


def points_are_exact(metrics: Iterable[Metric]) -> bool:
    """May points made of these indicators be shown to other plants one by one and to the decimal?

    Points count a quarter or a half year and follow the readings week by week: only where weekly values are open does
    that tell nothing more. Otherwise other plants see whole fives of the total (`coarse`) and no parts.
    """
    return all(metric.disclosure == Metric.Disclosure.OPEN for metric in metrics)


def coarse(points: float) -> int:
    """Points as shown where they could be turned back into values: whole fives."""
    return 5 * round(points / 5)
