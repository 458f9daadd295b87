"""Notices, one row a person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from huzhu.people.models import Person
from huzhu.words import WordsField


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, person: Person) -> NoticeQuerySet:
        """One's own."""
        return self.filter(person=person) if person.is_member else self.none()

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)


class Notice(models.Model):
    """Something one person was told."""

    class Urgency(models.IntegerChoices):
        DAILY = 0, _("Once a day")
        SOON = 1, _("At once")
        DANGER = 2, _("Danger to people: at once, at any hour")

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    about = models.CharField(max_length=160)  # journal name of the thing
    text = WordsField()
    address = models.CharField(max_length=300)
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.DAILY)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)  # by the real clock, which `told_at` need not follow

    objects = NoticeQuerySet.as_manager()

    class Meta:
        db_table = "notice"
        ordering = ("-told_at", "-pk")
        indexes = [models.Index(fields=["person", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return str(self.text)

    @property
    def journal_name(self) -> str:
        return f"notice:{self.pk}"
