"""What waits for whom under a contract, and by when: the clocks of the domain."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from huzhu.contracts import actions, inspecting
from huzhu.contracts.models import Contract
from huzhu.contracts.queries import inspection_due_on, waiting_for
from huzhu.web.presenting import contracts as presenting
from tests import make
from tests.contracts import staging

pytestmark = pytest.mark.django_db
SECRETARY, COMMITTEE = ("alliance", "secretariat"), ("alliance", "committee")


@pytest.fixture
def made() -> make.Made:
    return make.alliance()


def steps(made: make.Made, who: tuple[str, str]) -> dict[str, datetime.date | None]:
    """What this person is asked, by verb: the day until which."""
    found = waiting_for(made.person(*who))
    presenting.todo(made.person(*who))  # every verb has its words
    return {each.verb: timezone.localtime(each.due_at).date() if each.due_at else None for each in found}


def test_a_suspended_contract_is_looked_at_again_within_five_working_days(made: make.Made) -> None:
    staging.at_state(made, "suspended")  # on a Wednesday
    assert steps(made, ("benxi", "safety_officer")) == {"resume": datetime.date(1958, 9, 3)}
    assert steps(made, ("plant-c", "safety_officer")) == {}
    assert steps(made, ("dalian", "workshop_head")) == {}


def test_the_appraisal_opens_within_five_and_ends_within_ten_working_days(made: make.Made) -> None:
    contract = staging.at_state(made, "in_force")
    assert "appraise" not in steps(made, SECRETARY)
    staging.it_is(staging.END + datetime.timedelta(days=1))
    assert steps(made, SECRETARY)["appraise"] == datetime.date(1959, 3, 2)
    actions.appraise(contract, by=made.person(*SECRETARY))
    assert steps(made, SECRETARY) == {"conclude": datetime.date(1959, 3, 10)}


def inspected(made: make.Made, contract: Contract) -> None:
    team = [made.people[f"{plant}-workshop_engineer"] for plant in ("dalian", "benxi", "plant-c")]
    day = staging.DAY + datetime.timedelta(days=85)
    inspecting.call_inspection(contract, by=None, third=made.plants["plant-c"], team=team, day_on=day)


def test_the_quarterly_inspection_is_asked_for_and_its_sheets_too(made: make.Made) -> None:
    contract = staging.at_state(made, "in_force")
    due = inspection_due_on(contract)
    assert due == datetime.date(1958, 11, 27)
    for who in (SECRETARY, ("dalian", "workshop_head"), ("benxi", "workshop_head")):
        assert steps(made, who) == {}
    staging.it_is(due - datetime.timedelta(days=10))
    for who in (SECRETARY, ("dalian", "workshop_head"), ("benxi", "workshop_head")):
        assert steps(made, who) == {"call_inspection": due}
    inspected(made, contract)
    assert steps(made, SECRETARY) == {}
    day = staging.DAY + datetime.timedelta(days=85)
    assert steps(made, ("plant-c", "workshop_engineer")) == {"inspect": day}


def test_a_dispute_waits_ten_working_days_for_the_committee(made: make.Made) -> None:
    contract = staging.at_state(made, "in_force")
    inspected(made, contract)
    inspection = contract.inspections.get()
    for item in contract.items.all():
        inspecting.write_sheet(inspection, item, by=None, fact="two lines of three")
    inspecting.hold_inspection(inspection, by=None)
    sheet = inspection.sheets.first()
    head = made.person("benxi", "workshop_head")
    inspecting.dispute(sheet, staging.side(contract, "benxi"), by=head, why="counted twice")
    assert steps(made, COMMITTEE) == {"decide": datetime.date(1958, 9, 10)}
    inspecting.decide_dispute(sheet, by=made.person(*COMMITTEE), decision="one line stands")
    assert steps(made, COMMITTEE) == {}
