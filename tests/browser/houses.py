"""A served home with four plants and one person for every role in each, without the demo's years."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page
from tests.browser.conftest import HUZHU, PATIENCE, _free_port

ROOT = Path(__file__).parents[2]


@dataclass
class House:
    """`open` gives somebody's window."""

    url: str
    keys: dict[str, str]
    browser: Browser

    def open(self, who: str, address: str, *, language: str = "zh", width: int = 1280) -> Page:
        context = self.browser.new_context(viewport={"width": width, "height": 844}, has_touch=width < 600)
        context.set_default_timeout(PATIENCE)
        for name, value in (("sessionid", self.keys[who]), ("lang", language)):
            context.add_cookies([{"name": name, "value": value, "url": self.url}])
        page = context.new_page()
        page.goto(self.url + address)
        return page


@contextmanager
def four_plants(browser: Browser, home: Path, **environment: str) -> Iterator[House]:
    made = os.environ.get("HUZHU_FAULT_HOME")
    if made:
        shutil.copytree(made, home)
        printed = Path(made + ".json").read_text()
    else:
        command = [sys.executable, "-m", "tests.express.house", str(home)]
        printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=600).stdout
    port = _free_port()
    log = (home / "serve.log").open("w")
    command = [HUZHU, "serve", "--port", str(port), "--processes", "2"]
    set_up = {**os.environ, "HUZHU_HOME": str(home), "HUZHU_DATABASE_URL": "", **environment}
    server = subprocess.Popen(command, env=set_up, stdout=log, stderr=subprocess.STDOUT)
    for _ in range(300):
        if "Huzhu is at" in (home / "serve.log").read_text():
            break
        time.sleep(0.1)
    try:
        yield House(f"http://localhost:{port}", json.loads(printed), browser)
    finally:
        server.terminate()
        server.wait(15)
