"""A card from Dalian's mill to Benxi's, answered and tried, in Chinese on a phone; one written with the network cut
arrives exactly once when it is back."""

from __future__ import annotations

import json
import re
import urllib.request

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.conftest import Doors, Visitor, keep_picture
from tests.browser.looks import faults

PHONE = {"language": "zh", "width": 390}
OPERATOR, HEAD, BENXI = "wang-qiang", "li-wen", "zhang-guodong"
PAGES = (
    *("/cards", "/cards/1", "/cards/9", "/cards/new", "/cards/new?kind=offer", "/cards/clinic", "/cards/board"),
    "/notices",
)


def ask(page: Page, title: str, *, tried: str = "人工刷", machine: str = "精轧机架") -> None:
    page.fill("[name=title]", title)
    page.fill("[name=tried]", tried)
    page.fill("[name=machine]", machine)


def send(page: Page) -> None:
    page.get_by_role("button", name="发出求助").click()


def titles(visitor: Visitor, title: str) -> int:
    """How many cards of the reader carry the title."""
    page = visitor.open("/cards?mine=1&column=waiting&whole=1")
    return page.locator(".board-column .card h3", has_text=title).count()


@pytest.fixture
def operator(doors: Doors) -> Visitor:
    return doors.sign_in(OPERATOR, **PHONE)


def test_three_answers_under_a_minute_and_one_thumb(doors: Doors, operator: Visitor) -> None:
    """From Home: the large button, three answers, send. Every target is at least 44 px high."""
    page = operator.open("/")
    page.locator(".buttons--pair .button--main").click()
    page.wait_for_url("**/cards/new")
    ask(page, "冷床辊道响得厉害，你们换什么瓦？")
    for selector in ("[name=title]", "[name=machine]", ".form--ask > .buttons .button--main"):
        box = page.locator(selector).bounding_box()
        assert box is not None
        assert box["height"] >= 44, selector
    send(page)
    page.wait_for_url(re.compile(r"/cards/\d+$"))
    assert "主任点一下" in page.locator("main").inner_text()
    assert not faults(page, "zh")
    operator.context.close()


def test_from_dalian_to_benxi_answered_and_tried(doors: Doors, operator: Visitor) -> None:
    title = "中型换辊后头几根料总超差，怎么调？"
    page = operator.open("/cards/new?to=benxi-medium-section&about=roll-change-time")
    ask(page, title, tried="多试轧几根，废料多", machine="中型轧机")
    expect(page.locator(".alike")).to_contain_text("换辊")  # a card like this one shows while typing
    send(page)
    page.wait_for_url(re.compile(r"/cards/\d+$"))
    address = re.search(r"/cards/\d+$", page.url).group()  # type: ignore[union-attr]

    head = doors.sign_in(HEAD, **PHONE)
    head.open(address).get_by_role("button", name="发往外厂").click()
    expect(head.page.locator(".toast")).to_contain_text("已发往外厂")
    head.context.close()

    benxi = doors.sign_in(BENXI, **PHONE)
    seen = benxi.open(address)
    seen.get_by_role("button", name="我们接手").click()
    seen.fill("#answer [name=text]", "样板先在台架上调好，第一根就准。")
    seen.fill("#answer [name=preconditions]", "一套样板")
    seen.fill("#answer [name=risk]", "样板磨了要换")
    seen.select_option("#answer [name=experience]", "quick-roll-change-medium")
    seen.get_by_role("button", name="发出答复").click()
    expect(seen.locator(".toast")).to_contain_text("结果会告诉你")
    keep_picture(seen, "card-answered-zh-390")
    assert not faults(seen, "zh")
    benxi.context.close()

    page = operator.open(address)
    page.get_by_role("button", name="试这个").click()
    expect(page.locator(".card-steps [aria-current=step]")).to_contain_text("试用并测量")
    keep_picture(page, "card-tried-zh-390")
    operator.context.close()

    told = doors.sign_in(BENXI, **PHONE)
    assert "正在试你" in told.open("/notices").locator("main").inner_text()
    told.context.close()


def wait_for_the_worker(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.match('/cards/new').then(found => !!found)")


def test_a_card_written_without_network_arrives_exactly_once(doors: Doors, operator: Visitor) -> None:
    title = "断网时写的卡：导卫卡死怎么办？"
    page = operator.open("/cards/new")
    wait_for_the_worker(page)
    operator.context.set_offline(True)
    page.goto(operator.url + "/cards/new")  # from the phone's own store
    ask(page, title)
    send(page)
    expect(page.locator("#kept")).to_contain_text("有一张卡存在这部手机里")
    assert page.locator("[name=title]").input_value() == ""
    keep_picture(page, "card-kept-zh-390")
    operator.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#kept")).to_contain_text("已经发出")
    assert titles(operator, title) == 1
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.reload()
    assert titles(operator, title) == 1
    operator.context.close()


def test_an_answer_lost_on_the_way_back_makes_no_second_card(doors: Doors, operator: Visitor) -> None:
    """The house has the card, the phone does not know: it keeps it, sends it again, and there is still one."""
    title = "回话丢了的卡：轧辊冷却水不够？"
    page = operator.open("/cards/new")
    arrived: list[int] = []

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST" and not arrived:
            answer = route.fetch(max_redirects=0)
            arrived.append(answer.status)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/cards/new", lose_the_answer)
    ask(page, title)
    send(page)
    expect(page.locator("#kept")).to_contain_text("有一张卡存在这部手机里")
    assert arrived == [302], "the house had taken it"
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#kept")).to_contain_text("已经发出")
    page.unroute("**/cards/new")
    assert titles(operator, title) == 1
    operator.context.close()


def test_a_card_with_a_photo_is_kept_with_it(doors: Doors, operator: Visitor, tmp_path) -> None:
    from tests.make import picture

    photo = tmp_path / "mill.jpg"
    photo.write_bytes(picture(300, 200).read())
    title = "带照片的卡：这条裂纹要紧吗？"
    page = operator.open("/cards/new")
    wait_for_the_worker(page)
    operator.context.set_offline(True)
    ask(page, title)
    page.set_input_files("[name=photo]", str(photo))
    send(page)
    expect(page.locator("#kept")).to_contain_text("有一张卡存在这部手机里")
    operator.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#kept")).to_contain_text("已经发出")
    page.locator("#kept a").click()
    expect(page.locator("h1")).to_have_text(title)
    image = page.locator(".photos img")
    assert image.evaluate("each => each.decode().then(() => each.naturalWidth)") == 300
    operator.context.close()


def test_without_scripts_a_card_is_asked_and_comes_back_when_refused(doors: Doors) -> None:
    kept = doors.sign_in(OPERATOR, **PHONE)
    context = doors.browser.new_context(java_script_enabled=False, storage_state=kept.context.storage_state())
    page = context.new_page()
    page.goto(kept.url + "/cards/new")
    page.fill("[name=tried]", "写了不丢")
    page.locator(".form--ask > .buttons .button--main").click()
    assert page.locator("#error-summary").count() == 1
    assert page.locator("[name=tried]").input_value() == "写了不丢"
    page.fill("[name=title]", "没有脚本也能求助吗？")
    page.locator(".form--ask > .buttons .button--main").click()
    assert re.search(r"/cards/\d+$", page.url)
    context.close()
    kept.context.close()


def test_it_prints_as_a_card_with_a_code(doors: Doors) -> None:
    visitor = doors.sign_in(HEAD, language="zh")
    page = visitor.open("/cards/1/print")
    page.emulate_media(media="print")
    assert page.locator(".sheet-a6 .qr-code").is_visible()
    assert not page.locator(".masthead").is_visible()
    pdf = page.pdf(prefer_css_page_size=True)
    size = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
    assert size is not None
    assert (round(float(size[1])), round(float(size[2]))) == (298, 420)  # A6 in points
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type/Page/") <= 1
    visitor.context.close()


def test_the_way_into_the_phones_own_screen(doors: Doors) -> None:
    with urllib.request.urlopen(doors.served.url + "/static/huzhu/manifest.webmanifest") as answer:
        manifest = json.load(answer)
    assert manifest["start_url"] == "/"
    assert manifest["display"] == "standalone"


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", 1280, "light"), ("zh", 1280, "dark"), ("en", 390, "light"), ("zh", 390, "dark"), ("zh", 320, "light")],
)
@pytest.mark.parametrize(
    "address",
    [
        "/cards",
        "/cards/1",
        "/cards/9",
        "/cards/new",
        "/cards/new?kind=offer",
        "/cards/clinic",
        "/cards/board",
        "/notices",
    ],
)
def test_a_page_holds_up(doors: Doors, address: str, language: str, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    visitor = doors.sign_in(HEAD, language=language, width=width, scheme=scheme)
    page = visitor.open(address)
    keep_picture(page, f"{address.strip('/').replace('/', '-').replace('?', '-')}-{language}-{width}-{scheme}")
    found = faults(page, language)
    if width != 320:
        report = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
        found += [f"axe {fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in report.response["violations"]]
    visitor.context.close()
    assert not found, "\n".join(found)
