"""The harm an experience caused, and the remedy, as a dated chain. Put together from what was measured: the adopter at
whose workshop or downstream of which people were hurt, and what happened there since the remedy was taken up."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions import queries
from huzhu.adoptions.shown import Counted, EffectPage, ExperienceEffects, GuardrailReading
from huzhu.people.models import Person
from huzhu.web import charts, wording
from huzhu.web.presenting import effects as words


def chain_of(found: ExperienceEffects, person: Person) -> dict[str, Any]:
    """`chain` and `chain_note`; empty where no harm to people is known."""
    hurt = _worst(found)
    if hurt is None:
        return {"chain": "", "chain_note": ""}
    page, danger = hurt
    remedied = _remedied(found, page, danger, person)
    steps = [_change(page), _gain(page), _danger(page, danger, remedied)]
    if remedied is not None:
        steps += [_remedy(page, remedied), *_since(remedied)]
    return {"chain": charts.chain(steps), "chain_note": str(danger.workshop)}


def _worst(found: ExperienceEffects) -> tuple[EffectPage, GuardrailReading] | None:
    """The adopter after whose change the most people were hurt beyond what was expected."""
    pairs = [
        (page, reading)
        for page in found.adopters
        for reading in page.guardrails
        if reading.is_danger and reading.counted
    ]
    return max(pairs, key=lambda pair: pair[1].counted.people if pair[1].counted else 0, default=None)


def _remedied(
    found: ExperienceEffects, page: EffectPage, danger: GuardrailReading, person: Person
) -> EffectPage | None:
    """The remedy, taken up in the same plant after the change."""
    remedy = found.experience.remedy
    if remedy is None:
        return None
    plant, began = danger.workshop.plant_id, page.adoption.starts_on
    taken = queries.experience_effects(remedy, person).adopters
    same = [each for each in taken if each.adoption.workshop.plant_id == plant and each.adoption.starts_on >= began]
    return min(same, key=lambda each: each.adoption.starts_on, default=None)


def _day(page: EffectPage, first: EffectPage) -> str:
    return wording.short_date(page.adoption.starts_on, first.adoption.starts_on)


def _change(page: EffectPage) -> charts.Step:
    day = wording.short_date(page.adoption.starts_on)
    return charts.Step(_("%(day)s · Change") % {"day": day}, str(page.adoption.experience), str(page.adoption.workshop))


def _gain(page: EffectPage) -> charts.Step:
    change = words.change_of(page.effect, page.metric) if page.effect and page.metric else None
    what = wording.change_short(change) if change else _("not measured")
    return charts.Step(_("Gain"), str(page.metric or ""), what, line="danger")


def _danger(page: EffectPage, danger: GuardrailReading, remedied: EffectPage | None) -> charts.Step:
    counted = danger.counted
    assert counted is not None  # chosen by it
    day = wording.short_date(page.adoption.starts_on)
    line = "danger" if remedied is not None else ""
    return charts.Step(
        _("from %(day)s · Danger") % {"day": day}, _hurt(counted), _expected(danger, counted), "danger", line
    )


def _remedy(page: EffectPage, remedied: EffectPage) -> charts.Step:
    day = _day(remedied, page)
    return charts.Step(
        _("%(day)s · Remedy") % {"day": day},
        str(remedied.adoption.experience),
        str(remedied.adoption.workshop),
        "remedy",
        "better",
    )


def _since(remedied: EffectPage) -> list[charts.Step]:
    counted = remedied.counted
    if counted is None:
        return []
    when = ngettext("%(weeks)s week since", "%(weeks)s weeks since", counted.weeks) % {"weeks": counted.weeks}
    more = (
        _("about %(expected)s would have been") % {"expected": wording.number(counted.expected)}
        if counted.expected
        else ""
    )
    return [charts.Step(when, _hurt(counted), more, "better" if counted.people == 0 else "plain", "better")]


def _hurt(counted: Counted) -> str:
    if counted.people == 0:
        return _("Nobody hurt")
    return ngettext("%(count)s person hurt", "%(count)s people hurt", counted.people) % {"count": counted.people}


def _expected(danger: GuardrailReading, counted: Counted) -> str:
    where = danger.workshop
    if counted.expected is None:
        return str(where)
    return _("%(where)s; about %(expected)s expected") % {"where": where, "expected": wording.number(counted.expected)}
