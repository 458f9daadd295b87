"""Who is no unchanged peer: whoever began something that moves the safety of a task, wherever that shows."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from django.utils import timezone

from huzhu.adoptions import actions
from huzhu.adoptions.changes import Begun
from huzhu.adoptions.guarding import watched_by
from huzhu.adoptions.measuring import measure
from huzhu.adoptions.models import Adoption, Guardrail, Measurement
from huzhu.adoptions.panels import Panel, changed_from
from huzhu.experiences import actions as writing
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Series
from huzhu.words import words
from tests import make

pytestmark = pytest.mark.django_db
TASK, ELSEWHERE = "shearing", "load-moving"
START = make.TODAY - datetime.timedelta(weeks=52)
FIRST = START - datetime.timedelta(weeks=52, days=START.weekday())
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def made() -> make.Made:
    made = make.alliance()
    made.metrics["near-misses"] = make.metric(
        "near-misses", list(made.trades.values()), kind="count", direction="band", about_safety=True
    )
    return made


def way(made: make.Made, name: str, *, at: str = "medium-section", metric: str = "people-hurt", task: str = TASK):
    place = made.workshops[f"plant-c-{at}"]
    drafted = writing.draft_experience(
        title=words(en=name), trade=place.trade, origin=place, metric=made.metrics[metric], product=task, by=None
    )
    writing.write_version(drafted, by=None, mechanism=words(en="So"), steps=words(en=["Do"]))
    return writing.share_experience(drafted, by=None)


def begin(taken: Experience, made: make.Made, at: str, on: datetime.date = START) -> Adoption:
    adoption = actions.take_up(taken, made.workshops[at], by=None, starts_on=on, decided_on=on, ramp_weeks=3)
    return actions.start(actions.review_risk(adoption, by=None), by=None)


def guard(adoption: Adoption, metric: str, at: str = "medium-section") -> Guardrail:
    return adoption.guardrails.get(metric__slug=metric, workshop__slug=f"{adoption.workshop.plant.slug}-{at}")


def changed(guardrail: Guardrail, task: str) -> set[str]:
    names = dict(guardrail.workshop.trade.workshops.values_list("pk", "slug"))
    return {names[pk] for pk in Begun.read().beside(guardrail, task) if pk in names}


@pytest.fixture
def watched(made: make.Made) -> Adoption:
    """What Benxi took up, and must not hurt anybody."""
    return begin(make.experience(made), made, "benxi-medium-section")


@pytest.mark.parametrize("metric", ["people-hurt", "near-misses"])
def test_the_safety_metrics_of_a_task_are_one_family(made: make.Made, watched: Adoption, metric: str) -> None:
    begin(way(made, "Long hooks"), made, "dalian-medium-section")
    guardrail = guard(watched, metric)
    assert changed(guardrail, TASK) == {"dalian-medium-section"}
    assert changed(guardrail, "") == {"dalian-medium-section"}  # the whole moves with any of its tasks
    assert changed(guardrail, ELSEWHERE) == set()
    assert changed(guard(watched, "surface-rejects"), "") == set()


def test_what_names_no_task_moves_them_all(made: make.Made, watched: Adoption) -> None:
    begin(way(made, "Five-minute talk", task=""), made, "dalian-medium-section")
    for task in (TASK, ELSEWHERE, ""):
        assert changed(guard(watched, "near-misses"), task) == {"dalian-medium-section"}


def test_a_remedy_moves_the_safety_of_the_task_whatever_its_yardstick(made: make.Made, watched: Adoption) -> None:
    """And wherever it is taken up, also by those whom no danger drove to it."""
    feeder = way(made, "Feeder", metric="roll-change-time", task="")
    tried = begin(feeder, made, "dalian-medium-section")
    begin(feeder, made, "plant-c-medium-section", START + WEEK)
    guardrail = guard(watched, "near-misses")
    assert changed(guardrail, TASK) == set()
    actions.take_as_remedy(tried, against=made.metrics["people-hurt"], task=TASK, by=None)
    assert changed(guardrail, TASK) == {"dalian-medium-section", "plant-c-medium-section"}
    assert changed(guardrail, ELSEWHERE) == set()


def test_harm_of_the_same_experience_elsewhere_shows_downstream(made: make.Made) -> None:
    heated = way(made, "Heating", at="casting", metric="roll-change-time", task="")
    here = begin(heated, made, "benxi-casting")
    begin(heated, made, "dalian-casting", START + WEEK)
    assert changed(guard(here, "near-misses", "blooming"), TASK) == {"dalian-blooming"}
    assert changed(guard(here, "people-hurt", "casting"), "") == {"dalian-casting"}


def test_what_leads_through_a_remedy_is_known_to_do_harm(made: make.Made, watched: Adoption) -> None:
    heated = way(made, "Heating", at="casting", metric="roll-change-time", task="")
    begin(heated, made, "dalian-casting")
    guardrail = guard(watched, "near-misses")
    assert changed(guardrail, TASK) == set()
    writing.flag_experience(heated, by=None, flag="caution", why=words(en="Hurt"), remedy=way(made, "Long hooks"))
    assert changed(guardrail, TASK) == {"dalian-medium-section"}
    assert changed(guardrail, ELSEWHERE) == set()


def test_a_watch_ends_with_a_remedy_and_not_with_any_programme(made: make.Made, watched: Adoption) -> None:
    later = START + 8 * WEEK
    begin(way(made, "Five-minute talk", task=""), made, "benxi-medium-section", later)
    begin(way(made, "Signals", task=ELSEWHERE), made, "benxi-medium-section", later)
    guardrail = guard(watched, "near-misses")
    assert Begun.read().remedies(guardrail, TASK) == []
    hooks = begin(way(made, "Long hooks"), made, "benxi-medium-section", later)
    assert Begun.read().remedies(guardrail, TASK) == [hooks]
    assert hooks in Begun.read().remedies(guardrail, "")
    assert hooks not in Begun.read().remedies(guardrail, ELSEWHERE)


def test_effects_on_safety_know_the_family_too(made: make.Made) -> None:
    hooks = begin(way(made, "Long hooks"), made, "benxi-medium-section")
    told = begin(way(made, "Bell", metric="near-misses"), made, "dalian-medium-section")
    begin(way(made, "Signals", metric="near-misses", task=ELSEWHERE), made, "plant-c-medium-section")
    assert Begun.read().other_changes(hooks, made.metrics["people-hurt"]) == [told]


def test_who_makes_one_task_safer_is_watched_in_the_others(made: make.Made) -> None:
    hooks = begin(way(made, "Long hooks", at="blooming"), made, "benxi-blooming")
    places = hooks.guardrails.filter(metric__slug="people-hurt").values_list("workshop__slug", flat=True)
    assert set(places) == {"benxi-blooming", "benxi-medium-section"}


def test_those_with_a_changed_peer_are_measured_anew(made: make.Made, watched: Adoption) -> None:
    Adoption.objects.update(due_at=None)
    begin(way(made, "Bell", metric="near-misses"), made, "dalian-medium-section")
    watched.refresh_from_db()
    assert watched.due_at is not None
    waits_since = watched.due_at
    begin(way(made, "Signals"), made, "plant-c-medium-section")
    watched.refresh_from_db()
    assert watched.due_at == waits_since  # its place among those that wait is kept


def test_a_change_that_is_stopped_is_a_change_again(made: make.Made) -> None:
    none = np.zeros((1, 120))
    panel = Panel(made.metrics["near-misses"], (), FIRST, none, none, none, ((),))
    old = Adoption(starts_on=FIRST, ramp_weeks=3)
    assert changed_from(panel, [old], first=10) is None
    old.ended_on = FIRST + 60 * WEEK
    assert changed_from(panel, [old], first=10) == 60
    assert changed_from(panel, [old, Adoption(starts_on=FIRST + 30 * WEEK, ramp_weeks=3)], first=10) == 30


def fill(made: make.Made, after: dict[str, float]) -> None:
    """Near misses of the task: one a week before the start, then as many as said."""
    for plant in ("dalian", "benxi", "plant-c"):
        for task in (TASK, ""):
            values = [1.0] * 52 + [after[plant]] * 52
            Series.objects.create(
                metric=made.metrics["near-misses"], workshop=made.workshops[f"{plant}-medium-section"], task=task,
                first_week=FIRST, values=values, n=values, exposure=[1000.0] * 104, updated_at=timezone.now(),
            )  # fmt: skip


def read(adoption: Adoption) -> dict:
    measure(adoption)
    row = Measurement.objects.get(guardrail=guard(adoption, "near-misses"), is_current=True)
    return next(each for each in row.result["by_task"] if each["task"] == TASK)


def test_peers_that_were_cured_do_not_make_the_others_look_harmed(made: make.Made, watched: Adoption) -> None:
    """Both peers take the remedy up and tell of near misses no more; at Benxi, where nothing changed, nothing is
    expected to fall."""
    fill(made, {"dalian": 0.0, "benxi": 1.0, "plant-c": 0.0})
    hooks = way(made, "Long hooks")  # measured on people hurt
    assert read(watched)["expected"] < 10  # while nobody has said what the peers did
    for at in ("dalian-medium-section", "plant-c-medium-section"):
        begin(hooks, made, at)
    found = read(watched)
    assert found["peer_count"] == 0
    assert found["expected"] == pytest.approx(52, rel=0.05)
    assert found["reading"] == "no_harm_seen"


def test_what_a_peer_does_after_the_watch_ended_takes_nothing_back(made: make.Made, watched: Adoption) -> None:
    fill(made, {"dalian": 1.0, "benxi": 1.0, "plant-c": 1.0})
    hooks = way(made, "Long hooks")
    begin(hooks, made, "benxi-medium-section", START + 30 * WEEK)
    begin(hooks, made, "dalian-medium-section", START + 40 * WEEK)
    begin(hooks, made, "plant-c-medium-section", START + 20 * WEEK)
    panel, window = watched_by(guard(watched, "near-misses"), Begun.read())[TASK]
    assert window.last == panel.week_of(START + 30 * WEEK) - 1
    assert read(watched)["peer_count"] == 1
