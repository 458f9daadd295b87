"""Every state and every verb of conferences, exchanged items and resolutions, against the domain paper 2.5 and 2.11."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from huzhu.conferences import actions, delegates, exchanging, minuting, queries, resolving, rules
from huzhu.conferences.decided import Resolution, Vote
from huzhu.conferences.models import AgendaPoint, Conference, ExchangedItem, ItemAnswer
from huzhu.experiences.actions import flag_experience
from huzhu.experiences.models import Experience
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from huzhu.notices.models import Notice
from huzhu.words import words
from tests import make
from tests.conferences import staging
from tests.contracts.staging import undone

LEADS = {
    ("planned", "call"): "called",
    ("called", "open"): "in_session",
    ("in_session", "adjourn"): "adjourned",
    ("adjourned", "draft_minutes"): "minutes_draft",
    ("minutes_draft", "write_minutes"): "minutes_draft",
    ("minutes_draft", "complete_minutes"): "minutes_approved",
    ("minutes_approved", "publish_minutes"): "follow_up",
    ("follow_up", "archive"): "archived",
    ("planned", "cancel"): "cancelled",
    ("called", "cancel"): "cancelled",
}
ITEM_LEADS = {
    ("submitted", "screen"): "screened",
    ("screened", "put_on_agenda"): "on_agenda",
    ("on_agenda", "present"): "presented",
    ("presented", "list"): "listed",
}
RESOLUTION_LEADS = {
    ("proposed", "pass"): "passed",
    ("proposed", "fail"): "failed",
    ("passed", "assign"): "assigned",
    ("assigned", "begin"): "under_way",
    ("assigned", "finish"): "done",
    ("under_way", "finish"): "done",
    ("assigned", "lapse"): "lapsed",
    ("under_way", "lapse"): "lapsed",
}


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def pairs(moves: Any) -> dict[tuple[str, str], str]:
    return {(state, verb): to for verb, (states, to) in moves.items() for state in states}


def test_the_tables_in_the_code_are_those_of_the_domain() -> None:
    assert pairs(rules.MOVES) == LEADS
    assert pairs(rules.ITEM_MOVES) == ITEM_LEADS
    assert pairs(rules.RESOLUTION_MOVES) == RESOLUTION_LEADS
    assert Conference.State.values == [
        "planned", "called", "in_session", "adjourned", "minutes_draft", "minutes_approved", "follow_up", "archived",
        "cancelled",
    ]  # fmt: skip
    assert ExchangedItem.State.values == ["submitted", "screened", "on_agenda", "presented", "listed"]
    assert set(Resolution.State.values) == {"proposed", "passed", "failed", "assigned", "under_way", "done", "lapsed"}


def _adjourn(made: make.Made, conference: Conference) -> None:
    if conference.state == "in_session":
        staging.note_side_effects(conference)
    actions.adjourn(conference, by=None)


def _archive(made: make.Made, conference: Conference) -> None:
    if conference.state == "follow_up":
        staging.answer_all(conference)
    actions.archive(conference, by=None)


DO: dict[str, Callable[[make.Made, Conference], Any]] = {
    "call": lambda made, c: actions.call(c, by=None),
    "open": lambda made, c: actions.open_conference(c, by=None),
    "adjourn": _adjourn,
    "draft_minutes": lambda made, c: minuting.draft_minutes(c, by=None),
    "write_minutes": lambda made, c: minuting.write_minutes(c, by=None, text=words("改", "Changed")),
    "complete_minutes": staging.approve_all,
    "publish_minutes": lambda made, c: minuting.publish_minutes(c, by=None),
    "archive": _archive,
    "cancel": lambda made, c: actions.cancel(c, by=None, why="flood"),
}


@pytest.mark.parametrize("state", Conference.State.values)
def test_every_verb_from_every_state(made: make.Made, state: str) -> None:
    conference = staging.at_state(made, state)
    for verb, act in DO.items():
        with undone():
            if verb == "open":
                staging.it_is(staging.FIRST)
            expected = LEADS.get((state, verb))
            written = Entry.objects.count()
            if expected is None:
                with pytest.raises(ValidationError):
                    act(made, conference)
                assert staging.fresh(conference).state == state, verb
                assert Entry.objects.count() == written, verb
            else:
                act(made, conference)
                assert staging.fresh(conference).state == expected, verb
                assert Entry.objects.count() > written
    assert verify().whole


@pytest.mark.parametrize("state", ExchangedItem.State.values)
def test_every_item_verb_from_every_state(made: make.Made, state: str) -> None:
    if state == "listed":
        item = staging.adjourned(made).items.get()
    else:
        conference = staging.planned(made)
        item = staging.hand_in(made, conference, to="on_agenda" if state == "presented" else state)
        if state == "presented":
            staging.send_delegates(made, conference)
            actions.call(conference, by=None)
            staging.it_is(staging.FIRST)
            actions.open_conference(conference, by=None)
            item = exchanging.present(item, by=None)
    assert item.state == state
    doing = {"screen": exchanging.screen, "put_on_agenda": exchanging.put_on_agenda, "present": exchanging.present}
    for verb, act in doing.items():
        with undone():
            if verb == "present":
                Conference.objects.filter(pk=item.conference_id).update(state="in_session", called_at=staging.now())
            expected = ITEM_LEADS.get((state, verb))
            if expected is None:
                with pytest.raises(ValidationError):
                    act(item, by=None)
            else:
                assert act(item, by=None).state == expected


def at_resolution(made: make.Made, state: str) -> Resolution:
    conference = staging.in_session(made)
    one = staging.propose(conference)
    if state == "failed":
        return staging.vote_all(made, one, "against")
    if state == "proposed":
        return one
    one = staging.vote_all(made, one)
    if state == "passed":
        return one
    one = staging.assign(made, one)
    if state == "under_way":
        one = resolving.begin(one, by=None)
    if state == "done":
        one = resolving.finish(one, by=None, evidence=words(en="Handed over"))
    if state == "lapsed":
        staging.it_is(one.due_on)
        one = resolving.lapse(one, by=None, evidence=words(en="No money"))
    return one


RESOLUTION_DO: dict[str, Callable[[make.Made, Resolution], Any]] = {
    "pass": staging.vote_all,
    "fail": lambda made, r: resolving.close_vote(r, by=None),
    "assign": staging.assign,
    "begin": lambda made, r: resolving.begin(r, by=None),
    "finish": lambda made, r: resolving.finish(r, by=None, evidence=words(en="Seen")),
    "lapse": lambda made, r: resolving.lapse(r, by=None, evidence=words(en="No")),
}


@pytest.mark.parametrize("state", Resolution.State.values)
def test_every_resolution_verb_from_every_state(made: make.Made, state: str) -> None:
    one = at_resolution(made, state)
    assert one.state == state
    for verb, act in RESOLUTION_DO.items():
        with undone():
            if verb == "lapse":
                staging.it_is(staging.LAST + datetime.timedelta(days=61))
            expected = RESOLUTION_LEADS.get((state, verb))
            written = Entry.objects.count()
            if expected is None:
                with pytest.raises(ValidationError):
                    act(made, one)
                assert Entry.objects.count() == written, verb
            else:
                act(made, one)
            assert Resolution.objects.get(pk=one.pk).state == (expected or state), verb
    assert verify().whole


def test_it_is_called_twenty_working_days_before(made: make.Made) -> None:
    made.plants["dalian"].rest_weekdays = [6]
    made.plants["dalian"].save()
    soon = staging.planned(made, starts_on=staging.DAY + datetime.timedelta(days=22), ends_on=staging.LAST)
    with pytest.raises(ValidationError) as refused:
        actions.call(soon, by=None)
    assert "1958-09-19" in str(refused.value)  # three Sundays lie between
    moved = actions.move_days(soon, by=None, starts_on=datetime.date(1958, 9, 19), ends_on=staging.LAST)
    assert actions.call(moved, by=None).state == "called"


def test_it_opens_with_heads_and_with_reports_on_what_was_decided_before(made: make.Made) -> None:
    first = staging.at_state(made, "follow_up")
    staging.it_is(staging.DAY)
    second = staging.planned(made)
    actions.call(second, by=None)
    staging.it_is(staging.FIRST)
    with pytest.raises(ValidationError, match="At least two plants"):
        actions.open_conference(second, by=None)
    for plant in ("dalian", "benxi"):
        chief = made.person(plant, "chief_engineer")
        delegates.name_delegate(second, made.plants[plant], chief, by=None)
    with pytest.raises(ValidationError, match="no head yet"):
        actions.open_conference(second, by=None)
    staging.send_delegates(made, second)
    with pytest.raises(ValidationError, match="Contracts go to the workshops"):
        actions.open_conference(second, by=None)
    resolution = first.resolutions.get()
    resolving.report(resolution, by=None, text=words(en="Under way"), address="/delegations", at=second)
    assert actions.open_conference(second, by=None).state == "in_session"
    assert list(queries.resolutions_behind("/delegations", made.person("benxi", "operator"))) == [resolution]


def test_nobody_adjourns_over_the_side_effects_or_an_open_vote(made: make.Made) -> None:
    conference = staging.in_session(made)
    one = staging.propose(conference)
    staging.note_side_effects(conference)
    with pytest.raises(ValidationError, match="close the vote"):
        actions.adjourn(conference, by=None)
    resolving.close_vote(one, by=None)
    point = conference.agenda.get(kind="side_effects")
    AgendaPoint.objects.filter(pk=point.pk).update(said={})
    with pytest.raises(ValidationError, match="side effects"):
        actions.adjourn(conference, by=None)
    with pytest.raises(ValidationError):
        actions.drop_agenda_point(point, by=None)


def test_one_plant_one_vote_by_the_head_of_its_delegation(made: make.Made) -> None:
    conference = staging.in_session(made)
    one = staging.propose(conference)
    with pytest.raises(PermissionDenied):
        resolving.vote(one, by=made.person("dalian", "workshop_head"), choice="for")  # a delegate, not the head
    resolving.vote(one, by=made.person("dalian", "chief_engineer"), choice="for")
    with pytest.raises(ValidationError, match="has voted already"):
        resolving.vote(one, by=made.person("dalian", "chief_engineer"), choice="against")
    delegates.name_delegate(
        conference, made.plants["dalian"], made.person("dalian", "workshop_head"), by=None, is_head=True
    )
    with pytest.raises(ValidationError, match="has voted already"):  # another head has no second vote
        resolving.vote(one, by=made.person("dalian", "workshop_head"), choice="against")
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(
            resolution=one, plant=made.plants["dalian"], person=made.people["dalian-operator"], choice="for",
            at=conference.opened_at,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("choices", "state"),
    [
        (("for", "for", "against"), "passed"),
        (("for", "abstain", "against"), "failed"),
        (("for", "for", "abstain"), "passed"),
    ],
)
def test_more_than_half_of_those_who_came(made: make.Made, choices: tuple[str, ...], state: str) -> None:
    one = staging.propose(staging.in_session(made))
    for plant, choice in zip(staging.PLANTS, choices, strict=True):
        assert Resolution.objects.get(pk=one.pk).state == "proposed"
        resolving.vote(one, by=made.person(plant, "chief_engineer"), choice=choice)
    assert Resolution.objects.get(pk=one.pk).state == state


def test_minutes_want_owners_and_every_head_and_the_version_that_was_read(made: make.Made) -> None:
    conference = staging.in_session(made)
    one = staging.vote_all(made, staging.propose(conference))
    staging.note_side_effects(conference)
    actions.adjourn(conference, by=None)
    first = minuting.draft_minutes(conference, by=None)
    assert "All 3 plants voted in favour." in first.text["en"]
    assert "3个厂全部赞成" in first.text["zh"]
    assert "Nothing was found." in first.text["en"]
    chief = made.person("dalian", "chief_engineer")
    with pytest.raises(ValidationError, match="no owner"):
        minuting.approve_minutes(conference, by=chief)
    staging.assign(made, one)
    minuting.approve_minutes(conference, by=chief, number=1)
    minuting.write_minutes(conference, by=None, text=words("二", "Two"))
    with pytest.raises(ValidationError, match="read them again"):
        minuting.approve_minutes(conference, by=chief, number=1)
    staging.approve_all(made, conference)  # the approval of the first version does not count for the second
    assert staging.fresh(conference).state == "minutes_approved"
    assert minuting.latest(conference).approvals.count() == 3


def test_every_receiving_workshop_is_asked_once_and_answers_within_thirty_days(made: make.Made) -> None:
    conference = staging.adjourned(made)
    answers = ItemAnswer.objects.filter(item__conference=conference)
    assert {each.workshop.slug for each in answers} == {"dalian-medium-section", "plant-c-medium-section"}
    assert Notice.objects.filter(
        person=made.people["dalian-workshop_head"], address__endswith="#waiting"
    ).count() == 1  # fmt: skip
    head = made.person("dalian", "workshop_head")
    (own,) = queries.waiting_answers(head)
    assert timezone.localdate(queries.answer_by(own)) == staging.LAST + datetime.timedelta(days=30)
    with pytest.raises(PermissionDenied):
        exchanging.answer_item(own, by=made.person("benxi", "workshop_head"), disposition="adopt")
    for said in ({"disposition": "refuse"}, {"disposition": "later"}, {"disposition": ""}, {"disposition": "perhaps"}):
        with pytest.raises(ValidationError):
            exchanging.answer_item(own, by=head, **said)
    later = staging.LAST + datetime.timedelta(days=50)
    exchanging.answer_item(own, by=head, disposition="later", later_on=later)
    (own,) = queries.waiting_answers(head)  # "later" waits for its day
    assert timezone.localdate(queries.answer_by(own)) == later
    exchanging.answer_item(own, by=head, disposition="trial")
    assert queries.waiting_answers(head) == []
    said = Entry.objects.filter(verb="answer_item").order_by("number").values_list("details", flat=True)
    assert [(each["before"], each["disposition"]) for each in said] == [("", "later"), ("later", "trial")]
    told = Notice.objects.filter(person=made.people["benxi-workshop_head"]).values_list("text", flat=True)
    assert any("takes up" in each["en"] for each in told)


def test_it_is_archived_when_all_have_answered(made: make.Made) -> None:
    conference = staging.at_state(made, "follow_up")
    with pytest.raises(ValidationError, match="2 answers are still wanted"):
        actions.archive(conference, by=None)
    staging.answer_all(conference)
    assert actions.archive(conference, by=None).state == "archived"


def test_what_cannot_be_read_or_is_stopped_is_not_exchanged(made: make.Made) -> None:
    conference = staging.planned(made)
    draft = make.experience(made, shared=False, title=words(en="Draft"))
    with pytest.raises(ValidationError, match="Share it first"):
        exchanging.hand_in(conference, draft, by=None)
    item = staging.hand_in(made, conference, to="submitted")
    assert exchanging.hand_in(conference, item.experience, by=None) == item
    flag_experience(item.experience, by=None, flag=Experience.Flag.SUSPENDED, why=words(en="It hurts"))
    with pytest.raises(ValidationError, match="suspended"):
        exchanging.screen(item, by=None)


def test_a_number_comes_once_and_a_name_is_never_a_visits(made: make.Made) -> None:
    conference = staging.planned(made, ordinal=5)
    assert conference.slug == "fifth-conference"
    with pytest.raises(ValidationError):
        staging.planned(made, ordinal=5)
    actions.cancel(conference, by=None, why="flood")
    assert staging.planned(made, ordinal=5).slug == "fifth-2-conference"
    assert staging.planned(made, ordinal=21).slug == "21-conference"
    from tests.visits.staging import propose

    assert propose(made, title=words(en="Sixth conference")).slug == "sixth-conference-visit"


def test_the_clocks_say_by_when(made: make.Made) -> None:
    conference = staging.adjourned(made)
    assert queries.minutes_by(conference) is not None
    steps = {step.verb: step for step in queries.waiting_for(made.person(*staging.SECRETARY))}
    assert steps["draft_minutes"].due_at == queries.minutes_by(conference)
    minuting.draft_minutes(conference, by=None)
    steps = {step.verb for step in queries.waiting_for(made.person("benxi", "chief_engineer"))}
    assert steps == {"approve_minutes"}


def test_what_waits_for_whom_while_they_sit(made: make.Made) -> None:
    conference = staging.planned(made)
    assert [s.verb for s in queries.waiting_for(made.person("dalian", "plant_director"))] == ["call"]
    assert queries.waiting_for(made.person("benxi", "plant_director")) == []
    actions.call(conference, by=None)
    assert [s.verb for s in queries.waiting_for(made.person("benxi", "plant_director"))] == ["name_delegates"]
    staging.send_delegates(made, conference)
    staging.it_is(staging.FIRST)
    actions.open_conference(conference, by=None)
    one = staging.propose(conference)
    assert [s.verb for s in queries.waiting_for(made.person("benxi", "chief_engineer"))] == ["vote"]
    staging.vote_all(made, one)
    assert [s.verb for s in queries.waiting_for(made.person(*staging.SECRETARY))] == ["assign"]
    staging.assign(made, one)
    assert [s.verb for s in queries.waiting_for(made.person("dalian", "chief_engineer"))] == ["carry_out"]


ROLES = ("operator", "team_leader", "workshop_engineer", "workshop_head", "chief_engineer", "safety_officer",
         "data_steward", "plant_director")  # fmt: skip
BODIES = ("alliance-secretariat", "alliance-committee", "alliance-administrator")
EVERYBODY = (*(f"{plant}-{role}" for plant in staging.PLANTS for role in ROLES), *BODIES)


def those_who(made: make.Made, may: Callable[[Any], bool]) -> set[str]:
    return {name for name in EVERYBODY if may(made.person(*name.rsplit("-", 1)))}


def test_who_may_do_what(made: make.Made) -> None:
    """The domain paper: SEC and host PD organise; CE and PD name their plant's; heads vote; SEC writes; owners do."""
    conference = staging.adjourned(made)
    resolution, item = conference.resolutions.get(), conference.items.get()
    secretary = {"alliance-secretariat"}
    heads = {f"{plant}-chief_engineer" for plant in staging.PLANTS}
    sent = heads | {f"{plant}-workshop_head" for plant in staging.PLANTS}
    answer = item.answers.get(workshop__plant__slug="dalian")
    benxi = made.plants["benxi"]
    expected: list[tuple[Callable[[Any], bool], set[str]]] = [
        (lambda p: rules.may_organise(p, conference), secretary | {"dalian-plant_director"}),
        (lambda p: rules.may_plan(p, benxi), secretary | {"benxi-plant_director"}),
        (lambda p: rules.may_name(p, benxi), {"benxi-chief_engineer", "benxi-plant_director"}),
        (
            lambda p: rules.may_hand_in(p, item.experience),
            {"benxi-workshop_head", "benxi-workshop_engineer", "benxi-chief_engineer"},
        ),
        (lambda p: rules.may_screen(p, conference), secretary),
        (lambda p: rules.may_propose(p, conference), secretary | sent),
        (lambda p: rules.may_vote(p, resolution), heads),
        (lambda p: rules.may_assign(p, resolution), secretary),
        (lambda p: rules.may_carry_out(p, resolution), {"dalian-chief_engineer"}),
        (lambda p: rules.may_report(p, resolution), secretary | {"dalian-chief_engineer"}),
        (lambda p: rules.may_lapse(p, resolution), secretary),
        (lambda p: rules.may_write_minutes(p, conference), secretary),
        (lambda p: rules.may_approve(p, conference), heads),
        (lambda p: rules.may_archive(p, conference), secretary),
        (lambda p: rules.may_answer(p, answer), {"dalian-workshop_head"}),
    ]
    for may, those in expected:
        assert those_who(made, may) == those


def test_who_sees_it_before_it_is_called_and_the_minutes_before_they_are_out(made: make.Made) -> None:
    conference = staging.at_state(made, "planned")
    bodies = {"alliance-secretariat", "alliance-committee"}
    seen = those_who(made, lambda p: Conference.objects.visible_to(p).filter(pk=conference.pk).exists())
    assert seen == {name for name in EVERYBODY if name.startswith("dalian-")} | bodies
    assert Entry.objects.get(verb="plan_conference").plant == "dalian"
    conference = staging.at_state(make_another(made), "minutes_draft")
    from huzhu.conferences.decided import Minutes

    there = {f"{plant}-{role}" for plant in staging.PLANTS for role in ("chief_engineer", "workshop_head")}
    known = lambda p: Minutes.objects.visible_to(p).filter(conference=conference).exists()  # noqa: E731
    assert those_who(made, known) == there | bodies
    staging.approve_all(made, conference)
    minuting.publish_minutes(conference, by=None)
    assert those_who(made, known) == set(EVERYBODY)


def make_another(made: make.Made) -> make.Made:
    for each in Conference.objects.filter(state="planned"):
        actions.cancel(each, by=None, why="another one")
    return made
