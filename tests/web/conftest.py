"""A made alliance, and a browser for each of its people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests import make

Visit = Callable[..., Client]


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


@pytest.fixture
def visit(made: make.Made) -> Visit:
    """`visit("dalian", "workshop_head")`, in English unless told otherwise."""

    def as_person(place: str, role: str, language: str = "en") -> Client:
        client = Client()
        client.force_login(made.person(place, role))
        client.cookies["lang"] = language
        return client

    return as_person
