"""The minutes of a conference as a PDF in the reader's language, with who approved them."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.conferences.decided import Minutes
from huzhu.conferences.drafting import lines_of
from huzhu.conferences.minuting import waiting_approvals
from huzhu.web import wording
from huzhu.web.fonts import FACES, font_folder
from huzhu.words import reading_language

TEMPLATE = files("huzhu.web") / "papers" / "minutes.typ"


def minutes_pdf(minutes: Minutes) -> bytes:
    import typst  # a large library, wanted only here

    fonts = typst.Fonts(font_paths=[str(folder) for folder in map(font_folder, FACES) if folder])
    inputs = {"data": json.dumps(_content(minutes), ensure_ascii=False)}
    return bytes(typst.Compiler(str(TEMPLATE), font_paths=fonts, sys_inputs=inputs).compile(format="pdf"))


def _content(minutes: Minutes) -> dict[str, Any]:
    conference = minutes.conference
    days = {"first": wording.long_date(conference.starts_on), "last": wording.long_date(conference.ends_on)}
    return {
        "lang": reading_language(),
        "kicker": _("Minutes, version %(number)s") % {"number": minutes.number},
        "title": str(conference.title),
        "days": _("%(host)s, %(first)s to %(last)s") % {"host": conference.host, **days},
        "lines": lines_of(str(minutes.text)),
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
