"""Competitions: the list, one round, one entrant, the conditions with what the crews say, and the acts of a round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.adoptions.models import Adoption
from huzhu.competitions import awarding, disputing, drafting, gating, helping, rules, running
from huzhu.competitions.decided import Dispute, Gate
from huzhu.competitions.lasting import Holding
from huzhu.competitions.models import Round, Standing
from huzhu.people.models import Person
from huzhu.web.answers import REFUSED, one_form, refusals
from huzhu.web.certificate import certificate_pdf
from huzhu.web.forms import ReasonForm
from huzhu.web.forms import standings as forms
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import banners
from huzhu.web.presenting import conditions as conditions_presenting
from huzhu.web.presenting import standing as standing_presenting
from huzhu.web.presenting import standings as presenting
from huzhu.web.presenting import standings_list as listing_presenting
from huzhu.web.presenting.standings_steps import may_step
from huzhu.web.presenting.standings_table import gate_ground_words, name_of
from huzhu.workshops.models import Trade, Workshop

FORM = require_http_methods(["GET", "HEAD", "POST"])


def those_who_draft(request: HttpRequest) -> bool:
    return members(request) and rules.may_draft(request.user)


def those_who_decide(request: HttpRequest) -> bool:
    return members(request) and rules.may_decide(request.user)


def those_who_run(request: HttpRequest) -> bool:
    return members(request) and (rules.may_run(request.user) or rules.may_decide(request.user))


def round_of(request: HttpRequest, slug: str) -> Round:
    return get_object_or_404(Round.objects.visible_to(request.user).select_related("trade"), slug=slug)


def standing_of(request: HttpRequest, slug: str, workshop: str, line: str = "") -> Standing:
    found = Standing.objects.visible_to(request.user).select_related(
        "round__trade", "workshop__plant", "checked_by", "checked_for"
    )
    return get_object_or_404(found, round__slug=slug, workshop__slug=workshop, line=line)


def _form(
    request: HttpRequest, form: Form, act: Callable[..., Any], back: str, kicker: str, **page: Any
) -> HttpResponse:
    """A page with the form of one verb; back where it came from when it is done."""

    def do(said: dict[str, Any]) -> str:
        act(**said)
        messages.success(request, _("Written down."))
        return back

    trail = [{"text": kicker, "url": back}]
    return one_form(request, form, do, back_url=back, kicker=trail, **page)


@open_to(members)
@require_safe
def standings_list(request: HttpRequest) -> HttpResponse:
    return render(request, "standings/list.html", listing_presenting.listing(request.user))


@open_to(members)
@require_safe
def standings_page(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "standings/page.html", presenting.page(round_of(request, slug), request.user))


@open_to(members)
@require_safe
def standings_conditions(request: HttpRequest, slug: str) -> HttpResponse:
    found = round_of(request, slug)
    return render(request, "standings/conditions.html", conditions_presenting.page(found, request.user))


@open_to(members)
@require_safe
def standing_page(request: HttpRequest, slug: str, workshop: str, line: str = "") -> HttpResponse:
    found = standing_of(request, slug, workshop, line)
    return render(request, "standings/standing.html", standing_presenting.page(found, request.user))


@open_to(members)
@require_safe
def standing_certificate(request: HttpRequest, slug: str, workshop: str, line: str = "") -> HttpResponse:
    found = standing_of(request, slug, workshop, line)
    content = certificate_pdf(found)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.round.slug}-{found.workshop.slug}.pdf"'
    return response


@open_to(members)
@require_safe
def banner_page(request: HttpRequest, trade: str, kind: str) -> HttpResponse:
    found = get_object_or_404(Trade.objects.visible_to(request.user), slug=trade)
    if not Holding.objects.visible_to(request.user).filter(trade=found, kind=kind).exists():
        raise Http404
    return render(request, "standings/banner.html", banners.banner_page(found, kind, request.user))


@open_to(those_who_decide)
@FORM
def banner_retire(request: HttpRequest, trade: str, kind: str) -> HttpResponse:
    found = get_object_or_404(Trade.objects.visible_to(request.user), slug=trade)
    return _form(
        request, ReasonForm(request.POST or None),
        lambda why: awarding.retire_banner(found, kind, by=request.user, why=why),
        reverse("standings_list"), str(found),
        heading=_("Award the banner no longer"), submit_word=_("Retire it"), is_grave=True,
    )  # fmt: skip


# Conditions


@open_to(those_who_draft)
@FORM
def round_new(request: HttpRequest) -> HttpResponse:
    form = forms.DraftRoundForm(request.POST or None, person=request.user)

    def do(said: dict[str, Any]) -> str:
        made = drafting.draft_round(by=request.user, **form.said())
        messages.success(request, _("Drafted. It is being tried on last year now."))
        return f"{made.address}/conditions"

    return one_form(
        request, form, do, back_url=reverse("standings_list"), heading=_("Draft the conditions of a competition"),
        intro=_("Everybody of the trade takes part. The crews read it before it counts."), submit_word=_("Draft it"),
    )  # fmt: skip


@open_to(those_who_draft)
@FORM
def round_revise(request: HttpRequest, drafted: str) -> HttpResponse:
    found = round_of(request, drafted)
    form = forms.ReviseForm(request.POST or None, trade=found.trade, initial=forms.conditions_values(found))
    return _form(
        request, form, lambda **_said: drafting.revise_conditions(found, by=request.user, **form.said()),
        f"{found.address}/conditions", str(found.title),
        heading=_("Change the conditions"), submit_word=_("Write it down"),
    )  # fmt: skip


@open_to(those_who_draft)
@FORM
def round_resolution(request: HttpRequest, drafted: str) -> HttpResponse:
    found = round_of(request, drafted)
    form = forms.ResolutionForm(request.POST or None, person=request.user, initial={"resolution": found.resolution_id})
    return _form(
        request, form, lambda **said: drafting.link_resolution(found, by=request.user, **said),
        f"{found.address}/conditions", str(found.title), heading=_("By which decision is it held?"),
        submit_word=_("Write it down"),
        intro=_("It can be named until the round begins. The conditions and their hash stay as they are."),
    )  # fmt: skip


@open_to(members)
@FORM
def round_comment(request: HttpRequest, drafted: str) -> HttpResponse:
    found = round_of(request, drafted)
    shops = conditions_presenting.commenting_workshops(found, request.user)
    if not shops:
        raise Http404
    return _form(
        request, forms.CommentForm(request.POST or None, workshops=shops),
        lambda workshop, text: drafting.comment(found, workshop, by=request.user, text=text),
        f"{found.address}/conditions", str(found.title),
        heading=_("What is wrong with these conditions?"), submit_word=_("Send it"),
        intro=_("They are not published before you have an answer."),
    )  # fmt: skip


@open_to(those_who_draft)
@FORM
def round_answer(request: HttpRequest, drafted: str, comment: int) -> HttpResponse:
    found = round_of(request, drafted)
    said = get_object_or_404(found.comments.select_related("round", "workshop"), pk=comment)
    return _form(
        request, forms.AnswerCommentForm(request.POST or None, initial={"answer": said.answer}),
        lambda answer: drafting.answer_comment(said, by=request.user, answer=answer),
        f"{found.address}/conditions", str(found.title),
        heading=_("Answer a crew"), quoted=said.text, submit_word=_("Send it"),
    )  # fmt: skip


# A round's steps

STEPS: dict[str, Callable[..., Any]] = {
    "consult": drafting.consult,
    "publish": drafting.publish,
    "freeze": running.freeze,
    "appraise": running.appraise,
    "open-objections": running.open_objections,
    "finalise": running.finalise,
    "award": running.award,
    "close": running.close,
}


@open_to(those_who_run)
@require_POST
def standings_step(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """One step of a round; what the verb refuses is said on top of the page."""
    found = round_of(request, slug)
    if verb not in STEPS or not may_step(verb.replace("-", "_"), request.user):
        raise Http404
    form = Form(request.POST)
    if form.is_valid():
        with refusals(form):
            STEPS[verb](found, by=request.user)
            messages.success(request, _("Written down."))
            return redirect(found.address)
    early = found.state in (Round.State.DRAFTED, Round.State.CONSULTED)
    page = conditions_presenting.page(found, request.user) if early else presenting.page(found, request.user)
    template = "standings/conditions.html" if early else "standings/page.html"
    return render(request, template, page | {"form": form}, status=REFUSED)


@open_to(those_who_decide)
@FORM
def standings_annul(request: HttpRequest, slug: str) -> HttpResponse:
    found = round_of(request, slug)
    return _form(
        request, ReasonForm(request.POST or None), lambda why: running.annul(found, by=request.user, why=why),
        found.address, str(found.title), heading=_("Annul the round"), submit_word=_("Annul the round"), is_grave=True,
        intro=_("What was counted stays readable; nothing is awarded."),
    )  # fmt: skip


# One standing


def _acts(
    request: HttpRequest, standing: Standing
) -> dict[str, tuple[Callable[[], Form], Callable[..., Any], Any, str]]:
    """(form, verb, who may, heading) by the last word of the address."""
    person: Person = request.user
    data = request.POST or None
    return {
        "check": (
            lambda: forms.FindingForm(data),
            lambda **said: running.check_standing(standing, by=person, **said),
            rules.may_check(person, standing),
            _("Check what was counted"),
        ),
        "dispute": (
            lambda: forms.DisputeForm(data),
            lambda **said: disputing.dispute(standing, by=person, **said),
            rules.may_dispute(person, standing) is not None,
            _("Dispute a count"),
        ),
        "withhold": (
            lambda: forms.WithholdForm(data, round_=standing.round),
            lambda **said: gating.propose_gate(standing, by=person, **said),
            rules.may_propose_gate(person) and bool(gating.open_grounds(standing.round)),
            _("Propose to withhold the award"),
        ),
    }


@open_to(members)
@FORM
def standing_act(request: HttpRequest, slug: str, workshop: str, verb: str, line: str = "") -> HttpResponse:
    standing = standing_of(request, slug, workshop, line)
    known = _acts(request, standing).get(verb)
    if known is None or not known[2]:
        raise Http404
    make, act, _may, heading = known
    back = standing_presenting.queries.address_of(standing)
    name = name_of(standing)
    return _form(request, make(), act, back, name, heading=heading, submit_word=_("Write it down"))


@open_to(those_who_decide)
@FORM
def dispute_decide(request: HttpRequest, dispute: int) -> HttpResponse:
    found = get_object_or_404(
        Dispute.objects.visible_to(request.user).select_related("standing__round", "standing__workshop__plant"),
        pk=dispute,
    )
    back = standing_presenting.queries.address_of(found.standing)
    return _form(
        request, forms.DecideDisputeForm(request.POST or None),
        lambda **said: disputing.decide_dispute(found, by=request.user, **said),
        back, name_of(found.standing), heading=_("Decide the dispute"), quoted=found.why,
        submit_word=_("Decide"),
    )  # fmt: skip


@open_to(members)
@FORM
def gate_act(request: HttpRequest, gate: int, verb: str) -> HttpResponse:
    found = get_object_or_404(
        Gate.objects.visible_to(request.user).select_related("standing__round", "standing__workshop__plant"), pk=gate
    )
    person: Person = request.user
    acts: dict[str, tuple[bool, Callable[..., Any], str]] = {
        "judge": (rules.may_judge_gate(person, found), gating.judge_gate, _("Does this ground hold?")),
        "decide": (rules.may_decide_gate(person, found), gating.decide_gate, _("Decide about the award")),
        "appeal": (rules.may_appeal(person, found), gating.appeal_gate, _("Appeal")),
        "answer": (rules.may_decide_gate(person, found), gating.decide_appeal, _("Decide the appeal")),
    }
    if verb not in acts or not acts[verb][0]:
        raise Http404
    form: Form = ReasonForm(request.POST or None) if verb == "appeal" else forms.GateForm(request.POST or None)
    back = standing_presenting.queries.address_of(found.standing)
    return _form(
        request, form, lambda **said: acts[verb][1](found, by=person, **said), back,
        name_of(found.standing), heading=acts[verb][2], intro=gate_ground_words(found),
        submit_word=_("Write it down"), is_grave=True,
    )  # fmt: skip


@open_to(members)
@FORM
def adoption_helped_by(request: HttpRequest, workshop: str, slug: str, helper: str) -> HttpResponse:
    """The receiver's word on one helper."""
    adoption = get_object_or_404(
        Adoption.objects.visible_to(request.user).select_related("workshop__plant", "experience"),
        workshop__slug=workshop, slug=slug,
    )  # fmt: skip
    other = get_object_or_404(Workshop.objects.visible_to(request.user).select_related("plant"), slug=helper)
    if not rules.may_confirm_help(request.user, adoption, other):
        raise Http404
    return _form(
        request, forms.ConfirmHelpForm(request.POST or None),
        lambda **said: helping.confirm_help(adoption, other, by=request.user, **said),
        reverse("adoption_page", args=[workshop, slug]), str(adoption.experience.title),
        heading=_("Did %(who)s help with this?") % {"who": other}, submit_word=_("Say so"),
        intro=_("Only help that you confirm and that is measured to work brings them points."),
    )  # fmt: skip
