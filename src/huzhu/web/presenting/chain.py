"""The harm an experience caused, and the remedy, as a dated chain."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions import queries
from huzhu.adoptions.shown import ChainLink
from huzhu.experiences.models import Experience
from huzhu.metrics.codes import code_names
from huzhu.people.models import Person
from huzhu.web import charts, wording
from huzhu.web.presenting import effects as words
from huzhu.workshops.clocks import today


def chain_of(experience: Experience, person: Person) -> dict[str, Any]:
    """`chain` and `chain_note`; empty where no harm is known."""
    links = queries.chain(experience, person)
    if not links:
        return {"chain": "", "chain_note": ""}
    danger = next((link for link in links if link.code == "danger"), links[0])
    return {"chain": charts.chain([_step(link, links) for link in links]), "chain_note": str(danger.workshop)}


def _step(link: ChainLink, links: tuple[ChainLink, ...]) -> charts.Step:
    makers = {"change": _change, "gain": _gain, "danger": _danger, "remedy": _remedy, "since": _since}
    return makers[link.code](link, links)


def _day(link: ChainLink, links: tuple[ChainLink, ...]) -> str:
    """With its year only where that is not the year of the change."""
    return wording.short_date(link.on, links[0].on)


def _change(link: ChainLink, links: tuple[ChainLink, ...]) -> charts.Step:
    what = str(link.adoption.experience) if link.adoption else ""
    return charts.Step(_("%(day)s · Change") % {"day": wording.short_date(link.on, today())}, what, str(link.workshop))


def _gain(link: ChainLink, links: tuple[ChainLink, ...]) -> charts.Step:
    change = words.change_of(link.effect, link.metric) if link.effect and link.metric else None
    what = wording.change_short(change) if change else _("not measured")
    return charts.Step(_("Gain"), str(link.metric or ""), what, line="danger")


def _danger(link: ChainLink, links: tuple[ChainLink, ...]) -> charts.Step:
    line = "danger" if any(each.code == "remedy" for each in links) else ""
    when = _("from %(day)s · Danger") % {"day": _day(link, links)}
    if link.until_on is not None and (link.until_on.year, link.until_on.month) != (link.on.year, link.on.month):
        with_year = link.until_on.year != links[0].on.year
        months = {"first": wording.month(link.on), "last": wording.month(link.until_on, with_year)}
        when = _("%(first)s to %(last)s · Danger") % months
    return charts.Step(when, _cases(link), _expected(link), "danger", line)


def _remedy(link: ChainLink, links: tuple[ChainLink, ...]) -> charts.Step:
    what = str(link.adoption.experience) if link.adoption else ""
    when = _("%(day)s · Remedy") % {"day": _day(link, links)}
    return charts.Step(when, what, str(link.workshop), "remedy", "better")


def _since(link: ChainLink, links: tuple[ChainLink, ...]) -> charts.Step:
    weeks = link.counted.weeks if link.counted else 0
    when = ngettext("%(weeks)s week since", "%(weeks)s weeks since", weeks) % {"weeks": weeks}
    fewer = link.counted is not None and link.counted.ratio is not None and link.counted.ratio.high < 1
    none = link.counted is not None and link.counted.people == 0
    return charts.Step(when, _cases(link), _expected(link), "better" if none or fewer else "plain", "better")


def _cases(link: ChainLink) -> str:
    """How many, of what."""
    if link.counted is None:
        return str(link.metric or "")
    if link.counted.people == 0:
        return _("%(metric)s: none") % {"metric": link.metric}
    return _("%(metric)s: %(count)s") % {"metric": link.metric, "count": link.counted.people}


def _expected(link: ChainLink) -> str:
    where = f"{link.workshop} · {code_names()('task', link.task)}" if link.task else str(link.workshop)
    if link.counted is None or link.counted.expected is None:
        return where
    values = {
        "where": where,
        "expected": wording.number(link.counted.expected, 0 if link.counted.expected >= 3 else 1),
    }
    return _("%(where)s; about %(expected)s would have been") % values
