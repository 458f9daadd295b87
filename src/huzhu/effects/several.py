"""Several adopters together: the average of their effects, and how sure it is when their errors move together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from huzhu.effects.fits import FEWEST_OWN
from huzhu.effects.numbers import numbers_of
from huzhu.effects.panels import to_scale
from huzhu.effects.ranges import Spread, slow_likeness
from huzhu.effects.results import Check, Estimate, Periods

if TYPE_CHECKING:
    from huzhu.effects.estimate import Plan

Floats = NDArray[np.float64]
LONG_TOGETHER = 16


def together(parts: list[tuple[Estimate, Floats]], plan: Plan) -> Estimate:
    """Several adopters: the plain average of their effects; errors that move together before the starts add up."""
    found = [(each, gap) for each, gap in parts if each.estimate is not None]
    every = tuple(each for each, _ in parts)
    if not found:
        return replace(every[0], parts=every)
    count = len(found)
    effects = np.array([each.estimate for each, _ in found])
    errors = np.array([each.standard_error for each, _ in found])
    likeness = _likeness(found)
    variance = float(errors @ likeness @ errors) / count**2
    df = variance**2 / float(((errors / count) ** 4 / np.array([each.df for each, _ in found])).sum() or np.inf)
    smallest = min(each.df for each, _ in found)
    spread = Spread(float(np.sqrt(variance)), max(min(df, sum(each.df for each, _ in found)), smallest))
    return _averaged([each for each, _ in found], every, float(effects.mean()), spread, plan)


def _likeness(found: list[tuple[Estimate, Floats]]) -> Floats:
    """Correlation of the adopters' errors, from their gaps before the first of a pair started: that of the pair, and no
    less than what all pairs show on average in their slow movements, of which errors of a mean are made.

    Never below 0. A pair not seen together for ``LONG_TOGETHER`` periods is held to be as alike as all pairs are on
    average, or as the peers that both lean on make it, had all units noise of one size and of their own.
    """
    count = len(found)
    likeness, slow = np.eye(count), []
    short, seen = [], []
    for i in range(count):
        for j in range(i):
            (one, first), (two, second) = found[i], found[j]
            until = min(one.periods.before + (one.periods.first or 0), two.periods.before + (two.periods.first or 0))
            both = ~np.isnan(first[:until]) & ~np.isnan(second[:until])
            pair = np.stack([first[:until][both], second[:until][both]])
            if pair.shape[1] < FEWEST_OWN or not pair.std(axis=1).all():
                short.append((i, j))
                continue
            alike = float(np.corrcoef(pair)[0, 1])
            seen.append(alike)
            if pair.shape[1] < LONG_TOGETHER:
                short.append((i, j))
            else:
                slow.append(slow_likeness(pair))
                likeness[i, j] = likeness[j, i] = alike
    if short:
        shared, average = _by_shared_peers([each for each, _ in found]), float(np.mean(seen)) if seen else 0.0
        for i, j in short:
            likeness[i, j] = likeness[j, i] = max(shared[i, j], average)
    least = max(0.0, float(np.mean(slow))) if slow else 0.0
    return np.maximum(likeness, least)


def _by_shared_peers(found: list[Estimate]) -> Floats:
    """Correlation of the adopters' errors that comes from peers that serve several of them."""
    loads = np.zeros((len(found), 1 + max(unit for each in found for unit, _ in each.loads or ((0, 0.0),))))
    for row, each in enumerate(found):
        for unit, load in each.loads:
            loads[row, unit] = load
    shared = loads @ loads.T
    size = np.sqrt(1 + np.diag(shared))
    return shared / size[:, None] / size


def _averaged(
    found: list[Estimate], every: tuple[Estimate, ...], effect: float, spread: Spread, plan: Plan
) -> Estimate:
    seen = to_scale(np.array([[each.observed_mean for each in found]]), plan.scale, plan.ceiling).mean()
    few = any(each.status == "too_few_peers" for each in found)
    whole = len(found) == len(every)
    return replace(
        found[0],
        status="too_few_peers" if few else found[0].status,
        reason="too_few_peers" if few else "" if whole else "some_adopters_not_estimated",
        **numbers_of(effect, spread, plan.level, float(seen), plan.natural),
        **_averages(found),
        checks=_joint_checks(found),
        parts=every,
    )


def _averages(found: list[Estimate]) -> dict[str, object]:
    """Averaged means and paths, weights averaged over the adopters, peers that served any of them."""
    paths = ("observed", "counterfactual", "band_low", "band_high")
    means = ("before_mean", "after_mean")
    answer: dict[str, object] = {
        name: tuple(np.mean([getattr(e, name) for e in found], axis=0).tolist()) for name in paths
    }
    answer |= {name: float(np.mean([getattr(each, name) for each in found])) for name in means}
    for name in ("weights", "loads"):
        total: dict[int, float] = {}
        for each in found:
            for unit, part in getattr(each, name):
                total[unit] = total.get(unit, 0.0) + part / len(found)
        answer[name] = tuple(sorted(total.items()))
    served = set(total)
    answer["peers"] = len(served)
    answer["excluded"] = tuple({e.unit: e for each in found for e in each.excluded if e.unit not in served}.values())
    first = [each.periods.first for each in found if each.periods.first is not None]
    final = [each.periods.last for each in found if each.periods.last is not None]
    answer["periods"] = Periods(
        min(each.periods.before for each in found),
        min(each.periods.after for each in found),
        max(each.periods.skipped for each in found),
        min(first) if first else None,
        max(final) if final else None,
    )
    return answer


def _joint_checks(found: list[Estimate]) -> tuple[Check, ...]:
    """For each question the least favourable answer among the adopters."""
    order = {"no": 0, "cannot_say": 1, "yes": 2}
    joint: dict[str, Check] = {}
    for each in found:
        for check in each.checks:
            known = joint.get(check.name)
            if known is None or order[check.answer] < order[known.answer]:
                joint[check.name] = check
    return tuple(joint.values())
