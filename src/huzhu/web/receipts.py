"""A write that is sent twice happens once.

Every form carries a key (`{% form_key %}`), every API call may carry an `Idempotency-Key` header. The key, the write
and the answer are one transaction: the same key from the same person gets the same answer again, and two at the same
moment wait for each other. A write that was refused leaves no receipt, so that the mended form may use its key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from huzhu.journal.models import Receipt

LONGEST_KEY = 100


class _Refused(Exception):
    """Carries the answer of a write that did not succeed out of its transaction, which is rolled back."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def key_of(request: HttpRequest) -> str:
    return request.headers.get("Idempotency-Key") or request.POST.get("form_key", "")


def _content_hash(request: HttpRequest) -> str:
    """Of what was sent, so that a key used again for something else is noticed."""
    digest = hashlib.sha256(request.get_full_path().encode())
    if request.POST or request.FILES:
        for name in sorted(request.POST):
            if name not in {"csrfmiddlewaretoken", "form_key"}:
                digest.update(repr((name, request.POST.getlist(name))).encode("utf-8", "surrogatepass"))
        for name, file in sorted(request.FILES.items()):
            digest.update(repr((name, file.name, file.size)).encode("utf-8", "surrogatepass"))
    else:
        digest.update(request.body)
    return digest.hexdigest()


def _again(receipt: Receipt, content_hash: str) -> HttpResponse:
    if receipt.content_hash != content_hash:
        return HttpResponse(
            _("This key was used before for something else. Open the form again."),
            status=422,
            content_type="text/plain",
        )
    response = HttpResponse(receipt.body, status=receipt.status, content_type=receipt.content_type)
    if receipt.location:
        response["Location"] = receipt.location
    response["Idempotent-Replay"] = "true"
    return response


class ReceiptMiddleware:
    """Wraps the view of an unsafe request that carries a key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method not in {"POST", "PUT", "PATCH", "DELETE"} or not getattr(view, "keeps_receipts", True):
            return None
        person = request.user if request.user.is_authenticated else getattr(request, "token_person", None)
        key = key_of(request)
        if person is None or not key:
            return None
        if len(key) > LONGEST_KEY:
            return HttpResponse(_("The key is too long."), status=422, content_type="text/plain")
        return once(request, person.pk, key, lambda: view(request, *args, **kwargs))


def once(request: HttpRequest, person_id: int, key: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Run `act` in one transaction with its receipt, or give back what it answered before."""
    content_hash = _content_hash(request)
    try:
        with transaction.atomic():
            receipt, is_new = _claim(person_id, key, request.path, content_hash)
            if not is_new:
                return _again(receipt, content_hash)
            response = act()
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
            if response.status_code >= 400 or (
                response.status_code == 200 and request.content_type != "application/json"
            ):
                raise _Refused(response)
            receipt.status = response.status_code
            receipt.location = response.get("Location", "")
            receipt.content_type = response.get("Content-Type", "")
            receipt.body = response.content.decode() if not receipt.location else ""
            receipt.save()
            return response
    except _Refused as refused:
        return refused.response


def _claim(person_id: int, key: str, address: str, content_hash: str) -> tuple[Receipt, bool]:
    try:
        with transaction.atomic():
            return Receipt.objects.create(
                key=key, by_person=person_id, address=address, content_hash=content_hash
            ), True
    except IntegrityError:
        return Receipt.objects.get(key=key, by_person=person_id), False
