"""Every page, in Chinese and English, on phone and desktop, light and dark: nothing overflows, overlaps, is cut off,
untranslated or unreadable."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import Doors, Visitor, keep_picture
from tests.browser.looks import faults

HEAD = "li-wen"
PEOPLE = ("li-wen", "wang-qiang", "zhao-ming", "sun-yulan", "zhou-ping")  # head, operator, chief, safety, secretariat
EFFECT = "/adoptions/dalian-medium-section/quick-roll-change-medium"
PAGES = {
    "home": "/",
    "compare": "/compare/section-rolling",
    "compare-one": "/compare/section-rolling/roll-change-time",
    "workshop": "/workshops/benxi-medium-section",
    "experiences": "/experiences",
    "experience": "/experiences/quick-roll-change-medium",
    "hot-top": "/experiences/heat-the-ingot-head",
    "take-up": "/experiences/insulated-skid-pipes/take-up",
    "new-experience": "/experiences/new",
    "effect": EFFECT,
    "data": "/data",
    "load": "/data/load",
    "indicators": "/indicators",
    "indicator": "/indicators/roll-change-time",
    "how-we-measure": "/how-we-measure",
    "search": "/search?q=roll",
    "me": "/me",
    "journal": "/journal",
}
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# Language, width, and in which schemes the page is looked at, the first of them by every rule of accessibility: those
# hang on the page and its layout, the colours alone on the scheme.
LOOKS = [
    ("en", 1280, ("light", "dark")),
    ("zh", 390, ("dark", "light")),
    ("zh", 1280, ()),
    ("en", 390, ()),
    ("zh", 320, ()),
]


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def window(doors: Doors, request: pytest.FixtureRequest) -> Iterator[tuple[Visitor, str, tuple[str, ...]]]:
    """One window of each look for all pages, as a reader has: what is common to the pages is fetched once."""
    language, width, schemes = request.param
    visitor = doors.sign_in(HEAD, language=language, width=width, scheme=next(iter(schemes), "light"))
    yield visitor, language, schemes
    visitor.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_up(window: tuple[Visitor, str, tuple[str, ...]], name: str) -> None:
    visitor, language, schemes = window
    page = visitor.open(PAGES[name])
    found = faults(page, language)
    width = page.viewport_size["width"] if page.viewport_size else 0
    for scheme in schemes or ("light",):
        page.emulate_media(color_scheme=scheme)
        keep_picture(page, f"{name}-{language}-{width}-{scheme}")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        report = Axe().run(page, options={"runOnly": RULES} if scheme == schemes[0] else CONTRAST)
        found += [
            f"axe {scheme} {fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in report.response["violations"]
        ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_has_a_home(doors: Doors, who: str) -> None:
    for language, width in (("en", 1280), ("zh", 390)):
        visitor = doors.sign_in(who, language=language, width=width)
        page = visitor.open("/")
        keep_picture(page, f"home-{who}-{language}-{width}")
        assert not faults(page, language)
        visitor.context.close()


def test_without_scripts_everything_is_there(doors: Doors) -> None:
    visitor = doors.sign_in(HEAD)
    kept = visitor.context.storage_state()
    context = doors.browser.new_context(java_script_enabled=False, storage_state=kept)
    page = context.new_page()
    for address in ("/", "/compare/section-rolling", EFFECT):
        assert page.goto(visitor.url + address).status == 200
        assert page.locator("h1").inner_text()
    context.close()
    visitor.context.close()


def test_it_prints_on_paper(doors: Doors) -> None:
    visitor = doors.sign_in(HEAD, language="zh")
    page = visitor.open(EFFECT)
    page.emulate_media(media="print")
    assert not page.locator("nav").first.is_visible()
    assert page.locator("h1").is_visible()
    assert len(page.pdf(format="A4")) > 5_000
    visitor.context.close()


def test_nothing_is_fetched_from_elsewhere(doors: Doors) -> None:
    visitor = doors.sign_in(HEAD)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    for address in PAGES.values():
        visitor.open(address)
    visitor.context.close()
    assert not [url for url in asked if not url.startswith((visitor.url, "data:"))]
