"""Resolutions: how the plants voted, who sees to it, what it brought about."""

from __future__ import annotations

from typing import Any

from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.competitions.models import Round
from huzhu.conferences import rules
from huzhu.conferences.decided import Resolution, Vote
from huzhu.conferences.drafting import vote_words
from huzhu.conferences.models import Conference
from huzhu.conferences.resolving import voting_plants
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import beginnings
from huzhu.workshops.clocks import today

R = Resolution.State


def resolution_rows(conference: Conference, person: Person) -> list[dict[str, Any]]:
    found = Resolution.objects.visible_to(person).filter(conference=conference).select_related("owner", "conference")
    plants = voting_plants(conference)
    rows = list(found.prefetch_related("votes__plant", "votes__person", "notes__by", "notes__reported_at"))
    held = list(Round.objects.visible_to(person).filter(resolution__conference=conference))
    begun = beginnings.by_thing(rows, person)
    return [_row(each, person, plants, held) | {"contracts": begun.get(each.journal_name, [])} for each in rows]


def _row(each: Resolution, person: Person, plants: list[Any], rounds: list[Round]) -> dict[str, Any]:
    day = today()
    is_open = each.state in Resolution.OPEN
    votes = list(each.votes.all())
    cast = {vote.plant_id for vote in votes}
    return {
        "resolution": each,
        "votes": votes,
        "vote_words": vote_words(each) if votes and each.state != R.PROPOSED else "",
        "waiting": [plant for plant in plants if plant.pk not in cast] if each.state == R.PROPOSED else [],
        "due": wording.long_date(each.due_on) if each.due_on else "",
        "is_late": is_open and each.due_on is not None and each.due_on < day,
        "notes": [_note(note) for note in each.notes.all()],
        "rounds": [round_ for round_ in rounds if round_.resolution_id == each.pk],
        "buttons": _buttons(each, person),
        "draft_url": beginnings.open_draft_url(each, person) if is_open else "",
        "choices": _choices(each, person),
    }


def _note(note: Any) -> dict[str, Any]:
    return {"note": note, "url": leads_to(note.address), "on": wording.short_date(timezone.localdate(note.at), today())}


def _choices(each: Resolution, person: Person) -> list[dict[str, str]]:
    """The three buttons of a head of delegation whose plant has not voted."""
    if each.state != R.PROPOSED or each.conference.state != Conference.State.IN_SESSION:
        return []
    plant = rules.votes_for(person, each.conference)
    if plant is None or any(vote.plant_id == plant.pk for vote in each.votes.all()):
        return []
    return [{"code": choice.value, "label": str(choice.label)} for choice in Vote.Choice]


def _buttons(each: Resolution, person: Person) -> list[dict[str, Any]]:
    words = {
        "close": _("Close the vote"),
        "assign": _("Name who sees to it"),
        "begin": _("Begin"),
        "report": _("Report on it"),
        "finish": _("It is done"),
        "lapse": _("It will not be done"),
    }
    return [
        {
            "url": reverse(f"conference_resolution_{verb}", args=[each.conference.slug, each.number]),
            "label": words[verb],
            "is_page": verb not in ("close", "begin"),
        }
        for verb in words
        if may_act(verb, each, person)
    ]


def may_act(verb: str, each: Resolution, person: Person) -> bool:
    if verb == "close":
        in_session = each.conference.state == Conference.State.IN_SESSION
        return each.state == R.PROPOSED and in_session and rules.may_organise(person, each.conference)
    if verb == "report":
        return each.state not in (R.PROPOSED, R.FAILED) and rules.may_report(person, each)
    may = {
        "assign": rules.may_assign,
        "begin": rules.may_carry_out,
        "finish": rules.may_carry_out,
        "lapse": rules.may_lapse,
    }
    is_early = verb == "lapse" and each.due_on is not None and each.due_on > today()
    return not is_early and can_move(each, verb, rules.RESOLUTION_MOVES) and may[verb](person, each)


def leads_to(address: str) -> str:
    """The address, if there is such a page in this house."""
    path = address.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]
    if not path:
        return ""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return address
