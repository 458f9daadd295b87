"""Bring the demo in through the rooms' own verbs, as people of the four plants would have.

Every step passes over what is there already, so a load that was cut off goes on where it stopped, and loading a loaded
demo changes nothing. Nothing here computes or states an effect: readings go in, and the rooms' due work is done.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO

import pyarrow.parquet as pq
from django.db import connection, transaction

from huzhu.demo import SIMULATED_EN, SIMULATED_ZH
from huzhu.demo import people as cast
from huzhu.demo import plants as plan
from huzhu.demo.indicators import INDICATORS, REDEFINITION, Indicator
from huzhu.demo.load_aid import lend
from huzhu.demo.load_cards import lay_on_the_board
from huzhu.demo.load_conferences import confer
from huzhu.demo.load_contracts import agree
from huzhu.demo.load_dangers import meet
from huzhu.demo.load_express import tell_all
from huzhu.demo.load_standings import compete
from huzhu.demo.load_story import retell, settle, told
from huzhu.demo.load_visits import review, to_come
from huzhu.demo.simulation import simulate
from huzhu.demo.timeline import LAST
from huzhu.journal.actions import record, verb
from huzhu.journal.models import Entry
from huzhu.metrics.actions import change_definition, define_metric, load_batch, name_code, receive_file
from huzhu.metrics.models import Batch, Code, Metric
from huzhu.people.actions import register, seat
from huzhu.people.models import Person, Seat
from huzhu.words import words
from huzhu.work import do_due_work
from huzhu.workshops import actions as house
from huzhu.workshops.models import Alliance, Equipment, Plant, SizeBand, Trade, Workshop

PASSWORD = "learn-from-each-other"  # everybody's in the demo, printed by the command; there is nothing to protect
LOADED = "load_demo"
Progress = Callable[[str, int, int], None]  # which step, how many are done, how many there are


def is_begun() -> bool:
    """Is the alliance in the tables the demo's, whole or not?"""
    alliance = Alliance.objects.first()
    return alliance is not None and dict(alliance.name) == dict(told(plan.ALLIANCE))


def is_loaded() -> bool:
    """Has a load of the demo come to its end?"""
    return Entry.objects.filter(verb=LOADED).exists()


def load_demo(progress: Progress | None = None) -> None:
    """Load the demo, or go on with a load that was cut off. Raises RuntimeError where another alliance lives."""
    if is_loaded():
        return
    if Alliance.objects.exists() and not is_begun():
        raise RuntimeError("This house holds another alliance; the demo wants an empty one.")
    say = progress or (lambda step, done, known: None)
    for step, act in STEPS.items():
        act(lambda done, known, step=step: say(step, done, known))
    _close()


@verb
def _close() -> None:
    record(LOADED, "alliance", by=None)


Say = Callable[[int, int], None]


@transaction.atomic
def _found(say: Say) -> None:
    house.found_alliance(name=told(plan.ALLIANCE), notice=words(SIMULATED_ZH, SIMULATED_EN), clock_on=LAST, by=None)
    for plant in plan.PLANTS:
        if not Plant.objects.filter(slug=plant.slug).exists():
            names = {"name": told(plant.name), "short_name": told(plant.short), "note": told(plant.note)}
            house.found_plant(slug=plant.slug, by=None, **names)
    for trade in plan.TRADES:
        _name_trade(trade)
    for kind in plan.EQUIPMENT:
        if not Equipment.objects.filter(slug=kind.slug).exists():
            trades = Trade.objects.filter(slug__in=kind.trades)
            house.name_equipment(slug=kind.slug, name=told(kind.name), trades=trades, by=None)
    shops = list(plan.workshops())
    for number, shop in enumerate(shops, start=1):
        if not Workshop.objects.filter(slug=shop.slug).exists():
            house.open_workshop(
                Plant.objects.get(slug=shop.plant),
                trade=Trade.objects.get(slug=shop.kind.trade),
                name=told(shop.kind.name),
                short_name=told(shop.kind.short),
                slug=shop.slug,
                size=shop.size,
                lines=list(shop.kind.lines),
                equipment=Equipment.objects.filter(slug__in=plan.equipment_of(shop)),
                by=None,
            )
        say(number, len(shops))
    _connect()


def _name_trade(trade: plan.Trade) -> None:
    found = Trade.objects.filter(slug=trade.slug).first() or house.name_trade(
        name=told(trade.name),
        slug=trade.slug,
        workshop_word=told(trade.shops),
        size_name=told(trade.size),
        size_unit=trade.unit,
        by=None,
    )
    for band in trade.bands:
        if not SizeBand.objects.filter(trade=found, slug=band.slug).exists():
            house.add_band(found, slug=band.slug, name=told(band.name), low=band.low, high=band.high, by=None)


def _connect() -> None:
    shops = {shop.slug: shop for shop in Workshop.objects.select_related("plant")}
    for plant in plan.PLANTS:
        for giver, receiver, material in plan.FLOWS:
            ends = [shops.get(f"{plant.slug}-{kind}") for kind in (giver, receiver)]
            if ends[0] and ends[1] and not ends[0].flows_out.filter(receiver=ends[1]).exists():
                house.connect(ends[0], ends[1], material=told(material), by=None)


@transaction.atomic
def _seat_people(say: Say) -> None:
    everybody = list(cast.persons())
    shops = {shop.slug: shop for shop in Workshop.objects.select_related("plant")}
    plants = {plant.slug: plant for plant in Plant.objects.all()}
    for number, one in enumerate(everybody, start=1):
        person = Person.objects.filter(username=one.username).first() or register(
            username=one.username, name=told(one.name), password=PASSWORD if one.signs_in else None, by=None
        )
        shop = shops[one.workshop] if one.workshop else None
        seat(person, one.role, workshop=shop, plant=None if shop or not one.plant else plants[one.plant], by=None)
        say(number, len(everybody))


@transaction.atomic
def _define(say: Say) -> None:
    trades = {trade.slug: trade for trade in Trade.objects.all()}
    # what gives others their exposure comes first
    for number, one in enumerate(sorted(INDICATORS, key=lambda each: bool(each.exposure_metric)), start=1):
        if not Metric.objects.filter(slug=one.slug).exists():
            define_metric(
                slug=one.slug,
                name=told(one.name),
                text=told(one.text),
                trades=[trades[slug] for slug in one.trades],
                by=None,
                **_fields(one),
            )
        say(number, len(INDICATORS))
    for sort, names in (("product", plan.PRODUCTS), ("task", plan.TASKS)):
        for code, said in names.items():
            if not Code.objects.filter(sort=sort, code=code).exists():
                name_code(sort, code, name=told(said), by=None)
    metric = Metric.objects.get(slug=REDEFINITION.metric)
    if not metric.definitions.filter(number=REDEFINITION.number).exists():
        plant = Plant.objects.get(slug=REDEFINITION.plant)
        text, why = told(REDEFINITION.text), told(REDEFINITION.why)
        change_definition(metric, text=text, why=why, since_on=REDEFINITION.since, plant=plant, by=None)


def _fields(one: Indicator) -> dict[str, object]:
    gain_unit, gain_factor = one.gain or (None, None)
    return {
        "unit": told(one.unit),
        "kind": one.kind,
        "direction": one.direction,
        "grain": one.grain,
        "aliases": list(one.aliases),
        "exposure_unit": told(one.exposure_unit),
        "exposure_metric": Metric.objects.filter(slug=one.exposure_metric).first(),
        "per": one.per,
        "disclosure": one.disclosure,
        "about_safety": one.about_safety,
        "tolerance": one.tolerance,
        "gain_unit": told(gain_unit),
        "gain_factor": gain_factor,
    }


AS_SENT = ("metric", "workshop", "line", "product", "task", "shift", "started_at", "ended_at", "value", "exposure")


def _load_readings(say: Say) -> None:
    """Every plant's data steward sends what the plant wrote down; corrections come after what they correct."""
    batches = simulate()
    stewards = {one.plant.slug: one.person for one in Seat.objects.filter(role="data_steward")}
    loaded = set(Batch.objects.filter(state=Batch.State.LOADED).values_list("file_name", flat=True))
    for number, batch in enumerate(batches, start=1):
        name = f"{batch.name}.parquet"
        if name not in loaded:
            content = BytesIO()
            pq.write_table(batch.table.select(AS_SENT), content)
            by = stewards[batch.plant]
            load_batch(receive_file(content.getvalue(), name=name, plant=by.plant, by=by), by=by)
        say(number, len(batches))


def _compute(say: Say) -> None:
    """What the worker would do: weekly series, comparisons, effects, guardrails. A second worker takes its share."""
    command = [sys.executable, "-c", "from huzhu.cli import main; main()", "work", "--once"]
    helper = subprocess.Popen(command, stdout=subprocess.DEVNULL) if _has_room_for_two() else None
    try:
        do_due_work(progress=lambda _name, done, known: say(done, known))
    finally:
        if helper is not None:
            helper.wait()
    do_due_work()  # what the other one's last results made due
    say(1, 1)  # the other one's share too


def _meet_dangers(say: Say) -> None:
    """What people did about what the engine raised, and what has to be measured anew since there is a remedy."""
    meet(say)
    do_due_work()


def _has_room_for_two() -> bool:
    """Another process sees the same tables only where they are not in memory (as they are in tests)."""
    return (os.cpu_count() or 1) > 1 and "memory" not in str(connection.settings_dict["NAME"])


def _visits(say: Say) -> None:
    """What the meeting led to, now that it is measured, and visits still to come."""
    review(say)
    to_come()


STEPS: dict[str, Callable[[Say], None]] = {
    "Plants and workshops": _found,
    "People and seats": _seat_people,
    "Indicators": _define,
    "Readings": _load_readings,
    "Experiences and who took them up": retell,
    "Material aid": lend,
    "Comparisons and effects": _compute,
    "Dangers": _meet_dangers,
    "Decisions": settle,
    "Visits": _visits,
    "Cards": lay_on_the_board,
    "The Express": tell_all,
    "Conferences": confer,
    "Contracts": agree,
    "Competitions": compete,
}
