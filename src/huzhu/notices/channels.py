"""The verbs of a channel: add, change, end, try again. Its address is taken once and never shown again."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.journal.actions import record, verb
from huzhu.notices import outgoing, push, services
from huzhu.notices.actions import sentence, tell
from huzhu.notices.models import Channel, Message, Notice
from huzhu.notices.sealing import seal
from huzhu.people.models import Person

MOST = 10
CHANGEABLE = ("name", "least_urgency", "language", "quiet_from", "quiet_until", "digest_at", "is_paused")


def _keep(channel: Channel, name: str, by: Person | None, details: dict[str, Any] | None = None) -> Channel:
    channel.full_clean()
    channel.save()
    plant = channel.person.plant
    record(name, channel, by=by, plant=plant.slug if plant else "", details={"kind": channel.kind, **(details or {})})
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
    _allow_one_more(by)
    secret = ""
    if kind == Channel.Kind.PUSH:
        raise ValidationError({"kind": _("A phone or computer is switched on from itself.")})
    if kind == Channel.Kind.WEBHOOK:
        try:
            outgoing.checked(address)
        except outgoing.Unreachable:
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


def _allow_one_more(by: Person) -> None:
    if not by.is_member:
        raise PermissionDenied
    if Channel.objects.filter(person=by, ended_at=None).count() >= MOST:
        raise ValidationError(_("At most %(most)s channels; end one first.") % {"most": MOST})


@verb
def add_device(*, by: Person, name: str, endpoint: str, p256dh: str, auth: str) -> Channel:
    """This browser, from now on, with the keys it made; if it was on already, with its new ones, and what waits.

    A browser has one person. Where another was told on it before, that ends: what is told there is read by whoever
    holds it.
    """
    push.check_subscription(endpoint, p256dh, auth)
    device = push.device_of(endpoint)
    before = Channel.objects.select_for_update().filter(device=device, ended_at=None).first()
    if before is not None and before.person_id != by.pk:
        _pass_on(before, by)
        before = None
    if before is None:
        _allow_one_more(by)
        before = Channel(person=by, kind=Channel.Kind.PUSH, device=device)
    elif not may_change(by, before):
        raise PermissionDenied
    else:
        _try_again(before)
    before.name, before.is_paused = name, False
    before.sealed_address, before.sealed_secret = seal(endpoint), seal(json.dumps({"p256dh": p256dh, "auth": auth}))
    return _keep(before, "add_channel", by)


@verb
def switch_off_gone(channel: Channel) -> Channel:
    """The browser's service says that it takes nothing more there; its person hears of it by what is left to them."""
    channel = Channel.objects.select_for_update(of=("self",)).select_related("person").get(pk=channel.pk)
    if channel.ended_at is not None:
        return channel
    _end(channel)
    _keep(channel, "end_channel", None, {"why": "gone"})
    text = gettext_lazy("“%(device)s” takes no notices any more. Switch them on again there if you still use it.")
    said = sentence(text, {"device": channel.name})
    tell([channel.person], about=channel, text=said, address="/me/channels", urgency=Notice.Urgency.SOON)
    return channel


@verb
def sign_in_at(device: str, *, by: Person) -> None:
    """Whoever was told on this browser before is not told there any more, also where they did not sign out."""
    for channel in Channel.objects.select_for_update().filter(device=device, ended_at=None).exclude(person=by):
        _pass_on(channel, by)


def _pass_on(channel: Channel, by: Person) -> None:
    """The browser is another's now; whose it was hears of it by what is left to them."""
    _end(channel)
    _keep(channel, "end_channel", by, {"why": "another person"})
    text = gettext_lazy("Somebody else uses “%(device)s” now, so your notices do not come there any more.")
    said = sentence(text, {"device": channel.name})
    tell([channel.person], about=channel, text=said, address="/me/channels", urgency=Notice.Urgency.SOON)


@verb
def sign_out_of(device: str, *, by: Person) -> None:
    """Whoever signs out of a browser is not told on it any more."""
    for channel in Channel.objects.select_for_update().filter(person=by, device=device, ended_at=None):
        _end(channel)
        _keep(channel, "end_channel", by, {"why": "signed out"})


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
    _end(channel)
    return _keep(channel, "end_channel", by)


def _end(channel: Channel) -> None:
    channel.ended_at = channel.ended_at or timezone.now()
    channel.sealed_address, channel.sealed_secret = seal(""), ""
    channel.deliveries.filter(due_at__isnull=False).update(due_at=None)
    Message.objects.filter(channel=channel, sent_at=None).update(due_at=None)


@verb
def revive_channel(channel: Channel, *, by: Person) -> Channel:
    """Try again what waits, from the first distance on."""
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    if not may_revive(by, channel) or channel.ended_at is not None:
        raise PermissionDenied
    _try_again(channel)
    return _keep(channel, "revive_channel", by)


def _try_again(channel: Channel) -> None:
    channel.dead_at, channel.problem = None, ""
    now = timezone.now()
    waiting = Message.objects.filter(channel=channel, sent_at=None, due_at__isnull=False)
    waiting.exclude(leased_until__gt=now).update(due_at=now, attempts=0, leased_until=None)
