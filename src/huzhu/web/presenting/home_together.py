"""What visits and material aid put on Home: things to do, what comes next, and for chiefs what the data proposes."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.aid.models import Need
from huzhu.people.models import Person, Role
from huzhu.visits.models import Visit
from huzhu.visits.rules import COMING
from huzhu.web import wording
from huzhu.web.presenting import aid, conferences, meetings
from huzhu.workshops.clocks import today

MOST_PROPOSED = 3


def with_together(home: dict[str, Any], person: Person) -> dict[str, Any]:
    found = home | {"together": _lines(person)}
    if "todo" in home:
        due = [*conferences.todo(person), *meetings.todo(person), *aid.todo(person)]
        found["todo"] = sorted([*due, *home["todo"]], key=lambda item: not item["is_late"])
    blocks = ["home/_together.html"]
    if person.holds(Role.CHIEF_ENGINEER):
        found["proposed"] = meetings.proposed_for(person, MOST_PROPOSED)
        blocks = ["visits/_proposed.html", *blocks]
    return found | {"side_blocks": [*home.get("side_blocks", []), *blocks]}


def _lines(person: Person) -> list[dict[str, str]]:
    """Two lines: the next visit, and who is short of what."""
    now = today()
    coming = Visit.objects.visible_to(person).filter(state__in=COMING, starts_on__gte=now).order_by("starts_on")
    first = coming.select_related("host__plant").first()
    visit = _("No visit is planned.")
    if first is not None and first.starts_on is not None:
        visit = f"{first.title} · {wording.short_date(first.starts_on, now)}"
    short = sum(need.missing > 0 for need in Need.objects.visible_to(person).filter(state__in=Need.STANDING))
    needs = ngettext("%(count)s need is not covered", "%(count)s needs are not covered", short)
    needs = needs % {"count": short} if short else _("Nobody is short of anything that has not been promised.")
    return [
        {"name": _("Visits"), "url": reverse("meeting_list"), "note": visit},
        {"name": _("Material aid"), "url": reverse("aid"), "note": needs},
    ]
