"""Whose key is this, and who sits where?"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from huzhu.people.actions import token_hash
from huzhu.people.models import Person, Seat, Token
from huzhu.workshops.models import Workshop


def token_of(secret: str) -> Token | None:
    """The valid token with this secret; None for an unknown, revoked or expired one or a person who left."""
    now = timezone.now()
    return (
        Token.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), hash=token_hash(secret), revoked_at=None)
        .filter(person__is_active=True)
        .select_related("person")
        .first()
    )


def people_at(workshop: Workshop, person: Person) -> list[Seat]:
    """Who holds a seat at the workshop, the head first."""
    seats = Seat.objects.visible_to(person).held_on(timezone.localdate()).filter(workshop=workshop)
    order = {"workshop_head": 0, "workshop_engineer": 1, "team_leader": 2, "operator": 3}
    return sorted(seats.select_related("person"), key=lambda seat: (order.get(seat.role, 9), seat.pk))


def spoken_names(written: Collection[str]) -> dict[str, str]:
    """Names as they were once written down, with the name by which the present reader knows the same person."""
    everybody = Person.objects.only("name", "username") if any(written) else ()
    return {name: str(each) for each in everybody for name in each.name.values() if name in written}
