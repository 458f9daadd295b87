"""Experiences: the list, one of them with what it did, its versions, writing and changing it, warning of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.adoptions.actions import verify_at_origin
from huzhu.experiences import actions, rules
from huzhu.experiences.models import Experience, Version
from huzhu.moves import can_move
from huzhu.web.answers import one_form
from huzhu.web.forms.experiences import ExperienceForm, FilterForm, FlagForm, RetireForm, VersionForm
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import experience as presenting
from huzhu.web.presenting.home_dangers import experience_dangers
from huzhu.web.presenting.versions import changes

FORM = require_http_methods(["GET", "HEAD", "POST"])


def those_who_draft(request: HttpRequest) -> bool:
    """Anybody with a seat in a plant."""
    return members(request) and rules.may_draft(request.user)


def those_who_flag(request: HttpRequest) -> bool:
    return members(request) and rules.may_flag(request.user)


def _one(request: HttpRequest, slug: str) -> Experience:
    found = Experience.objects.visible_to(request.user).select_related(
        "trade", "origin__plant", "metric", "remedy", "shared_by"
    )
    return get_object_or_404(found, slug=slug)


def _address(experience: Experience) -> str:
    return reverse("experience_page", args=[experience.slug])


@open_to(members)
@require_safe
def experience_list(request: HttpRequest) -> HttpResponse:
    person = request.user
    form = FilterForm(request.GET or None, person=person)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = Experience.objects.visible_to(person).select_related("trade", "origin__plant", "remedy", "metric")
    if said.get("trade"):
        found = found.filter(trade=said["trade"])
    retired = Experience.State.RETIRED
    found = found.filter(state=said["state"]) if said.get("state") else found.exclude(state=retired)
    if said.get("danger"):
        found = found.exclude(flag="").exclude(state=Experience.State.RETIRED).order_by("pk")
    own = [seat.workshop.trade_id for seat in person.seats_now if seat.workshop_id]
    rows = sorted(found, key=lambda each: (each.flag == "", each.trade_id not in own, -each.pk))
    context = {
        "form": form,
        "rows": presenting.list_rows(rows, person),
        "may_draft": rules.may_draft(person),
        "is_filtered": any(said.values()),
        "is_danger": bool(said.get("danger")),
    }
    return render(request, "experiences/list.html", context)


@open_to(members)
@require_safe
def experience_page(request: HttpRequest, experience: str) -> HttpResponse:
    found = _one(request, experience)
    context = presenting.page(found, request.user)
    context |= experience_dangers(found, request.user, context["banner"], context["effects"])
    return render(request, "experiences/page.html", context | {"actions": _actions(found, request)})


def _actions(experience: Experience, request: HttpRequest) -> list[dict[str, Any]]:
    """What this reader may do with it now: links to forms, and single buttons that post."""
    person, slug = request.user, experience.slug
    may_write = rules.may_write(person, experience)
    verbs: list[tuple[bool, str, str, str, bool]] = [
        (
            may_write,
            "",
            "experience_edit",
            _("Write a new version") if experience.version else _("Write down how it is done"),
            False,
        ),
        (rules.may_share(person, experience), "share", "experience_share", _("Share it with all plants"), True),
        (may_write, "describe", "experience_describe", _("It is complete: others can try it"), True),
        (may_write, "verify_at_origin", "experience_verify", _("Its effect here is proven"), True),
        (rules.may_recommend(person, experience), "recommend", "experience_recommend", _("Recommend it"), True),
        (rules.may_flag(person), "", "experience_flag", _("Warn of it, or end a warning"), False),
        (may_write, "retire", "experience_retire", _("Withdraw it"), False),
    ]
    is_open = experience.state != Experience.State.RETIRED
    return [
        {"url": reverse(name, args=[slug]), "label": label, "posts": posts}
        for allowed, verb, name, label, posts in verbs
        if allowed and is_open and (not verb or can_move(experience, verb, rules.MOVES))
    ]


@open_to(members)
@require_safe
def experience_version(request: HttpRequest, experience: str, number: int) -> HttpResponse:
    found = _one(request, experience)
    version = get_object_or_404(found.versions.select_related("written_by"), number=number)
    before = found.versions.filter(number__lt=number).last()
    numbers = list(found.versions.values_list("number", flat=True))
    context = {
        "experience": found,
        "version": version,
        "parts": changes(before, version),
        "is_first": before is None,
        "numbers": numbers,
    }
    return render(request, "experiences/version.html", context)


@open_to(those_who_draft)
@FORM
def experience_new(request: HttpRequest) -> HttpResponse:
    person = request.user
    workshop = person.workshop
    initial = {"trade": workshop.trade_id, "origin": workshop.pk} if workshop else {}
    form = ExperienceForm(request.POST or None, person=person, initial=initial)

    def act(said: dict[str, Any]) -> str:
        drafted = actions.draft_experience(by=person, **said)
        messages.success(request, _("Kept as a draft of your plant. Now write down how it is done."))
        return reverse("experience_edit", args=[drafted.slug])

    return one_form(
        request,
        form,
        act,
        heading=_("Share a way"),
        intro=_("First what it is. It stays inside your plant until you share it."),
        submit_word=_("Keep it and go on"),
        back_url=reverse("experience_list"),
    )


@open_to(members)
@FORM
def experience_edit(request: HttpRequest, experience: str) -> HttpResponse:
    found = _one(request, experience)
    if not rules.may_write(request.user, found):
        raise Http404
    form = VersionForm(request.POST or None, last=found.version)

    def act(_said: dict[str, Any]) -> str:
        actions.write_version(found, by=request.user, **form.version)
        return _address(found)

    last: Version | None = found.version
    heading = _("A new version") if last else _("How it is done")
    return one_form(
        request,
        form,
        act,
        heading=heading,
        intro=_("A version once written does not change; the one before stays readable."),
        submit_word=_("Keep this version"),
        back_url=_address(found),
        kicker=[{"text": found.title, "url": _address(found)}],
    )


def _post(verb: Callable[..., Any], may: Callable[..., bool], done: Callable[[], str], what: Callable[[], str]) -> Any:
    """A view for a verb that needs no words: one button. What it refuses is said on a page of its own."""

    @open_to(members)
    @require_POST
    def view(request: HttpRequest, experience: str) -> HttpResponse:
        found = _one(request, experience)
        if not may(request.user, found):
            raise Http404

        def act(_said: dict[str, Any]) -> str:
            verb(found, by=request.user)
            messages.success(request, done())
            return _address(found)

        return one_form(
            request, forms.Form(request.POST), act, heading=what(), submit_word=_("Try again"), back_url=_address(found)
        )

    return view


experience_share = _post(
    actions.share_experience,
    rules.may_share,
    lambda: _("Every plant can read it now."),
    lambda: _("Share it with all plants"),
)
experience_describe = _post(
    actions.describe_experience,
    rules.may_write,
    lambda: _("It is described; others can try it."),
    lambda: _("It is complete: others can try it"),
)
experience_verify = _post(
    verify_at_origin,
    rules.may_write,
    lambda: _("It is verified where it comes from."),
    lambda: _("Its effect here is proven"),
)
experience_recommend = _post(
    actions.recommend_experience, rules.may_recommend, lambda: _("You recommend it."), lambda: _("Recommend it")
)


@open_to(those_who_flag)
@FORM
def experience_flag(request: HttpRequest, experience: str) -> HttpResponse:
    found = _one(request, experience)
    initial = {"flag": found.flag, "remedy": found.remedy_id}
    form = FlagForm(request.POST or None, person=request.user, experience=found, initial=initial)

    def act(said: dict[str, Any]) -> str:
        actions.flag_experience(found, by=request.user, **said)
        return _address(found)

    return one_form(
        request,
        form,
        act,
        heading=_("Warn of it, or end a warning"),
        intro=_(
            "Caution: only with the remedy. Suspended: nobody may start it. Your name and your reason stand beside it."
        ),
        submit_word=_("Put it up"),
        back_url=_address(found),
        kicker=[{"text": found.title, "url": _address(found)}],
    )


@open_to(members)
@FORM
def experience_retire(request: HttpRequest, experience: str) -> HttpResponse:
    found = _one(request, experience)
    if not rules.may_write(request.user, found):
        raise Http404

    def act(said: dict[str, Any]) -> str:
        actions.retire_experience(found, by=request.user, **said)
        return _address(found)

    return one_form(
        request,
        RetireForm(request.POST or None),
        act,
        heading=_("Withdraw it"),
        intro=_("The text stays readable, with the reason and the date over it."),
        submit_word=_("Withdraw it"),
        back_url=_address(found),
        is_grave=True,
    )
