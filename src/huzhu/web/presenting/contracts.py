"""The list of contracts: what did we promise each other, what is late, and what waits for whom?"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.contracts import queries, rules
from huzhu.contracts.models import Contract
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.workshops.clocks import today

S = Contract.State


def days_words(days: int) -> str:
    if days < 0:
        return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}
    if days == 0:
        return _("today")
    return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}


def listing(person: Person) -> dict[str, Any]:
    """The board, and every contract this reader knows."""
    board = queries.board(person)
    late = [each for each in board.open if each.is_late]
    contracts = Contract.objects.visible_to(person).prefetch_related("parties__plant", "parties__workshop__plant")
    groups = {_("To be signed or written"): [], _("In force"): [], _("Ended"): []}
    for each in contracts:
        group = _("Ended") if each.state in Contract.ENDED else _("In force")
        if each.state in (S.DRAFT, S.PROPOSED, S.SIGNED):
            group = _("To be signed or written")
        groups[group].append(_contract_row(each))
    return {
        "headline": [_board_headline(late, board, bool(contracts))],
        "standfirst": [_kept_words(board)] if board.due else [],
        "duties": [_duty_row(each) for each in (board.pressing or board.open[:5])],
        "mine": [_step_row(each) for each in queries.waiting_for(person)],
        "groups": [(title, rows) for title, rows in groups.items() if rows],
        "may_draft": rules.may_draft(person),
    }


def _board_headline(late: list[queries.Duty], board: queries.Board, has_any: bool) -> str:
    if late:
        count = len(late)
        return ngettext("%(count)s promise is late.", "%(count)s promises are late.", count) % {"count": count}
    if board.open:
        return _("Nothing promised is late.")
    return _("Nothing is promised at present.") if has_any else _("No contract yet. Start from a card or a visit.")


def _kept_words(board: queries.Board) -> str:
    return _("Of %(due)s items due so far, %(kept)s were kept.") % {"due": board.due, "kept": board.kept}


def _contract_row(contract: Contract) -> dict[str, Any]:
    sides = _(", ").join(str(each) for each in contract.parties.all())
    return {
        "title": contract.title,
        "url": contract.address,
        "note": _("No. %(number)s · %(sides)s") % {"number": contract.number, "sides": sides},
        "state": contract.get_state_display(),
        "until": wording.short_date(contract.ends_on, today()),
    }


def _duty_row(duty: queries.Duty) -> dict[str, Any]:
    promise = duty.promise
    values = {"helper": promise.helper, "helped": promise.helped, "number": duty.item.contract.number}
    return {
        "title": promise.subject,
        "url": duty.item.address,
        "note": _("%(helper)s helps %(helped)s · contract no. %(number)s") % values,
        "due": duty.item.contract.get_state_display() if duty.stands_still else days_words(duty.days),
        "is_late": duty.is_late,
        "state": duty.item.get_state_display(),
    }


def _step_row(step: queries.Step) -> dict[str, Any]:
    values = {
        "number": step.contract.number,
        "title": step.contract.title,
        "item": step.item.number if step.item else "",
    }
    text = {
        "sign": _("Sign or answer contract no. %(number)s, “%(title)s”"),
        "allow_late": _("A target of contract no. %(number)s is to be moved late: decide"),
        "appraise": _("Appraise contract no. %(number)s, “%(title)s”"),
        "conclude": _("Conclude contract no. %(number)s, “%(title)s”"),
        "accept": _("Accept item %(item)s of contract no. %(number)s, or send it back"),
        "resume": _("Contract no. %(number)s is suspended for safety: look at the danger again together"),
        "decide": _("A side disputes what was found about item %(item)s of contract no. %(number)s: decide"),
        "inspect": _("Write the inspection sheets of contract no. %(number)s, “%(title)s”"),
        "call_inspection": _("Call a joint inspection of contract no. %(number)s, “%(title)s”"),
    }[step.verb]
    row = {"text": text % values, "url": (step.item or step.contract).address, "due": "", "is_late": False}
    if step.due_at is not None:
        days = (timezone.localtime(step.due_at).date() - today()).days
        row |= {"due": days_words(days), "is_late": days < 0}
    return row


def todo(person: Person) -> list[dict[str, Any]]:
    """For Home: what waits for this hand, and own promises that are late."""
    rows = [_step_row(each) for each in queries.waiting_for(person)]
    for duty in queries.board(person).open:
        if duty.is_late and rules.may_report(person, duty.promise):
            values = {"item": duty.item.number, "number": duty.item.contract.number, "subject": duty.promise.subject}
            text = _("Item %(item)s of contract no. %(number)s is late: “%(subject)s”") % values
            rows.append({"text": text, "url": duty.item.address, "due": days_words(duty.days), "is_late": True})
    return rows
