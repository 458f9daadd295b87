"""What is put back is what the verbs made: the same rows in every table, a whole chain, keys that go on from there."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from huzhu.journal.queries import verify
from huzhu.people.models import Person
from huzhu.search.models import SearchText
from huzhu.workshops.models import Plant
from tests import make
from tests.kept import kept

pytestmark = pytest.mark.django_db
PLANTS = ("dalian", "benxi")


def tables() -> dict[str, list[dict[str, Any]]]:
    models = apps.get_app_config("huzhu").get_models(include_auto_created=True)
    return {model._meta.db_table: list(model._base_manager.order_by("pk").values()) for model in models}


def test_every_row_comes_back_as_the_verbs_made_it() -> None:
    calls = []

    def build(plants: tuple[str, ...]) -> make.Made:
        calls.append(plants)
        return make.alliance.__wrapped__(plants)

    again, found = kept(build), []
    for _ in range(3):
        with transaction.atomic():
            made = again(PLANTS)
            found.append(tables())
            assert set(made.plants) == set(PLANTS)
            assert made.person("dalian", "operator").check_password(make.PASSWORD)
            assert made.workshops["benxi-blooming"].plant is made.workshops["benxi-casting"].plant
            assert verify().whole
            transaction.set_rollback(True)
    assert calls == [PLANTS], "made once"
    assert found[0] == found[1] == found[2]
    assert len(found[0]["journal_entry"]) > 50
    assert SearchText.objects.count() == Plant.objects.count() == 0


def test_what_is_made_afterwards_has_keys_of_its_own() -> None:
    for _ in range(2):
        with transaction.atomic():
            known = {each.pk for each in make.alliance(PLANTS).people.values()}
            late = make.person("late", "committee")
            assert late.pk > max(known)
            assert Person.objects.count() == len(known) + 1
            transaction.set_rollback(True)


def test_a_database_with_something_in_it_is_left_as_it_is() -> None:
    calls = []

    def build(name: str) -> str:
        calls.append(name)
        make.person(name, "committee")
        return name

    again = kept(build)
    make.person("first", "secretariat")
    for name in ("second", "third"):
        assert again(name) == name
    assert calls == ["second", "third"]
    assert set(Person.objects.values_list("username", flat=True)) == {"first", "second", "third"}
