"""What the frame of every page shows: navigation, whose page it is, the date, the notice of the alliance."""

from __future__ import annotations

import datetime
import time
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.cards.queries import cards_waiting
from huzhu.notices.models import Notice
from huzhu.web.forms.cards import places_of
from huzhu.web.presenting.codes import qr_of
from huzhu.web.presenting.express import unread_issues
from huzhu.words import reading_language
from huzhu.workshops.models import Alliance

HANGS = datetime.timedelta(days=14)  # a sheet on a board older than this misleads: readings come weekly


def frame(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    is_member = bool(person and person.is_authenticated and person.is_member)
    alliance = Alliance.here()
    language = reading_language()
    other = "en" if language == "zh" else "zh"
    query = request.GET.copy()
    query["lang"] = other
    return {
        "alliance": alliance,
        "alliance_notice": alliance.notice if alliance else "",
        "today": alliance.today if alliance else None,
        "language": language,
        "html_lang": "zh-Hans" if language == "zh" else "en",
        "other_language": other,
        "other_language_address": f"?{query.urlencode()}",
        "scheme": person.scheme if is_member else "",
        "is_member": is_member,
        "workshop": person.workshop if is_member else None,
        "nav": _navigation(request) if is_member else [],
        "search_url": reverse("search") if is_member else "",
        "may_ask": bool(is_member and places_of(person)),
        "unread": Notice.objects.visible_to(person).unread().count() if is_member else 0,
        "live_since": int(time.time() * 1000) if is_member else None,
        "section": request.path.split("/")[1],
        **(_print_foot(request, alliance) if is_member else {}),
    }


def _print_foot(request: HttpRequest, alliance: Alliance | None) -> dict[str, Any]:
    """What stands under a page that hangs on a board: where it comes from, a code for the phone, and until when."""
    address = request.build_absolute_uri(request.path)
    until = alliance.today + HANGS if alliance else None
    return {"print_address": address, "print_qr": SimpleLazyObject(lambda: _code(address)), "print_until": until}


@lru_cache(maxsize=2000)
def _code(address: str) -> SafeString:
    return qr_of(address)


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries that exist, always in the same order; each further room appends its own."""
    first = request.path.split("/")[1]
    entries = [
        ("", reverse("home"), _("Home")),
        ("compare", reverse("compare"), _("Compare")),
        ("cards", reverse("card_list"), _("Cards")),
        ("experiences", reverse("experience_list"), _("Experiences")),
        ("contracts", reverse("contract_list"), _("Contracts")),
        ("express", reverse("express_home"), _("Express")),
        ("standings", reverse("standings_list"), _("Standings")),
    ]
    section = {
        "adoptions": "experiences",
        "hazards": "experiences",
        "workshops": "compare",
        "meetings": "cards",
        "aid": "cards",
        "delegations": "contracts",
    }.get(first, first)
    counts = {"cards": cards_waiting(request.user), "express": unread_issues(request.user)}
    return [
        {"url": url, "label": label, "count": counts.get(name), "current": section == name, "name": name or "home"}
        for name, url, label in entries
    ]
