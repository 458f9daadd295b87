"""How fast a story reaches everybody who has a page open: publishes to N listeners at /events on loopback.

`python -m benchmarks.express [--listeners 1000 5000 10000] [--messages 20] [--processes 2] [--peers ENVIRONMENT]`. Each
listener is a member with a session of its own, in Chinese or English; the story is issued by the verb, in another
process. Reported, as JSON lines: from the beginning of the act to the listener's receipt, and from its commit, p50 and
p99 over all listeners and messages; how many did not come; the server's processor time a receipt, which other work on
the machine hardly changes; memory a listener; the same for what else is installed (`benchmarks/fanout.py`), without
rights, tables or languages, in the same run. 10,000 listeners want `ulimit -n` 20000.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.fanout import HTTP, Peer, peers, started

HUZHU = str(Path(sys.executable).with_name("huzhu"))


def pause_for(listeners: int) -> float:
    """Seconds between messages: each has reached everybody before the next."""
    return max(0.4, listeners / 4000)


class Line(asyncio.Protocol):
    """One listener: writes its greeting, and keeps the moment of every message."""

    def __init__(self, hello: bytes, ready: bytes, mark: bytes, came: list[float], waiting: asyncio.Event) -> None:
        self.hello, self.ready, self.mark, self.came, self.waiting = hello, ready, mark, came, waiting
        self.tail, self.is_lost = b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.hello)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        now, data = time.time(), self.tail + data
        if not self.waiting.is_set():
            assert not data.startswith(b"HTTP/1.1") or b" 200 " in data, data[:200]
            if self.ready in data:
                self.waiting.set()
        self.came += [now] * data.count(self.mark)
        self.tail = data[-len(self.mark) + 1 :]

    def connection_lost(self, _problem: Exception | None) -> None:
        self.is_lost = True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _environment(home: Path) -> dict[str, str]:
    return {"HUZHU_HOME": str(home), "HUZHU_DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "huzhu.config.settings"}


def _set_up(home: Path) -> None:
    """Django in this process, on this home; on another one if there was one before."""
    os.environ.update(_environment(home))
    import django
    from django.db import connection

    django.setup()
    connection.close()
    connection.settings_dict["NAME"] = str(home / "huzhu.sqlite3")


def _house(home: str, listeners: int) -> None:
    """An alliance of two plants with so many members; prints their session keys."""
    _set_up(Path(home))
    from django.core.management import call_command
    from django.db import transaction
    from tests.express.house import session_of

    from huzhu.people.models import Person, Seat
    from huzhu.words import words
    from huzhu.workshops import actions

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        actions.found_alliance(name=words(en="Bench"), by=None)
        plants = [actions.found_plant(slug=name, name=words(en=name), by=None) for name in ("one", "two")]
        trade = actions.name_trade(slug="rolling", name=words(en="Rolling"), by=None)
        for plant in plants:
            actions.open_workshop(plant, trade=trade, name=words(en="Mill"), by=None, slug=f"{plant.slug}-mill")
        people = Person.objects.bulk_create(
            Person(username=f"p{n}", language="zh" if n % 2 else "en", password="!") for n in range(listeners)
        )
        Seat.objects.bulk_create(Seat(person=each, role="data_steward", plant=plants[0]) for each in people)
        print(json.dumps([session_of(each) for each in people]))


def _publish(messages: int, pause: float) -> tuple[list[float], list[float]]:
    """So many stories, issued one after another; when each act began and when it was committed."""
    from huzhu.express import actions
    from huzhu.words import words
    from huzhu.workshops.models import Workshop

    mill, begun, committed = Workshop.objects.get(slug="one-mill"), [], []
    for number in range(messages):
        story = actions.draft_story(by=None, workshop=mill, title=words(f"第{number}", f"Story {number}"))
        actions.check_facts(story, by=None, grade="C")
        actions.check_risk(story, by=None, risk=words("无", "None known"))
        begun.append(time.time())
        actions.issue_story(story, by=None)
        committed.append(time.time())
        time.sleep(pause)
    return begun, committed


async def _listen(port: int, hellos: list[bytes], ready: bytes, mark: bytes) -> tuple[list[Line], list[list[float]]]:
    """Opens them all, some at a time."""
    loop, lines, came = asyncio.get_running_loop(), [], [[] for _ in hellos]
    for number, hello in enumerate(hellos):
        waiting = asyncio.Event()
        line = Line(hello, ready, mark, came[number], waiting)
        await loop.create_connection(lambda line=line: line, "127.0.0.1", port)
        lines.append(line)
        if number % 50 == 49:
            await asyncio.wait_for(waiting.wait(), 60)
    for line in lines:
        await asyncio.wait_for(line.waiting.wait(), 60)
    for times in came:
        times.clear()
    return lines, came


def _memory(pid: int) -> float:
    """MiB of a process and its children, shared pages counted in proportion."""
    several = [pid, *(int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    lines = [line for p in several for line in Path(f"/proc/{p}/smaps_rollup").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _processor(pid: int) -> float:
    """Seconds of processor that a process and its children have used: what a busy machine does not change."""
    several = [pid, *(int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    fields = [Path(f"/proc/{p}/stat").read_text().rpartition(")")[2].split() for p in several]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def _figures(
    sent: list[float], came: list[list[float]], memory: tuple[float, float], processor: float
) -> dict[str, float]:
    before, after = memory
    waits = _waits(sent, came)
    return {
        "listeners": len(came),
        "messages": len(sent),
        "missed": len(sent) * len(came) - len(waits),
        **_middle_and_end(waits),
        "processor_us_a_receipt": round(processor * 1e6 / max(len(waits), 1), 1),
        "kib_a_listener": round((after - before) * 1024 / len(came), 1),
        "mib": round(after, 1),
    }


def _waits(sent: list[float], came: list[list[float]]) -> list[float]:
    return sorted((at - sent[n]) * 1000 for times in came for n, at in enumerate(times[: len(sent)]))


def _middle_and_end(waits: list[float], of: str = "") -> dict[str, float]:
    end = waits[max(int(len(waits) * 0.99) - 1, 0)]
    return {f"p50{of}_ms": round(statistics.median(waits), 1), f"p99{of}_ms": round(end, 1)}


async def _ours(port: int, pid: int, keys: list[str], messages: int) -> dict[str, float]:
    before = _memory(pid)
    hellos = [HTTP.format(path="/events", cookie=f"sessionid={key}").encode() for key in keys]
    lines, came = await _listen(port, hellos, b"retry", b"event: told")
    after, used = _memory(pid), _processor(pid)
    begun, committed = await asyncio.to_thread(_publish, messages, pause_for(len(keys)))
    await asyncio.sleep(3)
    assert not any(line.is_lost for line in lines), "a line was cut"
    used = _processor(pid) - used
    return _figures(begun, came, (before, after), used) | _middle_and_end(_waits(committed, came), "_from_commit")


async def _theirs(peer: Peer, port: int, pid: int, listeners: int, messages: int) -> dict[str, float]:
    before = _memory(pid)
    lines, came = await _listen(port, [peer.hello] * listeners, peer.ready, peer.mark)
    after, used, sent = _memory(pid), _processor(pid), []
    _reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(peer.greeting)
    await asyncio.sleep(0.5)
    for _ in range(messages):
        sent.append(time.time())
        writer.write(peer.publish)
        await asyncio.sleep(pause_for(listeners))
    await asyncio.sleep(3)
    assert not any(line.is_lost for line in lines), "a line was cut"
    return _figures(sent, came, (before, after), _processor(pid) - used)


def _wait(port: int) -> None:
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def measure_ours(listeners: int, messages: int, processes: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        home, port = Path(folder) / "home", _free_port()
        code = "import sys; from benchmarks.express import _house; _house(sys.argv[1], int(sys.argv[2]))"
        command = [sys.executable, "-c", code, str(home), str(listeners)]
        made = subprocess.run(command, capture_output=True, text=True, check=True)
        keys = json.loads(made.stdout.splitlines()[-1])
        command = [HUZHU, "serve", "--port", str(port), "--processes", str(processes)]
        server = subprocess.Popen(command, env={**os.environ, **_environment(home)}, stdout=subprocess.DEVNULL)
        try:
            _wait(port)
            time.sleep(3)
            _set_up(home)
            return asyncio.run(_ours(port, server.pid, keys, messages))
        finally:
            server.terminate()
            server.wait(30)


def measure_theirs(peer: Peer, listeners: int, messages: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        server = started(peer, port, Path(folder))
        try:
            _wait(port)
            time.sleep(1)
            return asyncio.run(_theirs(peer, port, server.pid, listeners, messages))
        finally:
            server.kill()
            server.wait(10)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--listeners", type=int, nargs="+", default=[1000])
    asked.add_argument("--messages", type=int, default=20)
    asked.add_argument("--processes", type=int, default=2)
    asked.add_argument("--peers", type=Path, help="environment with django-eventstream")
    asked.add_argument("--only", default="", help="huzhu, or the name of a peer")
    said = asked.parse_args()
    for listeners in said.listeners:
        if said.only in ("", "huzhu"):
            _print("huzhu", lambda n=listeners: measure_ours(n, said.messages, said.processes))
        for peer in peers(said.peers):
            if said.only in ("", peer.name):
                _print(peer.name, lambda peer=peer, n=listeners: measure_theirs(peer, n, said.messages))


def _print(name: str, measure: Callable[[], dict[str, float]]) -> None:
    try:
        found: object = measure()
    except Exception as problem:  # the others are still measured
        found = f"{type(problem).__name__}: {problem}"[:300]
    print(json.dumps({name: found}), flush=True)


if __name__ == "__main__":
    main()
