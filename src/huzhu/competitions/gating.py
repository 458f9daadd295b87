"""Safety is a gate, never a score: grounds for withholding an award, who decides about them, and the one appeal.

The data proposes what it knows: a danger to people that was not contained by its clock, a safety alert that was
refused. How many people were hurt is never asked, and no report of an injury proposes anything by itself, also where
the conditions take every serious injury for a ground: whoever reports must not be the one who starts a case. What was
concealed until the list was final, or until the banner hung, is a ground then too. Whether the ground holds is decided
by people: the safety officer of another plant and a member of the committee, who both have to say so.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.competitions import rules, telling
from huzhu.competitions.awarding import follow_safety
from huzhu.competitions.decided import Gate
from huzhu.competitions.models import Round, Standing
from huzhu.express.models import Story, StoryReceipt
from huzhu.hazards import clocks as hazard_clocks
from huzhu.hazards.models import Hazard
from huzhu.journal.actions import record, verb
from huzhu.moves import can_move, move
from huzhu.notices.actions import seated
from huzhu.people.models import Person
from huzhu.workshops.clocks import deadline, now

G = Gate.State
OPEN = (Round.State.RUNNING, Round.State.FROZEN, Round.State.APPRAISED, Round.State.OBJECTION)


@verb
def propose_from_data(round_: Round) -> list[Gate]:
    """Grounds that stand in the data and are not known yet. Those of a danger contained late stay: it was late."""
    made = []
    for standing in round_.standings.select_related("workshop__plant"):
        standing.round = round_
        for ground, about, address, facts in _grounds(round_, standing):
            if ground not in round_.conditions["vetoes"]:
                continue
            if Gate.objects.filter(standing=standing, ground=ground, about=about).exists():
                continue
            made.append(_propose(standing, None, ground, about, address, facts))
    return made


def _grounds(round_: Round, standing: Standing) -> Iterator[tuple[str, str, str, str]]:
    raised = Hazard.objects.filter(workshop=standing.workshop, raised_at__date__lte=round_.ends_on)
    raised = raised.exclude(severity=Hazard.Severity.GOODS).exclude(state=Hazard.State.REFUTED)
    for hazard in raised.select_related("workshop__plant"):
        late_since = contain_by(hazard)
        ended = timezone.localtime(hazard.contained_at) if hazard.contained_at else now()
        if ended > late_since and ended.date() >= round_.starts_on and late_since.date() <= round_.ends_on:
            facts = f"{hazard.number}: {late_since:%Y-%m-%d %H:%M}"
            yield Gate.Ground.UNCONTAINED, hazard.journal_name, hazard.address, facts
    refused = StoryReceipt.objects.filter(
        workshop=standing.workshop, disposition=StoryReceipt.Disposition.REFUSE, story__urgency=Story.Urgency.SAFETY,
        disposed_at__date__gte=round_.starts_on, disposed_at__date__lte=round_.ends_on,
    ).select_related("story")  # fmt: skip
    for receipt in refused:
        yield Gate.Ground.REFUSED_ALERT, receipt.story.journal_name, receipt.story.address, str(receipt.reason)


def contain_by(hazard: Hazard) -> datetime.datetime:
    """Acknowledged in its time or not, a danger to people is to be contained a shift after it should have been."""
    assert hazard.workshop is not None
    plant = hazard.workshop.plant
    called_by = deadline(hazard_clocks.ACKNOWLEDGE_PEOPLE, hazard.raised_at, plant)
    known_at = min(hazard.acknowledged_at or called_by, called_by)
    return deadline(hazard_clocks.CONTAIN, known_at, plant)


def _propose(
    standing: Standing, by: Person | None, ground: str, about: str, address: str, facts: str, failing: str = ""
) -> Gate:
    if ground != Gate.Ground.SERIOUS_INJURY:
        failing = ""
    gate = Gate(
        standing=standing, ground=ground, failing=failing, about=about, address=address, facts=facts, proposed_by=by,
        proposed_at=now(),
    )  # fmt: skip
    gate.save()
    said = {"ground": ground, "about": about, **({"failing": failing} if failing else {})}
    record("propose_gate", gate, by=by, details=said)
    officers = [
        each for each in seated("safety_officer", plants=_other_plants(standing)) if rules.may_judge_gate(each, gate)
    ]
    said = gettext_lazy("Whether safety withholds the award of %(who)s in “%(title)s” is to be decided.")
    people = [*officers, *seated("committee"), *telling.side_of(standing)]
    telling.say(standing.round, people, said, {"who": standing})
    return gate


def _other_plants(standing: Standing) -> list[object]:
    own = standing.workshop.plant_id
    rows = standing.round.standings.select_related("workshop__plant")
    return list({row.workshop.plant_id: row.workshop.plant for row in rows if row.workshop.plant_id != own}.values())


def open_grounds(round_: Round) -> list[str]:
    """Grounds that a person may bring forward now. What was concealed is never too late."""
    known = round_.conditions["vetoes"]
    if round_.state in OPEN:
        return [each for each in known if each not in Gate.FROM_DATA]
    return [each for each in known if each == Gate.Ground.CONCEALMENT and round_.state in Round.SETTLED]


def wants_failing(round_: Round, ground: str) -> bool:
    """Whether a serious injury is a ground only with a failing of those who lead; the conditions say so."""
    return ground == Gate.Ground.SERIOUS_INJURY and not round_.conditions.get("any_serious_injury", False)


@verb
def propose_gate(
    standing: Standing, *, by: Person | None, ground: str, facts: str, failing: str = "", about: str = "",
    address: str = "",
) -> Gate:  # fmt: skip
    """What the data does not know: proven concealment, a serious injury. `failing` (`Gate.Failing`) says with a serious
    injury what its leaders failed in, unless by the conditions any serious injury withholds the award."""
    found = _locked_standing(standing)
    if by is not None and not rules.may_propose_gate(by):
        raise PermissionDenied
    if found.round.state not in (*OPEN, *Round.SETTLED):
        raise ValidationError(_("This round is not open to it now."), code="state")
    if ground not in found.round.conditions["vetoes"]:
        raise ValidationError({"ground": _("The conditions of this round do not know this ground.")})
    if found.round.state in Round.SETTLED and ground != Gate.Ground.CONCEALMENT:
        raise ValidationError({"ground": _("The list is final: only what was concealed until now can still be said.")})
    if failing not in Gate.Failing.values or (wants_failing(found.round, ground) and not failing):
        said = _("By the conditions a serious injury withholds the award where management failed or a safety action "
                 "was overdue: say which.")  # fmt: skip
        raise ValidationError({"failing": said})
    if not facts.strip():
        raise ValidationError({"facts": _("Write what is proven, and by what.")})
    known = Gate.objects.filter(standing=found, ground=ground, about=about)
    if (known if about else known.exclude(state=G.DISMISSED)).exists():
        raise ValidationError({"ground": _("This is before the committee already.")})
    return _propose(found, by, ground, about, address, facts, failing)


def _locked_standing(standing: Standing) -> Standing:
    rows = Standing.objects.select_for_update(of=("self",)).select_related("round", "workshop__plant")
    return rows.get(pk=standing.pk)


def _locked_gate(gate: Gate) -> Gate:
    rows = Gate.objects.select_for_update(of=("self",)).select_related("standing__round", "standing__workshop__plant")
    return rows.get(pk=gate.pk)


@verb
def judge_gate(gate: Gate, *, by: Person | None, is_upheld: bool, why: str) -> Gate:
    """The safety officer of another plant says whether the ground holds."""
    found = _locked_gate(gate)
    if by is None or not rules.may_judge_gate(by, found):
        raise PermissionDenied
    _want(found, (G.PROPOSED,), why)
    found.officer, found.officer_why, found.officer_at = by, why, now()
    found.officer_says = G.UPHELD if is_upheld else G.DISMISSED
    found.save()
    record("judge_gate", found, by=by, details={"says": found.officer_says, "why": why})
    return found


@verb
def decide_gate(gate: Gate, *, by: Person | None, is_upheld: bool, why: str) -> Gate:
    """The committee decides, once the officer has spoken; an award is withheld only where both say so."""
    found = _locked_gate(gate)
    if by is None or not rules.may_decide_gate(by, found):
        raise PermissionDenied
    _want(found, (G.PROPOSED,), why)
    if found.officer is None:
        raise ValidationError(_("The safety officer of another plant has to speak first."))
    if is_upheld and found.officer_says != G.UPHELD:
        raise ValidationError({"is_upheld": _("The safety officer found no ground; both have to find one.")})
    move(found, "uphold" if is_upheld else "dismiss", rules.GATE_MOVES)
    found.committee, found.decided_at, found.why = by, now(), why
    found.save()
    _follow(found, by)
    record("decide_gate", found, by=by, details={"state": found.state, "why": why})
    return found


@verb
def appeal_gate(gate: Gate, *, by: Person | None, why: str) -> Gate:
    """Once, by the head of the workshop or the director of the plant."""
    found = _locked_gate(gate)
    if by is not None and not rules.may_appeal(by, found):
        raise PermissionDenied
    if found.appealed_at is not None:
        raise ValidationError(_("There is one appeal, and it was made."), code="state")
    _want(found, (G.UPHELD,), why)
    if not may_still_appeal(found):
        raise ValidationError(_("The list is final."), code="state")
    move(found, "appeal", rules.GATE_MOVES)
    found.appealed_by, found.appealed_at, found.appeal = by, now(), why
    found.save()
    record("appeal_gate", found, by=by, details={"why": why})
    telling.say(found.standing.round, seated("committee"), gettext_lazy("%(who)s appeals: %(why)s"),
                {"who": found.standing, "why": why})  # fmt: skip
    return found


def may_still_appeal(gate: Gate) -> bool:
    """Until the list is final; what was decided after that may be appealed after that."""
    final_at = gate.standing.round.final_at
    return final_at is None or (gate.decided_at is not None and gate.decided_at >= final_at)


@verb
def decide_appeal(gate: Gate, *, by: Person | None, is_upheld: bool, why: str) -> Gate:
    """The committee's last word."""
    found = _locked_gate(gate)
    if by is None or not rules.may_decide_gate(by, found):
        raise PermissionDenied
    _want(found, (G.APPEALED,), why)
    move(found, "uphold" if is_upheld else "dismiss", rules.GATE_MOVES)
    found.appeal_decided_by, found.appeal_decided_at, found.appeal_answer = by, now(), why
    found.save()
    _follow(found, by)
    record("decide_appeal", found, by=by, details={"state": found.state, "why": why})
    return found


def _want(gate: Gate, states: tuple[str, ...], why: str) -> None:
    if gate.state not in states:
        raise ValidationError(
            _("This cannot be done now: it is “%(state)s”.") % {"state": gate.get_state_display()}, code="state"
        )
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})


def _follow(gate: Gate, by: Person | None) -> None:
    """The standing follows its gates; its points stay as they are, and stay to be read."""
    standing = _locked_standing(gate.standing)
    is_held = standing.gates.filter(state=G.UPHELD).exclude(pk=gate.pk).exists() or gate.state == G.UPHELD
    name = "veto" if is_held else "lift"
    if can_move(standing, name, rules.STANDING_MOVES):
        move(standing, name, rules.STANDING_MOVES)
        if name == "lift" and standing.counted.get("status") != "ranked":
            standing.state = Standing.State.INSUFFICIENT_DATA
        elif name == "lift" and standing.round.state in Round.SETTLED:
            move(standing, "finalise", rules.STANDING_MOVES)
        standing.save()
        follow_safety(standing, by=by)
    said = gettext_lazy("Decided about %(who)s in “%(title)s”: %(state)s. %(why)s")
    values = {"who": standing, "state": G(gate.state).label, "why": gate.appeal_answer or gate.why}
    telling.say(standing.round, telling.side_of(standing), said, values)
