"""A card as it lies on the board, on Home, on a wall: who asks what, how long it has waited, why it is shown to you."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions import queries as adoption_queries
from huzhu.adoptions.models import Adoption
from huzhu.adoptions.shown import EffectPage
from huzhu.cards import queries
from huzhu.cards.models import Answer, Card
from huzhu.metrics import queries as metric_queries
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import effects as words
from huzhu.workshops import clocks

LONGEST_QUOTE = 60
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
S = Card.State


@dataclass(frozen=True)
class Reader:
    """Whose eyes: the workshops they speak for, and where these are clearly strong ((metric, workshop) pairs)."""

    person: Person
    workshops: frozenset[int]
    trades: frozenset[int]
    strong: frozenset[tuple[int, int]]


def reader_of(person: Person, look: metric_queries.Look | None = None) -> Reader:
    """`look`: the comparisons of the reader's workshop, where the page has read them already."""
    places = queries.workshops_of(person)
    strong = {
        (each.metric.pk, each.other.workshop.pk)
        for place in places[:3]
        for each in metric_queries.weak_where_strong(
            place, person, look=look if look is not None and look.own == place else None
        )
        if each.own.verdict == "clearly_better"
    }
    trades = {place.trade_id for place in places}
    return Reader(person, frozenset(place.pk for place in places), frozenset(trades), frozenset(strong))


def is_asked_of(card: Card, reader: Reader) -> bool:
    return any(place.pk in reader.workshops for place in card.to_workshops.all())


def is_strong(card: Card, reader: Reader) -> bool:
    return (card.metric_id, card.workshop_id) in reader.strong


def fits(card: Card, reader: Reader) -> bool:
    """A card that waits for somebody like the reader: asked by name or by trade, or of what they are strong in."""
    if card.workshop_id in reader.workshops or card.kind != Card.Kind.ASK:
        return False
    if card.state not in (S.ISSUED, S.ACKNOWLEDGED):
        return False
    by_trade = card.to_trade_id in reader.trades and (card.is_across or card.workshop.plant_id in reader.person.plants)
    return is_asked_of(card, reader) or by_trade or is_strong(card, reader)


def age(since: datetime.datetime | None, now: datetime.datetime) -> str:
    """5 hours, 6 days."""
    if since is None:
        return ""
    hours = max(int((now - since).total_seconds() // 3600), 0)
    if hours < 1:
        return _("less than an hour")
    if hours < 24:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}


def waiting(since: datetime.datetime | None, now: datetime.datetime) -> str:
    """Waiting 6 days."""
    hours = max(int((now - since).total_seconds() // 3600), 0) if since else 0
    if hours < 24:
        return ngettext("Waiting %(count)s hour", "Waiting %(count)s hours", max(hours, 1)) % {"count": max(hours, 1)}
    return ngettext("Waiting %(count)s day", "Waiting %(count)s days", hours // 24) % {"count": hours // 24}


def spelt(count: int) -> str:
    """A count that begins a sentence: Three, 三; two of something is 两."""
    if wording.is_chinese():
        return "两" if count == 2 else wording.small_number(count)
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def number_of(card: Card) -> str:
    return _("No. %(number)s") % {"number": card.number}


def tiles(cards: Iterable[Card], reader: Reader) -> list[dict[str, Any]]:
    """The cards as boxes, in the order given; answers, adoptions and effects are fetched for all at once."""
    several = list(cards)
    answers: dict[int, Answer] = {}
    said = Answer.objects.counting().filter(card__in=several).select_related("workshop__plant", "experience")
    for answer in said.order_by("at"):
        if answer.card_id not in answers or answer.chosen_at:
            answers[answer.card_id] = answer
    effects = effects_of(several, reader.person)
    now = clocks.now()
    return [_tile(card, answers.get(card.pk), effects.get(card.pk), reader, now) for card in several]


def effects_of(cards: Iterable[Card], person: Person) -> dict[int, EffectPage]:
    """What was taken up because of a card, and did: by the card's key, the newest adoption."""
    adoptions = Adoption.objects.visible_to(person).filter(card__in=[card.pk for card in cards])
    pages = adoption_queries.effects_of(list(adoptions), person) if adoptions else {}
    return {page.adoption.card_id: page for page in pages.values() if page.adoption.card_id}


def _tile(
    card: Card, answer: Answer | None, effect: EffectPage | None, reader: Reader, now: datetime.datetime
) -> dict[str, Any]:
    is_late = queries.late(card)
    tone = "solved" if card.state in Card.CLOSED else "late" if is_late else ""
    return {
        "card": card,
        "url": card.address,
        "number": number_of(card),
        "asker": str(card.workshop),
        "question": card.title,
        "quote": _quote(card, answer),
        "tone": tone,
        "is_late": is_late,
        "badge": effect.evidence if card.state in Card.CLOSED and effect is not None else "",
        "is_danger": card.urgency == Card.Urgency.SAFETY and card.is_open,
        "left": _left(card, effect, now),
        "right": _right(card, effect, reader, now),
    }


def _quote(card: Card, answer: Answer | None) -> str:
    if answer is None or answer.workshop is None:
        return ""
    way: Any = answer.experience or _shortened(str(answer.text))
    if card.state in Card.CLOSED:
        return _("Solved with %(whose)s: %(way)s") % {"whose": answer.workshop, "way": way} if answer.chosen_at else ""
    if card.state == S.TRIED:
        return _("Trying what %(whose)s advised: %(way)s") % {"whose": answer.workshop, "way": way}
    return _("%(whose)s: “%(text)s”") % {"whose": answer.workshop, "text": _shortened(str(answer.text))}


def _shortened(text: str) -> str:
    most = LONGEST_QUOTE // 2 if wording.is_chinese() else LONGEST_QUOTE
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _left(card: Card, effect: EffectPage | None, now: datetime.datetime) -> str:
    if card.kind == Card.Kind.OFFER and card.state in (S.ISSUED, S.ACKNOWLEDGED):
        return _("Help offered")
    if card.state == S.ISSUED:
        return _("Waits for the head's tap") if card.waits_for_head else waiting(card.since, now)
    if card.state == S.ACKNOWLEDGED:
        return _("%(workshop)s is on it") % {"workshop": card.helper}
    if card.state == S.ANSWERED:
        count = getattr(card, "answer_count", 0)
        return ngettext("%(count)s answer", "%(count)s answers", count) % {"count": count}
    if card.state == S.TRIED:
        if effect is not None and effect.weeks_needed:
            values = {"week": effect.weeks_gathered, "weeks": effect.weeks_needed}
            return _("Week %(week)s of %(weeks)s") % values
        return _("Being tried")
    return "" if effect is not None and effect.evidence and card.state in Card.CLOSED else card.get_state_display()


def _right(card: Card, effect: EffectPage | None, reader: Reader, now: datetime.datetime) -> str:
    if card.state in (S.ISSUED, S.ACKNOWLEDGED) and card.kind == Card.Kind.ASK:
        if card.urgency == Card.Urgency.SAFETY:
            return _("people can be hurt")
        if is_asked_of(card, reader):
            return _("asked of you")
        if is_strong(card, reader):
            return _("you are strong")
        if card.wanted_help == Card.Help.MATERIAL:
            return _("materials")
        return _("urgent") if card.urgency == Card.Urgency.URGENT else ""
    if card.state == S.TRIED:
        return words.short_effect(effect)["effect"] if effect is not None else age(card.tried_at, now)
    if card.state in Card.CLOSED:
        if effect is not None:
            return words.short_effect(effect)["effect"]
        return wording.short_date(timezone.localdate(card.ended_at), now.date()) if card.ended_at else ""
    return age(card.answered_at, now) if card.state == S.ANSWERED else ""
