"""A serious injury as a ground, by the conditions' two forms; what was concealed is never too late to be said."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from huzhu.competitions import counting, drafting, gating, running
from huzhu.competitions.decided import Gate
from huzhu.competitions.lasting import Holding
from huzhu.competitions.models import Round, Standing
from huzhu.contracts.sealing import hash_of
from huzhu.hazards import actions as hazard_actions
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from huzhu.words import words
from tests import make
from tests.competitions import staging


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(staging.PLANTS)


def dalian(round_: Round) -> Standing:
    return round_.standings.select_related("round").get(workshop__plant__slug="dalian")


def uphold(made: make.Made, gate: Gate) -> Gate:
    gating.judge_gate(gate, by=made.person("benxi", "safety_officer"), is_upheld=True, why="the clinic's book says so")
    return gating.decide_gate(gate, by=made.person("alliance", "committee"), is_upheld=True, why="proven")


def propose(made: make.Made, round_: Round, ground: str, **said: str) -> Gate:
    officer = made.person("benxi", "safety_officer")
    return gating.propose_gate(dalian(round_), by=officer, ground=ground, facts="a hand was crushed", **said)


def page(made: make.Made, role: str, address: str, language: str = "en") -> str:
    client = Client(headers={"accept-language": language})
    client.force_login(made.person("alliance" if role in ("secretariat", "committee") else "benxi", role))
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_switch_is_part_of_the_conditions_and_of_their_hash(made: make.Made) -> None:
    lenient = staging.draft(made)
    strict = staging.draft(made, slug="strict", any_serious_injury=True)
    assert lenient.conditions["any_serious_injury"] is False
    same = {**strict.conditions, "any_serious_injury": False}
    assert hash_of(same) == hash_of(lenient.conditions) != hash_of(strict.conditions)
    drafting.revise_conditions(lenient, by=None, why="the crews want it strict", any_serious_injury=True)
    assert Round.objects.get(pk=lenient.pk).conditions == strict.conditions
    staging.mills(made)
    published = staging.to(made, strict, "published")
    assert published.hash == hash_of(published.conditions)
    with pytest.raises(ValidationError, match="stand as they are"):
        drafting.revise_conditions(published, by=None, why="too strict", any_serious_injury=False)


def test_a_serious_injury_is_a_ground_where_management_failed_or_an_action_was_overdue(made: make.Made) -> None:
    round_ = staging.in_state(made, "running")
    for wrong in ("", "bad luck"):
        with pytest.raises(ValidationError) as refused:
            propose(made, round_, "serious_injury", failing=wrong)
        assert "failing" in refused.value.message_dict
    gate = propose(made, round_, "serious_injury", failing="overdue")
    entry = Entry.objects.get(verb="propose_gate")
    assert entry.details["failing"] == gate.failing == "overdue"
    uphold(made, gate)
    assert dalian(round_).state == "vetoed"
    shown = page(made, "operator", f"{round_.address}/of/dalian-medium-section")
    assert "A fatal or serious injury: A safety action was overdue" in shown


def test_with_the_switch_any_serious_injury_is_a_ground(made: make.Made) -> None:
    round_ = staging.in_state(made, "running", any_serious_injury=True)
    gate = propose(made, round_, "serious_injury")
    assert gate.failing == ""
    uphold(made, gate)
    assert dalian(round_).state == "vetoed"


def test_the_data_proposes_no_injury_however_strict_the_round(made: make.Made) -> None:
    """Whoever reports that somebody was hurt does not start a case by it."""
    round_ = staging.in_state(made, "running", any_serious_injury=True)
    make.hazard(made, severity="hurt")
    assert gating.propose_from_data(round_) == []


@pytest.mark.parametrize("is_strict", [False, True])
def test_the_page_and_the_form_say_which_it_is(made: make.Made, is_strict: bool) -> None:
    round_ = staging.in_state(made, "running", any_serious_injury=is_strict)
    shown = page(made, "operator", f"{round_.address}/conditions")
    assert ("Any fatal or serious injury, whatever led to it" in shown) is is_strict
    assert ("or a safety action was overdue" in shown) is not is_strict
    assert ("How many were hurt is no ground" in shown) is not is_strict
    form = page(made, "committee", f"{round_.address}/of/dalian-medium-section/do/withhold")
    assert ('name="failing"' in form) is not is_strict


def test_the_switch_is_set_on_the_form(made: make.Made) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(made.person("alliance", "secretariat"))
    said = {
        "title_en": "Autumn", "trade": made.trades["section-rolling"].pk, "kind": "workshop",
        "weights": "30, 10, 10, 50",
        "starts_on": staging.STARTS, "ends_on": staging.ENDS, "baseline_from_on": staging.BASELINE[0],
        "baseline_until_on": staging.BASELINE[1], "indicator_1": made.metrics["roll-change-time"].pk, "weight_1": 1,
    }  # fmt: skip
    client.post("/standings/new", said | {"any_serious_injury": "on"})
    drafted = Round.objects.get()
    assert drafted.conditions["any_serious_injury"] is True
    change = f"{drafted.address}/conditions/change"
    assert "checked" in client.get(change).content.decode().split('name="any_serious_injury"')[1].split(">")[0]
    client.post(change, said | {"why": "the crews found it too strict"})
    drafted.refresh_from_db()
    assert drafted.conditions["any_serious_injury"] is False


# Hiding does not help


def test_hiding_a_serious_injury_changes_no_point_and_loses_the_award(made: make.Made) -> None:
    """Told, without a failing of those who lead, it costs nothing. Hidden and found out, it costs the award: also after
    the list is final, and after the banner hangs."""
    staging.mills(made, {"dalian": 0.5})
    told = staging.to(made, staging.draft(made), "running")
    staging.it_is(staging.ENDS)
    before = counting.count(told).result["entrants"]
    danger, officer = make.hazard(made, severity="hurt"), made.person("dalian", "safety_officer")
    hazard_actions.acknowledge(danger, by=officer)
    hazard_actions.contain(danger, by=officer, measure="stop", how=words(en="Stopped"))
    after = counting.count(Round.objects.get()).result["entrants"]
    gained = {key: after[key]["points"] - before[key]["points"] for key in before}
    assert gained == pytest.approx(dict.fromkeys(before, 0.0) | {"dalian-medium-section": 2.0}), "telling earns"
    final = staging.to(made, told, "final")
    assert dalian(final).state == "final"
    with pytest.raises(ValidationError, match="only what was concealed"):
        propose(made, final, "serious_injury", failing="management")
    gate = propose(made, final, "concealment")
    with pytest.raises(ValidationError, match="question of safety is not decided"):
        running.award(final, by=None)
    uphold(made, gate)
    awarded = running.award(final, by=None)
    assert awarded.awards["banner"] != "dalian-medium-section"


def test_found_out_after_the_award_the_banner_is_taken_back_and_after_an_appeal_given_back(made: make.Made) -> None:
    staging.mills(made, {"dalian": 0.5})
    round_ = staging.to(made, staging.draft(made), "awarded")
    assert Holding.objects.current().get().workshop == staging.mill(made, "dalian")
    points = dalian(round_).counted["points"]
    with pytest.raises(PermissionDenied):
        gating.propose_gate(dalian(round_), by=made.person("benxi", "operator"), ground="concealment", facts="hearsay")
    gate = uphold(made, propose(made, round_, "concealment"))
    assert (Holding.objects.current().get().state, dalian(round_).state) == ("vacant", "vetoed")
    assert dalian(round_).counted["points"] == points, "the points stay to be read"
    assert "safety has taken it back" in page(made, "operator", round_.address)
    client = Client()
    client.force_login(made.person("dalian", "workshop_head"))
    paper = f"{round_.address}/of/dalian-medium-section/certificate.pdf"
    assert client.get(paper).status_code == 404
    gating.appeal_gate(gate, by=made.person("dalian", "workshop_head"), why="it is another book")
    gating.decide_appeal(gate, by=made.person("alliance", "committee"), is_upheld=False, why="so it is")
    assert (Holding.objects.current().get().workshop, dalian(round_).state) == (staging.mill(made, "dalian"), "final")
    assert client.get(paper).status_code == 200
    verbs = list(Entry.objects.filter(verb__endswith="_back").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["take_banner_back", "give_banner_back"]
    assert verify().whole


def test_what_a_later_round_has_passed_on_is_not_taken_back(made: make.Made) -> None:
    staging.mills(made, {"dalian": 0.5})
    round_ = staging.to(made, staging.draft(made), "awarded")
    there = Holding.objects.current().get()
    later = staging.draft(made, slug="later")
    Holding.objects.filter(pk=there.pk).update(until_on=staging.ENDS, state="passed")
    now = Holding.objects.create(
        trade=round_.trade, round=later, workshop=staging.mill(made, "benxi"), since_on=staging.ENDS
    )
    uphold(made, propose(made, round_, "concealment"))
    assert Holding.objects.current().get() == now


def test_after_one_case_was_dismissed_another_one_can_be_brought(made: make.Made) -> None:
    round_ = staging.in_state(made, "running")
    first = propose(made, round_, "concealment")
    with pytest.raises(ValidationError, match="before the committee already"):
        propose(made, round_, "concealment")
    gating.judge_gate(first, by=made.person("benxi", "safety_officer"), is_upheld=False, why="the book is whole")
    gating.decide_gate(first, by=made.person("alliance", "committee"), is_upheld=False, why="no ground")
    assert propose(made, round_, "concealment").pk != first.pk
