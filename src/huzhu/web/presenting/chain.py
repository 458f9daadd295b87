"""The harm an experience caused, and the remedy, as a dated chain."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions import queries
from huzhu.adoptions.shown import ChainLink
from huzhu.experiences.models import Experience
from huzhu.people.models import Person
from huzhu.web import charts, wording
from huzhu.web.presenting import effects as words


def chain_of(experience: Experience, person: Person) -> dict[str, Any]:
    """`chain` and `chain_note`; empty where no harm is known."""
    links: tuple[ChainLink, ...] = getattr(queries, "chain", lambda *_: ())(experience, person)
    if not links:
        return {"chain": "", "chain_note": ""}
    danger = next((link for link in links if link.code == "danger"), links[0])
    steps = [_step(link, links) for link in links]
    return {"chain": charts.chain(steps), "chain_note": str(danger.workshop)}


def _step(link: ChainLink, links: tuple[ChainLink, ...]) -> charts.Step:
    first_year = links[0].on
    when, place = wording.short_date(link.on, first_year), str(link.workshop)
    if link.code == "change":
        what = str(link.adoption.experience) if link.adoption else ""
        return charts.Step(_("%(day)s · Change") % {"day": when}, what, place)
    if link.code == "gain":
        change = words.change_of(link.effect, link.metric) if link.effect and link.metric else None
        what = wording.change_short(change) if change else _("not measured")
        return charts.Step(_("Gain"), f"{link.metric}", what, line="danger")
    if link.code == "danger":
        return charts.Step(_("%(day)s · Danger") % {"day": when}, _hurt(link), _expected(link), "danger", "danger")
    if link.code == "remedy":
        what = str(link.adoption.experience) if link.adoption else ""
        return charts.Step(_("%(day)s · Remedy") % {"day": when}, what, place, "remedy", "better")
    weeks = link.counted.weeks if link.counted else 0
    since = ngettext("%(weeks)s week since", "%(weeks)s weeks since", weeks) % {"weeks": weeks}
    return charts.Step(since, _hurt(link), _expected(link), "better" if _nobody(link) else "plain", "better")


def _nobody(link: ChainLink) -> bool:
    return link.counted is not None and link.counted.people == 0


def _hurt(link: ChainLink) -> str:
    if link.counted is None:
        return _("People were hurt")
    if link.counted.people == 0:
        return _("Nobody hurt")
    return ngettext("%(count)s person hurt", "%(count)s people hurt", link.counted.people) % {
        "count": link.counted.people
    }


def _expected(link: ChainLink) -> str:
    if link.counted is None or link.counted.expected is None:
        return str(link.workshop)
    return _("%(where)s; about %(expected)s expected") % {
        "where": link.workshop,
        "expected": wording.number(link.counted.expected),
    }
