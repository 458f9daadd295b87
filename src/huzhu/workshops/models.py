"""Plants, workshops, trades, size bands, equipment and the material flow. Everything here is known to every member."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huzhu.words import WordsField

if TYPE_CHECKING:
    from huzhu.people.models import Person


class Known(models.QuerySet):
    """Rows that every member of the alliance may read, and nobody else."""

    def visible_to(self, person: Person) -> Known:
        return self.all() if person.is_member else self.none()


_held: ContextVar[list[Alliance | None] | None] = ContextVar("alliance_of_this_look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """While somebody only looks at a page, the alliance is as it was when the page was begun."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


class Alliance(models.Model):
    """The one alliance this program serves."""

    class Kind(models.TextChoices):
        ONE_GROUP = "one_group", _("Plants of one group")
        INDEPENDENT = "independent", _("Independent firms")

    name = WordsField()
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.ONE_GROUP)
    notice = WordsField(blank=True)  # stands on every page; the demo says here that its data is simulated
    clock_on = models.DateField(null=True, blank=True)  # a clock that stands still, for data from another time
    clocks = models.JSONField(default=dict, blank=True)  # {"card.acknowledge.urgent": 2}: other lengths (clocks.py)

    objects = Known.as_manager()

    class Meta:
        db_table = "alliance"

    def __str__(self) -> str:
        return str(self.name)

    @classmethod
    def here(cls) -> Alliance | None:
        """The alliance this program serves, None before it is founded. Within `one_look` it is read once."""
        held = _held.get()
        if held is None:
            return cls.objects.first()
        if not held:
            held.append(cls.objects.first())
        return held[0]

    @property
    def journal_name(self) -> str:
        return "alliance"

    @property
    def today(self) -> datetime.date:
        """The day it is in this alliance."""
        return self.clock_on or timezone.localdate()


def weekend() -> list[int]:
    return [5, 6]


class Plant(models.Model):
    """A site 厂 that holds workshops and owns their data."""

    slug = models.SlugField(max_length=60, unique=True)
    name = WordsField()
    short_name = WordsField(blank=True)
    note = WordsField(blank=True)  # e.g. that the article does not name it
    rest_weekdays = models.JSONField(default=weekend, blank=True)  # 0 Monday .. 6 Sunday
    days_off = models.JSONField(default=list, blank=True)  # ISO dates
    shift_hours = models.FloatField(default=8)

    objects = Known.as_manager()

    class Meta:
        db_table = "plant"
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.short_name or self.name)

    @property
    def calendar(self) -> dict[str, Any]:
        """As `actions.set_calendar` takes it."""
        return {"rest": self.rest_weekdays, "days_off": self.days_off, "shift_hours": self.shift_hours}

    @property
    def journal_name(self) -> str:
        return f"plant:{self.slug}"


class Trade(models.Model):
    """A kind of workshop 同工种 inside which comparison is fair."""

    slug = models.SlugField(max_length=60, unique=True)
    name = WordsField()
    workshop_word = WordsField(blank=True)  # what its workshops are called: "section mills"
    size_name = WordsField(blank=True)  # what size means here: roll diameter, furnace tonnage
    size_unit = models.CharField(max_length=20, blank=True)

    objects = Known.as_manager()

    class Meta:
        db_table = "trade"
        ordering = ("slug",)

    def __str__(self) -> str:
        return str(self.name)

    @property
    def journal_name(self) -> str:
        return f"trade:{self.slug}"


class SizeBand(models.Model):
    """A class of size inside a trade, from `low` up to but without `high`, in the trade's size unit."""

    trade = models.ForeignKey(Trade, models.CASCADE, related_name="bands")
    slug = models.SlugField(max_length=60)
    name = WordsField()
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)

    objects = Known.as_manager()

    class Meta:
        db_table = "size_band"
        ordering = ("trade", "low", "pk")
        constraints = [models.UniqueConstraint(fields=["trade", "slug"], name="size_band_once")]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def journal_name(self) -> str:
        return f"size-band:{self.trade.slug}/{self.slug}"


class Equipment(models.Model):
    """A kind of equipment 设备, as soaking pits or three-high mills, and the trades in whose workshops it is found."""

    slug = models.SlugField(max_length=60, unique=True)
    name = WordsField()
    trades = models.ManyToManyField(Trade, related_name="equipment")

    objects = Known.as_manager()

    class Meta:
        db_table = "equipment"
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.name)

    @property
    def journal_name(self) -> str:
        return f"equipment:{self.slug}"


class Workshop(models.Model):
    """A workshop 车间: the unit that compares, learns and takes up."""

    slug = models.SlugField(max_length=80, unique=True)
    plant = models.ForeignKey(Plant, models.PROTECT, related_name="workshops")
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="workshops")
    band = models.ForeignKey(SizeBand, models.PROTECT, null=True, blank=True, related_name="workshops")
    size = models.FloatField(null=True, blank=True)
    name = WordsField()
    short_name = WordsField(blank=True)  # beside its plant in tables, charts and sentences: "medium-section", "中型"
    lines = models.JSONField(default=list, blank=True)  # codes of its lines, where it has several
    equipment = models.ManyToManyField(Equipment, related_name="workshops", blank=True)  # none: it has not said
    contact = WordsField(blank=True)
    since_on = models.DateField(null=True, blank=True)

    objects = Known.as_manager()

    class Meta:
        db_table = "workshop"
        ordering = ("plant_id", "pk")

    def __str__(self) -> str:
        if not self.short_name:
            return f"{self.plant}{' ' if self.name.language == 'en' else '·'}{self.name}"
        return f"{self.plant}{' ' if self.short_name.language == 'en' else ''}{self.short_name}"

    @property
    def journal_name(self) -> str:
        return f"workshop:{self.slug}"

    @property
    def search_words(self) -> list[object]:
        kinds = [kind.name for kind in self.equipment.all()]
        return [self.name, self.plant.name, self.plant.short_name, self.trade.name, self.contact, *kinds]


class Flow(models.Model):
    """Material goes from one workshop to another; harm may follow it."""

    giver = models.ForeignKey(Workshop, models.CASCADE, related_name="flows_out")
    receiver = models.ForeignKey(Workshop, models.CASCADE, related_name="flows_in")
    material = WordsField(blank=True)

    objects = Known.as_manager()

    class Meta:
        db_table = "flow"
        constraints = [
            models.UniqueConstraint(fields=["giver", "receiver"], name="flow_once"),
            models.CheckConstraint(condition=~models.Q(giver=models.F("receiver")), name="flow_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.receiver}"

    @property
    def journal_name(self) -> str:
        return f"flow:{self.giver.slug}/{self.receiver.slug}"
