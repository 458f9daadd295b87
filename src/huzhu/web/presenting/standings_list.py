"""All rounds this reader knows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.competitions import queries, rules
from huzhu.competitions.models import Round
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import banners
from huzhu.web.presenting.standings import finding
from huzhu.web.presenting.standings_steps import todo
from huzhu.workshops.clocks import today

S = Round.State


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
        "banners": banners.hanging(person),
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
