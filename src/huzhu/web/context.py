"""What the frame of every page shows: navigation, whose page it is, the date, the notice of the alliance."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.words import reading_language
from huzhu.workshops.models import Alliance


def frame(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    is_member = bool(person and person.is_authenticated and person.is_member)
    alliance = Alliance.objects.first()
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
        "section": request.path.split("/")[1],
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries that exist, always in the same order; each further room appends its own."""
    first = request.path.split("/")[1]
    entries = [
        ("", reverse("home"), _("Home")),
        ("compare", reverse("compare"), _("Compare")),
        ("experiences", reverse("experience_list"), _("Experiences")),
    ]
    section = {"adoptions": "experiences", "workshops": "compare"}.get(first, first)
    return [
        {"url": url, "label": label, "count": None, "current": section == name, "name": name or "home"}
        for name, url, label in entries
    ]
