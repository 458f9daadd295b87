"""Points for help: the measured gain at the workshop that was helped, confirmed by it, shared among its helpers.

Repeated help inside a pair counts less and less; what was not measured to work, or not confirmed, counts nothing and
is marked. Warnings and remedies earn by the gain where another workshop took up the remedy and it can be measured, and
the fixed amount where none can; an honest report of failure spares others what nobody can measure, and earns the fixed
amount. People hurt are never counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import stdtrit

CAP = 2.0
PROVEN = ("verified", "probable")
MAINLY = 0.5  # of what either gets comes from the other: the pair is marked


@dataclass
class Claim:
    """One helper's part in one adoption. `points` is what it earns, `counts` False with the reason in `why_not`."""

    adoption: str
    helper: str
    receiver: str
    routes: list[str]
    dangers: list[str] = field(default_factory=list)  # journal names: the helper's warning or remedy that it came of
    points: float = 0.0
    estimate: float = 0.0
    share: float = 1.0
    repeat: float = 1.0
    counts: bool = False
    why_not: str = ""
    address: str = ""

    def as_stored(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass
class Earned:
    """What one workshop gets for help: `points` as shown, `estimate` before the estimates were drawn together."""

    credited: float = 0.0
    raw: float = 0.0
    fixed: float = 0.0
    most: float = 50.0

    @property
    def points(self) -> float:
        return min(self.credited + self.fixed, self.most)

    @property
    def estimate(self) -> float:
        return min(self.raw + self.fixed, self.most)

    def as_stored(self) -> dict[str, Any]:
        return {"points": self.points, "credited": self.credited, "fixed": self.fixed}


@dataclass
class Credit:
    claims: list[Claim] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    by_workshop: dict[str, Earned] = field(default_factory=dict)
    doubts: list[tuple[dict[str, float], float]] = field(default_factory=list)
    marks: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def credit_help(inputs: dict[str, Any], conditions: dict[str, Any]) -> Credit:
    most = conditions["weights"]["help"]
    credit = Credit()
    if not most:
        return credit
    for each in inputs["entrants"]:
        credit.by_workshop.setdefault(each["workshop"], Earned(most=most))
    told: dict[tuple[str, str], int] = {}
    for gain in sorted(inputs["helps"], key=lambda each: (each["starts_on"], each["adoption"])):
        _credit(credit, gain, conditions, told)
    _fixed(credit, inputs, conditions["help"])
    _open_at_the_top(credit)
    _marks(credit)
    return credit


def worth_of(metric: str, conditions: dict[str, Any]) -> float:
    """What a gain of two steps elsewhere brings: as much as at home, for helper and receiver are both credited for the
    same gain. An indicator that the round does not count weighs as the lightest that it does. Conditions of the first
    scheme name one amount for every indicator instead."""
    rule = conditions["help"]
    if "rate" not in rule:
        return float(rule["each"])
    weights = {each["metric"]: each["weight"] for each in conditions["indicators"]}
    share = weights.get(metric, min(weights.values()))
    return rule["rate"] * conditions["weights"]["improvement"] * share


def _credit(credit: Credit, gain: dict[str, Any], conditions: dict[str, Any], told: dict[tuple[str, str], int]) -> None:
    """One adoption's gain, shared among those who helped and whose part the receiver confirmed."""
    claims = [
        Claim(gain["adoption"], each["workshop"], gain["receiver"], list(each["routes"]), list(each.get("dangers", ())),
              address=gain["address"])
        for each in gain["helpers"]
    ]  # fmt: skip
    credit.claims += claims
    confirmed = {each["workshop"]: each["confirmed"] for each in gain["helpers"]}
    for claim in claims:
        claim.why_not = _why_not(gain, confirmed[claim.helper])
    counting = [claim for claim in claims if not claim.why_not]
    if not counting:
        return
    rule, worth = conditions["help"], worth_of(gain["metric"], conditions)
    unit = rule["units"].get(gain["metric"], rule["unit"])
    size, error, df = _on_scale(gain)
    raw = float(np.clip(size / unit, 0, CAP)) / CAP * worth
    drawn = float(np.clip(size / (1 + (error / unit) ** 2) / unit, 0, CAP)) / CAP * worth
    through = _through(size / unit, error / unit)
    moves = {}
    for claim in counting:
        number = told.get((claim.helper, claim.receiver), 0)
        told[claim.helper, claim.receiver] = number + 1
        claim.repeat = rule["repeat"][number] if number < len(rule["repeat"]) else 0.0
        claim.share = 1 / len(counting)
        part = claim.repeat * claim.share
        claim.counts, claim.points, claim.estimate = True, drawn * part, raw * part
        if claim.helper in credit.by_workshop:
            own = credit.by_workshop[claim.helper]
            own.credited += claim.points
            own.raw += claim.estimate
            moves[claim.helper] = worth / CAP * error / unit * through * part
    if moves:
        credit.doubts.append((moves, df))


def _why_not(gain: dict[str, Any], confirmed: bool | None) -> str:
    if not gain["is_ranked"]:
        return "not_ranked"  # people hurt, or an indicator without a better side; a remedy earns its fixed amount
    if gain["has_open_danger"]:
        return "open_danger"
    if gain["evidence"] == "harmful":
        return "harmful"
    if gain["evidence"] not in PROVEN or gain["relative"] is None:
        return "not_measured" if gain["evidence"] in ("", "measuring") else "no_gain"
    if confirmed is None:
        return "not_confirmed"
    return "" if confirmed else "denied"


def _on_scale(gain: dict[str, Any]) -> tuple[float, float, float]:
    """The gain on the log scale, more is better, with its standard error and degrees of freedom."""
    sign = float(gain["sign"])
    value, low, high = (float(np.log1p(max(each, -0.99))) for each in gain["relative"])
    df = float(gain["df"] or 30.0)
    return sign * value, (high - low) / (2 * float(stdtrit(df, 0.975))), df


def _through(step: float, error: float) -> float:
    """How much of an error gets through the cut at nothing and at two steps."""
    reach = max(2 * error, 1e-12)
    here = np.clip(step, 0, CAP)
    up, down = np.clip(step + reach, 0, CAP) - here, here - np.clip(step - reach, 0, CAP)
    return float(np.sqrt((up**2 + down**2) / 2)) / reach


def _fixed(credit: Credit, inputs: dict[str, Any], rule: dict[str, Any]) -> None:
    """Remedies, warnings and reports of failure, up to the most that they may bring together. What earned by a
    measured gain gets only what is missing to the fixed amount. A gain that several of them led to is set against
    these amounts once, not once for each, so that having it measured never costs."""
    left = {id(claim): claim.points for claim in credit.claims}
    for report in inputs["reports"]:
        own = credit.by_workshop.get(report["workshop"])
        if own is None:
            continue
        whole = missing = float(rule[report["kind"]])
        behind = _measured(credit, report)
        for claim in behind:
            used = min(left[id(claim)], missing)
            left[id(claim)], missing = left[id(claim)] - used, missing - used
        measured = sum(claim.points for claim in behind) if missing < whole else 0.0
        points = min(missing, max(rule["fixed_most"] - own.fixed, 0.0))
        own.fixed += points
        credit.reports.append(report | {"points": points, "measured": measured})


def _measured(credit: Credit, report: dict[str, Any]) -> list[Claim]:
    """Gains measured elsewhere that a warning or remedy led to; a report of failure has none."""
    return [
        claim
        for claim in credit.claims
        if claim.counts and claim.helper == report["workshop"] and report["about"] in claim.dangers
    ]


def _open_at_the_top(credit: Credit) -> None:
    """Who is past the most that help can bring by more than its doubt has no doubt left in it."""
    for workshop, own in credit.by_workshop.items():
        over = own.raw + own.fixed - own.most
        doubt = float(np.sqrt(sum(moves.get(workshop, 0.0) ** 2 for moves, _ in credit.doubts)))
        if over > 2 * doubt:
            for moves, _ in credit.doubts:
                moves.pop(workshop, None)


def _marks(credit: Credit) -> None:
    thin: dict[str, list[str]] = {}
    given: dict[tuple[str, str], float] = {}
    for claim in credit.claims:
        if claim.why_not in ("not_measured", "not_confirmed"):
            thin.setdefault(claim.helper, []).append(claim.address)
        # What is only claimed counts too: a pair that trades empty help is to be seen.
        given[claim.helper, claim.receiver] = given.get((claim.helper, claim.receiver), 0.0) + 1.0
    for workshop, addresses in thin.items():
        credit.marks.setdefault(workshop, []).append({"code": "thin", "count": len(addresses), "at": addresses[:3]})
    for (one, other), number in given.items():
        back = given.get((other, one), 0.0)
        if back and number >= 2 and back >= 2 and _mainly(given, one, number) and _mainly(given, other, back):
            credit.marks.setdefault(one, []).append({"code": "self_dealing", "with": other})


def _mainly(given: dict[tuple[str, str], float], helper: str, number: float) -> bool:
    return number > MAINLY * sum(size for (who, _), size in given.items() if who == helper)
