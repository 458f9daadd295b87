"""Days are those of the plant's own time, whatever the hour at which something is done or read back."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from tests import make

from huzhu.workshops import clocks
from huzhu.workshops.clocks import Clock
from huzhu.workshops.models import Alliance

pytestmark = pytest.mark.django_db
UTC = datetime.UTC


@pytest.mark.parametrize("hour", [0, 3, 7, 8, 12, 15, 16, 20, 23])
def test_a_working_day_is_the_plants(hour: int) -> None:
    """Friday 2:00 in Shanghai is Thursday 18:00 in UTC, as a database gives it back."""
    plant = make.alliance().plants["dalian"]  # rests on Saturday and Sunday
    friday = timezone.make_aware(datetime.datetime(1958, 8, 29, hour))
    due = clocks.deadline(Clock("test", 1, "working_days"), friday.astimezone(UTC), plant)
    assert due == timezone.make_aware(datetime.datetime(1958, 9, 1, hour))  # Monday
    assert due.date() == datetime.date(1958, 9, 1)


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("stands_still", [True, False])
def test_now_is_today(hour: int, stands_still: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    make.alliance()
    Alliance.objects.update(clock_on=make.TODAY if stands_still else None)
    moment = datetime.datetime(2026, 11, 26, hour, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert clocks.now().date() == clocks.today()
    assert clocks.moment_of(None).date() == clocks.today()
