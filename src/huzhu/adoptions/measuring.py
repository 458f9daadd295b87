"""An adoption measured: find what is due, lay its dates over the stored series, ask the engine, keep the answer.

Measuring reads the stored weekly series and never the readings, takes as long as it takes, and writes at the end in
one short transaction. Unchanged inputs give no new row.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.utils import timezone

from huzhu import effects
from huzhu.adoptions import telling
from huzhu.adoptions.changes import Begun
from huzhu.adoptions.counting import count_effect
from huzhu.adoptions.effect import dates_of, estimate_effect, peers_with_jumps
from huzhu.adoptions.guarding import parts_of_promise, watch_guardrail, watched_by
from huzhu.adoptions.mixes import at_usual_mix
from huzhu.adoptions.models import Adoption, Guardrail, Measurement
from huzhu.adoptions.panels import Panel, Window, build_panel, window_for, with_peers_heard
from huzhu.journal.actions import record, verb
from huzhu.metrics.disclosure import may_show_blend
from huzhu.metrics.models import Metric
from huzhu.workshops.models import Alliance, Workshop


def measure(adoption: Adoption) -> None:
    """Measure an adoption and its guardrails from the series as they are now."""
    adoption = Adoption.objects.select_related(
        "workshop__plant", "workshop__trade", "metric__exposure_metric", "experience", "version"
    ).get(pk=adoption.pk)
    looked_at, begun = timezone.now(), Begun.read()
    if adoption.metric is not None:
        _measure_effect(adoption, begun, looked_at)
    guardrails = list(adoption.guardrails.select_related("metric", "workshop__plant", "workshop__trade"))
    parts = parts_of_promise(adoption, guardrails)
    for guardrail in guardrails:
        guardrail.adoption = adoption
        _measure_guardrail(guardrail, parts[guardrail.pk], begun, looked_at)


def _measure_effect(adoption: Adoption, begun: Begun, looked_at: datetime.datetime) -> None:
    metric = adoption.metric
    assert metric is not None
    # People hurt come by task and not by product: what the experience acts on is then the task.
    part = "task" if metric.kind == Metric.Kind.COUNT else "product"
    line = "" if metric.kind == Metric.Kind.COUNT else adoption.line
    panel = build_panel(metric, adoption.workshop, line=line, **{part: adoption.product})
    if panel is None:
        result = {"status": "no_data", "reason": "no_readings", "evidence": "measuring", **dates_of(adoption, None)}
        _keep(adoption, None, result, _fingerprint(adoption, None, None), adoption.starts_on, looked_at)
        return
    changes = begun.other_changes(adoption, metric)
    window = window_for(adoption, panel, changes, adoption.product if part == "product" else "")
    window = with_peers_heard(panel, window)
    if metric.kind != Metric.Kind.COUNT and not adoption.product:
        panel = at_usual_mix(panel, window)
    until = panel.monday(min(window.last, panel.weeks - 1)) + datetime.timedelta(days=6)
    others = [(each.pk, each.starts_on, each.ramp_weeks, each.ended_on) for each in changes]
    mark = _fingerprint(adoption, panel, window, others)
    if _is_known(adoption, None, mark, looked_at):
        return
    if metric.kind == Metric.Kind.COUNT:
        result = count_effect(adoption, panel, window, dates_of(adoption, panel.monday(window.last)))
    else:
        window.left_out.update(peers_with_jumps(panel, window, changes))
        result = estimate_effect(adoption, panel, window)
    _keep(adoption, None, result, mark, until, looked_at)


def _measure_guardrail(guardrail: Guardrail, part: float, begun: Begun, looked_at: datetime.datetime) -> None:
    adoption = guardrail.adoption
    watched = watched_by(guardrail, begun)
    inputs = [each for pair in watched.values() for each in pair]
    mark = _fingerprint(adoption, *inputs, guardrail.tolerance, guardrail.task, part)
    if _is_known(adoption, guardrail, mark, looked_at):
        return
    result = watch_guardrail(guardrail, watched, part)
    panel, _ = next(iter(watched.values()), (None, None))
    until = panel.monday(panel.weeks) - datetime.timedelta(days=1) if panel else adoption.starts_on
    result["status"] = result["reading"]
    _keep(adoption, guardrail, result, mark, until, looked_at)


def _fingerprint(adoption: Adoption, *inputs: Any) -> str:
    """SHA-256 over everything that goes into the numbers."""
    content = hashlib.sha256()
    dates = [adoption.decided_on, adoption.starts_on, adoption.ended_on, adoption.ramp_weeks, adoption.recorded_late]
    content.update(json.dumps([effects.METHOD_VERSION, adoption.target, dates], default=str).encode())
    for each in inputs:
        if isinstance(each, Panel):
            names = [[unit.workshop.slug, unit.line] for unit in each.units]
            about = [each.metric.slug, each.metric.kind, each.metric.direction, each.metric.gain_factor]
            content.update(json.dumps([names, about, each.first_week, each.breaks], default=str).encode())
            for table in (each.values, each.exposure, each.n):
                content.update(np.ascontiguousarray(table).tobytes())
        elif isinstance(each, Window):
            content.update(repr(each.exclude + each.contaminated + (each.last, each.problem)).encode())
        else:
            content.update(repr(each).encode())
    return content.hexdigest()


def _is_known(adoption: Adoption, guardrail: Guardrail | None, mark: str, looked_at: datetime.datetime) -> bool:
    """Were the same inputs measured already? Then only the time of looking is noted."""
    current = Measurement.objects.filter(adoption=adoption, guardrail=guardrail, is_current=True, fingerprint=mark)
    return bool(current.update(looked_at=looked_at))


@verb
def _keep(
    adoption: Adoption,
    guardrail: Guardrail | None,
    result: dict[str, Any],
    mark: str,
    until: datetime.date,
    looked_at: datetime.datetime,
) -> None:
    """Store the new measurement in place of the current one; the journal hears of it when the word for it changes."""
    earlier = Measurement.objects.filter(adoption=adoption, guardrail=guardrail, is_current=True).first()
    if earlier is not None and earlier.fingerprint == mark:
        return
    Measurement.objects.filter(adoption=adoption, guardrail=guardrail, is_current=True).update(is_current=False)
    alliance = Alliance.here()
    until = min(until, alliance.today) if alliance else until  # the last week need not be over yet
    blend = _foreign_blend(adoption, result) if guardrail is None else {}
    Measurement.objects.create(
        adoption=adoption,
        guardrail=guardrail,
        computed_at=timezone.now(),
        looked_at=looked_at,
        until_on=until,
        method_version=effects.METHOD_VERSION,
        fingerprint=mark,
        status=result["status"],
        evidence=result.get("evidence", ""),
        blend=blend,
        may_show_blend=_may_show(adoption, blend) if guardrail is None else False,
        result={name: value for name, value in result.items() if name != "chart"},
        chart=result.get("chart", {}),
    )
    word = result.get("evidence") or result["status"]
    before = (earlier.evidence or earlier.status) if earlier else None
    if word != before and not (before is None and word in ("measuring", "not_enough_data", "no_harm_seen")):
        metric = guardrail.metric if guardrail else adoption.metric
        open_to_all = metric is not None and metric.disclosure == Metric.Disclosure.OPEN
        details = {
            "metric": metric.slug if metric else "",
            "says": word,
            "before": before,
            "until_on": until.isoformat(),
        }
        if guardrail is not None:
            details |= {"workshop": guardrail.workshop.slug, "task": result.get("task", "")}
        record(
            "read_guardrail" if guardrail else "measure",
            adoption,
            by=None,
            plant="" if open_to_all else adoption.workshop.plant.slug,
            details=details,
        )
    if guardrail is None and word != before:
        telling.what_became_of_it(adoption, word, result)


def _foreign_blend(adoption: Adoption, result: dict[str, Any]) -> dict[str, float]:
    """What other plants' workshops move the path by, lines of one workshop added up."""
    loads: dict[str, float] = {}
    for slug, _, load in result.get("loads", []):
        loads[slug] = loads.get(slug, 0.0) + load
    found = Workshop.objects.filter(slug__in=loads).exclude(plant=adoption.workshop.plant_id)
    return {slug: round(loads[slug], 3) for slug in found.values_list("slug", flat=True)}


def _may_show(adoption: Adoption, blend: dict[str, float]) -> bool:
    """Ask the disclosure rule, with every blend this plant was shown on the metric before."""
    shown: Sequence[dict[str, float]] = [
        each
        for each in Measurement.objects.filter(
            guardrail=None,
            may_show_blend=True,
            adoption__metric=adoption.metric_id,
            adoption__workshop__plant=adoption.workshop.plant_id,
        ).values_list("blend", flat=True)
        if each
    ]
    slugs = set(blend).union(*shown) if shown else set(blend)
    plants = dict(Workshop.objects.filter(slug__in=slugs).values_list("slug", "plant_id"))
    return may_show_blend(blend, plants, shown)
