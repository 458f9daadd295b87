"""Taking a danger into one's hands, and the moment at which something was done."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huzhu.hazards.models import Hazard
from huzhu.workshops import clocks


def locked(hazard: Hazard) -> Hazard:
    """The row for this verb alone, with what rules and notices ask of it."""
    found = Hazard.objects.select_for_update(of=("self",)).select_related(
        "workshop__plant", "workshop__trade", "experience__remedy", "adoption__workshop__plant", "metric", "remedy"
    )
    return found.get(pk=hazard.pk)


def moment_of(at: datetime.datetime | None, *, after: datetime.datetime | None = None) -> datetime.datetime:
    """Now, as the alliance counts time, or an earlier moment written down late; never before what it follows."""
    now = clocks.now()
    if at is not None and at > now:
        raise ValidationError({"at": _("This moment has not come yet.")})
    moment = at or now
    return max(moment, after) if after is not None else moment
