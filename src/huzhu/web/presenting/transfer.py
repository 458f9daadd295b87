"""The page of one transfer: what is on its way, who acts next, what is still owed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.aid import rules, transfers
from huzhu.aid.models import Offer, Transfer
from huzhu.journal.models import Entry
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.people.naming import names_in
from huzhu.web import wording
from huzhu.web.presenting.aid import amount, as_written
from huzhu.words import Words

S = Transfer.State
Rule = Callable[[Person, Transfer], bool]
BUTTONS: tuple[tuple[str, str, Rule, bool], ...] = (  # verb, address, rule, whether a page asks for words first
    ("agree", "aid_agree", rules.may_agree, True),
    ("approve", "aid_approve", rules.may_approve, False),
    ("ship", "aid_ship", rules.may_ship, True),
    ("receive", "aid_receive", rules.may_receive, False),
    ("accept", "aid_accept", rules.may_inspect, True),
    ("reject", "aid_reject", rules.may_inspect, True),
    ("put_into_use", "aid_put_into_use", rules.may_use, False),
    ("send_back", "aid_send_back", rules.may_send_back, True),
    ("take_back", "aid_take_back", rules.may_take_back, False),
    ("settle", "aid_settle", rules.may_settle, True),
    ("close", "aid_close", rules.may_close, False),
    ("decide_dispute", "aid_decide", rules.may_decide_dispute, True),
    ("withdraw", "aid_withdraw", rules.may_withdraw, True),
    ("dispute", "aid_dispute", rules.may_dispute, True),
)


def _button_words() -> dict[str, str]:
    return {
        "agree": _("Take it"),
        "approve": _("Approve"),
        "ship": _("Send it off"),
        "receive": _("It has arrived"),
        "accept": _("Inspected: accept it"),
        "reject": _("Refuse it: quality"),
        "put_into_use": _("It is in use"),
        "send_back": _("Send some back"),
        "take_back": _("It is back with us"),
        "settle": _("It is settled otherwise"),
        "close": _("Close the transfer"),
        "decide_dispute": _("Decide the dispute"),
        "withdraw": _("Step back from it"),
        "dispute": _("Dispute it"),
    }


def _applies(verb: str, transfer: Transfer) -> bool:
    """Verbs whose state allows them but which would be refused for what is owed."""
    on_way = transfers.on_the_way_back(transfer)
    if verb == "send_back":
        return transfer.still_owed - on_way > 0
    if verb == "take_back":
        return transfer.state == S.REJECTED or on_way > 0
    if verb == "settle":
        return transfer.mode != Offer.Mode.GIFT and not on_way
    if verb == "close":
        return transfer.state != S.IN_USE or transfer.mode == Offer.Mode.GIFT
    return True


def transfer_page(transfer: Transfer, person: Person) -> dict[str, Any]:
    words = _button_words()
    buttons = [
        {
            "url": reverse(name, args=[transfer.pk]),
            "label": words[verb],
            "is_page": is_page,
            "main": False,
            "verb": verb,
        }
        for verb, name, may, is_page in BUTTONS
        if can_move(transfer, verb, rules.MOVES) and may(person, transfer) and _applies(verb, transfer)
    ]
    if buttons and buttons[0]["verb"] not in ("reject", "withdraw", "dispute"):
        buttons[0]["main"] = True
    values = {
        "quantity": amount(transfer.quantity, transfer.material),
        "material": transfer.material,
        "giver": transfer.giver,
        "receiver": transfer.receiver,
    }
    return {
        "transfer": transfer,
        "headline": [_("%(quantity)s of %(material)s from %(giver)s to %(receiver)s.") % values],
        "standfirst": [_standing(transfer)],
        "buttons": buttons,
        "facts": _transfer_facts(transfer),
        "returns": [
            {
                "quantity": amount(part.quantity, transfer.owed_material or transfer.material),
                "sent": wording.short_date(part.sent_on),
                "taken": wording.short_date(part.taken_on) if part.taken_on else "",
            }
            for part in transfer.returns.all()
        ],
        "story": _story_of(transfer, person),
    }


def _story_of(transfer: Transfer, person: Person) -> list[dict[str, str]]:
    entries = list(Entry.objects.visible_to(person).about(transfer.journal_name))
    names = names_in(entries)
    return [{"on": wording.short_date(_day(each)), "text": _act(each, names[each.number])} for each in entries]


def _day(entry: Entry) -> datetime.date:
    return datetime.date.fromisoformat(entry.details["on"]) if entry.details.get("on") else timezone.localdate(entry.at)


def _standing(transfer: Transfer) -> str:
    owed = transfer.owed_material
    if transfer.state == S.IN_USE and owed is not None and transfer.still_owed > 0:
        values = {"quantity": amount(transfer.still_owed, owed), "material": owed}
        if transfer.return_on:
            values["day"] = wording.long_date(transfer.return_on)
            return _("%(quantity)s of %(material)s are still owed, back by %(day)s.") % values
        return _("%(quantity)s of %(material)s are still owed.") % values
    return str(transfer.get_state_display())


def _transfer_facts(transfer: Transfer) -> list[tuple[str, str | Words]]:
    found: list[tuple[str, str | Words]] = [
        (_("State"), str(transfer.get_state_display())),
        (_("How it is given"), str(transfer.get_mode_display())),
    ]
    for name, value in (
        (_("Certificate"), transfer.certificate),
        (_("Travels by"), transfer.transport),
        (_("Inspection"), transfer.inspection),
        (_("Reason"), transfer.reason),
    ):
        if value:
            found.append((name, as_written(value)))
    for name, person in (
        (_("Approved by"), transfer.approved_by),
        (_("Sent off by"), transfer.shipped_by),
        (_("Accepted by"), transfer.accepted_by),
    ):
        if person:
            found.append((name, str(person)))
    return found


def _act(entry: Entry, who: str) -> str:
    text = {
        "take_offer": _("Taken from an open offer"),
        "agree": _("Agreed and reserved"),
        "approve": _("Approved by the giver"),
        "ship": _("Sent off"),
        "receive": _("Arrived"),
        "accept": _("Inspected and accepted"),
        "reject": _("Refused: quality"),
        "put_into_use": _("In use"),
        "send_back": _("Some of it sent back"),
        "take_back": _("What came back was acknowledged"),
        "settle": _("Settled"),
        "close_transfer": _("Transfer closed"),
        "withdraw": _("Withdrawn"),
        "dispute": _("Disputed"),
        "decide_dispute": _("Dispute decided"),
    }.get(entry.verb, entry.verb)
    return _("%(what)s, %(who)s") % {"what": text, "who": who} if who else text
