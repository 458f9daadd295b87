"""`/events`: what is told stands on every open page within a second, as server-sent events.

One thread per web process watches the database, and only while somebody listens: on SQLite by the counter that every
commit of another connection raises, on PostgreSQL by the newest keys. So any process may have written it. What
is new is read once and handed to the listeners in memory, in each one's language: announcements to all members, notices
to their person. Nothing starts at import, because web processes are forked after it.

An event's id, "12-345", says up to which announcement and which notice its reader has been told; `Last-Event-ID`, or
`?after=`, goes on from there out of the tables, so that a broken line loses nothing and repeats nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections, connection
from django.db.models import Max
from django.utils import timezone, translation

from huzhu.express.models import Announcement
from huzhu.notices.models import Notice
from huzhu.people.models import Seat
from huzhu.web.languages import chosen
from huzhu.words import LANGUAGES

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Cursor = tuple[int, int]  # the last announcement, the last notice

LOOK_EVERY = {"sqlite": 0.02, "postgresql": 0.1}  # seconds; a look at SQLite's counter takes some microseconds
RIGHTS_EVERY = 10.0  # seconds between looks whether sessions and seats still hold
BREATH_EVERY = 20.0  # a comment, so that nothing between takes the line for dead
MOST_WAITING = 200  # events a slow reader may be behind; then the line is cut, and it comes again for the rest
MOST_BEHIND = 100  # that a page is handed of what came while it was being made
FEW = 100  # people whose notices are asked for by name
SLACK = 1.0  # seconds by which a page's own time is taken earlier

log = logging.getLogger("huzhu.events")


@dataclass(eq=False)
class Listener:
    """One open page."""

    person_id: int
    session_key: str
    language: str
    told: Cursor
    loop: asyncio.AbstractEventLoop
    waiting: asyncio.Queue[Event | bytes | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING + 1))

    def push(self, said: Event | bytes | None) -> None:
        """To be called in the loop. None cuts the line."""
        if said is not None and self.waiting.qsize() >= MOST_WAITING:
            said = None
        if not self.waiting.full():
            self.waiting.put_nowait(said)


@dataclass(frozen=True)
class Event:
    """What to send: to one person or (None) to all members, under its id, in both languages."""

    at: Cursor
    person_id: int | None
    lines: dict[str, bytes]

    def for_(self, listener: Listener) -> bytes | None:
        """None: told already when the page connected. To be asked only once it is known what that was."""
        number, known = (self.at[0], listener.told[0]) if self.person_id is None else (self.at[1], listener.told[1])
        if number <= known:
            return None
        at = max(self.at[0], listener.told[0]), max(self.at[1], listener.told[1])
        return b"id: %d-%d\n" % at + self.lines[listener.language]


def _lines(row: Announcement | Notice, is_danger: bool) -> dict[str, bytes]:
    found = {}
    for language in LANGUAGES:
        text = row.text.get(language) or next((row.text[each] for each in LANGUAGES if row.text.get(each)), "")
        said = {"about": row.about, "text": text, "address": row.address, "danger": is_danger}
        found[language] = b"event: told\ndata: " + json.dumps(said, ensure_ascii=False).encode() + b"\n\n"
    return found


def events_after(
    cursor: Cursor, people: Collection[int], *, since: datetime | None = None, until: Cursor | None = None
) -> list[Event]:
    """Announcements first, then notices; `since` narrows to what was written from that moment on.

    Thousands of people are picked out here: as parameters of the query they would cost more than what is new.
    """
    shown = Announcement.objects.filter(pk__gt=cursor[0])
    told = Notice.objects.filter(pk__gt=cursor[1])
    if len(people) < FEW:
        told = told.filter(person__in=people)
    once: dict[tuple[Any, ...], dict[str, bytes]] = {}  # thousands may be told the same

    def lines(row: Announcement | Notice, is_danger: bool) -> dict[str, bytes]:
        key = (row.about, row.address, is_danger, *row.text.items())
        if key not in once:
            once[key] = _lines(row, is_danger)
        return once[key]

    if since is not None:
        shown, told = shown.filter(made_at__gte=since), told.filter(made_at__gte=since)
    if until is not None:
        shown, told = shown.filter(pk__lte=until[0]), told.filter(pk__lte=until[1])
    found: list[Event] = []
    last = cursor
    for each in shown.order_by("pk"):
        last = each.pk, last[1]
        found.append(Event(last, None, lines(each, each.is_danger)))
    for row in (each for each in told.order_by("pk") if each.person_id in people):
        last = last[0], row.pk
        found.append(Event(last, row.person_id, lines(row, row.urgency == Notice.Urgency.DANGER)))
    return found


def newest() -> Cursor:
    announced = Announcement.objects.aggregate(last=Max("pk"))["last"] or 0
    return announced, Notice.objects.aggregate(last=Max("pk"))["last"] or 0


class Hub:
    """The listeners of this process and the one thread that watches for them."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.lock = threading.Lock()
        self.cursor: Cursor | None = None
        self.thread: threading.Thread | None = None
        self.pool: ThreadPoolExecutor | None = None

    def workers(self) -> ThreadPoolExecutor:
        """Two threads that admit; made with the first listener."""
        if self.pool is None:
            self.pool = ThreadPoolExecutor(2, thread_name_prefix="events")
        return self.pool

    def join(self, listener: Listener) -> None:
        """From here on it is told everything that is written; what was written before it reads itself, after this."""
        with self.lock:
            if self.thread is None or not self.thread.is_alive():
                self.cursor = newest()
                self.thread = threading.Thread(target=self._watch, name="events-watch", daemon=True)
                self.listeners.add(listener)
                self.thread.start()
            self.listeners.add(listener)

    def leave(self, listener: Listener) -> None:
        with self.lock:
            self.listeners.discard(listener)

    def _watch(self) -> None:
        seen, checked, breathed = None, time.monotonic(), time.monotonic()
        while True:
            with self.lock:
                if not self.listeners:
                    self.thread = None
                    break
            try:
                now = time.monotonic()
                if (stamp := _stamp()) != seen:
                    self._tell()
                    seen = stamp  # not before: what could not be read is looked for again
                if now - checked > RIGHTS_EVERY:
                    checked = now
                    self._cut(self._without_right())
                if now - breathed > BREATH_EVERY:
                    breathed = now
                    self._in_loops([b":\n\n"])
            except Exception:
                log.exception("watching for news failed")
                close_old_connections()
                seen = None  # another connection counts from another start
                time.sleep(1)
            time.sleep(LOOK_EVERY[connection.vendor])
        connection.close()

    def _tell(self) -> None:
        """What was written since. The end is read before who listens: whoever joins later reads up to there itself,
        and keys grow in the order of commits, so nothing can come to lie below it afterwards."""
        assert self.cursor is not None
        end = newest()
        with self.lock:
            people = {each.person_id for each in self.listeners}
        found = events_after(self.cursor, people, until=end)
        self.cursor = end
        if found:
            self._in_loops(found, gone=people - members_among(people))

    def _in_loops(self, said: Sequence[Event | bytes], *, gone: Collection[int] = ()) -> None:
        """Hand it to the loops in which the listeners wait, all of a loop at once.

        Events are handed over as they are, because a line may be so new that nobody knows yet what its reader has been
        told; who writes to the line knows, and leaves out what would come twice.
        """
        with self.lock:
            loops: dict[asyncio.AbstractEventLoop, list[Listener]] = {}
            for each in self.listeners:
                loops.setdefault(each.loop, []).append(each)
        to_all = [one for one in said if isinstance(one, bytes) or one.person_id is None]
        own: dict[int, list[Event]] = {}
        for one in said:
            if isinstance(one, Event) and one.person_id is not None:
                own.setdefault(one.person_id, []).append(one)

        def push(several: list[Listener]) -> None:
            for each in several:
                if each.person_id in gone:
                    each.push(None)
                    continue
                for one in (*to_all, *own.get(each.person_id, ())):
                    each.push(one)

        for loop, several in loops.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(push, several)

    def _without_right(self) -> set[Listener]:
        """Signed out since, or no longer with a seat."""
        with self.lock:
            there = list(self.listeners)
        members = members_among({each.person_id for each in there})
        keys = [each.session_key for each in there]
        held: set[str] = set()
        for start in range(0, len(keys), 500):
            rows = Session.objects.filter(session_key__in=keys[start : start + 500], expire_date__gt=timezone.now())
            held |= set(rows.values_list("session_key", flat=True))
        return {each for each in there if each.person_id not in members or each.session_key not in held}

    def _cut(self, listeners: set[Listener]) -> None:
        for each in listeners:
            if not each.loop.is_closed():
                each.loop.call_soon_threadsafe(each.push, None)


HUB = Hub()


def _stamp() -> Any:
    """Something that is another after each commit that others made."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA data_version").fetchone()
    return newest()


def members_among(people: set[int]) -> set[int]:
    held = Seat.objects.held_on(timezone.localdate()).filter(person__is_active=True)
    return people & set(held.values_list("person_id", flat=True))


class Refused(Exception):
    """No line for this request; `args[0]` is the status."""


def admit(scope: Scope, loop: asyncio.AbstractEventLoop) -> tuple[Listener, list[bytes]]:
    """Who asks, by the session like every page; and what they have missed since they were last told."""
    close_old_connections()
    try:
        request = ASGIRequest(scope, b"")  # type: ignore[arg-type]
        try:
            request.get_host()
        except SuspiciousOperation:
            raise Refused(400) from None
        engine = import_module(settings.SESSION_ENGINE)
        request.session = engine.SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        request.user = get_user(request)
        if request.method != "GET":
            raise Refused(405)
        if not request.user.is_authenticated or not request.user.is_member:
            raise Refused(403)
        with translation.override(None):
            language = "zh" if chosen(request).startswith("zh") else "en"
        listener = Listener(request.user.pk, request.session.session_key or "", language, (0, 0), loop)
        HUB.join(listener)
        try:
            return listener, _missed(request, listener)
        except BaseException:
            HUB.leave(listener)
            raise
    finally:
        if connection.vendor != "sqlite":
            connection.close()


def _missed(request: ASGIRequest, listener: Listener) -> list[bytes]:
    """Everything after the reader's cursor; or since the page was made; or nothing where neither is known."""
    asked = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    cursor, since = _cursor(asked)
    end = newest()
    if cursor is None and since is None:
        listener.told = end
        return []
    found = events_after(cursor or (0, 0), {listener.person_id}, since=since)
    listener.told = cursor or (0, 0)
    shown = found if cursor is not None else found[-MOST_BEHIND:]  # a page that goes on misses nothing
    lines = [event.for_(listener) for event in shown]
    seen = [event.at for event in found]
    listener.told = max([end[0], *(at[0] for at in seen)]), max([end[1], *(at[1] for at in seen)])
    return [line for line in lines if line is not None]


def _cursor(asked: str) -> tuple[Cursor | None, datetime | None]:
    """ "12-345" is a place; "t1764000000000" the moment at which a page was made."""
    first, dash, second = asked.partition("-")
    if dash and first.isdecimal() and second.isdecimal() and len(asked) < 40:
        return (int(first), int(second)), None
    if asked.startswith("t") and asked[1:].isdecimal() and len(asked) < 16:
        return None, datetime.fromtimestamp(int(asked[1:]) / 1000 - SLACK, UTC)
    return None, None


HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def events(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application behind `/events`."""
    loop = asyncio.get_running_loop()
    try:
        listener, missed = await loop.run_in_executor(HUB.workers(), admit, scope, loop)
    except Refused as refused:
        await send({"type": "http.response.start", "status": refused.args[0], "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        return
    writer = asyncio.ensure_future(_write(listener, missed, send))
    try:
        while (await receive())["type"] != "http.disconnect" and not writer.done():
            pass
    finally:
        HUB.leave(listener)
        writer.cancel()


async def _write(listener: Listener, missed: list[bytes], send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    start = b"retry: 1000\nid: %d-%d\n\n" % listener.told if not missed else b"retry: 1000\n\n" + b"".join(missed)
    await send({"type": "http.response.body", "body": start, "more_body": True})
    while (said := await listener.waiting.get()) is not None:
        line = said if isinstance(said, bytes) else said.for_(listener)
        if line is not None:
            await send({"type": "http.response.body", "body": line, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
    HUB.leave(listener)
