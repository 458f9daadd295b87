"""Any verb by anybody, through delegations, contracts and conferences together.

A state machine that hypothesis drives: a verb where it fits by somebody who may, any verb on anything by anybody, days
that pass. Whatever is tried: a state changes only as the tables say and only with a journal entry of that moment, the
chain of the journal holds, nothing refused leaves a trace, no signature, vote or approval is lost or changed, nobody
accepts their own side's work, nothing is in force that not all have signed. Every verb of the rooms is reached.
"""

from __future__ import annotations

import datetime
import inspect
from collections import Counter
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from huzhu.conferences import actions, attaching, delegates, exchanging, minuting, resolving
from huzhu.conferences import rules as conference_rules
from huzhu.conferences.decided import Approval, Resolution, Vote
from huzhu.conferences.models import Conference, ExchangedItem
from huzhu.contracts import actions as contract_actions
from huzhu.contracts import drafting, fulfilling, handing_back, inspecting, signing, writing
from huzhu.contracts import rules as contract_rules
from huzhu.contracts.acting import promise_of
from huzhu.contracts.models import Contract, ContractItem, ContractSignature, ContractVersion
from huzhu.delegation import actions as delegating
from huzhu.delegation import rules as delegation_rules
from huzhu.delegation.models import Delegation
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from huzhu.people.models import Person
from huzhu.words import words
from tests import make
from tests.conferences import staging
from tests.conferences.acts import ACTS, PROGRAM, Act, today
from tests.contracts import staging as agreed

REFUSED = (PermissionDenied, ValidationError)
ROLES = ("operator", "workshop_engineer", "workshop_head", "chief_engineer", "safety_officer", "plant_director")
PEOPLE = [*((plant, role) for plant in staging.PLANTS for role in ROLES), ("alliance", "secretariat"),
          ("alliance", "committee")]  # fmt: skip
TABLES = {
    Conference: conference_rules.MOVES,
    ExchangedItem: conference_rules.ITEM_MOVES,
    Resolution: conference_rules.RESOLUTION_MOVES,
    Delegation: delegation_rules.MOVES,
    Contract: contract_rules.MOVES,
    ContractItem: contract_rules.ITEM_MOVES,
}
STEPS: dict[type, set[tuple[str, str]]] = {
    model: {(state, to) for states, to in moves.values() for state in states} for model, moves in TABLES.items()
}
ROOMS = (actions, attaching, delegates, exchanging, minuting, resolving, contract_actions, drafting, fulfilling,
         handing_back, inspecting, signing, writing, delegating)  # fmt: skip
BY_OTHERS = {  # verbs that another verb calls, and that is how they are reached
    "list_presented": "adjourn",
    "delegating.suspend": "suspend_delegation",
    "delegating.revoke": "revoke_delegation",
    "expire": "expire_delegation",
}
# Where a run begins: chance alone would take long to the late states.
STARTS = (
    ("planned", "draft"), ("called", "proposed"), ("in_session", "signed"), ("adjourned", "in_force"),
    ("minutes_draft", "suspended"), ("minutes_approved", "in_appraisal"), ("follow_up", "in_force"),
)  # fmt: skip
SMALL = st.integers(0, 5)
DAYS = st.sampled_from((0, 0, 1, 4, 20, 45, 200))
ENDINGS = {"revoke_delegation", "suspend_delegation", "reject", "terminate", "cancel", "drop_version", "drop_delegate"}


def reachable(steps: set[tuple[str, str]], before: str) -> set[str]:
    """A verb may call another one: signing completes, and what is signed may begin at once."""
    found, waiting = set(), [before]
    while waiting:
        state = waiting.pop()
        following = {to for origin, to in steps if origin == state} - found
        found |= following
        waiting += following
    return found


def machine(made: make.Made, done: Counter[str], refused: Counter[str]) -> type:
    """`done`, `refused`: what came of the verbs, by name, over all runs. Every run ends as if it had not been."""
    before = frozenset(done)

    class AnyVerb(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.undo = transaction.atomic()
            self.undo.__enter__()
            self.seen = seen()
            self.tried: Counter[str] = Counter()  # in this run: what was tried least comes first

        def teardown(self) -> None:
            whole = verify().whole
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)
            assert whole, "the chain of the journal is broken"

        @rule(days=DAYS, order=st.integers(0, 2**16), steps=st.lists(st.tuples(SMALL, SMALL), min_size=6, max_size=9),
              verb=st.sampled_from(sorted(ACTS)), who=st.sampled_from(PEOPLE), which=SMALL)  # fmt: skip
        def days_pass_those_who_may_act_and_somebody_tries_something(
            self, days: int, order: int, steps: list[tuple[int, int]], verb: str, who: tuple[str, str], which: int
        ) -> None:
            staging.it_is(today() + datetime.timedelta(days=days))
            for chosen, number in steps:
                self.lead_on(order, chosen, number)
            if things := list(ACTS[verb].every()[:6]):
                self.attempt(ACTS[verb], things[which % len(things)], who, which)

        def lead_on(self, order: int, which: int, number: int) -> None:
            """The verb that fits something and was tried least, here or before; endings late."""

            def late(act: Act) -> tuple[int, bool, bool, int]:
                is_new, is_end = act.verb not in before, act.verb in ENDINGS
                return self.tried[act.verb], not is_new, is_end, crc32(f"{order} {act.verb}".encode())

            for act in sorted(ACTS.values(), key=late):
                if things := list(act.find().distinct().order_by("pk")[:6]):
                    thing = things[which % len(things)]
                    self.attempt(act, thing, act.who(thing), number)
                    return

        def attempt(self, act: Act, thing: Any, who: tuple[str, str], number: int) -> None:
            self.tried[act.verb] += 1
            person = None if who == PROGRAM else Person.objects.get(pk=made.people["-".join(who)].pk)
            was = self.seen
            try:
                with transaction.atomic():
                    act.do(made, thing, person, number)
            except REFUSED as refusal:
                refused[type(refusal).__name__] += 1
                assert seen() == was, "refused, and yet something is different"
                return
            done[act.verb] += 1
            after = self.seen = seen()
            changed = {key for key, state in after.states.items() if state != was.states.get(key)}
            is_written = after.entries > was.entries
            assert is_written or (act.verb == "begin_if_due" and not changed), "done and not written down"
            for model, pk in changed & was.states.keys():
                old, new = was.states[model, pk], after.states[model, pk]
                assert new in reachable(STEPS[model], old), (model, old, new)
            gone = was.states.keys() - after.states.keys()
            assert not gone or (act.verb == "take_item_out" and {model for model, _pk in gone} == {ContractItem}), gone
            assert was.kept <= after.kept, "a signature, a text, a vote or an approval was lost or changed"
            named_in_the_journal(changed, was.entries)
            nobody_judges_the_own_work()
            what_is_in_force_was_signed_by_all()
            decisions_rest_on_votes_and_owners()

    return AnyVerb


def nobody_judges_the_own_work() -> None:
    for item in ContractItem.objects.filter(state="accepted").select_related("contract", "accepted_by"):
        assert item.accepted_by_id != item.claimed_by_id
        assert promise_of(item).helper.plant_id not in item.accepted_by.plants


def what_is_in_force_was_signed_by_all() -> None:
    for version in ContractVersion.objects.filter(state="in_force").select_related("contract"):
        signed = version.signatures.filter(objected_at=None).values("party")
        assert not version.contract.parties.exclude(pk__in=signed).exists()


def decisions_rest_on_votes_and_owners() -> None:
    for each in Resolution.objects.exclude(state__in=("proposed", "failed")):
        plants = each.conference.delegates.values("plant").distinct().count()
        assert each.votes.filter(choice="for").count() * 2 > plants
    published = Conference.objects.filter(state__in=("minutes_approved", "follow_up", "archived"))
    assert not Resolution.objects.filter(conference__in=published, state__in=("proposed", "passed")).exists()


@dataclass(frozen=True)
class Seen:
    """Everything at one moment: every state, what nobody may lose or change any more, how much is written down."""

    states: dict[tuple[type, int], str]
    kept: set[tuple[Any, ...]]
    entries: int


def seen() -> Seen:
    signed = ContractSignature.objects.values_list("pk", "signature", "party", "person")
    texts = ContractVersion.objects.exclude(hash="").values_list("pk", "hash")
    votes = Vote.objects.values_list("pk", "plant", "person", "choice")
    stood = Approval.objects.values_list("pk", "minutes", "plant", "person")
    named = {"signature": signed, "text": texts, "vote": votes, "approval": stood}
    kept = {(name, *row) for name, rows in named.items() for row in rows}
    states = {(model, pk): state for model in TABLES for pk, state in model.objects.values_list("pk", "state")}
    return Seen(states, kept, Entry.objects.count())


def named_in_the_journal(changed: set[tuple[type, int]], written: int) -> None:
    names = set(Entry.objects.order_by("number").values_list("thing", flat=True)[written:])
    for model, pk in changed:
        name = model.objects.get(pk=pk).journal_name
        assert any(name == each or name.startswith(each) or each.startswith(name) for each in names), name


def verbs_of(module: Any) -> set[str]:
    """The functions of a module that run as verbs."""
    return {
        name for name, found in vars(module).items()
        if inspect.isfunction(found) and hasattr(found, "__wrapped__") and found.__module__ == module.__name__
    }  # fmt: skip


def test_every_verb_of_the_rooms_is_tried() -> None:
    wanted = [name for module in ROOMS for name in sorted(verbs_of(module))]
    known = [name.rpartition(".")[2] for name in [*ACTS, *BY_OTHERS]]
    assert len(wanted) > 60
    assert Counter(wanted) == Counter(known)


def begin(made: make.Made, conference: str, contract: str) -> None:
    """With powers for grave work, and some that soon run out; a vote that has begun; the last one late in the period of
    the contract, answered."""
    for plant in ("dalian", "benxi"):
        agreed.delegate(made, plant, safety_class="A")
    agreed.delegate(made, "plant-c", until_on=agreed.DAY + datetime.timedelta(days=3))
    promised = agreed.at_state(made, contract)
    found = staging.at_state(made, conference)
    make.experience(made, title=words(en="Another way"))
    if conference == "in_session":
        resolution = staging.propose(found)
        for plant in ("dalian", "benxi"):
            resolving.vote(resolution, by=made.person(plant, "chief_engineer"), choice="for")
    if conference == "follow_up":
        staging.answer_all(found)
        staging.it_is(agreed.DAY + datetime.timedelta(days=125))
        version = drafting.write_version(promised, agreed.side(promised, "dalian"), by=None, why="the new stand")
        agreed.promise(made, promised, version=version, item=promised.items.get(number=1), target=30.0)
        drafting.propose(version, by=None)


@pytest.mark.slow
@pytest.mark.django_db
def test_any_verb_by_anybody() -> None:
    made, done, refused = make.alliance(), Counter[str](), Counter[str]()
    # A failure is told as it happened: to have hypothesis look for a shorter one, add Phase.shrink.
    how = settings(max_examples=2, stateful_step_count=5, deadline=None, derandomize=True, database=None,
                   phases=(Phase.generate,), suppress_health_check=list(HealthCheck))  # fmt: skip
    for start in STARTS:
        with agreed.undone():
            begin(made, *start)
            run_state_machine_as_test(machine(made, done, refused), settings=how)
    assert sorted(ACTS.keys() - done.keys()) == [], "never done"
    assert refused["PermissionDenied"] > 25, refused
    assert refused["ValidationError"] > 25, refused
