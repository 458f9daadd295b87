"""The API as a machine uses it: a token in a header, JSON in and out, nothing of another plant."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from tests import make

from huzhu.api.v1 import api
from huzhu.journal.models import Entry
from huzhu.metrics.models import Batch
from huzhu.people import actions as people
from huzhu.people.models import Person, Token
from huzhu.words import words

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PUBLIC = {"api-root", "openapi-json", "openapi-view"}


class Caller:
    """Calls with a person's token."""

    def __init__(self, person: Person, write: bool = True) -> None:
        self.token, self.secret = people.issue_token(person, by=person, name="test", may_write=write)
        self.client = Client()

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.secret}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        content = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        return self.client.generic(method, f"/api/v1{path}", headers=sent, **content)


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(("dalian", "benxi"))


@pytest.fixture
def steward(made: make.Made) -> Caller:
    return Caller(made.person("dalian", "data_steward"))


@pytest.fixture
def stranger(made: make.Made) -> Caller:
    return Caller(made.person("benxi", "data_steward"))


def row(**other: Any) -> dict[str, Any]:
    return {
        "metric": "roll-change-time",
        "workshop": "dalian-medium-section",
        "started_at": "1958-08-04 06:30",
        "value": 72.5,
        "line": "1",
        **other,
    }


def operations() -> Iterator[tuple[str, str, Any]]:
    """(name, route, operation view) of everything under /api/v1/, from the router itself."""
    (resolver,) = [each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "api-v1"]
    assert isinstance(resolver, URLResolver)
    for pattern in resolver.url_patterns:
        yield pattern.name, str(pattern.pattern), pattern.callback


def filled(route: str) -> str:
    for part, thing in {
        "<slug:trade>": "section-rolling",
        "<slug:metric>": "roll-change-time",
        "<slug:experience>": "quick-roll-change",
        "<slug:workshop>": "dalian-medium-section",
        "<slug:adoption>": "quick-roll-change",
        "<slug:visit>": "see-it",
        "<slug:conference>": "fifth-conference",
        "<slug:round>": "autumn",
        "<int:batch>": "1",
        "<int:card>": "1",
        "<path:rest>": "nowhere/at-all",
    }.items():
        route = route.replace(part, thing)
    assert "<" not in route, f"say here what {route} stands for"
    return "/" + route


def test_every_operation_declares_a_policy_and_is_walked(made):
    found = {name for name, _, _ in operations()}
    assert found >= {"list_plants", "post_readings", "post_file", "take_back", "get_comparison", "get_effect"}
    assert all(callable(getattr(view, "policy", None)) for _, _, view in operations())


@pytest.mark.parametrize("method", METHODS)
def test_nothing_answers_without_a_valid_token(made, steward, method):
    secrets = {"nothing": "", "rubbish": "Bearer hz_x", "another scheme": f"Basic {steward.secret}"}
    for name, route, _ in operations():
        if name in PUBLIC:
            continue
        for header in secrets.values():
            answer = Client().generic(method, "/api/v1" + filled(route), headers={"Authorization": header})
            assert answer.status_code == 401, f"{method} {route}"
            assert answer["WWW-Authenticate"] == "Bearer"
            assert set(answer.json()) == {"detail"}


def test_a_session_alone_opens_nothing(made):
    client = Client()
    client.force_login(made.person("dalian", "workshop_head"))
    assert client.get("/api/v1/plants").status_code == 401


@pytest.mark.parametrize("spoilt", ["revoked", "expired", "left", "unseated"])
def test_a_token_ends_with_its_right(made, steward, spoilt):
    token, person = steward.token, steward.token.person
    assert steward("GET", "/plants").status_code == 200
    if spoilt == "revoked":
        people.revoke_token(token, by=person)
    elif spoilt == "expired":
        Token.objects.filter(pk=token.pk).update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    elif spoilt == "left":
        Person.objects.filter(pk=person.pk).update(is_active=False)
    else:
        people.unseat(person.seats.get(), by=None)
    assert steward("GET", "/plants").status_code == (403 if spoilt == "unseated" else 401)


def test_a_reading_token_cannot_write(made):
    reader = Caller(made.person("dalian", "data_steward"), write=False)
    for name, route, _ in operations():
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            if name not in PUBLIC:
                assert reader(method, filled(route), {}).status_code == 403, f"{method} {route}"
    assert not Batch.objects.exists()


def test_lists_hold_what_was_set_up(made, steward):
    assert [each["slug"] for each in steward("GET", "/plants").json()] == ["dalian", "benxi"]
    assert steward("GET", "/plants").json()[0]["name"] == {"zh": "大连钢厂", "en": "Dalian"}
    found = steward("GET", "/workshops?plant=dalian&trade=section-rolling").json()
    assert found == [{**found[0], "slug": "dalian-medium-section", "lines": ["1", "2"], "band": None}]
    kind = make.workshop_actions.name_equipment(
        name=words(en="Three-high mill"), trades=[made.trades["section-rolling"]], by=None
    )
    make.workshop_actions.equip(made.workshops["benxi-medium-section"], [kind], by=None)
    (having,) = steward("GET", "/workshops?equipment=three-high-mill").json()
    assert (having["slug"], having["equipment"]) == ("benxi-medium-section", ["three-high-mill"])
    trades = {each["slug"]: each for each in steward("GET", "/trades").json()}
    assert [each["slug"] for each in trades["section-rolling"]["equipment"]] == ["three-high-mill"]
    metrics = {each["slug"]: each for each in steward("GET", "/metrics?trade=section-rolling").json()}
    assert metrics["roll-change-time"]["definition"]["number"] == 1
    assert metrics["people-hurt"]["about_safety"] is True
    assert {each["slug"] for each in steward("GET", "/trades").json()} >= {"section-rolling", "blooming"}


# Readings


def test_rows_are_kept_refused_and_corrected(made, steward):
    rows = [row(), row(started_at="1958-08-05 14:00", value="1,2 h?"), row(workshop="nowhere")]
    answer = steward("POST", "/readings", {"rows": rows})
    assert answer.status_code == 201, answer.content
    batch = answer.json()
    assert (batch["plant"], batch["state"], batch["kept"], batch["refused"]) == ("dalian", "loaded", 1, 2)
    wrong = {each["row"]: each for each in batch["refused_rows"]}
    assert {each["problem"] for each in wrong.values()} == {"decimal_mark", "workshop_unknown"}
    assert all(each["mend"] for each in wrong.values())
    later = steward("POST", "/readings", {"rows": [row(value=70)]}).json()
    assert (later["kept"], later["corrected"]) == (1, 1)


def test_the_same_rows_again_change_nothing(made, steward):
    first = steward("POST", "/readings", {"rows": [row()]}).json()
    entries = Entry.objects.count()
    again = steward("POST", "/readings", {"rows": [row()]})
    assert (again.json()["id"], again.json()["is_repeat"]) == (first["id"], True)
    assert Entry.objects.count() == entries


def test_an_idempotency_key_gets_its_first_answer_again(made, steward, stranger):
    first = steward("POST", "/readings", {"rows": [row()]}, Idempotency_Key="k-1")
    batch = first.json()["id"]
    assert steward("POST", f"/batches/{batch}/take-back", {"why": "wrong"}, Idempotency_Key="k-2").status_code == 200
    again = steward("POST", "/readings", {"rows": [row()]}, Idempotency_Key="k-1")
    assert again.status_code == 201
    assert again["Idempotent-Replay"] == "true"
    assert again.json() == first.json()
    assert Batch.objects.get().state == "taken_back"
    other = steward("POST", "/readings", {"rows": [row(value=1)]}, Idempotency_Key="k-1")
    assert other.status_code == 422
    assert Batch.objects.count() == 1
    own = stranger("POST", "/readings", {"rows": [row(workshop="benxi-medium-section")]}, Idempotency_Key="k-1")
    assert own.json()["plant"] == "benxi"


def test_a_refused_call_may_use_its_key_again(made, steward):
    assert steward("POST", "/readings", {"rows": []}, Idempotency_Key="k").status_code == 422
    assert steward("POST", "/readings", {"rows": [row()]}, Idempotency_Key="k").status_code == 201


def test_a_file_is_taken_like_on_the_page(made, steward):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = "车间,日期,换辊时间\n中型车间,1958-08-04,70\n中型车间,1958-08-05,68\n"
    made.metrics["roll-change-time"].name = words("换辊时间", "Roll change time")
    made.metrics["roll-change-time"].save()
    sent = {"file": SimpleUploadedFile("换辊.csv", text.encode("gbk"), "text/csv")}
    headers = {"Authorization": f"Bearer {steward.secret}"}
    answer = steward.client.post("/api/v1/readings/file", sent, headers=headers)
    assert answer.status_code == 201, answer.content
    assert (answer.json()["kept"], answer.json()["name"]) == (2, "换辊.csv")


def test_an_open_question_is_asked_and_answered(made, steward):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = "workshop,date,roll-change-time\nmedium section,03/04/1958,70\nmedium section,05/04/1958,68\n"
    headers = {"Authorization": f"Bearer {steward.secret}"}

    def send(**more: str) -> Any:
        file = SimpleUploadedFile("a.csv", text.encode(), "text/csv")
        return steward.client.post("/api/v1/readings/file", {"file": file, **more}, headers=headers)

    waiting = send()
    assert waiting.status_code == 202
    (question,) = waiting.json()["questions"]
    assert question["field"] == "order" and question["choices"]
    mapping = waiting.json()["mapping"]
    column = next(each for each in mapping["tables"][0]["columns"] if each["index"] == question["index"])
    column["order"] = "dmy"
    mapping["tables"][0]["questions"] = []
    loaded = send(mapping=json.dumps(mapping))
    assert (loaded.status_code, loaded.json()["kept"], loaded.json()["id"]) == (201, 2, waiting.json()["batch"]["id"])
    assert send(mapping="{}").json()["is_repeat"] is True


def test_what_is_no_table_is_said(made, steward):
    from django.core.files.uploadedfile import SimpleUploadedFile

    headers = {"Authorization": f"Bearer {steward.secret}"}
    sent = {"file": SimpleUploadedFile("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0")}
    answer = steward.client.post("/api/v1/readings/file", sent, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["problems"]["file"]


# Whose


def test_nobody_loads_for_another_plant(made, steward):
    rows = [row(workshop="benxi-medium-section")]
    assert steward("POST", "/readings", {"rows": rows, "plant": "benxi"}).status_code == 403
    foreign = steward("POST", "/readings", {"rows": rows}).json()
    assert (foreign["kept"], foreign["refused"]) == (0, 1)
    operator = Caller(made.person("dalian", "operator"))
    assert operator("POST", "/readings", {"rows": [row()]}).status_code == 403


def test_a_foreign_batch_looks_like_none(made, steward, stranger):
    batch = steward("POST", "/readings", {"rows": [row(value=731.4159)]}).json()["id"]
    for method, path, body in (("GET", "", None), ("POST", "/take-back", {"why": "mine now"})):
        hidden = stranger(method, f"/batches/{batch}{path}", body)
        missing = stranger(method, f"/batches/99{path}", body)
        assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert stranger("GET", "/batches").json() == []
    assert Batch.objects.get(pk=batch).state == "loaded"


def test_a_draft_of_another_plant_looks_like_none(made, steward, stranger):
    draft = make.experience(made, origin="dalian", shared=False, title=words(en="Secret way"))
    assert steward("GET", f"/experiences/{draft.slug}").status_code == 200
    hidden, missing = (stranger("GET", f"/experiences/{slug}") for slug in (draft.slug, "nothing"))
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert draft.slug not in stranger("GET", "/experiences").content.decode()


def test_comparison_and_effect_are_answered(made, steward):
    taken = make.adoption(made, make.experience(made))
    empty = steward("GET", "/comparisons/section-rolling/roll-change-time").json()
    assert (empty["status"], empty["basis"]) == ("no_data", "like_with_like")
    assert {each["workshop"] for each in empty["places"]} == {"dalian-medium-section", "benxi-medium-section"}
    assert steward("GET", "/comparisons/blooming/roll-change-time").status_code == 404
    assert steward("GET", "/comparisons/section-rolling/roll-change-time?basis=rank").status_code == 422
    (listed,) = steward("GET", "/adoptions?workshop=dalian-medium-section").json()
    effect = steward("GET", f"/adoptions/dalian-medium-section/{taken.slug}/effect").json()
    assert effect["adoption"] == listed
    assert effect["status"] == "planned" and effect["relative"] is None


# What comes over the wire


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[" * 100_000,
        b'{"rows": NaN}',
        b'{"rows": [{"value": Infinity}]}',
        "换辊".encode("gbk"),
        b'{"rows": [], "name": "a\\u0000b"}',
        b'{"rows": [], "name": "\\ud800"}',
    ],
)
def test_what_is_no_json_is_a_400(made, steward, body):
    headers = {"Authorization": f"Bearer {steward.secret}"}
    answer = steward.client.post("/api/v1/readings", body, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("正文不是JSON")
    assert "detail" in answer.json()


def test_an_address_that_is_none_is_answered_like_a_hidden_thing(made, steward):
    nowhere = steward("GET", "/batches/null,null/take-back")
    assert (nowhere.status_code, nowhere.content) == (404, steward("GET", "/batches/99").content)


def test_numbers_without_measure_do_no_harm(made, steward):
    assert steward("GET", f"/batches/{10**30}").status_code == 404
    answer = steward("POST", "/readings", {"rows": [row(value="9" * 400), row(event="1" * 400, value=1)]})
    assert answer.status_code in (201, 422)
    assert steward("POST", "/readings", {"rows": [row()], "plant": "a\u0000"}).status_code in (400, 422)


def test_the_description_names_every_operation(made):
    schema = Client().get("/api/v1/openapi.json").json()
    described = {operation["operationId"] for path in schema["paths"].values() for operation in path.values()}
    assert len(described) == len([1 for name, _, _ in operations() if name not in PUBLIC | {"nothing"}])
    assert all("401" in op["responses"] for path in schema["paths"].values() for op in path.values())
    assert "Bearer" in json.dumps(schema["components"]["securitySchemes"], default=str).title()
    page = Client().get("/api/v1/docs")
    assert page.status_code == 200
    assert b"://" not in page.content.replace(b"http://testserver", b"")
    assert api.auth
