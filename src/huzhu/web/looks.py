"""A page that is only looked at sees one alliance, read once; an act reads it anew whenever it asks."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from huzhu.workshops.models import one_look

LOOKS = ("GET", "HEAD")


def look(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in LOOKS:
            return get_response(request)
        with one_look():
            return get_response(request)

    return answer
