"""How fast a story reaches everybody who has a page open: publishes to N listeners at /events on loopback.

`python -m benchmarks.express [--listeners 1000] [--messages 20] [--processes 2]`. Each listener is a member with
a session of its own, in Chinese or English; the story is issued by the verb, in another process. Reported: from the
commit of the act to the listener's receipt, p50 and p99 over all listeners and messages, how many did not come, memory
a listener; and the same for a bare ASGI route that sends one line to everybody, without rights, tables or languages, in
the same run. 5,000 and 10,000 listeners want `ulimit -n` above twice their number.
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
from pathlib import Path

HUZHU = str(Path(sys.executable).with_name("huzhu"))
PAUSE = 0.4  # seconds between messages
FLOOR_APP = """
import asyncio, time
waiting = set()
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    if scope["path"] == "/tell":
        said = b"data: %f\\n\\n" % time.time()
        for queue in waiting:
            queue.put_nowait(said)
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _house(home: Path, listeners: int) -> list[str]:
    """An alliance of one plant with so many members; their session keys."""
    os.environ.update(HUZHU_HOME=str(home), HUZHU_DATABASE_URL="", DJANGO_SETTINGS_MODULE="huzhu.config.settings")
    import django

    django.setup()
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
        return [session_of(each) for each in people]


def _publish(messages: int) -> list[float]:
    """So many stories, issued one after another; the moment of each commit."""
    from huzhu.express import actions
    from huzhu.words import words
    from huzhu.workshops.models import Workshop

    mill, at = Workshop.objects.get(slug="one-mill"), []
    for number in range(messages):
        story = actions.draft_story(by=None, workshop=mill, title=words(f"第{number}", f"Story {number}"))
        actions.check_facts(story, by=None, grade="C")
        actions.check_risk(story, by=None, risk=words("无", "None known"))
        actions.issue_story(story, by=None)
        at.append(time.time())
        time.sleep(PAUSE)
    return at


async def _listen(port: int, cookies: list[str], came: list[list[float]], path: str) -> list[asyncio.Task[None]]:
    """Opens them all; each keeps the moments at which a message came."""

    async def one(number: int, reader: asyncio.StreamReader, _kept: asyncio.StreamWriter) -> None:
        while raw := await reader.readline():
            if raw.startswith(b"data: "):
                came[number].append(time.time())

    tasks = []
    for number, cookie in enumerate(cookies):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**14)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
        while raw := await reader.readline():
            if raw.startswith(b"retry"):
                break
            assert not raw.startswith(b"HTTP/1.1") or b" 200 " in raw, raw
        tasks.append(asyncio.create_task(one(number, reader, writer)))
    return tasks


def _memory(pid: int) -> float:
    """MiB of a process and its children, shared pages counted in proportion."""
    several = [pid, *(int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    lines = [line for p in several for line in Path(f"/proc/{p}/smaps_rollup").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _figures(sent: list[float], came: list[list[float]], before: float, after: float) -> dict[str, float]:
    waits = sorted((at - sent[n]) * 1000 for times in came for n, at in enumerate(times[: len(sent)]))
    return {
        "listeners": len(came),
        "messages": len(sent),
        "missed": len(sent) * len(came) - len(waits),
        "p50_ms": round(statistics.median(waits), 1),
        "p99_ms": round(waits[int(len(waits) * 0.99) - 1], 1),
        "kib_a_listener": round((after - before) * 1024 / len(came), 1),
        "mib": round(after, 1),
    }


async def _ours(port: int, pid: int, keys: list[str], messages: int) -> dict[str, float]:
    came: list[list[float]] = [[] for _ in keys]
    before = _memory(pid)
    tasks = await _listen(port, [f"sessionid={key}" for key in keys], came, "/events")
    after = _memory(pid)
    sent = await asyncio.to_thread(_publish, messages)
    await asyncio.sleep(2)
    assert not any(task.done() for task in tasks), "a line was cut"
    return _figures(sent, came, before, after)


async def _floor(port: int, pid: int, listeners: int, messages: int) -> dict[str, float]:
    came: list[list[float]] = [[] for _ in range(listeners)]
    before = _memory(pid)
    tasks = await _listen(port, [""] * listeners, came, "/")
    after, sent = _memory(pid), []
    for _ in range(messages):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        sent.append(time.time())
        writer.write(b"GET /tell HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        await reader.read()
        await asyncio.sleep(PAUSE)
    await asyncio.sleep(2)
    assert not any(task.done() for task in tasks), "a line was cut"
    return _figures(sent, came, before, after)


def _wait(port: int) -> None:
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--listeners", type=int, default=1000)
    asked.add_argument("--messages", type=int, default=20)
    asked.add_argument("--processes", type=int, default=2)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, port = Path(folder) / "home", _free_port()
        keys = _house(home, said.listeners)
        command = [HUZHU, "serve", "--port", str(port), "--processes", str(said.processes)]
        server = subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL)
        try:
            _wait(port)
            time.sleep(3)
            print(json.dumps({"huzhu": asyncio.run(_ours(port, server.pid, keys, said.messages))}), flush=True)
        finally:
            server.terminate()
            server.wait(15)
        port = _free_port()
        (Path(folder) / "floor.py").write_text(FLOOR_APP)
        command = [sys.executable, "-m", "uvicorn", "floor:app", "--port", str(port), "--log-level", "error"]
        server = subprocess.Popen(command, cwd=folder)
        try:
            _wait(port)
            print(json.dumps({"bare ASGI": asyncio.run(_floor(port, server.pid, said.listeners, said.messages))}))
        finally:
            server.kill()


if __name__ == "__main__":
    main()
