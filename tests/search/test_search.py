"""What is written is found: Chinese by characters, Latin by words, by everybody who may see it and nobody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make

from huzhu.experiences import actions
from huzhu.experiences.models import Experience
from huzhu.search.models import SearchText
from huzhu.search.pieces import index_text, phrases, pieces
from huzhu.search.queries import holding
from huzhu.words import words


def test_chinese_becomes_pairs_and_latin_stays_whole():
    assert pieces("换辊时间 in 1957") == ["换辊", "辊时", "时间", "间", "in", "1957"]
    assert pieces("ＳＭＥＤ，快速") == ["smed", "快速", "速"]
    assert phrases("换辊 roll") == [(["换辊"], False), (["roll"], True)]
    assert phrases("辊") == [(["辊"], True)]


@given(st.text(max_size=40))
def test_what_is_cut_holds_nothing_that_a_query_language_could_read(text):
    for piece in pieces(text):
        assert not set(piece) & set("\"'()*:&|!<>-^ \\")


@pytest.fixture
def made(db) -> make.Made:
    return make.alliance()


def found(asked: str, *also: str) -> list[str]:
    slugs = dict(Experience.objects.values_list("pk", "slug"))
    return [slugs[pk] for pk in holding("experience", asked, also)]


def test_both_languages_single_characters_beginnings_and_text_of_the_version(made):
    make.experience(made)
    make.experience(made, title=words("钢锭帽口加热", "Heat the ingot head"))
    assert found("换辊") == found("快速换辊") == found("quick change") == found("QUICK ro") == ["quick-roll-change"]
    assert found("速") == ["quick-roll-change"]
    assert found("热") == ["heat-the-ingot-head"]  # also where it ends a run
    assert found("帽口") == found("加热") == found("ingot") == ["heat-the-ingot-head"]
    assert set(found("轴承座")) == set()  # needs are not searched, the way it works is:
    assert set(found("轧辊在外面预装")) == {"quick-roll-change", "heat-the-ingot-head"}
    assert found("换帽") == []
    assert found("辊换") == []  # a phrase, not a bag of characters
    assert found("nothing of the kind") == []
    assert found("quick ingot") == []
    assert found("", "") == found("!!! ---") == []


def test_another_wording_finds_too(made):
    make.experience(made, title=words(zh="导卫预装"), summary=words(zh="换辊之前"))
    assert found("guides") == []
    assert len(found("guides", "导卫")) == 1


def test_what_is_changed_is_found_by_its_new_text(made):
    written = make.experience(made)
    why = words("写清楚", "Clearer")
    actions.write_version(
        written, by=None, mechanism=words("用专用吊具", "With dedicated tackle"), steps=words(["吊"], ["Lift"]), why=why
    )
    assert found("吊具") == found("tackle") == ["quick-roll-change"]
    assert found("预装") == []
    assert SearchText.objects.filter(kind="experience").count() == 1


@pytest.mark.parametrize("asked", ['a" OR b', "x*", "NEAR(a b)", "title:roll", "'); drop table", "换'辊", "\\", "%_"])
def test_no_question_breaks_the_search(made, asked):
    make.experience(made)
    found(asked)


def test_the_text_of_a_thing_is_that_of_its_words(made):
    written = make.experience(made)
    (row,) = SearchText.objects.filter(kind="experience")
    assert row.thing == written.pk
    assert index_text(["快速换辊"]) in row.text
