"""Where the circulating banners hang, and who had them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.competitions import awarding, rules
from huzhu.competitions.lasting import Holding
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.workshops.clocks import today


def hanging(person: Person) -> list[dict[str, Any]]:
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
