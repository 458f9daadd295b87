"""Standings counted from the data, and drafted conditions tried on the year before. The worker's part of the room."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

import numpy as np
from django.utils import timezone

from huzhu import effects
from huzhu.competitions import gating, rules
from huzhu.competitions.gathering import Days, gather, windows
from huzhu.competitions.measuring import change_of, yardstick
from huzhu.competitions.models import Round
from huzhu.competitions.scoring import score, windows_of
from huzhu.competitions.text import conditions_hash, without_yardsticks
from huzhu.contracts.sealing import canonical
from huzhu.journal.actions import record, verb
from huzhu.metrics.disclosure import compared_within_plants
from huzhu.metrics.models import Comparison, Metric
from huzhu.moves import can_move, move
from huzhu.workshops.clocks import today

DAY, YEAR = datetime.timedelta(days=1), datetime.timedelta(weeks=52)
FALLBACK = 0.1  # a step where the year before says nothing


def do(round_: Round) -> None:
    """What is due for this round: a trial of its draft, or its standings."""
    if round_.state in (Round.State.DRAFTED, Round.State.CONSULTED):
        try_out(round_)
    elif round_.state == Round.State.RUNNING:
        count(round_)


def counted_until(round_: Round) -> datetime.date:
    """Today, or the end of the period where that is over."""
    return min(today(), round_.ends_on)


def inputs_of(round_: Round) -> dict[str, Any]:
    baseline, period = windows(round_)
    return gather(round_.conditions, baseline, period, counted_until(round_))


def fingerprint(inputs: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(inputs)).hexdigest()


def count(round_: Round) -> Round:
    """Count the standings from the data as they are now. The same data are only noted to have been looked at."""
    looked_at = timezone.now()
    round_ = Round.objects.get(pk=round_.pk)
    inputs = inputs_of(round_)
    mark = fingerprint(inputs)
    gating.propose_from_data(round_)
    if mark == round_.fingerprint and round_.method_version == effects.METHOD_VERSION:
        Round.objects.filter(pk=round_.pk).update(looked_at=looked_at)
        return round_
    return keep(round_, score(inputs, round_.conditions), mark, looked_at)


@verb
def keep(round_: Round, result: dict[str, Any], mark: str, looked_at: datetime.datetime) -> Round:
    """Store what was counted; the journal hears of it when somebody's group or right to a standing changes."""
    found = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if found.state != Round.State.RUNNING:
        return found
    before = _groups(found.result)
    found.result, found.fingerprint, found.method_version = result, mark, effects.METHOD_VERSION
    found.counted_at, found.looked_at = timezone.now(), looked_at
    found.save()
    settle_states(found)
    after = _groups(result)
    if after != before:
        record("count", found, by=None, details={"groups": after, "until_on": result["until_on"], "inputs": mark})
    return found


def _groups(result: dict[str, Any]) -> dict[str, Any]:
    return {key: each.get("group") for key, each in sorted(result.get("entrants", {}).items())}


def settle_states(round_: Round) -> None:
    """Who has no standing by the rules is said to have none, and has one again when the data are there."""
    for standing in round_.standings.select_related("workshop"):
        standing.round = round_
        has_one = standing.counted.get("status") == "ranked"
        name = "regain" if has_one else "lack"
        if can_move(standing, name, rules.STANDING_MOVES):
            before = standing.state
            move(standing, name, rules.STANDING_MOVES)
            if standing.state != before:
                standing.save()


# The year before


def year_before(round_: Round) -> tuple[Days, Days]:
    """The same weeks a year earlier, with the agreed baseline where it lies before them, else that a year earlier."""
    baseline, period = windows(round_)
    earlier = period[0] - YEAR, period[1] - YEAR
    if baseline[1] >= earlier[0] - datetime.timedelta(weeks=6):
        baseline = baseline[0] - YEAR, baseline[1] - YEAR
    return baseline, earlier


def try_out(round_: Round) -> Round:
    """What the drafted rule would have done to last year, for everybody, and the yardsticks that come from it."""
    round_ = Round.objects.get(pk=round_.pk)
    written = without_yardsticks(round_.conditions)
    baseline, period = year_before(round_)
    inputs = gather(written, baseline, period, period[1])
    measured = with_yardsticks(written, inputs)
    result = score(inputs, measured)
    return keep_trial(round_, conditions_hash(written), measured, result | {"windows": inputs["windows"]})


def with_yardsticks(written: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """One step is the spread between the entrants in the year before."""
    days = windows_of(inputs)
    chosen = [{**each, **_steps(each, inputs, days)} for each in written["indicators"]]
    return {**written, "indicators": chosen, "help": {**written["help"], "units": _help_units(written)}}


def _steps(indicator: dict[str, Any], inputs: dict[str, Any], days: dict[str, Days]) -> dict[str, float]:
    """From those who can be measured; without three of them, a step that is said beforehand."""
    stored = inputs["series"][indicator["metric"]]
    able = [each for each in inputs["entrants"] if _is_measurable(stored, each["key"], indicator, days)]
    keys, bands = [each["key"] for each in able], [each["band"] for each in able]
    found = change_of(stored, keys, bands, indicator, days) if len(keys) >= 3 else None
    if found is None:
        size = FALLBACK if indicator["scale"] == "log" else _typical(stored) * FALLBACK
        return {"unit_improvement": size, "unit_level": size}
    return {
        "unit_improvement": yardstick(found.gain, np.sqrt(found.before**2 + found.now**2)),
        "unit_level": yardstick(found.here, found.now),
    }


def _is_measurable(stored: dict[str, Any], key: str, indicator: dict[str, Any], days: dict[str, Days]) -> bool:
    first, last = days["baseline"][0].isoformat(), days["period"][1].isoformat()
    if any(first < on <= last for on in stored["rows"][key]["breaks"]):
        return False
    return all(change_of_one(stored, key, indicator, days[name]) for name in ("baseline", "period"))


def change_of_one(stored: dict[str, Any], key: str, indicator: dict[str, Any], window: Days) -> bool:
    from huzhu.competitions.measuring import LEAST_READINGS, window_of

    found = window_of(stored, [key], *window)
    there = (found.values > 0) if indicator["scale"] == "log" else ~np.isnan(found.values)
    return int((there.any(axis=1) if there.ndim == 3 else there).sum()) >= LEAST_READINGS


def _typical(stored: dict[str, Any]) -> float:
    values = [abs(v) for row in stored["rows"].values() for v in row["values"] if v is not None]
    return float(np.median(values)) if values else 1.0


def _help_units(written: dict[str, Any]) -> dict[str, float]:
    """A step of help on each indicator of the trade: how far its workshops lie apart, as a ratio."""
    units = {}
    for metric in Metric.objects.filter(trades__slug=written["trade"]).order_by("slug"):
        if not metric.is_ranked or compared_within_plants(metric):
            continue
        basis = Comparison.Basis.LIKE_WITH_LIKE
        found = Comparison.objects.filter(metric=metric, trade__slug=written["trade"], basis=basis, plant=None).first()
        levels = [row["adjusted"] for row in (found.result["rows"] if found else []) if row.get("adjusted")]
        if len(levels) >= 3 and min(levels) > 0:
            units[metric.slug] = max(float(np.std(np.log(levels), ddof=1)), 0.02)
    return units


@verb
def keep_trial(round_: Round, of: str, measured: dict[str, Any], result: dict[str, Any]) -> Round:
    """Kept if nobody has changed the conditions meanwhile; those who wait for it see it at once."""
    found = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if found.state not in (Round.State.DRAFTED, Round.State.CONSULTED):
        return found
    if conditions_hash(without_yardsticks(found.conditions)) != of:
        return found
    found.conditions, found.trial, found.looked_at = measured, {"of": of, **result}, timezone.now()
    found.save()
    record("try_out", found, by=None, details={"conditions": of, "until_on": result["until_on"]})
    return found
