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
from django.utils.translation import ngettext

from huzhu.adoptions import queries as adoption_queries
from huzhu.adoptions.models import Adoption
from huzhu.competitions import awarding, queries, rules
from huzhu.competitions.due import freeze_at
from huzhu.competitions.models import Gate, Holding, Round, Standing
from huzhu.competitions.queries import Row, Table
from huzhu.competitions.running import objections_until
from huzhu.hazards.models import Hazard
from huzhu.people.models import Person
from huzhu.web import charts, wording
from huzhu.web.presenting import effects
from huzhu.workshops.clocks import today
from huzhu.workshops.models import Workshop

S = Round.State
MOST_HELPS = 6


def name_of(standing: Standing) -> str:
    """A mill, or a line of it."""
    if not standing.line:
        return str(standing.workshop)
    return _("%(mill)s, line %(line)s") % {"mill": standing.workshop, "line": standing.line}


def group_word(number: int) -> str:
    words = [_("First group"), _("Second group"), _("Third group"), _("Fourth group"), _("Fifth group")]
    return words[number - 1] if number <= len(words) else _("Group %(number)s") % {"number": number}


def place_words(row: Row) -> str:
    first, last = row.place
    if first == last:
        return _("%(place)s") % {"place": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def listing(person: Person) -> dict[str, Any]:
    """All rounds this reader knows, what waits for this hand, and where the banners hang."""
    rounds = list(Round.objects.visible_to(person).select_related("trade"))
    running = [each for each in rounds if each.state == S.RUNNING]
    groups: dict[str, list[dict[str, Any]]] = {_("Running"): [], _("In preparation"): [], _("Over"): []}
    for each in rounds:
        group = _("In preparation") if each.state in Round.BEFORE_START else _("Over")
        groups[_("Running") if each.state == S.RUNNING else group].append(_round_row(each, person))
    count = len(running)
    said = ngettext("%(count)s competition is running.", "%(count)s competitions are running.", count)
    return {
        "headline": [said % {"count": count} if count else _("No competition is running.")],
        "standfirst": [_("Half of the points are for one's own improvement, half for help that worked elsewhere.")],
        "groups": [(title, rows) for title, rows in groups.items() if rows],
        "mine": todo(person),
        "banners": _banners(person),
        "may_draft": rules.may_draft(person),
    }


def _round_row(round_: Round, person: Person) -> dict[str, Any]:
    found = queries.table(round_, person)
    first = found.ranked[0] if found.ranked else None
    note = str(round_.trade)
    if first is not None and round_.state not in Round.BEFORE_START:
        note = finding(found)[0]
    return {
        "title": round_.title,
        "url": round_.address if round_.state not in (S.DRAFTED, S.CONSULTED) else f"{round_.address}/conditions",
        "note": note,
        "state": round_.get_state_display(),
        "until": wording.short_date(round_.ends_on, today()),
    }


def _banners(person: Person) -> list[dict[str, Any]]:
    there = Holding.objects.visible_to(person).current().select_related("trade", "workshop__plant", "round")
    return [banner_row(each) | {"trade": each.trade, "kind": each.get_kind_display()} for each in there]


def banner_row(holding: Holding) -> dict[str, Any]:
    now = today()
    holder = _("Nobody holds it")
    if holding.workshop is not None:
        holder = str(holding.workshop)
        if holding.line:
            holder = _("%(mill)s, line %(line)s") % {"mill": holding.workshop, "line": holding.line}
    return {
        "holder": holder,
        "state": holding.get_state_display(),
        "since": wording.long_date(holding.since_on),
        "until": wording.long_date(holding.until_on) if holding.until_on else "",
        "days": holding.days(now),
        "round": holding.round,
        "url": reverse("banner_page", args=[holding.trade.slug, holding.kind]),
    }


def banner_page(trade: Any, kind: str, person: Person) -> dict[str, Any]:
    rows = [banner_row(each) for each in awarding.history(trade, kind, person)]
    there = rows[0] if rows and not rows[0]["until"] else None
    values = {"who": there["holder"], "day": there["since"]} if there else {}
    said = _("%(who)s has had the banner since %(day)s.") if there else _("The banner hangs nowhere.")
    return {
        "headline": [said % values],
        "kicker": [{"text": _("Standings"), "url": reverse("standings_list")}, {"text": str(trade), "url": ""}],
        "rows": rows,
        "may_retire": bool(there) and rules.may_decide(person),
        "trade": trade,
        "kind": kind,
    }


def page(round_: Round, person: Person) -> dict[str, Any]:
    """Everything `standings/page.html` reads."""
    found = queries.table(round_, person)
    count = max(len(found.ranked), 1)
    helps = _helps(found, person)
    return {
        "round": round_,
        "headline": finding(found),
        "standfirst": _standfirst(found, person),
        "kicker": [{"text": _("Standings"), "url": reverse("standings_list")}],
        "dateline_middle": _size_and_week(found),
        "dateline_right": _counted_on(round_),
        "groups": _groups(found, count),
        "without": [_without_row(row) for row in found.rows if not row.is_ranked],
        "places_head": charts.places_head(count),
        "has_help": bool(round_.conditions["weights"]["help"]),
        "is_coarse": not all(row.is_exact for row in found.rows),
        "helps": helps[:MOST_HELPS],
        "more_helps": helps[MOST_HELPS:],
        "all_helps": len(helps),
        "rules_of_points": _rules_of_points(round_),
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
        return [_("There is no standing yet: the first readings are not in.")]
    first = ranked[0]
    values = {"who": name_of(first.standing)}
    if all(row.place[0] == 1 for row in ranked):
        return [_("%(who)s has most points, but the data cannot tell anybody apart.") % values]
    by_help = bool(first.parts) and first.help > first.points / 2
    rest = [row for row in ranked[1:] if row.place[0] == 1]
    if found.round.conditions["weights"]["help"] and first.parts:
        said = _("%(who)s is ahead, mostly for what it did for others.") if by_help else _(
            "%(who)s is ahead, mostly for what it improved at home."
        )  # fmt: skip
    else:
        said = _("%(who)s is ahead.")
    lines = [said % values]
    if len(rest) >= 1:
        lines.append(_("%(who)s is close behind.") % {"who": name_of(rest[0].standing)})
    return lines


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


def _groups(found: Table, count: int) -> list[dict[str, Any]]:
    most = max((row.points for row in found.ranked), default=1.0)
    groups: dict[int, list[dict[str, Any]]] = {}
    for row in found.ranked:
        groups.setdefault(row.counted["group"], []).append(_row(row, count, most))
    if len(groups) == 1:  # nobody is surely ahead of everybody below
        return [{"title": _("One group"), "rows": rows} for rows in groups.values()]
    return [{"title": group_word(number), "rows": rows} for number, rows in groups.items()]


def _row(row: Row, count: int, most: float) -> dict[str, Any]:
    total = round(row.points)
    helped = round(row.help) if row.parts else None
    name = name_of(row.standing)
    own = total - helped if helped is not None else None
    first, last = row.place
    values = {"who": name, "first": first, "last": last, "count": count}
    said = _("%(who)s: place %(first)s to %(last)s of %(count)s") % values
    return {
        "name": name,
        "url": queries.address_of(row.standing),
        "is_own": row.is_own,
        "place": place_words(row),
        "points": wording.number(total),
        "bar": charts.points_bar(own if own is not None else total, helped or 0, most),
        "own": "–" if own is None else wording.number(own),
        "help": "–" if helped is None else wording.number(helped),
        "range": charts.place_range(first, last, row.counted["here"], count, is_own=row.is_own, label=said),
        "marks": [mark_words(each) for each in row.counted["marks"]][:1],
        "is_contested": row.standing.state == Standing.State.CONTESTED,
        **gate_words(row),
    }


def gate_words(row: Row) -> dict[str, str]:
    """The safety column: danger is red, everything else is a word."""
    gate = row.gate
    if row.standing.state == Standing.State.VETOED:
        return {"gate": _("Award withheld"), "gate_shape": "no_sound", "gate_tone": ""}
    if gate is None:
        return {"gate": _("Clear"), "gate_shape": "tick", "gate_tone": ""}
    if gate.ground == Gate.Ground.UNCONTAINED and _still_open(gate):
        return {"gate": _("Held: open danger"), "gate_shape": "harmful", "gate_tone": "danger"}
    return {"gate": _("Held: to be decided"), "gate_shape": "watch", "gate_tone": ""}


def _still_open(gate: Gate) -> bool:
    number = gate.about.partition(":")[2]
    return number.isdecimal() and Hazard.objects.filter(number=number, contained_at=None).exists()


def reason_words(row: Row) -> str:
    return {
        "coverage": _("too few readings: under 80% of the weeks have a value."),
        "definition_break": _("what is measured was changed between baseline and period."),
        "band_too_small": _("fewer than three of its size can be compared."),
        "too_early": _("too early: the first six weeks are not in."),
        "no_baseline": _("no baseline: too few readings in it."),
    }.get(row.counted.get("reason", ""), _("nothing is counted yet."))


def _without_row(row: Row) -> dict[str, Any]:
    return {
        "name": name_of(row.standing),
        "url": queries.address_of(row.standing),
        "is_own": row.is_own,
        "reason": reason_words(row),
        **gate_words(row),
    }


def mark_words(mark: dict[str, Any]) -> str:
    """What the checkers should look at."""
    if mark["code"] == "thin":
        count = mark["count"]
        said = ngettext(
            "%(count)s help is claimed but not measured or not confirmed",
            "%(count)s helps are claimed but not measured or not confirmed",
            count,
        )
        return said % {"count": count}
    if mark["code"] == "self_dealing":
        other = Workshop.objects.filter(slug=mark["with"]).select_related("plant").first()
        return _("Helps mainly %(who)s and is helped mainly by it") % {"who": other or mark["with"]}
    metric = _metric_name(mark["metric"])
    if mark["code"] == "silent":
        month = wording.month(datetime.date.fromisoformat(mark["month"]), with_year=True)
        return _("No reading of %(metric)s in %(month)s") % {"metric": metric, "month": month}
    return _("Baseline of %(metric)s worse than the year before it: the earlier level counts") % {"metric": metric}


def _metric_name(slug: str) -> str:
    from huzhu.metrics.models import Metric

    return str(Metric.objects.filter(slug=slug).first() or slug)


# Who helped whom


def _helps(found: Table, person: Person) -> list[dict[str, Any]]:
    """Claims that bring points, the largest first; what changed as far as the reader may see it."""
    counting = sorted((each for each in found.claims if each["counts"]), key=lambda each: -each["points"])
    is_exact = {row.standing.workshop.slug: row.is_exact for row in found.rows}
    return [_help_row(each, claims_seen(counting, person), is_exact.get(each["helper"], False)) for each in counting]


def claims_seen(claims: list[dict[str, Any]], person: Person) -> dict[str, tuple[Adoption, Any]]:
    """Adoptions behind claims by address, with their effect pages."""
    wanted = {each["address"] for each in claims}
    adoptions = [
        each
        for each in Adoption.objects.visible_to(person)
        .filter(slug__in=[address.rpartition("/")[2] for address in wanted])
        .select_related("workshop__plant", "experience")
        if f"/adoptions/{each.workshop.slug}/{each.slug}" in wanted
    ]
    pages = adoption_queries.effects_of(adoptions, person)
    return {
        f"/adoptions/{each.workshop.slug}/{each.slug}": (each, pages[each.pk]) for each in adoptions if each.pk in pages
    }


def _help_row(claim: dict[str, Any], seen: dict[str, tuple[Adoption, Any]], is_exact: bool) -> dict[str, Any]:
    shops = {each.slug: each for each in Workshop.objects.filter(slug__in=(claim["helper"], claim["receiver"])).select_related("plant")}  # fmt: skip
    return {
        "from": shops.get(claim["helper"], claim["helper"]),
        "to": shops.get(claim["receiver"], claim["receiver"]),
        "url": claim["address"],
        "changed": change_words(claim, seen),
        "points": wording.number(claim["points"], 0, signed=True) if is_exact else "–",
    }


def change_words(claim: dict[str, Any], seen: dict[str, tuple[Adoption, Any]]) -> str:
    """ "Roll change: 50% shorter, surely between 44% and 55%", or the title alone where numbers are not shared."""
    if claim["address"] not in seen:
        return _("not shared with you")
    adoption, found = seen[claim["address"]]
    change = effects.change_of(found.effect, found.metric) if found.effect and found.metric else None
    if change is None:
        return str(adoption.experience.title)
    values = {"metric": found.metric, "change": wording.change_phrase(change)}
    return _("%(metric)s: %(change)s") % values


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
    """Beside the banner; while it runs, who would have them now."""
    if not found.ranked:
        return []
    names = {row.standing.key: name_of(row.standing) for row in found.rows}
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
    return best


def _banner_of(round_: Round) -> dict[str, Any] | None:
    there = Holding.objects.current().filter(trade=round_.trade, kind=round_.kind)
    found = there.select_related("trade", "workshop__plant", "round").first()
    return banner_row(found) if found else None


def _certificates(found: Table) -> list[dict[str, str]]:
    if found.round.state not in (S.AWARDED, S.CLOSED):
        return []
    keys = dict.fromkeys([*found.round.awards.get("first", []), *(found.round.awards.get(each) for each in (
        "most_helpful", "biggest_improver", "best_remedy"))])  # fmt: skip
    rows = {row.standing.key: row for row in found.rows}
    return [
        {"who": name_of(rows[key].standing), "url": f"{queries.address_of(rows[key].standing)}/certificate.pdf"}
        for key in keys
        if key in rows
    ]


STEPS = ("consult", "publish", "freeze", "appraise", "open_objections", "finalise", "award", "close")


def step_word(verb: str) -> str:
    return {
        "consult": _("Put it to the crews"),
        "publish": _("Publish the conditions"),
        "freeze": _("Fix the figures"),
        "appraise": _("All are checked"),
        "open_objections": _("Open it to objections"),
        "finalise": _("Make the list final"),
        "award": _("Award"),
        "close": _("Close the round"),
    }[verb]


def may_step(verb: str, person: Person) -> bool:
    """Who has business with a step at all; whether it is time is asked by the verb."""
    if verb == "publish":
        return rules.may_publish(person)
    return rules.may_decide(person) if verb in ("finalise", "award") else rules.may_run(person)


def buttons(round_: Round, person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if round_.state == S.RUNNING and person.workshop is not None:
        found.append({"label": _("Answer a card"), "url": reverse("card_list"), "is_page": True, "main": True})
    for verb in STEPS:
        if round_.state in rules.MOVES[verb][0] and may_step(verb, person) and _is_time(verb, round_):
            url = reverse("standings_step", args=[round_.slug, verb.replace("_", "-")])
            found.append({"label": step_word(verb), "url": url, "is_page": False, "main": not found})
    if round_.state in rules.MOVES["annul"][0] and rules.may_decide(person):
        found.append({"label": _("Annul it"), "url": reverse("standings_annul", args=[round_.slug]), "is_page": True, "main": False})  # fmt: skip
    return found


def _is_time(verb: str, round_: Round) -> bool:
    return today() > round_.ends_on if verb == "freeze" else True


def _foot_note(round_: Round) -> str:
    values = {"day": wording.long_date(round_.ends_on)}
    if round_.state == S.RUNNING:
        until = timezone.localtime(freeze_at(round_)).date()
        values["freeze"] = wording.long_date(until)
        return (
            _("The period ends on %(day)s; corrections count until %(freeze)s. “Surely” means 19 chances in 20.")
            % values
        )
    until = objections_until(round_)
    if round_.state == S.OBJECTION and until is not None:
        moment = wording.moment(timezone.localtime(until), today())
        return _("Objections are heard until %(moment)s.") % {"moment": moment}
    return _("The places hold for all at once with 19 chances in 20.")


def todo(person: Person) -> list[dict[str, Any]]:
    """For Home and the list: what waits for this hand."""
    words = {
        "consult": _("Put the drafted conditions of “%(title)s” to the crews"),
        "publish": _("Answer the comments on “%(title)s”, then publish"),
        "comment": _("Read the drafted conditions of “%(title)s” and say what you think"),
        "appraise": _("All standings of “%(title)s” are checked: go on"),
        "open_objections": _("Open the standings of “%(title)s” to objections"),
        "close": _("Close “%(title)s”"),
        "judge_gate": _("Say whether safety withholds the award of %(about)s in “%(title)s”"),
        "decide_gate": _("Decide whether safety withholds the award of %(about)s in “%(title)s”"),
        "decide_dispute": _("Decide a disputed count of %(about)s in “%(title)s”"),
        "finalise": _("Make the standings of “%(title)s” final"),
        "award": _("Award “%(title)s”"),
    }
    return [
        {"text": words[step.verb] % {"title": step.round.title, "about": step.about or ""}, "url": step.address,
         "due": "", "is_late": False}
        for step in queries.waiting_for(person)
    ]  # fmt: skip
