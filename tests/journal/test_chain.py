"""Nobody changes the journal without being found out."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from huzhu.journal.actions import record, verb
from huzhu.journal.models import Entry, Head
from huzhu.journal.queries import verify


@verb
def write(count: int, *, by: None = None) -> None:
    for number in range(count):
        record("tested", f"thing:{number}", by=by, details={"数": number, "text": "换辊"})


def tamper(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.django_db
def test_an_honest_chain_is_whole() -> None:
    write(20)
    found = verify()
    assert found.whole
    assert found.entries == 20
    assert verify((20, Head.objects.get().hash)).whole


class TestTampering(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        number=st.integers(1, 12),
        column=st.sampled_from(["verb", "thing", "plant", "by_name", "authority", "previous_hash", "hash"]),
    )
    def test_a_changed_field_is_found_at_its_entry(self, number: int, column: str) -> None:
        write(12)
        tamper(f"UPDATE journal_entry SET {column} = 'changed' WHERE number = %s", number)
        found = verify()
        assert found.broken_at == number or (column == "hash" and found.broken_at == number)

    @settings(max_examples=10, deadline=None)
    @given(number=st.integers(1, 12))
    def test_a_removed_entry_is_found(self, number: int) -> None:
        write(12)
        tamper("DELETE FROM journal_entry WHERE number = %s", number)
        assert not verify().whole


@pytest.mark.django_db
def test_a_rewritten_chain_is_found_by_a_head_kept_elsewhere() -> None:
    write(5)
    noted = (5, Head.objects.get().hash)
    tamper("UPDATE journal_entry SET verb = 'forged' WHERE number = 3")
    previous = Entry.objects.get(number=2).hash
    for entry in Entry.objects.filter(number__gte=3).order_by("number"):
        entry.previous_hash = previous
        previous = entry.computed_hash()
        tamper(
            "UPDATE journal_entry SET previous_hash = %s, hash = %s WHERE number = %s",
            entry.previous_hash,
            previous,
            entry.number,
        )
    tamper("UPDATE journal_head SET hash = %s", previous)
    assert verify().whole  # consistent in itself
    assert verify(noted).reason == "rewritten"


@pytest.mark.django_db
def test_the_program_itself_cannot_change_or_delete_entries() -> None:
    write(1)
    with pytest.raises(TypeError):
        Entry.objects.update(verb="x")
    with pytest.raises(TypeError):
        Entry.objects.all().delete()
    with pytest.raises(TypeError):
        Entry.objects.get().delete()


@pytest.mark.django_db
def test_a_failed_verb_leaves_neither_change_nor_entry() -> None:
    @verb
    def fails(*, by: None = None) -> None:
        record("tested", "thing", by=by)
        raise ValueError

    with pytest.raises(ValueError):
        fails()
    assert verify().entries == 0
