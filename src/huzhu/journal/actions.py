"""Writing the journal, and the frame in which every verb runs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from huzhu.journal.models import Entry, Head
from huzhu.search.actions import keep_text

if TYPE_CHECKING:
    from huzhu.people.models import Person

P = ParamSpec("P")
R = TypeVar("R")


def verb(act: Callable[P, R]) -> Callable[P, R]:
    """One transaction around one verb.

    On PostgreSQL the head of the journal is locked first, so verbs take turns there as they do on SQLite, whose
    transactions begin IMMEDIATE: one rule of concurrency on both, no dead-locks between verbs that call each other, and
    a chain that cannot fork.
    """

    @functools.wraps(act)
    def in_one_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            if connection.features.has_select_for_update:
                _locked_head()
            return act(*args, **kwargs)

    return in_one_transaction


def _locked_head() -> Head:
    head, _ = Head.objects.select_for_update().get_or_create(pk=1)
    return head


def record(
    verb: str,
    thing: Any,
    *,
    by: Person | None,
    plant: str = "",
    authority: str = "",
    details: dict[str, Any] | None = None,
) -> Entry:
    """Append one act to the chain, inside the transaction of the verb that calls it, and keep what search finds.

    `thing` is a model instance with a `journal_name` (or a string); `by` None means the program itself acted.
    `plant` is the slug of the plant whose business it is, "" when the alliance may read it.
    """
    head = _locked_head()
    entry = Entry(
        number=head.number + 1,
        at=timezone.now(),
        verb=verb,
        thing=thing if isinstance(thing, str) else thing.journal_name,
        plant=plant,
        by_person=by.pk if by else None,
        by_name=str(by) if by else "",
        authority=authority,
        details=details or {},
        previous_hash=head.hash,
    )
    entry.hash = entry.computed_hash()
    entry.save(force_insert=True)
    head.number, head.hash = entry.number, entry.hash
    head.save()
    keep_text(thing)
    return entry
