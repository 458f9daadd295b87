"""Calling everybody who may be hit by the same, and their answers."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.adoptions.models import Adoption
from huzhu.cards import actions as cards
from huzhu.cards.models import Card
from huzhu.experiences.actions import flag_experience
from huzhu.experiences.models import Experience
from huzhu.hazards import rules, telling
from huzhu.hazards.models import Call, Hazard
from huzhu.hazards.moments import locked, moment_of
from huzhu.hazards.naming import TaskName
from huzhu.journal.actions import record, verb
from huzhu.notices.actions import sentence
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.models import Workshop
from huzhu.workshops.queries import downstream_of

NOT_BEGUN = (Adoption.State.PLANNED, Adoption.State.RISK_REVIEWED)
W = Call.Why


def places_to_call(hazard: Hazard) -> dict[Workshop, tuple[str, Adoption | None]]:
    """Who uses the experience, who is about to, and who receives their material: directly, or anywhere down the flow
    in the trade that came to harm. The workshop that came to harm is not called; it acts already."""
    found: dict[Workshop, tuple[str, Adoption | None]] = {}
    running = Adoption.objects.of_users().filter(experience=hazard.experience_id)
    adoptions = list(running.select_related("workshop__plant", "workshop__trade").order_by("starts_on", "pk"))
    for adoption in adoptions:
        why = W.ABOUT_TO if adoption.state in NOT_BEGUN else W.ADOPTER
        known = found.get(adoption.workshop)
        if known is None or (known[0] == W.ABOUT_TO and why == W.ADOPTER):
            found[adoption.workshop] = (why, adoption)
    for adoption in adoptions:
        direct = set(adoption.workshop.flows_out.values_list("receiver_id", flat=True))
        for place in downstream_of(adoption.workshop):
            if place.pk in direct or (hazard.trade_id and place.trade_id == hazard.trade_id):
                found.setdefault(place, (W.DOWNSTREAM, adoption))
    return {place: known for place, known in found.items() if place.pk != hazard.workshop_id}


@verb
def recall(hazard: Hazard, *, by: Person | None, at: datetime.datetime | None = None) -> Hazard:
    """Warn of the experience, call everybody who may be hit by the same, and ask by card who has a remedy.

    Done once a danger is red in the readings or acknowledged by a safety officer, and an experience is suspected of it.
    Called again, it reaches only those who were not called before.
    """
    hazard = locked(hazard)
    if hazard.experience is None or not hazard.is_open:
        return hazard
    moment = moment_of(at, after=hazard.raised_at)
    if not hazard.experience.flag:
        flag_experience(hazard.experience, by=by, flag=Experience.Flag.CAUTION, why=_why_caution(hazard))
    called = set(hazard.calls.values_list("workshop_id", flat=True))
    new = [
        Call(hazard=hazard, workshop=place, why=why, adoption=adoption, called_at=moment)
        for place, (why, adoption) in places_to_call(hazard).items()
        if place.pk not in called
    ]
    for call in new:
        call.save()
    is_first = hazard.recalled_at is None
    if new or is_first:
        hazard.recalled_at = hazard.recalled_at or moment
        hazard.save()
        record("recall", hazard, by=by, details={"called": [call.workshop.slug for call in new], "on": _day(moment)})
        telling.of_a_call(hazard, new)
    return ask_for_remedy(hazard, by=None, at=moment) if is_first else hazard


def _day(moment: datetime.datetime) -> str:
    return moment.date().isoformat()


def _why_caution(hazard: Hazard) -> Words:
    return sentence(gettext_lazy("Danger %(number)s: %(title)s"), {"number": hazard.number, "title": hazard.title})


@verb
def ask_for_remedy(hazard: Hazard, *, by: Person | None, at: datetime.datetime) -> Hazard:
    """A card "who has a remedy?" to all workshops of the trade, unless one is known or the place is protected. It goes
    out by itself, in the workshop's name."""
    known = hazard.remedy_id or (hazard.experience is not None and hazard.experience.remedy_id)
    if hazard.card_id or known or hazard.workshop is None:
        return hazard
    urgency = Card.Urgency.SAFETY if hazard.hurts_people else Card.Urgency.URGENT
    hazard.card = cards.ask(
        hazard.workshop,
        by=None,
        title=_question(hazard),
        what=hazard.title,
        urgency=urgency,
        to_trade=hazard.workshop.trade,
        experience=hazard.experience,
        at=at,
    )
    hazard.save()
    record("ask_for_remedy", hazard, by=by, details={"card": hazard.card.number, "on": _day(at)})
    return hazard


def _question(hazard: Hazard) -> Words:
    """Cut to what a card's title may hold, in both languages."""
    said = sentence(gettext_lazy("Who has a remedy for this danger?"))
    if hazard.task:
        said = sentence(gettext_lazy("Who has a remedy? Danger in: %(task)s"), {"task": TaskName(hazard.task)})
    elif hazard.metric:
        said = sentence(gettext_lazy("Who has a remedy? It concerns: %(metric)s"), {"metric": hazard.metric.name})
    return Words({language: text[: cards.LONGEST_TITLE[language]] for language, text in said.items()})


@verb
def answer_call(
    call: Call,
    *,
    by: Person,
    answer: str,
    reason: Words | None = None,
    at: datetime.datetime | None = None,
) -> Call:
    """What the workshop does about it; a later answer replaces it, and the journal keeps both."""
    call = Call.objects.select_for_update(of=("self",)).select_related("workshop__plant", "hazard").get(pk=call.pk)
    if not rules.may_answer(by, call):
        raise PermissionDenied
    if answer not in Call.Answer.values or answer == Call.Answer.NONE:
        raise ValidationError({"answer": _("Choose what you do.")})
    if answer in (Call.Answer.NOT_CONCERNED, Call.Answer.GUARDED) and not reason:
        raise ValidationError({"reason": _("Say why, or how it is guarded.")})
    before = call.answer
    call.answer, call.reason = answer, reason or Words()
    call.answered_by, call.answered_at = by, moment_of(at, after=call.called_at)
    call.save()
    details = {"answer": answer, "before": before, "reason": dict(call.reason), "on": _day(call.answered_at)}
    record("answer_call", call, by=by, details=details)
    return call


@verb
def call_newcomers() -> int:
    """Whoever took up or planned a recalled experience since: called like the others. How many dangers had some."""
    reached = 0
    for hazard in Hazard.objects.open().filter(recalled_at__isnull=False).select_related("experience", "workshop"):
        called = set(hazard.calls.values_list("workshop_id", flat=True))
        if any(place.pk not in called for place in places_to_call(hazard)):
            recall(hazard, by=None)
            reached += 1
    return reached
