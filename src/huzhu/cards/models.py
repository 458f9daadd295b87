"""Cards, their answers, their photos, and who may send one to other plants in the head's place."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.words import WordsField
from huzhu.workshops.models import Trade, Workshop

if TYPE_CHECKING:
    from collections.abc import Iterable

BROADCAST = 3  # the level of the ladder at which a card is everybody's


class CardQuerySet(models.QuerySet["Card"]):
    def visible_to(self, person: Person) -> CardQuerySet:
        """A plant's own cards; and of other plants' those sent across that are addressed to the reader's plant.

        A card asked of named workshops stays between the plants concerned, until the ladder makes it everybody's or
        it was solved and may be quoted. The alliance's secretariat and committee see whatever has left its plant.
        """
        if not person.is_member:
            return self.none()
        own = Q(workshop__plant__in=person.plants)
        across = Q(across_at__isnull=False)
        if person.holds("secretariat", "committee"):
            return self.filter(own | across)
        named = Card.to_workshops.through.objects.filter(workshop__plant__in=person.plants)
        trades = Workshop.objects.filter(plant__in=person.plants)
        told_to_all = Q(state=Card.State.CLOSED_SOLVED, may_quote=True)
        reached = Q(reach=Card.Reach.ALL) | Q(told_level__gte=BROADCAST) | told_to_all
        reached |= Q(reach=Card.Reach.TRADE, to_trade__in=trades.values("trade"))
        reached |= Q(pk__in=named.values("card"))
        return self.filter(own | (across & reached))

    def open(self) -> CardQuerySet:
        """Issued and not yet ended."""
        return self.filter(state__in=Card.OPEN)

    def waiting(self) -> CardQuerySet:
        """Nobody has answered yet."""
        return self.filter(state__in=Card.WAITING)

    def asked_of(self, workshops: Iterable[Workshop]) -> CardQuerySet:
        """Addressed to one of these workshops: by name, by trade or to all, and able to reach it."""
        return self.filter(Card.asks(list(workshops)))


class Card(models.Model):
    """One short item from a workshop to others, with a clock: a question, or an offer."""

    class Kind(models.TextChoices):
        ASK = "ask", _("Help wanted")
        OFFER = "offer", _("Help offered")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ISSUED = "issued", _("Issued")
        ACKNOWLEDGED = "acknowledged", _("Someone is on it")
        ANSWERED = "answered", _("Answered")
        TRIED = "tried", _("Being tried")
        CLOSED_SOLVED = "closed_solved", _("Solved")
        CLOSED_PARTLY = "closed_partly", _("Partly solved")
        CLOSED_NOT_SOLVED = "closed_not_solved", _("Not solved")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DUPLICATE = "duplicate", _("Asked before")
        CONVERTED = "converted", _("Carried on elsewhere")

    WAITING = (State.ISSUED, State.ACKNOWLEDGED)
    OPEN = (*WAITING, State.ANSWERED, State.TRIED)
    CLOSED = (State.CLOSED_SOLVED, State.CLOSED_PARTLY, State.CLOSED_NOT_SOLVED)

    class Reach(models.TextChoices):
        WORKSHOPS = "workshops", _("The workshops I name")
        TRADE = "trade", _("All workshops of a trade")
        ALL = "all", _("Everybody")

    class Urgency(models.TextChoices):
        SAFETY = "safety", _("People can be hurt")
        URGENT = "urgent", _("Urgent")
        ORDINARY = "ordinary", _("Ordinary")

    class Help(models.TextChoices):
        ADVICE = "advice", _("Advice")
        DRAWING = "drawing", _("A drawing or a description")
        VISIT = "visit", _("May we come and see?")
        PEOPLE = "people", _("Somebody to come")
        MATERIAL = "material", _("Material or a spare part")

    class Into(models.TextChoices):
        VISIT = "visit", _("A visit")
        EXPERIENCE = "experience", _("An experience")
        CONTRACT_ITEM = "contract_item", _("A promise in a contract")
        EXPRESS = "express", _("A story in the Express")
        AID = "aid", _("Material aid")

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.ASK)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="cards")  # that asks, or offers
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="cards")  # None: program
    signed = models.CharField(max_length=60, blank=True)  # the name written under it, where it is the shift's
    reach = models.CharField(max_length=10, choices=Reach, default=Reach.TRADE)
    to_workshops = models.ManyToManyField(Workshop, related_name="cards_received", blank=True)
    to_trade = models.ForeignKey(Trade, models.PROTECT, null=True, blank=True, related_name="cards")
    urgency = models.CharField(max_length=8, choices=Urgency, default=Urgency.ORDINARY)
    wanted_help = models.CharField(max_length=8, choices=Help, default=Help.ADVICE)
    may_quote = models.BooleanField(default=True)  # in the Express, and to plants that were not asked, once solved
    wanted_by_on = models.DateField(null=True, blank=True)
    title = WordsField()
    what = WordsField(blank=True)
    tried = WordsField(blank=True)
    machine = WordsField(blank=True)
    metric = models.ForeignKey(Metric, models.PROTECT, null=True, blank=True, related_name="cards")
    value_now = models.FloatField(null=True, blank=True)
    value_wanted = models.FloatField(null=True, blank=True)
    bad_since_on = models.DateField(null=True, blank=True)
    experience = models.ForeignKey(  # what it asks about, or offers
        Experience, models.PROTECT, null=True, blank=True, related_name="cards"
    )
    is_illustrative = models.BooleanField(default=False)

    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    across_at = models.DateTimeField(null=True, blank=True)  # sent to other plants; None: inside its own
    across_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    helper = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, related_name="+")  # who is on it
    answered_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    value_after = models.FloatField(null=True, blank=True)
    result = WordsField(blank=True)  # what came of it, or why not
    thanks = WordsField(blank=True)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    converted_into = models.CharField(max_length=14, choices=Into, blank=True)
    converted_address = models.CharField(max_length=300, blank=True)

    told_level = models.PositiveSmallIntegerField(default=0)  # how far up the ladder people have been told
    reminded_at = models.DateTimeField(null=True, blank=True)  # the asker, that an answer waits for a word
    # Work that is due, claimed under a lease; in the alliance's time:
    due_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        db_table = "card"
        ordering = ("-number",)
        indexes = [models.Index(fields=["state", "issued_at"], name="card_state")]
        constraints = [
            models.CheckConstraint(
                name="card_reach",
                condition=Q(reach="trade", to_trade__isnull=False) | Q(~Q(reach="trade"), to_trade__isnull=True),
            ),
            models.CheckConstraint(
                name="card_issued", condition=Q(state__in=("draft", "withdrawn")) | Q(issued_at__isnull=False)
            ),
            models.CheckConstraint(name="card_not_its_own_duplicate", condition=~Q(duplicate_of=models.F("id"))),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @staticmethod
    def asks(places: list[Workshop]) -> Q:
        """It is put to one of these workshops, and did not come from them."""
        named = Card.to_workshops.through.objects.filter(workshop__in=places)
        mine = Q(pk__in=named.values("card")) | Q(reach=Card.Reach.ALL)
        mine |= Q(reach=Card.Reach.TRADE, to_trade__in={each.trade_id for each in places})
        reaches = Q(across_at__isnull=False) | Q(workshop__plant__in={each.plant_id for each in places})
        return mine & reaches & ~Q(workshop__in=places)

    @property
    def journal_name(self) -> str:
        return f"card:{self.number}"

    @property
    def address(self) -> str:
        return f"/cards/{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in Card.OPEN

    @property
    def is_across(self) -> bool:
        return self.across_at is not None

    @property
    def waits_for_head(self) -> bool:
        """It is meant for other plants and has not got the head's tap yet."""
        return self.is_open and not self.is_across and self.wants_across

    @property
    def wants_across(self) -> bool:
        """Is it addressed to anybody outside its own plant?"""
        if self.reach != Card.Reach.WORKSHOPS:
            return True
        return self.to_workshops.exclude(plant=self.workshop.plant_id).exists()

    @property
    def since(self) -> datetime.datetime | None:
        """When those asked could first see it: the clocks run from here."""
        return self.across_at or self.issued_at

    def addressees(self) -> models.QuerySet[Workshop]:
        """The workshops it is asked of, as far as it has been sent."""
        places = Workshop.objects.exclude(pk=self.workshop_id).select_related("plant", "trade")
        if self.reach == Card.Reach.WORKSHOPS:
            places = places.filter(cards_received=self)
        elif self.reach == Card.Reach.TRADE:
            places = places.filter(Q(trade=self.to_trade_id) | Q(cards_received=self)).distinct()
        return places if self.is_across else places.filter(plant=self.workshop.plant_id)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, person: Person) -> AnswerQuerySet:
        """Whoever may see the card sees its answers."""
        return self.filter(card__in=Card.objects.visible_to(person).values("pk"))

    def counting(self) -> AnswerQuerySet:
        """Answers proper: not talk below them, and not taken back."""
        return self.filter(reply_to=None, taken_back_at=None)


class Answer(models.Model):
    """What somebody advises, with what must hold and what can go wrong; or, under an answer, talk about it."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="answers")
    reply_to = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, related_name="answers")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="answers")
    text = WordsField()
    preconditions = WordsField(blank=True)
    risk = WordsField(blank=True)
    experience = models.ForeignKey(Experience, models.PROTECT, null=True, blank=True, related_name="answers")
    at = models.DateTimeField()
    chosen_at = models.DateTimeField(null=True, blank=True)  # the asker tries this
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        db_table = "card_answer"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return str(self.text)

    @property
    def journal_name(self) -> str:
        return f"card:{self.card.number}/answers/{self.pk}"


class PhotoQuerySet(models.QuerySet["Photo"]):
    def visible_to(self, person: Person) -> PhotoQuerySet:
        """Whoever may see the card sees its photos."""
        return self.filter(card__in=Card.objects.visible_to(person).values("pk"))


class Photo(models.Model):
    """A picture on a card, kept as a file by its hash; what the camera wrote into it is taken out first."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="photos")
    hash = models.CharField(max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}$")])
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()

    objects = PhotoQuerySet.as_manager()

    class Meta:
        db_table = "card_photo"
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["card", "hash"], name="photo_once")]

    def __str__(self) -> str:
        return self.hash[:12]

    @property
    def journal_name(self) -> str:
        return f"card:{self.card.number}/photos/{self.pk}"


class DeputyQuerySet(models.QuerySet["Deputy"]):
    def visible_to(self, person: Person) -> DeputyQuerySet:
        """One's own plant's."""
        return self.filter(workshop__plant__in=person.plants) if person.is_member else self.none()

    def acting(self) -> DeputyQuerySet:
        return self.filter(ended_at=None)


class Deputy(models.Model):
    """A team leader whom the head lets send cards to other plants in the workshop's name."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="deputies")
    person = models.ForeignKey(Person, models.CASCADE, related_name="deputies")
    named_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        db_table = "card_deputy"
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "person"], condition=Q(ended_at=None), name="deputy_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.workshop}"

    @property
    def journal_name(self) -> str:
        return f"deputy:{self.pk}"
