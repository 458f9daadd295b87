"""What happened, what is safe, what to do. Refused and missing look the same, so that nothing can be found out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Without the frame, which asks the database: that may be what is broken."""
    return HttpResponse(render_to_string("500.html"), status=500)
