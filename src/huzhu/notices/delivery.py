"""Getting notices to the channels of their persons, so that a kill at any moment loses nothing.

`owe` writes, in the transaction of the verb that told somebody, what is owed to each channel and when. `gather` puts
what is due into one message, whose words and id are then fixed. `send` (sending.py) hands it over and marks it sent. A
worker killed between the two leaves a message under a lease that runs out; the next attempt carries the same id and
words, so whoever receives it can count it once.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import ngettext

from huzhu.notices import push, services
from huzhu.notices.models import Channel, Delivery, DeliveryQuerySet, Message, MessageQuerySet, Notice

U = Notice.Urgency
MOST_NOTICES = 100  # in one message


def when(channel: Channel, urgency: int, now: datetime.datetime) -> datetime.datetime:
    """Danger at once, at any hour; what is wanted at once after the quiet hours; the rest once a day."""
    if urgency >= U.DANGER:
        return now
    local = timezone.localtime(now)
    at = local
    if urgency == U.DAILY:
        at = _at(local, channel.digest_at)
        at = at if at > local else _at(local + datetime.timedelta(days=1), channel.digest_at)
    return _after_quiet(channel, at)


def _at(day: datetime.datetime, time: datetime.time) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day.date(), time))


def _after_quiet(channel: Channel, at: datetime.datetime) -> datetime.datetime:
    start, end = channel.quiet_from, channel.quiet_until
    if start is None or end is None or start == end:
        return at
    now = at.time()
    if start < end:
        return _at(at, end) if start <= now < end else at
    if now >= start:  # over midnight
        return _at(at + datetime.timedelta(days=1), end)
    return _at(at, end) if now < end else at


def owe(notices: Iterable[Notice]) -> list[Delivery]:
    """What these notices owe to the channels of their persons, to be kept by `tell` in its transaction."""
    several = {notice.person_id: notice for notice in notices}
    if not several:
        return []
    channels = Channel.objects.filter(person__in=several, ended_at=None)
    now = timezone.now()
    return [
        Delivery(notice=notice, channel=channel, due_at=when(channel, notice.urgency, now))
        for channel in channels
        for notice in [several[channel.person_id]]
        if notice.urgency >= channel.least_urgency
    ]


def owed(now: datetime.datetime) -> DeliveryQuerySet:
    """What is due and in no message yet."""
    return Delivery.objects.filter(due_at__lte=now, channel__in=Channel.objects.working())


def due_messages() -> MessageQuerySet:
    """Messages that may go out: of channels that work."""
    return Message.objects.filter(channel__in=Channel.objects.working()).select_related("channel__person")


def gather() -> int:
    """Put what is due into messages, one for each channel. How many messages."""
    now = timezone.now()
    channels = owed(now).order_by().values_list("channel", flat=True).distinct()
    return sum(_gather(channel, now) for channel in list(channels))


@transaction.atomic
def _gather(channel_id: int, now: datetime.datetime) -> int:
    channel = Channel.objects.select_for_update().get(pk=channel_id)
    rows = Delivery.objects.filter(channel=channel, due_at__lte=now).select_related("notice")
    owed = list(rows.order_by("-notice__urgency", "pk")[:MOST_NOTICES])
    read = [each for each in owed if each.notice.read_at is not None and each.notice.urgency == U.DAILY]
    Delivery.objects.filter(pk__in=[each.pk for each in read]).update(due_at=None)
    waiting = [each for each in owed if each not in read]
    if not channel.person.is_member:  # left since: nothing more goes to them
        rows.update(due_at=None)
        return 0
    if not waiting:
        return 0
    language = channel.language or channel.person.language or settings.LANGUAGE_CODE[:2]
    with translation.override("zh-hans" if language == "zh" else "en"):
        message, taken = _compose(channel, waiting)
    message.due_at = now
    message.save()
    Delivery.objects.filter(pk__in=[each.pk for each in taken]).update(message=message, due_at=None)
    return 1


def _compose(channel: Channel, owed: list[Delivery]) -> tuple[Message, list[Delivery]]:
    """As many as one message holds; what does not fit stays owed."""
    key = uuid.uuid4().hex
    most = services.most_bytes(channel.kind) - 40
    lines: list[str] = []
    taken: list[Delivery] = []
    for each in owed:
        line = str(each.notice.text)
        if channel.kind != Channel.Kind.PUSH:  # which opens the page by a tap
            line += f"\n{settings.PUBLIC_URL}{each.notice.address}"
        if taken and len("\n\n".join([*lines, line]).encode()) > most:
            break
        lines.append(line if len(line.encode()) <= most else line.encode()[:most].decode(errors="ignore"))
        taken.append(each)
    text = "\n\n".join(lines) + f"\n\n#{key[:8]}"  # by which a reader can tell one that came twice
    title = ngettext("Huzhu: %(count)s piece of news", "Huzhu: %(count)s pieces of news", len(taken))
    message = Message(channel=channel, key=key, title=title % {"count": len(taken)}, text=text)
    if channel.kind == Channel.Kind.WEBHOOK:
        message.body = _body(key, taken)
    elif channel.kind == Channel.Kind.PUSH:
        message.body = push.body(key, message.title, lines, [each.notice for each in taken])
    return message, taken


def _body(key: str, taken: list[Delivery]) -> str:
    """For machines: both languages, stable ids."""
    return json.dumps(
        {
            "id": key,
            "notices": [
                {
                    "id": each.notice_id,
                    "about": each.notice.about,
                    "text": dict(each.notice.text),
                    "address": settings.PUBLIC_URL + each.notice.address,
                    "urgency": U(each.notice.urgency).name.lower(),
                    "told_at": each.notice.told_at.isoformat(),
                }
                for each in taken
            ],
        },
        ensure_ascii=False,
        sort_keys=True,
    )
