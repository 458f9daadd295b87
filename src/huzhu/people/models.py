"""Persons, seats and tokens. What a person may do follows from the seats held today, never from the person."""

from __future__ import annotations

import datetime
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huzhu.words import WordsField
from huzhu.workshops.models import Plant, Workshop


class Role(models.TextChoices):
    """The roles of the domain. The first four sit in a workshop, the next four in a plant, the rest in the alliance."""

    OPERATOR = "operator", _("Operator")
    TEAM_LEADER = "team_leader", _("Team leader")
    WORKSHOP_ENGINEER = "workshop_engineer", _("Workshop engineer")
    WORKSHOP_HEAD = "workshop_head", _("Workshop head")
    CHIEF_ENGINEER = "chief_engineer", _("Chief engineer")
    SAFETY_OFFICER = "safety_officer", _("Safety officer")
    DATA_STEWARD = "data_steward", _("Data steward")
    PLANT_DIRECTOR = "plant_director", _("Plant director")
    SECRETARIAT = "secretariat", _("Secretariat")
    COMMITTEE = "committee", _("Alliance committee")
    ADMINISTRATOR = "administrator", _("Administrator")


WORKSHOP_ROLES = (Role.OPERATOR, Role.TEAM_LEADER, Role.WORKSHOP_ENGINEER, Role.WORKSHOP_HEAD)
PLANT_ROLES = (Role.CHIEF_ENGINEER, Role.SAFETY_OFFICER, Role.DATA_STEWARD, Role.PLANT_DIRECTOR)
ALLIANCE_ROLES = (Role.SECRETARIAT, Role.COMMITTEE, Role.ADMINISTRATOR)


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, person: Person) -> PersonQuerySet:
        """Members know each other by name; a page shows e-mail and sign-in name only inside a plant."""
        return self.filter(is_active=True) if person.is_member else self.none()


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """What Django's authentication asks for."""


class Person(AbstractBaseUser):
    """Somebody who signs in. No groups and no super-user: every right comes from a seat."""

    username = models.CharField(max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    name = WordsField(blank=True)
    language = models.CharField(max_length=2, choices=[("zh", "中文"), ("en", "English")], blank=True)
    scheme = models.CharField(
        max_length=5, choices=[("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))], blank=True
    )

    objects = PersonManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        db_table = "person"
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.name) or self.username

    @property
    def journal_name(self) -> str:
        return f"person:{self.pk}"

    @property
    def search_words(self) -> list[object]:
        return [self.name]

    @cached_property
    def seats_now(self) -> list[Seat]:
        """The seats held today, the workshop seats first."""
        if not self.pk or not self.is_active:
            return []
        seats = self.seats.held_on(timezone.localdate()).select_related("workshop__plant", "workshop__trade", "plant")
        return sorted(seats, key=lambda seat: (seat.workshop_id is None, seat.plant_id is None, seat.pk))

    @property
    def is_member(self) -> bool:
        """A member of the alliance: active and with a seat."""
        return bool(self.seats_now)

    @cached_property
    def plants(self) -> set[int]:
        """Primary keys of the plants in which the person has a seat."""
        return {seat.plant_id for seat in self.seats_now if seat.plant_id}

    @cached_property
    def plant_slugs(self) -> set[str]:
        return {seat.plant.slug for seat in self.seats_now if seat.plant_id}

    @cached_property
    def roles(self) -> set[str]:
        return {seat.role for seat in self.seats_now}

    @cached_property
    def workshop(self) -> Workshop | None:
        """The workshop whose pages open first."""
        return next((seat.workshop for seat in self.seats_now if seat.workshop_id), None)

    @cached_property
    def plant(self) -> Plant | None:
        return next((seat.plant for seat in self.seats_now if seat.plant_id), None)

    def holds(self, *roles: str, workshop: Workshop | None = None, plant: Plant | int | None = None) -> bool:
        """Does the person hold one of the roles; at that workshop, or at that plant, where one is named?

        A plant role counts for every workshop of the plant; a workshop role only for its workshop.
        """
        plant_id = plant.pk if isinstance(plant, Plant) else plant
        for seat in self.seats_now:
            if seat.role not in roles:
                continue
            if workshop is not None:
                if seat.workshop_id == workshop.pk or (seat.workshop_id is None and seat.plant_id == workshop.plant_id):
                    return True
            elif plant_id is None or seat.plant_id == plant_id:
                return True
        return False


class SeatQuerySet(models.QuerySet["Seat"]):
    def visible_to(self, person: Person) -> SeatQuerySet:
        return self.all() if person.is_member else self.none()

    def held_on(self, day: datetime.date) -> SeatQuerySet:
        return self.filter(Q(since_on=None) | Q(since_on__lte=day), Q(until_on=None) | Q(until_on__gte=day))


class Seat(models.Model):
    """A role held by a person at a workshop, at a plant, or in the alliance. Seats end; they are not deleted."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="seats")
    role = models.CharField(max_length=20, choices=Role)
    workshop = models.ForeignKey(Workshop, models.CASCADE, null=True, blank=True, related_name="seats")
    plant = models.ForeignKey(Plant, models.CASCADE, null=True, blank=True, related_name="seats")
    since_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        db_table = "seat"
        constraints = [
            models.CheckConstraint(
                name="seat_fits_role",
                condition=Q(role__in=WORKSHOP_ROLES, workshop__isnull=False, plant__isnull=False)
                | Q(role__in=PLANT_ROLES, workshop__isnull=True, plant__isnull=False)
                | Q(role__in=ALLIANCE_ROLES, workshop__isnull=True, plant__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        place = self.workshop or self.plant
        role = str(self.get_role_display())
        return gettext("%(role)s, %(place)s") % {"role": role, "place": place} if place else role

    @property
    def journal_name(self) -> str:
        return f"seat:{self.pk}"


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, person: Person) -> TokenQuerySet:
        return self.filter(person=person) if person.pk else self.none()


class Token(models.Model):
    """A key for machines. Only its hash is kept; it acts as its person, reads, and writes if `may_write`."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    hash = models.CharField(max_length=64, unique=True)
    may_write = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        db_table = "token"

    def __str__(self) -> str:
        return self.name

    @property
    def journal_name(self) -> str:
        return f"token:{self.pk}"
