"""What is written down around a visit: who comes, questions and answers, steps watched, what will be done, thanks."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from huzhu.experiences.models import Experience
from huzhu.journal.actions import record, verb
from huzhu.people.models import Person
from huzhu.visits import rules, telling
from huzhu.visits.actions import locked, moment_of, private_to
from huzhu.visits.models import Visit, VisitAction, VisitQuestion, VisitSignUp, VisitStep, VisitThanks
from huzhu.words import Words
from huzhu.workshops.models import Workshop

LONGEST = 24 * 3600  # seconds of one step: more is a slip of the pen


def _refuse(text: str, field: str = "") -> None:
    raise ValidationError({field: text} if field else text)


@verb
def sign_up(visit: Visit, *, by: Person, on: datetime.date | None = None) -> VisitSignUp:
    """I want to come. Where the seats are taken, one waits in the order of signing up."""
    visit = locked(visit)
    if not rules.may_sign_up(by, visit):
        raise PermissionDenied
    if visit.state not in rules.COMING:
        _refuse(_("Nobody can sign up now."))
    if visit.sign_ups.filter(person=by).exists():
        _refuse(_("You have signed up already."))
    entry = VisitSignUp(visit=visit, person=by, workshop=by.workshop, signed_up_at=moment_of(on))
    entry.save()
    record("sign_up", visit, by=by)
    return entry


@verb
def sign_off(visit: Visit, *, by: Person) -> None:
    """I cannot come. Whoever waited longest has the seat, and is told."""
    visit = locked(visit)
    entries = list(visit.sign_ups.select_related("person"))
    own = next((each for each in entries if each.person_id == by.pk), None)
    if own is None:
        raise PermissionDenied
    if visit.state not in (*rules.COMING, Visit.State.PROPOSED, Visit.State.POSTPONED):
        _refuse(_("It has taken place already."))
    if by.pk == visit.lead_id:
        _refuse(_("You lead the visitors: let it be postponed or called off instead."))
    had_seat = entries.index(own) < visit.seats
    own.delete()
    record("sign_off", visit, by=by, plant=private_to(visit))
    if had_seat and len(entries) > visit.seats:
        telling.has_a_seat_now(visit, entries[visit.seats].person)


@verb
def ask_question(visit: Visit, *, by: Person, text: Words, on: datetime.date | None = None) -> VisitQuestion:
    """On the list that the host has before the visitors come."""
    visit = locked(visit)
    if not rules.may_ask(by, visit):
        raise PermissionDenied
    if visit.state not in Visit.BEFORE:
        _refuse(_("It has taken place already."))
    if not text:
        _refuse(_("Write your question."), "text")
    question = VisitQuestion(visit=visit, text=text, asked_by=by, asked_at=moment_of(on))
    question.full_clean()
    question.save()
    record("ask_question", visit, by=by, plant=private_to(visit))
    telling.question_is_asked(visit)
    return question


@verb
def answer_question(question: VisitQuestion, *, by: Person, answer: Words) -> VisitQuestion:
    """The host's answer, before or after the visit; a better one replaces it."""
    question = VisitQuestion.objects.select_for_update(of=("self",)).select_related("visit__host").get(pk=question.pk)
    if not rules.may_answer(by, question):
        raise PermissionDenied
    if not answer:
        _refuse(_("Write the answer."), "answer")
    question.answer, question.answered_by = answer, by
    question.full_clean()
    question.save()
    record("answer_question", question.visit, by=by, plant=private_to(question.visit))
    telling.question_is_answered(question.visit, question.asked_by)
    return question


@verb
def write_step(
    visit: Visit,
    workshop: Workshop,
    *,
    by: Person | None,
    name: Words,
    is_inside: bool,
    seconds: int,
    people: int = 1,
    tools: Words | None = None,
) -> VisitStep:
    """One step of the operation as it was watched, at the host or, for comparing, at a visitor's own mill."""
    visit = locked(visit)
    if by is not None and not rules.may_write_steps(by, visit):
        raise PermissionDenied
    if visit.state in (*Visit.ENDED, Visit.State.PROPOSED, Visit.State.POSTPONED):
        _refuse(_("Steps are taken down from the day on which the host has confirmed."))
    if workshop.pk != visit.host_id and not visit.visiting.filter(pk=workshop.pk).exists():
        _refuse(_("This workshop is not part of the visit."), "workshop")
    if not name:
        _refuse(_("Give the step a name."), "name")
    if not 0 < seconds <= LONGEST:
        _refuse(_("Between one second and a day."), "seconds")
    if not 0 < people <= 200:
        _refuse(_("At least one person, at most 200."), "people")
    last = visit.watched.filter(workshop=workshop).aggregate(last=Max("number"))["last"] or 0
    step = VisitStep(
        visit=visit,
        workshop=workshop,
        number=last + 1,
        name=name,
        is_inside=is_inside,
        seconds=seconds,
        people=people,
        tools=tools or Words(),
        written_by=by,
    )
    step.full_clean()
    step.save()
    record("write_step", visit, by=by, plant=workshop.plant.slug, details={"number": step.number})
    return step


@verb
def take_step_away(step: VisitStep, *, by: Person) -> None:
    """Taken down wrongly."""
    step = VisitStep.objects.select_for_update(of=("self",)).select_related("visit", "workshop__plant").get(pk=step.pk)
    if not rules.may_take_step_away(by, step):
        raise PermissionDenied
    if step.visit.state in Visit.ENDED:
        _refuse(_("This visit is over; its notes stay as they are."))
    record("take_step_away", step.visit, by=by, plant=step.workshop.plant.slug, details={"number": step.number})
    step.delete()


@verb
def add_action(
    visit: Visit,
    workshop: Workshop,
    *,
    by: Person | None,
    text: Words,
    owner: Person,
    due_on: datetime.date,
    experience: Experience | None = None,
    line: str = "",
) -> VisitAction:
    """We will do this: who, by when, and the experience it takes up where there is one."""
    visit = locked(visit)
    if by is not None and not rules.may_add_action(by, visit):
        raise PermissionDenied
    if visit.state not in (Visit.State.HELD, Visit.State.REPORTED, Visit.State.ACTIONS_OPEN):
        _refuse(_("What will be done is written down after the visit."))
    if not visit.visiting.filter(pk=workshop.pk).exists():
        _refuse(_("This workshop was not among the visitors."), "workshop")
    if not text:
        _refuse(_("Say what will be done."), "text")
    if workshop.plant_id not in owner.plants:
        _refuse(_("The owner works in the plant that will do it."), "owner")
    held = visit.starts_on
    if held is not None and due_on < held:
        _refuse(_("This day is before the visit."), "due_on")
    if line and line not in workshop.lines:
        _refuse(_("This workshop has no line “%(line)s”.") % {"line": line}, "line")
    action = VisitAction(
        visit=visit, workshop=workshop, text=text, owner=owner, due_on=due_on, experience=experience, line=line
    )
    action.full_clean()
    action.save()
    record("add_action", action, by=by, details={"workshop": workshop.slug, "due_on": due_on.isoformat()})
    if visit.state == Visit.State.ACTIONS_OPEN:
        telling.owners_of_actions(visit)
    return action


@verb
def settle_action(
    action: VisitAction, *, by: Person | None, is_done: bool, result: str, on: datetime.date | None = None
) -> VisitAction:
    """Done, with what came of it; or dropped, with the reason."""
    action = VisitAction.objects.select_for_update(of=("self",)).select_related("visit", "workshop").get(pk=action.pk)
    if by is not None and not rules.may_settle_action(by, action):
        raise PermissionDenied
    if action.state != VisitAction.State.OPEN:
        _refuse(_("This was settled already."))
    if not result.strip():
        _refuse(_("Say what came of it."), "result")
    action.state = VisitAction.State.DONE if is_done else VisitAction.State.DROPPED
    action.result, action.settled_on = result, moment_of(on).date()
    action.save()
    record("settle_action", action, by=by, details={"state": action.state, "result": result})
    return action


@verb
def thank(visit: Visit, person: Person, *, by: Person | None, what_for: Words) -> VisitThanks:
    """Thanks to somebody by name, who hears it; for somebody thanked before, the words are replaced."""
    visit = locked(visit)
    if by is not None and not rules.may_thank(by, visit):
        raise PermissionDenied
    if visit.state in (*Visit.BEFORE, Visit.State.DECLINED, Visit.State.CANCELLED):
        _refuse(_("It has not taken place yet."))
    if by is not None and person.pk == by.pk:
        _refuse(_("Nobody thanks themselves."), "person")
    if not what_for:
        _refuse(_("Say for what."), "what_for")
    thanks = visit.thanks.filter(person=person).first() or VisitThanks(visit=visit, person=person)
    thanks.what_for, thanks.said_by = what_for, by
    thanks.full_clean()
    thanks.save()
    record("thank", visit, by=by, details={"person": person.pk})
    telling.is_thanked(thanks)
    return thanks
