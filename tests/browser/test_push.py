"""A phone is switched on, a danger reaches it while no page is open, is shown once, and a tap opens the item.

Debian's Chromium has no push service of its own, so what `pushManager.subscribe` would answer is put in its place; all
else is real: the page, the house and its worker, the service that gets the message over HTTP, the keys that open it,
and the service worker, to which Chromium's own push is delivered.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import keep_picture
from tests.browser.houses import House, four_plants
from tests.notices.pushing import PushService

SUBSCRIBED = """(said) => {
    let on = JSON.parse(sessionStorage.getItem("on") || "null");
    const plain = (text) => atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = (text) => Uint8Array.from(plain(text), (each) => each.charCodeAt(0)).buffer;
    const made = () => ({
        endpoint: said.endpoint,
        options: { applicationServerKey: new Uint8Array(on).buffer },
        getKey: (name) => bytes(said[name]),
        unsubscribe: () => { sessionStorage.removeItem("on"); on = null; return Promise.resolve(true); },
    });
    PushManager.prototype.subscribe = (how) => {
        on = Array.from(how.applicationServerKey);
        sessionStorage.setItem("on", JSON.stringify(on));
        return Promise.resolve(made());
    };
    PushManager.prototype.getSubscription = () => Promise.resolve(on && made());
}"""
SHOWN = """() => navigator.serviceWorker.ready.then((there) => there.getNotifications()).then((all) => all.map((each) =>
    ({ title: each.title, text: each.body, lang: each.lang, stays: each.requireInteraction })))"""


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    server = PushService()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def house(browser: Browser, service: PushService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("house") / "home"
    with four_plants(browser, home, HUZHU_WEBHOOK_HOSTS=f"127.0.0.1:{service.server_port}") as served:
        yield served


def shown(page: Page) -> list[dict[str, Any]]:
    return page.evaluate(SHOWN)


def deliver(page: Page, house: House, body: str) -> None:
    """As the browser's service would, over Chromium's own way to the service worker."""
    line = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    line.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    line.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    said = {"origin": house.url, "registrationId": found[0]["registrationId"], "data": body}
    line.send("ServiceWorker.deliverPushMessage", said)
    page.wait_for_timeout(500)


def tap(page: Page) -> str:
    """What a tap opens. Chromium opens windows for a real tap only, so where it would is asked instead."""
    worker = page.context.service_workers[0]
    return worker.evaluate(
        """async () => {
            let opened = "", waits;
            Clients.prototype.openWindow = (address) => { opened = address; return Promise.resolve(null); };
            const [notification] = await self.registration.getNotifications();
            const event = new NotificationEvent("notificationclick", { notification });
            Object.defineProperty(event, "waitUntil", { value: (promise) => { waits = promise; } });
            self.dispatchEvent(event);
            await waits;
            return opened;
        }"""
    )


def test_a_danger_reaches_the_phone_and_a_tap_opens_it(house: House, service: PushService) -> None:
    browser = service.browser("phone")
    phone = house.open("benxi-workshop_head", "/me", width=390)
    phone.context.grant_permissions(["notifications"], origin=house.url)
    phone.context.add_init_script(f"({SUBSCRIBED})({json.dumps(browser.said)})")
    phone.goto(house.url + "/me/channels")
    keep_picture(phone, "channels-push-off-zh-390")
    phone.get_by_label("这台设备的名称").fill("李的手机")
    phone.get_by_role("button", name="在此开启通知").click()
    expect(phone.locator("#here [data-when=on]")).to_be_visible()
    expect(phone.locator("#here form")).to_be_hidden()
    expect(phone.locator(".people")).to_contain_text("李的手机")
    expect(phone.locator(".people")).to_contain_text("就是这台设备")
    keep_picture(phone, "channels-push-on-zh-390")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.evaluate("navigator.serviceWorker.ready.then((there) => new URL(there.scope).pathname)") == "/"

    floor = house.open("dalian-operator", "/express/share", language="en")
    floor.fill("[name=title]", "Rope of the crane frays at the drum")
    floor.fill("[name=change]", "Stop the crane and look at the rope.")
    floor.click("details summary")
    floor.check("[name=urgency][value=safety]")
    floor.click("main form .button--main")
    floor.wait_for_url("**/express/stories/*")
    address = floor.url.removeprefix(house.url)
    officer = house.open("dalian-safety_officer", address, language="en")
    officer.get_by_role("button", name="Send it out now; it is checked after").click()
    until = time.monotonic() + 30
    while not service.came and time.monotonic() < until:
        time.sleep(0.2)
    ((path, headers, body),) = service.came[:1]
    assert path == "/push/phone" and headers["Urgency"] == "high"
    said = browser.open(body)
    assert said["address"] == address

    for _twice in range(2):  # as if the house had been killed before it wrote down that it was taken
        deliver(phone, house, json.dumps(said))
    assert shown(phone) == [{"title": "危险", "text": said["text"], "lang": "zh-Hans", "stays": True}]
    assert "Rope of the crane" in said["text"]
    assert tap(phone) == house.url + address
    assert shown(phone) == []
    phone.goto(house.url + address)
    expect(phone.locator("h1")).to_contain_text("Rope of the crane")

    phone.goto(house.url + "/me/channels")
    phone.locator("form[data-device-off] button").click()
    expect(phone.locator("#here form")).to_be_visible()
    assert phone.evaluate("sessionStorage.getItem('on')") is None


def test_the_page_says_why_where_it_cannot_be(house: House) -> None:
    page = house.open("benxi-workshop_head", "/me", language="en")
    page.context.add_init_script("delete window.PushManager")
    page.goto(house.url + "/me/channels")
    expect(page.locator("#here")).to_contain_text("This browser cannot show notices while no page is open.")
    expect(page.locator("#here form")).to_be_hidden()
    page = house.open("benxi-workshop_head", "/me", language="en")
    page.context.grant_permissions(["notifications"], origin=house.url)
    page.context.add_init_script("PushManager.prototype.subscribe = () => Promise.reject(new Error('no service'))")
    page.goto(house.url + "/me/channels")
    page.get_by_role("button", name="Switch notices on here").click()
    expect(page.get_by_role("alert")).to_contain_text("could not be reached")
    expect(page.locator("#here form")).to_be_visible()
