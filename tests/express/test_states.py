"""Every state and verb of a story, a receipt and an issue, from tables written from the domain paper (2.4, 2.11)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from huzhu.express import actions, publishing, receiving
from huzhu.express.issues import ExpressIssue
from huzhu.express.models import Announcement, Story, StoryReceipt
from huzhu.journal.queries import verify
from huzhu.notices.models import Notice
from huzhu.words import words
from tests import make

pytestmark = pytest.mark.django_db

# The story is told by an operator of Dalian's medium-section mill.
ENGINEERS = {"dalian-workshop_engineer", "dalian-workshop_head", "dalian-chief_engineer"}
OFFICER = {"dalian-safety_officer"}
EDITOR = {"alliance-secretariat"}
CORRECTORS = {"dalian-workshop_engineer", "dalian-workshop_head"} | OFFICER | EDITOR
MAY = {
    "check_facts": ENGINEERS,
    "check_risk": OFFICER,
    "issue": EDITOR,
    "correct": CORRECTORS,
    "supersede": CORRECTORS,
    "withdraw": CORRECTORS | {"dalian-operator"},  # the writer, while it is a draft
    "close": EDITOR,
}
LIVE = ("issued", "corrected")
LEADS = {
    ("draft", "check_facts"): "draft",  # and checked, once both have been
    ("draft", "check_risk"): "draft",
    **{(state, verb): state for state in LIVE for verb in ("check_facts", "check_risk")},
    ("checked", "issue"): "issued",
    **{(state, "correct"): "corrected" for state in LIVE},
    **{(state, "supersede"): "superseded" for state in LIVE},
    **{(state, "withdraw"): "withdrawn" for state in ("draft", "checked", *LIVE)},
    **{(state, "close"): "closed" for state in LIVE},
}
WHY = words(en="The readings were of another line")


def put(story: Story, state: str, later: Story) -> Story:
    """The row as it would be in a state, past the verbs: what is tested is the verb after it. For the checks it stands
    as if nothing had been checked yet, where the table of the database allows."""
    now = story.drafted_at
    story.state = state
    story.issued_at = None if state in ("draft", "checked") else now
    story.facts_at = story.risk_at = now if state == "checked" else None
    story.superseded_by = later if state == "superseded" else None
    story.save()
    return story


def act(verb: str, story: Story, later: Story, by: Any) -> Story:
    calls: dict[str, Callable[[], Story]] = {
        "check_facts": lambda: actions.check_facts(story, by=by, grade="B"),
        "check_risk": lambda: actions.check_risk(story, by=by),
        "issue": lambda: actions.issue_story(story, by=by),
        "correct": lambda: actions.correct_story(story, by=by, correction=WHY),
        "supersede": lambda: actions.supersede_story(story, later, by=by),
        "withdraw": lambda: actions.withdraw_story(story, by=by, why=WHY),
        "close": lambda: actions.close_story(story, by=by),
    }
    return calls[verb]()


@pytest.fixture
def made() -> make.Made:
    return make.alliance(("dalian", "benxi"))


@pytest.mark.parametrize("state", Story.State.values)
def test_every_state_and_verb_of_a_story(state: str, made: make.Made) -> None:
    later = make.story(made, title=words(en="Better still"))
    for verb, names in MAY.items():
        story = put(make.story(made, issued=False), state, later)
        by = made.people[sorted(names - {"dalian-operator"})[-1]]
        if (state, verb) in LEADS:
            assert act(verb, story, later, by).state == LEADS[state, verb], (state, verb)
        else:
            with pytest.raises(ValidationError):
                act(verb, story, later, by)
            assert Story.objects.get(pk=story.pk).state == state
    assert verify().whole


@pytest.mark.parametrize("verb", MAY)
def test_who_may(verb: str, made: make.Made) -> None:
    later = make.story(made, title=words(en="Better still"))
    state = {"check_facts": "draft", "check_risk": "draft", "issue": "checked", "withdraw": "draft"}.get(verb, "issued")
    for name in made.people:
        story = put(make.story(made, issued=False), state, later)
        by = made.people[name]
        if name in MAY[verb]:
            act(verb, story, later, by)
        else:  # its own head hears why not, see test_issuing.py
            is_told = (verb, name) == ("issue", "dalian-workshop_head")
            with pytest.raises(ValidationError if is_told else PermissionDenied):
                act(verb, story, later, by)


def test_the_writer_does_not_check_the_own_facts(made: make.Made) -> None:
    engineer = made.people["dalian-workshop_engineer"]
    story = actions.draft_story(
        by=engineer,
        workshop=made.workshops["dalian-medium-section"],
        title=words(en="Mine"),
        risk=words(en="None known"),
    )
    with pytest.raises(PermissionDenied):
        actions.check_facts(story, by=engineer)


def test_both_checks_make_it_checked_and_a_change_undoes_them(made: make.Made) -> None:
    story = make.story(made, issued=False)
    story = actions.check_facts(story, by=made.people["dalian-workshop_head"], grade="C")
    assert story.state == "draft"
    story = actions.check_risk(story, by=made.people["dalian-safety_officer"])
    assert story.state == "checked"
    story = actions.rewrite_story(story, by=made.people["dalian-operator"], title=words(en="Otherwise"))
    assert (story.state, story.facts_at, story.risk_at) == ("draft", None, None)


def test_danger_goes_out_on_the_safety_officers_word_and_is_checked_after(made: make.Made) -> None:
    story = make.story(made, issued=False, urgency="safety")
    with pytest.raises(ValidationError):
        actions.issue_story(story, by=made.people["alliance-secretariat"])
    story = actions.issue_story(story, by=made.people["dalian-safety_officer"])
    assert (story.state, story.facts_at) == ("issued", None)
    assert ExpressIssue.objects.get(is_special=True).in_order() == [story]
    assert Announcement.objects.filter(is_danger=True, about=story.journal_name).exists()
    head = made.people["benxi-workshop_head"]
    assert head.notices.filter(about=story.journal_name, urgency=Notice.Urgency.DANGER).exists()
    assert actions.check_facts(story, by=made.people["dalian-workshop_engineer"], grade="B").facts_at


def test_an_ordinary_story_of_nobody_of_that_word(made: make.Made) -> None:
    story = make.story(made, issued=False)
    with pytest.raises(PermissionDenied):
        actions.issue_story(story, by=made.people["dalian-safety_officer"])


# Receipts

RECEIPT_LEADS = {
    ("sent", "read"): "read",
    **{(state, "dispose"): "disposed" for state in ("held", "sent", "read", "disposed")},
    ("disposed", "finish"): "done",
}
UNTOUCHED = {
    ("held", "read"),
    ("read", "read"),
    ("disposed", "read"),
    ("done", "read"),
}  # reading again changes nothing


def put_receipt(receipt: StoryReceipt, state: str) -> StoryReceipt:
    answered = state in ("disposed", "done")
    receipt.state = state
    receipt.disposition = "already" if answered else ""
    receipt.disposed_at = receipt.made_at if answered else None
    receipt.save()
    return receipt


def act_on(verb: str, receipt: StoryReceipt, by: Any) -> StoryReceipt:
    if verb == "read":
        return receiving.read_story(receipt, by=by)
    if verb == "dispose":
        return receiving.dispose(receipt, by=by, disposition="adopt")
    return receiving.finish(receipt, by=by)


@pytest.mark.parametrize("state", StoryReceipt.State.values)
def test_every_state_and_verb_of_a_receipt(state: str, made: make.Made) -> None:
    head = made.people["benxi-workshop_head"]
    for verb in ("read", "dispose", "finish"):
        receipt = put_receipt(make.story(made).receipts.get(), state)
        if (state, verb) in RECEIPT_LEADS:
            assert act_on(verb, receipt, head).state == RECEIPT_LEADS[state, verb]
        elif (state, verb) in UNTOUCHED:
            assert act_on(verb, receipt, head).state == state
        else:
            with pytest.raises(ValidationError):
                act_on(verb, receipt, head)


@pytest.mark.parametrize(
    ("verb", "names"),
    [
        ("read", {"benxi-workshop_head", "benxi-workshop_engineer"}),
        ("dispose", {"benxi-workshop_head"}),
        ("finish", {"benxi-workshop_head"}),
    ],
)
def test_who_may_answer(verb: str, names: set[str], made: make.Made) -> None:
    for name, person in made.people.items():
        receipt = put_receipt(make.story(made).receipts.get(), "disposed" if verb == "finish" else "sent")
        if name in names:
            act_on(verb, receipt, person)
        else:
            with pytest.raises(PermissionDenied):
                act_on(verb, receipt, person)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"disposition": ""}, "disposition"),
        ({"disposition": "perhaps"}, "disposition"),
        ({"disposition": "refuse"}, "reason"),
        ({"disposition": "not_applicable"}, "reason"),
        ({"disposition": "later"}, "later_on"),
        ({"disposition": "later", "later_on": make.TODAY}, "later_on"),
    ],
)
def test_what_an_answer_needs(said: dict[str, Any], field: str, made: make.Made) -> None:
    receipt = make.story(made).receipts.get()
    with pytest.raises(ValidationError) as refused:
        receiving.dispose(receipt, by=made.people["benxi-workshop_head"], **said)
    assert field in refused.value.message_dict


def test_taken_up_is_done_once_it_runs_here(made: make.Made) -> None:
    shared = make.experience(made, origin="dalian")
    receipt = make.story(made, experience=shared).receipts.get()
    head = made.people["benxi-workshop_head"]
    receipt = receiving.dispose(receipt, by=head, disposition="adopt")
    with pytest.raises(ValidationError):
        receiving.finish(receipt, by=head)
    planned = make.adoption(made, shared, at="benxi")
    with pytest.raises(ValidationError):
        receiving.finish(receipt, by=head, adoption=planned)
    from huzhu.adoptions import actions as adoption_actions

    taken = adoption_actions.review_risk(planned, by=made.people["benxi-safety_officer"])
    taken = adoption_actions.put_into_use(adoption_actions.start(taken, by=head), by=head)
    assert receiving.finish(receipt, by=head, adoption=taken).state == "done"


def test_a_correction_follows_those_who_took_it_up_and_nobody_else(made: make.Made) -> None:
    story = make.story(made, to_all=True, to_trades=[])
    for slug, said in (("benxi-medium-section", "trial"), ("benxi-blooming", "already")):
        receipt = story.receipts.get(workshop=made.workshops[slug])
        receiving.dispose(receipt, by=None, disposition=said)
    Notice.objects.all().delete()
    actions.correct_story(story, by=made.people["dalian-workshop_engineer"], correction=WHY)
    told = set(Notice.objects.values_list("person__username", flat=True))
    assert told == {"benxi-workshop_head", "benxi-workshop_engineer"}


def test_it_closes_when_all_have_answered(made: make.Made) -> None:
    story, editor = make.story(made), made.people["alliance-secretariat"]
    with pytest.raises(ValidationError):
        actions.close_story(story, by=editor)
    receiving.dispose(story.receipts.get(), by=made.people["benxi-workshop_head"], disposition="already")
    assert actions.close_story(story, by=editor).state == "closed"
    assert story.receipts.get().state == "done"


# Issues


@pytest.mark.parametrize("state", ExpressIssue.State.values)
def test_every_state_and_verb_of_an_issue(state: str, made: make.Made) -> None:
    story, editor = make.story(made), made.people["alliance-secretariat"]
    for verb in ("arrange", "publish"):
        ExpressIssue.objects.all().delete()
        issue = publishing.compile_issue(by=editor)
        assert issue is not None
        issue.state, issue.published_at = state, timezone.now() if state == "published" else None
        issue.save()

        def do(verb: str = verb, issue: ExpressIssue = issue) -> ExpressIssue:
            if verb == "arrange":
                return publishing.arrange_issue(issue, by=editor, stories=[story])
            return publishing.publish_issue(issue, by=editor)

        if state == "compiled":
            assert do().state == ("compiled" if verb == "arrange" else "published")
        else:
            with pytest.raises(ValidationError):
                do()


def test_only_the_secretariat_edits(made: make.Made) -> None:
    story = make.story(made)
    issue = publishing.compile_issue()
    assert issue is not None
    for name, person in made.people.items():
        if name == "alliance-secretariat":
            continue
        for call in (
            lambda p=person: publishing.compile_issue(by=p),
            lambda p=person: publishing.arrange_issue(issue, by=p, stories=[story]),
            lambda p=person: publishing.publish_issue(issue, by=p),
        ):
            with pytest.raises(PermissionDenied):
                call()


def test_paper_witnesses_the_record(made: make.Made) -> None:
    from huzhu.journal.models import Entry, Head

    make.story(made)
    issue = publishing.compile_issue()
    assert issue is not None
    head = Head.objects.get()
    issue = publishing.publish_issue(issue, by=made.people["alliance-secretariat"])
    assert (issue.journal_number, issue.journal_hash) == (head.number, head.hash)
    assert Entry.objects.get(number=issue.journal_number).hash == issue.journal_hash


def test_visible(made: make.Made) -> None:
    draft, issued = make.story(made, issued=False), make.story(made)
    for name in made.people:
        place, _, role = name.partition("-")
        person = made.person(place, role)
        seen = set(Story.objects.visible_to(person))
        assert issued in seen
        assert (draft in seen) == (place == "dalian" or name == "alliance-secretariat"), name
    assert isinstance(make.TODAY, datetime.date)
