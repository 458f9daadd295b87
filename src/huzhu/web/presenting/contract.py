"""The pages of contracts: what did we promise each other, and what is late?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions.queries import effects_of
from huzhu.adoptions.rules import may_take_up
from huzhu.contracts import queries, rules
from huzhu.contracts.acting import promise_of, promised_in, version_in_view
from huzhu.contracts.models import Contract, ContractItem, ContractVersion, Party, Promise
from huzhu.contracts.sealing import fingerprint
from huzhu.contracts.signing import sign_by, standing_signatures
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import beginnings, effects
from huzhu.web.templatetags.huzhu import language
from huzhu.words import Words
from huzhu.workshops.clocks import now, today

S = Contract.State
V = ContractVersion.State


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
        "due": days_words(duty.days),
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


def page(contract: Contract, person: Person) -> dict[str, Any]:
    """Everything `contracts/page.html` reads."""
    shown = version_in_view(contract)
    knows_text = rules.belongs(person, contract)
    writing = contract.versions.filter(state=V.WRITING, written_for__plant__in=person.plants).first()
    pair = _compared(contract, writing or shown, person)
    return {
        "contract": contract,
        "kicker": [
            {"text": _("Contracts"), "url": reverse("contract_list")},
            {"text": _("No. %(number)s") % {"number": contract.number}, "url": ""},
            {"text": contract.get_state_display(), "url": ""},
        ],
        "headline": [_headline(contract)],
        "standfirst": [_marked(contract.title), *_standfirst(contract)],
        "items": [_item(each, contract, person) for each in contract.items.all()] if shown else [],
        "sides": [_side(each, shown) for each in rules.sides(contract)],
        "facts": facts(contract, shown),
        "versions": _versions(contract, person),
        "writing": writing,
        "may_write": writing is not None and rules.may_change(person, writing),
        "compared": pair,
        "buttons": buttons(contract, person),
        "owed": contract.owed,
        "begun_with": beginnings.lines(contract, person),
        "inspections": _inspections(contract, person),
        "has_file": knows_text and contract.versions.exclude(hash="").exists(),
    }


def _marked(words: Words) -> SafeString:
    """What a person wrote, with the mark of its language where that is not the reader's."""
    return format_html("<span{}>{}</span>", language(words), words)


def _headline(contract: Contract) -> str:
    """How it stands: what is late, how much was kept, else its state."""
    items = [each for each in contract.items.all() if each.state != ContractItem.State.WITHDRAWN]
    kept = sum(each.state == ContractItem.State.ACCEPTED for each in items)
    late = [
        each
        for each in items
        if each.state in ContractItem.OPEN and (due := promise_of(each).due_on) is not None and due < today()
    ]
    if contract.state in Contract.RUNNING and late:
        return ngettext("%(count)s promise is late.", "%(count)s promises are late.", len(late)) % {"count": len(late)}
    if contract.state in (S.IN_FORCE, S.IN_APPRAISAL, S.FULFILLED, S.PARTLY_FULFILLED, S.UNFULFILLED):
        return _("Promises kept: %(kept)s of %(count)s.") % {"count": len(items), "kept": kept}
    return {
        S.DRAFT: _("Not offered to the other side yet."),
        S.PROPOSED: _("Offered; not all have signed."),
        S.SIGNED: _("Signed by all; it has not begun."),
        S.SUSPENDED: _("Suspended for safety."),
        S.REJECTED: _("It was declined."),
        S.EXPIRED_UNSIGNED: _("It was not signed in time."),
        S.TERMINATED: _("It was ended early."),
    }[S(contract.state)]


def _standfirst(contract: Contract) -> list[str]:
    lines: list[str] = [_marked(contract.preamble)] if contract.preamble else []
    if contract.state == S.PROPOSED:
        until = wording.long_date(timezone.localtime(sign_by(contract)).date())
        lines.append(_("To be signed by all sides by %(day)s.") % {"day": until})
    if contract.state == S.SUSPENDED:
        values = {"why": contract.reason, "who": contract.people_at_risk}
        lines.append(_("Suspended for safety: %(why)s At risk: %(who)s") % values)
    elif contract.reason and contract.state in Contract.ENDED:
        lines.append(_("%(state)s: %(why)s") % {"state": contract.get_state_display(), "why": contract.reason})
    elif contract.notice_by is not None and contract.state in (S.SIGNED, S.IN_FORCE):
        values = {"who": contract.notice_by, "why": contract.reason}
        lines.append(_("%(who)s has given notice: %(why)s It ends when every other side agrees.") % values)
    return lines


def facts(contract: Contract, version: ContractVersion | None = None) -> list[tuple[str, str]]:
    found = [
        (_("From"), wording.long_date(contract.starts_on)),
        (_("Until"), wording.long_date(contract.ends_on)),
        (_("Inspected every"), ngettext("%(count)s month", "%(count)s months", contract.inspect_every)
         % {"count": contract.inspect_every}),
    ]  # fmt: skip
    if due := queries.inspection_due_on(contract):
        found.append((_("Next inspection by"), wording.long_date(due)))
    if version is not None and version.hash:
        found.append((_("Text"), f"SHA-256 {version.hash[:16]}…"))
    return found


def _side(party: Party, version: ContractVersion | None) -> dict[str, Any]:
    signature = next((s for s in standing_signatures(version) if s.party_id == party.pk), None) if version else None
    if signature is None:
        objected = version.signatures.filter(party=party, objected_at__isnull=False).last() if version else None
        return {"name": party, "signed": None, "objection": objected.objection if objected else ""}
    until = signature.objects_until
    return {
        "name": party,
        "signed": {
            "who": signature.person,
            "on": wording.long_date(timezone.localtime(signature.signed_at).date()),
            "delegation": signature.delegation,
            "fingerprint": fingerprint(signature.public_key),
            "open_until": wording.moment(timezone.localtime(until)) if until is not None and until > now() else "",
        },
        "objection": "",
    }


def value_words(promise: Promise, value: float | None, *, is_target: bool = False) -> str:
    if value is None or promise.metric is None:
        return "–"
    if is_target and promise.target_kind == Promise.Kind.CHANGE:
        return f"{wording.number(value * 100, 0, signed=True)}%"
    return effects.amount_words(value, promise.metric)


def _item(item: ContractItem, contract: Contract, person: Person) -> dict[str, Any]:
    promise = promise_of(item)
    sees = queries.sees_numbers(person, promise, contract)
    days = (promise.due_on - today()).days if promise.due_on else None
    is_open = item.state in ContractItem.OPEN and contract.state in (*Contract.RUNNING, S.IN_APPRAISAL)
    taken = list(item.adoptions.select_related("experience", "workshop__plant", "metric"))
    shown = effects_of(taken, person)
    earlier = [
        each for each in item.promises.filter(version__state=V.SUPERSEDED).select_related("metric", "version")
        if (each.target, each.target_kind) != (promise.target, promise.target_kind)
    ]  # fmt: skip
    return {
        "item": item,
        "promise": promise,
        "baseline": value_words(promise, promise.baseline) if sees else _("not shared with you"),
        "target": value_words(promise, promise.target, is_target=True) if sees else _("not shared with you"),
        "earlier": [value_words(each, each.target, is_target=True) for each in earlier] if sees else [],
        "due": wording.long_date(promise.due_on) if promise.due_on else "–",
        "due_words": days_words(days) if is_open and days is not None and days <= queries.SOON.days else "",
        "is_late": is_open and days is not None and days < 0,
        "effects": [_effect(each, shown[each.pk]) for each in taken if each.pk in shown],
        "notes": [_note(each) for each in item.notes.select_related("by")],
        "buttons": item_buttons(item, promise, contract, person),
    }


def _effect(adoption: Any, found: Any) -> dict[str, Any]:
    short = effects.short_effect(found)
    url = reverse("adoption_page", args=[adoption.workshop.slug, adoption.slug])
    return {"title": adoption.experience.title, "url": url, **short}


def _note(note: Any) -> dict[str, Any]:
    word = {
        "begin_item": _("Begun"),
        "report_progress": _("Progress"),
        "block": _("Held up"),
        "unblock": _("Goes on"),
        "claim": _("Reported done"),
        "claim_from_data": _("Proposed for acceptance by the measured effect"),
        "accept": _("Accepted"),
        "send_back": _("Sent back"),
        "find_not_met": _("Not met"),
        "ask_to_waive": _("Asked to be let go"),
        "waive": _("Let go by both sides"),
        "withdraw": _("Taken out by an amendment"),
    }[note.act]
    on = wording.short_date(timezone.localtime(note.at).date(), today())
    text = "" if note.act == "claim_from_data" else note.text
    return {"on": on, "word": word, "text": text, "by": note.by}


def _versions(contract: Contract, person: Person) -> list[dict[str, Any]]:
    return [
        {
            "version": each,
            "on": wording.long_date(timezone.localtime(each.proposed_at).date()) if each.proposed_at else "",
        }
        for each in queries.versions_for(contract, person)
    ]


def _compared(contract: Contract, version: ContractVersion | None, person: Person) -> dict[str, Any] | None:
    """A version beside the one before it, where they differ: who negotiates has both texts in view."""
    offered = contract.versions.filter(state=V.PROPOSED).first()
    newer = version if version is not None and version.state == V.WRITING else offered or version
    if newer is None or newer.number == 1 or not rules.belongs(person, contract):
        return None
    known = contract.versions.filter(number__lt=newer.number).exclude(state__in=(V.REFUSED, V.WRITING))
    older = known.filter(state=V.IN_FORCE).first() or known.order_by("-number").first()
    if older is None:
        return None
    before = {each.item_id: each for each in promised_in(older)}
    after = {each.item_id: each for each in promised_in(newer)}
    pks = sorted({*before, *after}, key=lambda pk: (before.get(pk) or after[pk]).item.number)
    rows = [
        {"number": (before.get(pk) or after[pk]).item.number, "old": _said(before.get(pk)), "new": _said(after.get(pk))}
        for pk in pks
    ]
    return {"older": older, "newer": newer, "rows": [row | {"differs": row["old"] != row["new"]} for row in rows]}


def _said(promise: Promise | None) -> list[str | SafeString]:
    """A promise in five short lines, so that two stand side by side."""
    if promise is None:
        return []
    values = {"helper": promise.helper, "helped": promise.helped}
    due = wording.long_date(promise.due_on) if promise.due_on else "–"
    return [
        _marked(promise.subject),
        _("%(helper)s helps %(helped)s") % values,
        _("%(metric)s: from %(now)s to %(target)s")
        % {
            "metric": promise.metric or "–",
            "now": value_words(promise, promise.baseline),
            "target": value_words(promise, promise.target, is_target=True),
        },
        _("by %(day)s") % {"day": due},
        _("accepted by %(who)s") % {"who": promise.acceptor or "–"},
        str(promise.effort),
    ]


def _inspections(contract: Contract, person: Person) -> list[dict[str, Any]]:
    rows = []
    for each in contract.inspections.select_related("third").prefetch_related("team", "sheets__item"):
        is_mine = each.state == "called" and rules.is_inspector(person, each)
        of = [contract.number, each.number]
        rows.append(
            {
                "inspection": each,
                "on": wording.long_date(each.day_on),
                "team": _(", ").join(str(one) for one in each.team.all()),
                "sheets": [_sheet(one, contract, person) for one in each.sheets.all()],
                "to_write": [
                    {"number": item.number, "url": reverse("contract_sheet", args=[*of, item.number])}
                    for item in contract.items.exclude(state="withdrawn")
                ] if is_mine else [],
                "hold_url": reverse("contract_inspection_hold", args=[contract.number, each.number]) if is_mine else "",
            }
        )  # fmt: skip
    return rows


def _sheet(sheet: Any, contract: Contract, person: Person) -> dict[str, Any]:
    held = sheet.inspection.state == "held"
    args = [contract.number, sheet.inspection.number, sheet.item.number]
    may = held and sheet.disputed_at is None and rules.may_dispute(person, sheet)
    decide = sheet.disputed_at is not None and sheet.decided_by_id is None and rules.may_decide_dispute(person, sheet)
    return {
        "sheet": sheet,
        "dispute_url": reverse("contract_dispute", args=args) if may else "",
        "decide_url": reverse("contract_decide", args=args) if decide else "",
    }


Rule = Callable[[Person, Contract], bool]
IN_VERSION: Rule = lambda person, contract: any(  # noqa: E731 (a row of the table below)
    rules.may_propose(person, each) for each in contract.versions.filter(state=V.WRITING)
)


def _button_words() -> dict[str, str]:
    return {
        "propose": _("Offer it to the other side"),
        "sign": _("Read it whole and sign"),
        "write_version": _("Write what you would change"),
        "drop_version": _("Refuse the change"),
        "allow_late": _("Allow the late change"),
        "appraise": _("Open the appraisal"),
        "conclude": _("Confirm the outcome"),
        "inspect": _("Call a joint inspection"),
        "object": _("Object, as the plant"),
        "resume": _("It can go on"),
        "reject": _("Decline"),
        "terminate": _("End it early"),
        "suspend": _("Suspend for safety"),
    }


def may(verb: str, contract: Contract, person: Person) -> bool:
    """Does the verb concern this person and this state? The verb itself asks for the power."""
    offered = contract.versions.filter(state=V.PROPOSED).first()
    has_side = rules.may_answer(person, contract)
    if verb == "propose":
        return IN_VERSION(person, contract)
    if verb == "sign":
        side = rules.binding_side(person, contract)
        signed = {each.party_id for each in standing_signatures(offered)} if offered else set()
        return offered is not None and side is not None and side.pk not in signed
    if verb == "write_version":
        open_now = contract.state in (S.PROPOSED, *Contract.RUNNING)
        return (
            open_now and rules.may_counter(person, contract) and not contract.versions.filter(state=V.WRITING).exists()
        )
    if verb == "drop_version":
        writing = contract.versions.filter(state=V.WRITING, number__gt=1).first()
        own = writing is not None and rules.may_change(person, writing)
        return own or (offered is not None and contract.state in Contract.RUNNING and has_side)
    if verb == "allow_late":
        waits = offered is not None and offered.needs_committee and offered.allowed_by_id is None
        return waits and rules.may_allow(person, contract)
    if verb == "object":
        return bool(objectable(contract, person))
    if verb == "inspect":
        return contract.state in (S.IN_FORCE, S.IN_APPRAISAL) and rules.may_call_inspection(person, contract)
    if verb == "conclude":
        return contract.state == S.IN_APPRAISAL and rules.may_appraise(person, contract)
    if verb == "reject" and contract.state == S.DRAFT:
        return contract.written_for is not None and rules.may_bind(person, contract.written_for)
    rule = {"reject": rules.may_answer, "suspend": rules.may_suspend, "resume": rules.may_suspend,
            "terminate": rules.may_terminate, "appraise": rules.may_appraise}[verb]  # fmt: skip
    return can_move(contract, verb, rules.MOVES) and rule(person, contract)


def objectable(contract: Contract, person: Person) -> list[Any]:
    """Signatures in safety class A to which this person's plant may still object."""
    from huzhu.workshops.clocks import now

    offered = contract.versions.filter(state=V.PROPOSED).first()
    signatures = standing_signatures(offered) if offered else []
    return [
        each for each in signatures
        if each.objects_until is not None and each.objects_until > now() and rules.may_object(person, each.party)
    ]  # fmt: skip


ADDRESSES = {
    "propose": ("contract_propose", False),
    "sign": ("contract_sign", True),
    "write_version": ("contract_write_version", True),
    "drop_version": ("contract_drop_version", True),
    "allow_late": ("contract_allow_late", False),
    "appraise": ("contract_appraise", False),
    "conclude": ("contract_conclude", False),
    "inspect": ("contract_inspect", True),
    "object": ("contract_object", True),
    "resume": ("contract_resume", True),
    "reject": ("contract_reject", True),
    "terminate": ("contract_terminate", True),
    "suspend": ("contract_suspend", True),
}
MAIN = ("propose", "sign", "appraise", "conclude")


def buttons(contract: Contract, person: Person) -> list[dict[str, Any]]:
    words = _button_words()
    found = [
        {
            "url": reverse(name, args=[contract.number]),
            "label": words[verb],
            "is_page": is_page,
            "main": False,
            "verb": verb,
        }
        for verb, (name, is_page) in ADDRESSES.items()
        if may(verb, contract, person)
    ]
    if found and found[0]["verb"] in MAIN:
        found[0]["main"] = True
    return found


def _item_words() -> dict[str, str]:
    return {
        "begin_item": _("Begin"),
        "report_progress": _("Report progress"),
        "claim": _("It is done"),
        "block": _("It is held up"),
        "unblock": _("It goes on"),
        "accept": _("Accept"),
        "send_back": _("Send back"),
        "find_not_met": _("Not met"),
        "waive": _("Let it go"),
    }


ITEM_PAGES = {
    "begin_item": False,
    "report_progress": True,
    "claim": True,
    "block": True,
    "unblock": False,
    "accept": False,
    "send_back": True,
    "find_not_met": True,
    "waive": True,
}


def may_item(verb: str, item: ContractItem, promise: Promise, contract: Contract, person: Person) -> bool:
    judged = verb in ("accept", "send_back", "find_not_met", "waive")
    if contract.state != S.IN_FORCE and not (judged and contract.state == S.IN_APPRAISAL):
        return False
    if verb == "report_progress":
        return item.state in ContractItem.OPEN and rules.may_report(person, promise)
    if not can_move(item, verb, rules.ITEM_MOVES):
        return False
    if verb == "find_not_met":
        return promise.due_on is not None and promise.due_on < today() and rules.may_accept(person, promise)
    if verb in ("accept", "send_back"):
        return rules.may_accept(person, promise)
    return rules.may_waive(person, promise) if verb == "waive" else rules.may_report(person, promise)


def may_keep(item: ContractItem, promise: Promise, contract: Contract, person: Person) -> bool:
    """The helped workshop names the adoption by which the promise is kept."""
    is_open = contract.state == S.IN_FORCE and item.state in ContractItem.OPEN
    workshop = promise.helped.workshop
    return is_open and workshop is not None and may_take_up(person, workshop)


def item_buttons(item: ContractItem, promise: Promise, contract: Contract, person: Person) -> list[dict[str, Any]]:
    words = _item_words()
    keeping = {
        "url": reverse("contract_item_keep", args=[contract.number, item.number]),
        "label": _("Name what was taken up"),
        "is_page": True,
        "main": False,
    }
    found = [keeping] if may_keep(item, promise, contract, person) else []
    return [
        {
            "url": reverse("contract_item_act", args=[contract.number, item.number, verb.replace("_", "-")]),
            "label": words[verb],
            "is_page": is_page,
            "main": verb == "accept",
        }
        for verb, is_page in ITEM_PAGES.items()
        if may_item(verb, item, promise, contract, person)
    ] + found


def promise_lines(promise: Promise) -> dict[str, Any]:
    """A promise as it is read before signing: name and words, one a line, nothing left out."""
    metric, definition = promise.metric, promise.definition
    window = [day for day in (promise.baseline_from_on, promise.baseline_until_on) if day]
    lines = [
        (_("Who helps whom?"), _("%(helper)s helps %(helped)s") % {"helper": promise.helper, "helped": promise.helped}),
        (_("How they help"), promise.get_help_form_display()),
        (_("Measured by"), f"{metric} ({definition.number})" if metric and definition else str(metric or "–")),
        (_("Where it stands now"), value_words(promise, promise.baseline)),
        (_("Target"), value_words(promise, promise.target, is_target=True)),
        (_("Due"), wording.long_date(promise.due_on) if promise.due_on else "–"),
        (_("Accepted by"), str(promise.acceptor or "–")),
        (_("Safety class"), promise.get_safety_class_display()),
    ]
    if window:
        lines.insert(4, (_("Measured"), " – ".join(wording.long_date(day) for day in window)))
    said = (
        (_("Of which product"), promise.product),
        (_("Where the figure comes from"), promise.baseline_source),
        (_("What the helper gives"), promise.effort),
        (_("What will show that it is done?"), promise.evidence_wanted),
        (_("Known way"), promise.experience.title if promise.experience else ""),
    )
    for label, words in said:
        if words:
            lines.append((label, str(words)))
    if promise.commitment:
        lines.append((_("Its value in yuan"), str(promise.commitment)))
    return {"number": promise.item.number, "subject": promise.subject, "lines": lines}
