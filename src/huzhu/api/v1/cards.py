"""Cards: list, read, ask, take on, answer. Trying and closing are the asker's own word, given on the pages."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from huzhu.api.v1.shapes import REFUSED, Refusal, Slug
from huzhu.cards import actions, queries
from huzhu.cards.models import Answer, Card
from huzhu.experiences.models import Experience
from huzhu.metrics.disclosure import Sight, sight
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.models import Workshop

router = Router(tags=["Cards"])
NOT_THERE = {404: Refusal}
MOST = 500
LARGEST = 2**31 - 1


class TextIn(Schema):
    """Words in Chinese, English or both."""

    zh: Annotated[str, Field(max_length=2000)] = ""
    en: Annotated[str, Field(max_length=2000)] = ""

    @property
    def words(self) -> Words:
        return Words({language: text.strip() for language, text in (("zh", self.zh), ("en", self.en)) if text.strip()})


class CardIn(Schema):
    """A question or an offer. Without `to` and `to_all` it goes to the workshop's trade. Title: 30 Chinese characters
    or 90 letters. It leaves the plant at once if the caller may send it across, else with the head's tap."""

    workshop: Slug
    title: TextIn
    what: TextIn = TextIn()
    tried: TextIn = TextIn()
    machine: TextIn = TextIn()
    kind: Literal["ask", "offer"] = "ask"
    urgency: Literal["safety", "urgent", "ordinary"] = "ordinary"
    to: Annotated[list[Slug], Field(max_length=50)] = []
    to_all: bool = False
    metric: Slug | None = None
    value_now: float | None = None
    value_wanted: float | None = None
    wanted_help: Literal["advice", "drawing", "visit", "people", "material"] = "advice"
    may_quote: bool = True
    experience: Slug | None = None


class AnswerIn(Schema):
    """What helped, what must hold for it to work, what can go wrong; and the experience it is written down in."""

    text: TextIn
    preconditions: TextIn
    risk: TextIn
    experience: Slug | None = None


class AnswerOut(Schema):
    id: int
    workshop: str | None
    text: dict[str, Any]
    preconditions: dict[str, Any]
    risk: dict[str, Any]
    experience: str | None
    at: datetime.datetime
    is_tried: bool


class CardOut(Schema):
    """`values` are null where the indicator is not shown to the caller's plant. `is_across`: it has left its plant."""

    number: int
    kind: str
    state: str
    urgency: str
    workshop: str
    to: list[str]
    to_trade: str | None
    is_across: bool
    title: dict[str, Any]
    what: dict[str, Any]
    tried: dict[str, Any]
    machine: dict[str, Any]
    metric: str | None
    value_now: float | None
    value_wanted: float | None
    value_after: float | None
    experience: str | None
    issued_at: datetime.datetime | None
    answered_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    result: dict[str, Any]
    is_late: bool


class WholeCardOut(CardOut):
    answers: list[AnswerOut]


@router.get("/cards", response={200: list[CardOut], **REFUSED}, url_name="list_cards", summary="Cards")
def list_cards(
    request: HttpRequest, state: str | None = None, workshop: Slug | None = None, waits_for_me: bool = False
) -> Any:
    """The newest first. `waits_for_me`: unanswered questions asked of the caller's workshops."""
    person = request.auth
    if waits_for_me:
        found = [card for card in queries.waiting_for(person) if state is None or card.state == state]
        found = [card for card in found if workshop is None or card.workshop.slug == workshop]
        return [_card(each, person) for each in found[:MOST]]
    cards = queries.in_full(Card.objects.visible_to(person).exclude(state=Card.State.DRAFT))
    if state is not None:
        cards = cards.filter(state=state)
    if workshop is not None:
        cards = cards.filter(workshop__slug=workshop)
    return [_card(each, person) for each in cards[:MOST]]


@router.get(
    "/cards/{int:card}", response={200: WholeCardOut, **REFUSED, **NOT_THERE}, url_name="get_card", summary="One card"
)
def get_card(request: HttpRequest, card: int) -> Any:
    return _whole(_find(request.auth, card), request.auth)


@router.post("/cards", response={201: WholeCardOut, **REFUSED}, url_name="post_card", summary="Ask or offer")
def post_card(request: HttpRequest, card: CardIn) -> Any:
    """Writes and sends a card in the name of a workshop of the caller. Send an `Idempotency-Key` with it."""
    person = request.auth
    texts = {name: getattr(card, name).words for name in ("title", "what", "tried", "machine")}
    plain = ("kind", "urgency", "to_all", "value_now", "value_wanted", "wanted_help", "may_quote")
    made = actions.ask(
        _named(Workshop.objects.visible_to(person).select_related("plant", "trade"), "workshop", card.workshop),
        by=person,
        to=[_named(Workshop.objects.visible_to(person), "to", each) for each in card.to],
        metric=_named(Metric.objects.visible_to(person), "metric", card.metric),
        experience=_named(Experience.objects.visible_to(person), "experience", card.experience),
        **texts,
        **{name: getattr(card, name) for name in plain},
    )
    return 201, _whole(made, person)


@router.post(
    "/cards/{int:card}/acknowledge",
    response={200: WholeCardOut, **REFUSED, **NOT_THERE},
    url_name="acknowledge_card",
    summary="Take a card on",
)
def acknowledge_card(request: HttpRequest, card: int) -> Any:
    found = _find(request.auth, card)
    return _whole(actions.acknowledge_card(found, by=request.auth), request.auth)


@router.post(
    "/cards/{int:card}/answers",
    response={201: WholeCardOut, **REFUSED, **NOT_THERE},
    url_name="answer_card",
    summary="Answer a card",
)
def answer_card(request: HttpRequest, card: int, answer: AnswerIn) -> Any:
    person = request.auth
    found = _find(person, card)
    way = _named(Experience.objects.visible_to(person), "experience", answer.experience)
    said = {name: getattr(answer, name).words for name in ("text", "preconditions", "risk")}
    actions.answer_card(found, by=person, experience=way, **said)
    return 201, _whole(_find(person, card), person)


def _find(person: Person, number: int) -> Card:
    cards = Card.objects.visible_to(person).select_related("workshop", "to_trade", "metric", "experience")
    return get_object_or_404(cards, number=min(number, LARGEST))


def _named(things: Any, field: str, slug: str | None) -> Any:
    """What a slug in the body stands for; one that the caller cannot see does not exist."""
    if slug is None:
        return None
    found = things.filter(slug=slug).first()
    if found is None:
        raise ValidationError({field: _("There is no such thing.")})
    return found


def _card(card: Card, person: Person) -> dict[str, Any]:
    metric = card.metric
    may_see = metric is None or sight(metric, card.workshop.plant_id, person) >= Sight.SUMMARY
    names = ("number", "kind", "state", "urgency", "is_across", "title", "what", "tried", "machine", "result")
    values = ("value_now", "value_wanted", "value_after")
    return {
        **{name: getattr(card, name) for name in (*names, "issued_at", "answered_at", "ended_at")},
        **{name: getattr(card, name) if may_see else None for name in values},
        "workshop": card.workshop.slug,
        "to": [each.slug for each in card.to_workshops.all()],
        "to_trade": card.to_trade.slug if card.to_trade else None,
        "metric": metric.slug if metric else None,
        "experience": card.experience.slug if card.experience else None,
        "is_late": queries.late(card),
    }


def _whole(card: Card, person: Person) -> dict[str, Any]:
    given = Answer.objects.visible_to(person).counting().filter(card=card).select_related("workshop", "experience")
    return _card(card, person) | {"answers": [_answer(each) for each in given]}


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        **{name: getattr(answer, name) for name in ("text", "preconditions", "risk", "at")},
        "id": answer.pk,
        "workshop": answer.workshop.slug if answer.workshop else None,
        "experience": answer.experience.slug if answer.experience else None,
        "is_tried": answer.chosen_at is not None,
    }
