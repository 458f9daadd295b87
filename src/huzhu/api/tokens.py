"""Who calls, with which right, and that a repeated write happens once.

`guarded` goes around every operation, so that none can forget it: without a valid token nothing runs, a token that
only reads cannot write, and an `Idempotency-Key` gets the answer that its first call got.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from huzhu.journal.models import Receipt
from huzhu.people.models import Person
from huzhu.people.queries import token_of
from huzhu.web.receipts import LONGEST_KEY, once

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
LONGEST_TOKEN = 200


def bearer(request: HttpRequest) -> bool:
    """The policy of every operation. The pages' middleware lets the call through; `guarded` asks for the token and
    answers as machines expect (401 and 403), never with a page to sign in."""
    return True


class Token(HttpBearer):
    """What the description of the API says about tokens. The person was found by `guarded` before."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        return getattr(request, "token_person", None)


def said(status: int, sentence: str) -> JsonResponse:
    response = JsonResponse({"detail": sentence}, status=status)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal = _admit(request)
        if refusal is not None:
            return refusal
        key = request.headers.get("Idempotency-Key", "")
        if request.method not in WRITES or not key:
            return view(request, *args, **kwargs)
        if len(key) > LONGEST_KEY:
            return said(422, _("The key is too long."))
        return _once(request, key, lambda: view(request, *args, **kwargs))

    answer.csrf_exempt = True  # type: ignore[attr-defined]
    answer.policy = bearer  # type: ignore[attr-defined]
    answer.keeps_receipts = False  # type: ignore[attr-defined] # here it is the token's person, not the session's
    return answer


def _admit(request: HttpRequest) -> HttpResponse | None:
    """Put the person on the request, or say why not."""
    scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    token = token_of(secret.strip()) if scheme.lower() == "bearer" and len(secret) <= LONGEST_TOKEN else None
    if token is None:
        return said(401, _("A valid token is needed: “Authorization: Bearer hz_…”."))
    if not token.person.is_member:
        return said(403, _("This person holds no seat in the alliance."))
    if request.method in WRITES and not token.may_write:
        return said(403, _("This token may only read."))
    request.token_person = token.person  # type: ignore[attr-defined]
    return None


def _once(request: HttpRequest, key: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Loading may take minutes and changes nothing when it is repeated, so no transaction stays open around the act:
    the answer is kept afterwards, and a call that was cut off in between simply acts again."""
    person = request.token_person.pk  # type: ignore[attr-defined]
    if Receipt.objects.filter(by_person=person, key=key).exists():
        return _as_json(once(request, person, key, lambda: said(409, _("The call is still being answered."))))
    response = act()
    return _as_json(once(request, person, key, lambda: response)) if response.status_code < 400 else response


def _as_json(response: HttpResponse) -> HttpResponse:
    """What the receipts room says in plain text is said here as every other refusal is."""
    if response.get("Content-Type", "").startswith("text/plain"):
        return said(response.status_code, response.content.decode())
    return response
