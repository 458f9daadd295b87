"""The demo goes in through the rooms' verbs, and once."""

import pytest
from django.db import transaction
from django.test import override_settings

from huzhu.adoptions.models import Adoption
from huzhu.demo import load
from huzhu.demo.people import persons
from huzhu.demo.plants import workshops
from huzhu.demo.story import ADOPTIONS
from huzhu.experiences.models import Experience
from huzhu.journal.models import Entry
from huzhu.people.models import Person
from huzhu.words import words
from huzhu.workshops.actions import found_alliance
from huzhu.workshops.models import Alliance, Plant, Workshop

pytestmark = pytest.mark.django_db  # also tells pytest-django to run these before the browser's

TELLING = ("Plants and workshops", "People and seats", "Indicators", "Experiences and who took them up")


def test_a_house_with_another_alliance_is_left_alone():
    found_alliance(name=words("造纸", "Paper"), by=None)
    with pytest.raises(RuntimeError, match="another alliance"):
        load.load_demo()
    assert Plant.objects.count() == 0


def tell():
    """The steps without readings."""
    for step in TELLING:
        load.STEPS[step](lambda done, known: None)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The story in the tables, for the tests of this file."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), transaction.atomic(), quick:
        tell()
        yield
        transaction.set_rollback(True)


def test_the_story_is_told_once_however_often_it_is_loaded(told):
    entries = Entry.objects.count()
    assert Workshop.objects.count() == len(list(workshops()))
    assert Person.objects.count() == len(list(persons()))
    assert Experience.objects.count() == 56
    assert Adoption.objects.count() == len(ADOPTIONS)
    tell()
    # saying the alliance's name again is written down; nothing else happens
    assert Entry.objects.count() == entries + 1
    assert Adoption.objects.count() == len(ADOPTIONS)
    assert load.is_begun()
    assert not load.is_loaded()


def test_what_is_taken_up_has_its_yardstick_frozen_and_an_owner(told):
    for adoption in Adoption.objects.select_related("metric", "definition", "owner", "workshop"):
        assert adoption.frozen_at
        assert adoption.definition.metric_id == adoption.metric_id
        assert adoption.definition.plant_id is None
        assert adoption.owner.holds("workshop_head", workshop=adoption.workshop)
        assert adoption.decided_on < adoption.starts_on
        assert not adoption.recorded_late


def test_every_page_will_say_that_it_is_simulated_and_which_plants_are_not_in_the_article(told):
    notice = Alliance.objects.get().notice
    assert "模拟" in notice["zh"]
    assert "Simulated" in notice["en"]
    for plant in Plant.objects.filter(slug__in=("plant-c", "plant-d")):
        assert "没有点名" in plant.note["zh"]
    assert Experience.objects.filter(is_illustrative=False).count() == 4
    # no warning is told: the readings raise the danger (test_whole_load.py)
    assert not Experience.objects.exclude(flag="").exists()
