"""The life of a conference: planned, called, opened, adjourned, archived or called off; and what is on its agenda.

Who comes: delegates.py. What is exchanged: exchanging.py. What is decided: resolving.py. What is written: minuting.py.
"""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.conferences import rules, telling
from huzhu.conferences.decided import Resolution
from huzhu.conferences.exchanging import list_presented
from huzhu.conferences.models import AgendaPoint, Conference, ItemAnswer
from huzhu.journal.actions import record, verb
from huzhu.moves import move
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.clocks import deadline, moment_of
from huzhu.workshops.models import Plant

FEWEST_PLANTS = 2


def locked(conference: Conference) -> Conference:
    return Conference.objects.select_for_update(of=("self",)).select_related("host").get(pk=conference.pk)


def private_to(conference: Conference) -> str:
    """Until it is called, it is its host's business."""
    return "" if conference.called_at else conference.host.slug


def allow(is_allowed: bool) -> None:
    if not is_allowed:
        raise PermissionDenied


@verb
def plan_conference(
    host: Plant,
    *,
    by: Person | None,
    starts_on: datetime.date,
    ends_on: datetime.date,
    ordinal: int | None = None,
    title: Words | None = None,
    place: Words | None = None,
    note: Words | None = None,
    is_illustrative: bool = False,
    on: datetime.date | None = None,
) -> Conference:
    """A day and a host. What every conference talks about is on the agenda from the beginning."""
    allow(by is None or rules.may_plan(by, host))
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("It cannot end before it begins.")})
    standing = Conference.objects.exclude(state=Conference.State.CANCELLED)
    ordinal = ordinal or (standing.aggregate(most=Max("ordinal"))["most"] or 0) + 1
    if standing.filter(ordinal=ordinal).exists():
        raise ValidationError({"ordinal": _("There is a conference with this number.")})
    conference = Conference(
        slug=_free_address(ordinal),
        ordinal=ordinal,
        title=title or Words({"zh": f"第{ordinal}次会议", "en": _english_title(ordinal)}),
        host=host,
        starts_on=starts_on,
        ends_on=ends_on,
        place=place or Words(),
        note=note or Words(),
        planned_by=by,
        planned_at=moment_of(on),
        is_illustrative=is_illustrative,
    )
    conference.full_clean()
    conference.save()
    for number, kind in enumerate(AgendaPoint.STANDING, start=1):
        AgendaPoint(conference=conference, number=number, kind=kind).save()
    details = {"ordinal": ordinal, "starts_on": starts_on.isoformat(), "host": host.slug}
    record("plan_conference", conference, by=by, plant=host.slug, details=details)
    return conference


def _free_address(ordinal: int) -> str:
    """One that was called off keeps its address; the next with the number gets another."""
    wanted = rules.address_of(ordinal)
    taken = set(Conference.objects.values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    stem = wanted.removesuffix("-conference")
    return next(slug for n in range(2, 1000) if (slug := f"{stem}-{n}-conference") not in taken)


def _english_title(ordinal: int) -> str:
    word = rules.WORDS[ordinal - 1].capitalize() if ordinal <= len(rules.WORDS) else f"No. {ordinal}"
    return f"{word} conference"


@verb
def add_agenda_point(
    conference: Conference,
    *,
    by: Person | None,
    text: Words,
    kind: str = AgendaPoint.Kind.OTHER,
    address: str = "",
    source: str = "",
) -> AgendaPoint:
    """A point of the host's own, or one that the data proposed. A source comes once."""
    conference = locked(conference)
    allow(by is None or rules.may_organise(by, conference))
    _check_open(conference)
    if not text:
        raise ValidationError({"text": _("Say what it is about.")})
    check_address(address)
    if source and (known := conference.agenda.filter(source=source).first()) is not None:
        return known
    number = (conference.agenda.aggregate(most=Max("number"))["most"] or 0) + 1
    point = AgendaPoint(conference=conference, number=number, kind=kind, text=text, address=address, source=source)
    point.full_clean()
    point.save()
    details = {"number": number, "kind": str(kind), "source": source}
    record("add_agenda_point", conference, by=by, plant=private_to(conference), details=details)
    return point


def check_address(address: str) -> None:
    """A page of this house, as "/delegations"."""
    if address and (not address.startswith("/") or address.startswith("//")):
        raise ValidationError({"address": _("Give the address of a page here; it begins with one slash.")})


def _check_open(conference: Conference) -> None:
    if conference.state not in rules.NAMING:
        raise ValidationError(_("It is over."), code="state")


@verb
def drop_agenda_point(point: AgendaPoint, *, by: Person | None) -> None:
    """Not what every conference has: above all, nobody leaves the side effects out."""
    conference = locked(point.conference)
    allow(by is None or rules.may_organise(by, conference))
    if conference.state not in Conference.BEFORE:
        raise ValidationError(_("It has begun."), code="state")
    if point.kind in AgendaPoint.STANDING:
        raise ValidationError(_("Every conference talks about this."))
    record(
        "drop_agenda_point",
        conference,
        by=by,
        plant=private_to(conference),
        details={"number": point.number, "text": dict(point.text)},
    )
    point.delete()


@verb
def note_agenda_point(point: AgendaPoint, *, by: Person | None, said: Words) -> AgendaPoint:
    """What came of it, written while they sit, or while the minutes are still to be written."""
    conference = locked(point.conference)
    allow(by is None or rules.may_organise(by, conference))
    if conference.state not in (Conference.State.IN_SESSION, Conference.State.ADJOURNED):
        raise ValidationError(_("Write down what was said while they meet, or before the minutes are drafted."))
    if not said:
        raise ValidationError({"said": _("Write down what was said.")})
    point.said = said
    point.save()
    record("note_agenda_point", conference, by=by, details={"number": point.number})
    return point


@verb
def call(conference: Conference, *, by: Person | None, on: datetime.date | None = None) -> Conference:
    """All plants are asked to come, at least twenty working days before the first day."""
    conference = locked(conference)
    allow(by is None or rules.may_organise(by, conference))
    move(conference, "call", rules.MOVES)
    moment = moment_of(on)
    first = timezone.localtime(deadline(rules.CALL, moment, conference.host)).date()
    if conference.starts_on < first:
        said = _("People must know twenty working days before: it can begin on %(day)s at the earliest.")
        raise ValidationError({"starts_on": said % {"day": first.isoformat()}})
    conference.called_at = moment
    conference.save()
    details = {"starts_on": conference.starts_on.isoformat(), "agenda": conference.agenda.count()}
    record("call_conference", conference, by=by, details=details)
    telling.is_called(conference)
    return conference


@verb
def move_days(
    conference: Conference, *, by: Person | None, starts_on: datetime.date, ends_on: datetime.date
) -> Conference:
    """Other days, as long as nobody has been called."""
    conference = locked(conference)
    allow(by is None or rules.may_organise(by, conference))
    if conference.state != Conference.State.PLANNED:
        raise ValidationError(_("It has been called; call it off and plan another."), code="state")
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("It cannot end before it begins.")})
    conference.starts_on, conference.ends_on = starts_on, ends_on
    conference.save()
    details = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    record("move_conference", conference, by=by, plant=private_to(conference), details=details)
    return conference


@verb
def open_conference(conference: Conference, *, by: Person | None, on: datetime.date | None = None) -> Conference:
    """They sit: delegations with their heads are there, in the room or from afar, and the last resolutions have been
    reported on."""
    conference = locked(conference)
    allow(by is None or rules.may_organise(by, conference))
    move(conference, "open", rules.MOVES)
    moment = moment_of(on)
    if timezone.localtime(moment).date() < conference.starts_on:
        raise ValidationError(_("Its day has not come yet."))
    _check_delegations(conference)
    if (left := unreported(conference)).exists():
        titles = "; ".join(str(each.text) for each in left[:3])
        raise ValidationError(_("Nobody has reported on these earlier resolutions: %(titles)s") % {"titles": titles})
    there = list(conference.delegates.values_list("from_afar", flat=True))
    if any(there) and not conference.call_in:
        raise ValidationError(_("Somebody takes part from afar: say how they call in."))
    conference.opened_at = moment
    conference.save()
    record("open_conference", conference, by=by, details={"delegates": len(there), "from_afar": sum(there)})
    return conference


def _check_delegations(conference: Conference) -> None:
    plants = set(conference.delegates.values_list("plant", flat=True))
    headed = set(conference.delegates.filter(is_head=True).values_list("plant", flat=True))
    if len(plants) < FEWEST_PLANTS:
        raise ValidationError(_("At least two plants must have named who comes."))
    if missing := plants - headed:
        names = _(", ").join(str(each) for each in Plant.objects.filter(pk__in=missing))
        raise ValidationError(_("These delegations have no head yet: %(plants)s") % {"plants": names})


def unreported(conference: Conference) -> QuerySet[Resolution]:
    """Open resolutions of earlier conferences on which nothing was reported at this one."""
    earlier = Resolution.objects.filter(conference__ordinal__lt=conference.ordinal, state__in=Resolution.OPEN)
    return earlier.exclude(notes__reported_at=conference)


@verb
def adjourn(conference: Conference, *, by: Person | None, on: datetime.date | None = None) -> Conference:
    """It is over. What was presented is the list, and every receiving workshop is asked what it does about it."""
    conference = locked(conference)
    allow(by is None or rules.may_organise(by, conference))
    move(conference, "adjourn", rules.MOVES)
    if conference.resolutions.filter(state=Resolution.State.PROPOSED).exists():
        raise ValidationError(_("A resolution still waits for votes: close the vote."))
    if not any(point.said for point in conference.agenda.filter(kind=AgendaPoint.Kind.SIDE_EFFECTS)):
        raise ValidationError(_("Write down first what the talk about side effects brought, be it nothing."))
    conference.adjourned_at = moment_of(on)
    conference.save()
    answers = list_presented(conference, by=by)
    details = {"items": conference.items.filter(state="listed").count(), "answers_asked": len(answers)}
    record("adjourn_conference", conference, by=by, details=details)
    until = deadline(rules.ANSWER, conference.adjourned_at, conference.host)
    telling.list_is_out(conference, answers, until)
    telling.minutes_are_due(conference)
    return conference


@verb
def archive(conference: Conference, *, by: Person | None, on: datetime.date | None = None) -> Conference:
    """Everybody has answered. Its resolutions go on until they are done."""
    conference = locked(conference)
    allow(by is None or rules.may_archive(by, conference))
    move(conference, "archive", rules.MOVES)
    waiting = ItemAnswer.objects.filter(item__conference=conference).waiting().count()
    if waiting:
        raise ValidationError(_("%(count)s answers are still wanted.") % {"count": waiting})
    conference.archived_at = moment_of(on)
    conference.save()
    record("archive_conference", conference, by=by)
    return conference


@verb
def cancel(conference: Conference, *, by: Person | None, why: str) -> Conference:
    """It will not take place."""
    conference = locked(conference)
    allow(by is None or rules.may_organise(by, conference))
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    was_called = conference.called_at is not None
    move(conference, "cancel", rules.MOVES)
    conference.reason = why
    conference.save()
    record("cancel_conference", conference, by=by, plant=private_to(conference), details={"why": why})
    if was_called:
        telling.is_called_off(conference)
    return conference
