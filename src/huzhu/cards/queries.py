"""Questions across cards: whom they wait for, who could help, which are alike. Only what the reader may see."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from huzhu.cards import clocks as card_clocks
from huzhu.cards import rules
from huzhu.cards.models import Answer, Card, CardQuerySet
from huzhu.metrics import queries as metric_queries
from huzhu.metrics.models import Metric
from huzhu.metrics.shown import Strength
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops import clocks
from huzhu.workshops.models import Workshop

FULL = 4  # cards that wait for one workshop by name; more would be a burden
MOST_COMPARED = 2000  # of the newest cards when looking for like ones
LATIN = re.compile(r"[a-z0-9]+")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
COMMON = frozenset(
    "the a an of to in on at is are it do does how you we your our what which who and or for with".split()  # noqa: SIM905
)
COMMON_PAIRS = frozenset("我们 你们 他们 怎么 什么 没有 一个 这个 那个 可以 时候 自己".split())  # noqa: SIM905


# Whose turn is it


def workshops_of(person: Person) -> list[Workshop]:
    """The workshops a reader speaks for: those of their seats, or of their plants for the offices of a plant."""
    own = [seat.workshop for seat in person.seats_now if seat.workshop_id and seat.workshop]
    if own:
        return own
    if person.holds(*rules.PLANT):
        return list(Workshop.objects.filter(plant__in=person.plants).select_related("plant", "trade"))
    return []


def waiting_for(person: Person) -> list[Card]:
    """Open questions asked of the reader's workshops that nobody has answered yet, the longest waiting first."""
    places = workshops_of(person)
    cards = Card.objects.visible_to(person).waiting().filter(kind=Card.Kind.ASK).asked_of(places)
    return list(in_full(cards).order_by("issued_at", "pk")) if places else []


def to_be_tapped(person: Person) -> list[Card]:
    """Cards of the reader's plant that wait for their tap to go to other plants."""
    return [each for each in in_full(_not_across(person)) if _may_tap(person, each)]


def _not_across(person: Person) -> CardQuerySet:
    return Card.objects.visible_to(person).open().filter(across_at=None, workshop__plant__in=person.plants)


def _may_tap(person: Person, card: Card) -> bool:
    return card.waits_for_head and rules.may_send_across(person, card.workshop)


def turn_of_asker(person: Person) -> list[Card]:
    """The reader's own cards that have an answer and wait for their word."""
    own = Card.objects.visible_to(person).filter(state__in=(Card.State.ANSWERED, Card.State.TRIED))
    return [each for each in in_full(own) if each.kind == Card.Kind.ASK and rules.is_asker(person, each)]


def cards_waiting(person: Person) -> int:
    """How many cards wait for the reader: questions asked of them, answers to their own, cards to be sent on."""
    places = workshops_of(person)
    own = Q(asked_by=person) | Q(workshop__in=[each for each in places if person.holds("workshop_head", workshop=each)])
    turn = Q(own, state=Card.State.ANSWERED)
    if places:
        turn |= Card.asks(places) & Q(state__in=Card.WAITING)
    waiting = Card.objects.visible_to(person).filter(turn, kind=Card.Kind.ASK).count()  # every page asks this
    if not person.holds(*rules.SENDERS):
        return waiting
    drafts = _not_across(person).select_related("workshop").prefetch_related("to_workshops")
    return waiting + sum(_may_tap(person, each) for each in drafts)


def in_full(cards: Iterable[Card]) -> Iterable[Card]:
    """With what a list of them shows, so that no card asks again."""
    counted = Count("answers", filter=Q(answers__reply_to=None, answers__taken_back_at=None))
    return (
        cards.select_related(  # type: ignore[attr-defined]
            "workshop__plant", "workshop__trade", "to_trade", "helper__plant", "asked_by", "metric", "experience"
        )
        .prefetch_related("to_workshops__plant")
        .annotate(answer_count=counted)
    )


def is_mine(card: Card, person: Person) -> bool:
    return card.asked_by_id == person.pk or any(
        seat.workshop_id == card.workshop_id for seat in person.seats_now if seat.workshop_id
    )


def waited_since(card: Card) -> datetime.datetime | None:
    return card.since


def late(card: Card) -> bool:
    return card.is_open and card_clocks.is_late(card, clocks.now())


# Who could help


@dataclass(frozen=True)
class Helper:
    """A workshop that could help: clearly stronger in the indicator (`strength`), or known by its answers."""

    workshop: Workshop
    strength: Strength | None
    answered_well: int  # cards solved or partly solved that tried an answer of this workshop
    is_full: bool  # it has many cards waiting already


def likely_helpers(workshop: Workshop, person: Person, metric: Metric | None = None) -> list[Helper]:
    """Who is clearly strong there and not overloaded first; among equals, who has answered well before.

    Without an indicator: workshops of the trade whose answers solved something. Nothing is guessed: nobody stands
    here who is neither clearly better nor has helped.
    """
    well = answered_well(workshop)
    strong: dict[int, Strength] = {}
    if metric is not None:
        for each in metric_queries.strong_where_weak(workshop, person, metric):
            strong.setdefault(each.other.workshop.pk, each)
    places = {each.other.workshop.pk: each.other.workshop for each in strong.values()}
    if metric is None:
        known = Workshop.objects.filter(pk__in=well, trade=workshop.trade_id).select_related("plant", "trade")
        places = {each.pk: each for each in known.exclude(pk=workshop.pk)}
    load = load_of(places)
    helpers = [Helper(each, strong.get(pk), well.get(pk, 0), load.get(pk, 0) >= FULL) for pk, each in places.items()]
    return sorted(helpers, key=lambda each: (each.is_full, -_gap(each), -each.answered_well, each.workshop.pk))


def _gap(helper: Helper) -> float:
    gap = helper.strength.gap.relative if helper.strength else None
    return abs(gap or 0.0)


def load_of(workshops: Iterable[int]) -> dict[int, int]:
    """How many cards wait for each of these workshops by name."""
    named = Card.to_workshops.through.objects.filter(
        workshop__in=list(workshops), card__state__in=(Card.State.ISSUED, Card.State.ACKNOWLEDGED)
    )
    return dict(Counter(named.filter(card__across_at__isnull=False).values_list("workshop", flat=True)))


def answered_well(asker: Workshop) -> dict[int, int]:
    """By workshop: how many cards its tried answers solved, wholly or partly; those inside one plant do not count."""
    solved = (Card.State.CLOSED_SOLVED, Card.State.CLOSED_PARTLY)
    good = Answer.objects.counting().filter(
        chosen_at__isnull=False, card__state__in=solved, card__across_at__isnull=False
    )
    pairs = good.exclude(workshop=None).exclude(workshop=asker).values_list("workshop", "card").distinct()
    return dict(Counter(place for place, _card in pairs))


# Which are alike


def pieces(*texts: Words | str) -> set[str]:
    """Latin words and overlapping Chinese character pairs: what two cards may have in common in either language."""
    found: set[str] = set()
    for text in texts:
        sides = [str(side) for side in text.values()] if isinstance(text, dict) else [text]
        for side in sides:
            low = side.lower()
            found.update(word for word in LATIN.findall(low) if word not in COMMON)
            for run in CHINESE.findall(low):
                found.update(run[at : at + 2] for at in range(len(run) - 1))
    return found - COMMON_PAIRS


def alike(text: str, person: Person, most: int = 3, but: Card | None = None) -> list[Card]:
    """Cards the reader may see that speak of the same, the likest first; pieces that many cards share weigh less."""
    wanted = pieces(text)
    if not wanted:
        return []
    cards = Card.objects.visible_to(person).exclude(state__in=(Card.State.DRAFT, Card.State.WITHDRAWN))
    if but is not None:
        cards = cards.exclude(pk=but.pk)
    rows = list(cards.order_by("-number").values_list("pk", "title", "what")[:MOST_COMPARED])
    of_card = {pk: pieces(title, what) for pk, title, what in rows}
    common = Counter(piece for found in of_card.values() for piece in found & wanted)
    scores = {pk: sum(1.0 / (1 + common[piece]) for piece in found & wanted) for pk, found in of_card.items()}
    least = 0.25 * sum(1.0 / (1 + common[piece]) for piece in wanted if common[piece]) or 1.0
    best = sorted((pk for pk, score in scores.items() if score >= least), key=lambda pk: -scores[pk])
    found = {each.pk: each for each in in_full(Card.objects.visible_to(person).filter(pk__in=best[:most]))}
    return [found[pk] for pk in best[:most]]
