"""`huzhu effect`: the effect of a change from a panel file, without a server and without a database."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huzhu.cli.saying import Refusal, console, number, percent, print_json, table

if TYPE_CHECKING:
    from rich.console import Console

    from huzhu.cli.panel import Panel
    from huzhu.effects import Check, Estimate


class Method(StrEnum):
    auto = "auto"
    did = "did"
    sc = "sc"
    dsc = "dsc"
    adsc = "adsc"
    sdid = "sdid"
    its = "its"


class Scale(StrEnum):
    linear = "linear"
    log = "log"
    logit = "logit"


class Decimal(StrEnum):
    auto = "auto"
    point = "point"
    comma = "comma"


METHOD_NAMES = {
    "adsc": "demeaned synthetic control with a lean on single peers",
    "dsc": "demeaned synthetic control",
    "sc": "synthetic control",
    "sdid": "synthetic difference in differences",
    "did": "difference in differences",
    "its": "interrupted series, before and after",
}
STATUS = {
    "estimated": "estimated against peers",
    "too_few_peers": "estimated, but against fewer than four peers",
    "before_after": "before and after only; this is not proof",
    "no_sound_comparison": "no sound comparison is possible",
    "too_early": "too early to say",
}
REASONS = {
    "too_few_before": "too few periods before the start",
    "too_few_after": "too few periods after the start",
    "no_peers": "there is no peer",
    "too_few_peers": "fewer than four peers",
    "too_few_peers_for_strict": "the strict range needs six peers",
    "no_variation": "nothing moved before the start",
    "some_adopters_not_estimated": "without some of the treated, which gave no number",
    "asked_for": "as asked for",
    "treated": "treated itself",
    "contaminated": "took the change up itself",
    "too_many_gaps": "too many gaps",
    "no_readings": "no readings",
    "left_out": "left out as asked",
}
CHECKS = {
    "followed_before": "Followed its peers before the start",
    "false_start": "A false start shows nothing",
    "false_adopter": "No false adopter shows as much",
    "leave_one_out": "No single peer carries the result",
    "too_few_peers": "Enough peers",
    "peers_outnumber_periods": "More peers than periods before, as this method wants",
    "outside_hull": "Moves within the bundle of its peers",
    "definition_break": "Nobody's level jumped for no known reason",
}
ANSWERS = {"yes": "yes", "no": "NO", "cannot_say": "cannot say"}


def effect(
    file: Annotated[Path, typer.Argument(metavar="PANEL.csv", help="One row per unit and period.")],
    unit: Annotated[str, typer.Option(help="Column that names the unit.")],
    time: Annotated[str, typer.Option(help="Column with the period: years, days, weeks, months or numbers.")],
    value: Annotated[str, typer.Option(help="Column with the value.")],
    treated: Annotated[list[str] | None, typer.Option(help="The unit that changed something; may be repeated.")] = None,
    start: Annotated[
        list[str] | None, typer.Option(help="First period with the change: one for all, or one each.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            help="Instead of --treated and --start: column with each unit's first period, empty or 0 for none."
        ),
    ] = None,
    method: Annotated[
        Method, typer.Option(help="auto: adsc where there are peers, its where there are none.")
    ] = Method.auto,
    level: Annotated[float, typer.Option(help="Of the range, 0.5 to below 1.")] = 0.95,
    scale: Annotated[Scale, typer.Option(help="log for durations, logit for shares.")] = Scale.linear,
    ceiling: Annotated[float, typer.Option(help="With logit: the largest share, 1 or 100.")] = 1.0,
    ramp: Annotated[int, typer.Option(min=0, help="Periods after the start that are not judged.")] = 0,
    baseline: Annotated[int | None, typer.Option(min=1, help="At most so many periods before the start.")] = None,
    least_before: Annotated[int, typer.Option(min=1, help="Fewer periods before the start give no number.")] = 4,
    least_after: Annotated[int, typer.Option(min=1, help="Fewer periods after the start give no number.")] = 3,
    exclude: Annotated[list[str] | None, typer.Option(help="Period left out, or a span as 1973..1975.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="Unit that must not serve as a peer.")] = None,
    exact: Annotated[bool, typer.Option("--exact", help="With sc: no regularisation.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="The range from peers alone (six or more).")] = False,
    seed: Annotated[int, typer.Option(help="Kept for reproducibility; nothing here is drawn at random.")] = 0,
    decimal: Annotated[Decimal, typer.Option(help="The decimal mark in the value column.")] = Decimal.auto,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable answer.")] = False,
) -> None:
    """Did it work? One unit or several that changed something, judged against those that did not."""
    from huzhu.cli.panel import read_panel

    if since is None and not (treated and start):
        raise Refusal("Say who changed something and when: --treated and --start, or --since COLUMN.")
    if since is not None and (treated or start):
        raise Refusal("--since stands instead of --treated and --start; give one or the other.")
    if exact and method is not Method.sc:
        raise Refusal("--exact goes with --method sc.")
    if since is None and len(start) not in (1, len(treated)):
        raise Refusal(f"--start: give one for all, or one for each of the {len(treated)} --treated; got {len(start)}.")
    panel = read_panel(file, unit, time, value, decimal.value, since)
    _fits_scale(panel, scale, ceiling)
    left_out = [panel.unit_at(each) for each in without or []]
    if since is None:
        units = [panel.unit_at(each) for each in treated]
        starts = [panel.period_at(each, "--start") for each in start]
    else:
        units, starts = _those_with_a_start(panel)
    _are_apart(panel, units, left_out)
    asked = {
        "method": method.value,
        "level": level,
        "seed": seed,
        "scale": scale.value,
        "ceiling": ceiling,
        "ramp": ramp,
        "baseline": baseline,
        "least_before": least_before,
        "least_after": least_after,
        "exclude": _spans(panel, exclude or []),
        "left_out": left_out,
        "exact": exact,
        "strict": strict,
    }
    found = _estimate(panel, units, starts * (len(units) if len(starts) == 1 else 1), asked)
    if as_json:
        print_json(as_record(found, panel, units, starts))
    else:
        _show(found, panel, units, starts)


def _those_with_a_start(panel: Panel) -> tuple[list[int], list[int]]:
    """Units whose column says since when, and these periods. Who changes only after the file's end is a peer in it."""
    units = [at for at, text in enumerate(panel.since) if text and not panel.is_later(text, "--since")]
    if not units:
        raise Refusal("--since: no unit has a period there.")
    if len(units) == len(panel.units):
        raise Refusal("--since: every unit has a period there; without one that never changed there is no peer.")
    starts = [panel.period_at(panel.since[at], "--since") for at in units]
    if 0 in starts:
        first = panel.units[units[starts.index(0)]]
        raise Refusal(
            f"--since: {first} changed in {panel.periods[0]}, the first period of the file; nothing lies before it. "
            "Leave such units out of the file."
        )
    return units, starts


def _are_apart(panel: Panel, treated: list[int], left_out: list[int]) -> None:
    """Nobody is treated twice or left out as well, and no total of the others serves as a peer."""
    from huzhu.metrics.files.vocabulary import is_total

    for place, at in enumerate(treated):
        if at in treated[:place]:
            raise Refusal(f"--treated: {panel.units[at]} stands there twice.")
        if at in left_out:
            raise Refusal(f"--without: {panel.units[at]} is treated itself and no peer.")
    for at, unit in enumerate(panel.units):
        if is_total(unit) and at not in left_out:
            raise Refusal(
                f"Unit “{unit}” looks like a total of the others, which is no peer. Say --without “{unit}”, or give it "
                "another name if it is a unit."
            )


def _estimate(panel: Panel, units: list[int], starts: list[int], asked: dict[str, Any]) -> Estimate:
    import numpy as np

    from huzhu import effects

    if min(starts) < 1:
        raise Refusal(f"--start: {panel.periods[0]} is the first period of the file; nothing lies before it.")
    try:
        return effects.estimate(np.array(panel.values), treated=units, start=starts, **asked)
    except ValueError as problem:
        raise Refusal(f"{problem}.") from None


def _fits_scale(panel: Panel, scale: Scale, ceiling: float) -> None:
    """What a scale cannot hold is told with its row, before any computing."""
    if scale is Scale.logit and not ceiling > 0:
        raise Refusal(f"--ceiling: the largest share is above 0, such as 1 or 100; got {ceiling:g}.")
    if scale is Scale.linear:
        return
    for place, row in panel.rows.items():
        value = panel.values[place[0]][place[1]]
        wrong = value <= 0 if scale is Scale.log else value < 0 or value > ceiling
        if wrong:
            wanted = (
                "values above 0" if scale is Scale.log else f"values from 0 to {ceiling:g} (--ceiling says what is all)"
            )
            raise Refusal(f"Row {row}, column “{panel.column}”: {value:g}; the {scale.value} scale wants {wanted}.")


def _spans(panel: Panel, given: list[str]) -> list[int]:
    left: set[int] = set()
    for text in given:
        first, _, last = text.partition("..")
        low = panel.period_at(first, "--exclude")
        high = panel.period_at(last, "--exclude") if last else low
        if high < low:
            raise Refusal(f"--exclude: {text} ends before it begins.")
        left.update(range(low, high + 1))
    return sorted(left)


# The answer


def as_record(found: Estimate, panel: Panel, units: list[int], starts: list[int]) -> dict[str, Any]:
    """The estimate with the file's own names for units and periods; what JSON shows."""

    def name(at: int | None) -> str | None:
        return None if at is None else panel.units[at]

    def period(at: int | None) -> str | None:
        return None if at is None else panel.periods[at]

    checks = [
        {
            "name": each.name,
            "answer": each.answer,
            "value": each.value,
            "limit": each.limit,
            "unit": name(each.unit),
            "period": period(each.period),
        }
        for each in found.checks
    ]
    record = {
        "treated": [panel.units[at] for at in units],
        "start": [panel.periods[at] for at in starts],
        "status": found.status,
        "reason": found.reason,
        "method": found.method,
        "method_version": found.method_version,
        "scale": found.scale,
        "level": found.level,
        "estimate": found.estimate,
        "range": [found.low, found.high],
        "range80": list(found.range80) if found.range80 else None,
        "standard_error": found.standard_error,
        "change": found.change,
        "change_range": [found.change_low, found.change_high],
        "relative": found.relative,
        "relative_range": [found.relative_low, found.relative_high],
        "observed_mean": found.observed_mean,
        "without_the_change_mean": found.counterfactual_mean,
        "before_mean": found.before_mean,
        "after_mean": found.after_mean,
        "peers": found.peers,
        "weights": {panel.units[at]: weight for at, weight in _heaviest(found)},
        "excluded": [{"unit": panel.units[each.unit], "reason": each.reason} for each in found.excluded],
        "periods": {
            "before": found.periods.before,
            "after": found.periods.after,
            "skipped": found.periods.skipped,
            "first": period(found.periods.first),
            "last": period(found.periods.last),
        },
        "checks": checks,
        "path": _path(found, panel),
    }
    if found.parts:
        pairs = zip(found.parts, units, starts * (len(units) if len(starts) == 1 else 1), strict=True)
        record["parts"] = [as_record(part, panel, [each], [at]) for part, each, at in pairs]
    return record


def _heaviest(found: Estimate) -> list[tuple[int, float]]:
    return sorted(found.weights, key=lambda pair: (-pair[1], pair[0]))


def _path(found: Estimate, panel: Panel) -> list[dict[str, Any]]:
    columns = (found.observed, found.counterfactual, found.band_low, found.band_high)
    names = ("observed", "without_the_change", "low", "high")
    return [
        {"period": period} | {name: column[at] for name, column in zip(names, columns, strict=True) if column}
        for at, period in enumerate(panel.periods)
    ]


def _show(found: Estimate, panel: Panel, units: list[int], starts: list[int]) -> None:
    out = console()
    out.print(table("", "", rows=_summary(found, panel, units, starts)))
    if found.parts:
        rows = [
            (panel.units[at], number(part.change), _range(part.change_low, part.change_high), percent(part.relative))
            for part, at in zip(found.parts, units, strict=True)
        ]
        out.print(table("Treated", "Effect", "Range", "Relative", rows=rows, right=(1, 2, 3)))
    _show_peers(out, found, panel)
    if found.checks:
        rows = [
            (
                CHECKS.get(each.name, each.name),
                ANSWERS[each.answer],
                number(each.value, 3),
                number(each.limit, 3),
                _where(each, panel),
            )
            for each in found.checks
        ]
        out.print(table("Check", "Answer", "Found", "Limit", "Where", rows=rows, right=(2, 3)))


def _summary(found: Estimate, panel: Panel, units: list[int], starts: list[int]) -> list[tuple[str, str]]:
    since = ", ".join(panel.periods[at] for at in starts)
    rows = [("Treated", f"{', '.join(panel.units[at] for at in units)} from {since}")]
    if found.estimate is not None:
        rows += [
            ("Effect", number(found.change)),
            (f"{100 * found.level:g}% range", _range(found.change_low, found.change_high)),
            ("Relative", f"{percent(found.relative)} ({_percents(found.relative_low, found.relative_high)})"),
            ("Seen, and without the change", f"{number(found.observed_mean)}, {number(found.counterfactual_mean)}"),
        ]
        if found.scale != "linear":
            rows.insert(1, (f"Effect ({found.scale})", f"{number(found.estimate)} ({_range(found.low, found.high)})"))
    else:
        rows.append(("Before, after", f"{number(found.before_mean)}, {number(found.after_mean)}"))
    state = STATUS.get(found.status, found.status)
    if found.reason and found.reason != found.status:
        state += f" ({REASONS.get(found.reason, found.reason)})"
    periods = found.periods
    rows += [
        ("Method", f"{METHOD_NAMES.get(found.method, found.method)} ({found.method}), version {found.method_version}"),
        ("Status", state),
        ("Judged against", f"{found.peers} peer{'' if found.peers == 1 else 's'}"),
        ("Periods", f"{periods.before} before, {periods.after} after, {periods.skipped} left out"),
    ]
    return rows


def _where(check: Check, panel: Panel) -> str:
    unit = panel.units[check.unit] if check.unit is not None else ""
    period = panel.periods[check.period] if check.period is not None else ""
    return " ".join(filter(None, [unit, period]))


def _range(low: float | None, high: float | None) -> str:
    return f"{number(low)} to {number(high)}"


def _percents(low: float | None, high: float | None) -> str:
    return f"{percent(low)} to {percent(high)}"


def _show_peers(out: Console, found: Estimate, panel: Panel) -> None:
    heavy = [(at, weight) for at, weight in _heaviest(found) if weight > 0.0005]
    if heavy:
        shown = [(panel.units[at], f"{weight:.3f}") for at, weight in heavy[:12]]
        if len(heavy) > len(shown):
            shown.append((f"and {len(heavy) - len(shown)} more", f"{sum(w for _, w in heavy[12:]):.3f}"))
        out.print(table("Peer", "Weight", rows=shown, right=(1,)))
    others = [each for each in found.excluded if each.reason != "treated"]
    if others:
        rows = [(panel.units[each.unit], REASONS.get(each.reason, each.reason)) for each in others]
        out.print(table("Not a peer", "Why", rows=rows))
