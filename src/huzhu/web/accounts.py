"""Accounts are made by an administrator or by `huzhu person`, never by strangers."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from huzhu.notices.channels import sign_in_at, sign_out_of
from huzhu.people.models import Person
from huzhu.web.devices import DEVICE


class ByInvitation(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Person) -> None:
        """Whose session ran out here is not told here any more, once another has signed in."""
        super().login(request, user)
        if device := request.COOKIES.get(DEVICE, ""):
            sign_in_at(device, by=user)

    def logout(self, request: HttpRequest) -> None:
        """Whoever sits there next is not told what was meant for another."""
        device = request.COOKIES.get(DEVICE, "")
        if device and request.user.is_authenticated:
            sign_out_of(device, by=request.user)
        super().logout(request)
