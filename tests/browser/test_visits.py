"""Visits and material aid in a real browser: the pages hold up, and a visit runs on a phone in Chinese."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.browser.conftest import Doors, keep_picture
from tests.browser.looks import faults

HEAD, CHIEF = "li-wen", "zhao-ming"
PAGES = {
    "meetings": "/meetings",
    "meeting": "/meetings/benxi-roll-change-visit",
    "meeting-new": "/meetings/new",
    "meeting-to-confirm": "/meetings/dalian-roll-change-visit",
    "aid": "/aid",
    "aid-need": "/aid/needs/1",
    "aid-need-new": "/aid/needs/new",
    "aid-transfer": "/aid/transfers/1",
    "aid-stock": "/aid/stock",
    "aid-balance": "/aid/balance",
}
LOOKS = [("en", 1280, "light"), ("zh", 390, "dark"), ("en", 390, "light"), ("zh", 320, "light")]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_up(doors: Doors, name: str, language: str, width: int, scheme: str) -> None:
    visitor = doors.sign_in(CHIEF if name.startswith("aid") else HEAD, language=language, width=width, scheme=scheme)
    page = visitor.open(PAGES[name])
    keep_picture(page, f"{name}-{language}-{width}-{scheme}")
    found = faults(page, language)
    if width != 320:
        report = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
        found += [f"axe {fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in report.response["violations"]]
    visitor.context.close()
    assert not found, "\n".join(found)


def _press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=words).first.click()
    page.wait_for_load_state()


def _follow(page: Page, words: str) -> None:
    page.locator("main").get_by_role("link", name=words).first.click()
    page.wait_for_load_state()


def test_the_host_confirms_and_prepares_on_a_phone_in_chinese(doors: Doors) -> None:
    """Plant D asks to see Dalian; Li Wen opens the door with a thumb."""
    visitor = doors.sign_in(HEAD, language="zh", width=390)
    page = visitor.open("/")
    assert page.get_by_role("link", name="确认或谢绝").first.is_visible()
    page = visitor.open("/meetings/dalian-roll-change-visit")
    if page.get_by_role("link", name="确认这次学习").count():  # a served demo may have been used before
        _follow(page, "确认这次学习")
        page.get_by_label("时间").fill("09:00")
        page.locator("[name=place_zh]").fill("中型车间早调会室")
        _press(page, "确认并邀请")
        assert "已记下" in page.locator(".messages").inner_text()
        _follow(page, "做准备")
        page.locator("[name=induction_zh]").fill("戴安全帽，不站吊钩下")
        page.locator("[name=induction_by]").select_option(label="李文")
        _press(page, "已备好")
    assert "戴安全帽，不站吊钩下" in page.locator("main").inner_text()
    calendar = visitor.context.request.get(f"{visitor.url}/meetings/dalian-roll-change-visit/calendar.ics")
    assert calendar.ok
    assert "BEGIN:VEVENT" in calendar.text()
    visitor.context.close()


def test_the_meeting_shows_what_it_led_to(doors: Doors) -> None:
    visitor = doors.sign_in(HEAD, language="zh", width=390)
    page = visitor.open("/meetings/benxi-roll-change-visit")
    text = page.locator("main").inner_text()
    for words in ("63", "150", "学到了什么", "已证实", "感谢", "示例"):
        assert words in text, words
    page.emulate_media(media="print")
    assert not page.get_by_role("button").first.is_visible()
    assert page.locator("h1").is_visible()
    visitor.context.close()
