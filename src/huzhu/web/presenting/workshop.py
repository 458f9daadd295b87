"""A workshop's page: strengths, ways it gave and took, who works there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.adoptions import queries as adoption_queries
from huzhu.adoptions.shown import EffectPage
from huzhu.experiences.models import Experience
from huzhu.metrics import queries
from huzhu.metrics.models import Comparison, Metric
from huzhu.metrics.shown import Compared
from huzhu.people.models import Person
from huzhu.people.queries import people_at
from huzhu.web import wording
from huzhu.web.presenting import effects as words
from huzhu.web.presenting import indicators, meetings
from huzhu.web.presenting.sentences import inside
from huzhu.workshops.models import Workshop
from huzhu.workshops.queries import downstream_of
from huzhu.workshops.rules import may_equip

MOST = 3


def page(workshop: Workshop, person: Person) -> dict[str, Any]:
    matrix = queries.matrix(workshop.trade, Comparison.Basis.LIKE_WITH_LIKE, person, own=workshop)
    strong = [line for line in matrix.lines if line.is_ranked and line.own and line.own.verdict == "clearly_better"]
    gave = Experience.objects.visible_to(person).filter(origin=workshop).exclude(state=Experience.State.RETIRED)
    return {
        "seen": workshop,
        "headline": _headline(workshop, strong),
        "strengths": [_strength(line) for line in strong],
        "lines": [_line(line) for line in matrix.lines if line.own is not None],
        "gave": gave.order_by("pk"),
        "took": [taken_row(each, person) for each in adoption_queries.taken_up_by(workshop, person)],
        "people": people_at(workshop, person),
        "equipment": workshop.equipment.all(),
        "equip_url": reverse("workshop_equip", args=[workshop.slug]) if may_equip(person, workshop) else "",
        "receivers": downstream_of(workshop),
        "is_own": workshop.plant_id in person.plants,
        "visit_url": visit_url(workshop, person),
        "visits": meetings.of_workshops([workshop], person),
    }


def visit_url(workshop: Workshop, person: Person, metric: Metric | None = None) -> str:
    """Where the reader asks to come and see, if they head a workshop of this trade elsewhere; "" if not."""
    guests = [each for each in meetings.guests_of(person) if each.trade_id == workshop.trade_id]
    own = next((each for each in guests if each.pk != workshop.pk), None)
    if own is None or workshop.plant_id in person.plants:
        return ""
    asked = {"host": workshop.slug, "guest": own.slug} | ({"metric": metric.slug} if metric else {})
    return f"{reverse('meeting_new')}?{urlencode(asked)}"


def _headline(workshop: Workshop, strong: list[Compared]) -> str:
    names = [inside(line.metric) for line in strong[:MOST]]
    if not names:
        return _("%(workshop)s has no proven strength yet.") % {"workshop": workshop}
    if len(names) == 1:
        return _("%(workshop)s is clearly strong in %(first)s.") % {"workshop": workshop, "first": names[0]}
    if len(names) == 2:
        values = {"workshop": workshop, "first": names[0], "second": names[1]}
        return _("%(workshop)s is clearly strong in %(first)s and %(second)s.") % values
    values = {"workshop": workshop, "first": names[0], "second": names[1], "third": names[2]}
    return _("%(workshop)s is clearly strong in %(first)s, %(second)s and %(third)s.") % values


def _strength(line: Compared) -> dict[str, str]:
    own = line.own
    return {
        "name": str(line.metric),
        "url": indicators.address(line),
        "value": indicators.figure(own, line.metric),
        "unit": indicators.short_unit(line.metric),
        "place": indicators.place_words(line, own)["place"],
    }


def _line(line: Compared) -> dict[str, str]:
    own = line.own
    shared = own is not None and own.is_shared and own.status != "not_reported"
    value = indicators.figure(own, line.metric) if shared else ""
    if line.status == "counted" and shared:
        value = indicators.counted_words(own, line.metric)
    note = "" if shared else _("not shared with you") if own and not own.is_shared else _("not reported")
    return {
        "name": str(line.metric),
        "url": indicators.address(line),
        "value": value,
        "unit": indicators.short_unit(line.metric) if value and line.status != "counted" else "",
        "note": note,
        **indicators.place_words(line, own),
    }


def taken_row(found: EffectPage, person: Person) -> dict[str, Any]:
    """A line of "what was taken up, and what it did"."""
    adoption = found.adoption
    source = adoption.learned_from or adoption.experience.origin
    own = source is not None and source.pk == adoption.workshop_id
    return {
        "title": str(adoption.experience.title),
        "url": reverse("adoption_page", args=[adoption.workshop.slug, adoption.slug]),
        "source": _("its own way") if own else str(source) if source else str(adoption.experience.origin_note),
        "since": wording.short_date(adoption.starts_on),
        "line": adoption.line,
        "side": words.side_effects(found),
        **words.short_effect(found),
    }
