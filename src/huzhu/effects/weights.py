"""Weights on a simplex (none below zero, adding to one): exact, in batches, from Gram matrices alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RIDGE = 1e-10


def simplex_weights(gram: Floats, target: Floats, allowed: NDArray[np.bool_]) -> Floats:
    """Minimise w'Gw/2 - b'w over the simplex for many problems at once, by the active-set method of Lawson and Hanson.

    ``gram`` (J, J) shared or (B, J, J); ``target`` (B, J) the vectors b; ``allowed`` (B, J) which weights may be used.
    Returns (B, J). Every row of ``allowed`` needs at least one True.
    """
    batch, size = target.shape
    gram = np.broadcast_to(gram, (batch, size, size))
    diagonal = np.einsum("bjj->bj", gram)
    mean = diagonal.mean(axis=1)
    ridge = RIDGE * np.where(mean > 0, mean, 1.0)
    first = np.where(allowed, diagonal / 2 - target, np.inf).argmin(axis=1)
    weights = np.zeros((batch, size))
    weights[np.arange(batch), first] = 1.0
    active = weights > 0
    open_rows = np.flatnonzero(allowed.sum(axis=1) > 1)
    for _ in range(20 * size + 50):
        if not open_rows.size:
            break
        settled = _step(gram, target, allowed, ridge, weights, active, open_rows)
        open_rows = open_rows[~settled]
    return weights / weights.sum(axis=1, keepdims=True)


def _step(gram, target, allowed, ridge, weights, active, rows) -> NDArray[np.bool_]:
    """One round for the problems ``rows``: solve on the active set, then let one weight leave or one enter."""
    here, now, b = active[rows], weights[rows], target[rows]
    goal, multiplier = _equality_solution(gram[rows], b, here, ridge[rows])
    blocked = here & (goal <= 0)
    stuck = blocked.any(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(blocked, now / np.maximum(now - goal, 1e-300), np.inf)
    part = np.where(stuck, np.minimum(share.min(axis=1), 1.0), 1.0)
    now = now + part[:, None] * (goal - now)
    leaving = stuck[:, None] & blocked & (share <= part[:, None])
    now[leaving] = 0.0
    here = here & ~leaving
    slope = np.einsum("bij,bj->bi", gram[rows], now) - b
    slack = 1e-9 * (1e-300 + np.abs(b).max(axis=1))
    gain = np.where(allowed[rows] & ~here, multiplier[:, None] - slope, -np.inf)
    best = gain.argmax(axis=1)
    entering = ~stuck & (gain[np.arange(rows.size), best] > slack)
    here[np.flatnonzero(entering), best[entering]] = True
    weights[rows], active[rows] = now, here
    return ~stuck & ~entering


def _equality_solution(gram, target, active, ridge) -> tuple[Floats, Floats]:
    """Minimise on the active weights under "they add to one" only; returns weights (B, J) and the multiplier (B,).

    The active weights are few: they are gathered to the front, so that the systems solved are as small as can be.
    """
    rows = np.arange(target.shape[0])[:, None]
    most = int(active.sum(axis=1).max())
    chosen = np.argsort(~active, axis=1, kind="stable")[:, :most]
    there = active[rows, chosen]
    both = there[:, :, None] & there[:, None, :]
    system = np.where(both, gram[rows[:, :, None], chosen[:, :, None], chosen[:, None]], 0.0)
    inner = np.arange(most)
    system[:, inner, inner] += np.where(there, ridge[:, None], 1.0)
    sides = np.stack([np.where(there, target[rows, chosen], 0.0), there.astype(float)], axis=2)
    solved = np.linalg.solve(system, sides)
    free, ones = solved[:, :, 0], solved[:, :, 1]
    multiplier = (1.0 - free.sum(axis=1)) / ones.sum(axis=1)
    weights = np.zeros(target.shape)
    weights[rows, chosen] = free + multiplier[:, None] * ones
    return weights, multiplier


def frank_wolfe_weights(design: Floats, target: Floats, zeta: float, *, intercept: bool, least_gain: float) -> Floats:
    """Weights as Arkhangelsky et al. (2021) computed them: Frank-Wolfe steps, small weights set to zero, more steps.

    ``design`` (rows, J), ``target`` (rows,). Penalty ``zeta`` squared times rows on the sum of squares. Their stopping
    rule is part of the published numbers, so it is kept here.
    """
    if intercept:
        design, target = design - design.mean(axis=0), target - target.mean()
    start = np.full(design.shape[1], 1.0 / design.shape[1])
    rough = _frank_wolfe(design, target, zeta, start, 100, least_gain)
    kept = np.where(rough > rough.max() / 4, rough, 0.0)
    return _frank_wolfe(design, target, zeta, kept / kept.sum(), 10_000, least_gain)


def _frank_wolfe(design, target, zeta, weights, most_steps, least_gain) -> Floats:
    rows = design.shape[0]
    penalty, squares = rows * zeta**2, (design**2).sum(axis=0)
    fitted, before = design @ weights, np.inf
    for step in range(most_steps):
        slope = (fitted - target) @ design + penalty * weights
        best = int(slope.argmin())
        move = -weights
        move[best] += 1.0
        change = design[:, best] - fitted
        curve = squares[best] - 2 * design[:, best] @ fitted + fitted @ fitted + penalty * (move @ move)
        if curve <= 0:
            break
        length = min(1.0, max(0.0, -(slope @ move) / curve))
        weights, fitted = weights + length * move, fitted + length * change
        now = zeta**2 * (weights @ weights) + ((fitted - target) ** 2).sum() / rows
        if step > 0 and before - now <= least_gain**2:
            break
        before = now
    return weights
