"""Telling people, and their having read it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone, translation
from django.utils.functional import Promise

from huzhu.journal.actions import verb
from huzhu.notices.delivery import owe
from huzhu.notices.models import Delivery, Notice
from huzhu.people.models import Person, Seat
from huzhu.words import Words, long_date
from huzhu.workshops import clocks
from huzhu.workshops.models import Plant, Workshop


def sentence(text: str | Promise, values: dict[str, Any] | None = None) -> Words:
    """One lazily translated sentence, filled in both languages: `sentence(_("%(who)s asks."), {"who": workshop})`.

    A day is handed over as a date, several names as a list, so that each language says them in its own way.
    """
    said = {}
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            said[language] = str(text) % {name: _said(value) for name, value in (values or {}).items()}
    return Words(said)


def _said(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).date()
    if isinstance(value, list):
        return translation.gettext(", ").join(str(each) for each in value)
    return long_date(value) if isinstance(value, datetime.date) else str(value)


@verb
def tell(
    people: Iterable[Person],
    *,
    about: Any,
    text: Words,
    address: str,
    urgency: int = Notice.Urgency.DAILY,
    at: datetime.datetime | None = None,
) -> list[Notice]:
    """Tell each of these people once. Called inside the verb that did the thing; the journal holds that act already.

    `at`: the moment in the alliance's time, where what is told was written down late.
    """
    name, now = about if isinstance(about, str) else about.journal_name, at or clocks.now()
    unique = {person.pk: person for person in people if person.is_active}
    told = Notice.objects.bulk_create(
        Notice(person=person, about=name, text=text, address=address, urgency=urgency, told_at=now)
        for person in unique.values()
    )
    Delivery.objects.bulk_create(owe(told))
    return told


@verb
def read_notice(notice: Notice, *, by: Person) -> Notice:
    """Seen by its person; nobody else can. Not an act of the alliance, so the journal does not hold it."""
    Notice.objects.visible_to(by).filter(pk=notice.pk, read_at=None).update(read_at=clocks.now())
    notice.refresh_from_db()
    return notice


def seated(*roles: str, workshops: Iterable[Workshop] = (), plants: Iterable[Plant] = ()) -> list[Person]:
    """Everybody who holds one of the roles today: at these workshops or plants, or in the alliance if none is named."""
    places, sites = list(workshops), list(plants)
    seats = Seat.objects.held_on(timezone.localdate()).filter(role__in=roles, person__is_active=True)
    if places or sites:
        seats = seats.filter(workshop__in=places) | seats.filter(workshop=None, plant__in=sites)
    else:
        seats = seats.filter(workshop=None, plant=None)
    return list({seat.person_id: seat.person for seat in seats.select_related("person").order_by("pk")}.values())


@verb
def read_notices_about(about: Any, *, by: Person) -> int:
    """Whoever opens the thing has read what they were told about it. How many notices that was."""
    name = about if isinstance(about, str) else about.journal_name
    return Notice.objects.visible_to(by).filter(about=name, read_at=None).update(read_at=clocks.now())


@verb
def read_all_notices(*, by: Person) -> int:
    return Notice.objects.visible_to(by).filter(read_at=None).update(read_at=clocks.now())
