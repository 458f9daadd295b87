"""The tables in the migrations are those of the models, and the database that is shipped can hold every constraint."""

from __future__ import annotations

import pytest
from django.core import checks
from django.core.management import call_command

pytestmark = pytest.mark.django_db  # some checks ask the database what it can do


def test_the_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_check_complains() -> None:
    assert checks.run_checks(databases=["default"]) == []
