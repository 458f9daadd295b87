"""What a reader sees of rounds: standings as far as the indicators' disclosure lets them be seen, and what waits."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from huzhu.competitions import rules
from huzhu.competitions.clocks import appraise_by, decide_gate_by
from huzhu.competitions.decided import Dispute, Gate
from huzhu.competitions.gathering import metrics_of
from huzhu.competitions.models import Round, Standing
from huzhu.conferences.decided import Resolution
from huzhu.metrics.disclosure import coarse, points_are_exact
from huzhu.people.models import Person

G = Gate.State


@dataclass(frozen=True)
class Row:
    """One entrant as this reader may see it. `is_exact`: parts and decimals are shown; else `points` are whole fives
    and there are no parts."""

    standing: Standing
    counted: dict[str, Any]
    is_own: bool
    is_exact: bool
    gate: Gate | None

    @property
    def is_ranked(self) -> bool:
        return self.counted.get("status") == "ranked"

    @property
    def points(self) -> float:
        return self.counted["points"] if self.is_exact else float(coarse(self.counted["points"]))

    @property
    def parts(self) -> dict[str, Any]:
        return self.counted["parts"] if self.is_exact and self.is_ranked else {}

    @property
    def help(self) -> float:
        return self.parts["help"]["points"] if self.parts else 0.0

    @property
    def place(self) -> tuple[int, int]:
        first, last = self.counted["place"]
        return first, last


@dataclass(frozen=True)
class Table:
    """A round's standings for one reader, in the order of points."""

    round: Round
    rows: tuple[Row, ...]
    claims: tuple[dict[str, Any], ...] = field(default=())

    @property
    def ranked(self) -> list[Row]:
        return [row for row in self.rows if row.is_ranked]

    @property
    def own(self) -> Row | None:
        return next((row for row in self.rows if row.is_own), None)


def table(round_: Round, person: Person) -> Table:
    """Own plants' rows exactly; others' exactly only where weekly values of every indicator are open."""
    is_open = points_are_exact(metrics_of(round_.conditions))
    gates = _gates(round_)
    own = {seat.workshop_id for seat in person.seats_now if seat.workshop_id}
    rows = tuple(
        Row(
            standing=each,
            counted=each.counted,
            is_own=each.workshop_id in own,
            is_exact=is_open or each.workshop.plant_id in person.plants,
            gate=gates.get(each.pk),
        )
        for each in standings_of(round_)
    )
    return Table(round_, rows, tuple(round_.result.get("claims", ())))


def standings_of(round_: Round) -> list[Standing]:
    """In the order of points; those without a standing last, in the order of the plants."""
    rows = list(round_.standings.select_related("workshop__plant", "workshop__band", "checked_by", "checked_for"))
    for row in rows:
        row.round = round_
    return sorted(rows, key=lambda row: (row.counted.get("order") or 10**6, row.workshop.plant_id, row.pk))


def _gates(round_: Round) -> dict[int, Gate]:
    """The gravest by standing: withheld, then to be decided."""
    order = {G.DISMISSED: 0, G.PROPOSED: 1, G.APPEALED: 1, G.UPHELD: 2}
    found: dict[int, Gate] = {}
    for gate in Gate.objects.filter(standing__round=round_).exclude(state=G.DISMISSED):
        if gate.standing_id not in found or order[G(gate.state)] > order[G(found[gate.standing_id].state)]:
            found[gate.standing_id] = gate
    return found


def resolution_behind(round_: Round, person: Person) -> list[Resolution]:
    """The decision of a conference by which the round is held, where this reader may know of it; none or one."""
    found = Resolution.objects.visible_to(person).filter(pk=round_.resolution_id)
    return list(found.select_related("conference"))


def trial_table(round_: Round, person: Person) -> list[tuple[str, dict[str, Any], bool]]:
    """What the draft would have done last year: (entrant, what was counted, exact or coarse), the most points first."""
    is_open = points_are_exact(metrics_of(round_.conditions))
    entrants = round_.trial.get("entrants", {})
    ordered = sorted(entrants.items(), key=lambda pair: (pair[1].get("order") or 10**6, pair[0]))
    return [(key, counted, is_open or _is_own(key, person)) for key, counted in ordered]


def _is_own(key: str, person: Person) -> bool:
    slug = key.partition("/")[0]
    return any(seat.workshop and seat.workshop.slug == slug for seat in person.seats_now)


@dataclass(frozen=True)
class Step:
    """What waits for this reader: a verb on a round, and the address where it is done."""

    verb: str
    round: Round
    address: str
    due_at: datetime.datetime | None = None
    about: Any = None


def waiting_for(person: Person) -> list[Step]:
    """Rounds in which this person's hand is the next. What was concealed comes out also after a round is closed."""
    found: list[Step] = []
    undecided = Gate.objects.filter(state__in=(G.PROPOSED, G.APPEALED), standing__round__state=Round.State.CLOSED)
    waits = ~Q(state__in=Round.ENDED) | Q(pk__in=undecided.values("standing__round"))
    for round_ in Round.objects.visible_to(person).filter(waits):
        if person.holds("secretariat") and (verb := next_step(round_)) is not None:
            found.append(Step(verb, round_, round_.address, appraise_by(round_) if verb in APPRAISAL else None))
        if (to_check := standings_to_check(round_, person)) and round_.state == Round.State.FROZEN:
            found.append(Step("check", round_, address_of(to_check[0]), appraise_by(round_), len(to_check)))
        if round_.state == Round.State.CONSULTED and _may_comment(round_, person):
            found.append(Step("comment", round_, f"{round_.address}/conditions"))
        found += _decisions(round_, person)
    return found


APPRAISAL = ("have_checked", "appraise")
NEXT = {
    Round.State.DRAFTED: "consult",
    Round.State.CONSULTED: "publish",
    Round.State.APPRAISED: "open_objections",
    Round.State.AWARDED: "close",
}


def next_step(round_: Round) -> str | None:
    """What the secretariat does next, where it is time for it."""
    if round_.state == Round.State.FROZEN:
        return "appraise" if not round_.standings.filter(checked_at=None).exists() else "have_checked"
    return NEXT.get(Round.State(round_.state))


def standings_to_check(round_: Round, person: Person) -> list[Standing]:
    """Of other plants and not checked yet, for those of a plant that takes part whose work it is: its chief engineer
    and safety officer, heads and engineers of its workshops in the round."""
    if round_.state != Round.State.FROZEN or not any(seat.role in rules.CHECKERS for seat in person.seats_now):
        return []
    rows = list(round_.standings.select_related("workshop__plant"))
    shops, plants = {row.workshop_id for row in rows}, {row.workshop.plant_id for row in rows}
    is_theirs = any(
        seat.role in rules.CHECKERS and (seat.workshop_id in shops if seat.workshop_id else seat.plant_id in plants)
        for seat in person.seats_now
    )
    for row in rows:
        row.round = round_
    return [row for row in rows if is_theirs and row.checked_at is None and rules.may_check(person, row)]


def _may_comment(round_: Round, person: Person) -> bool:
    slugs = {key.partition("/")[0] for key in round_.conditions["participants"]}
    mine = [seat.workshop for seat in person.seats_now if seat.workshop and seat.workshop.slug in slugs]
    said = set(round_.comments.values_list("workshop_id", flat=True))
    return any(rules.may_comment(person, shop) and shop.pk not in said for shop in mine)


def _decisions(round_: Round, person: Person) -> list[Step]:
    found = []
    for gate in Gate.objects.filter(standing__round=round_, state__in=(G.PROPOSED, G.APPEALED)).select_related(
        "standing__round", "standing__workshop__plant"
    ):
        where = address_of(gate.standing)
        if gate.state == G.PROPOSED and gate.officer_id is None and rules.may_judge_gate(person, gate):
            found.append(Step("judge_gate", round_, where, decide_gate_by(gate), gate.standing))
        elif (gate.officer_id is not None or gate.state == G.APPEALED) and rules.may_decide_gate(person, gate):
            by = decide_gate_by(gate) if gate.state == G.PROPOSED else None
            found.append(Step("decide_gate", round_, where, by, gate.standing))
    if person.holds("committee"):
        for dispute in Dispute.objects.filter(standing__round=round_, decided_at=None).select_related(
            "standing__round", "standing__workshop__plant", "workshop"
        ):
            if not rules.may_decide_dispute(person, dispute):
                continue
            found.append(Step("decide_dispute", round_, address_of(dispute.standing), about=dispute.standing))
        if round_.state in (Round.State.OBJECTION, Round.State.FINAL):
            verb = "finalise" if round_.state == Round.State.OBJECTION else "award"
            found.append(Step(verb, round_, round_.address))
    return found


def address_of(standing: Standing) -> str:
    tail = f"/{standing.line}" if standing.line else ""
    return f"{standing.round.address}/of/{standing.workshop.slug}{tail}"
