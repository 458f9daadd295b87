"""The fifth conference and the next in a browser: ways answered on a phone, an agenda taken from the data at a desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Doors, keep_picture
from tests.browser.looks import faults

FIFTH, SIXTH = "/meetings/fifth-conference", "/meetings/sixth-conference"


def _plain(page: Page, of: str = "main") -> str:
    return page.inner_text(of).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", 1280, "light"), ("zh", 1280, "dark"), ("en", 390, "dark"), ("zh", 390, "light")],
)
def test_what_became_of_the_56(doors: Doors, language: str, width: int, scheme: str) -> None:
    visitor = doors.sign_in("zhang-guodong", language=language, width=width, scheme=scheme)
    page = visitor.open(FIFTH)
    assert "56" in page.inner_text("h1")
    assert page.locator("#exchanged li[id^=item-]").count() == 56
    assert page.locator("article[id^=resolution-]").count() == 4
    assert faults(page, language) == []
    keep_picture(page, f"conference-{language}-{width}-{scheme}")
    page = visitor.open(f"{FIFTH}?show=taken")
    assert 0 < page.locator("#exchanged li[id^=item-]").count() < 56
    page.locator("#exchanged summary").first.click()
    page.locator("#minutes summary").first.click()
    assert faults(page, language) == []
    page = visitor.open("/delegations")
    assert re.search("(resolution 2|第2项决议)", _plain(page))
    assert faults(page, language) == []
    paper = visitor.context.request.get(f"{visitor.url}{FIFTH}/minutes.pdf")
    assert paper.body().startswith(b"%PDF")
    visitor.context.close()


def test_a_head_answers_on_the_phone(doors: Doors) -> None:
    phone = doors.sign_in("li-wen", language="zh", width=390)
    page = phone.open("/")
    page.locator("main").get_by_role("link", name=re.compile("答复第五次厂际技术互助会议的")).first.click()
    page.wait_for_load_state()
    rows = page.locator("#waiting li")
    before = rows.count()
    assert before >= 2
    keep_picture(page, "conference-answer-zh-390")
    rows.first.get_by_role("button", name=re.compile("^采用")).click()
    page.wait_for_load_state()
    assert page.locator("#waiting li").count() == before - 1
    page.locator("#waiting li").first.get_by_role("link", name=re.compile("不采用，因为")).click()
    page.wait_for_load_state()
    assert faults(page, "zh") == []
    page.locator("main form button").last.click()  # without a reason
    page.wait_for_load_state()
    assert page.locator(".error-summary").count() == 1
    page.fill("[name^=reason]", "没有天车")
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    assert page.locator("#waiting li").count() == before - 2
    assert "没有天车" in page.content()
    assert faults(page, "zh") == []
    phone.context.close()


def test_the_next_conference_is_prepared(doors: Doors) -> None:
    desk = doors.sign_in("zhou-ping", language="en", width=1280)
    page = desk.open(SIXTH)
    assert faults(page, "en") == []
    proposed = page.get_by_role("button", name=re.compile("Put it on the agenda"))
    before, points = proposed.count(), page.locator("ol.agenda > li").count()
    assert before >= 2  # dangers, promises, gaps
    proposed.first.click()
    page.wait_for_load_state()
    assert page.get_by_role("button", name=re.compile("Put it on the agenda")).count() == before - 1
    assert page.locator("ol.agenda > li").count() == points + 1
    page.get_by_role("link", name="Propose a resolution").click()
    page.fill("[name=text_en]", "Fingers are kept out of the roll change.")
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    assert "Fingers are kept out" in _plain(page, "#resolutions")
    assert faults(page, "en") == []
    keep_picture(page, "conference-next-en-1280")
    chief = doors.sign_in("zhao-ming", language="zh", width=390)
    page = chief.open(f"{SIXTH}/items/new")
    page.locator("main input[type=checkbox]").first.check()
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    assert page.locator("#exchanged li[id^=item-]").count() == 1
    assert faults(page, "zh") == []
    keep_picture(page, "conference-next-zh-390")
    page = desk.open(f"{SIXTH}/items/screen")
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    assert "Looked through" in _plain(page, "#exchanged")
    desk.context.close()
    chief.context.close()
