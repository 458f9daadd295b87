"""Do the promises hold? Coverage, error and power of every range of huzhu.effects where the truth is known.

    python benchmarks/calibration.py effects --runs 1000     the families of docs/effects.md, method by method
    python benchmarks/calibration.py its --runs 500          one series without peers, causes shared and not
    python benchmarks/calibration.py mix --runs 300          a workshop that turns to another product when it changes
    python benchmarks/calibration.py mixwatch --runs 300     the same workshop watched period by period
    python benchmarks/calibration.py several --runs 300      two and four adopters one after the other, many at once
    python benchmarks/calibration.py watch --runs 400        false alarms over all looks, harm found, delay
    python benchmarks/calibration.py counts --runs 300       the same for rare events
    python benchmarks/calibration.py places --runs 300       places, gaps and pairs for all units at once
    python benchmarks/calibration.py pool --runs 1000        the common effect and a new workshop
    python benchmarks/calibration.py breaks --runs 200       false and found jumps of level

    python benchmarks/calibration.py effects --methods auto statspai-ttest twfe --families "AR(1) .5"
                                                             peers beside us in the same run, where they are installed

    python benchmarks/calibration.py watch --alone --shape 4 60 30
                                                             without what one would look at instead, other panels

Same seed, same digits. The simulated panels are those of tests/effects/simulated_panels.py.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "effects"))

import dashboards
import peers
from simulated_panels import ALONE, FAMILIES, as_made, autocorrelated, simulated, simulated_products

from huzhu import effects


def calibrate_effects(runs: int, seed: int, methods: list[str], families: list[str], strict: bool) -> None:
    """One line per family and method: error, coverage, width, power for an effect of one standard deviation."""
    print(f"{'family':18s} {'method':6s} {'error':>6s} {'cover':>6s} {'width':>6s} {'power':>6s} {'ms':>6s}")
    for number, (name, family) in enumerate(FAMILIES.items()):
        if name not in families:
            continue
        random = np.random.default_rng([seed, number])
        panels = [simulated(random, **family) for _ in range(runs)]
        for method in methods:
            began = time.process_time()
            try:
                estimates, half = _estimated(panels, method, strict)
            except ValueError as problem:
                print(f"{name:18s} {method:6s} {problem}", flush=True)
                continue
            spent = (time.process_time() - began) / runs * 1000
            error, covered = np.sqrt((estimates**2).mean()), (np.abs(estimates) <= half).mean()
            power = (np.abs(estimates - 1) > half).mean()
            columns = f"{error:6.3f} {covered:6.3f} {2 * half.mean():6.2f} {power:6.3f} {spent:6.2f}"
            print(f"{name:18s} {method:6s} {columns}", flush=True)


def calibrate_its(runs: int, seed: int) -> None:
    """The first series of every panel by itself, with nothing to compare it to; families that differ in their peers
    alone are left out."""
    same = ("12 x 120", "20 x 120")
    asked = {name: family | {"units": 1} for name, family in (FAMILIES | ALONE).items() if name not in same}
    print(f"{'family':22s} {'error':>6s} {'cover':>6s} {'width':>6s} {'power':>6s}")
    for number, (name, family) in enumerate(asked.items()):
        random = np.random.default_rng([seed, number])
        estimates, half = _estimated([simulated(random, **family) for _ in range(runs)], "its", strict=False)
        error, covered = np.sqrt((estimates**2).mean()), (np.abs(estimates) <= half).mean()
        power = (np.abs(estimates - 1) > half).mean()
        print(f"{name:22s} {error:6.3f} {covered:6.3f} {2 * half.mean():6.2f} {power:6.3f}", flush=True)


def calibrate_mix(runs: int, seed: int) -> None:
    """An effect of -1 at a workshop that turns to another product at the same time: the mix taken out, or not."""
    print(f"{'turn':6s} {'mix':10s} {'bias':>6s} {'error':>6s} {'cover':>6s} {'width':>6s}")
    for turn in ("no", "most", "new"):
        random = np.random.default_rng([seed, len(turn)])
        panels = [simulated_products(random, turn, -1.0) for _ in range(runs)]
        for how in ("taken out", "as it is"):
            found = []
            for values, amounts, start in panels:
                asked = (values, amounts) if how == "taken out" else (as_made(values, amounts), None)
                each = effects.estimate(asked[0], 0, start, exposure=asked[1], with_checks=False)
                found.append((each.estimate + 1, each.low <= -1 <= each.high, each.high - each.low))
            off, covered, width = np.array(found).T
            error = np.sqrt((off**2).mean())
            print(
                f"{turn:6s} {how:10s} {off.mean():6.3f} {error:6.3f} {covered.mean():6.3f} {width.mean():6.2f}",
                flush=True,
            )


def calibrate_mixwatch(runs: int, seed: int) -> None:
    """The same workshop watched for 60 looks: false alarms without a harm, and harms of one found."""
    print(f"{'turn':6s} {'mix':10s} {'false':>6s} {'found':>6s}")
    for turn in ("no", "most", "new"):
        random = np.random.default_rng([seed, len(turn)])
        alarms = {"taken out": np.zeros(2), "as it is": np.zeros(2)}
        for _ in range(runs):
            values, amounts, start = simulated_products(random, turn)
            for place in (0, 1):
                values[0, :, start:] += place  # the harm
                shown = effects.usual_mix(values, amounts, {0: start}, until=start)
                found = effects.watch(shown.values, 0, start, unsure=shown.unsure[0])
                alarms["taken out"][place] += found.alarm_at is not None
                alarms["as it is"][place] += effects.watch(as_made(values, amounts), 0, start).alarm_at is not None
        for how, (false, found) in alarms.items():
            print(f"{turn:6s} {how:10s} {false / runs:6.3f} {found / runs:6.3f}", flush=True)


def calibrate_several(runs: int, seed: int) -> None:
    """An effect of -1 at several units of a panel, starting four periods after each other, judged together; and at
    twenty of sixty units with five periods in all, by difference in differences against the last one before."""
    families = {"AR(1) .5": {}, "AR(1) .8": {"rho": 0.8}, "independent": {"rho": 0.0}, "drift": {"drift": 0.1}}
    print(f"{'family':14s} {'adopters':>8s} {'bias':>6s} {'error':>6s} {'cover':>6s} {'width':>6s}")
    for number, (name, family) in enumerate(families.items()):
        for adopters in (2, 4):
            random = np.random.default_rng([seed, number, adopters])
            starts = [60 + 4 * each for each in range(adopters)]
            found = []
            for _ in range(runs):
                panel, _ = simulated(random, units=7 + adopters, **family)
                for unit, start in enumerate(starts):
                    panel[unit, start:] -= 1
                found.append(effects.estimate(panel, list(range(adopters)), starts, with_checks=False))
            _print_several(name, adopters, found)
    short = {"baseline": 1, "least_before": 1, "least_after": 1}
    for name, family in {"independent": {"rho": 0.0}, "AR(1) .5": {}}.items():
        random = np.random.default_rng([seed, 20, len(name)])
        found = []
        for _ in range(runs):
            panel, _ = simulated(random, 60, 5, shared=0.0, **family)
            panel[:20, 2:] -= 1
            found.append(effects.estimate(panel, list(range(20)), 2, "did", with_checks=False, **short))
        _print_several(f"{name}, 5", 20, found)


def _print_several(name: str, adopters: int, found: list) -> None:
    off = np.array([each.estimate for each in found]) + 1
    covered = np.mean([each.low <= -1 <= each.high for each in found])
    width = np.mean([each.high - each.low for each in found])
    error = np.sqrt((off**2).mean())
    print(f"{name:14s} {adopters:8d} {off.mean():6.3f} {error:6.3f} {covered:6.3f} {width:6.2f}", flush=True)


def _estimated(panels: list, method: str, strict: bool) -> tuple[np.ndarray, np.ndarray]:
    """Estimate and half the width of its range for every panel; the default through the door for many, peer packages
    through peers.py."""
    if method in peers.PACKAGES:
        found = np.array([peers.PACKAGES[method](panel, start) for panel, start in panels])
        return found[:, 0], (found[:, 2] - found[:, 1]) / 2
    if method == "auto" and not strict:
        many = effects.estimate_many([panel for panel, _ in panels], panels[0][1])
        return many.estimate, (many.high - many.low) / 2
    single = [effects.estimate(panel, 0, start, method, strict=strict, with_checks=False) for panel, start in panels]
    found = [(each.estimate, (each.high - each.low) / 2) for each in single if each.estimate is not None]
    if not found:
        raise ValueError(f"{single[0].status}: {single[0].reason}")
    return tuple(np.array(found).T)


def calibrate_watch(runs: int, seed: int, shape: tuple[int, int, int], *, alone: bool) -> None:
    """False alarms over all looks and looks to see a harm of one standard deviation, ``shape`` being units, periods and
    looks; beside what one would look at instead, on the same panels, unless ``alone``."""
    units, periods, after = shape
    print(f"{'noise':12s} {'way':22s} {'false':>6s} {'found':>6s} {'in 12':>6s} {'delay':>6s}")
    ways = {"effects.watch": _watched} | ({} if alone else dashboards.WAYS)
    for rho in (0.0, 0.5):
        random = np.random.default_rng([seed, int(10 * rho)])
        panels = [simulated(random, units, periods, rho, after=after) for _ in range(runs)]
        for way, look in ways.items():
            false = sum(look(panel, start).any() for panel, start in panels)
            looks = [_first(look(_harmed(panel, start), start)) for panel, start in panels]
            found = np.array([each for each in looks if each is not None])
            name = f"AR(1) {rho}" if rho else "independent"
            print(
                f"{name:12s} {way:22s} {false / runs:6.3f} {found.size / runs:6.3f} {(found <= 12).sum() / runs:6.3f}"
                f" {np.median(found) if found.size else np.nan:6.0f}",
                flush=True,
            )


def _harmed(panel: np.ndarray, start: int) -> np.ndarray:
    return panel + (np.arange(panel.shape[1]) >= start) * (np.arange(len(panel)) == 0)[:, None]


def _watched(panel: np.ndarray, start: int) -> np.ndarray:
    """Whether the alarm stands, for every look from the third on."""
    alarm = effects.watch(panel, 0, start).alarm_at
    periods = np.arange(start + dashboards.FIRST_LOOK - 1, panel.shape[1])
    return periods >= alarm if alarm is not None else np.zeros(periods.size, dtype=bool)


def _first(alarms: np.ndarray) -> int | None:
    """The look at which the first alarm was given, counted from 1."""
    return int(alarms.argmax()) + dashboards.FIRST_LOOK if alarms.any() else None


def calibrate_counts(runs: int, seed: int) -> None:
    """Sixty monthly looks after 36 months, four workshops, a quarter event a month each; harm triples the rate."""
    print(f"{'peers':16s} {'false':>6s} {'in 12':>6s} {'in 24':>6s} {'delay':>6s}")
    for rise in (1.0, 1.4):
        random = np.random.default_rng([seed, int(10 * rise)])
        false, looks = 0, []
        for _ in range(runs):
            events = random.poisson(0.25 * np.where(np.arange(96) < 36, 1.0, rise), (4, 96))
            false += effects.watch_counts(events, start=36).alarm_at is not None
            events[0, 36:] = random.poisson(0.75 * rise, 60)
            alarm = effects.watch_counts(events, start=36).alarm_at
            if alarm is not None:
                looks.append(alarm - 35)
        found = np.array(looks)
        within = [(found <= months).sum() / runs for months in (12, 24)]
        name = "flat" if rise == 1 else f"rise {100 * (rise - 1):.0f}%"
        print(f"{name:16s} {false / runs:6.3f} {within[0]:6.3f} {within[1]:6.3f} {np.median(found):6.0f}")


def calibrate_breaks(runs: int, seed: int) -> None:
    """Searches of 120 weeks in which nothing jumped that name a jump, and jumps of one unit by so many standard
    deviations of its noise that are found: by name and within six weeks, and at all."""
    print(f"{'units, noise':20s} {'false':>6s} " + " ".join(f"{f'{size} sd':>13s}" for size in (0.5, 1, 1.5, 2)))
    for units, rho in ((4, 0.0), (4, 0.3), (4, 0.5), (8, 0.0), (8, 0.5), (20, 0.3)):
        random = np.random.default_rng([seed, units, int(10 * rho)])
        false, placed, named = 0, np.zeros(4), np.zeros(4)
        for _ in range(runs):
            panel = autocorrelated(random, units, 120, rho) + autocorrelated(random, 1, 120, 0.9)
            false += bool(effects.find_breaks(panel))
            for at, size in enumerate((0.5, 1.0, 1.5, 2.0)):
                jumped = panel.copy()
                jumped[0, 56:] += size
                own = [each.period for each in effects.find_breaks(jumped) if each.unit == 0]
                named[at] += bool(own)
                placed[at] += any(abs(period - 56) <= 6 for period in own)
        columns = " ".join(f"{a:6.3f}/{b:6.3f}" for a, b in zip(placed / runs, named / runs, strict=True))
        print(f"{f'{units}, AR(1) {rho}':20s} {false / runs:6.3f} {columns}", flush=True)


def calibrate_places(runs: int, seed: int) -> None:
    """Share of runs in which all places, all gaps are covered and no pair is called wrongly; pairs found."""
    print(f"{'units x periods':16s} {'places':>6s} {'gaps':>6s} {'wrong':>6s} {'found':>6s} {'width':>6s}")
    for units, periods in ((4, 60), (8, 12), (8, 60), (20, 60)):
        random = np.random.default_rng([seed, units, periods])
        truth = np.linspace(-1, 1, units)
        truth[:2] = truth[0]
        sums = np.zeros(5)
        for _ in range(runs):
            noise = autocorrelated(random, units, periods, 0.5) * random.uniform(0.6, 1.5, (units, 1))
            seen = effects.compare(truth[:, None] + noise + autocorrelated(random, 1, periods, 0.9))
            low = np.array([unit.place_low for unit in seen.units])
            high = np.array([unit.place_high for unit in seen.units])
            ahead = (truth[None, :] < truth[:, None]).sum(axis=1)
            behind = (truth[None, :] > truth[:, None]).sum(axis=1)
            better = np.array(seen.clearly_better)
            sums += [
                ((low <= 1 + ahead) & (high >= units - behind)).all(),
                all(gap.low <= truth[gap.unit] - truth[gap.other] <= gap.high for gap in seen.gaps),
                (better & (truth[:, None] >= truth[None, :])).any(),
                better.sum() / (units * (units - 1) / 2),
                (high - low + 1).mean(),
            ]
        print(f"{f'{units} x {periods}':16s} " + " ".join(f"{each:6.3f}" for each in sums / runs), flush=True)


def calibrate_pool(runs: int, seed: int) -> None:
    """Coverage of the common effect and of a new workshop's own; errors between .05 and .3."""
    print(f"{'studies, spread':16s} {'common':>6s} {'new':>6s} {'width':>6s}")
    for studies, spread in ((3, 0.0), (3, 0.15), (5, 0.0), (5, 0.15), (10, 0.15), (10, 0.4)):
        random = np.random.default_rng([seed, studies, int(100 * spread)])
        sums = np.zeros(3)
        for _ in range(runs):
            errors = random.uniform(0.05, 0.3, studies)
            found = effects.pool(random.normal(random.normal(0.3, spread, studies), errors), errors)
            new = random.normal(0.3, spread)
            sums += [found.low <= 0.3 <= found.high, found.predict_low <= new <= found.predict_high,
                     found.predict_high - found.predict_low]  # fmt: skip
        print(f"{f'{studies}, {spread}':16s} " + " ".join(f"{each:6.3f}" for each in sums / runs), flush=True)


def main() -> None:
    """Read the command line and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "what", choices=["effects", "its", "mix", "mixwatch", "several", "watch", "counts", "places", "pool", "breaks"]
    )
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--methods", nargs="+", default=["auto"], help=f"ours, or of {', '.join(peers.PACKAGES)}")
    parser.add_argument("--families", nargs="+", default=list(FAMILIES))
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--shape", nargs=3, type=int, default=[8, 120, 60], metavar=("UNITS", "PERIODS", "LOOKS"))
    parser.add_argument("--alone", action="store_true", help="watch: without what one would look at instead")
    asked = parser.parse_args()
    print(f"{asked.what}: {asked.runs} runs, seed {asked.seed}, nominal 95%, method version {effects.METHOD_VERSION}")
    if asked.what == "effects":
        calibrate_effects(asked.runs, asked.seed, asked.methods, asked.families, asked.strict)
    elif asked.what == "watch":
        calibrate_watch(asked.runs, asked.seed, tuple(asked.shape), alone=asked.alone)
    else:
        globals()[f"calibrate_{asked.what}"](asked.runs, asked.seed)


if __name__ == "__main__":
    main()
