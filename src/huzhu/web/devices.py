"""The browser a person sits at: its name for its person, and by which it is known again."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

DEVICE = "device"  # a cookie with `Channel.device` of this browser, so that signing out of it can switch it off
YEAR = 365 * 24 * 3600
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip


def name_of(request: HttpRequest) -> str:
    """What it calls itself, as "Chrome, Android"; a word of ours where it says nothing known."""
    said = request.headers.get("User-Agent", "")
    found = [next((name for mark, name in marks if mark in said), "") for marks in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name) or _("This device")
