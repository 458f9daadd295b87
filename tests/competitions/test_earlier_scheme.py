"""Rounds whose conditions are of the first scheme, where a help brings at most one amount: they go on by it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from huzhu.competitions import clocks, counting, drafting, due, helping, running
from huzhu.competitions.models import Round
from huzhu.competitions.text import SCHEME, conditions_hash
from huzhu.work import do_due_work
from tests import make
from tests.competitions import staging

OVER = staging.ENDS + datetime.timedelta(days=4)


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(staging.PLANTS)


def of_the_first_scheme(round_: Round, **changes: Any) -> Round:
    """As such a round lies stored."""
    rule = {name: value for name, value in round_.conditions.items() if name not in ("any_serious_injury", "clocks")}
    helped = {name: value for name, value in rule["help"].items() if name not in ("rate", "fixed_where")}
    stored = rule | {"scheme": "huzhu-conditions-1", "help": helped | {"each": 8.0}} | changes
    hash_ = conditions_hash(stored) if round_.hash else ""
    Round.objects.filter(pk=round_.pk).update(conditions=stored, hash=hash_)
    round_.refresh_from_db()
    return round_


def test_a_running_one_is_counted_and_frozen_by_its_own_amount(made: make.Made) -> None:
    staging.mills(made)
    taken = staging.helped(made, at="dalian", origin="benxi", gain=0.6)
    helping.confirm_help(taken, staging.mill(made, "benxi"), by=made.person("dalian", "workshop_head"))
    round_ = of_the_first_scheme(staging.in_state(made, "running"))
    staging.it_is(staging.ENDS)
    helped = counting.count(round_).result["entrants"]["benxi-medium-section"]["parts"]["help"]["points"]
    assert helped == pytest.approx(8, abs=0.1), "two steps, 8 points; by the present rule it would be more"
    staging.it_is(OVER)
    assert due.keep_clocks() == "round autumn"
    frozen = Round.objects.get()
    assert frozen.state == "frozen" and frozen.result["entrants"]
    with pytest.raises(ValidationError, match="counted by an earlier rule"):
        running.recompute(frozen)


def test_its_page_says_the_amount(made: make.Made) -> None:
    round_ = of_the_first_scheme(staging.in_state(made, "running"))
    client = Client(headers={"accept-language": "en"})
    client.force_login(made.person("benxi", "operator"))
    shown = client.get(f"{round_.address}/conditions").content.decode()
    assert "A help brings up to 8 points" in shown and "the same steps bring at home" not in shown


def test_a_draft_is_tried_by_it_and_written_anew_when_it_is_revised(made: make.Made) -> None:
    staging.mills(made)
    round_ = of_the_first_scheme(staging.draft(made))
    assert counting.try_out(round_).trial["entrants"]
    revised = drafting.revise_conditions(round_, by=None, why="four of ten", weights={
        "improvement": 40.0, "level": 10.0, "fulfilment": 10.0, "help": 40.0})  # fmt: skip
    rule = revised.conditions
    assert (rule["scheme"], rule["help"]["rate"], rule["any_serious_injury"]) == (SCHEME, 1.0, False)
    assert SCHEME != "huzhu-conditions-1" and "each" not in rule["help"]
    assert rule["clocks"] == clocks.as_set()
    assert counting.try_out(revised).trial["entrants"]


def test_a_round_that_fails_keeps_nothing_else_waiting(made: make.Made, caplog: pytest.LogCaptureFixture) -> None:
    good = staging.in_state(made, "running")
    bad = staging.to(made, staging.draft(made, slug="bad"), "running")
    Round.objects.filter(pk=bad.pk).update(conditions={**bad.conditions, "help": {}})
    staging.it_is(OVER)
    do_due_work()
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state) == ("frozen", "running")
    assert "since_on" in bad.error, "and it is tried again later"
    assert "the clock of round bad failed" in caplog.text
    assert due.keep_clocks() == ""
