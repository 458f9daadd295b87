"""Clocks: by when somebody must have acted, as the plant counts its days.

A shift and an hour run day and night, as furnaces do. A working day skips the plant's days of rest. An alliance may
set another length for any clock by its name; the defaults stand beside the state tables of the rooms.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.workshops.models import Alliance, Plant

Unit = Literal["hours", "shifts", "working_days", "days"]
MORNING = datetime.time(8)
LONGEST = 3660  # days looked through for a working day: a calendar without any is an error, not an endless loop


@dataclass(frozen=True)
class Clock:
    """A length of time with a name, as "card.acknowledge.urgent"."""

    name: str
    amount: float
    unit: Unit


def deadline(clock: Clock, since: datetime.datetime, plant: Plant) -> datetime.datetime:
    """The moment at which `clock`, started at `since`, runs out at this plant.

    Raises ValueError if the plant's calendar leaves no working day within ten years.
    """
    since, amount = timezone.localtime(since), length_of(clock)
    if clock.unit == "hours":
        return since + datetime.timedelta(hours=amount)
    if clock.unit == "shifts":
        return since + datetime.timedelta(hours=amount * plant.shift_hours)
    if clock.unit == "days":
        return since + datetime.timedelta(days=amount)
    return working_days_later(since, int(amount), plant)


def length_of(clock: Clock) -> float:
    """In the clock's unit, as the alliance has set it."""
    alliance = Alliance.here()
    return float(alliance.clocks.get(clock.name, clock.amount)) if alliance else clock.amount


def working_days_later(since: datetime.datetime, days: int, plant: Plant) -> datetime.datetime:
    """The same time of day on the working day `days` after `since`; what begins on a day of rest begins on the next."""
    day, left = timezone.localtime(since), days  # days are those of the plant's own time
    for _unused in range(LONGEST):
        if left == 0 and is_working_day(day.date(), plant):
            return day
        day += datetime.timedelta(days=1)
        if left and is_working_day(day.date(), plant):
            left -= 1
    raise ValueError(f"{plant.slug} has no working day within ten years of {since:%Y-%m-%d}")


def morning_before(moment: datetime.datetime, plant: Plant) -> datetime.datetime:
    """The morning of the last working day before the day of `moment`."""
    day = timezone.localtime(moment).date()
    for _unused in range(LONGEST):
        day -= datetime.timedelta(days=1)
        if is_working_day(day, plant):
            return timezone.make_aware(datetime.datetime.combine(day, MORNING))
    raise ValueError(f"{plant.slug} has no working day within ten years before {moment:%Y-%m-%d}")


def is_working_day(day: datetime.date, plant: Plant) -> bool:
    return day.weekday() not in plant.rest_weekdays and day.isoformat() not in plant.days_off


def now() -> datetime.datetime:
    """This moment, in local time: where the alliance's clock stands still, the present time of day on that day."""
    alliance = Alliance.here()
    moment = timezone.localtime()
    if alliance is None or alliance.clock_on is None:
        return moment
    return timezone.make_aware(datetime.datetime.combine(alliance.clock_on, moment.time()))


def today() -> datetime.date:
    """The day it is in the alliance."""
    alliance = Alliance.here()
    return alliance.today if alliance else timezone.localdate()


def moment_of(on: datetime.date | None) -> datetime.datetime:
    """Now in the alliance, or the morning of an earlier day where an act is written down late."""
    moment = now()
    if on is None:
        return moment
    if on > timezone.localtime(moment).date():
        raise ValidationError({"on": _("This day has not come yet.")})
    return timezone.make_aware(datetime.datetime.combine(on, MORNING))
