"""The first text of the minutes, in both languages, from what the conference did. People then work on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.conferences.decided import Resolution, Vote
from huzhu.conferences.models import Conference, ExchangedItem
from huzhu.words import Words, long_date, run_together

HEADING, POINT = "# ", "- "


def drafted(conference: Conference) -> Words:
    said = {}
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            said[language] = "\n".join(_lines(conference))
    return Words(said)


def lines_of(text: str) -> list[tuple[str, str]]:
    """What a page and a paper read of the minutes: ("heading" | "point" | "text", words)."""
    found = []
    for line in text.splitlines():
        kind = {HEADING: "heading", POINT: "point"}.get(line[:2], "text")
        words = line.strip() if kind == "text" else line[2:].strip()
        if words:
            found.append((kind, words))
    return found


def _lines(conference: Conference) -> Iterator[str]:
    yield from _who(conference)
    for point in conference.agenda.all():
        if point.said:
            yield f"{HEADING}{point}"
            yield from str(point.said).splitlines()
    yield from _exchanged(conference)
    yield from _resolved(conference)


def _who(conference: Conference) -> Iterator[str]:
    values: dict[str, Any] = {"title": conference.title, "host": conference.host}
    values |= {"first": long_date(conference.starts_on), "last": long_date(conference.ends_on)}
    yield _("%(title)s, held at %(host)s from %(first)s to %(last)s.") % values
    yield HEADING + _("Who was there")
    by_plant: dict[Any, list[str]] = {}
    for each in conference.delegates.select_related("plant", "person"):
        name = _("%(name)s (from afar)") % {"name": each.person} if each.from_afar else str(each.person)
        by_plant.setdefault(each.plant, []).append(name)
    comma = _(", ")
    for plant, names in by_plant.items():
        yield POINT + _("%(plant)s: %(names)s") % {"plant": plant, "names": comma.join(names)}


def _exchanged(conference: Conference) -> Iterator[str]:
    items = conference.items.filter(state=ExchangedItem.State.LISTED)
    found = list(items.select_related("experience__trade", "experience__origin__plant"))
    yield HEADING + ngettext("%(count)s way was exchanged", "%(count)s ways were exchanged", len(found)) % {
        "count": len(found)
    }
    for item in found:
        way = item.experience
        values = {"number": item.number, "way": way, "where": way.origin or way.trade}
        yield POINT + _("%(number)s. %(way)s (%(where)s)") % values


def _resolved(conference: Conference) -> Iterator[str]:
    yield HEADING + _("Resolutions")
    for each in conference.resolutions.prefetch_related("votes__plant").select_related("owner"):
        day = long_date(each.due_on) if each.due_on else ""
        values = {"number": each.number, "text": each.text, "owner": each.owner or "", "day": day}
        line = _("%(number)s. Not passed: %(text)s")
        if each.state != Resolution.State.FAILED:
            line = (
                _("%(number)s. %(text)s Seen to by %(owner)s, by %(day)s.") if each.owner else _("%(number)s. %(text)s")
            )
        yield POINT + run_together([line % values, vote_words(each)])


def vote_words(resolution: Resolution) -> str:
    """How the plants voted, and which of them from afar."""
    votes = list(resolution.votes.all())
    afar = _(", ").join(str(each.plant) for each in votes if each.from_afar)
    return run_together([_counted(votes), _("From afar: %(plants)s.") % {"plants": afar} if afar else ""])


def _counted(votes: list[Vote]) -> str:
    count = {choice: sum(each.choice == choice for each in votes) for choice in Vote.Choice.values}
    if votes and count[Vote.Choice.FOR] == len(votes):
        return ngettext("%(count)s plant voted, in favour.", "All %(count)s plants voted in favour.", len(votes)) % {
            "count": len(votes)
        }
    return _("%(for)s for, %(against)s against, %(abstain)s abstained.") % count
