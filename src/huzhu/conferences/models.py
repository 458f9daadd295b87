"""Conferences, who comes, what is on the agenda, what is exchanged, and what every receiving workshop answers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huzhu.experiences.dispositions import TAKEN, Disposition
from huzhu.experiences.models import Experience
from huzhu.people.models import Person
from huzhu.people.reading import OfWhatIsKnown
from huzhu.words import WordsField
from huzhu.workshops.models import Plant, Workshop


class ConferenceQuerySet(models.QuerySet["Conference"]):
    def visible_to(self, person: Person) -> ConferenceQuerySet:
        """Until it is called, a conference is known to its host, the secretariat and the committee; then to all."""
        if not person.is_member:
            return self.none()
        if person.holds("secretariat", "committee"):
            return self.all()
        return self.filter(Q(called_at__isnull=False) | Q(host__in=person.plants))


class Conference(models.Model):
    """A plenary of all plants, held at one of them."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CALLED = "called", _("Called")
        IN_SESSION = "in_session", _("In session")
        ADJOURNED = "adjourned", _("Over, minutes due")
        MINUTES_DRAFT = "minutes_draft", _("Minutes to be approved")
        MINUTES_APPROVED = "minutes_approved", _("Minutes approved")
        FOLLOW_UP = "follow_up", _("Being carried out")
        ARCHIVED = "archived", _("Archived")
        CANCELLED = "cancelled", _("Called off")

    BEFORE = (State.PLANNED, State.CALLED)
    AFTER = (State.ADJOURNED, State.MINUTES_DRAFT, State.MINUTES_APPROVED, State.FOLLOW_UP, State.ARCHIVED)
    PUBLISHED = (State.FOLLOW_UP, State.ARCHIVED)
    ENDED = (State.ARCHIVED, State.CANCELLED)

    slug = models.SlugField(max_length=80, unique=True)  # ends in "-conference": see rules.address_of
    ordinal = models.PositiveSmallIntegerField()
    title = WordsField()
    host = models.ForeignKey(Plant, models.PROTECT, related_name="conferences")
    starts_on = models.DateField()
    ends_on = models.DateField()
    place = WordsField(blank=True)
    note = WordsField(blank=True)
    call_in = models.CharField(max_length=300, blank=True)  # a number or a link for delegates from afar; theirs alone
    state = models.CharField(max_length=20, choices=State, default=State.PLANNED)
    planned_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    adjourned_at = models.DateTimeField(null=True, blank=True)  # from here the thirty days of the answers run
    drafted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # of calling off
    is_illustrative = models.BooleanField(default=False)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        db_table = "conference"
        ordering = ("-ordinal", "-pk")
        constraints = [
            models.CheckConstraint(name="conference_days_in_order", condition=Q(ends_on__gte=F("starts_on"))),
            models.UniqueConstraint(
                fields=["ordinal"], condition=~Q(state="cancelled"), name="conference_ordinal_once"
            ),
            models.CheckConstraint(
                name="conference_called", condition=Q(state__in=("planned", "cancelled")) | Q(called_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def journal_name(self) -> str:
        return f"conference:{self.slug}"

    @property
    def address(self) -> str:
        return f"/meetings/{self.slug}"

    @property
    def search_words(self) -> list[object]:
        return [self.title, self.place] if self.called_at else []

    @property
    def is_over(self) -> bool:
        return self.state in Conference.AFTER


class OfConferenceQuerySet(OfWhatIsKnown):
    owner = "conference"


class AgendaPoint(models.Model):
    """A point of the agenda: one that every conference has, or one that the data or the host proposed."""

    class Kind(models.TextChoices):
        LAST_RESOLUTIONS = "last_resolutions", _("Report on the last resolutions")
        CONTRACTS = "contracts", _("How the contracts were kept")
        EXCHANGE = "exchange", _("Exchange of ways, trade by trade")
        SIDE_EFFECTS = "side_effects", _("Side effects: what went wrong, and the remedies")
        VISITS = "visits", _("Seeing on site")
        COMPETITION = "competition", _("The competition")
        RESOLUTIONS = "resolutions", _("Resolutions")
        NEXT_HOST = "next_host", _("Where to meet next")
        GAP = "gap", _("A gap between workshops")
        PROMISE = "promise", _("Promises overdue")
        DANGER = "danger", _("An open danger")
        OTHER = "other", _("Other business")

    STANDING = (
        Kind.LAST_RESOLUTIONS,
        Kind.CONTRACTS,
        Kind.EXCHANGE,
        Kind.SIDE_EFFECTS,  # only good news is one of the ways in which conferences fail
        Kind.VISITS,
        Kind.COMPETITION,
        Kind.RESOLUTIONS,
        Kind.NEXT_HOST,
    )

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="agenda")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    text = WordsField(blank=True)  # of what the kind does not say
    address = models.CharField(max_length=300, blank=True)  # the page it is about
    source = models.CharField(max_length=160, blank=True)  # what the data proposed it from, so that it comes once
    said = WordsField(blank=True)  # what came of it, for the minutes

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        db_table = "conference_agenda"
        ordering = ("conference", "number")
        constraints = [
            models.UniqueConstraint(fields=["conference", "number"], name="agenda_number_once"),
            models.UniqueConstraint(
                fields=["conference", "source"], condition=~Q(source=""), name="agenda_source_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.text) if self.text else str(self.get_kind_display())

    @property
    def journal_name(self) -> str:
        return f"conference:{self.conference.slug}/agenda/{self.number}"


class Delegate(models.Model):
    """Who comes for a plant, from which workshop. One of them heads the delegation and has the plant's vote."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="delegates")
    plant = models.ForeignKey(Plant, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="delegate_at")
    workshop = models.ForeignKey(Workshop, models.PROTECT, null=True, blank=True, related_name="+")
    is_head = models.BooleanField(default=False)
    from_afar = models.BooleanField(default=False)  # calls in; else sits in the room
    named_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        db_table = "conference_delegate"
        ordering = ("conference", "plant", "-is_head", "pk")
        constraints = [
            models.UniqueConstraint(fields=["conference", "person"], name="delegate_once"),
            models.UniqueConstraint(
                fields=["conference", "plant"], condition=Q(is_head=True), name="delegation_one_head"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def journal_name(self) -> str:
        return f"conference:{self.conference.slug}/delegates/{self.pk}"


class ExchangedItem(models.Model):
    """A way put before the conference, and what became of it there."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Handed in")
        SCREENED = "screened", _("Looked through")
        ON_AGENDA = "on_agenda", _("On the agenda")
        PRESENTED = "presented", _("Presented")
        LISTED = "listed", _("On the list")

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField()
    experience = models.ForeignKey(Experience, models.PROTECT, related_name="exchanged")
    state = models.CharField(max_length=12, choices=State, default=State.SUBMITTED)
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField()

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        db_table = "conference_item"
        ordering = ("conference", "number")
        constraints = [
            models.UniqueConstraint(fields=["conference", "number"], name="exchanged_number_once"),
            models.UniqueConstraint(fields=["conference", "experience"], name="exchanged_once"),
        ]

    def __str__(self) -> str:
        return str(self.experience)

    @property
    def journal_name(self) -> str:
        return f"conference:{self.conference.slug}/items/{self.number}"


class ItemAnswerQuerySet(OfWhatIsKnown):
    """Every member's: what became of the list is the alliance's own business."""

    owner = "item__conference"

    def waiting(self) -> ItemAnswerQuerySet:
        """Nothing has been said yet, or "later" was."""
        live = self.exclude(item__conference__state__in=Conference.ENDED)
        return live.filter(disposition__in=(Disposition.NONE, Disposition.LATER))


class ItemAnswer(models.Model):
    """What one receiving workshop does about one exchanged item."""

    item = models.ForeignKey(ExchangedItem, models.CASCADE, related_name="answers")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="item_answers")
    asked_at = models.DateTimeField()
    disposition = models.CharField(max_length=14, choices=Disposition, blank=True, default=Disposition.NONE)
    reason = WordsField(blank=True)  # why not, or the condition that differs here
    later_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ItemAnswerQuerySet.as_manager()

    class Meta:
        db_table = "conference_answer"
        ordering = ("item", "pk")
        constraints = [
            models.UniqueConstraint(fields=["item", "workshop"], name="item_answer_once"),
            models.CheckConstraint(
                name="item_answer_answered", condition=Q(disposition="") | Q(answered_at__isnull=False)
            ),
            models.CheckConstraint(
                name="item_answer_later", condition=~Q(disposition="later") | Q(later_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.workshop}"

    @property
    def journal_name(self) -> str:
        return f"{self.item.journal_name}/answers/{self.workshop.slug}"

    @property
    def is_taken(self) -> bool:
        return self.disposition in TAKEN
