"""The Express: issues and stories as they are read, and every step of a story as one form or one button."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.express import actions, drawings, publishing, receiving, rules
from huzhu.express.models import ExpressIssue, Story, StoryReceipt, in_full
from huzhu.notices.actions import read_notices_about
from huzhu.people.models import Person
from huzhu.web.answers import form_page, one_form, refusals
from huzhu.web.forms.cards import places_of
from huzhu.web.forms.express import (
    ArrangeForm,
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
from huzhu.web.presenting import express as presenting
from huzhu.web.presenting import express_paper as express_paper_of
from huzhu.workshops.models import Workshop

FORM = require_http_methods(["GET", "HEAD", "POST"])


def those_who_share(request: HttpRequest) -> bool:
    return members(request) and bool(places_of(request.user))


def editors(request: HttpRequest) -> bool:
    return members(request) and rules.may_edit(request.user)


def story_of(request: HttpRequest, number: int) -> Story:
    return get_object_or_404(in_full(Story.objects.visible_to(request.user)), number=number)


def issue_of(request: HttpRequest, number: int) -> ExpressIssue:
    return get_object_or_404(ExpressIssue.objects.visible_to(request.user), number=number)


@open_to(members)
@require_safe
def express_home(request: HttpRequest) -> HttpResponse:
    """The newest issue, and above it what waits for this reader."""
    newest = ExpressIssue.objects.published().order_by("-published_at", "-pk").first()
    return _issue(request, newest, presenting.front(request.user))


@open_to(members)
@require_safe
def express_issue(request: HttpRequest, issue: int) -> HttpResponse:
    return _issue(request, issue_of(request, issue), {})


def _seen(request: HttpRequest, thing: Story | ExpressIssue) -> None:
    """Whoever opens it has read the notice about it. Not an act of the alliance; written only when there is one."""
    if request.user.notices.filter(about=thing.journal_name, read_at=None).exists():
        read_notices_about(thing, by=request.user)


def _issue(request: HttpRequest, issue: ExpressIssue | None, front: dict[str, Any]) -> HttpResponse:
    context = {"front": front, "issue": None}
    if issue is not None:
        _seen(request, issue)
        context |= presenting.issue_page(issue, request.user)
    return render(request, "express/issue.html", context)


@open_to(members)
@require_safe
def express_archive(request: HttpRequest) -> HttpResponse:
    issues = ExpressIssue.objects.visible_to(request.user).published().prefetch_related("places__story")
    return render(request, "express/archive.html", {"issues": issues})


@open_to(members)
@require_safe
def story_page(request: HttpRequest, story: int) -> HttpResponse:
    found = story_of(request, story)
    _seen(request, found)
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


def _step(
    act: Callable[[Story, HttpRequest, dict[str, Any]], object],
    may: str,
    form_for: Callable[[HttpRequest, Story], Any],
    **page: Any,
) -> Any:
    @open_to(members)
    @FORM
    def view(request: HttpRequest, **named: int) -> HttpResponse:
        (number,) = named.values()
        found = story_of(request, number)
        if not presenting.acts_of(found, request.user)[may]:
            raise Http404

        def do(said: dict[str, Any]) -> str:
            act(found, request, said)
            return found.address

        words = {name: str(text) for name, text in page.items()}
        kicker = [{"text": str(found.title), "url": found.address}]
        return one_form(request, form_for(request, found), do, kicker=kicker, back_url=found.address, **words)

    return view


def _supersede(story: Story, request: HttpRequest, said: dict[str, Any]) -> object:
    later = Story.objects.visible_to(request.user).filter(number=said["later"]).first()
    if later is None:
        raise ValidationError({"later": _("There is no such story.")})
    return actions.supersede_story(story, later, by=request.user)


story_facts = _step(
    lambda story, request, said: actions.check_facts(story, by=request.user, grade=said["grade"]),
    "may_check_facts",
    lambda request, story: FactsForm(request.POST or None, initial={"grade": story.grade}),
    heading=gettext_lazy("Are the facts right?"),
    intro=gettext_lazy("You put your name under them. What you cannot find out for yourself, ask who wrote it."),
    submit_word=gettext_lazy("The facts are right"),
)
story_risk = _step(
    lambda story, request, said: actions.check_risk(story, by=request.user, risk=said["risk"]),
    "may_check_risk",
    lambda request, story: RiskForm(request.POST or None, initial={"risk": story.risk}),
    heading=gettext_lazy("Is it safe to pass on?"),
    submit_word=gettext_lazy("The risk is said"),
)
story_correct = _step(
    lambda story, request, said: actions.correct_story(story, by=request.user, correction=said["correction"]),
    "may_correct",
    lambda request, story: CorrectForm(request.POST or None),
    heading=gettext_lazy("Correct it"),
    intro=gettext_lazy("The old text stays; what is different stands on top, and follows everybody who took it up."),
    submit_word=gettext_lazy("Send the correction"),
)
story_supersede = _step(
    _supersede,
    "may_correct",
    lambda request, story: SupersedeForm(request.POST or None),
    heading=gettext_lazy("Put another story in its place"),
    submit_word=gettext_lazy("Replace it"),
)
story_withdraw = _step(
    lambda story, request, said: actions.withdraw_story(story, by=request.user, why=said["why"]),
    "may_withdraw",
    lambda request, story: WithdrawForm(request.POST or None),
    heading=gettext_lazy("Withdraw it"),
    intro=gettext_lazy("Everybody who took it up is told why."),
    submit_word=gettext_lazy("Withdraw it"),
)


def _button(act: Callable[[Story, HttpRequest], object], may: Iterable[str], said: Any) -> Any:
    @open_to(members)
    @require_POST
    def view(request: HttpRequest, **named: int) -> HttpResponse:
        (number,) = named.values()
        found = story_of(request, number)
        acts = presenting.acts_of(found, request.user)
        if not any(acts[name] for name in may):
            raise Http404
        try:
            act(found, request)
            messages.success(request, str(said))
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
        return redirect(found.address)

    return view


story_issue = _button(
    lambda story, request: actions.issue_story(story, by=request.user),
    ("may_issue", "why_not_issue"),  # who is refused hears why, and who can act
    gettext_lazy("Issued. It stands on every open page."),
)
story_close = _button(
    lambda story, request: actions.close_story(story, by=request.user), ("may_close",), gettext_lazy("Closed.")
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


# The editor's desk


@open_to(editors)
@require_POST
def express_compile(request: HttpRequest) -> HttpResponse:
    issue = publishing.compile_issue(by=request.user)
    if issue is None:
        messages.error(request, _("Nothing new has been issued, or an issue is in the making already."))
        return redirect("express_home")
    return redirect("express_arrange", issue.number)


@open_to(editors)
@FORM
def express_arrange(request: HttpRequest, making: int) -> HttpResponse:
    found = issue_of(request, making)
    if found.state != ExpressIssue.State.COMPILED:
        raise Http404
    placed = found.in_order()
    stories = placed + [each for each in publishing.stories_waiting() if each not in placed]
    wanted = publishing.cards_wanting_help()
    cards = list(found.cards.all())
    form = ArrangeForm(
        request.POST or None,
        stories=stories[:12],
        placed=placed,
        cards=list({card.pk: card for card in [*cards, *wanted]}.values()),
        initial={"cards": [c.number for c in cards]},
    )

    def act(_said: dict[str, Any]) -> str:
        publishing.arrange_issue(found, by=request.user, **form.arranged)
        return found.address

    return one_form(
        request,
        form,
        act,
        heading=_("Arrange No. %(number)s") % {"number": found.number},
        intro=_("It made itself from what was issued this week. Change the order, or leave it."),
        submit_word=_("Keep and look at it"),
        back_url=reverse("express_home"),
    )


@open_to(editors)
@require_POST
def express_publish(request: HttpRequest, making: int) -> HttpResponse:
    found = issue_of(request, making)
    try:
        publishing.publish_issue(found, by=request.user)
        messages.success(request, _("It is out. It stands on every open page."))
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(found.address)


@open_to(members)
@require_safe
def express_paper(request: HttpRequest, issue: int) -> HttpResponse:
    """One A4 page for the board."""
    found = issue_of(request, issue)
    if not found.places.exists():
        raise Http404
    try:
        made = express_paper_of.pdf(found, request.user, request.build_absolute_uri(found.address))
    except express_paper_of.NoPaper:
        messages.error(request, _("PDF needs the package huzhu[paper]; print the page from the browser instead."))
        return redirect(found.address)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="express-{found.number}.pdf"'
    return response
