"""Ask for help in three answers; offer a way; go on with a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huzhu.cards import actions, photos, queries, rules
from huzhu.cards.models import Card
from huzhu.metrics import queries as metric_queries
from huzhu.metrics.models import Metric
from huzhu.web.answers import form_page, refusals
from huzhu.web.forms.cards import AskForm, places_of
from huzhu.web.policy import members, open_to
from huzhu.web.presenting.card import helper_words
from huzhu.web.views.cards import FORM, card_of, sent_words
from huzhu.workshops.models import Workshop


def those_who_ask(request: HttpRequest) -> bool:
    return members(request) and bool(places_of(request.user))


def _place(request: HttpRequest) -> Workshop:
    """The workshop in whose name the card is written."""
    places = places_of(request.user)
    wanted = request.POST.get("workshop") or request.GET.get("from")
    return next((each for each in places if each.slug == wanted), places[0])


@open_to(those_who_ask)
@FORM
def card_new(request: HttpRequest) -> HttpResponse:
    """`?to=workshop` names who is asked, `?about=indicator` what it shows in, `?kind=offer` makes it an offer."""
    person, workshop = request.user, _place(request)
    is_offer = (request.POST.get("kind") or request.GET.get("kind")) == Card.Kind.OFFER
    form = AskForm(
        request.POST or None,
        request.FILES or None,
        person=person,
        workshop=workshop,
        is_offer=is_offer,
        initial=None if request.method == "POST" else _initial(request, workshop),
    )
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            card = _write(request, workshop, form)
            messages.success(request, _("Kept as a draft.") if card.state == Card.State.DRAFT else sent_words(card))
            return redirect(card.address)
    about = form["about"].value()
    return form_page(
        request,
        "cards/new.html",
        form,
        is_offer=is_offer,
        asks_from=workshop,
        helpers=_helpers(request, workshop, about),
        keeps_here=True,
    )


def _initial(request: HttpRequest, workshop: Workshop) -> dict[str, Any]:
    to = list(Workshop.objects.filter(slug__in=request.GET.getlist("to")).exclude(pk=workshop.pk))
    found: dict[str, Any] = {
        "reach": Card.Reach.WORKSHOPS if to else Card.Reach.TRADE,
        "to": [each.slug for each in to],
        "about": request.GET.get("about", ""),
        "title": request.GET.get("title", "")[:90],
    }
    return {name: value for name, value in found.items() if value}


def _helpers(request: HttpRequest, workshop: Workshop, about: Any) -> list[dict[str, Any]]:
    metric = Metric.objects.filter(slug=str(about or "")).first()
    return [helper_words(each) for each in queries.likely_helpers(workshop, request.user, metric)][:4]


@transaction.atomic
def _write(request: HttpRequest, workshop: Workshop, form: AskForm) -> Card:
    """The card, its readings filled in, its photo; sent unless it is to be kept as a draft."""
    asked = form.asked
    metric = asked["metric"]
    if metric is not None:
        asked["value_now"] = value_now(request, workshop, metric)
    card = actions.draft_card(workshop, by=request.user, **asked)
    if form.cleaned_data.get("photo"):
        photos.add_photo(card, form.cleaned_data["photo"], by=request.user)
    if request.POST.get("keep") == "draft":
        return card
    return actions.issue_card(card, by=request.user)


def value_now(request: HttpRequest, workshop: Workshop, metric: Metric) -> float | None:
    """Where the workshop stands now, from its own readings."""
    rows = metric_queries.indicator_rows(workshop, request.user)
    return next((row.now for row in rows if row.metric.pk == metric.pk), None)


@open_to(those_who_ask)
@require_safe
def card_helpers(request: HttpRequest) -> HttpResponse:
    """Who is clearly strong in the chosen indicator: a fragment for the form."""
    workshop = _place(request)
    context = {"helpers": _helpers(request, workshop, request.GET.get("about"))}
    return render(request, "cards/_helpers.html", context)


@open_to(those_who_ask)
@FORM
def card_edit(request: HttpRequest, draft: int) -> HttpResponse:
    """Go on with a draft."""
    found = card_of(request, draft)
    if not rules.is_asker(request.user, found) or found.state != Card.State.DRAFT:
        raise Http404
    workshop = get_object_or_404(Workshop.objects.select_related("plant", "trade"), pk=found.workshop_id)
    form = AskForm(
        request.POST or None,
        person=request.user,
        workshop=workshop,
        is_offer=found.kind == Card.Kind.OFFER,
        initial=_as_written(found),
    )
    form.fields.pop("photo", None)
    form.fields.pop("workshop", None)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            done = actions.rewrite_card(found, by=request.user, **form.asked)
            if request.POST.get("keep") != "draft":
                messages.success(request, sent_words(actions.issue_card(done, by=request.user)))
            return redirect(found.address)
    helpers = _helpers(request, workshop, form["about"].value())
    context = {"is_offer": found.kind == Card.Kind.OFFER, "asks_from": workshop, "helpers": helpers}
    return form_page(request, "cards/new.html", form, **context)


def _as_written(card: Card) -> dict[str, Any]:
    names = ("title", "what", "tried", "machine")
    found: dict[str, Any] = {name: str(getattr(card, name)) for name in names}
    for name in ("urgency", "reach", "wanted_help", "wanted_by_on", "signed", "may_quote", "value_wanted"):
        found[name] = getattr(card, name)
    found["to"] = [each.slug for each in card.to_workshops.all()]
    found["about"] = card.metric.slug if card.metric else ""
    found["experience"] = card.experience.slug if card.experience else ""
    return found
