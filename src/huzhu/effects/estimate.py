"""Did it work here? One workshop (or several) that changed something, against workshops that did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huzhu.effects import checks
from huzhu.effects.fits import FEWEST_OWN, Fit, fit
from huzhu.effects.its import interrupted
from huzhu.effects.numbers import numbers_of
from huzhu.effects.panels import as_indices, as_mask, as_panel, fill_gaps, from_scale, to_scale
from huzhu.effects.ranges import Spread
from huzhu.effects.results import METHOD_VERSION, Check, Estimate, Excluded, Periods
from huzhu.effects.several import together
from huzhu.effects.standard import at_constant_mix, weights_for

Floats = NDArray[np.float64]
Places = NDArray[np.int_]
METHODS = ("auto", "did", "sc", "dsc", "adsc", "sdid", "its")
BASIS = "adsc"  # what "auto" takes when there is a peer
MOST_GAPS = 1 / 3
FEWEST_STRICT = 6
NO_VARIATION = 1e-9


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that was asked, checked once."""

    level: float
    scale: str
    ceiling: float
    left_out: NDArray[np.bool_]
    ramp: int
    baseline: int | None
    last: int
    clean_until: Floats
    method: str = "auto"
    least_before: int = 4
    least_after: int = 3
    strict: bool = False
    exact: bool = False
    with_checks: bool = True

    def natural(self, value: float) -> float:
        """A value of the model in the natural unit."""
        return float(from_scale(value, self.scale, self.ceiling))


@dataclass(frozen=True, slots=True)
class Window:
    """Who and when: the adopter, its peers, the periods before and after that are used."""

    unit: int
    start: int
    before: Places
    after: Places
    peers: tuple[int, ...]
    excluded: tuple[Excluded, ...]
    skipped: int


def estimate(
    values: ArrayLike,
    treated: int | Sequence[int] = 0,
    start: int | Sequence[int] = 60,
    method: str = "auto",
    level: float = 0.95,
    seed: int = 0,
    *,
    exposure: ArrayLike | None = None,
    scale: str = "linear",
    ceiling: float = 1.0,
    exclude: Sequence[int] | Sequence[bool] | None = None,
    ramp: int = 0,
    baseline: int | None = None,
    last: int | None = None,
    contaminated: Sequence[int | None] | None = None,
    left_out: Sequence[int] = (),
    least_before: int = 4,
    least_after: int = 3,
    strict: bool = False,
    exact: bool = False,
    with_checks: bool = True,
) -> Estimate:
    """The effect on ``treated`` from period ``start`` on, with its range, its peers and its checks.

    ``values`` (units, periods), NaN for missing; ``treated`` one unit or several, ``start`` the first treated period of
    each. ``method``: "dsc" demeaned synthetic control, "adsc" the same with a lean on single peers where the blend
    alone did not follow (what "auto" takes when there is a peer), "sc" synthetic control with the published
    regularisation (``exact=True``: the exact optimum), "sdid" synthetic difference in differences, "did" difference in
    differences, "its" interrupted series (what "auto" takes without a peer). "sdid" carries a check of its own: it is a
    fair choice only where peers outnumber the periods before.

    With ``values`` (units, products, periods) the mix of products is taken out of every series first: readings count by
    ``exposure`` of the same shape (tonnes, pieces, hours; all alike if left out), and a unit that turns to another
    product shows what it would have shown with its usual mix. Paths and means are then those of the usual mix.

    ``scale``: "linear", "log" (durations) or "logit" (shares from 0 to ``ceiling``). ``exclude``: periods left out, as
    indices or as one truth value a period. ``ramp``: periods after the start that are not judged. ``baseline``: at most
    so many periods before the start. ``last``: the last period looked at. ``contaminated``: per unit the period from
    which it may no longer serve as a peer, None for clean ones; such a peer is left out when four or more clean ones
    remain, else the window ends before. ``left_out``: units that must not serve as peers. ``least_before``,
    ``least_after``: fewer periods give a status instead of a number; below four periods before, nothing shows how noisy
    each unit is, and the range comes from six or more peers, held to be as noisy as the adopter. ``strict``: the range
    from peers alone (six or more). Units that are treated themselves never serve as peers.

    ``seed`` is part of the contract of this door; nothing here draws random numbers, so it changes no digit.
    Raises ValueError, naming what and where, on wrong input.
    """
    natural = as_panel(values, "values", (2, 3))
    count, length = natural.shape[0], natural.shape[-1]
    units = as_indices(treated, count, "treated")
    starts = _starts(start, len(units), length)
    plan = plan_for(
        (count, length),
        method=method,
        level=level,
        scale=scale,
        ceiling=ceiling,
        exclude=exclude,
        ramp=ramp,
        baseline=baseline,
        last=last,
        contaminated=contaminated,
        least_before=least_before,
        least_after=least_after,
        strict=strict,
        exact=exact,
        with_checks=with_checks,
    )
    panel = to_scale(natural, scale, ceiling)
    if natural.ndim == 3:
        panel = at_constant_mix(panel, weights_for(natural, exposure), dict(zip(units, starts, strict=True)))[0]
    elif exposure is not None:
        raise ValueError("exposure: needs values of shape (units, products, periods)")
    banned = {unit: "left_out" for unit in as_optional(left_out, count)} | {unit: "treated" for unit in units}
    parts = [_one(panel, unit, first, banned, plan) for unit, first in zip(units, starts, strict=True)]
    return parts[0][0] if len(parts) == 1 else together(parts, plan)


def as_optional(left_out: Sequence[int], count: int) -> list[int]:
    """Indices that may be none at all."""
    return as_indices(left_out, count, "left_out") if len(left_out) else []


def _starts(start: int | Sequence[int], units: int, length: int) -> list[int]:
    starts = [start] * units if np.ndim(start) == 0 else list(start)
    if len(starts) != units:
        raise ValueError(f"start: {units} wanted, one per treated unit, got {len(starts)}")
    for each in starts:
        if not isinstance(each, int | np.integer) or not 1 <= each <= length:
            raise ValueError(f"start: a period from 1 to {length} wanted, got {each!r}")
    return [int(each) for each in starts]


def plan_for(shape: tuple[int, ...], *, exclude=None, last=None, contaminated=None, **asked) -> Plan:
    """The checked plan for a panel of that shape; raises ValueError naming the argument that is wrong."""
    count, length = shape
    if contaminated is not None and len(contaminated) != count:
        raise ValueError(f"contaminated: {count} entries wanted, one per unit, got {len(contaminated)}")
    last = length - 1 if last is None else last
    if not 0 <= last < length:
        raise ValueError(f"last: a period from 0 to {length - 1} wanted, got {last}")
    clean = [np.inf if each is None else float(each) for each in contaminated or [None] * count]
    plan = Plan(left_out=as_mask(exclude, length), last=int(last), clean_until=np.array(clean), **asked)
    if plan.method not in METHODS:
        raise ValueError(f"method: one of {', '.join(METHODS)} wanted, got {plan.method!r}")
    if not 0.5 <= plan.level < 1:
        raise ValueError(f"level: from 0.5 to below 1 wanted, got {plan.level!r}")
    if plan.ramp < 0 or (plan.baseline is not None and plan.baseline < 1):
        raise ValueError(f"ramp from 0 and baseline from 1 on wanted, got {plan.ramp} and {plan.baseline}")
    return plan


def _one(panel: Floats, unit: int, start: int, banned: dict[int, str], plan: Plan) -> tuple[Estimate, Floats]:
    """One adopter: its estimate and the gap to its counterfactual (NaN where there is none)."""
    window = choose_window(panel, unit, start, banned, plan)
    nothing = np.full(panel.shape[1], np.nan)
    if window.before.size < plan.least_before:
        return _no_number(panel, window, plan, "no_sound_comparison", "too_few_before"), nothing
    if window.after.size < plan.least_after:
        return _no_number(panel, window, plan, "too_early", "too_few_after"), nothing
    short = window.before.size < FEWEST_OWN
    if plan.method == "its" or (plan.method == "auto" and not window.peers):
        if short:
            return _no_number(panel, window, plan, "no_sound_comparison", "too_few_before"), nothing
        return _before_after(panel, window, plan)
    if not window.peers:
        return _no_number(panel, window, plan, "no_sound_comparison", "no_peers"), nothing
    if (plan.strict or short) and len(window.peers) < FEWEST_STRICT:
        reason = "too_few_before" if short else "too_few_peers_for_strict"
        return _no_number(panel, window, plan, "no_sound_comparison", reason), nothing
    return _against_peers(panel, window, plan)


def choose_window(panel: Floats, unit: int, start: int, banned: dict[int, str], plan: Plan) -> Window:
    """Choose peers and periods. Peers with too many gaps in either window go; then periods in which nobody reports."""
    periods = np.arange(panel.shape[1])
    open_ = ~plan.left_out & ~np.isnan(panel[unit])
    before = periods[open_ & (periods < start)]
    before = before[-plan.baseline :] if plan.baseline else before
    last = plan.last
    excluded = [Excluded(each, banned[each]) for each in sorted(banned) if each != unit]
    candidates = [each for each in range(panel.shape[0]) if each != unit and each not in banned]
    soiled = [each for each in candidates if plan.clean_until[each] <= last]
    clean = [each for each in candidates if each not in soiled]
    if soiled:
        candidates, last, dropped = _handle_soiled(clean, soiled, open_, start, last, plan)
        excluded += [Excluded(each, "contaminated") for each in dropped]
    after = periods[open_ & (periods >= start + plan.ramp) & (periods <= last)]
    peers = []
    for each in candidates:
        reason = _gaps(panel[each], before, after)
        if reason:
            excluded.append(Excluded(each, reason))
        else:
            peers.append(each)
    if peers:
        reported = ~np.isnan(panel[peers]).all(axis=0)
        before, after = before[reported[before]], after[reported[after]]
    spanned = plan.last + 1 - (int(before[0]) if before.size else 0)
    skipped = max(0, spanned - before.size - after.size)
    return Window(unit, start, before, after, tuple(peers), tuple(excluded), skipped)


def _handle_soiled(clean, soiled, open_, start, last, plan) -> tuple[list[int], int, list[int]]:
    """Peers that take the change up themselves: leave them out, or, when that leaves fewer than four and the time
    before still gives enough readings, stop looking before the first of them does."""
    until = [float(plan.clean_until[each]) for each in soiled]
    for limit in sorted(set(until), reverse=True):
        cut = int(limit) - 1
        kept = clean + [each for each, at in zip(soiled, until, strict=True) if at >= limit]
        readings = int(open_[start + plan.ramp : cut + 1].sum()) if cut >= start + plan.ramp else 0
        if len(clean) < checks.FEWEST_PEERS and readings >= max(8, plan.least_after):
            return sorted(kept), cut, [each for each in soiled if each not in kept]
    return clean, last, soiled


def _gaps(series: Floats, before: Places, after: Places) -> str:
    if np.isnan(series).all():
        return "no_readings"
    for part in (before, after):
        if part.size and np.isnan(series[part]).mean() > MOST_GAPS:
            return "too_many_gaps"
    return ""


def _against_peers(panel: Floats, window: Window, plan: Plan) -> tuple[Estimate, Floats]:
    method = BASIS if plan.method == "auto" else plan.method
    rows = [window.unit, *window.peers]
    used = np.concatenate([window.before, window.after])
    whole = panel[rows].copy()
    whole[1:, used] = fill_gaps(whole[1:, used])
    found = fit(whole, window.before, window.after, method, exact=plan.exact, leave_out=plan.with_checks)
    still = found.errors[0] <= NO_VARIATION * max(1e-300, float(np.abs(whole[0, window.before]).max()))
    if still and found.knows_noise:
        return _no_number(panel, window, plan, "no_sound_comparison", "no_variation"), np.full(panel.shape[1], np.nan)
    spread = found.spread(plan.strict)
    few = len(window.peers) < checks.FEWEST_PEERS
    paths = _paths(whole, found, window)
    made = _checks(whole, window, found, spread, paths, plan) if plan.with_checks else ()
    base = _base(panel, window, plan, method, "too_few_peers" if few else "estimated", "too_few_peers" if few else "")
    shares, loads = (
        tuple((int(unit), float(each)) for unit, each in zip(window.peers, row, strict=True))
        for row in (found.weights[0], found.loads[0])
    )
    base = replace(base, peers=len(shares), weights=shares, loads=loads, checks=made)
    gap = np.where(np.isnan(whole[0]), np.nan, found.gap)
    counterfactual = np.where(np.isnan(whole[0]), _path_without(whole, found), whole[0] - found.gap)
    typical = _typical(paths, found)
    return _with_number(base, panel, window, plan, float(found.effects[0]), spread, counterfactual, typical), gap


def _path_without(whole: Floats, found: Fit) -> Floats:
    """The counterfactual also where the adopter itself did not report."""
    blend = found.loads[0] @ whole[1:]
    there = ~np.isnan(whole[0]) & ~np.isnan(blend)
    shift = float(np.mean((whole[0] - found.gap - blend)[there])) if there.any() else 0.0
    return blend + shift


def _paths(whole: Floats, found: Fit, window: Window) -> Floats:
    """Distance of the adopter and of every peer to its counterfactual, over the periods used, (1 + J, periods)."""
    used = np.concatenate([window.before, window.after])
    paths = whole[:, used] - found.loads @ whole[1:, used]
    return paths - paths[:, : window.before.size].mean(axis=1, keepdims=True)


def _typical(paths: Floats, found: Fit) -> float:
    """Typical distance of a single period to its counterfactual: the adopter's before the start, wider by as much as
    the peers' own refits scatter more after it than before; from these alone where the past is too short."""
    early, late = (paths[1:, : found.before] ** 2).mean(axis=1), (paths[1:, found.before :] ** 2).mean(axis=1)
    if not found.knows_noise:
        return float(np.sqrt(late.mean()))
    usable = early > 0
    growth = max(1.0, (late[usable] / early[usable]).mean()) if usable.sum() >= 2 else 1.0
    return float(found.errors[0] * np.sqrt(growth))


def _before_after(panel: Floats, window: Window, plan: Plan) -> tuple[Estimate, Floats]:
    effect, spread, gap = interrupted(panel[window.unit], window.before, window.after)
    typical = float(np.sqrt(np.mean(gap[window.before] ** 2)))
    if typical <= NO_VARIATION * max(1e-300, float(np.abs(panel[window.unit, window.before]).max())):
        return _no_number(panel, window, plan, "no_sound_comparison", "no_variation"), np.full(panel.shape[1], np.nan)
    base = _base(panel, window, plan, "its", "before_after", "no_peers" if not window.peers else "asked_for")
    base = replace(base, checks=(checks.too_few_peers(0),) if plan.with_checks else ())
    return _with_number(base, panel, window, plan, effect, spread, panel[window.unit] - gap, typical), gap


def _no_number(panel: Floats, window: Window, plan: Plan, status: str, reason: str) -> Estimate:
    method = BASIS if plan.method == "auto" else plan.method
    made = (checks.too_few_peers(len(window.peers)),) if plan.with_checks else ()
    return replace(_base(panel, window, plan, method, status, reason), peers=len(window.peers), checks=made)


def _base(panel: Floats, window: Window, plan: Plan, method: str, status: str, reason: str) -> Estimate:
    series = panel[window.unit]
    used = np.concatenate([window.before, window.after])
    return Estimate(
        status=status,
        reason=reason,
        method=method,
        method_version=METHOD_VERSION,
        scale=plan.scale,
        level=plan.level,
        before_mean=plan.natural(series[window.before].mean()) if window.before.size else None,
        after_mean=plan.natural(series[window.after].mean()) if window.after.size else None,
        observed=_path(series, plan),
        excluded=window.excluded,
        periods=Periods(
            window.before.size,
            window.after.size,
            window.skipped,
            int(used[0]) if used.size else None,
            int(used[-1]) if used.size else None,
        ),
    )


def _path(series: Floats, plan: Plan) -> tuple[float, ...]:
    return tuple(np.asarray(from_scale(series, plan.scale, plan.ceiling)).tolist())


def _with_number(base, panel, window, plan, effect, spread, counterfactual, typical) -> Estimate:
    """Put effect, ranges and paths into the record, on the scale of the model and in the natural unit."""
    seen = float(panel[window.unit, window.after].mean())
    width = typical * spread.half_width(plan.level) / spread.error if spread.error > 0 else 0.0
    return replace(
        base,
        **numbers_of(effect, spread, plan.level, seen, plan.natural),
        counterfactual=_path(counterfactual, plan),
        band_low=_path(counterfactual - width, plan),
        band_high=_path(counterfactual + width, plan),
    )


def _checks(whole: Floats, window: Window, found: Fit, spread: Spread, paths: Floats, plan: Plan) -> tuple[Check, ...]:
    middle = float(whole[0, window.before].mean())
    method = BASIS if plan.method == "auto" else plan.method

    def natural(distance: float) -> float:
        return abs(plan.natural(middle + float(distance)) - plan.natural(middle))

    peers, used = window.peers, np.concatenate([window.before, window.after])
    of_method = (checks.peers_outnumber_periods(len(peers), window.before.size),) if method == "sdid" else ()
    return (
        *of_method,
        checks.followed_before(found, natural),
        checks.false_start(whole, window.before, method, plan.level, natural),
        checks.false_adopter(found, spread, plan.level, natural, peers),
        checks.leave_one_out(found, spread, plan.level, natural, peers),
        checks.too_few_peers(len(peers)),
        checks.outside_hull(whole, window.before, method),
        checks.definition_break(paths, found.weights[0], used, window.before.size, (window.unit, *peers)),
    )
