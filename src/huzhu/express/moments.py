"""Taking a row into one's hands, and the moment at which something was done."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from huzhu.express.issues import ExpressIssue
from huzhu.express.models import Story, StoryReceipt
from huzhu.workshops import clocks


def moment_of(at: datetime.datetime | None) -> datetime.datetime:
    """Now, as the alliance counts time, or an earlier moment written down late."""
    now = clocks.now()
    if at is not None and at > now:
        raise ValidationError({"at": _("This moment has not come yet.")})
    return at or now


def allow(is_allowed: bool) -> None:
    if not is_allowed:
        raise PermissionDenied


def locked_story(story: Story) -> Story:
    rows = Story.objects.select_for_update(of=("self",)).select_related(
        "workshop__plant", "workshop__trade", "written_by", "experience", "hazard", "metric"
    )
    return rows.get(pk=story.pk)


def locked_receipt(receipt: StoryReceipt) -> StoryReceipt:
    rows = StoryReceipt.objects.select_for_update(of=("self",)).select_related("workshop__plant", "story__workshop")
    return rows.get(pk=receipt.pk)


def locked_issue(issue: ExpressIssue) -> ExpressIssue:
    return ExpressIssue.objects.select_for_update().get(pk=issue.pk)
