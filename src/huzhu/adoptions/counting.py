"""People hurt and near misses: counted one by one over four-week looks, for guardrails and for remedies alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huzhu import effects
from huzhu.adoptions.models import Adoption
from huzhu.adoptions.panels import Panel, Window
from huzhu.metrics.comparing import tidy

Floats = NDArray[np.float64]
LOOK_WEEKS = 4
FEWEST_EXPECTED = 3.0  # cases expected at the old rate before their absence says anything


@dataclass(frozen=True)
class Counts:
    """Accidents, people and exposure in looks of four weeks, (units, looks); look `start` is the first judged."""

    accidents: Floats
    people: Floats
    exposure: Floats
    start: int
    weeks_after: int


def in_looks(panel: Panel, window: Window, *, judge_from: int | None = None) -> Counts | None:
    """Weeks gathered into looks, counted back and forth from the first week that is judged; None if it lies outside.

    A watch for harm starts with the change itself, and its past goes up to it: nobody decided on the change because of
    a bad spell of what is only watched, and of rare cases every week counts. An effect (`judge_from`) is judged after
    the ramp, and the weeks before the decision belong to no look.
    """
    first = judge_from if judge_from is not None else window.start
    last = min(window.last, panel.weeks - 1)
    left_out = set(window.exclude) if judge_from is not None else set()
    before = [week for week in range(window.baseline_from, min(window.start, panel.weeks)) if week not in left_out]
    after = list(range(max(first, 0), last + 1))
    if not before or not after:
        return None
    early = [before[max(0, end - LOOK_WEEKS) : end] for end in range(len(before), 0, -LOOK_WEEKS)][::-1]
    late = [after[at : at + LOOK_WEEKS] for at in range(0, len(after), LOOK_WEEKS)]
    looks = early + late

    def gather(table: Floats) -> Floats:
        return np.stack([np.nansum(table[:, look], axis=1) for look in looks], axis=1)

    there = ~np.isnan(panel.values)
    exposure = np.where(np.isnan(panel.exposure), there * 1.0, panel.exposure)
    return Counts(gather(panel.n), gather(panel.values), gather(exposure * there), len(early), len(after))


def clean_rows(panel: Panel, window: Window, counts: Counts) -> list[int]:
    """The adopter and the peers that changed nothing as long as is counted, counted the same way throughout, and
    counted before already."""
    last = min(window.last, panel.weeks - 1)
    return [0] + [
        number
        for number, changed in enumerate(window.contaminated)
        if number
        and (changed is None or changed > last)
        and number not in window.left_out
        and counts.exposure[number, : counts.start].sum() > 0
    ]


def counted(counts: Counts, found: effects.CountWatch) -> dict[str, Any]:
    """The part of a result that speaks of single cases."""
    people = float(counts.people[0, counts.start :].sum())
    expected = found.expected
    ratio = None
    if found.ratio is not None and found.ratio_low is not None and expected is not None and expected > 0:
        ratio = [tidy(found.ratio), tidy(found.ratio_low), tidy(found.ratio_high)]
    return {
        "seen": int(counts.accidents[0, counts.start :].sum()),
        "people": round(people),
        "expected": tidy(expected),
        "ratio": ratio,
        "weeks": counts.weeks_after,
        "exposure": tidy(float(counts.exposure[0, counts.start :].sum())),
    }


def count_effect(adoption: Adoption, panel: Panel, window: Window, dates: dict[str, Any]) -> dict[str, Any]:
    """A remedy judged by the people it keeps from harm: seen against expected at the rate before."""
    base = {"status": "counted", "reason": "", "evidence": "measuring", "shown_as": "relative", "sign": -1, **dates}
    counts = in_looks(panel, window, judge_from=window.start + window.ramp)
    if window.start < 1 or counts is None:
        return base | {"status": "too_early", "reason": "too_few_after"}
    rows = clean_rows(panel, window, counts)
    found = effects.watch_counts(counts.accidents[rows], counts.exposure[rows], 0, counts.start)
    result = base | {
        "counted": counted(counts, found),
        "reason": found.reason,
        "chance_worse": tidy(found.chance_worse),
    }
    result["evidence"] = _count_evidence(adoption, found, window)
    result |= {"peers": [], "peer_count": len(rows) - 1, "left_out": [], "others": [], "checks": []}
    if found.ratio is not None and found.ratio_low is not None and found.ratio_high is not None:
        result["relative"] = [tidy(each - 1) for each in (found.ratio, found.ratio_low, found.ratio_high)]
    first = window.baseline_from
    result["chart"] = {
        "first_week": panel.monday(first).isoformat(),
        "observed": [tidy(float(value)) for value in panel.n[0, first : min(window.last, panel.weeks - 1) + 1]],
        "without": [],
        "low": [],
        "high": [],
        "ramp_until": panel.monday(window.start + window.ramp).isoformat(),
        "baseline_from": panel.monday(first).isoformat(),
    }
    return result


def _count_evidence(adoption: Adoption, found: effects.CountWatch, window: Window) -> str:
    """Fewer cases count as verified only when enough would have been expected: three at the old rate."""
    if found.expected is None or found.ratio_high is None or found.ratio_low is None:
        return "measuring"
    if found.ratio_low > 1:
        return "harmful"
    if found.expected < FEWEST_EXPECTED:
        return "measuring"
    if found.ratio_high < 1 and not adoption.recorded_late and not window.problem:
        return "verified"
    return "probable" if found.chance_worse is not None and found.chance_worse < 0.1 else "not_shown"
