"""Every state and every verb of a visit, and who may do it, against tables written from the domain paper 2.6, 2.11."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from huzhu.people.models import Person
from huzhu.visits import rules
from huzhu.visits.models import Visit
from tests import make
from tests.visits import staging

LEADS = {
    ("proposed", "confirm"): "host_confirmed",
    ("postponed", "confirm"): "host_confirmed",
    ("proposed", "decline"): "declined",
    ("postponed", "decline"): "declined",
    ("host_confirmed", "prepare"): "prepared",
    ("prepared", "hold"): "held",
    ("held", "report"): "reported",
    ("reported", "open_actions"): "actions_open",
    ("actions_open", "review_effect"): "effect_reviewed",
    ("reported", "close"): "closed",
    ("effect_reviewed", "close"): "closed",
    ("proposed", "postpone"): "postponed",
    ("host_confirmed", "postpone"): "postponed",
    ("prepared", "postpone"): "postponed",
    ("proposed", "cancel"): "cancelled",
    ("host_confirmed", "cancel"): "cancelled",
    ("prepared", "cancel"): "cancelled",
    ("postponed", "cancel"): "cancelled",
}
LEAD = {"dalian-workshop_head", "dalian-chief_engineer"}  # who leads the visitors, or the chief in the lead's place
HOST = {"benxi-workshop_head"}
MAY = {
    "confirm": HOST,
    "decline": HOST,
    "prepare": HOST | {"benxi-workshop_engineer"},
    "hold": LEAD | HOST,
    "report": LEAD,
    "open_actions": LEAD,
    "review_effect": {"dalian-chief_engineer"},
    "close": LEAD | {"alliance-secretariat"},
    "postpone": LEAD | HOST,
    "cancel": LEAD | HOST | {"alliance-secretariat"},
}
STATES = list(Visit.State.values)


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def test_the_table_in_the_code_is_the_table_of_the_domain() -> None:
    assert {(state, verb): to for verb, (states, to) in rules.MOVES.items() for state in states} == LEADS


@pytest.mark.parametrize("state", STATES)
def test_every_verb_from_every_state(made: make.Made, state: str) -> None:
    visit = staging.at_state(made, state)
    if state in ("reported", "actions_open") and state == "actions_open":
        for action in visit.actions.all():
            action.state = "done"
            action.save()
    for verb in MAY:
        written = Entry.objects.count()
        expected = LEADS.get((state, verb))
        if verb == "open_actions" and state == "reported":
            continue  # wants an action; tested below
        if expected is None:
            with pytest.raises(ValidationError):
                staging.do(made, visit, verb)
            visit.refresh_from_db()
            assert visit.state == state, verb
            assert Entry.objects.count() == written
            continue
        other = staging.at_state(made, state)
        for action in other.actions.all():
            action.state = "done"
            action.save()
        assert staging.do(made, other, verb).state == expected
    assert verify().whole


@pytest.mark.parametrize("verb", sorted(MAY))
def test_who_may(made: make.Made, verb: str) -> None:
    state = next(state for (state, each) in LEADS if each == verb)
    visit = staging.at_state(made, state)
    if verb in ("open_actions", "review_effect"):
        for action in list(visit.actions.all()) or [staging.add_action(made, visit)]:
            action.state = "done"
            action.save()
    for name in made.people:
        person = Person.objects.get(pk=made.people[name].pk)
        if name in MAY[verb]:
            continue
        with pytest.raises(PermissionDenied):
            staging.do(made, visit, verb, by=person)
    for name in sorted(MAY[verb]):
        place, role = name.split("-", 1)
        one = Visit.objects.get(pk=visit.pk)
        Visit.objects.filter(pk=visit.pk).update(state=state)
        staging.do(made, one, verb, by=made.person(place, role))


def test_every_way_out_and_report_wants_its_words(made: make.Made) -> None:
    visit = staging.propose(made)
    for verb in ("decline", "postpone", "cancel"):
        with pytest.raises(ValidationError) as refused:
            getattr(staging.actions, verb)(visit, by=None, why=" ")
        assert "why" in refused.value.message_dict
    held = staging.at_state(made, "held")
    from huzhu.words import words

    for missing, field in (("learned", "learned"), ("fits", "fits"), ("risks", "risks")):
        said = {name: [words(en="x")] for name in ("learned", "fits", "risks")} | {missing: []}
        with pytest.raises(ValidationError) as refused:
            staging.actions.report(held, by=None, **said)
        assert field in refused.value.message_dict


def test_actions_open_only_when_there_are_some_and_close_only_when_there_are_none(made: make.Made) -> None:
    visit = staging.at_state(made, "reported")
    with pytest.raises(ValidationError):
        staging.do(made, visit, "open_actions")
    staging.add_action(made, visit)
    with pytest.raises(ValidationError):
        staging.do(made, visit, "close")
    assert staging.do(made, visit, "open_actions").state == "actions_open"
    with pytest.raises(ValidationError, match="neither done nor dropped"):
        staging.do(made, visit, "review_effect")
