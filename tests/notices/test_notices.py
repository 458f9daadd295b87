"""Notices: whom they reach, in both languages, once each; their own person reads them, nobody else."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from huzhu.notices.actions import read_all_notices, read_notice, read_notices_about, seated, sentence, tell
from huzhu.notices.models import Notice
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> make.Made:
    return make.alliance(("dalian", "benxi"))


def test_told_once_each_and_never_those_who_left(made: make.Made) -> None:
    head, gone = made.people["dalian-workshop_head"], made.people["dalian-operator"]
    gone.is_active = False
    gone.save()
    text = sentence(_("%(who)s asks for help: “%(title)s”"), {"who": "X", "title": "Y"})
    tell([head, head, gone], about="card:1", text=text, address="/cards/1")
    (notice,) = Notice.objects.all()
    assert notice.person == head
    assert notice.text["en"] == "X asks for help: “Y”"
    assert notice.text["zh"] == "X求助：“Y”"


def test_read_by_its_own_person_only(made: make.Made) -> None:
    head, other = made.person("dalian", "workshop_head"), made.person("benxi", "workshop_head")
    for about in ("card:1", "card:2", "card:3"):
        tell([head], about=about, text=sentence("Hello"), address="/")
    first = Notice.objects.get(about="card:1")
    read_notice(first, by=other)
    assert Notice.objects.unread().count() == 3
    read_notice(first, by=head)
    assert read_notices_about("card:2", by=other) == 0
    assert read_notices_about("card:2", by=head) == 1
    assert read_all_notices(by=head) == 1
    assert not Notice.objects.unread().exists()


def test_seats_are_found_by_workshop_by_plant_or_in_the_alliance(made: make.Made) -> None:
    place = made.workshops["dalian-medium-section"]
    assert seated("workshop_head", workshops=[place]) == [made.people["dalian-workshop_head"]]
    assert seated("chief_engineer", plants=[made.plants["benxi"]]) == [made.people["benxi-chief_engineer"]]
    assert seated("secretariat") == [made.people["alliance-secretariat"]]


@pytest.mark.parametrize(
    "day",
    [
        datetime.date(1958, 9, 3),
        datetime.datetime(1958, 9, 2, 16, 30, tzinfo=datetime.UTC),  # half past midnight of the third, in China
    ],
)
def test_each_language_says_a_day_in_its_own_way(day: datetime.date) -> None:
    said = sentence(
        _("You are invited to “%(title)s” at %(host)s on %(day)s; the calendar entry is on its page."),
        {"title": "T", "host": "H", "day": day},
    )
    assert "on 3 September 1958;" in said["en"] and "1958年9月3日" in said["zh"]


def test_no_sentence_that_is_told_holds_a_day_as_machines_write_it(made: make.Made) -> None:
    """A conference, a contract's inspection, a meeting: whatever names a day."""
    make.conference(made, is_over=True)
    make.contract(made)
    make.meeting(made)
    texts = [text for notice in Notice.objects.all() for text in notice.text.values()]
    assert not [text for text in texts if re.search(r"\d{4}-\d\d-\d\d", text)]
    assert any(re.search(r"\d{4}年\d+月\d+日", text) for text in texts)
    for path in Path(settings.PACKAGE).rglob("telling.py"):
        assert "isoformat" not in path.read_text(), path
