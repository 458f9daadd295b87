"""What was decided at a visit becomes a promise in a contract by one step, within the powers of whoever takes it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from huzhu.contracts.models import Contract, Promise
from huzhu.journal.queries import verify
from huzhu.visits import notebook
from huzhu.visits.models import VisitAction
from huzhu.visits.promising import promise_action
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> make.Made:
    return make.alliance()


def window(made: make.Made, name: str) -> Client:
    client = Client()
    client.force_login(made.people[name])
    client.cookies["lang"] = "en"
    return client


def test_one_step_makes_it_a_promise_and_the_next_goes_into_the_same_text(made: make.Made) -> None:
    visit = make.meeting(made)  # Benxi at Dalian
    make.delegation(made, "benxi")
    action, head = visit.actions.get(), made.person("benxi", "workshop_head")
    item = promise_action(action, by=head)
    promise = Promise.objects.get(item=item)
    assert promise.helper.workshop == visit.host
    assert promise.helped.workshop == action.workshop
    assert (promise.metric, promise.due_on, promise.acceptor) == (visit.metric, action.due_on, action.owner)
    assert dict(promise.subject) == dict(action.text)
    contract = Contract.objects.get()
    assert contract.came_from == visit.journal_name
    again = notebook.add_action(
        visit, action.workshop, by=None, text=action.text, owner=action.owner, due_on=action.due_on
    )
    assert promise_action(again, by=head).contract == contract
    with pytest.raises(ValidationError, match="settled or promised"):
        promise_action(action, by=head)
    assert verify().whole


def test_only_those_who_write_for_the_workshop_and_within_their_powers(made: make.Made) -> None:
    action = make.meeting(made).actions.get()
    for name in ("dalian-workshop_head", "benxi-operator", "plant-c-chief_engineer", "alliance-secretariat"):
        with pytest.raises(PermissionDenied):
            promise_action(action, by=made.people[name])
    with pytest.raises(ValidationError, match="can act instead"):  # the plant has handed nothing over
        promise_action(action, by=made.person("benxi", "workshop_head"))
    assert not Contract.objects.exists()
    promise_action(action, by=made.person("benxi", "chief_engineer"))


def test_on_the_page(made: make.Made) -> None:
    visit = make.meeting(made)
    page, head = f"/meetings/{visit.slug}", window(made, "benxi-workshop_head")
    assert "Promise it in a contract" in head.get(page).content.decode()
    address = f"{page}/actions/{visit.actions.get().pk}/promise"
    assert "can act instead" in head.post(address, follow=True).content.decode()
    make.delegation(made, "benxi")
    assert head.post(address)["Location"].startswith("/contracts/")
    assert VisitAction.objects.get().contract_item is not None
    shown = head.get(page).content.decode()
    assert "Promised in contract" in shown
    assert "Promise it in a contract" not in shown
