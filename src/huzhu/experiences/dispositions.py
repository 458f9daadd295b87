"""What a workshop answers when a way is put before it, by the Express or at a conference: the same words everywhere."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huzhu.words import Words


class Disposition(models.TextChoices):
    NONE = "", _("No answer yet")
    ADOPT = "adopt", _("We take it up")
    TRIAL = "trial", _("We try it")
    ADAPT = "adapt", _("We fit it to our case")
    ALREADY = "already", _("We have it already")
    LATER = "later", _("Later")
    NOT_APPLICABLE = "not_applicable", _("Does not fit here")
    REFUSE = "refuse", _("We do not take it up")


TAKEN = (Disposition.ADOPT, Disposition.TRIAL, Disposition.ADAPT)
AT_ONCE = (*TAKEN, Disposition.ALREADY)  # one tap; the others ask for a reason or a day


def faults_of(
    disposition: str, reason: Words | None, later_on: datetime.date | None, moment: datetime.datetime
) -> dict[str, Any]:
    """What an answer lacks, by field: a "no" has its reason, a "later" its day."""
    wrong: dict[str, Any] = {}
    if disposition not in Disposition.values or disposition == Disposition.NONE:
        wrong["disposition"] = gettext("Choose what you do.")
    if disposition == Disposition.REFUSE and not reason:
        wrong["reason"] = gettext("Say why not.")
    if disposition == Disposition.NOT_APPLICABLE and not reason:
        wrong["reason"] = gettext("Name the condition that differs here.")
    if disposition == Disposition.LATER and (later_on is None or later_on <= moment.date()):
        wrong["later_on"] = gettext("Name the day by which you decide.")
    return wrong
