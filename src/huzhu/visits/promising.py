""" "We will do this" as a promise in a contract: one step from what was decided at a visit."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from huzhu.contracts import drafting, writing
from huzhu.contracts.models import ContractItem, ContractVersion
from huzhu.journal.actions import record, verb
from huzhu.people.models import Person
from huzhu.visits import rules
from huzhu.visits.models import VisitAction
from huzhu.workshops.clocks import today

HALF_A_YEAR = datetime.timedelta(days=182)


@verb
def promise_action(action: VisitAction, *, by: Person | None) -> ContractItem:
    """The host helps, whoever decided it is helped, measured by what the visit was about. It goes into the text that
    the workshop is writing with the host, or begins one; what is open there is asked for before it is proposed."""
    rows = VisitAction.objects.select_for_update(of=("self",)).select_related(
        "visit__host__plant", "visit__metric", "workshop__plant", "owner", "experience"
    )
    action = rows.get(pk=action.pk)
    if by is not None and not rules.may_promise(by, action):
        raise PermissionDenied
    if action.state != VisitAction.State.OPEN or action.contract_item_id is not None:
        raise ValidationError(_("This was settled or promised already."), code="state")
    version = _written_with_the_host(action) or _begun(action, by)
    parties = {each.workshop_id: each for each in version.contract.parties.all()}
    promise = writing.write_item(
        version,
        by=by,
        helper=parties[action.visit.host_id],
        helped=parties[action.workshop_id],
        subject=action.text,
        metric=action.visit.metric,
        due_on=min(action.due_on, version.contract.ends_on),
        acceptor=action.owner,
        experience=action.experience,
    )
    action.contract_item = promise.item
    action.save()
    record("promise_action", action, by=by, details={"item": promise.item.journal_name})
    return promise.item


def _written_with_the_host(action: VisitAction) -> ContractVersion | None:
    """A text between exactly these two that the workshop's side is writing now."""
    writing = ContractVersion.objects.filter(
        state=ContractVersion.State.WRITING, written_for__workshop=action.workshop, contract__ended_at=None
    ).select_related("contract", "written_for__plant", "written_for__workshop__plant")
    wanted = {action.workshop_id, action.visit.host_id}
    for each in writing.order_by("pk"):
        if {party.workshop_id for party in each.contract.parties.all()} == wanted:
            return each
    return None


def _begun(action: VisitAction, by: Person | None) -> ContractVersion:
    day = today()
    contract = drafting.draft_contract(
        action.workshop,
        [action.visit.host],
        by=by,
        title=action.visit.title,
        starts_on=day,
        ends_on=max(action.due_on, day + HALF_A_YEAR),
        card=action.visit.card,
        came_from=action.visit,
    )
    return contract.versions.get()
