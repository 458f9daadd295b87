"""Delegates who call in: one voice and one vote as in the room; the minutes say who was where."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import translation

from huzhu.conferences import actions, delegates, exchanging, minuting, queries, resolving
from huzhu.conferences.decided import Minutes
from huzhu.conferences.models import Conference, Delegate
from huzhu.journal.models import Entry
from huzhu.notices.models import Notice
from huzhu.people.models import Person
from tests import make
from tests.conferences import staging

LINE = "long-distance line 411"


@pytest.fixture
def made(db: None) -> make.Made:
    made = make.alliance()
    staging.it_is(staging.DAY)
    return made


def chief(made: make.Made, plant: str) -> Person:
    return made.person(plant, "chief_engineer")


def secretary(made: make.Made) -> Person:
    return made.person(*staging.SECRETARY)


def delegate(conference: Conference, person: Person) -> Delegate:
    return conference.delegates.get(person=person)


def window(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def sitting(made: make.Made) -> Conference:
    """In session; Benxi's chief engineer, who heads its delegation, calls in."""
    conference = staging.called(made)
    delegates.take_part(delegate(conference, chief(made, "benxi")), by=chief(made, "benxi"), from_afar=True)
    delegates.say_call_in(conference, by=secretary(made), call_in=LINE)
    staging.it_is(staging.FIRST)
    return actions.open_conference(staging.fresh(conference), by=None)


def test_the_vote_from_afar_counts_as_one_and_says_so(made: make.Made) -> None:
    conference = sitting(made)
    resolution = staging.vote_all(made, staging.propose(conference))
    assert resolution.state == "passed"  # with the last vote: nobody is waited for
    assert {vote.plant.slug: vote.from_afar for vote in resolution.votes.all()} == {
        "dalian": False, "benxi": True, "plant-c": False
    }  # fmt: skip
    assert [each.details["from_afar"] for each in Entry.objects.filter(verb="vote")] == [False, True, False]


def test_those_from_afar_are_counted_among_those_who_came(made: make.Made) -> None:
    """Two plants open a conference, wherever they sit; more than half of those taking part decide."""
    conference = staging.planned(made)
    for plant, from_afar in (("dalian", False), ("benxi", True)):
        delegates.name_delegate(
            conference, made.plants[plant], chief(made, plant), by=None, is_head=True, from_afar=from_afar
        )
    staging.hand_in(made, conference)
    conference = actions.call(conference, by=None)
    staging.it_is(staging.FIRST)
    with pytest.raises(ValidationError, match="how they call in"):
        actions.open_conference(conference, by=None)
    delegates.say_call_in(conference, by=None, call_in=LINE)
    conference = actions.open_conference(conference, by=None)
    assert Entry.objects.get(verb="open_conference").details == {"delegates": 2, "from_afar": 1}
    resolution = staging.propose(conference)
    resolving.vote(resolution, by=chief(made, "dalian"), choice="for")
    resolution.refresh_from_db()
    assert resolution.state == "proposed"
    assert resolving.waiting_plants(resolution) == [made.plants["benxi"]]
    assert resolving.close_vote(resolution, by=None).state == "failed"  # one of two is not more than half


def test_the_minutes_say_who_was_in_the_room_and_who_was_not(made: make.Made) -> None:
    conference = sitting(made)
    exchanging.present(conference.items.get(), by=None)
    staging.assign(made, staging.vote_all(made, staging.propose(conference)))
    staging.note_side_effects(conference)
    staging.it_is(staging.LAST)
    conference = actions.adjourn(conference, by=None)
    minuting.draft_minutes(conference, by=None)
    text = Minutes.objects.get().text
    name = str(chief(made, "benxi"))
    assert f"{name} (from afar)" in text["en"]
    assert f"{name}（远程）" in text["zh"]
    assert text["en"].count("(from afar)") == 1
    assert "All 3 plants voted in favour. From afar: Benxi." in text["en"]
    assert "远程表决：本溪" in text["zh"]
    minuting.approve_minutes(staging.fresh(conference), by=chief(made, "benxi"))  # heads approve, wherever they sat
    with pytest.raises(ValidationError, match="over"):
        delegates.take_part(Delegate.objects.filter(from_afar=True).get(), by=None, from_afar=False)


def test_who_may_say_where_a_delegate_sits(made: make.Made) -> None:
    conference = staging.called(made)
    one = delegate(conference, made.person("benxi", "workshop_head"))
    may = [(made.person("benxi", "workshop_head"), "self"), (chief(made, "benxi"), "plant"),
           (secretary(made), "secretariat"), (made.person("dalian", "plant_director"), "host")]  # fmt: skip
    for number, (person, _why) in enumerate(may):
        written = Entry.objects.filter(verb="take_part").count()
        assert delegates.take_part(one, by=person, from_afar=number % 2 == 0).from_afar is (number % 2 == 0)
        with pytest.raises(ValidationError, match="different"):
            delegates.take_part(one, by=person, from_afar=number % 2 == 0)
        assert Entry.objects.filter(verb="take_part").count() == written + 1
    for place, role in (("dalian", "workshop_head"), ("plant-c", "chief_engineer"), ("benxi", "operator"),
                        ("alliance", "committee")):  # fmt: skip
        with pytest.raises(PermissionDenied):
            delegates.take_part(one, by=made.person(place, role), from_afar=True)
    for person in (chief(made, "benxi"), made.person("alliance", "committee")):
        with pytest.raises(PermissionDenied):
            delegates.say_call_in(conference, by=person, call_in=LINE)
    with pytest.raises(ValidationError):
        delegates.say_call_in(conference, by=None, call_in="  ")
    actions.cancel(conference, by=None, why="flood")
    for act in (lambda: delegates.take_part(one, by=None, from_afar=True),
                lambda: delegates.say_call_in(conference, by=None, call_in=LINE)):  # fmt: skip
        with pytest.raises(ValidationError, match="over"):
            act()


def test_how_to_call_in_is_the_delegates_own(made: make.Made) -> None:
    conference = staging.called(made)
    delegates.take_part(delegate(conference, chief(made, "benxi")), by=None, from_afar=True)
    (step,) = [each for each in queries.waiting_for(secretary(made)) if each.verb == "say_call_in"]
    assert step.due_at is not None
    assert step.due_at.date() == staging.FIRST
    page = window(secretary(made)).get("/").content.decode()
    assert "Say how those from afar call in to the" in page
    delegates.say_call_in(conference, by=secretary(made), call_in=LINE)
    assert not [each for each in queries.waiting_for(secretary(made)) if each.verb == "say_call_in"]
    assert Notice.objects.filter(person=chief(made, "benxi"), address=f"{conference.address}#delegates").count() == 1
    knows = {("benxi", "chief_engineer"): True, ("plant-c", "workshop_head"): True, staging.SECRETARY: True,
             ("dalian", "plant_director"): True, ("benxi", "operator"): False, ("alliance", "committee"): False,
             ("benxi", "plant_director"): False}  # fmt: skip
    for (place, role), does in knows.items():
        assert (LINE in window(made.person(place, role)).get(conference.address).content.decode()) is does, (
            place,
            role,
        )
    assert LINE not in "".join(str(each.details) for each in Entry.objects.all())
    assert all(LINE not in str(each.text) for each in Notice.objects.all())


def test_on_the_page(made: make.Made) -> None:
    conference = staging.called(made)
    engineer = chief(made, "benxi")
    client = window(engineer)
    said = {"person": made.person("benxi", "workshop_engineer").pk, "from_afar": "on"}
    assert client.post(f"{conference.address}/delegates/new", said).status_code == 302
    new = delegate(conference, made.person("benxi", "workshop_engineer"))
    assert new.from_afar
    at = f"{conference.address}/delegates/{new.pk}/part"
    assert at in client.get(conference.address).content.decode()
    assert client.post(at).status_code == 302
    new.refresh_from_db()
    assert not new.from_afar
    client.post(at, {"from_afar": "yes"})
    new.refresh_from_db()
    assert new.from_afar
    assert window(chief(made, "plant-c")).post(at).status_code == 404
    with translation.override("en"):
        page = window(made.person("plant-c", "operator")).get(conference.address).content.decode()
    assert "from afar" in page
    assert "Sits in the room" not in page
    staging.it_is(staging.FIRST + datetime.timedelta(days=1))
    assert window(secretary(made)).post(f"{conference.address}/open").status_code == 422
