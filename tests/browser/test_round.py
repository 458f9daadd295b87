"""One round from the draft to the certificate, by the people whose hands it needs, in a home of its own: the day moves.

The secretariat sits at a desk in English, Dalian's head and the committee hold phones in Chinese, Benxi's head one in
English. The readings are the demo's; the period is spring and summer of 1958.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page
from tests.browser.conftest import Doors, Visitor, keep_picture, serving
from tests.browser.looks import faults

MILLS = [
    f"{plant}-{size}-section" for plant in ("dalian", "benxi", "plant-c", "plant-d") for size in ("medium", "small")
]
TITLE = {"zh": "型钢竞赛，一九五八年春夏", "en": "Section rolling, spring and summer"}
DAYS = {
    "starts_on": "1958-04-01", "ends_on": "1958-08-31", "baseline_from_on": "1956-09-03",
    "baseline_until_on": "1957-02-10", "help_since_on": "1956-09-01",
}  # fmt: skip


@pytest.fixture(scope="module")
def doors(browser: Browser, loaded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """Of a house that nobody else visits, because its clock is moved."""
    home = Path(shutil.copytree(loaded_home, tmp_path_factory.mktemp("round-home"), dirs_exist_ok=True))
    with serving(home) as there:
        yield Doors(browser, there)


def it_is(desk: Visitor, day: str) -> None:
    page = desk.open("/setup/alliance")
    page.fill("[name=clock_on]", day)
    send(page)
    assert page.url.endswith("/setup"), plain(page)[:600]
    assert desk.open("/setup/alliance").input_value("[name=clock_on]") == day


def send(page: Page) -> None:
    """The form of the page, and where it leads."""
    press(page.locator("main form button").last)


def press(button: Locator) -> None:
    """And wait for what the house answers: the next address would break it off."""
    with button.page.expect_navigation():
        button.click()


def until(visitor: Visitor, address: str, is_so: Callable[[Page], bool], what: str) -> Page:
    """What the worker does by itself, looked for again and again."""
    for _ in range(120):
        page = visitor.open(address)
        if is_so(page):
            return page
        time.sleep(1)
    raise AssertionError(f"{what}: {page.inner_text('main')[:600]}")


def plain(page: Page, of: str = "main") -> str:
    return re.sub(r"\s+", " ", page.inner_text(of).replace("\xa0", " "))


def choose(page: Page, name: str, text: str) -> None:
    option = page.locator(f"select[name={name}] option").filter(has_text=text).first
    page.select_option(f"select[name={name}]", option.get_attribute("value"))


def step(page: Page, word: str, refused: str = "") -> None:
    """One step of the round; or what it is refused for."""
    press(page.get_by_role("button", name=word, exact=True))
    said = page.locator(".error-summary")
    assert refused in plain(page) if refused else said.count() == 0, plain(page)[:600]


def draft(desk: Visitor) -> str:
    """The address of the round, once its draft was tried on the year before."""
    page = desk.open("/standings")
    page.get_by_role("link", name="Draft a competition").click()
    page.wait_for_load_state()
    for language, text in TITLE.items():
        page.fill(f"[name=title_{language}]", text)
    for name, day in DAYS.items():
        page.fill(f"[name={name}]", day)
    choose(page, "trade", "Section rolling")
    choose(page, "resolution", "workshops of the same trade")
    for number, (metric, weight) in enumerate((("Roll change", "0.7"), ("Surface rejects", "0.3")), start=1):
        choose(page, f"indicator_{number}", metric)
        page.fill(f"[name=weight_{number}]", weight)
    assert faults(page, "en") == []
    send(page)
    assert page.url.endswith("/conditions"), plain(page)
    at = page.url.removeprefix(desk.url).removesuffix("/conditions")
    page = until(desk, f"{at}/conditions", lambda page: page.locator(".table--trial").count() > 0, "no trial")
    rows = page.locator(".table--trial tbody tr")
    assert rows.count() == len(MILLS), "what the rule would have done is there before anybody votes for it"
    assert rows.first.locator("td b").inner_text().isdigit()
    return at


def talk(desk: Visitor, phone: Visitor, at: str) -> str:
    """The crews speak, are answered, and the conditions are fixed by their hash."""
    assert phone.page.goto(f"{phone.url}{at}/conditions").status == 404, "a draft is its writers' own"  # type: ignore[union-attr]
    step(desk.open(f"{at}/conditions"), "Put it to the crews")
    page = phone.open("/standings")
    page.locator("section[aria-labelledby=mine] a").filter(has_text=TITLE["zh"]).click()
    page.wait_for_load_state()
    assert page.locator(".table--trial tbody tr").count() == len(MILLS)
    assert faults(page, "zh") == []
    keep_picture(page, "walk-consulted-zh-390")
    page.locator("main a.button--main").click()
    page.fill("[name=text_zh]", "帮了别人的算不算？")
    send(page)
    page = desk.open(f"{at}/conditions")
    step(page, "Publish the conditions", refused="no answer yet")
    desk.open(f"{at}/conditions").get_by_role("link", name="Answer it").click()
    page.fill("[name=answer_zh]", "算，见效的占五十分。")
    page.fill("[name=answer_en]", "It does: half of the points where it worked.")
    send(page)
    assert "见效的占五十分" in plain(phone.open(f"{at}/conditions"))
    step(desk.open(f"{at}/conditions"), "Publish the conditions")
    page = desk.open(f"{at}/conditions")
    assert "nobody can change them" in plain(page)
    assert page.get_by_role("link", name="Change the conditions").count() == 0
    assert page.locator("a[href='/meetings/fifth-conference#resolution-1']").count() == 1
    return fixed_by(page)


def fixed_by(page: Page) -> str:
    found = re.search(r"SHA-256 ([0-9a-f]{64})", plain(page))
    assert found, plain(page)
    return found[1]


def contest(who: Visitor, committee: Visitor, about: str, word: str, decision: str) -> None:
    """A count is held to be wrong, and the committee decides."""
    page = who.open(about)
    page.locator("main a[href$='/do/dispute']").click()
    page.fill("[name=why]", word)
    send(page)
    assert word in plain(page)
    page = committee.open("/standings")
    page.locator(f"section[aria-labelledby=mine] a[href$='{about}']").first.click()
    page.wait_for_load_state()
    press(page.locator("main a[href*='/standings/disputes/']"))
    assert faults(page, "zh") == []
    page.select_option("[name=is_upheld]", "no")
    page.fill("[name=decision]", decision)
    send(page)
    assert decision in plain(page)


def check(phone: Visitor, other: Visitor, desk: Visitor, at: str) -> None:
    """Every mill's figures by somebody of another plant."""
    page = until(desk, at, lambda page: "Other plants check the figures until" in plain(page, "body"), "not fixed")
    assert page.get_by_role("button", name="All are checked").count() == 0
    assert other.open(at).get_by_role("link", name="Check 6 standings").count() == 1
    for mill in MILLS:
        by = other if mill.startswith("dalian") else phone
        page = phone.open(f"{at}/of/{mill}")
        if by is other:
            assert page.locator("main a[href$='/do/check']").count() == 0, "nobody checks the own plant"
            page = other.open(f"{at}/of/{mill}")
        page.locator("main a[href$='/do/check']").click()
        page.fill("[name=finding]", "换辊记录与读数相符")
        send(page)
        assert "换辊记录与读数相符" in plain(page)
    step(desk.open(at), "All are checked")


def settle_safety(officer: Visitor, committee: Visitor, at: str) -> None:
    """What the data put before the officers, if anything, is found to be no ground."""
    for visitor in (officer, committee):
        mine = visitor.open("/standings").locator(f"section[aria-labelledby=mine] a[href*='{at}/of/']")
        for address in [link.get_attribute("href") for link in mine.all()]:
            page = visitor.open(str(address))
            page.locator("main a[href*='/standings/gates/']").first.click()
            page.select_option("[name=is_upheld]", "no")
            page.fill("[name=why]", "当班已经挡好")
            send(page)


def award(committee: Visitor, desk: Visitor, at: str) -> None:
    """The list, the banner, the certificates; refused while objections may still come in."""
    page = committee.open(at)
    keep_picture(page, "walk-objection-zh-390")
    final = "名单定案"
    step(page, final, refused="异议")
    it_is(desk, "1958-09-16")
    step(committee.open(at), final)
    press(page.locator("main form button.button--main"))
    links = page.locator("main a[href$='/certificate.pdf']")
    assert "得了流动红旗" in plain(page, "h1").replace(" ", "")
    assert links.count() >= 1
    assert faults(page, "zh") == []
    keep_picture(page, "walk-awarded-zh-390")
    for address in [link.get_attribute("href") for link in links.all()]:
        paper = committee.context.request.get(f"{committee.url}{address}")
        assert paper.body().startswith(b"%PDF")
    page = committee.open("/standings/banners/section-rolling/workshop")
    assert page.locator("ul.todo > li").count() == 1
    assert TITLE["zh"] in plain(page)
    assert faults(page, "zh") == []


def test_a_round_from_the_draft_to_the_certificate(doors: Doors) -> None:
    desk = doors.sign_in("zhou-ping", language="en", width=1280)
    phone = doors.sign_in("li-wen", language="zh", width=390)
    committee = doors.sign_in("luo-zhenbang", language="zh", width=390, scheme="dark")
    benxi = doors.sign_in("zhang-guodong", language="en", width=390)
    officer = doors.sign_in("sun-yulan", language="en", width=1280, scheme="dark")
    it_is(desk, "1958-03-03")
    at = draft(desk)
    fixed = talk(desk, phone, at)
    assert "under conditions that stand as they are" in plain(benxi.open(at), "h1")
    it_is(desk, "1958-08-20")
    page = until(phone, at, lambda page: page.locator(".table--standings td.points").count() > 0, "not counted")
    assert faults(page, "zh") == []
    keep_picture(page, "walk-running-zh-390")
    contest(phone, committee, f"{at}/of/benxi-medium-section", "七月三日的换辊算了两次", "查过，只算了一次")
    it_is(desk, "1958-09-05")
    check(phone, benxi, desk, at)
    counted = {mill: plain(desk.open(f"{at}/of/{mill}"), "h1") for mill in MILLS}
    step(desk.open(at), "Open it to objections")
    assert benxi.open(f"{at}/of/dalian-medium-section").get_by_role("link", name="Object to a count").count() == 1
    contest(benxi, committee, f"{at}/of/dalian-medium-section", "One change is missing", "那次不是换辊")
    settle_safety(officer, committee, at)
    award(committee, desk, at)
    page = desk.open(at)
    step(page, "Close the round")
    assert faults(page, "en") == []
    keep_picture(page, "walk-closed-en-1280")
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1
    assert {mill: plain(desk.open(f"{at}/of/{mill}"), "h1") for mill in MILLS} == counted, "what was fixed stays"
    assert fixed_by(desk.open(f"{at}/conditions")) == fixed
    for visitor in (desk, phone, committee, benxi, officer):
        visitor.context.close()
