"""Who comes for a plant, and who takes part from afar."""

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
    conference: Conference,
    plant: Plant,
    person: Person,
    *,
    by: Person | None,
    is_head: bool = False,
    from_afar: bool = False,
) -> Delegate:
    """The plant names somebody of its own; naming another head puts the first in the second row. `from_afar`: calls in,
    with the same voice and vote as those in the room."""
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
    delegate.is_head, delegate.from_afar = is_head, from_afar
    delegate.full_clean()
    delegate.save()
    details = {"person": str(person), "plant": plant.slug, "is_head": is_head, "from_afar": from_afar}
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


@verb
def take_part(delegate: Delegate, *, by: Person | None, from_afar: bool) -> Delegate:
    """From afar after all, or in the room after all: as it is, so that the minutes say it as it was."""
    conference = locked(delegate.conference)
    allow(by is None or rules.may_take_part(by, delegate))
    if conference.state not in rules.NAMING:
        raise ValidationError(_("It is over."), code="state")
    delegate = Delegate.objects.select_related("plant", "person").get(pk=delegate.pk)
    if delegate.from_afar == from_afar:
        raise ValidationError(_("Nothing is different."), code="state")
    delegate.from_afar = from_afar
    delegate.save()
    details = {"person": str(delegate.person), "plant": delegate.plant.slug, "from_afar": from_afar}
    record("take_part", conference, by=by, plant=private_to(conference), details=details)
    return delegate


@verb
def say_call_in(conference: Conference, *, by: Person | None, call_in: str) -> Conference:
    """The number or the link under which delegates from afar take part. They alone read it; the journal does not."""
    conference = locked(conference)
    allow(by is None or rules.may_organise(by, conference))
    if conference.state not in rules.NAMING:
        raise ValidationError(_("It is over."), code="state")
    if not call_in.strip():
        raise ValidationError({"call_in": _("Give a number or a link.")})
    conference.call_in = call_in.strip()
    conference.full_clean()
    conference.save()
    record("say_call_in", conference, by=by, plant=private_to(conference))
    telling.call_in_is_said(conference)
    return conference


def has_no_way_in(conference: Conference) -> bool:
    """Somebody takes part from afar, and nobody has said how they call in."""
    return not conference.call_in and conference.delegates.filter(from_afar=True).exists()
