"""Cards of the demo brought in through the verbs, by those who wrote, tapped, answered and tried."""

import datetime
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from huzhu.cards import actions
from huzhu.cards.models import Card
from huzhu.demo import story_cards
from huzhu.demo.saying import told
from huzhu.demo.timeline import LAST
from huzhu.experiences.models import Experience
from huzhu.metrics import queries as metric_queries
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.workshops.models import Workshop

S = Card.State
RECENT_WEEKS = 4


def _at(moment: datetime.datetime | None) -> datetime.datetime | None:
    return timezone.make_aware(moment) if moment else None


def _person(username: str) -> Person:
    return Person.objects.get(username=username)


def found(one: story_cards.Card) -> Card | None:
    """The card in the tables, if it is there already."""
    return Card.objects.filter(workshop__slug=one.workshop, issued_at=_at(one.at)).first()


@transaction.atomic
def put_up(one: story_cards.Card) -> Card:
    """Write, tap, take on, answer, try, close: as far as the story goes. What is there already stays."""
    card = found(one) or _ask(one)
    if one.across_by and card.across_at is None:
        card = actions.send_across(card, by=_person(one.across_by), at=_at(one.across_at))
    if one.taken_on_by and card.state == S.ISSUED:
        card = actions.acknowledge_card(card, by=_person(one.taken_on_by), at=_at(one.taken_on_at))
    for answer in one.answers[card.answers.counting().count() :]:
        said = {"text": told(answer.text), "preconditions": told(answer.needs), "risk": told(answer.risk)}
        way = Experience.objects.filter(slug=answer.way).first()
        given = actions.answer_card(card, by=_person(answer.by), experience=way, at=_at(answer.at), **said)
        if answer.tried_at:
            actions.try_answer(given, by=_person(one.by), at=_at(answer.tried_at))
    card = Card.objects.get(pk=card.pk)
    if one.closed_at and card.state == S.TRIED:
        ended = {"result": told(one.result), "thanks": told(one.thanks), "at": _at(one.closed_at)}
        actions.close_card(card, by=_person(one.by), outcome="solved", **ended)
    return Card.objects.get(pk=card.pk)


def _ask(one: story_cards.Card) -> Card:
    workshop = Workshop.objects.select_related("plant", "trade").get(slug=one.workshop)
    return actions.ask(
        workshop,
        by=_person(one.by),
        at=_at(one.at),
        kind=one.kind,
        title=told(one.title),
        what=told(one.what),
        tried=told(one.tried),
        machine=told(one.machine),
        to=Workshop.objects.filter(slug__in=one.to),
        to_all=one.to_all,
        urgency=one.urgency,
        wanted_help=one.wants,
        metric=Metric.objects.filter(slug=one.metric).first(),
        value_now=one.value if one.value is not None else _own_value(workshop, one),
        value_wanted=one.wanted,
        bad_since_on=one.since,
        experience=Experience.objects.filter(slug=one.way).first(),
        is_illustrative=True,
    )


def _own_value(workshop: Workshop, one: story_cards.Card) -> float | None:
    """Where the asker stands, as the form fills it in: only on the last days, before which no comparison was stored."""
    if one.at.date() < LAST - datetime.timedelta(weeks=RECENT_WEEKS):
        return None
    rows = metric_queries.indicator_rows(workshop, _person(one.by))
    return next((row.now for row in rows if row.metric.slug == one.metric), None)


def ask_about_roll_change() -> Card:
    """The card from which Dalian's quick roll change came."""
    return put_up(story_cards.ROLL_CHANGE)


def card_behind(experience: str, workshop: str) -> Card | None:
    """The card that led to an adoption of the story, where there is one."""
    one = story_cards.ROLL_CHANGE
    ways = {answer.way for answer in one.answers}
    return found(one) if workshop == one.workshop and experience in ways else None


def lay_on_the_board(say: Callable[[int, int], None]) -> None:
    """What lies open on the last day, in the order in which it was written."""
    for number, card in enumerate(sorted(story_cards.OPEN, key=lambda each: each.at), start=1):
        put_up(card)
        say(number, len(story_cards.OPEN))
