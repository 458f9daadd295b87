"""From a file to readings that count, and what happens when things go wrong on the way."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from huzhu import work
from huzhu.journal.models import Entry
from huzhu.metrics import actions, catalogue, store
from huzhu.metrics.files.mapping import Mapping
from huzhu.metrics.models import Batch, Comparison, Refresh, Series
from huzhu.words import words
from tests import make

pytestmark = pytest.mark.django_db

MILL = "dalian-medium-section"


def csv_of(rows: list[tuple[str, str, float]]) -> bytes:
    """A small long table: day, line, minutes."""
    lines = ["日期,车间,产线,换辊时间(分)"]
    lines += [f"{day},中型车间,{line},{minutes}" for day, line, minutes in rows]
    return "\n".join(lines).encode("gb18030")


def days(count: int, start: datetime.date = datetime.date(1958, 1, 6)) -> list[str]:
    return [(start + datetime.timedelta(days=number)).isoformat() for number in range(count)]


def load(made: make.Made, content: bytes, name: str = "换辊.csv", plant: str = "dalian") -> Batch:
    steward = made.person(plant, "data_steward")
    batch = actions.receive_file(content, name=name, plant=made.plants[plant], by=steward)
    if batch.state == Batch.State.WAITING:
        actions.agree_mapping(batch, Mapping.from_json(batch.mapping), by=steward)
        batch = actions.load_batch(batch, by=steward)
    return batch


def weekly(made: make.Made, line: str = "") -> list[float | None]:
    return Series.objects.get(
        workshop=made.workshops[MILL], metric__slug="roll-change-time", line=line, product=""
    ).values


def test_a_gbk_file_becomes_weekly_medians() -> None:
    made = make.alliance()
    batch = load(made, csv_of([(day, "1", 60 + number) for number, day in enumerate(days(14))]))
    assert (batch.state, batch.kept, batch.refused) == ("loaded", 14, 0)
    assert not batch.is_repeat
    assert work.do_due_work() > 0
    assert weekly(made) == [63.0, 70.0]
    assert weekly(made, "1") == [63.0, 70.0]
    assert Entry.objects.filter(verb="load_batch").get().plant == "dalian"


def test_a_file_that_waits_is_proposed_anew_by_what_is_known_now() -> None:
    made = make.alliance()
    steward, plant = made.person("dalian", "data_steward"), made.plants["dalian"]
    content = "日期,车间,停轧时间(分)\n1958-01-06,中型车间,12\n".encode("gb18030")

    def received() -> Batch:
        return actions.receive_file(content, name="停轧.csv", plant=plant, by=steward)

    first = received()
    assert [name["name"] for name in first.mapping["new"]] == ["停轧时间"]
    make.metric("stops", [made.workshops[MILL].trade], name=words("停轧时间", "Stops"))
    again = received()
    assert (again.pk, again.is_repeat, again.mapping["new"]) == (first.pk, True, [])
    assert Entry.objects.filter(verb="propose_mapping").count() == 1

    corrected = Mapping.from_json(again.mapping)
    corrected = replace(corrected, tables=(corrected.tables[0].with_column(2, unit="h"),))
    actions.agree_mapping(again, corrected, by=steward)
    assert Mapping.from_json(received().mapping) == corrected  # what a person has said stands


def test_the_same_file_twice_changes_nothing_and_says_so() -> None:
    made = make.alliance()
    content = csv_of([(day, "1", 60.0) for day in days(14)])
    first = load(made, content)
    work.do_due_work()
    entries, due = Entry.objects.count(), Refresh.objects.exclude(due_at=None).count()
    again = load(made, content, name="another name.csv")
    assert again.pk == first.pk
    assert again.is_repeat
    assert Batch.objects.count() == 1
    assert (Entry.objects.count(), Refresh.objects.exclude(due_at=None).count()) == (entries, due)


def test_a_correction_wins_and_the_old_value_stays_readable() -> None:
    made = make.alliance()
    load(made, csv_of([(day, "1", 60.0) for day in days(7)]))
    correction = load(made, csv_of([(day, "1", 30.0) for day in days(7)]), name="mended.csv")
    assert correction.corrected == 7
    work.do_due_work()
    assert weekly(made) == [30.0]
    person = made.person("dalian", "workshop_head")
    metric, workshop = made.metrics["roll-change-time"], made.workshops[MILL]
    (reading, *_) = catalogue.readings(metric, workshop, person)
    assert [each.value for each in catalogue.history(metric, workshop, reading.key, person)] == [60.0, 30.0]


def test_a_batch_taken_back_counts_no_longer() -> None:
    made = make.alliance()
    load(made, csv_of([(day, "1", 60.0) for day in days(7)]))
    wrong = load(made, csv_of([(day, "1", 30.0) for day in days(14)]), name="wrong.csv")
    work.do_due_work()
    assert weekly(made) == [30.0, 30.0]
    steward = made.person("dalian", "data_steward")
    with pytest.raises(ValidationError):
        actions.take_back_batch(wrong, by=steward, why=" ")
    actions.take_back_batch(wrong, by=steward, why="minutes of another mill")
    work.do_due_work()
    assert weekly(made) == [60.0]
    # and it may come again
    back = load(made, csv_of([(day, "1", 30.0) for day in days(14)]), name="wrong.csv")
    assert back.pk != wrong.pk
    work.do_due_work()
    assert weekly(made) == [30.0, 30.0]


def test_taking_the_only_batch_back_removes_series_and_comparison() -> None:
    made = make.alliance()
    only = load(made, csv_of([(day, "1", 60.0) for day in days(70)]))
    work.do_due_work()
    assert Comparison.objects.exists()
    actions.take_back_batch(only, by=made.person("dalian", "data_steward"), why="not ours")
    work.do_due_work()
    assert not Series.objects.exists()
    assert not Comparison.objects.exists()


def test_bad_rows_come_back_and_good_rows_are_kept() -> None:
    made = make.alliance()
    rows = csv_of([(day, "1", 60.0) for day in days(6)]) + "\n1958-02-30,中型车间,1,61\n1958-02-10,某车间,1,62".encode(
        "gb18030"
    )
    batch = load(made, rows)
    assert (batch.kept, batch.refused) == (6, 2)
    refused = catalogue.refused_rows(batch, made.person("dalian", "data_steward"))
    assert [row["row"] for row in refused] == [8, 9]
    assert all(row["sentence"] and row["mend"] for row in refused)
    assert catalogue.refused_rows(batch, made.person("benxi", "data_steward")) == []


def test_a_load_killed_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    made = make.alliance()
    content = csv_of([(day, "1", 60.0) for day in days(7)])
    steward = made.person("dalian", "data_steward")
    batch = actions.receive_file(content, name="a.csv", plant=made.plants["dalian"], by=steward)

    def killed(done: int, whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.load_batch(batch, by=steward, progress=killed)
    assert Batch.objects.get().state == "waiting"
    assert not Refresh.objects.exists()
    assert list(settings.READINGS.glob("*")) == []
    assert actions.load_batch(batch, by=steward).kept == 7


def test_a_load_killed_after_its_file_was_written_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    made = make.alliance()
    steward = made.person("dalian", "data_steward")
    batch = actions.receive_file(
        csv_of([(days(1)[0], "1", 60.0)]), name="a.csv", plant=made.plants["dalian"], by=steward
    )
    write = store.write

    def write_and_die(*args: object) -> object:
        write(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "write", write_and_die)
    with pytest.raises(KeyboardInterrupt):
        actions.load_batch(batch, by=steward)
    assert not Batch.objects.counting().exists()
    monkeypatch.undo()
    assert actions.load_batch(batch, by=steward).kept == 1
    assert actions.load_batch(batch, by=steward).is_repeat


@pytest.mark.parametrize(
    ("place", "role", "may"),
    [
        ("dalian", "data_steward", True),
        ("dalian", "chief_engineer", True),
        ("dalian", "workshop_head", True),
        ("dalian", "workshop_engineer", True),
        ("alliance", "administrator", True),
        ("dalian", "operator", False),
        ("dalian", "safety_officer", False),
        ("benxi", "data_steward", False),
        ("alliance", "secretariat", False),
    ],
)
def test_who_may_load_for_dalian(place: str, role: str, may: bool) -> None:
    made = make.alliance()
    person, content = made.person(place, role), csv_of([(days(1)[0], "1", 60.0)])
    if may:
        assert actions.receive_file(content, name="a.csv", plant=made.plants["dalian"], by=person).pk
        return
    with pytest.raises(PermissionDenied):
        actions.receive_file(content, name="a.csv", plant=made.plants["dalian"], by=person)
    assert not Batch.objects.exists()


def test_nobody_writes_readings_of_another_plant() -> None:
    made = make.alliance()
    rows = [
        {"metric": "roll-change-time", "workshop": "benxi-medium-section", "started_at": "1958-01-06", "value": 1.0}
    ]
    batch = actions.load_rows(rows, plant=made.plants["dalian"], by=made.person("dalian", "data_steward"))
    assert (batch.kept, batch.refused) == (0, 1)


def test_only_an_administrator_loads_a_file_of_several_plants() -> None:
    made = make.alliance()
    rows = [
        {
            "metric": "roll-change-time",
            "workshop": f"{plant}-medium-section",
            "started_at": "1958-01-06 08:00",
            "value": 50,
        }
        for plant in made.plants
    ]
    with pytest.raises(PermissionDenied):
        actions.load_rows(rows, plant=None, by=made.person("dalian", "data_steward"))
    batch = actions.load_rows(rows, plant=None, by=made.person("alliance", "administrator"))
    assert batch.kept == 3
    assert not Batch.objects.visible_to(made.person("dalian", "data_steward")).exists()
    assert {part.plant.slug for part in batch.parts.all()} == set(made.plants)


def test_rows_from_a_machine_are_taken_once() -> None:
    made = make.alliance()
    steward = made.person("dalian", "data_steward")
    rows = [
        {"metric": "surface-rejects", "workshop": MILL, "started_at": "1958-01-06", "value": 2.5, "exposure": 300},
        {"metric": "surface-rejects", "workshop": MILL, "started_at": "1958-01-07", "value": 3.5, "exposure": 100},
    ]
    first = actions.load_rows(rows, plant=made.plants["dalian"], by=steward)
    again = actions.load_rows(rows, plant=made.plants["dalian"], by=steward)
    assert first.pk == again.pk
    assert again.is_repeat
    work.do_due_work()
    series = Series.objects.get(metric__slug="surface-rejects", line="", product="")
    assert series.values == [2.75]
    assert series.exposure == [400.0]
    with pytest.raises(ValidationError):
        actions.load_rows([{"metrik": "x"}], plant=made.plants["dalian"], by=steward)


def test_a_file_of_which_nothing_was_kept_does_not_count_and_can_be_read_in_another_way() -> None:
    made = make.alliance()
    steward = made.person("dalian", "data_steward")
    content = "日期,车间,换辊时间(分)\n1958-01-06,别的车间,60\n1958-01-07,别的车间,61\n".encode("gb18030")
    batch = actions.receive_file(content, name="换辊.csv", plant=made.plants["dalian"], by=steward)
    tried = actions.load_batch(batch, by=steward)
    assert (tried.state, tried.kept, tried.refused, tried.came_to_nothing) == ("waiting", 0, 2, True)
    assert not Batch.objects.counting().exists()
    assert Entry.objects.filter(verb="refuse_batch").get().details["refused"] == 2
    assert [row["problem"] for row in catalogue.refused_rows(tried, steward)] == ["workshop_unknown"] * 2

    mapping = Mapping.from_json(tried.mapping)
    (table,) = mapping.tables
    place = next(column.index for column in table.columns if column.role == "workshop")
    corrected = table.with_column(place, role="ignore").with_table(constants={"workshop": MILL})
    actions.agree_mapping(tried, mapping.with_table(corrected), by=steward)
    again = actions.load_batch(tried, by=steward)
    assert (again.state, again.kept, again.refused) == ("loaded", 2, 0)
