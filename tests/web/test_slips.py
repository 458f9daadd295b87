"""Slips of the pen at the pages' doors: told at their field, nothing kept, and never a broken page."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from tests import make

from huzhu.experiences.models import Experience, Version
from huzhu.express.models import Story
from huzhu.visits.models import Visit as Meeting
from huzhu.web.forms import DayField, NumberField
from huzhu.web.presenting.story import take_up_url
from huzhu.workshops.models import Alliance

from .conftest import Visit


def wish(made: make.Made, **other: object) -> dict[str, object]:
    return {
        "host": made.workshops["benxi-medium-section"].pk,
        "visiting": [made.workshops["dalian-medium-section"].pk],
        "metric": made.metrics["roll-change-time"].pk,
        "title_zh": "看换辊",
        "lead": made.person("dalian", "workshop_head").pk,
        **other,
    }


def test_a_number_the_database_cannot_hold_is_not_among_the_choices(made: make.Made, visit: Visit) -> None:
    client = visit("dalian", "workshop_head")
    answer = client.post("/meetings/new", wish(made, visiting=["9" * 20]))
    assert answer.status_code == 422
    assert "“99999999999999999999” is not a valid value" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_a_visit_is_not_wished_for_a_day_that_is_over(made: make.Made, visit: Visit) -> None:
    client = visit("dalian", "workshop_head")
    answer = client.post("/meetings/new", wish(made, starts_on="1958-01-01"))
    assert answer.status_code == 422
    assert "This day is over." in answer.content.decode()
    assert client.post("/meetings/new", wish(made)).status_code == 302


@pytest.mark.parametrize("year", ["9999", "0058"])
def test_a_clock_set_to_an_impossible_year_stops_nothing(made: make.Made, visit: Visit, year: str) -> None:
    client = visit("alliance", "administrator")
    said = {"name_zh": "四厂", "language": "zh", "clock_on": f"{year}-12-31"}
    answer = client.post("/setup/alliance", said)
    assert answer.status_code == 422
    assert "cannot be right" in answer.content.decode()
    here = Alliance.here()
    assert here is not None
    assert here.clock_on is None or here.clock_on.year == 1958
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("low", "high"), [("1e300", ""), ("-30", "-50"), ("-150", ""), ("", "99999")])
def test_a_change_nobody_can_expect_is_told_and_not_kept(made: make.Made, visit: Visit, low: str, high: str) -> None:
    way = make.experience(made)
    before = Version.objects.count()
    said = {"mechanism_zh": "x", "steps_zh": "y", "why_zh": "z", "expected_low": low, "expected_high": high}
    answer = visit("benxi", "workshop_head").post(f"/experiences/{way.slug}/edit", said)
    assert answer.status_code == 422
    assert "field--wrong" in answer.content.decode()
    assert Version.objects.count() == before


def test_a_way_of_another_trade_is_not_offered_to_be_taken_up(made: make.Made, visit: Visit) -> None:
    way = make.experience(made, origin="dalian")
    told = make.story(made, experience=way)
    address, head = f"/experiences/{way.slug}/take-up", made.person("benxi", "workshop_head")
    assert take_up_url(told, head) == address
    assert visit("benxi", "workshop_head").get(address).status_code == 200
    Experience.objects.filter(pk=way.pk).update(trade=made.trades["blooming"])
    told = Story.objects.get(pk=told.pk)
    assert take_up_url(told, made.person("benxi", "workshop_head")) == f"/experiences/{way.slug}"
    assert visit("benxi", "workshop_head").get(address).status_code == 404


def test_days_and_numbers_have_ends() -> None:
    assert DayField().clean("1958-08-27").year == 1958
    assert NumberField().clean("-12.5") == -12.5
    for field, text in ((DayField(), "1799-12-31"), (DayField(), "2201-01-01"), (NumberField(), "1e10")):
        with pytest.raises(ValidationError):
            field.clean(text)
