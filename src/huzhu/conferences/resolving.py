"""Resolutions: proposed, voted on, given an owner and a day, reported on across conferences, done or lapsed."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.conferences import rules, telling
from huzhu.conferences.actions import allow, check_address, locked
from huzhu.conferences.decided import Resolution, ResolutionNote, Vote
from huzhu.conferences.models import Conference
from huzhu.journal.actions import record, verb
from huzhu.moves import can_move, move
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.clocks import moment_of
from huzhu.workshops.models import Plant

ASSIGNABLE = (Conference.State.IN_SESSION, Conference.State.ADJOURNED, Conference.State.MINUTES_DRAFT)


def _locked(resolution: Resolution) -> Resolution:
    rows = Resolution.objects.select_for_update(of=("self",))
    return rows.select_related("conference__host", "owner").get(pk=resolution.pk)


@verb
def propose_resolution(
    conference: Conference,
    *,
    by: Person | None,
    text: Words,
    because: Words | None = None,
    is_illustrative: bool = False,
    on: datetime.date | None = None,
) -> Resolution:
    """Before the heads of delegation."""
    conference = locked(conference)
    allow(by is None or rules.may_propose(by, conference))
    if conference.state not in rules.PROPOSING:
        raise ValidationError(_("Resolutions are proposed from the call until the conference is over."), code="state")
    if not text:
        raise ValidationError({"text": _("Say what is to be decided.")})
    number = (conference.resolutions.aggregate(most=Max("number"))["most"] or 0) + 1
    resolution = Resolution(
        conference=conference,
        number=number,
        text=text,
        because=because or Words(),
        proposed_by=by,
        proposed_at=moment_of(on),
        is_illustrative=is_illustrative,
    )
    resolution.full_clean()
    resolution.save()
    record("propose_resolution", resolution, by=by, details={"text": dict(text)})
    telling.vote_is_wanted(resolution)
    return resolution


@verb
def vote(resolution: Resolution, *, by: Person, choice: str, on: datetime.date | None = None) -> Vote:
    """One plant, one vote, once, in the room or from afar. With the last plant's vote it has passed or not."""
    resolution = _locked(resolution)
    plant = rules.votes_for(by, resolution.conference)
    if plant is None:
        raise PermissionDenied
    _check_voting(resolution)
    if choice not in Vote.Choice.values:
        raise ValidationError({"choice": _("For, against, or abstain.")})
    if resolution.votes.filter(plant=plant).exists():
        raise ValidationError(_("%(plant)s has voted already.") % {"plant": plant}, code="state")
    from_afar = resolution.conference.delegates.filter(person=by, from_afar=True).exists()
    cast = Vote(resolution=resolution, plant=plant, person=by, choice=choice, from_afar=from_afar, at=moment_of(on))
    cast.full_clean()
    cast.save()
    record("vote", resolution, by=by, details={"plant": plant.slug, "choice": choice, "from_afar": from_afar})
    if not waiting_plants(resolution):
        _decide(resolution, on)
    return cast


def _check_voting(resolution: Resolution) -> None:
    if resolution.state != Resolution.State.PROPOSED:
        raise ValidationError(
            _("This cannot be done now: it is “%(state)s”.") % {"state": resolution.get_state_display()}, code="state"
        )
    if resolution.conference.state != Conference.State.IN_SESSION:
        raise ValidationError(_("Votes are given while they meet."), code="state")


def voting_plants(conference: Conference) -> list[Plant]:
    """Those who have sent a delegation, or take part from afar."""
    return list(Plant.objects.filter(pk__in=conference.delegates.values("plant")).order_by("pk"))


def waiting_plants(resolution: Resolution) -> list[Plant]:
    cast = set(resolution.votes.values_list("plant", flat=True))
    return [plant for plant in voting_plants(resolution.conference) if plant.pk not in cast]


@verb
def close_vote(resolution: Resolution, *, by: Person | None, on: datetime.date | None = None) -> Resolution:
    """Whoever has not voted counts as not in favour."""
    resolution = _locked(resolution)
    allow(by is None or rules.may_organise(by, resolution.conference))
    _check_voting(resolution)
    return _decide(resolution, on, by)


def _decide(resolution: Resolution, on: datetime.date | None, by: Person | None = None) -> Resolution:
    """More than half of the plants that are there."""
    plants = len(voting_plants(resolution.conference))
    in_favour = resolution.votes.filter(choice=Vote.Choice.FOR).count()
    act = "pass" if in_favour * 2 > plants else "fail"
    move(resolution, act, rules.RESOLUTION_MOVES)
    resolution.decided_at = moment_of(on)
    resolution.save()
    record(f"{act}_resolution", resolution, by=by, details={"for": in_favour, "of": plants})
    return resolution


@verb
def assign(
    resolution: Resolution, *, by: Person | None, owner: Person, due_on: datetime.date, on: datetime.date | None = None
) -> Resolution:
    """Somebody sees to it, by a day: without both the minutes cannot be approved."""
    resolution = _locked(resolution)
    allow(by is None or rules.may_assign(by, resolution))
    move(resolution, "assign", rules.RESOLUTION_MOVES)
    if resolution.conference.state not in ASSIGNABLE:
        raise ValidationError(_("Owners are named before the minutes are approved."), code="state")
    if not owner.is_member:
        raise ValidationError({"owner": _("The owner belongs to the alliance.")})
    if due_on < timezone.localtime(moment_of(on)).date():
        raise ValidationError({"due_on": _("This day is over.")})
    resolution.owner, resolution.due_on = owner, due_on
    resolution.full_clean()
    resolution.save()
    record("assign_resolution", resolution, by=by, details={"owner": str(owner), "due_on": due_on.isoformat()})
    telling.owner_is_named(resolution)
    return resolution


@verb
def begin(resolution: Resolution, *, by: Person | None) -> Resolution:
    resolution = _locked(resolution)
    allow(by is None or rules.may_carry_out(by, resolution))
    move(resolution, "begin", rules.RESOLUTION_MOVES)
    resolution.save()
    record("begin_resolution", resolution, by=by)
    return resolution


@verb
def report(
    resolution: Resolution,
    *,
    by: Person | None,
    text: Words,
    address: str = "",
    at: Conference | None = None,
    on: datetime.date | None = None,
) -> ResolutionNote:
    """How it goes; `address` is the page of what it brought about; `at` a later conference where it is reported."""
    resolution = _locked(resolution)
    allow(by is None or rules.may_report(by, resolution))
    if resolution.state in (Resolution.State.PROPOSED, Resolution.State.FAILED):
        raise ValidationError(_("It has not passed."), code="state")
    if not text:
        raise ValidationError({"text": _("Say how it goes.")})
    check_address(address)
    if at is not None and (at.ordinal <= resolution.conference.ordinal or at.state not in rules.NAMING):
        raise ValidationError({"at": _("Name a later conference that is not over.")})
    note = ResolutionNote(resolution=resolution, text=text, address=address, reported_at=at, by=by, at=moment_of(on))
    note.full_clean()
    note.save()
    details = {"text": dict(text), "address": address, "at": at.slug if at else ""}
    record("report_resolution", resolution, by=by, details=details)
    return note


@verb
def finish(
    resolution: Resolution, *, by: Person | None, evidence: Words, on: datetime.date | None = None
) -> Resolution:
    """Done, and by what that is seen."""
    resolution = _locked(resolution)
    allow(by is None or rules.may_carry_out(by, resolution))
    return _end(resolution, "finish", by, evidence, on)


@verb
def lapse(resolution: Resolution, *, by: Person | None, evidence: Words, on: datetime.date | None = None) -> Resolution:
    """It will not be done, and why; not before its day."""
    resolution = _locked(resolution)
    allow(by is None or rules.may_lapse(by, resolution))
    is_early = resolution.due_on is not None and timezone.localtime(moment_of(on)).date() < resolution.due_on
    if can_move(resolution, "lapse", rules.RESOLUTION_MOVES) and is_early:
        raise ValidationError(_("Its day has not come yet."))
    return _end(resolution, "lapse", by, evidence, on)


def _end(resolution: Resolution, act: str, by: Person | None, evidence: Words, on: datetime.date | None) -> Resolution:
    move(resolution, act, rules.RESOLUTION_MOVES)
    if not evidence:
        wanted = _("Say by what it is seen.") if act == "finish" else _("Say why.")
        raise ValidationError({"evidence": wanted})
    resolution.evidence, resolution.ended_at = evidence, moment_of(on)
    resolution.save()
    record(f"{act}_resolution", resolution, by=by, details={"evidence": dict(evidence)})
    telling.resolution_is_over(resolution)
    return resolution
