"""A choice in which nothing is chosen says so in words."""

from __future__ import annotations

import pytest
from django import forms
from django.test import Client
from django.utils import translation
from tests import make
from tests.contracts import staging

from huzhu.workshops.models import Plant


class Asked(forms.Form):
    plant = forms.ModelChoiceField(queryset=Plant.objects.none(), required=False)
    other = forms.ChoiceField(choices=[("", "---------"), ("a", "A --------- B")], required=False)


@pytest.mark.parametrize(("code", "words"), [("en", "Nothing chosen"), ("zh-hans", "未选")])
@pytest.mark.django_db
def test_nothing_chosen_is_said_in_the_readers_words(code: str, words: str) -> None:
    with translation.override(code):
        shown = Asked().as_p()
    assert shown.count(f'<option value="" selected>{words}</option>') == 2
    assert "A --------- B" in shown


@pytest.mark.django_db
def test_on_a_page() -> None:
    made = make.alliance()
    staging.it_is(staging.DAY)
    staging.delegate_both(made)
    contract = staging.draft(made)
    for language, words in (("en", "Nothing chosen"), ("zh", "未选")):
        client = Client(headers={"accept-language": language})
        client.force_login(made.person("dalian", "workshop_head"))
        page = client.get(f"{contract.address}/items/new").content.decode()
        assert words in page
        assert "---------" not in page
