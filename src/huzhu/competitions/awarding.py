"""Who gets what, as the conditions say, and where the circulating banner hangs."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from huzhu.competitions import rules
from huzhu.competitions.lasting import Holding
from huzhu.competitions.models import Round, Standing
from huzhu.journal.actions import record, verb
from huzhu.moves import move
from huzhu.people.models import Person
from huzhu.workshops.clocks import today
from huzhu.workshops.models import Trade


def in_order(round_: Round) -> list[Standing]:
    """Final standings by points; those withheld for safety and those without data are not among them."""
    found = list(round_.standings.filter(state=Standing.State.FINAL).select_related("workshop__plant"))
    for each in found:
        each.round = round_
    return sorted(found, key=lambda each: (each.counted["order"], each.pk))


def awards_of(round_: Round) -> dict[str, Any]:
    """The banner to the most points among those who could be first; they share the first place in name."""
    ranked = in_order(round_)
    first = [each for each in ranked if each.counted["place"][0] == 1]
    return {
        "banner": first[0].key if first else "",
        "first": [each.key for each in first],
        "most_helpful": _most(ranked, "help"),
        "biggest_improver": _most(ranked, "improvement"),
        "best_remedy": best_remedy(round_, ranked),
    }


def _most(ranked: list[Standing], part: str) -> str:
    points = {each.key: each.counted["parts"][part]["points"] for each in ranked}
    best = max(points, key=lambda key: points[key], default="")
    return best if best and points[best] > 0 else ""


def best_remedy(round_: Round, ranked: list[Standing]) -> str:
    """Whose remedies removed dangers elsewhere, most of them; none is counted in people."""
    given: dict[str, int] = {}
    by_shop = {each.workshop.slug: each.key for each in ranked}
    for report in round_.result["reports"]:
        if report["kind"] == "remedy" and report["workshop"] in by_shop:
            given[report["workshop"]] = given.get(report["workshop"], 0) + 1
    best = max(sorted(given), key=lambda slug: given[slug], default="")
    return by_shop.get(best, "")


def pass_banner_on(round_: Round, *, by: Person | None) -> Holding:
    """From its last holder to the next; with the same one again it is held again; without one it hangs with nobody."""
    standing = winner(round_)
    there = Holding.objects.current().filter(trade=round_.trade, kind=round_.kind).first()
    if there is not None and standing is not None and _hangs_with(there, standing):
        move(there, "retain", rules.HOLDING_MOVES)
        there.round = round_
        there.save()
        record("retain_banner", there, by=by, details={"round": round_.slug, "holder": standing.key})
        return there
    return _hang(round_, standing, there, "pass_banner_on" if there else "raise_banner", by)


def winner(round_: Round) -> Standing | None:
    """Who was awarded the banner, unless safety withholds it by now."""
    slug, _bar, line = round_.awards["banner"].partition("/")
    found = round_.standings.filter(workshop__slug=slug, line=line) if slug else round_.standings.none()
    return found.exclude(state=Standing.State.VETOED).first()


def _hangs_with(there: Holding, standing: Standing) -> bool:
    return (there.workshop_id, there.line) == (standing.workshop_id, standing.line)


def _hang(round_: Round, standing: Standing | None, there: Holding | None, word: str, by: Person | None) -> Holding:
    day = today()
    if there is not None:
        move(there, "pass_on", rules.HOLDING_MOVES)
        there.until_on = max(day, there.since_on)
        there.save()
    taken = Holding(
        trade=round_.trade, kind=round_.kind, round=round_, workshop=standing.workshop if standing else None,
        line=standing.line if standing else "", since_on=day,
        state=Holding.State.HELD if standing else Holding.State.VACANT,
    )  # fmt: skip
    taken.save()
    holder = standing.key if standing else ""
    record(word, taken, by=by, details={"round": round_.slug, "holder": holder})
    return taken


def follow_safety(standing: Standing, *, by: Person | None) -> None:
    """Decided after the award: the banner is taken back from whom safety withholds it, or given back after an appeal,
    as long as no later round has passed it on."""
    round_ = standing.round
    if round_.state not in (Round.State.AWARDED, Round.State.CLOSED) or round_.awards["banner"] != standing.key:
        return
    there = Holding.objects.current().filter(trade=round_.trade, kind=round_.kind, round=round_).first()
    holds = winner(round_)
    if there is None or (_hangs_with(there, holds) if holds else there.workshop_id is None):
        return
    _hang(round_, holds, there, "give_banner_back" if holds else "take_banner_back", by)


@verb
def retire_banner(trade: Trade, kind: str, *, by: Person | None, why: str) -> Holding:
    """It is awarded no longer: the committee says why."""
    if by is not None and not rules.may_decide(by):
        raise PermissionDenied
    there = Holding.objects.select_for_update(of=("self",)).filter(trade=trade, kind=kind, until_on=None).first()
    if there is None:
        raise ValidationError(_("There is no such banner."), code="state")
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    move(there, "retire", rules.HOLDING_MOVES)
    there.until_on = max(today(), there.since_on)
    there.save()
    record("retire_banner", there, by=by, details={"why": why})
    return there


def history(trade: Trade, kind: str, person: Person) -> list[Holding]:
    """Who had it, the latest first."""
    found = Holding.objects.visible_to(person).filter(trade=trade, kind=kind)
    return list(found.select_related("workshop__plant", "round"))


def days_held(holding: Holding, today: datetime.date) -> int:
    return holding.days(today)
