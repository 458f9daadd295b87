"""A form that is sent twice acts once, and a refused one can be mended under the same key."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection, connections
from django.test import Client
from tests import make

from huzhu.journal.models import Entry, Receipt
from huzhu.workshops.models import Plant


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(("dalian",))


def secretariat(made: make.Made) -> Client:
    client = Client()
    client.force_login(made.person("alliance", "secretariat"))
    return client


def form(key: str, **fields: str) -> dict[str, str]:
    return {"form_key": key, "name_zh": "丁厂", "name_en": "Plant D", **fields}


def test_the_same_key_gets_the_same_answer_and_one_plant(made: make.Made) -> None:
    client, key = secretariat(made), uuid.uuid4().hex
    first = client.post("/setup/plants/new", form(key))
    again = client.post("/setup/plants/new", form(key))
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    assert again["Idempotent-Replay"] == "true"
    assert Plant.objects.filter(slug="plant-d").count() == 1
    assert Entry.objects.filter(verb="found_plant", thing="plant:plant-d").count() == 1


def test_another_key_is_another_wish(made: make.Made) -> None:
    client = secretariat(made)
    client.post("/setup/plants/new", form(uuid.uuid4().hex))
    client.post("/setup/plants/new", form(uuid.uuid4().hex))
    assert Plant.objects.filter(slug__startswith="plant-d").count() == 2


def test_a_refused_form_leaves_no_receipt_and_its_key_is_free(made: make.Made) -> None:
    client, key = secretariat(made), uuid.uuid4().hex
    refused = client.post("/setup/plants/new", form(key, name_zh="", name_en=""))
    assert refused.status_code == 422
    assert not Receipt.objects.exists()
    assert client.post("/setup/plants/new", form(key)).status_code == 302


def test_a_key_used_for_something_else_is_refused(made: make.Made) -> None:
    client, key = secretariat(made), uuid.uuid4().hex
    client.post("/setup/plants/new", form(key))
    other = client.post("/setup/plants/new", form(key, name_en="Plant E"))
    assert other.status_code == 422
    assert Plant.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's database in memory has one connection")
def test_two_at_the_same_moment_make_one() -> None:
    made = make.alliance(("dalian",))
    person, key, answers = made.person("alliance", "secretariat"), uuid.uuid4().hex, []

    def send() -> None:
        client = Client()
        client.force_login(person)
        answers.append(client.post("/setup/plants/new", form(key)).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 6
    assert Plant.objects.filter(slug__startswith="plant-d").count() == 1
