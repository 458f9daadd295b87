"""Handing powers over, suspending them and taking them back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.delegation import rules
from huzhu.delegation.authority import holders, plant_office
from huzhu.delegation.models import Delegation, SafetyClass, powers_are_known
from huzhu.delegation.overlapping import overlaps, refuse_overlaps, what_is_missing
from huzhu.journal.actions import record, verb
from huzhu.moves import move
from huzhu.notices.actions import sentence, tell
from huzhu.notices.models import Notice
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.clocks import now, today
from huzhu.workshops.models import Plant, Workshop


def locked(delegation: Delegation) -> Delegation:
    found = Delegation.objects.select_for_update(of=("self",)).select_related("plant", "workshop__plant")
    return found.get(pk=delegation.pk)


def _next_number(day: datetime.date) -> str:
    start = f"{day.year}-"
    numbers = Delegation.objects.filter(number__startswith=start).values_list("number", flat=True)
    return f"{start}{max((int(each.rpartition('-')[2]) for each in numbers), default=0) + 1}"


@verb
def propose_delegation(
    workshop: Workshop,
    *,
    by: Person | None,
    powers: Iterable[str],
    since_on: datetime.date,
    until_on: datetime.date,
    safety_class: str = SafetyClass.B,
    ceiling: Decimal = Decimal(0),
    substitutes: Iterable[Person] = (),
    note: Words | None = None,
) -> Delegation:
    """Ask for powers, or offer them: which, how far, for how long, and who stands in for the head."""
    if by is not None and not rules.may_propose(by, workshop):
        raise PermissionDenied
    _check_days(since_on, until_on)
    standing_in = _standing_in(workshop, substitutes)
    delegation = Delegation(
        number=_next_number(today()),
        plant=workshop.plant,
        workshop=workshop,
        powers=list(dict.fromkeys(powers)),
        safety_class=safety_class,
        ceiling=ceiling,
        since_on=since_on,
        until_on=until_on,
        note=note or Words(),
        proposed_by=by,
        proposed_at=now(),
    )
    delegation.full_clean()
    refuse_overlaps(workshop, delegation.powers, (since_on, until_on))
    delegation.save()
    delegation.substitutes.set(standing_in)
    record("propose_delegation", delegation, by=by, plant=workshop.plant.slug, details=_details(delegation))
    _tell(
        plant_office(workshop.plant), delegation, gettext_lazy("%(shop)s asks for powers: delegation no. %(number)s.")
    )
    return delegation


def _check_days(since_on: datetime.date, until_on: datetime.date) -> None:
    if until_on < since_on:
        raise ValidationError({"until_on": _("It cannot end before it begins.")})


def _standing_in(workshop: Workshop, substitutes: Iterable[Person]) -> list[Person]:
    people = list(substitutes)
    if any(workshop.plant_id not in each.plants for each in people):
        raise ValidationError({"substitutes": _("Whoever stands in belongs to the plant.")})
    return people


@verb
def name_substitutes(delegation: Delegation, *, by: Person | None, substitutes: Iterable[Person]) -> Delegation:
    """Who stands in for the head from now on; those before no longer do. An absent head stops nothing then. What gives
    no power yet is told when it is granted."""
    delegation = locked(delegation)
    if by is not None and not rules.may_name_substitutes(by, delegation):
        raise PermissionDenied
    if delegation.state not in rules.STANDING:
        raise ValidationError(_("It is over; it gives no power to anybody."), code="state")
    people = _standing_in(delegation.workshop, substitutes)
    before = {each.pk: each for each in delegation.substitutes.all()}
    if before.keys() == {each.pk for each in people}:
        raise ValidationError({"substitutes": _("Nothing is different.")}, code="state")
    delegation.substitutes.set(people)
    names = [each.username for each in people]
    record("name_substitutes", delegation, by=by, plant=delegation.plant.slug, details={"substitutes": names})
    if delegation.state == Delegation.State.ACTIVE:
        new = [each for each in people if each.pk not in before]
        _tell(new, delegation, gettext_lazy("You stand in for the head of %(shop)s: delegation no. %(number)s."))
    if delegation.state != Delegation.State.PROPOSED:
        gone = [each for pk, each in before.items() if pk not in {each.pk for each in people}]
        said = gettext_lazy("You no longer stand in for the head of %(shop)s: delegation no. %(number)s.")
        _tell(gone, delegation, said)
    return delegation


def _details(delegation: Delegation) -> dict[str, object]:
    return {
        "workshop": delegation.workshop.slug,
        "powers": delegation.powers,
        "safety_class": delegation.safety_class,
        "ceiling": str(delegation.ceiling),
        "since_on": delegation.since_on.isoformat(),
        "until_on": delegation.until_on.isoformat(),
    }


@verb
def grant(delegation: Delegation, *, by: Person | None) -> Delegation:
    """The plant hands the powers over. From now on the workshop uses them, and the plant does not."""
    delegation = locked(delegation)
    if by is not None and not rules.may_grant(by, delegation):
        raise PermissionDenied
    if delegation.until_on < today():
        raise ValidationError(_("It has run out before it was granted."))
    move(delegation, "grant", rules.MOVES)
    refuse_overlaps(delegation.workshop, delegation.powers, (delegation.since_on, delegation.until_on))
    delegation.granted_by, delegation.granted_at = by, now()
    delegation.save()
    record("grant_delegation", delegation, by=by, details=_details(delegation))
    _tell(holders(delegation), delegation, gettext_lazy("Your plant has handed you powers: delegation no. %(number)s."))
    return delegation


@verb
def suspend(delegation: Delegation, *, by: Person | None, why: str) -> Delegation:
    """At once: until it is resumed, the plant acts itself. What is open goes back with contracts/handing_back.py."""
    delegation = locked(delegation)
    if by is not None and not rules.may_suspend(by, delegation):
        raise PermissionDenied
    return _end(delegation, "suspend", by, why)


@verb
def resume(delegation: Delegation, *, by: Person | None) -> Delegation:
    """The workshop has its powers again."""
    delegation = locked(delegation)
    if by is not None and not rules.may_resume(by, delegation):
        raise PermissionDenied
    move(delegation, "resume", rules.MOVES)
    delegation.reason, delegation.changed_at = "", now()
    delegation.save()
    record("resume_delegation", delegation, by=by)
    _tell(holders(delegation), delegation, gettext_lazy("You have your powers again: delegation no. %(number)s."))
    return delegation


@verb
def revoke(delegation: Delegation, *, by: Person | None, why: str) -> Delegation:
    """Taken back for good; another delegation would be a new one."""
    delegation = locked(delegation)
    if by is not None and not rules.may_revoke(by, delegation):
        raise PermissionDenied
    return _end(delegation, "revoke", by, why)


def _end(delegation: Delegation, act: str, by: Person | None, why: str) -> Delegation:
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    was = delegation.state
    move(delegation, act, rules.MOVES)
    delegation.reason, delegation.changed_at = why, now()
    delegation.save()
    plant = delegation.plant.slug if was == Delegation.State.PROPOSED else ""
    record(f"{act}_delegation", delegation, by=by, plant=plant, details={"why": why})
    _tell(holders(delegation), delegation, _what_is_new(was))
    return delegation


def _what_is_new(was: str) -> object:
    """To those who held the powers, had lost them already, or never got them."""
    if was == Delegation.State.PROPOSED:
        return gettext_lazy("Delegation no. %(number)s will not be granted: %(why)s")
    if was == Delegation.State.SUSPENDED:
        return gettext_lazy("Delegation no. %(number)s, suspended until now, is taken back for good: %(why)s")
    return gettext_lazy("Delegation no. %(number)s gives you no power any longer: %(why)s")


@verb
def expire(delegation: Delegation, *, by: Person | None = None) -> Delegation:
    """Its last day is over. The day alone has taken the powers away already; this writes it down."""
    delegation = locked(delegation)
    if by is not None:
        raise PermissionDenied
    if delegation.until_on >= today():
        raise ValidationError(_("Its last day is not over."))
    move(delegation, "expire", rules.MOVES)
    delegation.changed_at = now()
    delegation.save()
    record("expire_delegation", delegation, by=None, plant=delegation.plant.slug)
    both = [*holders(delegation), *plant_office(delegation.plant)]
    _tell(both, delegation, gettext_lazy("Delegation no. %(number)s of %(shop)s has run out."))
    return delegation


@verb
def hand_over(
    plant: Plant,
    *,
    by: Person | None,
    powers: Iterable[str],
    since_on: datetime.date,
    until_on: datetime.date,
    safety_class: str = SafetyClass.B,
    ceiling: Decimal = Decimal(0),
    note: Words | None = None,
) -> list[Delegation]:
    """From a plant that manages contracts itself to workshops that do: every workshop with a head, in one act.

    Each gets what nothing holds for it yet. What it holds already, or held until it was suspended, stays as it is under
    its own number, and the journal names it.
    """
    if by is not None and not rules.may_hand_over(by, plant):
        raise PermissionDenied
    wanted = list(dict.fromkeys(powers))
    powers_are_known(wanted)
    _check_days(since_on, until_on)
    made, kept = [], []
    for workshop in Workshop.objects.filter(plant=plant).select_related("plant").order_by("pk"):
        if not workshop.seats.held_on(today()).filter(role="workshop_head").exists():
            continue
        kept += [each.other.number for each in overlaps(workshop, wanted, (since_on, until_on))]
        for (first, last), missing in what_is_missing(workshop, wanted, (since_on, until_on)).items():
            one = propose_delegation(
                workshop,
                by=by,
                powers=missing,
                since_on=first,
                until_on=last,
                safety_class=safety_class,
                ceiling=ceiling,
                note=note,
            )
            made.append(grant(one, by=by))
    if not made:
        raise ValidationError(_("No workshop of this plant is without these powers and has a head to use them."))
    details = {"delegations": [each.number for each in made], "powers": wanted, "kept": kept}
    record("hand_over_contracts", plant, by=by, details=details)
    return made


def _tell(people: Iterable[Person], delegation: Delegation, text: object) -> None:
    values = {"number": delegation.number, "shop": delegation.workshop, "why": delegation.reason}
    address = f"/delegations/{delegation.number}"
    tell(people, about=delegation, text=sentence(text, values), address=address, urgency=Notice.Urgency.SOON)  # type: ignore[arg-type]
