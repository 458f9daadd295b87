"""Whom a story concerns, and sending it there: at most so many a week, but never less than every danger."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from huzhu.adoptions.models import Adoption
from huzhu.express import rules, telling
from huzhu.express.clocks import WEEK, cap
from huzhu.express.models import Story, StoryReceipt
from huzhu.express.moments import locked_receipt
from huzhu.journal.actions import record, verb
from huzhu.moves import move
from huzhu.workshops import clocks
from huzhu.workshops.models import Workshop
from huzhu.workshops.queries import downstream_of

R = StoryReceipt.State


def places_concerned(story: Story) -> list[Workshop]:
    """Those addressed; whoever receives their material, if wanted; and of a danger everybody who uses the experience
    and those downstream. Never the origin itself."""
    found = {place.pk: place for place in _addressed(story)}
    users: list[Workshop] = []
    if story.is_safety and story.experience_id:
        using = Adoption.objects.of_users().filter(experience=story.experience_id)
        users = [each.workshop for each in using.select_related("workshop__plant", "workshop__trade")]
        found |= {place.pk: place for place in users}
    if story.to_downstream or users:
        for giver in list(found.values()) if story.to_downstream else users:
            found |= {place.pk: place for place in downstream_of(giver)}
    return [place for pk, place in sorted(found.items()) if pk != story.workshop_id]


def _addressed(story: Story) -> list[Workshop]:
    """The trades named, or every trade where only equipment is; narrowed by size band where bands of that trade are
    named, and to those that have one of the kinds of equipment.

    A danger passes nobody over for want of knowledge: it also reaches those of the equipment's trades that have not
    said what they have.
    """
    everywhere = list(Workshop.objects.select_related("plant", "trade").prefetch_related("equipment"))
    if story.to_all:
        return everywhere
    trades, kinds = set(story.to_trades.all()), set(story.to_equipment.prefetch_related("trades"))
    bands = list(story.to_bands.all())
    of_kinds = {trade for kind in kinds for trade in kind.trades.all()}

    def is_meant(place: Workshop) -> bool:
        sizes = {band.pk for band in bands if band.trade_id == place.trade_id}
        if (sizes and place.band_id not in sizes) or (trades and place.trade not in trades):
            return False
        has = set(place.equipment.all())
        is_unknown = story.is_safety and not has and place.trade in of_kinds
        return not kinds or bool(has & kinds) or is_unknown

    return [place for place in everywhere if is_meant(place)] if trades or kinds else []


def _has_had_enough(workshop: Workshop, now: datetime.datetime) -> bool:
    """Has the workshop had its number of stories in the week before `now`? Dangers are not counted."""
    sent = StoryReceipt.objects.filter(workshop=workshop, sent_at__gt=now - WEEK, sent_at__lte=now)
    return sent.exclude(story__urgency=Story.Urgency.SAFETY).count() >= cap()


def send_to(story: Story, places: Iterable[Workshop], *, at: datetime.datetime) -> list[Workshop]:
    """A receipt for each workshop; those that have had enough this week get it later. Whom it reached now."""
    reached = []
    for place in places:
        held = not story.is_safety and _has_had_enough(place, at)
        state, sent_at = (R.HELD, None) if held else (R.SENT, at)
        _receipt, is_new = StoryReceipt.objects.get_or_create(
            story=story, workshop=place, defaults={"state": state, "made_at": at, "sent_at": sent_at}
        )
        if is_new and not held:
            reached.append(place)
    return reached


@verb
def send_held(receipt: StoryReceipt) -> StoryReceipt | None:
    """Its turn has come."""
    receipt = locked_receipt(receipt)
    now = clocks.now()
    if receipt.state != R.HELD or not receipt.story.is_live or _has_had_enough(receipt.workshop, now):
        return None
    move(receipt, "send", rules.RECEIPT_MOVES)
    receipt.sent_at = now
    receipt.save()
    record("send_story", receipt, by=None, plant=receipt.workshop.plant.slug)
    telling.of_a_sent_story(receipt.story, [receipt.workshop])
    return receipt


def send_next_held() -> int:
    """The urgent ones first, then the oldest. How many were sent."""
    held = StoryReceipt.objects.filter(state=R.HELD, story__state__in=Story.LIVE)
    held = held.select_related("workshop", "story").order_by("-story__urgency", "made_at", "pk")
    now, sent = clocks.now(), 0
    full: set[int] = set()
    for receipt in held:
        if receipt.workshop_id in full or _has_had_enough(receipt.workshop, now):
            full.add(receipt.workshop_id)
            continue
        sent += send_held(receipt) is not None
    return sent
