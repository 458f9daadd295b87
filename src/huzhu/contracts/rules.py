"""The life of a contract and of its items, their clocks, and who may do what.

These rules say who has business with an act at all. Whether the power is in this person's hands today is asked of
`delegation/authority.py` by the verb, which refuses with the reason and the name of who can act.
"""

from __future__ import annotations

from huzhu.contracts.models import Contract, ContractItem, ContractVersion, Inspection, Party, Promise, Sheet
from huzhu.delegation.authority import substitutes_for
from huzhu.moves import Moves
from huzhu.people.models import Person
from huzhu.workshops.clocks import Clock

S = Contract.State
I = ContractItem.State  # noqa: E741 (the letter under which the domain paper writes items)

MOVES: Moves = {
    "propose": ((S.DRAFT,), S.PROPOSED),
    "reject": ((S.DRAFT, S.PROPOSED), S.REJECTED),
    "complete": ((S.PROPOSED,), S.SIGNED),
    "object": ((S.PROPOSED, S.SIGNED), S.PROPOSED),
    "begin": ((S.SIGNED,), S.IN_FORCE),
    "expire": ((S.PROPOSED,), S.EXPIRED_UNSIGNED),
    "suspend": ((S.IN_FORCE,), S.SUSPENDED),
    "resume": ((S.SUSPENDED,), S.IN_FORCE),
    "appraise": ((S.IN_FORCE,), S.IN_APPRAISAL),
    "conclude_fulfilled": ((S.IN_APPRAISAL,), S.FULFILLED),
    "conclude_partly": ((S.IN_APPRAISAL,), S.PARTLY_FULFILLED),
    "conclude_unfulfilled": ((S.IN_APPRAISAL,), S.UNFULFILLED),
    "terminate": ((S.SIGNED, S.IN_FORCE, S.SUSPENDED), S.TERMINATED),
}

ITEM_MOVES: Moves = {
    "begin_item": ((I.PLANNED,), I.UNDER_WAY),
    "block": ((I.UNDER_WAY,), I.BLOCKED),
    "unblock": ((I.BLOCKED,), I.UNDER_WAY),
    "claim": ((I.UNDER_WAY,), I.CLAIMED_DONE),
    "claim_from_data": ((I.PLANNED, I.UNDER_WAY, I.BLOCKED), I.CLAIMED_DONE),
    "accept": ((I.CLAIMED_DONE,), I.ACCEPTED),
    "send_back": ((I.CLAIMED_DONE,), I.UNDER_WAY),
    "find_not_met": (ContractItem.OPEN, I.NOT_MET),
    "waive": (ContractItem.OPEN, I.WAIVED),
    "withdraw": (ContractItem.OPEN, I.WITHDRAWN),
    "supersede": (ContractItem.OPEN, I.SUPERSEDED),
}

SIGN = Clock("contract.sign", 10, "working_days")
ACCEPT = Clock("contract.accept", 5, "working_days")
REVIEW = Clock("contract.review", 5, "working_days")  # of a suspension
APPRAISE = Clock("contract.appraise", 5, "working_days")
CONCLUDE = Clock("contract.conclude", 10, "working_days")
DISPUTE = Clock("contract.dispute", 10, "working_days")

PLANT = ("chief_engineer", "plant_director")
WRITERS = ("workshop_head", "workshop_engineer")
WATCHERS = ("safety_officer", "chief_engineer")


def may_write_for(person: Person, party: Party) -> bool:
    """Heads and engineers of the workshop, whoever stands in for the head, and the plant's own offices."""
    if party.workshop is None:
        return person.holds(*PLANT, plant=party.plant_id)
    return person.holds(*WRITERS, *PLANT, workshop=party.workshop) or substitutes_for(person, party.workshop)


def may_bind(person: Person, party: Party) -> bool:
    """Whose hand may bind this side, as far as the power reaches: the head, a substitute, the plant's offices."""
    if party.workshop is None:
        return person.holds(*PLANT, plant=party.plant_id)
    return person.holds("workshop_head", *PLANT, workshop=party.workshop) or substitutes_for(person, party.workshop)


def writing_side(person: Person, contract: Contract) -> Party | None:
    return next((each for each in sides(contract) if may_write_for(person, each)), None)


def binding_side(person: Person, contract: Contract) -> Party | None:
    return next((each for each in sides(contract) if may_bind(person, each)), None)


def ending_side(person: Person, contract: Contract) -> Party | None:
    """The side for which this person can still say that the contract is to end."""
    waiting = (each for each in sides(contract) if not has_said_to_end(each, contract))
    return next((each for each in waiting if may_bind(person, each)), None)


def has_said_to_end(party: Party, contract: Contract) -> bool:
    """Gave notice, or agreed to it. Each side says so once."""
    return party.ends_it_at is not None or contract.notice_by_id == party.pk


def sides(contract: Contract) -> list[Party]:
    return list(contract.parties.select_related("plant", "workshop__plant"))


def belongs(person: Person, contract: Contract) -> bool:
    """A person of one of the parties' plants: reads everything, the numbers and the file too."""
    return any(each.plant_id in person.plants for each in sides(contract))


def may_draft(person: Person) -> bool:
    return person.holds(*WRITERS, *PLANT)


def may_change(person: Person, version: ContractVersion) -> bool:
    """Only the side that writes a version changes it, and only while it is being written."""
    return version.state == ContractVersion.State.WRITING and may_write_for(person, version.written_for)


def may_propose(person: Person, version: ContractVersion) -> bool:
    return version.state == ContractVersion.State.WRITING and may_bind(person, version.written_for)


def may_answer(person: Person, contract: Contract) -> bool:
    """Sign, refuse, write a version against, give notice, agree."""
    return binding_side(person, contract) is not None


def may_counter(person: Person, contract: Contract) -> bool:
    return writing_side(person, contract) is not None


def may_object(person: Person, party: Party) -> bool:
    """The plant, to what its workshop signed in safety class A."""
    return party.workshop is not None and person.holds(*PLANT, "safety_officer", plant=party.plant_id)


def may_allow(person: Person, contract: Contract) -> bool:
    """A target is moved late only with the committee."""
    return decides_about(person, contract)


def decides_about(person: Person, contract: Contract) -> bool:
    """A member of the committee who sits at none of the sides: nobody is judge in the own case."""
    return person.holds("committee") and not belongs(person, contract)


def may_suspend(person: Person, contract: Contract) -> bool:
    return any(person.holds(*WATCHERS, plant=each.plant_id) for each in sides(contract))


def may_terminate(person: Person, contract: Contract) -> bool:
    """Both sides one after the other, or the committee alone."""
    return ending_side(person, contract) is not None or decides_about(person, contract)


def may_appraise(person: Person, contract: Contract) -> bool:
    return person.holds("secretariat")


def may_report(person: Person, promise: Promise) -> bool:
    """Helper or helped say how it goes and when it is done."""
    return may_write_for(person, promise.helper) or may_write_for(person, promise.helped)


def may_accept(person: Person, promise: Promise) -> bool:
    """The named acceptor, or who holds the power at the helped side; nobody of the helper, nor whoever claimed it."""
    if promise.helper.plant_id in person.plants or promise.item.claimed_by_id == person.pk:
        return False
    return is_acceptor(person, promise) or may_bind(person, promise.helped)


def is_acceptor(person: Person, promise: Promise) -> bool:
    """Named in the contract, and still of the helped side: whoever has left it speaks for it no longer."""
    return promise.acceptor_id == person.pk and promise.helped.plant_id in person.plants


def may_waive(person: Person, promise: Promise) -> bool:
    return may_bind(person, promise.helper) or may_bind(person, promise.helped)


def may_call_inspection(person: Person, contract: Contract) -> bool:
    return person.holds("secretariat") or may_answer(person, contract)


def is_inspector(person: Person, inspection: Inspection) -> bool:
    return person.is_member and inspection.team.filter(pk=person.pk).exists()


def may_dispute(person: Person, sheet: Sheet) -> bool:
    return may_answer(person, sheet.inspection.contract)


def may_decide_dispute(person: Person, sheet: Sheet) -> bool:
    return decides_about(person, sheet.inspection.contract)
