"""The certificate of a round on one A4: typst, fonts embedded, from the final list alone."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.competitions.models import Round, Standing
from huzhu.web import wording
from huzhu.web.presenting.standings_table import name_of
from huzhu.words import reading_language

PAGE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(paper: "a4", margin: (x: 26mm, y: 30mm))
#set text(font: ("Noto Serif CJK SC", "Source Serif 4", "Noto Sans SC", "Noto Serif SC", "Libertinus Serif"),
  size: 12pt, lang: data.lang)
#set par(leading: 0.9em)
#place(top + left, dx: -10mm, dy: -14mm, rect(width: 178mm, height: 263mm, stroke: 1.6pt))
#place(top + left, dx: -8mm, dy: -12mm, rect(width: 174mm, height: 259mm, stroke: 0.5pt))
#align(center)[
  #text(11pt)[#data.alliance] #v(10mm)
  #text(30pt, weight: "bold")[#data.kind] #v(14mm)
  #text(24pt, weight: "bold")[#data.who] #v(4mm)
  #text(13pt)[#data.round] #v(12mm)
]
#for line in data.lines [#align(center)[#block(width: 130mm)[#text(13pt)[#line]]] #v(3mm)]
#v(1fr)
#grid(columns: (1fr, 1fr), align: (left, right),
  [#data.signed_by], [#data.day])
#v(8mm)
#line(length: 100%, stroke: 0.5pt)
#text(8pt)[#data.seal \\ #raw(data.hash) \\ #data.notice]
"""


def titles_of(standing: Standing) -> list[str]:
    """What the final list gives this entrant."""
    awards, key = standing.round.awards, standing.key
    found = []
    if awards.get("banner") == key:
        found.append(_("The circulating banner"))
    if key in awards.get("first", []):
        alone = len(awards["first"]) == 1
        found.append(_("First place") if alone else _("Among those who could be first"))
    words = {
        "most_helpful": _("Most helpful"),
        "biggest_improver": _("Biggest improver"),
        "best_remedy": _("Best remedy"),
    }
    return found + [word for code, word in words.items() if awards.get(code) == key]


def certificate_pdf(standing: Standing) -> bytes | None:
    """None where nothing was awarded to it."""
    round_ = standing.round
    if round_.state not in (Round.State.AWARDED, Round.State.CLOSED) or standing.state == Standing.State.VETOED:
        return None
    titles = titles_of(standing)
    if not titles:
        return None
    import typst  # a large library, wanted only here

    return typst.compile(PAGE.encode(), sys_inputs={"data": json.dumps(_data(standing, titles))})


def _data(standing: Standing, titles: list[str]) -> dict[str, Any]:
    from huzhu.workshops.models import Alliance

    round_, alliance = standing.round, Alliance.here()
    first, last = standing.counted["place"]
    assert round_.awarded_at is not None
    values = {"first": first, "last": last, "count": _ranked(round_)}
    place = _("Place %(first)s to %(last)s of %(count)s, as far as the data can tell.") % values
    return {
        "lang": reading_language(),
        "title": str(round_.title),
        "alliance": str(alliance.name) if alliance else "",
        "kind": _("Certificate of award"),
        "who": name_of(standing),
        "round": str(round_.title),
        "lines": [*titles, place if first != last else _("Place %(first)s of %(count)s.") % values],
        "signed_by": _("For the committee of the alliance"),
        "day": wording.long_date(timezone.localtime(round_.awarded_at).date()),
        "seal": _("SHA-256 of what was counted; the same figures give the same points again."),
        "hash": round_.inputs_hash,
        "notice": str(alliance.notice) if alliance and alliance.notice else "",
    }


def _ranked(round_: Round) -> int:
    return sum(each.get("status") == "ranked" for each in round_.result["entrants"].values())
