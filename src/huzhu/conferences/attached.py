"""What is attached to a conference: one row a file."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from huzhu.conferences.models import Conference, ExchangedItem, OfConferenceQuerySet
from huzhu.people.models import Person
from huzhu.words import WordsField


class Attachment(models.Model):
    """A file that belongs to a conference, or to a way exchanged there; kept beside the photos, see attaching.py.
    Whoever knows the conference reads it."""

    class Kind(models.TextChoices):
        """The ending of the file."""

        PDF = "pdf", _("PDF")
        JPG = "jpg", _("Picture")
        XLSX = "xlsx", _("Spreadsheet")
        ODS = "ods", _("Spreadsheet (ODS)")

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="attachments")
    item = models.ForeignKey(ExchangedItem, models.CASCADE, null=True, blank=True, related_name="attachments")
    title = WordsField()
    kind = models.CharField(max_length=4, choices=Kind)
    hash = models.CharField(max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}$")])
    bytes = models.PositiveIntegerField()
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        db_table = "conference_attachment"
        ordering = ("conference", "pk")
        constraints = [models.UniqueConstraint(fields=["conference", "hash"], name="attachment_once")]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def journal_name(self) -> str:
        return f"conference:{self.conference.slug}/attachments/{self.pk}"

    @property
    def is_late(self) -> bool:
        """Added when the minutes had been approved already."""
        approved_at = self.conference.approved_at
        return approved_at is not None and self.added_at > approved_at
