"""A workshop: what are they good at, and whom do I call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from huzhu.web.policy import members, open_to
from huzhu.web.presenting import workshop as presenting
from huzhu.workshops.models import Workshop


@open_to(members)
@require_safe
def workshop_page(request: HttpRequest, workshop: str) -> HttpResponse:
    found = Workshop.objects.visible_to(request.user).select_related("plant", "trade", "band")
    one = get_object_or_404(found, slug=workshop)
    return render(request, "workshops/page.html", presenting.page(one, request.user))
