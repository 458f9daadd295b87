"""What dangers put on Home: the banner, things to do, and the first block of those who look after safety."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.experiences.models import Experience
from huzhu.hazards import bearing, queries, rules
from huzhu.hazards.clocks import Due
from huzhu.hazards.models import Hazard
from huzhu.hazards.queries import CallLine, HazardLine
from huzhu.moves import can_move
from huzhu.people.models import Person, Role
from huzhu.web import wording
from huzhu.web.presenting import hazard as hazard_page
from huzhu.web.presenting import hazards as words
from huzhu.workshops.clocks import today

S = Hazard.State
SHOWN_WATCHED = 6
UNDER_TAPE = (S.SUSPECTED, S.ACKNOWLEDGED, S.CONTAINED, S.REMEDY_SOUGHT, S.REMEDY_TRIAL)
STEPS = ("acknowledge", "contain", "seek_remedy", "try_remedy", "mark_remedied", "verify_and_close", "accept_risk")


def with_dangers(home: dict[str, Any], person: Person) -> dict[str, Any]:
    """Home with the dangers that are this reader's business. A danger goes before a reading on watch."""
    lines = queries.open_lines(person)
    calls = queries.calls_for(person)
    found = home | {"report_url": reverse("hazard_new") if rules.may_raise(person) else ""}
    own = [line for line in lines if _is_own(line, person)]
    if banner := _banner(own, calls, home.get("banner")):
        found["banner"] = banner
    if "todo" in home:
        due = [*map(_to_answer, calls), *_to_do(lines, person)]
        found["todo"] = sorted([*due, *home["todo"]], key=lambda item: not item["is_late"])
    if person.workshop is None and person.holds(Role.SAFETY_OFFICER):
        return found | safety_block(lines, home, person)
    if person.workshop is None and person.plant is not None and own:
        block = {"dangers": [row(line) for line in own], "dangers_note": _("at your plant")}
        return found | block | {"main_blocks": ["home/_dangers.html", *home["main_blocks"]]}
    return found


def _is_own(line: HazardLine, person: Person) -> bool:
    """At the reader's workshop; for those of a whole plant, anywhere in it."""
    place = line.hazard.workshop
    if place is None:
        return False
    return place.pk == person.workshop.pk if person.workshop else place.plant_id in person.plants


def _is_live(line: HazardLine) -> bool:
    """Not cured; or borne by name, and nobody has looked at it again when it was due."""
    return line.hazard.state in UNDER_TAPE or (
        line.hazard.state == S.ACCEPTED_RISK and line.due is not None and line.due.is_overdue
    )


def _banner(own: list[HazardLine], calls: list[CallLine], other: dict[str, Any] | None) -> dict[str, Any] | None:
    """The gravest: a danger to people at the own workshop, then a call without an answer, then what was there."""
    dangers = [line.hazard for line in own if line.hazard.hurts_people and _is_live(line)]
    waiting = [each for each in calls if each.call.hazard.hurts_people]
    more = len(dangers) + len(waiting) - 1 + (other["more"] + 1 if other else 0)
    if dangers:
        hazard = dangers[0]
        text = f"{hazard_page.sentence(str(hazard.title))} {hazard_page.state_sentence(hazard)}"
        return _tape(_("Danger here."), text, hazard.address, _("See the danger"), more)
    if waiting:
        call = waiting[0].call
        text = _("You are called, because “%(experience)s” is in use or planned: %(title)s.") % {
            "experience": call.hazard.experience,
            "title": call.hazard.title,
        }
        url = reverse("hazard_answer", args=[call.hazard.number, call.workshop.slug])
        return _tape(_("Say what you do."), text, url, _("Answer"), more)
    return None


def _tape(lead: str, text: str, url: str, link_word: str, more: int) -> dict[str, Any]:
    return {"kind": "danger", "lead": lead, "text": text, "url": url, "link_word": link_word, "more": more}


def _to_answer(line: CallLine) -> dict[str, Any]:
    call = line.call
    values = {"where": call.workshop, "title": call.hazard.title}
    return {
        "text": _("Answer for %(where)s: %(title)s") % values,
        "url": reverse("hazard_answer", args=[call.hazard.number, call.workshop.slug]),
        "due": wording.moment(timezone.localtime(line.due_at), today()),
        "is_late": line.is_late,
    }


def _to_do(lines: list[HazardLine], person: Person) -> list[dict[str, Any]]:
    """The next step of each danger, where it is this reader's to take."""
    found = []
    for line in lines:
        step = _next_step(line.hazard, person)
        if step is not None:
            label = {
                "acknowledge": _("Take on: %(title)s"),
                "contain": _("Contain: %(title)s"),
                "seek_remedy": _("Seek a remedy: %(title)s"),
                "try_remedy": _("Try a remedy: %(title)s"),
                "mark_remedied": _("Is the remedy in full use? %(title)s"),
                "verify_and_close": _("The readings bear out the cure; close it: %(title)s"),
                "accept_risk": _("Look again at the risk that is borne: %(title)s"),
            }[step]
            item = {"text": label % {"title": line.hazard.title}, "url": line.hazard.address}
            found.append(item | _due(line.due))
    return found


def _due(due: Due | None) -> dict[str, Any]:
    if due is None:
        return {"due": "", "is_late": False}
    return {"due": wording.moment(timezone.localtime(due.at), today()), "is_late": due.is_overdue}


def _next_step(hazard: Hazard, person: Person) -> str | None:
    """Of what may be done the step that leads on; closing only once the readings suffice."""
    for step in STEPS:
        if can_move(hazard, step, rules.MOVES) and getattr(rules, f"may_{step}")(person, hazard):
            if step == "seek_remedy" and hazard.state != S.CONTAINED:
                continue
            if step == "contain" and hazard.state != S.ACKNOWLEDGED:
                continue
            if step == "accept_risk" and not _is_to_review(hazard, person):
                continue
            if step == "verify_and_close" and not _is_proven(hazard):
                continue
            return step
    return None


def _is_to_review(hazard: Hazard, person: Person) -> bool:
    """The review day has come; whoever has signed anew waits for the other office."""
    if hazard.state != S.ACCEPTED_RISK or hazard.review_on is None or hazard.review_on > today():
        return False
    last = bearing.waiting(hazard).last()
    return last is None or last.person_id != person.pk


def _is_proven(hazard: Hazard) -> bool:
    from huzhu.hazards.proving import proof_of

    return proof_of(hazard, today()).is_enough


def row(line: HazardLine) -> dict[str, Any]:
    """A line of the block of open dangers."""
    hazard = line.hazard
    return {
        "title": str(hazard.title),
        "url": hazard.address,
        "note": words.note(line) + (f" · {words.due_words(line.due)}" if line.due and line.due.is_overdue else ""),
        "code": "harmful" if hazard.hurts_people else "watch",
        "people": hazard.hurts_people,
        "word": str(hazard.get_state_display()),
    }


def safety_block(lines: list[HazardLine], home: dict[str, Any], person: Person) -> dict[str, Any]:
    """Open dangers in all plants, the oldest first, then warnings that somebody put up without one; apart from them the
    readings on watch that raised no danger."""
    known = set(Hazard.objects.visible_to(person).values_list("experience_id", flat=True))
    warned = Experience.objects.visible_to(person).exclude(flag="").exclude(state=Experience.State.RETIRED)
    alone = {reverse("experience_page", args=[each.slug]) for each in warned.exclude(pk__in=known - {None})}
    raised = {_adoption_url(line.hazard) for line in lines if line.hazard.adoption is not None}
    mine = [row(line) for line in lines]
    warnings = [each for each in home.get("dangers", []) if each["url"] in alone]
    watched = [each for each in home.get("watched", []) if each["url"] not in raised]
    more = len(watched) - SHOWN_WATCHED
    note = ngettext("%(count)s more on watch", "%(count)s more on watch", more) % {"count": more} if more > 0 else ""
    return {
        "headline": words.list_headline(lines, warnings=len(warnings)),
        "dangers": [*mine, *warnings],
        "watched": watched[:SHOWN_WATCHED],
        "watched_note": note,
    }


def _adoption_url(hazard: Hazard) -> str:
    adoption = hazard.adoption
    assert adoption is not None
    return reverse("adoption_page", args=[adoption.workshop.slug, adoption.slug])


def _beside_effects(effects: dict[str, Any] | None, hazards: list[Hazard]) -> None:
    """Where people were hurt, that stands beside the effect at that workshop, cured or not."""
    cured = (S.REMEDIED, S.VERIFIED_CLOSED)
    hurt = {_adoption_url(each): each.state in cured for each in hazards if each.adoption and each.hurts_people}
    for item in effects["rows"] if effects else ():
        if item["url"] in hurt:
            word = _("people hurt; remedied") if hurt[item["url"]] else _("people hurt")
            item["side"] = {"code": "harmful", "people": True, "word": word}


def experience_dangers(
    experience: Experience, person: Person, other: dict[str, Any] | None, effects: dict[str, Any] | None
) -> dict[str, Any]:
    """What stands on an experience's page: its dangers, and the tape over it. `other`: the tape it has by its warning.

    Red and white is for danger to people; what only harms the product is under the tape of things to watch.
    """
    lines = queries.lines_of(experience, person)
    _beside_effects(effects, [line.hazard for line in lines])
    live = [line.hazard for line in lines if _is_live(line)]
    found: dict[str, Any] = {"hazards": [words.row(line) for line in lines]}
    if other and lines and not any(line.hazard.hurts_people for line in lines):
        found["banner"] = other | {"kind": "watch"}
    if not live or experience.flag == Experience.Flag.SUSPENDED:
        return found
    hazard = next((each for each in live if each.hurts_people), live[0])
    remedy = experience.remedy
    lead = _("Do not start without the remedy.") if remedy else _("Do not start now.")
    if not hazard.hurts_people:
        lead = _("Watch what it does.")
    url = reverse("experience_page", args=[remedy.slug]) if remedy else hazard.address
    word = _("See the remedy") if remedy else _("See the danger")
    kind = "danger" if hazard.hurts_people else "watch"
    said = hazard_page.sentence(str(hazard.title))
    found["banner"] = _tape(lead, said, url, word, len(live) - 1) | {"kind": kind}
    return found
