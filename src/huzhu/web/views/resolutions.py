"""Resolutions of a conference: proposed, voted on, given an owner, reported on, done."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from huzhu.conferences import resolving, rules
from huzhu.conferences.decided import Resolution
from huzhu.people.models import Person
from huzhu.web.forms import conferences as forms
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import conference as presenting
from huzhu.web.presenting.conference_resolutions import may_act
from huzhu.web.verbs import FORM, Verbs, plain
from huzhu.web.views.conferences import conference_of
from huzhu.web.views.conferences import verbs as conference_verbs


def _resolution(request: HttpRequest, conference: str, number: int) -> Resolution:
    found = Resolution.objects.visible_to(request.user).filter(conference__slug=conference)
    return get_object_or_404(found.select_related("conference__host", "owner"), number=number)


verbs = Verbs(
    name="resolution",
    find=_resolution,
    back=lambda one: (str(one.conference.title), one.address),
    template="conferences/page.html",
    page=lambda one, person: presenting.page(one.conference, person),
)


def _may(verb: str) -> Callable[[Person, Resolution], bool]:
    return lambda person, one: may_act(verb, one, person)


@open_to(members)
@FORM
def resolution_new(request: HttpRequest, conference: str) -> HttpResponse:
    found = conference_of(request, conference)
    if not rules.may_propose(request.user, found):
        raise Http404
    return conference_verbs.form_page(
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
    return verbs.done_or_refused(request, one, act)


resolution_close = verbs.button(_may("close"), lambda one, person: resolving.close_vote(one, by=person))
resolution_begin = verbs.button(_may("begin"), lambda one, person: resolving.begin(one, by=person))
resolution_assign = verbs.form(
    _may("assign"),
    lambda data, person, **_unused: forms.AssignForm(data, person=person),
    lambda one, person, said: resolving.assign(one, by=person, **said),
    lambda one: one.text,
    gettext_lazy("Name them"),
)
resolution_report = verbs.form(
    _may("report"),
    lambda data, person, resolution: forms.ReportForm(data, person=person, conference=resolution.conference),
    lambda one, person, said: resolving.report(one, by=person, **said),
    lambda one: one.text,
    gettext_lazy("Report it"),
)
resolution_finish = verbs.form(
    _may("finish"),
    plain(forms.FinishForm),
    lambda one, person, said: resolving.finish(one, by=person, **said),
    lambda one: one.text,
    gettext_lazy("It is done"),
)
resolution_lapse = verbs.form(
    _may("lapse"),
    plain(forms.LapseForm),
    lambda one, person, said: resolving.lapse(one, by=person, **said),
    lambda one: one.text,
    gettext_lazy("Let it lapse"),
)
