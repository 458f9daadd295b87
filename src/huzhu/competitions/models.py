"""Rounds with their conditions, standings, what was said about them, safety gates, and the banner."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huzhu.adoptions.models import Adoption
from huzhu.people.models import Person
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
    decided_by = models.CharField(max_length=200, blank=True)  # the resolution behind it, as an address or in words
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


class OfRoundQuerySet(models.QuerySet["Row"]):
    def visible_to(self, person: Person) -> OfRoundQuerySet:
        """What belongs to a round is known to whoever knows the round; its numbers ask the metrics' disclosure."""
        return self.filter(round__in=Round.objects.visible_to(person))


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


class OfStandingQuerySet(models.QuerySet["Row"]):
    def visible_to(self, person: Person) -> OfStandingQuerySet:
        return self.filter(standing__round__in=Round.objects.visible_to(person))


class Dispute(models.Model):
    """Somebody holds a count to be wrong; the committee decides. After the appraisal it is an objection."""

    standing = models.ForeignKey(Standing, models.CASCADE, related_name="disputes")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="+")  # that raises it
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    why = models.TextField()
    is_objection = models.BooleanField(default=False)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    is_upheld = models.BooleanField(default=False)
    decision = models.TextField(blank=True)

    objects = OfStandingQuerySet.as_manager()

    class Meta:
        db_table = "round_dispute"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.standing_id} {self.why[:40]}"

    @property
    def journal_name(self) -> str:
        return f"{self.standing.journal_name}/disputes/{self.pk}"


class Gate(models.Model):
    """A ground for withholding the award, proposed by the data or by a person, and what was decided about it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("To be decided")
        UPHELD = "upheld", _("Award withheld")
        DISMISSED = "dismissed", _("Found to be no ground")
        APPEALED = "appealed", _("Under appeal")

    class Ground(models.TextChoices):
        CONCEALMENT = "concealment", _("An injury was concealed, or figures were falsified, as proven")
        SERIOUS_INJURY = "serious_injury", _("A serious injury with a confirmed failure of management")
        UNCONTAINED = "uncontained", _("A danger to people was not contained in time")
        REFUSED_ALERT = "refused_alert", _("A safety alert was refused without a reason that holds")

    FROM_DATA = (Ground.UNCONTAINED, Ground.REFUSED_ALERT)

    standing = models.ForeignKey(Standing, models.CASCADE, related_name="gates")
    ground = models.CharField(max_length=16, choices=Ground)
    about = models.CharField(max_length=200, blank=True)  # journal name of the danger or alert
    address = models.CharField(max_length=200, blank=True)
    facts = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # None: the data
    proposed_at = models.DateTimeField()
    officer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # of another plant
    officer_says = models.CharField(max_length=10, choices=State, blank=True)
    officer_why = models.TextField(blank=True)
    officer_at = models.DateTimeField(null=True, blank=True)
    committee = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True)
    appealed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal = models.TextField(blank=True)
    appeal_decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    appeal_decided_at = models.DateTimeField(null=True, blank=True)
    appeal_answer = models.TextField(blank=True)

    objects = OfStandingQuerySet.as_manager()

    class Meta:
        db_table = "round_gate"
        ordering = ("proposed_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["standing", "ground", "about"], name="gate_once"),
            models.CheckConstraint(
                name="gate_decided_by_two",
                condition=Q(state="proposed") | Q(officer__isnull=False, committee__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standing_id} {self.ground}"

    @property
    def journal_name(self) -> str:
        return f"{self.standing.journal_name}/gates/{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in (Gate.State.PROPOSED, Gate.State.APPEALED)


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def visible_to(self, person: Person) -> ConfirmationQuerySet:
        """Who thanked whom is known to all, as the adoption is."""
        return self.filter(adoption__in=Adoption.objects.visible_to(person))


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
