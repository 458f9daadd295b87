"""Experiences and their versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.words import WordsField
from huzhu.workshops.models import Equipment, Trade, Workshop

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExperienceQuerySet(models.QuerySet["Experience"]):
    def visible_to(self, person: Person) -> ExperienceQuerySet:
        """A draft is its plant's own; once submitted it is every member's."""
        if not person.is_member:
            return self.none()
        return self.filter(~Q(state=Experience.State.DRAFT) | Q(origin__plant__in=person.plants))

    def for_trades(self, trades: Iterable[Trade]) -> ExperienceQuerySet:
        return self.filter(trade__in=trades)


class Experience(models.Model):
    """A way of doing something that somebody found good."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        DESCRIBED = "described", _("Described")
        VERIFIED_AT_ORIGIN = "verified_at_origin", _("Verified where it comes from")
        RECOMMENDED = "recommended", _("Recommended")
        RETIRED = "retired", _("Retired")

    class Flag(models.TextChoices):
        NONE = "", _("No warning")
        CAUTION = "caution", _("Caution")
        SUSPENDED = "suspended", _("Suspended")

    slug = models.SlugField(max_length=80, unique=True)
    title = WordsField()
    summary = WordsField(blank=True)  # one sentence that says how it works, under the headline
    origin = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, related_name="experiences")
    origin_note = WordsField(blank=True)  # where the origin is not known: "not stated by the article"
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="experiences")
    metric = models.ForeignKey(Metric, models.PROTECT, null=True, blank=True, related_name="experiences")
    product = models.CharField(max_length=80, blank=True)  # the only product (or task of people hurt) it acts on
    equipment = models.ManyToManyField(Equipment, related_name="experiences", blank=True)  # kinds that it is done with
    touches = models.ManyToManyField(Metric, related_name="touched_by", blank=True)  # guardrails its authors name
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    flag = models.CharField(max_length=10, choices=Flag, blank=True)
    flag_reason = WordsField(blank=True)
    remedy = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="remedies")
    is_illustrative = models.BooleanField(default=False)
    shared_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="experiences")
    shared_at = models.DateTimeField(null=True, blank=True)

    objects = ExperienceQuerySet.as_manager()

    class Meta:
        db_table = "experience"
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.title)

    @property
    def journal_name(self) -> str:
        return f"experience:{self.slug}"

    @property
    def is_open(self) -> bool:
        """To be taken up by others, and started by whoever took it up."""
        return self.state not in (self.State.DRAFT, self.State.RETIRED) and self.flag != self.Flag.SUSPENDED

    @property
    def search_words(self) -> list[object]:
        version = self.version
        text = [version.mechanism, version.steps] if version else []
        return [self.title, self.summary, self.origin_note, *text, *(kind.name for kind in self.equipment.all())]

    @property
    def version(self) -> Version | None:
        return self.versions.order_by("-number").first()


class Version(models.Model):
    """The text of an experience at one time. A version once written does not change; a better one follows it.

    `steps`: words whose zh and en are lists of sentences. `needs`: a list of {label: words, text: words}.
    `conditions`: a list of {code, question: words, must: bool}, answered by whoever takes the experience up.
    """

    experience = models.ForeignKey(Experience, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    mechanism = WordsField(blank=True)
    steps = WordsField(blank=True)
    needs = models.JSONField(default=list, blank=True)
    conditions = models.JSONField(default=list, blank=True)
    expected_low = models.FloatField(null=True, blank=True)  # relative change, -0.5 = halved
    expected_high = models.FloatField(null=True, blank=True)
    why = WordsField(blank=True)  # the reason for this version
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="versions")
    written_on = models.DateField()

    class Meta:
        db_table = "experience_version"
        ordering = ("experience", "number")
        constraints = [models.UniqueConstraint(fields=["experience", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.experience} {self.number}"

    @property
    def journal_name(self) -> str:
        return f"experience:{self.experience.slug}/versions/{self.number}"

    @property
    def search_under(self) -> Experience:
        return self.experience
