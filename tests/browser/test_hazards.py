"""Dangers in the browser: reported on a phone in under a minute, and the article's chain read from end to end."""

from __future__ import annotations

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import Doors, keep_picture
from tests.browser.looks import faults

OFFICER, WORKER, CHIEF = "sun-yulan", "wang-qiang", "zhao-ming"
HOT_TOP = "/experiences/heat-the-ingot-head"
PAGES = {
    "hazards": "/hazards",
    "hazard": "/hazards/1",
    "hazard-new": "/hazards/new",
    "open-dangers": "/experiences?danger=open",
}
LOOKS = [("en", 1280, "light"), ("zh", 1280, "dark"), ("zh", 390, "light"), ("en", 390, "dark"), ("zh", 320, "light")]
SAID = {
    "en": {
        "send": "Send the report",
        "thanks": "Thank you.",
        "closed": "Cure verified",
        "called": "11 of 11 have answered",
        "caution": "Do not start without the remedy.",
        "protect": "Protected: my name and my plant are shown to nobody",
        "here": "Seen here too",
    },
    "zh": {
        "send": "送出报告",
        "thanks": "谢谢。",
        "closed": "已证实消除",
        "called": "11个中11个已答复",
        "caution": "没有防护办法，不要开始。",
        "protect": "保护：名字和厂都不给人看",
        "here": "我这里也有",
    },
}


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_the_pages_hold_up(doors: Doors, name: str, language: str, width: int, scheme: str) -> None:
    visitor = doors.sign_in(OFFICER, language=language, width=width, scheme=scheme)
    page = visitor.open(PAGES[name])
    keep_picture(page, f"{name}-{language}-{width}-{scheme}")
    found = faults(page, language)
    if width != 320:
        report = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
        found += [f"axe {fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in report.response["violations"]]
    visitor.context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 390), ("en", 1280), ("zh", 1280)])
def test_a_worker_reports_a_near_miss_in_under_a_minute(doors: Doors, language: str, width: int) -> None:
    visitor, said = doors.sign_in(WORKER, language=language, width=width), SAID[language]
    page = visitor.open("/")
    begun = time.monotonic()
    page.click("a[href='/hazards/new']")
    title = f"吊钩滑脱{width}" if language == "zh" else f"A hook slipped {width}"
    page.fill("input[name=title]", title)
    page.click(f"text={said['send']}")
    page.wait_for_url(lambda url: url.rstrip("/").rsplit("/", 1)[-1].isdigit())
    assert time.monotonic() - begun < 30  # the pages' part of the minute
    assert said["thanks"] in page.inner_text("main")
    assert title in page.inner_text("h1")
    assert not faults(page, language)
    visitor.context.close()


def test_a_protected_report_names_nobody(doors: Doors) -> None:
    visitor, said = doors.sign_in(WORKER, language="zh", width=390), SAID["zh"]
    page = visitor.open("/hazards/new")
    page.fill("input[name=title]", "吊钩没有保险")
    page.click(f"text={said['protect']}")
    page.click(f"text={said['send']}")
    page.wait_for_url("**/hazards")
    assert said["thanks"] in page.inner_text("main")
    page.click("text=吊钩没有保险")
    shown = page.inner_text("main")
    assert "王强" not in shown
    assert "大连" not in shown
    visitor.context.close()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh", 1280), ("zh", 390), ("en", 390)])
def test_the_chain_reads_like_the_article(doors: Doors, language: str, width: int) -> None:
    """From the experience that people were hurt by, to the danger, to its remedy."""
    visitor, said = doors.sign_in(WORKER, language=language, width=width), SAID[language]
    page = visitor.open(HOT_TOP)
    main = page.inner_text("main")
    assert said["caution"] in main
    assert said["closed"] in main
    assert page.locator("ol.chain li").count() == 5
    page.click("main a[href^='/hazards/']")
    page.wait_for_url(lambda url: "/hazards/" in url)
    shown = page.inner_text("main")
    assert said["called"] in shown
    assert said["closed"] in shown
    assert page.locator("ol.card-steps li").count() == 7
    page.click("main a[href='/experiences/turning-plate-on-the-lifting-table']")
    page.wait_for_url("**/turning-plate-on-the-lifting-table")
    assert not faults(page, language)
    visitor.context.close()


def test_safety_comes_first_for_those_who_look_after_it(doors: Doors) -> None:
    for who in (OFFICER, CHIEF):
        visitor = doors.sign_in(who)
        page = visitor.open("/")
        assert page.locator("main section").first.get_attribute("aria-labelledby") == "dangers"
        assert page.locator("section[aria-labelledby=dangers] a[href^='/hazards/']").count()
        visitor.context.close()


def test_seen_here_too_is_one_tap(doors: Doors) -> None:
    visitor, said = doors.sign_in("guo-fengshan", language="en"), SAID["en"]
    page = visitor.open("/hazards?show=all")
    page.click("text=A strand of the tackle")
    assert "Benxi blooming" not in page.inner_text("section[aria-labelledby=seen]")
    page.click(f"button:has-text('{said['here']}')")
    page.wait_for_load_state()
    assert "Benxi blooming" in page.inner_text("section[aria-labelledby=seen]")
    visitor.context.close()
