"""What is decided about a standing: counts held to be wrong, and safety as a gate to the award."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.competitions.models import Standing
from huzhu.people.models import Person
from huzhu.people.reading import OfWhatIsKnown
from huzhu.workshops.models import Workshop

if TYPE_CHECKING:
    from typing import TypeVar

    Row = TypeVar("Row", bound=models.Model)


class OfStandingQuerySet(OfWhatIsKnown["Row"]):
    owner = "standing__round"


class Dispute(models.Model):
    """Somebody holds a count to be wrong; the committee decides. After the appraisal it is an objection."""

    standing = models.ForeignKey(Standing, models.CASCADE, related_name="disputes")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="+")  # that raises it
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    why = models.TextField()
    is_objection = models.BooleanField(default=False)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    is_upheld = models.BooleanField(default=False)
    decision = models.TextField(blank=True)

    objects = OfStandingQuerySet.as_manager()

    class Meta:
        db_table = "round_dispute"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.standing_id} {self.why[:40]}"

    @property
    def journal_name(self) -> str:
        return f"{self.standing.journal_name}/disputes/{self.pk}"


class Gate(models.Model):
    """A ground for withholding the award, proposed by the data or by a person, and what was decided about it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("To be decided")
        UPHELD = "upheld", _("Award withheld")
        DISMISSED = "dismissed", _("Found to be no ground")
        APPEALED = "appealed", _("Under appeal")

    class Ground(models.TextChoices):
        CONCEALMENT = "concealment", _("An injury was concealed, or figures were falsified, as proven")
        SERIOUS_INJURY = "serious_injury", _("A fatal or serious injury")
        UNCONTAINED = "uncontained", _("A danger to people was not contained in time")
        REFUSED_ALERT = "refused_alert", _("A safety alert was refused without a reason that holds")

    class Failing(models.TextChoices):
        """What makes a serious injury a ground, unless the conditions of the round take every one for a ground."""

        NONE = "", _("Nothing more")
        MANAGEMENT = "management", _("A failure of management was confirmed")
        OVERDUE = "overdue", _("A safety action was overdue")

    FROM_DATA = (Ground.UNCONTAINED, Ground.REFUSED_ALERT)

    standing = models.ForeignKey(Standing, models.CASCADE, related_name="gates")
    ground = models.CharField(max_length=16, choices=Ground)
    failing = models.CharField(max_length=10, choices=Failing, blank=True, default=Failing.NONE)
    about = models.CharField(max_length=200, blank=True)  # journal name of the danger or alert
    address = models.CharField(max_length=200, blank=True)
    facts = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # None: the data
    proposed_at = models.DateTimeField()
    officer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # of another plant
    officer_says = models.CharField(max_length=10, choices=State, blank=True)
    officer_why = models.TextField(blank=True)
    officer_at = models.DateTimeField(null=True, blank=True)
    committee = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True)
    appealed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal = models.TextField(blank=True)
    appeal_decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    appeal_decided_at = models.DateTimeField(null=True, blank=True)
    appeal_answer = models.TextField(blank=True)

    objects = OfStandingQuerySet.as_manager()

    class Meta:
        db_table = "round_gate"
        ordering = ("proposed_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["standing", "ground", "about"], name="gate_once", condition=~Q(about="")),
            models.CheckConstraint(
                name="gate_decided_by_two",
                condition=Q(state="proposed") | Q(officer__isnull=False, committee__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standing_id} {self.ground}"

    @property
    def journal_name(self) -> str:
        return f"{self.standing.journal_name}/gates/{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in (Gate.State.PROPOSED, Gate.State.APPEALED)
