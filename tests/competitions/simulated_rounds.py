# ruff: noqa: E501 (a table reads better with one row a line)
"""Rounds whose truth is known: weekly readings with autocorrelated noise, gaps and shared shocks, baseline and period,
help measured with an error; then `competitions.scoring.score`, as a round does it. Needs no database.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from unittest import mock

import numpy as np

from huzhu.competitions import scoring
from huzhu.competitions.scoring import cut, score

MONDAY = datetime.date(2025, 1, 6)
BEFORE, BETWEEN, PERIOD = 40, 6, 26
METRICS = ("roll-change", "availability", "rejects")


@dataclass(frozen=True)
class Family:
    name: str
    workshops: int = 8
    spread: float = 0.1  # of true improvements, in log points; 0: all are level
    help: float = 0.3  # of true gains elsewhere, in log points; 0: nobody helps
    persistence: float = 0.5  # AR(1) of the weekly noise
    noise: float = 0.08
    tails: float = 0.0  # degrees of freedom of heavy tails, 0: normal
    period: int = PERIOD


FAMILIES = (
    Family("all level", spread=0.0, help=0.0),
    Family("8 workshops, AR .5"),
    Family("AR .8", persistence=0.8),
    Family("independent", persistence=0.0),
    Family("4 workshops", workshops=4),
    Family("16 workshops", workshops=16),
    Family("13 weeks", period=13),
    Family("heavy tails (t4)", tails=4.0),
    Family("large spread, most at the caps", spread=0.4),
    Family("no help", help=0.0),
)


def conditions() -> dict[str, Any]:
    return {
        "indicators": [
            {"metric": name, "weight": 1 / 3, "scale": "log", "direction": "down", "unit_improvement": 0.1,
             "unit_level": 0.1, "counts_level": True}
            for name in METRICS
        ],
        "weights": {"improvement": 30.0, "level": 10.0, "fulfilment": 10.0, "help": 50.0},
        "help": {"rate": 1.0, "unit": 0.2, "units": {}, "repeat": [1.0, 0.5, 0.25], "warning": 2.0, "failure": 1.0,
                 "remedy": 4.0, "fixed_most": 6.0},
        "coverage": 0.5,
        "fewest": 3,
    }  # fmt: skip


def simulate(family: Family, random: np.random.Generator) -> tuple[dict[str, Any], np.ndarray]:
    """(inputs, true scores)."""
    count, weeks = family.workshops, BEFORE + BETWEEN + family.period
    keys = [f"w{number}" for number in range(count)]
    rule = conditions()
    truth, improved, series = np.zeros(count), np.zeros(count), {}
    for indicator in rule["indicators"]:
        start = random.normal(0, 0.1 if family.spread else 0.0, count)
        gain = random.normal(0, family.spread, count)
        worth = indicator["weight"]
        improved += (
            rule["weights"]["improvement"] * worth * cut((gain - gain.mean()) / indicator["unit_improvement"], 0.0)
        )
        here = gain - start
        truth += rule["weights"]["level"] * worth * cut((here - here.mean()) / indicator["unit_level"], -2.0)
        path = 4 + start[:, None] + random.normal(0, 0.05, weeks) + _noise(family, random, (count, weeks))
        path[:, BEFORE + BETWEEN :] -= gain[:, None]
        path[random.random(path.shape) < 0.02] = np.nan
        rows = {
            key: {"values": [None if np.isnan(v) else float(np.exp(v)) for v in path[at]], "weights": [1.0] * weeks,
                  "by_product": None, "breaks": []}
            for at, key in enumerate(keys)
        }  # fmt: skip
        series[indicator["metric"]] = {"first_week": MONDAY.isoformat(), "weeks": weeks, "products": [], "rows": rows}
    helps, given = _helps(family, random, keys)
    truth += np.maximum(improved, 0.0) + np.minimum(given, rule["weights"]["help"])
    inputs = {
        "windows": {
            "baseline": [MONDAY.isoformat(), _day(BEFORE).isoformat()],
            "period": [_day(BEFORE + BETWEEN, 1).isoformat(), _day(weeks).isoformat()],
            "until": _day(weeks).isoformat(),
        },
        "entrants": [{"key": key, "workshop": key, "line": "", "plant": key, "band": ""} for key in keys],
        "series": series, "helps": helps, "items": [], "reports": [],
    }  # fmt: skip
    return inputs, truth


def _day(weeks: int, more: int = 0) -> datetime.date:
    return MONDAY + datetime.timedelta(days=7 * weeks - 1 + more)


def _noise(family: Family, random: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    if family.tails:
        fresh = random.standard_t(family.tails, shape) / np.sqrt(family.tails / (family.tails - 2))
    else:
        fresh = random.standard_normal(shape)
    path = np.empty(shape)
    path[:, 0] = fresh[:, 0]
    for week in range(1, shape[1]):
        path[:, week] = family.persistence * path[:, week - 1] + np.sqrt(1 - family.persistence**2) * fresh[:, week]
    return family.noise * path


def _helps(family: Family, random: np.random.Generator, keys: list[str]) -> tuple[list[dict[str, Any]], np.ndarray]:
    """Each workshop helps up to three others, alone or with a second helper; gains are measured with an error."""
    helps, given = [], np.zeros(len(keys))
    if not family.help:
        return helps, given
    pairs: dict[tuple[int, int], int] = {}
    for helper in range(len(keys)):
        for _ in range(int(random.integers(0, 4))):
            receiver = int(random.integers(0, len(keys)))
            if receiver == helper:
                continue
            helpers = sorted({helper, *([int(random.integers(0, len(keys)))] if random.random() < 0.3 else [])})
            helpers = [each for each in helpers if each != receiver]
            true, error = abs(float(random.normal(0, family.help))) + 0.1, 0.04
            seen = true + error * float(random.standard_t(8))
            reach = 2.306 * error
            proven = seen > 1.4 * error
            helps.append({
                "adoption": f"a{len(helps):03}", "receiver": keys[receiver], "metric": "roll-change", "address": "",
                "evidence": "verified" if proven else "not_shown", "is_ranked": True, "has_open_danger": False, "sign": 1, "df": 8.0,
                "relative": [float(np.expm1(seen)), float(np.expm1(seen - reach)), float(np.expm1(seen + reach))],
                "starts_on": f"2025-01-{len(helps) % 28 + 1:02}",
                "helpers": [{"workshop": keys[each], "routes": ["experience"], "confirmed": True} for each in helpers],
                "true": true, "proven": proven,
            })  # fmt: skip
    for gain in sorted(helps, key=lambda each: (each["starts_on"], each["adoption"])):
        if not gain["proven"]:
            continue
        for each in gain["helpers"]:
            at = keys.index(each["workshop"]), keys.index(gain["receiver"])
            number = pairs.get(at, 0)
            pairs[at] = number + 1
            repeat = (1.0, 0.5, 0.25)[number] if number < 3 else 0.0
            given[at[0]] += 10.0 * min(gain["true"] / 0.2, 2) / 2 * repeat / len(gain["helpers"])
    return helps, given


def run(family: Family, replications: int, seed: int) -> dict[str, float]:
    """Share of runs in which every range covers, share of ranges that cover, share of truly different pairs told
    apart, mean width of a place range, and by how much differences of scores scatter, in their standard errors."""
    covered = each = told = width = naive = scatter = 0.0
    for number in range(replications):
        inputs, truth = simulate(family, np.random.default_rng([seed, number]))
        with mock.patch.object(scoring.effects, "places", wraps=scoring.effects.places) as placing:
            found = score(inputs, conditions())["entrants"]
        scatter += _scatter(*placing.call_args.args[:2], truth)
        keys = [entrant["key"] for entrant in inputs["entrants"]]
        place = np.array([found[key]["place"] for key in keys])
        ahead = 1 + (truth[None, :] > truth[:, None] + 1e-9).sum(axis=1)
        behind = truth.size - (truth[None, :] < truth[:, None] - 1e-9).sum(axis=1)
        holds = (place[:, 0] <= ahead) & (place[:, 1] >= behind)
        covered, each = covered + bool(holds.all()), each + float(holds.mean())
        different = np.abs(truth[:, None] - truth[None, :]) > 1e-9
        sure = place[:, None, 1] < place[None, :, 0]
        told += float((sure | sure.T)[different].mean()) if different.any() else 0.0
        width += float((place[:, 1] - place[:, 0]).mean())
        points = np.array([found[key]["points"] for key in keys])
        naive += bool((np.argsort(-points) == np.argsort(-truth)).all())
    return {name: value / replications for name, value in
            (("covered", covered), ("each", each), ("told", told), ("scatter", np.sqrt(scatter * replications)), ("width", width), ("naive", naive))}  # fmt: skip


def _scatter(scores: np.ndarray, errors: np.ndarray, truth: np.ndarray) -> float:
    """Mean square of what the differences are wrong by, each in its standard error; 1 where these are right."""
    one, other = np.triu_indices(truth.size, 1)
    own = np.sqrt(((errors[:, one] - errors[:, other]) ** 2).sum(axis=0))
    wrong = (scores - truth)[one] - (scores - truth)[other]
    return float(((wrong[own > 1e-9] / own[own > 1e-9]) ** 2).mean())
