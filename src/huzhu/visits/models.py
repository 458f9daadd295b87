"""Visits and professional meetings: who goes where to see what, what was watched, and what will be done."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huzhu.cards.models import Card
from huzhu.contracts.models import ContractItem
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.words import WordsField
from huzhu.workshops.models import Workshop

if TYPE_CHECKING:
    from typing import TypeVar

    Row = TypeVar("Row", bound=models.Model)


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, person: Person) -> VisitQuerySet:
        """Until the host has confirmed it, a visit is known to its two sides and the secretariat; then to all."""
        if not person.is_member:
            return self.none()
        if "secretariat" in person.roles:
            return self.all()
        coming = Visit.visiting.through.objects.filter(workshop__plant__in=person.plants).values("visit_id")
        own = Q(host__plant__in=person.plants) | Q(pk__in=coming)
        return self.filter(own | Q(confirmed_at__isnull=False))


class Visit(models.Model):
    """One topic, seen at the workshop that is strong in it. A call for help by those who come, never an inspection."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        HOST_CONFIRMED = "host_confirmed", _("Confirmed by the host")
        PREPARED = "prepared", _("Prepared")
        HELD = "held", _("Held, report due")
        REPORTED = "reported", _("Reported")
        ACTIONS_OPEN = "actions_open", _("Actions under way")
        EFFECT_REVIEWED = "effect_reviewed", _("Effect reviewed")
        CLOSED = "closed", _("Visit closed")
        DECLINED = "declined", _("Declined by the host")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Called off")

    BEFORE = (State.PROPOSED, State.HOST_CONFIRMED, State.PREPARED, State.POSTPONED)
    ENDED = (State.CLOSED, State.DECLINED, State.CANCELLED)

    slug = models.SlugField(max_length=80, unique=True)
    title = WordsField()
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="visits")
    host = models.ForeignKey(Workshop, models.PROTECT, related_name="visits_hosted")
    visiting = models.ManyToManyField(Workshop, related_name="visits_made")
    why = WordsField(blank=True)
    # What the comparison said when it was proposed: {workshop, amount, low, high, relative, until_on}; shown only as
    # far as the metric's disclosure lets the reader see the host's values.
    gap = models.JSONField(default=dict, blank=True)
    experience = models.ForeignKey(Experience, models.PROTECT, null=True, blank=True, related_name="visits")
    card = models.ForeignKey(Card, models.PROTECT, null=True, blank=True, related_name="visits")  # that asked first
    state = models.CharField(max_length=20, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="visits_proposed")
    proposed_at = models.DateTimeField()
    lead = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="visits_led")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    meet_at = models.TimeField(null=True, blank=True)
    place = WordsField(blank=True)
    seats = models.PositiveSmallIntegerField(default=12)
    changes = models.PositiveSmallIntegerField(default=0)  # of date or place, so that calendars take the newer one
    induction = WordsField(blank=True)  # what the visitors are told about safety, before anything is seen
    induction_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="inductions")
    pack_note = WordsField(blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # of declining, postponing, calling off, closing
    effect = models.JSONField(default=dict, blank=True)  # adoption's journal name -> evidence, when it was reviewed
    effect_note = WordsField(blank=True)
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="visits_reviewed")
    reviewed_on = models.DateField(null=True, blank=True)
    note = WordsField(blank=True)
    is_illustrative = models.BooleanField(default=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        db_table = "visit"
        ordering = ("-proposed_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="visit_days_in_order",
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="visit_confirmed_has_day",
                condition=Q(state__in=("proposed", "declined", "postponed", "cancelled")) | Q(starts_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def journal_name(self) -> str:
        return f"visit:{self.slug}"

    @property
    def last_day(self) -> datetime.date | None:
        return self.ends_on or self.starts_on

    @property
    def places(self) -> list[Workshop]:
        """Host first, then those who come."""
        return [self.host, *self.visiting.all()]


class OfVisitQuerySet(models.QuerySet["Row"]):
    def visible_to(self, person: Person) -> OfVisitQuerySet:
        """What belongs to a visit is known to whoever knows the visit."""
        return self.filter(visit__in=Visit.objects.visible_to(person))


class VisitSignUp(models.Model):
    """Somebody who wants to come. Who has a seat and who waits follows from the order of signing up."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(Person, models.PROTECT, related_name="sign_ups")
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, related_name="+")
    signed_up_at = models.DateTimeField()
    was_there = models.BooleanField(null=True, blank=True)

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        db_table = "visit_sign_up"
        ordering = ("visit", "signed_up_at", "pk")
        constraints = [models.UniqueConstraint(fields=["visit", "person"], name="sign_up_once")]

    def __str__(self) -> str:
        return str(self.person)


class VisitQuestion(models.Model):
    """What the visitors want to know, sent before they come, and what the host says to it."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="questions")
    text = WordsField()
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    answer = WordsField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        db_table = "visit_question"
        ordering = ("visit", "pk")

    def __str__(self) -> str:
        return str(self.text)


class VisitStep(models.Model):
    """One step of the operation watched at a workshop: inside the stop or outside it, how long, how many people."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="watched")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    name = WordsField()
    is_inside = models.BooleanField()  # the machine stands still for it
    seconds = models.PositiveIntegerField()
    people = models.PositiveSmallIntegerField(default=1)
    tools = WordsField(blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        db_table = "visit_step"
        ordering = ("visit", "workshop", "number")
        constraints = [
            models.UniqueConstraint(fields=["visit", "workshop", "number"], name="visit_step_once"),
            models.CheckConstraint(name="visit_step_takes_time", condition=Q(seconds__gt=0, people__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class VisitFinding(models.Model):
    """A sentence of the report: what was learned, where it fits, what can go wrong."""

    class Kind(models.TextChoices):
        LEARNED = "learned", _("What was learned")
        FITS = "fits", _("Where it fits")
        RISK = "risk", _("What can go wrong")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=10, choices=Kind)
    text = WordsField()

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        db_table = "visit_finding"
        ordering = ("visit", "pk")

    def __str__(self) -> str:
        return str(self.text)


class VisitAction(models.Model):
    """What a workshop will do because of the visit. An adoption that came of it points here."""

    class State(models.TextChoices):
        OPEN = "open", _("To be done")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Not done, with a reason")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="actions")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="visit_actions")
    text = WordsField()
    owner = models.ForeignKey(Person, models.PROTECT, related_name="visit_actions")
    due_on = models.DateField()
    experience = models.ForeignKey(Experience, models.PROTECT, null=True, blank=True, related_name="visit_actions")
    line = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    result = models.TextField(blank=True)
    settled_on = models.DateField(null=True, blank=True)
    contract_item = models.ForeignKey(
        ContractItem, models.SET_NULL, null=True, blank=True, related_name="visit_actions"
    )  # where it was promised as well

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        db_table = "visit_action"
        ordering = ("visit", "due_on", "pk")

    def __str__(self) -> str:
        return str(self.text)

    @property
    def journal_name(self) -> str:
        return f"visit:{self.visit.slug}/actions/{self.pk}"


class VisitThanks(models.Model):
    """Thanks to a named person, for something named."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="thanks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="thanks")
    what_for = WordsField()
    said_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        db_table = "visit_thanks"
        ordering = ("visit", "pk")
        constraints = [models.UniqueConstraint(fields=["visit", "person"], name="visit_thanks_once")]

    def __str__(self) -> str:
        return str(self.person)
