"""Stories of the Express: told, read, every step as one form or one button, and what a workshop does about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from huzhu.express import actions, drawings, receiving, rules
from huzhu.express.models import Story, StoryReceipt, in_full
from huzhu.people.models import Person
from huzhu.web.answers import form_page, one_form, refusals
from huzhu.web.forms.cards import places_of
from huzhu.web.forms.express import (
    CorrectForm,
    DisposeForm,
    FactsForm,
    FinishForm,
    RiskForm,
    StoryForm,
    SupersedeForm,
    WithdrawForm,
    initial_of,
)
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import story as presenting
from huzhu.web.verbs import FORM, Verbs, plain
from huzhu.web.views.notices import seen
from huzhu.workshops.models import Workshop


def those_who_share(request: HttpRequest) -> bool:
    return members(request) and bool(places_of(request.user))


def story_of(request: HttpRequest, number: int) -> Story:
    return get_object_or_404(in_full(Story.objects.visible_to(request.user)), number=number)


@open_to(members)
@require_safe
def story_page(request: HttpRequest, story: int) -> HttpResponse:
    found = story_of(request, story)
    seen(request, found)
    return render(request, "express/story.html", presenting.story_page(found, request.user))


@open_to(those_who_share)
@FORM
def express_share(request: HttpRequest) -> HttpResponse:
    """From the floor in a minute: what is new, what was changed; everything else may wait for the engineer."""
    person = request.user
    places = places_of(person)
    only = places[0] if len(places) == 1 else None
    form = StoryForm(request.POST or None, request.FILES or None, person=person, workshop=only)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        workshop = said.pop("workshop", None) or places[0]
        with refusals(form):
            story = _write(person, workshop, said)
            messages.success(
                request, _("Thank you. It is checked within a working day, then it goes to all it concerns.")
            )
            return redirect(story.address)
    return form_page(request, "express/share.html", form, heading=_("What is new?"), submit_word=_("Send it"))


@open_to(members)
@FORM
def story_edit(request: HttpRequest, draft_story: int) -> HttpResponse:
    found = story_of(request, draft_story)
    if not presenting.acts_of(found, request.user)["may_write"]:
        raise Http404
    form = StoryForm(
        request.POST or None,
        request.FILES or None,
        person=request.user,
        workshop=found.workshop or (places_of(request.user) or [None])[0],
        initial=initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            _rewrite(request.user, found, form.cleaned_data)
            return redirect(found.address)
    return form_page(request, "express/share.html", form, heading=_("Change the draft"), submit_word=_("Keep it"))


@transaction.atomic
def _write(person: Person, workshop: Workshop, said: dict[str, Any]) -> Story:
    picture = said.pop("drawing", None)
    story = actions.draft_story(by=person, workshop=workshop, **said)
    return drawings.draw(story, picture, by=person) if picture else story


@transaction.atomic
def _rewrite(person: Person, story: Story, said: dict[str, Any]) -> None:
    picture = said.pop("drawing", None)
    written = actions.rewrite_story(story, by=person, **_both_languages(story, said))
    if picture:
        drawings.draw(written, picture, by=person)


@open_to(members)
@require_safe
def story_drawing(request: HttpRequest, story: int) -> HttpResponseBase:
    found = story_of(request, story)
    if not found.drawing or not drawings.path_of(found).exists():
        raise Http404
    response = FileResponse(drawings.path_of(found).open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _both_languages(story: Story, said: dict[str, Any]) -> dict[str, Any]:
    """What was typed replaces its own language only; the other stays as somebody wrote it."""
    kept = dict(said)
    kept.pop("workshop", None)
    for name in ("title", "change", "effect", "risk", "problem", "needs", "contact", "steps"):
        before = getattr(story, name)
        kept[name] = type(before)({**before, **said[name]}) if said[name] else said[name]
    return kept


# One form, one verb


verbs = Verbs(
    name="story",
    find=story_of,
    back=lambda found: (str(found.title), found.address),
    template="express/story.html",
    page=presenting.story_page,
)


def _may(*acts: str) -> Callable[[Person, Story], bool]:
    return lambda person, found: any(presenting.acts_of(found, person)[each] for each in acts)


def _supersede(story: Story, person: Person, said: dict[str, Any]) -> Story:
    later = Story.objects.visible_to(person).filter(number=said["later"]).first()
    if later is None:
        raise ValidationError({"later": _("There is no such story.")})
    return actions.supersede_story(story, later, by=person)


story_facts = verbs.form(
    _may("may_check_facts"),
    lambda data, story, **_unused: FactsForm(data, initial={"grade": story.grade}),
    lambda story, person, said: actions.check_facts(story, by=person, **said),
    gettext_lazy("Are the facts right?"),
    gettext_lazy("The facts are right"),
    gettext_lazy("You put your name under them. What you cannot find out for yourself, ask who wrote it."),
)
story_risk = verbs.form(
    _may("may_check_risk"),
    lambda data, story, **_unused: RiskForm(data, initial={"risk": story.risk}),
    lambda story, person, said: actions.check_risk(story, by=person, **said),
    gettext_lazy("Is it safe to pass on?"),
    gettext_lazy("The risk is said"),
)
story_correct = verbs.form(
    _may("may_correct"),
    plain(CorrectForm),
    lambda story, person, said: actions.correct_story(story, by=person, **said),
    gettext_lazy("Correct it"),
    gettext_lazy("Send the correction"),
    gettext_lazy("The old text stays; what is different stands on top, and follows everybody who took it up."),
)
story_supersede = verbs.form(
    _may("may_correct"),
    plain(SupersedeForm),
    _supersede,
    gettext_lazy("Put another story in its place"),
    gettext_lazy("Replace it"),
)
story_withdraw = verbs.form(
    _may("may_withdraw"),
    plain(WithdrawForm),
    lambda story, person, said: actions.withdraw_story(story, by=person, **said),
    gettext_lazy("Withdraw it"),
    gettext_lazy("Withdraw it"),
    gettext_lazy("Everybody who took it up is told why."),
)
story_issue = verbs.button(
    _may("may_issue", "why_not_issue"),  # who is refused hears why, and who can act
    lambda story, person: actions.issue_story(story, by=person),
    gettext_lazy("Issued. It stands on every open page."),
)
story_close = verbs.button(
    _may("may_close"), lambda story, person: actions.close_story(story, by=person), gettext_lazy("Closed.")
)


# What a workshop does about it


def _receipt(request: HttpRequest, story: int, workshop: str) -> StoryReceipt:
    rows = StoryReceipt.objects.visible_to(request.user).select_related("story", "workshop__plant")
    return get_object_or_404(rows, story__number=story, workshop__slug=workshop)


@open_to(members)
@require_POST
def story_read(request: HttpRequest, story: int, workshop: str) -> HttpResponse:
    found = _receipt(request, story, workshop)
    if not rules.may_read(request.user, found):
        raise Http404
    receiving.read_story(found, by=request.user)
    return redirect(found.story.address)


@open_to(members)
@FORM
def story_answer(request: HttpRequest, story: int, workshop: str) -> HttpResponse:
    """One tap where nothing more needs to be said; a form where a reason or a day does."""
    found = _receipt(request, story, workshop)
    if not rules.may_dispose(request.user, found):
        raise Http404

    def act(said: dict[str, Any]) -> str:
        receiving.dispose(found, by=request.user, **said)
        messages.success(request, _("Your answer is with those who wrote it."))
        return found.story.address

    wanted = request.GET.get("disposition", found.disposition)
    return one_form(
        request,
        DisposeForm(request.POST or None, initial={"disposition": wanted, "reason": found.reason}),
        act,
        heading=_("What does %(workshop)s do?") % {"workshop": found.workshop},
        kicker=[{"text": str(found.story.title), "url": found.story.address}],
        submit_word=_("Answer"),
        back_url=found.story.address,
    )


@open_to(members)
@FORM
def story_done(request: HttpRequest, story: int, workshop: str) -> HttpResponse:
    found = _receipt(request, story, workshop)
    if not rules.may_dispose(request.user, found):
        raise Http404

    def act(said: dict[str, Any]) -> str:
        receiving.finish(found, by=request.user, **said)
        return found.story.address

    return one_form(
        request,
        FinishForm(request.POST or None, receipt=found),
        act,
        heading=_("Is it done?"),
        kicker=[{"text": str(found.story.title), "url": found.story.address}],
        submit_word=_("It is done"),
        back_url=found.story.address,
    )
