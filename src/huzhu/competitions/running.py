"""A round from its first day to its end: begin, fix the figures, check, hear objections, make final, award, close."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.competitions import rules, telling
from huzhu.competitions.awarding import awards_of, pass_banner_on
from huzhu.competitions.clocks import appraise_by, objections_until
from huzhu.competitions.decided import Dispute, Gate
from huzhu.competitions.drafting import locked
from huzhu.competitions.gating import propose_from_data
from huzhu.competitions.models import Round, Standing
from huzhu.competitions.text import SCHEME
from huzhu.contracts.sealing import canonical
from huzhu.journal.actions import record, verb
from huzhu.moves import move
from huzhu.notices.actions import seated
from huzhu.people.models import Person
from huzhu.workshops.clocks import now, today
from huzhu.workshops.models import Plant


@verb
def begin(round_: Round) -> Round:
    """The first day has come."""
    found = locked(round_)
    if today() < found.starts_on:
        raise ValidationError(_("The period has not begun."), code="state")
    move(found, "begin", rules.MOVES)
    found.began_at, found.due_at = now(), timezone.now()
    found.save()
    record("begin", found, by=None)
    return found


@verb
def freeze(round_: Round, *, by: Person | None) -> Round:
    """The period is over: what is counted is kept, to the last digit, and the data may change without changing it."""
    from huzhu.competitions import counting  # numbers, imported when there is something to compute

    found = locked(round_)
    if by is not None and not rules.may_run(by):
        raise PermissionDenied
    if today() <= found.ends_on:
        raise ValidationError(_("The period is not over yet."), code="state")
    move(found, "freeze", rules.MOVES)
    inputs = counting.inputs_of(found)
    found.inputs, found.inputs_hash = canonical(inputs).decode(), counting.fingerprint(inputs)
    found.result, found.method_version = _from_kept(found), counting.effects.METHOD_VERSION
    found.fingerprint, found.counted_at, found.frozen_at = found.inputs_hash, timezone.now(), now()
    found.due_at = None
    found.save()
    counting.settle_states(found)
    propose_from_data(found)
    record("freeze", found, by=by, details={"inputs": found.inputs_hash, "conditions": found.hash})
    said = gettext_lazy("“%(title)s” is over and its figures are fixed; other plants check them now.")
    telling.say(found, telling.people_of(telling.entrants(found)), said)
    return found


def recompute(round_: Round) -> dict[str, Any]:
    """The result again, from what was kept alone. Anybody may compare it with what is stored. A round whose conditions
    are of an earlier scheme is refused: the present rule would say other points for it."""
    if round_.conditions["scheme"] != SCHEME:
        said = _("This round was counted by an earlier rule; its points stand as they were counted then.")
        raise ValidationError(said)
    return _from_kept(round_)


def _from_kept(round_: Round) -> dict[str, Any]:
    from huzhu.competitions.scoring import score

    return score(round_.frozen_inputs, round_.conditions)


@verb
def remind_of_appraisal(round_: Round) -> Round:
    """The days for the check by other plants are over: those who check and the secretariat hear of it, once."""
    found = locked(round_)
    by = appraise_by(found)
    if found.state != Round.State.FROZEN or found.reminded_at is not None or by is None or now() < by:
        raise ValidationError(_("Nobody has to be reminded of this now."), code="state")
    left = unchecked(found)
    found.reminded_at = now()
    found.save()
    record("remind_of_appraisal", found, by=None, details={"unchecked": [each.key for each in left]})
    told = seated("secretariat")
    for plant in telling.plants_of(found):
        if any(each.workshop.plant_id != plant.pk for each in left):
            told += telling.checkers(found, plant)
    said = gettext_lazy("The check of “%(title)s” by other plants is overdue. Not checked yet: %(who)s.")
    if not left:
        said = gettext_lazy("Every standing of “%(title)s” is checked; the appraisal is overdue all the same.")
    telling.say(found, told, said, {"who": left})
    return found


def unchecked(round_: Round) -> list[Standing]:
    """Standings that no other plant has checked yet."""
    return list(round_.standings.select_related("workshop__plant").filter(checked_at=None))


@verb
def check_standing(standing: Standing, *, by: Person | None, finding: str, plant: Plant | None = None) -> Standing:
    """Somebody of another plant looked at what was counted and writes what was found."""
    found = Standing.objects.select_for_update(of=("self",)).select_related("round", "workshop").get(pk=standing.pk)
    checks_for = plant if by is None else rules.checking_plant(by, found)
    if checks_for is None:
        raise PermissionDenied
    if found.round.state != Round.State.FROZEN:
        raise ValidationError(_("Standings are checked once the figures are fixed."), code="state")
    if not finding.strip():
        raise ValidationError({"finding": _("Write what you looked at and what you found.")})
    found.checked_by, found.checked_for, found.checked_at, found.finding = by, checks_for, now(), finding
    found.save()
    record("check_standing", found, by=by, details={"plant": checks_for.slug, "finding": finding})
    return found


@verb
def appraise(round_: Round, *, by: Person | None) -> Round:
    """Every standing was checked by another plant, and at least one standing there is."""
    found = locked(round_)
    if by is not None and not rules.may_run(by):
        raise PermissionDenied
    if left := unchecked(found):
        raise ValidationError(
            _("Not checked by another plant yet: %(who)s.") % {"who": _(", ").join(str(each) for each in left)}
        )
    move(found, "appraise", rules.MOVES)
    found.appraised_at = now()
    found.save()
    record("appraise", found, by=by)
    return found


@verb
def open_objections(round_: Round, *, by: Person | None) -> Round:
    """The list is out; for the days of the conditions anybody concerned may object."""
    found = locked(round_)
    if by is not None and not rules.may_run(by):
        raise PermissionDenied
    move(found, "open_objections", rules.MOVES)
    found.objection_at = now()
    found.save()
    record("open_objections", found, by=by)
    said = gettext_lazy("The standings of “%(title)s” are out. Whoever holds them to be wrong objects now.")
    telling.say(found, telling.people_of(telling.entrants(found)), said)
    return found


@verb
def finalise(round_: Round, *, by: Person | None) -> Round:
    """The committee makes the list final: the time for objections is over and nothing is left undecided."""
    found = locked(round_)
    if by is not None and not rules.may_decide(by):
        raise PermissionDenied
    until = objections_until(found)
    if until is not None and now() < until:
        raise ValidationError(_("Objections may still come in."), code="clock")
    if Dispute.objects.filter(standing__round=found, decided_at=None).exists():
        raise ValidationError(
            _("An objection is not decided yet: it takes a member of the committee with a seat at neither plant.")
        )
    _refuse_open_gates(found)
    move(found, "finalise", rules.MOVES)
    found.final_at = now()
    found.save()
    for standing in found.standings.filter(state=Standing.State.PROVISIONAL):
        move(standing, "finalise", rules.STANDING_MOVES)
        standing.save()
    record("finalise", found, by=by, details={"inputs": found.inputs_hash})
    return found


def _refuse_open_gates(round_: Round) -> None:
    if Gate.objects.filter(standing__round=round_, state__in=(Gate.State.PROPOSED, Gate.State.APPEALED)).exists():
        raise ValidationError(_("A question of safety is not decided yet."))


@verb
def award(round_: Round, *, by: Person | None) -> Round:
    """Banner and titles, as the conditions say, from the final list; nobody chooses."""
    found = locked(round_)
    if by is not None and not rules.may_decide(by):
        raise PermissionDenied
    _refuse_open_gates(found)
    move(found, "award", rules.MOVES)
    found.awards, found.awarded_at = awards_of(found), now()
    found.save()
    record("award", found, by=by, details=found.awards)
    pass_banner_on(found, by=by)
    said = gettext_lazy("“%(title)s” is awarded.")
    telling.say(found, telling.people_of(telling.entrants(found)), said)
    return found


@verb
def close(round_: Round, *, by: Person | None) -> Round:
    found = locked(round_)
    if by is not None and not rules.may_run(by):
        raise PermissionDenied
    move(found, "close", rules.MOVES)
    found.ended_at = now()
    found.save()
    record("close_round", found, by=by)
    return found


@verb
def annul(round_: Round, *, by: Person | None, why: str) -> Round:
    """The committee calls it off; what was counted stays readable."""
    found = locked(round_)
    if by is not None and not rules.may_decide(by):
        raise PermissionDenied
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    move(found, "annul", rules.MOVES)
    found.ended_at, found.reason, found.due_at = now(), why, None
    found.save()
    record("annul", found, by=by, details={"why": why})
    said = gettext_lazy("“%(title)s” is annulled: %(why)s")
    telling.say(found, telling.people_of(telling.entrants(found)), said, {"why": why})
    return found
