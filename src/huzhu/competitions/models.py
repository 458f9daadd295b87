"""Rounds with their conditions, what the crews said of them, and standings.

What is decided about a standing is in decided.py, what outlasts a round in lasting.py.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huzhu.conferences.decided import Resolution
from huzhu.people.models import Person
from huzhu.people.reading import OfWhatIsKnown
from huzhu.words import WordsField
from huzhu.workshops.models import Plant, Trade, Workshop

if TYPE_CHECKING:
    from typing import TypeVar

    Row = TypeVar("Row", bound=models.Model)


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, person: Person) -> RoundQuerySet:
        """A draft is the secretariat's and the committee's; from its consultation on every member's."""
        if not person.is_member:
            return self.none()
        if person.holds("secretariat", "committee"):
            return self.all()
        return self.exclude(state=Round.State.DRAFTED)

    def counting(self) -> RoundQuerySet:
        """Its standings follow the data."""
        return self.filter(state=Round.State.RUNNING)


class Round(models.Model):
    """One competition among workshops of a trade (or their equipment), under conditions fixed before it began."""

    class State(models.TextChoices):
        DRAFTED = "drafted", _("Being drafted")
        CONSULTED = "consulted", _("Put to the crews")
        PUBLISHED = "published", _("Published")
        RUNNING = "running", _("Running")
        FROZEN = "frozen", _("Period over, figures fixed")
        APPRAISED = "appraised", _("Checked by other plants")
        OBJECTION = "objection", _("Open to objections")
        FINAL = "final", _("Final")
        AWARDED = "awarded", _("Awarded")
        CLOSED = "closed", _("Closed")
        ANNULLED = "annulled", _("Annulled")

    class Kind(models.TextChoices):
        EQUIPMENT = "equipment", _("Between machines")
        WORKSHOP = "workshop", _("Between workshops")

    BEFORE_START = (State.DRAFTED, State.CONSULTED, State.PUBLISHED)
    ENDED = (State.CLOSED, State.ANNULLED)
    SETTLED = (State.FINAL, State.AWARDED, State.CLOSED)

    slug = models.SlugField(max_length=100, unique=True)
    title = WordsField()
    note = WordsField(blank=True)  # what it rests on, and what in it is illustrative
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WORKSHOP)
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="rounds")
    resolution = models.ForeignKey(Resolution, models.PROTECT, null=True, blank=True, related_name="rounds")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTED)
    starts_on = models.DateField()
    ends_on = models.DateField()
    conditions = models.JSONField(default=dict)
    hash = models.CharField(max_length=64, blank=True)  # of the conditions, from publication on
    trial = models.JSONField(default=dict, blank=True)  # what the drafted conditions would have done to the year before
    drafted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField()
    consulted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    began_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    inputs = models.TextField(blank=True)  # what was counted, in the one way to write it down
    inputs_hash = models.CharField(max_length=64, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # that its check by other plants is overdue; once
    appraised_at = models.DateTimeField(null=True, blank=True)
    objection_at = models.DateTimeField(null=True, blank=True)
    final_at = models.DateTimeField(null=True, blank=True)
    awarded_at = models.DateTimeField(null=True, blank=True)
    awards = models.JSONField(default=dict, blank=True)  # {"most_helpful": slug, ...}
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why it was annulled
    is_illustrative = models.BooleanField(default=False)
    # Standings as last counted. `looked_at`: when the inputs were last found to be these.
    result = models.JSONField(default=dict, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    method_version = models.CharField(max_length=20, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        db_table = "round"
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.CheckConstraint(name="round_days_in_order", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="round_published_has_hash",
                condition=Q(state__in=("drafted", "consulted", "annulled")) | ~Q(hash=""),
            ),
            models.CheckConstraint(
                name="round_frozen_keeps_inputs",
                condition=Q(state__in=("drafted", "consulted", "published", "running", "annulled"))
                | ~Q(inputs_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def journal_name(self) -> str:
        return f"round:{self.slug}"

    @property
    def address(self) -> str:
        return f"/standings/{self.slug}"

    @property
    def frozen_inputs(self) -> dict[str, Any]:
        return json.loads(self.inputs)

    @property
    def search_words(self) -> list[object]:
        return [self.title, self.note] if self.state != self.State.DRAFTED else []


class OfRoundQuerySet(OfWhatIsKnown["Row"]):
    """What belongs to a round; its numbers ask the metrics' disclosure."""

    owner = "round"


class RoundComment(models.Model):
    """What a crew says about the drafted conditions, and the answer without which they are not published."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="comments")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="round_comments")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    text = WordsField()
    at = models.DateTimeField()
    answer = WordsField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        db_table = "round_comment"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return str(self.text)

    @property
    def journal_name(self) -> str:
        return f"round:{self.round.slug}/comments/{self.pk}"


class Standing(models.Model):
    """One entrant's place in a round. What was counted for it is a part of the round's result."""

    class State(models.TextChoices):
        PROVISIONAL = "provisional", _("Provisional")
        CONTESTED = "contested", _("Under review")
        FINAL = "final", _("Final")
        VETOED = "vetoed", _("No award: safety")
        INSUFFICIENT_DATA = "insufficient_data", _("No standing")

    round = models.ForeignKey(Round, models.CASCADE, related_name="standings")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="standings")
    line = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.PROVISIONAL)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    checked_for = models.ForeignKey(Plant, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    finding = models.TextField(blank=True)

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        db_table = "standing"
        ordering = ("round", "workshop", "line")
        constraints = [models.UniqueConstraint(fields=["round", "workshop", "line"], name="standing_once")]

    def __str__(self) -> str:
        return f"{self.workshop} {self.line}".strip()

    @property
    def key(self) -> str:
        return f"{self.workshop.slug}/{self.line}" if self.line else self.workshop.slug

    @property
    def journal_name(self) -> str:
        return f"round:{self.round.slug}/{self.key}"

    @property
    def counted(self) -> dict[str, Any]:
        """What the round's result says of it; {} before the first count."""
        return self.round.result.get("entrants", {}).get(self.key, {})
