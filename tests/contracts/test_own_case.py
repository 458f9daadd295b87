"""Nobody sits on both sides: signs for two, agrees with oneself, inspects for two plants, judges in the own case."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from huzhu.contracts import actions, drafting, fulfilling, inspecting, queries, rules, signing, writing
from huzhu.contracts.acting import promise_of
from huzhu.contracts.models import Contract, Inspection
from huzhu.people.actions import seat
from huzhu.people.models import Person, Role
from huzhu.web.presenting.contract_acts import may
from tests import make
from tests.contracts import staging
from tests.contracts.staging import side

LATE = staging.DAY + datetime.timedelta(days=130)  # two thirds of the period are over


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def with_seat(made: make.Made, who: str, role: str, at: str = "") -> Person:
    """The same person with one seat more."""
    person = made.people[who]
    workshop = made.workshops[f"{at}-medium-section"] if role == Role.WORKSHOP_HEAD else None
    plant = made.plants[at] if role == Role.CHIEF_ENGINEER else None
    seat(person, role, by=None, workshop=workshop, plant=plant)
    return Person.objects.get(pk=person.pk)


def inspected(made: make.Made, contract: Contract) -> Inspection:
    team = [made.person(plant, "chief_engineer") for plant in made.plants]
    found = inspecting.call_inspection(contract, by=None, third=made.plants["plant-c"], team=team, day_on=staging.DAY)
    for item in contract.items.all():
        inspecting.write_sheet(found, item, by=None, fact="44 min")
    return inspecting.hold_inspection(found, by=None)


def test_one_hand_signs_for_one_side(made: make.Made) -> None:
    staging.it_is(staging.DAY)
    staging.delegate_both(made)
    version = staging.offer(staging.drafted(made))
    both = with_seat(made, "dalian-workshop_head", Role.WORKSHOP_HEAD, "benxi")
    signing.sign(version, side(version.contract, "dalian"), by=both)
    with pytest.raises(ValidationError, match="somebody else"):
        signing.sign(version, side(version.contract, "benxi"), by=both)
    assert staging.fresh(version.contract).state == "proposed"
    staging.sign(made, version.contract, "benxi")
    assert staging.fresh(version.contract).state == "in_force"


def test_nobody_agrees_with_oneself_to_let_an_item_go(made: make.Made) -> None:
    item = staging.item_at(made, "under_way")
    both = with_seat(made, "dalian-workshop_head", Role.WORKSHOP_HEAD, "benxi")
    fulfilling.waive(item, side(item.contract, "dalian"), by=both, why="not needed")
    with pytest.raises(ValidationError, match="somebody else"):
        fulfilling.waive(item, side(item.contract, "benxi"), by=both, why="not needed")
    head = made.person("benxi", "workshop_head")
    assert fulfilling.waive(item, side(item.contract, "benxi"), by=head, why="not needed").state == "waived"


def test_nobody_inspects_for_two_plants(made: make.Made) -> None:
    contract = staging.in_force(made)
    both = with_seat(made, "dalian-chief_engineer", Role.CHIEF_ENGINEER, "plant-c")
    team = [both, made.person("benxi", "chief_engineer")]
    third = made.plants["plant-c"]
    for people in (team, [*team, made.person("dalian", "workshop_head")]):
        with pytest.raises(ValidationError, match="a seat at two of them stands for none"):
            inspecting.call_inspection(contract, by=None, third=third, team=people, day_on=staging.DAY)
    whole = [*team, made.person("dalian", "workshop_head"), made.person("plant-c", "workshop_head")]
    inspecting.call_inspection(contract, by=None, third=third, team=whole, day_on=staging.DAY)


def test_a_side_does_not_decide_its_own_dispute(made: make.Made) -> None:
    contract = staging.in_force(made)
    sheet = inspected(made, contract).sheets.first()
    assert sheet is not None
    inspecting.dispute(sheet, side(contract, "dalian"), by=made.person("dalian", "workshop_head"), why="44 was once")
    own = with_seat(made, "dalian-workshop_head", Role.COMMITTEE)
    assert "decide" not in {each.verb for each in queries.waiting_for(own)}
    with pytest.raises(PermissionDenied):
        inspecting.decide_dispute(sheet, by=own, decision="we are right")
    inspecting.decide_dispute(sheet, by=made.person("alliance", "committee"), decision="44 stands")


def test_nor_ends_the_contract_alone_as_the_committee(made: make.Made) -> None:
    contract = staging.in_force(made)
    own = with_seat(made, "dalian-workshop_head", Role.COMMITTEE)
    ended = actions.terminate(contract, rules.ending_side(own, contract), by=own, why="rebuilt")
    assert (ended.state, ended.notice_by) == ("in_force", side(contract, "dalian"))


def test_what_was_found_is_not_disputed_after_the_outcome(made: make.Made) -> None:
    contract = staging.in_force(made)
    sheet = inspected(made, contract).sheets.first()
    assert sheet is not None
    staging.it_is(staging.END + datetime.timedelta(days=1))
    actions.appraise(contract, by=None)
    actions.conclude(contract, by=None)
    with pytest.raises(ValidationError, match="cannot be disputed"):
        inspecting.dispute(sheet, side(contract, "dalian"), by=made.person("dalian", "workshop_head"), why="no")


@pytest.mark.parametrize("way", ["in_its_place", "left_out_and_written_anew", "proposed_in_time"])
def test_every_way_to_move_a_target_late_leads_to_the_committee(made: make.Made, way: str) -> None:
    contract = staging.in_force(made)
    item = contract.items.get(number=1)
    if way != "proposed_in_time":
        staging.it_is(LATE)
    version = drafting.write_version(contract, side(contract, "dalian"), by=None, why="the new stand came late")
    if way == "left_out_and_written_anew":
        writing.take_item_out(version, item, by=None)
    staging.promise(
        made, contract, version=version, target=60.0, due_on=staging.END,
        item=item if way == "proposed_in_time" else None, replaces=item if way == "in_its_place" else None,
    )  # fmt: skip
    drafting.propose(version, by=None)
    staging.it_is(LATE)
    staging.sign_both(made, contract)
    assert contract.versions.get(state="in_force").number == 1
    assert promise_of(item).target == 31.0
    with pytest.raises(PermissionDenied):
        signing.allow_late(version, by=with_seat(made, "benxi-workshop_head", Role.COMMITTEE))
    signing.allow_late(version, by=made.person("alliance", "committee"))
    assert contract.versions.get(state="in_force").number == 2


def test_to_leave_an_item_out_late_moves_no_target(made: make.Made) -> None:
    item = staging.in_force(made).items.get(number=1)
    staging.it_is(LATE)
    staging.withdraw(made, item)
    assert item.contract.versions.get(state="in_force").number == 2


def test_a_text_holds_items_of_its_own_contract_only(made: make.Made) -> None:
    staging.it_is(staging.DAY)
    ours, theirs = staging.drafted(made), staging.drafted(made)
    with pytest.raises(ValidationError, match="another contract"):
        staging.promise(made, ours, item=theirs.items.get(number=1))


def test_what_is_only_written_or_offered_is_not_inspected(made: make.Made) -> None:
    contract = staging.in_force(made)
    team = [made.person(plant, "chief_engineer") for plant in made.plants]
    called = inspecting.call_inspection(contract, by=None, third=made.plants["plant-c"], team=team, day_on=staging.DAY)
    version = drafting.write_version(contract, side(contract, "dalian"), by=None, why="one more")
    item = staging.promise(made, contract, version=version).item
    with pytest.raises(ValidationError, match="only offered"):
        inspecting.write_sheet(called, item, by=team[1], fact="nothing yet")


def test_what_would_be_over_is_not_offered(made: make.Made) -> None:
    staging.it_is(staging.DAY)
    staging.delegate_both(made)
    contract = staging.drafted(made)
    staging.it_is(staging.END)
    with pytest.raises(ValidationError, match="over already"):
        drafting.propose(contract.versions.get(), by=made.person("dalian", "workshop_head"))


def test_nobody_agrees_with_oneself_to_end_it(made: make.Made) -> None:
    contract = staging.in_force(made)
    both = with_seat(made, "dalian-workshop_head", Role.WORKSHOP_HEAD, "benxi")
    actions.terminate(contract, side(contract, "dalian"), by=both, why="rebuilt")
    with pytest.raises(ValidationError, match="somebody else"):
        actions.terminate(contract, side(contract, "benxi"), by=both, why="rebuilt")
    assert staging.fresh(contract).state == "in_force"
    head = made.person("benxi", "workshop_head")
    assert actions.terminate(contract, side(contract, "benxi"), by=head, why="rebuilt").state == "terminated"


def test_where_a_colleague_has_signed_the_other_seat_still_signs(made: make.Made) -> None:
    staging.it_is(staging.DAY)
    staging.delegate_both(made)
    contract = staging.drafted(made)
    version = staging.offer(contract)
    both = with_seat(made, "benxi-workshop_head", Role.CHIEF_ENGINEER, "dalian")
    client = Client()
    client.force_login(both)
    staging.sign(made, contract, "dalian")
    assert [each.verb for each in queries.waiting_for(both)] == ["sign"]
    client.post(f"/contracts/{contract.number}/sign", {"agreed_hash": version.hash})
    assert version.signatures.get(person=both).party.plant.slug == "benxi"
    assert staging.fresh(contract).state == "in_force"


def test_who_has_signed_for_one_side_is_not_asked_for_the_other(made: make.Made) -> None:
    staging.it_is(staging.DAY)
    staging.delegate_both(made)
    contract = staging.drafted(made)
    version = staging.offer(contract)
    both = with_seat(made, "dalian-workshop_head", Role.WORKSHOP_HEAD, "benxi")
    signing.sign(version, side(contract, "dalian"), by=both)
    assert queries.waiting_for(both) == []
    assert not may("sign", contract, both)
