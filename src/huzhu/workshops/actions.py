"""Setting up: plants, trades, bands, equipment, workshops, and the flow between them. `by` None: the program itself."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from huzhu.journal.actions import record, verb
from huzhu.words import Words
from huzhu.workshops import rules
from huzhu.workshops.models import Alliance, Equipment, Flow, Plant, SizeBand, Trade, Workshop

if TYPE_CHECKING:
    from huzhu.people.models import Person


def _allow(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


RESERVED = frozenset({"new"})  # /experiences/new is the form in which the next one is written


def address_for(name: Words, kind: str, taken: Iterable[str]) -> str:
    """A free address word for something named: from the English name, else `<kind>-<number>`."""
    taken = RESERVED.union(taken)
    base = slugify(name.get("en") or "")[:60] or slugify(name.get("zh") or "")[:60]
    if base and base not in taken:
        return base
    base = base or kind
    number = next(n for n in range(2 if base != kind else 1, 100_000) if f"{base}-{n}" not in taken)
    return f"{base}-{number}"


def _slug(slug: str, name: Words, model: type, kind: str) -> str:
    if not name:
        raise ValidationError({"name": _("Give it a name.")})
    taken = set(model._default_manager.values_list("slug", flat=True))  # type: ignore[attr-defined]
    return free_address(slug, taken) or address_for(name, kind, taken)


def free_address(slug: str, taken: Iterable[str]) -> str:
    """The address word somebody wishes ("" none); raises ValidationError where it may not be had."""
    if slug in RESERVED.union(taken):
        raise ValidationError({"slug": _("The address “%(slug)s” is taken.") % {"slug": slug}})
    return slug


@verb
def found_alliance(
    *,
    name: Words,
    by: Person | None,
    kind: str = Alliance.Kind.ONE_GROUP,
    notice: Words | None = None,
    clock_on: datetime.date | None = None,
) -> Alliance:
    """The one alliance. Calling it again changes its name, kind, notice and clock."""
    _allow(by is None or rules.may_set_up(by))
    alliance = Alliance.objects.select_for_update().first() or Alliance()
    alliance.name, alliance.kind, alliance.clock_on = name, kind, clock_on
    alliance.notice = notice or Words()
    alliance.full_clean()
    alliance.save()
    record("found_alliance", alliance, by=by, details={"name": dict(name), "kind": str(kind)})
    return alliance


@verb
def found_plant(
    *, name: Words, by: Person | None, slug: str = "", short_name: Words | None = None, note: Words | None = None
) -> Plant:
    _allow(by is None or rules.may_set_up(by))
    plant = Plant(
        slug=_slug(slug, name, Plant, "plant"), name=name, short_name=short_name or Words(), note=note or Words()
    )
    plant.full_clean()
    plant.save()
    record("found_plant", plant, by=by, details={"name": dict(name)})
    return plant


SHORTEST_SHIFT, LONGEST_SHIFT = 4, 24  # hours
MOST_DAYS_OFF = 366  # of the 522 days that a plant working one day a week has in the ten years a clock looks through


@verb
def set_calendar(
    plant: Plant, *, rest: Iterable[int], days_off: Iterable[datetime.date | str], shift_hours: float, by: Person | None
) -> Plant:
    """By which days and shifts the clocks of a plant run; what was said before is replaced.

    Said by those who set the alliance up and not by the plant: nobody lengthens a time that runs against them.

    `rest`: weekdays, 0 Monday to 6 Sunday. `days_off`: dates, or texts as 1958-10-01, 1958/10/1 or 1958年10月1日.
    Raises ValidationError at `rest`, `days_off` or `shift_hours`.
    """
    plant = Plant.objects.select_for_update().get(pk=plant.pk)
    _allow(by is None or rules.may_set_up(by))
    before = plant.calendar
    plant.rest_weekdays, plant.days_off, plant.shift_hours = _rest(rest), _dates(days_off), _shift(shift_hours)
    plant.full_clean()
    plant.save()
    record("set_calendar", plant, by=by, details={"before": before, "now": plant.calendar})
    return plant


def _rest(weekdays: Iterable[int]) -> list[int]:
    chosen = sorted(set(weekdays))
    if not set(chosen) <= set(range(7)):
        raise ValidationError({"rest": _("A weekday is a number from 0, Monday, to 6, Sunday.")})
    if len(chosen) == 7:
        raise ValidationError({"rest": _("Leave at least one weekday on which work is done.")})
    return chosen


def _dates(days: Iterable[datetime.date | str]) -> list[str]:
    read = [(day, day if isinstance(day, datetime.date) else _date(day)) for day in days]
    if wrong := [day for day, found in read if found is None]:
        said = _("“%(day)s” is not a date: write the year, the month and the day, as 1958-10-01.")
        raise ValidationError({"days_off": [said % {"day": str(day)[:40]} for day in wrong]})
    dates = sorted({found.isoformat() for _unused, found in read if found})
    if len(dates) > MOST_DAYS_OFF:
        said = _("At most %(most)s days off can be kept: leave out those long past.")
        raise ValidationError({"days_off": said % {"most": MOST_DAYS_OFF}})
    return dates


def _date(text: str) -> datetime.date | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    parts = re.fullmatch(r"(\d{4})(?:-(\d\d?)-(\d\d?)|/(\d\d?)/(\d\d?)|\s*年\s*(\d\d?)\s*月\s*(\d\d?)\s*日)", plain)
    try:
        return datetime.date(*(int(part) for part in parts.groups() if part)) if parts else None
    except ValueError:
        return None


def _shift(hours: float) -> float:
    if not SHORTEST_SHIFT <= hours <= LONGEST_SHIFT:
        said = {"shortest": SHORTEST_SHIFT, "longest": LONGEST_SHIFT}
        raise ValidationError({"shift_hours": _("A shift lasts from %(shortest)s to %(longest)s hours.") % said})
    return hours


@verb
def name_trade(
    *,
    name: Words,
    by: Person | None,
    slug: str = "",
    workshop_word: Words | None = None,
    size_name: Words | None = None,
    size_unit: str = "",
) -> Trade:
    _allow(by is None or rules.may_name_trades(by))
    trade = Trade(
        slug=_slug(slug, name, Trade, "trade"),
        name=name,
        workshop_word=workshop_word or Words(),
        size_name=size_name or Words(),
        size_unit=size_unit,
    )
    trade.full_clean()
    trade.save()
    record("name_trade", trade, by=by, details={"name": dict(name)})
    return trade


@verb
def add_band(
    trade: Trade, *, name: Words, by: Person | None, slug: str = "", low: float | None = None, high: float | None = None
) -> SizeBand:
    _allow(by is None or rules.may_set_up(by))
    if low is not None and high is not None and not low < high:
        raise ValidationError({"high": _("The upper end must be above the lower end.")})
    taken = set(trade.bands.values_list("slug", flat=True))
    band = SizeBand(trade=trade, slug=slug or address_for(name, "band", taken), name=name, low=low, high=high)
    band.full_clean()
    band.save()
    record("add_band", band, by=by, details={"low": low, "high": high})
    return band


@verb
def name_equipment(*, name: Words, trades: Iterable[Trade], by: Person | None, slug: str = "") -> Equipment:
    """A kind of equipment, and the trades in whose workshops it is found."""
    _allow(by is None or rules.may_name_trades(by))
    found_in = list(trades)
    if not found_in:
        raise ValidationError({"trades": _("Say in which trades it is found.")})
    kind = Equipment(slug=_slug(slug, name, Equipment, "equipment"), name=name)
    kind.full_clean()
    kind.save()
    kind.trades.set(found_in)
    record("name_equipment", kind, by=by, details={"name": dict(name), "trades": [trade.slug for trade in found_in]})
    return kind


def _of_the_trade(kinds: Iterable[Equipment], trade: Trade) -> list[Equipment]:
    """Raises ValidationError where one is not found in that trade."""
    chosen = list(kinds)
    elsewhere = [kind for kind in chosen if not kind.trades.contains(trade)]
    if elsewhere:
        said = {"kinds": ", ".join(map(str, elsewhere)), "trade": trade}
        raise ValidationError({"equipment": _("Not found in the trade %(trade)s: %(kinds)s.") % said})
    return chosen


@verb
def equip(workshop: Workshop, kinds: Iterable[Equipment], *, by: Person | None) -> Workshop:
    """Which kinds of equipment the workshop has; what was said before is replaced."""
    workshop = Workshop.objects.select_for_update(of=("self",)).select_related("plant", "trade").get(pk=workshop.pk)
    _allow(by is None or rules.may_equip(by, workshop))
    workshop.equipment.set(_of_the_trade(kinds, workshop.trade))
    slugs = list(workshop.equipment.values_list("slug", flat=True))
    record("equip", workshop, by=by, details={"equipment": slugs})
    return workshop


def band_for(trade: Trade, size: float | None) -> SizeBand | None:
    """The band into which a size falls; None when no size is given or none fits."""
    if size is None:
        return None
    for band in trade.bands.all():
        if (band.low is None or size >= band.low) and (band.high is None or size < band.high):
            return band
    return None


@verb
def open_workshop(
    plant: Plant,
    *,
    trade: Trade,
    name: Words,
    by: Person | None,
    slug: str = "",
    short_name: Words | None = None,
    size: float | None = None,
    band: SizeBand | None = None,
    lines: list[str] | None = None,
    equipment: Iterable[Equipment] = (),
    contact: Words | None = None,
) -> Workshop:
    """A workshop of a plant. Without a band, the size decides it."""
    _allow(by is None or rules.may_set_up_plant(by, plant))
    if band is not None and band.trade_id != trade.pk:
        raise ValidationError({"band": _("This size band belongs to another trade.")})
    if size is not None and not 0 <= size < float("inf"):
        raise ValidationError({"size": _("A size is a number from 0 on.")})
    if not slug and name.get("en"):
        slug = slugify(f"{plant.slug} {name['en']}")[:80]
        if Workshop.objects.filter(slug=slug).exists():
            slug = ""
    workshop = Workshop(
        plant=plant,
        trade=trade,
        band=band or band_for(trade, size),
        size=size,
        name=name,
        short_name=short_name or Words(),
        slug=_slug(slug, name if slug else Words(en=f"{plant.slug} workshop"), Workshop, f"{plant.slug}-workshop"),
        lines=[str(line) for line in lines or []],
        contact=contact or Words(),
    )
    workshop.full_clean()
    kinds = _of_the_trade(equipment, trade)
    workshop.save()
    workshop.equipment.set(kinds)
    record("open_workshop", workshop, by=by, details={"name": dict(name), "trade": trade.slug})
    return workshop


@verb
def connect(giver: Workshop, receiver: Workshop, *, by: Person | None, material: Words | None = None) -> Flow:
    """Material goes from `giver` to `receiver`. Saying it twice changes only the material."""
    _allow(by is None or rules.may_set_up_plant(by, giver.plant))
    if giver.pk == receiver.pk:
        raise ValidationError({"receiver": _("Material flows between two different workshops.")})
    flow = Flow.objects.filter(giver=giver, receiver=receiver).first() or Flow(giver=giver, receiver=receiver)
    flow.material = material or Words()
    flow.full_clean()
    flow.save()
    record("connect", flow, by=by, details={"material": dict(flow.material)})
    return flow
