"""How many effects a second, with their range, on this machine. For one thread:

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/effects.py --seconds 2

For each size: the bare loop (the same algebra in NumPy, weights and effects of the adopter and of every placebo refit,
nothing checked and nothing told), the fit with its range inside huzhu.effects, the public door without checks and with
all seven, and one problem at a time through SciPy's SLSQP, as a reader might write it on an evening.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "effects"))

from simulated_panels import simulated

from huzhu import effects
from huzhu.effects.fits import fit
from huzhu.effects.weights import simplex_weights

SIZES = ((4, 60), (12, 120), (40, 365))


def bare_loop(panel: np.ndarray, start: int) -> np.ndarray:
    """Studentised effects of the adopter and of every placebo refit out of one Gram matrix."""
    level = panel[:, :start].mean(axis=1)
    past = panel[:, :start] - level[:, None]
    gram = past @ past.T
    moved = panel[:, start:].mean(axis=1) - level
    count = len(panel) - 1
    allowed = np.vstack([np.ones((1, count), dtype=bool), ~np.eye(count, dtype=bool)])
    weights = simplex_weights(gram[1:, 1:], gram[:, 1:], allowed)
    errors = np.einsum("ij,ij->i", weights @ gram[1:, 1:] - 2 * gram[:, 1:], weights) + np.diag(gram)
    return (moved - weights @ moved[1:]) / np.sqrt(errors / start)


def evening_loop(panel: np.ndarray, start: int) -> np.ndarray:
    """The same by a general optimiser, one unit after the other."""
    from scipy.optimize import minimize

    level = panel[:, :start].mean(axis=1)
    past = panel[:, :start] - level[:, None]
    moved = panel[:, start:].mean(axis=1) - level
    answers = []
    for unit in range(len(panel)):
        pool = [other for other in range(1, len(panel)) if other != unit]
        equal = np.full(len(pool), 1 / len(pool))
        found = minimize(
            lambda weights, goal=past[unit], peers=past[pool]: float(((goal - weights @ peers) ** 2).mean()),
            equal,
            bounds=[(0, 1)] * len(pool),
            constraints={"type": "eq", "fun": lambda weights: weights.sum() - 1},
            method="SLSQP",
        )
        answers.append((moved[unit] - found.x @ moved[pool]) / np.sqrt(found.fun))
    return np.array(answers)


def milliseconds(work: Callable[[np.ndarray, int], object], panels: list, seconds: float) -> float:
    """Median processor time of one call over fresh panels, for about so many seconds."""
    work(*panels[0])
    spent, until = [], time.perf_counter() + seconds
    while time.perf_counter() < until or len(spent) < 3:
        began = time.process_time()
        work(*panels[len(spent) % len(panels)])
        spent.append(time.process_time() - began)
    return float(np.median(spent)) * 1000


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0)
    asked = parser.parse_args()
    ways = {
        "bare loop": bare_loop,
        "fit and range": lambda panel, start: fit(
            panel, np.arange(start), np.arange(start, panel.shape[1]), "dsc", leave_out=False
        ).spread(),
        "door, no checks": lambda panel, start: effects.estimate(panel, 0, start, with_checks=False),
        "door, all checks": lambda panel, start: effects.estimate(panel, 0, start),
        "SLSQP, one by one": evening_loop,
    }
    sizes = {size: [simulated(np.random.default_rng([1, number]), *size) for number in range(20)] for size in SIZES}
    print("milliseconds of processor time a fit (fits a second)")
    print(f"{'':20s}" + "".join(f"{f'{units} x {periods}':>22s}" for units, periods in SIZES))
    for name, work in ways.items():
        took = [milliseconds(work, sizes[size], asked.seconds) for size in SIZES]
        print(f"{name:20s}" + "".join(f"{each:11.3f} ({1000 / each:8,.0f})" for each in took), flush=True)


if __name__ == "__main__":
    main()
