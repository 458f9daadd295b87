"""The pages of delegations: who acts for which workshop, and how far."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.contracts.handing_back import open_under
from huzhu.delegation import rules
from huzhu.delegation.authority import holders
from huzhu.delegation.models import Delegation, Power
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import conferences
from huzhu.workshops.clocks import today

BUTTONS = (
    ("grant", "delegation_grant", rules.may_grant, False),
    ("resume", "delegation_resume", rules.may_resume, False),
    ("suspend", "delegation_suspend", rules.may_suspend, True),
    ("revoke", "delegation_revoke", rules.may_revoke, True),
    ("name_substitutes", "delegation_substitutes", rules.may_name_substitutes, True),
)


def listing(person: Person) -> dict[str, Any]:
    found = Delegation.objects.visible_to(person).select_related("plant", "workshop__plant")
    own = [_row(each) for each in found if each.plant_id in person.plants]
    others = [_row(each) for each in found if each.plant_id not in person.plants]
    groups = [(_("In your plant"), own), (_("In the other plants"), others)]
    active = Delegation.objects.in_force_on(today()).order_by().values("workshop").distinct().count()
    headline = _("Contracts are managed by the plants themselves.")
    if active:
        headline = ngettext(
            "%(count)s workshop manages its contracts itself.",
            "%(count)s workshops manage their contracts themselves.",
            active,
        ) % {"count": active}
    return {
        "headline": [headline],
        "groups": [(title, rows) for title, rows in groups if rows],
        "behind": conferences.behind(reverse("delegation_list"), person),
        "may_propose": person.holds("workshop_head", *rules.GRANTERS),
        "may_hand_over": person.plant is not None and rules.may_hand_over(person, person.plant),
    }


def _row(each: Delegation) -> dict[str, Any]:
    values = {
        "number": each.number,
        "safety_class": each.safety_class,
        "ceiling": wording.number(float(each.ceiling), 0),
    }
    return {
        "title": str(each.workshop),
        "url": reverse("delegation_page", args=[each.number]),
        "note": _("No. %(number)s · up to class %(safety_class)s · up to %(ceiling)s yuan") % values,
        "state": each.get_state_display(),
        "until": wording.short_date(each.until_on, today()),
    }


def page(each: Delegation, person: Person) -> dict[str, Any]:
    labels = dict(Power.choices)
    words = {
        "grant": _("Hand them over"),
        "resume": _("Give them again"),
        "suspend": _("Suspend the powers"),
        "revoke": _("Take the powers back"),
        "name_substitutes": _("Name who stands in"),
    }
    standing_in = _(", ").join(str(one) for one in each.substitutes.all())
    buttons = [
        {"url": reverse(name, args=[each.number]), "label": words[verb], "is_page": is_page, "main": verb == "grant"}
        for verb, name, may, is_page in BUTTONS
        if _fits(verb, each) and may(person, each)
    ]
    return {
        "delegation": each,
        "kicker": [
            {"text": _("Powers of workshops"), "url": reverse("delegation_list")},
            {"text": _("No. %(number)s") % {"number": each.number}, "url": ""},
            {"text": each.get_state_display(), "url": ""},
        ],
        "headline": [_headline(each)],
        "standfirst": [each.reason] if each.reason else [],
        "powers": [labels[power] for power in each.powers],
        "facts": [
            (_("Plant"), str(each.plant)),
            (_("Used by"), _(", ").join(str(one) for one in holders(each)) or "–"),
            (
                _("Stands in for the head"),
                standing_in or _("Nobody: while the head is away nobody can act"),
            ),
            (_("Up to safety class"), each.get_safety_class_display()),
            (
                _("Promises up to"),
                _("%(amount)s yuan in one contract") % {"amount": wording.number(float(each.ceiling), 0)},
            ),
            (_("From"), wording.long_date(each.since_on)),
            (_("Until"), wording.long_date(each.until_on)),
            (_("Granted by"), str(each.granted_by or "–")),
        ],
        "buttons": buttons,
        "contracts": [one for one in open_under(each) if person.plants & {each.plant_id}],
    }


def _fits(verb: str, each: Delegation) -> bool:
    return each.state in rules.STANDING if verb == "name_substitutes" else can_move(each, verb, rules.MOVES)


def _headline(each: Delegation) -> str:
    if each.state == Delegation.State.ACTIVE and each.since_on <= today() <= each.until_on:
        return _("%(shop)s signs for itself.") % {"shop": each.workshop}
    if each.state == Delegation.State.PROPOSED:
        return _("%(shop)s asks to sign for itself.") % {"shop": each.workshop}
    return _("The plant signs for %(shop)s.") % {"shop": each.workshop}
