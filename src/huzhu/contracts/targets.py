"""Does an amendment move a target? After two thirds of the period only the committee lets it."""

from __future__ import annotations

from huzhu.contracts.models import ContractItem, ContractVersion

MOVABLE = ("metric_id", "target_kind", "target", "product")  # what two thirds of the period close


def moves_a_target(version: ContractVersion) -> bool:
    """Also where an open item is left out and the same side helps the same side with another one instead."""
    standing = version.contract.versions.filter(state=ContractVersion.State.IN_FORCE).first()
    if standing is None:
        return False
    before = {each.item_id: each for each in standing.promises.select_related("item")}
    promises = list(version.promises.all())
    pairs = [(each, before.get(each.replaces_id or each.item_id)) for each in promises]
    if any(old and any(getattr(each, name) != getattr(old, name) for name in MOVABLE) for each, old in pairs):
        return True
    kept = {each.replaces_id or each.item_id for each in promises}
    left_out = [old for pk, old in before.items() if pk not in kept and old.item.state in ContractItem.OPEN]
    new = {(each.helper_id, each.helped_id) for each, old in pairs if old is None}
    return any((old.helper_id, old.helped_id) in new for old in left_out)
