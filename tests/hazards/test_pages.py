"""Dangers on the page: reported in one form, protected where wanted, answered and closed; seen by all."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client

from huzhu.hazards import actions
from huzhu.hazards.models import Call, Hazard, Origin
from huzhu.journal.models import Entry, Receipt
from huzhu.notices.models import Notice
from huzhu.words import words
from tests import make
from tests.hazards.test_states import danger, remedy_in_use
from tests.web.conftest import Visit, made, visit

__all__ = ["made", "visit"]
REPORT = {"title": "Bars jump at the shear", "severity": "near", "protection": "named", "form_key": "k1"}


def report(client: Client, made: make.Made, **said: str) -> str:
    answer = client.post(
        "/hazards/new", {**REPORT, "workshop": str(made.workshops["dalian-medium-section"].pk), **said}
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer["Location"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_sentence_and_one_tap_are_enough(made: make.Made, visit: Visit, language: str) -> None:
    worker = visit("dalian", "operator", language)
    page = worker.get("/hazards/new")
    assert page.status_code == 200
    # what is chosen already needs no tap: only the sentence is missing
    checked = re.findall(r'name="(severity|protection)" value="(\w+)"[^>]*checked', page.content.decode())
    assert dict(checked) == {"severity": "near", "protection": "named"}
    address = report(worker, made)
    hazard = Hazard.objects.get()
    assert address == f"/hazards/{hazard.number}"
    assert hazard.title == {language: "Bars jump at the shear"}
    assert hazard.raised_by == made.people["dalian-operator"]
    for place, role in (("dalian", "safety_officer"), ("benxi", "operator"), ("alliance", "secretariat")):
        shown = visit(place, role, language).get(address)
        assert shown.status_code == 200
        assert "Bars jump at the shear" in shown.content.decode()
    told = Notice.objects.filter(person=made.people["dalian-safety_officer"])
    assert [notice.urgency for notice in told] == [Notice.Urgency.DANGER]


def test_sent_twice_counts_once(made: make.Made, visit: Visit) -> None:
    worker = visit("dalian", "operator")
    assert report(worker, made) == report(worker, made)
    assert Hazard.objects.count() == 1
    assert not Receipt.objects.exists()


def test_without_a_sentence_it_comes_back_filled_in(made: make.Made, visit: Visit) -> None:
    answer = visit("dalian", "operator").post("/hazards/new", REPORT | {"title": "", "told": "by the shear"})
    assert answer.status_code == 422
    assert "by the shear" in answer.content.decode()
    assert not Hazard.objects.exists()


class TestProtected:
    """Person and plant are shown to nobody, but to the officer of another plant who holds them."""

    @pytest.fixture
    def reported(self, made: make.Made, visit: Visit) -> Hazard:
        holder = made.people["benxi-safety_officer"]
        address = report(visit("dalian", "operator"), made, protection="protected", holder=str(holder.pk))
        assert address == "/hazards"
        return Hazard.objects.get()

    def test_the_row_knows_neither(self, made: make.Made, reported: Hazard) -> None:
        assert (reported.workshop, reported.raised_by, reported.adoption) == (None, None, None)
        entry = Entry.objects.get(verb="raise_hazard")
        assert (entry.by_person, entry.by_name, entry.plant) == (None, "", "")
        assert "dalian" not in str(entry.details).lower()
        assert not Receipt.objects.exists()
        assert Origin.objects.get().person == made.people["dalian-operator"]

    @pytest.mark.parametrize(
        ("place", "role"),
        [
            ("dalian", "safety_officer"),
            ("dalian", "workshop_head"),
            ("dalian", "plant_director"),
            ("plant-c", "safety_officer"),
            ("benxi", "workshop_head"),
            ("alliance", "secretariat"),
            ("alliance", "administrator"),
        ],
    )
    def test_nobody_else_is_shown_name_or_plant(
        self, made: make.Made, visit: Visit, reported: Hazard, place: str, role: str
    ) -> None:
        for address in ("/hazards", reported.address, "/journal", "/"):
            page = visit(place, role).get(address).content.decode()
            page = re.sub(r"<header>.*?</header>|<footer.*?</footer>", "", page, flags=re.S)
            about = page[page.find("Bars jump") - 1500 :] if address == "/journal" else page
            assert "Dalian-Operator" not in about
            if address == reported.address:
                assert "Dalian" not in page
                assert "place protected" in page

    def test_the_holder_sees_both(self, visit: Visit, reported: Hazard) -> None:
        page = visit("benxi", "safety_officer").get(reported.address).content.decode()
        assert "Only you see this" in page
        assert "Dalian" in page

    def test_the_holder_takes_it_on_and_nobody_of_the_plant(
        self, made: make.Made, visit: Visit, reported: Hazard
    ) -> None:
        address = f"{reported.address}/acknowledge"
        assert visit("dalian", "safety_officer").get(address).status_code == 404
        assert visit("benxi", "safety_officer").post(address, {"severity": "could"}).status_code == 302

    def test_without_a_holder_nobody_knows(self, made: make.Made, visit: Visit) -> None:
        report(visit("dalian", "operator"), made, protection="protected", form_key="k2")
        assert not Origin.objects.exists()

    def test_the_own_officer_cannot_hold_the_name(self, made: make.Made, visit: Visit) -> None:
        own = made.people["dalian-safety_officer"]
        said = {**REPORT, "protection": "protected", "holder": str(own.pk)}
        said["workshop"] = str(made.workshops["dalian-medium-section"].pk)
        assert visit("dalian", "operator").post("/hazards/new", said).status_code == 422

    def test_a_trade_that_few_plants_have_is_not_named(self, made: make.Made) -> None:
        lone = make.workshop_actions.name_trade(slug="wire", name=words("线材", "Wire"), by=None)
        place = make.workshop_actions.open_workshop(
            made.plants["dalian"], trade=lone, name=words("线材", "Wire"), by=None
        )
        hazard = actions.raise_hazard(
            by=made.people["dalian-operator"], title=words(en="Loop"), severity="could", workshop=place,
            is_protected=True,
        )  # fmt: skip
        assert hazard.trade is None


def test_seen_here_too_is_one_tap(made: make.Made, visit: Visit) -> None:
    hazard = danger(made)
    worker = visit("benxi", "operator")
    assert "Seen here too" in worker.get(hazard.address).content.decode()
    assert worker.post(f"{hazard.address}/seen-here").status_code == 302
    worker.post(f"{hazard.address}/seen-here")
    assert hazard.sightings.count() == 1
    page = visit("plant-c", "workshop_head").get(hazard.address).content.decode()
    assert "Seen too at:" in page
    assert "Benxi Medium section" in page
    assert "Benxi-Operator" not in page


def test_the_call_reaches_every_user_and_who_is_silent_is_seen(made: make.Made, visit: Visit) -> None:
    way = make.experience(made, origin="benxi")
    make.adoption(made, way, at="plant-c")
    remedy_in_use(made)
    hazard = danger(made, experience=way)
    officer = visit("dalian", "safety_officer")
    answer = officer.post(f"{hazard.address}/acknowledge", {"severity": "near", "experience": str(way.pk)})
    assert answer.status_code == 302
    way.refresh_from_db()
    assert way.flag == "caution"
    call = Call.objects.get(hazard=hazard)
    assert (call.workshop.slug, call.why) == ("plant-c-medium-section", "about_to")
    head = visit("plant-c", "workshop_head")
    assert Notice.objects.filter(person=made.people["plant-c-workshop_head"], about=hazard.journal_name).exists()
    assert f"/hazards/{hazard.number}/calls/plant-c-medium-section" in head.get("/hazards").content.decode()
    assert "Still without" not in head.get(hazard.address).content.decode()
    Call.objects.update(called_at=call.called_at - datetime.timedelta(days=14))
    everybody = visit("benxi", "operator").get(hazard.address).content.decode()
    assert "Still without an answer: Plant C Medium section." in everybody
    address = f"{hazard.address}/calls/plant-c-medium-section"
    refused = head.post(address, {"answer": "not_concerned"})
    assert refused.status_code == 422
    assert head.post(address, {"answer": "stopped"}).status_code == 302
    assert visit("benxi", "workshop_head").get(address).status_code == 404
    assert "Still without" not in visit("benxi", "operator").get(hazard.address).content.decode()


def test_a_card_asks_for_the_remedy_by_itself(made: make.Made) -> None:
    way = make.experience(made, origin="benxi")
    hazard = actions.acknowledge(danger(made, experience=way), by=made.people["dalian-safety_officer"])
    hazard.refresh_from_db()
    assert hazard.card is not None
    assert hazard.card.workshop == made.workshops["dalian-medium-section"]
    assert hazard.card.urgency == "safety"
    assert {each.slug for each in hazard.card.addressees()} == {"benxi-medium-section", "plant-c-medium-section"}


def test_the_whole_chain_by_forms(made: make.Made, visit: Visit) -> None:
    """Every step of the chain has its page, and each leads back to the danger."""
    remedy, hazard = remedy_in_use(made), danger(made)
    officer, head = visit("dalian", "safety_officer"), visit("dalian", "workshop_head")

    def step(who: Client, name: str, **said: str) -> str:
        assert who.get(f"{hazard.address}/{name}").status_code == 200
        answer = who.post(f"{hazard.address}/{name}", said)
        assert answer.status_code == 302, answer.content.decode()[:4000]
        hazard.refresh_from_db()
        return hazard.state

    assert step(officer, "acknowledge", severity="hurt") == "acknowledged"
    assert step(officer, "contain", measure="limit", how_zh="长钩", how_en="Long hooks") == "contained"
    assert step(head, "seek") == "remedy_sought"
    assert step(head, "try", adoption=str(remedy.pk)) == "remedy_trial"
    assert step(officer, "remedied") == "remedied"
    other = visit("benxi", "safety_officer")
    assert other.post(f"{hazard.address}/verify", {"evidence_en": "Seen"}).status_code == 422  # no readings yet
    assert step(head, "seek", why_en="It jams") == "remedy_sought"
    assert step(officer, "accept", why_en="Until the repair", review_on="1959-03-01") == "remedy_sought"
    director = visit("dalian", "plant_director")
    assert "Until the repair" in director.get(f"{hazard.address}/accept").content.decode()
    assert step(director, "accept", why_en="Until the repair", review_on="1959-03-01") == "accepted_risk"
    page = visit("plant-c", "operator").get(hazard.address).content.decode()
    for name in ("Dalian-Safety_Officer", "Dalian-Plant_Director"):
        assert name in page
