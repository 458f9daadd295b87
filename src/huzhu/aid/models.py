"""Needs, offers, transfers, what is owed between plants, and the stock that a giver keeps.

Quantities are stored as whole thousandths of their unit, so that sums and limits are exact in every database.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as gettext_now
from django.utils.translation import gettext_lazy as _

from huzhu.people.models import Person
from huzhu.words import WordsField
from huzhu.workshops.models import Alliance, Known, Plant, Workshop

PLACES = 3
LARGEST = Decimal(10) ** 12


class QuantityField(models.BigIntegerField):
    """A quantity with three decimals, kept as a whole number of thousandths; in Python a Decimal."""

    description = "quantity in thousandths"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-PLACES)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except ArithmeticError as error:
            raise ValidationError(gettext_now("Give a number.")) from error

    def get_prep_value(self, value: Any) -> int | None:
        quantity = self.to_python(value)
        if quantity is None:
            return None
        if not quantity.is_finite() or abs(quantity) > LARGEST:
            raise ValidationError(gettext_now("Give a number."))
        thousandths = quantity.scaleb(PLACES)
        if thousandths != thousandths.to_integral_value():
            raise ValidationError(gettext_now("At most three decimals."))
        return int(thousandths)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class Material(models.Model):
    """What is lent and given: one grade in one unit. What may stand in for it is said with the need."""

    slug = models.SlugField(max_length=80, unique=True)
    name = WordsField()
    grade = WordsField(blank=True)  # grade or specification
    unit = WordsField()

    objects = Known.as_manager()

    class Meta:
        db_table = "aid_material"
        ordering = ("slug",)

    def __str__(self) -> str:
        if not self.grade:
            return str(self.name)
        return f"{self.name}（{self.grade}）" if self.name.language == "zh" else f"{self.name}, {self.grade}"

    @property
    def journal_name(self) -> str:
        return f"material:{self.slug}"


def is_among_firms() -> bool:
    """Independent firms show each other neither stock nor who gave what to whom."""
    alliance = Alliance.here()
    return alliance is not None and alliance.kind == Alliance.Kind.INDEPENDENT


class StockQuerySet(models.QuerySet["Stock"]):
    def visible_to(self, person: Person) -> StockQuerySet:
        """The own plant's; in one group everybody's, so that help is found; never another firm's."""
        if not person.is_member:
            return self.none()
        return self.filter(plant__in=person.plants) if is_among_firms() else self.all()


class Stock(models.Model):
    """What a plant has of a material, what it must keep, and what it has promised away."""

    plant = models.ForeignKey(Plant, models.PROTECT, related_name="stocks")
    material = models.ForeignKey(Material, models.PROTECT, related_name="stocks")
    quantity = QuantityField(default=Decimal(0))
    minimum = QuantityField(default=Decimal(0))
    reserved = QuantityField(default=Decimal(0))
    head_may_give = QuantityField(default=Decimal(0))  # up to this a head of a workshop approves alone
    counted_on = models.DateField()

    objects = StockQuerySet.as_manager()

    class Meta:
        db_table = "aid_stock"
        ordering = ("plant", "material")
        constraints = [
            models.UniqueConstraint(fields=["plant", "material"], name="aid_stock_once"),
            models.CheckConstraint(
                name="aid_stock_not_negative",
                condition=Q(quantity__gte=0, minimum__gte=0, reserved__gte=0, head_may_give__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plant} · {self.material}"

    @property
    def journal_name(self) -> str:
        return f"stock:{self.plant.slug}/{self.material.slug}"

    @property
    def free(self) -> Decimal:
        """What may still be promised; negative where a count found less than is promised."""
        return self.quantity - self.minimum - self.reserved


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, person: Person) -> NeedQuerySet:
        """A need is published to be answered."""
        return self.all() if person.is_member else self.none()


class Need(models.Model):
    """Something a plant is short of, by when, and what happens without it."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PARTLY_MATCHED = "partly_matched", _("Partly promised")
        MATCHED = "matched", _("All promised")
        CLOSED = "closed", _("Need closed")
        LAPSED = "lapsed", _("Lapsed")

    STANDING = (State.OPEN, State.PARTLY_MATCHED, State.MATCHED)

    number = models.PositiveIntegerField(unique=True)
    plant = models.ForeignKey(Plant, models.PROTECT, related_name="needs")
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, related_name="needs")
    material = models.ForeignKey(Material, models.PROTECT, related_name="needs")
    substitutes = WordsField(blank=True)
    quantity = QuantityField()
    matched = QuantityField(default=Decimal(0))  # promised by transfers that still stand
    needed_on = models.DateField()
    consequence = WordsField()
    is_safety_critical = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="needs")
    asked_on = models.DateField()
    result = WordsField(blank=True)  # what the help led to
    reason = models.TextField(blank=True)
    note = WordsField(blank=True)
    is_illustrative = models.BooleanField(default=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        db_table = "aid_need"
        ordering = ("needed_on", "number")
        constraints = [
            models.CheckConstraint(
                name="aid_need_not_overmatched", condition=Q(quantity__gt=0, matched__gte=0, matched__lte=F("quantity"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material} · {self.plant}"

    @property
    def journal_name(self) -> str:
        return f"need:{self.number}"

    @property
    def missing(self) -> Decimal:
        return self.quantity - self.matched


class BetweenPlantsQuerySet(models.QuerySet):
    """Rows with a giving and a receiving plant."""

    def visible_to(self, person: Person) -> BetweenPlantsQuerySet:
        """Both ends and the secretariat; in one group every member, so that help given is seen."""
        if not person.is_member:
            return self.none()
        if "secretariat" in person.roles or not is_among_firms():
            return self.all()
        return self.filter(Q(giver__in=person.plants) | Q(receiver__in=person.plants))


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, person: Person) -> OfferQuerySet:
        """An open offer is for all; one made to a need is seen as its transfers are."""
        if not person.is_member:
            return self.none()
        if "secretariat" in person.roles or not is_among_firms():
            return self.all()
        own = Q(giver__in=person.plants) | Q(need__plant__in=person.plants)
        return self.filter(Q(need=None) | own)


class Offer(models.Model):
    """What a plant is ready to give, open to all or for one need; several may take parts of it."""

    class Mode(models.TextChoices):
        GIFT = "gift", _("Gift")
        LOAN = "loan", _("Loan")
        EXCHANGE = "exchange", _("Exchange")
        SALE = "sale", _("Sale")

    giver = models.ForeignKey(Plant, models.PROTECT, related_name="offers")
    material = models.ForeignKey(Material, models.PROTECT, related_name="offers")
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="offers")
    quantity = QuantityField()
    taken = QuantityField(default=Decimal(0))  # by transfers that still stand
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.LOAN)
    certificate = models.CharField(max_length=120, blank=True)
    where = WordsField(blank=True)
    until_on = models.DateField(null=True, blank=True)
    return_on = models.DateField(null=True, blank=True)
    terms = WordsField(blank=True)
    exchange_material = models.ForeignKey(Material, models.PROTECT, null=True, blank=True, related_name="+")
    exchange_share = QuantityField(null=True, blank=True)  # how much of it comes back for one unit given
    offered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="offers")
    offered_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    is_illustrative = models.BooleanField(default=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        db_table = "aid_offer"
        ordering = ("-offered_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="aid_offer_not_overtaken", condition=Q(quantity__gt=0, taken__gte=0, taken__lte=F("quantity"))
            ),
            models.CheckConstraint(
                name="aid_offer_exchange_named",
                condition=~Q(mode="exchange") | Q(exchange_material__isnull=False, exchange_share__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material} · {self.giver}"

    @property
    def journal_name(self) -> str:
        return f"offer:{self.pk}"

    @property
    def left(self) -> Decimal:
        return self.quantity - self.taken


class Transfer(models.Model):
    """A quantity on its way from one plant to another, until nothing is owed for it."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        AGREED = "agreed", _("Agreed")
        APPROVED = "approved", _("Approved by the giver")
        SHIPPED = "shipped", _("On its way")
        RECEIVED = "received", _("Arrived, to be inspected")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected_quality", _("Refused: quality")
        IN_USE = "in_use", _("In use at the receiver")
        RETURNED = "returned", _("Given back")
        SETTLED = "settled", _("Settled")
        CLOSED = "closed", _("Transfer closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DISPUTED = "disputed", _("Disputed")

    PROMISED = (State.AGREED, State.APPROVED)  # reserved at the giver, not yet gone

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="transfers")
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="transfers")
    giver = models.ForeignKey(Plant, models.PROTECT, related_name="transfers_out")
    receiver = models.ForeignKey(Plant, models.PROTECT, related_name="transfers_in")
    material = models.ForeignKey(Material, models.PROTECT, related_name="transfers")
    quantity = QuantityField()
    mode = models.CharField(max_length=10, choices=Offer.Mode)
    state = models.CharField(max_length=20, choices=State, default=State.OFFERED)
    # What comes back for it: the same material for a loan, another for an exchange, nothing for a gift or a sale.
    owed_material = models.ForeignKey(Material, models.PROTECT, null=True, blank=True, related_name="+")
    owed = QuantityField(default=Decimal(0))
    given_back = QuantityField(default=Decimal(0))
    return_on = models.DateField(null=True, blank=True)
    transport = models.CharField(max_length=200, blank=True)
    certificate = models.CharField(max_length=120, blank=True)
    inspection = models.TextField(blank=True)  # what the receiving inspector found
    reason = models.TextField(blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    shipped_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    shipped_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    is_illustrative = models.BooleanField(default=False)

    objects = BetweenPlantsQuerySet.as_manager()

    class Meta:
        db_table = "aid_transfer"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(name="aid_transfer_between_two", condition=~Q(giver=F("receiver"))),
            models.CheckConstraint(
                name="aid_transfer_not_overreturned",
                condition=Q(quantity__gt=0, given_back__gte=0, given_back__lte=F("owed")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material} {self.giver} → {self.receiver}"

    @property
    def journal_name(self) -> str:
        return f"transfer:{self.pk}"

    @property
    def still_owed(self) -> Decimal:
        return self.owed - self.given_back


class GivenBackQuerySet(models.QuerySet["GivenBack"]):
    def visible_to(self, person: Person) -> GivenBackQuerySet:
        return self.filter(transfer__in=Transfer.objects.visible_to(person))


class GivenBack(models.Model):
    """A part of what is owed, sent back by the receiver and acknowledged by the giver."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="returns")
    quantity = QuantityField()
    sent_on = models.DateField()
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    taken_on = models.DateField(null=True, blank=True)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = GivenBackQuerySet.as_manager()

    class Meta:
        db_table = "aid_given_back"
        ordering = ("transfer", "pk")
        constraints = [models.CheckConstraint(name="aid_given_back_something", condition=Q(quantity__gt=0))]

    def __str__(self) -> str:
        return f"{self.transfer_id} {self.quantity}"


class Posting(models.Model):
    """A line of the ledger: from now on `receiver` owes `giver` so much more (or less) of a material. Append-only."""

    class Kind(models.TextChoices):
        LENT = "lent", _("Received and owed")
        GIVEN_BACK = "given_back", _("Given back")
        SETTLED = "settled", _("Settled otherwise")

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="postings")
    kind = models.CharField(max_length=12, choices=Kind)
    giver = models.ForeignKey(Plant, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Plant, models.PROTECT, related_name="+")
    material = models.ForeignKey(Material, models.PROTECT, related_name="postings")
    quantity = QuantityField()
    on = models.DateField()
    given_back = models.OneToOneField(GivenBack, models.PROTECT, null=True, blank=True, related_name="posting")

    objects = BetweenPlantsQuerySet.as_manager()

    class Meta:
        db_table = "aid_posting"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["transfer"], condition=Q(kind="lent"), name="aid_lent_once"),
            models.UniqueConstraint(fields=["transfer"], condition=Q(kind="settled"), name="aid_settled_once"),
            models.CheckConstraint(
                name="aid_posting_sign", condition=Q(kind="lent", quantity__gt=0) | ~Q(kind="lent") & Q(quantity__lt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
