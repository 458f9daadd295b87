"""An alliance is set up by those who may, and the flow of material is known."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from tests import make

from huzhu.words import words
from huzhu.workshops import actions
from huzhu.workshops.models import Plant, Workshop
from huzhu.workshops.queries import downstream_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> make.Made:
    return make.alliance(("dalian", "benxi"))


def test_downstream_is_found_along_the_flow_and_not_against_it(made: make.Made) -> None:
    casting = made.workshops["dalian-casting"]
    assert [w.slug for w in downstream_of(casting)] == ["dalian-blooming", "dalian-medium-section"]
    assert downstream_of(made.workshops["dalian-medium-section"]) == []


def test_a_circle_of_material_ends(made: make.Made) -> None:
    actions.connect(made.workshops["dalian-medium-section"], made.workshops["dalian-casting"], by=None)
    assert len(downstream_of(made.workshops["dalian-casting"])) == 2


def test_the_data_steward_opens_workshops_in_the_own_plant_only(made: make.Made) -> None:
    steward = made.people["dalian-data_steward"]
    opened = actions.open_workshop(
        made.plants["dalian"], trade=made.trades["blooming"], name=words("新车间", "New mill"), by=steward
    )
    assert opened.slug == "dalian-new-mill"
    with pytest.raises(PermissionDenied):
        actions.open_workshop(made.plants["benxi"], trade=made.trades["blooming"], name=words(en="X"), by=steward)


def test_a_stranger_sees_nothing_and_founds_nothing(made: make.Made) -> None:
    stranger = make.people_actions.register(username="stranger", name=words(en="Stranger"), by=None)
    assert not Workshop.objects.visible_to(stranger).exists()
    with pytest.raises(PermissionDenied):
        actions.found_plant(name=words(en="Mine"), by=stranger)
    assert Plant.objects.count() == 2


def test_size_decides_the_band(made: make.Made) -> None:
    trade = made.trades["section-rolling"]
    actions.add_band(trade, name=words("小型", "Small"), by=None, low=None, high=350)
    medium = actions.add_band(trade, name=words("中型", "Medium"), by=None, low=350, high=650)
    mill = actions.open_workshop(made.plants["dalian"], trade=trade, name=words(en="Five hundred"), by=None, size=500)
    assert mill.band == medium
    assert actions.band_for(trade, 349.9).slug == "small"
    assert actions.band_for(trade, 700) is None
    with pytest.raises(ValidationError):
        actions.add_band(trade, name=words(en="Upside down"), by=None, low=5, high=1)
    for wrong in (-1.0, float("nan"), float("inf")):
        with pytest.raises(ValidationError, match="size"):
            actions.open_workshop(made.plants["dalian"], trade=trade, name=words(en="Odd mill"), by=None, size=wrong)


def test_two_with_the_same_name_get_two_addresses(made: make.Made) -> None:
    first = actions.found_plant(name=words("三厂"), by=None)
    second = actions.found_plant(name=words("三厂"), by=None)
    assert first.slug != second.slug
    with pytest.raises(ValidationError):
        actions.found_plant(name=words("丁", "D"), by=None, slug=first.slug)


def test_a_short_name_stands_beside_the_plants_name(made: make.Made) -> None:
    name = {"name": words("六轧车间", "Mill six"), "short_name": words("六轧", "six")}
    mill = actions.open_workshop(made.plants["dalian"], trade=made.trades["section-rolling"], by=None, **name)
    plant = mill.plant
    with translation.override("en"):
        assert str(mill) == f"{plant} six"
    with translation.override("zh-hans"):
        assert str(mill) == f"{plant}六轧"


def test_addresses_of_forms_are_nobodys(made: make.Made) -> None:
    """/experiences/new is where the next one is written; nothing may live there."""
    assert actions.found_plant(name=words(en="New"), by=None).slug == "new-2"
    with pytest.raises(ValidationError) as refused:
        actions.found_plant(name=words(en="Other"), by=None, slug="new")
    assert "slug" in refused.value.message_dict
    assert make.experience(made, origin="dalian", title=words("新", "New")).slug == "new-2"
