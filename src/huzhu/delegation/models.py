"""Delegations, one row a grant."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huzhu.people.models import Person
from huzhu.words import WordsField
from huzhu.workshops.models import Plant, Workshop


class Power(models.TextChoices):
    """What a plant may hand to a workshop."""

    DRAFT = "draft", _("Draft contracts")
    SIGN = "sign", _("Sign contracts")
    AMEND = "amend", _("Amend contracts")
    ACCEPT = "accept", _("Accept contract items")
    CLOSE = "close", _("End contracts and waive items")
    ISSUE_CARDS = "issue_cards", _("Send cards to other plants")
    ISSUE_EXPRESS = "issue_express", _("Issue express reports")
    COMMIT_MATERIAL = "commit_material", _("Promise material and people, up to the ceiling")


class SafetyClass(models.TextChoices):
    """A: people can be killed or maimed if it goes wrong; B: hurt; C: neither is to be expected."""

    A = "A", _("A: people can be gravely hurt")
    B = "B", _("B: people can be hurt")
    C = "C", _("C: no danger to people expected")


def powers_are_known(value: list[str]) -> None:
    if not isinstance(value, list) or not value or set(value) - set(Power.values):
        raise ValidationError(_now("Name at least one power, and only powers that can be handed on."))


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def visible_to(self, person: Person) -> DelegationQuerySet:
        """Every member may know on what authority another plant's workshop acts."""
        return self.all() if person.is_member else self.none()

    def in_force_on(self, day: datetime.date) -> DelegationQuerySet:
        active = self.filter(state=Delegation.State.ACTIVE)
        return active.filter(since_on__lte=day, until_on__gte=day)


class Delegation(models.Model):
    """Powers of a plant in the hands of a workshop's head, whoever holds that office, and of named substitutes."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACTIVE = "active", _("Handed over")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Taken back")
        EXPIRED = "expired", _("Run out")

    number = models.CharField(max_length=20, unique=True)  # year-number
    plant = models.ForeignKey(Plant, models.PROTECT, related_name="delegations")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="delegations")
    powers = models.JSONField(default=list, validators=[powers_are_known])
    safety_class = models.CharField(max_length=1, choices=SafetyClass, default=SafetyClass.B)  # the gravest it covers
    ceiling = models.DecimalField(max_digits=14, decimal_places=2, default=0)  # value promised in one contract
    since_on = models.DateField()
    until_on = models.DateField()
    substitutes = models.ManyToManyField(Person, blank=True, related_name="substitute_in")
    note = WordsField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField()
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # of suspending or taking back
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        db_table = "delegation"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(name="delegation_days_in_order", condition=Q(until_on__gte=F("since_on"))),
            models.CheckConstraint(name="delegation_ceiling_not_negative", condition=Q(ceiling__gte=0)),
            models.CheckConstraint(
                name="delegation_active_was_granted",
                condition=Q(state__in=("proposed", "revoked", "expired")) | Q(granted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def journal_name(self) -> str:
        return f"delegation:{self.number}"

    def covers(self, power: str, safety_class: str, value: object) -> bool:
        """Is the power among those handed over, the work no graver than agreed, the value under the ceiling?"""
        return power in self.powers and safety_class >= self.safety_class and not value > self.ceiling  # type: ignore[operator]
