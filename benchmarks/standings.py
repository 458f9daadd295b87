"""Do the places of a competition cover the truth at their stated rate, and how many pairs do they tell apart?

    python benchmarks/standings.py [replications]

Covered: no workshop is said to be surely ahead of another that is in truth level with it or ahead. The simulated rounds
are those of tests/competitions/simulated_rounds.py. Same seed, same digits.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "competitions"))

from simulated_rounds import FAMILIES, run

from huzhu import effects

SEED = 1958


def main() -> None:
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print(f"method {effects.METHOD_VERSION}, {replications} replications, seed {SEED}, nominal .95")
    print(f"{'family':34} {'covered':>8} {'pairs told':>11} {'range':>6} {'plain order right':>18}")
    for family in FAMILIES:
        found = run(family, replications, SEED)
        columns = f"{found['covered']:8.3f} {found['told']:11.3f} {found['width']:6.2f} {found['naive']:18.3f}"
        print(f"{family.name:34} {columns}", flush=True)


if __name__ == "__main__":
    main()
