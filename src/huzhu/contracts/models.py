"""Contracts, their parties and items, the versions of the text with their promises, and signatures."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from huzhu.cards.models import Card
from huzhu.delegation.models import Delegation, SafetyClass
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Definition, Metric
from huzhu.people.models import Person
from huzhu.people.reading import OfWhatIsKnown
from huzhu.words import WordsField
from huzhu.workshops.models import Plant, Workshop


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, person: Person) -> ContractQuerySet:
        """A draft is known to the plant that writes it; from its proposal on to all parties, to those who inspect it,
        and to the secretariat and the committee, who settle what the parties cannot."""
        if not person.is_member:
            return self.none()
        parties = Party.objects.filter(plant__in=person.plants).values("contract_id")
        teams = Contract.objects.filter(inspections__third__in=person.plants).values("pk")
        own = Q(pk__in=parties) & (~Q(state=Contract.State.DRAFT) | Q(written_for__plant__in=person.plants))
        offered = ~Q(state=Contract.State.DRAFT)
        if person.holds("secretariat", "committee"):
            return self.filter(own | offered)
        return self.filter(own | (Q(pk__in=teams) & offered))

    def standing(self) -> ContractQuerySet:
        return self.exclude(state__in=Contract.ENDED)


class Contract(models.Model):
    """What two or more workshops (or plants) promise each other for a period."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Proposed, to be signed")
        SIGNED = "signed", _("Signed by all")
        IN_FORCE = "in_force", _("In force")
        SUSPENDED = "suspended", _("Suspended for safety")
        IN_APPRAISAL = "in_appraisal", _("Being appraised")
        FULFILLED = "fulfilled", _("Fulfilled")
        PARTLY_FULFILLED = "partly_fulfilled", _("Partly fulfilled")
        UNFULFILLED = "unfulfilled", _("Not fulfilled")
        REJECTED = "rejected", _("Declined")
        EXPIRED_UNSIGNED = "expired_unsigned", _("Not signed in time")
        TERMINATED = "terminated", _("Ended early")

    class Level(models.TextChoices):
        PLANT = "plant", _("Between plants")
        WORKSHOP = "workshop", _("Between workshops")

    ENDED = (
        State.FULFILLED,
        State.PARTLY_FULFILLED,
        State.UNFULFILLED,
        State.REJECTED,
        State.EXPIRED_UNSIGNED,
        State.TERMINATED,
    )
    RUNNING = (State.IN_FORCE, State.SUSPENDED)

    number = models.CharField(max_length=20, unique=True)  # year-number
    title = WordsField()
    level = models.CharField(max_length=10, choices=Level, default=Level.WORKSHOP)
    preamble = WordsField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    inspect_every = models.PositiveSmallIntegerField(default=3)  # months
    card = models.ForeignKey(Card, models.PROTECT, null=True, blank=True, related_name="contracts")  # that led to it
    came_from = models.CharField(max_length=200, blank=True)  # journal name of what else it began with
    began_with = models.JSONField(default=list, blank=True)  # both, in the words that are signed: begun.words_of
    written_for = models.ForeignKey("Party", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    drafted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    people_at_risk = models.TextField(blank=True)
    notice_by = models.ForeignKey("Party", models.PROTECT, null=True, blank=True, related_name="+")  # wants to end it
    notice = models.TextField(blank=True)  # why; apart from the reason, which a suspension meanwhile replaces
    appraised_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # of declining, suspending, ending
    owed = models.JSONField(default=list, blank=True)  # items open when it was ended early
    is_illustrative = models.BooleanField(default=False)

    objects = ContractQuerySet.as_manager()

    class Meta:
        db_table = "contract"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(name="contract_days_in_order", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="contract_in_force_was_signed",
                condition=~Q(state__in=("signed", "in_force", "in_appraisal", "fulfilled", "partly_fulfilled"))
                | Q(signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def journal_name(self) -> str:
        return f"contract:{self.number}"

    @property
    def address(self) -> str:
        return f"/contracts/{self.number}"

    @property
    def late_from_on(self) -> datetime.date:
        """Two thirds of the period: after this day no target is moved without the committee."""
        return self.starts_on + (self.ends_on - self.starts_on) * 2 / 3


class OfContractQuerySet(OfWhatIsKnown):
    owner = "contract"


class Party(models.Model):
    """One side: a workshop, or a plant itself."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="parties")
    plant = models.ForeignKey(Plant, models.PROTECT, related_name="contract_sides")
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, related_name="contract_sides")
    ends_it_at = models.DateTimeField(null=True, blank=True)  # gave notice, or agreed to it

    objects = OfContractQuerySet.as_manager()

    class Meta:
        db_table = "contract_party"
        ordering = ("contract", "pk")
        constraints = [
            models.UniqueConstraint(fields=["contract", "workshop"], name="contract_workshop_once"),
            models.UniqueConstraint(
                fields=["contract", "plant"], name="contract_plant_once", condition=Q(workshop__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.workshop or self.plant)

    @property
    def code(self) -> str:
        """As it stands in the signed text."""
        return self.workshop.slug if self.workshop else self.plant.slug


class ItemQuerySet(OfContractQuerySet):
    def agreed(self) -> ItemQuerySet:
        """Not those that an amendment merely offers: once a contract is in force, only what all sides have signed."""
        agreed = ContractItem.objects.filter(promises__version__in_force_at__isnull=False)
        return self.filter(Q(contract__in_force_at=None) | Q(pk__in=agreed.values("pk")))

    def counted(self) -> ItemQuerySet:
        """What is promised, kept or not: agreed, and not dropped by an amendment."""
        return self.agreed().exclude(state__in=ContractItem.DROPPED)


class ContractItem(models.Model):
    """One promise in its life. What exactly was promised stands in the versions."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Not begun")
        UNDER_WAY = "under_way", _("Under way")
        BLOCKED = "blocked", _("Held up")
        CLAIMED_DONE = "claimed_done", _("Reported done, to be accepted")
        ACCEPTED = "accepted", _("Accepted")
        NOT_MET = "not_met", _("Not met")
        WAIVED = "waived", _("Waived by both sides")
        WITHDRAWN = "withdrawn", _("Taken out by an amendment")
        SUPERSEDED = "superseded", _("Replaced by another item")

    OPEN = (State.PLANNED, State.UNDER_WAY, State.BLOCKED, State.CLAIMED_DONE)
    DROPPED = (State.WITHDRAWN, State.SUPERSEDED)  # by an amendment: promised no longer, and not counted
    SETTLED = (State.ACCEPTED, State.NOT_MET, State.WAIVED, *DROPPED)

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    claimed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    effect = models.JSONField(default=dict, blank=True)  # what was measured when the data proposed it for acceptance
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    waive_asked_by = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)  # of what held it up, sent it back, or was not met

    objects = ItemQuerySet.as_manager()

    class Meta:
        db_table = "contract_item"
        ordering = ("contract", "number")
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="contract_item_once"),
            models.CheckConstraint(
                name="contract_item_accepted_on_evidence",
                condition=~Q(state="accepted") | (Q(accepted_by__isnull=False) & ~Q(evidence="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract.number}/{self.number}"

    @cached_property  # the page asks for every button
    def is_agreed(self) -> bool:
        return ContractItem.objects.agreed().filter(pk=self.pk).exists()

    @property
    def journal_name(self) -> str:
        return f"contract:{self.contract.number}/items/{self.number}"

    @property
    def address(self) -> str:
        return f"{self.contract.address}#item-{self.number}"


class ContractVersion(models.Model):
    """The whole text at one time, as one party wrote it."""

    class State(models.TextChoices):
        WRITING = "writing", _("Being written")
        PROPOSED = "proposed", _("Proposed")
        IN_FORCE = "in_force", _("In force")
        SUPERSEDED = "superseded", _("Replaced by a later one")
        REFUSED = "refused", _("Turned down")

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.WRITING)
    written_for = models.ForeignKey(Party, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.TextField(blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)
    content = models.JSONField(default=dict, blank=True)  # the exact text, from its proposal on
    hash = models.CharField(max_length=64, blank=True)
    needs_committee = models.BooleanField(default=False)  # moves a target after two thirds of the period
    allowed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OfContractQuerySet.as_manager()

    class Meta:
        db_table = "contract_version"
        ordering = ("contract", "number")
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="contract_version_once"),
            models.CheckConstraint(
                name="contract_version_proposed_is_fixed",
                condition=Q(state__in=("writing", "refused")) | (~Q(hash="") & Q(proposed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract.number}/{self.number}"


class OfVersionQuerySet(OfWhatIsKnown):
    owner = "version__contract"

    def visible_to(self, person: Person) -> OfVersionQuerySet:
        """What is still being written is its writer's plant's own."""
        own = Q(version__written_for__plant__in=person.plants)
        return super().visible_to(person).filter(~Q(version__state=ContractVersion.State.WRITING) | own)


class Promise(models.Model):
    """Who helps whom, with what, on which metric, from which baseline, to which target, by when, accepted by whom."""

    class Help(models.TextChoices):
        DRAWINGS = "drawings", _("Drawings and descriptions")
        PEOPLE = "people", _("People on loan")
        VISIT = "visit", _("A visit")
        TRAINING = "training", _("Training")
        TRIAL = "trial", _("A trial run")
        MATERIAL = "material", _("Material or spare parts")

    class Kind(models.TextChoices):
        VALUE = "value", _("Reach this value")
        CHANGE = "change", _("Change by this many per cent, as measured")

    version = models.ForeignKey(ContractVersion, models.CASCADE, related_name="promises")
    item = models.ForeignKey(ContractItem, models.CASCADE, related_name="promises")
    replaces = models.ForeignKey(  # the item in force whose place this one takes, by an amendment
        ContractItem, models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    helper = models.ForeignKey(Party, models.PROTECT, related_name="+")
    helped = models.ForeignKey(Party, models.PROTECT, related_name="+")
    subject = WordsField()
    help_form = models.CharField(max_length=10, choices=Help, default=Help.VISIT)
    metric = models.ForeignKey(Metric, models.PROTECT, null=True, blank=True, related_name="promises")
    definition = models.ForeignKey(Definition, models.PROTECT, null=True, blank=True, related_name="promises")
    product = models.CharField(max_length=80, blank=True)
    baseline = models.FloatField(null=True, blank=True)
    baseline_from_on = models.DateField(null=True, blank=True)
    baseline_until_on = models.DateField(null=True, blank=True)
    baseline_source = models.CharField(max_length=200, blank=True)
    target_kind = models.CharField(max_length=6, choices=Kind, default=Kind.VALUE)
    target = models.FloatField(null=True, blank=True)  # a value, or a fraction: -0.3 is 30 % less
    due_on = models.DateField(null=True, blank=True)
    effort = WordsField(blank=True)
    commitment = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))  # yuan, of material, people
    safety_class = models.CharField(max_length=1, choices=SafetyClass, default=SafetyClass.C)
    acceptor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    evidence_wanted = WordsField(blank=True)
    experience = models.ForeignKey(Experience, models.PROTECT, null=True, blank=True, related_name="promises")

    objects = OfVersionQuerySet.as_manager()

    class Meta:
        db_table = "contract_promise"
        ordering = ("version", "item__number")
        constraints = [
            models.UniqueConstraint(fields=["version", "item"], name="contract_promise_once"),
            models.UniqueConstraint(fields=["version", "replaces"], name="contract_promise_replaced_once"),
            models.CheckConstraint(name="contract_promise_not_its_own", condition=~Q(item=F("replaces"))),
            models.CheckConstraint(name="contract_promise_between_two", condition=~Q(helper=F("helped"))),
            models.CheckConstraint(name="contract_promise_costs_nothing_less", condition=Q(commitment__gte=0)),
        ]

    def __str__(self) -> str:
        return str(self.subject)


class ContractSignature(models.Model):
    """One party's hand under one version. Never changed; an objection of the plant is written beside it."""

    version = models.ForeignKey(ContractVersion, models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="signatures")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="contract_signatures")
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, blank=True, related_name="signatures")
    statement = models.JSONField()  # what exactly was signed: hash of the text, who, office, authority, when, journal
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    signed_at = models.DateTimeField()
    objects_until = models.DateTimeField(null=True, blank=True)  # until then the plant may object (class A, delegated)
    objected_at = models.DateTimeField(null=True, blank=True)
    objected_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    objection = models.TextField(blank=True)

    objects = OfVersionQuerySet.as_manager()

    class Meta:
        db_table = "contract_signature"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["version", "party"], condition=Q(objected_at=None), name="contract_signed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.party}"


class ItemNote(models.Model):
    """A line of an item's story: progress, what held it up, a claim, why it was sent back."""

    item = models.ForeignKey(ContractItem, models.CASCADE, related_name="notes")
    act = models.CharField(max_length=20)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(blank=True)

    class Meta:
        db_table = "contract_item_note"
        ordering = ("item", "pk")

    def __str__(self) -> str:
        return self.text


class Inspection(models.Model):
    """A joint look at the facts 检查评比: one from each party, and a third plant."""

    class State(models.TextChoices):
        CALLED = "called", _("Called")
        HELD = "held", _("Held")

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="inspections")
    number = models.PositiveSmallIntegerField()
    third = models.ForeignKey(Plant, models.PROTECT, related_name="inspections_joined")
    team = models.ManyToManyField(Person, related_name="inspections_joined")
    day_on = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.CALLED)
    called_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        db_table = "contract_inspection"
        ordering = ("contract", "number")
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="contract_inspection_once")]

    def __str__(self) -> str:
        return f"{self.contract.number}/{self.number}"

    @property
    def journal_name(self) -> str:
        return f"contract:{self.contract.number}/inspections/{self.number}"


class Sheet(models.Model):
    """What an inspection found about one item: promise, fact, evidence, gap, reason, next step."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="sheets")
    item = models.ForeignKey(ContractItem, models.CASCADE, related_name="sheets")
    fact = models.TextField()
    evidence = models.TextField(blank=True)
    gap = models.TextField(blank=True)
    why = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    disputed_by = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    disputed_at = models.DateTimeField(null=True, blank=True)
    dispute = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.TextField(blank=True)

    class Meta:
        db_table = "contract_sheet"
        ordering = ("inspection", "item__number")
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="contract_sheet_once")]

    def __str__(self) -> str:
        return f"{self.inspection} {self.item}"
