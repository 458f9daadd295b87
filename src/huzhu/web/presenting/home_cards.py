"""What the cards put on Home: news for the reader, their own cards, one card they could answer, things to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.cards import clocks as card_clocks
from huzhu.cards import queries
from huzhu.cards.models import Card
from huzhu.metrics.queries import Look
from huzhu.people.models import Person, Role
from huzhu.web import wording
from huzhu.web.presenting.notices import unread
from huzhu.web.presenting.tiles import fits, is_asked_of, reader_of, tiles
from huzhu.workshops import clocks

MOST_OWN = 2
MOST_TODO = 4


def with_cards(home: dict[str, Any], person: Person, look: Look | None = None) -> dict[str, Any]:
    """Home with what waits on cards. An operator sees the own cards first; others have them among the things to do."""
    found = home | {"unread_notices": unread(person)}
    is_floor = person.workshop is not None and not person.holds(Role.WORKSHOP_HEAD, Role.WORKSHOP_ENGINEER)
    if is_floor:  # what they asked stands over everything else, on a phone right under the two buttons
        found |= own_cards(person)
        found["main_blocks"] = ["home/_own_cards.html", "home/_notices.html", *home["main_blocks"]]
    elif person.workshop is not None:
        found |= {"card": card_to_answer(person, look)}
    if "todo" in home:
        found["todo"] = sorted([*todo(person), *home["todo"]], key=lambda item: not item["is_late"])
    return found if is_floor else found | {"side_blocks": ["home/_notices.html", *home["side_blocks"]]}


def own_cards(person: Person) -> dict[str, Any]:
    """The reader's open cards; those with an answer first."""
    own = Card.objects.visible_to(person).open().filter(asked_by=person)
    cards = sorted(queries.in_full(own), key=lambda card: (card.state != Card.State.ANSWERED, -card.number))
    answered = sum(card.state == Card.State.ANSWERED for card in cards)
    note = ngettext("%(count)s with an answer", "%(count)s with an answer", answered) % {"count": answered}
    return {"own_cards": tiles(cards[:MOST_OWN], reader_of(person)), "own_cards_note": note if answered else ""}


def card_to_answer(person: Person, look: Look | None) -> dict[str, Any] | None:
    """The one card this reader could answer best: asked by name, then the longest waiting."""
    reader = reader_of(person, look)
    waiting = Card.objects.visible_to(person).waiting().filter(kind=Card.Kind.ASK)
    fitting = [card for card in queries.in_full(waiting) if fits(card, reader)]
    best = min(fitting, key=lambda card: (not is_asked_of(card, reader), card.since or card.drafted_at), default=None)
    return tiles([best], reader)[0] if best is not None else None


def todo(person: Person) -> list[dict[str, Any]]:
    """Cards that wait for this reader: a tap, an answer, a word."""
    now = clocks.now()
    items = [
        _item(card, _("Send card No. %(number)s to the other plants: “%(title)s”"))
        for card in queries.to_be_tapped(person)
    ]
    for card in queries.waiting_for(person)[:MOST_TODO]:
        times = card_clocks.deadlines(card)
        items.append(_item(card, _("Answer %(who)s: “%(title)s”"), times.answer, now))
    for card in queries.turn_of_asker(person)[:MOST_TODO]:
        text = _("Card No. %(number)s has an answer: choose what to try")
        if card.state == Card.State.TRIED:
            text = _("Say how card No. %(number)s ended")
        items.append(_item(card, text))
    return items


def _item(card: Card, text: str, by: Any = None, now: Any = None) -> dict[str, Any]:
    due, is_late = "", False
    if by is not None and now is not None:
        days = (by.date() - now.date()).days
        is_late = by <= now
        late = max(-days, 1)
        due = (
            ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
            if is_late
            else _("today")
            if days == 0
            else wording.short_date(by.date(), now.date())
        )
    values = {"number": card.number, "title": card.title, "who": card.workshop}
    return {"text": text % values, "url": card.address, "due": due, "is_late": is_late}
