"""Conferences and standings as a machine reads them: what the person may see on the pages, and no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests import make
from tests.competitions import staging
from tests.conferences import staging as conferences

from huzhu.competitions import counting
from huzhu.competitions.models import Round
from huzhu.conferences.models import Conference
from huzhu.metrics.models import Metric
from huzhu.people import actions as people


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(staging.PLANTS)


def read(made: make.Made, place: str, role: str, path: str) -> Any:
    person = made.person(place, role)
    _token, secret = people.issue_token(person, by=person, name="test")
    answer = Client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {secret}"})
    return answer.json() if answer.status_code == 200 else answer.status_code


def running(made: make.Made) -> Round:
    staging.mills(made, {"dalian": 0.4})
    round_ = staging.to(made, staging.draft(made), "running")
    staging.it_is(staging.ENDS)
    return counting.count(round_)


def test_standings_are_ranges_with_their_parts(made: make.Made) -> None:
    round_ = running(made)
    found = read(made, "dalian", "operator", "/rounds/autumn/standings")
    own = next(each for each in found["standings"] if each["workshop"] == "dalian-medium-section")
    counted = Round.objects.get().result["entrants"]["dalian-medium-section"]
    assert (own["points"], own["place"], own["group"]) == (counted["points"], counted["place"], counted["group"])
    assert sum(own["parts"].values()) == pytest.approx(own["points"])
    assert [each["points"] for each in found["standings"]] == sorted(
        (each["points"] for each in found["standings"]), reverse=True
    )
    assert found["conditions"] == Round.objects.get().conditions
    assert found["round"]["hash"] == round_.hash != ""
    (listed,) = read(made, "benxi", "operator", "/rounds?trade=section-rolling")
    assert listed == found["round"]
    assert read(made, "benxi", "operator", "/rounds?trade=blooming") == []


def test_what_is_not_open_leaves_in_whole_fives_and_without_parts(made: make.Made) -> None:
    running(made)
    Metric.objects.filter(slug="roll-change-time").update(disclosure="summary")
    for place, exact in (("dalian", True), ("benxi", False)):
        found = read(made, place, "workshop_head", "/rounds/autumn/standings")["standings"]
        dalian = next(each for each in found if each["workshop"] == "dalian-medium-section")
        assert dalian["is_exact"] is exact
        assert (dalian["parts"] is not None) is exact
        assert (dalian["points"] % 5 == 0) is not exact


def test_help_is_read_with_its_source(made: make.Made) -> None:
    staging.mills(made)
    round_ = staging.to(made, staging.draft(made), "running")
    taken = staging.helped(made, at="dalian", origin="benxi", gain=0.4)
    path = "/rounds/autumn/standings"
    counting.count(round_)
    assert read(made, "plant-c", "operator", path)["helps"] == [], "nobody has confirmed it"
    from huzhu.competitions.helping import confirm_help

    confirm_help(taken, staging.mill(made, "benxi"), by=made.person("dalian", "workshop_head"))
    counting.count(round_)
    (claim,) = read(made, "plant-c", "operator", path)["helps"]
    assert (claim["helper"], claim["receiver"]) == ("benxi-medium-section", "dalian-medium-section")
    assert claim["address"] == f"/adoptions/dalian-medium-section/{taken.slug}"


def test_a_draft_is_its_writers_own(made: make.Made) -> None:
    staging.in_state(made, "drafted")
    assert read(made, "dalian", "workshop_head", "/rounds") == []
    hidden, none = (read(made, "dalian", "workshop_head", f"/rounds/{slug}/standings") for slug in ("autumn", "no"))
    assert hidden == none == 404
    assert read(made, "alliance", "secretariat", "/rounds/autumn/standings")["standings"] == []


def test_a_conference_with_what_it_decided_and_what_became_of_it(made: make.Made) -> None:
    held = conferences.adjourned(made)
    (found,) = read(made, "plant-c", "operator", "/conferences")
    (resolution,) = found["resolutions"]
    assert (found["slug"], found["host"], resolution["state"]) == (held.slug, "dalian", "assigned")
    assert resolution["votes"] == dict.fromkeys(conferences.PLANTS, "for")
    book = read(made, "plant-c", "operator", f"/conferences/{held.slug}/ledger")
    assert (book["listed"], book["taken"], book["verified"]) == (1, 0, 0)
    assert {each["disposition"] for each in book["items"][0]["answers"]} == {""}
    conferences.answer_all(held)
    again = read(made, "plant-c", "operator", f"/conferences/{held.slug}/ledger")
    assert again["taken"] == 1
    assert {each["disposition"] for each in again["items"][0]["answers"]} == {"trial"}


def test_a_conference_that_is_only_planned_is_its_hosts_own(made: make.Made) -> None:
    planned = conferences.planned(made)
    path = f"/conferences/{planned.slug}/ledger"
    assert read(made, "benxi", "operator", "/conferences") == []
    assert read(made, "benxi", "operator", path) == read(made, "benxi", "operator", "/conferences/no/ledger") == 404
    assert read(made, "dalian", "operator", path)["items"] == []
    assert Conference.objects.get().state == "planned"


def test_a_round_names_its_resolution_and_the_resolution_its_round(made: make.Made) -> None:
    session = conferences.in_session(made)
    passed = conferences.assign(made, conferences.vote_all(made, conferences.propose(session)))
    staging.it_is(make.TODAY)
    staging.mills(made)
    staging.to(made, staging.draft(made, resolution=passed), "published")
    (round_,) = read(made, "benxi", "operator", "/rounds")
    assert round_["resolution"] == {"conference": session.slug, "number": 1}
    assert read(made, "benxi", "operator", "/conferences")[0]["resolutions"][0]["rounds"] == ["autumn"]
