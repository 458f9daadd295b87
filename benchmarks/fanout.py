"""What else sends one message to many open lines: each peer as (start it, greet it, publish), for `benchmarks.express`.

Redis, NATS and Mosquitto from the distribution; a bare ASGI route; django-eventstream from an environment of its own:

    apt-get install redis-server nats-server mosquitto
    python -m venv peers && peers/bin/pip install django django-eventstream uvicorn
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BODY = b"told:" + b"Story: rolls made ready outside the mill, half the time; /express/stories/57".ljust(160, b".")
HTTP = "GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n"

BARE = """
import asyncio
waiting = set()
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    if scope["path"] == "/tell":
        for queue in waiting:
            queue.put_nowait(BODY)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    queue = asyncio.Queue()
    waiting.add(queue)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    await send({"type": "http.response.body", "body": b"retry: 1000\\n\\n", "more_body": True})
    while True:
        await send({"type": "http.response.body", "body": await queue.get(), "more_body": True})
"""
EVENTSTREAM = """
import django
from django.conf import settings
settings.configure(DEBUG=False, SECRET_KEY="bench", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, USE_TZ=True,
                   INSTALLED_APPS=["django_eventstream"], DATABASES={})
django.setup()
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import include, path
import django_eventstream

def tell(request):
    django_eventstream.send_event("x", "message", {"text": BODY.decode()})
    return HttpResponse(status=204)

urlpatterns = [path("events/", include(django_eventstream.urls), {"channels": ["x"]}), path("tell", tell)]
app = get_asgi_application()
"""


@dataclass(frozen=True)
class Peer:
    """`hello`: what a listener writes; `ready`: what it reads once it listens; `publish`: what makes a message go out,
    on a line that wrote `greeting`."""

    name: str
    command: Callable[[int, Path], list[str]]
    hello: bytes
    ready: bytes
    publish: bytes
    greeting: bytes = b""
    mark: bytes = b"told:"


def _mqtt(kind: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    length, left = b"", len(body)
    while True:
        left, digit = divmod(left, 128)
        length += bytes([digit | (0x80 if left else 0)])
        if not left:
            return bytes([kind]) + length + body


def _text(said: bytes) -> bytes:
    return len(said).to_bytes(2, "big") + said


# MQTT 3.1.1, clean session without a name, no keep-alive.
_CONNECT = _mqtt(0x10, _text(b"MQTT"), b"\x04\x02\x00\x00", _text(b""))


def _mosquitto(port: int, folder: Path) -> list[str]:
    (folder / "mosquitto.conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    return [_found("mosquitto"), "-c", str(folder / "mosquitto.conf")]


def _found(name: str) -> str:
    return shutil.which(name, path="/usr/bin:/usr/sbin:/usr/local/bin") or name


def _asgi(python: str, source: str) -> Callable[[int, Path], list[str]]:
    def command(port: int, folder: Path) -> list[str]:
        (folder / "peer.py").write_text(source)
        return [
            python,
            "-m",
            "uvicorn",
            "--app-dir",
            str(folder),
            "peer:app",
            "--port",
            str(port),
            "--log-level",
            "error",
        ]

    return command


def peers(environment: Path | None) -> list[Peer]:
    """Those that are installed here."""
    sse = b"BODY = b'data: " + BODY + b"\\n\\n'\n"
    http = HTTP.format(path="/", cookie="").encode()
    tell = b"GET /tell HTTP/1.1\r\nHost: localhost\r\n\r\n"
    found = [Peer("bare ASGI", _asgi(sys.executable, sse.decode() + BARE), http, b"retry", tell)]
    if _found("redis-server") != "redis-server":
        size = str(len(BODY)).encode()
        publish = b"*3\r\n$7\r\nPUBLISH\r\n$1\r\nx\r\n$" + size + b"\r\n" + BODY + b"\r\n"
        options = ["--save", "", "--maxclients", "15000"]
        found.append(
            Peer(
                "Redis",
                lambda port, _folder: [_found("redis-server"), "--port", str(port), *options],
                b"SUBSCRIBE x\r\n",
                b"subscribe",
                publish,
            )
        )
    if _found("nats-server") != "nats-server":
        connect = b'CONNECT {"verbose":false}\r\n'
        publish = b"PUB x " + str(len(BODY)).encode() + b"\r\n" + BODY + b"\r\n"
        command = lambda port, _folder: [_found("nats-server"), "-a", "127.0.0.1", "-p", str(port)]  # noqa: E731
        found.append(Peer("NATS", command, connect + b"SUB x 1\r\nPING\r\n", b"PONG", publish, connect))
    if _found("mosquitto") != "mosquitto":
        subscribe = _mqtt(0x82, b"\x00\x01", _text(b"x"), b"\x00")
        publish = _mqtt(0x30, _text(b"x"), BODY)
        found.append(Peer("Mosquitto", _mosquitto, _CONNECT + subscribe, b"\x90\x03", publish, _CONNECT))
    if environment is not None and (environment / "bin" / "uvicorn").exists():
        body = b"BODY = b'" + BODY + b"'\n"
        python = str(environment / "bin" / "python")
        events = HTTP.format(path="/events/", cookie="").encode()
        found.append(
            Peer("django-eventstream", _asgi(python, body.decode() + EVENTSTREAM), events, b"stream-open", tell)
        )
    return found


def started(peer: Peer, port: int, folder: Path) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(peer.command(port, folder), cwd=folder, stdout=quiet, stderr=quiet)
