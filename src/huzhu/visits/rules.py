"""The life of a visit, its clocks, and who may do what."""

from __future__ import annotations

from collections.abc import Iterable

from huzhu.moves import Moves
from huzhu.people.models import Person
from huzhu.visits.models import Visit, VisitAction, VisitQuestion, VisitStep
from huzhu.workshops.clocks import Clock
from huzhu.workshops.models import Workshop

S = Visit.State

MOVES: Moves = {
    "confirm": ((S.PROPOSED, S.POSTPONED), S.HOST_CONFIRMED),
    "decline": ((S.PROPOSED, S.POSTPONED), S.DECLINED),
    "prepare": ((S.HOST_CONFIRMED,), S.PREPARED),
    "hold": ((S.PREPARED,), S.HELD),
    "report": ((S.HELD,), S.REPORTED),
    "open_actions": ((S.REPORTED,), S.ACTIONS_OPEN),
    "review_effect": ((S.ACTIONS_OPEN,), S.EFFECT_REVIEWED),
    "close": ((S.REPORTED, S.EFFECT_REVIEWED), S.CLOSED),  # reported: only where nothing is to be done
    "postpone": ((S.PROPOSED, S.HOST_CONFIRMED, S.PREPARED), S.POSTPONED),
    "cancel": ((S.PROPOSED, S.HOST_CONFIRMED, S.PREPARED, S.POSTPONED), S.CANCELLED),
}
COMING = (S.HOST_CONFIRMED, S.PREPARED)

CONFIRM = Clock("visit.confirm", 3, "working_days")
REPORT = Clock("visit.report", 5, "working_days")
REVIEW = Clock("visit.review", 60, "days")

MOST_AT_ONCE = 2  # visits a host has before it in the eight weeks to come; more would keep it from its work

CONTRACT_WRITERS = ("workshop_head", "workshop_engineer", "chief_engineer", "plant_director")
PROPOSERS = ("workshop_head", "chief_engineer")
OF_A_WORKSHOP = ("workshop_head", "workshop_engineer", "team_leader", "operator")


def may_propose(person: Person, visiting: Iterable[Workshop]) -> bool:
    """The head of one of those who would come, their chief engineer, or the secretariat."""
    return person.holds("secretariat") or any(person.holds(*PROPOSERS, workshop=each) for each in visiting)


def is_host(person: Person, visit: Visit) -> bool:
    return person.holds("workshop_head", workshop=visit.host)


def is_chief_of_visitors(person: Person, visit: Visit) -> bool:
    return any(person.holds("chief_engineer", workshop=each) for each in visit.visiting.all())


def is_lead(person: Person, visit: Visit) -> bool:
    """Whoever leads the visitors, as long as he is of theirs, or their chief engineer in the lead's place."""
    theirs = {each.plant_id for each in visit.visiting.all()}
    return (visit.lead_id == person.pk and bool(theirs & person.plants)) or is_chief_of_visitors(person, visit)


def comes_from_visitors(person: Person, visit: Visit) -> bool:
    return any(person.holds(*OF_A_WORKSHOP, "chief_engineer", workshop=each) for each in visit.visiting.all())


def may_confirm(person: Person, visit: Visit) -> bool:
    """Only the host's head opens the door."""
    return is_host(person, visit)


def may_decline(person: Person, visit: Visit) -> bool:
    return is_host(person, visit)


def may_prepare(person: Person, visit: Visit) -> bool:
    return person.holds("workshop_head", "workshop_engineer", workshop=visit.host)


def may_hold(person: Person, visit: Visit) -> bool:
    return is_lead(person, visit) or is_host(person, visit)


def may_report(person: Person, visit: Visit) -> bool:
    return is_lead(person, visit)


def may_open_actions(person: Person, visit: Visit) -> bool:
    return is_lead(person, visit)


def may_review(person: Person, visit: Visit) -> bool:
    """The chief engineer of those who came."""
    return is_chief_of_visitors(person, visit)


def may_close(person: Person, visit: Visit) -> bool:
    return is_lead(person, visit) or person.holds("secretariat")


def may_postpone(person: Person, visit: Visit) -> bool:
    return is_lead(person, visit) or is_host(person, visit)


def may_cancel(person: Person, visit: Visit) -> bool:
    return may_postpone(person, visit) or person.holds("secretariat")


def may_sign_up(person: Person, visit: Visit) -> bool:
    """Anybody of another plant than the host's; an open door costs little and teaches more."""
    return bool(person.plants) and visit.host.plant_id not in person.plants


def may_ask(person: Person, visit: Visit) -> bool:
    return comes_from_visitors(person, visit) or is_lead(person, visit)


def may_answer(person: Person, question: VisitQuestion) -> bool:
    host = question.visit.host
    return person.holds("workshop_head", "workshop_engineer", "team_leader", workshop=host)


def was_signed_up(person: Person, visit: Visit) -> bool:
    return visit.sign_ups.filter(person=person).exists()


def may_write_steps(person: Person, visit: Visit) -> bool:
    """Whoever came, and the host's own people, who may mend what was taken down wrongly."""
    if person.holds("workshop_head", "workshop_engineer", workshop=visit.host):
        return True
    return comes_from_visitors(person, visit) or is_lead(person, visit) or was_signed_up(person, visit)


def may_take_step_away(person: Person, step: VisitStep) -> bool:
    return step.written_by_id == person.pk or is_lead(person, step.visit)


def may_add_action(person: Person, visit: Visit) -> bool:
    own = ("workshop_head", "workshop_engineer", "chief_engineer")
    return is_lead(person, visit) or any(person.holds(*own, workshop=each) for each in visit.visiting.all())


def may_settle_action(person: Person, action: VisitAction) -> bool:
    """Its owner, or the head of the workshop."""
    return action.owner_id == person.pk or person.holds("workshop_head", workshop=action.workshop)


def may_promise(person: Person, action: VisitAction) -> bool:
    """Who writes contracts for the workshop that decided it; whether the power is theirs, the contract's verb asks."""
    return person.holds(*CONTRACT_WRITERS, workshop=action.workshop)


def may_thank(person: Person, visit: Visit) -> bool:
    return is_lead(person, visit) or comes_from_visitors(person, visit) or was_signed_up(person, visit)


def knows_timing(person: Person, visit: Visit) -> bool:
    """Step times are the host's own work, second by second: for both sides, not for the other plants."""
    plants = {visit.host.plant_id, *(each.plant_id for each in visit.visiting.all())}
    return bool(plants & person.plants) or was_signed_up(person, visit)
