"""To whom a story goes: trades, size bands, equipment, the material's way; and a danger further than the rest."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from huzhu.express import actions
from huzhu.express.drafting import draft_from_facts
from huzhu.express.models import Story
from huzhu.express.sending import places_concerned
from huzhu.web.presenting.story import to_whom
from huzhu.words import words
from huzhu.workshops import actions as house
from huzhu.workshops.models import Equipment
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> make.Made:
    """Hot tops at Dalian's and Benxi's casting bays and, odd but so, at Benxi's blooming mill; soaking pits at Dalian's
    blooming mill alone; Plant C has said nothing."""
    made = make.alliance(("dalian", "benxi", "plant-c"))
    casting, blooming = made.trades["ingot-casting"], made.trades["blooming"]
    tops = house.name_equipment(name=words("帽口", "Hot tops"), trades=[casting, blooming], by=None)
    pits = house.name_equipment(name=words("均热炉", "Soaking pits"), trades=[blooming], by=None)
    for place in ("dalian-casting", "benxi-casting", "benxi-blooming"):
        house.equip(made.workshops[place], [tops], by=None)
    house.equip(made.workshops["dalian-blooming"], [pits], by=None)
    return made


def kind(slug: str) -> Equipment:
    return Equipment.objects.get(slug=slug)


def reached(made: make.Made, **to: Any) -> set[str]:
    return {place.slug for place in places_concerned(make.story(made, issued=False, **to))}


def test_equipment_alone_reaches_those_who_have_it_whatever_their_trade(made: make.Made) -> None:
    assert reached(made, to_equipment=[kind("hot-tops")]) == {"dalian-casting", "benxi-casting", "benxi-blooming"}
    both = [kind("hot-tops"), kind("soaking-pits")]
    assert reached(made, to_equipment=both) == {"dalian-casting", "benxi-casting", "benxi-blooming", "dalian-blooming"}


def test_with_a_trade_it_narrows_the_trade(made: make.Made) -> None:
    blooming = [made.trades["blooming"]]
    assert reached(made, to_trades=blooming) == {"dalian-blooming", "benxi-blooming", "plant-c-blooming"}
    assert reached(made, to_trades=blooming, to_equipment=[kind("hot-tops")]) == {"benxi-blooming"}


def test_with_a_size_band_it_narrows_further(made: make.Made) -> None:
    large = house.add_band(made.trades["blooming"], name=words(en="Large"), by=None, low=600)
    mill = house.open_workshop(
        made.plants["benxi"],
        trade=made.trades["blooming"],
        name=words(en="Second"),
        by=None,
        size=700,
        equipment=[kind("hot-tops")],
    )
    assert reached(made, to_trades=[large.trade], to_bands=[large], to_equipment=[kind("hot-tops")]) == {mill.slug}
    assert reached(made, to_trades=[large.trade], to_bands=[large], to_equipment=[kind("soaking-pits")]) == set()


def test_along_the_material_it_reaches_on(made: make.Made) -> None:
    onward = reached(
        made, to_trades=[made.trades["ingot-casting"]], to_equipment=[kind("hot-tops")], to_downstream=True
    )
    # Dalian's medium-section mill tells it, and nobody hears of the own story.
    assert onward == {"dalian-casting", "benxi-casting", "dalian-blooming", "benxi-blooming", "benxi-medium-section"}


def test_a_danger_passes_nobody_over_who_has_not_said(made: make.Made) -> None:
    told = reached(made, urgency="safety", to_equipment=[kind("soaking-pits")])
    assert told == {"dalian-blooming", "plant-c-blooming"}  # Benxi has said what it has; Plant C has not
    assert "plant-c-blooming" not in reached(made, urgency="urgent", to_equipment=[kind("soaking-pits")])


def test_where_nobody_is_named_the_experience_says_it(made: make.Made) -> None:
    way = make.experience(made, equipment=[kind("hot-tops")])
    told = make.story(made, issued=False, experience=way)
    assert (list(told.to_equipment.all()), list(told.to_trades.all())) == ([kind("hot-tops")], [])
    plain = make.story(made, issued=False, experience=make.experience(made, title=words(en="Plain")))
    assert (list(plain.to_equipment.all()), list(plain.to_trades.all())) == ([], [made.trades["section-rolling"]])
    named = make.story(made, issued=False, experience=way, to_trades=[made.trades["blooming"]])
    assert (list(named.to_equipment.all()), list(named.to_trades.all())) == ([], [made.trades["blooming"]])


def test_what_the_program_drafts_goes_by_equipment_too(made: make.Made) -> None:
    from huzhu.hazards import actions as hazard_actions

    way = make.experience(made, equipment=[kind("hot-tops")])
    make.adoption(made, way, at="benxi")
    hazard_actions.acknowledge(make.hazard(made), by=made.people["dalian-safety_officer"], experience=way)
    assert draft_from_facts() >= 1
    recall = Story.objects.get(source="recall")
    # The casting bay of Plant C and its blooming mill have not said; Benxi's section mill uses the way itself.
    unsaid = {"plant-c-casting", "plant-c-blooming", "benxi-medium-section"}
    assert {p.slug for p in places_concerned(recall)} == {"dalian-casting", "benxi-casting", "benxi-blooming", *unsaid}


def test_it_is_issued_and_answered_there_and_reaching_nobody_is_refused(made: make.Made) -> None:
    story = make.story(made, to_equipment=[kind("hot-tops")])
    assert {each.workshop.slug for each in story.receipts.all()} == {
        "dalian-casting",
        "benxi-casting",
        "benxi-blooming",
    }
    nowhere = house.name_equipment(name=words(en="Coke ovens"), trades=[made.trades["blooming"]], by=None)
    with translation.override("en"), pytest.raises(ValidationError, match="reaches nobody"):
        make.story(made, to_equipment=[nowhere])


def test_told_and_changed_on_the_page(made: make.Made) -> None:
    client = Client()
    client.force_login(made.people["dalian-operator"])
    client.cookies["lang"] = "en"
    form = client.get("/express/share").content.decode()
    assert "Only those who have" in form and "Hot tops" in form
    said = {"title": "Shorter heads", "change": "A burner", "urgency": "ordinary", "to_equipment": ["hot-tops"]}
    story = Story.objects.get(number=client.post("/express/share", said)["Location"].rsplit("/", 1)[1])
    assert list(story.to_equipment.all()) == [kind("hot-tops")]
    assert "every trade · who has: Hot tops" in client.get(story.address).content.decode()
    client.post(f"{story.address}/edit", said | {"to_equipment": []})
    assert list(story.to_trades.all()) == [made.trades["section-rolling"]]


@pytest.mark.parametrize(
    ("to", "zh"),
    [
        ({"to_all": True}, "全体车间"),
        ({"to_downstream": True}, "接他们料的车间"),
    ],
)
def test_in_words(made: make.Made, to: dict[str, Any], zh: str) -> None:
    story = make.story(made, issued=False, **to)
    with translation.override("zh-hans"):
        assert zh in to_whom(story)


def test_a_change_of_the_draft_keeps_who_was_named(made: make.Made) -> None:
    story = make.story(made, issued=False, to_equipment=[kind("soaking-pits")])
    again = actions.rewrite_story(story, by=made.people["dalian-operator"], risk=words(en="Heat"))
    assert list(again.to_equipment.all()) == [kind("soaking-pits")]
