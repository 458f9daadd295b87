"""The page of one danger: where it stands, who answers, what happened."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.hazards import bearing
from huzhu.hazards.models import Hazard
from huzhu.hazards.queries import Act, CallLine, HazardLine, HazardPage
from huzhu.metrics.codes import code_names
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting.hazard_evidence import proof_words, signal_words
from huzhu.web.presenting.hazards import call_row, due_words, where
from huzhu.words import Words
from huzhu.workshops.clocks import today

S = Hazard.State
CHAIN = (S.SUSPECTED, S.ACKNOWLEDGED, S.CONTAINED, S.REMEDY_SOUGHT, S.REMEDY_TRIAL, S.REMEDIED, S.VERIFIED_CLOSED)


def page(found: HazardPage, person: Person) -> dict[str, Any]:
    """Everything `hazards/page.html` reads, but what may be done."""
    line, hazard = found.line, found.line.hazard
    answered = _("%(answered)s of %(calls)s have answered") % {"answered": line.answered, "calls": line.calls}
    return {
        "hazard": hazard,
        "banner": _banner(line),
        "dateline": {
            "left": _("Danger No. %(number)s") % {"number": hazard.number},
            "middle": where(hazard),
            "right": _("Raised %(at)s") % {"at": wording.moment(timezone.localtime(hazard.raised_at), today())},
        },
        "headline": [str(hazard.title)],
        "headline_words": hazard.title,
        "standfirst": standfirst(line),
        "steps": steps(line),
        "told": hazard.told,
        "signal": signal_words(found, hazard),
        "facts": facts(found, hazard),
        "calls": [call_row(each) for each in found.calls],
        "calls_note": answered if found.calls else "",
        "seen_at": [str(place) for place in found.seen_at],
        "may_say_seen_here": found.may_say_seen_here,
        "helpers": [{"name": str(each), "url": reverse("workshop_page", args=[each.slug])} for each in found.helpers],
        "known_remedies": found.known_remedies,
        "proof": proof_words(found.proof) if found.proof else "",
        "proof_title": _("What it was closed on") if hazard.state == S.VERIFIED_CLOSED else _("Is the cure proven?"),
        "origin": found.origin,
        "story": [act_line(act) for act in found.acts],
        "silent": _silent(found.calls),
    }


def _silent(calls: tuple[CallLine, ...]) -> str:
    names = [str(line.call.workshop) for line in calls if line.is_late]
    comma = "、" if wording.is_chinese() else ", "
    return _("Still without an answer: %(names)s.") % {"names": comma.join(names)} if names else ""


def _banner(line: HazardLine) -> dict[str, Any] | None:
    """Tape over a danger that nobody has contained, or that waits too long."""
    hazard = line.hazard
    if not hazard.is_open or not (line.is_overdue or hazard.state in (S.SUSPECTED, S.ACKNOWLEDGED)):
        return None
    kind = "danger" if hazard.hurts_people else "watch"
    if line.is_overdue and line.due and line.due.is_overdue:
        return {"kind": kind, "lead": _("It waits too long."), "text": _as_sentence(due_words(line.due)), "more": 0}
    if line.late_calls:
        silent = ngettext(
            "%(count)s workshop that was called has not answered.",
            "%(count)s workshops that were called have not answered.",
            line.late_calls,
        )
        return {"kind": kind, "lead": _("Answers are missing."), "text": silent % {"count": line.late_calls}, "more": 0}
    return {"kind": kind, "lead": _("Not contained yet."), "text": _as_sentence(due_words(line.due)), "more": 0}


def standfirst(line: HazardLine) -> list[str]:
    """What it stands at, in one sentence or two."""
    hazard = line.hazard
    said = [state_sentence(hazard)]
    if hazard.experience is not None and hazard.state != S.REFUTED:
        said.append(_("Suspected of it: %(experience)s.") % {"experience": hazard.experience.title})
    if line.due and not line.due.is_overdue:
        said.append(_as_sentence(due_words(line.due)))
    return said


def _as_sentence(part: str) -> str:
    return sentence(part[:1].upper() + part[1:]) if part else ""


def sentence(title: str) -> str:
    """A title as a sentence of its own."""
    if title.endswith((".", "。", "?", "？", "!", "！")):
        return title
    return title + ("。" if wording.is_chinese() else ".")


def state_sentence(hazard: Hazard) -> str:
    """The state as a sentence with its day."""
    since = hazard.ended_at if not hazard.is_open else None
    day = wording.short_date(timezone.localdate(since), today()) if since else ""
    review = wording.long_date(hazard.review_on) if hazard.review_on else ""
    values = {"day": day, "who": hazard.ended_by or "", "review": review}
    return {
        S.SUSPECTED: _("It is suspected; no safety officer has taken it on yet."),
        S.ACKNOWLEDGED: _("A safety officer has taken it on; it is not contained yet."),
        S.CONTAINED: _("It is contained. What removes it is not known yet."),
        S.REMEDY_SOUGHT: _("It is contained, and a remedy is sought."),
        S.REMEDY_TRIAL: _("A remedy is on trial."),
        S.REMEDIED: _("The remedy is in use; the proof that it cures is gathering."),
        S.VERIFIED_CLOSED: _("The cure is verified from the readings, by %(who)s of another plant, %(day)s."),
        S.REFUTED: _("It was no danger, says %(who)s with evidence, %(day)s."),
        S.ACCEPTED_RISK: _("The risk was borne by name until %(review)s, and nobody has looked at it again.")
        if hazard.review_on and hazard.review_on < today()
        else _("The risk is borne by name until it is looked at again on %(review)s."),
    }[S(hazard.state)] % values


def steps(line: HazardLine) -> list[dict[str, str]]:
    """The chain: done, now, to come, each with its day. An end off the chain stands last."""
    hazard = line.hazard
    moments = {
        S.SUSPECTED: hazard.raised_at,
        S.ACKNOWLEDGED: hazard.acknowledged_at,
        S.CONTAINED: hazard.contained_at,
        S.REMEDY_SOUGHT: hazard.sought_at,
        S.REMEDY_TRIAL: hazard.tried_at,
        S.REMEDIED: hazard.remedied_at,
        S.VERIFIED_CLOSED: hazard.ended_at if hazard.state == S.VERIFIED_CLOSED else None,
    }
    states: list[Hazard.State] = list(CHAIN)
    if hazard.state in (S.REFUTED, S.ACCEPTED_RISK):
        states = [state for state in CHAIN if moments[state]] + [S(hazard.state)]
        moments[S(hazard.state)] = hazard.ended_at
    reached = max((at for at, state in enumerate(states) if moments.get(state) or state == hazard.state), default=0)
    found = []
    for at, state in enumerate(states):
        moment = moments.get(state)
        day = wording.short_date(timezone.localdate(moment), today()) if moment else ""
        is_end = at == reached and not hazard.is_open
        mark = "done" if at < reached or is_end else "now" if at == reached else "to_come"
        found.append({"name": str(state.label), "note": day or (_("skipped") if at < reached else ""), "mark": mark})
    return found


def facts(found: HazardPage, hazard: Hazard) -> list[dict[str, Any]]:
    """Label and text, what is known only."""
    names = code_names()
    who = _("protected") if hazard.is_protected else str(hazard.raised_by or _("the program, from the readings"))
    rows: list[tuple[str, Any]] = [
        (_("Where"), where(hazard)),
        (_("How grave"), hazard.get_severity_display()),
        (_("Raised by"), who),
        (_("At what work"), names("task", hazard.task) if hazard.task else ""),
        (_("Counted by"), hazard.metric),
        (_("Taken on by"), hazard.acknowledged_by),
        (_("Contained"), f"{hazard.get_measure_display()}: {hazard.containment}" if hazard.measure else ""),
        (_("Why suspected"), hazard.cause),
        (_("Evidence"), hazard.evidence),
        (_("Risk borne by"), " · ".join(map(str, filter(None, (hazard.risk_officer, hazard.risk_director))))),
        (_("Because"), hazard.risk_reason),
    ]
    if (last := found.half_signed) is not None:
        values = {"who": last.person, "why": last.why, "day": wording.long_date(last.review_on)}
        rows.append((_("Half signed"), _("%(who)s would bear the risk until %(day)s: %(why)s") % values))
    return [{"label": label, "text": text} for label, text in rows if text]


def waiting_signature(hazard: Hazard) -> dict[str, Any]:
    """What the other office signed already, to be signed by this one."""
    last = bearing.waiting(hazard).last()
    return {"why": last.why, "review_on": last.review_on} if last else {}


def act_line(act: Act) -> dict[str, str]:
    """One line of the story."""
    words = {
        "raise_hazard": _("Raised"),
        "suspect": _("The readings point to a change"),
        "suspect_too": _("Another change is suspected too"),
        "acknowledge": _("Taken on"),
        "name_cause": _("Suspicion named"),
        "recall": _("Everybody who may be hit by the same is called"),
        "ask_for_remedy": _("A card asks who has a remedy"),
        "contain": _("Contained"),
        "seek_remedy": _("A remedy is sought"),
        "try_remedy": _("A remedy is on trial"),
        "mark_remedied": _("The remedy is in full use"),
        "verify_and_close": _("The cure is verified and the danger closed"),
        "refute": _("Refuted"),
        "accept_risk": _("The risk is accepted by both"),
        "call_for_review": _("Both are called to look at the risk again"),
    }
    said = words.get(act.verb, act.verb)
    why = Words(act.details.get("why") or act.details.get("cause") or {}) if act.verb != "raise_hazard" else Words()
    return {
        "when": wording.short_date(act.on, today()),
        "what": _("%(what)s, %(who)s") % {"what": said, "who": act.by} if act.by else said,
        "why": str(why) if isinstance(why, Words) else "",
    }
