"""How much evidence is enough, when one looks again and again: limits on a running likelihood ratio.

Ville's inequality lets a limit of 1/alpha be held for ever, and pays for looks that nobody will make. Up to a horizon
the chance to cross can be computed instead: with noise known, the score of a change is a Brownian motion in its own
information, so its density can be carried from look to look (Armitage, McPherson, Rowe 1969) and the limit found at
which the chance to cross is what was promised. A fiftieth of it is kept for the time after the horizon, by Ville.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]
KEPT_FOR_LATER = 0.02
CELLS = 16  # per standard deviation of a typical step between looks
FAR = 5.0


def limits(information: float, rho: float, looks: int, alpha: float, horizon: int) -> Floats:
    """The limit on the log e-value at each of ``looks`` looks, so that all of them together cross with chance
    ``alpha``. ``information``: what the last look knows of a change, times its prior variance; ``rho``: the
    autocorrelation of the noise, by which the course of that information is known."""
    known = float(f"{max(information, 1e-6):.2g}")
    early = _limit(known, round(20 * rho) / 20, looks, horizon, alpha * (1 - KEPT_FOR_LATER))
    return np.where(np.arange(looks) < horizon, early, -np.log(alpha * KEPT_FOR_LATER))


@lru_cache(maxsize=1024)
def _limit(information: float, rho: float, looks: int, horizon: int, alpha: float) -> float:
    path = course(information, rho, looks, horizon)
    return min(crossing_limit(path, alpha), -float(np.log(alpha)))


def course(information: float, rho: float, looks: int, horizon: int) -> Floats:
    """Information at every look up to the horizon, when it is so much after ``looks`` of them.

    1/information = 1/(what the time before the start gives) + 1/(what the looks give): one reading for the first and
    (1 - rho)/(1 + rho) for every further one.
    """
    given = 1 + np.arange(max(horizon, looks)) * (1 - rho) / (1 + rho)
    before = max(1 / information - 1 / given[looks - 1], 0.05 / information)
    return 1 / (before + 1 / given[:horizon])


def crossing_limit(path: Floats, alpha: float) -> float:
    """The limit that a change of size nought crosses at any look with chance ``alpha``, by secants on the logarithm of
    the chance, which is nearly straight in the limit."""
    low, high = -np.log(alpha) - 1.2, -np.log(alpha) - 0.6
    chances = [crossing_chance(path, each) for each in (low, high)]
    for _ in range(4):
        slope = (np.log(chances[1]) - np.log(chances[0])) / (high - low)
        if slope >= 0:
            break
        low, chances[0] = high, chances[1]
        high = float(np.clip(high + (np.log(alpha) - np.log(chances[1])) / slope, 0.2, -np.log(alpha)))
        chances[1] = crossing_chance(path, high)
        if abs(np.log(chances[1] / alpha)) < 0.01 or high == low:
            break
    return high


def crossing_chance(path: Floats, limit: float, change: float = 0.0) -> float:
    """Chance that the log likelihood ratio reaches ``limit`` at any look. ``path`` (looks,): information times the
    prior variance; ``change``: the true change over its prior standard deviation."""
    steps = np.diff(path, prepend=0.0)
    usable = steps > 1e-9 * path[-1]
    path, steps = path[usable], np.sqrt(np.diff(path[usable], prepend=0.0))
    width = float(np.median(steps)) / CELLS * 4
    edges = _edges(path, limit)
    lowest = -FAR * np.sqrt(path[-1]) + min(0.0, change * path[-1])
    cells = int((edges.max() - lowest) / width) + 2
    centres = lowest + width * (np.arange(cells) + 0.5)
    alive = np.zeros(cells)
    for look, (step, edge) in enumerate(zip(steps, edges, strict=True)):
        shift = change * step**2
        if look == 0:
            alive = np.diff(
                scipy.special.ndtr((np.append(centres - width / 2, centres[-1] + width / 2) - shift) / step)
            )
        else:
            reach = int(FAR * step / width + abs(shift) / width) + 2
            at = width * np.arange(-reach, reach + 1)
            kernel = np.diff(scipy.special.ndtr((np.append(at - width / 2, at[-1] + width / 2) - shift) / step))
            alive = np.convolve(alive, kernel)[reach : reach + cells]
        inside = (edge - lowest) / width  # cells wholly below the edge, and the part of the one that it cuts
        whole = int(inside)
        if whole < cells:
            alive[whole] *= inside - whole
            alive[whole + 1 :] = 0.0
    return float(max(1e-12, 1 - alive.sum()))


def _edges(path: Floats, limit: float) -> Floats:
    """The score at which the log likelihood ratio of "some harm" (half normal) against none reaches the limit."""
    low, high = np.full(path.size, -8.0), np.full(path.size, 12.0)
    shrink = 1 + path
    for _ in range(40):
        middle = (low + high) / 2
        score = middle * np.sqrt(path)
        value = (
            score**2 / (2 * shrink) - 0.5 * np.log(shrink) + np.log(2) + scipy.special.log_ndtr(score / np.sqrt(shrink))
        )
        low, high = np.where(value < limit, middle, low), np.where(value < limit, high, middle)
    return high * np.sqrt(path)
