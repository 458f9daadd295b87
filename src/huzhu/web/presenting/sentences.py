"""Small matters of grammar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from huzhu.web import wording
from huzhu.words import Words


def inside(name: Any) -> str:
    """A name as it stands inside an English sentence: small letter first, unless it is an abbreviation."""
    text = str(name)
    if wording.is_chinese() or len(text) < 2 or not text[0].isascii() or text[1].isupper():
        return text
    return text[0].lower() + text[1:]


def listed(names: Iterable[str]) -> str:
    """Names one after another, with the comma of the reader's language."""
    return ("、" if wording.is_chinese() else ", ").join(names)


def in_both(text: Any, **values: Any) -> Words:
    """A sentence of the catalogue in both languages, to be kept; `text` is lazy."""
    found = {}
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            found[language] = str(text) % {name: str(value) for name, value in values.items()}
    return Words(found)
