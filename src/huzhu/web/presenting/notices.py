"""Notices as lines: one sentence, when, new or read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from huzhu.notices.models import Notice
from huzhu.people.models import Person
from huzhu.web.presenting.tiles import age
from huzhu.workshops import clocks

MOST_ON_HOME = 4


def rows(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    now = clocks.now()
    return [
        {
            "notice": each,
            "text": each.text,
            "age": age(each.told_at, now),
            "is_new": each.read_at is None,
            "is_danger": each.urgency == Notice.Urgency.DANGER,
        }
        for each in notices
    ]


def unread(person: Person) -> list[dict[str, Any]]:
    """For Home: the gravest and newest of what the reader has not seen."""
    new = Notice.objects.visible_to(person).unread().order_by("-urgency", "-told_at", "-pk")
    return rows(new[:MOST_ON_HOME])
