# ruff: noqa: E501 (sentences stand on one line each)
"""What is to be done about a round: the buttons of its page, and what waits for whom."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.competitions import queries, rules
from huzhu.competitions.models import Round
from huzhu.people.models import Person
from huzhu.web.presenting.contracts import days_words
from huzhu.workshops.clocks import now, today

S = Round.State
STEPS = ("consult", "publish", "freeze", "appraise", "open_objections", "finalise", "award", "close")


def step_word(verb: str) -> str:
    return {
        "consult": _("Put it to the crews"),
        "publish": _("Publish the conditions"),
        "freeze": _("Fix the figures"),
        "appraise": _("All are checked"),
        "open_objections": _("Open it to objections"),
        "finalise": _("Make the list final"),
        "award": _("Award"),
        "close": _("Close the round"),
    }[verb]


def may_step(verb: str, person: Person) -> bool:
    """Who has business with a step at all; whether it is time is asked by the verb."""
    if verb == "publish":
        return rules.may_publish(person)
    return rules.may_decide(person) if verb in ("finalise", "award") else rules.may_run(person)


def buttons(round_: Round, person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if round_.state == S.RUNNING and person.workshop is not None:
        found.append({"label": _("Answer a card"), "url": reverse("card_list"), "is_page": True, "main": True})
    if to_check := queries.standings_to_check(round_, person):
        word = ngettext("Check %(count)s standing", "Check %(count)s standings", len(to_check)) % {
            "count": len(to_check)
        }
        found.append({"label": word, "url": queries.address_of(to_check[0]), "is_page": True, "main": True})
    for verb in STEPS:
        if round_.state in rules.MOVES[verb][0] and may_step(verb, person) and _is_time(verb, round_):
            url = reverse("standings_step", args=[round_.slug, verb.replace("_", "-")])
            found.append({"label": step_word(verb), "url": url, "is_page": False, "main": not found})
    if round_.state in rules.MOVES["annul"][0] and rules.may_decide(person):
        found.append({"label": _("Annul the round"), "url": reverse("standings_annul", args=[round_.slug]), "is_page": True, "main": False})  # fmt: skip
    return found


def _is_time(verb: str, round_: Round) -> bool:
    if verb == "freeze":
        return today() > round_.ends_on
    return verb != "appraise" or not round_.standings.filter(checked_at=None).exists()


def todo(person: Person) -> list[dict[str, Any]]:
    """For Home and the list: what waits for this hand."""
    words = {
        "consult": _("Put the drafted conditions of “%(title)s” to the crews"),
        "publish": _("Answer the comments on “%(title)s”, then publish"),
        "comment": _("Read the drafted conditions of “%(title)s” and say what you think"),
        "check": _("Check what was counted for other plants in “%(title)s”: %(about)s left"),
        "have_checked": _("Have the standings of “%(title)s” checked by other plants"),
        "appraise": _("All standings of “%(title)s” are checked: go on"),
        "open_objections": _("Open the standings of “%(title)s” to objections"),
        "close": _("Close “%(title)s”"),
        "judge_gate": _("Say whether safety withholds the award of %(about)s in “%(title)s”"),
        "decide_gate": _("Decide whether safety withholds the award of %(about)s in “%(title)s”"),
        "decide_dispute": _("Decide a disputed count of %(about)s in “%(title)s”"),
        "finalise": _("Make the standings of “%(title)s” final"),
        "award": _("Award “%(title)s”"),
    }
    return [
        {"text": words[step.verb] % {"title": step.round.title, "about": step.about or ""}, "url": step.address,
         **_until(step.due_at)}
        for step in queries.waiting_for(person)
    ]  # fmt: skip


def _until(due_at: datetime.datetime | None) -> dict[str, Any]:
    if due_at is None:
        return {"due": "", "is_late": False}
    days = (timezone.localtime(due_at).date() - today()).days
    return {"due": days_words(days), "is_late": due_at < now()}
