"""Every state and verb of a delegation, who may do it, and what its reach refuses: the domain paper 2.2 and 2.11."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from huzhu.contracts import handing_back, signing
from huzhu.contracts.models import Contract
from huzhu.delegation import actions, rules
from huzhu.delegation.authority import Authority, Refusal, authority_of
from huzhu.delegation.models import Delegation
from huzhu.journal.models import Entry
from huzhu.notices.models import Notice
from huzhu.people.models import Person
from tests import make
from tests.contracts import staging

LEADS = {
    ("proposed", "grant"): "active",
    ("active", "suspend"): "suspended",
    ("suspended", "resume"): "active",
    **{(state, "revoke"): "revoked" for state in ("proposed", "active", "suspended")},
    **{(state, "expire"): "expired" for state in ("proposed", "active", "suspended")},
}
DO: dict[str, Callable[[Delegation, Person | None], Any]] = {
    "grant": lambda d, p: actions.grant(d, by=p),
    "suspend": lambda d, p: handing_back.suspend_delegation(d, by=p, why="away"),
    "resume": lambda d, p: actions.resume(d, by=p),
    "revoke": lambda d, p: handing_back.revoke_delegation(d, by=p, why="misused"),
    "expire": lambda d, p: handing_back.expire_delegation(d, by=p),
}
MAY = {
    "grant": {"dalian-chief_engineer", "dalian-plant_director"},
    "suspend": {"dalian-chief_engineer", "dalian-safety_officer"},
    "resume": {"dalian-chief_engineer", "dalian-plant_director"},
    "revoke": {"dalian-plant_director"},
    "expire": set(),
}
FROM = {"grant": "proposed", "suspend": "active", "resume": "suspended", "revoke": "active", "expire": "active"}


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def at_state(made: make.Made, state: str) -> Delegation:
    one = actions.propose_delegation(
        made.workshops["dalian-medium-section"],
        by=None,
        powers=staging.EVERYTHING,
        since_on=staging.DAY,
        until_on=staging.DAY + datetime.timedelta(days=30),
    )
    for verb in {"active": ("grant",), "suspended": ("grant", "suspend"), "revoked": ("revoke",)}.get(state, ()):
        DO[verb](one, None)
    if state == "expired":
        staging.it_is(staging.DAY + datetime.timedelta(days=31))
        actions.expire(one)
        staging.it_is(staging.DAY)
    one.refresh_from_db()
    assert one.state == state
    return one


def test_the_table_in_the_code_is_the_table_of_the_domain() -> None:
    assert {(state, verb): to for verb, (states, to) in rules.MOVES.items() for state in states} == LEADS


@pytest.mark.parametrize("state", Delegation.State.values)
def test_every_verb_from_every_state(made: make.Made, state: str) -> None:
    one = at_state(made, state)
    for verb, act in DO.items():
        with staging.undone():
            if verb == "expire":
                staging.it_is(staging.DAY + datetime.timedelta(days=31))
            written = Entry.objects.count()
            if (state, verb) in LEADS:
                act(one, None)
                one.refresh_from_db()
                assert one.state == LEADS[state, verb]
            else:
                with pytest.raises(ValidationError):
                    act(one, None)
                assert Entry.objects.count() == written, verb
        one = Delegation.objects.get(pk=one.pk)


@pytest.mark.parametrize("verb", sorted(MAY))
def test_who_may(made: make.Made, verb: str) -> None:
    one = at_state(made, FROM[verb])
    for name in made.people:
        with staging.undone():
            person = Person.objects.get(pk=made.people[name].pk)
            if name in MAY[verb]:
                DO[verb](one, person)
            else:
                with pytest.raises(PermissionDenied):
                    DO[verb](one, person)


def asked(made: make.Made, role: str, power: str = "sign", **reach: Any) -> Authority | Refusal:
    shop = made.workshops["dalian-medium-section"]
    return authority_of(made.person("dalian", role), shop.plant, shop, power, **reach)


def test_what_is_handed_over_is_the_workshops_alone(made: make.Made) -> None:
    before = asked(made, "workshop_head")
    assert isinstance(before, Refusal)
    assert "not handed this power" in before.sentence
    assert "Dalian-Chief_Engineer" in before.sentence  # who can act instead
    assert isinstance(asked(made, "chief_engineer"), Authority)
    leader = made.person("dalian", "team_leader")
    one = staging.delegate(made, "dalian", ["sign", "accept"], safety_class="B", ceiling=1000, substitutes=[leader])
    found = asked(made, "workshop_head")
    assert isinstance(found, Authority)
    assert found.text == f"acted under delegation no. {one.number}"
    assert isinstance(asked(made, "team_leader"), Authority)  # stands in for the head
    two_heads = asked(made, "chief_engineer")
    assert isinstance(two_heads, Refusal)
    assert "Dalian-Workshop_Head" in two_heads.sentence
    assert isinstance(asked(made, "workshop_engineer"), Refusal)


@pytest.mark.parametrize(
    ("power", "reach", "why"),
    [
        ("amend", {}, "not handed this power"),
        ("sign", {"safety_class": "A"}, "safety class B; this is class A"),
        ("sign", {"value": Decimal("1000.01")}, "up to 1000"),
    ],
)
def test_beyond_its_reach_the_reason_is_named(made: make.Made, power: str, reach: dict[str, Any], why: str) -> None:
    staging.delegate(made, "dalian", ["sign", "commit_material"], safety_class="B", ceiling=1000)
    refused = asked(made, "workshop_head", power, **reach)
    assert isinstance(refused, Refusal)
    assert why in refused.sentence
    assert isinstance(asked(made, "chief_engineer", power, **reach), Authority)


def test_a_day_too_late_is_no_power(made: make.Made) -> None:
    one = staging.delegate(made, "dalian", until_on=staging.DAY)
    assert isinstance(asked(made, "workshop_head"), Authority)
    staging.it_is(staging.DAY + datetime.timedelta(days=1))
    refused = asked(made, "workshop_head")
    assert isinstance(refused, Refusal)
    assert "holds from" in refused.sentence
    assert handing_back.keep_clocks() == f"delegation {one.number}"
    one.refresh_from_db()
    assert one.state == "expired"


def test_suspending_hands_back_what_is_open(made: make.Made) -> None:
    contract = staging.at_state(made, "proposed")
    one = Delegation.objects.get(plant=made.plants["dalian"])
    chief = made.person("dalian", "chief_engineer")
    assert handing_back.suspend_delegation(one, by=chief, why="a question of safety") == [contract]
    told = Notice.objects.filter(person=chief, about=contract.journal_name).first()
    assert told is not None
    assert "back in your hands" in told.text["en"]
    with pytest.raises(ValidationError, match="gives no power now"):
        staging.sign(made, contract, "dalian")
    staging.sign(made, contract, "dalian", "chief_engineer")
    assert Entry.objects.filter(verb="sign_contract").latest("number").authority == "acted as chief engineer of dalian"


def test_a_delegation_that_runs_out_hands_back_what_is_open_but_not_what_another_covers(made: make.Made) -> None:
    contract = staging.at_state(made, "proposed")
    one = Delegation.objects.get(plant=made.plants["dalian"])
    staging.it_is(one.until_on + datetime.timedelta(days=1))
    with staging.undone():
        staging.delegate(made, "dalian", since_on=one.until_on, until_on=one.until_on + datetime.timedelta(days=90))
        assert handing_back.expire_delegation(one) == []
    assert handing_back.expire_delegation(one) == [contract]
    assert Entry.objects.filter(verb="hand_back").count() == 1
    never = actions.propose_delegation(
        made.workshops["dalian-medium-section"], by=None, powers=["sign"], since_on=one.until_on,
        until_on=one.until_on + datetime.timedelta(days=90),
    )  # fmt: skip
    assert handing_back.revoke_delegation(never, by=None, why="no need") == []  # nothing was ever handed over


def test_what_has_not_begun_hands_nothing_back(made: make.Made) -> None:
    staging.at_state(made, "proposed")
    one = Delegation.objects.get(plant=made.plants["dalian"])
    until = one.until_on + datetime.timedelta(days=200)
    staging.it_is(one.until_on + datetime.timedelta(days=1))
    handing_back.expire_delegation(one)
    assert Entry.objects.filter(verb="hand_back").count() == 1
    later = staging.delegate(made, "dalian", since_on=one.until_on + datetime.timedelta(days=100), until_on=until)
    assert handing_back.revoke_delegation(later, by=None, why="no need") == []
    assert Entry.objects.filter(verb="hand_back").count() == 1


@pytest.mark.parametrize(
    ("left", "is_kept"),
    [
        ([["draft"]], False),
        ([["draft", "sign", "amend"]], False),
        ([["draft", "sign", "amend"], ["close", "accept"]], True),
    ],
)
def test_only_what_others_cover_whole_stays_in_the_same_hands(
    made: make.Made, left: list[list[str]], is_kept: bool
) -> None:
    contract = staging.at_state(made, "proposed")
    one = Delegation.objects.get(plant=made.plants["dalian"])
    following = one.until_on + datetime.timedelta(days=1)
    for powers in left:
        staging.delegate(made, "dalian", powers, since_on=following, until_on=following)
    staging.it_is(following)
    assert handing_back.expire_delegation(one) == ([] if is_kept else [contract])


@pytest.mark.parametrize("end", ["revoke", "expire"])
def test_what_was_suspended_goes_back_once_and_the_end_is_told_as_what_it_is(made: make.Made, end: str) -> None:
    contract = staging.at_state(made, "proposed")
    one = Delegation.objects.get(plant=made.plants["dalian"])
    head, chief = made.person("dalian", "workshop_head"), made.person("dalian", "chief_engineer")

    def told(person: Person) -> list[str]:
        found = [str(each.text["en"]) for each in Notice.objects.filter(person=person).order_by("pk")]
        Notice.objects.all().delete()
        return found

    told(head)
    assert handing_back.suspend_delegation(one, by=None, why="away") == [contract]
    assert "back in your hands" in told(chief)[0]
    if end == "expire":
        staging.it_is(one.until_on + datetime.timedelta(days=1))
    assert DO[end](one, None) == []
    assert Entry.objects.filter(verb="hand_back").count() == 1
    if end == "revoke":
        last = f"Delegation no. {one.number}, suspended until now, is taken back for good: misused"
        assert [(each.person, each.text["en"]) for each in Notice.objects.all()] == [(head, last)]
    assert not Notice.objects.filter(about=contract.journal_name).exists()


def test_what_was_resumed_goes_back_again(made: make.Made) -> None:
    contract = staging.at_state(made, "proposed")
    one = Delegation.objects.get(plant=made.plants["dalian"])
    handing_back.suspend_delegation(one, by=None, why="away")
    actions.resume(one, by=None)
    assert handing_back.revoke_delegation(one, by=None, why="misused") == [contract]
    assert Entry.objects.filter(verb="hand_back").count() == 2


def test_the_page_counts_what_went_back_only_where_something_did(made: make.Made) -> None:
    staging.at_state(made, "proposed")
    one = Delegation.objects.get(plant=made.plants["dalian"])
    client = Client(headers={"accept-language": "en"})
    for role, verb, said in (
        ("chief_engineer", "suspend", "1 open contract is back"),
        ("plant_director", "revoke", "Written down."),
    ):
        client.force_login(made.person("dalian", role))
        answer = client.post(f"/delegations/{one.number}/{verb}", {"why": "a doubt"}, follow=True)
        assert said in answer.content.decode()
    assert "back in the plant" not in answer.content.decode()


def test_what_was_only_proposed_was_never_theirs(made: make.Made) -> None:
    one = at_state(made, "proposed")
    Notice.objects.all().delete()
    handing_back.revoke_delegation(one, by=None, why="no need")
    assert Notice.objects.get().text["en"] == f"Delegation no. {one.number} will not be granted: no need"


def test_somebody_stands_in_from_the_day_they_are_named(made: make.Made) -> None:
    one = staging.delegate(made, "dalian")
    engineer, chief = made.person("dalian", "workshop_engineer"), made.person("dalian", "chief_engineer")
    assert isinstance(asked(made, "workshop_engineer"), Refusal)
    actions.name_substitutes(one, by=chief, substitutes=[engineer])
    assert isinstance(asked(made, "workshop_engineer"), Authority)
    told = Notice.objects.filter(person=engineer, about=one.journal_name).first()
    assert told is not None
    assert "stand in for the head" in told.text["en"]
    with pytest.raises(ValidationError, match="different"):
        actions.name_substitutes(one, by=chief, substitutes=[engineer])
    with pytest.raises(ValidationError, match="belongs to the plant"):
        actions.name_substitutes(one, by=chief, substitutes=[made.person("benxi", "workshop_head")])
    for role in ("workshop_head", "safety_officer", "operator"):
        with pytest.raises(PermissionDenied):
            actions.name_substitutes(one, by=made.person("dalian", role), substitutes=[])
    client = Client(headers={"accept-language": "en"})
    client.force_login(chief)
    at = f"/delegations/{one.number}"
    assert str(engineer) in client.get(at).content.decode()
    assert client.post(f"{at}/substitutes", {"nobody": "1"}).status_code == 302
    assert isinstance(asked(made, "workshop_engineer"), Refusal)
    assert "while the head is away" in client.get(at).content.decode()
    for state in ("revoked", "expired"):
        with pytest.raises(ValidationError, match="over"):
            actions.name_substitutes(at_state(made, state), by=None, substitutes=[engineer])


def test_who_stands_in_hears_of_power_only_and_of_its_end(made: make.Made) -> None:
    engineer, leader = made.person("dalian", "workshop_engineer"), made.person("dalian", "team_leader")

    def told(person: Person) -> list[str]:
        found = [str(each.text["en"]) for each in Notice.objects.filter(person=person).order_by("pk")]
        Notice.objects.all().delete()
        return found

    one = at_state(made, "proposed")
    actions.name_substitutes(one, by=None, substitutes=[leader])
    actions.name_substitutes(one, by=None, substitutes=[engineer])
    assert told(engineer) == told(leader) == []  # it gives no power yet
    actions.grant(one, by=None)
    assert told(engineer) == [f"Your plant has handed you powers: delegation no. {one.number}."]
    actions.name_substitutes(one, by=None, substitutes=[leader])
    assert "You stand in for the head" in Notice.objects.get(person=leader).text["en"]
    gone = Notice.objects.get(person=engineer).text
    assert "You no longer stand in for the head" in gone["en"]
    assert "不再代理" in gone["zh"]
    Notice.objects.all().delete()
    handing_back.suspend_delegation(one, by=None, why="away")
    Notice.objects.all().delete()
    actions.name_substitutes(one, by=None, substitutes=[engineer])
    assert "no longer" in Notice.objects.get().text["en"]  # told the leader; the engineer hears when it is resumed
    assert told(leader) and not told(engineer)
    actions.resume(one, by=None)
    assert "You have your powers again" in told(engineer)[0]


def test_the_plant_objects_to_class_a_within_three_working_days(made: make.Made) -> None:
    for plant in ("dalian", "benxi"):
        staging.delegate(made, plant, safety_class="A")
    contract = staging.draft(made)
    staging.promise(made, contract, safety_class="A")
    staging.offer(contract)
    staging.sign_both(made, contract)
    assert staging.fresh(contract).state == "signed"  # it waits for the plants
    signature = contract.versions.get().signatures.get(party__plant=made.plants["dalian"])
    with pytest.raises(PermissionDenied):
        signing.object_to(signature, by=made.person("benxi", "safety_officer"), why="x")
    with staging.undone():
        signing.object_to(signature, by=made.person("dalian", "safety_officer"), why="no lock-out")
        assert staging.fresh(contract).state == "proposed"
        staging.sign(made, contract, "dalian")  # signed anew, and open to objection anew
        assert staging.fresh(contract).state == "signed"
    staging.it_is(staging.DAY + datetime.timedelta(days=5))  # three working days and the weekend
    with pytest.raises(ValidationError):
        signing.object_to(signature, by=made.person("dalian", "safety_officer"), why="too late")
    handing_back.keep_clocks()
    assert Contract.objects.get().state == "in_force"


def test_a_plant_moves_over_in_one_act(made: make.Made) -> None:
    reach = {
        "powers": ["draft", "sign"],
        "since_on": staging.DAY,
        "until_on": staging.DAY + datetime.timedelta(days=30),
    }
    with pytest.raises(PermissionDenied):
        actions.hand_over(made.plants["dalian"], by=made.person("dalian", "workshop_head"), **reach)
    handed = actions.hand_over(made.plants["dalian"], by=made.person("dalian", "plant_director"), **reach)
    assert [each.workshop.slug for each in handed] == ["dalian-medium-section"]  # the others have no head
    assert isinstance(asked(made, "workshop_head"), Authority)
    with pytest.raises(ValidationError):
        actions.hand_over(made.plants["dalian"], by=made.person("dalian", "plant_director"), **reach)
