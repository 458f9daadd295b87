"""How much do the standings hang on the numbers that were chosen? The demo's section-rolling round, counted again with
each of them changed, everything else as it is.

    HUZHU_HOME=... python benchmarks/sensitivity.py [round]

Wants a home with the demo in it (`huzhu demo`). One line a change: the points in the order of the round as it is, who
has most, how many pairs have changed places, and whether anybody is said to be surely ahead who was surely behind.
Changes nothing in the home.
"""

from __future__ import annotations

import copy
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any
from unittest import mock

WITHOUT_END = 1e6  # a cap so high that nobody comes near
Conditions = dict[str, Any]


def changes(rule: Conditions) -> Iterator[tuple[str, Conditions, float, float]]:
    """(what, conditions, the step that brings nothing for improvement, steps of help that still bring points)."""
    yield "as it is", rule, 0.0, 2.0
    yield "half of the points for no change", rule, -2.0, 2.0
    for rate in (0.5, 0.75, 1.25, 1.5, 2.0):
        yield f"help counts {rate:g} times as at home", _help(rule, rate=rate), 0.0, 2.0
    yield "every indicator weighs the same", _level_weights(rule), 0.0, 2.0
    yield "no cap on one help", _help(rule, rate=WITHOUT_END / 2), 0.0, WITHOUT_END
    yield "repeated help counts in full", _help(rule, repeat=[1.0] * 100), 0.0, 2.0
    yield "repeated help counts nothing", _help(rule, repeat=[1.0]), 0.0, 2.0
    for factor in (0.75, 1.25):
        kinds = ("warning", "failure", "remedy", "fixed_most")
        fixed = {kind: rule["help"][kind] * factor for kind in kinds}
        yield f"reports and remedies x {factor}", _help(rule, **fixed), 0.0, 2.0
        units = {name: size * factor for name, size in rule["help"]["units"].items()}
        yield f"a step of help x {factor}", _help(rule, units=units, unit=rule["help"]["unit"] * factor), 0.0, 2.0
    for part in rule["weights"]:
        for factor in (0.75, 1.25):
            yield f"{part} x {factor}", _weighted(rule, part, factor), 0.0, 2.0
    yield "domain paper: 30, 20, 20, 30", _split(rule, 30, 20, 20, 30), 0.0, 2.0
    yield "no points for help", _split(rule, 60, 20, 20, 0), 0.0, 2.0
    for number, each in enumerate(rule["indicators"]):
        for factor in (0.75, 1.25):
            yield f"{each['metric']} x {factor}", _indicator(rule, number, factor), 0.0, 2.0


def _help(rule: Conditions, **said: Any) -> Conditions:
    return {**rule, "help": {**rule["help"], **said}}


def _weighted(rule: Conditions, part: str, factor: float) -> Conditions:
    """One part more or less, the others as they stand to each other, 100 together."""
    weights = {**rule["weights"], part: rule["weights"][part] * factor}
    whole = sum(weights.values())
    return {**rule, "weights": {name: 100 * weight / whole for name, weight in weights.items()}}


def _split(rule: Conditions, *points: float) -> Conditions:
    return {**rule, "weights": dict(zip(rule["weights"], map(float, points), strict=True))}


def _level_weights(rule: Conditions) -> Conditions:
    return {**rule, "indicators": [{**each, "weight": 1 / len(rule["indicators"])} for each in rule["indicators"]]}


def _indicator(rule: Conditions, number: int, factor: float) -> Conditions:
    chosen = copy.deepcopy(rule["indicators"])
    chosen[number]["weight"] *= factor
    whole = sum(each["weight"] for each in chosen)
    return {**rule, "indicators": [{**each, "weight": each["weight"] / whole} for each in chosen]}


@contextmanager
def counted_with(lowest: float, steps: float) -> Iterator[None]:
    """The two numbers that no conditions hold."""
    from huzhu.competitions import crediting, scoring

    nothing = {**scoring.NOTHING, "improvement": lowest}
    with mock.patch.object(scoring, "NOTHING", nothing), mock.patch.object(crediting, "CAP", steps):
        yield


def main() -> None:
    """Print one table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huzhu.config.settings")
    import django

    django.setup()
    from huzhu.competitions.counting import inputs_of
    from huzhu.competitions.models import Round
    from huzhu.competitions.scoring import score

    slug = sys.argv[1] if len(sys.argv) > 1 else "section-rolling-1958-second-half"
    round_ = Round.objects.get(slug=slug)
    inputs = round_.frozen_inputs if round_.inputs else inputs_of(round_)
    base: dict[str, Any] = {}
    for what, rule, lowest, steps in changes(round_.conditions):
        with counted_with(lowest, steps):
            entrants = score(inputs, rule)["entrants"]
        found = {key: each for key, each in entrants.items() if each["status"] == "ranked"}
        if not base:
            base = found
            keys = sorted(base, key=lambda key: base[key]["order"])
            print(
                f"{'':34}" + " ".join(f"{_short(key):>7}" for key in keys) + f" {'first':>7} {'swaps':>6} {'clash':>6}"
            )
        print(_line(what, found, base, keys), flush=True)


def _short(key: str) -> str:
    """ "benxi-medium-section": BX-M."""
    plant, _bar, rest = key.replace("plant-", "").partition("-")
    return f"{plant[:2].upper()}-{rest[:1].upper()}{key.partition('/')[2]}"


def _line(what: str, found: dict[str, Any], base: dict[str, Any], keys: list[str]) -> str:
    points = {key: found[key]["points"] for key in keys}
    swaps = sum(points[one] < points[other] for one, other in combinations(keys, 2))
    behind = [pair for pair in combinations(keys, 2) if base[pair[0]]["place"][1] < base[pair[1]]["place"][0]]
    clash = sum(found[one]["place"][0] > found[other]["place"][1] for one, other in behind)
    first = _short(max(keys, key=lambda key: points[key]))
    return f"{what:34}" + " ".join(f"{points[key]:7.1f}" for key in keys) + f" {first:>7} {swaps:6} {clash:6}"


if __name__ == "__main__":
    main()
