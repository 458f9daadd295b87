"""The people behind journal entries, named as the reader reads names."""

from __future__ import annotations

from collections.abc import Iterable

from huzhu.journal.models import Entry
from huzhu.people.models import Person


def names_in(entries: Iterable[Entry]) -> dict[int, str]:
    """Who wrote each entry, by its number: in the reader's language, or as written down where nobody is known any
    longer; "" for the program and for what is protected."""
    entries = list(entries)
    people = Person.objects.in_bulk({entry.by_person for entry in entries if entry.by_person is not None})
    return {
        entry.number: str(people[entry.by_person]) if entry.by_person in people else entry.by_name for entry in entries
    }
