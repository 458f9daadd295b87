"""Did it work here? From the panel to everything the page of an effect shows, in the metric's own unit.

The estimate itself is `effects.estimate`; here stand the choices around it: the scale, the verdict in words, what is
now, what would have been, what was won back, and whether it lasts.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import linregress, t

from huzhu import effects
from huzhu.adoptions.models import Adoption
from huzhu.adoptions.panels import BASELINE_WEEKS, FEWEST_AFTER, FEWEST_BEFORE, WEEK, Panel, Window
from huzhu.metrics.comparing import scale_for, tidy
from huzhu.metrics.models import Metric
from huzhu.metrics.queries import RECENT_WEEKS, recent_level

Floats = NDArray[np.float64]
VERDICT_WEEKS = 16  # before this a good result is called probable at most
BLOCK_WEEKS = 4
SERIOUS = ("followed_before", "false_start", "false_adopter", "leave_one_out", "definition_break")
FEWEST_PEERS = 4
FEWEST_FOR_PROOF = 2  # one peer alone may have had a change of its own that nobody logged
MOST_LEFT_OUT = 3
BREAK_LIMIT = 5.0  # a jump this clear at a peer, for no known reason, makes it no peer


def good_sign(adoption: Adoption, metric: Metric) -> int:
    """Which way is good: -1 less, +1 more, 0 where neither metric nor target says."""
    if metric.direction != Metric.Direction.BAND:
        return 1 if metric.direction == Metric.Direction.UP else -1
    aims = [adoption.target]
    if adoption.version is not None:
        aims += [adoption.version.expected_low, adoption.version.expected_high]
    aim = next((each for each in aims if each), 0.0)
    return int(math.copysign(1, aim)) if aim else 0


def first_reading_on(adoption: Adoption) -> datetime.date:
    """The Monday after four whole weeks of full use."""
    monday = adoption.starts_on - datetime.timedelta(days=adoption.starts_on.weekday())
    return monday + (adoption.ramp_weeks + FEWEST_AFTER) * WEEK


def verdict_on(adoption: Adoption) -> datetime.date:
    """When it may be called verified."""
    return max(adoption.starts_on + VERDICT_WEEKS * WEEK, first_reading_on(adoption))


def dates_of(adoption: Adoption, last_week: datetime.date | None) -> dict[str, Any]:
    """Dates and weeks for "too early": gathered of needed."""
    needed = adoption.ramp_weeks + FEWEST_AFTER
    gathered = 0
    if last_week is not None:
        gathered = max(0, (last_week - adoption.starts_on).days // 7 + 1)
    return {
        "first_reading_on": first_reading_on(adoption).isoformat(),
        "verdict_on": verdict_on(adoption).isoformat(),
        "weeks_gathered": min(gathered, needed),
        "weeks_needed": needed,
    }


def peers_with_jumps(panel: Panel, window: Window, changes: Sequence[Adoption]) -> dict[int, str]:
    """Peers whose level jumps inside the weeks compared, for no reason that anybody logged."""
    values = _usable(panel)
    scale = scale_for(panel.metric, values)
    first, last = window.baseline_from, min(window.last, panel.weeks - 1)
    inside = values[:, first : last + 1]
    rows = [number for number in range(len(panel.units)) if np.isfinite(inside[number]).sum() >= BLOCK_WEEKS * 4]
    if len(rows) < 3 or 0 not in rows:
        return {}
    known = {(0, window.start)}
    for number in rows:
        known |= {(number, panel.week_of(each.starts_on)) for each in changes if panel.units[number].overlaps(each)}
    length = last + 1 - first
    marks = [(rows.index(number), week - first) for number, week in sorted(known) if 0 < week - first < length]
    found = effects.find_breaks(inside[rows], scale=scale, known=marks, limit=BREAK_LIMIT, ramp=window.ramp)
    return {rows[each.unit]: "definition_break" for each in found if rows[each.unit] != 0}


def _usable(panel: Panel) -> Floats:
    """Durations of nothing are no durations."""
    if panel.metric.kind == Metric.Kind.DURATION:
        return np.where(panel.values > 0, panel.values, np.nan)
    return panel.values


def estimate_effect(adoption: Adoption, panel: Panel, window: Window) -> dict[str, Any]:
    """The result of a measurement on a continuous metric, ready for a JSON column.

    A peer whose level jumps for no known reason is left out and named, as long as enough peers remain.
    """
    dates = dates_of(adoption, panel.monday(window.last))
    if window.start < 1 or window.start >= panel.weeks or window.last < window.start:
        early = window.start >= panel.weeks or window.last < window.start
        status, reason = ("too_early", "not_started") if early else ("no_sound_comparison", "too_few_before")
        return {"status": status, "reason": reason, "evidence": "measuring" if early else "", **dates}
    found = _estimate(panel, window)
    for _ in range(MOST_LEFT_OUT):
        jumps = found.check("definition_break")
        if jumps is None or jumps.answer != "no" or not jumps.unit or found.peers <= FEWEST_PEERS:
            break
        window.left_out[jumps.unit] = "definition_break"
        found = _estimate(panel, window)
    status, reason = (found.status, found.reason)
    if window.problem:
        status, reason = "no_sound_comparison", window.problem
    sign = good_sign(adoption, panel.metric)
    result = {
        "status": status,
        "reason": reason,
        "evidence": evidence_of(adoption, found, status, sign, panel.monday(window.last)),
        "scale": found.scale,
        "mix_taken_out": panel.mix_taken_out,
        "shown_as": "points" if panel.metric.kind == Metric.Kind.SHARE or found.scale == "linear" else "relative",
        "sign": sign,
        "baseline_weeks": found.periods.before,
        "weeks_after": found.periods.after,
        "before": tidy(found.before_mean),
        "after": tidy(found.after_mean),
        "now": tidy(_now(panel, panel.values, window)),
        "now_as_read": tidy(_now(panel, panel.values if panel.as_read is None else panel.as_read, window)),
        **dates,
    }
    result |= _who(panel, found, window)
    result["chart"] = _chart(panel, window, found, with_path=status in ("estimated", "too_few_peers", "before_after"))
    if found.estimate is None or status == "no_sound_comparison":
        return result
    return result | _numbers(panel, window, found, sign)


def _estimate(panel: Panel, window: Window) -> effects.Estimate:
    values = _usable(panel)
    return effects.estimate(
        values,
        0,
        window.start,
        scale=scale_for(panel.metric, values),
        exclude=window.exclude,
        ramp=window.ramp,
        baseline=BASELINE_WEEKS,
        last=min(window.last, panel.weeks - 1),
        contaminated=window.contaminated,
        left_out=sorted(window.left_out),
        least_before=_fewest(panel, FEWEST_BEFORE),
        least_after=_fewest(panel, FEWEST_AFTER),
    )


def _fewest(panel: Panel, weeks: int) -> int:
    """A monthly metric has one reading in four weeks or five."""
    return max(2, weeks // 4) if panel.metric.grain == Metric.Grain.MONTH else weeks


def evidence_of(adoption: Adoption, found: effects.Estimate, status: str, sign: int, until: datetime.date) -> str:
    """The word for what the data shows; "" where it can show nothing either way."""
    if status == "too_early":
        return "measuring"
    if status not in ("estimated", "too_few_peers") or sign == 0:
        return ""
    if found.low is None or found.high is None or found.range80 is None:
        return ""
    worst, best = (found.low, found.high) if sign > 0 else (-found.high, -found.low)
    likely = found.range80[0] if sign > 0 else -found.range80[1]
    if best < 0:
        return "harmful"
    sound = not any(_is_serious(check, found) for check in found.checks)
    ripe = until + WEEK > verdict_on(adoption) and not adoption.recorded_late
    if worst > 0 and sound and ripe and found.peers >= FEWEST_FOR_PROOF:
        return "verified"
    return "probable" if likely > 0 else "not_shown"


def _is_serious(check: effects.Check, found: effects.Estimate) -> bool:
    """Does the failed check leave the result in doubt? A false start shows something by chance one time in twenty; it
    matters when what it shows is a good part of the effect."""
    if check.answer != "no" or check.name not in SERIOUS:
        return False
    if check.name == "false_start" and check.value is not None and found.change is not None:
        return check.value > abs(found.change) / 4
    return True


def _now(panel: Panel, values: Floats, window: Window) -> float | None:
    """The last four weeks that hold readings."""
    until = min(window.last, panel.weeks - 1) + 1
    row = [
        (float(value), None if np.isnan(weight) else float(weight))
        for value, weight in zip(values[0, :until], panel.exposure[0, :until], strict=True)
        if not np.isnan(value)
    ]
    return recent_level(panel.metric.kind, row[-RECENT_WEEKS:])


def _who(panel: Panel, found: effects.Estimate, window: Window) -> dict[str, Any]:
    """Peers with their share of the blend, and those left out with the reason."""
    weights = sorted(found.weights, key=lambda pair: -pair[1])
    reasons = {
        each.unit: window.left_out.get(each.unit, each.reason) for each in found.excluded if each.reason != "treated"
    }

    def name(unit: int) -> list[Any]:
        return [panel.units[unit].workshop.slug, panel.units[unit].line]

    return {
        "peers": [[*name(unit), round(weight, 4)] for unit, weight in weights if weight >= 0.0005],
        "loads": [[*name(unit), round(load, 4)] for unit, load in found.loads if abs(load) >= 0.0005],
        "peer_count": found.peers,
        "left_out": [[*name(unit), reason] for unit, reason in sorted(reasons.items())],
        "others": [[each.workshop.slug, each.slug, each.starts_on.isoformat()] for each in window.others],
        "checks": [
            {"name": each.name, "answer": each.answer, "value": tidy(each.value), "limit": tidy(each.limit)}
            for each in found.checks
        ],
    }


def _chart(panel: Panel, window: Window, found: effects.Estimate, *, with_path: bool) -> dict[str, Any]:
    """Weekly lines from the start of the baseline on. The band is that of the level, as `_level_band` says."""
    first = min(window.baseline_from, max(window.start - 1, 0))
    last = min(window.last, panel.weeks - 1)
    low, high = _level_band(found)

    def line(path: Iterable[float]) -> list[float | None]:
        return [tidy(float(value)) for value in list(path)[first : last + 1]] if with_path else []

    return {
        "first_week": panel.monday(first).isoformat(),
        "observed": [tidy(float(value)) for value in panel.values[0, first : last + 1]],
        "without": line(found.counterfactual),
        "low": line(low),
        "high": line(high),
        "ramp_until": panel.monday(window.start + window.ramp).isoformat(),
        "baseline_from": panel.monday(window.baseline_from).isoformat(),
    }


def _level_band(found: effects.Estimate) -> tuple[Floats, Floats]:
    """Where the level without the change surely lies, carried along its path.

    It is the range of the effect turned round: as wide as what is claimed of the time since the start as a whole.
    Single weeks scatter much more, and the engine's own band is theirs; beside it no level could ever be seen to
    differ. Before the start the same width is drawn, so that one sees how closely the path had followed.
    """
    path = np.array(found.counterfactual)
    middle, low, high = found.counterfactual_mean, found.counterfactual_low, found.counterfactual_high
    if middle is None or low is None or high is None:
        return path, path
    if found.scale == "log":
        return path * (low / middle), path * (high / middle)
    return path + (low - middle), path + (high - middle)


def _numbers(panel: Panel, window: Window, found: effects.Estimate, sign: int) -> dict[str, Any]:
    """Effect, what would have been, what was won back, and whether it lasts."""
    change = [found.change, found.change_low, found.change_high]
    relative = [found.relative, found.relative_low, found.relative_high]
    below = found.chance_below
    worse = None if below is None or sign == 0 else (1 - below if sign < 0 else below)
    share = panel.metric.kind == Metric.Kind.SHARE or found.scale == "linear"
    likely = list(found.range80) if share and found.range80 else list(found.relative80 or ())
    return {
        "change": [tidy(each) for each in _ordered(change)],
        "relative": [tidy(each) for each in _ordered(relative)] if found.relative is not None else None,
        "likely": [tidy(each) for each in sorted(likely)] or None,
        "chance_worse": tidy(worse),
        "on_scale": [tidy(found.estimate), tidy(found.standard_error), tidy(found.df)],
        "without": [
            tidy(each) for each in (found.counterfactual_mean, found.counterfactual_low, found.counterfactual_high)
        ],
        "won_back": _won_back(panel, window, found, sign),
        "lasting": _lasting(panel, window, found, sign),
    }


def _ordered(three: Sequence[float | None]) -> list[float | None]:
    """[value, low, high] with low not above high."""
    value, one, other = three
    if one is None or other is None:
        return [value, one, other]
    return [value, min(one, other), max(one, other)]


def _won_back(panel: Panel, window: Window, found: effects.Estimate, sign: int) -> list[float | None] | None:
    """What the change is worth a week, in the metric's gain unit: effect times what is turned out in a week."""
    factor = panel.metric.gain_factor
    if factor is None or sign == 0 or found.change is None or found.change_low is None or found.change_high is None:
        return None
    after = slice(window.start + window.ramp, min(window.last, panel.weeks - 1) + 1)
    amounts = np.where(np.isnan(panel.exposure[0, after]), panel.n[0, after], panel.exposure[0, after])
    there = amounts[~np.isnan(panel.values[0, after])]
    if not there.size:
        return None
    a_week = float(np.nansum(there)) / there.size * factor * sign
    low, high = sorted((found.change_low * a_week, found.change_high * a_week))
    return [tidy(found.change * a_week), tidy(low), tidy(high)]


def _lasting(panel: Panel, window: Window, found: effects.Estimate, sign: int) -> dict[str, Any]:
    """Weeks since the start, and whether four-week means of the gain are on the way back to nothing."""
    last = min(window.last, panel.weeks - 1)
    weeks = last - window.start + 1
    observed, without = np.array(found.observed), np.array(found.counterfactual)
    if found.scale == "log":
        with np.errstate(invalid="ignore", divide="ignore"):
            gap = np.log(observed) - np.log(without)
    else:
        gap = observed - without
    gain = sign * gap[window.start + window.ramp : last + 1]
    blocks = [gain[at : at + BLOCK_WEEKS] for at in range(0, gain.size - BLOCK_WEEKS + 1, BLOCK_WEEKS)]
    means = np.array([np.nanmean(block) for block in blocks if np.isfinite(block).any()])
    if sign == 0 or means.size < 4 or found.estimate is None:
        return {"weeks": weeks, "slipping": "cannot_say"}
    trend = linregress(np.arange(means.size), means)
    limit = float(t.ppf(0.05, means.size - 2))
    error = float(trend.stderr)
    falls = error > 0 and float(trend.slope) / error < limit
    lost = -float(trend.slope) * (means.size - 1)
    slipping = falls and lost > abs(found.estimate) / 4
    return {"weeks": weeks, "slipping": "slipping" if slipping else "no_sign"}
