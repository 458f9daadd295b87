"""Visits and professional meetings: the list, one visit, and a plain form for each step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from huzhu.adoptions.reviewing import review_visit_effect
from huzhu.cards.models import Card
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.visits import actions, notebook, queries, rules
from huzhu.visits.models import Visit, VisitAction, VisitQuestion, VisitStep
from huzhu.visits.promising import promise_action
from huzhu.web.answers import one_form
from huzhu.web.forms import ReasonForm
from huzhu.web.forms import visits as forms
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import meeting as presenting
from huzhu.web.presenting import meetings as listing
from huzhu.web.presenting.sentences import in_both
from huzhu.web.verbs import FORM, Verbs, plain
from huzhu.workshops.models import Workshop

TITLE = gettext_lazy("%(metric)s at %(host)s")


def _visit(request: HttpRequest, slug: str) -> Visit:
    found = Visit.objects.visible_to(request.user).select_related(
        "host__plant", "host__trade", "metric", "experience", "lead", "induction_by", "reviewed_by"
    )
    return get_object_or_404(found.prefetch_related("visiting__plant"), slug=slug)


def _address(visit: Visit) -> str:
    return reverse("meeting_page", args=[visit.slug])


def those_who_propose(request: HttpRequest) -> bool:
    """The head of a workshop, a chief engineer, the secretariat."""
    return members(request) and request.user.holds("workshop_head", "chief_engineer", "secretariat")


@open_to(members)
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    return render(request, "visits/list.html", listing.page(request.user))


@open_to(members)
@require_safe
def meeting_page(request: HttpRequest, meeting: str) -> HttpResponse:
    found = _visit(request, meeting)
    return render(request, "visits/page.html", presenting.page(found, request.user))


@open_to(members)
@require_safe
def meeting_calendar(request: HttpRequest, meeting: str) -> HttpResponse:
    """For the calendar of a phone."""
    from huzhu.web.calendars import calendar_of

    found = _visit(request, meeting)
    if found.starts_on is None:
        raise Http404
    content = calendar_of(found, request.build_absolute_uri(_address(found)))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.ics"'
    return response


@open_to(those_who_propose)
@FORM
def meeting_new(request: HttpRequest) -> HttpResponse:
    person = request.user
    guests = listing.guests_of(person)
    wanted = _asked_for(request, guests)
    form = forms.ProposeForm(request.POST or None, person=person, guests=guests, initial=wanted)

    def act(said: dict[str, Any]) -> str:
        host, metric, visiting = said.pop("host"), said.pop("metric"), list(said.pop("visiting"))
        proposed = queries.proposals(visiting, person)
        same = [each for each in proposed if (each.host.pk, each.metric.pk) == (host.pk, metric.pk)]
        gap = queries.gap_of(same[0]) if same else None
        visit = actions.propose(host, visiting, metric, by=person, gap=gap, card=_card(request), **said)
        messages.success(request, _("Proposed. The host has been told and confirms within three working days."))
        return _address(visit)

    return one_form(
        request,
        form,
        act,
        heading=_("Ask to come and see"),
        intro=_("A visit is a call for help by those who come, never an inspection of those who receive."),
        submit_word=_("Propose the visit"),
        back_url=reverse("meeting_list"),
        kicker=[{"text": _("Visits"), "url": reverse("meeting_list")}],
    )


def _card(request: HttpRequest) -> Card | None:
    """The card that led here, named in the address."""
    number = request.GET.get("card", "")
    found = Card.objects.visible_to(request.user)
    return found.filter(number=int(number)).first() if number.isdecimal() and len(number) < 10 else None


def _asked_for(request: HttpRequest, guests: list[Workshop]) -> dict[str, Any]:
    """What an address with host, metric and guest fills in."""
    person = request.user
    host = Workshop.objects.visible_to(person).filter(slug=request.GET.get("host", "")).first()
    metric = Metric.objects.visible_to(person).filter(slug=request.GET.get("metric", "")).first()
    guest = next((each for each in guests if each.slug == request.GET.get("guest")), None)
    guest = guest or next((each for each in guests if person.workshop and each.pk == person.workshop.pk), None)
    wanted: dict[str, Any] = {"host": host, "metric": metric, "visiting": [guest] if guest else [], "lead": person.pk}
    if host is not None and metric is not None:
        wanted["title"] = in_both(TITLE, host=host, metric=metric)
    return wanted


verbs = Verbs(
    name="visit",
    find=_visit,
    back=lambda visit: (str(visit.title), _address(visit)),
    template="visits/page.html",
    page=presenting.page,
)


def _confirm_form(data: Any, *, visit: Visit, **_unused: Any) -> Form:
    return forms.ConfirmForm(data, initial={"starts_on": visit.starts_on, "ends_on": visit.ends_on})


meeting_confirm = verbs.form(
    rules.may_confirm,
    _confirm_form,
    lambda visit, person, said: actions.confirm(visit, by=person, **said),
    gettext_lazy("Confirm the visit"),
    gettext_lazy("Confirm it and invite them"),
)
meeting_prepare = verbs.form(
    rules.may_prepare,
    forms.PrepareForm,
    lambda visit, person, said: actions.prepare(visit, by=person, **said),
    gettext_lazy("Prepare the visit"),
    gettext_lazy("It is prepared"),
    gettext_lazy("The visitors see your figures as far as they are shared; nothing is copied for them."),
)


def _report(visit: Visit, person: Person, said: dict[str, Any]) -> None:
    actions.report(visit, by=person, **{name: forms.sentences(said[name]) for name in ("learned", "fits", "risks")})


meeting_report = verbs.form(
    rules.may_report,
    plain(forms.ReportForm),
    _report,
    gettext_lazy("Report of the visit"),
    gettext_lazy("Send the report to both sides"),
    gettext_lazy("A form seen without the reason why it works is soon forgotten: write down what must hold, too."),
)
meeting_review = verbs.form(
    rules.may_review,
    plain(forms.ReviewForm),
    lambda visit, person, said: review_visit_effect(visit, by=person, **said),
    gettext_lazy("Review what the visit led to"),
    gettext_lazy("Reviewed: tell everybody who gave"),
    gettext_lazy("What was measured is taken from the adoptions; you say what it means."),
)
meeting_close = verbs.form(
    rules.may_close,
    plain(ReasonForm),
    lambda visit, person, said: actions.close(visit, by=person, **said),
    gettext_lazy("Close the visit"),
    gettext_lazy("Close the visit"),
)
meeting_decline = verbs.form(
    rules.may_decline,
    plain(ReasonForm),
    lambda visit, person, said: actions.decline(visit, by=person, **said),
    gettext_lazy("Decline the visit"),
    gettext_lazy("Decline it with this reason"),
)
meeting_postpone = verbs.form(
    rules.may_postpone,
    plain(ReasonForm),
    lambda visit, person, said: actions.postpone(visit, by=person, **said),
    gettext_lazy("Postpone the visit"),
    gettext_lazy("Postpone it and tell them"),
)
meeting_cancel = verbs.form(
    rules.may_cancel,
    plain(ReasonForm),
    lambda visit, person, said: actions.cancel(visit, by=person, **said),
    gettext_lazy("Call the visit off"),
    gettext_lazy("Call it off and tell them"),
)
meeting_question = verbs.form(
    rules.may_ask,
    plain(forms.QuestionForm),
    lambda visit, person, said: notebook.ask_question(visit, by=person, **said),
    gettext_lazy("Ask before you go"),
    gettext_lazy("Send the question to the host"),
    gettext_lazy("Ask how it works and what it needs; the host can get ready for it."),
)


def _step(visit: Visit, person: Person, said: dict[str, Any]) -> None:
    workshop = said.pop("workshop")
    notebook.write_step(visit, workshop, by=person, **said)


meeting_step = verbs.form(
    rules.may_write_steps,
    forms.StepForm,
    _step,
    gettext_lazy("Take a step down"),
    gettext_lazy("Take it down"),
    gettext_lazy("One step at a time, in the order in which it is done."),
)
meeting_action = verbs.form(
    rules.may_add_action,
    forms.ActionForm,
    lambda visit, person, said: notebook.add_action(visit, said.pop("workshop"), by=person, **said),
    gettext_lazy("We will do this"),
    gettext_lazy("Write it down"),
)
meeting_thank = verbs.form(
    rules.may_thank,
    forms.ThanksForm,
    lambda visit, person, said: notebook.thank(visit, said.pop("person"), by=person, **said),
    gettext_lazy("Thank somebody by name"),
    gettext_lazy("Thank them"),
)


meeting_hold = verbs.button(rules.may_hold, lambda visit, person: actions.hold(visit, by=person))
meeting_open_actions = verbs.button(
    rules.may_open_actions, lambda visit, person: actions.open_actions(visit, by=person)
)
meeting_sign_up = verbs.button(rules.may_sign_up, lambda visit, person: notebook.sign_up(visit, by=person))
meeting_sign_off = verbs.button(rules.was_signed_up, lambda visit, person: notebook.sign_off(visit, by=person))


@open_to(members)
@FORM
def meeting_answer(request: HttpRequest, meeting: str, question: int) -> HttpResponse:
    found = _visit(request, meeting)
    asked = get_object_or_404(VisitQuestion.objects.visible_to(request.user), visit=found, pk=question)
    if not rules.may_answer(request.user, asked):
        raise Http404

    return verbs.form_page(
        request,
        found,
        forms.AnswerForm(request.POST or None, initial={"answer": asked.answer}),
        lambda said: notebook.answer_question(asked, by=request.user, **said),
        heading=asked.text,
        submit_word=_("Send the answer"),
    )


@open_to(members)
@require_POST
def meeting_step_remove(request: HttpRequest, meeting: str, step: int) -> HttpResponse:
    found = _visit(request, meeting)
    written = get_object_or_404(VisitStep.objects.visible_to(request.user), visit=found, pk=step)
    if not rules.may_take_step_away(request.user, written):
        raise Http404
    return verbs.done_or_refused(request, found, lambda: notebook.take_step_away(written, by=request.user))


@open_to(members)
@FORM
def meeting_action_settle(request: HttpRequest, meeting: str, action: int) -> HttpResponse:
    found = _visit(request, meeting)
    one = get_object_or_404(VisitAction.objects.visible_to(request.user), visit=found, pk=action)
    if not rules.may_settle_action(request.user, one):
        raise Http404

    return verbs.form_page(
        request,
        found,
        forms.SettleActionForm(request.POST or None),
        lambda said: notebook.settle_action(one, by=request.user, **said),
        heading=one.text,
        submit_word=_("Write it down"),
    )


@open_to(members)
@require_POST
def meeting_action_promise(request: HttpRequest, meeting: str, action: int) -> HttpResponse:
    """One step to a promise in a contract; then to the contract, where the rest of it is written."""
    found = _visit(request, meeting)
    one = get_object_or_404(VisitAction.objects.visible_to(request.user), visit=found, pk=action)
    if not rules.may_promise(request.user, one):
        raise Http404
    try:
        item = promise_action(one, by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect(_address(found))
    messages.success(request, _("It stands in the contract now: write the baseline and the target, then propose it."))
    return redirect(item.address)
