"""`/events`: a page that connects while something is being told hears it once, in order, and only what is its own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from tests import make
from tests.web.conftest import Visit

from huzhu.notices.actions import tell
from huzhu.notices.models import Notice
from huzhu.web import events
from huzhu.words import words


class Watching:
    """A thread that only says it lives: the test does by hand what it would do."""

    @staticmethod
    def is_alive() -> bool:
        return True


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> events.Hub:
    """Admitting gives its connection back, so nothing here may run inside the transaction of a test."""
    hub = events.Hub()
    hub.thread, hub.cursor = Watching(), events.newest()  # type: ignore[assignment]
    monkeypatch.setattr(events, "HUB", hub)
    return hub


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


def told(made: make.Made, who: str, number: int) -> Notice:
    text = words(f"第{number}件", f"Number {number}")
    return tell([made.people[who]], about=f"test:{number}", text=text, address="/", urgency=Notice.Urgency.SOON)[0]


def scope_of(client: Client, last: str = "") -> dict[str, Any]:
    cookies = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
    headers = [(b"cookie", cookies.encode()), (b"host", b"localhost")]
    if last:
        headers.append((b"last-event-id", last.encode()))
    return {"type": "http", "method": "GET", "path": "/events", "query_string": b"", "headers": headers}


def what_came(loop: asyncio.AbstractEventLoop, listener: events.Listener, missed: list[bytes]) -> str:
    """Everything that stands on the line once all that waits has been written."""
    parts: list[bytes] = []

    async def send(message: dict[str, Any]) -> None:
        parts.append(message.get("body", b""))

    loop.call_soon(listener.push, None)
    loop.run_until_complete(events._write(listener, missed, send))
    return b"".join(parts).decode()


def numbers(text: str) -> list[int]:
    return [int(each) for each in re.findall(r'"about": "test:(\d+)"', text)]


def test_what_is_told_while_a_page_connects_comes_once(
    made: make.Made, visit: Visit, hub: events.Hub, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told after it has joined and before it has read what it missed: both ways lead to it, and only one counts."""
    first = told(made, "dalian-workshop_head", 1)
    read = events._missed

    def slowly(request: Any, listener: events.Listener) -> list[bytes]:
        told(made, "dalian-workshop_head", 2)
        hub._tell()
        loop.run_until_complete(asyncio.sleep(0))  # the loop runs on while the request is still being read
        return read(request, listener)

    monkeypatch.setattr(events, "_missed", slowly)
    listener, missed = events.admit(scope_of(visit("dalian", "workshop_head"), "0-0"), loop)
    told(made, "dalian-workshop_head", 3)
    told(made, "benxi-workshop_head", 4)
    hub._tell()
    loop.run_until_complete(asyncio.sleep(0))
    came = what_came(loop, listener, missed)
    assert numbers(came) == [1, 2, 3]
    assert re.findall(r"id: \d+-(\d+)", came) == [str(first.pk), str(first.pk + 1), str(first.pk + 2)]


def test_a_page_that_goes_on_from_an_id_hears_what_is_after_it(
    made: make.Made, visit: Visit, hub: events.Hub, loop: asyncio.AbstractEventLoop
) -> None:
    known = told(made, "dalian-workshop_head", 1)
    told(made, "dalian-workshop_head", 2)
    listener, missed = events.admit(scope_of(visit("dalian", "workshop_head"), f"0-{known.pk}"), loop)
    assert numbers(what_came(loop, listener, missed)) == [2]


def test_who_has_lost_every_seat_is_cut_and_who_came_meanwhile_is_not(
    made: make.Made, visit: Visit, hub: events.Hub, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaver, _missed = events.admit(scope_of(visit("benxi", "workshop_head")), loop)
    made.people["benxi-workshop_head"].seats.all().delete()
    told(made, "benxi-workshop_head", 1)
    asked = events.members_among

    def while_asking(people: set[int]) -> set[int]:
        while_asking.came = events.admit(scope_of(visit("dalian", "workshop_head")), loop)  # type: ignore[attr-defined]
        return asked(people)

    monkeypatch.setattr(events, "members_among", while_asking)
    hub._tell()
    loop.run_until_complete(asyncio.sleep(0))
    assert leaver.waiting.get_nowait() is None
    assert while_asking.came[0].waiting.empty()  # type: ignore[attr-defined]


def test_news_that_could_not_be_read_is_read_at_the_next_look(
    made: make.Made, visit: Visit, hub: events.Hub, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database may be recovering from a kill; nothing further need be written for the news to come."""
    listener, _missed = events.admit(scope_of(visit("dalian", "workshop_head")), loop)
    tellings: list[str] = []
    sleeps: list[float] = []

    def tell_at_the_second_look() -> None:
        tellings.append("")
        if len(tellings) == 1:
            raise OperationalError("database is locked")

    def sleep(seconds: float) -> None:
        sleeps.append(seconds)
        if len(sleeps) == 5:
            hub.leave(listener)  # nobody listens any more, so it ends

    monkeypatch.setattr(hub, "_tell", tell_at_the_second_look)
    monkeypatch.setattr(events, "_stamp", lambda: "the same")
    monkeypatch.setattr(events.time, "sleep", sleep)
    monkeypatch.setattr(events.connection, "close", lambda: None)
    hub._watch()
    assert len(tellings) == 2


def test_an_issue_reaches_each_with_the_own_notice_and_nobody_elses(
    made: make.Made, hub: events.Hub, loop: asyncio.AbstractEventLoop
) -> None:
    """Everybody is told of an issue: one announcement for all, one notice each, made into bytes once."""
    from huzhu.express import publishing

    make.story(made)
    before = events.newest()
    keys = {each.pk: each for each in made.people.values()}
    listeners = [events.Listener(pk, "key", ("zh", "en")[pk % 2], before, loop) for pk in keys]
    hub.listeners, hub.cursor = set(listeners), before
    publishing.publish_issue(publishing.compile_issue(), by=None)  # type: ignore[arg-type]
    found = events.events_after(before, keys)
    assert len({id(event.lines) for event in found}) == 2  # that it is ready, to the editors; that it is out, to all
    hub._tell()
    loop.run_until_complete(asyncio.sleep(0))
    for each in listeners:
        own = Notice.objects.filter(person=each.person_id, pk__gt=before[1]).count()
        came = [each.waiting.get_nowait() for _ in range(each.waiting.qsize())]
        assert [event.person_id for event in came] == [None, *[each.person_id] * own]
        assert own == (2 if keys[each.person_id] == made.people["alliance-secretariat"] else 1)
