"""Standings from the data: who helped, what is confirmed, what is due by itself, and a frozen round stays so."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from huzhu.competitions import counting, due, helping, queries, running
from huzhu.competitions.helped import helpers_of
from huzhu.competitions.models import Round
from huzhu.metrics.disclosure import coarse, points_are_exact
from huzhu.metrics.models import Series
from huzhu.words import words
from huzhu.work import do_due_work
from tests import make
from tests.competitions import staging
from tests.competitions.staging import mill


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def entrant(round_: Round, plant: str) -> dict:
    return round_.result["entrants"][f"{plant}-medium-section"]


def test_who_improved_is_ahead_of_who_did_not(made: make.Made) -> None:
    staging.mills(made, {"dalian": 0.4})
    found = staging.counted(made)
    dalian = found["entrants"]["dalian-medium-section"]
    assert dalian["here"] == 1
    assert dalian["parts"]["improvement"]["by"]["roll-change-time"]["moved"] == pytest.approx(0.51, abs=0.05)


def test_help_counts_once_the_receiver_says_so(made: make.Made) -> None:
    staging.mills(made)
    taken = staging.helped(made, at="dalian", origin="benxi")
    round_ = staging.in_state(made, "running")
    staging.it_is(staging.ENDS)
    assert entrant(counting.count(round_), "benxi")["parts"]["help"]["points"] == 0
    helping.confirm_help(taken, mill(made, "benxi"), by=made.person("dalian", "workshop_head"))
    round_ = counting.count(round_)
    assert entrant(round_, "benxi")["parts"]["help"]["points"] > 3
    (claim,) = round_.result["claims"]
    assert claim["address"] == f"/adoptions/dalian-medium-section/{taken.slug}", "every point leads to its source"
    helping.confirm_help(
        taken, mill(made, "benxi"), by=made.person("dalian", "workshop_head"), is_true=False, why=words(en="We knew it")
    )
    assert entrant(counting.count(round_), "benxi")["parts"]["help"]["points"] == 0


def test_only_who_was_helped_confirms_and_only_who_had_a_part(made: make.Made) -> None:
    taken = staging.helped(made, at="dalian", origin="benxi")
    for place, role in (("benxi", "workshop_head"), ("dalian", "operator"), ("alliance", "secretariat")):
        with pytest.raises(PermissionDenied):
            helping.confirm_help(taken, mill(made, "benxi"), by=made.person(place, role))
    with pytest.raises(ValidationError, match="had a part"):
        helping.confirm_help(taken, mill(made, "plant-c"), by=made.person("dalian", "workshop_head"))
    with pytest.raises(ValidationError, match="Say why not"):
        helping.confirm_help(taken, mill(made, "benxi"), by=made.person("dalian", "workshop_head"), is_true=False)


def test_one_plant_helping_itself_is_no_help(made: make.Made) -> None:
    taken = staging.helped(made, at="dalian", origin="dalian")
    assert helpers_of(taken) == {}


def test_a_card_and_its_chosen_answer_are_help(made: make.Made) -> None:
    from huzhu.cards import actions as card_actions

    card = make.card(made, at="dalian", to="plant-c")
    answer = make.answer(made, card, place="plant-c")
    card_actions.try_answer(answer, by=made.person("dalian", "operator"))
    taken = staging.helped(made, at="dalian", origin="benxi", card=card)
    assert {shop.plant.slug: ways for shop, ways in helpers_of(taken).items()} == {
        "benxi": ["experience", "taught"] if taken.learned_from else ["experience"], "plant-c": ["card"],
    }  # fmt: skip


def test_hidden_gains_bring_no_points_that_others_see(made: make.Made) -> None:
    staging.mills(made)
    taken = staging.helped(made, at="dalian", origin="benxi")
    helping.confirm_help(taken, mill(made, "benxi"), by=made.person("dalian", "workshop_head"))
    round_ = staging.in_state(made, "running", indicators=[(made.metrics["surface-rejects"], 1.0)])
    made.metrics["roll-change-time"].disclosure = "hidden"
    made.metrics["roll-change-time"].save()
    staging.it_is(staging.ENDS)
    assert counting.count(round_).result["claims"] == []


def test_what_is_not_open_is_shown_to_others_in_whole_fives_and_without_parts(made: make.Made) -> None:
    made.metrics["surface-rejects"].disclosure = "summary"
    made.metrics["surface-rejects"].save()
    assert not points_are_exact(made.metrics.values())
    assert [coarse(points) for points in (0, 2.4, 2.6, 13, 51)] == [0, 0, 5, 15, 50]
    staging.mills(made, {"dalian": 0.3})
    staging.counted(made)
    round_ = Round.objects.get()
    rows = {
        row.standing.workshop.plant.slug: row for row in queries.table(round_, made.person("benxi", "operator")).rows
    }
    assert rows["benxi"].is_exact
    assert rows["benxi"].parts
    for plant in ("dalian", "plant-c"):
        assert not rows[plant].is_exact
        assert rows[plant].parts == {}
        assert rows[plant].points % 5 == 0
    bodies = queries.table(round_, made.person("alliance", "secretariat")).rows
    assert not any(row.is_exact for row in bodies), "a seat in the alliance opens no plant's values"


def test_a_level_that_may_not_be_compared_brings_no_points(made: make.Made) -> None:
    made.metrics["surface-rejects"].disclosure = "change"
    made.metrics["surface-rejects"].save()
    staging.mills(made)
    found = staging.counted(made)["entrants"]["dalian-medium-section"]
    assert set(found["parts"]["level"]["by"]) == {"roll-change-time"}
    assert set(found["parts"]["improvement"]["by"]) == {"roll-change-time", "surface-rejects"}


def test_new_data_makes_a_running_round_due_by_itself(made: make.Made) -> None:
    round_ = staging.in_state(made, "running")
    staging.it_is(staging.ENDS)
    do_due_work()
    round_.refresh_from_db()
    before, counted_at = round_.result, round_.counted_at
    assert before["entrants"]
    assert due.mark_due() == 0
    do_due_work()
    series = Series.objects.get(workshop=mill(made, "benxi"), metric__slug="roll-change-time", line="")
    series.values = [
        value * 0.5 if at >= staging.week(staging.STARTS) else value for at, value in enumerate(series.values)
    ]
    series.updated_at = timezone.now()
    series.save()
    assert due.mark_due() == 1
    do_due_work()
    round_.refresh_from_db()
    assert round_.counted_at > counted_at
    assert entrant(round_, "benxi")["here"] == 1


def test_a_frozen_round_gives_the_same_points_to_the_last_digit_whatever_the_data_do(made: make.Made) -> None:
    staging.mills(made, {"dalian": 0.3})
    taken = staging.helped(made, at="dalian", origin="benxi")
    helping.confirm_help(taken, mill(made, "benxi"), by=made.person("dalian", "workshop_head"))
    round_ = staging.in_state(made, "frozen")
    kept, inputs, mark = round_.result, round_.inputs, round_.inputs_hash
    Series.objects.filter(workshop=mill(made, "benxi")).delete()
    taken.measurements.all().delete()
    made.metrics["roll-change-time"].direction = "up"
    made.metrics["roll-change-time"].save()
    do_due_work()
    round_ = Round.objects.get(pk=round_.pk)
    assert (round_.inputs, round_.result) == (inputs, kept)
    assert running.recompute(round_) == kept
    assert counting.fingerprint(round_.frozen_inputs) == mark
    changed = round_.frozen_inputs
    changed["series"]["roll-change-time"]["rows"]["benxi-medium-section"]["values"][-1] += 1e-9
    assert counting.fingerprint(changed) != mark, "one digit changed is found"


def test_machines_compete_by_line_and_without_help(made: make.Made) -> None:
    staging.mills(made, {"dalian": 0.3})
    staging.helped(made, at="dalian", origin="benxi")
    weights = {"improvement": 60.0, "level": 40.0, "fulfilment": 0.0, "help": 0.0}
    found = staging.counted(made, kind=Round.Kind.EQUIPMENT, weights=weights)
    assert set(found["entrants"]) == {f"{plant}-medium-section/{line}" for plant in staging.PLANTS for line in "12"}
    assert found["claims"] == []
    assert {key for key, each in found["entrants"].items() if each["here"] <= 2} == {
        "dalian-medium-section/1", "dalian-medium-section/2"
    }  # fmt: skip


def test_the_year_before_is_tried_on_the_weeks_a_year_earlier(made: make.Made) -> None:
    round_ = staging.in_state(made, "drafted")
    baseline, period = counting.year_before(round_)
    assert period == (staging.STARTS - datetime.timedelta(weeks=52), staging.ENDS - datetime.timedelta(weeks=52))
    assert baseline[1] < period[0]
    tried = counting.try_out(round_)
    assert all(each["unit_improvement"] > 0 for each in tried.conditions["indicators"])
