"""How much worse is still called no harm: agreed before the start, frozen, and a claim that the whole range must bear
out, of people hurt like of everything else."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from huzhu import effects
from huzhu.adoptions import actions, queries
from huzhu.adoptions.measuring import measure
from huzhu.adoptions.models import Adoption
from huzhu.adoptions.shown import Counted, GuardrailReading
from huzhu.effects import claims, counts
from huzhu.journal.models import Entry
from huzhu.metrics.models import Metric
from huzhu.web.presenting import adoption as presenting
from huzhu.words import words
from tests import make
from tests.adoptions.test_measuring import START, day, store
from tests.metrics import weeks

HOURS = 10_000.0


@pytest.fixture
def made(db: None) -> make.Made:
    made = make.alliance(plants=weeks.PLANTS)
    trades = list(made.trades.values())
    made.metrics["near-misses"] = make.metric("near-misses", trades, kind="count", direction="band", about_safety=True)
    return made


def take_up(made: make.Made, limits: dict[str, float], **more: object) -> Adoption:
    head = made.people["dalian-workshop_head"]
    values = {"by": head, "starts_on": make.TODAY, "tolerances": limits, **more}
    return actions.take_up(make.experience(made), made.workshops["dalian-medium-section"], **values)


class TestAgreed:
    def test_for_every_place_and_written_down(self, made: make.Made) -> None:
        adoption = take_up(made, {"people-hurt": 0.5, "surface-rejects": 0.1})
        of_people = adoption.guardrails.filter(metric__slug="people-hurt")
        assert {each.tolerance for each in of_people} == {0.5}
        assert of_people.count() == 1 + adoption.workshop.flows_out.count()
        entry = Entry.objects.filter(verb="take_up").latest("number")
        assert entry.details["limits"] == {"people-hurt": 0.5, "surface-rejects": 0.1}

    def test_of_people_none_unless_it_was_agreed(self, made: make.Made) -> None:
        adoption = take_up(made, {})
        assert adoption.guardrails.get(metric__slug="people-hurt", workshop=adoption.workshop).tolerance == 0

    @pytest.mark.parametrize(
        ("limits", "field"),
        [
            ({"near-misses": 0.5}, "limit_near-misses"),  # more told is no harm
            ({"people-hurt": 2.5}, "limit_people-hurt"),
            ({"people-hurt": float("nan")}, "limit_people-hurt"),
            ({"surface-rejects": -0.1}, "limit_surface-rejects"),
            ({"roll-gap": 0.1}, "__all__"),
        ],
    )
    def test_what_is_no_limit_is_refused_by_field(self, made: make.Made, limits: dict[str, float], field: str) -> None:
        with pytest.raises(ValidationError) as refused:
            take_up(made, limits)
        found = refused.value
        assert field in (found.message_dict if hasattr(found, "error_dict") else {"__all__": found.messages})
        assert not Adoption.objects.exists()

    def test_of_what_has_begun_none_is_agreed_any_longer(self, made: make.Made) -> None:
        late = make.TODAY - datetime.timedelta(days=20)
        for limits in ({"people-hurt": 0.5}, {"surface-rejects": 0.3}):
            with pytest.raises(ValidationError, match="limit_"):
                take_up(made, limits, starts_on=late)
        usual = made.metrics["surface-rejects"].tolerance
        assert take_up(made, {"people-hurt": 0.0, "surface-rejects": usual}, starts_on=late).recorded_late

    @pytest.mark.parametrize("tolerance", [0.0075, 0.0125, 0.05])
    def test_what_the_form_fills_in_is_not_another_limit(self, made: make.Made, tolerance: float) -> None:
        metric = made.metrics["surface-rejects"]
        metric.tolerance = tolerance
        metric.save()
        shown = round(tolerance * 100, 1) / 100
        late = make.TODAY - datetime.timedelta(days=20)
        assert take_up(made, {"surface-rejects": shown}, starts_on=late).recorded_late

    def test_of_what_has_no_better_side_none_is_agreed(self, made: make.Made) -> None:
        make.metric("roll-gap", list(made.trades.values()), direction="band")
        way = make.experience(made)
        way.touches.add(Metric.objects.get(slug="roll-gap"))
        for language, said in (("en", "without a better side"), ("zh-hans", "不分好坏方向")):
            with translation.override(language), pytest.raises(ValidationError, match=said):
                actions.take_up(
                    way, made.workshops["dalian-medium-section"], by=None, starts_on=make.TODAY,
                    tolerances={"roll-gap": 0.1},
                )  # fmt: skip


def counted(made: make.Made, rate: float, after: float = 1.0, seed: int = 4) -> None:
    """People hurt a week at every mill, and at Dalian `after` times as many from the start on."""
    chance = np.random.default_rng(seed)
    for plant in weeks.PLANTS:
        rates = np.where((np.arange(120) >= START) & (plant == "dalian"), rate * after, rate)
        cases = chance.poisson(rates).astype(float)
        store(made, f"{plant}-medium-section", cases, "people-hurt", exposure=[HOURS] * 120, n=cases.tolist())


def read(made: make.Made, limit: float) -> tuple[dict[str, object], str]:
    """What is stored of people hurt at the adopter, and what its row says."""
    adoption = make.adoption(
        made, make.experience(made, origin="plant-f"), starts_on=day(START), decided_on=day(START),
        tolerances={"people-hurt": limit},
    )  # fmt: skip
    adoption = actions.start(actions.review_risk(adoption, by=None), by=None)
    measure(adoption)
    guardrail = adoption.guardrails.get(metric__slug="people-hurt", workshop=adoption.workshop)
    page = queries.effect_page(adoption, made.person("dalian", "workshop_head"))
    here = guardrail.metric, guardrail.workshop
    own = tuple(each for each in page.guardrails if (each.metric, each.workshop) == here)
    with translation.override("en"):
        said = presenting.guardrails(own)["rows"][0]["reading_note"]
    return guardrail.measurements.get(is_current=True).result, said


class TestClaimed:
    def test_with_many_cases_the_claim_is_borne_out_and_said_with_its_limit(self, made: make.Made) -> None:
        counted(made, 3.0)
        result, said = read(made, 0.5)
        assert (result["reading"], result["exposure_needed"]) == ("no_harm_seen", 0.0)
        assert "1.50 were agreed as the limit" in said

    def test_with_fewer_it_is_not_and_the_exposure_still_needed_stands_beside_it(self, made: make.Made) -> None:
        counted(made, 0.6, seed=7)
        result, said = read(made, 0.9)
        assert result["reading"] == "not_enough_data"
        needed = result["exposure_needed"]
        assert isinstance(needed, float) and 0 < needed < 160 * 4 * HOURS
        assert "1.90 were agreed as the limit" in said
        assert "are needed to tell, if no more are hurt than before" in said

    def test_where_too_few_came_before_it_says_that_nobody_will_ever_tell(self, made: make.Made) -> None:
        counted(made, 0.1)
        result, said = read(made, 0.2)
        assert (result["reading"], result["exposure_needed"]) == ("not_enough_data", None)
        assert "Too few came to harm before the start ever to tell." in said

    def test_a_limit_makes_no_alarm_later(self, made: make.Made) -> None:
        counted(made, 1.0, after=4.0)
        loose, said = read(made, 2.0)
        assert loose["reading"] == "harmful"
        assert "3 were agreed as the limit" in said
        Adoption.objects.all().delete()
        none, said = read(made, 0.0)
        assert loose["alarm_on"] == none["alarm_on"] is not None
        assert "agreed" not in said


@pytest.mark.parametrize(
    ("language", "surely"), [("en", "Surely no more than 1.79 times"), ("zh-hans", "有把握不超过1.79倍")]
)
def test_on_watch_inside_the_limit_it_is_said_and_no_more_work_is_asked_for(
    made: make.Made, language: str, surely: str
) -> None:
    metric, place = made.metrics["people-hurt"], made.workshops["dalian-medium-section"]
    metric.exposure_unit = words("工时", "hours")
    seen = Counted(seen=119, people=119, expected=100.0, ratio=None, weeks=26)

    def said(reading: str, at_most: float, needed: float | None) -> str:
        found = GuardrailReading(
            metric, place, "", reading, limit=2.0, counted=seen, at_most=at_most, exposure_needed=needed
        )
        with translation.override(language):
            return str(presenting.guardrails((found,))["rows"][0]["reading_note"])

    more = {"en": "are needed to tell", "zh-hans": "才能"}[language]
    inside = said("watch", 1.79, 0.0)
    assert surely in inside
    assert more not in inside
    assert surely not in said("harmful", 1.79, 0.0)
    assert more not in said("watch", 3.2, 0.0)
    assert more in said("watch", 3.2, 500.0)


@given(rate=st.floats(0.05, 20.0), tolerance=st.floats(0.05, 2.0), peers=st.integers(0, 4), seed=st.integers(0, 2**16))
@settings(max_examples=40, deadline=None)
def test_a_wider_limit_never_takes_longer_and_nothing_is_needed_only_where_it_can_be_claimed(
    rate: float, tolerance: float, peers: int, seed: int
) -> None:
    events = np.random.default_rng(seed).poisson(rate, (1 + peers, 26))
    hours = np.full(events.shape, 1000.0)

    def found(agreed: float) -> effects.CountWatch:
        return effects.watch_counts(events, hours, 0, 13, horizon=39, tolerance=agreed)

    narrow, wide = found(tolerance), found(2 * tolerance)
    needed = [np.inf if each.exposure_needed is None else each.exposure_needed for each in (narrow, wide)]
    assert needed[1] <= needed[0]
    assert narrow.alarm_at == wide.alarm_at
    if narrow.exposure_needed == 0:
        assert narrow.ratio_at_most is not None and narrow.ratio_at_most <= 1 + tolerance + 1e-9


@pytest.mark.parametrize("rate", [2.0, 20.0])
def test_no_harm_is_seldom_claimed_where_the_truth_lies_at_the_limit(rate: float) -> None:
    """Over all looks of three years: one adoption in twenty, give or take three standard errors."""
    chance, claimed, runs = np.random.default_rng(6), 0, 200
    for _ in range(runs):
        events = chance.poisson(rate, (4, 52))
        events[0, 13:] = chance.poisson(2 * rate, 39)
        course = counts._course(events.astype(float), np.ones((4, 52)), 0, 13, np.arange(13, 52))
        seen = np.cumsum(events[0, 13:])
        claimed += bool((claims.at_most(seen, course.expected, course.weight) <= 2).any())
    assert claimed / runs <= 0.05 + 3 * (0.05 * 0.95 / runs) ** 0.5


def test_the_exposure_said_to_be_needed_suffices_four_times_in_five() -> None:
    """Let so many more looks come with nothing changed: the claim is made then in at least about the share promised."""
    chance = np.random.default_rng(12)
    before = chance.poisson(2.5, (4, 19))
    now = effects.watch_counts(before, np.full((4, 19), 1.0), 0, 13, tolerance=1.0)
    assert now.exposure_needed and now.expected
    looks = int(now.exposure_needed)
    rates = np.concatenate([[now.expected / 6], before[1:, 13:].mean(axis=1)])  # at the rates that are expected
    claimed = 0
    for _ in range(100):
        events = np.hstack([before, chance.poisson(rates[:, None], (4, looks))])
        later = effects.watch_counts(events, np.ones(events.shape), 0, 13, tolerance=1.0)
        claimed += later.ratio_at_most is not None and later.ratio_at_most <= 2.0
    assert claimed >= 70
