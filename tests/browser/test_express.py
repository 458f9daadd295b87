"""An innovation written on a phone at one plant is disposed of at the other three, with all four browsers open."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import HUZHU, PATIENCE, _free_port, keep_picture

ROOT = Path(__file__).parents[2]


@dataclass
class House:
    """A served home with four plants; `open` gives somebody's window."""

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


@pytest.fixture(scope="module")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("house") / "home"
    made = os.environ.get("HUZHU_FAULT_HOME")
    if made:
        shutil.copytree(made, home)
        printed = Path(made + ".json").read_text()
    else:
        command = [sys.executable, "-m", "tests.express.house", str(home)]
        printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=600).stdout
    port = _free_port()
    log = (home / "serve.log").open("w")
    environment = {**os.environ, "HUZHU_HOME": str(home), "HUZHU_DATABASE_URL": ""}
    command = [HUZHU, "serve", "--port", str(port), "--processes", "2"]
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    for _ in range(300):
        if "Huzhu is at" in (home / "serve.log").read_text():
            break
        time.sleep(0.1)
    yield House(f"http://localhost:{port}", json.loads(printed), browser)
    server.terminate()
    server.wait(15)


def test_from_a_phone_at_one_plant_to_the_other_three(house: House) -> None:
    heads = {
        plant: house.open(f"{plant}-workshop_head", "/", language="zh" if plant == "benxi" else "en")
        for plant in ("benxi", "plant-c", "plant-d")
    }
    time.sleep(1)  # their lines are open
    phone = house.open("dalian-operator", "/express/share", width=390)
    phone.fill("[name=title]", "预装轧辊，换辊快一半")
    phone.fill("[name=change]", "轧辊在外面预装好，停机只换机架。")
    phone.fill("[name=risk]", "吊装时压手")
    keep_picture(phone, "express-share-zh-390")
    phone.click("main form .button--main")
    phone.wait_for_url("**/express/stories/*")
    address = phone.url.removeprefix(house.url)

    engineer = house.open("dalian-workshop_engineer", f"{address}/facts")
    engineer.check("[name=grade][value=B]")
    engineer.click("main form .button--main")
    engineer.wait_for_url(f"**{address}")
    officer = house.open("dalian-safety_officer", f"{address}/risk")
    officer.click("main form .button--main")
    officer.wait_for_url(f"**{address}")

    editor = house.open("alliance-secretariat", address, language="en")
    editor.get_by_role("button", name="Issue it").click()
    for page in heads.values():  # on every open page, without touching it
        expect(page.locator("#live a")).to_contain_text("预装轧辊，换辊快一半")
        page.locator("#live a").click()
        page.wait_for_url(f"**{address}*")
    heads["benxi"].locator("button[name=disposition][value=adopt]").click()
    heads["plant-c"].locator("button[name=disposition][value=already]").click()
    refusing = heads["plant-d"]
    refusing.locator("a[href$='disposition=not_applicable']").click()
    refusing.fill("[name=reason]", "Our stands have no crane slot")
    refusing.click("main form .button--main")
    for page in heads.values():
        page.wait_for_url(f"**{address}")
    phone.reload()
    answers = phone.locator("section[aria-labelledby=answers]")
    for said in ("采用", "已有", "不适用", "Our stands have no crane slot", "3个中3个已答复"):
        expect(answers).to_contain_text(said)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    keep_picture(phone, "express-story-zh-390")

    editor.goto(house.url + "/express")
    editor.get_by_role("button", name="Compile the issue of the week").click()
    editor.click("main form .button--main")
    editor.get_by_role("button", name="Publish it").click()
    expect(heads["benxi"].locator("#live a")).to_contain_text("快报第1号")
    for width, language in ((1280, "en"), (390, "zh"), (320, "en")):
        page = house.open("plant-c-operator", "/express", language=language, width=width)
        keep_picture(page, f"express-{language}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
