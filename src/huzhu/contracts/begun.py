"""What a contract began with, in the words that are signed; and whether every side may know a thing at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from huzhu.conferences.decided import Resolution
from huzhu.conferences.models import ExchangedItem
from huzhu.contracts import telling
from huzhu.contracts.models import Party
from huzhu.metrics.models import Metric


def known_to_all(thing: Any, parties: Iterable[Party]) -> bool:
    """May everybody who acts for each of the sides read it? A side for which nobody acts knows nothing."""
    readable = type(thing).objects.visible_to
    for party in parties:
        people = {each.pk: each for each in (*telling.people_of(party), *telling.offices_of(party))}.values()
        if not people or not all(readable(person).filter(pk=thing.pk).exists() for person in people):
            return False
    return True


def words_of(thing: Any, parties: Iterable[Party]) -> list[dict[str, Any]]:
    """For the signed text: {sort, name (of the journal), number, title, conference}, the last two in both languages.

    Empty where a side may not know the thing: what is signed by all says nothing that one of them could not read.
    """
    if thing is None or not known_to_all(thing, parties):
        return []
    said = {"sort": thing.journal_name.partition(":")[0], "name": thing.journal_name, "number": "", "conference": {}}
    if isinstance(thing, Metric):
        return [said | {"sort": "comparison", "title": dict(thing.name)}]
    if isinstance(thing, ExchangedItem | Resolution):
        is_item = isinstance(thing, ExchangedItem)
        title = thing.experience.title if isinstance(thing, ExchangedItem) else thing.text
        said |= {"sort": "exchanged_item" if is_item else "resolution", "number": str(thing.number)}
        return [said | {"title": dict(title), "conference": dict(thing.conference.title)}]
    return [said | {"number": str(getattr(thing, "number", "")), "title": dict(thing.title)}]
