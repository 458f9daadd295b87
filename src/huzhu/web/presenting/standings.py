# ruff: noqa: E501 (sentences stand on one line each)
"""The page of a round: the finding, the table in groups, who helped whom, how points are counted, what to do."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.competitions import queries
from huzhu.competitions.awarding import best_remedy
from huzhu.competitions.clocks import appraise_by, freeze_at, objections_until
from huzhu.competitions.lasting import Holding
from huzhu.competitions.models import Round, Standing
from huzhu.competitions.queries import Row, Table
from huzhu.competitions.running import unchecked
from huzhu.people.models import Person
from huzhu.web import charts, wording
from huzhu.web.presenting.banners import banner_row
from huzhu.web.presenting.conferences import resolutions
from huzhu.web.presenting.standings_helps import helps_of
from huzhu.web.presenting.standings_steps import buttons
from huzhu.web.presenting.standings_table import groups_of, name_of, reason_words, without_row
from huzhu.workshops.clocks import now, today

S = Round.State
MOST_HELPS = 6
TOO_FEW_READINGS = ("coverage", "too_early", "no_baseline")


def page(round_: Round, person: Person) -> dict[str, Any]:
    """Everything `standings/page.html` reads."""
    found = queries.table(round_, person)
    count = max(len(found.ranked), 1)
    helps = helps_of(found, person)
    return {
        "round": round_,
        "headline": finding(found),
        "standfirst": _standfirst(found, person),
        "kicker": [{"text": _("Standings"), "url": reverse("standings_list")}],
        "dateline_middle": _size_and_week(found),
        "dateline_right": _counted_on(round_),
        "groups": groups_of(found, count),
        "without": [without_row(row) for row in found.rows if not row.is_ranked],
        "places_head": charts.places_head(count),
        "has_help": bool(round_.conditions["weights"]["help"]),
        "is_coarse": not all(row.is_exact for row in found.rows),
        "helps": helps[:MOST_HELPS],
        "more_helps": helps[MOST_HELPS:],
        "all_helps": len(helps),
        "rules_of_points": _rules_of_points(round_),
        "behind": resolutions(queries.resolution_behind(round_, person)),
        "titles": _titles(found),
        "banner": _banner_of(round_),
        "buttons": buttons(round_, person),
        "foot_note": _foot_note(round_),
        "certificates": _certificates(found),
    }


def finding(found: Table) -> list[str]:
    """One sentence from the data, and one more where somebody is close."""
    if found.round.state in Round.BEFORE_START:
        return [_before_words(found.round)]
    if found.round.state == S.ANNULLED:
        return [_("This round was annulled.")]
    ranked = found.ranked
    if not ranked:
        return [_without_words(found)]
    first = _first(found)
    if first is None:
        return [_("The banner was awarded to nobody.")]
    if not found.round.awards and all(row.place[0] == 1 for row in ranked):
        return [
            _("%(who)s has most points, but the data cannot tell anybody apart.") % {"who": name_of(first.standing)}
        ]
    lines = [_ahead_words(found.round, first)]
    rest = [row for row in ranked if row.place[0] == 1 and row is not first]
    if rest:
        lines.append(_("%(who)s is close behind.") % {"who": name_of(rest[0].standing)})
    return lines


def _without_words(found: Table) -> str:
    """Why nobody has a standing. Once the figures are fixed none comes any more."""
    if found.round.state == S.RUNNING:
        return _("There is no standing yet: the first readings are not in.")
    if all(row.counted.get("reason") in TOO_FEW_READINGS for row in found.rows):
        return _("Nobody has a standing: nobody has enough readings.")
    return _("Nobody has a standing; the reasons stand beside the names.")


def _first(found: Table) -> Row | None:
    """Who has most points; once it is awarded, who got the banner."""
    if not found.round.awards:
        return found.ranked[0]
    return next((row for row in found.ranked if row.standing.key == found.round.awards["banner"]), None)


def _ahead_words(round_: Round, first: Row) -> str:
    values = {"who": name_of(first.standing)}
    is_won = bool(round_.awards)
    if is_won and first.standing.state == Standing.State.VETOED:
        return _("%(who)s had won the banner; safety has taken it back.") % values
    if not (round_.conditions["weights"]["help"] and first.parts):
        return (_("%(who)s has won the banner.") if is_won else _("%(who)s is ahead.")) % values
    if first.help > first.points / 2:
        said = _("%(who)s has won the banner, mostly for what it did for others.") if is_won else _(
            "%(who)s is ahead, mostly for what it did for others."
        )  # fmt: skip
    else:
        said = _("%(who)s has won the banner, mostly for what it improved at home.") if is_won else _(
            "%(who)s is ahead, mostly for what it improved at home."
        )  # fmt: skip
    return said % values


def _before_words(round_: Round) -> str:
    values = {"title": round_.title, "day": wording.long_date(round_.starts_on)}
    return {
        S.DRAFTED: _("The conditions are being drafted."),
        S.CONSULTED: _("The conditions are with the crews: say what is wrong with them."),
    }.get(S(round_.state), _("It begins on %(day)s, under conditions that stand as they are.")) % values


def _standfirst(found: Table, person: Person) -> list[str | SafeString]:
    own = found.own
    lines: list[str | SafeString] = []
    if found.round.state == S.ANNULLED:
        return [found.round.reason]
    if own is not None and own.is_ranked:
        lines.append(_own_place(own, len(found.ranked)))
        if found.round.conditions["weights"]["help"]:
            total, helped = round(own.points), round(own.help)
            said = _("<b>{help} of your {points} points</b> came from helping.")
            lines.append(format_html(said, help=helped, points=total))
    elif own is not None and own.counted:
        lines.append(_("Your workshop has no standing: %(reason)s") % {"reason": reason_words(own)})
    return lines


def _own_place(own: Row, count: int) -> str:
    first, last = own.place
    values = {"first": first, "last": last, "count": count}
    if first == last:
        return _("Your workshop is number %(first)s of %(count)s.") % values
    return _("Your workshop is %(first)s to %(last)s of %(count)s; within that the data cannot tell.") % values


def _size_and_week(found: Table) -> str:
    plants = len({row.standing.workshop.plant_id for row in found.rows})
    round_ = found.round
    week = (min(today(), round_.ends_on) - round_.starts_on).days // 7 + 1
    values = {"count": len(found.rows), "plants": plants, "week": max(week, 0)}
    values["weeks"] = round(((round_.ends_on - round_.starts_on).days + 1) / 7)
    if round_.state != S.RUNNING:
        return _("%(count)s take part, %(plants)s plants") % values
    return _("%(count)s take part, %(plants)s plants. Week %(week)s of %(weeks)s") % values


def _counted_on(round_: Round) -> str:
    until = round_.result.get("until_on")
    if not until:
        return ""
    day = wording.short_date(datetime.date.fromisoformat(until), today())
    return _("Counted up to %(day)s") % {"day": day}


# How points are counted, who got what, what is to be done


def _rules_of_points(round_: Round) -> list[dict[str, Any]]:
    weights, number = round_.conditions["weights"], wording.number
    lines = [
        (weights["improvement"], _("for what was improved on the own baseline, beside the others. Starting weak is no handicap.")),
        (weights["level"], _("for the level among workshops of the same size, on the same mix of products.")),
        (weights["fulfilment"], _("for promises kept in contracts that were due.")),
        (weights["help"], _("for help that was measured to work in another plant and that the receiver confirms.")),
    ]  # fmt: skip
    most = {weights["improvement"], weights["help"]}
    return [{"points": number(weight), "text": text, "is_main": weight in most} for weight, text in lines if weight]


def _titles(found: Table) -> list[dict[str, str]]:
    """Beside the banner; while it runs, who would have them now. Safety withholds a title like the banner."""
    if not found.ranked:
        return []
    kept = [row.standing for row in found.rows if row.standing.state != Standing.State.VETOED]
    names = {each.key: name_of(each) for each in kept}
    awards = found.round.awards or _titles_now(found)
    words = (
        ("most_helpful", _("Most helpful")),
        ("biggest_improver", _("Biggest improver")),
        ("best_remedy", _("Best remedy")),
    )
    return [{"title": title, "who": names[awards[code]]} for code, title in words if awards.get(code) in names]  # fmt: skip


def _titles_now(found: Table) -> dict[str, str]:
    exact = [row for row in found.ranked if row.parts and row.standing.state != Standing.State.VETOED]
    if len(exact) < len(found.ranked):
        return {}
    best = {}
    for code, part in (("most_helpful", "help"), ("biggest_improver", "improvement")):
        row = max(exact, key=lambda each: each.parts[part]["points"], default=None)
        if row is not None and row.parts[part]["points"] > 0:
            best[code] = row.standing.key
    return best | {"best_remedy": best_remedy(found.round, [row.standing for row in exact])}


def _banner_of(round_: Round) -> dict[str, Any] | None:
    there = Holding.objects.current().filter(trade=round_.trade, kind=round_.kind)
    found = there.select_related("trade", "workshop__plant", "round").first()
    return banner_row(found) if found else None


def _certificates(found: Table) -> list[dict[str, str]]:
    if found.round.state not in (S.AWARDED, S.CLOSED):
        return []
    kept = {row.standing.key for row in found.rows if row.standing.state != Standing.State.VETOED}
    keys = dict.fromkeys([*found.round.awards.get("first", []), *(found.round.awards.get(each) for each in (
        "most_helpful", "biggest_improver", "best_remedy"))])  # fmt: skip
    rows = {row.standing.key: row for row in found.rows}
    return [
        {"who": name_of(rows[key].standing), "url": f"{queries.address_of(rows[key].standing)}/certificate.pdf"}
        for key in keys
        if key in rows and key in kept
    ]


def _foot_note(round_: Round) -> str:
    values = {"day": wording.long_date(round_.ends_on)}
    if round_.state == S.RUNNING:
        until = timezone.localtime(freeze_at(round_)).date()
        values["freeze"] = wording.long_date(until)
        return (
            _("The period ends on %(day)s; corrections count until %(freeze)s. “Surely” means 19 chances in 20.")
            % values
        )
    by = appraise_by(round_)
    if round_.state == S.FROZEN and by is not None:
        return _appraisal_words(round_, timezone.localtime(by))
    until = objections_until(round_)
    if round_.state == S.OBJECTION and until is not None:
        moment = wording.moment(timezone.localtime(until), today())
        return _("Objections are heard until %(moment)s.") % {"moment": moment}
    return _("The places hold for all at once with 19 chances in 20.")


def _appraisal_words(round_: Round, by: datetime.datetime) -> str:
    """Until when other plants check it, or since when that is overdue and for whom; everybody reads it."""
    values = {"moment": wording.moment(by, today()), "who": _(", ").join(name_of(each) for each in unchecked(round_))}
    if now() <= by:
        return _("Other plants check the figures until %(moment)s.") % values
    if not values["who"]:
        return _("Every standing is checked; the appraisal was due on %(moment)s.") % values
    return _("The check by other plants has been overdue since %(moment)s. Not checked yet: %(who)s.") % values
