"""Notices: whom they reach, in both languages, once each; their own person reads them, nobody else."""

from __future__ import annotations

import pytest
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
