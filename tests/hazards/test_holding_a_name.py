"""Who holds the name of a protected report, and what becomes of it when the holder takes another office."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from huzhu.hazards import actions, rules
from huzhu.hazards.models import Hazard, Origin
from huzhu.people.actions import seat, unseat
from huzhu.people.models import Person, Role
from tests import make


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def told(made: make.Made) -> Hazard:
    return make.hazard(made, is_protected=True, holder=made.person("benxi", "safety_officer"))


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def reads_the_name(person: Person, hazard: Hazard) -> bool:
    client = Client()
    client.force_login(person)
    on_page = "Dalian-Operator" in client.get(hazard.address).content.decode()
    assert on_page == Origin.objects.visible_to(person).filter(hazard=hazard).exists()
    return on_page


@pytest.mark.parametrize("keeps_the_old", [True, False])
def test_who_comes_to_the_plant_of_the_report_reads_the_name_no_longer(made: make.Made, keeps_the_old: bool) -> None:
    hazard, holder = told(made), made.person("benxi", "safety_officer")
    assert reads_the_name(holder, hazard)
    if not keeps_the_old:
        unseat(holder.seats.get(), by=None)
    seat(holder, Role.SAFETY_OFFICER, by=None, plant=made.plants["dalian"])
    assert not reads_the_name(again(holder), hazard)


def test_nor_is_given_one_to_hold(made: make.Made) -> None:
    both = made.person("benxi", "safety_officer")
    seat(both, Role.CHIEF_ENGINEER, by=None, plant=made.plants["dalian"])
    assert both not in rules.holders_for(made.plants["dalian"])
    with pytest.raises(ValidationError):
        make.hazard(made, is_protected=True, holder=again(both))


def test_when_the_holder_has_left_the_office_any_safety_officer_takes_it_on(made: make.Made) -> None:
    hazard, holder, other = told(made), made.person("benxi", "safety_officer"), made.person("plant-c", "safety_officer")
    with pytest.raises(PermissionDenied):
        actions.acknowledge(hazard, by=other)
    unseat(holder.seats.get(), by=None)
    assert actions.acknowledge(hazard, by=again(other)).state == "acknowledged"
    assert not reads_the_name(other, hazard)
