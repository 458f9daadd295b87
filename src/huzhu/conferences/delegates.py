"""Who comes for a plant."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huzhu.conferences import rules, telling
from huzhu.conferences.actions import allow, locked, private_to
from huzhu.conferences.models import Conference, Delegate
from huzhu.journal.actions import record, verb
from huzhu.people.models import Person
from huzhu.workshops.models import Plant


@verb
def name_delegate(
    conference: Conference, plant: Plant, person: Person, *, by: Person | None, is_head: bool = False
) -> Delegate:
    """The plant names somebody of its own; naming another head puts the first in the second row."""
    conference = locked(conference)
    allow(by is None or rules.may_name(by, plant))
    if conference.state not in rules.NAMING:
        raise ValidationError(_("It is over."), code="state")
    if plant.pk not in person.plants:
        raise ValidationError({"person": _("A delegate belongs to the plant.")})
    if is_head:
        conference.delegates.filter(plant=plant, is_head=True).exclude(person=person).update(is_head=False)
    known = conference.delegates.filter(person=person).first()
    delegate = known or Delegate(conference=conference, person=person, plant=plant, named_by=by)
    delegate.workshop = next((seat.workshop for seat in person.seats_now if seat.plant_id == plant.pk), None)
    delegate.is_head = is_head
    delegate.full_clean()
    delegate.save()
    details = {"person": str(person), "plant": plant.slug, "is_head": is_head}
    record("name_delegate", conference, by=by, plant=private_to(conference), details=details)
    telling.is_named(delegate)
    return delegate


@verb
def drop_delegate(delegate: Delegate, *, by: Person | None) -> None:
    """Somebody does not come after all. While they sit, nobody leaves the list: who was there was there."""
    conference = locked(delegate.conference)
    allow(by is None or rules.may_name(by, delegate.plant))
    if conference.state not in Conference.BEFORE:
        raise ValidationError(_("It has begun."), code="state")
    details = {"person": str(delegate.person), "plant": delegate.plant.slug}
    record("drop_delegate", conference, by=by, plant=private_to(conference), details=details)
    delegate.delete()
