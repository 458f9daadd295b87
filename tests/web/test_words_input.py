"""The two inputs of a bilingual text: both are drawn, the reader's language first, and what was typed is escaped."""

from __future__ import annotations

import pytest
from django.utils import translation

from huzhu.web.forms import WordsField, WordsInput
from huzhu.words import Words


def drawn(value: Words, *, is_long: bool = False) -> str:
    return str(WordsInput(is_long).render("title", value, {"id": "id_title"}))


def test_both_languages_are_inputs_and_not_their_source() -> None:
    html = drawn(Words({"zh": "快速换辊", "en": "Quick roll change"}))
    assert html.count("<input ") == 2
    assert "&lt;input" not in html
    assert 'name="title_zh"' in html and 'name="title_en"' in html


@pytest.mark.parametrize("is_long", [False, True])
def test_what_was_typed_is_escaped(is_long: bool) -> None:
    html = drawn(Words({"zh": '"><script>alert(1)</script>'}), is_long=is_long)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(("code", "first"), [("zh-hans", "title_zh"), ("en", "title_en")])
def test_the_readers_language_stands_first(code: str, first: str) -> None:
    with translation.override(code):
        html = drawn(Words())
    other = {"title_zh": "title_en", "title_en": "title_zh"}[first]
    assert html.index(first) < html.index(other)


def test_a_list_is_one_sentence_a_line() -> None:
    field = WordsField(is_list=True)
    assert field.clean(["一\n\n 二 ", ""]) == {"zh": ["一", "二"]}
