# ruff: noqa: E501 (a table reads better with one row a line)
"""Two rounds of the demo: machine against machine, as it was before, and workshop against workshop after the fifth
conference. That the conference decided this stands in the article; days, indicators and weights are illustrative.

Who stands where is nowhere written here: it is counted from the readings, the adoptions, the contracts and the dangers.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from huzhu.adoptions.models import Adoption
from huzhu.competitions import counting, drafting, running
from huzhu.competitions.helped import helpers_of
from huzhu.competitions.helping import confirm_help
from huzhu.competitions.lasting import Confirmation
from huzhu.competitions.models import Round
from huzhu.conferences.decided import Resolution
from huzhu.demo.story import head_of
from huzhu.demo.timeline import LAST
from huzhu.metrics.models import Metric
from huzhu.people.models import Person, Seat
from huzhu.words import words
from huzhu.workshops.actions import found_alliance
from huzhu.workshops.models import Alliance, Plant, Trade, Workshop

TRADE = "section-rolling"
MACHINES, WORKSHOPS = "section-rolling-lines-1958-second-quarter", "section-rolling-1958-second-half"
day = datetime.date


@contextmanager
def _on(when: datetime.date) -> Iterator[None]:
    """The alliance's clock stands at that day, then again at the demo's last."""
    alliance = Alliance.objects.get()
    said = {"name": alliance.name, "notice": alliance.notice, "kind": alliance.kind, "by": None}
    found_alliance(clock_on=when, **said)
    try:
        yield
    finally:
        found_alliance(clock_on=LAST, **said)


def _holder(role: str) -> Person:
    return Seat.objects.filter(role=role).select_related("person").order_by("pk")[0].person


def _indicators(*wanted: tuple[str, float]) -> Sequence[tuple[Metric, float]]:
    found = {each.slug: each for each in Metric.objects.all()}
    return [(found[slug], weight) for slug, weight in wanted]


def compete(say: Callable[[int, int], None]) -> None:
    """What is done already is passed over."""
    steps = (_draft_machines, _run_machines, _thank, _draft_workshops, _run_workshops)
    for number, step in enumerate(steps, start=1):
        step()
        say(number, len(steps))


# Machine against machine


def _draft_machines() -> None:
    if Round.objects.filter(slug=MACHINES).exists():
        return
    with transaction.atomic(), _on(day(1958, 3, 28)):
        round_ = drafting.draft_round(
            Trade.objects.get(slug=TRADE),
            by=_holder("secretariat"),
            kind=Round.Kind.EQUIPMENT,
            slug=MACHINES,
            title=words("型钢轧机设备竞赛，一九五八年第二季度", "Rolling lines, second quarter of 1958"),
            note=words(
                "文章所载：第五次会议以前是厂际间设备竞赛。日期、指标和权重为示例。",
                "In the article: before the fifth conference the plants' equipment competed. Days, indicators and weights are illustrative.",
            ),
            starts_on=day(1958, 4, 1),
            ends_on=day(1958, 6, 30),
            baseline=(day(1956, 9, 3), day(1957, 2, 10)),
            indicators=_indicators(("roll-change-time", 0.7), ("trial-scrap", 0.3)),
            weights={"improvement": 60.0, "level": 40.0, "fulfilment": 0.0, "help": 0.0},
            award=words("流动红旗，挂在那台轧机上", "The circulating banner, hung at that line"),
            is_illustrative=True,
        )
        _try_and_publish(round_)


def _try_and_publish(round_: Round) -> None:
    secretary = _holder("secretariat")
    counting.try_out(round_)
    drafting.consult(round_, by=secretary)
    for comment in _comments(round_):
        drafting.answer_comment(comment, by=secretary, answer=ANSWERS[comment.workshop.slug])
    drafting.publish(round_, by=_holder("committee"))


def _run_machines() -> None:
    round_ = Round.objects.get(slug=MACHINES)
    secretary, committee = _holder("secretariat"), _holder("committee")
    steps = (
        ("published", day(1958, 4, 1), lambda: running.begin(round_)),
        ("running", day(1958, 7, 4), lambda: running.freeze(round_, by=secretary)),
        ("frozen", day(1958, 7, 10), lambda: _check_and_appraise(round_, secretary)),
        ("appraised", day(1958, 7, 11), lambda: running.open_objections(round_, by=secretary)),
        ("objection", day(1958, 7, 18), lambda: running.finalise(round_, by=committee)),
        ("final", day(1958, 7, 19), lambda: running.award(round_, by=committee)),
        ("awarded", day(1958, 7, 21), lambda: running.close(round_, by=secretary)),
    )
    for state, when, act in steps:
        round_.refresh_from_db()
        if round_.state == state:
            with transaction.atomic(), _on(when):
                act()


def _check_and_appraise(round_: Round, secretary: Person) -> None:
    """Each plant's engineers look at the next plant's figures."""
    plants = list(Plant.objects.order_by("pk"))
    for standing in round_.standings.select_related("workshop__plant"):
        other = plants[(plants.index(standing.workshop.plant) + 1) % len(plants)]
        by = Seat.objects.filter(role="chief_engineer", plant=other).select_related("person")[0].person
        running.check_standing(standing, by=by, finding="换辊记录与读数相符（示例）")
    running.appraise(round_, by=secretary)


# Workshop against workshop

COMMENTS = {
    "plant-c-small-section": words("我们的规格多，换辊次数也多，会不会吃亏？", "We roll many sections and change often. Does that count against us?"),
    "dalian-medium-section": words("帮了别人的也要算，光比自己不公道。", "Help given to others should count. Comparing only oneself is not fair."),
    "benxi-small-section": words("伤了人怎么算？别让人不敢报。", "And when somebody is hurt? Nobody should be afraid to report it."),
}  # fmt: skip
ANSWERS = {
    "plant-c-small-section": words("换辊时间按品种折算到同一口径，比的是每次换辊，不比次数。", "Roll change is set on one mix of products, and each change counts, not how many there are."),
    "dalian-medium-section": words("帮人见效占五十分，受帮的车间点头、读数见效才算。", "Help that worked brings half of the points, once the receiver says so and the readings show it."),
    "benxi-small-section": words("受伤人数不进分数。瞒报的不评奖，报险情的加分。", "People hurt are no points. Who conceals gets no award; who reports a danger gets points."),
}  # fmt: skip


def _thank() -> None:
    """The workshops that were helped say so, each for what it took up."""
    mills = Workshop.objects.filter(trade__slug=TRADE)
    taken = Adoption.objects.under_measurement().filter(workshop__in=mills, ended_on=None)
    with transaction.atomic():
        for adoption in taken.select_related("workshop__plant", "experience__origin__plant").order_by(
            "starts_on", "pk"
        ):
            said = set(Confirmation.objects.filter(adoption=adoption).values_list("helper_id", flat=True))
            for helper in helpers_of(adoption):
                if helper.pk not in said:
                    by = Person.objects.get(username=head_of(adoption.workshop.slug))
                    confirm_help(adoption, helper, by=by)


def _draft_workshops() -> None:
    if Round.objects.filter(slug=WORKSHOPS).exists():
        return
    with transaction.atomic(), _on(day(1958, 8, 27)):
        round_ = drafting.draft_round(
            Trade.objects.get(slug=TRADE),
            by=_holder("secretariat"),
            slug=WORKSHOPS,
            resolution=Resolution.objects.get(conference__ordinal=5, number=1),
            title=words("型钢轧制同工种车间竞赛，一九五八年下半年", "Section rolling, second half of 1958"),
            note=words(
                "文章所载：第五次会议决定把厂际间设备竞赛发展为厂际同工种车间的竞赛。日期、指标、权重和读数为示例。",
                "In the article: the fifth conference decided to develop the competition of equipment into one among workshops of the same trade. Days, indicators, weights and readings are illustrative.",
            ),
            starts_on=day(1958, 9, 1),
            ends_on=day(1959, 2, 28),
            baseline=(day(1956, 9, 3), day(1957, 6, 30)),
            indicators=_indicators(
                ("roll-change-time", 0.4), ("mill-availability", 0.2), ("fuel-per-tonne", 0.2), ("surface-rejects", 0.2)
            ),
            help_since_on=day(1956, 9, 1),
            award=words(
                "流动红旗一面；最能帮人、进步最大、最好的防护办法各一张奖状",
                "The circulating banner; certificates for the most helpful, the biggest improver and the best remedy",
            ),
            is_illustrative=True,
        )
        _try_and_publish(round_)


def _comments(round_: Round) -> list[drafting.RoundComment]:
    """What the crews say; the machines' round went out without a word."""
    if round_.slug != WORKSHOPS:
        return []
    shops = {each.slug: each for each in Workshop.objects.filter(slug__in=COMMENTS)}
    return [
        drafting.comment(round_, shops[slug], by=Person.objects.get(username=head_of(slug)), text=text)
        for slug, text in COMMENTS.items()
    ]


def _run_workshops() -> None:
    round_ = Round.objects.get(slug=WORKSHOPS)
    if round_.state == Round.State.PUBLISHED:
        with transaction.atomic(), _on(day(1958, 9, 1)):
            running.begin(round_)
    round_.refresh_from_db()
    if round_.state == Round.State.RUNNING and not round_.result:
        counting.count(round_)
    Round.objects.filter(slug__in=(MACHINES, WORKSHOPS)).update(due_at=None)
