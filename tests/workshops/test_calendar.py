"""The calendar of a plant is set by those who set it up, in a verb, a set-up file or on a page; its clocks follow."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from tests import make

from huzhu.cli.founding import Row, read, set_up
from huzhu.cli.template import SETUP
from huzhu.journal.models import Entry
from huzhu.workshops import actions, clocks
from huzhu.workshops.models import Plant

pytestmark = pytest.mark.django_db
PAGE = "/setup/plants/dalian/calendar"
USUAL: dict[str, Any] = {"rest": [5, 6], "days_off": [], "shift_hours": 8.0}
SAID: dict[str, Any] = {"rest": [6], "days_off": ["1958-10-01", "1958-10-02"], "shift_hours": 12.0}


@pytest.fixture
def made() -> make.Made:
    return make.alliance(("dalian", "benxi"))


def dalian() -> Plant:
    return Plant.objects.get(slug="dalian")


def browser(made: make.Made, name: str, language: str = "en") -> Client:
    client = Client()
    client.force_login(made.people[name])
    client.cookies["lang"] = language
    return client


def test_what_is_set_is_journalled_with_what_it_was(made: make.Made) -> None:
    days = ["1958/10/2", " １９５８年１０月１日 ", datetime.date(1958, 10, 1)]
    secretary = made.people["alliance-secretariat"]
    actions.set_calendar(made.plants["dalian"], rest=[6, 6], days_off=days, shift_hours=12, by=secretary)
    assert dalian().calendar == SAID
    assert Plant.objects.get(slug="benxi").calendar == USUAL
    entry = Entry.objects.get(verb="set_calendar")
    assert (entry.thing, entry.by_person) == ("plant:dalian", secretary.pk)
    assert entry.details == {"before": USUAL, "now": SAID}


@pytest.mark.parametrize("name", ["dalian-plant_director", "dalian-chief_engineer", "alliance-committee"])
def test_not_by_others(made: make.Made, name: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.set_calendar(made.plants["dalian"], **SAID, by=made.people[name])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rest", range(7)),
        ("rest", [7]),
        ("rest", [-1]),
        *[
            ("days_off", ["1958-10-01", day])
            for day in ("10月1日", "1958-02-29", "1958-13-01", "1958-10/01", "58/1/1", "")
        ],
        ("days_off", [datetime.date(1958, 1, 1) + datetime.timedelta(days=n) for n in range(367)]),
        *[("shift_hours", hours) for hours in (3.9, 24.1, 0, -8, float("nan"), float("inf"))],
    ],
)
def test_what_cannot_be_is_refused_at_its_field(made: make.Made, field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.set_calendar(made.plants["dalian"], **(SAID | {field: value}), by=None)
    assert list(refused.value.message_dict) == [field]
    assert dalian().calendar == USUAL
    assert not Entry.objects.filter(verb="set_calendar").exists()


@pytest.mark.parametrize("hours", [4, 6.5, 24])
def test_the_shortest_and_the_longest_shift(made: make.Made, hours: float) -> None:
    plant = actions.set_calendar(made.plants["dalian"], rest=[], days_off=[], shift_hours=hours, by=None)
    start = timezone.make_aware(datetime.datetime(1958, 9, 30, 8))
    assert clocks.deadline(clocks.Clock("test", 2, "shifts"), start, plant) == start + datetime.timedelta(
        hours=2 * hours
    )


@given(day=st.dates())
def test_each_way_of_writing_a_date_is_read(day: datetime.date) -> None:
    year = f"{day.year:04}"
    ways = (day.isoformat(), f"{year}/{day.month}/{day.day}", f"{year}年{day.month}月{day.day}日")
    assert {actions._date(way) for way in ways} == {day}


def test_even_the_strictest_calendar_leaves_time_for_the_longest_clock(made: make.Made) -> None:
    monday = datetime.date(1958, 9, 1)
    mondays = [monday + datetime.timedelta(weeks=n) for n in range(actions.MOST_DAYS_OFF)]
    plant = actions.set_calendar(made.plants["dalian"], rest=range(1, 7), days_off=mondays, shift_hours=8, by=None)
    start = timezone.make_aware(datetime.datetime.combine(monday, clocks.MORNING))
    assert clocks.working_days_later(start, 60, plant).date() > mondays[-1]


# The set-up file

FILE = """
[[plants]]
slug = "north"
name = "北方纸厂"
name_en = "North"
{said}
"""


def founded(folder: Path, said: str) -> Any:
    file = folder / "setup.toml"
    file.write_text(FILE.format(said=said))
    with translation.override("en"):
        return set_up(read(file))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('rest = ["Sunday"]\ndays_off = ["1958-10-01", "1958/10/2"]\nshift_hours = 12', SAID),
        ('"休息日" = "周日"\n"放假日" = "1958年10月1日、1958年10月2日"\n"每班小时" = 12', SAID),
        ('rest = ["sat", "礼拜天"]\ndays_off = [1958-10-01]', USUAL | {"days_off": ["1958-10-01"]}),
        ("rest = []", USUAL | {"rest": []}),
        ('rest = "无"', USUAL | {"rest": []}),
        ("", USUAL),
    ],
)
def test_a_set_up_file_says_it(tmp_path: Path, said: str, expected: dict[str, Any]) -> None:
    assert founded(tmp_path, said).wrong == []
    assert Plant.objects.get(slug="north").calendar == expected
    assert Entry.objects.filter(verb="set_calendar").exists() == bool(said)
    assert founded(tmp_path, "shift_hours = 6").there == {"plants": 1}
    assert Plant.objects.get(slug="north").calendar == expected, "what is there stays as it is"


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ('rest = ["Saturday", "Caturday"]', "rest", "“Caturday” is not a weekday."),
        (f"rest = {list(('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'))}", "rest", "Leave at least one weekday"),
        ('days_off = ["10月1日"]', "days_off", "“10月1日” is not a date"),
        ("shift_hours = 48", "shift_hours", "from 4 to 24 hours"),
        ('shift_hours = "acht"', "shift_hours", "“acht” is not a number."),
    ],
)
def test_a_wrong_one_is_told_with_plant_key_and_mend(tmp_path: Path, said: str, field: str, words: str) -> None:
    (wrong,) = founded(tmp_path, said).wrong
    assert (wrong.place, wrong.field) == ("plants 1", field)
    assert wrong.why.startswith("North: ") and words in wrong.why and f"For instance: {field} = " in wrong.why
    assert not Plant.objects.filter(slug="north").exists()


def test_a_cell_says_it(made: make.Made) -> None:
    rows = [Row("plants", "厂 2", {"name": "三厂", "slug": "third", "rest": "星期六，星期日", "shift_hours": "6"})]
    assert set_up(rows).wrong == []
    assert Plant.objects.get(slug="third").calendar == USUAL | {"shift_hours": 6}


def test_the_template_says_what_is_so_without_it(tmp_path: Path) -> None:
    file = tmp_path / "setup.toml"
    file.write_text(SETUP)
    assert set_up(read(file)).wrong == []
    said, silent = Plant.objects.get(slug="north").calendar, Plant.objects.get(slug="river").calendar
    assert said == USUAL | {"days_off": ["1958-10-01"]} and silent == USUAL


# The page


def test_a_day_off_set_on_the_page_moves_a_deadline(made: make.Made) -> None:
    secretary = browser(made, "alliance-secretariat")
    assert PAGE in secretary.get("/setup").content.decode()
    assert PAGE not in browser(made, "dalian-chief_engineer").get("/setup").content.decode()
    shown = secretary.get(PAGE).content.decode()
    assert re.findall(r'value="(\d)"[^>]*checked', shown) == ["5", "6"] and "Saturday" in shown
    assert 'name="shift_hours" value="8"' in shown
    tuesday = timezone.make_aware(datetime.datetime(1958, 9, 30, 8))
    clock = clocks.Clock("test", 1, "working_days")
    assert clocks.deadline(clock, tuesday, dalian()).date() == datetime.date(1958, 10, 1)
    done = secretary.post(PAGE, {"rest": ["6"], "days_off": "1958-10-01\r\n\r\n1958/10/2\r\n", "shift_hours": "12"})
    assert done["Location"] == "/setup"
    assert dalian().calendar == SAID
    assert clocks.deadline(clock, tuesday, dalian()).date() == datetime.date(1958, 10, 3)
    shown = secretary.get(PAGE).content.decode()
    assert "1958-10-01\n1958-10-02" in shown and re.findall(r'value="(\d)"[^>]*checked', shown) == ["6"]


def test_what_is_wrong_is_said_at_its_field_in_the_readers_language(made: make.Made) -> None:
    good = {"rest": ["6"], "days_off": "1958-10-01", "shift_hours": "8"}
    wrong = {"rest": [str(day) for day in range(7)]}, {"days_off": "10月1日\n1958-10-01"}, {"shift_hours": "30"}
    said = ("一周至少要留一天上班。", "“10月1日”不是日期", "一班的时长为4到24小时。")
    secretary = browser(made, "alliance-secretariat", "zh")
    for change, words in zip(wrong, said, strict=True):
        answer = secretary.post(PAGE, good | change)
        assert answer.status_code == 422 and words in answer.content.decode()
        assert list(answer.context["form"].errors) == list(change)
    assert dalian().calendar == USUAL


def test_work_on_all_days_and_no_day_off_may_be_said(made: make.Made) -> None:
    assert browser(made, "alliance-administrator").post(PAGE, {"days_off": "", "shift_hours": "8"}).status_code == 302
    assert dalian().calendar == USUAL | {"rest": []}


@pytest.mark.parametrize("name", ["dalian-chief_engineer", "dalian-plant_director", "alliance-committee"])
def test_the_page_is_nobody_elses(made: make.Made, name: str) -> None:
    client = browser(made, name)
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"shift_hours": "6"}).status_code == 404
    assert dalian().calendar == USUAL
