"""Dangers: the list, one of them, reporting one on a phone, and the steps from suspicion to the verified cure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.hazards import actions, proving, queries, recalling, rules
from huzhu.hazards.models import Call, Hazard
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.web.answers import form_page, one_form, refusals
from huzhu.web.forms import hazards as asked
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import hazard as presenting
from huzhu.web.presenting import hazard_evidence, hazards
from huzhu.web.receipts import LONGEST_KEY
from huzhu.workshops.clocks import today

FORM = require_http_methods(["GET", "HEAD", "POST"])


def those_who_report(request: HttpRequest) -> bool:
    """Anybody with a seat in a plant."""
    return members(request) and rules.may_raise(request.user)


def _sent(request: HttpRequest) -> Any:
    """What a form was sent with, also when that is nothing: a button alone is an answer here."""
    return request.POST if request.method == "POST" else None


def _hazard(request: HttpRequest, number: int) -> Hazard:
    found = Hazard.objects.visible_to(request.user).select_related(
        "workshop__plant", "workshop__trade", "trade", "experience__remedy", "metric", "origin"
    )
    return get_object_or_404(found, number=number)


@open_to(members)
@require_safe
def hazard_list(request: HttpRequest) -> HttpResponse:
    return render(
        request, "hazards/list.html", hazards.list_page(request.user, all_of_them=request.GET.get("show") == "all")
    )


@open_to(members)
@require_safe
def hazard_page(request: HttpRequest, number: int) -> HttpResponse:
    hazard = _hazard(request, number)
    page = queries.hazard_page(hazard, request.user)
    context = presenting.page(page, request.user)
    return render(request, "hazards/page.html", context | {"acts": _acts(page.line.hazard, request.user)})


@open_to(those_who_report)
@FORM
def hazard_new(request: HttpRequest) -> HttpResponse:
    """No receipt is kept of this form: it would tie a protected report to its person. The report keeps the form's key
    itself, so that one sent twice counts once."""
    person = request.user
    wanted = request.GET.get("workshop")
    initial = {"workshop": next((each.pk for each in asked.workshops_of(person) if each.slug == wanted), None)}
    form = asked.HazardForm(
        _sent(request), person=person, initial={name: value for name, value in initial.items() if value}
    )
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            key = request.POST.get("form_key", "")[:LONGEST_KEY]
            raised = actions.raise_hazard(by=person, sent_key=key, **form.report)
            messages.success(request, _thanks(raised))
            return redirect(reverse("hazard_list") if raised.is_protected else raised.address)
    return form_page(request, "hazards/new.html", form)


hazard_new.keeps_receipts = False  # type: ignore[attr-defined]


def _thanks(raised: Hazard) -> str:
    if raised.is_protected:
        return _("Thank you. It is on its way, without your name and your plant. It is No. %(number)s.") % {
            "number": raised.number
        }
    return _("Thank you. The safety officer has it now and must answer within four hours.")


def _step(
    verb: Callable[..., Hazard],
    may: Callable[[Person, Hazard], bool],
    make: Callable[[HttpRequest, Hazard], forms.Form],
    heading: Callable[[], str],
    intro: Callable[[Hazard, Person], str] = lambda _hazard, _person: "",
) -> Any:
    """A view for one verb of the chain: a page with its form."""

    @open_to(members)
    @FORM
    def view(request: HttpRequest, number: int) -> HttpResponse:
        hazard = _hazard(request, number)
        if not may(request.user, hazard):
            raise Http404

        def act(said: dict[str, Any]) -> str:
            done = verb(hazard, by=request.user, **said)
            messages.success(request, _("Written down: %(state)s.") % {"state": done.get_state_display()})
            return done.address

        return one_form(
            request,
            make(request, hazard),
            act,
            heading=heading(),
            intro=intro(hazard, request.user),
            submit_word=_("Write it down"),
            back_url=hazard.address,
            kicker=[{"text": hazard.title, "url": hazard.address}],
        )

    return view


hazard_acknowledge = _step(
    actions.acknowledge,
    rules.may_acknowledge,
    lambda request, hazard: asked.AcknowledgeForm(_sent(request), person=request.user, hazard=hazard),
    lambda: _("Take it on"),
    lambda _hazard, _person: _("Your name stands beside it. Containing it is due within one shift."),
)
hazard_cause = _step(
    actions.name_cause,
    rules.may_name_cause,
    lambda request, _hazard: asked.CauseForm(_sent(request), person=request.user),
    lambda: _("Name what is suspected"),
)
hazard_contain = _step(
    actions.contain,
    rules.may_contain,
    lambda request, _hazard: asked.ContainForm(_sent(request)),
    lambda: _("Contain it"),
    lambda _hazard, _person: _("So that nobody is hurt while the remedy is sought."),
)
hazard_seek = _step(
    actions.seek_remedy,
    rules.may_seek_remedy,
    lambda request, hazard: asked.SeekForm(_sent(request), hazard=hazard),
    lambda: _("Look for a remedy"),
    lambda _hazard, _person: _("A card goes to all workshops of the trade, if none is out."),
)
hazard_try = _step(
    actions.try_remedy,
    rules.may_try_remedy,
    lambda request, hazard: asked.TryForm(_sent(request), person=request.user, hazard=hazard),
    lambda: _("Try a remedy"),
)
hazard_remedied = _step(
    actions.mark_remedied,
    rules.may_mark_remedied,
    lambda request, _hazard: forms.Form(_sent(request)),
    lambda: _("The remedy is in full use"),
    lambda _hazard, _person: _("From now on the experience leads through its remedy, and the proof gathers."),
)
hazard_verify = _step(
    actions.verify_and_close,
    rules.may_verify_and_close,
    lambda request, _hazard: asked.CloseForm(_sent(request)),
    lambda: _("Close it: the cure is verified"),
    lambda hazard, _person: hazard_evidence.proof_words(proving.proof_of(hazard, today())),
)
hazard_refute = _step(
    actions.refute,
    rules.may_refute,
    lambda request, _hazard: asked.RefuteForm(_sent(request)),
    lambda: _("It is no danger"),
    lambda _hazard, _person: _("Your name and the evidence stand beside it. A warning on the experience stays."),
)
hazard_accept = _step(
    actions.accept_risk,
    rules.may_accept_risk,
    lambda request, hazard: asked.RiskForm(_sent(request), today=today(), initial=presenting.waiting_signature(hazard)),
    lambda: _("Bear the risk by name"),
    lambda _hazard, _person: _("It takes the safety officer and the plant director, for the same reason and day."),
)


@open_to(members)
@require_POST
def hazard_seen_here(request: HttpRequest, number: int) -> HttpResponse:
    """One tap."""
    hazard = _hazard(request, number)
    place = request.user.workshop
    if place is None or not rules.may_say_seen_here(request.user, hazard, place):
        raise Http404
    actions.say_seen_here(hazard, by=request.user)
    messages.success(request, _("Written down: seen at %(where)s too.") % {"where": place})
    return redirect(hazard.address)


@open_to(members)
@FORM
def hazard_answer(request: HttpRequest, number: int, workshop: str) -> HttpResponse:
    hazard = _hazard(request, number)
    calls = Call.objects.visible_to(request.user).select_related("workshop__plant", "hazard")
    call = get_object_or_404(calls, hazard=hazard, workshop__slug=workshop)
    if not rules.may_answer(request.user, call):
        raise Http404
    initial = {"answer": call.answer, "reason": call.reason} if call.is_answered else {}
    form = asked.CallForm(_sent(request), initial=initial)

    def act(said: dict[str, Any]) -> str:
        recalling.answer_call(call, by=request.user, **said)
        messages.success(request, _("Thank you, your answer is seen by all."))
        return hazard.address

    return one_form(
        request,
        form,
        act,
        heading=_("What do you do at %(where)s?") % {"where": call.workshop},
        intro=str(hazard.title),
        submit_word=_("Answer"),
        back_url=hazard.address,
        kicker=[{"text": hazard.title, "url": hazard.address}],
    )


def _acts(hazard: Hazard, person: Person) -> list[dict[str, Any]]:
    """What this reader may do now; the first is the main one."""
    place = [hazard.number]
    steps: list[tuple[str, bool, str, str]] = [
        ("acknowledge", rules.may_acknowledge(person, hazard), "hazard_acknowledge", _("Take it on")),
        ("contain", rules.may_contain(person, hazard), "hazard_contain", _("Contain it")),
        ("try_remedy", rules.may_try_remedy(person, hazard), "hazard_try", _("Try a remedy")),
        ("mark_remedied", rules.may_mark_remedied(person, hazard), "hazard_remedied", _("The remedy is in full use")),
        (
            "verify_and_close",
            rules.may_verify_and_close(person, hazard),
            "hazard_verify",
            _("Close it: the cure is verified"),
        ),
        ("seek_remedy", rules.may_seek_remedy(person, hazard), "hazard_seek", _("Look for a remedy")),
        ("accept_risk", rules.may_accept_risk(person, hazard), "hazard_accept", _("Bear the risk by name")),
        ("refute", rules.may_refute(person, hazard), "hazard_refute", _("It is no danger")),
    ]
    found = [
        {"url": reverse(name, args=place), "label": label}
        for verb, allowed, name, label in steps
        if allowed
        and can_move(hazard, verb, rules.MOVES)
        and (verb != "seek_remedy" or hazard.contained_at is not None)
    ]
    if hazard.state in (Hazard.State.CONTAINED, Hazard.State.ACCEPTED_RISK):  # looking comes before trying
        found.sort(key=lambda each: not each["url"].endswith("/seek"))
    if hazard.is_open and hazard.state != Hazard.State.SUSPECTED and rules.may_name_cause(person, hazard):
        found.append({"url": reverse("hazard_cause", args=place), "label": _("Name what is suspected")})
    return found
