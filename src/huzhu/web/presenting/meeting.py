"""The page of one visit: what will we see, and what was decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions.models import Adoption
from huzhu.adoptions.queries import effects_of
from huzhu.adoptions.reviewing import adoptions_from, review_from
from huzhu.adoptions.rules import came_from
from huzhu.cards.models import Card
from huzhu.metrics.disclosure import Sight, sight
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.visits import queries, rules
from huzhu.visits.models import Visit, VisitAction, VisitFinding
from huzhu.visits.queries import Timing
from huzhu.web import charts, wording
from huzhu.web.forms.adoptions import workshops_that_may
from huzhu.web.presenting import beginnings, effects, indicators
from huzhu.web.presenting.aid import as_written
from huzhu.web.presenting.sentences import inside
from huzhu.workshops.clocks import today

S = Visit.State
AFTER = (S.HELD, S.REPORTED, S.ACTIONS_OPEN, S.EFFECT_REVIEWED, S.CLOSED)


def page(visit: Visit, person: Person) -> dict[str, Any]:
    """Everything `visits/page.html` reads."""
    coming = queries.who_comes(visit)
    timings = queries.timings(visit, person)
    taken = adoptions_from(visit)
    rows = _actions(visit, person, taken)
    return {
        "visit": visit,
        "kicker": [
            {"text": _("Visits"), "url": reverse("meeting_list")},
            {"text": str(visit.metric), "url": reverse("indicator_page", args=[visit.metric.slug])},
            *_card_behind(visit, person),
            {"text": visit.get_state_display(), "url": ""},
        ],
        "headline": [headline(visit, timings)],
        "standfirst": _standfirst(visit, person),
        "facts": _facts(visit),
        "seated": coming.seated,
        "waiting": coming.waiting,
        "seats_note": _seats_note(visit, len(coming.seated), len(coming.waiting)),
        "pack": _pack(visit, person) if visit.state not in (S.DECLINED, S.CANCELLED) else None,
        "questions": _questions(visit, person),
        "timings": _timing_rows(timings, person),
        "timing_finding": timing_finding(timings),
        "findings": _findings(visit),
        "actions": rows,
        "review_note": _review_note(visit),
        "thanks": visit.thanks.select_related("person"),
        "buttons": buttons(visit, person),
        "is_after": visit.state in AFTER,
        "calendar_url": reverse("meeting_calendar", args=[visit.slug]) if visit.starts_on else "",
        "may": _may(visit, person),
        "contracts": beginnings.contracts_from(visit, person),
        "draft_url": _draft_url(visit, person),
    }


def _draft_url(visit: Visit, person: Person) -> str:
    if visit.state in (S.DECLINED, S.CANCELLED):
        return ""
    return beginnings.draft_url(visit, person, [*visit.visiting.select_related("plant"), visit.host])


def _card_behind(visit: Visit, person: Person) -> list[dict[str, str]]:
    """The card that asked first, for those who may read it."""
    card = visit.card
    if card is None or not Card.objects.visible_to(person).filter(pk=card.pk).exists():
        return []
    return [{"text": _("Card No. %(number)s") % {"number": card.number}, "url": card.address}]


def headline(visit: Visit, timings: tuple[Timing, ...]) -> str:
    """What was found, else when it is, else who asks for what."""
    guests = _names(visit)
    values: dict[str, Any] = {"host": visit.host, "guests": guests, "metric": inside(visit.metric)}
    if visit.state in AFTER and (found := timing_finding(timings)):
        return found
    if visit.state in AFTER:
        return _("%(guests)s saw at %(host)s how %(metric)s is done.") % values
    if visit.starts_on is not None and visit.state in rules.COMING:
        values["day"] = wording.long_date(visit.starts_on)
        return _("On %(day)s %(guests)s will see at %(host)s how %(metric)s is done.") % values
    return _("%(guests)s asks to see at %(host)s how %(metric)s is done.") % values


def _names(visit: Visit) -> str:
    return _(", ").join(str(each) for each in visit.visiting.all())


def minutes(seconds: int) -> str:
    """A length of time as one says it on the floor: "31 min", "45 s"."""
    if seconds < 60:
        return _("%(seconds)s s") % {"seconds": seconds}
    whole, rest = divmod(seconds, 60)
    if rest and whole < 10:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": whole, "seconds": rest}
    return _("%(minutes)s min") % {"minutes": wording.number(seconds / 60, 0)}


def timing_finding(timings: tuple[Timing, ...]) -> str:
    """Host and guest side by side, where both were timed."""
    if not timings or not timings[0].inside:
        return ""
    host = timings[0]
    values = {"host": host.workshop, "stop": minutes(host.inside), "outside": minutes(host.outside)}
    guest = next((each for each in timings[1:] if each.inside), None)
    if guest is None:
        return _("At %(host)s the machine stands for %(stop)s; %(outside)s of the work is done while it runs.") % values
    values |= {"guest": guest.workshop, "own": minutes(guest.inside)}
    return _("At %(host)s the machine stands for %(stop)s, at %(guest)s for %(own)s.") % values


def _standfirst(visit: Visit, person: Person) -> list[str]:
    lines = [str(visit.why)] if visit.why else []
    relative = visit.gap.get("relative")
    if relative is not None and sight(visit.metric, visit.host.plant_id, person) >= Sight.SUMMARY:
        lines.append(
            _("When it was proposed the comparison showed the host %(share)s%% better.")
            % {"share": wording.number(abs(relative) * 100, 0)}
        )
    if visit.note:
        lines.append(str(visit.note))
    if visit.reason and visit.state in (S.DECLINED, S.POSTPONED, S.CANCELLED, S.CLOSED):
        lines.append(_("%(state)s: %(why)s") % {"state": visit.get_state_display(), "why": visit.reason})
    return lines


def _facts(visit: Visit) -> list[tuple[str, str]]:
    found = [(_("Host"), str(visit.host)), (_("Visitors"), _names(visit))]
    if visit.starts_on:
        days = wording.long_date(visit.starts_on)
        if visit.ends_on and visit.ends_on != visit.starts_on:
            days = _("%(first)s until %(last)s") % {"first": days, "last": wording.long_date(visit.ends_on)}
        is_wish = visit.state in (S.PROPOSED, S.POSTPONED)
        found.append((_("Wished for") if is_wish else _("When"), days))
    if visit.meet_at:
        found.append((_("Meet at"), f"{visit.meet_at:%H:%M}"))
    if visit.place:
        found.append((_("Where"), str(visit.place)))
    if visit.lead:
        found.append((_("Leads the visitors"), str(visit.lead)))
    if visit.induction_by:
        found.append((_("Safety induction"), str(visit.induction_by)))
    return found


def _seats_note(visit: Visit, seated: int, waiting: int) -> str:
    values = {"seated": seated, "seats": visit.seats, "waiting": waiting}
    if waiting:
        return _("%(seated)s of %(seats)s seats taken, %(waiting)s waiting") % values
    return _("%(seated)s of %(seats)s seats taken") % values


def _pack(visit: Visit, person: Person) -> dict[str, Any]:
    """What the host sends before: its figures as far as they are shared, its way, its guardrails."""
    rows = [
        {
            "name": str(figure.metric),
            "url": reverse("compare_metric", args=[visit.host.trade.slug, figure.metric.slug]),
            "value": indicators.with_unit(figure.place, figure.metric)
            if figure.place and not figure.metric.about_safety
            else "",
        }
        for figure in queries.data_pack(visit, person)
    ]
    return {"rows": rows, "experience": visit.experience, "note": visit.pack_note, "induction": visit.induction}


def _questions(visit: Visit, person: Person) -> list[dict[str, Any]]:
    return [
        {
            "question": each,
            "answer_url": reverse("meeting_answer", args=[visit.slug, each.pk])
            if rules.may_answer(person, each)
            else "",
        }
        for each in visit.questions.select_related("asked_by", "answered_by", "visit__host")
    ]


def _timing_rows(timings: tuple[Timing, ...], person: Person) -> list[dict[str, Any]]:
    longest = max((each.inside + each.outside for each in timings), default=0)
    rows = []
    for each in timings:
        values = {"where": each.workshop, "stop": minutes(each.inside), "outside": minutes(each.outside)}
        said = _("%(where)s: the machine stands for %(stop)s; %(outside)s are done while it runs.") % values
        steps = [charts.TimedStep(step.seconds, step.is_inside) for step in each.steps]
        rows.append(
            {
                "said": said,
                "bar": charts.step_bar(steps, longest, label=said, is_own=each.workshop.plant_id in person.plants),
                "where": each.workshop,
                "steps": [
                    {
                        "step": step,
                        "time": minutes(step.seconds),
                        "people": ngettext("%(count)s person", "%(count)s people", step.people)
                        % {"count": step.people},
                        "remove_url": reverse("meeting_step_remove", args=[step.visit.slug, step.pk])
                        if step.visit.state not in Visit.ENDED and rules.may_take_step_away(person, step)
                        else "",
                    }
                    for step in each.steps
                ],
            }
        )
    return rows


def _findings(visit: Visit) -> list[dict[str, Any]]:
    found: dict[str, list[VisitFinding]] = {kind: [] for kind in VisitFinding.Kind.values}
    for each in visit.findings.all():
        found[each.kind].append(each)
    return [{"title": VisitFinding.Kind(kind).label, "texts": texts} for kind, texts in found.items() if texts]


def _actions(visit: Visit, person: Person, taken: list[Adoption]) -> list[dict[str, Any]]:
    pages = effects_of(taken, person)
    by_action: dict[int, list[dict[str, Any]]] = {}
    for adoption in taken:
        shown = pages.get(adoption.pk)
        if shown is not None:
            by_action.setdefault(adoption.visit_action_id or 0, []).append(_adoption_row(adoption, shown))
    rows = []
    for action in visit.actions.select_related("workshop__plant", "owner", "experience", "contract_item__contract"):
        came = by_action.get(action.pk, [])
        rows.append(
            {
                "action": action,
                "due": wording.short_date(action.due_on, today()),
                "result": as_written(action.result) if action.result else "",
                "is_late": action.state == VisitAction.State.OPEN and not came and action.due_on < today(),
                "adoptions": came,
                "item": action.contract_item,
                "promise_url": reverse("meeting_action_promise", args=[visit.slug, action.pk])
                if action.state == VisitAction.State.OPEN
                and action.contract_item is None
                and rules.may_promise(person, action)
                else "",
                "take_up_url": _take_up_url(action, person) if not came else "",
                "settle_url": reverse("meeting_action_settle", args=[visit.slug, action.pk])
                if action.state == VisitAction.State.OPEN and not came and rules.may_settle_action(person, action)
                else "",
            }
        )
    return rows


def _adoption_row(adoption: Adoption, shown: Any) -> dict[str, Any]:
    short = effects.short_effect(shown)
    return {
        "title": adoption.experience.title,
        "url": reverse("adoption_page", args=[adoption.workshop.slug, adoption.slug]),
        "line": adoption.line,
        "effect": short["effect"],
        "doubt": short["doubt"],
        "evidence": short["evidence"],
    }


def _take_up_url(action: VisitAction, person: Person) -> str:
    if action.experience is None or action.state != VisitAction.State.OPEN:
        return ""
    if action.workshop not in workshops_that_may(person, action.experience):
        return ""
    asked = {"workshop": action.workshop.slug, "action": action.pk}
    card = action.visit.card
    if card is not None and came_from(card, action.workshop):  # so that whoever answered it hears what it did, too
        asked["card"] = card.number
    return f"{reverse('take_up', args=[action.experience.slug])}?{urlencode(asked)}"


def _review_note(visit: Visit) -> str:
    if visit.state != S.ACTIONS_OPEN:
        return ""
    first = review_from(visit)
    if first is None:
        return _("Nothing has been taken up yet; the effect is reviewed sixty days after something is.")
    return _("The effect is reviewed from %(day)s on, when everything has run for sixty days.") % {
        "day": wording.long_date(first)
    }


def _may(visit: Visit, person: Person) -> dict[str, str]:
    """Addresses of what this reader may add to the visit now."""
    found = {}
    if visit.state in Visit.BEFORE and rules.may_ask(person, visit):
        found["ask"] = reverse("meeting_question", args=[visit.slug])
    if visit.state in (*rules.COMING, *AFTER) and visit.state != S.CLOSED and rules.may_write_steps(person, visit):
        found["step"] = reverse("meeting_step", args=[visit.slug])
    if visit.state in (S.HELD, S.REPORTED, S.ACTIONS_OPEN) and rules.may_add_action(person, visit):
        found["action"] = reverse("meeting_action", args=[visit.slug])
    if visit.state in AFTER and rules.may_thank(person, visit):
        found["thank"] = reverse("meeting_thank", args=[visit.slug])
    if visit.state in rules.COMING and rules.may_sign_up(person, visit):
        signed = rules.was_signed_up(person, visit)
        if not signed:
            found["sign_up"] = reverse("meeting_sign_up", args=[visit.slug])
        elif visit.lead_id != person.pk:
            found["sign_off"] = reverse("meeting_sign_off", args=[visit.slug])
    return found


Rule = Callable[[Person, Visit], bool]
BUTTONS: tuple[tuple[str, str, Rule, bool], ...] = (  # verb, address, rule, whether a page asks for words first
    ("confirm", "meeting_confirm", rules.may_confirm, True),
    ("prepare", "meeting_prepare", rules.may_prepare, True),
    ("hold", "meeting_hold", rules.may_hold, False),
    ("report", "meeting_report", rules.may_report, True),
    ("open_actions", "meeting_open_actions", rules.may_open_actions, False),
    ("review_effect", "meeting_review", rules.may_review, True),
    ("close", "meeting_close", rules.may_close, True),
    ("decline", "meeting_decline", rules.may_decline, True),
    ("postpone", "meeting_postpone", rules.may_postpone, True),
    ("cancel", "meeting_cancel", rules.may_cancel, True),
)


def _button_words() -> dict[str, str]:
    return {
        "confirm": _("Confirm the visit"),
        "prepare": _("Prepare it"),
        "hold": _("It took place"),
        "report": _("Write the report"),
        "open_actions": _("Let the actions begin"),
        "review_effect": _("Review the effect"),
        "close": _("Close the visit"),
        "decline": _("Decline"),
        "postpone": _("Postpone"),
        "cancel": _("Call it off"),
    }


def buttons(visit: Visit, person: Person) -> list[dict[str, Any]]:
    """The verbs this reader has now; the first that leads on is the main one."""
    words = _button_words()
    found = [
        {
            "url": reverse(name, args=[visit.slug]),
            "label": words[verb],
            "is_page": is_page,
            "main": False,
            "verb": verb,
        }
        for verb, name, may, is_page in BUTTONS
        if can_move(visit, verb, rules.MOVES) and may(person, visit)
    ]
    if found and found[0]["verb"] not in ("decline", "postpone", "cancel"):
        found[0]["main"] = True
    return found
