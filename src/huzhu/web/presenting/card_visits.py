"""From a card to the mill that answered: asking to come and see, and the visits that came of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from huzhu.cards.models import Answer, Card
from huzhu.people.models import Person
from huzhu.visits import rules
from huzhu.visits.models import Visit


def of_card(card: Card, person: Person) -> list[dict[str, Any]]:
    """Visits that the card led to, as far as the reader may read them."""
    found = Visit.objects.visible_to(person).filter(card=card).select_related("host").order_by("pk")
    return [{"title": each.title, "url": reverse("meeting_page", args=[each.slug])} for each in found]


def visit_url(answer: Answer, card: Card, person: Person) -> str:
    """Where the asker's head proposes to come and see those who answered; once for each host."""
    host = answer.workshop
    is_peer = host is not None and host.plant_id != card.workshop.plant_id and host.trade_id == card.workshop.trade_id
    if host is None or not is_peer or not card.is_open or card.kind != Card.Kind.ASK:
        return ""
    if not rules.may_propose(person, [card.workshop]) or Visit.objects.filter(card=card, host=host).exists():
        return ""
    asked = {"host": host.slug, "guest": card.workshop.slug, "card": card.number}
    if card.metric is not None and not card.metric.about_safety:
        asked["metric"] = card.metric.slug
    return f"{reverse('meeting_new')}?{urlencode(asked)}"
