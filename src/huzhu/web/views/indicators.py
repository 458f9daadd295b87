"""Indicators: what is measured and how, in versions, and who sees what of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huzhu.metrics.models import Metric
from huzhu.metrics.rules import may_define
from huzhu.web.answers import one_form
from huzhu.web.forms.indicators import DefinitionForm, IndicatorForm
from huzhu.web.policy import members, open_to
from huzhu.workshops.models import Alliance

FORM = require_http_methods(["GET", "HEAD", "POST"])


def those_who_define(request: HttpRequest) -> bool:
    """The alliance's secretariat and administrator, chief engineers and data stewards."""
    return members(request) and may_define(request.user)


@open_to(members)
@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    metrics = Metric.objects.visible_to(request.user).prefetch_related("trades")
    return render(request, "indicators/list.html", {"metrics": metrics, "may_define": may_define(request.user)})


@open_to(members)
@require_safe
def indicator_page(request: HttpRequest, metric: str) -> HttpResponse:
    found = get_object_or_404(Metric.objects.visible_to(request.user).prefetch_related("trades"), slug=metric)
    context = {
        "metric": found,
        "definitions": found.definitions.visible_to(request.user).select_related("plant").order_by("-number"),
        "may_define": may_define(request.user),
        "tolerance": found.tolerance * 100,
    }
    return render(request, "indicators/page.html", context)


@open_to(those_who_define)
@FORM
def indicator_new(request: HttpRequest) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        from huzhu.metrics.actions import define_metric

        metric = define_metric(by=request.user, **said)
        messages.success(request, _("Indicator added: %(name)s.") % {"name": metric})
        return reverse("indicator_page", args=[metric.slug])

    return one_form(
        request,
        IndicatorForm(request.POST or None, person=request.user),
        act,
        heading=_("Add an indicator"),
        submit_word=_("Add the indicator"),
        back_url=reverse("indicator_list"),
        kicker=[{"text": _("Indicators"), "url": reverse("indicator_list")}],
    )


@open_to(those_who_define)
@FORM
def indicator_define(request: HttpRequest, metric: str) -> HttpResponse:
    found = get_object_or_404(Metric.objects.visible_to(request.user), slug=metric)
    address = reverse("indicator_page", args=[found.slug])

    def act(said: dict[str, Any]) -> str:
        from huzhu.metrics.actions import change_definition

        change_definition(found, by=request.user, **said)
        return address

    alliance = Alliance.here()
    initial = {"since_on": alliance.today if alliance else None}
    return one_form(
        request,
        DefinitionForm(request.POST or None, person=request.user, initial=initial),
        act,
        heading=_("Change the definition"),
        intro=_("Every line that crosses this day shows a break there, and no effect is measured across it."),
        submit_word=_("Change it from that day"),
        back_url=address,
        kicker=[{"text": found, "url": address}],
    )
