"""What has changed between two steps of a conference: a way is suspended or retired, a head leaves the plant."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from huzhu.adoptions.models import Adoption, Measurement
from huzhu.conferences import actions, delegates, exchanging, minuting, resolving, rules
from huzhu.conferences.models import Conference, ExchangedItem, ItemAnswer
from huzhu.conferences.queries import waiting_for
from huzhu.experiences.actions import flag_experience
from huzhu.experiences.models import Experience
from huzhu.notices.models import Notice
from huzhu.people.actions import seat, unseat
from huzhu.people.models import Person, Role
from huzhu.web.presenting.conference_ledger import ledger
from huzhu.words import words
from tests import make
from tests.conferences import staging


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


@pytest.fixture
def held(made: make.Made) -> Conference:
    return make.conference(made)


def suspend(made: make.Made, item: ExchangedItem) -> None:
    officer = made.person("dalian", "safety_officer")
    flag_experience(item.experience, by=officer, flag="suspended", why=words(en="Two were hit"))


def adjourn(held: Conference) -> None:
    actions.note_agenda_point(held.agenda.get(kind="side_effects"), by=None, said=words(en="Two were hit"))
    actions.adjourn(held, by=None)


def test_what_was_suspended_or_retired_is_presented_no_longer(made: make.Made, held: Conference) -> None:
    item = held.items.get()
    Experience.objects.filter(pk=item.experience_id).update(state="retired")
    with pytest.raises(ValidationError, match="“Quick roll change” was retired"):
        exchanging.present(item, by=None)
    Experience.objects.filter(pk=item.experience_id).update(state="described")
    suspend(made, item)
    with pytest.raises(ValidationError, match="“Quick roll change” is suspended"):
        exchanging.present(item, by=None)


@pytest.mark.parametrize("meanwhile", ["nothing", "suspended", "retired"])
def test_nobody_is_asked_to_take_up_what_was_suspended_or_retired_after_it_was_heard(
    made: make.Made, held: Conference, meanwhile: str
) -> None:
    item = exchanging.present(held.items.get(), by=None)
    if meanwhile == "suspended":
        suspend(made, item)
    if meanwhile == "retired":
        Experience.objects.filter(pk=item.experience_id).update(state="retired")
    adjourn(held)
    item.refresh_from_db()
    is_listed = meanwhile == "nothing"
    assert item.state == ("listed" if is_listed else "presented")
    assert ItemAnswer.objects.filter(item=item).exists() == is_listed


@pytest.mark.parametrize(("began", "is_stopped", "verified"), [(7, False, 1), (-200, False, 0), (7, True, 0)])
def test_what_was_in_use_before_or_was_stopped_is_no_effect_of_the_conference(
    made: make.Made, began: int, is_stopped: bool, verified: int
) -> None:
    held = make.conference(made, is_over=True)
    way, head = held.items.get().experience, made.person("benxi", "workshop_head")
    starts_on = make.TODAY + datetime.timedelta(days=began)
    taken = make.adoption(made, way, at="benxi", starts_on=starts_on, decided_on=starts_on)
    Adoption.objects.filter(pk=taken.pk).update(
        state="rolled_back" if is_stopped else "in_use", ended_on=starts_on if is_stopped else None
    )
    Measurement.objects.create(
        adoption=taken, computed_at=timezone.now(), looked_at=timezone.now(), until_on=starts_on, method_version="test",
        fingerprint="1", status="estimated", evidence="verified",
        result={"status": "estimated", "evidence": "verified", "sign": -1, "relative": [-0.3, -0.35, -0.25],
                "shown_as": "relative", "peer_count": 2},
    )  # fmt: skip
    answer = ItemAnswer.objects.get(workshop=made.workshops["benxi-medium-section"])
    exchanging.answer_item(answer, by=head, disposition="adopt")
    book = ledger(held, head)
    assert (book.taken, book.verified) == (1, verified)


def test_a_head_who_has_left_the_plant_has_its_vote_no_longer(made: make.Made, held: Conference) -> None:
    resolution = resolving.propose_resolution(held, by=None, text=words(en="A card for every crew"))
    gone = made.person("dalian", "chief_engineer")
    for place in gone.seats.all():
        unseat(place, by=None)
    seat(gone, Role.CHIEF_ENGINEER, by=None, plant=made.plants["benxi"])
    with pytest.raises(PermissionDenied):
        resolving.vote(resolution, by=Person.objects.get(pk=gone.pk), choice="for")
    other = made.person("dalian", "workshop_head")
    delegates.name_delegate(held, made.plants["dalian"], other, by=None, is_head=True)
    assert resolving.vote(resolution, by=made.person("dalian", "workshop_head"), choice="for").plant.slug == "dalian"


def test_where_the_head_has_left_the_plants_own_office_stands_by_the_minutes(made: make.Made) -> None:
    held = staging.at_state(made, "minutes_draft")
    gone = held.delegates.get(plant__slug="dalian", is_head=True).person
    director = made.person("dalian", "workshop_engineer")
    seat(director, Role.PLANT_DIRECTOR, by=None, plant=made.plants["dalian"])
    director = Person.objects.get(pk=director.pk)
    with pytest.raises(PermissionDenied):
        minuting.approve_minutes(held, by=director)
    Notice.objects.all().delete()
    for place in gone.seats.all():
        unseat(place, by=None)
    seat(gone, Role.CHIEF_ENGINEER, by=None, plant=made.plants["benxi"])
    with pytest.raises(PermissionDenied):
        minuting.approve_minutes(held, by=Person.objects.get(pk=gone.pk))
    minuting.write_minutes(held, by=None, text=words(en="# Another text"))
    assert Notice.objects.filter(person=director, address__endswith="#minutes").exists()
    assert not Notice.objects.filter(person=gone, address__endswith="#minutes").exists()
    assert [each.verb for each in waiting_for(director) if each.conference == held] == ["approve_minutes"]
    assert minuting.approve_minutes(held, by=director).plant.slug == "dalian"


def test_a_head_who_has_left_the_hosts_plant_attaches_nothing(made: make.Made, held: Conference) -> None:
    guest = made.person("dalian", "workshop_head")
    delegates.name_delegate(held, made.plants["dalian"], guest, by=None, is_head=True)
    assert rules.may_attach(guest, held)
    for place in guest.seats.all():
        unseat(place, by=None)
    seat(guest, Role.WORKSHOP_HEAD, by=None, workshop=made.workshops["benxi-medium-section"])
    assert not rules.may_attach(Person.objects.get(pk=guest.pk), held)
