"""States change by tables: a room's `MOVES` says for each verb from which states it leads to which."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Moves = Mapping[str, tuple[Collection[str], str]]


def can_move(thing: Any, verb: str, moves: Moves) -> bool:
    return thing.state in moves[verb][0]


def move(thing: Any, verb: str, moves: Moves) -> None:
    """Change `thing.state` as the table says, or raise ValidationError naming the present state."""
    if not can_move(thing, verb, moves):
        raise ValidationError(
            _("This cannot be done now: it is “%(state)s”.") % {"state": thing.get_state_display()}, code="state"
        )
    thing.state = moves[verb][1]
