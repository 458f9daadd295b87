"""The chain of entries, its head, and the receipts that keep a repeated write from happening twice."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from huzhu.people.models import Person

GENESIS = "0" * 64
SCHEME = "huzhu-journal-1"  # goes into every hash, so that an entry can never pass for something else


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, person: Person) -> EntryQuerySet:
        """Alliance-wide acts are for every member; a plant's own acts are for the plant."""
        if not person.is_member:
            return self.none()
        return self.filter(models.Q(plant="") | models.Q(plant__in=person.plant_slugs))

    def update(self, **kwargs: Any) -> int:
        raise TypeError("The journal is append-only: entries are not changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("The journal is append-only: entries are not deleted.")

    def about(self, thing: str) -> EntryQuerySet:
        return self.filter(thing=thing).order_by("number")


class Entry(models.Model):
    """One act. `number` counts without a gap from 1; `hash` covers everything else and the hash before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=200)
    plant = models.CharField(max_length=80, blank=True)
    by_person = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=150, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        db_table = "journal_entry"
        ordering = ("number",)
        indexes = [models.Index(fields=["thing", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.thing}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("The journal is append-only: entries are not deleted.")

    def computed_hash(self) -> str:
        """SHA-256 over the canonical JSON (sorted keys, UTF-8, no blanks) of every field and the previous hash."""
        content: dict[str, Any] = {
            "scheme": SCHEME,
            "number": self.number,
            "at": self.at.isoformat(timespec="microseconds"),
            "verb": self.verb,
            "thing": self.thing,
            "plant": self.plant,
            "by_person": self.by_person,
            "by_name": self.by_name,
            "authority": self.authority,
            "details": self.details,
            "previous_hash": self.previous_hash,
        }
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


class Head(models.Model):
    """The end of the chain: one row, locked by every verb, so that the chain cannot fork."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        db_table = "journal_head"

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class Receipt(models.Model):
    """What a write was answered, kept under the key its sender chose: the same key again gets the same answer."""

    key = models.CharField(max_length=100)
    by_person = models.BigIntegerField()
    address = models.CharField(max_length=500)
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=1000, blank=True)
    body = models.TextField(blank=True)
    content_type = models.CharField(max_length=100, blank=True)

    class Meta:
        db_table = "journal_receipt"
        constraints = [models.UniqueConstraint(fields=["by_person", "key"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
