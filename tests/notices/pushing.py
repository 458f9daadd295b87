"""A browser's push service on loopback, and a browser that opens what it gets: written from RFC 8291 and RFC 8188 with
the primitives alone, so that it does not share a mistake with the library that encrypts."""

from __future__ import annotations

import base64
import json
import os
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _hmac(key: bytes, data: bytes) -> bytes:
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(data)
    return made.finalize()


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def opened(key: ec.EllipticCurvePrivateKey, auth: bytes, body: bytes) -> bytes:
    """The one record of RFC 8291, section 3.4 and 4; raises if it was not made for this key."""
    salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    sender, record = body[21 : 21 + length], body[21 + length :]
    assert len(body) <= 4096 and len(record) <= size
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
    material = _hmac(_hmac(auth, shared), b"WebPush: info\x00" + _point(key) + sender + b"\x01")
    start = _hmac(salt, material)
    content_key = _hmac(start, b"Content-Encoding: aes128gcm\x00\x01")[:16]
    nonce = _hmac(start, b"Content-Encoding: nonce\x00\x01")[:12]
    text, mark = AESGCM(content_key).decrypt(nonce, record, None).rstrip(b"\x00"), b"\x02"
    assert text.endswith(mark)
    return text[:-1]


@dataclass
class Browser:
    """What `pushManager.subscribe` makes."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def said(self) -> dict[str, str]:
        return {"endpoint": self.endpoint, "p256dh": packed(_point(self.key)), "auth": packed(self.auth)}

    def open(self, body: bytes) -> dict[str, Any]:
        return json.loads(opened(self.key, self.auth, body))


class PushService(ThreadingHTTPServer):
    """Keeps what came; answers with `status`."""

    daemon_threads = True

    def __init__(self) -> None:
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 201
        super().__init__(("127.0.0.1", 0), _Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def browser(self, name: str = "one") -> Browser:
        return Browser(f"{self.origin}/push/{name}")

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: PushService

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Quiet."""
