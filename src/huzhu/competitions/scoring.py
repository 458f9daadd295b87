"""Points and places from inputs and conditions: the same inputs give the same points to the last digit.

No database, no clock: what is counted stands in `inputs` (gathering.py), how it is counted in `conditions`. Every part
is known with an error of its own; the places come from all of them together (`effects.places`). Points are made of
estimates drawn towards the middle by as much as their noise warrants, and cut at two steps either way.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huzhu import effects
from huzhu.competitions.crediting import Credit, credit_help
from huzhu.competitions.measuring import Change, change_of, window_of

Floats = NDArray[np.float64]
CAP = 2.0
NOTHING = {"improvement": 0.0, "level": -CAP}  # the step that brings nothing, on one indicator
Doubt = tuple[Floats, Floats, Floats, float]  # (improvement, level: scores by entrant), the entrants' errors, df


@dataclass
class Tally:
    """What is being counted: scores as estimated, and the sources of doubt with what they move."""

    keys: list[str]
    scores: Floats
    points: Floats
    improved: Floats  # all indicators together, as estimated, before it is seen to be no less than nothing
    parts: dict[str, dict[str, Any]]
    errors: list[Floats] = field(default_factory=list)
    df: list[float] = field(default_factory=list)

    def doubt(self, moves: Floats, df: float) -> None:
        if np.abs(moves).max(initial=0.0) > 0:
            self.errors.append(moves)
            self.df.append(df)


def score(inputs: dict[str, Any], conditions: dict[str, Any]) -> dict[str, Any]:
    """Everything that the pages, the certificate and the check by recomputation need."""
    windows = windows_of(inputs)
    without = _without_standing(inputs, conditions, windows)
    ranked = [each for each in inputs["entrants"] if each["key"] not in without]
    credit = credit_help(inputs, conditions)
    tally = _tally([each["key"] for each in ranked])
    changes: dict[str, Change] = {}
    doubts: list[Doubt] = []
    if ranked:
        bands = [each["band"] for each in ranked]
        for indicator in conditions["indicators"]:
            stored = inputs["series"][indicator["metric"]]
            found = change_of(stored, tally.keys, bands, indicator, windows)
            assert found is not None  # whoever cannot be measured was left out above
            changes[indicator["metric"]] = found
            doubts += _count_indicator(tally, indicator, found, bands, conditions["weights"])
        _close_improvement(tally, doubts)
        _count_fulfilment(tally, ranked, inputs, conditions)
        _count_help(tally, ranked, credit)
    return {
        "method": effects.METHOD_VERSION,
        "until_on": inputs["windows"]["until"],
        "entrants": _entrants(inputs, conditions, tally, without, changes, credit),
        "claims": [each.as_stored() for each in credit.claims],
        "reports": credit.reports,
    }


def windows_of(inputs: dict[str, Any]) -> dict[str, tuple[datetime.date, datetime.date]]:
    """The baseline, and the period as far as it has gone."""
    day = datetime.date.fromisoformat
    said = inputs["windows"]
    until = min(day(said["period"][1]), day(said["until"]))
    return {
        "baseline": (day(said["baseline"][0]), day(said["baseline"][1])),
        "period": (day(said["period"][0]), until),
    }


# Who has a standing


def coverage_of(inputs: dict[str, Any], conditions: dict[str, Any], key: str) -> dict[str, float]:
    """By indicator: the share of the period's weeks so far that have a value."""
    window, found = windows_of(inputs)["period"], {}
    for indicator in conditions["indicators"]:
        there = window_of(inputs["series"][indicator["metric"]], [key], *window)
        wanted = max(((window[1] - window[0]).days + 1) // 7, 1)
        found[indicator["metric"]] = min(float(there.readings()[0]) / wanted, 1.0)
    return found


def _without_standing(inputs: dict[str, Any], conditions: dict[str, Any], windows: dict[str, Any]) -> dict[str, str]:
    """Entrants without a standing, and why; a band with too few left takes the rest of it along."""
    found = {}
    for each in inputs["entrants"]:
        if reason := _cannot_stand(inputs, conditions, each["key"], windows):
            found[each["key"]] = reason
    bands: dict[str, list[str]] = {}
    for each in inputs["entrants"]:
        bands.setdefault(each["band"], []).append(each["key"])
    for keys in bands.values():
        left = [key for key in keys if key not in found]
        if len(left) < conditions["fewest"]:
            found |= dict.fromkeys(left, "band_too_small")
    return found


def _cannot_stand(inputs: dict[str, Any], conditions: dict[str, Any], key: str, windows: dict[str, Any]) -> str:
    if min(coverage_of(inputs, conditions, key).values()) < conditions["coverage"]:
        return "coverage"
    for indicator in conditions["indicators"]:
        stored = inputs["series"][indicator["metric"]]
        first, last = windows["baseline"][0].isoformat(), windows["period"][1].isoformat()
        if any(first < on <= last for on in stored["rows"][key]["breaks"]):
            return "definition_break"
        for name in ("baseline", "period"):
            window = window_of(stored, [key], *windows[name])
            there = (window.values > 0) if indicator["scale"] == "log" else ~np.isnan(window.values)
            weeks = (there.any(axis=1) if there.ndim == 3 else there).sum()
            if weeks < 6:
                return "too_early" if name == "period" else "no_baseline"
    return ""


# Points


def _tally(keys: list[str]) -> Tally:
    parts = {
        key: {
            "improvement": {"points": 0.0, "by": {}},
            "level": {"points": 0.0, "by": {}},
            "fulfilment": {"points": 0.0, "due": 0, "kept": 0, "items": []},
            "help": {"points": 0.0, "credited": 0.0, "fixed": 0.0},
        }
        for key in keys
    }
    return Tally(keys, np.zeros(len(keys)), np.zeros(len(keys)), np.zeros(len(keys)), parts)


def cut(steps: Floats, nothing: float) -> Floats:
    """From steps, cut at two either way, to a share of the points: none at `nothing`, all at two steps up."""
    return (np.clip(steps, -CAP, CAP) - nothing) / (CAP - nothing)


def shrink(steps: Floats, errors: Floats) -> Floats:
    """Drawn towards the middle: by half where the noise is as large as a step."""
    return steps / (1 + errors**2)


def slope(steps: Floats, errors: Floats, nothing: float) -> Floats:
    """How much of an error gets through the cut, as the root mean square of both sides within two errors: all in the
    middle, 0.71 at an edge, nothing far outside, where neither the estimate nor the truth can leave the cut."""
    reach = np.maximum(2 * errors, 1e-12)
    here = cut(steps, nothing)
    up, down = cut(steps + reach, nothing) - here, here - cut(steps - reach, nothing)
    return np.sqrt((up**2 + down**2) / 2) / reach


def _count_indicator(
    tally: Tally, indicator: dict[str, Any], found: Change, bands: Sequence[str], weights: dict[str, float]
) -> list[Doubt]:
    """Points of one indicator; the doubts that come with it, for the baseline and for the period."""
    count, share = len(tally.keys), indicator["weight"]
    both = np.sqrt(found.before**2 + found.now**2)
    step, errors = found.gain / indicator["unit_improvement"], both / indicator["unit_improvement"]
    centre = np.eye(count) - 1 / count
    worth = weights["improvement"] * share
    _add(tally, "improvement", indicator["metric"], worth, step, errors, found.moved, both)
    improved = _moves(worth, indicator["unit_improvement"], slope(step, errors, NOTHING["improvement"]), centre)
    level = np.zeros((count, count))
    if weights["level"] and indicator["counts_level"]:
        step, errors = found.here / indicator["unit_level"], found.now / indicator["unit_level"]
        worth = weights["level"] * share
        _add(tally, "level", indicator["metric"], worth, step, errors, found.here, found.now)
        level = _moves(worth, indicator["unit_level"], slope(step, errors, NOTHING["level"]), _like(bands))
    return [(-improved, np.zeros_like(level), found.before, found.df[0]), (improved, level, found.now, found.df[1])]


def _close_improvement(tally: Tally, doubts: Sequence[Doubt]) -> None:
    """Who fell back on one indicator has less from the others; who fell back in all has no improvement, and loses
    nothing of what else was earned. Doubt gets through that floor as it does through a cut."""
    for at, key in enumerate(tally.keys):
        own = tally.parts[key]["improvement"]
        own["points"] = max(own["points"], 0.0)
        tally.points[at] += own["points"]
    tally.scores += np.maximum(tally.improved, 0.0)
    error = np.sqrt(sum((((moves * size) ** 2).sum(axis=1) for moves, _, size, _ in doubts), np.zeros(len(tally.keys))))
    reach, here = np.maximum(2 * error, 1e-12), np.maximum(tally.improved, 0.0)
    up, down = np.maximum(tally.improved + reach, 0.0) - here, here - np.maximum(tally.improved - reach, 0.0)
    through = np.sqrt((up**2 + down**2) / 2) / reach
    for improved, level, size, df in doubts:
        moves = through[:, None] * improved + level
        for unit in range(len(tally.keys)):
            tally.doubt(moves[:, unit] * size[unit], df)


def _moves(worth: float, unit: float, through: Floats, centre: Floats) -> Floats:
    """(scores, entrants): what one unit of an entrant's level does to each score."""
    return worth / unit * through[:, None] * centre


def _like(bands: Sequence[str]) -> Floats:
    """An entrant's level is judged against the mean of its band, once size is taken out."""
    same = np.array([[one == other for other in bands] for one in bands], dtype=float)
    return np.eye(len(bands)) - same / same.sum(axis=1, keepdims=True)


def _add(
    tally: Tally, part: str, name: str, worth: float, step: Floats, errors: Floats, moved: Floats, error: Floats
) -> None:
    shrunk = worth * cut(shrink(step, errors), NOTHING[part])
    if part == "improvement":
        tally.improved += worth * cut(step, NOTHING[part])
    else:
        tally.scores += worth * cut(step, NOTHING[part])
        tally.points += shrunk
    for at, key in enumerate(tally.keys):
        own = tally.parts[key][part]
        own["points"] += float(shrunk[at])
        own["by"][name] = {
            "points": float(shrunk[at]),
            "most": worth,
            "step": float(step[at]),
            "moved": float(moved[at]),
            "error": float(error[at]),
        }


def _count_fulfilment(
    tally: Tally, ranked: Sequence[dict[str, Any]], inputs: dict[str, Any], conditions: dict[str, Any]
) -> None:
    """Promises that were due by now: kept over due. Who promised nothing gets nothing here."""
    worth = conditions["weights"]["fulfilment"]
    for at, each in enumerate(ranked):
        mine = [item for item in inputs["items"] if each["workshop"] in item["workshops"]]
        own = tally.parts[each["key"]]["fulfilment"]
        own["due"], own["kept"] = len(mine), sum(item["kept"] for item in mine)
        own["items"] = [item["address"] for item in mine]
        if mine:
            own["points"] = worth * own["kept"] / own["due"]
            tally.scores[at] += own["points"]
            tally.points[at] += own["points"]


def _count_help(tally: Tally, ranked: Sequence[dict[str, Any]], credit: Credit) -> None:
    places = {each["workshop"]: at for at, each in enumerate(ranked)}
    for workshop, own in credit.by_workshop.items():
        if workshop not in places:
            continue
        at = places[workshop]
        tally.parts[ranked[at]["key"]]["help"] |= own.as_stored()
        tally.scores[at] += own.estimate
        tally.points[at] += own.points
    for moves, df in credit.doubts:
        row = np.zeros(len(ranked))
        for workshop, size in moves.items():
            if workshop in places:
                row[places[workshop]] = size
        tally.doubt(row, df)


# What is kept


def _entrants(
    inputs: dict[str, Any],
    conditions: dict[str, Any],
    tally: Tally,
    without: dict[str, str],
    changes: dict[str, Change],
    credit: Credit,
) -> dict[str, dict[str, Any]]:
    found = {}
    for key, reason in without.items():
        found[key] = {"status": "no_standing", "reason": reason, "points": None, "marks": []}
    if tally.keys:
        errors = np.array(tally.errors) if tally.errors else np.zeros((0, len(tally.keys)))
        placed = effects.places(tally.scores, errors, np.array(tally.df))
        order = sorted(range(len(tally.keys)), key=lambda at: (-tally.points[at], tally.keys[at]))
        groups = _groups(order, placed)
        for at, key in enumerate(tally.keys):
            found[key] = _standing(tally, placed.units[at], at, order, groups[at])
            found[key]["marks"] = [
                {"code": "soft_baseline", "metric": metric} for metric, each in changes.items() if each.soft[at]
            ]
    for each in inputs["entrants"]:
        own = found[each["key"]]
        own["coverage"] = coverage_of(inputs, conditions, each["key"])
        own["marks"] += _silent(inputs, conditions, each["key"]) + credit.marks.get(each["workshop"], [])
    return found


def _standing(tally: Tally, placed: effects.PlacedScore, at: int, order: Sequence[int], group: int) -> dict[str, Any]:
    """The range of places holds the place by points too: whoever reads both must not find them at odds."""
    points = float(tally.points[at])
    here = 1 + sum(bool(tally.points[other] > tally.points[at] + 1e-9) for other in order)
    return {
        "status": "ranked",
        "reason": "",
        "points": points,
        "estimate": placed.score,
        "low": min(placed.low, points),
        "high": max(placed.high, points),
        "place": [min(placed.place_low, here), max(placed.place_high, here)],
        "here": here,
        "order": order.index(at) + 1,
        "group": group,
        "parts": tally.parts[tally.keys[at]],
    }


def _groups(order: Sequence[int], placed: effects.Places) -> dict[int, int]:
    """Cut along the order of points only where everybody above is surely ahead of everybody below."""
    number, found = 1, {}
    for at, unit in enumerate(order):
        above, below = order[:at], order[at:]
        if at and all(placed.surely_ahead[one][other] for one in above for other in below):
            number += 1
        found[unit] = number
    return found


def _silent(inputs: dict[str, Any], conditions: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Whole months of the period in which an indicator has no value at all."""
    first, last = windows_of(inputs)["period"]
    marks = []
    for indicator in conditions["indicators"]:
        stored = inputs["series"][indicator["metric"]]
        month = first.replace(day=1)
        while month <= last:
            after = (month + datetime.timedelta(days=32)).replace(day=1)
            if month >= first and after - datetime.timedelta(days=1) <= last:
                window = window_of(stored, [key], month, after - datetime.timedelta(days=1))
                if window.values.shape[-1] == 0 or not window.readings()[0]:
                    marks.append({"code": "silent", "metric": indicator["metric"], "month": month.isoformat()})
            month = after
    return marks
