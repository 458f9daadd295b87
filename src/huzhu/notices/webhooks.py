"""Signed webhooks: one POST to a machine.

The receiver checks `Huzhu-Signature: t=<seconds>,v1=<hex>`: the HMAC-SHA256, under the channel's secret, of
`<seconds>.<body>`; and counts what carries an `Idempotency-Key` it has seen once.
"""

from __future__ import annotations

import hashlib
import hmac
import time

from huzhu.notices.outgoing import accepted, hand_over


def signature(secret: str, body: bytes, at: int) -> str:
    made = hmac.new(secret.encode(), str(at).encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


def post(address: str, body: bytes, *, key: str, secret: str) -> None:
    """Hand over; raises `Unreachable` unless the answer says that it was taken."""
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": key,
        "Huzhu-Signature": signature(secret, body, int(time.time())),
    }
    accepted(hand_over(address, body, headers))
