"""The chain holds: whatever verbs come in whatever order from whomever, only what the domain's table allows happens."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from huzhu.adoptions import actions as adoption_actions
from huzhu.adoptions.models import Adoption
from huzhu.hazards import actions, rules
from huzhu.hazards.models import Hazard
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from huzhu.words import words
from tests import make

# Written from the domain paper 2.10 and 2.11, not from the code. The danger is at Dalian's medium-section mill.
MAY = {
    "acknowledge": {"dalian-safety_officer"},
    "contain": {"dalian-safety_officer", "dalian-workshop_head"},
    "seek_remedy": {"dalian-safety_officer", "dalian-workshop_head", "dalian-chief_engineer"},
    "try_remedy": {"dalian-safety_officer", "dalian-workshop_head", "dalian-chief_engineer"},
    "mark_remedied": {"dalian-safety_officer"},
    "verify_and_close": {"benxi-safety_officer"},
    "refute": {"dalian-safety_officer"},
    "accept_risk": {"dalian-safety_officer", "dalian-plant_director"},
}
BEFORE = ("suspected", "acknowledged", "contained", "remedy_sought")
LEADS = {
    ("suspected", "acknowledge"): "acknowledged",
    ("acknowledged", "contain"): "contained",
    ("accepted_risk", "contain"): "contained",  # borne no longer
    ("contained", "seek_remedy"): "remedy_sought",
    ("remedy_trial", "seek_remedy"): "remedy_sought",
    ("remedied", "seek_remedy"): "remedy_sought",
    ("accepted_risk", "seek_remedy"): "remedy_sought",  # borne no longer, and contained
    ("contained", "try_remedy"): "remedy_trial",
    ("remedy_sought", "try_remedy"): "remedy_trial",
    ("remedy_trial", "mark_remedied"): "remedied",
    ("remedied", "verify_and_close"): "verified_closed",
    **{(state, "refute"): "refuted" for state in BEFORE},
    **{
        (state, "accept_risk"): "accepted_risk"
        for state in ("acknowledged", "contained", "remedy_sought", "remedy_trial", "remedied", "accepted_risk")
    },
}
PEOPLE = [
    *(f"dalian-{role}" for role in ("workshop_head", "workshop_engineer", "team_leader", "operator")),
    *(f"dalian-{role}" for role in ("safety_officer", "chief_engineer", "data_steward", "plant_director")),
    "benxi-workshop_head",
    "benxi-safety_officer",
    "benxi-plant_director",
    "alliance-secretariat",
    "alliance-administrator",
]
WHY, REVIEW = words(en="No guard fits before the repair"), datetime.date(1959, 3, 1)
STATES = Hazard.State.values
UNCONTAINED = ("suspected", "acknowledged", "accepted_risk", "refuted")


def remedy_in_use(made: make.Made) -> Adoption:
    taken = make.adoption(made, make.experience(made, title=words(en="Guard at the table")))
    head, officer = made.people["dalian-workshop_head"], made.people["dalian-safety_officer"]
    taken = adoption_actions.review_risk(taken, by=officer)
    return adoption_actions.put_into_use(adoption_actions.start(taken, by=head), by=head)


def danger(made: make.Made, **said: Any) -> Hazard:
    return actions.raise_hazard(
        by=said.pop("by", made.people["dalian-operator"]),
        title=words(en="Bars jump at the shear"),
        severity=said.pop("severity", "near"),
        workshop=made.workshops["dalian-medium-section"],
        **said,
    )


def extra(verb: str, remedy: Adoption) -> dict[str, Any]:
    return {
        "contain": {"measure": "guard", "how": words(en="A fence")},
        "seek_remedy": {"why": words(en="It did not hold")},
        "try_remedy": {"adoption": remedy},
        "refute": {"evidence": words(en="Filmed a week: none jumped")},
        "accept_risk": {"why": WHY, "review_on": REVIEW},
    }.get(verb, {})


def put(hazard: Hazard, state: str, remedy: Adoption, made: make.Made) -> Hazard:
    """The row as it would be in a state, past the verbs: what is tested is the verb after it."""
    hazard.state = state
    hazard.remedy, hazard.remedy_adoption = remedy.experience, remedy
    officer, director = made.people["dalian-safety_officer"], made.people["dalian-plant_director"]
    hazard.ended_by, hazard.ended_at = officer, hazard.raised_at
    hazard.contained_at = None if state in ("suspected", "acknowledged") else hazard.raised_at
    hazard.risk_officer, hazard.risk_director, hazard.review_on = officer, director, REVIEW
    hazard.save()
    return hazard


@pytest.fixture
def proven(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Readings enough for closing; what is enough is tested in test_proving."""
    from huzhu.hazards.proving import Proof

    monkeypatch.setattr(actions, "proof_of", lambda _hazard, _today: Proof("", weeks=40, expected=5.0))
    return lambda: None


@pytest.mark.django_db
@pytest.mark.usefixtures("proven")
@pytest.mark.parametrize("state", STATES)
def test_every_state_and_verb(state: str) -> None:
    made = make.alliance(("dalian", "benxi"))
    remedy = remedy_in_use(made)
    for verb, names in MAY.items():
        for name in sorted(names):
            hazard = put(danger(made), state, remedy, made)
            if verb == "accept_risk" and name.endswith("plant_director") and (state, verb) in LEADS:
                # it takes both: the officer has signed before
                actions.accept_risk(hazard, by=made.people["dalian-safety_officer"], **extra(verb, remedy))
                hazard.refresh_from_db()
                assert hazard.state == state
            expected = LEADS.get((state, verb))
            if expected is None:
                with pytest.raises(ValidationError):
                    getattr(actions, verb)(hazard, by=made.people[name], **extra(verb, remedy))
                hazard.refresh_from_db()
                assert hazard.state == state
                continue
            done = getattr(actions, verb)(hazard, by=made.people[name], **extra(verb, remedy))
            is_first_signature = verb == "accept_risk" and name.endswith("safety_officer")
            assert done.state == (state if is_first_signature else expected)


def test_the_table_of_the_code_is_the_domain_s() -> None:
    found = {(before, verb): after for verb, (states, after) in rules.MOVES.items() for before in states}
    assert found == LEADS


@pytest.mark.django_db
@pytest.mark.usefixtures("proven")
def test_nobody_else_may() -> None:
    made = make.alliance(("dalian", "benxi"))
    remedy = remedy_in_use(made)
    for (state, verb), _after in LEADS.items():
        hazard = put(danger(made), state, remedy, made)
        for name in set(PEOPLE) - MAY[verb]:
            with pytest.raises(PermissionDenied):
                getattr(actions, verb)(hazard, by=made.people[name], **extra(verb, remedy))
        hazard.refresh_from_db()
        assert hazard.state == state


class TestRandomActs(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(acts=st.lists(st.tuples(st.sampled_from(sorted(MAY)), st.sampled_from(PEOPLE)), max_size=30))
    def test_only_the_table_happens_and_the_journal_holds_all_of_it(self, acts: list[tuple[str, str]]) -> None:
        made = make.alliance(("dalian", "benxi"))
        remedy, hazard = remedy_in_use(made), danger(made)
        signed: set[str] = set()
        for verb, name in acts:
            written, before = Entry.objects.count(), hazard.state
            allowed, expected = name in MAY[verb], LEADS.get((hazard.state, verb))
            try:
                hazard = getattr(actions, verb)(hazard, by=made.people[name], **extra(verb, remedy))
            except (PermissionDenied, ValidationError) as refused:
                # without readings a cure is never verified, and no remedy is sought for what nobody has contained
                is_early = verb == "seek_remedy" and hazard.contained_at is None
                assert not allowed or expected is None or verb == "verify_and_close" or is_early
                assert isinstance(refused, PermissionDenied) == (not allowed)
                assert Entry.objects.count() == written
            else:
                assert allowed
                assert Entry.objects.count() > written
                if verb == "accept_risk":
                    signed.add(name)
                    assert hazard.state == (expected if len(signed) == 2 else before)
                    signed = set() if len(signed) == 2 else signed
                else:
                    assert hazard.state == expected
                    signed = set() if verb in ("contain", "seek_remedy") else signed  # another danger than was signed
            hazard.refresh_from_db()
            assert hazard.contained_at or hazard.state in UNCONTAINED
        assert verify().whole
