"""Random verbs by random people through conferences, delegations and contracts together.

Whatever is tried: a state changes only as the tables say and only with a journal entry of that moment, the chain of the
journal holds, nothing refused leaves a trace, no signature or vote is lost or changed, nobody accepts their own side's
work, and nobody binds a workshop without the power to.
"""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from huzhu.conferences import actions, delegates, exchanging, minuting, resolving
from huzhu.conferences import rules as conference_rules
from huzhu.conferences.decided import Approval, Resolution, Vote
from huzhu.conferences.models import Conference, ExchangedItem, ItemAnswer
from huzhu.contracts import actions as contract_actions
from huzhu.contracts import drafting, fulfilling, signing
from huzhu.contracts import rules as contract_rules
from huzhu.contracts.acting import promise_of
from huzhu.contracts.models import Contract, ContractItem, ContractSignature, ContractVersion
from huzhu.delegation import actions as delegating
from huzhu.delegation import rules as delegation_rules
from huzhu.delegation.models import Delegation, Power
from huzhu.experiences.models import Experience
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from huzhu.people.models import Person
from huzhu.words import words
from huzhu.workshops.models import Alliance
from tests import make
from tests.conferences import staging
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
SECRETARY, CHIEFS = ("alliance", "secretariat"), (("dalian", "chief_engineer"), ("benxi", "chief_engineer"))
HEADS = (("dalian", "workshop_head"), ("benxi", "workshop_head"))
# What leads on, and by whom: tried as often as what is drawn wholly by chance, so that late states are reached at all.
NEXT: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "planned": ("call", (SECRETARY,)),
    "called": ("open_conference", (SECRETARY,)),
    "in_session": ("adjourn", (SECRETARY,)),
    "adjourned": ("draft_minutes", (SECRETARY,)),
    "minutes_draft": ("approve_minutes", CHIEFS),
    "minutes_approved": ("publish_minutes", (SECRETARY,)),
    "follow_up": ("archive", (SECRETARY,)),
}
ITEM_NEXT = {"submitted": "screen", "screened": "put_on_agenda", "on_agenda": "present"}
RESOLUTION_NEXT = {"proposed": "close_vote", "passed": "assign", "assigned": "begin", "under_way": "finish"}
CONTRACT_NEXT = {"draft": "propose", "proposed": "sign", "in_appraisal": "conclude", "suspended": "resume"}
PROMISE_NEXT = {"planned": "begin_item", "under_way": "claim", "claimed_done": "accept"}
CONTRACTS = ("draft", "proposed", "signed", "in_force", "suspended")
WALKS, STEPS_TAKEN = 14, 50
FINISHED: list[int] = []
DONE: Counter[str] = Counter()
REFUSED_ACTS: Counter[str] = Counter()
ASTRAY = (False, False, True)
WHICH = tuple(range(6))


def one(rows: Any, number: int) -> Any:
    found = list(rows.order_by("pk"))
    return found[number % len(found)] if found else None


def reachable(steps: set[tuple[str, str]], before: str) -> set[str]:
    """A verb may call another one: signing completes, and what is signed may begin at once."""
    found, waiting = set(), [before]
    while waiting:
        state = waiting.pop()
        following = {to for origin, to in steps if origin == state} - found
        found |= following
        waiting += following
    return found


class Walk:
    """Each step is one verb by one person on something that exists; `attempt` watches what it changed."""

    def __init__(self, conference: str, contract: str) -> None:
        """Somewhere in the middle: random steps alone would hardly ever come to the late states."""
        self.made = make.alliance()
        agreed.at_state(self.made, contract)
        staging.at_state(self.made, conference)
        make.experience(self.made, title=words(en="Another way"))

    # What is watched

    def states(self) -> dict[tuple[type, int], str]:
        return {(model, pk): state for model in TABLES for pk, state in model.objects.values_list("pk", "state")}

    def kept(self) -> set[tuple[Any, ...]]:
        """What nobody may lose or change any more."""
        signed = ContractSignature.objects.values_list("pk", "signature", "party", "person")
        texts = ContractVersion.objects.exclude(hash="").values_list("pk", "hash")
        votes = Vote.objects.values_list("pk", "plant", "person", "choice")
        stood = Approval.objects.values_list("pk", "minutes", "plant", "person")
        return {("signature", *row) for row in signed} | {("text", *row) for row in texts} | {
            ("vote", *row) for row in votes} | {("approval", *row) for row in stood}  # fmt: skip

    def attempt(self, act: Callable[[], Any]) -> None:
        before, kept, written = self.states(), self.kept(), Entry.objects.count()
        try:
            with transaction.atomic():
                act()
        except REFUSED as refusal:
            REFUSED_ACTS[type(refusal).__name__] += 1
            assert self.states() == before
            assert self.kept() == kept
            assert Entry.objects.count() == written
            return
        after = self.states()
        DONE.update(Entry.objects.order_by("number").values_list("verb", flat=True)[written:])
        changed = {key for key in after if after[key] != before.get(key)}
        assert Entry.objects.count() > written, "something was done and not written down"
        for model, pk in changed:
            if (model, pk) in before:
                assert after[model, pk] in reachable(STEPS[model], before[model, pk]), (model, before[model, pk])
        assert before.keys() <= after.keys(), "something vanished"
        assert kept <= self.kept(), "a signature, a text, a vote or an approval was lost or changed"
        self.named_in_the_journal(changed, written)

    def named_in_the_journal(self, changed: set[tuple[type, int]], written: int) -> None:
        names = set(Entry.objects.order_by("number").values_list("thing", flat=True)[written:])
        for model, pk in changed:
            name = model.objects.get(pk=pk).journal_name
            assert any(name == each or name.startswith(each) or each.startswith(name) for each in names), name

    def the_chain_holds(self) -> None:
        assert verify().whole

    def nobody_judges_the_own_work(self) -> None:
        for item in ContractItem.objects.filter(state="accepted").select_related("contract", "accepted_by"):
            assert item.accepted_by_id != item.claimed_by_id
            assert promise_of(item).helper.plant_id not in item.accepted_by.plants

    def what_is_in_force_was_signed_by_all(self) -> None:
        for version in ContractVersion.objects.filter(state="in_force").select_related("contract"):
            assert version.signatures.count() >= version.contract.parties.count()

    def decisions_rest_on_votes_and_owners(self) -> None:
        for each in Resolution.objects.exclude(state__in=("proposed", "failed")):
            plants = each.conference.delegates.values("plant").distinct().count()
            assert each.votes.filter(choice="for").count() * 2 > plants
        published = Conference.objects.filter(state__in=("minutes_approved", "follow_up", "archived"))
        assert not Resolution.objects.filter(conference__in=published, state__in=("proposed", "passed")).exists()

    # Days

    def days_pass(self, days: int) -> None:
        staging.it_is(Alliance.objects.get().clock_on + datetime.timedelta(days=days))

    def person(self, who: tuple[str, str]) -> Person:
        return self.made.person(*who)

    def today(self) -> datetime.date:
        return Alliance.objects.get().clock_on

    # Delegations

    def delegation_is_proposed(self, who: tuple[str, str], plant: str, lost: bool) -> None:
        who = who if lost else (plant, "workshop_head")
        shop = self.made.workshops[f"{plant}-medium-section"]
        until = self.today() + datetime.timedelta(days=300)
        powers = list(Power.values)
        values = {"powers": powers, "since_on": self.today(), "until_on": until, "ceiling": 5000}
        self.attempt(lambda: delegating.propose_delegation(shop, by=self.person(who), **values))

    def delegation_moves(self, who: tuple[str, str], number: int, act: str, lost: bool) -> None:
        waiting = Delegation.objects.filter(state__in=("proposed", "suspended"))
        found = one(Delegation.objects if lost else waiting, number)
        if found is not None:
            if not lost:
                act, who = "resume" if found.state == "suspended" else "grant", (found.plant.slug, "chief_engineer")
            words_for = {"why": "because"} if act in ("suspend", "revoke") else {}
            self.attempt(lambda: getattr(delegating, act)(found, by=self.person(who), **words_for))

    # Contracts

    def contract_is_drafted(self, who: tuple[str, str], lost: bool) -> None:
        who = who if lost else HEADS[0]
        if Contract.objects.count() < 2:
            dates = {"starts_on": self.today(), "ends_on": self.today() + datetime.timedelta(days=150)}
            self.attempt(lambda: self._draft(who, dates))

    def _draft(self, who: tuple[str, str], dates: dict[str, datetime.date]) -> None:
        shops = [self.made.workshops[f"{plant}-medium-section"] for plant in ("dalian", "benxi")]
        person = self.person(who)
        made = drafting.draft_contract(shops[0], shops[1:], by=person, title=words(en="Together"), **dates)
        due = dates["starts_on"] + datetime.timedelta(days=90)
        agreed.promise(self.made, made, by=person, due_on=due)

    def contract_moves(self, who: tuple[str, str], number: int, act: str, lost: bool) -> None:
        found = one(Contract.objects if lost else Contract.objects.filter(state__in=CONTRACT_NEXT), number)
        if found is not None:
            if not lost:
                act = CONTRACT_NEXT[found.state]
                who = HEADS[number % 2] if act in ("propose", "sign") else SECRETARY
            self.attempt(lambda: self._contract(found, self.person(who), act))

    def _contract(self, found: Contract, person: Person, act: str) -> None:
        side = next((each for each in found.parties.all() if each.plant_id in person.plants), None)
        if act in ("appraise", "conclude", "suspend", "resume"):
            texts = {"suspend": {"why": "a hook", "people_at_risk": "the crew"}, "resume": {"why": "mended"}}
            getattr(contract_actions, act)(found, by=person, **texts.get(act, {}))
            return
        if side is None:
            raise PermissionDenied
        if act in ("reject", "terminate"):
            getattr(contract_actions, act)(found, side, by=person, why="rebuilt")
        elif act == "amend":
            version = drafting.write_version(found, side, by=person, why="the new stand")
            agreed.promise(self.made, found, version=version, by=person, item=found.items.first(), target=30.0,
                           due_on=promise_of(found.items.first()).due_on)  # fmt: skip
        else:
            state = "writing" if act == "propose" else "proposed"
            version = found.versions.filter(state=state).order_by("-number").first()
            if version is None:
                raise ValidationError("nothing to sign")
            if act == "propose":
                drafting.propose(version, by=person)
            else:
                signing.sign(version, side, by=person, agreed_hash=version.hash)

    def promise_moves(self, who: tuple[str, str], number: int, act: str, lost: bool) -> None:
        running = ContractItem.objects.filter(contract__state="in_force", state__in=PROMISE_NEXT)
        found = one(ContractItem.objects if lost else running, number)
        if found is not None:
            if not lost:
                act = PROMISE_NEXT[found.state]
                who = HEADS[0] if act == "accept" else HEADS[1]
            texts = {"claim": {"evidence": "31 min"}, "send_back": {"why": "one line"}, "block": {"why": "no crane"}}
            self.attempt(lambda: getattr(fulfilling, act)(found, by=self.person(who), **texts.get(act, {})))

    # Conferences

    def conference_is_planned(self, who: tuple[str, str], lost: bool) -> None:
        who = who if lost else SECRETARY
        if Conference.objects.exclude(state__in=Conference.ENDED).count() < 2:
            first = self.today() + datetime.timedelta(days=30)
            self.attempt(
                lambda: actions.plan_conference(
                    self.made.plants["dalian"], by=self.person(who), starts_on=first, ends_on=first
                )
            )

    def conference_moves(self, who: tuple[str, str], number: int, act: str, lost: bool) -> None:
        found = one(Conference.objects if lost else Conference.objects.filter(state__in=NEXT), number)
        if found is not None:
            if not lost:
                act, those = NEXT[found.state]
                who = those[number % len(those)]
                self._its_day_comes(found)
            where = minuting if "minutes" in act else actions
            self.attempt(lambda: getattr(where, act)(found, by=self.person(who)))

    def _its_day_comes(self, found: Conference) -> None:
        """Planned far enough ahead; opened on its day."""
        if found.state == "planned":
            first = self.today() + datetime.timedelta(days=35)
            self.attempt(lambda: actions.move_days(found, by=None, starts_on=first, ends_on=first))
        if found.state == "called" and found.starts_on > self.today():
            staging.it_is(found.starts_on)
        if found.state == "in_session":
            self.attempt(lambda: staging.note_side_effects(found))

    def the_plants_send_their_people(self, number: int, side_effects: bool) -> None:
        """The dull part at once, so that the rest gets far; by those who may."""
        found = one(Conference.objects.filter(state__in=conference_rules.NAMING), number)
        if found is None:
            return
        for plant in ("dalian", "benxi"):
            chief = self.made.person(plant, "chief_engineer")
            here = self.made.plants[plant]
            self.attempt(
                lambda here=here, chief=chief: delegates.name_delegate(found, here, chief, by=chief, is_head=True)
            )
        if side_effects:
            if found.state != "in_session":
                return
            point = found.agenda.get(kind="side_effects")
            secretary = self.made.person("alliance", "secretariat")
            self.attempt(lambda: actions.note_agenda_point(point, by=secretary, said=staging.NO_HARM))

    def a_way_is_handed_in(self, who: tuple[str, str], number: int, lost: bool) -> None:
        who = who if lost else HEADS[1]
        found, way = one(Conference.objects, number), one(Experience.objects, number)
        if found is not None:
            self.attempt(lambda: self._hand_in(found, way, who))

    def _hand_in(self, found: Conference, way: Any, who: tuple[str, str]) -> None:
        if found.items.filter(experience=way).exists():
            raise ValidationError("is there")
        exchanging.hand_in(found, way, by=self.person(who))

    def item_moves(self, who: tuple[str, str], number: int, act: str, lost: bool) -> None:
        found = one(ExchangedItem.objects, number)
        if found is not None:
            if not lost and found.state in ITEM_NEXT:
                act, who = ITEM_NEXT[found.state], SECRETARY
            self.attempt(lambda: getattr(exchanging, act)(found, by=self.person(who)))

    def a_workshop_answers(self, who: tuple[str, str], number: int, disposition: str, lost: bool) -> None:
        found = one(ItemAnswer.objects, number)
        if found is not None:
            who = who if lost else (found.workshop.plant.slug, "workshop_head")
            self.attempt(lambda: exchanging.answer_item(found, by=self.person(who), disposition=disposition))

    def a_resolution_is_proposed(self, who: tuple[str, str], number: int, lost: bool) -> None:
        who = who if lost else SECRETARY
        sitting = Conference.objects.filter(state="in_session")
        found = one(sitting if not lost and sitting.exists() else Conference.objects, number)
        if found is not None:
            text = words(en="Contracts go to the workshops")
            self.attempt(lambda: resolving.propose_resolution(found, by=self.person(who), text=text))

    def a_plant_votes(self, who: tuple[str, str], number: int, choice: str, lost: bool) -> None:
        who = who if lost else (staging.PLANTS[number % 3], "chief_engineer")
        waiting = Resolution.objects.filter(state="proposed", conference__state="in_session")
        found = one(Resolution.objects if lost else waiting, number)
        if found is not None:
            self.attempt(lambda: resolving.vote(found, by=self.person(who), choice=choice))

    def resolution_moves(self, who: tuple[str, str], number: int, act: str, lost: bool) -> None:
        open_ones = Resolution.objects.filter(state__in=Resolution.OPEN)
        open_ones = open_ones if open_ones.exists() else Resolution.objects.filter(state="proposed")
        found = one(Resolution.objects if lost else open_ones, number)
        if found is None:
            return
        if not lost:
            act = RESOLUTION_NEXT[found.state]
            who = SECRETARY if act in ("assign", "close_vote") else CHIEFS[0]
        texts: dict[str, Any] = {verb: {"evidence": words(en="Seen")} for verb in ("finish", "lapse")}
        owner = self.made.person("dalian", "chief_engineer")
        texts["assign"] = {"owner": owner, "due_on": self.today() + datetime.timedelta(days=9)}
        self.attempt(lambda: getattr(resolving, act)(found, by=self.person(who), **texts.get(act, {})))

    def step(self, rng: random.Random) -> None:
        name = rng.choice(NAMES)
        getattr(self, name)(**{field: rng.choice(values) for field, values in DRAWN[name].items()})
        self.the_chain_holds()
        self.nobody_judges_the_own_work()
        self.what_is_in_force_was_signed_by_all()
        self.decisions_rest_on_votes_and_owners()


ACTS = {
    "delegation_moves": ("grant", "suspend", "resume", "revoke"),
    "contract_moves": ("propose", "sign", "amend", "reject", "suspend", "resume", "terminate", "appraise", "conclude"),
    "promise_moves": ("begin_item", "claim", "accept", "send_back", "block"),
    "conference_moves": tuple(act for act, _who in NEXT.values()),
    "item_moves": ("screen", "put_on_agenda", "present"),
    "resolution_moves": ("assign", "begin", "finish", "lapse", "close_vote"),
}
MADE = ("contract_is_drafted", "conference_is_planned")
FOUND = ("a_way_is_handed_in", "a_resolution_is_proposed")
DRAWN: dict[str, dict[str, Any]] = {
    "days_pass": {"days": (1, 3, 20, 30)},
    "delegation_is_proposed": {"who": PEOPLE, "plant": ("dalian", "benxi"), "lost": ASTRAY},
    "the_plants_send_their_people": {"number": WHICH, "side_effects": (True, False)},
    "a_workshop_answers": {
        "who": PEOPLE, "number": WHICH, "disposition": ("adopt", "already", "refuse", "nonsense"), "lost": ASTRAY,
    },
    "a_plant_votes": {"who": PEOPLE, "number": WHICH, "choice": ("for", "for", "for", "against"), "lost": ASTRAY},
    **{name: {"who": PEOPLE, "lost": ASTRAY} for name in MADE},
    **{name: {"who": PEOPLE, "number": WHICH, "lost": ASTRAY} for name in FOUND},
    **{name: {"who": PEOPLE, "number": WHICH, "act": acts, "lost": ASTRAY} for name, acts in ACTS.items()},
}  # fmt: skip
NAMES = [*DRAWN, *ACTS, *ACTS, "a_resolution_is_proposed", *["a_plant_votes"] * 5]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(WALKS))
def test_random_verbs_by_random_people(seed: int) -> None:
    """Begun somewhere in the middle, since random steps alone hardly come to the late states."""
    states = [state for state in Conference.State.values if state not in ("archived", "cancelled")]
    walk, rng = Walk(states[seed % len(states)], CONTRACTS[seed % len(CONTRACTS)]), random.Random(seed)
    for _step in range(STEPS_TAKEN):
        walk.step(rng)
    FINISHED.append(seed)


@pytest.mark.slow
def test_the_walks_went_far() -> None:
    """A walk that never gets far would prove nothing."""
    if len(FINISHED) < WALKS:
        pytest.skip("not all walks were taken")
    late = {"open_conference", "adjourn_conference", "draft_minutes", "vote", "answer_item",
            "grant_delegation", "propose_contract", "begin_item"}  # fmt: skip
    assert late <= DONE.keys(), late - DONE.keys()
    assert len(DONE) > 20, DONE
    assert sum(REFUSED_ACTS.values()) > 100, REFUSED_ACTS
