"""One promise over all guardrails; no safety claimed that readings do not bear out; no warning ends by itself."""

from __future__ import annotations

import dataclasses

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from huzhu import effects
from huzhu.adoptions.guarding import FOR_MEETING, _claimed, parts_of_promise
from huzhu.experiences.actions import flag_experience
from huzhu.journal.models import Entry
from huzhu.words import words
from tests import make


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kinds", [("people-hurt",), ("people-hurt", "near-misses"), ("people-hurt", "near-misses", "x")]
)
def test_all_guardrails_of_an_adoption_share_one_promise(kinds: tuple[str, ...]) -> None:
    made = make.alliance()
    trades = list(made.trades.values())
    if "near-misses" in kinds:
        make.metric("near-misses", trades, kind="count", direction="band", about_safety=True)
    way = make.experience(made)
    if "x" not in kinds:
        way.touches.clear()
    adoption = make.adoption(made, way)
    guardrails = list(adoption.guardrails.all())
    parts = parts_of_promise(adoption, guardrails)
    reports = sum(parts[each.pk] for each in guardrails if each.metric.slug == "near-misses")
    alarms = sum(parts[each.pk] for each in guardrails if each.metric.slug != "near-misses")
    assert alarms == pytest.approx(1 - FOR_MEETING if reports else 1)
    assert reports in (0, pytest.approx(1))


FOUND = effects.CountWatch("no_harm_seen", "", "test", 0.95, expected=8.0, seen=6, ratio_at_most=1.4)


@pytest.mark.parametrize(
    ("reason", "high", "tolerance", "reading"),
    [
        ("", 1.4, 0.0, "no_harm_seen"),  # three times as many would have been seen by now
        ("cannot_see_harm_yet", 1.4, 0.0, "not_enough_data"),
        ("cannot_see_harm_yet", 1.4, 0.5, "no_harm_seen"),  # the whole range lies inside the limit that was agreed
        ("", 1.6, 0.5, "not_enough_data"),
        ("", None, 0.5, "not_enough_data"),
    ],
)
def test_no_alarm_is_not_yet_safety(reason: str, high: float | None, tolerance: float, reading: str) -> None:
    assert _claimed(dataclasses.replace(FOUND, reason=reason, ratio_at_most=high), tolerance) == reading


@pytest.mark.django_db
def test_a_warning_never_goes_without_a_name_and_a_reason() -> None:
    made = make.alliance(("dalian", "benxi"))
    way = make.experience(made)
    flag_experience(way, by=None, flag="suspended", why=words(en="People were hurt"))
    for weaker in ("caution", ""):
        with pytest.raises(PermissionDenied):
            flag_experience(way, by=None, flag=weaker, why=words(en="It is over"))
    officer = made.people["benxi-safety_officer"]
    with pytest.raises(ValidationError):
        flag_experience(way, by=officer, flag="", why=words())
    flag_experience(way, by=officer, flag="", why=words(en="The cure is verified"))
    last = Entry.objects.filter(verb="flag_experience").latest("number")
    assert (last.by_person, last.details["why"]) == (officer.pk, {"en": "The cure is verified"})
