"""Two workshops of different plants promise each other help, on the pages, under delegated powers.

Drafted by Dalian, answered by Benxi with its own figure, signed by both, amended, fulfilled and accepted; the file
holds offline, and one changed character is found.
"""

from __future__ import annotations

import datetime
import json
import stat

import pytest
from django.conf import settings
from django.test import Client
from tests import make
from tests.contracts import staging
from typer.testing import CliRunner

from huzhu.cli import app
from huzhu.contracts.models import Contract
from huzhu.contracts.sealing import read_file
from huzhu.delegation.models import Delegation
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def problems(page: str) -> str:
    """The part of a page that says what was refused."""
    at = page.find("error-summary")
    return page[max(at, 0) : max(at, 0) + 1500]


class Somebody:
    """A person at a browser that follows every redirect."""

    def __init__(self, made: make.Made, place: str, role: str, language: str = "en") -> None:
        self.client = Client(headers={"accept-language": language})
        self.client.force_login(made.person(place, role))

    def send(self, address: str, status: int = 200, **said: object) -> str:
        answer = self.client.post(address, said, follow=True)
        assert answer.status_code == status, problems(answer.content.decode())
        return answer.content.decode()

    def see(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()


DAY = staging.DAY
POWERS = ["draft", "sign", "amend", "accept", "close"]


def item(made: make.Made, contract: Contract, **values: object) -> dict[str, object]:
    benxi, dalian = staging.side(contract, "benxi"), staging.side(contract, "dalian")
    return {
        "direction": f"{benxi.pk}-{dalian.pk}",
        "subject_en": "Rolls made ready while the mill runs",
        "help_form": "visit",
        "metric": made.metrics["roll-change-time"].pk,
        "baseline": "62",
        "target_kind": "value",
        "target": "31",
        "due_on": (DAY + datetime.timedelta(days=90)).isoformat(),
        "acceptor": made.people["dalian-workshop_engineer"].pk,
        "safety_class": "C",
        "commitment": "0",
        **values,
    }


def test_two_workshops_agree_sign_amend_keep_and_accept(made: make.Made) -> None:
    for plant in ("dalian", "benxi"):
        chief = Somebody(made, plant, "chief_engineer")
        reach = {"safety_class": "B", "ceiling": "1000", "since_on": DAY.isoformat(), "until_on": "1959-08-27"}
        chief.send("/delegations/hand-over", powers=POWERS, **reach)
    assert Delegation.objects.filter(state="active").count() == 2
    dalian, benxi = Somebody(made, "dalian", "workshop_head"), Somebody(made, "benxi", "workshop_head")
    dalian.send(
        "/contracts/new",
        title_en="Roll change",
        first=made.workshops["dalian-medium-section"].pk,
        other=made.workshops["benxi-medium-section"].pk,
        starts_on=DAY.isoformat(),
        ends_on=staging.END.isoformat(),
        inspect_every=3,
    )
    contract = Contract.objects.get()
    at = contract.address
    dalian.send(f"{at}/items/new", **item(made, contract, baseline=""))
    assert "Item 1 lacks: the baseline" in dalian.send(f"{at}/propose", status=422)
    dalian.send(f"{at}/items/1/write", **item(made, contract))
    assert benxi.client.get(at).status_code == 404  # a draft is its writer's own
    dalian.send(f"{at}/propose")
    benxi.send(f"{at}/change", why="38 is what two lines can hold")
    benxi.send(f"{at}/items/1/write", **item(made, contract, target="38"))
    assert "to 38 min" not in (page := dalian.see(at))  # not offered yet
    assert "two lines can hold" not in page
    both = benxi.see(at)
    assert "to 31 min" in both
    assert "to 38 min" in both
    benxi.send(f"{at}/propose")
    assert "to 31 min" in dalian.see(at)
    text = contract.versions.get(number=2)
    assert text.hash in dalian.see(f"{at}/sign")
    assert "has changed since you opened it" in dalian.send(f"{at}/sign", status=422, agreed_hash="0" * 64)
    dalian.send(f"{at}/sign", agreed_hash=text.hash)
    benxi.send(f"{at}/sign", agreed_hash=text.hash)
    contract.refresh_from_db()
    assert contract.state == "in_force"
    assert "delegation no. 1958-1" in dalian.see(at)
    _amend(made, contract, dalian, benxi)
    _put_another_in_its_place(made, contract, dalian, benxi)
    _keep_and_accept(made, contract, benxi)
    _holds_offline(contract, dalian)
    assert verify().whole


def _amend(made: make.Made, contract: Contract, dalian: Somebody, benxi: Somebody) -> None:
    at = contract.address
    dalian.send(f"{at}/change", why="the new stand is here")
    dalian.send(f"{at}/items/1/write", **item(made, contract, target="35"))
    dalian.send(f"{at}/propose")
    for who in (dalian, benxi):
        who.send(f"{at}/sign", agreed_hash=contract.versions.get(number=3).hash)
    page = Somebody(made, "benxi", "operator").see(at)
    assert "<del>38" in page  # the old target stays visible
    assert "<b>35" in page


def _put_another_in_its_place(made: make.Made, contract: Contract, dalian: Somebody, benxi: Somebody) -> None:
    """One item is no longer what they need; another follows it, and both stay readable."""
    at = contract.address
    dalian.send(f"{at}/change", why="a promise of its own for the heavy rolls")
    dalian.send(f"{at}/items/new", **item(made, contract, subject_en="Heavy rolls"))
    dalian.send(f"{at}/propose")
    for who in (dalian, benxi):
        who.send(f"{at}/sign", agreed_hash=contract.versions.get(number=4).hash)
    benxi.send(f"{at}/change", why="the heavy stand is gone")
    assert "Put another in its place" in benxi.see(at)
    assert "stays in force until all sides have signed" in benxi.see(f"{at}/items/2/replace")
    benxi.send(f"{at}/items/2/replace", **item(made, contract, subject_en="Light rolls", target="20"))
    assert "in the place of item 2" in benxi.see(at)
    assert "Light rolls" not in dalian.see(at)
    benxi.send(f"{at}/propose")
    for who in (dalian, benxi):
        assert "In the place of" in who.see(f"{at}/sign")
        who.send(f"{at}/sign", agreed_hash=contract.versions.get(number=5).hash)
    page = Somebody(made, "dalian", "operator", "zh").see(at)
    assert "已由第3项取代" in page
    assert "取代第2项" in page
    assert [each.state for each in contract.items.all()] == ["planned", "superseded", "planned"]
    head = Somebody(made, "dalian", "workshop_head")
    for who in (benxi, head):
        who.send(f"{at}/items/3/waive", why="not needed")


def _keep_and_accept(made: make.Made, contract: Contract, benxi: Somebody) -> None:
    at = contract.address
    benxi.send(f"{at}/items/1/begin-item")
    benxi.send(f"{at}/items/1/claim", evidence="34 min on average of 40 changes")
    assert benxi.client.post(f"{at}/items/1/accept").status_code == 404  # never the helper
    engineer = Somebody(made, "dalian", "workshop_engineer")
    assert "Accept item 1" in engineer.see("/")
    engineer.send(f"{at}/items/1/accept")
    assert contract.items.get(number=1).state == "accepted"
    assert Entry.objects.get(verb="accept").authority.startswith("named acceptor")


def _holds_offline(contract: Contract, dalian: Somebody) -> None:
    file = dalian.client.get(f"{contract.address}/contract.json").content
    found = read_file(file)
    assert found.holds
    assert [each.authority for each in found.signed] == [f"acted under delegation no. 1958-{n}" for n in (1, 2)]
    assert found.missing == ()
    for place in range(0, len(file), 7):  # one changed character, anywhere
        changed = bytearray(file)
        changed[place] = changed[place] ^ 1
        assert not read_file(bytes(changed)).holds, file[max(place - 20, 0) : place + 20]
    key = settings.HUZHU_HOME / "keys" / "dalian.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    for language in ("en", "zh-hans"):
        dalian.client.cookies["lang"] = language[:2]
        paper = dalian.client.get(f"{contract.address}/contract.pdf")
        assert paper.content.startswith(b"%PDF")
        assert len(paper.content) > 5000


def test_the_command_checks_a_file_without_a_house(made: make.Made, tmp_path, monkeypatch) -> None:
    contract = staging.in_force(made)
    dalian = Somebody(made, "dalian", "workshop_head")
    path = tmp_path / "contract.json"
    path.write_bytes(dalian.client.get(f"{contract.address}/contract.json").content)
    monkeypatch.setenv("HUZHU_HOME", "/nowhere")
    good = CliRunner().invoke(app, ["verify", str(path)])
    assert good.exit_code == 0, good.output
    assert "as it was signed" in good.output
    text = json.loads(path.read_text())
    text["text"]["items"][0]["target"] = "32"
    path.write_text(json.dumps(text, sort_keys=True, ensure_ascii=False, indent=1) + "\n")
    bad = CliRunner().invoke(app, ["verify", str(path)])
    assert bad.exit_code != 0
    assert "changed after it was signed" in str(bad.exception)
    assert (
        Somebody(made, "plant-c", "chief_engineer").client.get(f"{contract.address}/contract.json").status_code == 404
    )
    assert Somebody(made, "alliance", "secretariat").client.get(f"{contract.address}/contract.pdf").status_code == 404
