"""The real thing in a real browser: `huzhu demo` into an empty home, `huzhu serve` on a free port, Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
HUZHU = str(Path(sys.executable).with_name("huzhu"))
PATIENCE = 60_000  # milliseconds; on a busy machine a page takes what it takes
expect.set_options(timeout=PATIENCE)
SHOTS = os.environ.get("HUZHU_SHOTS")  # a folder in which to keep a picture of every page that is checked


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    ours = [item for item in items if here in Path(item.path).parents]
    lacking = _lacking() if ours and not os.environ.get("CI") else ""
    for item in ours:
        item.add_marker(pytest.mark.browser)
        if lacking:
            item.add_marker(pytest.mark.skip(reason=lacking))


def _lacking() -> str:
    """What this machine lacks for a browser, and the package that brings it; "" if nothing."""
    if CHROMIUM is None:
        return "no Chromium here; on Debian: apt-get install chromium"
    driver, _ = compute_driver_executable()
    if subprocess.run([driver, "--version"], capture_output=True, check=False).returncode:
        return "what drives Chromium does not start here; on Debian: apt-get install libatomic1"
    return ""


@dataclass(frozen=True)
class Served:
    """A served demo: its address, its home, and the password that everybody in the demo has."""

    url: str
    home: Path
    password: str


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def demo_home(loaded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy that the tests of this process share."""
    return Path(shutil.copytree(loaded_home, tmp_path_factory.mktemp("demo-home"), dirs_exist_ok=True))


@contextmanager
def serving(home: Path) -> Iterator[Served]:
    """`huzhu serve`, web and worker, on a free port."""
    from huzhu.demo.load import PASSWORD

    port = _free_port()
    log = (home / "serve.log").open("w")
    server = subprocess.Popen(
        [HUZHU, "serve", "--port", str(port)],
        env={**os.environ, "HUZHU_HOME": str(home), "HUZHU_DATABASE_URL": ""},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = f"http://localhost:{port}"
    try:
        for _ in range(600):  # starting takes three seconds of a processor that others may be using
            try:
                urllib.request.urlopen(url, timeout=20)
                break
            except OSError:
                assert server.poll() is None, (home / "serve.log").read_text()
                time.sleep(0.1)
        else:
            pytest.fail((home / "serve.log").read_text())
        yield Served(url, home, PASSWORD)
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            pytest.fail("huzhu serve did not stop within 30 seconds of TERM")


@pytest.fixture(scope="session")
def served(demo_home: Path) -> Iterator[Served]:
    with serving(demo_home) as there:
        yield there


@pytest.fixture(scope="module")  # while Playwright's loop runs in a thread, Django refuses its database there
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "no Chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Visitor:
    """A signed-in browser window."""

    context: BrowserContext
    page: Page
    url: str

    def open(self, address: str) -> Page:
        answer = self.page.goto(self.url + address)
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"
        return self.page


class Doors:
    """Opens windows: `doors.sign_in("liwen", language="zh", width=390)`. A session is kept per person."""

    def __init__(self, browser: Browser, served: Served) -> None:
        self.browser, self.served = browser, served
        self.kept: dict[str, dict] = {}

    def window(
        self, *, language: str = "en", width: int = 1280, scheme: str = "light", kept: dict | None = None
    ) -> Visitor:
        context = self.browser.new_context(
            viewport={"width": width, "height": 760 if width < 600 else 900},
            color_scheme=scheme,
            locale="zh-CN" if language == "zh" else "en-GB",
            storage_state=kept,
            has_touch=width < 600,
        )
        context.set_default_timeout(PATIENCE)
        return Visitor(context, context.new_page(), self.served.url)

    def sign_in(self, username: str, *, language: str = "en", width: int = 1280, scheme: str = "light") -> Visitor:
        if username not in self.kept:
            visitor = self.window(language="en")
            page = visitor.page
            page.goto(self.served.url + "/accounts/login/?lang=en")
            page.fill("input[name=login]", username)
            page.fill("input[name=password]", self.served.password)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "/accounts/login" not in url)
            self.kept[username] = visitor.context.storage_state()
            visitor.context.close()
        kept = self.kept[username]
        kept = {**kept, "cookies": [c for c in kept["cookies"] if c["name"] != "lang"]}
        host = self.served.url.split("//")[1].split(":")[0]
        kept["cookies"].append(
            {"name": "lang", "value": language, "domain": host, "path": "/", "expires": -1, "httpOnly": False}
            | {"secure": False, "sameSite": "Lax"}
        )
        return self.window(language=language, width=width, scheme=scheme, kept=kept)


@pytest.fixture(scope="module")
def doors(browser: Browser, served: Served) -> Doors:
    return Doors(browser, served)


def keep_picture(page: Page, name: str) -> None:
    """Only when asked by HUZHU_SHOTS."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
