"""How long until the program raises a danger, and how often does it raise one that is none?

    python benchmarks/hazards.py [--runs 200] [--seed 1] [--years 2] [--settings 1 2 7] [--kept FILE]

Whole alliances are simulated: four plants, in each a shop that takes something up and the one its material goes to;
people hurt and near misses by task, hours, and two other guardrails, a year before the start and `--years` after it.
The weekly series go through the rooms' own measuring and raising, exactly as in a house; only loading files is left
out. Printed per setting, over adoptions:

    any     share in which the program ever raised anything (the promise for settings without harm: at most 1 in 20)
    right   share in which it raised the danger at the task that was harmed
    weeks   median and nine-tenths of the weeks from the start to the day from which the readings were sure

Behind a share stands the range within which the true one lies with 19 chances in 20 (Clopper, Pearson 1934). An alarm
that later weeks take back counts as raised: nobody un-hears it. Stopped with Ctrl-C, it prints what it has. With
`--kept`, every run is written to a file as it ends and is not simulated again by a later call with the same seed and
years; so a long one may be stopped and taken up again, and read while it goes.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import betaincinv

TASKS = ("turning", "moving", "repair")
PLANTS = ("a", "b", "c", "d")
BEFORE = 52
FIRST = datetime.date(2024, 1, 1)  # a Monday
HOURS = 14_000.0  # a week and workshop: 350 people
HURT, NEAR = 8e-6, 12.0  # cases an hour and task, near misses told per case


@dataclass(frozen=True)
class Setting:
    """What the change does to the first task of the receiving shop at plant a, from its start on."""

    name: str
    hurt: float = 1.0
    near: float = 1.0
    told: float = 1.0  # of near misses, everywhere at the plant: people simply report more
    quality: float = 0.0  # harm to a value, in parts of it
    cured: bool = False  # two of the three peers take up a remedy for that task on the same day: a tenth is left there


SETTINGS = (
    Setting("nothing changes"),
    Setting("twice as many reports told", told=2.0),
    Setting("hurt x5, near misses x4", hurt=5.0, near=4.0),
    Setting("hurt x3, near misses x3", hurt=3.0, near=3.0),
    Setting("hurt x5, nobody reports more", hurt=5.0),
    Setting("quality 20 per cent worse", quality=0.2),
    Setting("nothing; two peers cured", cured=True),
    Setting("x5 and x4; two peers cured", hurt=5.0, near=4.0, cured=True),
)


class House:
    """One alliance in a database of its own; each run writes other series over those of the run before."""

    def __init__(self, weeks: int) -> None:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from huzhu.words import words
        from huzhu.workshops import actions as house

        self.weeks = weeks
        last = FIRST + datetime.timedelta(weeks=weeks)
        house.found_alliance(name=words(en="Benchmark"), by=None, clock_on=last)
        self.trades = [house.name_trade(slug=slug, name=words(en=slug), by=None) for slug in ("casting", "rolling")]
        self.shops = {}
        for name in PLANTS:
            plant = house.found_plant(slug=name, name=words(en=name), by=None)
            pair = [house.open_workshop(plant, trade=each, name=words(en=each.slug), by=None) for each in self.trades]
            house.connect(*pair, by=None)
            self.shops[name] = pair
        self.metrics = self._metrics()
        self.adoption = self._adoption()
        self.cures = self._cures()

    def _metrics(self) -> dict[str, Any]:
        from huzhu.metrics.actions import define_metric
        from huzhu.words import words

        def define(slug: str, kind: str, direction: str, safe: bool, tolerance: float) -> Any:
            said = {"name": words(en=slug), "unit": words(en="1"), "text": words(en=slug), "trades": self.trades}
            return define_metric(
                slug=slug, kind=kind, direction=direction, grain="event", about_safety=safe, tolerance=tolerance,
                by=None, **said,
            )  # fmt: skip

        return {
            "hurt": define("people-hurt", "count", "down", True, 0.0),
            "near": define("near-misses", "count", "band", True, 0.25),
            "pace": define("pace", "level", "down", False, 0.05),
            "quality": define("quality", "level", "down", False, 0.05),
            "other": define("other", "level", "down", False, 0.05),
        }

    def _adoption(self) -> Any:
        from huzhu.adoptions import actions as taking
        from huzhu.experiences import actions as writing
        from huzhu.words import words

        way = writing.draft_experience(
            title=words(en="Way"), trade=self.trades[0], metric=self.metrics["pace"],
            touches=[self.metrics["quality"], self.metrics["other"]], by=None,
        )  # fmt: skip
        writing.write_version(way, by=None, mechanism=words(en="So"), steps=words(en=["Do"]))
        way = writing.share_experience(way, by=None)
        start = FIRST + datetime.timedelta(weeks=BEFORE)
        taken = taking.take_up(way, self.shops["a"][0], by=None, starts_on=start, ramp_weeks=4)
        return taking.start(taking.review_risk(taken, by=None), by=None)

    def _cures(self) -> list[Any]:
        """A remedy for the first task, ready to begin in the receiving shops of two peers."""
        from huzhu.adoptions import actions as taking
        from huzhu.experiences import actions as writing
        from huzhu.words import words

        plate = writing.draft_experience(
            title=words(en="Cure"), trade=self.trades[1], metric=self.metrics["hurt"], product=TASKS[0], by=None
        )
        writing.write_version(plate, by=None, mechanism=words(en="So"), steps=words(en=["Do"]))
        plate = writing.share_experience(plate, by=None)
        start = FIRST + datetime.timedelta(weeks=BEFORE)
        taken = [taking.take_up(plate, self.shops[name][1], by=None, starts_on=start, ramp_weeks=4) for name in "bc"]
        return [taking.review_risk(each, by=None) for each in taken]

    def fill(self, setting: Setting, random: np.random.Generator) -> None:
        """New weekly series for every shop."""
        from huzhu.adoptions.models import Adoption
        from huzhu.metrics.models import Series

        Series.objects.all().delete()
        state = Adoption.State.TRIAL if setting.cured else Adoption.State.RISK_REVIEWED
        Adoption.objects.filter(pk__in=[each.pk for each in self.cures]).update(state=state)
        rows = []
        for name, pair in self.shops.items():
            for number, shop in enumerate(pair):
                here = name == "a" and number == 1
                cured = setting.cured and name in "bc" and number == 1
                rows += self._people(shop, setting, random, here=here, own=name == "a", cured=cured)
                rows += self._values(shop, setting, random, here=here)
        Series.objects.bulk_create(rows)

    def _row(self, slug: str, shop: Any, values: Any, exposure: Any, task: str = "") -> Any:
        from django.utils import timezone

        from huzhu.metrics.models import Series

        numbers = [float(value) for value in values]
        return Series(
            metric=self.metrics[slug], workshop=shop, task=task, first_week=FIRST, values=numbers,
            exposure=[float(each) for each in exposure], n=numbers, updated_at=timezone.now(),
        )  # fmt: skip

    def _people(self, shop: Any, setting: Setting, random: Any, *, here: bool, own: bool, cured: bool) -> list[Any]:
        """Poisson cases by task, at a rate of the shop's own that all its tasks share."""
        after = np.arange(self.weeks) >= BEFORE
        hours = HOURS * np.exp(random.normal(0, 0.05, self.weeks))
        risk = HURT * np.exp(random.normal(0, 0.3))
        found, sums = [], {"hurt": np.zeros(self.weeks), "near": np.zeros(self.weeks)}
        for task in TASKS:
            harmed = here and task == TASKS[0]
            for slug, factor, rate in (("hurt", setting.hurt, risk), ("near", setting.near, risk * NEAR)):
                left = 0.1 if cured and task == TASKS[0] else 1.0
                times = np.where(after, factor if harmed else left, 1.0)
                if slug == "near" and own:
                    times = times * np.where(after, setting.told, 1.0)
                cases = random.poisson(rate * hours * times)
                sums[slug] += cases
                found.append(self._row(slug, shop, cases, hours, task))
        return found + [self._row(slug, shop, cases, hours) for slug, cases in sums.items()]

    def _values(self, shop: Any, setting: Setting, random: Any, *, here: bool) -> list[Any]:
        """AR(1) around a level of the shop's own."""
        found = []
        for slug in ("pace", "quality", "other"):
            noise = np.zeros(self.weeks)
            for week in range(1, self.weeks):
                noise[week] = 0.5 * noise[week - 1] + random.normal(0, 0.04)
            harm = (
                np.where(np.arange(self.weeks) >= BEFORE, setting.quality, 0.0) if here and slug == "quality" else 0.0
            )
            values = 10 * np.exp(random.normal(0, 0.2) + noise) * (1 + harm)
            found.append(self._row(slug, shop, values, np.ones(self.weeks)))
        return found

    def look(self) -> dict[tuple[str, str], float]:
        """Measure, ask, and say what was ever raised: (metric, task) -> weeks from the start."""
        from huzhu.adoptions.measuring import measure
        from huzhu.adoptions.models import Measurement
        from huzhu.hazards.signalling import signals_of

        Measurement.objects.all().delete()
        measure(self.adoption)
        raised = {(each.guardrail.metric.slug, each.task): each.on for each in signals_of(self.adoption)}
        for row in Measurement.objects.filter(guardrail__isnull=False).select_related("guardrail__metric"):
            metric = row.guardrail.metric
            if metric.direction == "band":
                continue
            for part in row.result.get("by_task") or [row.result]:
                if part.get("alarm_on"):
                    key = metric.slug, part.get("task") or ""
                    on = datetime.date.fromisoformat(part["alarm_on"])
                    raised[key] = min(on, raised.get(key, on))
        start = FIRST + datetime.timedelta(weeks=BEFORE)
        return {key: (on - start).days / 7 for key, on in raised.items()}


@dataclass
class Line:
    """One line of the table."""

    setting: Setting
    runs: int = 0
    any_raised: int = 0
    delays: list[float] = field(default_factory=list)  # of the danger at the task that was harmed

    def add(self, raised: dict[tuple[str, str], float]) -> None:
        wanted = ("quality", "") if self.setting.quality else ("people-hurt", TASKS[0])
        self.runs += 1
        self.any_raised += bool(raised)
        self.delays += [raised[wanted]] if wanted in raised else []

    def __str__(self) -> str:
        weeks = f"{np.median(self.delays):5.0f} {np.quantile(self.delays, 0.9):5.0f}" if self.delays else "    –     –"
        shares = " ".join(share(count, self.runs) for count in (self.any_raised, len(self.delays)))
        return f"{self.setting.name:30s} {self.runs:5d} {shares} {weeks}"


def share(count: int, runs: int) -> str:
    """A share of the runs with its range."""
    low = betaincinv(count, runs - count + 1, 0.025) if count else 0.0
    high = betaincinv(count + 1, runs - count, 0.975) if count < runs else 1.0
    return f"{count / runs:.3f} ({low:.3f}-{high:.3f})"


class Kept:
    """What was raised in every run, one a line, in a file if one is named."""

    def __init__(self, file: Path | None, about: list[int]) -> None:
        self.file, self.about = file, about
        rows = [json.loads(line) for line in file.open()] if file is not None and file.exists() else []
        self.known = {(row["setting"], row["number"]): row["raised"] for row in rows if row["about"] == about}

    def get(self, setting: int, number: int) -> dict[tuple[str, str], float] | None:
        raised = self.known.get((setting, number))
        return None if raised is None else {(metric, task): weeks for metric, task, weeks in raised}

    def keep(self, setting: int, number: int, raised: dict[tuple[str, str], float]) -> None:
        if self.file is None:
            return
        found = [[*what, weeks] for what, weeks in raised.items()]
        row = {"about": self.about, "setting": setting, "number": number, "raised": found}
        with self.file.open("a") as file:
            file.write(json.dumps(row) + "\n")


def fast_folder() -> str | None:
    """Where commits wait for no disk."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--runs", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--years", type=int, default=2)
    asked.add_argument("--kept", type=Path)
    numbers = range(1, len(SETTINGS) + 1)
    asked.add_argument("--settings", type=int, nargs="+", default=numbers, choices=numbers)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(dir=fast_folder()) as home:
        os.environ |= {"HUZHU_HOME": home, "HUZHU_DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "huzhu.config.settings"}
        import django

        django.setup()
        print(f"{said.runs} alliances a setting, seed {said.seed}, {said.years} years after the start", file=sys.stderr)
        lines = {number: Line(SETTINGS[number - 1]) for number in said.settings}
        with contextlib.suppress(KeyboardInterrupt):
            run(lines, said.runs, said.seed, said.years, Kept(said.kept, [said.seed, said.years]))
        print(f"{'setting':30s} {'runs':>5s} {'any':19s} {'right':19s} {'weeks':>5s} {'9/10':>5s}")
        for line in lines.values():
            if line.runs:
                print(line)


def run(lines: dict[int, Line], runs: int, seed: int, years: int, kept: Kept) -> None:
    """Every setting in turn, so that all have been run as often when it is stopped."""
    house: House | None = None
    for number in range(runs):
        for setting, line in lines.items():
            raised = kept.get(setting, number)
            if raised is None:
                house = house or House(BEFORE + 52 * years)
                house.fill(line.setting, np.random.default_rng([seed, number]))
                raised = house.look()
                kept.keep(setting, number, raised)
            line.add(raised)


if __name__ == "__main__":
    main()
