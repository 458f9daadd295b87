"""The minutes: drafted from what happened, written on, approved by the heads of delegation, published."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from huzhu.conferences import rules, telling
from huzhu.conferences.actions import allow, locked
from huzhu.conferences.decided import Approval, Minutes, Resolution
from huzhu.conferences.drafting import drafted
from huzhu.conferences.models import Conference
from huzhu.conferences.resolving import voting_plants
from huzhu.journal.actions import record, verb
from huzhu.moves import move
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.clocks import moment_of
from huzhu.workshops.models import Plant


def latest(conference: Conference) -> Minutes | None:
    return conference.minutes.order_by("-number").first()


@verb
def draft_minutes(conference: Conference, *, by: Person | None, on: datetime.date | None = None) -> Minutes:
    """What was opened, heard, voted and noted, as text in both languages to be worked on."""
    conference = locked(conference)
    allow(by is None or rules.may_write_minutes(by, conference))
    move(conference, "draft_minutes", rules.MOVES)
    conference.drafted_at = moment_of(on)
    conference.save()
    minutes = _keep(conference, drafted(conference), by, on)
    record("draft_minutes", conference, by=by, details={"number": minutes.number})
    telling.minutes_to_approve(conference)
    return minutes


@verb
def write_minutes(
    conference: Conference, *, by: Person | None, text: Words, on: datetime.date | None = None
) -> Minutes:
    """Another version; whoever approved the one before is asked anew."""
    conference = locked(conference)
    allow(by is None or rules.may_write_minutes(by, conference))
    move(conference, "write_minutes", rules.MOVES)
    if not text:
        raise ValidationError({"text": _("The minutes are empty.")})
    before = latest(conference)
    if before is not None and dict(before.text) == dict(text):
        raise ValidationError({"text": _("Nothing is different.")})
    minutes = _keep(conference, text, by, on)
    record("write_minutes", conference, by=by, details={"number": minutes.number})
    telling.minutes_to_approve(conference)
    return minutes


def ask_anew(conference: Conference, by: Person | None, on: datetime.date | None) -> None:
    """The same text as another version: what is attached to it is different, and nobody has approved that yet."""
    before = latest(conference)
    if conference.state == Conference.State.MINUTES_DRAFT and before is not None:
        _keep(conference, before.text, by, on)
        if before.approvals.exists():
            telling.minutes_to_approve(conference)


def _keep(conference: Conference, text: Words, by: Person | None, on: datetime.date | None) -> Minutes:
    number = conference.minutes.count() + 1
    minutes = Minutes(conference=conference, number=number, text=text, written_by=by, written_at=moment_of(on))
    minutes.full_clean()
    minutes.save()
    return minutes


@verb
def approve_minutes(
    conference: Conference, *, by: Person, number: int | None = None, on: datetime.date | None = None
) -> Approval:
    """A head of delegation stands by them; with the last one they are approved. `number`: the version that was read."""
    conference = locked(conference)
    plant = rules.approves_for(by, conference)
    if plant is None:
        raise PermissionDenied
    minutes = latest(conference)
    if conference.state != Conference.State.MINUTES_DRAFT or minutes is None:
        state = conference.get_state_display()
        raise ValidationError(_("This cannot be done now: it is “%(state)s”.") % {"state": state}, code="state")
    if number is not None and number != minutes.number:
        raise ValidationError(_("They were changed since you opened them: read them again."), code="state")
    if conference.resolutions.filter(state=Resolution.State.PASSED).exists():
        raise ValidationError(_("A resolution that passed has no owner and day yet."))
    if minutes.approvals.filter(plant=plant).exists():
        raise ValidationError(_("%(plant)s has approved them already.") % {"plant": plant}, code="state")
    approval = Approval(minutes=minutes, plant=plant, person=by, at=moment_of(on))
    approval.full_clean()
    approval.save()
    record("approve_minutes", conference, by=by, details={"plant": plant.slug, "number": minutes.number})
    if not waiting_approvals(minutes):
        move(conference, "complete_minutes", rules.MOVES)
        conference.approved_at = moment_of(on)
        conference.save()
        record("complete_minutes", conference, by=None, details={"number": minutes.number})
        telling.minutes_are_approved(conference)
    return approval


def waiting_approvals(minutes: Minutes) -> list[Plant]:
    given = set(minutes.approvals.values_list("plant", flat=True))
    return [plant for plant in voting_plants(minutes.conference) if plant.pk not in given]


@verb
def publish_minutes(conference: Conference, *, by: Person | None, on: datetime.date | None = None) -> Conference:
    """Every member may read them from now on, and what was decided is being carried out."""
    conference = locked(conference)
    allow(by is None or rules.may_write_minutes(by, conference))
    move(conference, "publish_minutes", rules.MOVES)
    conference.published_at = moment_of(on)
    conference.save()
    record("publish_minutes", conference, by=by)
    telling.minutes_are_out(conference)
    return conference
