"""What a contract began with stands in the text that is signed, as far as every side may know it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from huzhu.cards import actions as card_actions
from huzhu.conferences.decided import Resolution
from huzhu.contracts.models import Contract
from huzhu.contracts.sealing import canonical, hash_of, read_file, written_file
from huzhu.contracts.signing import standing_signatures
from huzhu.contracts.text import text_of
from huzhu.people import actions as people
from huzhu.web.paper import _data
from huzhu.words import words
from tests import make
from tests.conferences import staging as sitting
from tests.contracts import staging

OLD = Path(__file__).parent / "files" / "contract-of-scheme-1.json"


@pytest.fixture
def made(db: None) -> make.Made:
    made = make.alliance()
    staging.it_is(staging.DAY)
    staging.delegate_both(made)
    return made


def head(made: make.Made, plant: str = "dalian") -> object:
    return made.person(plant, "workshop_head")


def answered(made: make.Made, **values: object) -> object:
    card = make.card(made, metric=made.metrics["roll-change-time"], **values)
    said = {"text": words(en="Beside the mill"), "preconditions": words(en="Chocks"), "risk": words(en="Fingers")}
    card_actions.answer_card(card, by=head(made, "benxi"), **said)
    card.refresh_from_db()
    return card


def signed(made: make.Made, contract: Contract) -> Contract:
    staging.promise(made, contract)
    staging.offer(contract)
    return staging.sign_both(made, contract)


def file_of(made: make.Made, contract: Contract) -> bytes:
    client = Client()
    client.force_login(head(made))
    return client.get(f"{contract.address}/contract.json").content


def test_the_resolution_and_its_conference_are_in_what_is_signed(made: make.Made) -> None:
    sitting.at_state(made, "follow_up")
    staging.it_is(staging.DAY)
    resolution = Resolution.objects.get()
    contract = signed(made, staging.draft(made, by=head(made), came_from=resolution))
    (said,) = contract.versions.get().content["began_with"]
    assert said == {
        "sort": "resolution",
        "name": resolution.journal_name,
        "number": "1",
        "title": {"zh": "合同下放到车间。", "en": "Contracts go to the workshops."},
        "conference": dict(resolution.conference.title),
    }
    file = file_of(made, contract)
    assert read_file(file).holds
    changed = file.replace(b"Contracts go to the workshops.", b"Contracts go to the workshopz.")
    assert changed != file
    assert "changed after it was signed" in read_file(changed).problem
    unsaid = json.loads(file)
    unsaid["text"]["began_with"] = []
    assert not read_file(written_file(unsaid["text"], unsaid["signatures"])).holds
    paper = {}
    for code in ("en", "zh-hans"):
        with translation.override(code):
            paper[code] = _data(json.loads(file)["text"], [])["paragraphs"]
    first = resolution.conference.title
    assert f"Began with: {first['en']}, resolution no. 1: “Contracts go to the workshops.”" in paper["en"]
    assert f"起因：{first['zh']}第1号决议：“合同下放到车间。”" in paper["zh-hans"]


def test_whoever_signs_has_it_in_view(made: make.Made) -> None:
    contract = staging.draft(made, by=head(made), card=answered(made, title=words(en="Rolls take an hour")))
    staging.promise(made, contract)
    staging.offer(contract)
    client = Client(headers={"accept-language": "en"})
    client.force_login(head(made, "benxi"))
    page = client.get(f"{contract.address}/sign").content.decode()
    assert f"Card no. {contract.card.number}: “Rolls take an hour”" in page


def test_every_sort_is_said_in_both_languages(made: make.Made) -> None:
    sitting.at_state(made, "follow_up")
    staging.it_is(staging.DAY)
    item = Resolution.objects.get().conference.items.get()
    visit = make.meeting(made)
    things = {"card": answered(made), "visit": visit, "comparison": made.metrics["roll-change-time"],
              "exchanged_item": item}  # fmt: skip
    for sort, thing in things.items():
        where = {"card": thing} if sort == "card" else {"came_from": thing}
        contract = staging.draft(made, by=head(made), **where)
        assert [each["sort"] for each in contract.began_with] == [sort]
        text = text_of(contract.versions.get())
        for code in ("en", "zh-hans"):
            with translation.override(code):
                (line,) = [each for each in _data(text, [])["paragraphs"] if each.startswith(("Began", "起因"))]
                assert "%" not in line


def test_what_a_side_may_not_know_is_in_no_text(made: make.Made) -> None:
    hidden = answered(made, title=words(en="A secret of two mills"))  # between Dalian and Benxi
    mills = [made.workshops[f"{plant}-medium-section"] for plant in ("dalian", "plant-c")]
    contract = make_with(mills, head(made), card=hidden)
    assert contract.card == hidden  # the own side finds its way back
    assert contract.began_with == []
    assert b"secret" not in canonical(text_of(contract.versions.get()))
    three = make_with([*mills, made.workshops["benxi-medium-section"]], head(made), card=hidden)
    assert three.began_with == []
    assert staging.draft(made, by=head(made), card=hidden).began_with[0]["title"] == {"en": "A secret of two mills"}


def make_with(mills: list, by: object, **values: object) -> Contract:
    from huzhu.contracts import drafting

    dates = {"starts_on": staging.DAY, "ends_on": staging.END}
    return drafting.draft_contract(mills[0], mills[1:], by=by, title=words(en="Together"), **dates, **values)


def test_a_way_that_a_side_may_not_read_is_promised_nobody(made: make.Made) -> None:
    way = make.experience(made)
    type(way).objects.filter(pk=way.pk).update(state="draft")
    way.refresh_from_db()
    contract = staging.draft(made)
    staging.promise(made, contract, experience=way)
    with pytest.raises(ValidationError, match="may not read"):
        staging.offer(contract)
    type(way).objects.filter(pk=way.pk).update(state="described")
    assert staging.offer(contract).hash


def test_a_way_that_a_third_side_may_not_read_stands_in_no_text(made: make.Made) -> None:
    """Helper and helped know it, but all sides read and sign the whole text."""
    way = make.experience(made, shared=False)  # Benxi's own draft; those who act for Dalian are lent to Benxi
    for role in ("workshop_head", "workshop_engineer", "chief_engineer", "plant_director"):
        lent = made.person("dalian", role)
        people.seat(lent, "operator", by=None, workshop=made.workshops["benxi-blooming"])
    two, leader = staging.draft(made), made.people["dalian-team_leader"]
    staging.promise(made, two, experience=way, acceptor=leader)
    assert staging.offer(two).hash
    mills = [made.workshops[f"{plant}-medium-section"] for plant in ("dalian", "benxi", "plant-c")]
    three = make_with(mills, None)
    staging.promise(made, three, experience=way, acceptor=leader)
    with pytest.raises(ValidationError, match="may not read"):
        staging.offer(three)


def test_an_older_file_still_holds_and_a_later_one_is_not_judged() -> None:
    file = OLD.read_bytes()
    found = read_file(file)
    assert found.holds, found.problem
    assert [each.party for each in found.signed] == ["dalian-medium-section", "benxi-medium-section"]
    for place in range(0, len(file), 11):
        changed = bytearray(file)
        changed[place] ^= 1
        assert not read_file(bytes(changed)).holds
    text = json.loads(file)["text"]
    later = written_file(text | {"scheme": "huzhu-contract-9"}, [])
    assert read_file(later).problem == "the text is of a later form than this program knows"
    smuggled = written_file(text | {"began_with": []}, json.loads(file)["signatures"])
    assert not read_file(smuggled).holds


def test_an_offer_of_before_is_signed_as_it_was_offered(made: make.Made) -> None:
    contract = staging.draft(made)
    staging.promise(made, contract)
    version = staging.offer(contract)
    content = text_of(version, "huzhu-contract-1")
    assert "began_with" not in content
    type(version).objects.filter(pk=version.pk).update(content=content, hash=hash_of(content))
    contract = staging.sign_both(made, contract)
    assert contract.state == "in_force"
    assert len(standing_signatures(contract.versions.get())) == 2
