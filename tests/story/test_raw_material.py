"""Raw material was short in 1957; four plants lent each other what they could spare, and the books were right after it.

That they helped each other is in the article; what was lent is the demo's. Day by day through the verbs, checked from
the books and the pages.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from huzhu.aid import queries
from huzhu.aid.models import Need, Posting, Stock, Transfer
from huzhu.demo import load
from huzhu.demo.load_aid import lend
from huzhu.journal.queries import verify
from huzhu.notices.models import Notice
from huzhu.people.models import Person


@pytest.fixture
def lent(db: None) -> None:
    for step in ("Plants and workshops", "People and seats"):
        load.STEPS[step](lambda done, known: None)
    lend(lambda done, known: None)


def visitor(username: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=username))
    client.cookies["lang"] = "en"
    return client


def test_plant_c_is_helped_by_several_and_gives_everything_back(lent: None) -> None:
    scrap = Need.objects.get(material__slug="scrap-1")
    assert (scrap.state, scrap.missing) == ("closed", 0)
    came = [(t.giver.slug, t.quantity, t.state) for t in scrap.transfers.order_by("pk").select_related("giver")]
    assert came == [
        ("dalian", Decimal(500), "closed"),
        ("benxi", Decimal(300), "closed"),
        ("plant-d", Decimal(100), "closed"),  # the wrong class of scrap, refused and taken back
        ("benxi", Decimal(100), "closed"),
    ]
    refused = scrap.transfers.get(giver__slug="plant-d")
    assert refused.accepted_on is None
    assert not refused.postings.exists()


def test_the_books_are_right_on_the_last_day(lent: None) -> None:
    person = Person.objects.get(username="zhou-ping")
    owed = {(b.creditor.slug, b.debtor.slug, b.material.slug): b.quantity for b in queries.balances(person)}
    assert owed[("benxi", "plant-c", "electrodes-300")] == 3
    assert sum(owed.values()) == 3  # everything else is even
    for stock in Stock.objects.select_related("plant", "material"):
        promised = Transfer.objects.filter(
            giver=stock.plant, material=stock.material, state__in=Transfer.PROMISED
        ).values_list("quantity", flat=True)
        assert stock.reserved == sum(promised, Decimal(0)), stock
        if stock.plant.slug != "plant-c":
            assert stock.quantity - stock.reserved >= stock.minimum or not stock.reserved, stock
    for transfer in Transfer.objects.filter(state="closed"):
        assert sum((posting.quantity for posting in transfer.postings.all()), Decimal(0)) == 0
    lent_out = Posting.objects.filter(kind="lent").count()
    assert lent_out == Transfer.objects.filter(accepted_on__isnull=False, owed__gt=0).count()
    assert verify().whole


def test_whoever_gave_hears_what_it_led_to(lent: None) -> None:
    zhao_ming = Person.objects.get(username="zhao-ming")  # Dalian's chief engineer lent scrap and electrodes
    said = [str(each.text["en"]) for each in Notice.objects.filter(person=zhao_ming)]
    assert any("No furnace stood" in text for text in said)
    assert any("Electrodes never ran out" in text for text in said)


def test_the_pages_say_it(lent: None) -> None:
    client = visitor("li-wen")
    page = client.get("/aid").content.decode().replace("\u00a0", " ")
    assert "Dalian still needs 25 t of Magnesite bricks, standard shape" in page
    balance = client.get("/aid/balance").content.decode()
    assert "Plant C owes Benxi 3 t of Graphite electrodes, 300 mm" in balance
    assert "Plant C and Dalian are even" in balance or "Dalian and Plant C are even" in balance
    need = Need.objects.get(material__slug="scrap-1")
    shown = client.get(f"/aid/needs/{need.number}").content.decode()
    assert "is in the article; quantities, days and people are illustrative" in shown
