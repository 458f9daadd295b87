"""The minutes of a conference as a PDF in the reader's language, with what is attached and who approved them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.conferences.decided import Minutes
from huzhu.conferences.drafting import lines_of
from huzhu.conferences.minuting import waiting_approvals
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import conference_attachments
from huzhu.web.typesetting import pdf_of
from huzhu.words import reading_language


def minutes_pdf(minutes: Minutes, person: Person) -> bytes:
    return pdf_of("minutes.typ", content(minutes, person))


def content(minutes: Minutes, person: Person) -> dict[str, Any]:
    conference = minutes.conference
    days = {"first": wording.long_date(conference.starts_on), "last": wording.long_date(conference.ends_on)}
    return {
        "lang": reading_language(),
        "kicker": _("Minutes, version %(number)s") % {"number": minutes.number},
        "title": str(conference.title),
        "days": _("%(host)s, %(first)s to %(last)s") % {"host": conference.host, **days},
        "lines": lines_of(str(minutes.text)),
        "attached": _("Attachments"),
        "attachments": conference_attachments.lines(conference, person),
        "approved": _("Approved by the heads of delegation"),
        "approvals": [
            {
                "plant": str(each.plant),
                "who": str(each.person),
                "on": wording.long_date(timezone.localtime(each.at).date()),
            }
            for each in minutes.approvals.select_related("plant", "person")
        ],
        "waiting": [str(plant) for plant in waiting_approvals(minutes)],
        "foot": conference.address,
    }
