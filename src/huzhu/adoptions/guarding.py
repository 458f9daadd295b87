"""Did it hurt anything? Each guardrail followed from the day of the change, looked at with every new week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from huzhu import effects
from huzhu.adoptions.changes import Begun, flows, rings_from
from huzhu.adoptions.counting import Counts, clean_rows, counted, in_looks
from huzhu.adoptions.mixes import at_usual_mix
from huzhu.adoptions.models import Adoption, Guardrail
from huzhu.adoptions.panels import BASELINE_WEEKS, Panel, Window, build_panel, changed_from, window_for
from huzhu.metrics.comparing import scale_for, tidy
from huzhu.metrics.models import Metric, Series

LEVEL = 0.95
WATCHFUL = 0.8
FOR_MEETING = 0.2  # of the promise, for near misses that meet people hurt in one task
HORIZON = 39  # looks of four weeks over which the promise on false alarms holds: three years
Watched = dict[str, tuple[Panel, Window]]  # by task
GRAVITY = {"harmful": 0, "watch": 1, "within_limit": 2, "no_harm_seen": 3, "not_enough_data": 4}


def watched_by(guardrail: Guardrail, begun: Begun) -> Watched:
    """What is watched, by task: the whole ("") and, for counts without a task agreed, each task by itself. Harm in one
    task drowns in the sum of all."""
    adoption, metric = guardrail.adoption, guardrail.metric
    tasks = [guardrail.task]
    if metric.kind == Metric.Kind.COUNT and not guardrail.task:
        here = Series.objects.filter(metric=metric, workshop=guardrail.workshop, line="", product="")
        tasks += sorted(here.exclude(task="").values_list("task", flat=True))
    line = adoption.line if guardrail.workshop_id == adoption.workshop_id and metric.kind != Metric.Kind.COUNT else ""
    found: Watched = {}
    for task in tasks:
        panel = build_panel(metric, guardrail.workshop, line=line, task=task, owner=adoption.workshop)
        if panel is None and line:
            panel = build_panel(metric, guardrail.workshop, task=task, owner=adoption.workshop)
        if panel is not None:
            window = _window(guardrail, panel, task, begun)
            if metric.kind != Metric.Kind.COUNT:
                panel = at_usual_mix(panel, window, watched=True)
            found[task] = panel, window
    return found


def watch_guardrail(guardrail: Guardrail, watched: Watched, part: float = 1.0) -> dict[str, Any]:
    """The result of a guardrail, ready for a JSON column. `part`: see `parts_of_promise`."""
    if not watched:
        return {"reading": "not_enough_data", "reason": "no_readings"}
    if guardrail.metric.kind == Metric.Kind.COUNT:
        return _watch_counts(guardrail, watched, part)
    panel, window = next(iter(watched.values()))
    if guardrail.metric.direction == Metric.Direction.BAND:
        return {"reading": "not_enough_data", "reason": "no_better_side"}
    return _watch_values(guardrail, panel, window, part)


def parts_of_promise(adoption: Adoption, guardrails: Sequence[Guardrail]) -> dict[int, float]:
    """How much of the promise each guardrail may use up, by primary key.

    The promise is one false alarm in twenty adoptions, over all guardrails and all looks of an adoption together. Half
    of it goes to people hurt and half to the rest, where there is both. A rise of near misses only asks for a look and
    becomes an alarm by people hurt in the same task (hazards/signalling.py), which seldom meet by chance; so near
    misses are held against the promise by themselves, and the others leave a fifth of it for their meeting.
    The adopting workshop and those its material goes to directly weigh four times as much as the next, and so on.
    """
    rings = rings_from(adoption.workshop_id, flows())
    weights = {each.pk: 1 / max(rings.get(each.workshop_id, 3), 1) ** 2 for each in guardrails}
    families: dict[str, float] = {}
    for each in guardrails:
        families[_family(each)] = families.get(_family(each), 0.0) + weights[each.pk]
    left = 1.0 - (FOR_MEETING if "reports" in families else 0.0)
    alarming = sum(name != "reports" for name in families)
    shares = {name: 1.0 if name == "reports" else left / alarming for name in families}
    return {each.pk: shares[_family(each)] * weights[each.pk] / families[_family(each)] for each in guardrails}


def _family(guardrail: Guardrail) -> str:
    metric = guardrail.metric
    if not metric.about_safety:
        return "rest"
    return "reports" if metric.direction == Metric.Direction.BAND else "people"


def _window(guardrail: Guardrail, panel: Panel, task: str, begun: Begun) -> Window:
    """The adoption's dates over the guardrail's panel, until a remedy for it was started where it is watched. Other
    changes at the watched workshop do not stop the watch; a peer that changed something is none from that week."""
    window = window_for(guardrail.adoption, panel, ())
    changes = begun.beside(guardrail, task)
    contaminated: list[int | None] = [None]
    for unit in panel.units[1:]:
        there = changes.get(unit.workshop.pk, [])
        there = [each for each in there if each.workshop_id != unit.workshop.pk or unit.overlaps(each)]
        contaminated.append(changed_from(panel, there, window.baseline_from))
    remedies = [panel.week_of(each.starts_on) - 1 for each in begun.remedies(guardrail, task)]
    return replace(window, contaminated=tuple(contaminated), last=min([window.last, *remedies]))


def _watch_values(guardrail: Guardrail, panel: Panel, window: Window, part: float) -> dict[str, Any]:
    last = min(window.last, panel.weeks - 1)
    if not 1 <= window.start <= last:
        return {"reading": "not_enough_data", "reason": "too_few_after", "limit": guardrail.tolerance}
    values = np.where(panel.values > 0, panel.values, np.nan) if guardrail.metric.kind == "duration" else panel.values
    found = effects.watch(
        values,
        0,
        window.start,
        better=guardrail.metric.direction,
        limit=guardrail.tolerance,
        level=1 - (1 - LEVEL) * part,
        scale=scale_for(guardrail.metric, values),
        exclude=window.exclude,
        baseline=BASELINE_WEEKS,
        last=last,
        contaminated=window.contaminated,
        left_out=sorted(window.left_out),
        unsure=panel.unsure,
    )
    reading = _calmer(found.reading, found.chance_worse, part, alarm=found.alarm_at is not None)
    beyond = reading == "no_harm_seen" and not _inside(found, guardrail.tolerance)
    return {
        "reading": "not_enough_data" if beyond else reading,
        "reason": "range_beyond_limit" if beyond else found.reason,
        "task": guardrail.task,
        "expected": tidy(found.expected),
        "seen": tidy(found.seen),
        "relative": _three(found.relative, found.relative_low, found.relative_high),
        "limit": guardrail.tolerance,
        "chance_worse": tidy(found.chance_worse),
        "weeks": found.looks,
        "smallest_seen": tidy(found.smallest_seen),
        "e_value": tidy(found.e_value),
        "alarm_on": panel.monday(found.alarm_at).isoformat() if found.alarm_at is not None else None,
        "peer_count": len(panel.units) - 1,
        "mix_taken_out": panel.mix_taken_out,
    }


def _three(value: float | None, low: float | None, high: float | None) -> list[float | None] | None:
    return None if value is None else [tidy(value), tidy(low), tidy(high)]


def _inside(found: effects.Watch, tolerance: float) -> bool:
    """With a limit agreed before the start, "no harm" is a claim that the whole range must bear out."""
    return tolerance <= 0 or (found.relative_high is not None and found.relative_high <= tolerance)


def _calmer(reading: str, chance: float | None, part: float, *, alarm: bool) -> str:
    """To be watched is what is worse with 4 chances in 5; among many guardrails, only what stands out among so many."""
    if reading == "watch" and not alarm and (chance is None or chance < 1 - (1 - WATCHFUL) * min(1.0, 4 * part)):
        return "no_harm_seen"
    return reading


def _watch_counts(guardrail: Guardrail, watched: Watched, part: float) -> dict[str, Any]:
    """The whole and every task, sharing one promise on false alarms: half for the whole, half for the tasks."""
    results = []
    for task, (panel, window) in watched.items():
        share = 1.0 if len(watched) == 1 else 0.5 if task == guardrail.task else 0.5 / (len(watched) - 1)
        result = _watch_task(guardrail, panel, window, task, part * share)
        if guardrail.metric.direction == Metric.Direction.BAND and task and "" in watched:
            on = _share_alarm(watched[task], watched[""], part / (len(watched) - 1))
            result |= {"share_on": on}
            if on is not None:
                days = [day for day in (on, result.get("alarm_on")) if day]
                result |= {"alarm_on": min(days), "reading": "watch"}
        results.append(result)
    # The whole stands for all unless harm is sure in one task and not in the sum.
    sure = [each for each in results if each.get("alarm_on")] or results[:1]
    chosen = min(sure, key=lambda each: (GRAVITY[each["reading"]], each["task"]))
    return chosen | {"by_task": [each for each in results if each["task"]]}


def _share_alarm(one: tuple[Panel, Window], whole: tuple[Panel, Window], part: float) -> str | None:
    """Are more near misses told of this task than of the others at the same workshop?

    If people simply report more, they do so of all tasks; and the other tasks are many, where peers may tell little.
    The day from which the rise of this task among all was sure, None while it is not.
    """
    here, total = (in_looks(*each) if 1 <= each[1].start < each[0].weeks else None for each in (one, whole))
    if here is None or total is None:
        return None
    before = min(here.start, total.start)
    after = min(each.accidents.shape[1] - each.start for each in (here, total))
    own, everything = (each.accidents[0, each.start - before : each.start + after] for each in (here, total))
    hours = here.exposure[0, here.start - before : here.start + after]
    events = np.stack([own, np.maximum(everything - own, 0)])
    if before < 1 or after < 1:
        return None
    level = 1 - (1 - LEVEL) * part
    exposure = np.stack([hours, hours])
    found = effects.watch_counts(events, exposure, 0, before, level=level, horizon=HORIZON, only_alarm=True)
    if found.alarm_at is None:
        return None
    return _look_end(*one, here.start + found.alarm_at - before, here.start)


def _watch_task(guardrail: Guardrail, panel: Panel, window: Window, task: str, part: float) -> dict[str, Any]:
    counts: Counts | None = in_looks(panel, window) if 1 <= window.start < panel.weeks else None
    result: dict[str, Any] = {"task": task, "limit": guardrail.tolerance, "weeks": 0}
    if counts is None:
        return result | {"reading": "not_enough_data", "reason": "too_few_after"}
    rows = clean_rows(panel, window, counts)
    is_harm = guardrail.metric.direction == Metric.Direction.DOWN
    found = effects.watch_counts(
        counts.accidents[rows],
        counts.exposure[rows],
        0,
        counts.start,
        level=1 - (1 - LEVEL) * part,
        horizon=HORIZON,
        tolerance=guardrail.tolerance if is_harm else 0.0,
        only_alarm=guardrail.metric.direction == Metric.Direction.BAND,  # of reports nobody claims "no harm"
    )
    reading = _calmer(found.reading, found.chance_worse, part, alarm=found.alarm_at is not None)
    if reading == "harmful" and (found.ratio_low is None or found.ratio_low <= 1):
        reading = "watch"  # an alarm that later weeks do not bear out: the range holds "no more than before" again
    if reading == "no_harm_seen" and is_harm:
        reading = _claimed(found, guardrail.tolerance)
    if guardrail.metric.direction == Metric.Direction.BAND:
        # More near misses told are not harm by themselves: a rise that was sure once asks for a look, anything less for
        # none. What was sure stays so, even when the range at one look, which is wider, holds "no more than before".
        rise = "watch" if found.alarm_at is not None else "no_harm_seen"
        reading = rise if reading in ("harmful", "watch") else reading
    return result | {
        "reading": reading,
        "reason": found.reason,
        "counted": counted(counts, found),
        "expected": tidy(found.expected),
        "seen": found.seen,
        "at_most": tidy(found.ratio_at_most),
        "chance_worse": tidy(found.chance_worse),
        "weeks": counts.weeks_after,
        "smallest_seen": tidy(found.smallest_seen),
        "e_value": tidy(found.e_value),
        "exposure_needed": tidy(found.exposure_needed),
        "alarm_on": _look_end(panel, window, found.alarm_at, counts.start),
        "worse_on": _look_end(panel, window, found.worse_at, counts.start),
        "by_look": _by_look(panel, window, found, counts),
        "peer_count": len(rows) - 1,
    }


def _claimed(found: effects.CountWatch, tolerance: float) -> str:
    """No alarm is not yet safety. With a tolerance agreed before the start, "no harm" is a claim that the whole range
    must bear out; without one, it is said only where three times as many would have been seen by now."""
    if tolerance > 0:
        inside = found.ratio_at_most is not None and found.ratio_at_most <= 1 + tolerance
        return "no_harm_seen" if inside else "not_enough_data"
    return "not_enough_data" if found.reason == "cannot_see_harm_yet" else "no_harm_seen"


def _by_look(panel: Panel, window: Window, found: effects.CountWatch, counts: Counts) -> list[list[Any]]:
    """Where a rise became likely: [day, seen, expected] up to every look, so that what was known then can be said."""
    if found.worse_at is None or len(found.path) != counts.accidents.shape[1] - counts.start:
        return []
    days = [_look_end(panel, window, counts.start + at, counts.start) for at in range(len(found.path))]
    return [[day, seen, tidy(expected)] for day, (seen, expected) in zip(days, found.path, strict=True)]


def _look_end(panel: Panel, window: Window, look: int | None, start: int) -> str | None:
    """The Monday after the look in which harm became sure."""
    if look is None:
        return None
    return panel.monday(min(window.start + 4 * (look - start + 1), window.last + 1)).isoformat()
