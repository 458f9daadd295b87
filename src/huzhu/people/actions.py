"""Registering people, seating them, their settings, and tokens for machines."""

from __future__ import annotations

import datetime
import hashlib
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.journal.actions import record, verb
from huzhu.people import rules
from huzhu.people.models import PLANT_ROLES, WORKSHOP_ROLES, Person, Role, Seat, Token
from huzhu.words import Words
from huzhu.workshops.models import Plant, Workshop


@verb
def register(
    *, username: str, name: Words, by: Person | None, password: str | None = None, email: str = "", language: str = ""
) -> Person:
    """A new person, without a seat. Without a password nobody can sign in as this person yet."""
    if by is not None and not rules.may_register(by):
        raise PermissionDenied
    person = Person(username=username, name=name, email=email, language=language)
    person.set_unusable_password()
    person.full_clean()
    if password is not None:
        validate_password(password, person)
        person.set_password(password)
    person.save()
    record("register", person, by=by, details={"username": username})
    return person


@verb
def seat(
    person: Person,
    role: str,
    *,
    by: Person | None,
    workshop: Workshop | None = None,
    plant: Plant | None = None,
    since_on: datetime.date | None = None,
) -> Seat:
    """Give a person a role at a workshop, a plant, or in the alliance. The same seat is not given twice."""
    plant = workshop.plant if workshop else plant
    if by is not None and not rules.may_seat(by, role, plant):
        raise PermissionDenied
    if role not in Role.values:
        raise ValidationError({"role": _("There is no role “%(role)s”.") % {"role": role}})
    if (role in WORKSHOP_ROLES) != (workshop is not None):
        raise ValidationError({"workshop": _("This role is held at a workshop: name it, and only for such a role.")})
    if (role in WORKSHOP_ROLES + PLANT_ROLES) != (plant is not None):
        raise ValidationError({"plant": _("This role is held at a plant: name it, and only for such a role.")})
    held = person.seats.held_on(timezone.localdate()).filter(role=role, workshop=workshop, plant=plant).first()
    if held:
        return held
    place = Seat.objects.create(person=person, role=role, workshop=workshop, plant=plant, since_on=since_on)
    record("seat", place, by=by, details={"person": person.pk, "role": role, "plant": plant.slug if plant else ""})
    _forget_seats(person)
    return place


@verb
def unseat(place: Seat, *, by: Person | None) -> Seat:
    """The seat ends yesterday: from now on it gives no right."""
    if by is not None and not rules.may_seat(by, place.role, place.plant):
        raise PermissionDenied
    place.until_on = timezone.localdate() - datetime.timedelta(days=1)
    place.save()
    record("unseat", place, by=by, details={"person": place.person_id})
    _forget_seats(place.person)
    return place


def _forget_seats(person: Person) -> None:
    """The cached answers of this instance about its seats."""
    for name in ("seats_now", "plants", "plant_slugs", "roles", "workshop", "plant"):
        person.__dict__.pop(name, None)


@verb
def change_settings(person: Person, *, by: Person, language: str, scheme: str) -> Person:
    if by.pk != person.pk:
        raise PermissionDenied
    person.language, person.scheme = language, scheme
    person.full_clean(exclude=["password"])
    person.save(update_fields=["language", "scheme"])
    record("change_settings", person, by=by, plant=person.plant.slug if person.plant else "")
    return person


@verb
def reset_password(person: Person, *, by: Person | None, password: str) -> Person:
    """A new password for somebody who lost theirs; it ends the sessions opened with the old one."""
    if by is not None and not by.holds("administrator"):
        raise PermissionDenied
    validate_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    record("reset_password", person, by=by)
    return person


def token_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@verb
def issue_token(
    person: Person, *, by: Person, name: str, may_write: bool = False, days: int | None = 365
) -> tuple[Token, str]:
    """A key for a machine that acts as this person. Returns it with its secret, which is shown once and not kept."""
    if by.pk != person.pk:
        raise PermissionDenied
    secret = "hz_" + secrets.token_urlsafe(32)
    token = Token(person=person, name=name, hash=token_hash(secret), may_write=may_write)
    token.expires_at = timezone.now() + datetime.timedelta(days=days) if days else None
    token.full_clean()
    token.save()
    record("issue_token", token, by=by, plant=person.plant.slug if person.plant else "", details={"write": may_write})
    return token, secret


@verb
def revoke_token(token: Token, *, by: Person) -> Token:
    if by.pk != token.person_id:
        raise PermissionDenied
    token.revoked_at = token.revoked_at or timezone.now()
    token.save()
    record("revoke_token", token, by=by, plant=by.plant.slug if by.plant else "")
    return token
