"""What is attached to a conference, on its page and on the printed minutes."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.conferences import rules
from huzhu.conferences.attached import Attachment
from huzhu.conferences.models import Conference
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.words import run_together


def attachments(conference: Conference, person: Person) -> list[dict[str, Any]]:
    """For the page: the title, where it is read, what it is and belongs to, where it is taken off."""
    may_drop = conference.state in rules.DROPPING and rules.may_attach(person, conference)
    found = []
    for each in _known(conference, person):
        address = {"conference": conference.slug, "attachment": each.pk}
        found.append(
            {
                "title": each.title,
                "url": reverse("conference_attachment", kwargs=address),
                "note": _("%(kind)s, %(size)s") % {"kind": each.get_kind_display(), "size": filesizeformat(each.bytes)},
                "belongs": belongs_to(each),
                "late": late_words(each),
                "drop_url": reverse("conference_attachment_drop", kwargs=address) if may_drop else "",
            }
        )
    return found


def lines(conference: Conference, person: Person) -> list[str]:
    """For the printed minutes: one line each."""
    return [
        run_together(
            filter(
                None,
                [
                    _("%(title)s (%(kind)s).") % {"title": each.title, "kind": each.get_kind_display()},
                    belongs_to(each),
                    late_words(each),
                ],
            )
        )
        for each in _known(conference, person)
    ]


def _known(conference: Conference, person: Person) -> Any:
    found = Attachment.objects.visible_to(person).filter(conference=conference)
    return found.select_related("conference", "item__experience")


def belongs_to(each: Attachment) -> str:
    if each.item is None:
        return ""
    return _("Belongs to way no. %(number)s, “%(way)s”.") % {"number": each.item.number, "way": each.item}


def late_words(each: Attachment) -> str:
    if not each.is_late:
        return ""
    day = wording.long_date(timezone.localtime(each.added_at).date())
    return _("Added on %(day)s, after the minutes were approved.") % {"day": day}
