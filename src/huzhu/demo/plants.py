# ruff: noqa: E501 (a table reads better with one row a line)
"""The four plants, their workshops, what stands in them, and the flow of material between them, as plain data in two languages.

`stated` marks what the article of 27 August 1958 names. It names Dalian and Benxi, a blooming mill at Dalian, and
medium and small section rolling; everything else is illustrative.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from huzhu.demo.accidents import workshops as simulated_workshops
from huzhu.demo.series import PLANTS as PLANT_ORDER


class Said(NamedTuple):
    """The same words in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True)
class Plant:
    """A plant of the alliance."""

    slug: str
    name: Said
    short: Said
    note: Said
    stated: bool


@dataclass(frozen=True)
class Band:
    """A size band of a trade: from `low` up to but without `high`."""

    slug: str
    name: Said
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Trade:
    """A trade, its size and its bands."""

    slug: str
    name: Said
    shops: Said
    size: Said | None = None
    unit: str = ""
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Equipment:
    """A kind of equipment and the workshops that have it: a kind of workshop at every plant, or one of one plant."""

    slug: str
    name: Said
    trades: tuple[str, ...]
    at: tuple[str, ...]
    stated_at: tuple[str, ...] = ()  # workshops of which the article says it


@dataclass(frozen=True)
class Kind:
    """A kind of workshop: its trade, its name, its name beside its plant's, and its size at each of the four plants."""

    slug: str
    trade: str
    name: Said
    short: Said
    sizes: tuple[float | None, float | None, float | None, float | None] = (None, None, None, None)
    lines: tuple[str, ...] = ()
    stated_at: tuple[str, ...] = ()  # plants at which the article speaks of this workshop


@dataclass(frozen=True)
class Workshop:
    """One workshop of one plant."""

    slug: str
    plant: str
    kind: Kind
    size: float | None
    stated: bool


ALLIANCE = Said("东北四钢厂技术互助（示例）", "Four steel plants of the Northeast (demo)")
_NEUTRAL = Said("文章没有点名，厂名为示例。", "The article does not name this plant; the name is illustrative.")
PLANTS = (
    Plant("dalian", Said("大连钢厂", "Dalian Steel Plant"), Said("大连", "Dalian"), Said("文章提到的厂；读数为模拟。", "Named by the article; its readings are simulated."), True),
    Plant("benxi", Said("本溪钢厂", "Benxi Steel Plant"), Said("本溪", "Benxi"), Said("文章提到的厂；读数为模拟。", "Named by the article; its readings are simulated."), True),
    Plant("plant-c", Said("丙厂", "Plant C"), Said("丙厂", "Plant C"), _NEUTRAL, False),
    Plant("plant-d", Said("丁厂", "Plant D"), Said("丁厂", "Plant D"), _NEUTRAL, False),
)  # fmt: skip

_TONNAGE, _DIAMETER = Said("炉容量", "Furnace capacity"), Said("轧辊直径", "Roll diameter")
TRADES = (
    Trade("section-rolling", Said("型钢轧制", "Section rolling"), Said("型钢车间", "section mills"), _DIAMETER, "mm",
          (Band("small", Said("小型", "Small sections"), None, 400), Band("medium", Said("中型", "Medium sections"), 400, 650))),
    Trade("blooming", Said("开坯", "Blooming"), Said("开坯车间", "blooming mills"), _DIAMETER, "mm"),
    Trade("ingot-casting", Said("铸锭", "Ingot casting"), Said("铸锭车间", "casting bays")),
    Trade("electric-steelmaking", Said("电炉炼钢", "Electric steelmaking"), Said("电炉车间", "arc-furnace shops"), _TONNAGE, "t"),
    Trade("open-hearth-steelmaking", Said("平炉炼钢", "Open-hearth steelmaking"), Said("平炉车间", "open-hearth shops"), _TONNAGE, "t"),
    Trade("forging", Said("锻造", "Forging"), Said("锻钢车间", "forges")),
    Trade("heat-treatment", Said("热处理", "Heat treatment"), Said("热处理车间", "heat-treatment shops")),
    Trade("roll-turning", Said("车辊", "Roll turning"), Said("轧辊车间", "roll shops")),
    Trade("machine-repair", Said("机修", "Machine repair"), Said("机修车间", "repair shops")),
    Trade("transport", Said("运输", "Transport"), Said("运输车间", "transport shops")),
    Trade("wire-rod-rolling", Said("线材轧制", "Wire-rod rolling"), Said("线材车间", "wire-rod mills"), _DIAMETER, "mm"),
    Trade("sheet-rolling", Said("薄板轧制", "Sheet rolling"), Said("薄板车间", "sheet mills")),
)  # fmt: skip

_BOTH = ("dalian", "benxi")
KINDS = (
    Kind("medium-section", "section-rolling", Said("中型车间", "Medium-section mill"), Said("中型", "medium-section"), (500, 550, 500, 450), stated_at=_BOTH),
    Kind("small-section", "section-rolling", Said("小型车间", "Small-section mill"), Said("小型", "small-section"), (300, 320, 300, 280), ("1", "2"), _BOTH),
    Kind("blooming", "blooming", Said("开坯车间", "Blooming mill"), Said("开坯", "blooming"), (650, 700, 650, 650), stated_at=_BOTH),
    Kind("casting", "ingot-casting", Said("铸锭车间", "Casting bay"), Said("铸锭", "casting"), lines=("1", "2"), stated_at=("benxi",)),
    Kind("eaf", "electric-steelmaking", Said("电炉车间", "Arc-furnace shop"), Said("电炉", "arc-furnace"), (15, 12, 10, 10)),
    Kind("open-hearth", "open-hearth-steelmaking", Said("平炉车间", "Open-hearth shop"), Said("平炉", "open-hearth"), (None, None, 80, 70)),
    Kind("forge", "forging", Said("锻钢车间", "Forge"), Said("锻钢", "forge")),
    Kind("heat-treatment", "heat-treatment", Said("热处理车间", "Heat-treatment shop"), Said("热处理", "heat-treatment")),
    Kind("roll-shop", "roll-turning", Said("轧辊车间", "Roll shop"), Said("轧辊", "roll shop")),
    Kind("machine-repair", "machine-repair", Said("机修车间", "Machine-repair shop"), Said("机修", "machine-repair")),
    Kind("transport", "transport", Said("运输车间", "Transport shop"), Said("运输", "transport")),
    Kind("wire-rod", "wire-rod-rolling", Said("线材车间", "Wire-rod mill"), Said("线材", "wire-rod"), (280, None, 280, None)),
    Kind("sheet", "sheet-rolling", Said("薄板车间", "Sheet mill"), Said("薄板", "sheet")),
)  # fmt: skip
KIND = {kind.slug: kind for kind in KINDS}


_ROLLED = ("section-rolling", "wire-rod-rolling", "sheet-rolling")
_TOPS, _TABLE = ("benxi-casting",), ("dalian-blooming", "benxi-blooming")
EQUIPMENT = (  # who has what is illustrative, but for the hot tops at Benxi and the lifting tables of both blooming mills
    Equipment("hot-top-moulds", Said("带帽口的钢锭模", "Ingot moulds with hot tops"), ("ingot-casting", "open-hearth-steelmaking"), ("casting", "plant-d-open-hearth"), _TOPS),
    Equipment("lifting-table", Said("升降台", "Lifting table"), ("blooming", "section-rolling"), ("blooming", "plant-c-medium-section"), _TABLE),
    Equipment("soaking-pits", Said("均热炉", "Soaking pits"), ("blooming",), ("blooming",)),
    Equipment("three-high-mill", Said("三辊轧机", "Three-high mill"), ("blooming", "section-rolling"), ("plant-c-blooming", "plant-d-blooming", "medium-section", "small-section")),
    Equipment("reheating-furnace", Said("加热炉", "Reheating furnace"), (*_ROLLED, "forging"), ("medium-section", "small-section", "wire-rod", "sheet", "forge")),
    Equipment("repeaters", Said("围盘", "Repeaters"), ("section-rolling", "wire-rod-rolling"), ("wire-rod", "dalian-small-section", "benxi-small-section")),
    Equipment("fixed-roof-arc-furnace", Said("固定炉盖电炉", "Arc furnace with a fixed roof"), ("electric-steelmaking",), ("benxi-eaf", "plant-c-eaf")),
    Equipment("swing-roof-arc-furnace", Said("旋开炉盖电炉", "Arc furnace with a swing roof"), ("electric-steelmaking",), ("dalian-eaf", "plant-d-eaf")),
    Equipment("open-hearth-furnace", Said("平炉", "Open-hearth furnace"), ("open-hearth-steelmaking",), ("open-hearth",)),
    Equipment("steam-hammer", Said("蒸汽锤", "Steam hammer"), ("forging",), ("forge",)),
    Equipment("bogie-furnace", Said("台车式炉", "Bogie furnace"), ("heat-treatment", "forging"), ("heat-treatment", "plant-d-forge")),
    Equipment("roll-lathe", Said("轧辊车床", "Roll lathe"), ("roll-turning",), ("roll-shop",)),
)  # fmt: skip


def equipment_of(shop: Workshop) -> list[str]:
    """Slugs of the kinds that stand in a workshop of the demo."""
    return [each.slug for each in EQUIPMENT if shop.kind.slug in each.at or shop.slug in each.at]


def workshops() -> Iterator[Workshop]:
    """Every workshop of the demo, plant by plant."""
    exist = set(simulated_workshops())
    for number, plant in enumerate(PLANT_ORDER):
        for kind in KINDS:
            if (plant, kind.slug) in exist:
                stated = plant in kind.stated_at
                yield Workshop(f"{plant}-{kind.slug}", plant, kind, kind.sizes[number], stated)


FLOWS = (  # (from, to, what goes), inside every plant that has both
    ("eaf", "casting", Said("钢水", "Liquid steel")),
    ("open-hearth", "casting", Said("钢水", "Liquid steel")),
    ("casting", "blooming", Said("钢锭", "Ingots")),
    ("casting", "forge", Said("锻造锭", "Forging ingots")),
    ("blooming", "medium-section", Said("方坯", "Blooms")),
    ("blooming", "small-section", Said("小坯", "Billets")),
    ("blooming", "wire-rod", Said("小坯", "Billets")),
    ("blooming", "sheet", Said("板坯", "Sheet bars")),
    ("medium-section", "heat-treatment", Said("型钢", "Sections")),
    ("forge", "heat-treatment", Said("锻件", "Forgings")),
    ("roll-shop", "medium-section", Said("轧辊", "Rolls")),
    ("roll-shop", "small-section", Said("轧辊", "Rolls")),
)

PRODUCTS = {
    "round": Said("圆钢", "Rounds"), "square": Said("方钢", "Squares"), "flat": Said("扁钢", "Flats"), "angle": Said("角钢", "Angles"),
    "killed": Said("镇静钢", "Killed steel"), "rimmed": Said("沸腾钢", "Rimmed steel"),
    "carbon": Said("碳素钢", "Carbon steel"), "alloy": Said("合金钢", "Alloy steel"),
}  # fmt: skip
TASKS = {
    "ingot-turning": Said("翻钢", "Ingot turning"), "roll-change": Said("换辊", "Roll change"), "cobble": Said("堆钢处理", "Clearing a cobble"),
    "shearing": Said("剪切", "Shearing"), "maintenance": Said("检修", "Maintenance"), "load-moving": Said("吊运", "Moving loads"),
    "charging": Said("装料", "Charging"), "tapping": Said("出钢", "Tapping"), "fettling": Said("补炉", "Fettling"),
    "ingot-stripping": Said("脱模", "Stripping ingots"), "teeming": Said("浇注", "Teeming"), "hammering": Said("锻打", "Hammering"),
    "machining": Said("机床加工", "Machining"), "shunting": Said("调车", "Shunting"), "pack-opening": Said("分张", "Opening packs"),
}  # fmt: skip
