"""What happened to an adoption, line by line."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huzhu.adoptions.shown import Event
from huzhu.web import wording

READINGS = ("no_harm_seen", "within_limit", "watch", "harmful", "not_enough_data", "not_shared")


def event_words(event: Event) -> str:
    """One dated line of the story, from an act of the journal or a reading of the engine."""
    values = {"who": event.by or _("the program"), "why": event.details.get("why", "")}
    if event.code in ("measure", "reading"):
        return _measured(event)
    if event.code in ("read_guardrail", "alarm"):
        reading = event.details.get("reading", "")
        word = wording.guardrail_word(reading) if reading in READINGS else reading
        return _("Guardrail %(metric)s: %(word)s") % {"metric": event.details.get("metric", ""), "word": word}
    sentence = {
        "take_up": _("Taken up by %(who)s; the yardstick was fixed"),
        "review_risk": _("Risk looked at and signed by %(who)s"),
        "start": _("Trial started by %(who)s"),
        "put_into_use": _("Put into full use by %(who)s"),
        "keep": _("Kept as standard by %(who)s"),
        "stop": _("Stopped by %(who)s: %(why)s"),
        "abandon": _("Not started, decided by %(who)s: %(why)s"),
    }.get(event.code)
    return sentence % values if sentence else event.code


def _measured(event: Event) -> str:
    evidence = event.details.get("evidence", "")
    if evidence in ("verified", "probable", "not_shown", "harmful", "measuring"):
        return _("Reading: %(word)s") % {"word": wording.evidence_word(evidence)}
    return _("Reading: no sound comparison")
