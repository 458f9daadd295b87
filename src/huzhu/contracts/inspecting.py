"""Inspection 检查评比: one from each side and a third plant look at the facts of every item together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.contracts import rules, telling
from huzhu.contracts.acting import authority_for, locked, plant_of
from huzhu.contracts.models import Contract, ContractItem, Inspection, Party, Sheet
from huzhu.delegation.models import Power
from huzhu.journal.actions import record, verb
from huzhu.people.models import Person
from huzhu.workshops.clocks import now
from huzhu.workshops.models import Plant

INSPECTED = (Contract.State.IN_FORCE, Contract.State.IN_APPRAISAL)


@verb
def call_inspection(
    contract: Contract, *, by: Person | None, third: Plant, team: Iterable[Person], day_on: datetime.date
) -> Inspection:
    """Name the day and the team: somebody of each side, and of a third plant that is no party."""
    contract = locked(contract)
    if by is not None and not rules.may_call_inspection(by, contract):
        raise PermissionDenied
    if contract.state not in INSPECTED:
        raise ValidationError(_("Only a contract in force is inspected."), code="state")
    plants = {each.plant_id for each in contract.parties.all()}
    if third.pk in plants:
        raise ValidationError({"third": _("The third plant is none of the parties.")})
    people = list(team)
    concerned = {*plants, third.pk}
    seen_for = {next(iter(own)) for each in people if len(own := concerned & each.plants) == 1}  # nobody for two
    if seen_for != concerned:
        said = _(
            "The team has somebody of each side and of the third plant; whoever has a seat at two of them stands for "
            "none."
        )
        raise ValidationError({"team": said})
    inspection = Inspection(
        contract=contract, number=contract.inspections.count() + 1, third=third, day_on=day_on, called_by=by
    )
    inspection.full_clean()
    inspection.save()
    inspection.team.set(people)
    details = {"third": third.slug, "team": [each.username for each in people], "day": day_on.isoformat()}
    record("call_inspection", inspection, by=by, plant=plant_of(contract), details=details)
    said = gettext_lazy("You inspect contract no. %(number)s, “%(title)s”, on %(day)s.")
    telling.say(contract, people, said, {"day": day_on})
    return inspection


@verb
def write_sheet(
    inspection: Inspection,
    item: ContractItem,
    *,
    by: Person | None,
    fact: str,
    evidence: str = "",
    gap: str = "",
    why: str = "",
    next_step: str = "",
) -> Sheet:
    """What the team found about one item; written anew until the inspection is held."""
    inspection = Inspection.objects.select_for_update(of=("self",)).select_related("contract").get(pk=inspection.pk)
    if by is not None and not rules.is_inspector(by, inspection):
        raise PermissionDenied
    if inspection.state != Inspection.State.CALLED:
        raise ValidationError(_("This inspection is over."), code="state")
    if item.contract_id != inspection.contract_id:
        raise ValidationError({"item": _("This item belongs to another contract.")})
    if not item.is_agreed:
        said = _("Item %(number)s is only offered: all sides must sign the amendment first.")
        raise ValidationError({"item": said % {"number": item.number}})
    if not fact.strip():
        raise ValidationError({"fact": _("Say what was found.")})
    sheet = Sheet.objects.filter(inspection=inspection, item=item).first() or Sheet(inspection=inspection, item=item)
    sheet.fact, sheet.evidence, sheet.gap, sheet.why, sheet.next_step = fact, evidence, gap, why, next_step
    sheet.written_by = by
    sheet.save()
    record("write_sheet", inspection, by=by, plant=plant_of(inspection.contract), details={"item": item.number})
    return sheet


@verb
def hold_inspection(inspection: Inspection, *, by: Person | None) -> Inspection:
    """Every item has its sheet; all sides read it."""
    inspection = Inspection.objects.select_for_update(of=("self",)).select_related("contract").get(pk=inspection.pk)
    contract = inspection.contract
    if by is not None and not rules.is_inspector(by, inspection):
        raise PermissionDenied
    if inspection.state != Inspection.State.CALLED:
        raise ValidationError(_("This inspection is over."), code="state")
    done = set(inspection.sheets.values_list("item_id", flat=True))
    wanted = contract.items.counted()
    if missing := [str(each.number) for each in wanted if each.pk not in done]:
        raise ValidationError(_("These items have no sheet yet: %(items)s.") % {"items": ", ".join(missing)})
    inspection.state, inspection.held_at = Inspection.State.HELD, now()
    inspection.save()
    record("hold_inspection", inspection, by=by, plant=plant_of(contract), details={"sheets": len(done)})
    said = gettext_lazy("The inspection of contract no. %(number)s, “%(title)s”, is done: read what was found.")
    telling.say(contract, telling.all_sides(contract), said)
    return inspection


def _locked_sheet(sheet: Sheet) -> Sheet:
    found = Sheet.objects.select_for_update(of=("self",)).select_related("inspection__contract", "item")
    return found.get(pk=sheet.pk)


@verb
def dispute(sheet: Sheet, party: Party, *, by: Person | None, why: str) -> Sheet:
    """A side does not agree with what was found; the committee decides within ten working days."""
    sheet = _locked_sheet(sheet)
    contract = sheet.inspection.contract
    if by is not None and (party.contract_id != contract.pk or not rules.may_bind(by, party)):
        raise PermissionDenied
    authority = authority_for(by, party, Power.ACCEPT)
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    is_over = contract.state in Contract.ENDED  # its outcome stands
    if sheet.inspection.state != Inspection.State.HELD or sheet.disputed_at is not None or is_over:
        raise ValidationError(_("This cannot be disputed now."), code="state")
    sheet.disputed_by, sheet.disputed_at, sheet.dispute = party, now(), why
    sheet.save()
    record("dispute_sheet", sheet.inspection, by=by, plant=plant_of(contract), authority=authority.text,
           details={"item": sheet.item.number, "why": why})  # fmt: skip
    said = gettext_lazy("%(who)s disputes what the inspection of contract no. %(number)s found: %(reason)s")
    telling.say(contract, [*telling.seated("committee"), *telling.all_sides(contract, party)], said,
                {"who": party, "reason": why})  # fmt: skip
    return sheet


@verb
def decide_dispute(sheet: Sheet, *, by: Person | None, decision: str) -> Sheet:
    """The committee says what counts."""
    sheet = _locked_sheet(sheet)
    contract = sheet.inspection.contract
    if by is None or not rules.may_decide_dispute(by, sheet):
        raise PermissionDenied
    if not decision.strip():
        raise ValidationError({"decision": _("Say what was decided, and why.")})
    if sheet.disputed_at is None or sheet.decided_by_id is not None:
        raise ValidationError(_("Nothing here waits for the committee."), code="state")
    sheet.decided_by, sheet.decision = by, decision
    sheet.save()
    record("decide_dispute", sheet.inspection, by=by, plant=plant_of(contract), details={"item": sheet.item.number})
    said = gettext_lazy("The committee has decided the dispute about contract no. %(number)s: %(decision)s")
    telling.say(contract, telling.all_sides(contract), said, {"decision": decision})
    return sheet
