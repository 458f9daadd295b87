"""Version 1 of the API: a router for each room, one way of refusing, and its addresses, every one guarded."""

from __future__ import annotations

import json
import re
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as Misshapen
from ninja.parser import Parser

from huzhu.api.tokens import Token, guarded, said
from huzhu.api.v1 import adoptions, aid, cards, conferences, experiences, metrics, rounds, visits, workshops
from huzhu.web.policy import anyone

DESCRIPTION = "Readings in, comparisons and effects out. Every call acts as the person whose token it carries."
PUBLIC = {"api-root", "openapi-json", "openapi-view"}  # what the API is, not what is in it


UNREADABLE = re.compile(rb"\\u(0000|[dD][89a-fA-F])")  # a NUL, and halves of characters: no text holds them alone


class Careful(Parser):
    """Refuses what Python's JSON lets through and nothing behind it can keep: NaN, Infinity, NUL, half characters."""

    def parse_body(self, request: HttpRequest) -> Any:
        found = json.loads(request.body, parse_constant=_no_number)
        if UNREADABLE.search(request.body):
            text = json.dumps(found, ensure_ascii=False)
            text.encode()
            if "\\u0000" in text:
                raise ValueError("NUL")
        return found


def _no_number(name: str) -> None:
    raise ValueError(name)


api = NinjaAPI(
    title="Huzhu 互助",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api-v1",
    auth=Token(),
    parser=Careful(),
    docs_url="/docs",
    openapi_url="/openapi.json",
)
for room in (workshops, metrics, experiences, cards, adoptions, visits, aid, conferences, rounds):
    api.add_router("", room.router)


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, problem: Http404) -> HttpResponse:
    """The same for what is hidden and what does not exist."""
    return said(404, _("There is no such thing."))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, problem: HttpError) -> HttpResponse:
    return said(
        problem.status_code,
        _("The body is not JSON, or holds what JSON cannot: NaN, Infinity, NUL.")
        if problem.status_code == 400
        else str(problem),
    )


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, problem: RequestDataTooBig) -> HttpResponse:
    return said(413, _("Too much at once: send it as a file, or in several calls."))


@api.exception_handler(PermissionDenied)
def _not_allowed(request: HttpRequest, problem: PermissionDenied) -> HttpResponse:
    return said(403, _("This person may not do this."))


@api.exception_handler(ValidationError)
def _refused(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    problems = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
    return _with_problems(request, problems)


@api.exception_handler(Misshapen)
def _misshapen(request: HttpRequest, problem: Misshapen) -> HttpResponse:
    problems: dict[str, list[str]] = {}
    for each in problem.errors:
        where = ".".join(str(part) for part in each["loc"][1:])
        problems.setdefault(where, []).append(each["msg"])
    return _with_problems(request, problems)


def _with_problems(request: HttpRequest, problems: dict[str, list[str]]) -> HttpResponse:
    first = next((f"{field}: {several[0]}" if field else several[0] for field, several in problems.items()), "")
    return api.create_response(request, {"detail": first, "problems": problems}, status=422)


@api.exception_handler(ValueError)
def _file_refused(request: HttpRequest, problem: ValueError) -> HttpResponse:
    """A file that is not read at all; any other wrong value is a fault of ours."""
    from huzhu.metrics.files.problems import FileRefused, explain

    if not isinstance(problem, FileRefused):
        raise problem
    return _with_problems(request, {"file": [" ".join(explain(problem.code, problem.params, _))]})


def addresses() -> list[URLPattern]:
    """Every operation guarded, the description open to anybody, and nothing else."""
    patterns = list(api.urls[0])
    for pattern in patterns:
        if pattern.name in PUBLIC:
            pattern.callback.policy = anyone  # type: ignore[attr-defined]
        else:
            pattern.callback = guarded(pattern.callback)
    return [*patterns, path("<path:rest>", guarded(_nothing_here), name="nothing")]


def _nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Machines are answered as machines also where there is no operation."""
    return said(404, _("There is no such thing."))


urls = (addresses(), "ninja", "api-v1")
