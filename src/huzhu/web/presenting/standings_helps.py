# ruff: noqa: E501 (sentences stand on one line each)
"""Who helped whom, and what came of it, as far as the reader may see it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from huzhu.adoptions import queries as adoption_queries
from huzhu.adoptions.models import Adoption
from huzhu.competitions.queries import Table
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import effects
from huzhu.workshops.models import Workshop


def helps_of(found: Table, person: Person) -> list[dict[str, Any]]:
    """Claims that bring points, the largest first; what changed as far as the reader may see it."""
    counting = sorted((each for each in found.claims if each["counts"]), key=lambda each: -each["points"])
    is_exact = {row.standing.workshop.slug: row.is_exact for row in found.rows}
    return [_help_row(each, claims_seen(counting, person), is_exact.get(each["helper"], False)) for each in counting]


def claims_seen(claims: list[dict[str, Any]], person: Person) -> dict[str, tuple[Adoption, Any]]:
    """Adoptions behind claims by address, with their effect pages."""
    wanted = {each["address"] for each in claims}
    adoptions = [
        each
        for each in Adoption.objects.visible_to(person)
        .filter(slug__in=[address.rpartition("/")[2] for address in wanted])
        .select_related("workshop__plant", "experience")
        if f"/adoptions/{each.workshop.slug}/{each.slug}" in wanted
    ]
    pages = adoption_queries.effects_of(adoptions, person)
    return {
        f"/adoptions/{each.workshop.slug}/{each.slug}": (each, pages[each.pk]) for each in adoptions if each.pk in pages
    }


def _help_row(claim: dict[str, Any], seen: dict[str, tuple[Adoption, Any]], is_exact: bool) -> dict[str, Any]:
    shops = {each.slug: each for each in Workshop.objects.filter(slug__in=(claim["helper"], claim["receiver"])).select_related("plant")}  # fmt: skip
    return {
        "from": shops.get(claim["helper"], claim["helper"]),
        "to": shops.get(claim["receiver"], claim["receiver"]),
        "url": claim["address"],
        "changed": change_words(claim, seen),
        "points": wording.number(claim["points"], 0, signed=True) if is_exact else "–",
    }


def change_words(claim: dict[str, Any], seen: dict[str, tuple[Adoption, Any]]) -> str:
    """ "Roll change: 50% shorter, surely between 44% and 55%", or the title alone where numbers are not shared."""
    if claim["address"] not in seen:
        return _("not shared with you")
    adoption, found = seen[claim["address"]]
    change = effects.change_of(found.effect, found.metric) if found.effect and found.metric else None
    if change is None:
        return str(adoption.experience.title)
    values = {"metric": found.metric, "change": wording.change_phrase(change)}
    return _("%(metric)s: %(change)s") % values
