"""The page of one adoption: did it work here, and did it hurt anything."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.adoptions import queries, rules
from huzhu.adoptions.models import Adoption
from huzhu.adoptions.shown import Chart, EffectPage, Event, GuardrailReading
from huzhu.metrics.codes import CodeNames, code_names
from huzhu.metrics.models import Metric
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.people.queries import spoken_names
from huzhu.web import charts, wording
from huzhu.web.presenting import effects as words
from huzhu.web.presenting import trust
from huzhu.web.presenting.events import event_words
from huzhu.web.presenting.sentences import inside
from huzhu.web.templatetags.huzhu import badge
from huzhu.workshops.clocks import today

WEEK = datetime.timedelta(days=7)
NOT_PROOF = ("before_after", "no_sound_comparison")


def page(adoption: Adoption, found: EffectPage, person: Person) -> dict[str, Any]:
    """Everything `adoptions/page.html` reads, but the decisions."""
    events = queries.story(adoption, person)
    people = spoken_names({each.by for each in events})
    names = {metric.slug: str(metric) for metric in Metric.objects.visible_to(person)}
    has_chart = found.chart is not None and any(value is not None for value in found.chart.observed)
    return {
        "adoption": adoption,
        "dateline": _dateline(adoption, found),
        "banner": banner(adoption, found),
        "headline": words.headline(found),
        "standfirst": words.standfirst(found),
        "evidence": "" if found.status in NOT_PROOF else found.evidence,
        "status_badge": badge("no_sound", _("Not proof")) if found.status in NOT_PROOF else "",
        "readings": words.readings(found),
        "not_proof": _not_proof(found),
        "waiting": _waiting(found),
        "chart": chart(found, is_own=_is_own(adoption, person)) if has_chart else "",
        "chart_title": _chart_title(found, is_own=_is_own(adoption, person)),
        "chart_unit": str(found.metric.unit) if found.metric else "",
        "guardrails": guardrails(found.guardrails) if found.guardrails else None,
        **trust.peers(found),
        "checks": [trust.check(each, found.metric) for each in found.checks],
        "story": [_line(replace(each, by=people.get(each.by, each.by)), names) for each in events],
        "points": "",
        "data_url": reverse("adoption_data", args=[adoption.workshop.slug, adoption.slug]) if has_chart else "",
    }


def _is_own(adoption: Adoption, person: Person) -> bool:
    """Is it the reader's own workshop that the page speaks of?"""
    return person.workshop is not None and person.workshop.pk == adoption.workshop_id


def _dateline(adoption: Adoption, found: EffectPage) -> dict[str, str]:
    values = {
        "title": adoption.experience.title,
        "source": adoption.learned_from or "",
        "day": wording.long_date(adoption.starts_on),
    }
    middle = (
        _("Took up “%(title)s” from %(source)s, %(day)s") if values["source"] else _("Took up “%(title)s”, %(day)s")
    )
    if adoption.learned_from_id == adoption.workshop_id:
        middle = _("“%(title)s” comes from here, %(day)s")
    at = wording.moment(timezone.localtime(found.computed_at), today()) if found.computed_at else ""
    left = str(adoption.workshop)
    if adoption.line:
        left = _("%(workshop)s line %(line)s") % {"workshop": left, "line": adoption.line}
    return {"left": left, "middle": middle % values, "right": _("Computed %(at)s") % {"at": at} if at else ""}


def banner(adoption: Adoption, found: EffectPage) -> dict[str, Any] | None:
    """The gravest guardrail, where it needs somebody; danger only when people were hurt."""
    gravest = found.gravest
    if gravest is None or gravest.reading not in ("watch", "harmful"):
        return None
    more = sum(each.reading in ("watch", "harmful") for each in found.guardrails) - 1
    if gravest.is_danger:
        lead = _("Stop and look: %(metric)s.") % {"metric": inside(gravest.metric)}
        said = words.counted_words(gravest.counted) if gravest.counted else ""
        return {"kind": "danger", "lead": lead, "text": _said_at(gravest, said), "more": more}
    lead = _("Watch %(metric)s.") % {"metric": inside(gravest.metric)}
    chance = words.watch_words(gravest)
    return {
        "kind": "watch",
        "lead": lead,
        "text": _said_at(gravest, chance),
        "url": "#guardrails",
        "link_word": _("See the reading"),
        "more": more,
    }


def _said_at(reading: GuardrailReading, said: str) -> str:
    where = reading.workshop
    return _("At %(where)s: %(said)s.") % {"where": where, "said": said} if said else str(where)


def _not_proof(found: EffectPage) -> dict[str, str] | None:
    if found.status not in NOT_PROOF:
        return None
    return {"title": _("Before and after are not proof."), "text": reason_words(found)}


def reason_words(found: EffectPage) -> str:
    """Why there is no sound comparison."""
    if found.status == "before_after":
        return _("No workshop of this trade that did not change reports this indicator, so only the own past is left.")
    return {
        "no_peers": _("No workshop of this trade reports this indicator without having changed the same thing."),
        "too_few_peers": _("Too few workshops of this trade report this indicator."),
        "too_few_before": _("There are too few weeks with readings before the start."),
        "too_few_after": _("There are too few weeks with readings after the start."),
        "no_common_past": _(
            "The workshops that did not change went another way than this one before the start already."
        ),
        "other_change": _("Something else was changed in the same weeks."),
        "definition_break": _("The indicator was defined anew in between."),
        "too_many_gaps": _("Too many weeks are without readings."),
    }.get(found.reason, _("The readings do not allow a comparison that can be trusted."))


def _waiting(found: EffectPage) -> dict[str, Any] | None:
    if found.status != "too_early":
        return None
    first = found.first_reading_on
    text = wording.too_early(first) if first else _("Measuring has begun.")
    if not found.weeks_needed:
        return {"text": text, "weeks": "", "bar": ""}
    weeks = _("%(done)s of %(needed)s weeks gathered") % {"done": found.weeks_gathered, "needed": found.weeks_needed}
    return {"text": text, "weeks": weeks, "bar": charts.progress(found.weeks_gathered, found.weeks_needed, label=weeks)}


def _chart_title(found: EffectPage, *, is_own: bool) -> str:
    if found.chart is not None and not any(value is not None for value in found.chart.without):
        return _("Your own line, before and after") if not found.peers else _("Your own line")
    if is_own:
        return _("Your workshop, and what would have happened without the change")
    return _("This workshop, and what would have happened without the change")


def chart(found: EffectPage, *, is_own: bool) -> Any:
    """Own line against the path without the change."""
    lines, metric = found.chart, found.metric
    assert lines is not None and metric is not None
    count = len(lines.observed)
    none: tuple[float | None, ...] = (None,) * count
    weeks = [lines.first_week + WEEK * at for at in range(count)]
    start = max(0, math.ceil((lines.starts_on - lines.first_week).days / 7))
    change = (
        words.change_of(found.effect, metric)
        if found.effect and found.status in ("estimated", "too_few_peers")
        else None
    )
    now = words.amount_words(found.now, metric)
    without = words.amount_words(found.without.value, metric) if found.without else ""
    own = _("Your workshop") if is_own else _("This workshop")
    own_short = _("Your workshop: %(value)s") if is_own else _("This workshop: %(value)s")
    named = charts.ChartWords(
        label=words.headline(found)[0],
        own=own,
        own_value=now if found.now is not None else "",
        without=_("Without the change") if lines.without else "",
        without_value=_("%(value)s, from peers") % {"value": without} if without and lines.without else "",
        own_short=own_short % {"value": now} if found.now is not None else own,
        without_short=_("Without the change: %(value)s") % {"value": without} if without and lines.without else "",
        taken_up=_("Taken up, %(day)s") % {"day": wording.short_date(lines.starts_on)},
        difference=wording.change_short(change) if change is not None and change.sure != "unclear" else "",
        tone=change.tone if change is not None else "",
    )
    return charts.effect_lines(
        lines.observed,
        lines.without or none,
        lines.low or none,
        lines.high or none,
        start=start if start < count else None,
        weeks=weeks,
        words=named,
        month=wording.month,
        ramp=max(0, (lines.ramp_until - lines.starts_on).days // 7),
        from_zero=_from_zero(lines),
        is_counted=found.status == "counted",
    )


def _from_zero(lines: Chart) -> bool:
    """Amounts start at zero unless they never come near it."""
    known = [value for value in (*lines.observed, *lines.without) if value is not None]
    return not known or min(known) < 0.5 * max(known)


def chart_rows(lines: Chart | None) -> Iterator[list[Any]]:
    """The chart as a table, a week a row."""
    if lines is None:
        return
    for at, own in enumerate(lines.observed):
        rest = [part[at] if part else None for part in (lines.without, lines.low, lines.high)]
        yield [(lines.first_week + WEEK * at).isoformat(), own, *rest]


def guardrails(readings: tuple[GuardrailReading, ...]) -> dict[str, Any]:
    """Rows in their order; those with a range get a drawing, people hurt get words."""
    drawn_of = [each for each in readings if each.change is not None and not each.metric.about_safety]
    head, drawn = charts.guardrails([_bar(each) for each in drawn_of])
    by_reading = dict(zip(map(id, drawn_of), drawn, strict=True))
    named = code_names()
    return {
        "head": head if drawn_of else "",
        "note": "",
        "rows": [_guardrail_row(each, by_reading.get(id(each)), named) for each in readings],
    }


def _bar(reading: GuardrailReading) -> charts.Guardrail:
    change = reading.change
    assert change is not None
    tone = {"harmful": "worse", "watch": "worse"}.get(reading.reading, "")
    low, high = (each * 100 if math.isfinite(each) else None for each in (change.low, change.high))
    limit = reading.limit * 100 if reading.limit is not None else None
    return charts.Guardrail(change.value * 100, low, high, limit, tone)


def _guardrail_row(reading: GuardrailReading, drawn: Any, named: CodeNames) -> dict[str, Any]:
    metric, counted = reading.metric, reading.counted
    place = str(reading.workshop)
    if reading.task:
        place = f"{place} · {named('task', reading.task)}"
    expected = counted.expected if counted else reading.expected
    seen = counted.people if counted else reading.seen
    if reading.mix_taken_out:
        place = _("%(place)s, at its usual mix of products") % {"place": place}
    return {
        "name": str(metric),
        "unit": f"{metric.unit} · {place}" if metric.unit and not metric.about_safety else place,
        "expected": wording.number(expected),
        "seen": wording.number(seen),
        "chart": drawn,
        "words": _said_instead(reading),
        "code": reading.reading,
        "people": metric.about_safety,
        "reading_note": _reading_note(reading),
    }


def _said_instead(reading: GuardrailReading) -> str:
    if reading.reading == "not_shared":
        return _("not shared with you")
    return _("counted case by case") if reading.metric.about_safety else _("not measured yet")


def _reading_note(reading: GuardrailReading) -> str:
    counted = reading.counted
    if reading.reading == "not_shared":
        return ""
    if reading.metric.about_safety and counted is not None:
        said = words.sentence(words.counted_words(counted, with_expected=False))
        more = _of_people(reading)
        return said if not more else said + more if wording.is_chinese() else f"{said} {more}"
    if reading.reading in ("watch", "harmful") and reading.chance_worse is not None:
        return wording.chance_words(reading.chance_worse)
    if reading.reading == "no_harm_seen" and reading.limit is not None:
        return _how_far(reading.change.high if reading.change is not None else math.inf, reading.limit)
    if reading.reading == "not_enough_data" and reading.limit and reading.change is not None:
        return _how_far(reading.change.high, reading.limit)
    if reading.reading == "within_limit" and reading.change is not None:
        return _("%(change)s%% worse; the limit is %(limit)s%%") % {
            "change": wording.number(reading.change.value * 100, 0),
            "limit": wording.number((reading.limit or 0) * 100),
        }
    if reading.reading == "not_enough_data" and reading.smallest_seen:
        return _("less than %(share)s%% worse could not be seen") % {
            "share": wording.number(reading.smallest_seen * 100, 0)
        }
    return ""


def _how_far(high: float, limit: float) -> str:
    """The claim where the whole range lies inside the limit; elsewhere how far it may reach."""
    values = {"limit": wording.number(limit * 100)}
    if high <= limit:
        return _("surely inside the limit of %(limit)s%%") % values
    if math.isfinite(high):
        values["high"] = wording.number(high * 100, 0)
        return _("surely less than %(high)s%% worse; the limit is %(limit)s%%") % values
    return _("how much worse it may be cannot be told yet; the limit is %(limit)s%%") % values


def _of_people(reading: GuardrailReading) -> str:
    """No alarm is not yet safety: beside every verdict the limit that was agreed, if one was, how far it may be from
    it, and how much work is still needed to tell."""
    if not reading.limit:
        return _until_three_times(reading) if reading.reading == "not_enough_data" else ""
    values = {"limit": wording.number(1 + reading.limit), "high": wording.number(reading.at_most)}
    if reading.at_most is None or not math.isfinite(reading.at_most):
        return _("How many times as many it may be cannot be told yet; %(limit)s were agreed as the limit.") % values
    if reading.reading == "no_harm_seen" or (reading.reading != "harmful" and reading.at_most <= 1 + reading.limit):
        return _("Surely no more than %(high)s times as many; %(limit)s were agreed as the limit.") % values
    said = _("It may be up to %(high)s times as many; %(limit)s were agreed as the limit.") % values
    if reading.reading == "harmful" or reading.exposure_needed == 0:
        return said
    return f"{said}{'' if wording.is_chinese() else ' '}{_until_limit(reading)}"


def _until_limit(reading: GuardrailReading) -> str:
    """How much work until the agreed claim can be made, were nothing changed."""
    if reading.exposure_needed is None:
        return _("Too few came to harm before the start ever to tell.")
    values = {"amount": wording.number(reading.exposure_needed, 0), "unit": reading.metric.exposure_unit}
    return _("About %(amount)s more %(unit)s are needed to tell, if no more are hurt than before.") % values


def _until_three_times(reading: GuardrailReading) -> str:
    if not reading.exposure_needed:
        return _("Nobody can tell yet whether three times as many are hurt.")
    values = {"amount": wording.number(reading.exposure_needed, 0), "unit": reading.metric.exposure_unit}
    return _("About %(amount)s more %(unit)s are needed to tell whether three times as many are hurt.") % values


def _line(event: Event, names: dict[str, str]) -> dict[str, str]:
    return {"on": wording.short_date(event.on, today()), "text": event_words(event, names)}


def decisions(adoption: Adoption, person: Person) -> list[dict[str, Any]]:
    """The buttons this reader has now; each posts to the address of its verb. At most one is the main one."""
    verbs = [
        ("review_risk", rules.may_review_risk, _("I have looked at the risk, and sign")),
        ("start", rules.may_start, _("Start the trial")),
        ("keep", rules.may_decide, _("Decide: keep it")),
        ("put_into_use", rules.may_start, _("Put it into full use")),
        ("stop", rules.may_stop, _("Stop it")),
        ("abandon", rules.may_decide, _("Do not start it")),
    ]
    found = [
        {"post_url": _verb_address(adoption, verb), "label": label, "main": False, "value": verb}
        for verb, may, label in verbs
        if can_move(adoption, verb, rules.MOVES) and may(person, adoption)
    ]
    if found and found[0]["value"] not in ("stop", "abandon"):
        found[0]["main"] = True
    return found


def _verb_address(adoption: Adoption, verb: str) -> str:
    return reverse(f"adoption_{verb}", args=[adoption.workshop.slug, adoption.slug])
