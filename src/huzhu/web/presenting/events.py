"""What happened to an adoption, line by line."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huzhu.adoptions.shown import Event
from huzhu.web import wording

EVIDENCE = ("verified", "probable", "not_shown", "harmful", "measuring")
READINGS = ("no_harm_seen", "within_limit", "watch", "harmful", "not_enough_data", "not_shared")


def event_words(event: Event, metrics: dict[str, str]) -> str:
    """One dated line of the story, from an act of the journal or a reading of the engine. `metrics`: names by slug."""
    says, metric = event.details.get("says", ""), event.details.get("metric", "")
    if event.code == "measure":
        return _measured(says)
    if event.code == "read_guardrail":
        word = wording.guardrail_word(says) if says in READINGS else says
        return _("Guardrail %(metric)s: %(word)s") % {"metric": metrics.get(metric, metric), "word": word}
    values = {"who": event.by, "why": event.details.get("why", "")}
    sentence = _with_name(event.code) if event.by else _without_name(event.code)
    return sentence % values if sentence else event.code


def _with_name(verb: str) -> str:
    return {
        "take_up": _("Taken up by %(who)s; the yardstick was fixed"),
        "review_risk": _("Risk looked at and signed by %(who)s"),
        "start": _("Trial started by %(who)s"),
        "put_into_use": _("Put into full use by %(who)s"),
        "keep": _("Kept as standard by %(who)s"),
        "keep_promise": _("Set beside the contract item that it keeps, by %(who)s"),
        "take_as_remedy": _("Tried as the remedy of a danger, by %(who)s"),
        "stop": _("Stopped by %(who)s: %(why)s"),
        "abandon": _("Not started, decided by %(who)s: %(why)s"),
    }.get(verb, "")


def _without_name(verb: str) -> str:
    return {
        "take_up": _("Taken up; the yardstick was fixed"),
        "review_risk": _("Risk looked at and signed"),
        "start": _("Trial started"),
        "put_into_use": _("Put into full use"),
        "keep": _("Kept as standard"),
        "keep_promise": _("Set beside the contract item that it keeps"),
        "take_as_remedy": _("Tried as the remedy of a danger"),
        "stop": _("Stopped: %(why)s"),
        "abandon": _("Not started: %(why)s"),
    }.get(verb, "")


def _measured(says: str) -> str:
    if says in EVIDENCE:
        return _("Reading: %(word)s") % {"word": wording.evidence_word(says)}
    return {
        "too_early": _("Reading: too early to say"),
        "no_data": _("Reading: no readings yet"),
    }.get(says, _("Reading: no sound comparison"))
