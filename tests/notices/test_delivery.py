"""Channels and what goes over them: when, how much, to whom, signed, and never inside."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from huzhu.notices import channels, delivery, outgoing, sending, services, webhooks
from huzhu.notices.actions import tell
from huzhu.notices.models import Channel, Delivery, Message, Notice
from huzhu.people.models import Person
from huzhu.words import words
from huzhu.work import do_due_work
from tests import make


@pytest.fixture
def reader(db: None) -> Person:
    from huzhu.workshops import actions as workshop_actions

    workshop_actions.found_alliance(name=words(en="Two"), by=None)
    plant = workshop_actions.found_plant(slug="dalian", name=words(en="Dalian"), by=None)
    return make.person("li-wen", "plant_director", plant=plant)


def channel(by: Person, **values: Any) -> Channel:
    said = {"kind": "email", "name": "Mail", "address": "li@example.org", **values}
    return channels.add_channel(by=by, **said)[0]


def at(hour: int, minute: int = 0, day: int = 3) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime(2026, 3, day, hour, minute))


NIGHT = {"quiet_from": datetime.time(22), "quiet_until": datetime.time(6), "digest_at": datetime.time(7, 30)}
NOON = {"quiet_from": datetime.time(12), "quiet_until": datetime.time(13), "digest_at": datetime.time(12, 30)}


@pytest.mark.parametrize(
    ("quiet", "urgency", "now", "goes"),
    [
        (NIGHT, Notice.Urgency.DANGER, at(23), at(23)),
        (NIGHT, Notice.Urgency.SOON, at(21, 59), at(21, 59)),
        (NIGHT, Notice.Urgency.SOON, at(23), at(6, day=4)),
        (NIGHT, Notice.Urgency.SOON, at(5), at(6)),
        (NIGHT, Notice.Urgency.DAILY, at(7), at(7, 30)),
        (NIGHT, Notice.Urgency.DAILY, at(8), at(7, 30, day=4)),
        (NOON, Notice.Urgency.DAILY, at(9), at(13)),
        (NOON, Notice.Urgency.SOON, at(12, 30), at(13)),
        ({}, Notice.Urgency.SOON, at(3), at(3)),
    ],
)
def test_when(quiet: dict[str, Any], urgency: int, now: datetime.datetime, goes: datetime.datetime) -> None:
    assert delivery.when(Channel(**quiet), urgency, now) == goes


def test_what_is_not_wanted_there_is_not_owed(reader: Person) -> None:
    channel(reader, least_urgency=Notice.Urgency.DANGER)
    tell([reader], about="story:1", text=words(en="New"), address="/x", urgency=Notice.Urgency.SOON)
    assert not Delivery.objects.exists()
    tell([reader], about="story:1", text=words(en="Danger"), address="/x", urgency=Notice.Urgency.DANGER)
    assert Delivery.objects.count() == 1


def test_a_digest_is_one_message_without_what_was_read(reader: Person) -> None:
    box = channel(reader)
    for number in range(3):
        tell([reader], about=f"story:{number}", text=words(en=f"New {number}", zh=f"新{number}"), address="/x")
    Notice.objects.filter(about="story:0").update(read_at=timezone.now())
    Delivery.objects.update(due_at=timezone.now())
    assert delivery.gather() == 1
    message = Message.objects.get()
    assert "新1" in message.text and "新2" in message.text and "新0" not in message.text
    assert message.key[:8] in message.text
    assert delivery.gather() == 0
    assert box.deliveries.filter(message=message).count() == 2


@pytest.mark.parametrize(("own", "of_the_channel", "said"), [("en", "zh", "新"), ("en", "", "New"), ("", "en", "New")])
def test_each_channel_has_its_language(reader: Person, own: str, of_the_channel: str, said: str) -> None:
    Person.objects.filter(pk=reader.pk).update(language=own)
    channel(reader, language=of_the_channel)
    tell([reader], about="story:1", text=words("新", "New"), address="/x", urgency=Notice.Urgency.DANGER)
    assert delivery.gather() == 1
    message = Message.objects.get()
    assert message.text.startswith(said)
    assert ("条" in message.title) == (said == "新")


def test_the_list_says_what_goes_there_when_and_why_not(reader: Person, client: Any) -> None:
    box = channel(reader, **NIGHT)
    channel(reader, name="Alarm", least_urgency=Notice.Urgency.DANGER, **NIGHT)
    Channel.objects.filter(pk=box.pk).update(problem="the service did not take it")
    client.force_login(reader)
    client.cookies["lang"] = "en"
    page = client.get("/me/channels").content.decode()
    assert "everything; the ordinary at 07:30; quiet from 22:00 to 06:00" in page
    assert "only danger to people<" in page  # which knows no quiet hours
    assert "the service did not take it" in page
    client.cookies["lang"] = "zh"
    page = client.get("/me/channels").content.decode()
    assert "22:00到06:00免打扰" in page and "对方服务没有接收" in page


def test_a_robot_gets_no_more_than_it_takes(reader: Person) -> None:
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=633a31f6-7f9c-4bc4-97a0-0ec1eefa589e"
    robot = channel(reader, kind="wecom", address=address)
    for number in range(90):
        text = words(zh=f"第{number}件：" + "换辊" * 30)
        tell([reader], about=f"story:{number}", text=text, address="/x", urgency=Notice.Urgency.SOON)
    while delivery.gather():
        pass
    sizes = [len(message.text.encode()) for message in Message.objects.all()]
    assert max(sizes) <= services.most_bytes("wecom") <= 2048
    assert not Delivery.objects.filter(due_at__isnull=False).exists()
    now = timezone.now()
    done = list(Message.objects.values_list("pk", flat=True)[:1]) * 1
    Message.objects.filter(pk__in=done).update(due_at=None, sent_at=now)
    for number in range(19):
        Message.objects.create(channel=robot, key=f"{number:032d}", title="t", text="t", sent_at=now)
    waiting = Message.objects.filter(sent_at=None).first()
    sending.send(waiting)
    waiting.refresh_from_db()
    assert waiting.sent_at is None and waiting.due_at > now


def test_an_address_is_never_kept_in_clear_nor_shown(reader: Person, client: Any) -> None:
    made = channel(reader, address="secret-box@example.org")
    assert "secret-box" not in made.sealed_address
    client.force_login(reader)
    for page in ("/me/channels", f"/me/channels/{made.pk}/edit", "/me", "/journal"):
        assert b"secret-box" not in client.get(page).content


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("email", "nobody"),
        ("wecom", "json://127.0.0.1/x"),
        ("wecom", "https://example.org/"),
        ("slack", "mailto://a:b@example.org"),
        ("webhook", "file:///etc/passwd"),
        ("webhook", "http://127.0.0.1:1/x"),
        ("fax", "1"),
    ],
)
def test_other_addresses_are_refused(reader: Person, kind: str, address: str) -> None:
    with pytest.raises(ValidationError):
        channel(reader, kind=kind, address=address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.5.4",
        "169.254.169.254",
        "[fe80::1]",
        "[fc00::1]",
        "100.64.0.1",
        "localhost",
        "224.0.0.1",
    ],
)
def test_no_webhook_goes_inside(host: str) -> None:
    with pytest.raises(outgoing.Unreachable):
        outgoing.checked(f"http://{host}:8000/x")


def test_only_the_owner_changes_it_and_the_administrator_tries_again(reader: Person) -> None:
    made = channel(reader)
    other = make.person("boss", "administrator")
    with pytest.raises(PermissionDenied):
        channels.change_channel(made, by=other, is_paused=True)
    with pytest.raises(PermissionDenied):
        channels.end_channel(made, by=other)
    Channel.objects.update(dead_at=timezone.now(), problem="x")
    assert channels.revive_channel(made, by=other).dead_at is None


class Receiver(ThreadingHTTPServer):
    """Keeps what came; answers with `status`."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        super().__init__(("127.0.0.1", 0), _Answer)


class _Answer(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    server = Receiver()
    settings.WEBHOOK_HOSTS = [f"127.0.0.1:{server.server_port}"]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_webhook_is_signed_and_tried_again_with_the_same_words(reader: Person, receiver: Receiver) -> None:
    hook, secret = channels.add_channel(
        by=reader, kind="webhook", name="MES", address=f"http://127.0.0.1:{receiver.server_port}/in"
    )
    receiver.status = 503
    tell([reader], about="story:1", text=words(en="New"), address="/x", urgency=Notice.Urgency.DANGER)
    do_due_work()
    message = Message.objects.get()
    assert message.sent_at is None and message.attempts == 1 and message.due_at > timezone.now()
    assert Channel.objects.get().problem
    receiver.status = 200
    Message.objects.update(due_at=timezone.now())
    do_due_work()
    assert Message.objects.get().sent_at
    (first, body), (second, again) = receiver.came
    assert body == again and first["Idempotency-Key"] == second["Idempotency-Key"] == message.key
    stamp, said = second["Huzhu-Signature"].split(",")
    expected = hmac.new(secret.encode(), stamp.removeprefix("t=").encode() + b"." + body, hashlib.sha256).hexdigest()
    assert said == f"v1={expected}"
    assert json.loads(body)["notices"][0]["about"] == "story:1"
    assert not Channel.objects.get(pk=hook.pk).problem


def test_a_dead_channel_is_given_up_shown_and_waits(reader: Person, receiver: Receiver, client: Any) -> None:
    channels.add_channel(by=reader, kind="webhook", name="MES", address=f"http://127.0.0.1:{receiver.server_port}/in")
    receiver.status = 500
    tell([reader], about="story:1", text=words(en="New"), address="/x", urgency=Notice.Urgency.DANGER)
    for _attempt in range(sending.MOST_ATTEMPTS):
        Message.objects.update(due_at=timezone.now())
        do_due_work()
    assert Channel.objects.get().dead_at
    count = len(receiver.came)
    do_due_work()
    assert len(receiver.came) == count == sending.MOST_ATTEMPTS
    client.force_login(make.person("boss", "administrator"))
    client.cookies["lang"] = "en"
    assert b"given up after many attempts" in client.get("/setup/channels").content
    receiver.status = 200
    client.post(f"/me/channels/{Channel.objects.get().pk}/retry")
    do_due_work()
    assert Message.objects.get().sent_at


def test_nobody_keeps_the_worker_by_answering_slowly(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte each tenth of a second never lets one step take long; all steps together have their end."""
    monkeypatch.setattr(outgoing, "WHOLE_PATIENCE", 0.5)
    over = threading.Event()

    class Dripping(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            while not over.wait(0.1):
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    settings.WEBHOOK_HOSTS = [f"127.0.0.1:{server.server_port}"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    started = time.monotonic()
    try:
        with pytest.raises(outgoing.Unreachable):
            webhooks.post(f"http://127.0.0.1:{server.server_port}/in", b"{}", key="1", secret="s")
        assert time.monotonic() - started < 5
    finally:
        over.set()
        server.shutdown()
        server.server_close()
