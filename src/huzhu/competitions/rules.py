"""The life of a round, of a standing, a safety gate and the banner; their clocks; and who may do what."""

from __future__ import annotations

from huzhu.adoptions.models import Adoption
from huzhu.competitions.decided import Dispute, Gate
from huzhu.competitions.lasting import Holding
from huzhu.competitions.models import Round, Standing
from huzhu.moves import Moves
from huzhu.people.models import Person
from huzhu.workshops.models import Plant, Workshop

S = Round.State
T = Standing.State
G = Gate.State
H = Holding.State

MOVES: Moves = {
    "consult": ((S.DRAFTED,), S.CONSULTED),
    "publish": ((S.CONSULTED,), S.PUBLISHED),
    "begin": ((S.PUBLISHED,), S.RUNNING),
    "freeze": ((S.RUNNING,), S.FROZEN),
    "appraise": ((S.FROZEN,), S.APPRAISED),
    "open_objections": ((S.APPRAISED,), S.OBJECTION),
    "finalise": ((S.OBJECTION,), S.FINAL),
    "award": ((S.FINAL,), S.AWARDED),
    "close": ((S.AWARDED,), S.CLOSED),
    "annul": (tuple(each for each in S if each not in (S.AWARDED, S.CLOSED, S.ANNULLED)), S.ANNULLED),
}
STANDING_MOVES: Moves = {
    "dispute": ((T.PROVISIONAL, T.CONTESTED), T.CONTESTED),
    "settle": ((T.CONTESTED,), T.PROVISIONAL),
    "lack": ((T.PROVISIONAL, T.INSUFFICIENT_DATA), T.INSUFFICIENT_DATA),
    "regain": ((T.INSUFFICIENT_DATA,), T.PROVISIONAL),
    "veto": ((T.PROVISIONAL, T.CONTESTED, T.INSUFFICIENT_DATA, T.FINAL), T.VETOED),
    "lift": ((T.VETOED,), T.PROVISIONAL),
    "finalise": ((T.PROVISIONAL,), T.FINAL),
}
GATE_MOVES: Moves = {
    "uphold": ((G.PROPOSED, G.APPEALED), G.UPHELD),
    "dismiss": ((G.PROPOSED, G.APPEALED), G.DISMISSED),
    "appeal": ((G.UPHELD,), G.APPEALED),
}
HOLDING_MOVES: Moves = {
    "pass_on": ((H.HELD, H.RETAINED, H.VACANT), H.PASSED),
    "retain": ((H.HELD, H.RETAINED), H.RETAINED),
    "retire": ((H.HELD, H.RETAINED, H.VACANT), H.RETIRED),
}

OWN = ("workshop_head", "workshop_engineer", "team_leader", "operator")
CHECKERS = ("workshop_head", "workshop_engineer", "chief_engineer", "safety_officer")


def may_draft(person: Person) -> bool:
    return person.holds("secretariat")


def may_publish(person: Person) -> bool:
    """The secretariat or the committee, once every comment has its answer."""
    return person.holds("secretariat", "committee")


def may_comment(person: Person, workshop: Workshop) -> bool:
    """Anybody of a crew that will compete."""
    return person.holds(*OWN, workshop=workshop)


def may_answer(person: Person) -> bool:
    return person.holds("secretariat")


def may_run(person: Person) -> bool:
    """Freeze, open to objections, close."""
    return person.holds("secretariat")


def may_decide(person: Person) -> bool:
    """What the committee settles: disputes, the final list, the award, annulling."""
    return person.holds("committee")


def may_decide_dispute(person: Person, dispute: Dispute) -> bool:
    """A member of the committee who has a seat neither where the count is of nor where it is disputed."""
    own = {dispute.standing.workshop.plant_id, dispute.workshop.plant_id} & person.plants
    return may_decide(person) and not own


def may_dispute(person: Person, standing: Standing) -> Workshop | None:
    """The head or engineer of a workshop of the same round: the one for which this person may speak, if any."""
    for each in standing.round.standings.select_related("workshop__plant"):
        if person.holds("workshop_head", "workshop_engineer", workshop=each.workshop):
            return each.workshop
    return None


def may_check(person: Person, standing: Standing) -> bool:
    """An engineer, head or officer of another plant."""
    return checking_plant(person, standing) is not None


def checking_plant(person: Person, standing: Standing) -> Plant | None:
    """For which plant this person would check; nobody of the plant itself does, whatever other seat they hold."""
    if standing.workshop.plant_id in person.plants:
        return None
    seats = [seat for seat in person.seats_now if seat.role in CHECKERS and seat.plant_id]
    return seats[0].plant if seats else None


def may_propose_gate(person: Person) -> bool:
    """What the data does not know: a safety officer, the secretariat, the committee."""
    return person.holds("safety_officer", "secretariat", "committee")


def may_judge_gate(person: Person, gate: Gate) -> bool:
    """The safety officer of another plant, and nobody of the plant itself."""
    own = gate.standing.workshop.plant_id
    return own not in person.plants and any(seat.role == "safety_officer" for seat in person.seats_now)


def may_decide_gate(person: Person, gate: Gate) -> bool:
    """A member of the committee who has no seat in that plant, and has not judged it as the officer: it takes two."""
    if gate.officer_id is not None and gate.officer_id == person.pk:
        return False
    return person.holds("committee") and gate.standing.workshop.plant_id not in person.plants


def may_appeal(person: Person, gate: Gate) -> bool:
    """Once: the head of the workshop or the plant's director."""
    return gate.appealed_at is None and person.holds("workshop_head", "plant_director", workshop=gate.standing.workshop)


def may_confirm_help(person: Person, adoption: Adoption, helper: Workshop | None = None) -> bool:
    """Whoever was helped says so: the head or engineer of the workshop, who has no seat in the helper's plant."""
    if helper is not None and helper.plant_id in person.plants:
        return False
    return person.holds("workshop_head", "workshop_engineer", workshop=adoption.workshop)


def has_open_questions(dispute: Dispute) -> bool:
    return dispute.decided_at is None
