"""Web and worker are killed at random while thousands of notices go out: every one arrives, and none counts twice.

The children of `huzhu serve` are killed (SIGKILL); it starts them again. A receiver of webhooks keeps every body
under its id; a listener at `/events` goes on with `Last-Event-ID`. HUZHU_FAULT_DELIVERIES=10000 is the whole of it.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

HUZHU = str(Path(sys.executable).with_name("huzhu"))
ROOT = Path(__file__).parents[2]
COUNT = int(os.environ.get("HUZHU_FAULT_DELIVERIES", "2000"))
READERS = 20
WRITING = max(15.0, COUNT / 250)  # seconds over which they are told, and the children killed
PATIENCE = 400.0  # a killed message waits for its lease, one that failed a minute, and four the second time

pytestmark = pytest.mark.slow


class Receiver(ThreadingHTTPServer):
    """Counts what carries the same id once, and notices if it ever differs."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.bodies: dict[str, bytes] = {}
        self.again = self.cut_short = 0
        self.differing: list[str] = []
        self.held = threading.Lock()

    def take(self, key: str, body: bytes) -> None:
        with self.held:
            if key in self.bodies:
                self.again += 1
                if self.bodies[key] != body:
                    self.differing.append(key)
            self.bodies.setdefault(key, body)

    def notices(self) -> list[int]:
        with self.held:
            return [each["id"] for body in self.bodies.values() for each in json.loads(body)["notices"]]


class _Answer(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:  # whoever sent it was killed between two packets: it is not here, and comes again
            self.server.cut_short += 1
            self.close_connection = True
            return
        self.server.take(self.headers["Idempotency-Key"], body)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@dataclass
class Listener(threading.Thread):
    """An open page that is cut off again and again."""

    port: int
    session: str
    seen: list[str] = field(default_factory=list)
    last: str = "0-0"
    cuts: int = 0
    is_over: bool = False

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while not self.is_over:
            try:
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                cookie = {"Cookie": f"sessionid={self.session}; lang=en", "Last-Event-ID": self.last}
                line.request("GET", "/events", headers=cookie)
                self._read(line.getresponse())
            except (OSError, http.client.HTTPException):
                pass
            self.cuts += 1
            time.sleep(0.2)

    def _read(self, answer: http.client.HTTPResponse) -> None:
        came, about = "", ""
        while raw := answer.readline():
            if not raw.endswith(b"\n"):
                return  # cut off within the line
            text = raw.decode().rstrip("\n")
            if text.startswith("id: "):
                came = text[4:]
            elif text.startswith("data: "):
                about = json.loads(text[6:])["about"]
            elif not text and came:
                self.last, came = came, ""
                if about:
                    self.seen.append(about)
                    about = ""


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def _home(folder: Path, receiver: Receiver) -> tuple[Path, dict[str, str]]:
    """A home with four plants in which `READERS` people have a webhook."""
    made = os.environ.get("HUZHU_FAULT_HOME")
    home = folder / "home"
    if made:  # one that tests.express.house has built, and beside it what it printed
        shutil.copytree(made, home)
        keys = json.loads(Path(made + ".json").read_text())
    else:
        built = subprocess.run(
            [sys.executable, "-m", "tests.express.house", str(home)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=600,
        )
        keys = json.loads(built.stdout)
    adding = (
        "from huzhu.people.models import Person; from huzhu.notices.channels import add_channel\n"
        f"people = Person.objects.order_by('pk')[:{READERS}]\n"
        f"to = 'http://127.0.0.1:{receiver.server_port}/'\n"
        "[add_channel(by=p, kind='webhook', name='x', address=to) for p in people]"
    )
    subprocess.run(
        [sys.executable, "-m", "django", "shell", "-c", adding],
        env=_environment(home, receiver),
        check=True,
        timeout=120,
        capture_output=True,
    )
    return home, keys


def _environment(home: Path, receiver: Receiver) -> dict[str, str]:
    return {
        **os.environ,
        "HUZHU_HOME": str(home),
        "HUZHU_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "huzhu.config.settings",
        "HUZHU_WEBHOOK_HOSTS": f"127.0.0.1:{receiver.server_port}",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _children(of: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{of}/task/{of}/children").read_text().split()]


def _kill_at_random(server: int, until: threading.Event, chance: random.Random) -> int:
    kills = 0
    while not until.wait(chance.uniform(0.2, 1.5)):
        children = _children(server)
        if children:
            try:
                os.kill(chance.choice(children), signal.SIGKILL)
                kills += 1
            except ProcessLookupError:
                pass
    return kills


def _rows(home: Path, question: str, *values: str) -> list[Any]:
    """The first column, read beside the server and let go at once."""
    line = sqlite3.connect(home / "huzhu.sqlite3", timeout=20)
    try:
        return [row[0] for row in line.execute(question, values)]
    finally:
        line.close()


def _told(home: Path, username: str) -> list[str]:
    question = "select about from notice n join person p on p.id = n.person_id where p.username = ? order by n.id"
    return _rows(home, question, username)


def _left(home: Path) -> int:
    """How much is owed to a channel, or in a message that has not gone out."""
    owed = "select count(*) from notice_delivery where due_at is not null"
    waiting = "select count(*) from notice_message where sent_at is null"
    return _rows(home, owed)[0] + _rows(home, waiting)[0]


def _wait_until_all_is_out(home: Path, listener: Listener, reader: str) -> None:
    """To the machines and to the open page: after the last kill, web and worker come back each in its own time."""
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE:
        if not _left(home) and len(listener.seen) >= len(_told(home, reader)):
            break
        time.sleep(0.5)
    time.sleep(2)  # in which whatever came twice would come


def test_every_delivery_is_accounted_for(tmp_path: Path, receiver: Receiver) -> None:
    home, keys = _home(tmp_path, receiver)
    port = _free_port()
    log = (tmp_path / "serve.log").open("w")
    server = subprocess.Popen(
        [HUZHU, "serve", "--port", str(port), "--processes", "2"],
        env=_environment(home, receiver),
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    first = _rows(home, "select username from person order by id")[0]
    listener = Listener(port, keys[first])
    try:
        time.sleep(3)
        listener.start()
        writer = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.delivery_writer", str(home), str(COUNT), str(WRITING)],
            cwd=ROOT,
            env=_environment(home, receiver),
        )
        over, kills = threading.Event(), 0
        threading.Thread(target=lambda: (writer.wait(), over.set()), daemon=True).start()
        kills = _kill_at_random(server.pid, over, random.Random(1958))
        assert writer.returncode == 0
        _wait_until_all_is_out(home, listener, first)
    finally:
        listener.is_over = True
        server.terminate()
        server.wait(30)
    owed, told, came = set(_rows(home, "select notice_id from notice_delivery")), _told(home, first), receiver.notices()
    print(f"{len(owed)} deliveries in {len(receiver.bodies)} messages, {kills} kills, {receiver.again} sent again")
    print(
        f"{receiver.cut_short} cut short; {len(listener.seen)} events to a page that was cut off {listener.cuts} times"
    )
    assert len(owed) >= COUNT
    assert kills >= 5
    assert set(came) == owed, f"{len(owed - set(came))} lost"
    assert len(came) == len(set(came)), "a notice came under two ids"
    assert not receiver.differing
    assert listener.seen == told
