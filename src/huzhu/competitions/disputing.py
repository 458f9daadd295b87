"""A count held to be wrong: said by a workshop of the round, decided by the committee. The old value stays."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.competitions import rules, telling
from huzhu.competitions.decided import Dispute
from huzhu.competitions.models import Round, Standing
from huzhu.journal.actions import record, verb
from huzhu.moves import move
from huzhu.notices.actions import seated
from huzhu.people.models import Person
from huzhu.workshops.clocks import now
from huzhu.workshops.models import Workshop

OPEN = (Round.State.RUNNING, Round.State.FROZEN, Round.State.APPRAISED, Round.State.OBJECTION)


@verb
def dispute(standing: Standing, *, by: Person | None, why: str, workshop: Workshop | None = None) -> Dispute:
    """While it runs and is checked, a dispute; once the list is out, an objection."""
    rows = Standing.objects.select_for_update(of=("self",)).select_related("round", "workshop__plant")
    found = rows.get(pk=standing.pk)
    speaks_for = workshop if by is None else rules.may_dispute(by, found)
    if speaks_for is None:
        raise PermissionDenied
    if found.round.state not in OPEN:
        raise ValidationError(_("This round is not open to it now."), code="state")
    if not why.strip():
        raise ValidationError({"why": _("Say which count is wrong, and why.")})
    move(found, "dispute", rules.STANDING_MOVES)
    found.save()
    is_objection = found.round.state == Round.State.OBJECTION
    said = Dispute(standing=found, workshop=speaks_for, by=by, at=now(), why=why, is_objection=is_objection)
    said.save()
    record("object" if is_objection else "dispute", said, by=by, details={"why": why, "workshop": speaks_for.slug})
    text = gettext_lazy("%(who)s holds a count of %(about)s in “%(title)s” to be wrong: %(why)s")
    people = [*seated("committee"), *telling.people_of([found.workshop])]
    telling.say(found.round, people, text, {"who": speaks_for, "about": found, "why": why})
    return said


@verb
def decide_dispute(dispute: Dispute, *, by: Person | None, is_upheld: bool, decision: str) -> Dispute:
    """The committee decides. What is upheld is mended where the count comes from, never in the points."""
    rows = Dispute.objects.select_for_update(of=("self",)).select_related(
        "standing__round", "standing__workshop", "workshop"
    )
    found = rows.get(pk=dispute.pk)
    if by is None or not rules.may_decide_dispute(by, found):
        raise PermissionDenied
    if found.decided_at is not None:
        raise ValidationError(_("This is decided already."), code="state")
    if not decision.strip():
        raise ValidationError({"decision": _("Say what was decided, and why.")})
    found.decided_by, found.decided_at, found.decision, found.is_upheld = by, now(), decision, is_upheld
    found.save()
    standing = Standing.objects.select_for_update(of=("self",)).get(pk=found.standing_id)
    left = standing.disputes.filter(decided_at=None).exists()
    if standing.state == Standing.State.CONTESTED and not left:
        move(standing, "settle", rules.STANDING_MOVES)
        standing.save()
    record("decide_round_dispute", found, by=by, details={"is_upheld": is_upheld, "decision": decision})
    said = gettext_lazy("The committee has decided about a count in “%(title)s”: %(decision)s")
    people = [*telling.people_of([found.standing.workshop, found.workshop])]
    telling.say(found.standing.round, people, said, {"decision": decision})
    return found
