"""What the pages of a round say when nobody stands, when safety took an award, and at what rate help counts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from huzhu.competitions import gating, queries, running
from huzhu.competitions.decided import Gate
from huzhu.competitions.models import Round
from huzhu.metrics.models import Series
from huzhu.notices.models import Notice
from tests import make
from tests.competitions import staging


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(staging.PLANTS)


def shown(made: make.Made, address: str, language: str = "en") -> str:
    client = Client(headers={"accept-language": language})
    client.force_login(made.person("benxi", "operator"))
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def concealed(made: make.Made, round_: Round) -> Gate:
    standing = round_.standings.select_related("round").get(workshop__plant__slug="dalian")
    officer = made.person("benxi", "safety_officer")
    return gating.propose_gate(standing, by=officer, ground="concealment", facts="the book was rewritten")


def waits(made: make.Made, place: str, role: str) -> set[str]:
    return {step.verb for step in queries.waiting_for(made.person(place, role))}


def test_who_is_not_checked_is_told_in_each_language_wholly(made: make.Made) -> None:
    round_ = staging.in_state(made, "frozen")
    staging.it_is(staging.ENDS.replace(month=12, day=20))
    running.remind_of_appraisal(round_)
    text = Notice.objects.filter(person=made.person("alliance", "secretariat")).latest("pk").text
    for language, code, comma in (("en", "en", ", "), ("zh", "zh-hans", "、")):
        with translation.override(code):
            names = [str(staging.mill(made, plant)) for plant in made.plants]
        assert sorted(text[language].rstrip(".。").replace("：", ": ").split(": ")[-1].split(comma)) == sorted(names)


def test_what_was_decided_is_told_in_each_language_wholly(made: make.Made) -> None:
    gate = concealed(made, staging.in_state(made, "running"))
    gating.judge_gate(gate, by=made.person("benxi", "safety_officer"), is_upheld=True, why="-")
    gating.decide_gate(gate, by=made.person("alliance", "committee"), is_upheld=True, why="-")
    text = Notice.objects.filter(person=made.person("dalian", "workshop_head")).latest("pk").text
    assert "Award withheld" in text["en"] and "Award withheld" not in text["zh"]


def test_a_case_on_a_closed_round_waits_for_those_who_decide(made: make.Made) -> None:
    round_ = staging.in_state(made, "closed")
    officer, member, committee = (
        ("benxi", "safety_officer"),
        ("alliance", "committee"),
        made.person("alliance", "committee"),
    )
    assert waits(made, *officer) == waits(made, *member) == waits(made, "alliance", "secretariat") == set()
    gate = concealed(made, round_)
    assert waits(made, *officer) == {"judge_gate"}
    gating.judge_gate(gate, by=made.person(*officer), is_upheld=True, why="two pages are missing")
    assert (waits(made, *officer), waits(made, *member)) == (set(), {"decide_gate"})
    gate = gating.decide_gate(gate, by=committee, is_upheld=True, why="proven")
    assert waits(made, *member) == set()
    gating.appeal_gate(gate, by=made.person("dalian", "workshop_head"), why="it is another book")
    assert waits(made, *member) == {"decide_gate"}
    assert waits(made, "alliance", "secretariat") == set(), "nothing else of a closed round waits"
    Round.objects.update(state="annulled")
    assert waits(made, *member) == set()


def test_a_title_goes_with_the_award_that_safety_took(made: make.Made) -> None:
    staging.mills(made, {"dalian": 0.5})
    round_ = staging.to(made, staging.draft(made), "awarded")
    assert round_.awards["biggest_improver"] == "dalian-medium-section"
    assert "Biggest improver" in shown(made, round_.address)
    gate = concealed(made, round_)
    assert "Biggest improver" in shown(made, round_.address), "until it is decided"
    gating.judge_gate(gate, by=made.person("benxi", "safety_officer"), is_upheld=True, why="two pages are missing")
    gating.decide_gate(gate, by=made.person("alliance", "committee"), is_upheld=True, why="proven")
    assert "Biggest improver" not in shown(made, round_.address)


@pytest.mark.parametrize(
    ("rate", "most", "said"),
    [(1.0, "21", "the helper what the same"), (0.5, "10.5", "the helper 0.5 times what the same")],
)
def test_the_rate_of_help_is_said(made: make.Made, rate: float, most: str, said: str) -> None:
    round_ = staging.in_state(made, "running", help_rule={"rate": rate})
    page = shown(made, f"{round_.address}/conditions")
    assert f"A help brings {said} steps bring at home" in page
    assert f"up to {most} points on the heaviest" in page
    assert ("0.5倍" in shown(made, f"{round_.address}/conditions", "zh-hans")) is (rate == 0.5)


def test_where_nobody_stands_the_page_says_why(made: make.Made) -> None:
    staging.mills(made)
    round_ = staging.to(made, staging.draft(made), "running")
    assert "the first readings are not in" in shown(made, round_.address)
    for series in Series.objects.all():
        since = staging.week(staging.STARTS)
        series.values = [*series.values[:since], *([None] * len(series.values[since:]))]
        series.save()
    frozen = staging.to(made, round_, "frozen")
    page = shown(made, frozen.address)
    assert "nobody has enough readings" in page and "the first readings are not in" not in page
    assert "谁的读数也不够" in shown(made, frozen.address, "zh-hans")
    for entrant in frozen.result["entrants"].values():
        entrant["reason"] = "definition_break"
    frozen.save()
    assert "the reasons stand beside the names" in shown(made, frozen.address)
