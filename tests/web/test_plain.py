"""Setting up, one's own page, indicators, search, journal, and the pages that say what happened."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from django.test import Client
from tests import make
from tests.web.conftest import Visit

from huzhu.metrics.models import Definition, Metric
from huzhu.people.models import Person, Seat, Token
from huzhu.words import words
from huzhu.workshops.models import Flow, Trade, Workshop


def test_an_alliance_is_set_up_by_forms(made: make.Made, visit: Visit) -> None:
    client = visit("alliance", "secretariat")
    assert client.post("/setup/plants/new", {"name_zh": "丁厂", "name_en": "Plant D"}).status_code == 302
    assert client.post("/setup/trades/new", {"name_zh": "造纸", "name_en": "Paper making"}).status_code == 302
    trade = Trade.objects.get(slug="paper-making")
    assert client.post("/setup/bands/new", {"trade": trade.pk, "name_zh": "大", "low": "5"}).status_code == 302
    form = {"plant": made.plants["dalian"].pk, "trade": trade.pk, "name_en": "Paper 1", "size": "6", "lines": "1，2, 2"}
    assert client.post("/setup/workshops/new", form).status_code == 302
    workshop = Workshop.objects.get(trade=trade)
    assert workshop.lines == ["1", "2"]
    assert workshop.band is not None
    flow = {"giver": made.workshops["dalian-casting"].pk, "receiver": workshop.pk, "material_zh": "料"}
    assert client.post("/setup/flows/new", flow).status_code == 302
    assert Flow.objects.filter(receiver=workshop).exists()
    page = client.get("/setup").content.decode()
    assert "Paper 1" in page
    assert "Plant D" in page


def test_a_name_is_needed_in_one_language_only(visit: Visit) -> None:
    client = visit("alliance", "secretariat")
    refused = client.post("/setup/plants/new", {"name_zh": "", "name_en": ""})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert page.count("Write it in one of the two languages.") == 2  # on top, and the same words at the field
    assert '<a href="#id_name_1"' in page
    assert 'id="id_name_1"' in page


def test_people_are_registered_seated_and_unseated(made: make.Made, visit: Visit) -> None:
    client = visit("dalian", "plant_director")
    form = {"username": "lihua", "name_zh": "李华", "password": "a-long-word-1957", "language": "zh"}
    answer = client.post("/setup/people/new", form)
    person = Person.objects.get(username="lihua")
    assert answer["Location"] == f"/setup/seats/new?person={person.pk}"
    seat = {"person": person.pk, "role": "operator", "workshop": made.workshops["dalian-casting"].pk}
    assert client.post("/setup/seats/new", seat).status_code == 302
    abroad = {**seat, "workshop": made.workshops["benxi-casting"].pk}
    assert client.post("/setup/seats/new", abroad).status_code == 422
    newcomer = Client()
    assert newcomer.login(username="lihua", password="a-long-word-1957")
    assert newcomer.get("/").status_code == 200
    held = Seat.objects.get(person=person)
    assert client.post(f"/setup/seats/{held.pk}/end", {"form_key": "x"}).status_code == 302
    assert newcomer.get("/")["Location"] == "/no-seat"


def test_sign_in_names_of_other_plants_stay_there(visit: Visit) -> None:
    page = visit("dalian", "plant_director").get("/setup/people").content.decode()
    assert "<td>dalian-operator</td>" in page
    assert "<td>benxi-operator</td>" not in page


def test_settings_choose_language_and_scheme(made: make.Made, visit: Visit) -> None:
    client = visit("dalian", "operator")
    answer = client.post("/me", {"language": "zh", "scheme": "dark"})
    assert answer.cookies["lang"].value == "zh"
    page = client.get("/me").content.decode()
    assert '<html lang="zh-Hans" data-scheme="dark">' in page


def test_a_key_is_shown_once(made: make.Made, visit: Visit) -> None:
    client = visit("dalian", "data_steward")
    made_now = client.post("/me/tokens/new", {"name": "MES", "days": "30", "form_key": "k"})
    assert made_now.status_code == 201
    (secret,) = set(re.findall(r"hz_[\w-]{40,}", made_now.content.decode()))
    assert made_now["Cache-Control"] == "no-store"
    assert secret not in client.get("/me").content.decode()
    token = Token.objects.get()
    assert visit("dalian", "operator").post(f"/me/tokens/{token.pk}/revoke").status_code == 404
    assert client.post(f"/me/tokens/{token.pk}/revoke").status_code == 302
    assert Token.objects.get().revoked_at is not None


def test_an_indicator_and_its_next_definition(made: make.Made, visit: Visit) -> None:
    client = visit("alliance", "secretariat")
    trade = made.trades["section-rolling"].pk
    form = {"name_zh": "停机", "name_en": "Delay", "text_en": "Stop to start", "unit_en": "min", "trades": [trade]}
    form |= {"kind": "duration", "direction": "down", "grain": "shift", "tolerance": "5", "disclosure": "summary"}
    assert client.post("/indicators/new", form)["Location"] == "/indicators/delay"
    metric = Metric.objects.get(slug="delay")
    assert (metric.tolerance, metric.disclosure) == (0.05, "summary")
    change = {"text_en": "Stop to full speed", "why_en": "As agreed", "since_on": "1958-09-01"}
    assert client.post("/indicators/delay/define", change).status_code == 302
    page = client.get("/indicators/delay").content.decode()
    assert page.index("Stop to full speed") < page.index("Stop to start")
    steward = visit("dalian", "data_steward")
    assert steward.post("/indicators/delay/define", change).status_code == 422  # only for the own plant
    own = {**change, "plant": made.plants["dalian"].pk}
    assert steward.post("/indicators/delay/define", own).status_code == 302
    assert Definition.objects.filter(metric=metric).count() == 3


def test_search_finds_both_languages_and_nothing_hidden(made: make.Made, visit: Visit) -> None:
    make.experience(made, origin="benxi")
    make.experience(made, origin="benxi", shared=False, title=words("换辊秘方", "Secret roll change"))
    found = visit("dalian", "operator").get("/search?q=换辊").content.decode()
    assert "Quick roll change" in found
    assert "Secret" not in found
    assert "Secret" in visit("benxi", "operator").get("/search?q=roll").content.decode()
    assert "Nothing was found." in visit("dalian", "operator").get("/search?q=zzz").content.decode()
    assert visit("dalian", "operator").get("/search?q=%00%25_'\"").status_code == 200


def test_the_journal_shows_own_and_common_acts_only(made: make.Made, visit: Visit) -> None:
    make.experience(made, origin="benxi", shared=False, title=words(en="Secret way"))
    assert "secret-way" in visit("benxi", "operator").get("/journal").content.decode()
    assert "secret-way" not in visit("dalian", "operator").get("/journal").content.decode()
    about = visit("dalian", "operator").get("/journal?about=plant:dalian&before=99999").content.decode()
    assert "Plant added" in about
    assert "Trade added" not in about


def test_what_happened_is_said_plainly(made: make.Made, visit: Visit) -> None:
    missing = visit("dalian", "operator").get("/nothing-here")
    assert missing.status_code == 404
    assert "Nothing was changed or lost." in missing.content.decode()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(made.person("dalian", "operator"))
    old = strict.post("/me", {"language": "en"}, headers={"accept-language": "en"})
    assert old.status_code == 403
    assert "The form is too old" in old.content.decode()
    stranger = Client().get("/compare")
    assert stranger["Location"] == "/accounts/login/?next=/compare"


@pytest.mark.django_db
def test_everybody_may_read_how_we_measure_in_both_languages() -> None:
    english = Client(headers={"accept-language": "en"}).get("/how-we-measure").content.decode()
    chinese = Client(headers={"accept-language": "zh-CN"}).get("/how-we-measure").content.decode()
    assert "nineteen hold the true value" in english
    assert "二十个范围里" in chinese


def test_pages_start_without_the_numeric_libraries() -> None:
    """They take seconds and a hundred megabytes; they wait until a file is loaded or something is measured."""
    code = (
        "import django, sys; django.setup(); import huzhu.web.urls; "
        "print([m for m in ('numpy', 'scipy', 'duckdb', 'ibis', 'pyarrow', 'pandas') if m in sys.modules])"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "huzhu.config.settings"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert done.stdout.strip() == "[]"


def test_a_printed_page_says_where_it_comes_from_and_until_when(made: make.Made, visit: Visit) -> None:
    page = visit("dalian", "workshop_head").get("/compare/section-rolling").content.decode()
    assert "http://testserver/compare/section-rolling</b>" in page
    assert "Printed on 27 August 1958. Take this down on 10 September 1958." in page
    assert 'class="qr-code"' in page
    assert "qr-code" not in visit("dalian", "workshop_head").get("/nothing-here").content.decode()
