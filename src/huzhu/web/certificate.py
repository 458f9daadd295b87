"""The certificate of a round on one A4: typst, fonts embedded, from the final list alone."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.competitions.models import Round, Standing
from huzhu.web import wording
from huzhu.web.presenting.standings_table import name_of
from huzhu.web.typesetting import pdf_of
from huzhu.words import reading_language


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
    return pdf_of("certificate.typ", _data(standing, titles))


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
