"""Resolutions of a conference: proposed, voted on, given an owner, reported on, done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from huzhu.conferences import resolving, rules
from huzhu.conferences.decided import Resolution
from huzhu.people.models import Person
from huzhu.web.forms import conferences as forms
from huzhu.web.policy import members, open_to
from huzhu.web.presenting.conference_resolutions import may_act
from huzhu.web.views.conferences import conference_of, done_or_refused, form_page

FORM = require_http_methods(["GET", "HEAD", "POST"])


def _resolution(request: HttpRequest, conference: str, number: int) -> Resolution:
    found = Resolution.objects.visible_to(request.user).filter(conference__slug=conference)
    return get_object_or_404(found.select_related("conference__host", "owner"), number=number)


@open_to(members)
@FORM
def resolution_new(request: HttpRequest, conference: str) -> HttpResponse:
    found = conference_of(request, conference)
    if not rules.may_propose(request.user, found):
        raise Http404
    return form_page(
        request,
        found,
        forms.ResolutionForm(request.POST or None),
        lambda said: resolving.propose_resolution(found, by=request.user, **said),
        heading=gettext_lazy("Propose a resolution"),
        intro=gettext_lazy("One plant has one vote; more than half of those who are there must be in favour."),
        submit_word=gettext_lazy("Put it to the vote"),
    )


@open_to(members)
@require_POST
def resolution_vote(request: HttpRequest, conference: str, resolution: int) -> HttpResponse:
    one = _resolution(request, conference, resolution)
    if not rules.may_vote(request.user, one):
        raise Http404
    choice = request.POST.get("choice", "")
    act = lambda: resolving.vote(one, by=request.user, choice=choice)  # noqa: E731
    return done_or_refused(request, one.conference, act, f"#resolution-{one.number}")


def _button(verb: str, act: Callable[[Resolution, Person], Any]) -> Any:
    @open_to(members)
    @require_POST
    def view(request: HttpRequest, conference: str, resolution: int) -> HttpResponse:
        one = _resolution(request, conference, resolution)
        if not may_act(verb, one, request.user):
            raise Http404
        return done_or_refused(request, one.conference, lambda: act(one, request.user), f"#resolution-{one.number}")

    return view


def _form_view(verb: str, form_of: Callable[..., Form], act: Callable[..., Any], submit: Any) -> Any:
    """The heading is the resolution itself."""

    @open_to(members)
    @FORM
    def view(request: HttpRequest, conference: str, resolution: int) -> HttpResponse:
        one, person = _resolution(request, conference, resolution), request.user
        if not may_act(verb, one, person):
            raise Http404
        form = form_of(request.POST or None, person=person, conference=one.conference)
        words = {"heading": one.text, "submit_word": submit}
        return form_page(request, one.conference, form, lambda said: act(one, person, said), **words)

    return view


resolution_close = _button("close", lambda one, person: resolving.close_vote(one, by=person))
resolution_begin = _button("begin", lambda one, person: resolving.begin(one, by=person))
resolution_assign = _form_view(
    "assign",
    lambda data, person, **_unused: forms.AssignForm(data, person=person),
    lambda one, person, said: resolving.assign(one, by=person, **said),
    gettext_lazy("Name them"),
)
resolution_report = _form_view(
    "report",
    forms.ReportForm,
    lambda one, person, said: resolving.report(one, by=person, **said),
    gettext_lazy("Report it"),
)
resolution_finish = _form_view(
    "finish",
    lambda data, **_unused: forms.FinishForm(data),
    lambda one, person, said: resolving.finish(one, by=person, **said),
    gettext_lazy("It is done"),
)
resolution_lapse = _form_view(
    "lapse",
    lambda data, **_unused: forms.LapseForm(data),
    lambda one, person, said: resolving.lapse(one, by=person, **said),
    gettext_lazy("Let it lapse"),
)
