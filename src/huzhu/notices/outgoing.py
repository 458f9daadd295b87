"""Calls to addresses that people give: to the outside only, unless the server allows an inside one by name."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

PATIENCE = 10.0  # seconds for each step
WHOLE_PATIENCE = 20.0  # seconds for all of them: nobody keeps the worker by answering one byte at a time


class Unreachable(Exception):
    """Why it could not be handed over; kept in English and said in the reader's language."""


def hand_over(address: str, body: bytes, headers: dict[str, str]) -> int:
    """POST it; the status of the answer. Raises `Unreachable` where none comes. Redirects are not followed."""
    parts = urlsplit(address)
    host, port = checked(address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    said = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": "Huzhu", **headers}
    line = _Pinned(parts.hostname or "", host, port, is_tls=parts.scheme == "https")
    end = threading.Timer(WHOLE_PATIENCE, line.cut)
    end.daemon = True
    end.start()
    try:
        line.request("POST", path, body, said)
        return line.getresponse().status
    except (OSError, ValueError, http.client.HTTPException) as problem:
        raise Unreachable(f"{type(problem).__name__}: {problem}"[:200]) from None
    finally:
        end.cancel()
        line.close()


def accepted(status: int) -> None:
    """Raises `Unreachable` unless the answer says that it was taken."""
    if not 200 <= status < 300:
        raise Unreachable(f"it answered {status}")


def checked(address: str) -> tuple[str, int]:
    """The one network address to connect to; raises `Unreachable` if it is inside and the server does not allow it.

    The name is resolved once and that very address is used, so a name that answers otherwise the second time gains
    nothing.
    """
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Unreachable(gettext_noop("this is not an address")) from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise Unreachable(gettext_noop("only http and https"))
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(gettext_noop("the name is not known")) from None
    if f"{parts.hostname}:{port}" in settings.WEBHOOK_HOSTS:
        return str(found[0][4][0]), port
    for each in found:
        if not _is_outside(str(each[4][0])):
            raise Unreachable(gettext_noop("this address is inside; the server must allow it by name"))
    return str(found[0][4][0]), port


def _is_outside(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if inner is not None:
        address = inner
    return address.is_global and not address.is_multicast


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked; the certificate must be the name's."""

    def __init__(self, name: str, host: str, port: int, *, is_tls: bool) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self.name, self.is_tls = name, is_tls

    def connect(self) -> None:
        super().connect()
        if self.is_tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.name)

    def cut(self) -> None:
        """From another thread: whoever waits at this line is told that it is over."""
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
