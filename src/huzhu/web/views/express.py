"""The Express: its issues, on the screen and on paper, and the editor's desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.express import publishing, rules
from huzhu.express.issues import ExpressIssue
from huzhu.web.answers import one_form
from huzhu.web.forms.express import ArrangeForm
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import express as presenting
from huzhu.web.presenting import express_paper as express_paper_of
from huzhu.web.presenting.answers import answer_times
from huzhu.web.views.notices import seen

FORM = require_http_methods(["GET", "HEAD", "POST"])


def editors(request: HttpRequest) -> bool:
    return members(request) and rules.may_edit(request.user)


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


def _issue(request: HttpRequest, issue: ExpressIssue | None, front: dict[str, Any]) -> HttpResponse:
    context = {"front": front, "issue": None}
    if issue is not None:
        seen(request, issue)
        context |= presenting.issue_page(issue, request.user)
    return render(request, "express/issue.html", context)


@open_to(members)
@require_safe
def express_archive(request: HttpRequest) -> HttpResponse:
    issues = ExpressIssue.objects.visible_to(request.user).published().prefetch_related("places__story")
    return render(request, "express/archive.html", {"issues": issues, **answer_times(request.user)})


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
