"""Dangers, who saw them too, what the called workshops answered, and the names that are held for protected reports."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.adoptions.models import Adoption, Guardrail
from huzhu.cards.models import Card
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.words import WordsField
from huzhu.workshops.models import Plant, Trade, Workshop


class HazardQuerySet(models.QuerySet["Hazard"]):
    def visible_to(self, person: Person) -> HazardQuerySet:
        """Every member's, at once: safety is never delayed. Its numbers ask the metric's disclosure (queries.py)."""
        return self.all() if person.is_member else self.none()

    def open(self) -> HazardQuerySet:
        """Not ended; a risk that was accepted stays open until somebody has removed it."""
        return self.exclude(state__in=(Hazard.State.VERIFIED_CLOSED, Hazard.State.REFUTED))


class Hazard(models.Model):
    """A danger, or the suspicion of one. One row for one danger at one place and task, however often it shows."""

    class State(models.TextChoices):
        SUSPECTED = "suspected", _("Suspected")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        CONTAINED = "contained", _("Contained")
        REMEDY_SOUGHT = "remedy_sought", _("Remedy sought")
        REMEDY_TRIAL = "remedy_trial", _("Remedy on trial")
        REMEDIED = "remedied", _("Remedied")
        VERIFIED_CLOSED = "verified_closed", _("Cure verified")
        REFUTED = "refuted", _("Refuted")
        ACCEPTED_RISK = "accepted_risk", _("Risk accepted")

    class Source(models.TextChoices):
        SIGNAL = "signal", _("The readings")
        NEAR_MISS = "near_miss", _("A near miss")
        DANGER = "danger", _("Somebody saw it")

    class Severity(models.TextChoices):
        HURT = "hurt", _("Somebody was hurt")
        NEAR = "near", _("Nobody was hurt, but it was close")
        COULD = "could", _("It could hurt somebody")
        GOODS = "goods", _("It harms the product or the machine, not people")

    class Measure(models.TextChoices):
        STOP = "stop", _("Stopped")
        LIMIT = "limit", _("Limited")
        GUARD = "guard", _("Guarded")

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=16, choices=State, default=State.SUSPECTED)
    source = models.CharField(max_length=10, choices=Source)
    severity = models.CharField(max_length=6, choices=Severity)
    title = WordsField()
    told = WordsField(blank=True)  # by whoever raised it
    # Where. All empty for a protected report, but the trade where many plants have it.
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, related_name="hazards")
    trade = models.ForeignKey(Trade, models.PROTECT, null=True, blank=True, related_name="hazards")
    task = models.CharField(max_length=80, blank=True)
    metric = models.ForeignKey(Metric, models.PROTECT, null=True, blank=True, related_name="hazards")
    # What is suspected of it.
    experience = models.ForeignKey(Experience, models.PROTECT, null=True, blank=True, related_name="hazards")
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, blank=True, related_name="hazards")
    also_suspected = models.ManyToManyField(Adoption, related_name="also_suspected", blank=True)
    cause = WordsField(blank=True)
    # What the readings said when it was raised; `signal_on`: the day from which they were sure.
    guardrail = models.ForeignKey(Guardrail, models.PROTECT, null=True, blank=True, related_name="hazards")
    signal = models.JSONField(default=dict, blank=True)
    signal_on = models.DateField(null=True, blank=True)

    is_protected = models.BooleanField(default=False)
    raised_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="hazards")
    raised_at = models.DateTimeField()
    sent_key = models.CharField(max_length=100, null=True, blank=True, unique=True)  # a form sent twice counts once
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    contained_at = models.DateTimeField(null=True, blank=True)
    measure = models.CharField(max_length=6, choices=Measure, blank=True)
    containment = WordsField(blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    sought_at = models.DateTimeField(null=True, blank=True)
    card = models.ForeignKey(Card, models.PROTECT, null=True, blank=True, related_name="hazards")  # "who has a remedy?"
    remedy = models.ForeignKey(Experience, models.PROTECT, null=True, blank=True, related_name="remedies_of")
    remedy_adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, blank=True, related_name="remedies_of")
    tried_at = models.DateTimeField(null=True, blank=True)
    remedied_at = models.DateTimeField(null=True, blank=True)
    # How it ended: the numbers it was closed on, the evidence against it, or who bears the risk until when.
    proof = models.JSONField(default=dict, blank=True)
    evidence = WordsField(blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    risk_officer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    risk_director = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    risk_reason = WordsField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    review_called_on = models.DateField(null=True, blank=True)  # the review day to which both were called last

    objects = HazardQuerySet.as_manager()

    class Meta:
        db_table = "hazard"
        ordering = ("raised_at", "number")
        indexes = [models.Index(fields=["state", "raised_at"], name="hazard_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["guardrail", "task"], condition=Q(guardrail__isnull=False), name="hazard_signal_once"
            ),
            models.CheckConstraint(
                name="hazard_protected",
                condition=Q(is_protected=False)
                | Q(workshop__isnull=True, adoption__isnull=True, raised_by__isnull=True, guardrail__isnull=True),
            ),
            models.CheckConstraint(
                name="hazard_ended",
                condition=~Q(state__in=("verified_closed", "refuted"))
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="hazard_risk_accepted",
                condition=~Q(state="accepted_risk")
                | Q(risk_officer__isnull=False, risk_director__isnull=False, review_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def journal_name(self) -> str:
        return f"hazard:{self.number}"

    @property
    def address(self) -> str:
        return f"/hazards/{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state not in (Hazard.State.VERIFIED_CLOSED, Hazard.State.REFUTED)

    @property
    def hurts_people(self) -> bool:
        return self.severity != Hazard.Severity.GOODS

    @property
    def plant(self) -> Plant | None:
        """The plant where it is; None for a protected report."""
        return self.workshop.plant if self.workshop else None


class OriginQuerySet(models.QuerySet["Origin"]):
    def visible_to(self, person: Person) -> OriginQuerySet:
        """The safety officer who holds the name, as long as he is one and has no seat in the plant that it came from;
        and whoever gave it."""
        if not person.is_member:
            return self.none()
        mine = Q(person=person)
        held = Q(holder=person) & ~Q(workshop__plant__in=person.plants)
        return self.filter(mine | held if person.holds("safety_officer") else mine)


class Origin(models.Model):
    """Who raised a protected report and where, held by the safety officer of another plant. Without a holder there is
    no such row: then nobody knows, not even the program."""

    hazard = models.OneToOneField(Hazard, models.CASCADE, related_name="origin")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # What is suspected of it, where naming that would give the plant away: too few use it.
    experience = models.ForeignKey(Experience, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OriginQuerySet.as_manager()

    class Meta:
        db_table = "hazard_origin"

    def __str__(self) -> str:
        return self.hazard.journal_name

    @property
    def journal_name(self) -> str:
        return f"hazard:{self.hazard.number}/origin"


class SightingQuerySet(models.QuerySet["Sighting"]):
    def visible_to(self, person: Person) -> SightingQuerySet:
        return self.all() if person.is_member else self.none()


class Sighting(models.Model):
    """Seen here too. Pages say the workshop, never the person."""

    hazard = models.ForeignKey(Hazard, models.CASCADE, related_name="sightings")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="sightings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = SightingQuerySet.as_manager()

    class Meta:
        db_table = "hazard_sighting"
        ordering = ("at", "pk")
        constraints = [models.UniqueConstraint(fields=["hazard", "workshop", "person"], name="sighting_once")]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.workshop}"

    @property
    def journal_name(self) -> str:
        return f"hazard:{self.hazard.number}/sightings/{self.pk}"


class SignatureQuerySet(models.QuerySet["Signature"]):
    def visible_to(self, person: Person) -> SignatureQuerySet:
        """Who bears a risk is known by name to all."""
        return self.all() if person.is_member else self.none()


class Signature(models.Model):
    """One of the two names under an accepted risk."""

    hazard = models.ForeignKey(Hazard, models.CASCADE, related_name="signatures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    why = WordsField()
    review_on = models.DateField()
    at = models.DateTimeField()
    is_countersigned = models.BooleanField(default=False)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        db_table = "hazard_signature"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.person}"

    @property
    def journal_name(self) -> str:
        return f"hazard:{self.hazard.number}/signatures/{self.pk}"


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, person: Person) -> CallQuerySet:
        """Who has answered and who has not is seen by all."""
        return self.all() if person.is_member else self.none()

    def unanswered(self) -> CallQuerySet:
        return self.filter(answer="")


class Call(models.Model):
    """A workshop called because the same may happen there, and what it answered."""

    class Why(models.TextChoices):
        ADOPTER = "adopter", _("uses the experience")
        ABOUT_TO = "about_to", _("is about to take it up")
        DOWNSTREAM = "downstream", _("receives the material")

    class Answer(models.TextChoices):
        NONE = "", _("No answer yet")
        STOPPED = "stopped", _("Stopped, or not begun")
        GUARDED = "guarded", _("Goes on with a guard")
        REMEDIED = "remedied", _("The remedy is in use here")
        NOT_CONCERNED = "not_concerned", _("Does not concern us")

    hazard = models.ForeignKey(Hazard, models.CASCADE, related_name="calls")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="calls")
    why = models.CharField(max_length=10, choices=Why)
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, blank=True, related_name="calls")
    called_at = models.DateTimeField()
    answer = models.CharField(max_length=13, choices=Answer, blank=True, default=Answer.NONE)
    reason = WordsField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        db_table = "hazard_call"
        ordering = ("called_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["hazard", "workshop"], name="call_once"),
            models.CheckConstraint(
                name="call_answered",
                condition=Q(answer="") | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.workshop}"

    @property
    def journal_name(self) -> str:
        return f"hazard:{self.hazard.number}/calls/{self.workshop.slug}"

    @property
    def is_answered(self) -> bool:
        return self.answer != ""


def since_of(hazard: Hazard) -> datetime.datetime:
    """When the present state began."""
    S = Hazard.State
    moments = {
        S.SUSPECTED: hazard.raised_at,
        S.ACKNOWLEDGED: hazard.acknowledged_at,
        S.CONTAINED: hazard.contained_at,
        S.REMEDY_SOUGHT: hazard.sought_at,
        S.REMEDY_TRIAL: hazard.tried_at,
        S.REMEDIED: hazard.remedied_at,
    }
    return moments.get(S(hazard.state), hazard.ended_at) or hazard.raised_at
