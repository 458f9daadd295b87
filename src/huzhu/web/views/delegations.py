"""Delegations: who may bind which workshop, how far; handing over, suspending, taking back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from huzhu.contracts import handing_back
from huzhu.delegation import actions, rules
from huzhu.delegation.models import Delegation
from huzhu.people.models import Person
from huzhu.web.answers import one_form
from huzhu.web.forms import ReasonForm
from huzhu.web.forms import contracts as forms
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import delegation as presenting
from huzhu.web.verbs import FORM, Verbs
from huzhu.workshops.clocks import today

Rule = Callable[[Person, Delegation], bool]


def those_who_propose(request: HttpRequest) -> bool:
    """Heads of workshops, chief engineers, directors."""
    return members(request) and request.user.holds("workshop_head", *rules.GRANTERS)


def those_who_hand_over(request: HttpRequest) -> bool:
    """Chief engineers and directors."""
    return members(request) and request.user.plant is not None and rules.may_hand_over(request.user, request.user.plant)


def delegation_of(request: HttpRequest, number: str) -> Delegation:
    found = Delegation.objects.visible_to(request.user).select_related("plant", "workshop__plant", "granted_by")
    return get_object_or_404(found, number=number)


def _address(delegation: Delegation) -> str:
    return reverse("delegation_page", args=[delegation.number])


@open_to(members)
@require_safe
def delegation_list(request: HttpRequest) -> HttpResponse:
    return render(request, "delegations/list.html", presenting.listing(request.user))


@open_to(members)
@require_safe
def delegation_page(request: HttpRequest, delegation: str) -> HttpResponse:
    found = delegation_of(request, delegation)
    return render(request, "delegations/page.html", presenting.page(found, request.user))


def _dates() -> dict[str, Any]:
    day = today()
    return {"since_on": day, "until_on": day.replace(day=28, year=day.year + 1)}


@open_to(those_who_propose)
@FORM
def delegation_new(request: HttpRequest) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        made = actions.propose_delegation(said.pop("workshop"), by=request.user, **said)
        messages.success(request, _("Proposed. The chief engineer or the director grants it."))
        return _address(made)

    return one_form(
        request,
        forms.DelegationForm(request.POST or None, person=request.user, initial=_dates()),
        act,
        heading=_("Powers for a workshop"),
        intro=_("They go to the head's office, whoever holds it, and to those who stand in; they are not handed on."),
        submit_word=_("Propose it"),
        back_url=reverse("delegation_list"),
    )


@open_to(those_who_hand_over)
@FORM
def delegation_hand_over(request: HttpRequest) -> HttpResponse:
    """From the plant to all its workshops, in one act."""
    plant = request.user.plant

    def act(wanted: dict[str, Any]) -> str:
        made = actions.hand_over(plant, by=request.user, **wanted)
        count = len({each.workshop_id for each in made})
        said = ngettext("Handed over to %(count)s workshop.", "Handed over to %(count)s workshops.", count)
        messages.success(request, said % {"count": count})
        return reverse("delegation_list")

    return one_form(
        request,
        forms.ReachForm(request.POST or None, initial=_dates()),
        act,
        heading=_("Hand contracts over to the workshops"),
        intro=_(
            "Every workshop with a head gets these powers; what it holds already stays under its own number. "
            "The plant reads everything and may object in class A."
        ),
        submit_word=_("Hand them over"),
        back_url=reverse("delegation_list"),
    )


verbs = Verbs(
    name="delegation",
    find=delegation_of,
    back=lambda found: (_("No. %(number)s") % {"number": found.number}, _address(found)),
    template="delegations/page.html",
    page=presenting.page,
)


def _end(may: Rule, act: Callable[..., Any], heading: Any, submit: Any) -> Any:
    @open_to(members)
    @FORM
    def view(request: HttpRequest, delegation: str) -> HttpResponse:
        found = delegation_of(request, delegation)
        if not may(request.user, found):
            raise Http404

        def do(said: dict[str, Any]) -> str:
            handed = act(found, by=request.user, **said)
            back = ngettext(
                "Written down. %(count)s open contract is back in the plant's hands.",
                "Written down. %(count)s open contracts are back in the plant's hands.",
                len(handed),
            )
            messages.success(request, back % {"count": len(handed)} if handed else _("Written down."))
            return _address(found)

        return one_form(
            request,
            ReasonForm(request.POST or None),
            do,
            heading=str(heading),
            submit_word=str(submit),
            back_url=_address(found),
            kicker=[{"text": _("No. %(number)s") % {"number": found.number}, "url": _address(found)}],
        )

    return view


delegation_substitutes = verbs.form(
    rules.may_name_substitutes,
    forms.SubstitutesForm,
    lambda each, person, said: actions.name_substitutes(each, by=person, **said),
    gettext_lazy("Who stands in for the head?"),
    gettext_lazy("Name them"),
    gettext_lazy("They use the powers as the head does; with nobody named, an absent head stops everything."),
)
delegation_grant = verbs.button(rules.may_grant, lambda each, person: actions.grant(each, by=person))
delegation_resume = verbs.button(rules.may_resume, lambda each, person: actions.resume(each, by=person))
delegation_suspend = _end(
    rules.may_suspend,
    handing_back.suspend_delegation,
    gettext_lazy("Suspend the powers"),
    gettext_lazy("Suspend them now"),
)
delegation_revoke = _end(
    rules.may_revoke,
    handing_back.revoke_delegation,
    gettext_lazy("Take the powers back"),
    gettext_lazy("Take them back"),
)
