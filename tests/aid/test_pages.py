"""The pages of material aid: a shortage from the need to the closed books through the forms."""

from __future__ import annotations

import pytest
from django.test import Client

from huzhu.aid.models import Material, Need, Stock, Transfer
from huzhu.people.models import Person
from huzhu.words import words
from huzhu.workshops.models import Alliance
from tests import make
from tests.aid import staging


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def client(made: make.Made, place: str, role: str) -> Client:
    found = Client()
    found.force_login(made.person(place, role))
    found.cookies["lang"] = "en"
    return found


def post(who: Client, address: str, **said: object) -> str:
    answer = who.post(address, said)
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return who.get(answer["Location"]).content.decode().replace("\u00a0", " ")


def test_a_shortage_is_covered_by_a_loan_that_comes_back(made: make.Made) -> None:
    asker, giver = client(made, "dalian", "chief_engineer"), client(made, "benxi", "chief_engineer")
    keeper, inspector = client(made, "benxi", "team_leader"), client(made, "dalian", "workshop_engineer")
    assert "Named:" in post(asker, "/aid/materials/new", name="Graphite electrodes", grade="300 mm", unit="t")
    material = Material.objects.get()
    for plant, quantity in (("dalian", 1), ("benxi", 40)):
        boss = asker if plant == "dalian" else giver
        counted = {"plant": made.plants[plant].pk, "material": material.pk, "minimum": 1, "head_may_give": 0}
        assert "Stock and minimum" in post(boss, "/aid/stock/count", quantity=quantity, **counted)
    page = post(
        asker,
        "/aid/needs/new",
        plant=made.plants["dalian"].pk,
        material=material.pk,
        quantity="12.5",
        needed_on=staging.LATER,
        consequence="Two furnaces stop",
    )
    assert "Dalian still needs 12.5 t of Graphite electrodes, 300 mm" in page
    need = Need.objects.get()
    assert "39 t above its minimum" in giver.get(f"/aid/needs/{need.number}").content.decode()
    offered = post(
        giver,
        f"/aid/offers/new?need={need.number}",
        plant=made.plants["benxi"].pk,
        material=material.pk,
        quantity="12.5",
        mode="loan",
        return_on=staging.LATER,
        certificate="No. 31",
    )
    assert "Benxi can spare 12.5 t" in offered
    at = f"/aid/transfers/{Transfer.objects.get().pk}"
    assert "Take or leave" in asker.get("/aid").content.decode()
    post(asker, f"{at}/agree", quantity="12.5")
    post(giver, f"{at}/approve")
    post(keeper, f"{at}/ship", certificate="No. 31", transport="Rail")
    post(inspector, f"{at}/receive")
    assert keeper.post(f"{at}/accept", {"inspection": "fine"}).status_code == 404
    post(inspector, f"{at}/accept", inspection="Weighed, resistance measured")
    used = post(inspector, f"{at}/put-into-use")
    assert "12.5 t of Graphite electrodes, 300 mm are still owed, back by" in used
    assert "Dalian owes Benxi 12.5 t" in giver.get("/aid/balance").content.decode()
    closed = post(asker, f"/aid/needs/{need.number}/close", result="No furnace stopped.")
    assert "Dalian was helped with" in closed
    Stock.objects.filter(plant=made.plants["dalian"]).update(quantity=20)
    post(inspector, f"{at}/send-back", quantity="12.5")
    assert "Acknowledge what came back" in keeper.get("/aid").content.decode()
    assert "Given back" in post(keeper, f"{at}/take-back")
    post(giver, f"{at}/close")
    assert "are even in" in asker.get("/aid/balance").content.decode()
    assert Transfer.objects.get().state == "closed"


def test_two_take_parts_of_an_open_offer_and_no_more(made: make.Made) -> None:
    staging.stock(made, "benxi", "10")
    offered = staging.offer(made, "3")
    for plant, quantity, status in (("dalian", "2", 302), ("plant-c", "2", 422), ("plant-c", "1", 302)):
        who = client(made, plant, "workshop_head")
        answer = who.post(f"/aid/offers/{offered.pk}/take", {"plant": made.plants[plant].pk, "quantity": quantity})
        assert answer.status_code == status, answer.content.decode()[:2000]
    page = client(made, "dalian", "operator").get(f"/aid/offers/{offered.pk}").content.decode()
    assert "All that Benxi could spare of Scrap, Grade 1 is taken" in page.replace("\u00a0", " ")


def test_who_acted_is_named_as_the_reader_reads_names(made: make.Made) -> None:
    sender = made.person("benxi", "data_steward")
    Person.objects.filter(pk=sender.pk).update(name=words("范伯年", "Fan Bonian"))
    transfer = staging.at_state(made, "approved")
    staging.do(transfer, "ship", by=made.person("benxi", "data_steward"))
    for language, shown, not_shown in (("zh", "范伯年", "Fan Bonian"), ("en", "Fan Bonian", "范伯年")):
        reader = client(made, "dalian", "operator")
        page = reader.get(f"/aid/transfers/{transfer.pk}?lang={language}", follow=True).content.decode()
        assert page.count(shown) == 2 and not_shown not in page  # what happened, and who sent it off


def test_another_firm_sees_no_stock_and_no_dealings(made: make.Made) -> None:
    Alliance.objects.update(kind="independent")
    transfer = staging.at_state(made, "in_use")
    stranger = client(made, "plant-c", "chief_engineer")
    assert stranger.get(f"/aid/transfers/{transfer.pk}").status_code == 404
    assert stranger.get(f"/aid/offers/{transfer.offer_id}").status_code == 404
    for address in ("/aid", "/aid/stock", "/aid/balance", f"/aid/needs/{transfer.need.number}"):
        seen = stranger.get(address).content.decode()
        assert "Benxi" not in seen.replace("Four plants", ""), address
        assert "890" not in make.without_keys(seen)  # what lies free at Benxi
