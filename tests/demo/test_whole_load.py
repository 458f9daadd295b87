"""The whole demo, as `huzhu demo` loads it: the rooms' own measuring must find the article's story. Takes a minute."""

import os
import shutil
from datetime import date

import pytest
from django.db import connections

from huzhu.adoptions.models import Measurement
from huzhu.competitions.models import Round
from huzhu.competitions.running import recompute
from huzhu.demo import load
from huzhu.hazards.models import Hazard
from huzhu.journal.models import Entry
from huzhu.metrics.models import Batch, Metric


def effect(workshop, slug):
    found = Measurement.objects.get(
        adoption__workshop__slug=workshop, adoption__slug=slug, guardrail=None, is_current=True
    )
    return found.evidence, found.result.get("relative")


@pytest.fixture
def demo(loaded_home, tmp_path, settings, django_db_blocker):
    """Django's database is that of a copy of the loaded home."""
    home = shutil.copytree(loaded_home, tmp_path / "home")
    settings.HUZHU_HOME, settings.READINGS, settings.INBOX = home, home / "readings", home / "inbox"
    ours = connections["default"]
    there = connections.create_connection("default")
    there.settings_dict = {**ours.settings_dict, "NAME": str(home / "huzhu.sqlite3")}
    connections["default"] = there
    with django_db_blocker.unblock():
        yield home
        there.close()
    connections["default"] = ours


@pytest.mark.slow
def test_the_whole_demo_loads_and_its_own_measuring_finds_the_story(demo):
    said = (demo / "said").read_text() if "HUZHU_DEMO_HOME" not in os.environ else " ".join(load.STEPS)
    assert [step for step in load.STEPS if step not in said] == []
    assert load.is_loaded()
    assert Batch.objects.filter(state=Batch.State.LOADED).count() == 16
    assert sum(Batch.objects.values_list("refused", flat=True)) == 0
    for workshop, slug, truth in (
        ("dalian-medium-section", "quick-roll-change-medium", -0.49),
        ("dalian-small-section", "quick-roll-change-small-line-1", -0.37),
        ("dalian-small-section", "quick-roll-change-small-line-2", -0.31),
    ):
        evidence, (_, low, high) = effect(workshop, slug)
        assert evidence == "verified"
        assert low <= truth <= high < 0
    assert effect("benxi-casting", "heat-the-ingot-head")[0] == "verified"
    assert effect("plant-c-casting", "new-mould-coating-line-2")[0] == "not_shown"
    assert effect("plant-d-medium-section", "quick-roll-change-medium")[0] == "measuring"
    told = Measurement.objects.get(
        guardrail__metric__slug="near-misses", guardrail__workshop__slug="benxi-blooming", is_current=True,
        adoption__experience__slug="heat-the-ingot-head",
    ).result  # fmt: skip
    assert (told["task"], told["reading"]) == ("ingot-turning", "watch")
    assert told["alarm_on"] < "1957-11-04"  # before the remedy
    assert effect("benxi-blooming", "turning-plate-on-the-lifting-table")[0] in ("probable", "verified")
    danger = Hazard.objects.get(workshop__slug="benxi-blooming", task="ingot-turning")
    assert danger.source == Hazard.Source.SIGNAL
    assert danger.raised_by is None
    assert danger.signal_on < date(1957, 9, 3)  # months before the yearly statistics, and before the remedy
    assert danger.state == Hazard.State.VERIFIED_CLOSED
    assert danger.proof["seen"] == 0
    assert danger.ended_by.plant.slug == "dalian"
    plants = set(danger.calls.exclude(answer="").values_list("workshop__plant__slug", flat=True))
    assert plants == {"dalian", "benxi", "plant-c", "plant-d"}
    heated = danger.experience
    assert (heated.flag, heated.remedy.slug) == ("caution", "turning-plate-on-the-lifting-table")
    standings = Round.objects.get(slug="section-rolling-1958-second-half").result["entrants"]
    benxi, dalian = standings["benxi-medium-section"], standings["dalian-medium-section"]
    assert (benxi["here"], dalian["here"]) == (1, 2)
    assert benxi["parts"]["help"]["points"] > benxi["points"] / 2  # mostly for what it did for others
    assert dalian["place"][0] == 1  # close behind: it could be first
    lines = Round.objects.get(kind=Round.Kind.EQUIPMENT)
    assert (lines.state, recompute(lines)) == ("closed", lines.result)
    entries = Entry.objects.count()
    load.load_demo()
    assert Entry.objects.count() == entries
    assert Metric.objects.get(slug="roll-change-time").definitions.count() == 2
