"""Taking an experience up, the page of its effect, and the decisions about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.adoptions import actions, queries, rules
from huzhu.adoptions.models import Adoption
from huzhu.cards.models import Card
from huzhu.experiences.models import Experience
from huzhu.people.models import Person
from huzhu.visits.models import VisitAction
from huzhu.web.answers import csv_file, form_page, one_form, refusals
from huzhu.web.forms.adoptions import DecisionForm, TakeUpForm, workshops_that_may
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import adoption as presenting
from huzhu.web.presenting.experience import banner
from huzhu.workshops.models import Alliance, Workshop


def _adoption(request: HttpRequest, workshop: str, adoption: str) -> Adoption:
    found = Adoption.objects.visible_to(request.user).select_related(
        "workshop__plant", "workshop__trade", "experience__origin__plant", "metric", "learned_from__plant", "owner"
    )
    return get_object_or_404(found, workshop__slug=workshop, slug=adoption)


def _address(adoption: Adoption) -> str:
    return reverse("adoption_page", args=[adoption.workshop.slug, adoption.slug])


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def take_up_page(request: HttpRequest, experience: str) -> HttpResponse:
    person = request.user
    found = get_object_or_404(
        Experience.objects.visible_to(person).select_related("trade", "metric", "remedy", "origin"), slug=experience
    )
    places = workshops_that_may(person, found)
    if not places:
        raise Http404
    workshop = next((each for each in places if each.slug == request.GET.get("workshop")), places[0])
    alliance = Alliance.here()
    assert alliance is not None  # somebody is a member of it
    form = TakeUpForm(request.POST or None, person=person, experience=found, workshop=workshop, today=alliance.today)
    card = _card_that_led_here(request, workshop)
    action = _visit_that_led_here(request, workshop)

    def act(_said: dict[str, Any]) -> str:
        taken = actions.take_up(found, workshop, by=person, card=card, visit_action=action, **form.taken_up)
        messages.success(request, _("Taken up. The yardstick is fixed; measuring begins by itself."))
        return _address(taken)

    return one_form(
        request,
        form,
        act,
        template="adoptions/take_up.html",
        experience=found,
        workshop=workshop,
        others=[each for each in places if each.pk != workshop.pk],
        banner=banner(found),
        remedy=rules.missing_remedy(found, workshop),
        card=card,
    )


def _visit_that_led_here(request: HttpRequest, workshop: Workshop) -> VisitAction | None:
    """What was decided at a visit, named in the address, where this workshop is to carry it out."""
    pk = request.GET.get("action", "")
    found = VisitAction.objects.visible_to(request.user).filter(workshop=workshop)
    return found.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 12 else None


def _card_that_led_here(request: HttpRequest, workshop: Workshop) -> Card | None:
    """The card named in the address, where it was asked by this workshop or offered to it."""
    number = request.GET.get("card", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    card = Card.objects.visible_to(request.user).filter(number=number).first()
    return card if card is not None and rules.came_from(card, workshop) else None


@open_to(members)
@require_safe
def adoption_page(request: HttpRequest, workshop: str, adoption: str) -> HttpResponse:
    found = _adoption(request, workshop, adoption)
    return render(request, "adoptions/page.html", _context(found, request.user, DecisionForm()))


def _context(adoption: Adoption, person: Person, form: DecisionForm) -> dict[str, Any]:
    context = presenting.page(adoption, queries.effect_page(adoption, person), person)
    decisions = presenting.decisions(adoption, person)
    return context | {
        "decisions": decisions,
        "decide_form": form if decisions else None,
        "decide_url": _address(adoption),
    }


@open_to(members)
@require_safe
def adoption_data(request: HttpRequest, workshop: str, adoption: str) -> HttpResponseBase:
    """The lines of the chart, as far as the reader sees them."""
    found = _adoption(request, workshop, adoption)
    page = queries.effect_page(found, request.user)
    header = ["week", "own", "without_the_change", "low", "high"]
    return csv_file(f"{found.workshop.slug}-{found.slug}.csv", header, presenting.chart_rows(page.chart))


def _decision(verb: Callable[..., Adoption], may: Callable[[Person, Adoption], bool], *words: str) -> Any:
    """A view for one verb. `words`: which of the form's fields the verb takes."""

    @open_to(members)
    @require_POST
    def view(request: HttpRequest, workshop: str, adoption: str) -> HttpResponse:
        found = _adoption(request, workshop, adoption)
        if not may(request.user, found):
            raise Http404
        form = DecisionForm(request.POST)
        if form.is_valid():
            with refusals(form):
                done = verb(found, by=request.user, **{name: form.cleaned_data[name] for name in words})
                messages.success(request, _("Written down: %(state)s.") % {"state": done.get_state_display()})
                return redirect(_address(found))
        return form_page(request, "adoptions/page.html", form, **_without_form(found, request.user, form))

    return view


def _without_form(adoption: Adoption, person: Person, form: DecisionForm) -> dict[str, Any]:
    context = _context(adoption, person, form)
    context["decide_form"] = form
    return context


adoption_review_risk = _decision(actions.review_risk, rules.may_review_risk)
adoption_start = _decision(actions.start, rules.may_start)
adoption_put_into_use = _decision(actions.put_into_use, rules.may_start)
adoption_keep = _decision(actions.keep, rules.may_decide, "why")
adoption_stop = _decision(actions.stop, rules.may_stop, "why")
adoption_abandon = _decision(actions.abandon, rules.may_decide, "why")
