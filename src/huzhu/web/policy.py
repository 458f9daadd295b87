"""Who may open an address: declared at each view, refused where nothing is declared.

`@open_to(anyone)` or `@open_to(members)` or `@open_to(a rule of your own)` stands above every view. A rule takes the
request and says yes or no. A stranger who is not signed in is sent to sign in; a member without the right gets the
same page as for something that does not exist, so that addresses cannot be used to find out what exists.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

View = TypeVar("View", bound=Callable[..., Any])
Rule = Callable[[HttpRequest], bool]


def anyone(request: HttpRequest) -> bool:
    """Open to strangers, too."""
    return True


def signed_in(request: HttpRequest) -> bool:
    """Anybody with a password, seat or no seat."""
    return request.user.is_authenticated


def members(request: HttpRequest) -> bool:
    """Anybody who holds a seat in the alliance."""
    return request.user.is_authenticated and request.user.is_member


def open_to(rule: Rule) -> Callable[[View], View]:
    def declare(view: View) -> View:
        view.policy = rule  # type: ignore[attr-defined]
        return view

    return declare


# Addresses of libraries, by their name in the router.
LIBRARY_POLICIES: dict[str, Rule] = {
    "account_login": anyone,
    "account_logout": signed_in,
    "account_change_password": signed_in,
    "account_reauthenticate": signed_in,
    "mfa_index": signed_in,
    "mfa_authenticate": anyone,
    "mfa_reauthenticate": signed_in,
    "mfa_activate_totp": signed_in,
    "mfa_deactivate_totp": signed_in,
    "mfa_generate_recovery_codes": signed_in,
    "mfa_view_recovery_codes": signed_in,
    "mfa_download_recovery_codes": signed_in,
    "mfa_list_webauthn": signed_in,
    "mfa_add_webauthn": signed_in,
    "mfa_edit_webauthn": signed_in,
    "mfa_remove_webauthn": signed_in,
    "mfa_login_webauthn": anyone,
    "mfa_reauthenticate_webauthn": signed_in,
}


def policy_of(view: Callable[..., Any], url_name: str | None) -> Rule | None:
    """The rule declared for a view or, for a library's address, in the table above."""
    return getattr(view, "policy", None) or LIBRARY_POLICIES.get(url_name or "")


class PolicyMiddleware:
    """Refuses what is not declared, before the view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        rule = policy_of(view, match.url_name if match else None)
        if rule is not None and rule(request):
            return None
        if request.user.is_authenticated or rule is None:
            if rule is members and not request.user.is_member:
                return redirect("no_seat") if match and match.url_name != "no_seat" else None
            raise Http404
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
