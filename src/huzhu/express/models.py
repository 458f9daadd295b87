"""Stories, what each workshop made of them, and what was announced."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.adoptions.models import Adoption
from huzhu.cards.models import Card
from huzhu.delegation.models import Delegation
from huzhu.experiences.dispositions import TAKEN, Disposition
from huzhu.experiences.models import Experience
from huzhu.hazards.models import Hazard
from huzhu.metrics.models import Definition, Metric
from huzhu.people.models import Person
from huzhu.words import WordsField
from huzhu.workshops.models import Equipment, SizeBand, Trade, Workshop

if TYPE_CHECKING:
    from collections.abc import Iterable


class StoryQuerySet(models.QuerySet["Story"]):
    def visible_to(self, person: Person) -> StoryQuerySet:
        """What was issued is every member's. A draft is its plant's and the editors'; one that the program made of
        several plants' facts and that names no workshop is the editors' alone."""
        if not person.is_member:
            return self.none()
        if person.holds("secretariat"):
            return self.all()
        return self.filter(Q(issued_at__isnull=False) | Q(workshop__plant__in=person.plants))

    def live(self) -> StoryQuerySet:
        """Issued, and still to be acted on."""
        return self.filter(state__in=Story.LIVE)


class Story(models.Model):
    """One thing that is new: the problem, what was changed, what it did, what can go wrong."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CHECKED = "checked", _("Checked")
        ISSUED = "issued", _("Issued")
        CORRECTED = "corrected", _("Corrected")
        SUPERSEDED = "superseded", _("Replaced by another")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        CLOSED = "closed", _("Closed")

    UNISSUED = (State.DRAFT, State.CHECKED)
    LIVE = (State.ISSUED, State.CORRECTED)

    class Urgency(models.TextChoices):
        SAFETY = "safety", _("People can be hurt")
        URGENT = "urgent", _("Urgent")
        ORDINARY = "ordinary", _("Ordinary")

    class Grade(models.TextChoices):
        NONE = "", _("Not yet measured")
        A = "A", _("Measured against others")
        B = "B", _("Own figures before and after")
        C = "C", _("As told by those who did it")
        X = "X", _("Contradicted by figures")

    class Source(models.TextChoices):
        FLOOR = "floor", _("Told by a workshop")
        EFFECT = "effect", _("A verified effect")
        REMEDY = "remedy", _("A remedy")
        RECALL = "recall", _("A danger that calls everybody")
        CARD = "card", _("A solved card")

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    urgency = models.CharField(max_length=8, choices=Urgency, default=Urgency.ORDINARY)
    source = models.CharField(max_length=8, choices=Source, default=Source.FLOOR)
    source_name = models.CharField(max_length=160, null=True, blank=True, unique=True)  # drafted once of each fact
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, related_name="stories")  # origin
    written_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="stories"
    )  # None: program
    title = WordsField()
    problem = WordsField(blank=True)
    change = WordsField(blank=True)
    steps = WordsField(blank=True)  # zh and en are lists of sentences
    effect = WordsField(blank=True)  # as told; what was measured is shown from the adoption
    grade = models.CharField(max_length=1, choices=Grade, blank=True)
    needs = WordsField(blank=True)  # what must hold
    risk = WordsField(blank=True)  # known or suspected side effects, and where they would show
    contact = WordsField(blank=True)
    metric = models.ForeignKey(Metric, models.PROTECT, null=True, blank=True, related_name="stories")
    definition = models.ForeignKey(Definition, models.PROTECT, null=True, blank=True, related_name="stories")
    experience = models.ForeignKey(Experience, models.PROTECT, null=True, blank=True, related_name="stories")
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, blank=True, related_name="stories")
    hazard = models.ForeignKey(Hazard, models.PROTECT, null=True, blank=True, related_name="stories")
    card = models.ForeignKey(Card, models.PROTECT, null=True, blank=True, related_name="stories")
    is_illustrative = models.BooleanField(default=False)
    drawing = models.CharField(max_length=64, blank=True)  # hash of the picture, see drawings.py
    drawing_width = models.PositiveIntegerField(null=True, blank=True)
    drawing_height = models.PositiveIntegerField(null=True, blank=True)
    # To whom it concerns: trades, narrowed by size band and equipment, or all that have the equipment; with what
    # receives their material; or everybody (sending.py).
    to_trades = models.ManyToManyField(Trade, related_name="stories", blank=True)
    to_bands = models.ManyToManyField(SizeBand, related_name="stories", blank=True)
    to_equipment = models.ManyToManyField(Equipment, related_name="stories", blank=True)
    to_downstream = models.BooleanField(default=False)
    to_all = models.BooleanField(default=False)
    act_by_on = models.DateField(null=True, blank=True)  # a safety story's action is complete by this day

    drafted_at = models.DateTimeField()
    facts_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    facts_at = models.DateTimeField(null=True, blank=True)
    risk_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    risk_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_under = models.ForeignKey(Delegation, models.PROTECT, null=True, blank=True, related_name="stories")
    correction = WordsField(blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = WordsField(blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")

    objects = StoryQuerySet.as_manager()

    class Meta:
        db_table = "express_story"
        ordering = ("-number",)
        indexes = [models.Index(fields=["state", "issued_at"], name="story_state")]
        constraints = [
            models.CheckConstraint(
                name="story_issued",
                condition=Q(state__in=("draft", "checked", "withdrawn")) | Q(issued_at__isnull=False),
            ),
            models.CheckConstraint(
                name="story_checked", condition=~Q(state="checked") | Q(facts_at__isnull=False, risk_at__isnull=False)
            ),
            models.CheckConstraint(
                name="story_superseded", condition=~Q(state="superseded") | Q(superseded_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def journal_name(self) -> str:
        return f"story:{self.number}"

    @property
    def address(self) -> str:
        return f"/express/stories/{self.number}"

    @property
    def changed_at(self) -> datetime.datetime | None:
        """When readers last had reason to look again."""
        return self.ended_at or self.corrected_at or self.issued_at

    @property
    def is_safety(self) -> bool:
        return self.urgency == Story.Urgency.SAFETY

    @property
    def is_live(self) -> bool:
        return self.state in Story.LIVE

    @property
    def search_words(self) -> list[object]:
        return [self.title, self.problem, self.change, self.steps, self.correction] if self.issued_at else []


class StoryReceiptQuerySet(models.QuerySet["StoryReceipt"]):
    def visible_to(self, person: Person) -> StoryReceiptQuerySet:
        """One's own plant's; of one's own stories all; the secretariat's and committee's all. What workshops do about a
        safety story is seen by everybody."""
        if not person.is_member:
            return self.none()
        if person.holds("secretariat", "committee"):
            return self.all()
        mine = Q(workshop__plant__in=person.plants) | Q(story__workshop__plant__in=person.plants)
        return self.filter(mine | Q(story__urgency=Story.Urgency.SAFETY))

    def waiting(self) -> StoryReceiptQuerySet:
        """Nothing has been said yet, or "later" was."""
        open_ones = Q(state__in=(StoryReceipt.State.SENT, StoryReceipt.State.READ))
        later = Q(state=StoryReceipt.State.DISPOSED, disposition=StoryReceipt.Disposition.LATER)
        return self.filter(open_ones | later, story__state__in=Story.LIVE)

    def owing(self) -> StoryReceiptQuerySet:
        """Those that wait, and those that took a danger's remedy up and have not done it by its day yet."""
        taken = Q(state=StoryReceipt.State.DISPOSED, disposition__in=TAKEN, story__act_by_on__isnull=False)
        acting = self.filter(taken, story__state__in=Story.LIVE)
        return self.filter(Q(pk__in=self.waiting().values("pk")) | Q(pk__in=acting.values("pk")))


class StoryReceipt(models.Model):
    """What one workshop makes of one story."""

    class State(models.TextChoices):
        HELD = "held", _("Waits for its turn")
        SENT = "sent", _("Sent")
        READ = "read", _("Read")
        DISPOSED = "disposed", _("Answered")
        DONE = "done", _("Done")

    Disposition = Disposition
    TAKEN = TAKEN

    story = models.ForeignKey(Story, models.CASCADE, related_name="receipts")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="story_receipts")
    state = models.CharField(max_length=8, choices=State, default=State.SENT)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    disposition = models.CharField(max_length=14, choices=Disposition, blank=True, default=Disposition.NONE)
    reason = WordsField(blank=True)  # why not, or the condition that differs here
    later_on = models.DateField(null=True, blank=True)
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, blank=True, related_name="story_receipts")
    disposed_at = models.DateTimeField(null=True, blank=True)
    disposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)  # the first answer; "later" is none
    reminded_at = models.DateTimeField(null=True, blank=True)  # those who answer, shortly before the time is over
    unread_told_at = models.DateTimeField(null=True, blank=True)  # that a danger has not been acknowledged
    overdue_told_at = models.DateTimeField(null=True, blank=True)  # that the time is over
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = StoryReceiptQuerySet.as_manager()

    class Meta:
        db_table = "express_receipt"
        ordering = ("made_at", "pk")
        indexes = [models.Index(fields=["workshop", "state"], name="story_receipt_of")]
        constraints = [
            models.UniqueConstraint(fields=["story", "workshop"], name="story_receipt_once"),
            models.CheckConstraint(
                name="story_receipt_disposed",
                condition=Q(state__in=("held", "sent", "read"), disposition="")
                | Q(state__in=("disposed", "done"), disposed_at__isnull=False) & ~Q(disposition=""),
            ),
            models.CheckConstraint(
                name="story_receipt_later", condition=~Q(disposition="later") | Q(later_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} {self.workshop}"

    @property
    def journal_name(self) -> str:
        return f"story:{self.story.number}/receipts/{self.workshop.slug}"

    @property
    def is_settled(self) -> bool:
        """Nothing more is expected of the workshop."""
        if self.state == StoryReceipt.State.DONE:
            return True
        ends = (self.Disposition.ALREADY, self.Disposition.NOT_APPLICABLE, self.Disposition.REFUSE)
        return self.state == StoryReceipt.State.DISPOSED and self.disposition in ends


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def visible_to(self, person: Person) -> AnnouncementQuerySet:
        return self.all() if person.is_member else self.none()


class Announcement(models.Model):
    """What every open page of the alliance shows at once: a row for all readers, not one for each.

    Rows are written inside verbs, which take turns on the head of the journal; so their keys grow in the order in which
    they become visible, and a reader who has seen one has seen all before it.
    """

    about = models.CharField(max_length=160)
    text = WordsField()
    address = models.CharField(max_length=300)
    is_danger = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)  # by the real clock: pages ask what came since they were made

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        db_table = "express_announcement"
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.text)


def in_full(stories: Iterable[Story] | models.QuerySet[Story]) -> models.QuerySet[Story]:
    """Stories with what a page reads of them, in one query."""
    rows = stories if isinstance(stories, models.QuerySet) else Story.objects.filter(pk__in=[s.pk for s in stories])
    return rows.select_related(
        "workshop__plant",
        "workshop__trade",
        "experience",
        "adoption__experience",
        "adoption__workshop__plant",
        "hazard",
        "card",
        "metric",
        "written_by",
        "facts_by",
        "risk_by",
        "issued_by",
        "issued_under",
        "superseded_by",
    )
