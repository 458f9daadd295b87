"""The verbs of a danger: raise it, say it was seen here too, and take it from suspicion to the verified cure."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.adoptions.actions import take_as_remedy
from huzhu.adoptions.due import mark_touched
from huzhu.adoptions.models import Adoption
from huzhu.experiences.actions import flag_experience
from huzhu.experiences.models import Experience
from huzhu.hazards import bearing, recalling, rules, telling
from huzhu.hazards.models import Hazard, Origin, Sighting, Signature
from huzhu.hazards.moments import locked, moment_of
from huzhu.hazards.proving import proof_of
from huzhu.journal.actions import record, verb
from huzhu.metrics.models import Metric
from huzhu.moves import can_move, move
from huzhu.people.models import Person, Role
from huzhu.words import Words
from huzhu.workshops.clocks import today
from huzhu.workshops.models import Trade, Workshop

FEWEST_PLANTS = 3  # that have the trade or use the experience, before a protected report may name it
RUNNING = (Adoption.State.TRIAL, Adoption.State.IN_USE, Adoption.State.STANDARDISED)
IN_FULL_USE = (Adoption.State.IN_USE, Adoption.State.STANDARDISED)


def next_number() -> int:
    return (Hazard.objects.aggregate(last=Max("number"))["last"] or 0) + 1


@verb
def raise_hazard(
    *,
    by: Person,
    title: Words,
    severity: str,
    workshop: Workshop,
    source: str = Hazard.Source.DANGER,
    told: Words | None = None,
    task: str = "",
    experience: Experience | None = None,
    is_protected: bool = False,
    holder: Person | None = None,
    sent_key: str = "",
    at: datetime.datetime | None = None,
) -> Hazard:
    """Anybody says what is dangerous or nearly hurt somebody.

    `workshop` is where; of a protected report neither it nor the person is kept, unless `holder`, the safety officer
    of another plant, holds both; nor what would give the plant away. Sent twice under one `sent_key` it counts once.
    """
    if not rules.may_raise(by) or workshop.plant_id not in by.plants:
        raise PermissionDenied
    if sent_key and (known := Hazard.objects.filter(sent_key=sent_key).first()):
        return known
    wrong: dict[str, Any] = {} if title else {"title": _("Say in a few words what is dangerous.")}
    if holder is not None and (not is_protected or not rules.may_hold_name(holder, workshop.plant)):
        wrong["holder"] = _("The name is held by the safety officer of another plant.")
    if wrong:
        raise ValidationError(wrong)
    hazard = Hazard(
        number=next_number(),
        source=source,
        severity=severity,
        title=title,
        told=told or Words(),
        task=task,
        trade=workshop.trade,
        experience=experience,
        is_protected=is_protected,
        raised_at=moment_of(at),
        sent_key=sent_key or None,
    )
    if is_protected:
        hazard.trade = _trade_of_many(workshop)
        hazard.task = task if hazard.trade else ""  # a task would name the trade
        hazard.experience = _in_use_at_many(experience)
    else:
        hazard.workshop, hazard.raised_by = workshop, by
    hazard.full_clean()
    hazard.save()
    if is_protected and holder is not None:
        hidden = experience if hazard.experience is None else None
        Origin(hazard=hazard, person=by, workshop=workshop, holder=holder, experience=hidden).save()
    record("raise_hazard", hazard, by=None if is_protected else by, details=_said(hazard, hazard.raised_at))
    telling.of_a_new_danger(hazard)
    return hazard


def _trade_of_many(workshop: Workshop) -> Trade | None:
    """A trade that only one or two plants have would give the plant away."""
    plants = Workshop.objects.filter(trade=workshop.trade_id).values("plant").distinct().count()
    return workshop.trade if plants >= FEWEST_PLANTS else None


def _in_use_at_many(experience: Experience | None) -> Experience | None:
    """What only one or two plants use would give the plant away; then who holds the name learns of it alone."""
    if experience is None:
        return None
    using = Adoption.objects.of_users().under_measurement().filter(experience=experience)
    plants = using.order_by().values("workshop__plant").distinct().count()
    return experience if plants >= FEWEST_PLANTS else None


def _said(hazard: Hazard, moment: datetime.datetime) -> dict[str, Any]:
    return {
        "title": dict(hazard.title),
        "severity": hazard.severity,
        "protected": hazard.is_protected,
        "experience": hazard.experience.slug if hazard.experience else "",
        "on": moment.date().isoformat(),
    }


@verb
def say_seen_here(
    hazard: Hazard, *, by: Person, workshop: Workshop | None = None, at: datetime.datetime | None = None
) -> Sighting:
    """One tap: the same was seen at the reader's workshop."""
    hazard = locked(hazard)
    place = workshop or by.workshop
    if place is None or not rules.may_say_seen_here(by, hazard, place):
        raise PermissionDenied
    known = Sighting.objects.filter(hazard=hazard, workshop=place, person=by).first()
    if known:
        return known
    sighting = Sighting(hazard=hazard, workshop=place, person=by, at=moment_of(at, after=hazard.raised_at))
    sighting.save()
    # Whose workshop it was is everybody's; who said so is the plant's.
    record("say_seen_here", sighting, by=by, plant=place.plant.slug, details={"on": _day(sighting.at)})
    return sighting


def _day(moment: datetime.datetime) -> str:
    return moment.date().isoformat()


def _begin(
    hazard: Hazard, name: str, by: Person | None, may: Callable[[Person, Hazard], bool], wrong: dict[str, Any]
) -> Hazard:
    """What every verb on the chain begins with: the row, the right, the state, then what is missing in the form."""
    hazard = locked(hazard)
    if by is not None and not may(by, hazard):
        raise PermissionDenied
    if not can_move(hazard, name, rules.MOVES):
        move(hazard, name, rules.MOVES)  # says why not
    if wrong:
        raise ValidationError(wrong)
    return hazard


def _end(hazard: Hazard, name: str, by: Person | None, moment: datetime.datetime, **details: Any) -> Hazard:
    """Move, save, write down."""
    move(hazard, name, rules.MOVES)
    hazard.full_clean(exclude=["sent_key"])
    hazard.save()
    record(name, hazard, by=by, details={**details, "on": _day(moment)})
    return hazard


@verb
def acknowledge(
    hazard: Hazard,
    *,
    by: Person,
    severity: str = "",
    metric: Metric | None = None,
    task: str = "",
    experience: Experience | None = None,
    at: datetime.datetime | None = None,
) -> Hazard:
    """The safety officer has looked and takes it on: says how grave it is, what it is counted by, and what is suspected
    of it. If an experience is, everybody who uses it is called."""
    hazard = _begin(hazard, "acknowledge", by, rules.may_acknowledge, {})
    moment = moment_of(at, after=hazard.raised_at)
    hazard.severity = severity or hazard.severity
    hazard.metric = metric or hazard.metric
    hazard.task = task or hazard.task
    hazard.experience = experience or hazard.experience
    hazard.adoption = hazard.adoption or _nearest_adoption(hazard)
    hazard.acknowledged_by, hazard.acknowledged_at = by, moment
    hazard = _end(hazard, "acknowledge", by, moment, severity=hazard.severity)
    return recalling.recall(hazard, by=by, at=moment)


def _nearest_adoption(hazard: Hazard) -> Adoption | None:
    """The plant's own use of the suspected experience that began last before the report."""
    if hazard.experience is None or hazard.workshop is None:
        return None
    began = Adoption.objects.under_measurement().filter(
        experience=hazard.experience,
        workshop__plant=hazard.workshop.plant_id,
        starts_on__lte=timezone.localdate(hazard.raised_at),
    )
    return began.order_by("-starts_on").first()


@verb
def name_cause(
    hazard: Hazard, *, by: Person, experience: Experience, cause: Words, at: datetime.datetime | None = None
) -> Hazard:
    """Say, or say otherwise, what is suspected of it and why; those who use it are called."""
    hazard = locked(hazard)
    if not rules.may_name_cause(by, hazard):
        raise PermissionDenied
    if not hazard.is_open or hazard.state == Hazard.State.SUSPECTED:
        raise ValidationError(
            _("This cannot be done now: it is “%(state)s”.") % {"state": hazard.get_state_display()}, code="state"
        )
    if not cause:
        raise ValidationError({"cause": _("Say why.")})
    moment = moment_of(at, after=hazard.raised_at)
    if hazard.experience_id != experience.pk:
        hazard.experience, hazard.adoption = experience, None
        hazard.adoption = _nearest_adoption(hazard)
    hazard.cause = cause
    hazard.save()
    details = {"experience": experience.slug, "cause": dict(cause), "on": _day(moment)}
    record("name_cause", hazard, by=by, details=details)
    return recalling.recall(hazard, by=by, at=moment)


@verb
def contain(hazard: Hazard, *, by: Person, measure: str, how: Words, at: datetime.datetime | None = None) -> Hazard:
    """Stopped, limited or guarded, so that nobody is hurt while the remedy is sought. No risk is borne any longer."""
    wrong: dict[str, Any] = {} if how else {"how": _("Say what was done.")}
    if measure not in Hazard.Measure.values:
        wrong["measure"] = _("Choose what was done.")
    hazard = _begin(hazard, "contain", by, rules.may_contain, wrong)
    moment = moment_of(at, after=hazard.acknowledged_at)
    bearing.begin_anew(hazard)
    hazard.measure, hazard.containment, hazard.contained_at = measure, how, moment
    return _end(hazard, "contain", by, moment, measure=measure, how=dict(how))


@verb
def seek_remedy(
    hazard: Hazard, *, by: Person | None, why: Words | None = None, at: datetime.datetime | None = None
) -> Hazard:
    """Look for what removes the danger itself; by card, if none is out. Also, with why, when a remedy has failed or a
    risk is borne no longer."""
    hazard = _begin(hazard, "seek_remedy", by, rules.may_seek_remedy, {})
    if hazard.contained_at is None:  # the risk was borne before anybody had contained it
        raise ValidationError(_("Contain it first."), code="state")
    failed = hazard.state in (Hazard.State.REMEDY_TRIAL, Hazard.State.REMEDIED, Hazard.State.ACCEPTED_RISK)
    if failed and not why:
        raise ValidationError({"why": _("Say why.")})
    moment = moment_of(at, after=hazard.remedied_at or hazard.tried_at or hazard.contained_at)
    before = hazard.remedy.slug if hazard.remedy else ""
    bearing.begin_anew(hazard)
    hazard.sought_at = moment
    hazard = _end(hazard, "seek_remedy", by, moment, why=dict(why or {}), before=before)
    return recalling.ask_for_remedy(hazard, by=by, at=moment)


@verb
def try_remedy(hazard: Hazard, *, by: Person, adoption: Adoption, at: datetime.datetime | None = None) -> Hazard:
    """A remedy is an experience, taken up like any other: its adoption is measured, and itself watched."""
    hazard = _begin(hazard, "try_remedy", by, rules.may_try_remedy, {})
    if adoption.state in (Adoption.State.ABANDONED, Adoption.State.ROLLED_BACK):
        raise ValidationError({"adoption": _("This was stopped; choose what is being tried.")})
    if adoption.experience_id == hazard.experience_id:
        raise ValidationError({"adoption": _("What is suspected of the danger cannot be its remedy.")})
    moment = moment_of(at, after=hazard.sought_at or hazard.contained_at)
    hazard.remedy, hazard.remedy_adoption, hazard.tried_at = adoption.experience, adoption, moment
    hazard = _end(hazard, "try_remedy", by, moment, remedy=adoption.experience.slug, at=adoption.workshop.slug)
    if hazard.metric is not None:
        take_as_remedy(adoption, against=hazard.metric, task=hazard.task, by=by)
    _measure_anew(hazard)
    telling.of_a_remedy(hazard)
    return hazard


def _measure_anew(hazard: Hazard) -> None:
    """What is watched for the harm ends where its remedy begins."""
    for adoption in filter(None, (hazard.adoption, hazard.remedy_adoption)):
        if adoption.state not in Adoption.NOT_STARTED:
            mark_touched(adoption)


@verb
def mark_remedied(hazard: Hazard, *, by: Person, at: datetime.datetime | None = None) -> Hazard:
    """The remedy is in full use. From now on the experience leads through it, and the proof gathers."""
    hazard = _begin(hazard, "mark_remedied", by, rules.may_mark_remedied, {})
    used = hazard.remedy_adoption
    if used is None or used.state not in IN_FULL_USE:
        raise ValidationError(_("The remedy is not in full use yet."))
    moment = moment_of(at, after=hazard.tried_at)
    hazard.remedied_at = moment
    hazard = _end(hazard, "mark_remedied", by, moment, remedy=used.experience.slug)
    harmful = hazard.experience
    if harmful is not None and harmful.remedy_id is None and used.experience_id != harmful.pk:
        flag = harmful.flag or Experience.Flag.CAUTION
        flag_experience(harmful, by=by, flag=flag, why=harmful.flag_reason or hazard.title, remedy=used.experience)
    _measure_anew(hazard)
    telling.of_a_cure_to_verify(hazard)
    return hazard


@verb
def verify_and_close(
    hazard: Hazard, *, by: Person, evidence: Words | None = None, at: datetime.datetime | None = None
) -> Hazard:
    """The safety officer of another plant closes it, and only when the readings bear it out."""
    hazard = _begin(hazard, "verify_and_close", by, rules.may_verify_and_close, {})
    moment = moment_of(at, after=hazard.remedied_at)
    proof = proof_of(hazard, min(moment.date(), today()))
    if not proof.is_enough:
        raise ValidationError(_("The readings do not bear it out yet."), code=proof.missing)
    hazard.proof, hazard.evidence = proof.stored(), evidence or Words()
    hazard.ended_by, hazard.ended_at = by, moment
    hazard = _end(hazard, "verify_and_close", by, moment, proof=proof.stored())
    telling.of_an_end(hazard)
    return hazard


@verb
def refute(hazard: Hazard, *, by: Person, evidence: Words, at: datetime.datetime | None = None) -> Hazard:
    """It is no danger, with the evidence. The warning on the experience stays until somebody takes it down by name."""
    wrong: dict[str, Any] = {} if evidence else {"evidence": _("Say what shows that it is no danger.")}
    hazard = _begin(hazard, "refute", by, rules.may_refute, wrong)
    moment = moment_of(at, after=hazard.raised_at)
    hazard.evidence, hazard.ended_by, hazard.ended_at = evidence, by, moment
    hazard = _end(hazard, "refute", by, moment, evidence=dict(evidence))
    telling.of_an_end(hazard)
    return hazard


@verb
def accept_risk(
    hazard: Hazard, *, by: Person, why: Words, review_on: datetime.date, at: datetime.datetime | None = None
) -> Hazard:
    """Safety officer and plant director, two people, bear the risk by name until a review day.

    The first to sign waits for the other; a signature counts only for the same reason and day, and only until the
    danger is contained or a remedy sought. On the review day both sign anew, or it is overdue for all to see.
    """
    moment = moment_of(at, after=hazard.raised_at)
    wrong: dict[str, Any] = {} if why else {"why": _("Say why.")}
    if review_on <= moment.date():
        wrong["review_on"] = _("The review comes on a later day.")
    hazard = _begin(hazard, "accept_risk", by, rules.may_accept_risk, wrong)
    assert hazard.workshop is not None  # the rule has asked
    moment = max(moment, bearing.signed_from(hazard))
    is_officer = by.holds(Role.SAFETY_OFFICER, workshop=hazard.workshop)
    role = Role.SAFETY_OFFICER if is_officer else Role.PLANT_DIRECTOR
    signed = Signature(hazard=hazard, person=by, role=role, why=why, review_on=review_on, at=moment)
    signed.save()
    details = {"why": dict(why), "review_on": review_on.isoformat(), "on": _day(moment)}
    record("sign_risk", signed, by=by, details=details)
    other = bearing.countersigned(signed)
    if other is None:
        return hazard
    Signature.objects.filter(pk__in=(signed.pk, other.pk)).update(is_countersigned=True)
    names = {signed.role: by, other.role: other.person}
    hazard.risk_officer, hazard.risk_director = names[Role.SAFETY_OFFICER], names[Role.PLANT_DIRECTOR]
    hazard.risk_reason, hazard.review_on = why, review_on
    hazard = _end(hazard, "accept_risk", by, moment, review_on=review_on.isoformat(), why=dict(why))
    telling.of_an_end(hazard)
    return hazard
