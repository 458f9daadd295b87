"""A file that is too large is refused before it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language_from_request

from huzhu.web.languages import CODES

OVERHEAD = 1024 * 1024  # what a form adds around its file


def largest_upload(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware; stands before whatever reads the request, the CSRF check included."""

    def answer(request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdecimal() and int(said) > settings.LARGEST_UPLOAD + OVERHEAD:
            limit = settings.LARGEST_UPLOAD // (1024 * 1024)
            with translation.override(CODES.get(request.COOKIES.get("lang", "")) or get_language_from_request(request)):
                return render(request, "413.html", {"limit": limit}, status=413)
        return get_response(request)

    return answer
