"""What the readings say of a danger: the sign that raised it, and the proof that it is cured."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from huzhu.hazards.models import Hazard
from huzhu.hazards.proving import Proof
from huzhu.hazards.queries import HazardPage
from huzhu.web import wording


def signal_words(found: HazardPage, hazard: Hazard) -> list[str]:
    """What the readings said when it was raised; a sentence in the place of numbers that are not shared."""
    if not hazard.signal:
        return []
    day = wording.long_date(hazard.signal_on) if hazard.signal_on else ""
    if found.signal is None:
        return [_("The readings have shown it since %(day)s; the numbers stay with the plant.") % {"day": day}]
    said = [_("The readings have shown it since %(day)s.") % {"day": day}]
    signal, metric = found.signal, str(hazard.metric or "")
    if counted := signal.get("counted"):
        said.append(_counted(metric, counted))
    near = signal.get("near") or {}
    if near.get("counted"):
        said.append(_counted(_("Near misses in the same work"), near["counted"]))
        said.append(
            _("More reports alone would be no harm; together with people hurt in the same work they are a sign.")
        )
    relative = signal.get("relative")
    if relative and relative[0] is not None:
        values = {"metric": metric, "share": wording.number(abs(relative[0]) * 100, 0)}
        said.append(_("%(metric)s: %(share)s%% worse than was to be expected.") % values)
    return said


def _counted(what: str, counted: dict[str, Any]) -> str:
    expected = counted.get("expected")
    values = {
        "what": what,
        "seen": counted["seen"],
        "weeks": counted.get("weeks", 0),
        "expected": wording.number(expected, 0 if (expected or 0) >= 3 else 1) if expected is not None else "–",
    }
    return _("%(what)s: %(seen)s in %(weeks)s weeks; about %(expected)s would have been.") % values


def proof_words(proof: Proof) -> str:
    """Seen against expected, and what is still missing."""
    values = {
        "seen": proof.seen,
        "weeks": proof.weeks,
        "needed": proof.weeks_needed,
        "expected": wording.number(proof.expected, 0 if (proof.expected or 0) >= 3 else 1),
        "usual": wording.number(proof.usual, 1),
        "day": wording.long_date(datetime.date.fromisoformat(proof.ready_on)) if proof.ready_on else "",
    }
    said = ""
    if proof.expected is not None:
        said = _("%(seen)s in %(weeks)s weeks with the remedy; at the rate of the danger about %(expected)s.") % values
    missing = {
        "": _("That bears out the cure."),
        "no_metric": _("Nothing is counted for it, so no reading can prove a cure: say what it is counted by."),
        "no_remedy": _("No remedy is in use."),
        "no_readings": _("There are no readings of it since the remedy."),
        "too_soon": _("It takes %(needed)s weeks at least; the readings suffice by about %(day)s."),
        "too_few_expected": _("Three cases must have been due before their absence proves anything: by about %(day)s."),
        "not_back": _("That is more than before the danger; the cure is not proven."),
        "not_measured": _("The remedy's own effect has not been measured as good over half a year."),
    }[proof.missing]
    if proof.missing in ("too_soon", "too_few_expected") and not values["day"]:
        missing = _("It takes %(needed)s weeks at least, and three cases that would have been due.")
    return f"{said} {missing % values}".strip() if not wording.is_chinese() else said + missing % values
