"""How many effects a second, with their range, on this machine. For one thread:

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/effects.py --seconds 2

For each size, in one run: many fits at once in the compiled loop (where Numba is installed) and in NumPy; the public
door for one adopter without checks and with all seven; the bare compiled loop (blends and placebo refits only, no
range); one problem at a time through SciPy's SLSQP, as a reader might write it on an evening; and the packages of
peers.py that are installed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "effects"))

import peers
from simulated_panels import simulated

from huzhu import effects
from huzhu.effects import compiled

SIZES = ((4, 60), (12, 120), (40, 365))
ON_TWO = "two threads, by the wall"


def bare_compiled(stack: np.ndarray, start: int) -> np.ndarray:
    """Blends of the adopter and of every placebo refit, nothing else: what a tight loop has to do at the least."""
    loop = compiled.bare()
    return loop(stack, start)


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


def milliseconds(
    work: Callable[[np.ndarray, int], object], stacks: list, start: int, seconds: float, clock: Callable[[], float]
) -> float:
    """Median time of one call over fresh panels by that clock, for about so many seconds."""
    work(stacks[0], start)
    spent, until = [], time.perf_counter() + seconds
    while time.perf_counter() < until or len(spent) < 3:
        began = clock()
        work(stacks[len(spent) % len(stacks)], start)
        spent.append(clock() - began)
    return float(np.median(spent)) * 1000


def ways() -> dict[str, tuple[int, Callable[[np.ndarray, int], object]]]:
    """Name, how many panels in one call, and the call."""
    found: dict[str, tuple[int, Callable[[np.ndarray, int], object]]] = {}
    if compiled.is_installed():
        found["many, compiled"] = 50, effects.estimate_many
        found[ON_TWO] = 50, lambda stack, start: effects.estimate_many(stack, start, threads=2)
        found["bare compiled loop"] = 50, bare_compiled
    else:
        print("Numba not installed: no compiled loop")
    found |= {
        "many, NumPy": (5, lambda stack, start: effects.estimate_many(stack, start, use_compiler=False)),
        "one, no checks": (1, lambda stack, start: effects.estimate(stack[0], 0, start, with_checks=False)),
        "one, all checks": (1, lambda stack, start: effects.estimate(stack[0], 0, start)),
        "SLSQP, one by one": (1, lambda stack, start: evening_loop(stack[0], start)),
    }
    for name, way in peers.PACKAGES.items():
        found[name] = 1, lambda stack, start, way=way: way(stack[0], start)
    for name in peers.MISSING:
        print(f"{name}: not installed")
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--without", nargs="*", default=[], help="names of rows to leave out, such as the slowest")
    asked = parser.parse_args()
    sizes = {
        size: np.array([simulated(np.random.default_rng([1, number]), *size)[0] for number in range(50)])
        for size in SIZES
    }
    print("milliseconds of processor time a fit (fits a second); on two threads by the wall clock")
    print(f"{'':24s}" + "".join(f"{f'{units} x {periods}':>22s}" for units, periods in SIZES))
    for name, (at_once, work) in ways().items():
        if name in asked.without:
            continue
        line = f"{name:24s}"
        for units, periods in SIZES:
            panels, together = sizes[units, periods], at_once
            if together == 50 and panels.size < 1e5:
                panels, together = np.tile(panels, (20, 1, 1)), 1000
            stacks = [panels[at : at + together] for at in range(0, len(panels) + 1 - together, together)]
            try:
                clock = time.perf_counter if name == ON_TWO else time.process_time
                took = milliseconds(work, stacks, periods // 2, asked.seconds, clock) / together
            except Exception as problem:  # a package that fails is part of the answer
                line += f"{type(problem).__name__:>22s}"
                continue
            line += f"{took:11.4f} ({1000 / took:8,.0f})"
        print(line, flush=True)


if __name__ == "__main__":
    main()
