"""The services of the notification library (Apprise): which addresses are taken, and sending one message.

An address is a robot's as its service shows it, or the library's own form. Only the services named here are taken, so
that nobody can make the server call an address inside the plant.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huzhu.notices.models import Channel

K = Channel.Kind
SERVICES = {
    K.WECOM: ("wecombot",),
    K.DINGTALK: ("dingtalk",),
    K.FEISHU: ("feishu", "lark", "larksuite"),
    K.TEAMS: ("workflow", "workflows"),
    K.SLACK: ("slack",),
}
TEAMS_HOSTS = (".logic.azure.com", ".api.powerplatform.com")
BYTES = {K.WECOM: 2000, K.TEAMS: 1000, K.PUSH: 2000}  # what one text may hold there; others take more than we send
MOST_BYTES = 4000
A_MINUTE = {K.WECOM: 20, K.DINGTALK: 20, K.FEISHU: 20, K.TEAMS: 20, K.SLACK: 20}
PATIENCE = "cto=5&rto=10"


class NotTaken(Exception):
    """The service did not take the message. Why is kept in English and said in the reader's language."""


def most_bytes(kind: str) -> int:
    return BYTES.get(K(kind), MOST_BYTES)


def check_address(kind: str, address: str) -> None:
    """Raises ValidationError unless it is an address of that kind."""
    if kind == K.EMAIL:
        validate_email(address)
        return
    service = _service(address)
    names = _names(service)
    if service is None or not names & set(SERVICES[K(kind)]):
        raise ValidationError({"address": _("This is not the address of such a robot.")})
    if kind == K.TEAMS and not str(getattr(service, "host", "")).endswith(TEAMS_HOSTS):
        raise ValidationError({"address": _("This is not the address of such a robot.")})


def _names(service: Any) -> set[str]:
    found: set[str] = set()
    for attribute in ("protocol", "secure_protocol"):
        value = getattr(service, attribute, None)
        found |= {value} if isinstance(value, str) else set(value or ())
    return found


def _service(address: str) -> Any:
    import apprise

    return apprise.Apprise.instantiate(address, suppress_exceptions=True)


def mail_address(to: str, key: str) -> str:
    """The server's mail service with its receiver, and a stable id in the head of the message."""
    if not settings.MAIL_SERVICE:
        raise NotTaken(gettext_noop("no mail service: set HUZHU_MAIL"))
    joint = "&" if "?" in settings.MAIL_SERVICE else "?"
    return f"{settings.MAIL_SERVICE}{joint}to={quote(to)}&+X-Huzhu-Message={key}&format=text"


def send(kind: str, address: str, *, title: str, text: str, key: str) -> None:
    """Hand one message to its service; raises `NotTaken`."""
    full = mail_address(address, key) if kind == K.EMAIL else address
    joint = "&" if "?" in full else "?"
    service = _service(f"{full}{joint}{PATIENCE}")
    if service is None or not service.notify(body=text, title=title):
        raise NotTaken(gettext_noop("the service did not take it"))
