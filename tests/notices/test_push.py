"""Notices on a phone: encrypted for the one browser, sent again as the same message, switched off when it is gone."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from PIL import Image

from huzhu.journal.models import Entry
from huzhu.notices import channels, push, sending
from huzhu.notices.actions import tell
from huzhu.notices.models import Channel, Delivery, Message, Notice
from huzhu.people.models import Person
from huzhu.words import words
from huzhu.work import do_due_work
from tests import make
from tests.notices.pushing import Browser, PushService, opened, unpacked

U = Notice.Urgency


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(("dalian", "benxi"))


@pytest.fixture
def reader(made: make.Made) -> Person:
    return made.people["dalian-workshop_head"]


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    server = PushService()
    settings.WEBHOOK_HOSTS = [f"127.0.0.1:{server.server_port}"]
    settings.PUBLIC_URL = "https://huzhu.example"
    yield server
    server.shutdown()
    server.server_close()


def switched_on(by: Person, browser: Browser, name: str = "Phone") -> Channel:
    return channels.add_device(by=by, name=name, **browser.said)


def danger(to: Person, number: int = 1, **values: Any) -> None:
    text = values.pop("text", words("危险：停一号炉", "Danger: stop furnace one"))
    said = {"address": f"/express/stories/{number}", "urgency": U.DANGER, **values}
    tell([to], about=f"story:{number}", text=text, **said)


def test_the_example_of_the_standard_opens() -> None:
    """RFC 8291, appendix A: so that what reads our messages in these tests reads those of others."""
    private = int.from_bytes(unpacked("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big")
    body = unpacked(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl"
        "95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    key = ec.derive_private_key(private, ec.SECP256R1())
    assert opened(key, unpacked("BTBZMqHH6r4Tts7J_aSIgg"), body) == b"When I grow up, I want to be a watermelon"


def test_it_arrives_for_this_browser_alone_and_shows_who_sends(reader: Person, service: PushService) -> None:
    browser = service.browser()
    channel = switched_on(reader, browser)
    danger(reader)
    do_due_work()
    ((path, headers, body),) = service.came
    message = Message.objects.get()
    assert path == "/push/one" and headers["Content-Encoding"] == "aes128gcm"
    assert (headers["Urgency"], headers["Topic"], int(headers["TTL"])) == ("high", message.key, 28 * 24 * 3600)
    assert re.fullmatch("[A-Za-z0-9_-]{1,32}", headers["Topic"])
    said = browser.open(body)
    assert said == {
        "id": message.key,
        "title": "危险",
        "text": "危险：停一号炉",
        "address": "/express/stories/1",
        "language": "zh-Hans",
        "urgency": "danger",
    }
    with pytest.raises(InvalidTag):
        service.browser().open(body)
    sent, key = re.fullmatch("vapid t=([^,]+), k=(.+)", headers["Authorization"]).groups()  # type: ignore[union-attr]
    assert key == push.public_key()
    house = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpacked(key))
    claims = jwt.decode(sent, house, algorithms=["ES256"], audience=service.origin)
    assert claims["sub"] == "https://huzhu.example"
    assert time.time() < claims["exp"] <= time.time() + 24 * 3600
    channel.refresh_from_db()
    assert channel.sent_at and not channel.problem and message.sent_at


@pytest.mark.parametrize(("urgency", "said"), [(U.DAILY, "low"), (U.SOON, "normal"), (U.DANGER, "high")])
def test_how_much_it_presses(reader: Person, service: PushService, urgency: int, said: str) -> None:
    switched_on(reader, service.browser())
    danger(reader, urgency=urgency)
    Delivery.objects.update(due_at=timezone.now())
    do_due_work()
    assert service.came[0][1]["Urgency"] == said


def test_several_come_as_one_that_opens_the_list_and_fit(reader: Person, service: PushService) -> None:
    browser = service.browser()
    switched_on(reader, browser)
    for number in range(40):
        danger(reader, number, text=words(f'“{number}"' + '"\\\n' * 70, "x"))
    do_due_work()
    shown = [browser.open(body) for _path, _headers, body in service.came]
    assert len(shown) > 1 and all(len(body) <= 4096 for *_rest, body in service.came)
    assert {each["address"] for each in shown if each["text"].count("“") > 1} == {"/notices"}
    assert not Delivery.objects.filter(due_at__isnull=False).exists()


def test_quiet_hours_hold_for_it_as_for_others(reader: Person, service: PushService) -> None:
    channel = switched_on(reader, service.browser())
    channels.change_channel(channel, by=reader, least_urgency=U.DANGER)
    danger(reader, urgency=U.SOON)
    assert not Delivery.objects.exists()
    danger(reader)
    do_due_work()
    assert len(service.came) == 1


def test_tried_again_it_is_the_same_message(reader: Person, service: PushService) -> None:
    """Of what the phone has not fetched, the service keeps the last; of what it has shown, its tag is the same."""
    browser = service.browser()
    switched_on(reader, browser)
    service.status = 503
    danger(reader)
    do_due_work()
    assert Message.objects.get().sent_at is None and Channel.objects.get().problem == "it answered 503"
    service.status = 201
    Message.objects.update(due_at=timezone.now())
    do_due_work()
    (_p, first, one), (_q, second, other) = service.came
    assert first["Topic"] == second["Topic"] and browser.open(one) == browser.open(other)
    assert one != other  # encrypted anew
    assert Message.objects.get().sent_at and not Channel.objects.get().problem


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_switched_off_and_its_person_hears(
    reader: Person, service: PushService, status: int
) -> None:
    channel = switched_on(reader, service.browser(), "Phone of Li")
    service.status = status
    danger(reader)
    danger(reader, 2)
    do_due_work()
    assert len(service.came) == 1
    channel.refresh_from_db()
    assert channel.ended_at and channel.sealed_address and not Message.objects.filter(due_at__isnull=False).exists()
    notice = Notice.objects.get(about=channel.journal_name)
    assert "Phone of Li" in notice.text["zh"] and notice.address == "/me/channels"
    entry = Entry.objects.filter(verb="end_channel").get()
    assert entry.by_person is None and entry.details["why"] == "gone"
    danger(reader, 3)
    do_due_work()
    assert len(service.came) == 1


def test_one_that_never_answers_is_given_up_and_shown(reader: Person, service: PushService) -> None:
    switched_on(reader, service.browser())
    service.status = 500
    danger(reader)
    for _attempt in range(sending.MOST_ATTEMPTS):
        Message.objects.update(due_at=timezone.now())
        do_due_work()
    assert Channel.objects.get().dead_at and len(service.came) == sending.MOST_ATTEMPTS


def test_a_browser_has_one_person_and_one_channel(made: make.Made, reader: Person, service: PushService) -> None:
    browser, other = service.browser(), made.people["benxi-workshop_head"]
    first = switched_on(reader, browser)
    again = switched_on(reader, browser, "Renamed")
    assert again.pk == first.pk and Channel.objects.get().name == "Renamed"
    danger(reader)  # owed, not sent yet
    switched_on(other, browser)
    do_due_work()
    assert not service.came  # what was meant for another is not shown
    first.refresh_from_db()
    assert first.ended_at and Channel.objects.filter(ended_at=None).get().person == other
    _assert_passed_on(first, other)


def _assert_passed_on(channel: Channel, other: Person) -> None:
    """Whose it was is told, and their plant sees it; the other's does not."""
    notice = Notice.objects.get(about=channel.journal_name)
    assert notice.person == channel.person and channel.name in notice.text["zh"] and channel.name in notice.text["en"]
    entry = Entry.objects.get(verb="end_channel")
    assert (entry.by_person, entry.details["why"]) == (other.pk, "another person")
    assert Entry.objects.visible_to(channel.person).filter(pk=entry.pk).exists()
    assert not Entry.objects.visible_to(other).filter(pk=entry.pk).exists()


@pytest.mark.parametrize("who", ["another", "the same"])
def test_whoever_signs_in_after_a_session_ran_out_is_told_there_alone(
    made: make.Made, reader: Person, service: PushService, client: Client, who: str
) -> None:
    client.force_login(reader)
    client.post("/me/channels/devices", {"name": "Control room", **service.browser().said})
    channel = Channel.objects.get()
    del client.cookies["sessionid"]
    other = made.people["benxi-workshop_head"] if who == "another" else reader
    answer = client.post("/accounts/login/", {"login": other.username, "password": make.PASSWORD})
    assert answer.status_code == 302 and client.session["_auth_user_id"] == str(other.pk)
    danger(reader)
    do_due_work()
    channel.refresh_from_db()
    if who == "another":
        assert channel.ended_at and not service.came
        _assert_passed_on(channel, other)
    else:
        assert channel.ended_at is None and len(service.came) == 1


def test_switched_on_again_it_is_no_longer_paused_and_what_waits_has_all_its_attempts(
    reader: Person, service: PushService
) -> None:
    browser = service.browser()
    channel = switched_on(reader, browser)
    service.status = 500
    danger(reader)
    for _attempt in range(sending.MOST_ATTEMPTS):
        Message.objects.update(due_at=timezone.now())
        do_due_work()
    channels.change_channel(channel, by=reader, is_paused=True)
    came = len(service.came)
    switched_on(reader, browser)
    do_due_work()  # fails once more
    channel.refresh_from_db()
    assert len(service.came) == came + 1 and channel.dead_at is None and Message.objects.get().attempts == 1
    service.status = 201
    Message.objects.update(due_at=timezone.now())
    do_due_work()
    assert Message.objects.get().sent_at


def test_keys_of_a_browser_are_never_kept_in_clear(reader: Person, service: PushService, client: Client) -> None:
    browser = service.browser("very-secret")
    channel = switched_on(reader, browser)
    kept = f"{channel.sealed_address}{channel.sealed_secret}{channel.device}"
    client.force_login(reader)
    pages = b"".join(
        client.get(page).content for page in ("/me/channels", f"/me/channels/{channel.pk}/edit", "/journal")
    )
    for secret in browser.said.values():
        assert secret not in kept and secret.encode() not in pages


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.org/x",
        "https://127.0.0.1/x",
        "https://169.254.169.254/x",
        "https://[::1]/x",
        "ftp://a/x",
        "x",
    ],
)
def test_no_browser_makes_the_server_call_inside(reader: Person, service: PushService, endpoint: str) -> None:
    browser = service.browser()
    browser.endpoint = endpoint
    with pytest.raises(ValidationError):
        switched_on(reader, browser)
    assert not Channel.objects.exists()


@pytest.mark.parametrize(("name", "value"), [("p256dh", "AAAA"), ("p256dh", "é"), ("auth", "AAAA"), ("auth", "")])
def test_half_a_subscription_is_refused(reader: Person, service: PushService, name: str, value: str) -> None:
    said = {**service.browser().said, name: value}
    with pytest.raises(ValidationError):
        channels.add_device(by=reader, name="x", **said)


def test_it_is_switched_on_from_itself_only(reader: Person) -> None:
    with pytest.raises(ValidationError):
        channels.add_channel(by=reader, kind="push", name="x", address="https://push.example.org/x")


def test_who_has_no_seat_switches_nothing_on(service: PushService, db: None) -> None:
    from huzhu.people.actions import register

    nobody = register(username="nobody", name=words(en="Nobody"), by=None)
    with pytest.raises(PermissionDenied):
        switched_on(nobody, service.browser())


def test_the_page_switches_it_on_and_signing_out_switches_it_off(
    reader: Person, service: PushService, client: Client
) -> None:
    client.force_login(reader)
    client.cookies["lang"] = "en"
    browser = service.browser()
    page = client.get("/me/channels", headers={"User-Agent": "Mozilla/5.0 (Linux; Android 16) Chrome/150.0 Mobile"})
    assert f'data-key="{push.public_key()}"' in page.content.decode()
    assert "Chrome, Android" in page.content.decode()
    answer = client.post("/me/channels/devices", {"name": "", **browser.said})
    assert answer.status_code == 302
    channel = Channel.objects.get()
    assert channel.person == reader and channel.name == "This device" and channel.kind == "push"
    assert "this device" in client.get("/me/channels").content.decode()
    refused = client.post("/me/channels/devices", {"name": "x", **browser.said, "auth": "AAAA"})
    assert refused.status_code == 422 and "did not say how to reach it" in refused.content.decode()
    assert 'name="endpoint"' in refused.content.decode()
    assert not any(said in refused.content.decode() for said in browser.said.values())  # it is asked again
    client.post("/accounts/logout/")
    channel.refresh_from_db()
    assert channel.ended_at is not None
    assert Entry.objects.filter(verb="end_channel").get().details["why"] == "signed out"


def test_the_worker_shows_and_opens(client: Client) -> None:
    """Served from the root, under the policy of every page, and open before anybody signs in."""
    answer = client.get("/worker.js")
    text = answer.content.decode()
    assert (
        answer["Content-Type"].startswith("text/javascript")
        and "default-src 'self'" in answer["Content-Security-Policy"]
    )
    assert '"push"' in text and '"notificationclick"' in text
    (icon,) = re.findall('icon: "([^"]+)"', text)
    assert icon in {address for address, _picture in icons(client)}


def icons(client: Client) -> list[tuple[str, dict[str, str]]]:
    """Those the manifest names, with their addresses."""
    manifest = json.loads(b"".join(client.get("/static/huzhu/manifest.webmanifest").streaming_content))
    return [(f"/static/huzhu/{each['src']}", each) for each in manifest["icons"]]


def test_a_phone_finds_the_icons_that_it_wants_to_install_the_pages(client: Client) -> None:
    sizes = set()
    for address, said in icons(client):
        answer = client.get(address)
        content = b"".join(answer.streaming_content)
        assert answer.status_code == 200 and answer["Content-Type"] == said["type"]
        if said["type"] == "image/png":
            width, height = Image.open(io.BytesIO(content)).size
            assert said["sizes"] == f"{width}x{height}"
            sizes.add(width)
    assert {192, 512} <= sizes
