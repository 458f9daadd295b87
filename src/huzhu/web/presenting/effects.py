"""An effect in words: the headline of its page, a line in a table, a row of a chart."""

from __future__ import annotations

import math
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions.shown import Amount, Counted, Effect, EffectPage, GuardrailReading
from huzhu.metrics.models import Metric
from huzhu.web import charts, wording
from huzhu.words import Words

SORTS = {Metric.Kind.DURATION: "duration", Metric.Kind.SHARE: "level"}


def unit_words(metric: Metric) -> str:
    return str(metric.unit)


def amount_words(value: float | None, metric: Metric, decimals: int | None = None) -> str:
    """A value with its unit: "31 min", "2.9%"."""
    figure, unit = wording.number(value, decimals), unit_words(metric)
    if value is None or not unit:
        return figure
    return f"{figure}{unit}" if unit.startswith("%") or wording.is_chinese() else f"{figure} {unit}"


def change_of(effect: Effect, metric: Metric) -> wording.Change | None:
    """The effect as the sentences take it, in percent or points; None where a range has no end."""
    main, is_points = effect.main, effect.shown_as == "points"
    if main is None:
        return None
    factor = 1.0 if is_points else 100.0
    low, high, sure = main.low, main.high, "surely"
    if low <= 0 <= high:
        sure = "unclear"
        likely = effect.likely_low, effect.likely_high
        if likely[0] is not None and likely[1] is not None and not likely[0] <= 0 <= likely[1]:
            low, high, sure = *likely, "likely"
    if not all(math.isfinite(value) for value in (main.value, low, high)):
        return None
    sort = "points" if is_points else SORTS.get(Metric.Kind(metric.kind), "amount")
    return wording.Change(main.value * factor, low * factor, high * factor, sure, sort, metric.direction)  # type: ignore[arg-type]


def sentence(text: str) -> str:
    """A phrase as a sentence of its own."""
    if not text:
        return ""
    start = text[0].upper() + text[1:]
    return start + ("。" if wording.is_chinese() else ".")


def headline(page: EffectPage) -> list[str]:
    """The finding over the page of an adoption, in every honest state."""
    metric, name = page.metric, str(page.metric or "")
    values = {"metric": name, "plant": page.adoption.workshop.plant, "day": wording.long_date(page.adoption.starts_on)}
    if page.status in ("estimated", "too_few_peers") and metric is not None and page.effect is not None:
        change = change_of(page.effect, metric)
        return [wording.effect_headline(name, change) if change else _("%(metric)s: we cannot tell.") % values]
    if page.status in ("before_after", "no_sound_comparison") and metric is not None and page.before is not None:
        values |= {"before": amount_words(page.before, metric), "after": amount_words(page.after, metric)}
        return [_("%(metric)s was %(before)s before and is %(after)s now; that is not proof.") % values]
    if page.status == "counted" and page.counted is not None:
        return [_("%(metric)s: %(count)s.") % {"metric": name, "count": counted_words(page.counted)}]
    if page.status == "too_early":
        if page.first_reading_on:
            return [
                sentence(_("Too early to say; %(reading)s") % {"reading": wording.too_early(page.first_reading_on)})
            ]
        return [_("Too early to say.")]
    return [_state_headline(page.status) % values]


def _state_headline(status: str) -> str:
    return {
        "planned": _("Planned to start on %(day)s; measuring begins by itself."),
        "not_measured": _("No indicator was fixed before the start, so there is nothing to measure."),
        "not_shared": _("The numbers of this adoption stay with %(plant)s."),
        "no_data": _("No readings of %(metric)s have been loaded, so there is nothing to measure yet."),
        "no_sound_comparison": _("There is no sound comparison for %(metric)s."),
        "before_after": _("There is only the own past to compare %(metric)s with; that is not proof."),
    }.get(status, _("There is nothing to say about %(metric)s yet."))


def standfirst(page: EffectPage) -> list[str | SafeString]:
    """What it is now, what it would be without the change, and what that is judged by."""
    metric = page.metric
    if metric is None or page.status not in ("estimated", "too_few_peers"):
        return []
    lines: list[str | SafeString] = []
    if page.now is not None and page.without is not None:
        values = {"now": amount_words(page.now, metric), "without": amount_words(page.without.value, metric)}
        lines.append(sentence(wording.now_and_without(**values)))
    if page.peer_count:
        judged = ngettext(
            "Judged against %(count)s workshop that did not change.",
            "Judged against %(count)s workshops that did not change.",
            page.peer_count,
        )
        lines.append(judged % {"count": page.peer_count})
    if page.mix_taken_out:
        lines.append(_("All figures are for each workshop's usual mix of products."))
    return lines


def readings(page: EffectPage) -> list[dict[str, str]]:
    """Now, would have been, won back, lasting: only those there are."""
    metric = page.metric
    if metric is None or page.status not in ("estimated", "too_few_peers"):
        return []
    unit, found = unit_words(metric), []
    if page.now is not None:
        found.append(_reading(_("Now"), wording.number(page.now), unit, _("last 4 weeks")))
    if page.without is not None:
        found.append(_reading(_("Would have been"), wording.number(page.without.value), unit, range_of(page.without)))
    if page.won_back is not None:
        won, won_unit = page.won_back, str(page.won_back_unit or "")
        label = _("Won a week") if won.value >= 0 else _("Lost a week")
        figure = wording.number(abs(won.value))
        low, high = sorted((abs(won.low), abs(won.high))) if won.low * won.high > 0 else (won.low, won.high)
        found.append(_reading(label, figure, won_unit, range_of(Amount(abs(won.value), low, high))))
    if page.lasting_weeks is not None:
        weeks = ngettext("week", "weeks", page.lasting_weeks)
        found.append(_reading(_("Lasting?"), str(page.lasting_weeks), weeks, slipping_words(page.slipping)))
    return found


def in_brief(page: EffectPage) -> list[dict[str, str]]:
    """Two figures for whoever passes by: as it is, and as it would have been."""
    counted = page.counted
    if page.status != "counted" or counted is None:
        return readings(page)[:2]
    since = ngettext("Counted in %(weeks)s week", "Counted in %(weeks)s weeks", counted.weeks)
    found = [_reading(since % {"weeks": counted.weeks}, str(counted.people), "", "")]
    if counted.expected is not None:
        figure = wording.number(counted.expected, 0 if counted.expected >= 3 else 1)
        found.append(_reading(_("Would have been"), figure, "", _("at the rate before")))
    return found


def _reading(label: str, figure: str, unit: str, doubt: str) -> dict[str, str]:
    return {"label": label, "figure": figure, "unit": unit, "doubt": doubt}


def range_of(amount: Amount) -> str:
    if not (math.isfinite(amount.low) and math.isfinite(amount.high)):
        return _("how sure cannot be said")
    return wording.range_words(amount.low, amount.high)


def counted_words(counted: Counted, with_expected: bool = True) -> str:
    """Cases one by one, said without what they are: people hurt and near misses are counted in the same way."""
    expected = counted.expected
    figure = wording.number(expected, 0 if (expected or 0) >= 3 else 1)  # cases come whole
    values = {"count": counted.people, "weeks": counted.weeks, "expected": figure}
    if counted.people == 0:
        none = ngettext("none in %(weeks)s week", "none in %(weeks)s weeks", counted.weeks)
        return (
            _("none in %(weeks)s weeks; about %(expected)s would have been") if _says(counted, with_expected) else none
        ) % values
    if _says(counted, with_expected):
        return _("%(count)s in %(weeks)s weeks; about %(expected)s would have been") % values
    return ngettext("%(count)s in %(weeks)s week", "%(count)s in %(weeks)s weeks", counted.weeks) % values


def watch_words(reading: GuardrailReading) -> str:
    """Why a reading is on watch; of what has no worse side (near misses told) only that more came than expected."""
    if reading.metric.direction == Metric.Direction.BAND and reading.counted is not None:
        return _("more than expected: %(count)s") % {"count": counted_words(reading.counted)}
    return wording.chance_words(reading.chance_worse) if reading.chance_worse is not None else ""


def _says(counted: Counted, with_expected: bool) -> bool:
    return with_expected and counted.expected is not None


def slipping_words(slipping: str) -> str:
    return {
        "no_sign": _("no sign of slipping back"),
        "slipping": _("it is slipping back"),
    }.get(slipping, _("too early to see whether it lasts"))


def short_effect(page: EffectPage) -> dict[str, Any]:
    """A line in a list: effect, doubt, evidence, and a bar while it is being measured."""
    row: dict[str, Any] = {"effect": "", "doubt": "", "progress": None, "evidence": page.evidence, "evidence_words": ""}
    metric, change = page.metric, None
    if page.status in ("estimated", "too_few_peers") and metric is not None and page.effect is not None:
        change = change_of(page.effect, metric)
    if change is not None:
        return row | {"effect": wording.change_short(change), "doubt": wording.change_doubt(change)}
    if page.status == "too_early":
        early = wording.too_early(page.first_reading_on) if page.first_reading_on else _("too early to say")
        bar = charts.progress(page.weeks_gathered, page.weeks_needed) if page.weeks_needed else None
        return row | {"effect": early, "progress": bar, "evidence": page.evidence or "measuring"}
    if page.status == "counted" and page.counted is not None:
        return row | {"effect": counted_words(page.counted)}
    if page.status in ("before_after", "no_sound_comparison"):
        values = (
            {"before": amount_words(page.before, metric), "after": amount_words(page.after, metric)} if metric else {}
        )
        effect = (
            _("%(before)s before, %(after)s now") % values
            if page.before is not None and metric
            else _("not comparable")
        )
        return row | {"effect": effect, "evidence": "", "evidence_words": _("not proof")}
    return row | {"effect": short_state(page.status), "evidence": ""}


def in_one_line(effect: str, doubt: str) -> str:
    """The effect with its range where both stand in one line; no range stands without an effect."""
    return _("%(effect)s, %(doubt)s") % {"effect": effect, "doubt": doubt} if doubt else effect


def short_state(status: str) -> str:
    return {
        "planned": _("not started yet"),
        "not_measured": _("not measured"),
        "not_shared": _("not shared with you"),
        "no_data": _("no readings yet"),
    }.get(status, _("nothing to say yet"))


def side_effects(page: EffectPage) -> dict[str, Any] | None:
    """The gravest guardrail: shape, word, and whether people were hurt."""
    gravest = page.gravest
    if gravest is None or gravest.reading == "not_shared":
        return None
    code = gravest.reading
    word = str(gravest.metric) if code in ("watch", "harmful") else ""
    if code == "not_enough_data" and gravest.metric.about_safety:
        word = _("%(metric)s: cannot tell yet") % {"metric": gravest.metric}
    if gravest.is_danger and gravest.counted is not None:
        word = f"{gravest.counted.people} · {gravest.metric}"
    return {"code": code, "word": word, "people": gravest.is_danger}


def bold(text: str, strong: str) -> SafeString:
    """A sentence with one part of it strong."""
    before, found, after = text.partition(strong)
    return format_html("{}<b>{}</b>{}", before, found, after) if found else format_html("{}", text)


def written(words: Words | dict[str, Any] | None) -> Words:
    """Words that come out of a JSON list."""
    return words if isinstance(words, Words) else Words(words or {})
