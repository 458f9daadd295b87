"""What an effect is judged against, and whether it can be trusted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions.shown import EffectPage, Peer, TrustCheck
from huzhu.metrics.models import Metric
from huzhu.web import charts, wording
from huzhu.web.presenting import effects as words
from huzhu.web.presenting.sentences import listed


def peers(found: EffectPage) -> dict[str, Any]:
    named = sorted(found.peers, key=lambda each: -(each.share or 0))
    lede = ""
    if named:
        lede = ngettext(
            "A blend of unchanged workshops, set so that it followed this one for the %(weeks)s week before.",
            "A blend of unchanged workshops, set so that it followed this one for the %(weeks)s weeks before.",
            found.baseline_weeks,
        ) % {"weeks": found.baseline_weeks}
    elif found.peer_count and found.status in ("estimated", "too_few_peers"):
        lede = _("A blend of workshops of other plants. Their weekly values are not shared, so they are not named.")
    if found.status == "too_few_peers":
        lede += " " + _("Fewer than four could be used; take the range as too narrow rather than too wide.")
    return {
        "peers": [
            {
                "name": _peer_name(each),
                "share": wording.number((each.share or 0) * 100, 0) + "%",
                "bar": charts.share_bar((each.share or 0) * 100),
            }
            for each in named
            if each.share is not None and each.share >= 0.005
        ],
        "peers_lede": lede,
        "left_out": _left_out(found.left_out),
    }


def _peer_name(peer: Peer) -> str:
    if peer.line:
        return _("%(workshop)s line %(line)s") % {"workshop": peer.workshop, "line": peer.line}
    return str(peer.workshop)


def _left_out(left: tuple[Peer, ...]) -> list[str]:
    """One line for each reason, with everybody it holds for."""
    by_reason: dict[str, list[str]] = {}
    for peer in left:
        by_reason.setdefault(peer.reason, []).append(_peer_name(peer))
    sentences = {
        "contaminated": _("Left out, because they changed the same thing: %(names)s."),
        "definition_break": _("Left out, because they measured it in another way in between: %(names)s."),
        "too_many_gaps": _("Left out, because too many weeks are without readings: %(names)s."),
        "no_readings": _("Left out, because they report no readings: %(names)s."),
    }
    other = _("Left out: %(names)s.")
    return [sentences.get(reason, other) % {"names": listed(names)} for reason, names in by_reason.items()]


def check(found: TrustCheck, metric: Metric | None) -> dict[str, str]:
    state = {"yes": "yes", "no": "no"}.get(found.answer, "unknown")
    return {"question": check_question(found.name), "answer": _check_answer(found, metric, state), "state": state}


def check_question(name: str) -> str:
    """What was looked at, as a statement that the answer beside it bears out or not."""
    return {
        "followed_before": _("The blend followed this workshop before the change"),
        "false_start": _("Same sum with a false start date"),
        "false_adopter": _("Same sum on workshops that did not change"),
        "leave_one_out": _("Same sum with any one of them left out"),
        "too_few_peers": _("Workshops to judge against"),
        "outside_hull": _("It moved among the others before the change"),
        "definition_break": _("Measured in the same way throughout"),
    }.get(name, name)


def _check_answer(check: TrustCheck, metric: Metric | None, state: str) -> str:
    """What came out, as short as a figure."""
    if state == "unknown":
        return _("cannot be said")
    if check.name == "followed_before" and check.value is not None and metric is not None:
        rough = words.amount_words(check.value, metric, 0 if check.value >= 10 else None)
        return _("about %(amount)s off") % {"amount": rough}
    if check.name == "too_few_peers" and check.value is not None:
        return wording.number(check.value, 0) if state == "yes" else _("only %(count)s") % {"count": int(check.value)}
    good, bad = {
        "false_start": (_("no effect"), _("an effect as well")),
        "false_adopter": (_("none as big"), _("one as big")),
        "leave_one_out": (_("same answer"), _("another answer")),
        "definition_break": (_("no jump"), _("a jump")),
    }.get(check.name, (_("yes"), _("no")))
    return good if state == "yes" else bad
