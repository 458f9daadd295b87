"""Writing the items of a version: who helps whom with what, anew, in the place of another, or left out again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from huzhu.contracts import rules
from huzhu.contracts.acting import authority_for, locked_item, locked_version
from huzhu.contracts.models import ContractItem, ContractVersion, Party, Promise
from huzhu.delegation.models import Power
from huzhu.journal.actions import record, verb
from huzhu.people.models import Person
from huzhu.words import Words

V = ContractVersion.State
DRAFTERS = ("workshop_head", "workshop_engineer")


def writable(version: ContractVersion, by: Person | None) -> ContractVersion:
    """Locked, still being written, and by its own side; else PermissionDenied or ValidationError."""
    version = locked_version(version)
    if by is not None and not rules.may_write_for(by, version.written_for):
        raise PermissionDenied
    if version.state != V.WRITING:
        raise ValidationError(_("This version has been proposed: write another one."), code="state")
    return version


@verb
def write_item(
    version: ContractVersion,
    *,
    by: Person | None,
    helper: Party,
    helped: Party,
    subject: Words,
    item: ContractItem | None = None,
    replaces: ContractItem | None = None,
    **promise: Any,
) -> Promise:
    """Write one promise into a version, or write it anew (`item`), or in the place of one in force (`replaces`): who
    helps whom with what, and everything in `Promise`. What is replaced leaves this version, and is superseded on the
    day the amendment is in force."""
    version = writable(version, by)
    power = Power.DRAFT if version.number == 1 or version.contract.signed_at is None else Power.AMEND
    authority = authority_for(by, version.written_for, power, roles=DRAFTERS)
    if item is not None and item.contract_id != version.contract_id:
        raise ValidationError({"item": _("This item belongs to another contract.")})
    if helper.pk == helped.pk or {helper.contract_id, helped.contract_id} != {version.contract_id}:
        raise ValidationError({"helped": _("One side helps another side of this contract.")})
    if not subject:
        raise ValidationError({"subject": _("Say what the help is about.")})
    item = locked_item(item) if item is not None else None
    if item is not None and item.state in ContractItem.SETTLED:
        raise ValidationError(_("Item %(number)s is settled: write a new one.") % {"number": item.number}, code="state")
    found = Promise.objects.filter(version=version, item=item).first() if item else None
    if (other := version.promises.filter(replaces=item).first() if item else None) is not None:
        said = _("Item %(number)s stands in its place in this version: leave that one out first.")
        raise ValidationError(said % {"number": other.item.number}, code="state")
    if replaces is not None:
        _leave_to(version, locked_item(replaces))
    if item is None:
        numbers = version.contract.items.values_list("number", flat=True)
        item = ContractItem(contract=version.contract, number=max(numbers, default=0) + 1)
        item.save()
    written = found or Promise(version=version, item=item, replaces=replaces)
    written.helper, written.helped, written.subject = helper, helped, subject
    for name, value in promise.items():
        setattr(written, name, value)
    written.definition = written.metric.definition if written.metric else None
    _check_promise(written)
    written.full_clean()
    written.save()
    in_place_of = {"in_place_of": replaces.number} if replaces is not None else {}
    record("write_item", item, by=by, plant=version.written_for.plant.slug, authority=authority.text,
           details={"version": version.number} | in_place_of)  # fmt: skip
    return written


def _leave_to(version: ContractVersion, item: ContractItem) -> None:
    """Take an item in force out of an amendment, for the one that takes its place; else ValidationError."""
    standing = version.promises.filter(item=item)
    in_force = Promise.objects.filter(version__contract=version.contract, version__state=V.IN_FORCE, item=item)
    if item.state not in ContractItem.OPEN or not standing.exists() or not in_force.exists():
        raise ValidationError(
            _("Only an open item that is in force is replaced by another. Change this one, or leave it out."),
            code="state",
        )
    standing.delete()


def copy_into(version: ContractVersion, promise: Promise) -> None:
    """A promise of another version as it stands there. What it took the place of there is superseded already."""
    promise.pk, promise.version, promise.replaces = None, version, None
    promise._state.adding = True
    promise.save()


def _check_promise(promise: Promise) -> None:
    """What is wrong even in a draft. What is merely missing is asked for when it is proposed."""
    if promise.metric is not None and promise.metric.about_safety and promise.target_kind == Promise.Kind.VALUE:
        raise ValidationError(
            {"metric": _("A number of people hurt is nobody's target. Promise the work that protects them.")}
        )
    if promise.acceptor is not None and promise.helped.plant_id not in promise.acceptor.plants:
        raise ValidationError(
            {"acceptor": _("Whoever accepts belongs to the side that is helped, never to the helper.")}
        )
    if promise.acceptor is not None and promise.helper.plant_id in promise.acceptor.plants:
        raise ValidationError(
            {"acceptor": _("Whoever accepts belongs to the side that is helped, never to the helper.")}
        )
    is_change = promise.target is not None and promise.target_kind == Promise.Kind.CHANGE
    if is_change and promise.target <= -1:
        raise ValidationError({"target": _("Nothing falls by a hundred per cent or more.")})
    first, last = promise.baseline_from_on, promise.baseline_until_on
    if first is not None and last is not None and last < first:
        raise ValidationError({"baseline_until_on": _("It cannot end before it begins.")})


@verb
def take_item_out(version: ContractVersion, item: ContractItem, *, by: Person | None) -> None:
    """Leave an item out of the version being written. One that stands in no version at all is gone; what it was to
    replace stands in the version again."""
    version = writable(version, by)
    power = Power.DRAFT if version.contract.signed_at is None else Power.AMEND
    authority = authority_for(by, version.written_for, power, roles=DRAFTERS)
    written = version.promises.filter(item=item).select_related("replaces").first()
    if written is None:
        raise ValidationError(_("Item %(number)s does not stand in this version.") % {"number": item.number})
    written.delete()
    if written.replaces is not None and written.replaces.state in ContractItem.OPEN:
        copy_into(version, written.replaces.promises.get(version__state=V.IN_FORCE))
    record("take_item_out", item, by=by, plant=version.written_for.plant.slug, authority=authority.text,
           details={"version": version.number})  # fmt: skip
    if not item.promises.exists():
        item.delete()
