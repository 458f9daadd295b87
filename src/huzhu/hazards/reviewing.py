"""A risk that is borne comes back by itself: on its review day those who bear it are called."""

from __future__ import annotations

from huzhu.hazards import telling
from huzhu.hazards.models import Hazard
from huzhu.hazards.moments import locked
from huzhu.journal.actions import record, verb
from huzhu.workshops.clocks import today


@verb
def call_for_reviews() -> int:
    """Call safety officer and plant director to every borne risk whose review day has come, once for each such day.
    How many there were. Until they sign anew or it is taken up again, it is overdue for all to see (clocks.py)."""
    called = 0
    for waiting in Hazard.objects.filter(state=Hazard.State.ACCEPTED_RISK, review_on__lte=today()):
        if waiting.review_called_on == waiting.review_on:
            continue
        hazard = locked(waiting)
        if hazard.state != Hazard.State.ACCEPTED_RISK or hazard.review_called_on == hazard.review_on:
            continue  # another worker was quicker, or they have just signed
        hazard.review_called_on = hazard.review_on
        hazard.save()
        record("call_for_review", hazard, by=None, details={"on": today().isoformat()})
        telling.of_a_review(hazard)
        called += 1
    return called
