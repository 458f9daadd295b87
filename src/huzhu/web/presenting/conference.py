"""The page of one conference: what was exchanged and what became of it, what was decided, who was there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.conferences import queries, rules
from huzhu.conferences.actions import unreported
from huzhu.conferences.decided import Minutes, Resolution
from huzhu.conferences.drafting import lines_of
from huzhu.conferences.minuting import waiting_approvals
from huzhu.conferences.models import AgendaPoint, Conference, Delegate, ExchangedItem, ItemAnswer
from huzhu.experiences.dispositions import AT_ONCE
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import conference_agenda, conference_ledger
from huzhu.web.presenting.conference_attachments import attachments
from huzhu.web.presenting.conference_resolutions import leads_to, resolution_rows
from huzhu.web.presenting.sentences import inside
from huzhu.workshops.clocks import today

S = Conference.State
I = ExchangedItem.State  # noqa: E741


def page(conference: Conference, person: Person, show: str = "all") -> dict[str, Any]:
    """Everything `conferences/page.html` reads."""
    book = conference_ledger.ledger(conference, person)
    until = queries.answers_by(conference)
    return {
        "conference": conference,
        "kicker": [
            {"text": _("Meetings"), "url": reverse("meeting_list")},
            {"text": str(conference.title), "url": ""},
            {"text": conference.get_state_display(), "url": ""},
        ],
        "headline": [headline(conference, book)],
        "standfirst": _standfirst(conference, book, until),
        "buttons": buttons(conference, person),
        "waiting": _waiting(conference, person),
        "choices": [{"code": each.value, "label": str(each.label)} for each in AT_ONCE],
        "switches": conference_ledger.switches(book, person, show) if book.replies else [],
        "groups": conference_ledger.rows(book, person, show),
        "has_items": bool(book.lines),
        "steps": _item_steps(conference, person),
        "resolutions": resolution_rows(conference, person),
        "earlier": _earlier(conference),
        "agenda": _agenda(conference, person),
        "proposed": _proposed(conference, person),
        "minutes": _minutes(conference, person),
        "attachments": attachments(conference, person),
        "facts": _facts(conference),
        "delegations": _delegations(conference, person),
        "call_in": conference.call_in if _needs_call_in(conference, person) else "",
        "may": _may(conference, person),
    }


def headline(conference: Conference, book: conference_ledger.Ledger) -> str:
    """What became of the list, once there is one; before, when and where they meet."""
    values = {
        "title": inside(conference.title),
        "host": conference.host,
        "day": wording.long_date(conference.starts_on),
        "count": conference.resolutions.filter(state__in=(Resolution.State.PASSED, *Resolution.OPEN, "done")).count(),
    }
    if conference.state == S.CANCELLED:
        return _("The %(title)s was called off.") % values
    if conference.is_over and book.lines:
        return conference_ledger.finding(book)
    if conference.is_over:
        one = ngettext("%(count)s resolution was passed.", "%(count)s resolutions were passed.", values["count"])
        return one % values
    if conference.state == S.IN_SESSION:
        return _("The %(title)s is in session at %(host)s.") % values
    if conference.state == S.PLANNED:
        return _("The %(title)s is planned at %(host)s for %(day)s.") % values
    return _("The %(title)s meets at %(host)s on %(day)s.") % values


def _standfirst(conference: Conference, book: conference_ledger.Ledger, until: Any) -> list[str]:
    lines = conference_ledger.standfirst(book, until) if conference.is_over else []
    if conference.note:
        lines.append(str(conference.note))
    if conference.state == S.PLANNED:
        lines.append(_("Not called yet: only the host, the secretariat and the committee see this page."))
    if conference.reason:
        lines.append(conference.reason)
    return lines


def _waiting(conference: Conference, person: Person) -> list[dict[str, Any]]:
    """What the reader's own workshop still has to say, one tap each."""
    now = today()
    found = []
    for each in queries.waiting_answers(person, conference):
        day = timezone.localtime(queries.answer_by(each)).date()
        late = (now - day).days
        words = ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
        way = each.item.experience
        found.append(
            {
                "number": each.item.number,
                "title": way.title,
                "url": reverse("experience_page", args=[way.slug]),
                "who": each.workshop,
                "origin": str(way.origin or way.trade),
                "warning": way.get_flag_display() if way.flag else "",
                "said": each.get_disposition_display() if each.disposition else "",
                "due": words if late > 0 else _("by %(day)s") % {"day": wording.short_date(day, now)},
                "is_late": late > 0,
                "answer_url": reverse(
                    "conference_answer", args=[conference.slug, each.item.number, each.workshop.slug]
                ),
            }
        )
    return found


def _item_steps(conference: Conference, person: Person) -> list[dict[str, Any]]:
    """Items that this reader can take a step on: to be looked through, put on the agenda, ticked off as heard."""
    words = {
        "screen": _("Look through what was handed in"),
        "agenda": _("Put ways on the agenda"),
        "present": _("Tick off what was heard"),
    }
    found = []
    for step, state in ITEM_STEPS.items():
        count = conference.items.filter(state=state).count()
        if count and may_step(step, conference, person):
            url = reverse("conference_items", args=[conference.slug, step])
            found.append({"url": url, "label": words[step], "count": count})
    return found


ITEM_STEPS = {"screen": I.SUBMITTED, "agenda": I.SCREENED, "present": I.ON_AGENDA}


def may_step(step: str, conference: Conference, person: Person) -> bool:
    if step == "screen":
        return conference.state in rules.HANDING_IN and rules.may_screen(person, conference)
    states = rules.NAMING if step == "agenda" else (S.IN_SESSION,)
    return conference.state in states and rules.may_organise(person, conference)


def _earlier(conference: Conference) -> list[dict[str, Any]]:
    """Decisions of earlier conferences: those that wait for a report here, and what was reported here."""
    found = []
    if conference.state in rules.NAMING:
        for each in unreported(conference).select_related("conference", "owner"):
            found.append({"resolution": each, "note": None, "conference": each.conference})
    for note in conference.reports.select_related("resolution__conference", "by"):
        found.append({"resolution": note.resolution, "note": note, "conference": note.resolution.conference})
    return found


def _agenda(conference: Conference, person: Person) -> list[dict[str, Any]]:
    may = rules.may_organise(person, conference)
    noting = conference.state in (S.IN_SESSION, S.ADJOURNED)
    rows = []
    for point in conference.agenda.all():
        is_standing = point.kind in AgendaPoint.STANDING
        rows.append(
            {
                "point": point,
                "kind": "" if is_standing else str(point.get_kind_display()),
                "url": leads_to(point.address),
                "note_url": reverse("conference_point_note", args=[conference.slug, point.number])
                if may and noting
                else "",
                "drop_url": reverse("conference_point_drop", args=[conference.slug, point.number])
                if may and not is_standing and conference.state in Conference.BEFORE
                else "",
            }
        )
    return rows


def _proposed(conference: Conference, person: Person) -> list[conference_agenda.Proposed]:
    if conference.state not in Conference.BEFORE or not rules.may_organise(person, conference):
        return []
    return conference_agenda.proposed(conference, person)


def _minutes(conference: Conference, person: Person) -> dict[str, Any] | None:
    found = Minutes.objects.visible_to(person).filter(conference=conference).order_by("-number").first()
    if found is None:
        return None
    approvals = list(found.approvals.select_related("plant", "person"))
    plant = rules.approves_for(person, conference) if conference.state == S.MINUTES_DRAFT else None
    waiting = waiting_approvals(found) if conference.state == S.MINUTES_DRAFT else []
    return {
        "minutes": found,
        "lines": lines_of(str(found.text)),
        "approvals": approvals,
        "waiting": waiting,
        "may_approve": plant is not None and plant in waiting,
        "due": _minutes_due(conference),
    }


def _minutes_due(conference: Conference) -> str:
    due = queries.minutes_by(conference)
    return _("by %(day)s") % {"day": wording.short_date(timezone.localtime(due).date(), today())} if due else ""


def _facts(conference: Conference) -> list[tuple[str, str]]:
    days = wording.long_date(conference.starts_on)
    if conference.ends_on != conference.starts_on:
        days = _("%(first)s until %(last)s") % {"first": days, "last": wording.long_date(conference.ends_on)}
    found = [(_("Host"), str(conference.host)), (_("Days"), days)]
    if conference.place:
        found.append((_("Where"), str(conference.place)))
    until = queries.answers_by(conference)
    if until is not None and conference.items.exists():
        found.append((_("Answers wanted by"), wording.long_date(timezone.localtime(until).date())))
    due = queries.minutes_by(conference)
    if due is not None:
        found.append((_("Minutes wanted by"), wording.long_date(timezone.localtime(due).date())))
    return found


def _delegations(conference: Conference, person: Person) -> list[dict[str, Any]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    for each in conference.delegates.select_related("plant", "person", "workshop__plant"):
        row = {"delegate": each, "drop_url": _drop_url(conference, each, person), "part_url": ""}
        if conference.state in rules.NAMING and rules.may_take_part(person, each):
            row["part_url"] = reverse("conference_delegate_part", args=[conference.slug, each.pk])
        found.setdefault(each.plant, []).append(row)
    return [{"plant": plant, "rows": rows} for plant, rows in found.items()]


def _needs_call_in(conference: Conference, person: Person) -> bool:
    return conference.state in rules.NAMING and rules.may_call_in(person, conference)


def _drop_url(conference: Conference, each: Delegate, person: Person) -> str:
    if conference.state not in Conference.BEFORE or not rules.may_name(person, each.plant):
        return ""
    return reverse("conference_delegate_drop", args=[conference.slug, each.pk])


def _may(conference: Conference, person: Person) -> dict[str, str]:
    """Addresses of what this reader may add now."""
    found = {}
    if conference.state in rules.NAMING and rules.may_organise(person, conference):
        found["agenda"] = reverse("conference_point_new", args=[conference.slug])
        found["call_in"] = reverse("conference_call_in", args=[conference.slug])
    own = person.plant
    if conference.state in rules.NAMING and own is not None and rules.may_name(person, own):
        found["delegate"] = reverse("conference_delegate_new", args=[conference.slug])
    if conference.state in rules.HANDING_IN and person.holds(*rules.ENGINEERS, "secretariat"):
        found["hand_in"] = reverse("conference_hand_in", args=[conference.slug])
    if conference.state in rules.PROPOSING and rules.may_propose(person, conference):
        found["resolution"] = reverse("conference_resolution_new", args=[conference.slug])
    if conference.state not in Conference.ENDED and rules.may_attach(person, conference):
        found["attach"] = reverse("conference_attach", args=[conference.slug])
    if conference.state == S.MINUTES_DRAFT and rules.may_write_minutes(person, conference):
        found["minutes"] = reverse("conference_minutes_write", args=[conference.slug])
    return found


Rule = Callable[[Person, Conference], bool]
BUTTONS: tuple[tuple[str, str, Rule, bool], ...] = (  # verb, address, rule, whether a page asks for words first
    ("call", "conference_call", rules.may_organise, False),
    ("open", "conference_open", rules.may_organise, False),
    ("adjourn", "conference_adjourn", rules.may_organise, False),
    ("draft_minutes", "conference_minutes_draft", rules.may_write_minutes, False),
    ("publish_minutes", "conference_minutes_publish", rules.may_write_minutes, False),
    ("archive", "conference_archive", rules.may_archive, False),
    ("cancel", "conference_cancel", rules.may_organise, True),
)


def _button_words() -> dict[str, str]:
    return {
        "call": _("Call the conference"),
        "open": _("Open it"),
        "adjourn": _("Adjourn it and send the list out"),
        "draft_minutes": _("Draft the minutes"),
        "publish_minutes": _("Publish the minutes"),
        "archive": _("Archive it"),
        "cancel": _("Call it off"),
        "move": _("Other days"),
    }


def buttons(conference: Conference, person: Person) -> list[dict[str, Any]]:
    """The verbs this reader has now; the first that leads on is the main one."""
    words = _button_words()
    found = [
        {
            "url": reverse(name, args=[conference.slug]),
            "label": words[verb],
            "is_page": is_page,
            "main": _is_ripe(verb, conference),
        }
        for verb, name, may, is_page in BUTTONS
        if can_move(conference, verb, rules.MOVES) and may(person, conference)
    ]
    if conference.state == S.PLANNED and rules.may_organise(person, conference):
        url = reverse("conference_days", args=[conference.slug])
        found.append({"url": url, "label": words["move"], "is_page": True, "main": False})
    return found


def _is_ripe(verb: str, conference: Conference) -> bool:
    """Is it time for it? What would be refused yet is not the main thing to do."""
    if verb == "open":
        return conference.starts_on <= today()
    if verb == "archive":
        return not ItemAnswer.objects.filter(item__conference=conference).waiting().exists()
    return verb != "cancel"
