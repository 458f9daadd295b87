"""Definitions, the catalogue of batches, and what is computed from readings and stored for the pages.

The readings themselves are Parquet files (`metrics/store.py`); here stands which of them count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.words import WordsField
from huzhu.workshops.models import Known, Plant, Trade, Workshop

if TYPE_CHECKING:
    from huzhu.people.models import Person


class Metric(models.Model):
    """An indicator. What it means at a given time is its `Definition`."""

    class Kind(models.TextChoices):
        DURATION = "duration", _("Duration")
        SHARE = "share", _("Share")
        RATE = "rate", _("Rate")
        COUNT = "count", _("Count of people hurt or nearly hurt")
        LEVEL = "level", _("Level")

    class Direction(models.TextChoices):
        DOWN = "down", _("Less is better")
        UP = "up", _("More is better")
        BAND = "band", _("Neither: it should stay where it is")

    class Grain(models.TextChoices):
        EVENT = "event", _("Each event")
        HEAT = "heat", _("Each heat")
        SHIFT = "shift", _("Shift")
        DAY = "day", _("Day")
        WEEK = "week", _("Week")
        MONTH = "month", _("Month")

    class Disclosure(models.TextChoices):
        """What another plant sees of a plant's values."""

        OPEN = "open", _("Weekly values")
        SUMMARY = "summary", _("Twelve-month values with their range")
        CHANGE = "change", _("Only by how much it improved")
        HIDDEN = "hidden", _("Nothing")

    slug = models.SlugField(max_length=60, unique=True)
    name = WordsField()
    unit = WordsField(blank=True)
    aliases = models.JSONField(default=list, blank=True)  # other headings under which it arrives
    trades = models.ManyToManyField(Trade, related_name="metrics", blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LEVEL)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.DOWN)
    grain = models.CharField(max_length=5, choices=Grain, default=Grain.DAY)
    exposure_unit = WordsField(blank=True)  # hours, tonnes, pieces: what `exposure` counts
    exposure_metric = models.ForeignKey(  # where the exposure comes as readings of its own: hours worked
        "self", models.SET_NULL, null=True, blank=True, related_name="exposes"
    )
    per = models.FloatField(default=1.0)  # a rate is shown per so many exposure units (100 000 hours)
    disclosure = models.CharField(max_length=8, choices=Disclosure, default=Disclosure.OPEN)
    about_safety = models.BooleanField(default=False)  # people hurt: never ranked, scored or coloured
    tolerance = models.FloatField(default=0.05)  # how much worse, as a fraction, is still agreed to be no harm
    gain_unit = WordsField(blank=True)  # what a year's difference adds up to: "hours of mill time"
    gain_factor = models.FloatField(null=True, blank=True)  # metric unit times exposure (or events) to gain unit

    objects = Known.as_manager()

    class Meta:
        db_table = "metric"
        ordering = ("slug",)

    def __str__(self) -> str:
        return str(self.name)

    @property
    def journal_name(self) -> str:
        return f"metric:{self.slug}"

    @property
    def search_words(self) -> list[object]:
        return [self.name, self.aliases]

    @property
    def is_ranked(self) -> bool:
        """Counts of people hurt, and indicators without a better side, get no place."""
        return not self.about_safety and self.direction != self.Direction.BAND

    @property
    def definition(self) -> Definition | None:
        """What is measured now, everywhere: a version that only one plant measures is not the alliance's."""
        return self.definitions.filter(plant=None).order_by("-number").first()


class Definition(models.Model):
    """A version of what is measured. A change from one to the next is a break in every series that crosses it."""

    metric = models.ForeignKey(Metric, models.CASCADE, related_name="definitions")
    number = models.PositiveSmallIntegerField(default=1)
    text = WordsField()
    why = WordsField(blank=True)
    since_on = models.DateField(null=True, blank=True)
    plant = models.ForeignKey(Plant, models.CASCADE, null=True, blank=True)  # where only one plant measures so

    objects = Known.as_manager()

    class Meta:
        db_table = "definition"
        ordering = ("metric", "number")
        constraints = [models.UniqueConstraint(fields=["metric", "number"], name="definition_once")]

    def __str__(self) -> str:
        return f"{self.metric} {self.number}"

    @property
    def journal_name(self) -> str:
        return f"definition:{self.metric.slug}/{self.number}"


class Code(models.Model):
    """What a code in the readings is called: a product (`killed`: killed steel) or a task (`ingot-turning`)."""

    class Sort(models.TextChoices):
        PRODUCT = "product", _("Product")
        TASK = "task", _("Task")

    sort = models.CharField(max_length=8, choices=Sort)
    code = models.CharField(max_length=80)
    name = WordsField()

    objects = Known.as_manager()

    class Meta:
        db_table = "code"
        ordering = ("sort", "code")
        constraints = [models.UniqueConstraint(fields=["sort", "code"], name="code_once")]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def journal_name(self) -> str:
        return f"code:{self.sort}/{self.code}"


class OwnPlants(models.QuerySet):
    """Rows that belong to a plant and that only this plant may read. Those of no plant came in one file with several
    plants' readings, which only an administrator loads and may read."""

    def visible_to(self, person: Person) -> OwnPlants:
        if not person.is_member:
            return self.none()
        own = Q(plant__in=person.plants)
        return self.filter(own | Q(plant=None) if person.holds("administrator") else own)


class Source(models.Model):
    """Where files of one shape come from, with the mapping that was agreed for them."""

    plant = models.ForeignKey(Plant, models.CASCADE, null=True, blank=True, related_name="sources")
    name = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)  # of the headings
    mapping = models.JSONField(default=dict)
    agreed_at = models.DateTimeField(auto_now=True)

    objects = OwnPlants.as_manager()

    class Meta:
        db_table = "source"
        constraints = [models.UniqueConstraint(fields=["plant", "fingerprint"], name="source_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def journal_name(self) -> str:
        return f"source:{self.pk}"


class BatchQuerySet(OwnPlants):
    def counting(self) -> BatchQuerySet:
        """Those whose readings count: loaded, and not taken back."""
        return self.filter(state=Batch.State.LOADED)


class Batch(models.Model):
    """One load of one file. It counts from the moment its row says so; the Parquet file never changes."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for its mapping to be confirmed")
        LOADED = "loaded", _("Loaded")
        TAKEN_BACK = "taken_back", _("Taken back")

    plant = models.ForeignKey(Plant, models.PROTECT, null=True, blank=True, related_name="batches")  # None: several
    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True, related_name="batches")
    file_name = models.CharField(max_length=300)
    file_hash = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    loaded_by = models.ForeignKey("huzhu.Person", models.PROTECT, null=True, related_name="batches")
    received_at = models.DateTimeField(auto_now_add=True)
    loaded_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    why_taken_back = models.TextField(blank=True)
    kept = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    corrected = models.PositiveBigIntegerField(default=0)  # values that replace an earlier batch's
    warnings = models.JSONField(default=list)  # what a steward should look at: dicts with a `code`
    notices = models.JSONField(default=list)  # what was left out or taken for granted: dicts with a `code`
    # A large file waits in line for the worker (background.py), claimed under a lease:
    asked_by = models.ForeignKey("huzhu.Person", models.PROTECT, null=True, blank=True, related_name="+")
    progress = models.JSONField(default=dict)  # {done, whole, seconds}
    refusal = WordsField(blank=True)  # why it could not be loaded
    due_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        db_table = "batch"
        ordering = ("-pk",)
        constraints = [
            # The same bytes under the same mapping count once.
            models.UniqueConstraint(
                fields=["plant", "file_hash"], condition=Q(state="loaded"), name="batch_counts_once"
            ),
            models.UniqueConstraint(
                fields=["file_hash"], condition=Q(state="loaded", plant=None), name="batch_of_several_counts_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"

    @property
    def came_to_nothing(self) -> bool:
        """It was read once, and nothing of it could be taken: it does not count, and may be read in another way."""
        return self.state == self.State.WAITING and bool(self.refused or self.notices)

    @property
    def is_in_line(self) -> bool:
        return self.state == self.State.WAITING and self.due_at is not None

    @property
    def journal_name(self) -> str:
        return f"batch:{self.pk}"


class Part(models.Model):
    """What a batch holds of one metric of one workshop, so that a reader opens only the files it needs."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="parts")
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="parts")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="parts")
    plant = models.ForeignKey(Plant, models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    rows = models.PositiveBigIntegerField()

    objects = OwnPlants.as_manager()

    class Meta:
        db_table = "batch_part"
        indexes = [models.Index(fields=["metric", "workshop"])]
        constraints = [models.UniqueConstraint(fields=["batch", "metric", "workshop"], name="part_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.metric_id} {self.workshop_id}"


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, person: Person) -> SeriesQuerySet:
        """Weekly values: of one's own plant all, of another plant those of openly shared metrics."""
        if not person.is_member:
            return self.none()
        return self.filter(Q(workshop__plant__in=person.plants) | Q(metric__disclosure=Metric.Disclosure.OPEN))


class Series(models.Model):
    """Weekly values of a metric of a workshop, one row per line, product and task and one for all together ("").

    `values`, `exposure` and `n` are lists over consecutive ISO weeks from `first_week` (a Monday); None is missing.
    """

    metric = models.ForeignKey(Metric, models.CASCADE, related_name="series")
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="series")
    line = models.CharField(max_length=40, blank=True)
    product = models.CharField(max_length=80, blank=True)
    task = models.CharField(max_length=80, blank=True)
    first_week = models.DateField()
    values = models.JSONField()
    exposure = models.JSONField()
    n = models.JSONField()
    breaks = models.JSONField(default=list)  # [{"on": ISO date, "why": "definition" or "jump", "relative": number}]
    updated_at = models.DateTimeField()  # when its content last changed; measurements older than this are due

    objects = SeriesQuerySet.as_manager()

    class Meta:
        db_table = "series"
        constraints = [
            models.UniqueConstraint(fields=["metric", "workshop", "line", "product", "task"], name="series_once")
        ]

    def __str__(self) -> str:
        return f"{self.metric_id} {self.workshop_id} {self.line} {self.product} {self.task}".strip()


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def visible_to(self, person: Person) -> ComparisonQuerySet:
        """Those made for everybody, and those made of one plant's values alone for the readers of that plant."""
        if not person.is_member:
            return self.none()
        return self.filter(Q(plant=None) | Q(plant__in=person.plants))


class Comparison(models.Model):
    """The workshops of a trade compared on one metric over the last twelve months, as computed and stored.

    Where values may not leave their plant there is one comparison per plant, made of its own workshops alone, so that
    no hidden value ever enters what another plant is shown. Read it only through `metrics.queries`, which asks
    `metrics.disclosure` what this reader may see of each row.
    """

    class Basis(models.TextChoices):
        LIKE_WITH_LIKE = "like_with_like", _("Like with like")
        AS_REPORTED = "as_reported", _("As reported")

    metric = models.ForeignKey(Metric, models.CASCADE, related_name="comparisons")
    trade = models.ForeignKey(Trade, models.CASCADE, related_name="comparisons")
    basis = models.CharField(max_length=16, choices=Basis)
    plant = models.ForeignKey(Plant, models.CASCADE, null=True, blank=True, related_name="+")  # for its readers only
    until_on = models.DateField()
    weeks = models.PositiveSmallIntegerField(default=52)
    result = models.JSONField()
    pairs = models.JSONField(default=dict)  # from each workshop to each other one: large, read one workshop at a time
    fingerprint = models.CharField(max_length=64)  # of the inputs
    method_version = models.CharField(max_length=20)
    computed_at = models.DateTimeField()

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        db_table = "comparison"
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "trade", "basis"], condition=Q(plant=None), name="comparison_once"
            ),
            models.UniqueConstraint(
                fields=["metric", "trade", "basis", "plant"],
                condition=Q(plant__isnull=False),
                name="comparison_once_a_plant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trade_id} {self.metric_id} {self.basis}"


def pairs_key(workshop: str) -> str:
    """Under which `Comparison.pairs` holds what a workshop sees; a bare "7" would be read as a place in a list."""
    return f"of {workshop}"


class Refresh(models.Model):
    """Work that is due: the series and comparisons of one metric in one trade. Claimed under a lease."""

    metric = models.ForeignKey(Metric, models.CASCADE, related_name="refreshes")
    trade = models.ForeignKey(Trade, models.CASCADE, related_name="refreshes")
    due_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        db_table = "refresh"
        constraints = [models.UniqueConstraint(fields=["metric", "trade"], name="refresh_once")]

    def __str__(self) -> str:
        return f"{self.trade_id} {self.metric_id}"
