"""Rights come from seats, seats end, and keys for machines are kept as hashes only."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests import make

from huzhu.people import actions
from huzhu.people.models import Person, Seat, Token
from huzhu.people.queries import people_at, token_of
from huzhu.words import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> make.Made:
    return make.alliance(("dalian", "benxi"))


def test_a_workshop_role_counts_at_its_workshop_and_a_plant_role_in_the_whole_plant(made: make.Made) -> None:
    head, chief = made.person("dalian", "workshop_head"), made.person("dalian", "chief_engineer")
    mill, casting = made.workshops["dalian-medium-section"], made.workshops["dalian-casting"]
    assert head.holds("workshop_head", workshop=mill)
    assert not head.holds("workshop_head", workshop=casting)
    assert chief.holds("chief_engineer", workshop=casting)
    assert not chief.holds("chief_engineer", workshop=made.workshops["benxi-casting"])


def test_a_seat_that_ended_gives_no_right(made: make.Made) -> None:
    head = made.person("dalian", "workshop_head")
    actions.unseat(head.seats.get(), by=None)
    left = made.person("dalian", "workshop_head")
    assert not left.is_member
    assert left.plants == set()


def test_a_role_has_its_place(made: make.Made) -> None:
    person = actions.register(username="new", name=words(en="New"), by=None)
    with pytest.raises(ValidationError):
        actions.seat(person, "workshop_head", by=None)
    with pytest.raises(ValidationError):
        actions.seat(person, "secretariat", by=None, plant=made.plants["dalian"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(person=person, role="operator")  # and the database holds it, too


def test_a_director_seats_people_in_the_own_plant_only(made: make.Made) -> None:
    director = made.person("dalian", "plant_director")
    person = actions.register(username="new", name=words(en="New"), by=director)
    actions.seat(person, "safety_officer", by=director, plant=made.plants["dalian"])
    with pytest.raises(PermissionDenied):
        actions.seat(person, "safety_officer", by=director, plant=made.plants["benxi"])
    with pytest.raises(PermissionDenied):
        actions.seat(person, "administrator", by=director)


def test_the_head_is_named_first(made: make.Made) -> None:
    seats = people_at(made.workshops["dalian-medium-section"], made.person("benxi", "operator"))
    assert [seat.role for seat in seats] == ["workshop_head", "workshop_engineer", "team_leader", "operator"]


def test_a_weak_password_is_refused_and_nobody_is_registered(made: make.Made) -> None:
    with pytest.raises(ValidationError):
        actions.register(username="weak", name=words(en="Weak"), by=None, password="12345678")
    assert not Person.objects.filter(username="weak").exists()


def test_a_token_opens_until_it_is_revoked_or_expires(made: make.Made) -> None:
    person = made.person("dalian", "data_steward")
    token, secret = actions.issue_token(person, by=person, name="MES", may_write=True)
    assert secret not in Token.objects.get().hash
    assert token_of(secret).person == person
    assert token_of(secret + "x") is None
    Token.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert token_of(secret) is None
    Token.objects.update(expires_at=None)
    actions.revoke_token(token, by=person)
    assert token_of(secret) is None
    with pytest.raises(PermissionDenied):
        actions.issue_token(person, by=made.person("benxi", "data_steward"), name="theirs")
