"""Dalian's confidential words and numbers are looked for on every page that somebody else can reach."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from tests import make

from huzhu.experiences import actions as experience_actions
from huzhu.words import words

WORD = re.compile(r"canary[-\s]?[a-z]+", re.IGNORECASE)
NUMBERS = ("7314.159", "7314.16", "7314.2", "7,314", "7314", "8265.358", "8265.4", "8265")


def links(content: str) -> set[str]:
    found = re.findall(r'(?:href|action|src|hx-get)="(/[^"#]*)"', content)
    return {html.unescape(link) for link in found if not link.startswith(("/static/", "/accounts/"))}


def crawl(client: Client, starts: list[str], most: int = 400) -> dict[str, str]:
    """Every page, fragment, export and error that can be reached from `starts`: address -> everything answered."""
    waiting, seen = list(starts), {}
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen or "/take-back" in address:
            continue
        answer = client.get(address)
        assert answer.status_code < 500, address
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
        seen[address] = headers + "\n" + body.decode("utf-8", "replace")
        if answer.status_code in (301, 302):
            waiting.append(answer["Location"])
        waiting += sorted(links(seen[address]) - seen.keys())
    return seen


STARTS = [
    "/",
    "/compare/section-rolling",
    "/compare/section-rolling/secret-cost",
    "/compare/section-rolling/secret-cost?basis=as-reported",
    "/compare/section-rolling/roll-change-time",
    "/workshops/dalian-medium-section",
    "/experiences",
    "/experiences?danger=open",
    "/indicators",
    "/indicators/secret-cost",
    "/data",
    "/data/batches/1",
    "/data/batches/1/refused.csv",
    "/data/batches/1/mapping",
    "/journal",
    "/meetings",
    "/aid",
    "/aid/stock",
    "/aid/balance",
    "/search?q=canary",
    "/search?q=7314",
    "/search?q=secret",
    "/setup",
    "/setup/people",
    "/me",
    "/nothing-here",
    "/adoptions/dalian-medium-section/canary",
]


@pytest.fixture
def made(db: None) -> make.Made:
    made = make.alliance()
    rolling = made.trades["section-rolling"]
    for slug, disclosure in (("secret-cost", "hidden"), ("secret-pace", "change")):
        made.metrics[slug] = make.metric(slug, [rolling], kind="level", disclosure=disclosure, unit=words("元", "CNY"))
    numbers = {"dalian": {"secret-cost": 7314.159, "secret-pace": 8265.358}}
    for plant in ("dalian", "benxi", "plant-c"):
        rows: list[dict[str, Any]] = []
        for slug in ("secret-cost", "secret-pace"):
            level = numbers.get(plant, {}).get(slug, 100.0)
            rows += make.weekly_rows(slug, f"{plant}-medium-section", weeks=110, level=level, until=make.TODAY)
        make.load(made, plant, rows, file_name=f"canary-file-{plant}.csv" if plant == "dalian" else "daily.csv")
    draft = make.experience(
        made,
        origin="dalian",
        shared=False,
        title=words("canary-title", "canary-title"),
        summary=words(en="canary-summary"),
    )
    experience_actions.write_version(
        draft,
        by=None,
        mechanism=words(en="canary-mechanism"),
        steps=words(en=["canary-step"]),
        why=words(en="canary-why"),
    )
    return made


@pytest.mark.parametrize(
    "who", ["benxi-workshop_head", "benxi-chief_engineer", "plant-c-data_steward", "benxi-operator"]
)
def test_nothing_confidential_reaches_another_plant(made: make.Made, who: str) -> None:
    place, role = who.rsplit("-", 1)
    _look(made, place, role)


@pytest.mark.parametrize("role", ["secretariat", "committee"])
def test_nor_the_bodies_of_the_alliance(made: make.Made, role: str) -> None:
    _look(made, "alliance", role)


def _look(made: make.Made, place: str, role: str) -> None:
    client = Client()
    client.force_login(made.person(place, role))
    for language in ("en", "zh"):
        client.cookies["lang"] = language
        pages = crawl(client, STARTS)
        assert len(pages) > 25
        for address, answer in pages.items():
            asked = answer.replace("q=canary", "").replace('value="canary"', "").replace("“canary”", "")
            asked = asked.replace("/adoptions/dalian-medium-section/canary", "")
            found = set(WORD.findall(asked)) - {"canary"}
            numbers = make.without_keys(asked).replace("q=7314", "")
            found |= {number for number in NUMBERS if number in numbers}
            found -= {"7314"} if "q=7314" in address else set()
            assert not found, f"{place} {role}: {address} shows {sorted(found)}"


def test_the_own_plant_does_see_them(made: make.Made) -> None:
    """Else the test above would pass on empty pages."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(made.person("dalian", "workshop_head"))
    everything = "\n".join(crawl(client, STARTS).values())
    assert "canary-title" in everything
    assert "canary-file-dalian.csv" in everything
    assert any(number in everything for number in NUMBERS[:5])
