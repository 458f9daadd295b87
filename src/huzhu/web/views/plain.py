"""Pages beside the rooms: how we measure, and search."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.web.policy import anyone, members, open_to
from huzhu.words import LANGUAGES
from huzhu.workshops.models import Workshop

MOST = 20  # of each kind
LONGEST_QUERY = 100


@open_to(anyone)
@require_safe
def how_we_measure(request: HttpRequest) -> HttpResponse:
    return render(request, "plain/how_we_measure.html")


@open_to(members)
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").replace("\x00", "")[:LONGEST_QUERY].strip()
    found = _found(asked.split(), request.user) if asked else []
    context = {"asked": asked, "found": found, "is_empty": bool(asked) and not any(group["rows"] for group in found)}
    return render(request, "plain/search.html", context)


def _found(terms: list[str], person: Person) -> list[dict[str, Any]]:
    """At most `MOST` of each kind, each read from what the person may see."""
    experiences = Experience.objects.visible_to(person).select_related("trade")
    workshops = Workshop.objects.visible_to(person).select_related("plant", "trade")
    return [
        {"kind": "experiences", "rows": _holding(experiences, terms, "title", "summary")},
        {"kind": "workshops", "rows": _holding(workshops, terms, "name", "plant__name", "trade__name")},
        {"kind": "indicators", "rows": _holding(Metric.objects.visible_to(person), terms, "name")},
        {"kind": "people", "rows": _holding(Person.objects.visible_to(person), terms, "name")},
    ]


def _holding(rows: QuerySet, terms: list[str], *fields: str) -> list[Any]:
    """Rows that hold every term in one of the fields, in whichever language."""
    for term in terms:
        here = Q()
        for field in fields:
            for language in LANGUAGES:
                here |= Q(**{f"{field}__{language}__icontains": term})
        rows = rows.filter(here)
    return list(rows[:MOST])
