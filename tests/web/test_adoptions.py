"""Taking up with the yardstick fixed, the page of the effect in its honest states, decisions, the data behind it."""

from __future__ import annotations

import datetime
import random
import re
from pathlib import Path

import pytest
from tests import make
from tests.web.conftest import Visit

import huzhu.adoptions as adoption_room
from huzhu.adoptions import actions
from huzhu.adoptions.models import Adoption
from huzhu.adoptions.shown import Event
from huzhu.experiences.models import Experience
from huzhu.web.presenting.events import event_words
from huzhu.words import words
from huzhu.work import do_due_work
from huzhu.workshops.actions import open_workshop

WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def way(made: make.Made) -> Experience:
    return make.experience(made, must=True)


def answers(made: make.Made, **changes: str) -> dict[str, str]:
    return {
        "condition_crane": "yes",
        "owner": str(made.people["dalian-workshop_engineer"].pk),
        "starts_on": make.TODAY.isoformat(),
        "line": "1",
        "metric": str(made.metrics["roll-change-time"].pk),
        "target": "-30",
        "ramp_weeks": "6",
        "limit_surface-rejects": "5",
        **changes,
    }


def test_taking_up_fixes_owner_line_metric_target_and_limits(made: make.Made, way: Experience, visit: Visit) -> None:
    client = visit("dalian", "workshop_head")
    answer = client.post(f"/experiences/{way.slug}/take-up", answers(made))
    assert answer["Location"] == "/adoptions/dalian-medium-section/quick-roll-change-line-1"
    adoption = Adoption.objects.get()
    assert (adoption.line, adoption.target, adoption.owner.username) == ("1", -0.3, "dalian-workshop_engineer")
    assert adoption.frozen_at is not None
    limits = {each.metric.slug: each.tolerance for each in adoption.guardrails.filter(workshop=adoption.workshop)}
    assert limits["surface-rejects"] == 0.05
    assert limits["people-hurt"] == 0.0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_limit_for_people_hurt_is_agreed_on_the_form_and_only_before_the_start(
    made: make.Made, way: Experience, visit: Visit, language: str
) -> None:
    make.metric("near-misses", list(made.trades.values()), kind="count", direction="band", about_safety=True)
    client = visit("dalian", "workshop_head", language)
    address = f"/experiences/{way.slug}/take-up"
    page = client.get(address).content.decode()
    assert 'name="limit_people-hurt"' in page
    assert 'name="limit_near-misses"' not in page
    assert {"en": "surely ruled out", "zh": "有把握排除"}[language] in page
    late = answers(made, **{"limit_people-hurt": "50"}, starts_on=(make.TODAY - WEEK).isoformat())
    refused = client.post(address, late)
    assert refused.status_code == 422
    assert '<a href="#id_limit_people-hurt"' in refused.content.decode()
    assert client.post(address, answers(made, **{"limit_people-hurt": "300"})).status_code == 422
    assert client.post(address, answers(made, **{"limit_people-hurt": "50"})).status_code == 302
    of_people = Adoption.objects.get().guardrails.filter(metric__slug="people-hurt")
    assert {each.tolerance for each in of_people} == {0.5}


def test_a_condition_that_must_hold_stops_it_and_keeps_what_was_typed(
    made: make.Made, way: Experience, visit: Visit
) -> None:
    refused = visit("dalian", "workshop_head").post(
        f"/experiences/{way.slug}/take-up", answers(made, condition_crane="no", target="-45")
    )
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "This must hold before you start." in page
    assert '<a href="#id_condition_crane"' in page
    assert 'value="-45"' in page
    assert not Adoption.objects.exists()


def test_a_chief_engineer_chooses_among_the_workshops_of_the_plant(way: Experience, visit: Visit) -> None:
    client = visit("dalian", "chief_engineer")
    assert "Take it up at Dalian Medium section" in client.get(f"/experiences/{way.slug}/take-up").content.decode()
    assert visit("dalian", "operator").get(f"/experiences/{way.slug}/take-up").status_code == 404


def test_from_the_signature_to_the_decision(made: make.Made, way: Experience, visit: Visit) -> None:
    adoption = make.adoption(made, way, answers={"crane": "yes"})
    address = f"/adoptions/dalian-medium-section/{adoption.slug}"
    head, safety = visit("dalian", "workshop_head"), visit("dalian", "safety_officer")
    assert "I have looked at the risk, and sign" in safety.get(address).content.decode()
    early = head.post(f"{address}/start", {"why": ""})
    assert early.status_code == 422
    assert "This cannot be done now" in early.content.decode()
    assert safety.post(f"{address}/review-risk").status_code == 302
    assert head.post(f"{address}/start").status_code == 302
    assert head.post(f"{address}/put-into-use").status_code == 302
    silent = head.post(f"{address}/stop", {"why": ""})
    assert silent.status_code == 422
    assert "Say why." in silent.content.decode()
    assert head.post(f"{address}/stop", {"why": "The crane was sold"}).status_code == 302
    page = head.get(address).content.decode()
    assert "The crane was sold" in page
    assert Adoption.objects.get().state == Adoption.State.ROLLED_BACK


@pytest.fixture
def measured(made: make.Made, way: Experience) -> Adoption:
    """Two years of readings of six mills that move together; one of them is a third faster since forty weeks."""
    began = make.TODAY - 40 * WEEK
    rolling, chance = made.trades["section-rolling"], random.Random(1957)
    common = [chance.gauss(0, 4) for _ in range(110)]
    places = [(plant, f"{plant}-medium-section") for plant in made.plants]
    for number in range(3):
        name = words(en=f"Mill {number}")
        places.append(("plant-c", open_workshop(made.plants["plant-c"], trade=rolling, name=name, by=None).slug))
    for plant, workshop in places:
        rows = make.weekly_rows("roll-change-time", workshop, level=100.0, weeks=110, until=make.TODAY)
        for row, together in zip(rows, common, strict=True):
            gain = 0.6 if plant == "dalian" and row["started_at"] >= began.isoformat() else 1.0
            row["value"] = round((100 + together + chance.gauss(0, 3)) * gain, 3)
        make.load(made, plant, rows)
    adoption = make.adoption(made, way, starts_on=began, answers={"crane": "yes"})
    for verb in (actions.review_risk, actions.start, actions.put_into_use):
        adoption = verb(adoption, by=None)
    do_due_work()
    return adoption


def test_the_effect_is_said_with_its_doubt_and_what_it_is_judged_against(measured: Adoption, visit: Visit) -> None:
    page = visit("dalian", "workshop_head").get(f"/adoptions/dalian-medium-section/{measured.slug}").content.decode()
    assert "Roll change time is" in page
    assert "shorter" in page
    assert "effect-chart" in page
    assert "Can we trust it?" in page
    assert "People hurt" in page


def test_the_data_behind_the_chart_come_as_a_table(measured: Adoption, visit: Visit) -> None:
    answer = visit("dalian", "workshop_head").get(f"/adoptions/dalian-medium-section/{measured.slug}/data.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "week,own,without_the_change,low,high"
    assert len(lines) > 60
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_in_the_first_weeks_no_number_is_shown(made: make.Made, way: Experience, visit: Visit) -> None:
    adoption = make.adoption(made, way, answers={"crane": "yes"})
    page = visit("dalian", "workshop_head").get(f"/adoptions/dalian-medium-section/{adoption.slug}").content.decode()
    assert "Planned to start on 27 August 1958" in page
    assert "surely" not in page.split("<main")[1].split("</main>")[0].replace("surely inside", "")


def test_an_experience_shows_what_it_did_where(measured: Adoption, visit: Visit) -> None:
    page = visit("benxi", "operator").get(f"/experiences/{measured.experience.slug}").content.decode()
    assert "Roll change time is" in page
    assert "Dalian Medium section" in page


def test_every_act_on_an_adoption_has_words_in_its_story() -> None:
    files = Path(adoption_room.__file__).parent.glob("*.py")
    acts = {act for file in files for act in re.findall(r'record\(\s*"(\w+)",\s*adoption', file.read_text())}
    assert {"keep", "keep_promise", "start"} <= acts
    for act in acts - {"measure"}:
        for by in ("Li Wen", ""):
            assert event_words(Event(make.TODAY, act, by, {"why": "it hurt"}), {}) != act, f"{act} has no words"
