# ruff: noqa: E501 (a table reads better with one row a line)
# fmt: off
"""The indicators of the demo: what each one means, in two languages. Roll change and people hurt are in the article;
its ingot yield is named as an aim. All definitions are written for the demo.
"""

from dataclasses import dataclass, field
from datetime import date

from huzhu.demo.plants import Said
from huzhu.demo.series import SERIES

_TRADE_OF_KIND = {
    "medium-section": "section-rolling", "small-section": "section-rolling", "casting": "ingot-casting",
    "blooming": "blooming", "eaf": "electric-steelmaking", "open-hearth": "open-hearth-steelmaking", "forge": "forging",
    "heat-treatment": "heat-treatment", "roll-shop": "roll-turning", "machine-repair": "machine-repair",
    "transport": "transport", "wire-rod": "wire-rod-rolling", "sheet": "sheet-rolling",
}


@dataclass(frozen=True)
class Indicator:
    """One metric. `gain` turns a difference in its unit, over a year's events or exposure, into something to hold."""

    slug: str
    name: Said
    unit: Said
    kind: str
    direction: str
    grain: str
    text: Said
    tolerance: float = 0.05
    exposure_unit: Said | None = None
    per: float = 1.0
    gain: tuple[Said, float] | None = None
    about_safety: bool = False
    stated: bool = False
    aliases: tuple[str, ...] = ()
    more_trades: tuple[str, ...] = field(default=())
    disclosure: str = "open"
    exposure_metric: str = ""  # where the exposure is a metric of its own

    @property
    def trades(self) -> tuple[str, ...]:
        """Trades that report it: those of the simulated series, and `more_trades`."""
        made = [_TRADE_OF_KIND[series.kind] for series in SERIES if series.metric == self.slug]
        return tuple(dict.fromkeys([*made, *self.more_trades]))


_MIN, _PCT, _T, _PCS, _H = Said("分", "min"), Said("%", "%"), Said("吨", "tonnes"), Said("件", "pieces"), Said("工时", "hours")
_KGT, _KWH, _GJT, _TH = Said("千克/吨", "kg/t"), Said("千瓦时/吨", "kWh/t"), Said("吉焦/吨", "GJ/t"), Said("吨/时", "t/h")
_HEATS = Said("炉", "heats")
_ROLLING = ("section-rolling",)
_ALL = tuple(dict.fromkeys(_TRADE_OF_KIND.values()))

INDICATORS = (
    Indicator("roll-change-time", Said("换辊时间", "Roll change"), _MIN, "duration", "down", "event",
              Said("从最后一根合格材到换辊后第一根材的分钟数，每次换辊一条。", "Minutes from the last good bar to the first bar after the rolls were changed; one value a change."),
              gain=(Said("轧机工时", "hours of mill time"), 1 / 60), stated=True, aliases=("换轧辊时间", "换辊", "roll change time"), more_trades=_ROLLING),
    Indicator("surface-rejects", Said("表面废品率", "Surface rejects"), _PCT, "share", "down", "day",
              Said("因表面缺陷判废的件数占检查件数的百分比。", "Pieces rejected for surface defects, per cent of pieces inspected."),
              exposure_unit=_PCS, gain=(Said("件钢材", "pieces of steel"), 0.01), aliases=("表面缺陷率", "surface defects")),
    Indicator("mill-availability", Said("轧机日历作业率", "Mill availability"), _PCT, "level", "up", "shift",
              Said("运转时间占日历时间（扣除大修）的百分比，试轧计入运转。", "Running time, per cent of calendar time without major repairs; trial bars count as running."), 0.03,
              aliases=("作业率", "availability")),
    Indicator("fuel-per-tonne", Said("吨钢燃料", "Fuel per tonne"), _GJT, "level", "down", "day",
              Said("加热用燃料热量除以合格产量。", "Heat of the fuel used for heating, per tonne of good product."), exposure_unit=_T,
              gain=(Said("吉焦燃料", "GJ of fuel"), 1.0), aliases=("加热炉单耗", "fuel")),
    Indicator("metal-yield", Said("成材率", "Metal yield"), _PCT, "share", "up", "shift",
              Said("合格材重量占投料重量的百分比。", "Good product, per cent of the weight charged."), 0.01, exposure_unit=_T,
              gain=(Said("吨钢", "tonnes of steel"), 0.01), aliases=("rolled yield", "rolled_yield")),
    Indicator("output", Said("小时产量", "Output"), _TH, "level", "up", "shift",
              Said("每运转小时的合格产量。", "Good product per running hour."), aliases=("t/h",)),
    Indicator("people-hurt", Said("受伤人数", "People hurt"), Said("人", "people"), "count", "down", "event",
              Said("需要急救以上处置的受伤人数，每起事故一条，注明作业环节。", "People hurt beyond first aid; one row an accident, with the task."), 0.0,
              exposure_unit=_H, exposure_metric="hours-worked", per=100_000, about_safety=True, stated=True, aliases=("伤人", "injuries"), more_trades=_ALL),
    Indicator("near-misses", Said("险肇事件", "Near misses"), Said("起", "events"), "count", "band", "event",
              Said("差一点伤人的事件，每起一条，注明作业环节。报得多不是坏事。", "Events that nearly hurt somebody; one row each, with the task. More reports are not bad news."), 0.25,
              exposure_unit=_H, exposure_metric="hours-worked", per=100_000, about_safety=True, aliases=("未遂", "near miss"), more_trades=_ALL),
    Indicator("hours-worked", Said("实际工时", "Hours worked"), _H, "level", "band", "month",
              Said("当月实际出勤工时。", "Hours worked in the month."), 0.2, aliases=("工时", "hours"), more_trades=_ALL),
    Indicator("ingot-yield", Said("钢锭成坯率", "Ingot yield"), _PCT, "share", "up", "shift",
              Said("钢坯重量占钢锭重量的百分比（旧称收合率），镇静钢与沸腾钢分列。", "Blooms, per cent of ingot weight; killed and rimmed steel apart."), 0.01, exposure_unit=_T,
              gain=(Said("吨钢坯", "tonnes of blooms"), 0.01), stated=True, aliases=("收合率", "成坯率", "ib_yield")),
    Indicator("mould-use", Said("钢锭模消耗", "Mould use"), _KGT, "level", "down", "month", Said("钢锭模消耗除以合格钢锭。", "Moulds used up, per tonne of good ingots.")),
    Indicator("heat-time", Said("冶炼时间", "Heat time"), _MIN, "duration", "down", "day",
              Said("从装料开始到出钢的分钟数，示例为每日均值。", "Minutes from the start of charging to tapping; in the demo, daily means."), exposure_unit=_HEATS, aliases=("熔炼时间",)),
    Indicator("tap-to-tap-time", Said("出钢到出钢时间", "Tap-to-tap time"), _MIN, "duration", "down", "day",
              Said("上一炉出钢到本炉出钢，含补炉。", "From one tapping to the next, fettling included."), exposure_unit=_HEATS),
    Indicator("power-per-tonne", Said("吨钢电耗", "Power per tonne"), _KWH, "level", "down", "day", Said("电表读数除以合格产量。", "Meter reading per tonne of good product."), exposure_unit=_T, aliases=("电耗", "power")),
    Indicator("electrode-use", Said("电极消耗", "Electrode use"), _KGT, "level", "down", "day", Said("每日称量的电极消耗除以产量。", "Electrodes used, weighed daily, per tonne."), exposure_unit=_T, aliases=("电极",)),
    Indicator("refractory-use", Said("耐火材料消耗", "Refractory use"), _KGT, "level", "down", "month", Said("耐火材料消耗除以产量。", "Refractories used, per tonne."), aliases=("耐材",)),
    Indicator("roof-life", Said("炉顶寿命", "Roof life"), _HEATS, "level", "up", "event", Said("一个炉顶用过的炉数，每个炉顶一条。", "Heats a roof stood; one value a roof."), 0.1, more_trades=("electric-steelmaking", "open-hearth-steelmaking")),
    Indicator("groove-life", Said("孔型寿命", "Groove life"), Said("吨", "t"), "level", "up", "week", Said("两次换辊之间每个孔型轧制的吨数，周均值。", "Tonnes rolled by a groove between two changes, weekly mean.")),
    Indicator("roll-change-count", Said("换辊次数", "Roll changes"), Said("次/周", "a week"), "level", "band", "week", Said("每周换辊次数，取决于订单组合。", "Roll changes in a week; depends on the mix of orders."), 0.2, more_trades=_ROLLING),
    Indicator("trial-scrap", Said("试轧废料", "Trial scrap"), Said("千克/次", "kg a change"), "level", "down", "event", Said("每次换辊试轧的废料重量。", "Scrap rolled in trials after a roll change."), 0.1, more_trades=_ROLLING),
    Indicator("cobbles", Said("堆钢", "Cobbles"), Said("次/千吨", "per 1000 t"), "rate", "down", "day", Said("每千吨堆钢次数。", "Cobbles per thousand tonnes rolled."), 0.1, exposure_unit=_T, per=1000),
    Indicator("mtbf", Said("平均故障间隔", "Time between failures"), Said("时", "h"), "level", "up", "week", Said("运转小时除以故障次数。", "Running hours per failure."), 0.1, aliases=("MTBF",)),
    Indicator("mttr", Said("平均修复时间", "Time to repair"), Said("时", "h"), "level", "down", "week", Said("修理小时除以故障次数。", "Repair hours per failure."), 0.1, aliases=("MTTR",)),
    Indicator("hardness-spread", Said("硬度散差", "Hardness spread"), Said("HB", "HB"), "level", "down", "day", Said("同批最高与最低硬度之差。", "Highest less lowest hardness in a lot."), 0.1),
    Indicator("rework", Said("返修率", "Rework"), _PCT, "share", "down", "day", Said("需返修件数占检查件数的百分比。", "Pieces to be reworked, per cent of pieces inspected."), 0.1, exposure_unit=_PCS, gain=(_PCS, 0.01)),
    Indicator("on-time-delivery", Said("按期交货率", "On-time delivery"), _PCT, "share", "up", "week", Said("按期交付的订单行占应交的百分比。", "Order lines delivered on the day, per cent of those due."), 0.03, exposure_unit=Said("行", "lines")),
)


@dataclass(frozen=True)
class Redefinition:
    """A second version of a definition, at one plant."""

    metric: str
    number: int
    plant: str
    since: date
    text: Said
    why: Said


REDEFINITION = Redefinition(
    "roll-change-time", 2, "plant-d", date(1957, 10, 1),
    Said("从最后一根合格材到换辊后第一根合格材的分钟数。", "Minutes from the last good bar to the first good bar after the rolls were changed."),
    Said("丁厂改为计到第一根合格材，数值因此约高一成，前后不可直接相比。", "Plant D counts to the first good bar from now on, so its values are about a tenth higher and must not be compared with earlier ones."),
)
