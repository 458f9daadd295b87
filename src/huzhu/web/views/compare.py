"""Compare: who of my trade is clearly stronger, and at what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from huzhu.metrics.models import Comparison, Metric
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import compare as presenting
from huzhu.workshops.models import Trade, Workshop

AS_REPORTED = "as-reported"


@open_to(members)
@require_safe
def own_trade(request: HttpRequest) -> HttpResponse:
    """The reader's own trade; where there is none, the first that several workshops share."""
    person = request.user
    if person.workshop:
        return redirect("compare_trade", person.workshop.trade.slug)
    workshops = Workshop.objects.visible_to(person).select_related("trade")
    own = next((workshop for workshop in workshops if workshop.plant_id in person.plants), None)
    chosen = own or workshops.first()
    if chosen is None:
        return render(request, "compare/page.html", presenting.nothing())
    return redirect("compare_trade", chosen.trade.slug)


def _basis(request: HttpRequest) -> str:
    reported = request.GET.get("basis") == AS_REPORTED
    return Comparison.Basis.AS_REPORTED if reported else Comparison.Basis.LIKE_WITH_LIKE


@open_to(members)
@require_safe
def trade_page(request: HttpRequest, trade: str) -> HttpResponse:
    found = get_object_or_404(Trade.objects.visible_to(request.user), slug=trade)
    return render(request, "compare/page.html", presenting.page(found, None, _basis(request), request.user))


@open_to(members)
@require_safe
def metric_page(request: HttpRequest, trade: str, metric: str) -> HttpResponse:
    found = get_object_or_404(Trade.objects.visible_to(request.user), slug=trade)
    chosen = get_object_or_404(Metric.objects.visible_to(request.user), slug=metric, trades=found)
    return render(request, "compare/page.html", presenting.page(found, chosen, _basis(request), request.user))
