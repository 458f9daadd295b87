"""One contract in a browser, under delegated powers: drafted in Chinese on a phone, answered with another target in
English at a desk, signed by both, amended, kept and accepted."""

from __future__ import annotations

import re

from playwright.sync_api import Page
from tests.browser.conftest import Doors, Visitor, keep_picture
from tests.browser.looks import faults


def _press(page: Page, name: str | re.Pattern[str]) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def _go(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def _faults(page: Page, language: str) -> list[str]:
    """Of the page itself: what the other side does meanwhile comes in over it, and has its own test."""
    page.evaluate("document.getElementById('live')?.remove()")
    return faults(page, language)


def _change_target(page: Page, write: str, change: str, target: str, why: str) -> None:
    _go(page, write)
    page.fill("[name=why]", why)
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    _go(page, change)
    page.fill("[name=target]", target)
    page.locator("main form button").last.click()
    page.wait_for_load_state()


def _amend(phone: Visitor, desk: Visitor, at: str) -> None:
    """Dalian moves the target once more while the contract runs; both sign anew, and the old target stays in view."""
    page = phone.open(at)
    _change_target(page, "写出你要改的地方", "修改这一项", "3.4", "新机架已到")
    _press(page, "提交对方")
    _go(page, "通读并签字")
    _press(page, "签字")
    page = desk.open(at)
    _go(page, "Read it whole and sign")
    _press(page, "Sign")
    promise = page.locator("#item-1")
    assert any("3.60%" in each for each in promise.locator("del").all_inner_texts())
    assert "3.40%" in promise.locator("dl b").first.inner_text()
    assert _faults(page, "en") == []
    keep_picture(page, "contract-amended-en-1280")


def test_from_the_draft_to_the_acceptance(doors: Doors) -> None:
    phone = doors.sign_in("li-wen", language="zh", width=390)
    page = phone.open("/contracts/new")
    page.fill("[name=title_zh]", "一九五九年上半年导卫互助")
    page.select_option("[name=other]", label="本溪中型")
    page.fill("[name=starts_on]", "1958-12-31")
    page.fill("[name=ends_on]", "1959-06-30")
    _press(page, "起草")
    at = page.url.removeprefix(phone.url)
    _go(page, "加一项约定")
    page.select_option("[name=direction]", label="本溪中型帮助大连中型")
    page.fill("[name=subject_zh]", "导卫在线外预装")
    page.select_option("[name=metric]", label="表面废品率")
    page.fill("[name=baseline]", "4.2")
    page.fill("[name=target]", "3.5")
    page.fill("[name=due_on]", "1959-05-31")
    page.select_option("[name=acceptor]", label="孔繁树")
    _press(page, "记下")
    assert _faults(page, "zh") == []
    _press(page, "提交对方")
    desk = doors.sign_in("zhang-guodong", language="en", width=1280)
    page = desk.open(at)
    _change_target(page, "Write what you would change", "Change this promise", "3.6", "One line can hold that")
    _press(page, "Offer it to the other side")
    assert "3.60%" in page.locator("#item-1").inner_text().replace("\xa0", "")
    page = phone.open(at)
    _go(page, "通读并签字")
    assert "3.60%" in page.inner_text("main").replace("\xa0", "")
    assert _faults(page, "zh") == []
    keep_picture(page, "contract-sign-zh-390")
    _press(page, "签字")
    page = desk.open(at)
    assert _faults(page, "en") == []
    _go(page, "Read it whole and sign")
    _press(page, "Sign")
    assert "Promises kept: 0 of 1." in page.inner_text("h1").replace("\xa0", " ")
    assert page.get_by_role("link", name=re.compile("delegation no")).count() == 2  # both under delegated powers
    _amend(phone, desk, at)
    page = desk.open(at)
    _press(page, "Begin")
    _go(page, "It is done")
    page.fill("[name=evidence]", "3.4% in four weeks of inspection")
    _press(page, "It is done")
    page = phone.open(at)
    _press(page, "验收")
    assert "已兑现1项" in page.inner_text("h1").replace("\xa0", "")
    assert _faults(page, "zh") == []
    keep_picture(page, "contract-zh-390")
    phone.context.close()
    desk.context.close()
