"""An innovation written on a phone at one plant is disposed of at the other three, with all four browsers open."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.conftest import keep_picture
from tests.browser.houses import House, four_plants


@pytest.fixture(scope="module")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with four_plants(browser, tmp_path_factory.mktemp("house") / "home") as served:
        yield served


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
        expect(page.locator("#live a")).to_contain_text("预装轧辊，换辊快一半", timeout=20_000)
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
    expect(heads["benxi"].locator("#live a")).to_contain_text("快报第1号", timeout=20_000)
    for width, language in ((1280, "en"), (390, "zh"), (320, "en")):
        page = house.open("plant-c-operator", "/express", language=language, width=width)
        keep_picture(page, f"express-{language}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
