"""The verbs of a receipt: read, say what one does, done."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huzhu.adoptions.models import Adoption
from huzhu.experiences.dispositions import faults_of
from huzhu.express import rules, telling
from huzhu.express.models import StoryReceipt
from huzhu.express.moments import allow, locked_receipt, moment_of
from huzhu.journal.actions import record, verb
from huzhu.moves import can_move, move
from huzhu.people.models import Person
from huzhu.words import Words

D = StoryReceipt.Disposition
RUNNING = (Adoption.State.TRIAL, Adoption.State.IN_USE, Adoption.State.STANDARDISED)


def _keep(receipt: StoryReceipt, name: str, by: Person | None, details: dict[str, Any] | None = None) -> StoryReceipt:
    """What is done about a danger is everybody's; the rest the workshop's plant's and the origin's."""
    receipt.full_clean()
    receipt.save()
    plant = "" if receipt.story.is_safety else receipt.workshop.plant.slug
    record(name, receipt, by=by, plant=plant, details=details)
    return receipt


@verb
def read_story(receipt: StoryReceipt, *, by: Person, at: datetime.datetime | None = None) -> StoryReceipt:
    """Opened by somebody who answers for the workshop or is its engineer. Read is not acted on."""
    receipt = locked_receipt(receipt)
    allow(rules.may_read(by, receipt))
    if not can_move(receipt, "read", rules.RECEIPT_MOVES):
        return receipt
    move(receipt, "read", rules.RECEIPT_MOVES)
    receipt.read_by, receipt.read_at = by, moment_of(at)
    return _keep(receipt, "read_story", by)


@verb
def dispose(
    receipt: StoryReceipt,
    *,
    by: Person | None,
    disposition: str,
    reason: Words | None = None,
    later_on: datetime.date | None = None,
    adoption: Adoption | None = None,
    at: datetime.datetime | None = None,
) -> StoryReceipt:
    """What the workshop does about it. A later answer replaces the first, and the journal keeps both."""
    receipt = locked_receipt(receipt)
    if by is not None:
        allow(rules.may_dispose(by, receipt))
    if not receipt.story.is_live:
        raise ValidationError(_("It no longer asks for an answer."), code="state")
    moment = moment_of(at)
    _check(receipt, disposition, reason, later_on, adoption, moment)
    before = receipt.disposition
    move(receipt, "dispose", rules.RECEIPT_MOVES)
    receipt.disposition, receipt.reason = disposition, reason or Words()
    receipt.later_on = later_on if disposition == D.LATER else None
    receipt.adoption = adoption if disposition in StoryReceipt.TAKEN else None
    receipt.sent_at = receipt.sent_at or moment
    receipt.read_at, receipt.read_by = receipt.read_at or moment, receipt.read_by or by
    receipt.disposed_by, receipt.disposed_at = by, moment
    receipt.answered_at = None if disposition == D.LATER else receipt.answered_at or moment
    receipt.reminded_at = receipt.overdue_told_at = None  # what follows has a day of its own
    details = {"disposition": disposition, "before": before, "reason": dict(receipt.reason)}
    _keep(receipt, "dispose", by, details)
    telling.the_origin_of_an_answer(receipt)
    return receipt


def _check(
    receipt: StoryReceipt,
    disposition: str,
    reason: Words | None,
    later_on: datetime.date | None,
    adoption: Adoption | None,
    moment: datetime.datetime,
) -> None:
    wrong = faults_of(disposition, reason, later_on, moment)
    if adoption is not None and adoption.workshop_id != receipt.workshop_id:
        wrong["adoption"] = _("This is another workshop's.")
    if wrong:
        raise ValidationError(wrong)


@verb
def finish(
    receipt: StoryReceipt,
    *,
    by: Person | None,
    adoption: Adoption | None = None,
    at: datetime.datetime | None = None,
) -> StoryReceipt:
    """It is done. What was taken up names the adoption under which it is measured, once that runs."""
    receipt = locked_receipt(receipt)
    if by is not None:
        allow(rules.may_dispose(by, receipt))
    if receipt.disposition == D.LATER:
        raise ValidationError(_("You said “later”: say first what you do."), code="state")
    if adoption is not None:
        receipt.adoption = adoption
    if receipt.disposition in StoryReceipt.TAKEN and receipt.story.experience_id:
        taken = receipt.adoption
        if taken is None or taken.workshop_id != receipt.workshop_id or taken.state not in RUNNING:
            raise ValidationError({"adoption": _("It is done once it is in use here and measured.")})
    move(receipt, "finish", rules.RECEIPT_MOVES)
    receipt.done_by, receipt.done_at = by, moment_of(at)
    return _keep(receipt, "finish", by)
