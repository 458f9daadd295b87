"""What the data proposes, who has a seat, and who hears what a visit led to."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from huzhu.adoptions import actions as adoption_actions
from huzhu.adoptions import telling
from huzhu.adoptions.models import Adoption
from huzhu.adoptions.reviewing import review_visit_effect
from huzhu.metrics.models import Metric
from huzhu.notices.models import Notice
from huzhu.people.models import Person
from huzhu.visits import actions, notebook, queries
from huzhu.visits.models import Visit
from huzhu.words import words
from huzhu.workshops.actions import found_alliance
from huzhu.workshops.models import Alliance
from tests import make
from tests.visits import staging

FOUR = ("dalian", "benxi", "plant-c", "plant-d")
LEVELS = {"dalian": 150.0, "benxi": 64.0, "plant-c": 112.0, "plant-d": 124.0}


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


@pytest.fixture
def measured(db: None) -> make.Made:
    """Four mills with two years of roll changes; Benxi is clearly the best."""
    made = make.alliance(FOUR)
    for plant, level in LEVELS.items():
        rows = make.weekly_rows("roll-change-time", f"{plant}-medium-section", level=level, weeks=104, until=make.TODAY)
        make.load(made, plant, rows)
    return made


def proposed(made: make.Made) -> list[tuple[str, str]]:
    guest, person = made.workshops["dalian-medium-section"], made.person("dalian", "workshop_head")
    return [(each.host.slug, each.metric.slug) for each in queries.proposals([guest], person)]


@pytest.mark.slow
def test_the_strong_and_free_is_proposed(measured: make.Made) -> None:
    made = measured
    assert proposed(made) == [("benxi-medium-section", "roll-change-time")]
    # a workshop that has a known way comes before one that is only better
    make.experience(made, origin="plant-c")
    assert proposed(made) == [("plant-c-medium-section", "roll-change-time")]
    way = make.experience(made, title=words(en="Benxi's way"))
    (best,) = queries.proposals([made.workshops["dalian-medium-section"]], made.person("dalian", "workshop_head"))
    assert best.host.slug == "benxi-medium-section"
    assert best.ways == (way,)
    gap = queries.gap_of(best)
    assert gap["relative"] == pytest.approx(0.57, abs=0.06)
    # a host that has enough before it is left in peace
    for guest in ("plant-c", "plant-d"):
        staging.propose(
            made, visiting=[made.workshops[f"{guest}-medium-section"]], by=made.person(guest, "chief_engineer")
        )
    assert proposed(made) == [("plant-c-medium-section", "roll-change-time")]
    # nor is proposed again what is on its way already
    staging.propose(made, host=made.workshops["plant-c-medium-section"])
    assert proposed(made) == []
    # and what is not shared is not told in another way
    Visit.objects.all().delete()
    Metric.objects.filter(slug="roll-change-time").update(disclosure="hidden")
    assert proposed(made) == []


def test_who_signs_up_last_waits_and_moves_up(made: make.Made) -> None:
    visit = staging.propose(made)
    visit = actions.confirm(visit, by=None, starts_on=make.TODAY, place=words(en="Gate"), seats=2)
    first, second = made.person("dalian", "operator"), made.person("plant-c", "operator")
    for person in (first, second):
        notebook.sign_up(visit, by=person)
    with pytest.raises(ValidationError):
        notebook.sign_up(visit, by=first)
    with pytest.raises(PermissionDenied):
        notebook.sign_up(visit, by=made.person("benxi", "operator"))  # the host's own need no seat
    coming = queries.who_comes(visit)
    assert [each.person for each in coming.waiting] == [second]
    with pytest.raises(ValidationError):
        notebook.sign_off(visit, by=made.person("dalian", "workshop_head"))  # leads the visitors
    notebook.sign_off(visit, by=first)
    assert [each.person.pk for each in queries.who_comes(visit).seated][-1] == second.pk
    assert Notice.objects.filter(person=second, text__en__startswith="A seat has become free").exists()


def test_the_clocks_run_in_working_days_of_whoever_is_next(made: make.Made) -> None:
    friday = datetime.date(1958, 8, 22)
    visit = staging.propose(made, on=friday)
    assert timezone.localtime(queries.due_at(visit)).date() == datetime.date(1958, 8, 27)
    held = staging.at_state(made, "held")
    assert timezone.localtime(queries.due_at(held)).date() == datetime.date(1958, 9, 3)
    assert queries.due_at(staging.at_state(made, "reported")) is None


def test_induction_is_named_before_anything_is_seen(made: make.Made) -> None:
    visit = staging.at_state(made, "host_confirmed")
    benxi = made.person("benxi", "workshop_head")
    with pytest.raises(ValidationError) as refused:
        actions.prepare(visit, by=None, induction=words(), induction_by=benxi)
    assert "induction" in refused.value.message_dict
    with pytest.raises(ValidationError):
        actions.prepare(visit, by=None, induction=words(en="x"), induction_by=made.person("dalian", "operator"))
    with pytest.raises(ValidationError):
        actions.hold(visit, by=None)


def taken_up(made: make.Made) -> tuple[Visit, Adoption]:
    way = make.experience(made)
    visit = staging.at_state(made, "reported")
    action = staging.add_action(made, visit, experience=way)
    notebook.thank(visit, made.person("benxi", "operator"), by=None, what_for=words(en="Showed it twice"))
    visit = actions.open_actions(visit, by=None)
    adoption = adoption_actions.take_up(
        way, made.workshops["dalian-medium-section"], by=None, starts_on=make.TODAY, visit_action=action
    )
    return visit, adoption


def test_an_action_becomes_an_adoption_of_the_right_workshop_only(made: make.Made) -> None:
    visit, adoption = taken_up(made)
    assert adoption.visit_action.visit == visit
    action = visit.actions.get()
    with pytest.raises(ValidationError):
        adoption_actions.take_up(
            make.experience(made, title=words(en="Other")),
            made.workshops["dalian-medium-section"],
            by=None,
            starts_on=make.TODAY,
            visit_action=action,
        )
    with pytest.raises(ValidationError):
        adoption_actions.take_up(
            action.experience,
            made.workshops["plant-c-medium-section"],
            by=None,
            starts_on=make.TODAY,
            visit_action=action,
        )


def test_the_effect_is_reviewed_after_sixty_days_and_everybody_who_gave_hears_it(made: make.Made) -> None:
    visit, adoption = taken_up(made)
    chief = made.person("dalian", "chief_engineer")
    with pytest.raises(ValidationError, match="not run long enough"):
        review_visit_effect(visit, by=chief, note=words(en="Fine"))
    later = make.TODAY + datetime.timedelta(days=60)
    found_alliance(name=Alliance.objects.get().name, clock_on=later, by=None)
    with pytest.raises(ValidationError):
        review_visit_effect(visit, by=chief, note=words())
    adoption_actions.start(adoption_actions.review_risk(adoption, by=None), by=None)
    visit = review_visit_effect(visit, by=chief, note=words(en="Half the time"))
    assert visit.effect == {adoption.journal_name: "none"}
    for role in ("workshop_head", "operator"):
        assert any(
            "has been reviewed" in str(n.text["en"]) for n in Notice.objects.filter(person=made.people[f"benxi-{role}"])
        )


RESULT = {
    "relative": [-0.48, -0.55, -0.4],
    "change": [-70.0, -80.0, -60.0],
    "likely": [-0.52, -0.44],
    "shown_as": "relative",
    "sign": -1,
    "peer_count": 2,
}


@pytest.mark.parametrize(
    ("disclosure", "evidence", "said"),
    [
        ("open", "verified", "roll change time −48%, surely −55% … −40% (peers: 2)"),
        ("open", "probable", "roll change time −48%, most likely −52% … −44% (peers: 2)"),
        ("change", "verified", "−48%"),
        ("hidden", "verified", "works there"),
        ("open", "not_shown", "No effect to be seen yet"),
        ("open", "harmful", "does harm; roll change time −48%, surely −55% … −40% (peers: 2)"),
    ],
)
def test_givers_hear_as_much_as_they_may_see(made: make.Made, disclosure: str, evidence: str, said: str) -> None:
    _visit, adoption = taken_up(made)
    Metric.objects.filter(pk=adoption.metric_id).update(disclosure=disclosure)
    adoption = Adoption.objects.select_related("metric", "workshop__plant", "experience").get(pk=adoption.pk)
    Notice.objects.all().delete()
    telling.what_became_of_it(adoption, evidence, RESULT)
    thanked = Person.objects.get(pk=made.people["benxi-operator"].pk)
    (notice,) = Notice.objects.filter(person=thanked)
    assert said.lower() in notice.text["en"].lower()
    assert ("48" in notice.text["en"]) == (evidence != "not_shown" and disclosure != "hidden")
    assert notice.text["zh"] != notice.text["en"]
    assert not Notice.objects.filter(person=made.people["plant-c-operator"]).exists()


def test_a_proposed_visit_is_not_everybodys_business(made: make.Made) -> None:
    visit = staging.propose(made)
    for place, sees in (("dalian", True), ("benxi", True), ("plant-c", False), ("alliance", True)):
        role = "secretariat" if place == "alliance" else "operator"
        assert Visit.objects.visible_to(made.person(place, role)).filter(pk=visit.pk).exists() is sees, place
    assert not Visit.objects.visible_to(made.person("alliance", "committee")).exists()
    actions.decline(visit, by=None, why="repair")
    assert not Visit.objects.visible_to(made.person("plant-c", "operator")).exists()
