"""Many processes take, accept and give back the same material at the same moment; what the books say then, as JSON.

Run by test_aid_hammer.py, once on SQLite and once beside a PostgreSQL server: `python tests/faults/hammer_aid.py`.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huzhu.config.settings")

PROCESSES = 4
ROUNDS = 6  # in each, everybody takes the same last tonne
POOL = Decimal(5)  # tonnes on offer, taken by halves


def ready() -> None:
    import django

    django.setup()


@contextmanager
def refused() -> Iterator[list[str]]:
    """What a verb refuses is expected here; anything else is a fault and ends the process."""
    from django.core.exceptions import ValidationError

    said: list[str] = []
    try:
        yield said
    except ValidationError as error:
        said += error.messages


def together(act: Callable[..., list[Any]], *arguments: Any) -> list[Any]:
    """The same act in every process, started at one moment; what each of them counted."""
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(PROCESSES), context.Queue()
    running = [
        context.Process(target=_run, args=(act, number, barrier, answers, arguments)) for number in range(PROCESSES)
    ]
    for process in running:
        process.start()
    found = [answers.get(timeout=240) for _process in running]
    for process in running:
        process.join()
        assert process.exitcode == 0, f"a process ended with {process.exitcode}"
    return found


def _run(act: Callable[..., Any], number: int, barrier: Any, answers: Any, arguments: tuple[Any, ...]) -> None:
    ready()
    answers.put(act(number, barrier, *arguments))


def take_the_last_tonne(number: int, barrier: Any, offers: list[int]) -> int:
    """One tonne is left of each offer, and every process wants it, for one of two plants."""
    from huzhu.aid.actions import take_offer
    from huzhu.aid.models import Offer
    from huzhu.workshops.models import Plant

    plant, got = Plant.objects.get(slug=("dalian", "plant-c")[number % 2]), 0
    for pk in offers:
        offer = Offer.objects.get(pk=pk)
        barrier.wait(60)
        with refused() as said:
            take_offer(offer, plant, by=None, quantity=Decimal(1))
            got += 1
        assert got or said
    return got


def take_halves(number: int, barrier: Any, pk: int) -> int:
    from huzhu.aid.actions import take_offer
    from huzhu.aid.models import Offer
    from huzhu.workshops.models import Plant

    offer, got = Offer.objects.get(pk=pk), 0
    plant = Plant.objects.get(slug=("dalian", "plant-c")[number % 2])
    barrier.wait(60)
    while True:
        with refused() as said:
            take_offer(offer, plant, by=None, quantity=Decimal("0.5"))
            got += 1
        if said:
            return got


def accept_everything(number: int, barrier: Any) -> int:
    """Every process accepts every transfer that has arrived."""
    from huzhu.aid import transfers
    from huzhu.aid.models import Transfer

    arrived, got = list(Transfer.objects.filter(state="received")), 0
    barrier.wait(60)
    for transfer in arrived:
        with refused():
            transfers.accept(transfer, by=None, inspection="weighed")
            got += 1
    return got


def give_back(number: int, barrier: Any) -> str:
    """Everybody sends parts of everything back, and acknowledges what has come; how much was sent in all."""
    from huzhu.aid import transfers
    from huzhu.aid.models import Transfer

    used, sent = list(Transfer.objects.filter(state="in_use")), Decimal(0)
    barrier.wait(60)
    for transfer in used:
        with refused():
            sent += transfers.send_back(transfer, by=None, quantity=Decimal("0.2")).quantity
        with refused():
            transfers.take_back(transfer, by=None)
    return str(sent)


def on_stage() -> dict[str, Any]:
    """Three plants; Benxi has 60 t of scrap above its minimum."""
    from django.core.management import call_command

    from huzhu.aid import actions
    from huzhu.words import words
    from tests import make

    call_command("migrate", verbosity=0)
    made = make.alliance()
    scrap = actions.name_material(name=words(en="Scrap"), unit=words(en="t"), by=None)
    benxi = made.plants["benxi"]
    actions.count_stock(benxi, scrap, quantity=Decimal(70), minimum=Decimal(10), by=None)

    def offer(quantity: Decimal) -> int:
        return actions.offer_material(
            benxi, scrap, by=None, quantity=quantity, mode="loan", return_on=make.TODAY, certificate="1"
        ).pk

    return {"tonnes": [offer(Decimal(1)) for _round in range(ROUNDS)], "pool": offer(POOL)}


def move_on(*verbs: str) -> None:
    from huzhu.aid import transfers
    from huzhu.aid.models import Transfer

    for transfer in Transfer.objects.exclude(state__in=("withdrawn", "closed")):
        for verb in verbs:
            getattr(transfers, verb)(transfer, by=None)


def books() -> dict[str, Any]:
    from django.db import connection
    from django.db.models import Sum

    from huzhu.aid.models import GivenBack, Offer, Posting, Stock, Transfer
    from huzhu.journal.queries import verify

    stock = Stock.objects.get(plant__slug="benxi")
    arrived = Transfer.objects.filter(accepted_on__isnull=False)
    return {
        "vendor": connection.vendor,
        "whole": verify().whole,
        "taken": [str(each.taken) for each in Offer.objects.order_by("pk")],
        "stock": [str(stock.quantity), str(stock.reserved), str(stock.minimum)],
        "lent": Posting.objects.filter(kind="lent").count(),
        "transfers": Transfer.objects.count(),
        "owed": str(Posting.objects.aggregate(sum=Sum("quantity"))["sum"]),
        "still_owed": str(sum((each.still_owed for each in arrived), Decimal(0))),
        "acknowledged": str(GivenBack.objects.exclude(taken_on=None).aggregate(sum=Sum("quantity"))["sum"]),
        "on_the_way": GivenBack.objects.filter(taken_on=None).count(),
    }


def main() -> None:
    ready()
    stage = on_stage()
    result: dict[str, Any] = {"last_tonnes": together(take_the_last_tonne, stage["tonnes"])}
    result["halves"] = together(take_halves, stage["pool"])
    result["after_taking"] = books()
    move_on("approve", "ship", "receive")
    result["accepted"] = together(accept_everything)
    result["after_accepting"] = books()
    move_on("put_into_use")
    result["sent"] = together(give_back)
    result["at_the_end"] = books()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
