"""One power of a workshop on one day has one number: what overlaps is refused, moving over hands on what is missing."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huzhu.delegation import actions
from huzhu.delegation.models import Delegation
from huzhu.delegation.overlapping import HOLDING
from huzhu.journal.models import Entry
from huzhu.web.presenting.delegation import listing
from tests import make
from tests.contracts import staging

DAY = staging.DAY
SHOP = "dalian-medium-section"
POWERS = ("draft", "sign", "amend")


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def day(number: int) -> datetime.date:
    return DAY + datetime.timedelta(days=number)


def proposed(made: make.Made, powers: list[str], first: int, last: int) -> Delegation:
    return actions.propose_delegation(
        made.workshops[SHOP], by=None, powers=powers, since_on=day(first), until_on=day(last)
    )


def held(made: make.Made, powers: list[str], first: int, last: int, state: str = "active") -> Delegation:
    one = actions.grant(proposed(made, powers, first, last), by=None)
    return actions.suspend(one, by=None, why="a doubt") if state == "suspended" else one


@pytest.mark.parametrize("state", ["active", "suspended"])
@pytest.mark.parametrize(
    ("powers", "first", "last", "shared"),
    [
        (["draft", "sign"], 10, 20, "Draft contracts, Sign contracts"),  # the same days
        (["sign", "close"], 12, 14, "Sign contracts"),  # within, one of the powers
        (["sign"], 5, 10, "Sign contracts"),  # up to its first day
        (["sign"], 20, 40, "Sign contracts"),  # from its last day
        (["sign"], 5, 40, "Sign contracts"),  # around it
        (["sign"], 5, 9, ""),
        (["sign"], 21, 40, ""),
        (["close", "accept"], 10, 20, ""),
    ],
)
def test_what_overlaps_is_refused_before_and_when_it_is_granted(
    made: make.Made, state: str, powers: list[str], first: int, last: int, shared: str
) -> None:
    waiting = proposed(made, powers, first, last)
    other = held(made, ["draft", "sign"], 10, 20, state)
    written = Entry.objects.count()
    if not shared:
        actions.grant(waiting, by=None)
        return
    for act in (lambda: proposed(made, powers, first, last), lambda: actions.grant(waiting, by=None)):
        with pytest.raises(ValidationError) as refused:
            act()
        said = refused.value.messages[0]
        named = f"{shared}: delegation no. {other.number} (“{other.get_state_display()}”) has this from "
        assert said.startswith(named)
        assert said.endswith("Have that taken back first, or choose other powers or other days.")
    waiting.refresh_from_db()
    assert (waiting.state, Entry.objects.count()) == ("proposed", written)
    actions.revoke(other, by=None, why="anew")
    assert actions.grant(waiting, by=None).state == "active"


def test_only_the_days_on_which_both_would_hold_are_named(made: make.Made) -> None:
    held(made, ["sign"], 10, 20)
    with pytest.raises(ValidationError, match="from 10 September 1958 to 16 September 1958"):
        proposed(made, ["sign"], 14, 200)  # the 27th of August is the day 0
    other = made.workshops["benxi-medium-section"]  # another workshop's are its own
    assert actions.propose_delegation(other, by=None, powers=["sign"], since_on=day(14), until_on=day(200))


def test_what_ran_out_before_today_is_in_nobodys_way(made: make.Made) -> None:
    held(made, ["sign"], 0, 5)
    staging.it_is(day(6))  # nobody has written down yet that it ran out
    assert actions.grant(proposed(made, ["sign"], 0, 30), by=None).state == "active"


def test_two_heads_asked_for_the_same_and_the_page_says_why_one_is_refused(made: make.Made) -> None:
    one, two = proposed(made, ["sign"], 0, 30), proposed(made, ["sign"], 20, 60)
    client = Client()
    client.force_login(made.person("dalian", "chief_engineer"))
    assert client.post(f"/delegations/{one.number}/grant").status_code == 302
    english = client.post(f"/delegations/{two.number}/grant", headers={"accept-language": "en"})
    chinese = client.post(f"/delegations/{two.number}/grant", headers={"accept-language": "zh"})
    assert english.status_code == chinese.status_code == 422
    assert f"delegation no. {one.number} (“Handed over”) has this from 16 September 1958" in english.content.decode()
    assert f"从1958年9月16日到1958年9月26日已在第{one.number}号授权" in chinese.content.decode()
    two.refresh_from_db()
    assert two.state == "proposed"


def reach(first: int, last: int, powers: tuple[str, ...] = POWERS) -> dict[str, Any]:
    return {"by": None, "powers": powers, "since_on": day(first), "until_on": day(last)}


def test_moving_over_hands_on_what_is_missing_and_names_what_stays(made: make.Made) -> None:
    cards, sign = held(made, ["issue_cards"], 0, 365), held(made, ["sign"], 0, 30, "suspended")
    found = actions.hand_over(made.plants["dalian"], **reach(0, 100))
    got = {(tuple(each.powers), each.since_on, each.until_on) for each in found}
    assert got == {(("draft", "amend"), day(0), day(100)), (("sign",), day(31), day(100))}
    entry = Entry.objects.get(verb="hand_over_contracts")
    assert entry.details["kept"] == [sign.number]
    assert entry.details["delegations"] == [each.number for each in found]
    for each in (cards, sign):
        before = each.state
        each.refresh_from_db()
        assert each.state == before
    written = Entry.objects.count()
    with pytest.raises(ValidationError, match="without these powers"):
        actions.hand_over(made.plants["dalian"], **reach(0, 100))
    with pytest.raises(ValidationError, match="cannot end before"):
        actions.hand_over(made.plants["dalian"], **reach(5, 4))
    with pytest.raises(ValidationError, match="at least one power"):
        actions.hand_over(made.plants["dalian"], **reach(0, 100, ()))
    assert Entry.objects.count() == written


def test_the_list_counts_workshops_not_papers(made: make.Made) -> None:
    held(made, ["issue_cards"], 0, 365)
    client = Client(headers={"accept-language": "en"})
    client.force_login(made.person("dalian", "plant_director"))
    at = "/delegations/hand-over"
    said = {"powers": list(POWERS), "safety_class": "B", "ceiling": "100", "since_on": day(0), "until_on": day(100)}
    answer = client.post(at, said, follow=True)
    assert "Handed over to 1 workshop." in answer.content.decode()
    assert Delegation.objects.filter(state="active").count() == 2
    assert listing(made.person("dalian", "plant_director"))["headline"] == ["1 workshop manages its contracts itself."]


SOME_DAYS = st.tuples(st.integers(-5, 12), st.integers(0, 8)).map(lambda pair: (pair[0], pair[0] + pair[1]))
SOME_POWERS = st.lists(st.sampled_from(POWERS), min_size=1, max_size=3, unique=True)
STEP = st.one_of(
    st.tuples(st.just("grant"), SOME_POWERS, SOME_DAYS),
    st.tuples(st.sampled_from(["suspend", "resume", "revoke"]), st.integers(0, 5), st.just((0, 0))),
    st.tuples(st.just("days pass"), st.integers(0, 3), st.just((0, 0))),
    st.tuples(st.just("hand over"), SOME_POWERS, SOME_DAYS),
)
BUTTONS = {
    "suspend": lambda each: actions.suspend(each, by=None, why="a doubt"),
    "resume": lambda each: actions.resume(each, by=None),
    "revoke": lambda each: actions.revoke(each, by=None, why="anew"),
}


def numbers_on(moment: datetime.date, power: str) -> list[str]:
    found = Delegation.objects.filter(state__in=HOLDING, since_on__lte=moment, until_on__gte=moment)
    return [each.number for each in found if power in each.powers and each.workshop.slug == SHOP]


@given(steps=st.lists(STEP, min_size=2, max_size=9))
@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_done_each_power_has_one_number_a_day(made: make.Made, steps: list[Any]) -> None:
    with staging.undone():
        now = 0
        for what, value, (first, last) in steps:
            try:
                if what == "grant":
                    held(made, value, first, last)
                elif what == "days pass":
                    now += value
                    staging.it_is(day(now))
                elif what == "hand over":
                    actions.hand_over(made.plants["dalian"], **reach(first, last, tuple(value)))
                elif known := list(Delegation.objects.order_by("pk")):
                    BUTTONS[what](known[value % len(known)])
            except ValidationError:
                pass
            else:
                if what == "hand over":
                    for number in range(max(first, now), last + 1):
                        assert all(numbers_on(day(number), power) for power in value)
            for number in range(now, 30):
                assert all(len(numbers_on(day(number), power)) < 2 for power in POWERS)
