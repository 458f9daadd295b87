"""Do the places of a competition cover the truth at their stated rate, and how many pairs do they tell apart?

    python benchmarks/standings.py [replications] [seed]

All: every place range of a round holds the true places, which is what is promised; each: the share of single ranges
that do. Scatter: root mean square of what differences of scores are wrong by, in their standard errors; 1 where these
are neither too small nor too large. The simulated rounds are those of tests/competitions/simulated_rounds.py. Same
seed, same digits.
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
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    print(f"method {effects.METHOD_VERSION}, {replications} replications, seed {seed}, nominal .95 for all at once")
    print(
        f"{'family':34} {'all':>6} {'each':>6} {'pairs told':>11} {'range':>6} {'plain order right':>18} {'scatter':>8}"
    )
    for family in FAMILIES:
        found = run(family, replications, seed)
        first = f"{family.name:34} {found['covered']:6.3f} {found['each']:6.3f} {found['told']:11.3f}"
        print(f"{first} {found['width']:6.2f} {found['naive']:18.3f} {found['scatter']:8.2f}", flush=True)


if __name__ == "__main__":
    main()
