"""Home in words: a finding first, then blocks in the order of the reader's role."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions import queries as adoption_queries
from huzhu.adoptions.shown import EffectPage, GuardrailReading
from huzhu.metrics import queries
from huzhu.metrics.models import Comparison, Metric
from huzhu.metrics.shown import IndicatorRow
from huzhu.people.models import Person, Role
from huzhu.web import wording
from huzhu.web.presenting import effects as words
from huzhu.web.presenting import indicators, todo
from huzhu.web.presenting.compare import could_help
from huzhu.web.presenting.express import on_home
from huzhu.web.presenting.home_cards import with_cards
from huzhu.web.presenting.matrix import workshop_word
from huzhu.web.presenting.news import news
from huzhu.web.presenting.plants import plant_home, safety_home, secretariat_home
from huzhu.web.presenting.sentences import inside
from huzhu.web.presenting.workshop import taken_row
from huzhu.workshops.clocks import today
from huzhu.workshops.models import Workshop

STALE_AFTER = datetime.timedelta(days=21)


def page(person: Person) -> dict[str, Any]:
    """The Home of the first of the reader's seats: workshop, safety, plant, alliance."""
    if person.workshop:
        return workshop_home(person, person.workshop)
    if person.holds(Role.SAFETY_OFFICER):
        return with_cards(safety_home(person), person)
    if person.plant:
        return with_cards(plant_home(person, person.plant), person)
    return with_cards(secretariat_home(person), person)


def workshop_home(person: Person, workshop: Workshop) -> dict[str, Any]:
    # What should only stay where it is has its page, not a line here.
    look = queries.Look(workshop.trade, Comparison.Basis.LIKE_WITH_LIKE, person, workshop)
    rows = tuple(row for row in queries.indicator_rows(workshop, person, look) if row.metric.direction != "band")
    taken = adoption_queries.taken_up_by(workshop, person)
    is_operator = not person.holds(Role.WORKSHOP_HEAD, Role.WORKSHOP_ENGINEER)
    context = {
        "banner": banner(person, [workshop]),
        "headline": (shop_headline(taken) if is_operator else None) or headline(rows, taken, workshop),
        "standfirst": [] if is_operator else standfirst(rows, taken),
        "fresh": fresh(workshop, person),
        "big_actions": big_actions() if is_operator else [],
        "todo": todo.for_person(person, taken),
        "could_help": could_help(workshop, person, look) if rows else [],
        "help_note": _("You are strong here"),
        "empty": None if rows else empty(person),
        **indicator_block(rows, taken, workshop),
        **taken_block(taken, person),
        **news(person, workshop.trade),
        **on_home(person),
    }
    main = ["home/_indicators.html"] if rows else []
    main += ["home/_taken_up.html"] if taken or rows else []
    side = ["home/_express.html"] if is_operator else ["home/_todo.html", "home/_help.html", "home/_express.html"]
    return with_cards(context | {"main_blocks": main, "side_blocks": side}, person, look)


def banner(person: Person, workshops: list[Workshop]) -> dict[str, Any] | None:
    """The gravest reading at these workshops that is surely worse; never more than one.

    A reading is on watch from 4 chances in 5 on. Of the dozens that a plant has, some always are by chance alone, so
    those stand beside their adoption and not over Home.
    """
    waiting = [pair for pair in adoption_queries.waiting_guardrails(person, workshops) if _stands_out(pair[1])]
    if not waiting:
        return None
    adoption, reading = waiting[0]
    url = reverse("adoption_page", args=[adoption.workshop.slug, adoption.slug]) + "#guardrails"
    found: dict[str, Any] = {"url": url, "link_word": _("See the reading"), "more": len(waiting) - 1}
    values = {"title": adoption.experience.title, "metric": inside(reading.metric), "where": reading.workshop}
    if reading.is_danger and reading.counted is not None:
        text = _("At %(where)s since “%(title)s” was taken up: %(said)s.") % (
            values | {"said": words.counted_words(reading.counted)}
        )
        return found | {"kind": "danger", "lead": _("Danger, %(metric)s.") % values, "text": text}
    chance = words.watch_words(reading)
    text = (
        _("At %(where)s since “%(title)s” was taken up: %(said)s.")
        if chance
        else _("At %(where)s since “%(title)s” was taken up.")
    )
    kind = "danger" if reading.is_danger else "watch"
    return found | {"kind": kind, "lead": _("Watch %(metric)s.") % values, "text": text % (values | {"said": chance})}


def _stands_out(reading: GuardrailReading) -> bool:
    """Harmful, or the whole range lies on the worse side."""
    if reading.reading == "harmful":
        return True
    ratio = reading.counted.ratio if reading.counted else None
    return (ratio is not None and ratio.low > 1) or (reading.change is not None and reading.change.low > 0)


def headline(rows: tuple[IndicatorRow, ...], taken: tuple[EffectPage, ...], workshop: Workshop) -> list[str]:
    """What was gained or where one is strong, then the weakest; what cannot be told is not said."""
    if not rows:
        return [_("Nothing has been reported for %(workshop)s yet.") % {"workshop": workshop}]
    gained, strong, weak = _most_gained(taken), _strongest(rows, taken), _weakest(rows)
    first = _row_of(rows, gained)
    lines = []
    if strong is not None and gained is not None and gained.metric == strong.metric:
        lines.append(_among_the_best(strong.metric))
    elif first is not None and _leads_its_band(first.compared.place_in_band):
        values = {"metric": inside(first.metric), "count": first.compared.place_in_band[2]}  # type: ignore[index]
        lines.append(_("Of the %(count)s of your size, you are now among the best in %(metric)s.") % values)
    elif gained is not None and (change := _change(gained)) is not None:
        lines.append(wording.effect_headline(str(gained.metric), change))
    elif strong is not None:
        lines.append(_("You are among the best in %(metric)s.") % {"metric": inside(strong.metric)})
    if weak is not None:
        lines.append(_("Your weakest point is %(metric)s.") % {"metric": inside(weak.metric)})
    if lines:
        return lines
    if any(row.compared.is_ranked for row in rows):
        return [_("Nowhere are you clearly ahead, and nowhere clearly behind.")]
    return [_("Too few workshops report yet to say where you stand.")]


def shop_headline(taken: tuple[EffectPage, ...]) -> list[str] | None:
    """For those at the machine: what it takes now, and what it would take without the change; no ranges, no places."""
    gained = _most_gained(taken)
    if gained is None or gained.metric is None or gained.now is None or gained.without is None:
        return None
    values = {
        "metric": gained.metric,
        "now": words.amount_words(gained.now, gained.metric, _whole(gained.now)),
        "without": words.amount_words(gained.without.value, gained.metric, _whole(gained.without.value)),
    }
    return [_("%(metric)s: %(now)s now,") % values, _("about %(without)s without the change.") % values]


def _whole(value: float) -> int | None:
    return 0 if abs(value) >= 10 else None


def _among_the_best(metric: Metric) -> str:
    if metric.kind == Metric.Kind.DURATION and metric.direction == Metric.Direction.DOWN:
        return _("%(metric)s is now among the fastest.") % {"metric": metric}
    return _("You are now among the best in %(metric)s.") % {"metric": inside(metric)}


def _leads_its_band(place: tuple[int, int, int] | None) -> bool:
    """In the better half of at least four, whatever place in its range it holds."""
    return place is not None and place[2] >= 4 and 2 * place[1] <= place[2]


def _row_of(rows: tuple[IndicatorRow, ...], page: EffectPage | None) -> IndicatorRow | None:
    return next((row for row in rows if page is not None and row.metric == page.metric), None)


def _proven(taken: tuple[EffectPage, ...]) -> list[EffectPage]:
    return [each for each in taken if each.evidence in ("verified", "probable")]


def _change(page: EffectPage) -> wording.Change | None:
    return words.change_of(page.effect, page.metric) if page.effect is not None and page.metric is not None else None


def _most_gained(taken: tuple[EffectPage, ...]) -> EffectPage | None:
    """What was taken up and gained most, as a fraction of what was; a verified gain before a probable one."""
    relative = [page for page in _proven(taken) if page.effect is not None and page.effect.relative is not None]
    return max(
        relative,
        key=lambda page: (page.evidence == "verified", abs(page.effect.relative.value)),  # type: ignore[union-attr]
        default=None,
    )


def _strongest(rows: tuple[IndicatorRow, ...], taken: tuple[EffectPage, ...]) -> IndicatorRow | None:
    """Clearly strong; what gained most first, then where something was taken up for it and worked."""
    strong = [row for row in rows if row.place and row.place.verdict == "clearly_better"]
    changed = {each.metric.pk for each in _proven(taken) if each.metric}
    gained = _most_gained(taken)

    def rank(row: IndicatorRow) -> tuple[bool, bool, int]:
        place = row.place.place_low or 0 if row.place else 0
        return (gained is not None and gained.metric == row.metric, row.metric.pk in changed, -place)

    return max(strong, key=rank, default=None)


def _weakest(rows: tuple[IndicatorRow, ...]) -> IndicatorRow | None:
    return next((row for row in rows if row.place and row.place.verdict == "clearly_worse"), None)


def standfirst(rows: tuple[IndicatorRow, ...], taken: tuple[EffectPage, ...]) -> list[str | SafeString]:
    """The figures behind the headline, in the same order."""
    lines: list[str | SafeString] = []
    gained, strong, weak = _most_gained(taken), _strongest(rows, taken), _weakest(rows)
    first = _row_of(rows, gained) or strong
    if first is not None:
        lines.append(_first_line(first, gained))
    if weak is not None and weak.place is not None and weak.best is not None:
        now = words.amount_words(weak.now, weak.metric)
        values = {
            "metric": weak.metric,
            "now": now,
            "name": weak.best.workshop,
            "best": indicators.with_unit(weak.best, weak.metric),
        }
        lines.append(words.bold(_("%(metric)s: %(now)s now; the best, %(name)s, holds %(best)s.") % values, now))
    return lines


def _first_line(row: IndicatorRow, gained: EffectPage | None) -> SafeString:
    now = words.amount_words(row.now, row.metric)
    change = _change(gained) if gained is not None and gained.metric == row.metric else None
    if change is not None:
        values = {"metric": row.metric, "now": now, "change": wording.change_short(change)}
        if (place := row.compared.place_in_band) is not None and place[2] > 2:
            values["place"] = wording.place_short(*place)
            said = _("%(metric)s: %(now)s now, %(change)s than without the change; %(place)s among those of your size.")
            return words.bold(said % values, now)
        return words.bold(_("%(metric)s: %(now)s now, %(change)s than without the change.") % values, now)
    return words.bold(_("%(metric)s: %(now)s now.") % {"metric": row.metric, "now": now}, now)


def fresh(workshop: Workshop, person: Person) -> dict[str, Any] | None:
    """Until when there are readings; old ones say so."""
    until = queries.data_until(workshop, person)
    if until is None:
        return None
    now = today()
    return {"until": wording.short_date(min(until, now), now), "is_stale": now - until > STALE_AFTER}


def big_actions() -> list[dict[str, Any]]:
    return [
        {"url": reverse("card_new"), "label": _("Ask for help"), "main": True},
        {"url": reverse("express_share"), "label": _("Share a way"), "main": False},
    ]


def empty(person: Person) -> dict[str, str]:
    return {
        "title": _("Nothing has been reported for your workshop yet."),
        "text": _("Load the first month as your plant keeps it anyway: Excel or CSV, Chinese or English headings."),
        "url": reverse("data_load"),
        "link_word": _("Load the first month"),
        "second_url": reverse("data_template"),
        "second_word": _("Download a template"),
    }


def indicator_block(
    rows: tuple[IndicatorRow, ...], taken: tuple[EffectPage, ...], workshop: Workshop
) -> dict[str, Any]:
    group = max((row.compared.size for row in rows if row.compared.is_ranked), default=0)
    title = _("Your indicators")
    if group:
        values = {"count": group, "word": workshop_word(workshop.trade)}
        title = (
            ngettext("Where you stand among %(count)s %(word)s", "Where you stand among %(count)s %(word)s", group)
            % values
        )
    note = ""
    if 0 < group <= 4:
        note = ngettext("judged against %(count)s workshop", "judged against %(count)s workshops", group - 1) % {
            "count": group - 1
        }
    return {
        "indicators_title": title,
        "indicators_note": note,
        "others_count": max(group - 1, 0),
        "indicators": [indicators.row(row, _mark(row, taken)) for row in rows],
    }


def _mark(row: IndicatorRow, taken: tuple[EffectPage, ...]) -> int | None:
    """The week in which something was taken up for this indicator."""
    if row.first_week is None:
        return None
    for page in taken:
        if page.metric is not None and page.metric.pk == row.metric.pk:
            at = (page.adoption.starts_on - row.first_week).days // 7
            if 0 <= at < len(row.weeks):
                return at
    return None


def taken_block(taken: tuple[EffectPage, ...], person: Person) -> dict[str, Any]:
    note = ngettext("%(count)s so far", "%(count)s so far", len(taken)) % {"count": len(taken)} if taken else ""
    return {"taken_up_note": note, "taken_up": [taken_row(each, person) for each in taken]}
