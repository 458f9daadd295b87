"""Notices on a phone or computer: Web Push to the browser's own service, which carries what it cannot read.

The payload is encrypted for the one browser (RFC 8291), the house shows itself by its key (VAPID, RFC 8292). What a
device has not fetched yet is replaced by the same message sent again (`Topic`, RFC 8030); what it has shown already it
shows once, because the message's id is the notification's tag.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huzhu.kept_keys import kept_key
from huzhu.notices.models import Notice
from huzhu.notices.outgoing import Unreachable, accepted, checked, hand_over
from huzhu.words import reading_language

U = Notice.Urgency
DAY = 24 * 3600
URGENCIES = {U.DAILY: "low", U.SOON: "normal", U.DANGER: "high"}  # what a phone with little power left waits with
KEPT = {U.DAILY: 3 * DAY, U.SOON: 7 * DAY, U.DANGER: 28 * DAY}  # seconds the service keeps it for a phone that is off
TOKEN_LASTS = 12 * 3600  # seconds; services refuse more than 24 hours
GONE = (404, 410)
MOST_BYTES = 3900  # encrypted it grows by about 100, and every service takes 4096


class Gone(Exception):
    """The browser no longer takes messages at this address, and never will again."""


def unpacked(text: str) -> bytes:
    """Base64 as the Push API writes it, without padding. Raises ValueError."""
    return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def device_of(endpoint: str) -> str:
    """By which the browser is known again; the endpoint itself is kept sealed only."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


def public_key() -> str:
    """The house's public key, as `pushManager.subscribe` takes it."""
    point = _key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return packed(point)


def new_key() -> str:
    """By which the services know this house: a private key on P-256, its number in base64."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return packed(number.to_bytes(32, "big"))


def _key() -> ec.EllipticCurvePrivateKey:
    key = settings.PUSH_KEY or kept_key(settings.HUZHU_HOME / "push-key", new_key)
    return ec.derive_private_key(int.from_bytes(unpacked(key), "big"), ec.SECP256R1())


def check_subscription(endpoint: str, p256dh: str, auth: str) -> None:
    """Raises ValidationError unless a browser could have made it and the server may call its service."""
    try:
        is_whole = len(unpacked(auth)) == 16
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpacked(p256dh))
    except ValueError:
        is_whole = False
    if not is_whole:
        raise ValidationError(_("The browser did not say how to reach it. Try again."))
    try:
        checked(endpoint)
    except Unreachable:
        raise ValidationError(_("The server may not call this browser's push service.")) from None
    parts = urlsplit(endpoint)
    if parts.scheme != "https" and f"{parts.hostname}:{parts.port}" not in settings.WEBHOOK_HOSTS:
        raise ValidationError(_("The server may not call this browser's push service."))


def body(key: str, title: str, lines: Sequence[str], notices: Sequence[Notice]) -> str:
    """What the service worker shows, as JSON: one notice under its sentence, several under their number."""
    urgency = max(notice.urgency for notice in notices)
    one = notices[0].address if len(notices) == 1 else ""
    said: dict[str, Any] = {
        "id": key,
        "title": _("Danger") if urgency == U.DANGER else (_("Huzhu") if one else title),
        "text": "\n".join(lines),
        "address": one or "/notices",
        "language": "zh-Hans" if reading_language() == "zh" else "en",
        "urgency": U(urgency).name.lower(),
    }
    while len(json.dumps(said, ensure_ascii=False).encode()) > MOST_BYTES:  # quotes take more here than in the text
        said["text"] = said["text"][:-100]
    return json.dumps(said, ensure_ascii=False)


def post(endpoint: str, body: str, *, p256dh: str, auth: str, key: str) -> None:
    """Hand over; raises `Gone` where the browser has taken it back, `Unreachable` where it was not taken."""
    urgency = U[json.loads(body)["urgency"].upper()]
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEPT[urgency]),
        "Urgency": URGENCIES[urgency],
        "Topic": key[:32],
        "Authorization": f"vapid t={_token(endpoint)}, k={public_key()}",
    }
    status = hand_over(endpoint, _encrypted(body.encode(), p256dh, auth), headers)
    if status in GONE:
        raise Gone
    accepted(status)


def _encrypted(text: bytes, p256dh: str, auth: str) -> bytes:
    once = ec.generate_private_key(ec.SECP256R1())
    return http_ece.encrypt(
        text, private_key=once, dh=unpacked(p256dh), auth_secret=unpacked(auth), version="aes128gcm"
    )


def _token(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    said = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(time.time()) + TOKEN_LASTS}
    if settings.PUBLIC_URL.startswith("https://"):
        said["sub"] = settings.PUBLIC_URL  # whom the service can write to; Apple's takes nothing without it
    return jwt.encode(said, _key(), algorithm="ES256")
