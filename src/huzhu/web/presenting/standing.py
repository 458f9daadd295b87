"""The page of one entrant: every point with what it comes from, the marks, what was checked, disputed and held."""

from __future__ import annotations

import math
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.competitions import gating, queries, rules
from huzhu.competitions.clocks import decide_gate_by
from huzhu.competitions.decided import Dispute, Gate
from huzhu.competitions.disputing import OPEN
from huzhu.competitions.models import Round, Standing
from huzhu.competitions.queries import Row
from huzhu.contracts.models import Contract
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.web import charts, wording
from huzhu.web.presenting.effects import SORTS
from huzhu.web.presenting.standings_helps import change_words, claims_seen
from huzhu.web.presenting.standings_table import (
    gate_ground_words,
    gate_words,
    mark_words,
    name_of,
    place_words,
    reason_words,
)
from huzhu.workshops.clocks import today
from huzhu.workshops.models import Workshop

G = Gate.State
SURE = 1.96


def page(standing: Standing, person: Person) -> dict[str, Any]:
    """Everything `standings/standing.html` reads."""
    round_ = standing.round
    found = queries.table(round_, person)
    row = next(each for each in found.rows if each.standing.pk == standing.pk)
    count = len(found.ranked)
    return {
        "round": round_,
        "standing": standing,
        "kicker": [
            {"text": _("Standings"), "url": reverse("standings_list")},
            {"text": str(round_.title), "url": round_.address},
        ],
        "headline": [_headline(row, count)],
        "standfirst": _standfirst(row),
        "range": _range(row, count),
        "parts": _parts(row, round_),
        "indicators": _indicators(row, round_),
        "improvement_note": _improvement_note(row),
        "claims": _claims(row, found.claims, person),
        "reports": _reports(row, round_),
        "fulfilment": _fulfilment(row, person),
        "marks": [mark_words(each) for each in row.counted.get("marks", [])],
        "is_hidden": row.is_ranked and not row.is_exact,
        "gate": gate_words(row),
        "gates": [_gate(each, person) for each in standing.gates.select_related("officer", "committee", "proposed_by")],
        "disputes": [_dispute(each, person) for each in standing.disputes.select_related("workshop__plant", "by")],
        "check": _check(standing),
        "buttons": _buttons(standing, person),
    }


def _headline(row: Row, count: int) -> str:
    name = name_of(row.standing)
    if not row.is_ranked:
        return _("%(who)s has no standing: %(reason)s") % {"who": name, "reason": reason_words(row)}
    first, last = row.place
    values = {"who": name, "points": wording.number(round(row.points)), "first": first, "last": last, "count": count}
    if first == last:
        return _("%(who)s: %(points)s points, number %(first)s of %(count)s.") % values
    return _("%(who)s: %(points)s points, %(first)s to %(last)s of %(count)s.") % values


def _standfirst(row: Row) -> list[str]:
    if not row.is_ranked or not row.is_exact:
        return []
    values = {"low": wording.number(max(row.counted["low"], 0), 0), "high": wording.number(row.counted["high"], 0)}
    return [_("Surely between %(low)s and %(high)s points, by how sure each part is.") % values]


def _range(row: Row, count: int) -> dict[str, Any] | None:
    if not row.is_ranked:
        return None
    first, last = row.place
    return {
        "head": charts.places_head(count),
        "chart": charts.place_range(first, last, row.counted["here"], count, is_own=True, label=place_words(row)),
    }


def _parts(row: Row, round_: Round) -> list[dict[str, str]]:
    words = {
        "improvement": _("Own improvement"),
        "level": _("Level, like with like"),
        "fulfilment": _("Promises kept"),
        "help": _("Help that worked elsewhere"),
    }
    weights = round_.conditions["weights"]
    return [
        {"name": words[part], "points": wording.number(own["points"], 1), "most": wording.number(weights[part])}
        for part, own in row.parts.items()
        if weights[part]
    ]


def _indicators(row: Row, round_: Round) -> list[dict[str, Any]]:
    if not row.parts:
        return []
    metrics = {each.slug: each for each in Metric.objects.all()}
    found = []
    for indicator in round_.conditions["indicators"]:
        own = row.parts["improvement"]["by"][indicator["metric"]]
        level = row.parts["level"]["by"].get(indicator["metric"])
        metric = metrics[indicator["metric"]]
        found.append(
            {
                "metric": metric,
                "url": reverse("compare_metric", args=[round_.trade.slug, metric.slug]),
                "moved": _moved(own, indicator, metric),
                "points": wording.number(own["points"], 1),
                "most": wording.number(own["most"], 1),
                "level": wording.number(level["points"], 1) if level else "–",
                "level_most": wording.number(level["most"], 1) if level else "",
            }
        )
    return found


def _improvement_note(row: Row) -> str:
    """Where the indicators together would bring less than nothing."""
    together = sum(each["points"] for each in row.parts["improvement"]["by"].values()) if row.parts else 0.0
    if round(together, 1) >= 0:
        return ""
    said = _("Together they would bring %(sum)s points for improvement; less than nothing is counted as nothing.")
    return said % {"sum": wording.number(together, 1, signed=True)}


def _moved(own: dict[str, float], indicator: dict[str, Any], metric: Metric) -> str:
    """How far it moved from the baseline, with its range; what all moved together is still in it."""
    sign = -1 if indicator["direction"] == "down" else 1
    three = [sign * (own["moved"] + each * SURE * own["error"]) for each in (0, -1, 1)]
    if indicator["scale"] == "log":
        three = [100 * math.expm1(each) for each in three]
    sort = "points" if indicator["scale"] == "linear" else SORTS.get(Metric.Kind(metric.kind), "amount")
    mid, low, high = three[0], min(three[1:]), max(three[1:])
    sure = "unclear" if low <= 0 <= high else "surely"
    return wording.change_phrase(wording.Change(mid, low, high, sure, sort, indicator["direction"]))  # type: ignore[arg-type]


def _claims(row: Row, claims: tuple[dict[str, Any], ...], person: Person) -> list[dict[str, Any]]:
    own = [each for each in claims if each["helper"] == row.standing.workshop.slug]
    shops = {each.slug: each for each in Workshop.objects.filter(slug__in=[c["receiver"] for c in own]).select_related("plant")}  # fmt: skip  # noqa: E501
    seen = claims_seen(own, person)
    return [
        {
            "to": shops.get(each["receiver"], each["receiver"]),
            "url": each["address"],
            "changed": change_words(each, seen) if each["counts"] else why_not_words(each["why_not"]),
            "ways": ", ".join(way_word(way) for way in each["routes"]),
            "counts": each["counts"],
            "points": wording.number(each["points"], 1, signed=True) if row.is_exact else "–",
            "note": _share_words(each),
        }
        for each in sorted(own, key=lambda each: -each["points"])
    ]


def way_word(way: str) -> str:
    return {
        "experience": _("its experience"),
        "taught": _("taught"),
        "card": _("by card"),
        "visit": _("at a visit"),
        "contract": _("by contract"),
        "remedy": _("its remedy"),
        "warning": _("its warning"),
    }[way]


def why_not_words(why: str) -> str:
    return {
        "not_measured": _("not measured yet"),
        "no_gain": _("no gain was shown"),
        "harmful": _("it did harm there"),
        "not_confirmed": _("the receiver has not confirmed it"),
        "denied": _("the receiver says it had no part in it"),
        "not_ranked": _("its indicator is never ranked"),
        "open_danger": _("a danger to people that came of it is open"),
    }[why]


def _share_words(claim: dict[str, Any]) -> str:
    said = []
    if claim["counts"] and claim["share"] < 1:
        said.append(_("shared by %(count)s") % {"count": round(1 / claim["share"])})
    if claim["counts"] and claim["repeat"] < 1:
        said.append(_("counts %(share)s%%: helped there before") % {"share": wording.number(100 * claim["repeat"], 0)})
    return _(", ").join(said)


def _reports(row: Row, round_: Round) -> list[dict[str, str]]:
    words = {
        "warning": _("A danger reported"),
        "failure": _("An honest report that something did not work"),
        "remedy": _("A remedy that removed a danger elsewhere"),
    }
    own = [each for each in round_.result.get("reports", []) if each["workshop"] == row.standing.workshop.slug]
    return [
        {
            "text": words[each["kind"]],
            "url": each["address"],
            "points": wording.number(each["points"], 1, signed=True),
            "note": _("its gain was measured elsewhere: %(points)s above")
            % {"points": wording.number(each["measured"], 1, signed=True)}
            if row.is_exact and each.get("measured")
            else "",
        }
        for each in own
    ]


def _fulfilment(row: Row, person: Person) -> dict[str, Any] | None:
    own = row.parts.get("fulfilment") if row.parts else None
    if not own:
        return None
    readable = {each.address for each in Contract.objects.visible_to(person)}
    text = _("No promise was due yet.")
    if own["due"]:
        text = _("Promises due so far: %(due)s; kept: %(kept)s.") % {"due": own["due"], "kept": own["kept"]}
    return {"text": text, "links": [each for each in own["items"] if each.partition("#")[0] in readable]}


def _check(standing: Standing) -> dict[str, Any] | None:
    if standing.checked_at is None:
        return None
    day = wording.long_date(timezone.localtime(standing.checked_at).date())
    values = {"plant": standing.checked_for, "who": standing.checked_by or "", "day": day}
    return {"text": _("Checked for %(plant)s by %(who)s on %(day)s") % values, "finding": standing.finding}


def _gate(gate: Gate, person: Person) -> dict[str, Any]:
    buttons = []
    if gate.state == G.PROPOSED and rules.may_judge_gate(person, gate):
        buttons.append({"label": _("Say whether it holds"), "url": reverse("gate_act", args=[gate.pk, "judge"])})
    if gate.state == G.PROPOSED and gate.officer_id and rules.may_decide_gate(person, gate):
        buttons.append({"label": _("Decide"), "url": reverse("gate_act", args=[gate.pk, "decide"])})
    if gate.state == G.UPHELD and rules.may_appeal(person, gate) and gating.may_still_appeal(gate):
        buttons.append({"label": _("Appeal"), "url": reverse("gate_act", args=[gate.pk, "appeal"])})
    if gate.state == G.APPEALED and rules.may_decide_gate(person, gate):
        buttons.append({"label": _("Decide the appeal"), "url": reverse("gate_act", args=[gate.pk, "answer"])})
    until = timezone.localtime(decide_gate_by(gate))
    return {
        "gate": gate,
        "ground": gate_ground_words(gate),
        "state": gate.get_state_display(),
        "by_data": gate.proposed_by_id is None,
        "due": wording.moment(timezone.localtime(until), today()) if gate.state == G.PROPOSED else "",
        "lines": [text for text in (gate.officer_why, gate.why, gate.appeal, gate.appeal_answer) if text],
        "buttons": buttons,
    }


def _dispute(dispute: Dispute, person: Person) -> dict[str, Any]:
    may_decide = dispute.decided_at is None and rules.may_decide_dispute(person, dispute)
    return {
        "dispute": dispute,
        "kind": _("Objection") if dispute.is_objection else _("Dispute"),
        "on": wording.short_date(timezone.localtime(dispute.at).date(), today()),
        "outcome": "" if dispute.decided_at is None else _("Upheld") if dispute.is_upheld else _("Not upheld"),
        "url": reverse("dispute_decide", args=[dispute.pk]) if may_decide else "",
    }


def _buttons(standing: Standing, person: Person) -> list[dict[str, str]]:
    round_, found = standing.round, []
    tail = [round_.slug, standing.workshop.slug, *([standing.line] if standing.line else [])]
    name = "standing_line_act" if standing.line else "standing_act"
    if round_.state == Round.State.FROZEN and rules.may_check(person, standing):
        found.append({"label": _("Write what you found"), "url": reverse(name, args=[*tail, "check"])})
    if round_.state in OPEN and rules.may_dispute(person, standing) is not None:
        word = _("Object to a count") if round_.state == Round.State.OBJECTION else _("Dispute a count")
        found.append({"label": word, "url": reverse(name, args=[*tail, "dispute"])})
    if gating.open_grounds(round_) and rules.may_propose_gate(person):
        found.append({"label": _("Propose to withhold the award"), "url": reverse(name, args=[*tail, "withhold"])})
    return found
