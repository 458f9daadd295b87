"""One attempt to hand a message over to its channel."""

from __future__ import annotations

import datetime
import json

from django.utils import timezone

from huzhu.notices import channels, push, services, webhooks
from huzhu.notices.models import Channel, Message
from huzhu.notices.sealing import unseal

MOST_ATTEMPTS = 9  # about a day and a half, at the growing distance of `work.put_off`
MINUTE = datetime.timedelta(minutes=1)


def send(message: Message) -> None:
    """What fails is raised, and tried again later and later by `work`; in the end the channel is called dead, and its
    messages wait until somebody mends it. A browser that has taken its address back is switched off."""
    channel = message.channel
    if message.sent_at is not None or _is_held_back(message):
        return
    try:
        _hand_over(channel, message)
    except push.Gone:
        channels.switch_off_gone(channel)
        return
    except Exception as problem:
        died = {"dead_at": timezone.now()} if message.attempts >= MOST_ATTEMPTS else {}
        Channel.objects.filter(pk=channel.pk, dead_at=None).update(problem=str(problem)[:300], **died)
        raise
    now = timezone.now()
    done = {"sent_at": now, "due_at": None, "leased_until": None, "error": ""}
    Message.objects.filter(pk=message.pk).update(**done)
    Channel.objects.filter(pk=channel.pk).update(sent_at=now, problem="")


def _hand_over(channel: Channel, message: Message) -> None:
    address = unseal(channel.sealed_address)
    if channel.kind == Channel.Kind.PUSH:
        keys = json.loads(unseal(channel.sealed_secret))
        push.post(address, message.body, key=message.key, **keys)
    elif channel.kind == Channel.Kind.WEBHOOK:
        webhooks.post(address, message.body.encode(), key=message.key, secret=unseal(channel.sealed_secret))
    else:
        services.send(channel.kind, address, title=message.title, text=message.text, key=message.key)


def _is_held_back(message: Message) -> bool:
    """The robots of the work chats take so many a minute and then close for ten."""
    most = services.A_MINUTE.get(Channel.Kind(message.channel.kind))
    if most is None:
        return False
    now = timezone.now()
    sent = Message.objects.filter(channel=message.channel, sent_at__gt=now - MINUTE)
    if sent.count() < most:
        return False
    later = {"due_at": now + MINUTE, "leased_until": None, "attempts": max(message.attempts - 1, 0)}
    Message.objects.filter(pk=message.pk).update(**later)
    return True
