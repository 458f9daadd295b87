"""Adoptions, the guardrails agreed for them, and their measurements."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.cards.models import Card
from huzhu.contracts.models import ContractItem
from huzhu.experiences.models import Experience, Version
from huzhu.metrics.models import Definition, Metric
from huzhu.people.models import Person
from huzhu.visits.models import VisitAction
from huzhu.workshops.models import Workshop


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def visible_to(self, person: Person) -> AdoptionQuerySet:
        """An adoption is known to all members, as its experience is; its numbers ask the metric's disclosure."""
        if not person.is_member:
            return self.none()
        return self.filter(~Q(experience__state=Experience.State.DRAFT) | Q(workshop__plant__in=person.plants))

    def under_measurement(self) -> AdoptionQuerySet:
        return self.exclude(state__in=Adoption.NOT_STARTED)

    def of_users(self) -> AdoptionQuerySet:
        """Of those who use it or are about to: neither ended nor given up."""
        return self.filter(ended_on=None).exclude(state__in=(Adoption.State.ROLLED_BACK, Adoption.State.ABANDONED))


class Adoption(models.Model):
    """An experience taken up at a workshop (or on one line of it)."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RISK_REVIEWED = "risk_reviewed", _("Risk reviewed")
        TRIAL = "trial", _("On trial")
        IN_USE = "in_use", _("In use")
        STANDARDISED = "standardised", _("Kept as standard")
        ROLLED_BACK = "rolled_back", _("Stopped")
        ABANDONED = "abandoned", _("Not started")

    NOT_STARTED = (State.PLANNED, State.RISK_REVIEWED, State.ABANDONED)

    slug = models.SlugField(max_length=120)  # of the experience, with the line where it matters
    experience = models.ForeignKey(Experience, models.PROTECT, related_name="adoptions")
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="adoptions")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="adoptions")
    line = models.CharField(max_length=40, blank=True)
    learned_from = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, related_name="taught")
    card = models.ForeignKey(Card, models.PROTECT, null=True, blank=True, related_name="adoptions")  # that led to it
    visit_action = models.ForeignKey(VisitAction, models.PROTECT, null=True, blank=True, related_name="adoptions")
    contract_item = models.ForeignKey(  # the promise it keeps
        ContractItem, models.PROTECT, null=True, blank=True, related_name="adoptions"
    )
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="adoptions")
    state = models.CharField(max_length=20, choices=State, default=State.PLANNED)
    decided_on = models.DateField()
    starts_on = models.DateField()
    ramp_weeks = models.PositiveSmallIntegerField(default=6)
    ended_on = models.DateField(null=True, blank=True)
    # Frozen before the start, so that nobody chooses the yardstick after seeing the result:
    metric = models.ForeignKey(Metric, models.PROTECT, null=True, blank=True, related_name="adoptions")
    definition = models.ForeignKey(Definition, models.PROTECT, null=True, blank=True, related_name="adoptions")
    product = models.CharField(max_length=80, blank=True)
    target = models.FloatField(null=True, blank=True)  # relative change wanted, -0.3 = 30 % less
    # Taken up as the remedy of a danger: what that is counted by, and in which task. Stays when the remedy fails.
    against = models.ForeignKey(Metric, models.PROTECT, null=True, blank=True, related_name="taken_up_against")
    against_task = models.CharField(max_length=80, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)  # condition code -> answer
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="decisions")
    decision_reason = models.TextField(blank=True)
    is_illustrative = models.BooleanField(default=False)
    recorded_late = models.BooleanField(
        default=False
    )  # written down after it began: its yardstick was not fixed before
    # Work that is due, claimed under a lease:
    due_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        db_table = "adoption"
        ordering = ("-starts_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["workshop", "slug"], name="adoption_once"),
            models.CheckConstraint(
                name="adoption_frozen",
                condition=Q(state__in=("planned", "risk_reviewed", "abandoned")) | Q(frozen_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.experience} · {self.workshop}"

    @property
    def journal_name(self) -> str:
        return f"adoption:{self.workshop.slug}/{self.slug}"


class Guardrail(models.Model):
    """A metric that must not suffer, at the adopting workshop or one downstream, with the limit agreed before."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="guardrails")
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="guardrails")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="guardrails")
    task = models.CharField(max_length=80, blank=True)
    tolerance = models.FloatField()  # as a fraction of what is expected

    class Meta:
        db_table = "guardrail"
        constraints = [
            models.UniqueConstraint(fields=["adoption", "metric", "workshop", "task"], name="guardrail_once")
        ]

    def __str__(self) -> str:
        return f"{self.metric} · {self.workshop}"


class Measurement(models.Model):
    """What the engine said about one adoption: on its own metric (`guardrail` empty) or on a guardrail.

    Only the newest per adoption and guardrail is `is_current`; older ones stay, with their inputs' fingerprint.
    """

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="measurements")
    guardrail = models.ForeignKey(Guardrail, models.CASCADE, null=True, blank=True, related_name="measurements")
    is_current = models.BooleanField(default=True)
    computed_at = models.DateTimeField()
    looked_at = models.DateTimeField()  # when the inputs were last found to be these; younger series make it due
    until_on = models.DateField()
    method_version = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    status = models.CharField(max_length=30)
    evidence = models.CharField(max_length=12, blank=True)  # verified probable not_shown harmful measuring
    blend = models.JSONField(default=dict)  # other plants' workshops behind the path without the change: {slug: load}
    may_show_blend = models.BooleanField(default=False)  # to the adopter, where the metric is not open (disclosure.py)
    result = models.JSONField()
    chart = models.JSONField(default=dict)  # weekly lines of the effect; large, read by its page alone

    class Meta:
        db_table = "measurement"
        constraints = [
            models.UniqueConstraint(
                fields=["adoption"], condition=Q(is_current=True, guardrail=None), name="measurement_current"
            ),
            models.UniqueConstraint(
                fields=["adoption", "guardrail"],
                condition=Q(is_current=True, guardrail__isnull=False),
                name="guardrail_measurement_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adoption_id} {self.status}"
