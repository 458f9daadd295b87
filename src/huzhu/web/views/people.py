"""One's own page, keys for machines, and the page of those who have no seat."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.people import actions
from huzhu.people.models import Token
from huzhu.web.answers import form_page, refusals
from huzhu.web.forms.people import SettingsForm, TokenForm
from huzhu.web.policy import anyone, members, open_to, signed_in

SETTERS = ("administrator", "secretariat", "plant_director", "chief_engineer", "data_steward")
YEAR = 365 * 24 * 3600


@open_to(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    person = request.user
    form = SettingsForm(request.POST or None, initial={"language": person.language, "scheme": person.scheme})
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            actions.change_settings(person, by=person, **form.cleaned_data)
            messages.success(request, _("Your settings are kept."))
            response = redirect("me")
            if person.language:
                response.set_cookie("lang", person.language, max_age=YEAR, samesite="Lax", secure=request.is_secure())
            else:
                response.delete_cookie("lang")
            return response
    tokens = Token.objects.visible_to(person).order_by("-pk")
    may_set_up = person.holds(*SETTERS)
    return form_page(request, "me/page.html", form, tokens=tokens, seats=person.seats_now, may_set_up=may_set_up)


@open_to(members)
@require_http_methods(["GET", "HEAD", "POST"])
def token_new(request: HttpRequest) -> HttpResponse:
    """The secret stands in this one answer and nowhere else, so it is not redirected away."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals(form):
            token, secret = actions.issue_token(
                request.user, by=request.user, name=said["name"], may_write=said["may_write"], days=said["days"] or None
            )
            response = render(request, "me/token.html", {"token": token, "secret": secret}, status=201)
            response["Cache-Control"] = "no-store"
            return response
    page = {"heading": _("A key for a machine"), "submit_word": _("Make the key"), "back_url": "/me"}
    intro = _("A program that sends it acts as you: it sees what you see. The key is shown once.")
    return form_page(request, "forms/page.html", form, intro=intro, **page)


token_new.keeps_receipts = False  # type: ignore[attr-defined]  # a receipt would keep the secret


@open_to(members)
@require_POST
def token_revoke(request: HttpRequest, token: int) -> HttpResponse:
    key = get_object_or_404(Token.objects.visible_to(request.user), pk=token)
    actions.revoke_token(key, by=request.user)
    messages.success(request, _("The key “%(name)s” is revoked.") % {"name": key.name})
    return redirect("me")


@open_to(signed_in)
@require_safe
def no_seat(request: HttpRequest) -> HttpResponse:
    if request.user.is_member:
        return redirect("home")
    return render(request, "plain/no_seat.html")


@open_to(anyone)
@require_safe
def inactive(request: HttpRequest) -> HttpResponse:
    """Where the sign-in library sends those who left."""
    return render(request, "plain/no_seat.html", {"has_left": True})
