"""The reader's language: `?lang=` chooses and is remembered, then the person's setting, the cookie, the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

CODES = {"zh": "zh-hans", "en": "en"}


def chosen(request: HttpRequest) -> str:
    """The language code for this request."""
    if asked := CODES.get(request.GET.get("lang", "")):
        return asked
    if kept := CODES.get(request.COOKIES.get("lang", "")):
        return kept
    if request.user.is_authenticated and request.user.language:
        return CODES[request.user.language]
    return translation.get_language_from_request(request)


def reader_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        language = chosen(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
            response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "Accept-Language"]))
            if request.GET.get("lang") in CODES:
                response.set_cookie(
                    "lang", request.GET["lang"], max_age=365 * 24 * 3600, samesite="Lax", secure=settings.BEHIND_TLS
                )
            return response

    return answer
