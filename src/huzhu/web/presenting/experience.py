"""An experience's page, and the rows of the list."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions import queries
from huzhu.adoptions.models import Adoption
from huzhu.adoptions.rules import missing_remedy
from huzhu.adoptions.shown import EffectPage, ExperienceEffects, Together
from huzhu.experiences.models import Experience, Version
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.web import charts, wording
from huzhu.web.forms.adoptions import workshops_that_may
from huzhu.web.presenting import effects as words
from huzhu.web.presenting.chain import chain_of
from huzhu.web.presenting.hazards import dangers_of
from huzhu.words import Words
from huzhu.workshops.clocks import today

MEASURED = ("estimated", "too_few_peers")


def list_rows(rows: Sequence[Experience], person: Person) -> list[dict[str, Any]]:
    """The list: what it is, where from, how many took it up, whether there is a warning."""
    taken = Adoption.objects.visible_to(person).under_measurement().filter(experience__in=rows)
    counts = dict(taken.order_by().values_list("experience").annotate(Count("workshop", distinct=True)))
    dangers = dangers_of(rows, person)
    return [
        {
            "experience": each,
            "url": reverse("experience_page", args=[each.slug]),
            "origin": each.origin or each.origin_note,
            "taken_up": taken_up_words(counts.get(each.pk, 0)),
            "is_danger": each.flag != "",
            # Red is for danger to people; a warning that somebody put up by name is taken as one.
            "people": each.pk not in dangers or dangers[each.pk]["people"],
            "danger": dangers.get(each.pk),
        }
        for each in rows
    ]


def taken_up_words(count: int) -> str:
    if not count:
        return _("untried elsewhere")
    return ngettext("in use at %(count)s workshop", "in use at %(count)s workshops", count) % {"count": count}


def page(experience: Experience, person: Person) -> dict[str, Any]:
    """Everything `experiences/page.html` reads, but what may be done."""
    found = queries.experience_effects(experience, person)
    versions = list(experience.versions.select_related("written_by"))
    version = versions[-1] if versions else None
    own = [each for each in found.adopters if person.workshop and each.adoption.workshop_id == person.workshop.pk]
    table = effects_table(found)
    return {
        "experience": experience,
        "dateline": _dateline(experience, found),
        "banner": banner(experience),
        "headline": headline(experience, found),
        "standfirst": standfirst(experience, found),
        "effects": table,
        "untried": not any(each.adoption.workshop_id != experience.origin_id for each in found.adopters),
        **chain_of(experience, person),
        **_text(experience, versions),
        "take_up": None if own else take_up_box(experience, version, person),
        "taken_up": _own(own[0]) if own else None,
        "needs": _equipment(experience) + _needs(version),
        "people": _people(experience, found),
        "people_actions": [],
        "credit": _credit(experience),
    }


def banner(experience: Experience) -> dict[str, Any] | None:
    """Danger first; a withdrawn one says why and nothing else."""
    if experience.state == Experience.State.RETIRED:
        return {"kind": "watch", "lead": _("This experience was withdrawn."), "text": experience.flag_reason}
    if not experience.flag:
        return None
    suspended = experience.flag == Experience.Flag.SUSPENDED
    lead = _("Do not start this now.") if suspended else _("Take care before you start.")
    found: dict[str, Any] = {"kind": "danger", "lead": lead, "text": experience.flag_reason}
    if experience.remedy:
        url = reverse("experience_page", args=[experience.remedy.slug])
        found |= {"url": url, "link_word": _("See the remedy")}
        found["lead"] = lead if suspended else _("Do not start without the remedy.")
    return found


def headline(experience: Experience, found: ExperienceEffects) -> list[str]:
    title = words.sentence(str(experience.title))
    finding = _finding(experience, found)
    lines = [title, finding] if finding else [title]
    if experience.flag and experience.remedy:
        lines.append(_("It needs this remedy: %(remedy)s.") % {"remedy": experience.remedy.title})
    return lines


def _finding(experience: Experience, found: ExperienceEffects) -> str:
    metric = experience.metric
    if metric is None:
        return ""
    first = _first_measured(found)
    effect = found.together.effect if _is_pooled(found.together) else first.effect if first else None
    change = words.change_of(effect, metric) if effect is not None else None
    return wording.effect_headline(str(metric), change) if change else ""


def _is_pooled(together: Together | None) -> bool:
    """Two effects do not make a common one; the engine says from when on they do."""
    return together is not None and together.status == "pooled"


def _first_measured(found: ExperienceEffects) -> EffectPage | None:
    """The surest evidence there is, the origin's before others'."""
    measured = [each for each in found.adopters if each.status in MEASURED and each.effect is not None]
    order = {"verified": 0, "probable": 1, "harmful": 2}
    return min(measured, key=lambda each: order.get(each.evidence, 3), default=None)


def standfirst(experience: Experience, found: ExperienceEffects) -> list[str]:
    lines = [str(experience.summary)] if experience.summary else []
    first = _first_measured(found)
    if first is not None and not _is_pooled(found.together):
        lines.append(_("So measured at %(where)s.") % {"where": _named(first.adoption)})
    elif found.together is not None and _is_pooled(found.together):
        count = found.together.studies
        text = ngettext("%(count)s workshop put together.", "%(count)s workshops put together.", count)
        lines.append(text % {"count": count})
    return lines


def _dateline(experience: Experience, found: ExperienceEffects) -> dict[str, str]:
    parts = [str(experience.trade)]
    if experience.origin:
        parts.append(_("from %(origin)s") % {"origin": experience.origin})
    elif experience.origin_note:
        parts.append(str(experience.origin_note))
    computed = max((each.computed_at for each in found.adopters if each.computed_at), default=None)
    at = wording.moment(timezone.localtime(computed), today()) if computed else ""
    return {
        "left": str(experience.get_state_display()),
        "middle": " · ".join(parts),
        "right": _("Effects computed %(at)s") % {"at": at} if at else "",
    }


def effects_table(found: ExperienceEffects) -> dict[str, Any] | None:
    """Effects per adopter on one axis; those that are too early or not shared have words and no mark."""
    pages = [each for each in found.adopters if each.status != "planned"]
    metric = found.experience.metric or next((each.metric for each in pages if each.metric), None)
    if not pages or metric is None:
        return None
    is_points = any(each.effect is not None and each.effect.shown_as == "points" for each in pages)
    ranges = [_range(each, metric, is_points) for each in pages]
    pooled = found.together if _is_pooled(found.together) else None
    together, expect = _together_range(pooled, metric), _expect(pooled)
    word = wording_axis(is_points)
    head, drawn, diamond = charts.adopters(ranges, together=together, expect=expect, word=word)
    unit = _("Change in %(metric)s, points") if is_points else _("Change in %(metric)s, percent")
    return {
        "unit": unit % {"metric": metric},
        "head": head,
        "rows": [_row(each, found.experience, chart) for each, chart in zip(pages, drawn, strict=True)],
        "together": _together_row(pooled, metric, diamond),
    }


def wording_axis(is_points: bool) -> Any:
    return charts.signed_word if is_points else charts.percent_word


def _range(page: EffectPage, metric: Metric, is_points: bool) -> charts.Range:
    same = page.effect is not None and (page.effect.shown_as == "points") == is_points and page.status in MEASURED
    change = words.change_of(page.effect, metric) if same and page.effect is not None else None
    if change is None:
        return charts.Range(None, None, None)
    return charts.Range(change.mid, change.low, change.high, change.tone)


def _together_range(together: Together | None, metric: Metric) -> charts.Range | None:
    change = words.change_of(together.effect, metric) if together else None
    return charts.Range(change.mid, change.low, change.high, change.tone) if change else None


def _expect(together: Together | None) -> tuple[float, float] | None:
    if together is None or together.expect_low is None or together.expect_high is None:
        return None
    factor = 1.0 if together.effect.shown_as == "points" else 100.0
    pair = together.expect_low * factor, together.expect_high * factor
    return pair if all(map(math.isfinite, pair)) else None


def _row(page: EffectPage, experience: Experience, chart: Any) -> dict[str, Any]:
    adoption = page.adoption
    short = words.short_effect(page)
    since = wording.short_date(adoption.starts_on, today())
    is_origin = adoption.workshop_id == experience.origin_id
    return {
        "name": _named(adoption),
        "url": reverse("adoption_page", args=[adoption.workshop.slug, adoption.slug]),
        "note": _("%(day)s, where it comes from") % {"day": since} if is_origin else since,
        "chart": chart,
        "effect": short["effect"],
        "doubt": short["doubt"],
        "evidence": short["evidence"],
        "side": words.side_effects(page),
    }


def _named(adoption: Adoption) -> str:
    if adoption.line:
        return _("%(workshop)s line %(line)s") % {"workshop": adoption.workshop, "line": adoption.line}
    return str(adoption.workshop)


def _together_row(together: Together | None, metric: Metric, diamond: Any) -> dict[str, Any] | None:
    change = words.change_of(together.effect, metric) if together else None
    if together is None or change is None:
        return None
    measured = ngettext("%(count)s measured", "%(count)s measured", together.studies) % {"count": together.studies}
    expect = _expect(together)
    is_points = together.effect.shown_as == "points"
    word = charts.signed_word if is_points else charts.percent_word
    pair = ""
    if expect:
        decimals = wording.decimals_for(*expect)
        low, high = (round(each, decimals) for each in expect)
        pair = _("%(low)s to %(high)s") % {"low": word(low), "high": word(high)}
    return {
        "count_words": measured,
        "chart": diamond,
        "effect": wording.change_short(change),
        "doubt": wording.change_doubt(change),
        "expect": pair,
    }


def _text(experience: Experience, versions: list[Version]) -> dict[str, Any]:
    if not versions:
        return {"steps": [], "mechanism": None, "history": []}
    version, slug = versions[-1], experience.slug
    before = set(_lines(versions[-2])) if len(versions) > 1 else None
    tag = _("new in version %(number)s") % {"number": version.number}
    steps = [
        {"text": line, "tag": tag if before is not None and line not in before else ""} for line in _lines(version)
    ]
    address = reverse("experience_version", args=[slug, version.number])
    day = wording.short_date(version.written_on, today())
    return {
        "steps": steps,
        "steps_note": _("Version %(number)s, %(day)s") % {"number": version.number, "day": day},
        "changes_url": address if len(versions) > 1 else "",
        "mechanism": version.mechanism,
        "history": [
            {
                "number": each.number,
                "url": reverse("experience_version", args=[slug, each.number]),
                "line": version_line(each),
            }
            for each in reversed(versions)
        ],
    }


def version_line(version: Version) -> str:
    """Who, when, why."""
    values = {
        "number": version.number,
        "who": version.written_by,
        "day": wording.short_date(version.written_on, today()),
        "why": version.why,
    }
    if version.written_by is None:
        said = _("Version %(number)s, %(day)s. Reason: %(why)s") if version.why else _("Version %(number)s, %(day)s.")
    elif version.why:
        said = _("Version %(number)s, %(who)s, %(day)s. Reason: %(why)s")
    else:
        said = _("Version %(number)s, %(who)s, %(day)s.")
    return said % values


def _lines(version: Version) -> list[str]:
    shown = version.steps.shown
    return list(shown) if isinstance(shown, list) else [shown] if shown else []


def _equipment(experience: Experience) -> list[dict[str, str]]:
    kinds = " · ".join(map(str, experience.equipment.all()))
    return [{"label": _("Equipment"), "text": kinds}] if kinds else []


def _needs(version: Version | None) -> list[dict[str, Any]]:
    needs = version.needs if version else []
    return [{"label": words.written(need.get("label")), "text": words.written(need.get("text"))} for need in needs]


def take_up_box(experience: Experience, version: Version | None, person: Person) -> dict[str, Any] | None:
    """The way in: what will be asked; with a known danger whose remedy is not in place, the way to the remedy."""
    if experience.state in (Experience.State.DRAFT, Experience.State.RETIRED):
        return None
    places = workshops_that_may(person, experience)
    if not places:
        return None
    conditions = version.conditions if version else []
    questions = [{"question": str(Words(each["question"])), "answer": ""} for each in conditions]
    questions += [
        {"question": _("Who owns the trial?"), "answer": str(person)},
        {"question": _("Start date"), "answer": wording.short_date(today())},
    ]
    box: dict[str, Any] = {"url": reverse("take_up", args=[experience.slug]), "form": None, "questions": questions}
    if experience.flag == Experience.Flag.SUSPENDED:
        box["lede"] = _("It is suspended. Nobody may start it now.")
    remedy = missing_remedy(experience, places[0])
    if remedy is not None:
        url = reverse("experience_page", args=[remedy.slug])
        box["remedy"] = {"url": url, "text": _("First take up the remedy")}
    return box


def _own(page: EffectPage) -> dict[str, str]:
    adoption = page.adoption
    values = {"state": adoption.get_state_display(), "day": wording.short_date(adoption.starts_on, today())}
    url = reverse("adoption_page", args=[adoption.workshop.slug, adoption.slug])
    return {"text": _("%(state)s since %(day)s.") % values, "url": url}


def _people(experience: Experience, found: ExperienceEffects) -> list[dict[str, str]]:
    """Who wrote it down, and who took it up where: those one can ask."""
    rows: dict[int, dict[str, str]] = {}
    if experience.shared_by:
        where = experience.origin or ""
        rows[experience.shared_by.pk] = {
            "name": f"{experience.shared_by}",
            "note": _("Shared it. %(where)s") % {"where": where},
        }
    for each in found.adopters:
        owner = each.adoption.owner
        if owner and owner.pk not in rows:
            rows[owner.pk] = {
                "name": str(owner),
                "note": _("Took it up at %(where)s") % {"where": each.adoption.workshop},
            }
    return list(rows.values())[:5]


def _credit(experience: Experience) -> str:
    if experience.origin:
        return _("Credit: %(origin)s.") % {"origin": experience.origin}
    return str(experience.origin_note)
