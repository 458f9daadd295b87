# ruff: noqa: E501 (sentences stand on one line each)
"""The conditions of a round as they are read, what the crews say, and what they would have done last year."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.competitions import clocks, queries, rules
from huzhu.competitions.models import Round, RoundComment
from huzhu.competitions.text import conditions_hash
from huzhu.metrics.disclosure import coarse
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting.conferences import resolutions
from huzhu.web.presenting.standings_steps import buttons
from huzhu.web.presenting.standings_table import ground_words
from huzhu.words import Words
from huzhu.workshops.clocks import Clock
from huzhu.workshops.models import Workshop

S = Round.State


def page(round_: Round, person: Person) -> dict[str, Any]:
    """Everything `standings/conditions.html` reads."""
    has_switch = bool(round_.conditions.get("any_serious_injury"))
    comments = list(round_.comments.select_related("workshop__plant", "by", "answered_by"))
    return {
        "round": round_,
        "kicker": [
            {"text": _("Standings"), "url": reverse("standings_list")},
            {"text": str(round_.title), "url": round_.address},
        ],
        "headline": [_headline(round_, comments)],
        "standfirst": _standfirst(round_),
        "facts": _facts(round_),
        "behind": resolutions(queries.resolution_behind(round_, person)),
        "indicators": [_indicator(each) for each in round_.conditions["indicators"]],
        "scoring": _scoring(round_),
        "vetoes": [ground_words(code, has_switch) for code in round_.conditions["vetoes"]],
        "vetoes_note": _vetoes_note(round_, has_switch),
        "hash": round_.hash or conditions_hash(round_.conditions),
        "comments": [_comment(each, round_, person) for each in comments],
        "trial": _trial(round_, person),
        "trial_days": _trial_days(round_),
        "buttons": _buttons(round_, person),
    }


def _headline(round_: Round, comments: list[RoundComment]) -> str:
    left = sum(each.answered_at is None for each in comments)
    if round_.state == S.CONSULTED:
        said = ngettext("%(count)s comment waits for an answer.", "%(count)s comments wait for an answer.", left)
        return said % {"count": left} if left else _("The conditions are with the crews: say what is wrong with them.")
    if round_.state == S.DRAFTED:
        return _("The conditions are being drafted.")
    return _("The conditions stand as they were published.")


def _standfirst(round_: Round) -> list[str]:
    if round_.published_at is None:
        return [_("Nothing is fixed before every comment has its answer.")]
    return [
        _("Published on %(day)s; nobody can change them.")
        % {"day": wording.long_date(timezone.localdate(round_.published_at))}
    ]


def _facts(round_: Round) -> list[tuple[str, str]]:
    rule = round_.conditions
    day = datetime.date.fromisoformat
    first, last = (wording.long_date(day(each)) for each in rule["baseline"])
    facts = [
        (_("Trade"), str(round_.trade)),
        (_("Between"), round_.get_kind_display()),
        (_("Period"), _("%(first)s until %(last)s") % {
            "first": wording.long_date(round_.starts_on), "last": wording.long_date(round_.ends_on)}),
        (_("Baseline"), _("%(first)s until %(last)s") % {"first": first, "last": last}),
        (_("Take part"), wording.number(len(rule["participants"]))),
        (_("Readings wanted"), _("in %(share)s%% of the weeks") % {"share": wording.number(100 * rule["coverage"], 0)}),
        (_("Figures fixed"), _within(round_, clocks.FREEZE)),
        (_("Check by other plants"), _within(round_, clocks.APPRAISE)),
        (_("Objections"), _within(round_, clocks.OBJECT)),
        (_("Award"), str(Words(rule["award"]))),
    ]  # fmt: skip
    return [fact for fact in facts if fact[1]]


def _within(round_: Round, clock: Clock) -> str:
    days = clocks.days_of(round_, clock)
    return ngettext("within %(days)s working day", "within %(days)s working days", days) % {"days": days}


def _vetoes_note(round_: Round, has_switch: bool) -> str:
    days = clocks.days_of(round_, clocks.DECIDE_GATE)
    said = ngettext(
        "Decided by the safety officer of another plant and the committee within %(days)s working day; one appeal.",
        "Decided by the safety officer of another plant and the committee within %(days)s working days; one appeal.",
        days,
    ) % {"days": days}
    lines = [said] if has_switch else [said, _("How many were hurt is no ground by itself.")]
    lines.append(_("What was concealed withholds the award also when it comes out after the banner hangs. The points stay to be read."))  # fmt: skip
    return ("" if wording.is_chinese() else " ").join(lines)


def _indicator(each: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": Words(each["name"]),
        "definition": Words(each["definition_text"]),
        "number": each["definition"],
        "url": reverse("indicator_page", args=[each["metric"]]),
        "weight": _("%(share)s%%") % {"share": wording.number(100 * each["weight"], 0)},
        "step": _step(each, "unit_improvement"),
        "level_step": _step(each, "unit_level"),
    }


def _step(each: dict[str, Any], unit: str) -> str:
    """What counts as one step: a ratio in per cent, or in the indicator's unit."""
    size = each[unit]
    if not size:
        return _("to be worked out")
    if each["scale"] == "log":
        return _("%(share)s%%") % {"share": wording.number(100 * size, 1)}
    unit_word = str(Words(each["unit"]))
    return f"{wording.number(size)}{'' if unit_word.startswith('%') or wording.is_chinese() else ' '}{unit_word}"


def _scoring(round_: Round) -> list[str]:
    rule = round_.conditions
    number, helped = wording.number, rule["help"]
    lines = [
        _("One step is how far the entrants lie apart in the year before. Two steps bring all points of an indicator, more bring no more."),
        _("Improvement counts against what the others moved in the same weeks: who moved as they did gets nothing for it. Falling back on one indicator takes away from the others, but all together are never less than nothing."),
        _("Product mix and size are taken out. A baseline that is surely worse than the year before it does not count: the earlier level does."),
    ]  # fmt: skip
    if rule["weights"]["help"]:
        values = {
            "most": _help_worth(rule, max),
            "least": _help_worth(rule, min),
            "rate": f"{helped.get('rate', 0):g}",
            "since": wording.long_date(datetime.date.fromisoformat(helped["since_on"])),
        }
        lines += [
            _help_words(helped) % values,
            _("Repeated help inside a pair counts %(shares)s; after that nothing.") % {
                "shares": _(", ").join(f"{number(100 * each, 0)}%" for each in helped["repeat"])},
            _("A warning and a remedy count like any other help where a workshop that was warned took up the remedy and its gain can be measured."),
            _("Where nothing can be measured, because what did not happen has no readings, a danger reported brings %(warning)s and a remedy that removed a danger elsewhere %(remedy)s points; an honest report of failure brings %(failure)s, for what it spares the others cannot be measured. Together at most %(most)s. People hurt are never counted.") % {
                "warning": number(helped["warning"]), "failure": number(helped["failure"]),
                "remedy": number(helped["remedy"]), "most": number(helped["fixed_most"])},
        ]  # fmt: skip
    lines += [
        _("Places are ranges that hold for all at once with 19 chances in 20. A group ends only where everybody in it is surely ahead of everybody below."),
        _("The banner goes to whoever has most points among those who could be first. Fewer than %(fewest)s of a size: no standing.") % {"fewest": rule["fewest"]},
    ]  # fmt: skip
    return lines


def _help_words(helped: dict[str, Any]) -> str:
    """By the rate of the conditions; those of the first scheme name one amount for every indicator."""
    if "rate" not in helped:
        return _(
            "A help brings up to %(most)s points by the gain measured at the receiver, on whatever indicator. It is shared among those who helped. What began since %(since)s and is still in use counts."
        )
    if helped["rate"] == 1:
        return _(
            "A help brings the helper what the same steps bring at home, by the gain measured at the receiver: up to %(most)s points on the heaviest indicator, %(least)s on the lightest and on those not counted here. It is shared among those who helped. What began since %(since)s and is still in use counts."
        )
    return _(
        "A help brings the helper %(rate)s times what the same steps bring at home, by the gain measured at the receiver: up to %(most)s points on the heaviest indicator, %(least)s on the lightest and on those not counted here. It is shared among those who helped. What began since %(since)s and is still in use counts."
    )


def _help_worth(rule: dict[str, Any], which: Callable[[list[float]], float]) -> str:
    """Points for a help of two steps on the heaviest or the lightest indicator."""
    weight, helped = which([each["weight"] for each in rule["indicators"]]), rule["help"]
    worth = helped["rate"] * rule["weights"]["improvement"] * weight if "rate" in helped else helped["each"]
    points = round(worth, 1)
    return wording.number(points, 0 if points == round(points) else 1)


def _comment(each: RoundComment, round_: Round, person: Person) -> dict[str, Any]:
    may = round_.state == S.CONSULTED and rules.may_answer(person)
    return {
        "comment": each,
        "url": reverse("round_answer", args=[round_.slug, each.pk]) if may else "",
        "word": _("Change the answer") if each.answered_at else _("Answer it"),
    }


def _trial(round_: Round, person: Person) -> list[dict[str, Any]]:
    """Points and places the draft would have given last year."""
    shops = {each.slug: each for each in Workshop.objects.filter(trade=round_.trade).select_related("plant")}
    rows = []
    for key, counted, is_exact in queries.trial_table(round_, person):
        slug, _bar, line = key.partition("/")
        name = str(shops.get(slug, slug))
        row: dict[str, Any] = {"name": _("%(mill)s, line %(line)s") % {"mill": name, "line": line} if line else name}
        if counted["status"] == "ranked":
            points = counted["points"] if is_exact else coarse(counted["points"])
            first, last = counted["place"]
            row |= {
                "points": wording.number(round(points)),
                "place": str(first) if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last},
            }
            row |= {"own": "–", "help": "–"}
            if is_exact:
                helped = round(counted["parts"]["help"]["points"])
                row |= {"own": wording.number(round(points) - helped), "help": wording.number(helped)}
        else:
            row |= {"points": "–", "place": "–", "own": "–", "help": "–"}
        rows.append(row)
    return rows


def _trial_days(round_: Round) -> str:
    if not round_.trial:
        return ""
    first, last = (datetime.date.fromisoformat(each) for each in round_.trial["windows"]["period"])
    return _("%(first)s until %(last)s") % {"first": wording.long_date(first), "last": wording.long_date(last)}


def _buttons(round_: Round, person: Person) -> list[dict[str, Any]]:
    found = []
    if round_.state == S.CONSULTED and _may_comment(round_, person):
        found.append(
            {
                "label": _("Say what you think"),
                "url": reverse("round_comment", args=[round_.slug]),
                "is_page": True,
                "main": True,
            }
        )
    if round_.state in (S.DRAFTED, S.CONSULTED) and rules.may_draft(person):
        found.append(
            {
                "label": _("Change the conditions"),
                "url": reverse("round_revise", args=[round_.slug]),
                "is_page": True,
                "main": False,
            }
        )
    if round_.state in Round.BEFORE_START and rules.may_draft(person):
        word = _("Name another resolution") if round_.resolution_id else _("Name the resolution behind it")
        url = reverse("round_resolution", args=[round_.slug])
        found.append({"label": word, "url": url, "is_page": True, "main": False})
    steps = buttons(round_, person) if round_.state in (S.DRAFTED, S.CONSULTED) else []
    return found + [each | {"main": each["main"] and not found} for each in steps]


def _may_comment(round_: Round, person: Person) -> bool:
    return bool(commenting_workshops(round_, person))


def commenting_workshops(round_: Round, person: Person) -> list[Workshop]:
    """Workshops of the round for whose crew this person may speak."""
    slugs = {key.partition("/")[0] for key in round_.conditions["participants"]}
    found = Workshop.objects.visible_to(person).filter(slug__in=slugs).select_related("plant")
    return [each for each in found if rules.may_comment(person, each)]
