"""The head of Dalian's mill goes to see Benxi's roll change, and one step makes an adoption of what was decided there.

The data proposes the visit; the two sides hold it through their pages; what Dalian will do is taken up from the page of
the visit; and Benxi hears it.
"""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from icalendar import Calendar
from tests import make

from huzhu.adoptions.models import Adoption
from huzhu.notices.models import Notice
from huzhu.visits.models import Visit

LEVELS = {"dalian": 150.0, "benxi": 64.0, "plant-c": 112.0, "plant-d": 124.0}


@pytest.fixture
def made(db: None) -> make.Made:
    made = make.alliance(tuple(LEVELS))
    for plant, level in LEVELS.items():
        mill = f"{plant}-medium-section"
        make.load(made, plant, make.weekly_rows("roll-change-time", mill, level=level, weeks=104, until=make.TODAY))
    return made


def visitor(made: make.Made, place: str, role: str) -> Client:
    client = Client()
    client.force_login(made.person(place, role))
    client.cookies["lang"] = "en"
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode().replace("\u00a0", " ")


def write(client: Client, address: str, **said: object) -> str:
    answer = client.post(address, said)
    problems = re.findall(r'class="field-error">(.*?)<', answer.content.decode())
    assert answer.status_code == 302, problems
    return answer["Location"]


@pytest.mark.slow
def test_what_was_seen_is_taken_up_and_benxi_hears_it(made: make.Made) -> None:
    way = make.experience(made)
    dalian, benxi = visitor(made, "dalian", "workshop_head"), visitor(made, "benxi", "workshop_head")
    own, host = made.workshops["dalian-medium-section"], made.workshops["benxi-medium-section"]

    # the data proposes it, with the known way
    assert "better than Dalian Medium section at roll change time" in read(dalian, "/meetings")
    assert "better than Dalian Medium section" in read(visitor(made, "dalian", "chief_engineer"), "/")
    asked = f"/meetings/new?host={host.slug}&metric=roll-change-time&guest={own.slug}"
    assert "Roll change time at Benxi Medium section" in read(dalian, asked)
    page = write(
        dalian,
        asked,
        host=host.pk,
        metric=made.metrics["roll-change-time"].pk,
        visiting=own.pk,
        lead=made.people["dalian-workshop_head"].pk,
        title="Roll change at Benxi",
    )
    visit = Visit.objects.get()
    assert visit.gap["relative"] == pytest.approx(0.57, abs=0.06)

    # Benxi confirms, prepares, and everybody has it in the calendar
    assert "Confirm or decline the visit" in read(benxi, "/")
    write(benxi, f"{page}/confirm", starts_on=make.TODAY, place="Main gate", seats=6)
    calendar = Calendar.from_ical(dalian.get(f"{page}/calendar.ics").content)
    assert calendar.walk("VEVENT")[0].decoded("dtstart") == make.TODAY
    teller = made.people["benxi-workshop_engineer"].pk
    write(benxi, f"{page}/prepare", induction="Nobody under the hook", induction_by=teller, experience=way.pk)
    assert "64.0 min" in read(dalian, page)  # the host's figure, as far as it is shared

    # held, written up, decided
    write(dalian, f"{page}/hold")
    write(dalian, f"{page}/report", learned="Make ready outside", fits="Spare chocks", risks="Pinched fingers")
    due = make.TODAY + datetime.timedelta(days=20)
    owner = made.people["dalian-workshop_engineer"].pk
    write(dalian, f"{page}/actions/new", workshop=own.pk, text="Try it", owner=owner, due_on=due, experience=way.pk)
    write(dalian, f"{page}/open-actions")
    shown = read(dalian, page)
    assert "Take it up now" in shown

    # one step
    action = Visit.objects.get().actions.get()
    taken = write(
        dalian,
        f"/experiences/{way.slug}/take-up?workshop={own.slug}&action={action.pk}",
        condition_crane="yes",
        owner=owner,
        starts_on=make.TODAY,
        metric=way.metric_id,
        target="-40",
        ramp_weeks="6",
        **{"limit_surface-rejects": "5"},
    )
    adoption = Adoption.objects.get()
    assert adoption.visit_action == action
    assert taken in read(dalian, page)
    assert "Take it up now" not in read(dalian, page)
    told = Notice.objects.filter(person=made.people["benxi-workshop_head"], about=adoption.journal_name).get()
    assert told.text["en"].startswith("Dalian Medium section takes up “Quick roll change” after “Roll change at Benxi”")
