"""What outlasts a round: the receivers' word on who helped them, and where the circulating banner hangs."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.adoptions.models import Adoption
from huzhu.competitions.models import Round
from huzhu.people.models import Person
from huzhu.people.reading import OfWhatIsKnown
from huzhu.words import WordsField
from huzhu.workshops.models import Trade, Workshop


class ConfirmationQuerySet(OfWhatIsKnown["Confirmation"]):
    """Who thanked whom is known to all, as the adoption is."""

    owner = "adoption"


class Confirmation(models.Model):
    """The receiver's word on whether a workshop's help led to what it took up. Said once, it holds for all rounds."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="confirmations")
    helper = models.ForeignKey(Workshop, models.PROTECT, related_name="confirmed_help")
    is_true = models.BooleanField()
    why = WordsField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        db_table = "help_confirmation"
        ordering = ("at", "pk")
        constraints = [models.UniqueConstraint(fields=["adoption", "helper"], name="help_confirmed_once")]

    def __str__(self) -> str:
        return f"{self.adoption_id} {self.helper}"

    @property
    def journal_name(self) -> str:
        return f"{self.adoption.journal_name}/helped-by/{self.helper.slug}"


class HoldingQuerySet(models.QuerySet["Holding"]):
    def visible_to(self, person: Person) -> HoldingQuerySet:
        return self.all() if person.is_member else self.none()

    def current(self) -> HoldingQuerySet:
        return self.filter(until_on=None)


class Holding(models.Model):
    """Who has had the circulating banner of a trade, since when, and how it went on."""

    class State(models.TextChoices):
        HELD = "held", _("Held")
        RETAINED = "retained", _("Held again")
        VACANT = "vacant", _("With nobody")
        PASSED = "passed", _("Passed on")
        RETIRED = "retired", _("No longer awarded")

    trade = models.ForeignKey(Trade, models.PROTECT, related_name="holdings")
    kind = models.CharField(max_length=10, choices=Round.Kind, default=Round.Kind.WORKSHOP)
    round = models.ForeignKey(Round, models.PROTECT, related_name="holdings")
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, related_name="holdings")
    line = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.HELD)
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        db_table = "banner_holding"
        ordering = ("-since_on", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["trade", "kind"], condition=Q(until_on=None), name="banner_in_one_place"),
            models.CheckConstraint(
                name="banner_vacant_or_held",
                condition=~Q(state__in=("held", "retained")) | Q(workshop__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trade} {self.since_on}"

    @property
    def journal_name(self) -> str:
        return f"banner:{self.trade.slug}/{self.kind}"

    def days(self, today: datetime.date) -> int:
        return ((self.until_on or today) - self.since_on).days
