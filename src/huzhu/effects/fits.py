"""One adopter against its peers, and every peer against the others as if it had adopted, out of one Gram matrix."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from huzhu.effects.ranges import (
    Spread,
    blended_spread,
    contrast_variances,
    cosine_terms,
    lent_error,
    shared_coefficient,
    strict_spread,
)
from huzhu.effects.weights import frank_wolfe_weights, simplex_weights

Floats = NDArray[np.float64]
Places = NDArray[np.int_]
PENALTY = 3.0
BLEND_LEAN = 1.5
FEWEST_OWN = 4  # periods before the start, below which they do not show how noisy a unit is
OWN_SAY = 0.55


@dataclass(frozen=True, slots=True)
class Fit:
    """Row 0 of every array is the adopter, rows 1 to J its peers, each fitted by the other peers.

    ``weights`` (J+1, J): the blend; ``loads`` (J+1, J): the blend with the lean of "adsc" on single peers, of which the
    counterfactual is made; ``effects`` and ``errors`` (J+1,): effect and pre-period error; ``gap`` (periods,): adopter
    minus counterfactual over the whole panel; ``own`` (J+1,) variance of the effect by the unit's own past over its
    squared error, resting on ``readings``; ``lean``: how far the effect may be off if the adopter moved more than its
    blend before (0 where it did not, and where the loads follow that); ``without`` (J,): the effect when that peer is
    left out (NaN with one peer); ``before``: how many periods lie before the start.
    """

    weights: Floats
    loads: Floats
    effects: Floats
    errors: Floats
    gap: Floats
    own: Floats
    readings: float
    lean: float
    without: Floats
    before: int

    @property
    def placebos(self) -> Floats:
        """Effect over error of each peer, had it adopted; empty when there is but one peer."""
        usable = self.errors[1:] > 0
        return self.effects[1:][usable] / self.errors[1:][usable]

    @property
    def knows_noise(self) -> bool:
        """Is the past long enough to show how noisy each unit is? If not, all are taken to be equally noisy."""
        return self.before >= FEWEST_OWN

    def spread(self, strict: bool = False) -> Spread:
        """Standard error and degrees of freedom of the adopter's effect."""
        if not self.knows_noise:
            return strict_spread(self.effects[1:])
        if strict:
            relative = strict_spread(self.placebos)
        else:
            usable = self.errors[1:] > 0
            others = float(self.own[1:][usable].mean()) if usable.any() else 0.0
            lent = lent_error(self.errors)
            relative = blended_spread(self.placebos, float(self.own[0]), others, self.readings, lent)
        return Spread(float(np.hypot(relative.error * self.errors[0], self.lean)), relative.df)


def fit(
    panel: Floats, before: Places, after: Places, method: str, *, exact: bool = False, leave_out: bool = True
) -> Fit:
    """Fit ``panel`` (1 + J units, periods; no NaN in the periods used) by "did", "sc", "dsc", "adsc" or "sdid"."""
    if method == "sdid":
        return _fit_sdid(panel, before, after, exact, leave_out)
    level = panel[:, before].mean(axis=1) if method != "sc" else np.zeros(panel.shape[0])
    past = panel[:, before] - level[:, None]
    moved = panel[:, after].mean(axis=1) - level
    gram = past @ past.T / before.size
    peers, allowed, targets = _problems(panel.shape[0] - 1, leave_out)
    if method == "did":
        weights = allowed / np.maximum(allowed.sum(axis=1, keepdims=True), 1)
    else:
        weights = _solve(gram, allowed, targets)
    if method == "sc" and not exact:
        noise = float(np.diff(past[1:], axis=1).std(ddof=1))
        weights[0] = frank_wolfe_weights(past[1:].T, past[0], 1e-6 * noise, intercept=False, least_gain=1e-5 * noise)
    loads = weights
    if method == "adsc":
        loads = weights + _leaning(gram, weights, allowed, targets)
    effects = moved[targets] - loads @ moved[1:]
    errors = np.sqrt(_power(gram, weights, targets))  # by the blend: with many peers the lean fits the past too well
    gap = panel[0] - level[0] - loads[0] @ (panel[1:] - level[1:, None])
    early = np.zeros(before.size) if method == "sc" else np.full(before.size, 1 / before.size)
    apart = past - weights[: peers + 1] @ past[1:]  # from the blend alone: the lean was fitted to what it explains
    made = _assemble(peers, weights, loads, effects, errors, gap, apart, early, before, after)
    if method == "sc":
        return made
    return replace(made, lean=(BLEND_LEAN if method == "adsc" else 1.0) * _lean(weights[0], gram, moved))


def _power(gram: Floats, loads: Floats, targets: Places) -> Floats:
    """Mean square before the start of what the loads do not follow, per row."""
    cross = np.einsum("bj,bj->b", loads, gram[targets, 1:])
    both = np.einsum("bj,bj->b", loads @ gram[1:, 1:], loads)
    return np.maximum(gram[targets, targets] - 2 * cross + both, 0.0)


def _leaning(gram: Floats, weights: Floats, allowed: NDArray[np.bool_], targets: Places) -> Floats:
    """Ridge regression of what the blend leaves over on the peers (Ben-Michael, Feller, Rothstein 2021), the penalty
    being three times its own mean square. One eigendecomposition serves all rows: a peer that may not be used is taken
    out of the inverse afterwards."""
    values, vectors = np.linalg.eigh(gram[1:, 1:])
    penalty = PENALTY * _power(gram, weights, targets)[:, None]
    usable = penalty[:, 0] > 1e-12 * gram[targets, targets]
    scale = 1 / (np.maximum(values, 0.0) + np.where(usable[:, None], penalty, 1.0))
    left = np.where(allowed, gram[targets, 1:] - weights @ gram[1:, 1:], 0.0)
    lean = (left @ vectors * scale) @ vectors.T
    rows = np.flatnonzero(~allowed.all(axis=1))
    barred = (~allowed[rows]).argmax(axis=1)
    column = (vectors[barred] * scale[rows]) @ vectors.T
    at = np.arange(rows.size)
    lean[rows] -= column * (lean[rows, barred] / column[at, barred])[:, None]
    lean[rows, barred] = 0.0
    return np.where(usable[:, None], lean, 0.0)


def _solve(gram: Floats, allowed: NDArray[np.bool_], targets: Places) -> Floats:
    """Weights of all blends; leaving out a peer that has no weight changes nothing and is not solved again."""
    count = gram.shape[0] - 1
    refits = slice(0, count + 1)
    weights = simplex_weights(gram[1:, 1:], gram[targets[refits], 1:], allowed[refits])
    if targets.size <= count + 1:
        return weights
    without = np.repeat(weights[:1], count, axis=0)
    carries, others = np.flatnonzero(weights[0] > 0), allowed[count + 1 :]
    without[carries] = simplex_weights(gram[1:, 1:], gram[targets[count + 1 :][carries], 1:], others[carries])
    return np.vstack([weights, without])


def _lean(weights: Floats, gram: Floats, moved: Floats) -> float:
    """Had the adopter moved more than its blend before the start, the same excess of the blend's movement since."""
    power = float(weights @ gram[1:, 1:] @ weights)
    if power <= 0:
        return 0.0
    excess = float(weights @ gram[0, 1:]) / power - 1
    return max(0.0, excess) * abs(float(weights @ moved[1:]))


def _problems(count: int, leave_out: bool) -> tuple[int, NDArray[np.bool_], Places]:
    """The adopter, then each peer without itself, then the adopter without each peer: allowed weights and targets."""
    others = ~np.eye(count, dtype=bool)
    rows, targets = [np.ones((1, count), dtype=bool)], [np.zeros(1, dtype=int)]
    if count > 1:
        rows.append(others)
        targets.append(np.arange(1, count + 1))
        if leave_out:
            rows.append(others)
            targets.append(np.zeros(count, dtype=int))
    return count, np.vstack(rows), np.concatenate(targets)


def _assemble(count, weights, loads, effects, errors, gap, apart, early, before, after) -> Fit:
    contrast = np.concatenate([-early, np.full(after.size, 1 / after.size)])
    at = np.concatenate([before, after])
    shared = shared_coefficient(apart)
    refits = slice(0, count + 1)
    power = errors[refits] ** 2
    own = np.where(power > 0, contrast_variances(apart, contrast, at, shared) / np.where(power > 0, power, 1.0), 0.0)
    without = effects[count + 1 :] if effects.size > count + 1 else np.full(count, np.nan)
    readings = max(3.0, OWN_SAY * cosine_terms(before.size))
    return Fit(
        weights[refits], loads[refits], effects[refits], errors[refits], gap, own, readings, 0.0, without, before.size
    )


def _fit_sdid(panel: Floats, before: Places, after: Places, exact: bool, leave_out: bool) -> Fit:
    """Synthetic difference in differences (Arkhangelsky et al. 2021). Every refit makes its time weights anew from the
    peers it may use: weights that have seen the placebo's own later periods would find no effect anywhere. The adopter
    is fitted with the published steps, the refits at the exact optimum."""
    count, allowed, targets = _problems(panel.shape[0] - 1, leave_out)
    weights, effects, errors = np.zeros(allowed.shape), np.zeros(targets.size), np.zeros(targets.size)
    early = np.zeros(before.size)
    gap = panel[0]
    for row, (mask, target) in enumerate(zip(allowed, targets, strict=True)):
        pool = np.flatnonzero(mask) + 1
        unit_weights, time_weights = _sdid_weights(panel, pool, target, before, after, exact=exact or row > 0)
        weights[row, mask] = unit_weights
        path = panel[target] - unit_weights @ panel[pool]
        errors[row] = path[before].std()
        effects[row] = path[after].mean() - time_weights @ path[before]
        if row == 0:
            early, gap = time_weights, path - time_weights @ path[before]
    past = panel[:, before]
    apart = past - weights[: count + 1] @ past[1:]
    return _assemble(count, weights, weights, effects, errors, gap, apart, early, before, after)


def _sdid_weights(panel, pool, target, before, after, *, exact: bool) -> tuple[Floats, Floats]:
    past = panel[np.ix_(pool, before)]
    later = panel[np.ix_(pool, after)].mean(axis=1)
    noise = float(np.diff(past, axis=1).std(ddof=1))
    zeta, little = after.size**0.25 * noise, 1e-6 * noise
    if exact:
        return _penalised(past.T, panel[target, before], zeta), _penalised(past, later, little)
    step = 1e-5 * noise
    units = frank_wolfe_weights(past.T, panel[target, before], zeta, intercept=True, least_gain=step)
    return units, frank_wolfe_weights(past, later, little, intercept=True, least_gain=step)


def _penalised(design: Floats, goal: Floats, zeta: float) -> Floats:
    """Exact optimum of the same penalised least squares, with an intercept."""
    design, goal = design - design.mean(axis=0), goal - goal.mean()
    gram = design.T @ design / goal.size + zeta**2 * np.eye(design.shape[1])
    every = np.ones((1, design.shape[1]), dtype=bool)
    return simplex_weights(gram, (design.T @ goal / goal.size)[None], every)[0]
