"""Pages beside the rooms: how we measure, and search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huzhu.experiences.models import Experience
from huzhu.metrics.models import Code, Metric
from huzhu.people.models import Person
from huzhu.search.queries import holding
from huzhu.web.policy import anyone, members, open_to
from huzhu.workshops.models import Trade, Workshop

MOST = 20  # of each kind
LONGEST_QUERY = 100


@open_to(anyone)
@require_safe
def how_we_measure(request: HttpRequest) -> HttpResponse:
    return render(request, "plain/how_we_measure.html")


@open_to(anyone)
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script for what is written without network; at the root, because it answers only for what lies below."""
    found = finders.find("huzhu/worker.js")
    assert isinstance(found, str)
    return HttpResponse(
        Path(found).read_bytes(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@open_to(members)
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").replace("\x00", "")[:LONGEST_QUERY].strip()
    found = _found(asked, request.user) if asked else []
    context = {"asked": asked, "found": found, "is_empty": bool(asked) and not any(group["rows"] for group in found)}
    return render(request, "plain/search.html", context)


def _found(asked: str, person: Person) -> list[dict[str, Any]]:
    """At most `MOST` of each kind, each read from what the person may see."""
    also = _in_other_words(asked, person)
    kinds = {
        "experiences": Experience.objects.visible_to(person).select_related("trade"),
        "workshops": Workshop.objects.visible_to(person).select_related("plant", "trade"),
        "indicators": Metric.objects.visible_to(person),
        "people": Person.objects.visible_to(person),
    }
    return [
        {"kind": kind, "rows": _best(rows, holding(rows.model._meta.model_name, asked, also))}
        for kind, rows in kinds.items()
    ]


def _best(rows: QuerySet, keys: list[int]) -> list[Any]:
    """Those of the keys that are among the rows, in the order of the keys."""
    shown = set(rows.filter(pk__in=keys).values_list("pk", flat=True))
    best = [key for key in keys if key in shown][:MOST]
    found = rows.in_bulk(best)
    return [found[key] for key in best]


def _in_other_words(asked: str, person: Person) -> list[str]:
    """The question with the names of indicators, trades and codes in the other language, or by another heading."""
    low = asked.lower()
    names: list[set[str]] = [
        {*name.values(), *aliases} for name, aliases in Metric.objects.visible_to(person).values_list("name", "aliases")
    ]
    names += [set(name.values()) for name in Trade.objects.visible_to(person).values_list("name", flat=True)]
    names += [set(name.values()) for name in Code.objects.visible_to(person).values_list("name", flat=True)]
    said = []
    for group in names:
        words = {str(each).lower() for each in group if each}
        for word in words:
            if word in low:
                said += [low.replace(word, other) for other in words - {word}]
    return list(dict.fromkeys(said))[:MOST]
