"""The algebra of fits.py as one tight loop, compiled by Numba where that is installed (``pip install huzhu[fast]``).

Nothing here is another method: tests hold every number to those of fits.py. Numba is imported only when many fits are
asked for at once, and the compiled code is kept beside the source, so that it is compiled once.
"""

from __future__ import annotations

import math
from functools import cache
from importlib.util import find_spec

import numpy as np


def is_installed() -> bool:
    """Is there a compiler?"""
    return find_spec("numba") is not None


_PARTS = (
    "_solve_equal",
    "_blend",
    "_tridiagonal",
    "_solve_tridiagonal",
    "_leaning",
    "_follow",
    "_excess",
    "_lag_one",
    "_own_variance",
    "_pasts",
    "_prepared",
    "_range_of",
)


@cache
def _compiler():
    """Numba's decorator, after the parts of the loop have been put under it."""
    from numba import njit

    fast = njit(cache=True, error_model="numpy", nogil=True)
    globals().update({name: fast(globals()[name]) for name in _PARTS})
    return fast


@cache
def compiled():
    """The compiled loop: (panels, start, cosines, and the constants of many.py) -> effects, standard
    errors, degrees of freedom, own errors, (fits, 4). Constants are handed in, because what Numba keeps on disk would
    not notice that another file changed."""
    return _compiler()(loop)


@cache
def bare():
    """The compiled loop without range and lean, which benchmarks/effects.py measures against."""
    return _compiler()(bare_loop)


def _solve_equal(gram, target, ridge, chosen, known, size, room):
    """Minimise on the chosen weights under "they add to one": Cholesky by hand, the sets are small. The first ``known``
    rows of the factor and of what is solved forward stand in ``room`` from the round before. The weights come into
    ``room[0]``; returns the multiplier."""
    out, ones, free, one, low = room[0], room[1], room[2], room[3], room[4:]
    for i in range(known, size):
        free[i], one[i] = target[chosen[i]], 1.0
        for j in range(i + 1):
            value = gram[chosen[i], chosen[j]]
            if i == j:
                value += ridge
            for k in range(j):
                value -= low[i, k] * low[j, k]
            low[i, j] = math.sqrt(max(value, 1e-300)) if i == j else value / low[j, j]
        for k in range(i):
            free[i] -= low[i, k] * free[k]
            one[i] -= low[i, k] * one[k]
        free[i], one[i] = free[i] / low[i, i], one[i] / low[i, i]
    out[:size], ones[:size] = free[:size], one[:size]
    total_free, total_ones = 0.0, 0.0
    for i in range(size - 1, -1, -1):
        out[i], ones[i] = out[i] / low[i, i], ones[i] / low[i, i]
        for k in range(i):
            out[k] -= low[i, k] * out[i]
            ones[k] -= low[i, k] * ones[i]
        total_free += out[i]
        total_ones += ones[i]
    multiplier = (1.0 - total_free) / total_ones
    for i in range(size):
        out[i] += multiplier * ones[i]
    return multiplier


def _blend(gram, target, barred, ridge, weights, chosen, room):  # noqa: PLR0912 - one loop, kept together for speed
    """Weights of one blend by the active-set method of weights.py; ``barred``: the peer not to be used, -1 for none;
    ``room`` (peers + 5, peers): to work in."""
    count = target.size
    goal, slope = room[0], room[1]
    weights[:] = 0.0
    first, best = -1, np.inf
    highest = 0.0
    for j in range(count):
        highest = max(highest, abs(target[j]))
        if j != barred and gram[j, j] / 2 - target[j] < best:
            first, best = j, gram[j, j] / 2 - target[j]
    size, known = 1, 0
    chosen[0] = first
    weights[first] = 1.0
    slack = 1e-9 * (1e-300 + highest)
    for _ in range(20 * count + 50):
        multiplier = _solve_equal(gram, target, ridge, chosen, known, size, room)
        known = size
        part = 1.0
        for i in range(size):
            if goal[i] <= 0:
                now = weights[chosen[i]]
                part = min(part, now / max(now - goal[i], 1e-300))
        stuck = False
        kept = 0
        for i in range(size):
            now = weights[chosen[i]]
            leaves = goal[i] <= 0 and now / max(now - goal[i], 1e-300) <= part
            stuck = stuck or goal[i] <= 0
            weights[chosen[i]] = 0.0 if leaves else now + part * (goal[i] - now)
            if leaves:
                known = min(known, i)
            else:
                chosen[kept] = chosen[i]
                kept += 1
        size = kept
        if stuck:
            continue
        slope[:] = -target
        for i in range(size):
            now = weights[chosen[i]]
            for j in range(count):
                slope[j] += gram[chosen[i], j] * now
        entering, gain = -1, slack
        for j in range(count):
            if j != barred and weights[j] == 0.0 and multiplier - slope[j] > gain:
                entering, gain = j, multiplier - slope[j]
        if entering < 0:
            break
        chosen[size] = entering
        size += 1
    total = 0.0
    for i in range(size):
        total += weights[chosen[i]]
    for i in range(size):
        weights[chosen[i]] /= total


def _leaning(gram, pool, loads, power, times):
    """Add the lean of every row to its blend; row r > 0 may not use peer r - 1. The penalty differs from row to row and
    the peers do not: they are turned into a tridiagonal matrix once, and each row is then solved in a few steps."""
    rows, count = loads.shape
    turned, diagonal, beside = np.eye(count), np.empty(count), np.empty(count)
    _tridiagonal(pool.copy(), turned, diagonal, beside)
    left = np.ascontiguousarray(gram[:, 1:]) - np.dot(loads, pool)
    for r in range(1, rows):
        left[r, r - 1] = 0.0
    left = np.dot(left, turned.T)
    barred = np.empty(count)
    for r in range(rows):
        if power[r] <= 1e-12 * gram[r, r]:
            left[r] = 0.0
            continue
        barred[:] = turned[:, r - 1]
        _solve_tridiagonal(diagonal, beside, times * power[r], left[r], barred)
        if r > 0:  # as in fits.py, the barred peer is taken out of the inverse
            share, own = 0.0, 0.0
            for k in range(count):
                share += turned[k, r - 1] * left[r, k]
                own += turned[k, r - 1] * barred[k]
            for k in range(count):
                left[r, k] -= barred[k] * (share / own)
    left = np.dot(left, turned)
    for r in range(rows):
        for k in range(count):
            if k != r - 1:
                loads[r, k] += left[r, k]


def _tridiagonal(matrix, turned, diagonal, beside):
    """Make the symmetric ``matrix`` tridiagonal by reflections (Householder 1958), in place, and ``turned``, the
    identity, the orthogonal matrix Q for which Q matrix Q' is ``diagonal`` with ``beside`` next to it."""
    count = diagonal.size
    axis, image, along = np.empty(count), np.empty(count), np.empty(count)
    for k in range(count - 1):
        beyond = 0.0
        for j in range(k + 2, count):
            beyond += matrix[k, j] * matrix[k, j]
        first = matrix[k, k + 1]
        beside[k] = first
        if beyond == 0.0:
            continue
        beside[k] = -math.copysign(math.sqrt(first * first + beyond), first)
        axis[k + 1 :] = matrix[k, k + 1 :]
        axis[k + 1] = first - beside[k]
        scale = 2.0 / (axis[k + 1] * axis[k + 1] + beyond)
        image[k + 1 :], along[:] = 0.0, 0.0
        for i in range(k + 1, count):
            for j in range(k + 1, count):
                image[j] += axis[i] * matrix[i, j]
            for j in range(count):
                along[j] += axis[i] * turned[i, j]
        both = 0.0
        for j in range(k + 1, count):
            both += image[j] * axis[j]
        for j in range(k + 1, count):
            image[j] = scale * (image[j] - scale / 2 * both * axis[j])
        for i in range(k + 1, count):
            for j in range(k + 1, count):
                matrix[i, j] -= axis[i] * image[j] + image[i] * axis[j]
            for j in range(count):
                turned[i, j] -= scale * axis[i] * along[j]
    for k in range(count):
        diagonal[k] = matrix[k, k]


def _solve_tridiagonal(diagonal, beside, penalty, first, second):
    """Solve (tridiagonal + penalty) x = side in place for two sides at once."""
    count = diagonal.size
    pivot = np.empty(count)
    pivot[0] = diagonal[0] + penalty
    for k in range(1, count):
        factor = beside[k - 1] / pivot[k - 1]
        pivot[k] = diagonal[k] + penalty - factor * beside[k - 1]
        first[k] -= factor * first[k - 1]
        second[k] -= factor * second[k - 1]
    first[count - 1] /= pivot[count - 1]
    second[count - 1] /= pivot[count - 1]
    for k in range(count - 2, -1, -1):
        first[k] = (first[k] - beside[k] * first[k + 1]) / pivot[k]
        second[k] = (second[k] - beside[k] * second[k + 1]) / pivot[k]


def _follow(gram, pool, loads, power):
    """Mean square before the start of what each row's loads do not follow."""
    rows, count = loads.shape
    both = np.dot(loads, pool)
    for r in range(rows):
        value = gram[r, r]
        for k in range(count):
            value += loads[r, k] * (both[r, k] - 2 * gram[r, k + 1])
        power[r] = max(value, 0.0)


def _excess(gram, pool, weights, moved):
    """How much more the adopter moved than its blend before the start, times the movement of the blend since."""
    cross, power, since = 0.0, 0.0, 0.0
    for j in range(weights.size):
        if weights[j] != 0.0:
            cross += weights[j] * gram[0, j + 1]
            since += weights[j] * moved[j + 1]
            for k in range(weights.size):
                power += weights[j] * weights[k] * pool[j, k]
    return max(0.0, cross / power - 1) * abs(since) if power > 0 else 0.0


def _lag_one(gap):
    """First autocorrelation of a series that has mean nought."""
    square, lagged = 0.0, 0.0
    for t in range(gap.size):
        square += gap[t] * gap[t]
        if t > 0:
            lagged += gap[t] * gap[t - 1]
    return lagged / square if square > 0 else 0.0


def _own_variance(square, waves, rho, before, after, least_left):
    """contrast_variances of ranges.py for periods without gaps between them; ``square`` the mean square of the series,
    ``waves`` its cosines."""
    bridge, run, previous = 0.0, 0.0, 0.0
    for t in range(before + after):
        now = -1.0 / before if t < before else 1.0 / after
        run = rho * (run + previous)
        bridge += now * now + 2 * now * run
        previous = now
    slow = 0.0
    for k in range(waves.size):
        slow += waves[k] * waves[k]
    slow /= waves.size * before
    left = max(least_left, 1 - (1 + rho) / (1 - rho) / before)
    return max(square / left * bridge, slow * (1.0 / before + 1.0 / after))


def _prepared(panel, start, past, moved):
    """Centre the time before the start, in place; how far each unit moved; the Gram matrix, and a ridge for it."""
    units, periods = panel.shape
    for i in range(units):
        level, later = 0.0, 0.0
        for t in range(start):
            level += panel[i, t]
        for t in range(start, periods):
            later += panel[i, t]
        level /= start
        moved[i] = later / (periods - start) - level
        for t in range(start):
            past[i, t] = panel[i, t] - level
    gram = np.dot(past, past.T) / start
    ridge = 0.0
    for j in range(1, units):
        ridge += gram[j, j]
    return gram, 1e-10 * (ridge / (units - 1) if ridge > 0 else 1.0)


def _pasts(gaps, power, after, cosines, least_left, own):
    """Variance of every unit's effect by its own past over its squared error, into ``own``."""
    units, start = gaps.shape
    waves = np.dot(gaps, cosines.T)
    shared, there = 0.0, 0
    for r in range(units):
        own[r] = _lag_one(gaps[r])
        if power[r] > 0:
            shared += own[r]
            there += 1
    shared = shared / there if there else 0.0
    for r in range(units):
        rho = max(shared, own[r])
        rho = min(max(rho + (1 + 3 * rho) / start, 0.0), 0.97)
        own[r] = _own_variance(power[r], waves[r], rho, start, after, least_left) / power[r] if power[r] > 0 else 0.0


def _range_of(power, own, moved, loads, lean, readings, short_by, least_trust, half):
    """Effect, standard error, degrees of freedom and own error from gaps and loads, as in ranges.py."""
    units = power.size
    effect, squares, others, placebos = 0.0, 0.0, 0.0, 0
    for r in range(units):
        value = moved[r]
        for k in range(units - 1):
            value -= loads[r, k] * moved[k + 1]
        if r == 0:
            effect = value
        elif power[r] > 0:
            squares += value * value / power[r]
            others += own[r]
            placebos += 1
    if power[0] <= 0:
        return effect, 0.0, 1.0, 0.0
    mine, peers = own[0], squares / max(placebos, 1)
    if others > 0:
        mine *= max(least_trust, squares / others / short_by)
    whole = squares + readings * mine
    spread = (whole + peers) / (placebos + readings)
    df = max(1.0, whole * whole / max(squares * peers + readings * mine * mine, 1e-300) - half)
    errors = np.sqrt(power)
    if units >= 3:
        spread *= max(1.0, 0.7 + 0.3 * (np.median(errors[1:]) / errors[0]) ** 2)
    return effect, math.sqrt(spread * power[0] + lean * lean), df, errors[0]


def loop(panels, start, cosines, constants):
    """For each panel (units, periods), adopter first: effect, standard error, degrees of freedom and the
    adopter's own error before the start, (fits, 4)."""
    fits, units, periods = panels.shape
    penalty, blend_lean, own_say, least_left, short_by, least_trust, half = constants
    answers = np.empty((fits, 4))
    loads, power, own = np.empty((units, units - 1)), np.empty(units), np.empty(units)
    past, moved = np.empty((units, start)), np.empty(units)
    chosen, room = np.empty(units, dtype=np.int64), np.empty((units + 4, units - 1))
    readings = max(3.0, own_say * cosines.shape[0])
    for f in range(fits):
        gram, ridge = _prepared(panels[f], start, past, moved)
        pool = np.ascontiguousarray(gram[1:, 1:])
        for r in range(units):
            _blend(pool, gram[r, 1:], r - 1, ridge, loads[r], chosen, room)
        _follow(gram, pool, loads, power)
        gaps = past - np.dot(loads, past[1:])  # from the blend alone, as in fits.py
        _pasts(gaps, power, periods - start, cosines, least_left, own)
        lean = blend_lean * _excess(gram, pool, loads[0], moved)
        _leaning(gram, pool, loads, power, penalty)
        answers[f] = _range_of(power, own, moved, loads, lean, readings, short_by, least_trust, half)
    return answers


def bare_loop(panels, start):
    """Effects of the adopter and of every placebo refit over their errors by the blends alone: no lean, no range."""
    fits, units, _ = panels.shape
    answers = np.empty((fits, units))
    loads, power = np.empty((units, units - 1)), np.empty(units)
    past, moved = np.empty((units, start)), np.empty(units)
    chosen, room = np.empty(units, dtype=np.int64), np.empty((units + 4, units - 1))
    for f in range(fits):
        gram, ridge = _prepared(panels[f], start, past, moved)
        pool = np.ascontiguousarray(gram[1:, 1:])
        for r in range(units):
            _blend(pool, gram[r, 1:], r - 1, ridge, loads[r], chosen, room)
        _follow(gram, pool, loads, power)
        for r in range(units):
            value = moved[r]
            for k in range(units - 1):
                value -= loads[r, k] * moved[k + 1]
            answers[f, r] = value / math.sqrt(power[r]) if power[r] > 0 else 0.0
    return answers
