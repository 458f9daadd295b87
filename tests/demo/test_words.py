"""The demo's words are complete in both languages and agree with each other and with the simulation."""

import ast
from pathlib import Path

import pytest

import huzhu
from huzhu.demo.indicators import INDICATORS
from huzhu.demo.people import persons
from huzhu.demo.plants import EQUIPMENT, FLOWS, KIND, PLANTS, TASKS, TRADES, Said, equipment_of, workshops
from huzhu.demo.story import ADOPTIONS, WITHOUT_EFFECT, experiences
from huzhu.demo.truth import EFFECTS, write_truth

EXPERIENCES = {each.slug: each for each in experiences()}
METRICS = {each.slug: each for each in INDICATORS}
WORKSHOPS = {each.slug: each for each in workshops()}


def said(thing):
    """All words inside a record."""
    if isinstance(thing, Said):
        yield thing
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from said(each)
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            yield from said(getattr(thing, name))


@pytest.mark.parametrize(
    "things", [PLANTS, TRADES, tuple(KIND.values()), INDICATORS, tuple(EXPERIENCES.values()), FLOWS, EQUIPMENT]
)
def test_every_word_is_there_in_both_languages(things):
    words = list(said(things))
    assert words
    assert [each for each in words if bool(each.zh) != bool(each.en)] == []


def test_fifty_six_experiences_as_the_article_says():
    assert len(EXPERIENCES) == 56


def test_only_what_the_article_says_is_marked_as_stated():
    assert {each.slug for each in PLANTS if each.stated} == {"dalian", "benxi"}
    assert {each.case for each in EXPERIENCES.values() if each.stated} == {1, 2, 3, 4}


def test_the_story_and_the_readings_speak_of_the_same_metrics_and_workshops(readings):
    assert {(metric, workshop) for metric, workshop, _ in readings} <= {(m, w) for m in METRICS for w in WORKSHOPS}
    for metric, workshop, _ in readings:
        assert WORKSHOPS[workshop].kind.trade in METRICS[metric].trades
    for experience in EXPERIENCES.values():
        assert {*experience.touches, experience.metric} - {""} <= set(METRICS)
        assert not experience.origin or experience.origin in WORKSHOPS


def test_what_was_taken_up_is_exactly_where_the_truth_has_an_effect():
    begun = [each for each in ADOPTIONS if each.state != "abandoned"]
    taken = {(each.case, each.starts_on) for each in begun if each.case not in WITHOUT_EFFECT}
    assert {(each.case, each.on) for each in EFFECTS} == taken
    assert {each.experience for each in ADOPTIONS} <= set(EXPERIENCES)
    assert {each.owner for each in ADOPTIONS} <= {each.username for each in persons()}


def test_equipment_stands_where_its_trades_are():
    kinds = {each.slug: each for each in EQUIPMENT}
    for shop in WORKSHOPS.values():
        assert all(shop.kind.trade in kinds[slug].trades for slug in equipment_of(shop))
    for kind in EQUIPMENT:
        assert set(kind.trades) <= {each.slug for each in TRADES}
        assert set(kind.stated_at) <= {shop.slug for shop in WORKSHOPS.values() if kind.slug in equipment_of(shop)}
        assert set(kind.at) <= {*WORKSHOPS, *KIND}
    assert {slug for each in EXPERIENCES.values() for slug in each.equipment} <= set(kinds)
    assert {each.slug for each in EQUIPMENT if each.stated_at} == {"hot-top-moulds", "lifting-table"}


def test_every_task_of_an_accident_has_a_name(readings):
    tasks = {task for rows in readings.values() for task in set(rows["task"])} - {""}
    assert tasks == set(TASKS)


def test_people_have_names_of_their_own():
    everybody = list(persons())
    assert len({each.username for each in everybody}) == len(everybody)
    assert len({each.name.zh for each in everybody}) == len(everybody)


def test_the_truth_can_be_written_for_tests(tmp_path):
    write_truth(tmp_path / "truth.csv")
    assert len((tmp_path / "truth.csv").read_text(encoding="utf-8").splitlines()) == len(EFFECTS) + 1


def test_nothing_but_the_simulation_reads_the_truth():
    package = Path(huzhu.__file__).parent
    readers = set()
    for file in package.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if "huzhu.demo.truth" in names:
                readers.add(file.relative_to(package).as_posix())
    assert readers == {f"demo/{name}.py" for name in ("accidents", "production", "rolls", "simulation")}
