"""Home: what needs me today, and where do I stand. One page, its blocks ordered by role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huzhu.web.policy import members, open_to
from huzhu.web.presenting import home as presenting
from huzhu.web.presenting.home_dangers import with_dangers
from huzhu.web.presenting.home_together import with_together


@open_to(members)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    found = with_together(with_dangers(presenting.page(request.user), request.user), request.user)
    return render(request, "home/page.html", found)
