"""A measured effect beside a promise: once it has reached the target, the item is proposed for acceptance."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from huzhu.adoptions import rules
from huzhu.adoptions.models import Adoption, Measurement
from huzhu.adoptions.reading import effect_of
from huzhu.contracts.acting import promise_of
from huzhu.contracts.fulfilling import claim_from_data
from huzhu.contracts.models import ContractItem, Promise
from huzhu.contracts.rules import ITEM_MOVES
from huzhu.journal.actions import record, verb
from huzhu.metrics.models import Metric
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.workshops.clocks import today

PROVEN = ("verified", "probable")


def has_reached(promise: Promise, measured: Measurement) -> bool:
    """Does the measured effect keep the promise? The data must show the effect at all, and the level or the change
    must be at least as good as promised."""
    metric = promise.metric
    if metric is None or promise.target is None or measured.evidence not in PROVEN:
        return False
    if metric.direction == Metric.Direction.BAND:
        return False
    sign = 1 if metric.direction == Metric.Direction.UP else -1
    if promise.target_kind == Promise.Kind.CHANGE:
        effect = effect_of(measured.result, relative_only=True)
        reached = effect.relative.value if effect is not None and effect.relative is not None else None
    else:
        reached = measured.result.get("now_as_read")  # a level was signed on readings as they are
    return reached is not None and sign * reached >= sign * promise.target


def claim_if_reached(adoption: Adoption) -> ContractItem | None:
    """Propose the item of this adoption for acceptance if what was measured keeps its promise. The item, or None."""
    item = adoption.contract_item
    if item is None or not can_move(item, "claim_from_data", ITEM_MOVES):
        return None
    measured = adoption.measurements.filter(is_current=True, guardrail=None).first()
    promise = promise_of(item)
    if measured is None or promise.metric_id != adoption.metric_id or not has_reached(promise, measured):
        return None
    says = {"adoption": adoption.journal_name, "evidence": measured.evidence, "until_on": measured.until_on.isoformat()}
    text = f"measured effect of {adoption.journal_name} until {measured.until_on}: {measured.evidence}"
    try:
        return claim_from_data(item, evidence=text, effect=says)
    except ValidationError:  # the contract is suspended or not in force: nothing is reported done then
        return None


@verb
def keep_promise(adoption: Adoption, item: ContractItem, *, by: Person | None) -> Adoption:
    """This adoption is how the promise is kept: its measured effect stands beside it from now on."""
    adoption = Adoption.objects.select_for_update(of=("self",)).get(pk=adoption.pk)
    if by is not None and not rules.may_take_up(by, adoption.workshop):
        raise PermissionDenied
    if not rules.keeps(item, adoption.workshop) or adoption.metric_id != promise_of(item).metric_id:
        raise ValidationError({"adoption": _("This item promises no help to your workshop on this indicator.")})
    if not Adoption.objects.of_users().filter(pk=adoption.pk).exists():
        raise ValidationError({"adoption": _("This was stopped: it keeps no promise.")})
    adoption.contract_item = item
    adoption.save()
    record("keep_promise", adoption, by=by, details={"item": item.journal_name, "on": today().isoformat()})
    claim_if_reached(adoption)
    return adoption
