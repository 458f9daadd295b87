"""The life of a conference, of what is exchanged there and of what it decides; its clocks; and who may do what."""

from __future__ import annotations

from huzhu.cards.rules import speaks_for
from huzhu.conferences.decided import Resolution
from huzhu.conferences.models import Conference, Delegate, ExchangedItem, ItemAnswer
from huzhu.experiences.models import Experience
from huzhu.moves import Moves
from huzhu.people.models import Person
from huzhu.workshops.clocks import Clock
from huzhu.workshops.models import Plant

S = Conference.State
I = ExchangedItem.State  # noqa: E741 (one letter a table, as in the other rooms)
R = Resolution.State

MOVES: Moves = {
    "call": ((S.PLANNED,), S.CALLED),
    "open": ((S.CALLED,), S.IN_SESSION),
    "adjourn": ((S.IN_SESSION,), S.ADJOURNED),
    "draft_minutes": ((S.ADJOURNED,), S.MINUTES_DRAFT),
    "write_minutes": ((S.MINUTES_DRAFT,), S.MINUTES_DRAFT),
    "complete_minutes": ((S.MINUTES_DRAFT,), S.MINUTES_APPROVED),  # the last head of delegation approves
    "publish_minutes": ((S.MINUTES_APPROVED,), S.FOLLOW_UP),
    "archive": ((S.FOLLOW_UP,), S.ARCHIVED),
    "cancel": ((S.PLANNED, S.CALLED), S.CANCELLED),
}
ITEM_MOVES: Moves = {
    "screen": ((I.SUBMITTED,), I.SCREENED),
    "put_on_agenda": ((I.SCREENED,), I.ON_AGENDA),
    "present": ((I.ON_AGENDA,), I.PRESENTED),
    "list": ((I.PRESENTED,), I.LISTED),
}
RESOLUTION_MOVES: Moves = {
    "pass": ((R.PROPOSED,), R.PASSED),  # with the last vote
    "fail": ((R.PROPOSED,), R.FAILED),
    "assign": ((R.PASSED,), R.ASSIGNED),
    "begin": ((R.ASSIGNED,), R.UNDER_WAY),
    "finish": ((R.ASSIGNED, R.UNDER_WAY), R.DONE),
    "lapse": ((R.ASSIGNED, R.UNDER_WAY), R.LAPSED),
}
NAMING = (S.PLANNED, S.CALLED, S.IN_SESSION)  # delegates may be named, also in the place of one who fell ill
HANDING_IN = (S.PLANNED, S.CALLED)
PROPOSING = (S.CALLED, S.IN_SESSION)  # resolutions
DROPPING = (S.PLANNED, S.CALLED, S.IN_SESSION, S.ADJOURNED, S.MINUTES_DRAFT)  # attachments: then the minutes stand

CALL = Clock("conference.call", 20, "working_days")  # before its first day
MINUTES = Clock("conference.minutes", 5, "working_days")  # after it is over
APPROVE = Clock("conference.approve", 10, "working_days")  # after the minutes are drafted
ANSWER = Clock("conference.answer", 30, "days")  # after the list is out

WORDS = (  # of an address and an English title
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
)  # fmt: skip
OFFICES = ("chief_engineer", "plant_director")  # who speaks for a plant
ENGINEERS = ("workshop_head", "workshop_engineer", "chief_engineer")


def address_of(ordinal: int) -> str:
    """Addresses that end in "-conference" are the conferences'; a visit takes no such name."""
    return f"{WORDS[ordinal - 1]}-conference" if ordinal <= len(WORDS) else f"{ordinal}-conference"


def may_plan(person: Person, host: Plant | None) -> bool:
    """The secretariat; a director for the own plant."""
    return person.holds("secretariat") or (host is not None and person.holds("plant_director", plant=host))


def may_organise(person: Person, conference: Conference) -> bool:
    """Agenda, call, opening, adjourning, calling off: the secretariat and the host's director."""
    return may_plan(person, conference.host)


def may_name(person: Person, plant: Plant) -> bool:
    """The plant says who comes for it."""
    return person.holds(*OFFICES, plant=plant)


def may_take_part(person: Person, delegate: Delegate) -> bool:
    """Say whether a delegate sits in the room: the delegate, the plant, and who holds the meeting and sees the room."""
    is_self = person.is_member and delegate.person_id == person.pk
    return is_self or may_name(person, delegate.plant) or may_organise(person, delegate.conference)


def may_call_in(person: Person, conference: Conference) -> bool:
    """Read how to call in: whoever is a delegate, and who holds the meeting."""
    return is_delegate(person, conference) or may_organise(person, conference)


def may_hand_in(person: Person, experience: Experience) -> bool:
    """The engineers of those it comes from; the secretariat where nobody knows who that is."""
    if experience.origin is None:
        return person.holds("secretariat")
    return person.holds(*ENGINEERS, workshop=experience.origin)


def may_screen(person: Person, conference: Conference) -> bool:
    return person.holds("secretariat")


def is_delegate(person: Person, conference: Conference) -> bool:
    return person.is_member and conference.delegates.filter(person=person).exists()


def headed_by(person: Person, conference: Conference) -> Plant | None:
    """The plant whose delegation the person heads; its vote is hers."""
    if not person.is_member:
        return None
    found = conference.delegates.filter(person=person, is_head=True).select_related("plant").first()
    return found.plant if found else None


def may_propose(person: Person, conference: Conference) -> bool:
    """Whoever is a delegate, and the secretariat."""
    return person.holds("secretariat") or is_delegate(person, conference)


def may_vote(person: Person, resolution: Resolution) -> bool:
    return votes_for(person, resolution.conference) is not None


def votes_for(person: Person, conference: Conference) -> Plant | None:
    """As `headed_by`, as long as the head belongs to the plant: it names another while they sit."""
    plant = headed_by(person, conference)
    return plant if plant is not None and plant.pk in person.plants else None


def may_assign(person: Person, resolution: Resolution) -> bool:
    return person.holds("secretariat")


def may_carry_out(person: Person, resolution: Resolution) -> bool:
    """Its owner."""
    return person.is_member and resolution.owner_id == person.pk


def may_report(person: Person, resolution: Resolution) -> bool:
    """Its owner, and the secretariat."""
    return may_carry_out(person, resolution) or person.holds("secretariat")


def may_lapse(person: Person, resolution: Resolution) -> bool:
    return person.holds("secretariat")


def may_write_minutes(person: Person, conference: Conference) -> bool:
    return person.holds("secretariat")


def approves_for(person: Person, conference: Conference) -> Plant | None:
    """The plant for which this person stands by the minutes: as the head of its delegation, or as its director or chief
    engineer where the head has left the plant. Else one who left would leave the minutes without an end."""
    if (plant := votes_for(person, conference)) is not None:
        return plant
    heads = conference.delegates.filter(is_head=True, plant__in=person.plants).select_related("plant", "person")
    return next((each.plant for each in heads if has_left(each) and person.holds(*OFFICES, plant=each.plant)), None)


def has_left(delegate: Delegate) -> bool:
    return not delegate.person.is_active or delegate.plant_id not in delegate.person.plants


def may_approve(person: Person, conference: Conference) -> bool:
    return approves_for(person, conference) is not None


def may_attach(person: Person, conference: Conference) -> bool:
    """Add files, and take them off: who holds the meeting, and the head of the host's delegation."""
    return may_organise(person, conference) or votes_for(person, conference) == conference.host


def may_archive(person: Person, conference: Conference) -> bool:
    return person.holds("secretariat")


def may_answer(person: Person, answer: ItemAnswer) -> bool:
    """Whoever speaks for the receiving workshop."""
    return speaks_for(person, answer.workshop)
