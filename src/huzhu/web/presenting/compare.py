"""Compare in words: the finding, the matrix, one indicator workshop by workshop, who is strong and knows how."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions.queries import ways
from huzhu.experiences.models import Experience
from huzhu.metrics import queries
from huzhu.metrics.models import Comparison, Metric
from huzhu.metrics.shown import Compared, Matrix, Place, Strength
from huzhu.people.models import Person
from huzhu.web import charts, wording
from huzhu.web.forms.cards import places_of
from huzhu.web.presenting import beginnings, indicators
from huzhu.web.presenting.matrix import matrix_of, unit_of, workshop_word
from huzhu.web.presenting.sentences import inside
from huzhu.web.presenting.workshop import visit_url
from huzhu.workshops.models import Trade, Workshop

MOST_STRONG = 3


def nothing() -> dict[str, Any]:
    """Before there is any workshop."""
    return {"headline": [_("There is no workshop to compare yet.")], "empty": _empty(), "matrix": None, "chosen": None}


def _empty() -> dict[str, str]:
    return {
        "title": _("Nothing has been reported for this trade yet."),
        "text": _(
            "Workshops of one trade are compared as soon as two of them have loaded readings of the same indicator."
        ),
        "url": reverse("data_load"),
        "link_word": _("Load readings"),
        "second_url": reverse("data_template"),
        "second_word": _("Download a template"),
    }


def page(trade: Trade, metric: Metric | None, basis: str, person: Person) -> dict[str, Any]:
    """Everything `compare/page.html` reads. Without a metric the weakest line is chosen."""
    look = queries.Look(trade, basis, person)
    matrix = queries.matrix(trade, basis, person, look=look)
    own = own_workshop(matrix, person)
    chosen = _chosen(matrix, metric)
    if chosen is None:
        title = [_("Nothing to compare yet in %(trade)s.") % {"trade": trade}]
        return {"kicker": kicker(trade, matrix), "headline": title, "empty": _empty(), "matrix": None, "chosen": None}
    if basis != Comparison.Basis.LIKE_WITH_LIKE or own != look.own:
        look = queries.Look(trade, Comparison.Basis.LIKE_WITH_LIKE, person, own)
    stronger = queries.strong_where_weak(own, person, chosen.metric, look) if own else ()
    rows = {each.metric.pk: each for each in queries.indicator_rows(own, person, look)} if own else {}
    return {
        "kicker": kicker(trade, matrix),
        "headline": [headline(chosen, stronger, own)],
        "standfirst": _standfirst(chosen, stronger),
        "empty": None,
        "matrix": matrix_of(matrix, chosen, rows),
        "chosen": intervals(chosen, trade),
        "strong": _strong(stronger[:MOST_STRONG], chosen.metric, person, own),
        "could_help": could_help(own, person, look) if own else [],
    }


def own_workshop(matrix: Matrix, person: Person) -> Workshop | None:
    """The column of the reader: the workshop of a seat, else the first of the plants."""
    place = next((line.own for line in matrix.lines if line.own), None)
    return place.workshop if place else None


def _chosen(matrix: Matrix, metric: Metric | None) -> Compared | None:
    if metric is not None:
        return next((line for line in matrix.lines if line.metric.pk == metric.pk), None)
    return next(iter(matrix.lines), None)


def kicker(trade: Trade, matrix: Matrix) -> list[dict[str, str]]:
    plants = len({workshop.plant_id for workshop in matrix.workshops})
    values = {"count": len(matrix.workshops), "plants": plants, "word": workshop_word(trade)}
    size = (
        ngettext("%(count)s %(word)s in %(plants)s plant", "%(count)s %(word)s in %(plants)s plants", plants) % values
    )
    return [
        {"text": _("Compare"), "url": ""},
        {"text": str(trade), "url": reverse("compare_trade", args=[trade.slug])},
        {"text": size, "url": ""},
    ]


def headline(chosen: Compared, stronger: tuple[Strength, ...], own: Workshop | None) -> str:
    """Who is clearly stronger at what; or why nobody can be named."""
    values: dict[str, Any] = {"metric": inside(chosen.metric), "trade": chosen.trade, "count": len(stronger)}
    if chosen.status != "compared":
        return _unranked_headline(chosen) % values
    if own is None:
        return _best_headline(chosen) % (values | {"name": _best_name(chosen)})
    if not stronger:
        place = chosen.own
        if place is not None and place.verdict == "clearly_better":
            return _("On %(metric)s nobody is clearly stronger than you, and you are clearly strong.") % values
        return _("On %(metric)s nobody is clearly stronger than you.") % values
    names = [str(each.other.workshop) for each in stronger]
    if len(names) == 1:
        return _("On %(metric)s, %(first)s is clearly stronger than you.") % (values | {"first": names[0]})
    if len(names) == 2:
        both = {"first": names[0], "second": names[1]}
        return _("On %(metric)s, %(first)s and %(second)s are clearly stronger than you.") % (values | both)
    more = {"first": names[0], "second": names[1], "others": len(names) - 2}
    return ngettext(
        "On %(metric)s, %(first)s, %(second)s and %(others)s other are clearly stronger than you.",
        "On %(metric)s, %(first)s, %(second)s and %(others)s others are clearly stronger than you.",
        len(names) - 2,
    ) % (values | more)


def _unranked_headline(chosen: Compared) -> str:
    return {
        "too_few": _("Too few workshops report %(metric)s to compare them."),
        "counted": _("Workshops are not ranked by %(metric)s; cases are counted."),
        "not_ranked": _("Nobody is ranked by %(metric)s; it should stay where it is."),
        "not_comparable": _("For %(metric)s there is no fair comparison; here it is as reported."),
        "change_only": _("Of %(metric)s, plants share only how much it improved."),
        "own_only": _("The values of %(metric)s stay in their plant; you see your own workshops."),
    }.get(chosen.status, _("Nothing has been reported for %(metric)s yet."))


def _best_headline(chosen: Compared) -> str:
    clear = any(place.verdict == "clearly_better" for place in chosen.places)
    return _("On %(metric)s, %(name)s is clearly strong.") if clear else _("On %(metric)s, nobody is clearly ahead.")


def _best_name(chosen: Compared) -> str:
    return next((str(place.workshop) for place in chosen.places if place.verdict == "clearly_better"), "")


def _standfirst(chosen: Compared, stronger: tuple[Strength, ...]) -> list[str]:
    """What the gap costs a year, with its range; only where the metric says what a gap adds up to."""
    if not stronger:
        return []
    widest = stronger[0]
    gap, name = widest.gap, widest.other.workshop
    if gap.gain is None or gap.gain_low is None or gap.gain_high is None or not gap.gain_unit:
        values = {"name": name, "amount": _rounded(gap.amount, gap.low, gap.high), "unit": chosen.metric.unit}
        pair = {"low": _rounded(gap.low, gap.low, gap.high), "high": _rounded(gap.high, gap.low, gap.high)}
        return [_("The gap to %(name)s is %(amount)s %(unit)s, surely between %(low)s and %(high)s.") % (values | pair)]
    low, high = sorted((abs(gap.gain_low), abs(gap.gain_high)))
    values = {
        "name": name,
        "amount": _rounded(abs(gap.gain), low, high),
        "unit": gap.gain_unit,
        "low": _rounded(low, low, high),
        "high": _rounded(high, low, high),
    }
    return [
        _("As good as %(name)s, you would gain about %(amount)s %(unit)s a year, surely between %(low)s and %(high)s.")
        % values
    ]


def _rounded(value: float, low: float, high: float) -> str:
    return wording.rounded(value, low, high)


def intervals(chosen: Compared, trade: Trade) -> dict[str, Any]:
    """One indicator, workshop by workshop, the best first."""
    places = _sorted(chosen)
    ranges = [_range(place, chosen) for place in places]
    draws = chosen.status in ("compared", "too_few", "not_ranked", "not_comparable", "own_only")
    head, drawn = (
        charts.intervals(ranges, middle=chosen.middle)
        if draws and any(r.mid is not None for r in ranges)
        else ("", [None] * len(places))
    )
    rows = [_interval_row(place, chosen, chart) for place, chart in zip(places, drawn, strict=True)]
    title = _("%(metric)s, workshop by workshop") % {"metric": chosen.metric}
    note = _("Counted over 12 months. People hurt are never ranked.") if chosen.status == "counted" else ""
    return {
        "title": title,
        "unit": unit_of(chosen),
        "note": note,
        "head": head,
        "rows": rows,
        "word_column": _("Workshop"),
    }


def _sorted(chosen: Compared) -> list[Place]:
    """By place, those without one after them; people hurt in the order of the workshops."""
    if chosen.status == "counted":
        return list(chosen.places)

    def order(place: Place) -> tuple[int, float]:
        if place.adjusted is None:
            return 1, 0.0
        up = chosen.metric.direction == Metric.Direction.UP
        return 0, -place.adjusted if up else place.adjusted

    return sorted(chosen.places, key=order)


def _range(place: Place, chosen: Compared) -> charts.Range:
    if place.adjusted is None:
        return charts.Range(None, None, None)
    low, high = (each if each is not None and math.isfinite(each) else None for each in (place.low, place.high))
    tone = indicators.TONES.get(place.verdict, "") if chosen.is_ranked else ""
    return charts.Range(place.adjusted, low, high, tone)


def _interval_row(place: Place, chosen: Compared, chart: Any) -> dict[str, Any]:
    has_place = chosen.is_ranked and place.place_low is not None and place.place_high is not None
    return {
        "name": str(place.workshop),
        "url": reverse("workshop_page", args=[place.workshop.slug]),
        "is_own": place.is_own,
        "chart": chart if place.adjusted is not None else None,
        "words": _instead(place, chosen),
        "place": wording.place_figures(place.place_low, place.place_high) if has_place else "",  # type: ignore[arg-type]
    }


def _instead(place: Place, chosen: Compared) -> str:
    if chosen.status == "counted" and place.is_shared:
        return indicators.counted_words(place, chosen.metric)
    if place.change is not None:
        return indicators.change_words(place)
    return {
        "not_shared": _("not shared with you"),
        "too_few_readings": _("too few readings"),
    }.get(place.status, _("not reported"))


def _strong(
    stronger: tuple[Strength, ...], metric: Metric, person: Person, own: Workshop | None
) -> list[dict[str, Any]]:
    known = ways([metric], person) if stronger else {}
    may_ask = own in places_of(person)
    found = []
    for each in stronger:
        other = each.other.workshop
        actions = _asking(other, metric, person, own if may_ask else None)
        found.append(_peer(each, known.get((other.pk, metric.pk), []), actions))
        actions[0]["main"] = len(found) == 1 and may_ask
    return found


def _asking(other: Workshop, metric: Metric, person: Person, own: Workshop | None) -> list[dict[str, Any]]:
    """What the reader may do about it: ask in writing, come and see, promise; else only look."""
    actions = []
    if own is not None:
        asked = urlencode({"from": own.slug, "to": other.slug, "about": metric.slug})
        name = str(other) if other.plant_id == own.plant_id else str(other.plant)
        label = _("Ask %(who)s by card") % {"who": name}
        actions.append({"url": f"{reverse('card_new')}?{asked}", "label": label})
    if visit := visit_url(other, person, metric):
        actions.append({"url": visit, "label": _("Ask to come and see")})
    if own is not None and (draft := beginnings.draft_url(metric, person, [own, other], own)):
        actions.append({"url": draft, "label": _("Draft a contract"), "quiet": True})
    return actions or [{"url": reverse("workshop_page", args=[other.slug]), "label": _("See the workshop")}]


def _peer(strength: Strength, known: list[Experience], actions: list[dict[str, Any]]) -> dict[str, Any]:
    workshop, likeness = strength.other.workshop, strength.other.likeness
    way = known[0] if known else None
    url = reverse("workshop_page", args=[workshop.slug])
    return {
        "name": str(workshop),
        "url": url,
        "value": indicators.figure(strength.other, strength.metric),
        "unit": indicators.short_unit(strength.metric),
        "likeness": _("%(percent)s%% like you in what it makes") % {"percent": wording.number(likeness * 100, 0)}
        if likeness is not None
        else "",
        "way": {"lead": _("Their way:"), "text": str(way.title), "url": _way_url(way)} if way else None,
        "words": _("Nobody has written down how they do it."),
        "actions": actions,
    }


def _way_url(way: Experience) -> str:
    return reverse("experience_page", args=[way.slug])


def could_help(own: Workshop, person: Person, look: queries.Look) -> list[dict[str, str]]:
    """Where the own workshop is clearly strong and others are clearly weak: at most one sentence an indicator."""
    weak: dict[int, list[Strength]] = {}
    for each in queries.weak_where_strong(own, person, look=look):
        if each.own.verdict == "clearly_better":
            weak.setdefault(each.metric.pk, []).append(each)
    may_offer = own in places_of(person)
    return [_help(found, own, may_offer) for found in list(weak.values())[:2]]


def _help(found: list[Strength], own: Workshop, may_offer: bool) -> dict[str, str]:
    names = [str(each.other.workshop) for each in found]
    values = {"metric": inside(found[0].metric), "first": names[0], "others": len(names) - 1}
    if len(names) == 1:
        text = _("On %(metric)s, %(first)s is clearly weaker than you.") % values
    else:
        text = (
            ngettext(
                "On %(metric)s, %(first)s and %(others)s other workshop are clearly weaker than you.",
                "On %(metric)s, %(first)s and %(others)s other workshops are clearly weaker than you.",
                len(names) - 1,
            )
            % values
        )
    asked = urlencode({"kind": "offer", "from": own.slug, "about": found[0].metric.slug})
    url = f"{reverse('card_new')}?{asked}" if may_offer else ""
    return {"text": text, "url": url, "link_word": _("Offer them your way")}
