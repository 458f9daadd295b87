"""The numbered issues, and where a story stands in one."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huzhu.cards.models import Card
from huzhu.express.models import Story
from huzhu.people.models import Person


class ExpressIssueQuerySet(models.QuerySet["ExpressIssue"]):
    def visible_to(self, person: Person) -> ExpressIssueQuerySet:
        """What is out is every member's; one in the making is the editors'."""
        if not person.is_member:
            return self.none()
        return self.all() if person.holds("secretariat") else self.published()

    def published(self) -> ExpressIssueQuerySet:
        return self.filter(published_at__isnull=False)


class ExpressIssue(models.Model):
    """A numbered issue: a lead, shorts, cards that want help."""

    class State(models.TextChoices):
        COMPILED = "compiled", _("In the making")
        PUBLISHED = "published", _("Out")

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=9, choices=State, default=State.COMPILED)
    is_special = models.BooleanField(default=False)  # one urgent story alone
    compiled_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # The head of the journal when it came out: printed, so that paper witnesses the record.
    journal_number = models.PositiveBigIntegerField(default=0)
    journal_hash = models.CharField(max_length=64, blank=True)
    stories = models.ManyToManyField(Story, through="StoryPlace", related_name="issues")
    cards = models.ManyToManyField(Card, related_name="issues", blank=True)

    objects = ExpressIssueQuerySet.as_manager()

    class Meta:
        db_table = "express_issue"
        ordering = ("-number",)
        constraints = [
            models.CheckConstraint(
                name="issue_published", condition=~Q(state="published") | Q(published_at__isnull=False)
            ),
            models.UniqueConstraint(fields=["state"], condition=Q(state="compiled"), name="issue_one_in_the_making"),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def journal_name(self) -> str:
        return f"express:{self.number}"

    @property
    def address(self) -> str:
        return f"/express/{self.number}"

    @property
    def take_down_on(self) -> datetime.date | None:
        """Until when a sheet hangs on the board."""
        return timezone.localdate(self.published_at) + datetime.timedelta(days=14) if self.published_at else None

    def in_order(self) -> list[Story]:
        places = self.places.select_related("story__workshop__plant", "story__workshop__trade", "story__experience")
        return [place.story for place in places.order_by("order", "pk")]


class StoryPlace(models.Model):
    """Where a story stands in an issue; the first one leads."""

    issue = models.ForeignKey(ExpressIssue, models.CASCADE, related_name="places")
    story = models.ForeignKey(Story, models.PROTECT, related_name="places")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "express_place"
        ordering = ("order", "pk")
        constraints = [models.UniqueConstraint(fields=["issue", "story"], name="story_once_an_issue")]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.story_id}"
