"""The pages of visits: the whole life of one through its forms, and what others see of it."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from icalendar import Calendar

from huzhu.visits.models import Visit, VisitQuestion
from huzhu.web.forms.visits import sentences
from huzhu.words import Words
from tests import make
from tests.visits import staging


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def client(made: make.Made, place: str, role: str) -> Client:
    found = Client()
    found.force_login(made.person(place, role))
    found.cookies["lang"] = "en"
    return found


def post(who: Client, address: str, **said: object) -> str:
    """Posts a form and returns the page it leads to."""
    answer = who.post(address, {name: value for name, value in said.items()})
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return who.get(answer["Location"]).content.decode().replace("\u00a0", " ")


def test_a_visit_from_the_proposal_to_its_actions_on_its_pages(made: make.Made) -> None:
    dalian, benxi = client(made, "dalian", "workshop_head"), client(made, "benxi", "workshop_head")
    host, guest = made.workshops["benxi-medium-section"], made.workshops["dalian-medium-section"]
    answer = dalian.post(
        "/meetings/new",
        {
            "host": host.pk,
            "metric": made.metrics["roll-change-time"].pk,
            "visiting": [guest.pk],
            "lead": made.people["dalian-workshop_head"].pk,
            "title": "See the roll change",
        },
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    page = answer["Location"]
    assert "asks to see at Benxi" in dalian.get(page).content.decode()
    assert "Confirm or decline the visit" in benxi.get("/meetings").content.decode()
    assert client(made, "plant-c", "workshop_head").get(page).status_code == 404  # not yet everybody's business
    post(dalian, f"{page}/questions/new", text="What is made ready outside?")
    question = VisitQuestion.objects.get()
    said = post(benxi, f"{page}/questions/{question.pk}", answer="Chocks and guides")
    assert "Chocks and guides" in said
    post(benxi, f"{page}/confirm", starts_on=make.TODAY, meet_at="08:30", place="Main gate", seats=1)
    chief = made.people["benxi-workshop_head"].pk
    assert "Safety first" in post(benxi, f"{page}/prepare", induction="Helmets on", induction_by=chief)
    stranger = client(made, "plant-c", "operator")
    assert "1 waiting" in post(stranger, f"{page}/sign-up")
    post(dalian, f"{page}/hold")
    for name, inside, minutes in (("Set the rolls", "no", 20), ("Change them", "yes", 31)):
        post(
            dalian,
            f"{page}/steps/new",
            workshop=host.pk,
            name=name,
            is_inside=inside,
            minutes=minutes,
            seconds=0,
            people=4,
        )
    shown = post(
        dalian,
        f"{page}/steps/new",
        workshop=guest.pk,
        name="All of it",
        is_inside="yes",
        minutes=90,
        seconds=0,
        people=6,
    )
    assert "the machine stands for 31 min, at Dalian Medium section for 90 min" in shown
    hidden = client(made, "plant-c", "chief_engineer").get(page).content.decode()
    assert "31 min" not in hidden  # whoever was not part of it does not see the host's work second by second
    assert "Set the rolls" not in hidden
    told = post(
        dalian, f"{page}/report", learned="Make ready outside\nFixed places", fits="Needs the crane", risks="Fingers"
    )
    assert "Fixed places" in told
    owner = made.people["dalian-workshop_head"].pk
    post(dalian, f"{page}/actions/new", workshop=guest.pk, text="Try it", owner=owner, due_on=make.TODAY)
    post(dalian, f"{page}/thanks/new", person=chief, what_for="For showing it twice")
    assert "For showing it twice" in post(dalian, f"{page}/open-actions")
    action = Visit.objects.get().actions.get()
    assert "tried" in post(dalian, f"{page}/actions/{action.pk}", is_done="yes", result="tried, works")
    boss = client(made, "dalian", "chief_engineer")
    assert "What it led to" in post(boss, f"{page}/review", note="Nothing was measured.")
    post(boss, f"{page}/close", why="done")
    assert Visit.objects.get().state == "closed"


def test_what_a_verb_refuses_is_said_on_the_page(made: make.Made) -> None:
    visit = staging.at_state(made, "reported")
    answer = client(made, "dalian", "workshop_head").post(f"/meetings/{visit.slug}/open-actions")
    assert answer.status_code == 422
    assert "Name what will be done" in answer.content.decode()


def test_the_calendar_takes_the_newer_day_and_holds_no_address(made: make.Made) -> None:
    visit = staging.propose(made)
    guest = client(made, "dalian", "operator")
    assert guest.get(f"/meetings/{visit.slug}/calendar.ics").status_code == 404  # no day yet
    tomorrow = make.TODAY + datetime.timedelta(days=1)
    place = Words(zh="大门", en="Main gate; ask for Zhang, please")
    staging.actions.confirm(visit, by=None, starts_on=make.TODAY, place=place, meet_at=datetime.time(8, 30))
    first = Calendar.from_ical(guest.get(f"/meetings/{visit.slug}/calendar.ics").content)
    staging.actions.postpone(visit, by=None, why="repair")
    staging.actions.confirm(visit, by=None, starts_on=tomorrow, ends_on=tomorrow, place=place)
    second = Calendar.from_ical(guest.get(f"/meetings/{visit.slug}/calendar.ics").content)
    (a,), (b,) = first.walk("VEVENT"), second.walk("VEVENT")
    assert a["uid"] == b["uid"]
    assert b["sequence"] > a["sequence"]
    assert a.decoded("dtstart") == datetime.datetime.combine(make.TODAY, datetime.time(8, 30)).astimezone()
    assert b.decoded("dtstart") == tomorrow
    assert str(a["location"]) == "Main gate; ask for Zhang, please"
    assert "ATTENDEE" not in a and "@" not in str(a["description"])
    staging.actions.cancel(visit, by=None, why="no need")
    gone = Calendar.from_ical(guest.get(f"/meetings/{visit.slug}/calendar.ics").content)
    assert gone["method"] == "CANCEL"
    assert gone.walk("VEVENT")[0]["status"] == "CANCELLED"


def test_lines_in_two_languages_become_sentences() -> None:
    assert sentences(Words(zh=["一", "二"], en=["one"])) == [Words(zh="一", en="one"), Words(zh="二")]
