"""What a conference decided: resolutions, votes, what was reported on them since; the minutes and who approved them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.conferences.models import Conference, OfConferenceQuerySet
from huzhu.people.models import Person
from huzhu.people.reading import OfWhatIsKnown
from huzhu.words import WordsField
from huzhu.workshops.models import Plant


class Resolution(models.Model):
    """One decision, voted on by the heads of delegation, with an owner and a day once it has passed."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Before the vote")
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Not passed")
        ASSIGNED = "assigned", _("Has its owner")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")
        LAPSED = "lapsed", _("Lapsed")

    OPEN = (State.PASSED, State.ASSIGNED, State.UNDER_WAY)

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="resolutions")
    number = models.PositiveSmallIntegerField()
    text = WordsField()
    because = WordsField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="resolutions")
    due_on = models.DateField(null=True, blank=True)
    evidence = WordsField(blank=True)  # of its being done; or the reason for which it lapsed
    ended_at = models.DateTimeField(null=True, blank=True)
    is_illustrative = models.BooleanField(default=False)

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        db_table = "conference_resolution"
        ordering = ("conference", "number")
        constraints = [
            models.UniqueConstraint(fields=["conference", "number"], name="resolution_number_once"),
            models.CheckConstraint(
                name="resolution_owned",
                condition=Q(state__in=("proposed", "passed", "failed"))
                | Q(owner__isnull=False, due_on__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="resolution_ended", condition=~Q(state__in=("done", "lapsed")) | Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)

    @property
    def journal_name(self) -> str:
        return f"conference:{self.conference.slug}/resolutions/{self.number}"

    @property
    def address(self) -> str:
        return f"{self.conference.address}#resolution-{self.number}"


class OfResolutionQuerySet(OfWhatIsKnown):
    owner = "resolution__conference"


class Vote(models.Model):
    """One plant, one vote, given by the head of its delegation, in the open. Never changed."""

    class Choice(models.TextChoices):
        FOR = "for", _("For")
        AGAINST = "against", _("Against")
        ABSTAIN = "abstain", _("Abstains")

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="votes")
    plant = models.ForeignKey(Plant, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice)
    from_afar = models.BooleanField(default=False)  # called in
    at = models.DateTimeField()

    objects = OfResolutionQuerySet.as_manager()

    class Meta:
        db_table = "conference_vote"
        ordering = ("resolution", "plant")
        constraints = [models.UniqueConstraint(fields=["resolution", "plant"], name="one_plant_one_vote")]

    def __str__(self) -> str:
        return f"{self.plant} {self.choice}"


class ResolutionNote(models.Model):
    """How it goes with a resolution, and what it brought about; also at later conferences."""

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="notes")
    text = WordsField()
    address = models.CharField(max_length=300, blank=True)  # the page of what it brought about
    reported_at = models.ForeignKey(Conference, models.PROTECT, null=True, blank=True, related_name="reports")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = OfResolutionQuerySet.as_manager()

    class Meta:
        db_table = "conference_resolution_note"
        ordering = ("resolution", "at", "pk")

    def __str__(self) -> str:
        return str(self.text)


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def visible_to(self, person: Person) -> MinutesQuerySet:
        """Until they are published, the minutes are for those who were there, the secretariat and the committee."""
        known = self.filter(conference__in=Conference.objects.visible_to(person))
        if person.holds("secretariat", "committee"):
            return known
        published = Q(conference__state__in=Conference.PUBLISHED)
        return known.filter(published | Q(conference__delegates__person=person)).distinct()


class Minutes(models.Model):
    """One version of the minutes: lines; "# " begins a heading and "- " a point of a list."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    text = WordsField()
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()

    objects = MinutesQuerySet.as_manager()

    class Meta:
        db_table = "conference_minutes"
        ordering = ("conference", "number")
        constraints = [models.UniqueConstraint(fields=["conference", "number"], name="minutes_number_once")]

    def __str__(self) -> str:
        return f"{self.conference} {self.number}"

    @property
    def journal_name(self) -> str:
        return f"conference:{self.conference.slug}/minutes/{self.number}"


class ApprovalQuerySet(OfWhatIsKnown):
    owner = "minutes"


class Approval(models.Model):
    """A head of delegation stands by one version of the minutes. Another version asks anew."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="approvals")
    plant = models.ForeignKey(Plant, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        db_table = "conference_approval"
        ordering = ("minutes", "plant")
        constraints = [models.UniqueConstraint(fields=["minutes", "plant"], name="approval_once")]

    def __str__(self) -> str:
        return str(self.plant)
