"""Keeping the text of a thing: called by the journal, in the transaction of the act it writes down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from huzhu.search.models import SearchText
from huzhu.search.pieces import index_text


def keep_text(thing: Any) -> None:
    """Store how `thing` is found, if it (or what it belongs to, its `search_under`) has `search_words`."""
    thing = getattr(thing, "search_under", thing)
    if not hasattr(thing, "search_words") or thing.pk is None:
        return
    text = index_text(_texts(thing.search_words))
    SearchText.objects.update_or_create(kind=thing._meta.model_name, thing=thing.pk, defaults={"text": text})


def _texts(words: Iterable[Any]) -> Iterator[str]:
    """Both languages of bilingual words, and the parts of lists."""
    for each in words:
        if isinstance(each, dict):
            yield from _texts(each.values())
        elif isinstance(each, list | tuple):
            yield from _texts(each)
        elif each:
            yield str(each)
