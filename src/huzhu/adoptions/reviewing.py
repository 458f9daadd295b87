"""What a visit led to: its effect is reviewed once what came of it has been in use long enough to be measured."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.adoptions.models import Adoption
from huzhu.journal.actions import record, verb
from huzhu.moves import move
from huzhu.notices.actions import sentence, tell
from huzhu.people.models import Person
from huzhu.visits import rules, telling
from huzhu.visits.actions import locked, moment_of
from huzhu.visits.models import Visit, VisitAction
from huzhu.words import Words
from huzhu.workshops.clocks import Clock, deadline


def adoptions_from(visit: Visit) -> list[Adoption]:
    """What was taken up because of a visit, but not what was never started."""
    found = Adoption.objects.filter(visit_action__visit=visit).exclude(state=Adoption.State.ABANDONED)
    return list(found.select_related("workshop__plant", "experience", "metric", "visit_action").order_by("pk"))


def review_from(visit: Visit) -> datetime.date | None:
    """The first day on which its effect can be reviewed; None where nothing was taken up."""
    days = [_due(each, rules.REVIEW) for each in adoptions_from(visit)]
    return max(days, default=None)


def _due(adoption: Adoption, clock: Clock) -> datetime.date:
    return deadline(clock, moment_of_start(adoption), adoption.workshop.plant).date()


def moment_of_start(adoption: Adoption) -> datetime.datetime:
    return datetime.datetime.combine(adoption.starts_on, datetime.time(8), tzinfo=datetime.UTC)


@verb
def review_visit_effect(visit: Visit, *, by: Person | None, note: Words, on: datetime.date | None = None) -> Visit:
    """The chief engineer of those who came says what it led to, beside what was measured; whoever gave hears it.

    Every action is settled or taken up, and every adoption has run for the days the alliance's clock asks. Where
    nothing was taken up, the note says so.
    """
    visit = locked(visit)
    if by is not None and not rules.may_review(by, visit):
        raise PermissionDenied
    if not note:
        raise ValidationError({"note": _("Say what it led to, or that it led to nothing.")})
    day = moment_of(on).date()
    adoptions = adoptions_from(visit)
    taken = {each.visit_action_id for each in adoptions}
    for action in visit.actions.filter(state=VisitAction.State.OPEN):
        if action.pk not in taken:
            raise ValidationError(_("“%(action)s” is neither done nor dropped yet.") % {"action": action.text})
    first = review_from(visit)
    if first is not None and day < first:
        raise ValidationError(
            _("What was taken up has not run long enough: review it from %(day)s on.") % {"day": first.isoformat()}
        )
    for each in adoptions:
        if each.state in Adoption.NOT_STARTED:
            raise ValidationError(_("“%(way)s” was taken up and has not begun yet.") % {"way": each.experience})
    move(visit, "review_effect", rules.MOVES)
    visit.effect = {each.journal_name: _evidence(each) for each in adoptions}
    visit.effect_note, visit.reviewed_by, visit.reviewed_on = note, by, day
    visit.save()
    record("review_visit_effect", visit, by=by, details={"effect": visit.effect, "on": day.isoformat()})
    values = {"title": visit.title, "host": visit.host}
    text = sentence(gettext_lazy("What “%(title)s” at %(host)s led to has been reviewed."), values)
    tell(telling.givers(visit), about=visit, text=text, address=f"/meetings/{visit.slug}#effect")
    return visit


def _evidence(adoption: Adoption) -> str:
    measured = adoption.measurements.filter(is_current=True, guardrail=None).first()
    return (measured.evidence or measured.status) if measured else "none"
