"""An adoption measured from stored weekly series: what is found, what honestly is not, what is watched beside it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import numpy as np
import pytest
from django.utils import timezone

from huzhu import work
from huzhu.adoptions import actions, queries
from huzhu.adoptions.mixes import at_usual_mix
from huzhu.adoptions.models import Adoption, Measurement
from huzhu.adoptions.panels import build_panel, window_for
from huzhu.experiences.models import Experience
from huzhu.journal.models import Entry
from huzhu.metrics.models import Series
from tests import make
from tests.metrics import weeks

pytestmark = pytest.mark.django_db
START = 60  # the week in which Dalian starts


def day(week: int) -> datetime.date:
    return weeks.FIRST + datetime.timedelta(weeks=week)


def store(
    made: make.Made, workshop: str, values: Sequence[float], metric: str = "roll-change-time", **more: object
) -> None:
    """A weekly series as refreshing leaves it."""
    listed = [None if np.isnan(value) else float(value) for value in values]
    fields = {"exposure": [None] * len(listed), "n": [None if value is None else 7 for value in listed], **more}
    Series.objects.create(
        metric=made.metrics[metric], workshop=made.workshops[workshop], first_week=weeks.FIRST, values=listed,
        updated_at=timezone.now(), **fields,
    )  # fmt: skip


def peers(made: make.Made, level: float = 100.0) -> None:
    for seed, plant in enumerate(weeks.PLANTS[1:], start=1):
        store(made, f"{plant}-medium-section", weeks.minutes(level + 5 * seed, seed))


def taken_up(
    made: make.Made, at: str = "dalian", week: int = START, taken: Experience | None = None, **more: object
) -> Adoption:
    taken = taken or make.experience(made, origin="plant-f")
    adoption = make.adoption(made, taken, at=at, starts_on=day(week), decided_on=day(week), ramp_weeks=4, **more)
    actions.review_risk(adoption, by=None)
    return actions.start(adoption, by=None)


def page(made: make.Made, adoption: Adoption, plant: str = "dalian"):
    return queries.effect_page(adoption, made.person(plant, "workshop_head"))


def test_nothing_is_judged_before_half_of_the_peers_have_reported() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    late = START + 1
    for seed, plant in enumerate(weeks.PLANTS[1:], start=1):
        until = weeks.WEEKS if seed <= 2 else late
        store(made, f"{plant}-medium-section", weeks.minutes(100.0 + 5 * seed, seed)[:until])
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, START, 0.6))
    adoption = taken_up(made)
    work.do_due_work()
    assert page(made, adoption).evidence == "measuring"
    third = Series.objects.get(workshop=made.workshops["plant-d-medium-section"])
    third.values = [float(value) for value in weeks.minutes(115.0, 3)]
    third.exposure, third.n, third.updated_at = [None] * weeks.WEEKS, [7] * weeks.WEEKS, timezone.now()
    third.save()
    work.do_due_work()
    found = page(made, adoption)
    assert (found.evidence, found.peer_count) == ("verified", 3)


def test_a_true_effect_is_verified_and_its_size_lies_in_the_range() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    peers(made)
    metric = made.metrics["roll-change-time"]
    metric.gain_factor = 1 / 60
    metric.save()
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, START, 0.6))
    adoption = taken_up(made)
    assert work.do_due_work() >= 1  # the measuring, and what other rooms draft from it
    found = page(made, adoption)
    assert (found.status, found.evidence) == ("estimated", "verified"), [x for x in found.checks if x.answer != "yes"]
    relative = found.effect.relative
    assert relative.low < -0.4 < relative.high < 0
    assert found.effect.is_good
    assert found.now == pytest.approx(72, rel=0.15)
    assert found.without.low < 120 < found.without.high
    assert found.won_back.value == pytest.approx(48 * 7 / 60, rel=0.25)
    assert found.baseline_weeks == 52
    assert found.lasting_weeks == weeks.WEEKS - START
    assert found.slipping == "no_sign"
    assert sum(peer.share for peer in found.peers) == pytest.approx(1, abs=0.01)
    assert len(found.chart.observed) == len(found.chart.without)
    assert [each.code for each in queries.story(adoption, made.person("dalian", "operator"))][-1] == "measure"


def test_nothing_is_found_where_nothing_happened() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    peers(made)
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0))
    adoption = taken_up(made)
    work.do_due_work()
    found = page(made, adoption)
    assert found.evidence == "not_shown"
    assert found.effect.relative.low < 0 < found.effect.relative.high


def test_a_bad_spell_before_the_decision_does_not_make_it_look_good() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    peers(made)
    values = weeks.minutes(120.0, 0)
    values[START - 6 : START] *= 1.5  # it was taken up because of these weeks
    store(made, "dalian-medium-section", values)
    adoption = taken_up(made)
    work.do_due_work()
    assert page(made, adoption).evidence == "not_shown"


def test_harm_is_called_harm() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    peers(made)
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, START, 1.4))
    adoption = taken_up(made)
    work.do_due_work()
    found = page(made, adoption)
    assert found.evidence == "harmful"
    assert found.effect.chance_worse > 0.99


def test_too_early_says_when_the_first_reading_comes() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    peers(made)
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0))
    adoption = taken_up(made, week=weeks.WEEKS - 5)
    work.do_due_work()
    found = page(made, adoption)
    assert (found.status, found.evidence, found.effect) == ("too_early", "measuring", None)
    assert found.first_reading_on == day(weeks.WEEKS - 5 + 8)
    assert (found.weeks_gathered, found.weeks_needed) == (5, 8)


def test_before_sixteen_weeks_a_good_result_is_probable_at_most() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    peers(made)
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, weeks.WEEKS - 12, 0.5))
    adoption = taken_up(made, week=weeks.WEEKS - 12)
    work.do_due_work()
    assert page(made, adoption).evidence == "probable"


def test_another_change_in_the_same_weeks_allows_no_sound_comparison() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    peers(made)
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, START, 0.6))
    adoption = taken_up(made)
    other = make.experience(made, origin="plant-e", title=make.words("另一个", "Another way"))
    taken_up(made, taken=other, week=START + 2)
    work.do_due_work()
    found = page(made, adoption)
    assert (found.status, found.reason, found.evidence) == ("no_sound_comparison", "another_change", "")
    assert found.effect is None
    assert found.before > found.after


def test_peers_that_take_it_up_too_stop_being_peers() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    for seed, plant in enumerate(weeks.PLANTS[1:], start=1):
        step = 70 if plant == "benxi" else None
        store(made, f"{plant}-medium-section", weeks.minutes(100.0 + 5 * seed, seed, step, 0.6))
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, START, 0.6))
    taken = make.experience(made, origin="plant-f")
    adoption = taken_up(made, taken=taken)
    taken_up(made, at="benxi", week=70, taken=taken)
    work.do_due_work()
    found = page(made, adoption)
    assert [(each.workshop.plant.slug, each.reason) for each in found.left_out] == [("benxi", "contaminated")]
    assert found.effect.relative.low < -0.4 < found.effect.relative.high
    together = queries.experience_effects(taken, made.person("dalian", "operator")).together
    assert together.studies == 2
    assert together.effect.relative.value == pytest.approx(-0.4, abs=0.06)


def test_a_peer_whose_definition_changed_is_left_out() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    peers(made)
    Series.objects.filter(workshop__plant__slug="plant-c").update(
        breaks=[{"on": day(70).isoformat(), "why": "definition", "number": 2}]
    )
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, START, 0.6))
    adoption = taken_up(made)
    work.do_due_work()
    found = page(made, adoption)
    assert [(each.workshop.plant.slug, each.reason) for each in found.left_out] == [("plant-c", "definition_break")]


def test_what_was_written_down_late_is_never_verified() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    peers(made)
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, START, 0.6))
    adoption = taken_up(made)
    Adoption.objects.update(recorded_late=True)
    work.do_due_work()
    assert page(made, adoption).evidence == "probable"


def test_unchanged_inputs_give_no_new_row_and_changed_ones_keep_the_old() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    peers(made)
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, START, 0.6))
    adoption = taken_up(made)
    work.do_due_work()
    rows, entries = Measurement.objects.count(), Entry.objects.count()
    Adoption.objects.update(due_at=timezone.now())
    assert work.do_due_work() == 1
    assert (Measurement.objects.count(), Entry.objects.count()) == (rows, entries)
    assert work.do_due_work() == 0
    changed = Series.objects.get(workshop__slug="benxi-medium-section")
    changed.values[50] = 333.0
    changed.updated_at = timezone.now()
    changed.save()
    assert work.do_due_work() == 1, "a younger series makes the adoption due by itself"
    own = Measurement.objects.filter(adoption=adoption, guardrail=None)
    assert sorted(own.values_list("is_current", flat=True)) == [False, True]


def test_starting_one_makes_those_due_that_have_it_as_a_peer() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    peers(made)
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, START, 0.6))
    taken = make.experience(made, origin="plant-f")
    first = taken_up(made, taken=taken)
    work.do_due_work()
    second = taken_up(made, at="benxi", week=80, taken=taken)
    assert set(Adoption.objects.exclude(due_at=None)) == {first, second}


def test_a_guardrail_sees_harm_elsewhere_in_the_same_workshop() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    peers(made)
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, START, 0.6))
    for seed, plant in enumerate(weeks.PLANTS):
        values = (
            4.0 + 3 * weeks.noise(seed + 30) + (1.0 * (np.arange(weeks.WEEKS) >= START) if plant == "dalian" else 0)
        )
        store(
            made,
            f"{plant}-medium-section",
            np.round(values, 3),
            metric="surface-rejects",
            exposure=[100.0] * weeks.WEEKS,
        )
    adoption = taken_up(made)
    work.do_due_work()
    rejects = next(each for each in page(made, adoption).guardrails if each.metric.slug == "surface-rejects")
    assert rejects.reading == "harmful"
    assert rejects.change.low > 0
    assert rejects.seen > rejects.expected
    (waiting,) = queries.waiting_guardrails(
        made.person("dalian", "operator"), [made.workshops["dalian-medium-section"]]
    )
    assert waiting[1].metric.slug == "surface-rejects"


def hurt(made: make.Made, plant: str, accidents: Sequence[int]) -> None:
    for task in ("", "ingot-turning"):
        store(
            made, f"{plant}-blooming", [float(each) for each in accidents], metric="people-hurt", task=task,
            n=list(accidents), exposure=[1000.0] * len(accidents),
        )  # fmt: skip


def test_harm_to_people_downstream_is_found_and_its_remedy_proven() -> None:
    """The chain of the article: a gain in casting, people hurt at the blooming mill, a remedy, nobody hurt since."""
    made = make.alliance(plants=weeks.PLANTS[:4])
    made.metrics["ingot-yield"] = make.metric(
        "ingot-yield", [made.trades["ingot-casting"]], kind="share", direction="up"
    )
    random = np.random.default_rng(8)
    for seed, plant in enumerate(weeks.PLANTS[:4]):
        values = 83 + 8 * weeks.noise(seed + 70) + (2.4 * (np.arange(weeks.WEEKS) >= 40) if plant == "benxi" else 0)
        store(made, f"{plant}-casting", np.round(values, 3), metric="ingot-yield", exposure=[500.0] * weeks.WEEKS)
        rate = np.full(weeks.WEEKS, 0.25)
        if plant == "benxi":
            rate[40:70], rate[70:] = 1.6, 0.0
        hurt(made, plant, random.poisson(rate).tolist())
    plate = make.experience(made, origin="dalian", title=make.words("翻钢板", "Turning plate"), product="ingot-turning")
    heads = make.experience(made, origin="plant-c", title=make.words("帽口加热", "Heat the head"))
    Experience.objects.filter(pk=plate.pk).update(metric=made.metrics["people-hurt"], trade=made.trades["blooming"])
    Experience.objects.filter(pk=heads.pk).update(
        metric=made.metrics["ingot-yield"], trade=made.trades["ingot-casting"]
    )
    casting, blooming = made.workshops["benxi-casting"], made.workshops["benxi-blooming"]
    for taken, workshop, week in ((heads, casting, 40), (plate, blooming, 70)):
        taken.refresh_from_db()
        adoption = actions.take_up(
            taken, workshop, by=None, starts_on=day(week), decided_on=day(week), ramp_weeks=2, metric=taken.metric
        )
        actions.review_risk(adoption, by=None)
        actions.start(adoption, by=None)
    Experience.objects.filter(pk=heads.pk).update(remedy=plate)
    heads.refresh_from_db()
    work.do_due_work()
    person = made.person("dalian", "safety_officer")
    heated = Adoption.objects.get(experience=heads)
    danger = next(
        each
        for each in queries.effect_page(heated, person).guardrails
        if each.metric.slug == "people-hurt" and each.workshop == blooming
    )
    assert danger.reading == "harmful"
    assert danger.is_danger
    assert danger.counted.seen > 3 * danger.counted.expected
    chain = queries.chain(heads, person)
    assert [link.code for link in chain] == ["change", "gain", "danger", "remedy", "since"]
    assert chain[1].effect.points.low < 2.4 < chain[1].effect.points.high
    since = chain[-1].counted
    assert since.people == 0
    assert since.expected > 30
    proven = queries.effect_page(Adoption.objects.get(experience=plate), person)
    assert (proven.status, proven.evidence) == ("counted", "verified")
    assert proven.counted.seen == 0
    assert proven.chart.without == ()


def in_products(made: make.Made, workshop: str, level: float, seed: int, dear: Sequence[float], factor: float) -> None:
    """Medium and heavy sections, heavy taking three times as long, `dear[week]` the heavy ones' share of ten changes;
    the table as a plant has it: by product, and all changes together."""
    base = weeks.minutes(level, seed, START, factor) if factor != 1 else weeks.minutes(level, seed)
    heavy = np.round(10 * np.asarray(dear)).astype(int)
    parts = {"medium": (base, 10 - heavy), "heavy": (3 * base, heavy)}
    for product, (values, n) in parts.items():
        shown = np.where(n > 0, values, np.nan)
        store(made, workshop, shown, product=product, n=[int(each) for each in n])
    whole = sum(values * n for values, n in parts.values()) / 10
    store(made, workshop, whole, n=[10] * len(base))


def test_a_workshop_that_turns_to_another_product_is_not_worse_for_it() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    steady = np.full(weeks.WEEKS, 0.2)
    for seed, plant in enumerate(weeks.PLANTS[1:], start=1):
        in_products(made, f"{plant}-medium-section", 100.0 + 5 * seed, seed, steady, 1)
    turned = np.where(np.arange(weeks.WEEKS) >= START, 0.8, 0.2)
    in_products(made, "dalian-medium-section", 120.0, 0, turned, 0.6)
    adoption = taken_up(made)
    assert work.do_due_work() >= 1
    found = page(made, adoption)
    assert (found.status, found.evidence, found.mix_taken_out) == ("estimated", "verified", True)
    assert found.effect.relative.low < -0.4 < found.effect.relative.high < -0.3
    mixed = [0.6 * 120 * 3**share for share in (0.2, 0.8)]  # of sections as before, and as since
    assert mixed[0] < found.now < mixed[1]
    assert len(found.chart.observed) == len(found.chart.without)


def test_how_dear_a_product_is_that_was_never_made_before_is_not_known() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    for seed, plant in enumerate(weeks.PLANTS[1:], start=1):
        in_products(made, f"{plant}-medium-section", 100.0 + 5 * seed, seed, np.full(weeks.WEEKS, 0.2), 1)
    in_products(made, "dalian-medium-section", 120.0, 0, np.where(np.arange(weeks.WEEKS) >= START, 0.8, 0.0), 0.6)
    panel = build_panel(made.metrics["roll-change-time"], made.workshops["dalian-medium-section"])
    watched = at_usual_mix(panel, window_for(taken_up(made), panel, ()), watched=True)
    assert watched.mix_taken_out
    assert (watched.unsure[:START] == 0).all()
    assert (watched.unsure[START:] > 0).all()


def test_readings_that_name_no_product_are_measured_as_they_are() -> None:
    made = make.alliance(plants=weeks.PLANTS)
    peers(made)
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, START, 0.6))
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, START, 0.6), product="medium", n=[1] * weeks.WEEKS)
    store(made, "dalian-medium-section", weeks.minutes(120.0, 0, START, 0.6), product="heavy", n=[1] * weeks.WEEKS)
    adoption = taken_up(made)
    work.do_due_work()
    found = page(made, adoption)
    assert (found.status, found.mix_taken_out) == ("estimated", False)
