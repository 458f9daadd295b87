"""Every state and every verb of contracts and items, and who may do it, against the domain paper 2.1 and 2.11."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from huzhu.contracts import actions, drafting, fulfilling, inspecting, queries, rules, signing, writing
from huzhu.contracts.acting import promise_of
from huzhu.contracts.handing_back import keep_clocks
from huzhu.contracts.models import Contract, ContractItem, Sheet
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from huzhu.people.models import Person
from huzhu.words import words
from tests import make
from tests.contracts import staging
from tests.contracts.staging import side

LEADS = {
    ("draft", "propose"): "proposed",
    ("draft", "reject"): "rejected",
    ("proposed", "reject"): "rejected",
    ("proposed", "complete"): "signed",
    ("proposed", "object"): "proposed",
    ("signed", "object"): "proposed",
    ("signed", "begin"): "in_force",
    ("proposed", "expire"): "expired_unsigned",
    ("in_force", "suspend"): "suspended",
    ("suspended", "resume"): "in_force",
    ("in_force", "appraise"): "in_appraisal",
    ("in_appraisal", "conclude_fulfilled"): "fulfilled",
    ("in_appraisal", "conclude_partly"): "partly_fulfilled",
    ("in_appraisal", "conclude_unfulfilled"): "unfulfilled",
    **{(state, "terminate"): "terminated" for state in ("signed", "in_force", "suspended")},
}
OPEN = ("planned", "under_way", "blocked", "claimed_done")
ITEM_LEADS = {
    ("planned", "begin_item"): "under_way",
    ("under_way", "block"): "blocked",
    ("blocked", "unblock"): "under_way",
    ("under_way", "claim"): "claimed_done",
    **{(state, "claim_from_data"): "claimed_done" for state in ("planned", "under_way", "blocked")},
    ("claimed_done", "accept"): "accepted",
    ("claimed_done", "send_back"): "under_way",
    **{
        (state, verb): to
        for state in OPEN
        for verb, to in (
            ("find_not_met", "not_met"),
            ("waive", "waived"),
            ("withdraw", "withdrawn"),
            ("supersede", "superseded"),
        )
    },
}


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def test_the_tables_in_the_code_are_those_of_the_domain() -> None:
    assert {(state, verb): to for verb, (states, to) in rules.MOVES.items() for state in states} == LEADS
    assert {(state, verb): to for verb, (states, to) in rules.ITEM_MOVES.items() for state in states} == ITEM_LEADS
    assert len(Contract.State.values) == 12


def _terminate(made: make.Made, contract: Contract) -> None:
    for plant in ("dalian", "benxi"):
        actions.terminate(contract, side(contract, plant), by=made.person(plant, "workshop_head"), why="rebuilt")


def _sign(made: make.Made, contract: Contract) -> None:
    version = contract.versions.order_by("-number")[0]
    for plant in ("dalian", "benxi"):
        signing.sign(version, side(contract, plant), by=made.person(plant, "workshop_head"))


DO: dict[str, Callable[[make.Made, Contract], Any]] = {
    "propose": lambda made, c: drafting.propose(c.versions.order_by("-number")[0], by=None),
    "reject": lambda made, c: actions.reject(c, c.written_for, by=None, why="no"),
    "sign": _sign,
    "expire": lambda made, c: signing.expire_unsigned(c),
    "suspend": lambda made, c: actions.suspend(c, by=None, why="a hook broke", people_at_risk="the crew"),
    "resume": lambda made, c: actions.resume(c, by=None, why="mended"),
    "terminate": _terminate,
    "appraise": lambda made, c: actions.appraise(c, by=None),
    "conclude": lambda made, c: actions.conclude(c, by=None),
}
TO = {  # where each leads, after the days have passed that it waits for
    ("draft", "propose"): "proposed",
    ("draft", "reject"): "rejected",
    ("proposed", "reject"): "rejected",
    ("proposed", "sign"): "in_force",
    ("proposed", "expire"): "expired_unsigned",
    ("in_force", "suspend"): "suspended",
    ("suspended", "resume"): "in_force",
    ("in_force", "appraise"): "in_appraisal",
    ("in_appraisal", "conclude"): "unfulfilled",
    **{(state, "terminate"): "terminated" for state in ("signed", "in_force", "suspended")},
}


@pytest.mark.parametrize("state", Contract.State.values)
def test_every_verb_from_every_state(made: make.Made, state: str) -> None:
    contract = staging.at_state(made, state)
    for verb, act in DO.items():
        with staging.undone():
            if verb in ("expire", "appraise"):
                staging.it_is(staging.END + datetime.timedelta(days=1))
            expected = TO.get((state, verb))
            written = Entry.objects.count()
            if expected is None:
                with pytest.raises(ValidationError):
                    act(made, contract)
                assert staging.fresh(contract).state == state, verb
                assert Entry.objects.count() == written, verb
            else:
                act(made, contract)
                assert staging.fresh(contract).state == expected, verb
                assert Entry.objects.count() > written
    assert verify().whole


ITEM_DO: dict[str, Callable[[make.Made, ContractItem], Any]] = {
    "begin_item": lambda made, i: fulfilling.begin_item(i, by=None),
    "report_progress": lambda made, i: fulfilling.report_progress(i, by=None, text="half"),
    "block": lambda made, i: fulfilling.block(i, by=None, why="no crane"),
    "unblock": lambda made, i: fulfilling.unblock(i, by=None),
    "claim": lambda made, i: fulfilling.claim(i, by=made.person("benxi", "workshop_head"), evidence="31 min"),
    "claim_from_data": lambda made, i: fulfilling.claim_from_data(i, evidence="measured", effect={"says": "verified"}),
    "accept": lambda made, i: fulfilling.accept(i, by=made.person("dalian", "workshop_engineer")),
    "send_back": lambda made, i: fulfilling.send_back(i, by=None, why="only one line"),
    "find_not_met": lambda made, i: fulfilling.find_not_met(i, by=None, why="no chocks"),
    "waive": lambda made, i: staging.settle(made, i, "waived"),
}


@pytest.mark.parametrize("state", ContractItem.State.values)
def test_every_item_verb_from_every_state(made: make.Made, state: str) -> None:
    item = staging.item_at(made, state)
    for verb, act in ITEM_DO.items():
        with staging.undone():
            if verb == "find_not_met":
                staging.it_is(staging.DAY + datetime.timedelta(days=100))
            expected = ITEM_LEADS.get((state, verb))
            if verb == "report_progress" and state in OPEN:
                expected = state
            written = Entry.objects.count()
            if expected is None:
                with pytest.raises(ValidationError):
                    act(made, item)
                assert ContractItem.objects.get(pk=item.pk).state == state, verb
                assert Entry.objects.count() == written, verb
            else:
                act(made, item)
                assert ContractItem.objects.get(pk=item.pk).state == expected, verb
    assert verify().whole


def test_nothing_goes_on_while_it_is_suspended(made: make.Made) -> None:
    item = staging.item_at(made, "under_way")
    actions.suspend(item.contract, by=None, why="a hook broke", people_at_risk="the crew")
    for verb, act in ITEM_DO.items():
        with pytest.raises(ValidationError):
            act(made, item)
        assert ContractItem.objects.get(pk=item.pk).state == "under_way", verb


def at(plant: str, *roles: str) -> set[str]:
    return {f"{plant}-{role}" for role in roles}


HANDS = at("dalian", "workshop_head") | at("benxi", "workshop_head")
WRITERS = ("workshop_head", "workshop_engineer", "chief_engineer", "plant_director")
SAFETY = {f"{plant}-{role}" for plant in ("dalian", "benxi") for role in ("safety_officer", "chief_engineer")}
MAY: dict[str, tuple[str, set[str], Callable[[Any, Contract, Person], Any]]] = {
    "propose": ("draft", at("dalian", "workshop_head"), lambda m, c, p: drafting.propose(c.versions.get(), by=p)),
    "sign": (
        "proposed",
        HANDS,
        lambda m, c, p: signing.sign(c.versions.get(), rules.binding_side(p, c) or c.parties.all()[0], by=p),
    ),
    "reject": (
        "proposed",
        HANDS,
        lambda m, c, p: actions.reject(c, rules.binding_side(p, c) or c.parties.all()[0], by=p, why="no"),
    ),
    "suspend": ("in_force", SAFETY, lambda m, c, p: actions.suspend(c, by=p, why="x", people_at_risk="y")),
    "resume": ("suspended", SAFETY, lambda m, c, p: actions.resume(c, by=p, why="mended")),
    "terminate": (
        "in_force",
        HANDS | {"alliance-committee"},
        lambda m, c, p: actions.terminate(c, rules.binding_side(p, c), by=p, why="rebuilt"),
    ),
    "appraise": ("in_force", {"alliance-secretariat"}, lambda m, c, p: actions.appraise(c, by=p)),
    "conclude": ("in_appraisal", {"alliance-secretariat"}, lambda m, c, p: actions.conclude(c, by=p)),
}


@pytest.mark.parametrize("verb", sorted(MAY))
def test_who_may_where_both_workshops_have_the_power(made: make.Made, verb: str) -> None:
    state, may, act = MAY[verb]
    contract = staging.at_state(made, state)
    if verb == "appraise":
        staging.it_is(staging.END + datetime.timedelta(days=1))
    for name in made.people:
        with staging.undone():
            person = Person.objects.get(pk=made.people[name].pk)
            if name in may:
                act(made, contract, person)
                continue
            with pytest.raises((PermissionDenied, ValidationError)) as refused:
                act(made, contract, person)
            is_told = name.split("-")[-1] in ("chief_engineer", "plant_director") and name.split("-")[0] != "plant"
            if refused.type is ValidationError:  # the plant's own people hear who has the power
                assert is_told, name
                assert "can act instead" in str(refused.value)


ITEM_MAY: dict[str, tuple[str, set[str], Callable[[ContractItem, Person], Any]]] = {
    "begin_item": (
        "planned",
        at("dalian", *WRITERS) | at("benxi", *WRITERS),
        lambda i, p: fulfilling.begin_item(i, by=p),
    ),
    "claim": (
        "under_way",
        at("dalian", *WRITERS) | at("benxi", *WRITERS),
        lambda i, p: fulfilling.claim(i, by=p, evidence="31 min"),
    ),
    "accept": (
        "claimed_done",
        at("dalian", "workshop_engineer", "workshop_head"),
        lambda i, p: fulfilling.accept(i, by=p),
    ),
    "send_back": (
        "claimed_done",
        at("dalian", "workshop_engineer", "workshop_head"),
        lambda i, p: fulfilling.send_back(i, by=p, why="no"),
    ),
}


@pytest.mark.parametrize("verb", sorted(ITEM_MAY))
def test_who_may_do_what_to_an_item(made: make.Made, verb: str) -> None:
    state, may, act = ITEM_MAY[verb]
    item = staging.item_at(made, state)
    for name in made.people:
        with staging.undone():
            person = Person.objects.get(pk=made.people[name].pk)
            if name in may:
                act(item, person)
            else:
                with pytest.raises((PermissionDenied, ValidationError)):
                    act(item, person)


def test_the_helper_never_accepts_nor_whoever_reported_it_done(made: make.Made) -> None:
    item = staging.item_at(made, "under_way")
    engineer = made.person("dalian", "workshop_engineer")  # of the helped side, and the named acceptor
    fulfilling.claim(item, by=engineer, evidence="31 min")
    with pytest.raises(PermissionDenied):
        fulfilling.accept(item, by=engineer)
    with pytest.raises(PermissionDenied):
        fulfilling.accept(item, by=made.person("benxi", "workshop_head"))
    assert fulfilling.accept(item, by=made.person("dalian", "workshop_head")).state == "accepted"
    with pytest.raises(IntegrityError), transaction.atomic():
        ContractItem.objects.filter(pk=item.pk).update(evidence="")


def test_a_vague_item_is_not_proposed(made: make.Made) -> None:
    staging.delegate_both(made)
    for field, missing in (("metric", "the indicator"), ("baseline", "the baseline"), ("target", "the target"),
                           ("due_on", "the day it is due"), ("acceptor", "who accepts it")):  # fmt: skip
        contract = staging.draft(made)
        staging.promise(made, contract, **{field: None})
        with pytest.raises(ValidationError, match=missing):
            staging.offer(contract)
    with pytest.raises(ValidationError, match="promises nothing"):
        staging.offer(staging.draft(made))


def test_people_hurt_are_nobodys_target(made: make.Made) -> None:
    with pytest.raises(ValidationError, match="nobody's target"):
        staging.promise(made, staging.draft(made), metric=made.metrics["people-hurt"])


def test_each_side_may_write_against_and_both_texts_stay(made: make.Made) -> None:
    contract = staging.at_state(made, "proposed")
    benxi = made.person("benxi", "workshop_engineer")
    ours = drafting.write_version(contract, side(contract, "benxi"), by=benxi, why="31 is too much for line 2")
    item = contract.items.get(number=1)
    staging.promise(made, contract, version=ours, item=item, target=38.0, by=benxi)
    with pytest.raises(PermissionDenied):
        staging.promise(made, contract, version=ours, item=item, target=1.0, by=made.person("dalian", "workshop_head"))
    drafting.propose(ours, by=made.person("benxi", "workshop_head"))
    first, second = contract.versions.all()
    assert (first.state, second.state) == ("superseded", "proposed")
    assert [each.promises.get(item=item).target for each in (first, second)] == [31.0, 38.0]
    with pytest.raises(ValidationError):
        signing.sign(first, side(contract, "dalian"), by=made.person("dalian", "workshop_head"))
    staging.sign_both(made, contract)
    assert promise_of(item).target == 38.0


def test_an_amendment_needs_both_hands_and_the_old_target_stays(made: make.Made) -> None:
    contract = staging.in_force(made)
    item = contract.items.get(number=1)
    head = made.person("dalian", "workshop_head")
    version = drafting.write_version(contract, side(contract, "dalian"), by=head, why="the new stand came late")
    staging.promise(made, contract, version=version, item=item, target=35.0, by=head)
    drafting.propose(version, by=head)
    staging.sign(made, contract, "dalian")
    assert promise_of(item).target == 31.0
    staging.sign(made, contract, "benxi")
    assert promise_of(item).target == 35.0
    assert [each.promises.get(item=item).target for each in contract.versions.all()] == [31.0, 35.0]
    refused = drafting.write_version(contract, side(contract, "benxi"), by=None, why="again")
    drafting.propose(refused, by=None)
    drafting.drop_version(refused, by=head, why="no")
    assert contract.versions.get(state="in_force").number == 2


@pytest.mark.parametrize("state", ContractItem.State.values)
def test_an_amendment_leaves_an_item_out_or_replaces_it_while_it_is_open(made: make.Made, state: str) -> None:
    item = staging.item_at(made, state)
    for act, after in ((staging.withdraw, "withdrawn"), (staging.replace, "superseded")):
        with staging.undone():
            if state not in OPEN:
                with pytest.raises(ValidationError):
                    act(made, item)
                assert ContractItem.objects.get(pk=item.pk).state == state
                continue
            act(made, item)
            assert ContractItem.objects.get(pk=item.pk).state == (after if after == "withdrawn" else state)
            if after == "superseded":
                staging.sign(made, item.contract, "dalian")
                assert ContractItem.objects.get(pk=item.pk).state == state
                staging.sign(made, item.contract, "benxi")
            found = ContractItem.objects.get(pk=item.pk)
            assert (found.state, found.notes.last().text != "") == (after, True)
            assert Entry.objects.filter(thing=item.journal_name).order_by("-number")[0].verb.endswith("_item")
    assert verify().whole


def test_what_is_replaced_stays_readable_and_counts_no_longer(made: make.Made) -> None:
    item = staging.item_at(made, "under_way")
    contract = item.contract
    new = staging.replace(made, item, target=35.0, subject=words(en="On the new line")).item
    offered = contract.versions.get(state="proposed").content["items"]
    assert [(each["number"], each.get("in_place_of")) for each in offered] == [("2", None), ("3", "1")]
    staging.sign_both(made, contract)
    assert [each.state for each in contract.items.all()] == ["superseded", "planned", "planned"]
    assert (promise_of(item).target, promise_of(new).target) == (31.0, 35.0)
    assert {each.item.number for each in queries.board(made.person("dalian", "workshop_head")).open} == {2, 3}
    again = drafting.write_version(contract, side(contract, "benxi"), by=None, why="once more")
    with pytest.raises(ValidationError, match="settled"):
        staging.promise(made, contract, version=again, item=item)
    with pytest.raises(ValidationError, match="Only an open item"):
        staging.promise(made, contract, version=again, replaces=item)
    fourth = staging.promise(made, contract, version=again, replaces=new, target=40.0).item
    with pytest.raises(ValidationError, match="Only an open item"):  # nobody has agreed to that one yet
        staging.promise(made, contract, version=again, replaces=fourth)
    writing.take_item_out(again, fourth, by=None)
    assert again.promises.get(item=new).target == 35.0  # what it was to replace stands again
    with pytest.raises(ValidationError, match="does not stand"):
        writing.take_item_out(again, item, by=None)
    assert not contract.items.filter(number=4).exists()


def test_nobody_else_reads_an_item_that_is_only_being_written(made: make.Made) -> None:
    contract = staging.in_force(made)
    version = drafting.write_version(contract, side(contract, "dalian"), by=None, why="more")
    staging.promise(made, contract, version=version, subject=words(en="Our secret hope"))
    for plant, knows in (("dalian", True), ("benxi", False), ("plant-c", False)):
        client = Client()
        client.force_login(made.person(plant, "workshop_head"))
        assert ("Our secret hope" in client.get(contract.address).content.decode()) == knows, plant


def test_what_an_amendment_only_offers_is_not_promised_yet(made: make.Made) -> None:
    contract = staging.in_force(made)
    head, engineer = made.person("benxi", "workshop_head"), made.person("dalian", "workshop_engineer")
    version = drafting.write_version(contract, side(contract, "benxi"), by=head, why="one more")
    offered = staging.promise(made, contract, version=version, by=head, due_on=staging.DAY).item
    drafting.propose(version, by=head)
    staging.it_is(staging.DAY + datetime.timedelta(days=2))
    for verb, act in ITEM_DO.items():
        with pytest.raises(ValidationError, match="only offered"):
            act(made, offered)
        assert ContractItem.objects.get(pk=offered.pk).state == "planned", verb
    assert {each.item.number for each in queries.board(engineer).open} == {1, 2}
    client = Client()
    client.force_login(engineer)
    page = client.get(contract.address, headers={"accept-language": "en"}).content.decode()
    assert "Offered, not signed by all" in page
    assert f"{contract.address}/items/3/" not in page
    for item in contract.items.filter(number__lt=3):
        staging.settle(made, item)
    actions.appraise(contract, by=None)  # nothing that was agreed is open
    assert [each.state for each in contract.versions.all()] == ["in_force", "refused"]
    assert ContractItem.objects.get(pk=offered.pk).state == "withdrawn"
    assert actions.conclude(contract, by=None).state == "fulfilled"
    assert "never agreed to" in client.get(contract.address, headers={"accept-language": "en"}).content.decode()


def test_what_is_only_offered_is_not_owed_when_it_ends(made: make.Made) -> None:
    contract = staging.in_force(made)
    version = drafting.write_version(contract, side(contract, "benxi"), by=None, why="one more")
    staging.promise(made, contract, version=version)
    drafting.propose(version, by=None)
    ended = actions.terminate(contract, None, by=made.person("alliance", "committee"), why="quarrel")
    assert [each["number"] for each in ended.owed] == [1, 2]
    with pytest.raises(ValidationError):
        signing.sign(version, side(contract, "dalian"), by=made.person("dalian", "workshop_head"))


def test_replacing_an_item_late_needs_the_committee_as_moving_its_target_does(made: make.Made) -> None:
    contract = staging.in_force(made)
    staging.it_is(staging.DAY + datetime.timedelta(days=121))
    staging.replace(made, contract.items.get(number=1), target=50.0, due_on=staging.END)
    staging.sign_both(made, contract)
    assert contract.items.get(number=1).state == "planned"
    signing.allow_late(contract.versions.get(number=2), by=made.person("alliance", "committee"))
    assert contract.items.get(number=1).state == "superseded"


def test_a_target_is_moved_late_only_with_the_committee(made: make.Made) -> None:
    contract = staging.in_force(made)
    item = contract.items.get(number=1)
    staging.it_is(staging.DAY + datetime.timedelta(days=121))
    version = drafting.write_version(contract, side(contract, "dalian"), by=None, why="late")
    staging.promise(made, contract, version=version, item=item, target=50.0)
    drafting.propose(version, by=None)
    staging.sign_both(made, contract)
    assert promise_of(item).target == 31.0
    version.refresh_from_db()
    assert version.needs_committee
    with pytest.raises(PermissionDenied):
        signing.allow_late(version, by=made.person("alliance", "secretariat"))
    signing.allow_late(version, by=made.person("alliance", "committee"))
    assert promise_of(item).target == 50.0


def test_every_act_stores_its_authority(made: make.Made) -> None:
    item = staging.item_at(made, "accepted")
    signed = Entry.objects.filter(verb="sign_contract")
    assert [each.authority for each in signed] == [
        "acted under delegation no. 1958-1",
        "acted under delegation no. 1958-2",
    ]
    accepted = Entry.objects.get(verb="accept")
    assert accepted.authority == f"named acceptor in contract no. {item.contract.number}, item 1"
    by_people = Entry.objects.filter(thing__startswith="contract:", by_person__isnull=False)
    assert all(each.authority for each in by_people), [each.verb for each in by_people if not each.authority]


def test_the_outcome_follows_from_the_items(made: make.Made) -> None:
    for how, outcome in ((("accepted", "waived"), "fulfilled"), (("accepted", ""), "partly_fulfilled"),
                         (("waived", ""), "unfulfilled"), (("", ""), "unfulfilled")):  # fmt: skip
        staging.it_is(staging.DAY)
        contract = staging.in_force(made)
        for item, end in zip(contract.items.all(), how, strict=True):
            staging.settle(made, item, end)
        staging.it_is(staging.END + datetime.timedelta(days=1))
        actions.appraise(contract, by=None)
        assert actions.conclude(contract, by=None).state == outcome
        assert not contract.items.filter(state__in=OPEN).exists()


def test_why_a_side_wants_the_end_outlasts_a_suspension(made: make.Made) -> None:
    contract = staging.in_force(made)
    actions.terminate(
        contract, side(contract, "dalian"), by=made.person("dalian", "workshop_head"), why="The mill is rebuilt."
    )
    actions.suspend(contract, by=None, why="a hook broke", people_at_risk="the crew")
    actions.resume(contract, by=None, why="a new hook")
    client = Client()
    client.force_login(made.person("benxi", "workshop_head"))
    page = client.get(contract.address, headers={"accept-language": "en"}).content.decode()
    assert "has given notice: The mill is rebuilt. It ends when every other side agrees." in page


def test_what_is_owed_is_said_when_it_ends_early(made: make.Made) -> None:
    contract = staging.in_force(made)
    staging.settle(made, contract.items.get(number=1))
    head = made.person("dalian", "workshop_head")
    actions.terminate(contract, side(contract, "dalian"), by=head, why="the mill is rebuilt")
    assert staging.fresh(contract).state == "in_force"
    with pytest.raises(ValidationError, match="the others must agree"):
        actions.terminate(contract, side(contract, "dalian"), by=head, why="the mill is rebuilt")
    ended = actions.terminate(contract, side(contract, "benxi"), by=made.person("benxi", "workshop_head"), why="agreed")
    assert [each["number"] for each in ended.owed] == [2]
    others = staging.in_force(made)
    committee = made.person("alliance", "committee")
    assert actions.terminate(others, None, by=committee, why="quarrel").state == "terminated"
    parties = [each.details["party"] for each in Entry.objects.filter(verb="terminate_contract").order_by("number")]
    assert parties == ["benxi-medium-section", ""]


def test_of_three_sides_all_must_agree_to_end_it(made: make.Made) -> None:
    for plant in ("dalian", "benxi", "plant-c"):
        staging.delegate(made, plant)
    mills = [made.workshops[f"{plant}-medium-section"] for plant in ("dalian", "benxi", "plant-c")]
    dates = {"starts_on": staging.DAY, "ends_on": staging.END}
    contract = drafting.draft_contract(mills[0], mills[1:], by=None, title=words(en="Three mills"), **dates)
    staging.promise(made, contract)
    staging.offer(contract)
    for plant in ("dalian", "benxi", "plant-c"):
        staging.sign(made, contract, plant)
    assert staging.fresh(contract).state == "in_force"
    heads = {plant: made.person(plant, "workshop_head") for plant in ("dalian", "benxi", "plant-c")}
    for plant in ("dalian", "benxi"):
        actions.terminate(contract, side(contract, plant), by=heads[plant], why=f"{plant} rebuilds")
        assert staging.fresh(contract).state == "in_force", plant
    said = Entry.objects.filter(verb__in=("give_notice", "agree_to_end")).order_by("number")
    assert [each.verb for each in said] == ["give_notice", "agree_to_end"]
    for plant in ("dalian", "benxi"):
        with pytest.raises(ValidationError, match="others must agree"):
            actions.terminate(contract, side(contract, plant), by=heads[plant], why="again")
    for language, agreed in (("en", "Agreed so far: Benxi"), ("zh", "已同意的：本溪")):
        pages = {plant: Client(headers={"accept-language": language}) for plant in heads}
        for plant, client in pages.items():
            client.force_login(heads[plant])
        shown = {plant: client.get(contract.address).content.decode() for plant, client in pages.items()}
        assert {plant: f"{contract.address}/end" in page for plant, page in shown.items()} == {
            "dalian": False, "benxi": False, "plant-c": True,
        }  # fmt: skip
        for page in shown.values():
            assert agreed in page
    assert rules.may_terminate(made.person("alliance", "committee"), staging.fresh(contract))
    stranger = staging.in_force(made).parties.get(plant=made.plants["benxi"])  # a side, but of another contract
    with pytest.raises(PermissionDenied):
        actions.terminate(contract, stranger, by=heads["benxi"], why="x")
    assert (
        actions.terminate(contract, side(contract, "plant-c"), by=heads["plant-c"], why="so be it").state
        == "terminated"
    )
    assert Entry.objects.get(verb="terminate_contract").details["party"] == "plant-c-medium-section"


def test_in_which_office_somebody_stopped_it_and_let_it_go_on(made: make.Made) -> None:
    contract = staging.in_force(made)
    officer, chief = made.person("benxi", "safety_officer"), made.person("dalian", "chief_engineer")
    actions.suspend(contract, by=officer, why="a hook broke", people_at_risk="the crew")
    actions.resume(contract, by=chief, why="another hook")
    said = {
        each.verb: each.authority for each in Entry.objects.filter(verb__in=("suspend_contract", "resume_contract"))
    }
    assert said == {
        "suspend_contract": "acted as safety officer of benxi",
        "resume_contract": "acted as chief engineer of dalian",
    }


def test_days_are_kept_by_the_worker(made: make.Made) -> None:
    waiting = staging.at_state(made, "signed")
    assert keep_clocks() == ""
    staging.it_is(staging.DAY + datetime.timedelta(days=5))
    assert keep_clocks() == f"contract {waiting.number}"
    assert staging.fresh(waiting).state == "in_force"
    offered = staging.at_state(made, "proposed")
    staging.it_is(staging.DAY + datetime.timedelta(days=13))
    assert keep_clocks() == ""
    staging.it_is(staging.DAY + datetime.timedelta(days=15))  # ten working days
    assert keep_clocks() == f"contract {offered.number}"
    assert staging.fresh(offered).state == "expired_unsigned"


def test_a_joint_team_inspects_and_the_committee_settles(made: make.Made) -> None:
    contract = staging.in_force(made)
    team = [made.people[f"{plant}-chief_engineer"] for plant in ("dalian", "benxi", "plant-c")]
    ask = {"by": made.person("alliance", "secretariat"), "day_on": staging.DAY}
    with pytest.raises(ValidationError):
        inspecting.call_inspection(contract, third=made.plants["benxi"], team=team, **ask)
    with pytest.raises(ValidationError):
        inspecting.call_inspection(contract, third=made.plants["plant-c"], team=team[:2], **ask)
    inspection = inspecting.call_inspection(contract, third=made.plants["plant-c"], team=team, **ask)
    stranger = made.person("plant-c", "chief_engineer")
    assert Contract.objects.visible_to(stranger).filter(pk=contract.pk).exists()
    with pytest.raises(PermissionDenied):
        inspecting.write_sheet(inspection, contract.items.all()[0], by=made.person("benxi", "operator"), fact="x")
    with pytest.raises(ValidationError):
        inspecting.hold_inspection(inspection, by=stranger)
    for item in contract.items.all():
        inspecting.write_sheet(inspection, item, by=stranger, fact="44 min on average of 12 changes", gap="13 min")
    inspecting.hold_inspection(inspection, by=stranger)
    sheet = Sheet.objects.get(inspection=inspection, item__number=1)
    head = made.person("dalian", "workshop_head")
    inspecting.dispute(sheet, side(contract, "dalian"), by=head, why="two of them were breakdowns")
    staging.it_is(staging.END + datetime.timedelta(days=1))
    actions.appraise(contract, by=None)
    with pytest.raises(ValidationError, match="dispute"):
        actions.conclude(contract, by=None)
    with pytest.raises(PermissionDenied):
        inspecting.decide_dispute(sheet, by=made.person("alliance", "secretariat"), decision="they count")
    inspecting.decide_dispute(sheet, by=made.person("alliance", "committee"), decision="they do not count")
    actions.conclude(contract, by=None)


def test_strangers_see_neither_contract_nor_draft(made: make.Made) -> None:
    draft = staging.drafted(made)
    assert not Contract.objects.visible_to(made.person("benxi", "chief_engineer")).exists()
    assert Contract.objects.visible_to(made.person("dalian", "operator")).get() == draft
    staging.offer(draft)
    assert Contract.objects.visible_to(made.person("benxi", "operator")).exists()
    assert Contract.objects.visible_to(made.person("alliance", "secretariat")).exists()
    assert not Contract.objects.visible_to(made.person("plant-c", "plant_director")).exists()


def test_the_board_counts_what_was_due_and_kept(made: make.Made) -> None:
    contract = staging.in_force(made)
    head = made.person("dalian", "workshop_head")
    staging.settle(made, contract.items.get(number=1))
    staging.it_is(staging.DAY + datetime.timedelta(days=91))
    board = queries.board(head)
    assert [(each.item.number, each.is_late) for each in board.open] == [(2, True)]
    assert (board.due, board.kept) == (2, 1)
    assert [
        each.item.number for each in queries.late_at([made.plants["benxi"]], made.person("benxi", "chief_engineer"))
    ] == [2]


def test_nobody_objects_to_a_signature_under_a_text_that_fell(made: make.Made) -> None:
    staging.it_is(staging.DAY)
    for plant in ("dalian", "benxi"):
        staging.delegate(made, plant, safety_class="A")
    contract = staging.draft(made, starts_on=staging.DAY + datetime.timedelta(days=10))
    item = staging.promise(made, contract, safety_class="A").item
    staging.offer(contract)
    first = staging.sign(made, contract, "dalian")
    against = drafting.write_version(contract, side(contract, "benxi"), by=None, why="no danger in it")
    staging.promise(made, contract, version=against, item=item, safety_class="C")
    drafting.propose(against, by=None)
    assert staging.sign_both(made, contract).state == "signed"
    with pytest.raises(ValidationError, match="nothing here is open to objection"):
        signing.object_to(first, by=made.person("dalian", "safety_officer"), why="no")
    assert staging.fresh(contract).state == "signed"
