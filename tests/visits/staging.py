"""A visit in any of its states, made through the verbs only."""

from __future__ import annotations

import datetime
from typing import Any

from huzhu.adoptions.reviewing import review_visit_effect
from huzhu.visits import actions, notebook
from huzhu.visits.models import Visit
from huzhu.words import words
from tests import make

DAY = make.TODAY


def propose(made: make.Made, **values: Any) -> Visit:
    """Dalian's medium mill asks to come and see Benxi's roll change."""
    return actions.propose(
        values.pop("host", made.workshops["benxi-medium-section"]),
        values.pop("visiting", [made.workshops["dalian-medium-section"]]),
        made.metrics["roll-change-time"],
        by=values.pop("by", made.person("dalian", "workshop_head")),
        title=values.pop("title", words("看换辊", "See the roll change")),
        **values,
    )


def do(made: make.Made, visit: Visit, verb: str, by: Any = None) -> Visit:
    """One verb, with everything it wants, as the program unless a person is named."""
    benxi = made.person("benxi", "workshop_head")
    extra: dict[str, dict[str, Any]] = {
        "confirm": {"starts_on": DAY, "place": words("大门", "Main gate")},
        "decline": {"why": "repair"},
        "prepare": {"induction": words("戴安全帽", "Helmets on"), "induction_by": benxi},
        "report": {
            "learned": [words("备好", "Make ready outside")],
            "fits": [words("要天车", "Needs the crane")],
            "risks": [words("手指", "Fingers")],
        },
        "postpone": {"why": "repair"},
        "cancel": {"why": "no need"},
        "close": {"why": "nothing to do"},
        "review_effect": {"note": words("没有", "Nothing came of it")},
    }
    if verb == "review_effect":
        return review_visit_effect(visit, by=by, **extra[verb])
    return getattr(actions, verb)(visit, by=by, **extra.get(verb, {}))


def add_action(made: make.Made, visit: Visit, **values: Any) -> Any:
    return notebook.add_action(
        visit,
        values.pop("workshop", made.workshops["dalian-medium-section"]),
        by=values.pop("by", None),
        text=values.pop("text", words("预装", "Make ready outside")),
        owner=values.pop("owner", made.people["dalian-workshop_head"]),
        due_on=values.pop("due_on", DAY + datetime.timedelta(days=30)),
        **values,
    )


# The shortest way into each state.
WAYS: dict[str, tuple[str, ...]] = {
    "proposed": (),
    "host_confirmed": ("confirm",),
    "prepared": ("confirm", "prepare"),
    "held": ("confirm", "prepare", "hold"),
    "reported": ("confirm", "prepare", "hold", "report"),
    "actions_open": ("confirm", "prepare", "hold", "report", "ACTION", "open_actions"),
    "effect_reviewed": ("confirm", "prepare", "hold", "report", "ACTION", "open_actions", "SETTLE", "review_effect"),
    "closed": ("confirm", "prepare", "hold", "report", "close"),
    "declined": ("decline",),
    "postponed": ("postpone",),
    "cancelled": ("cancel",),
}


def at_state(made: make.Made, state: str) -> Visit:
    visit = propose(made)
    for step in WAYS[state]:
        if step == "ACTION":
            add_action(made, visit)
        elif step == "SETTLE":
            notebook.settle_action(visit.actions.get(), by=None, is_done=True, result="done")
        else:
            visit = do(made, visit, step)
    visit.refresh_from_db()
    assert visit.state == state
    return visit
