"""The life of a story, of a receipt and of an issue, and who may do what with them."""

from __future__ import annotations

from huzhu.cards.rules import speaks_for
from huzhu.express.issues import ExpressIssue
from huzhu.express.models import Story, StoryReceipt
from huzhu.moves import Moves
from huzhu.people.models import Person
from huzhu.workshops.models import Workshop

S = Story.State
R = StoryReceipt.State
E = ExpressIssue.State

MOVES: Moves = {
    "check": ((S.DRAFT,), S.CHECKED),
    "issue": ((S.CHECKED,), S.ISSUED),
    "issue_unchecked": (Story.UNISSUED, S.ISSUED),  # people can be hurt: the safety officer's word alone
    "correct": (Story.LIVE, S.CORRECTED),
    "supersede": (Story.LIVE, S.SUPERSEDED),
    "withdraw": ((*Story.UNISSUED, *Story.LIVE), S.WITHDRAWN),
    "close": (Story.LIVE, S.CLOSED),
}
CHECKABLE = (S.DRAFT, *Story.LIVE)  # a safety story is checked after it has gone out

RECEIPT_MOVES: Moves = {
    "send": ((R.HELD,), R.SENT),
    "read": ((R.SENT,), R.READ),
    "dispose": ((R.HELD, R.SENT, R.READ, R.DISPOSED), R.DISPOSED),
    "finish": ((R.DISPOSED,), R.DONE),
}
ISSUE_MOVES: Moves = {
    "arrange": ((E.COMPILED,), E.COMPILED),
    "publish": ((E.COMPILED,), E.PUBLISHED),
}

FLOOR = ("operator", "team_leader", "workshop_engineer", "workshop_head")
ENGINEERS = ("workshop_engineer", "workshop_head", "chief_engineer")


def may_draft(person: Person, workshop: Workshop) -> bool:
    """Whoever works there, and the plant's chief engineer and safety officer."""
    return person.holds(*FLOOR, "chief_engineer", "safety_officer", workshop=workshop)


def may_write(person: Person, story: Story) -> bool:
    """Change a draft: its writer, the engineers of its origin, its safety officer; the editors."""
    if person.holds("secretariat") or (story.written_by_id == person.pk and person.is_member):
        return True
    return story.workshop is not None and person.holds(*ENGINEERS, "safety_officer", workshop=story.workshop)


def may_check_facts(person: Person, story: Story) -> bool:
    """An engineer of the origin who did not write it; where no workshop is named, any chief engineer."""
    if story.written_by_id == person.pk:
        return False
    if story.workshop is None:
        return person.holds("chief_engineer")
    return person.holds(*ENGINEERS, workshop=story.workshop)


def may_check_risk(person: Person, story: Story) -> bool:
    """The safety officer of the origin's plant; where no workshop is named, any safety officer."""
    if story.workshop is None:
        return person.holds("safety_officer")
    return person.holds("safety_officer", workshop=story.workshop)


def may_issue_unchecked(person: Person, story: Story) -> bool:
    """On the safety officer's word alone."""
    return story.is_safety and may_check_risk(person, story)


def may_correct(person: Person, story: Story) -> bool:
    """The origin's engineers, its safety officer, the secretariat."""
    if person.holds("secretariat") or may_check_risk(person, story):
        return True
    return story.workshop is not None and person.holds("workshop_engineer", "workshop_head", workshop=story.workshop)


def may_withdraw(person: Person, story: Story) -> bool:
    """As correcting; and a draft by whoever wrote it."""
    own_draft = story.issued_at is None and story.written_by_id == person.pk and person.is_member
    return own_draft or may_correct(person, story)


def may_close(person: Person) -> bool:
    return person.holds("secretariat")


def may_dispose(person: Person, receipt: StoryReceipt) -> bool:
    """The head, or the team leader the head named for the workshop's cards."""
    return speaks_for(person, receipt.workshop)


def may_read(person: Person, receipt: StoryReceipt) -> bool:
    """It counts as read once an engineer of the workshop, or whoever answers for it, has opened it."""
    return person.holds("workshop_engineer", workshop=receipt.workshop) or may_dispose(person, receipt)


def may_edit(person: Person) -> bool:
    """The issue of the week."""
    return person.holds("secretariat")
