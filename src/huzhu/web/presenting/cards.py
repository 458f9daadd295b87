"""The board of cards: who waits for help I can give?"""

from __future__ import annotations

import datetime
import statistics
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.cards import queries, rules
from huzhu.cards.models import Card
from huzhu.people.models import Person
from huzhu.web.forms.cards import places_of
from huzhu.web.presenting.tiles import Reader, fits, reader_of, spelt, tiles
from huzhu.words import reading_language
from huzhu.workshops import clocks

S = Card.State
COLUMNS = {
    "waiting": (S.ISSUED,),
    "helping": (S.ACKNOWLEDGED, S.ANSWERED),
    "trying": (S.TRIED,),
    "solved": Card.CLOSED,
}
SHOWN = 4  # cards a column before "more"
RECENT = 200  # answered cards from which the usual waiting time is taken


def column_titles() -> dict[str, str]:
    return {
        "waiting": _("Waiting for help"),
        "helping": _("Someone is helping"),
        "trying": _("Being tried"),
        "solved": _("Solved"),
    }


def board(person: Person, said: dict[str, Any], column: str, whole: bool) -> dict[str, Any]:
    """`said`: the filters. `column`: the one a phone shows; with `whole` it is shown to its end."""
    reader = reader_of(person)
    shown = Card.objects.visible_to(person).exclude(state=S.DRAFT)
    opened = list(queries.in_full(shown.open()))
    solved = queries.in_full(shown.filter(state__in=Card.CLOSED).order_by("-ended_at"))
    keep = _filter(said, reader)
    closed = [each for each in solved if keep(each)] if any(said.values()) else solved
    fitting = [card for card in opened if fits(card, reader)]
    return {
        "headline": [headline(len(fitting))],
        "standfirst": standfirst(opened, person),
        "filters": _filters(opened, fitting, reader, said),
        "columns": [
            _column(name, [c for c in opened if keep(c)], closed, reader, column, whole, said) for name in COLUMNS
        ],
        "is_empty": not opened and not any(said.values()),
        "drafts": _drafts(person),
        "may_ask": bool(places_of(person)),
        "may_name_deputies": any(rules.may_name_deputy(person, each) for each in places_of(person)),
    }


def headline(count: int) -> str:
    if not count:
        return _("No cards wait for you.")
    text = ngettext("%(count)s card waits for someone like you.", "%(count)s cards wait for someone like you.", count)
    return text % {"count": spelt(count)}


def standfirst(opened: list[Card], person: Person) -> list[str]:
    """How many are open, how long an answer takes, how long the oldest has waited."""
    if not opened:
        return []
    now = clocks.now()
    lines = [ngettext("%(count)s open card.", "%(count)s open cards.", len(opened)) % {"count": len(opened)}]
    answered = Card.objects.visible_to(person).filter(answered_at__isnull=False, kind=Card.Kind.ASK)
    waits = [each.answered_at - each.since for each in answered.order_by("-answered_at")[:RECENT] if each.since]
    waiting = [now - each.since for each in opened if each.state == S.ISSUED and each.since and not each.waits_for_head]
    oldest = _days(max(waiting)) if waiting else None
    usual = _days(statistics.median(waits)) if len(waits) >= 3 else None
    if usual is not None and oldest is not None:
        text = ngettext(
            "Half are answered within %(usual)s day; the oldest has waited %(oldest)s.",
            "Half are answered within %(usual)s days; the oldest has waited %(oldest)s.",
            usual,
        )
        lines.append(text % {"usual": usual, "oldest": oldest})
    elif oldest is not None:
        text = ngettext("The oldest has waited %(count)s day.", "The oldest has waited %(count)s days.", oldest)
        lines.append(text % {"count": oldest})
    return [" ".join(lines)] if reading_language() == "en" else ["".join(lines)]


def _days(span: datetime.timedelta) -> int:
    """Days begun, at least one."""
    return max(1, -(-int(span.total_seconds()) // 86400))


def _filter(said: dict[str, Any], reader: Reader) -> Callable[[Card], bool]:
    def keep(card: Card) -> bool:
        if said.get("fit") and not fits(card, reader):
            return False
        if said.get("mine") and not queries.is_mine(card, reader.person):
            return False
        if said.get("trade") and card.workshop.trade_id != said["trade"].pk:
            return False
        return not said.get("help") or card.wanted_help == said["help"]

    return keep


def _filters(opened: list[Card], fitting: list[Card], reader: Reader, said: dict[str, Any]) -> list[dict[str, Any]]:
    """I can help, my trade, my cards, materials, all: each with the number of open cards."""
    here = reverse("card_list")
    items = [("fit", _("I can help"), f"{here}?fit=1", len(fitting), bool(said.get("fit")))]
    trades = {each.trade_id: each.trade for each in queries.workshops_of(reader.person)}
    for pk, trade in list(trades.items())[:1]:
        count = sum(card.workshop.trade_id == pk for card in opened)
        items.append(("trade", str(trade), f"{here}?trade={trade.slug}", count, said.get("trade") == trade))
    mine = sum(queries.is_mine(card, reader.person) for card in opened)
    items.append(("mine", _("My cards"), f"{here}?mine=1", mine, bool(said.get("mine"))))
    materials = sum(card.wanted_help == Card.Help.MATERIAL for card in opened)
    if materials:
        chosen = said.get("help") == Card.Help.MATERIAL
        items.append(("help", _("Materials"), f"{here}?help=material", materials, chosen))
    items.append(("all", _("All"), here, len(opened), not any(said.values())))
    return [
        {"name": name, "label": label, "url": url, "count": count, "current": current}
        for name, label, url, count, current in items
    ]


def _column(
    name: str, opened: list[Card], closed: Any, reader: Reader, chosen: str, whole: bool, said: dict[str, Any]
) -> dict[str, Any]:
    """Longest waiting first; solved ones the newest first."""
    if name == "solved":
        count = len(closed) if isinstance(closed, list) else closed.count()
        cards = closed
    else:
        cards = [card for card in opened if card.state in COLUMNS[name]]
        cards.sort(key=lambda card: (card.kind == Card.Kind.OFFER, card.since or card.drafted_at, card.pk))
        count = len(cards)
    most = count if whole and name == chosen else SHOWN
    asked = {key: getattr(value, "slug", value) for key, value in said.items() if value and value is not True}
    asked |= {key: "1" for key, value in said.items() if value is True} | {"column": name}
    return {
        "name": name,
        "title": column_titles()[name],
        "count": count,
        "tiles": tiles(cards[:most], reader),
        "more": max(count - most, 0),
        "url": f"{reverse('card_list')}?{urlencode(asked)}",
        "more_url": f"{reverse('card_list')}?{urlencode(asked | {'whole': '1'})}",
        "is_chosen": name == chosen,
    }


def _drafts(person: Person) -> list[Card]:
    """The reader's own drafts."""
    return list(Card.objects.visible_to(person).filter(state=S.DRAFT, asked_by=person))


def clinic(person: Person) -> dict[str, Any]:
    """Open questions in big letters, those that nobody has answered first: for a wall, once a week."""
    shown = Card.objects.visible_to(person).open().filter(kind=Card.Kind.ASK, across_at__isnull=False)
    cards = sorted(
        queries.in_full(shown),
        key=lambda card: (card.state not in (S.ISSUED, S.ACKNOWLEDGED), card.since or card.drafted_at),
    )
    reader = reader_of(person)
    text = ngettext("%(count)s open card.", "%(count)s open cards.", len(cards)) % {"count": len(cards)}
    return {"tiles": tiles(cards, reader), "headline": [_("Who can help?")], "standfirst": [text]}


def print_board(person: Person) -> dict[str, Any]:
    """Everything open, and the newest solved, on one large sheet."""
    reader = reader_of(person)
    shown = Card.objects.visible_to(person).exclude(state=S.DRAFT)
    opened = list(queries.in_full(shown.open().filter(across_at__isnull=False)))
    closed = list(queries.in_full(shown.filter(state__in=Card.CLOSED).order_by("-ended_at"))[:12])
    columns = []
    for name, states in COLUMNS.items():
        cards = closed if name == "solved" else [card for card in opened if card.state in states]
        if name != "solved":
            cards.sort(key=lambda card: (card.since or card.drafted_at, card.pk))
        columns.append({"title": column_titles()[name], "count": len(cards), "tiles": tiles(cards[:12], reader)})
    return {"columns": columns, "day": clocks.today()}
