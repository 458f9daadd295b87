# ruff: noqa: E501 (sentences stand on one line each)
"""The table of a round: who stands where, in groups, with what safety holds back and what the checkers should look at."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.competitions import queries
from huzhu.competitions.decided import Gate
from huzhu.competitions.models import Standing
from huzhu.competitions.queries import Row, Table
from huzhu.hazards.models import Hazard
from huzhu.web import charts, wording
from huzhu.workshops.models import Workshop


def name_of(standing: Standing) -> str:
    """A mill, or a line of it."""
    if not standing.line:
        return str(standing.workshop)
    return _("%(mill)s, line %(line)s") % {"mill": standing.workshop, "line": standing.line}


def group_word(number: int) -> str:
    words = [_("First group"), _("Second group"), _("Third group"), _("Fourth group"), _("Fifth group")]
    return words[number - 1] if number <= len(words) else _("Group %(number)s") % {"number": number}


def place_words(row: Row) -> str:
    first, last = row.place
    if first == last:
        return _("%(place)s") % {"place": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def groups_of(found: Table, count: int) -> list[dict[str, Any]]:
    most = max((row.points for row in found.ranked), default=1.0)
    groups: dict[int, list[dict[str, Any]]] = {}
    for row in found.ranked:
        groups.setdefault(row.counted["group"], []).append(_row(row, count, most))
    if len(groups) == 1:  # nobody is surely ahead of everybody below
        return [{"title": _("One group"), "rows": rows} for rows in groups.values()]
    return [{"title": group_word(number), "rows": rows} for number, rows in groups.items()]


def _row(row: Row, count: int, most: float) -> dict[str, Any]:
    total = round(row.points)
    helped = round(row.help) if row.parts else None
    name = name_of(row.standing)
    own = total - helped if helped is not None else None
    first, last = row.place
    values = {"who": name, "first": first, "last": last, "count": count}
    said = _("%(who)s: place %(first)s to %(last)s of %(count)s") % values
    return {
        "name": name,
        "url": queries.address_of(row.standing),
        "is_own": row.is_own,
        "place": place_words(row),
        "points": wording.number(total),
        "bar": charts.points_bar(own if own is not None else total, helped or 0, most),
        "own": "–" if own is None else wording.number(own),
        "help": "–" if helped is None else wording.number(helped),
        "range": charts.place_range(first, last, row.counted["here"], count, is_own=row.is_own, label=said),
        "marks": [mark_words(each) for each in row.counted["marks"]][:1],
        "is_contested": row.standing.state == Standing.State.CONTESTED,
        **gate_words(row),
    }


def gate_words(row: Row) -> dict[str, str]:
    """The safety column: danger is red, everything else is a word."""
    gate = row.gate
    if row.standing.state == Standing.State.VETOED:
        return {"gate": _("Award withheld"), "gate_shape": "no_sound", "gate_tone": ""}
    if gate is None:
        return {"gate": _("Clear"), "gate_shape": "tick", "gate_tone": ""}
    if gate.ground == Gate.Ground.UNCONTAINED and _still_open(gate):
        return {"gate": _("Held: open danger"), "gate_shape": "harmful", "gate_tone": "danger"}
    return {"gate": _("Held: to be decided"), "gate_shape": "watch", "gate_tone": ""}


def ground_words(ground: str, any_serious_injury: bool) -> str:
    """A ground as the conditions of its round have it."""
    if ground != Gate.Ground.SERIOUS_INJURY:
        return str(Gate.Ground(ground).label)
    if any_serious_injury:
        return _("Any fatal or serious injury, whatever led to it")
    return _("A fatal or serious injury, where management failed as confirmed or a safety action was overdue")


def gate_ground_words(gate: Gate) -> str:
    """What is said against one award."""
    said = str(gate.get_ground_display())
    return (
        _("%(ground)s: %(failing)s") % {"ground": said, "failing": gate.get_failing_display()} if gate.failing else said
    )


def _still_open(gate: Gate) -> bool:
    number = gate.about.partition(":")[2]
    return number.isdecimal() and Hazard.objects.filter(number=number, contained_at=None).exists()


def reason_words(row: Row) -> str:
    return {
        "coverage": _("too few readings: under 80% of the weeks have a value."),
        "definition_break": _("what is measured was changed between baseline and period."),
        "band_too_small": _("fewer than three of its size can be compared."),
        "too_early": _("too early: the first six weeks are not in."),
        "no_baseline": _("no baseline: too few readings in it."),
    }.get(row.counted.get("reason", ""), _("nothing is counted yet."))


def without_row(row: Row) -> dict[str, Any]:
    return {
        "name": name_of(row.standing),
        "url": queries.address_of(row.standing),
        "is_own": row.is_own,
        "reason": reason_words(row),
        **gate_words(row),
    }


def mark_words(mark: dict[str, Any]) -> str:
    """What the checkers should look at."""
    if mark["code"] == "thin":
        count = mark["count"]
        said = ngettext(
            "%(count)s help is claimed but not measured or not confirmed",
            "%(count)s helps are claimed but not measured or not confirmed",
            count,
        )
        return said % {"count": count}
    if mark["code"] == "self_dealing":
        other = Workshop.objects.filter(slug=mark["with"]).select_related("plant").first()
        return _("Helps mainly %(who)s and is helped mainly by it") % {"who": other or mark["with"]}
    metric = _metric_name(mark["metric"])
    if mark["code"] == "silent":
        month = wording.month(datetime.date.fromisoformat(mark["month"]), with_year=True)
        return _("No reading of %(metric)s in %(month)s") % {"metric": metric, "month": month}
    return _("Baseline of %(metric)s worse than the year before it: the earlier level counts") % {"metric": metric}


def _metric_name(slug: str) -> str:
    from huzhu.metrics.models import Metric

    return str(Metric.objects.filter(slug=slug).first() or slug)
