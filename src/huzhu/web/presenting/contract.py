"""The page of one contract: how it stands, who has signed, what was found."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.contracts import queries, rules
from huzhu.contracts.acting import promise_of, version_in_view
from huzhu.contracts.models import Contract, ContractItem, ContractVersion, Party
from huzhu.contracts.sealing import fingerprint
from huzhu.contracts.signing import sign_by, standing_signatures
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import beginnings
from huzhu.web.presenting.contract_acts import buttons
from huzhu.web.presenting.contract_items import item_row
from huzhu.web.presenting.contract_texts import compared, marked
from huzhu.workshops.clocks import now, today

S = Contract.State
V = ContractVersion.State


def page(contract: Contract, person: Person) -> dict[str, Any]:
    """Everything `contracts/page.html` reads."""
    shown = version_in_view(contract)
    knows_text = rules.belongs(person, contract)
    writing = contract.versions.filter(state=V.WRITING, written_for__plant__in=person.plants).first()
    pair = compared(contract, writing or shown, person)
    return {
        "contract": contract,
        "kicker": [
            {"text": _("Contracts"), "url": reverse("contract_list")},
            {"text": _("No. %(number)s") % {"number": contract.number}, "url": ""},
            {"text": contract.get_state_display(), "url": ""},
        ],
        "headline": [_headline(contract)],
        "standfirst": [marked(contract.title), *_standfirst(contract)],
        "items": [item_row(each, contract, person, writing) for each in queries.items_of(contract, person)],
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


def _headline(contract: Contract) -> str:
    """How it stands: what is late, how much was kept, else its state."""
    items = list(contract.items.counted())
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
    lines: list[str] = [marked(contract.preamble)] if contract.preamble else []
    if contract.state == S.PROPOSED:
        until = wording.long_date(timezone.localtime(sign_by(contract)).date())
        lines.append(_("To be signed by all sides by %(day)s.") % {"day": until})
    if contract.state == S.SUSPENDED:
        values = {"why": contract.reason, "who": contract.people_at_risk}
        lines.append(_("Suspended for safety: %(why)s At risk: %(who)s") % values)
    elif contract.reason and contract.state in Contract.ENDED:
        lines.append(_("%(state)s: %(why)s") % {"state": contract.get_state_display(), "why": contract.reason})
    elif contract.notice_by is not None and contract.state in (S.SIGNED, S.IN_FORCE):
        values = {"who": contract.notice_by, "why": contract.notice}
        lines.append(_("%(who)s has given notice: %(why)s It ends when every other side agrees.") % values)
        agreed = [str(each) for each in rules.sides(contract) if each.ends_it_at and each.pk != contract.notice_by_id]
        if agreed:
            lines.append(_("Agreed so far: %(names)s.") % {"names": _(", ").join(agreed)})
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


def _versions(contract: Contract, person: Person) -> list[dict[str, Any]]:
    return [
        {
            "version": each,
            "on": wording.long_date(timezone.localtime(each.proposed_at).date()) if each.proposed_at else "",
        }
        for each in queries.versions_for(contract, person)
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
                    for item in contract.items.counted()
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
