"""What became of the exchanged ways: who takes each up, who has it, who says no, who is silent; with what effect."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions.models import Adoption
from huzhu.adoptions.queries import effects_of
from huzhu.adoptions.shown import EffectPage
from huzhu.conferences.models import Conference, ExchangedItem, ItemAnswer
from huzhu.conferences.queries import answer_by
from huzhu.experiences.dispositions import TAKEN, Disposition
from huzhu.experiences.models import Experience
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import beginnings, effects
from huzhu.workshops import clocks

SHOW = ("all", "taken", "verified", "silent", "mine")


@dataclass(frozen=True)
class Reply:
    """One receiving workshop's answer, and what it made of the way since."""

    answer: ItemAnswer
    is_late: bool
    uses: tuple[EffectPage, ...] = ()

    @property
    def is_verified(self) -> bool:
        """By what came of the conference and is still in use, not by what was there before."""
        since = self.answer.item.conference.starts_on
        return any(
            page.evidence == "verified" and page.adoption.starts_on >= since and page.adoption.ended_on is None
            for page in self.uses
        )


@dataclass(frozen=True)
class Line:
    """One exchanged way with its answers."""

    item: ExchangedItem
    replies: tuple[Reply, ...] = ()

    def saying(self, *dispositions: str) -> list[Reply]:
        return [each for each in self.replies if each.answer.disposition in dispositions]

    @property
    def is_taken(self) -> bool:
        return bool(self.saying(*TAKEN))

    @property
    def is_verified(self) -> bool:
        """Taken up after the conference, and the effect of that is verified."""
        return any(each.is_verified for each in self.saying(*TAKEN))

    @property
    def was_known(self) -> bool:
        return bool(self.saying(Disposition.ALREADY))


@dataclass(frozen=True)
class Ledger:
    lines: tuple[Line, ...] = field(default=())

    @property
    def taken(self) -> int:
        return sum(each.is_taken for each in self.lines)

    @property
    def verified(self) -> int:
        return sum(each.is_verified for each in self.lines)

    @property
    def known(self) -> int:
        return sum(each.was_known for each in self.lines)

    @property
    def replies(self) -> list[Reply]:
        return [reply for line in self.lines for reply in line.replies]


def ledger(conference: Conference, person: Person) -> Ledger:
    """Every way on the list; where it is not out yet, every way handed in."""
    items = ExchangedItem.objects.visible_to(person).filter(conference=conference)
    if conference.is_over:
        items = items.filter(state=ExchangedItem.State.LISTED)
    found = list(
        items.select_related("conference", "experience__trade", "experience__origin__plant", "experience__metric")
    )
    answers = ItemAnswer.objects.visible_to(person).filter(item__conference=conference)
    rows = list(answers.select_related("workshop__plant", "item__conference").order_by("workshop__plant", "workshop"))
    uses = _uses(found, {each.workshop_id for each in rows}, person)
    now = clocks.now()
    by_item: dict[int, list[Reply]] = {}
    way_of = {item.pk: item.experience_id for item in found}
    for answer in rows:
        taken = uses.get((way_of.get(answer.item_id, 0), answer.workshop_id), [])
        by_item.setdefault(answer.item_id, []).append(Reply(answer, _is_late(answer, now), tuple(taken)))
    return Ledger(tuple(Line(item, tuple(by_item.get(item.pk, ()))) for item in found))


def _is_late(answer: ItemAnswer, now: datetime.datetime) -> bool:
    return answer.disposition in (Disposition.NONE, Disposition.LATER) and answer_by(answer) <= now


def _uses(
    items: Iterable[ExchangedItem], workshops: set[int], person: Person
) -> dict[tuple[int, int], list[EffectPage]]:
    """By (way, workshop): what runs or ran there, with its effect as far as it is disclosed to the reader."""
    ways = [item.experience_id for item in items]
    known = Adoption.objects.visible_to(person).filter(experience__in=ways, workshop__in=workshops)
    pages = effects_of(known.exclude(state=Adoption.State.ABANDONED), person)
    found: dict[tuple[int, int], list[EffectPage]] = {}
    for page in sorted(pages.values(), key=lambda each: (each.adoption.starts_on, each.adoption.pk)):
        found.setdefault((page.adoption.experience_id, page.adoption.workshop_id), []).append(page)
    return found


def finding(book: Ledger) -> str:
    """What became of the 56?"""
    count = len(book.lines)
    if not count:
        return _("No way was exchanged.")
    if not book.taken:
        return ngettext("Of %(count)s way, nobody has taken it up.", "Of %(count)s ways, none was taken up.", count) % {
            "count": count
        }
    values = {"count": count, "taken": book.taken, "verified": book.verified}
    if not book.verified:
        waiting = ngettext(
            "Of %(count)s ways, %(taken)s was taken up; it is not verified yet.",
            "Of %(count)s ways, %(taken)s were taken up; none of these is verified yet.",
            book.taken,
        )
        return waiting % values
    if book.taken == 1:
        return _("Of %(count)s ways, one was taken up, and it is verified.") % values
    return (
        ngettext(
            "Of %(count)s ways, %(taken)s were taken up; %(verified)s of these is verified.",
            "Of %(count)s ways, %(taken)s were taken up; %(verified)s of these are verified.",
            book.verified,
        )
        % values
    )


def standfirst(book: Ledger, until: datetime.datetime | None) -> list[str]:
    """How many knew it already, how many have answered."""
    lines = []
    if book.known:
        lines.append(
            ngettext(
                "%(count)s way was in use at another workshop already.",
                "%(count)s ways were in use at other workshops already.",
                book.known,
            )
            % {"count": book.known}
        )
    replies = book.replies
    if replies:
        silent = sum(each.answer.disposition == Disposition.NONE for each in replies)
        values = {"given": len(replies) - silent, "asked": len(replies), "silent": silent}
        if not silent:
            lines.append(_("Every receiving workshop has answered."))
        elif until is not None and until <= clocks.now():
            lines.append(_("%(given)s of %(asked)s answers were given; %(silent)s are late.") % values)
        else:
            lines.append(_("%(given)s of %(asked)s answers were given.") % values)
    return lines


def rows(book: Ledger, person: Person, show: str) -> list[dict[str, Any]]:
    """The list, trade by trade, as far as it is wanted."""
    mine = {seat.workshop_id for seat in person.seats_now if seat.workshop_id}
    tests = {
        "taken": lambda line: line.is_taken,
        "verified": lambda line: line.is_verified,
        "silent": lambda line: bool(line.saying(Disposition.NONE)),
        "mine": lambda line: any(each.answer.workshop_id in mine for each in line.replies),
    }
    wanted = [line for line in book.lines if show not in tests or tests[show](line)]
    groups: dict[str, list[dict[str, Any]]] = {}
    begun = beginnings.by_thing([line.item for line in wanted], person)
    for line in wanted:
        row = _row(line, person) | {"contracts": begun.get(line.item.journal_name, [])}
        groups.setdefault(str(line.item.experience.trade), []).append(row)
    return [{"title": title, "rows": lines} for title, lines in groups.items()]


def switches(book: Ledger, person: Person, show: str) -> list[dict[str, Any]]:
    mine = {seat.workshop_id for seat in person.seats_now if seat.workshop_id}
    count = {
        "all": len(book.lines),
        "taken": book.taken,
        "verified": book.verified,
        "silent": sum(bool(line.saying(Disposition.NONE)) for line in book.lines),
        "mine": sum(any(each.answer.workshop_id in mine for each in line.replies) for line in book.lines),
    }
    words = {
        "all": _("All"),
        "taken": _("Taken up"),
        "verified": _("Verified"),
        "silent": _("Answers missing"),
        "mine": _("For my workshop"),
    }
    shown = SHOW if mine else SHOW[:-1]
    return [{"code": code, "label": words[code], "count": count[code], "is_now": code == show} for code in shown]


def _row(line: Line, person: Person) -> dict[str, Any]:
    way = line.item.experience
    return {
        "number": line.item.number,
        "title": way.title,
        "url": reverse("experience_page", args=[way.slug]),
        "note": str(way.origin) if way.origin else _("Origin not named"),
        "warning": way.get_flag_display() if way.flag else "",
        "state": line.item.get_state_display() if line.item.state != ExchangedItem.State.LISTED else "",
        "is_illustrative": way.is_illustrative,
        "taken": [_reply(each) | {"draft_url": _draft_url(each, way, person)} for each in line.saying(*TAKEN)],
        "known": [_reply(each) for each in line.saying(Disposition.ALREADY)],
        "others": [_reply(each) for each in line.replies if not (each.answer.is_taken or _has(each))],
        "others_words": _others_words(line),
    }


def _has(reply: Reply) -> bool:
    return reply.answer.disposition == Disposition.ALREADY


def _draft_url(reply: Reply, way: Experience, person: Person) -> str:
    """Whoever takes it up and whoever has it can promise each other the help."""
    if reply.answer.workshop_id == way.origin_id:
        return ""
    return beginnings.draft_url(reply.answer.item, person, [reply.answer.workshop, way.origin])


def _others_words(line: Line) -> str:
    """Later, no, silent, in one line."""
    count = {
        "later": len(line.saying(Disposition.LATER)),
        "no": len(line.saying(Disposition.REFUSE, Disposition.NOT_APPLICABLE)),
        "silent": len(line.saying(Disposition.NONE)),
    }
    said = []
    if count["no"]:
        said.append(ngettext("%(count)s says no", "%(count)s say no", count["no"]) % {"count": count["no"]})
    if count["later"]:
        said.append(_("%(count)s later") % {"count": count["later"]})
    if count["silent"]:
        said.append(_("%(count)s not answered") % {"count": count["silent"]})
    return " · ".join(said)


def _reply(reply: Reply) -> dict[str, Any]:
    answer = reply.answer
    said = answer.get_disposition_display()
    if answer.disposition == Disposition.LATER and answer.later_on:
        said = _("Later: decides by %(day)s") % {"day": wording.short_date(answer.later_on, clocks.today())}
    return {
        "who": str(answer.workshop),
        "said": said,
        "reason": answer.reason,
        "is_late": reply.is_late,
        "uses": [_use(page) for page in reply.uses],
        "is_begun": bool(reply.uses) or not answer.is_taken,
    }


def _use(page: EffectPage) -> dict[str, Any]:
    adoption, short = page.adoption, effects.short_effect(page)
    return {
        "url": reverse("adoption_page", args=[adoption.workshop.slug, adoption.slug]),
        "line": adoption.line,
        "effect": short["effect"],
        "doubt": short["doubt"],
        "evidence": short["evidence"],
        "evidence_words": short["evidence_words"],
    }
