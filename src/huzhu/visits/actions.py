"""The life of a visit, from the proposal to the report. What is written down about it: visits/notebook.py."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.cards import rules as card_rules
from huzhu.cards.actions import convert_card
from huzhu.cards.models import Card
from huzhu.experiences.models import Experience
from huzhu.journal.actions import record, verb
from huzhu.metrics.models import Metric
from huzhu.moves import move
from huzhu.people.models import Person
from huzhu.visits import rules, telling
from huzhu.visits.models import Visit, VisitFinding, VisitSignUp
from huzhu.words import Words
from huzhu.workshops.actions import address_for
from huzhu.workshops.clocks import moment_of
from huzhu.workshops.models import Workshop


def locked(visit: Visit) -> Visit:
    return Visit.objects.select_for_update(of=("self",)).select_related("host__plant").get(pk=visit.pk)


def private_to(visit: Visit) -> str:
    """Until the host has confirmed it, it is not the whole alliance's business."""
    return "" if visit.confirmed_at else visit.host.plant.slug


def _need(text: Words | str | None, field: str, sentence: str) -> None:
    if not text or (isinstance(text, str) and not text.strip()):
        raise ValidationError({field: sentence})


@verb
def propose(
    host: Workshop,
    visiting: Iterable[Workshop],
    metric: Metric,
    *,
    by: Person | None,
    title: Words,
    why: Words | None = None,
    gap: dict[str, Any] | None = None,
    lead: Person | None = None,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    card: Card | None = None,
    slug: str = "",
    note: Words | None = None,
    is_illustrative: bool = False,
    on: datetime.date | None = None,
) -> Visit:
    """Ask to come and see. `starts_on` is a wish; the host names the day. `lead` leads the visitors and reports."""
    those = list(visiting)
    if by is not None and not rules.may_propose(by, those):
        raise PermissionDenied
    _check_sides(host, those, metric)
    _need(title, "title", _("Give it a name."))
    if starts_on is not None and starts_on < timezone.localtime(moment_of(on)).date():
        raise ValidationError({"starts_on": _("This day is over.")})
    lead = lead or by
    if lead is None or not any(lead.holds(*rules.OF_A_WORKSHOP, *rules.PROPOSERS, workshop=each) for each in those):
        raise ValidationError({"lead": _("Name who leads the visitors: somebody of theirs.")})
    visit = Visit(
        slug=slug or _free_address(title),
        title=title,
        metric=metric,
        host=host,
        why=why or Words(),
        gap=gap or {},
        proposed_by=by,
        proposed_at=moment_of(on),
        lead=lead,
        starts_on=starts_on,
        ends_on=ends_on,
        card=card,
        note=note or Words(),
        is_illustrative=is_illustrative,
    )
    visit.full_clean()
    visit.save()
    visit.visiting.set(those)
    VisitSignUp(visit=visit, person=lead, workshop=_workshop_of(lead, those), signed_up_at=visit.proposed_at).save()
    details = {"metric": metric.slug, "visiting": sorted(each.slug for each in those)}
    record("propose", visit, by=by, plant=host.plant.slug, details=details)
    telling.host_is_asked(visit, those)
    _carry_on(card, visit, by)
    return visit


def _free_address(title: Words) -> str:
    """Names that end in "-conference" belong to the conferences, which share /meetings with the visits."""
    taken = set(Visit.objects.values_list("slug", flat=True))
    wanted = address_for(title, "visit", taken)
    return address_for(Words(en=f"{wanted}-visit"), "visit", taken) if wanted.endswith("-conference") else wanted


def _carry_on(card: Card | None, visit: Visit, by: Person | None) -> None:
    """A card that asked whether one may come and see goes on as the visit; any other stays open beside it."""
    if card is None or not card.is_open or card.wanted_help != Card.Help.VISIT:
        return
    if by is None or card_rules.is_asker(by, card) or card_rules.may_send_across(by, card.workshop):
        convert_card(card, by=by, into=Card.Into.VISIT, address=f"/meetings/{visit.slug}")


def _check_sides(host: Workshop, visiting: list[Workshop], metric: Metric) -> None:
    if not visiting:
        raise ValidationError({"visiting": _("Name at least one workshop that comes.")})
    if any(each.pk == host.pk for each in visiting):
        raise ValidationError({"host": _("A workshop does not visit itself.")})
    if metric.about_safety:  # people hurt are never ranked: nobody is "strong" in them
        raise ValidationError({"metric": _("Choose the work to be seen, not a count of people hurt.")})


def _workshop_of(person: Person, workshops: Iterable[Workshop]) -> Workshop | None:
    own = {seat.workshop_id for seat in person.seats_now}
    return next((each for each in workshops if each.pk in own), None)


@verb
def confirm(
    visit: Visit,
    *,
    by: Person | None,
    starts_on: datetime.date,
    place: Words,
    ends_on: datetime.date | None = None,
    meet_at: datetime.time | None = None,
    seats: int = 12,
    on: datetime.date | None = None,
) -> Visit:
    """The host opens the door: day, place, and how many can come. Every member sees it from now on."""
    visit = locked(visit)
    if by is not None and not rules.may_confirm(by, visit):
        raise PermissionDenied
    at = moment_of(on)
    if starts_on < timezone.localtime(at).date():
        raise ValidationError({"starts_on": _("This day is over.")})
    if ends_on is not None and ends_on < starts_on:
        raise ValidationError({"ends_on": _("It cannot end before it begins.")})
    if seats < 1:
        raise ValidationError({"seats": _("At least one can come.")})
    _need(place, "place", _("Say where the visitors go first."))
    move(visit, "confirm", rules.MOVES)
    visit.starts_on, visit.ends_on, visit.meet_at, visit.place, visit.seats = starts_on, ends_on, meet_at, place, seats
    visit.confirmed_at, visit.reason = at, ""
    visit.changes += 1
    visit.full_clean(exclude=["slug"])
    visit.save()
    record("confirm", visit, by=by, details={"starts_on": starts_on.isoformat(), "seats": seats})
    telling.all_are_invited(visit)
    return visit


@verb
def decline(visit: Visit, *, by: Person | None, why: str) -> Visit:
    """The host says no, with the reason."""
    visit = locked(visit)
    if by is not None and not rules.may_decline(by, visit):
        raise PermissionDenied
    _need(why, "why", _("Say why."))
    move(visit, "decline", rules.MOVES)
    visit.reason = why
    visit.save()
    record("decline", visit, by=by, plant=private_to(visit), details={"why": why})
    telling.ended_early(visit, gettext_lazy("%(host)s cannot receive “%(title)s”: %(why)s"))
    return visit


@verb
def prepare(
    visit: Visit,
    *,
    by: Person | None,
    induction: Words,
    induction_by: Person,
    experience: Experience | None = None,
    pack_note: Words | None = None,
) -> Visit:
    """The host is ready: who tells the visitors about safety, and what; and what is sent to them before."""
    visit = locked(visit)
    if by is not None and not rules.may_prepare(by, visit):
        raise PermissionDenied
    _need(induction, "induction", _("Say what the visitors are told about safety before they see anything."))
    if visit.host.plant_id not in induction_by.plants:
        raise ValidationError({"induction_by": _("Somebody of your plant tells them.")})
    if experience is not None and not Experience.objects.filter(pk=experience.pk).exclude(state="draft").exists():
        raise ValidationError({"experience": _("Share it first: the visitors could not read it.")})
    move(visit, "prepare", rules.MOVES)
    visit.induction, visit.induction_by = induction, induction_by
    visit.experience, visit.pack_note = experience, pack_note or Words()
    visit.save()
    record("prepare", visit, by=by, details={"induction_by": str(induction_by)})
    telling.pack_is_ready(visit)
    return visit


@verb
def hold(
    visit: Visit, *, by: Person | None, were_there: Iterable[Person] | None = None, on: datetime.date | None = None
) -> Visit:
    """It took place. Who was there: those named, or all who had a seat."""
    visit = locked(visit)
    if by is not None and not rules.may_hold(by, visit):
        raise PermissionDenied
    at = moment_of(on)
    if visit.starts_on is not None and timezone.localtime(at).date() < visit.starts_on:
        raise ValidationError(_("Its day has not come yet."))
    move(visit, "hold", rules.MOVES)
    visit.held_at = at
    visit.save()
    there = {each.pk for each in were_there} if were_there is not None else None
    for number, each in enumerate(visit.sign_ups.all()):
        each.was_there = each.person_id in there if there is not None else number < visit.seats
        each.save()
    record("hold", visit, by=by, details={"were_there": visit.sign_ups.filter(was_there=True).count()})
    return visit


@verb
def report(
    visit: Visit,
    *,
    by: Person | None,
    learned: Iterable[Words],
    fits: Iterable[Words],
    risks: Iterable[Words],
    on: datetime.date | None = None,
) -> Visit:
    """What was learned, item by item; where it fits; what can go wrong. A form seen without these is only tourism."""
    visit = locked(visit)
    if by is not None and not rules.may_report(by, visit):
        raise PermissionDenied
    kinds = {"learned": list(learned), "fits": list(fits), "risk": list(risks)}
    if not any(kinds["learned"]):
        raise ValidationError({"learned": _("Say what was learned.")})
    if not any(kinds["fits"]):
        raise ValidationError({"fits": _("Say what must hold for it to fit.")})
    if not any(kinds["risk"]):
        raise ValidationError({"risks": _("Say what can go wrong, or that nothing was found.")})
    move(visit, "report", rules.MOVES)
    visit.reported_at = moment_of(on)
    visit.save()
    for kind, texts in kinds.items():
        for text in texts:
            if text:
                VisitFinding(visit=visit, kind=kind, text=text).save()
    record("report", visit, by=by, details={kind: len(texts) for kind, texts in kinds.items()})
    telling.report_is_out(visit)
    return visit


@verb
def open_actions(visit: Visit, *, by: Person | None) -> Visit:
    """What will be done stands, each with owner and day; the owners are told."""
    visit = locked(visit)
    if by is not None and not rules.may_open_actions(by, visit):
        raise PermissionDenied
    if not visit.actions.exists():
        raise ValidationError(_("Name what will be done, with owner and day; or close it if nothing will be."))
    move(visit, "open_actions", rules.MOVES)
    visit.save()
    record("open_actions", visit, by=by, details={"actions": visit.actions.count()})
    telling.owners_of_actions(visit)
    return visit


@verb
def close(visit: Visit, *, by: Person | None, why: str = "") -> Visit:
    """The end: after the effect was reviewed, or at once where nothing will be done, with the reason."""
    visit = locked(visit)
    if by is not None and not rules.may_close(by, visit):
        raise PermissionDenied
    if visit.state == Visit.State.REPORTED:
        _need(why, "why", _("Say why nothing will be done."))
        if visit.actions.exists():
            raise ValidationError(_("Something is to be done: let the actions begin first."))
    move(visit, "close", rules.MOVES)
    visit.reason = why
    visit.save()
    record("close_visit", visit, by=by, details={"why": why})
    return visit


@verb
def postpone(visit: Visit, *, by: Person | None, why: str) -> Visit:
    """Not now; the host names another day by confirming again."""
    visit = locked(visit)
    if by is not None and not rules.may_postpone(by, visit):
        raise PermissionDenied
    _need(why, "why", _("Say why."))
    move(visit, "postpone", rules.MOVES)
    visit.reason = why
    visit.changes += 1
    visit.save()
    record("postpone", visit, by=by, plant=private_to(visit), details={"why": why})
    telling.ended_early(visit, gettext_lazy("“%(title)s” at %(host)s is postponed: %(why)s"))
    return visit


@verb
def cancel(visit: Visit, *, by: Person | None, why: str) -> Visit:
    """It will not take place."""
    visit = locked(visit)
    if by is not None and not rules.may_cancel(by, visit):
        raise PermissionDenied
    _need(why, "why", _("Say why."))
    move(visit, "cancel", rules.MOVES)
    visit.reason = why
    visit.changes += 1
    visit.save()
    record("cancel", visit, by=by, plant=private_to(visit), details={"why": why})
    telling.ended_early(visit, gettext_lazy("“%(title)s” at %(host)s is called off: %(why)s"))
    return visit
