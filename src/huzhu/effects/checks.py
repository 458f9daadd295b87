"""Can the comparison be trusted? Questions with an answer, the value found and the limit it was held against.

"yes" always speaks for the comparison: it followed before, the false start shows nothing, no false adopter is as big,
no single peer carries the result, there are peers enough, the unit moves within its peers, nobody's definition jumped.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from huzhu.effects.breaks import BREAK_LIMIT, strongest_step
from huzhu.effects.fits import Fit, fit
from huzhu.effects.ranges import Spread
from huzhu.effects.results import Check

Floats = NDArray[np.float64]
Places = NDArray[np.int_]
FEWEST_PEERS = 4
LOOSE_FIT = 2.0
SHORTEST_FALSE = 4
LEAST_FOR_BREAK = 16
HEAVY = 0.05

ToNatural = Callable[[float], float]


def answer(passed: bool | None) -> str:
    """The word for a truth value."""
    return "cannot_say" if passed is None else "yes" if passed else "no"


def followed_before(found: Fit, natural: ToNatural) -> Check:
    """Is the adopter's typical distance to its counterfactual before the start no more than twice that of the peers to
    theirs? ``natural`` turns a distance on the scale of the model into the natural unit."""
    own, others = float(found.errors[0]), found.errors[1:]
    if others.size < 2 or not found.knows_noise:
        return Check("followed_before", "cannot_say", natural(own))
    limit = LOOSE_FIT * float(np.median(others))
    return Check("followed_before", answer(own <= limit), natural(own), natural(limit))


def false_start(panel: Floats, before: Places, method: str, level: float, natural: ToNatural) -> Check:
    """Would a start two thirds into the past have shown an effect, though nothing happened then?"""
    late = before.size // 3
    if late < SHORTEST_FALSE or panel.shape[0] < 3:
        return Check("false_start", "cannot_say")
    early, fake = before[:-late], before[-late:]
    found = fit(panel, early, fake, method, leave_out=False)
    half = found.spread().half_width(level)
    size = abs(float(found.effects[0]))
    return Check("false_start", answer(size <= half), natural(size), natural(half), period=int(fake[0]))


def false_adopter(found: Fit, spread: Spread, level: float, natural: ToNatural, units: tuple[int, ...]) -> Check:
    """Does no peer, treated as if it had adopted, show as much (each measured by its own noise)? Not asked of an
    effect that cannot be told from nothing."""
    errors = found.errors if found.knows_noise else np.ones_like(found.errors)
    effect, own = abs(float(found.effects[0])), float(errors[0])
    ratios = np.abs(found.effects[1:]) / np.maximum(errors[1:], 1e-300)
    if found.knows_noise and found.placebos.size == 0:
        return Check("false_adopter", "cannot_say")
    worst = int(ratios.argmax())
    value = natural(float(ratios[worst]) * own)
    passed = None if effect <= spread.half_width(level) else bool(ratios[worst] * own < effect)
    return Check("false_adopter", answer(passed), value, natural(effect), unit=units[worst])


def leave_one_out(found: Fit, spread: Spread, level: float, natural: ToNatural, units: tuple[int, ...]) -> Check:
    """Does the effect stay inside its range, whichever peer is left out?"""
    moved = np.abs(found.without - found.effects[0])
    if units == () or np.isnan(moved).any():
        return Check("leave_one_out", "cannot_say")
    worst, half = int(moved.argmax()), spread.half_width(level)
    return Check(
        "leave_one_out", answer(bool(moved[worst] <= half)), natural(moved[worst]), natural(half), units[worst]
    )


def too_few_peers(count: int) -> Check:
    """Are there four peers or more? With J peers alone, no rank can be rarer than 1 in J + 1."""
    return Check("too_few_peers", answer(count >= FEWEST_PEERS), float(count), float(FEWEST_PEERS))


def peers_outnumber_periods(count: int, before: int) -> Check:
    """Are there more peers than periods before the start? Asked of "sdid" alone: with fewer, its time weights reproduce
    the peers' later means whatever happened, and its ranges are not to be trusted."""
    return Check("peers_outnumber_periods", answer(count > before), float(count), float(before))


def outside_hull(panel: Floats, before: Places, method: str) -> Check:
    """Does the adopter move within the bundle of its peers? ``value`` is the share of periods outside it; among equals
    2 in J + 1 are expected, a quarter more is tolerated. Levels count only for plain synthetic control."""
    past = panel[:, before]
    if method != "sc":
        past = past - past.mean(axis=1, keepdims=True)
    count = panel.shape[0] - 1
    if count < 2:
        return Check("outside_hull", "cannot_say")
    outside = float(((past[0] > past[1:].max(axis=0)) | (past[0] < past[1:].min(axis=0))).mean())
    limit = min(0.9, 2 / (count + 1) + 0.25)
    return Check("outside_hull", answer(outside <= limit), outside, limit)


def definition_break(paths: Floats, weights: Floats, periods: Places, split: int, units: tuple[int, ...]) -> Check:
    """Did nobody's level jump for no known reason while we compared? Looked for in the distances of the adopter, and of
    every peer that carries weight, to those who make up its counterfactual.

    ``paths`` (1 + J, periods used) are those distances, ``split`` how many of the periods lie before the start; the
    adopter's own change at the start is taken out first.
    """
    if periods.size < LEAST_FOR_BREAK or paths.shape[0] < 3:
        return Check("definition_break", "cannot_say")
    paths = paths.copy()
    paths[0, split:] -= paths[0, split:].mean() - paths[0, :split].mean()
    matter = [0, *(np.flatnonzero(weights > HEAVY) + 1)]
    found = [(*strongest_step(paths[each]), units[each]) for each in matter]
    period, statistic, _, unit = max(found, key=lambda each: each[1])
    if statistic < BREAK_LIMIT:
        return Check("definition_break", "yes", statistic, BREAK_LIMIT)
    return Check("definition_break", "no", statistic, BREAK_LIMIT, unit, int(periods[period]))
