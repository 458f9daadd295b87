"""The clocks of a card and its ladder, in the alliance's time, with days of rest left out; who hears at each step."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from huzhu import work
from huzhu.cards import actions, clocks, escalating
from huzhu.cards.models import Card
from huzhu.notices.models import Notice
from huzhu.words import words
from huzhu.workshops.models import Alliance
from tests import make

pytestmark = pytest.mark.django_db
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
FRIDAY = datetime.date(1958, 8, 22)


def at(day: datetime.date, hour: int = 9) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def asked(made: make.Made, urgency: str, **values: object) -> Card:
    """Asked by Dalian's head of Benxi's mill on a Friday morning."""
    return actions.ask(
        made.workshops["dalian-medium-section"],
        by=made.people["dalian-workshop_head"],
        title=words(en="Help"),
        to=[made.workshops["benxi-medium-section"]],
        urgency=urgency,
        at=at(FRIDAY),
        **values,
    )


@pytest.fixture
def made() -> make.Made:
    return make.alliance(("dalian", "benxi"))


# From the domain paper 2.3: acknowledge 4 h / 1 / 2 working days, first answer 1 / 3 / 5; Friday, then a weekend.
@pytest.mark.parametrize(
    ("urgency", "acknowledge", "answer"),
    [
        ("safety", at(FRIDAY) + 4 * HOUR, at(FRIDAY) + 3 * DAY),
        ("urgent", at(FRIDAY) + 3 * DAY, at(FRIDAY) + 5 * DAY),
        ("ordinary", at(FRIDAY) + 4 * DAY, at(FRIDAY) + 7 * DAY),
    ],
)
def test_clocks_by_urgency(
    made: make.Made, urgency: str, acknowledge: datetime.datetime, answer: datetime.datetime
) -> None:
    times = clocks.deadlines(asked(made, urgency))
    assert (times.acknowledge, times.answer) == (acknowledge, answer)
    assert times.broadcast is not None
    assert times.broadcast > answer


def test_the_alliance_may_set_another_length(made: make.Made) -> None:
    Alliance.objects.update(clocks={"card.acknowledge.safety": 2})
    assert clocks.deadlines(asked(made, "safety")).acknowledge == at(FRIDAY) + 2 * HOUR


def test_working_days_are_those_of_the_plant_asked(made: make.Made) -> None:
    benxi = made.plants["benxi"]
    benxi.days_off = [(FRIDAY + 3 * DAY).isoformat()]
    benxi.save()
    assert clocks.deadlines(asked(made, "urgent")).acknowledge == at(FRIDAY) + 4 * DAY


def test_what_happens_stops_a_clock(made: make.Made) -> None:
    card = asked(made, "ordinary")
    card = actions.acknowledge_card(card, by=made.person("benxi", "workshop_head"), at=at(FRIDAY) + HOUR)
    assert clocks.deadlines(card).acknowledge is None
    assert clocks.deadlines(card).answer is not None
    make.answer(made, card, at=at(FRIDAY) + 2 * HOUR)
    times = clocks.deadlines(Card.objects.get())
    assert (times.answer, times.broadcast) == (None, None)
    assert times.feedback == at(FRIDAY) + 2 * HOUR + 30 * DAY


def test_offers_and_cards_inside_the_plant_do_not_climb(made: make.Made) -> None:
    offer = asked(made, "ordinary", kind="offer", what=words(en="A template"))
    assert clocks.deadlines(offer).steps == ((1, None), (2, None), (3, None))
    waiting = actions.ask(
        made.workshops["dalian-medium-section"],
        by=made.people["dalian-operator"],
        title=words(en="Help"),
        to=[made.workshops["benxi-medium-section"]],
        at=at(FRIDAY),
    )
    assert waiting.waits_for_head
    assert clocks.next_due(waiting) is None


def level_on(card: Card, day: int) -> int:
    return clocks.level(Card.objects.get(pk=card.pk), at(FRIDAY) + day * DAY)


def test_the_ladder_is_climbed_step_by_step(made: make.Made) -> None:
    card = asked(made, "ordinary")
    # two working days: Tuesday; five: Friday a week later; ten: the Friday after that
    assert [level_on(card, day) for day in (0, 3, 4, 6, 7, 13, 14, 40)] == [0, 0, 1, 1, 2, 2, 3, 3]


def told(since: int, role: str) -> set[str]:
    """Places whose people of this role have been told since the notice `since`."""
    rows = Notice.objects.filter(pk__gt=since, person__seats__role=role).select_related("person")
    return {row.person.username for row in rows}


def newest() -> int:
    return Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def move_to(day: int) -> None:
    Alliance.objects.update(clock_on=FRIDAY + day * DAY)


def test_those_newly_concerned_are_told_once(made: make.Made) -> None:
    card = asked(made, "ordinary")
    assert told(0, "workshop_head") == {"benxi-workshop_head"}
    for day, role, names in (
        (5, "chief_engineer", {"benxi-chief_engineer"}),
        (8, "secretariat", {"secretariat"}),
        (15, "workshop_head", {"benxi-workshop_head"}),
    ):
        move_to(day)
        before = newest()
        work.do_due_work()
        assert told(before, role) == names, day
        after = newest()
        work.do_due_work()
        assert newest() == after, "told twice"
    card.refresh_from_db()
    assert (card.told_level, card.due_at) == (3, None)


def test_several_steps_missed_are_all_told(made: make.Made) -> None:
    asked(made, "safety")
    move_to(30)
    work.do_due_work()
    assert told(0, "chief_engineer") == {"benxi-chief_engineer"}
    assert told(0, "secretariat") == {"secretariat"}
    assert all(row.urgency == Notice.Urgency.DANGER for row in Notice.objects.filter(about="card:1"))


def test_a_card_on_the_last_step_is_everybodys(made: make.Made) -> None:
    stranger = make.person("stranger", "workshop_head", workshop=_third_plant(made))
    card = asked(made, "ordinary")
    assert not Card.objects.visible_to(stranger).exists()
    move_to(15)
    work.do_due_work()
    assert Card.objects.visible_to(stranger).get() == card
    answer = actions.answer_card(
        card, by=stranger, text=words(en="So"), preconditions=words(en="None"), risk=words(en="None")
    )
    assert answer.workshop is not None
    assert answer.workshop.slug == "plant-c-medium-section"


def _third_plant(made: make.Made) -> object:
    make._plant(made, "plant-c")
    return made.workshops["plant-c-medium-section"]


def test_an_asker_who_says_nothing_is_reminded_once(made: make.Made) -> None:
    card = asked(made, "ordinary")
    answer = make.answer(made, card, at=at(FRIDAY) + HOUR)
    move_to(31)
    before = newest()
    work.do_due_work()
    assert told(before, "workshop_head") == {"dalian-workshop_head"}
    assert newest() == before + 1
    work.do_due_work()
    assert newest() == before + 1
    actions.try_answer(answer, by=made.person("dalian", "workshop_head"))
    card.refresh_from_db()
    assert card.reminded_at is None, "having tried it, the asker is asked again whether it helped"
    assert card.due_at is not None


def test_nothing_is_due_while_the_alliances_clock_stands_before_it(made: make.Made) -> None:
    asked(made, "ordinary")
    move_to(1)
    assert not escalating.ready().exists()
    assert work.do_next() is None
