# ruff: noqa: E501 (a table reads better with one row a line)
"""The raw-material shortage of 1957 through the verbs of material aid.

That the four plants helped each other through it is in the article; who lent what, how much and when is illustrative, and
every page of it says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db import transaction

from huzhu.aid import actions, transfers
from huzhu.aid.models import Material, Need, Offer, Transfer
from huzhu.demo.plants import Said
from huzhu.demo.story import head_of
from huzhu.people.models import Person
from huzhu.words import Words, words
from huzhu.workshops.models import Plant, Workshop

STATED = Said(
    "四厂在原料困难时互相支援，见文章；数量、日期和经手人为示例。",
    "That the four plants helped each other when raw material was short is in the article; quantities, days and people are illustrative.",
)
MATERIALS = {  # slug: name, grade, unit
    "scrap-1": (Said("废钢", "Steel scrap"), Said("一级", "grade 1"), Said("吨", "t")),
    "ferrosilicon-75": (Said("硅铁", "Ferrosilicon"), Said("75", "75"), Said("吨", "t")),
    "electrodes-300": (Said("石墨电极", "Graphite electrodes"), Said("300毫米", "300 mm"), Said("吨", "t")),
    "magnesite-bricks": (Said("镁砖", "Magnesite bricks"), Said("标准型", "standard shape"), Said("吨", "t")),
}
STOCKS = (  # plant, material, there, minimum, a head gives alone
    ("dalian", "scrap-1", 2400, 1600, 100), ("benxi", "scrap-1", 1900, 1300, 100), ("plant-d", "scrap-1", 1250, 1000, 50), ("plant-c", "scrap-1", 380, 800, 50),
    ("dalian", "electrodes-300", 46, 30, 2), ("benxi", "electrodes-300", 34, 26, 2), ("plant-c", "electrodes-300", 6, 20, 2),
    ("benxi", "ferrosilicon-75", 62, 40, 5), ("plant-c", "ferrosilicon-75", 9, 25, 5),
    ("dalian", "magnesite-bricks", 18, 60, 5), ("benxi", "magnesite-bricks", 95, 80, 5),
)  # fmt: skip


def told(said: Said) -> Words:
    return words(said.zh, said.en)


def _officer(role: str, plant: str) -> Person:
    return Person.objects.get(seats__role=role, seats__plant__slug=plant, seats__workshop=None)


@transaction.atomic
def lend(say: Callable[[int, int], None]) -> None:
    """Everything from the first count to what is under way on the last day."""
    if Material.objects.exists():
        return
    for slug, (name, grade, unit) in MATERIALS.items():
        actions.name_material(
            slug=slug, name=told(name), grade=told(grade), unit=told(unit), by=_officer("chief_engineer", "dalian")
        )
    for plant, slug, quantity, minimum, alone in STOCKS:
        actions.count_stock(
            Plant.objects.get(slug=plant), Material.objects.get(slug=slug), quantity=Decimal(quantity), minimum=Decimal(minimum),
            head_may_give=Decimal(alone), by=_officer("data_steward", plant), on=date(1957, 1, 5),
        )  # fmt: skip
    _scrap()
    say(1, 3)
    _electrodes_and_ferrosilicon()
    say(2, 3)
    _under_way()
    say(3, 3)


def _ask(
    plant: str, slug: str, quantity: str, needed_on: date, on: date, consequence: Said, substitutes: Said | None = None
) -> Need:
    return actions.ask_for_material(
        Plant.objects.get(slug=plant), Material.objects.get(slug=slug), by=_officer("chief_engineer", plant),
        quantity=Decimal(quantity), needed_on=needed_on, consequence=told(consequence), on=on,
        substitutes=told(substitutes) if substitutes else None, workshop=Workshop.objects.get(slug=f"{plant}-eaf"),
        note=told(STATED), is_illustrative=True,
    )  # fmt: skip


def _give(
    giver: str, need: Need, quantity: str, on: date, certificate: str, mode: str = "loan", return_on: date | None = None
) -> Transfer:
    """Offered for the need and agreed on by those who asked."""
    offer = actions.offer_material(
        Plant.objects.get(slug=giver), need.material, need=need, by=_officer("chief_engineer", giver), quantity=Decimal(quantity),
        mode=mode, return_on=return_on, certificate=certificate, is_illustrative=True, on=on,
    )  # fmt: skip
    return actions.agree(offer.transfers.get(), by=_officer("chief_engineer", need.plant.slug), on=on)


def _deliver(transfer: Transfer, sent: date, there: date) -> Transfer:
    """Approved, shipped and received."""
    giver, receiver = transfer.giver.slug, transfer.receiver.slug
    transfers.approve(transfer, by=_officer("chief_engineer", giver), on=sent)
    transfers.ship(transfer, by=_officer("data_steward", giver), transport="铁路 / rail", on=sent)
    return transfers.receive(transfer, by=_officer("data_steward", receiver), on=there)


def _accept(transfer: Transfer, on: date, inspection: str) -> Transfer:
    inspector = Person.objects.get(username=head_of(f"{transfer.receiver.slug}-eaf"))
    transfers.accept(transfer, by=inspector, inspection=inspection, on=on)
    return transfers.put_into_use(transfer, by=inspector, on=on)


def _bring_back(transfer: Transfer, quantity: str, sent: date, there: date) -> Transfer:
    material = transfer.owed_material or transfer.material
    _counted(transfer.receiver, material, sent)
    transfers.send_back(
        transfer, by=_officer("data_steward", transfer.receiver.slug), quantity=Decimal(quantity), on=sent
    )
    return transfers.take_back(transfer, by=_officer("data_steward", transfer.giver.slug), on=there)


def _counted(plant: Plant, material: Material, on: date) -> None:
    """Since the shortage there is enough again; the plant counts it before it gives back."""
    actions.count_stock(
        plant, material, quantity=Decimal(1400), minimum=Decimal(800), by=_officer("data_steward", plant.slug), on=on
    )


def _scrap() -> None:
    need = _ask(
        "plant-c",
        "scrap-1",
        "900",
        date(1957, 1, 31),
        date(1957, 1, 8),
        Said("三座电炉要停两座。", "Two of three arc furnaces would stand."),
        Said("二级废钢，硫要合格", "Grade 2, if the sulphur is in order"),
    )
    dalian = _give("dalian", need, "500", date(1957, 1, 10), "大-57-014", return_on=date(1957, 6, 30))
    benxi = _give("benxi", need, "300", date(1957, 1, 11), "本-57-009", return_on=date(1957, 6, 30))
    wrong = _give("plant-d", need, "100", date(1957, 1, 12), "丁-57-003", mode="gift")
    _accept(
        _deliver(dalian, date(1957, 1, 14), date(1957, 1, 16)),
        date(1957, 1, 17),
        "过磅500吨，硫0.04%，合格 / 500 t weighed, sulphur 0.04%, in order",
    )
    _accept(
        _deliver(benxi, date(1957, 1, 15), date(1957, 1, 18)),
        date(1957, 1, 19),
        "过磅300吨，合格 / 300 t weighed, in order",
    )
    _deliver(wrong, date(1957, 1, 17), date(1957, 1, 19))
    inspector = Person.objects.get(username=head_of("plant-c-eaf"))
    transfers.reject(
        wrong,
        by=inspector,
        why="混有镀锌料，与证明书不符 / galvanised scrap among it, not as certified",
        on=date(1957, 1, 20),
    )
    transfers.close(
        transfers.take_back(wrong, by=_officer("data_steward", "plant-d"), on=date(1957, 1, 24)),
        by=_officer("chief_engineer", "plant-d"),
        on=date(1957, 1, 24),
    )
    more = _give("benxi", need, "100", date(1957, 1, 22), "本-57-015", return_on=date(1957, 6, 30))
    _accept(
        _deliver(more, date(1957, 1, 23), date(1957, 1, 26)),
        date(1957, 1, 26),
        "过磅100吨，合格 / 100 t weighed, in order",
    )
    for transfer, parts in (
        (dalian, (("300", date(1957, 5, 6), date(1957, 5, 9)), ("200", date(1957, 6, 10), date(1957, 6, 13)))),
        (benxi, (("300", date(1957, 6, 3), date(1957, 6, 6)),)),
        (more, (("100", date(1957, 6, 17), date(1957, 6, 20)),)),
    ):
        for quantity, sent, there in parts:
            _bring_back(transfer, quantity, sent, there)
        transfers.close(transfer, by=_officer("chief_engineer", transfer.giver.slug), on=date(1957, 6, 24))
    result = words(
        "三座电炉都没有停，四月底料源恢复后全部还清。",
        "No furnace stood; everything was given back once supply had recovered by the end of April.",
    )
    actions.close_need(need, by=_officer("chief_engineer", "plant-c"), result=result, on=date(1957, 6, 24))


def _electrodes_and_ferrosilicon() -> None:
    electrodes = _ask(
        "plant-c",
        "electrodes-300",
        "12",
        date(1957, 2, 10),
        date(1957, 1, 21),
        Said("电极只够十天。", "Electrodes for ten days only."),
    )
    lent = _give("dalian", electrodes, "12", date(1957, 1, 23), "大-57-022", return_on=date(1957, 8, 31))
    _accept(
        _deliver(lent, date(1957, 1, 25), date(1957, 1, 28)),
        date(1957, 1, 29),
        "十二吨，电阻合格 / 12 t, resistance in order",
    )
    lent = _bring_back(lent, "8", date(1957, 7, 8), date(1957, 7, 11))
    transfers.settle(
        lent,
        by=_officer("chief_engineer", "dalian"),
        how="余下4吨折价结清 / the remaining 4 t were paid for",
        on=date(1957, 8, 30),
    )
    transfers.close(lent, by=_officer("chief_engineer", "dalian"), on=date(1957, 8, 30))
    result = words("电极没有断过。", "Electrodes never ran out.")
    actions.close_need(electrodes, by=_officer("chief_engineer", "plant-c"), result=result, on=date(1957, 8, 30))
    alloy = _ask(
        "plant-c",
        "ferrosilicon-75",
        "15",
        date(1957, 2, 20),
        date(1957, 2, 4),
        Said("弹簧钢不能炼。", "No spring steel can be made."),
    )
    gift = _give("benxi", alloy, "15", date(1957, 2, 6), "本-57-021", mode="sale")
    _accept(
        _deliver(gift, date(1957, 2, 8), date(1957, 2, 11)),
        date(1957, 2, 12),
        "化验硅75.6%，合格 / analysis 75.6% silicon, in order",
    )
    transfers.settle(gift, by=_officer("chief_engineer", "benxi"), how="货款已付 / paid", on=date(1957, 3, 15))
    transfers.close(gift, by=_officer("chief_engineer", "benxi"), on=date(1957, 3, 15))
    result = words("弹簧钢照计划炼成。", "Spring steel was made as planned.")
    actions.close_need(alloy, by=_officer("chief_engineer", "plant-c"), result=result, on=date(1957, 3, 15))


def _under_way() -> None:
    """What stands on the last day: a loan to come back, a need half covered, an offer to all."""
    electrodes = _ask(
        "plant-c",
        "electrodes-300",
        "3",
        date(1958, 12, 20),
        date(1958, 12, 1),
        Said("新电极一月才到。", "New electrodes come in January only."),
    )
    lent = _give("benxi", electrodes, "3", date(1958, 12, 3), "本-58-377", return_on=date(1959, 1, 31))
    _accept(_deliver(lent, date(1958, 12, 5), date(1958, 12, 8)), date(1958, 12, 8), "三吨，合格 / 3 t, in order")
    bricks = _ask(
        "dalian",
        "magnesite-bricks",
        "40",
        date(1959, 1, 20),
        date(1958, 12, 27),
        Said(
            "炉顶寿命短了，一月底要停炉等砖。",
            "Roofs last shorter; by the end of January a furnace would wait for bricks.",
        ),
    )
    _give("benxi", bricks, "15", date(1958, 12, 29), "本-58-402", return_on=date(1959, 5, 31))
    actions.offer_material(
        Plant.objects.get(slug="plant-d"), Material.objects.get(slug="scrap-1"), by=_officer("chief_engineer", "plant-d"),
        quantity=Decimal(120), mode=Offer.Mode.EXCHANGE, exchange_material=Material.objects.get(slug="ferrosilicon-75"),
        exchange_share=Decimal("0.05"), certificate="丁-58-090", until_on=date(1959, 2, 28), is_illustrative=True, on=date(1958, 12, 22),
    )  # fmt: skip
