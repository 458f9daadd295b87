"""Which things hold what is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from huzhu.search.pieces import phrases

MOST = 2000  # candidates, of which the reader may see some

SQLITE = """
    SELECT search_text.thing FROM search_index JOIN search_text ON search_text.id = search_index.rowid
    WHERE search_index MATCH %s AND search_text.kind = %s ORDER BY search_index.rank LIMIT %s
"""
POSTGRESQL = """
    SELECT thing FROM search_text
    WHERE to_tsvector('simple', text) @@ to_tsquery('simple', %s) AND kind = %s ORDER BY id DESC LIMIT %s
"""


def holding(kind: str, asked: str, also: Iterable[str] = ()) -> list[int]:
    """Primary keys of things that hold everything asked for, in one of its wordings; the best (or newest) first."""
    wordings = [found for found in map(phrases, [asked, *also]) if found]
    if not wordings:
        return []
    on_sqlite = connection.vendor == "sqlite"
    say = _fts5 if on_sqlite else _tsquery
    both = " OR " if on_sqlite else " | "
    query = both.join(f"({say(each)})" for each in wordings)
    with connection.cursor() as cursor:
        cursor.execute(SQLITE if on_sqlite else POSTGRESQL, [query, kind, MOST])
        return [row[0] for row in cursor.fetchall()]


# Pieces hold letters and digits only, so quoting them is enough.


def _fts5(wanted: list[tuple[list[str], bool]]) -> str:
    return " AND ".join(f'"{" ".join(pieces)}"{" *" if beginning else ""}' for pieces, beginning in wanted)


def _tsquery(wanted: list[tuple[list[str], bool]]) -> str:
    return " & ".join(
        " <-> ".join(f"'{piece}'{':*' if beginning else ''}" for piece in pieces) for pieces, beginning in wanted
    )
