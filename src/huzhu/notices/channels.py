"""The verbs of a channel: add, change, end, try again. Its address is taken once and never shown again."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.journal.actions import record, verb
from huzhu.notices import services, webhooks
from huzhu.notices.models import Channel, Message
from huzhu.notices.sealing import seal
from huzhu.people.models import Person

MOST = 10
CHANGEABLE = ("name", "least_urgency", "language", "quiet_from", "quiet_until", "digest_at", "is_paused")


def _keep(channel: Channel, name: str, by: Person, details: dict[str, Any] | None = None) -> Channel:
    channel.full_clean()
    channel.save()
    plant = by.plant.slug if by.plant else ""
    record(name, channel, by=by, plant=plant, details={"kind": channel.kind, **(details or {})})
    return channel


def may_change(person: Person, channel: Channel) -> bool:
    """One's own."""
    return channel.person_id == person.pk and person.is_member


def may_revive(person: Person, channel: Channel) -> bool:
    """One's own; and the administrator's, to whom dead channels are shown."""
    return may_change(person, channel) or person.holds("administrator")


@verb
def add_channel(*, by: Person, kind: str, name: str, address: str, **values: Any) -> tuple[Channel, str]:
    """A new channel of one's own; with a webhook comes the secret that signs it, which is shown this once."""
    if not by.is_member:
        raise PermissionDenied
    if Channel.objects.filter(person=by, ended_at=None).count() >= MOST:
        raise ValidationError(_("At most %(most)s channels; end one first.") % {"most": MOST})
    secret = ""
    if kind == Channel.Kind.WEBHOOK:
        try:
            webhooks.checked(address)
        except webhooks.Unreachable:
            raise ValidationError({"address": _("The server may not call this address.")}) from None
        secret = "hzw_" + secrets.token_urlsafe(32)
    elif kind in Channel.Kind.values:
        services.check_address(kind, address)
    channel = Channel(
        person=by,
        kind=kind,
        name=name,
        sealed_address=seal(address),
        sealed_secret=seal(secret) if secret else "",
        **values,
    )
    return _keep(channel, "add_channel", by), secret


@verb
def change_channel(channel: Channel, *, by: Person, **values: Any) -> Channel:
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    if not may_change(by, channel) or channel.ended_at is not None:
        raise PermissionDenied
    for name, value in values.items():
        if name not in CHANGEABLE:
            raise ValueError(name)
        setattr(channel, name, value)
    return _keep(channel, "change_channel", by, {"is_paused": channel.is_paused})


@verb
def end_channel(channel: Channel, *, by: Person) -> Channel:
    """Nothing more goes there, and its address is forgotten."""
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    if not may_change(by, channel):
        raise PermissionDenied
    channel.ended_at = channel.ended_at or timezone.now()
    channel.sealed_address, channel.sealed_secret = seal(""), ""
    channel.deliveries.filter(due_at__isnull=False).update(due_at=None)
    Message.objects.filter(channel=channel, sent_at=None).update(due_at=None)
    return _keep(channel, "end_channel", by)


@verb
def revive_channel(channel: Channel, *, by: Person) -> Channel:
    """Try again what waits, from the first distance on."""
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    if not may_revive(by, channel) or channel.ended_at is not None:
        raise PermissionDenied
    channel.dead_at, channel.problem = None, ""
    now = timezone.now()
    waiting = Message.objects.filter(channel=channel, sent_at=None, due_at__isnull=False)
    waiting.exclude(leased_until__gt=now).update(due_at=now, attempts=0, leased_until=None)
    return _keep(channel, "revive_channel", by)
