# ruff: noqa: E501 (a list reads better with one title a line)
"""Thirty-eight titles handed in (cases 20 to 57). All illustrative: the article says fifty-six, and names none of them.

Four of them were tried and are described a little further; the simulation gives them no effect.
"""

from collections.abc import Iterator
from datetime import date

from huzhu.demo.plants import Said
from huzhu.demo.story import Condition, Experience, Text

_LIST = """
20|炉盖水冷环改进|Better water-cooled roof ring|electric-steelmaking|roof-life
21|电极接头防松|Electrode joints that do not loosen|electric-steelmaking|electrode-use
22|快速造白渣|Faster white slag|electric-steelmaking|heat-time
23|返回法炼不锈钢|Return-scrap practice for stainless|electric-steelmaking|
24|风动送样|Air tube for samples|electric-steelmaking|heat-time
25|铬镁砖炉顶|Chrome-magnesite roof|open-hearth-steelmaking|roof-life
26|蓄热室快速清灰|Quick regenerator cleaning|open-hearth-steelmaking|tap-to-tap-time
27|废钢打包|Scrap baling|electric-steelmaking|heat-time
28|流钢砖快砌|Quick laying of runner bricks|ingot-casting|
29|绝热保温帽套|Insulating hot-top sleeve|ingot-casting|ingot-yield
30|锭模轮换制|Mould rotation|ingot-casting|mould-use
31|注速卡|Teeming-rate card|ingot-casting|surface-rejects
32|均热炉分区装炉|Pits zoned by ingot heat|blooming|fuel-per-tonne
33|剪切定尺优化|Best shear lengths|blooming|
34|推床耐磨焊补|Wear welding of side guards|blooming|mtbf
35|换辊专用吊具|Dedicated roll tackle|section-rolling|roll-change-time
36|备用机架|Spare stand|section-rolling|roll-change-time
37|成品孔寿命卡|Finishing-groove life card|section-rolling|groove-life
38|围盘自动喂钢|Repeater replaces tongs men|section-rolling|people-hurt
39|反围盘护栏|Guarded loop channel|section-rolling|people-hurt
40|冷床移钢改造|Cooling-bed transfer|section-rolling|mill-availability
41|卷取机制动改进|Reel brake|wire-rod-rolling|cobbles
42|叠轧分张工具|Sheet-pack opening tool|sheet-rolling|rework
43|锤砧快换|Quick anvil change|forging|
44|一火成材|Finish in one heating|forging|fuel-per-tonne
45|台车炉砂封|Sand seal of bogie furnace|heat-treatment|fuel-per-tonne
46|缩短退火曲线|Shorter annealing cycle|heat-treatment|output
47|管头对焊|Welded-on tube points|machine-repair|
48|样板车辊刀|Form tools for rolls|roll-turning|on-time-delivery
49|润滑图表|Lubrication chart|blooming|mtbf
50|计划检修|Planned repair grid|machine-repair|mttr
51|煤气热值稳定|Steady gas value|heat-treatment|fuel-per-tonne
52|功率因数补偿|Power-factor correction|machine-repair|
53|废砖回收|Broken-brick reuse|open-hearth-steelmaking|refractory-use
54|塞棒干燥规程|Stopper drying rule|ingot-casting|
55|热锭车时刻表|Ingot-buggy timetable|transport|on-time-delivery
56|班前五分钟|Five-minute safety talk|transport|people-hurt
57|检查样板巡回|Gauge round by crews|section-rolling|surface-rejects
"""
_TRIED: dict[int, tuple[str, Said, Said, tuple[str, ...]]] = {  # origin, why it should work, the step, what to watch
    24: ("dalian-eaf", Said("试样走得快，等分析的时间短。", "Samples travel faster, so the furnace waits less for the laboratory."), Said("炉前到化验室装一根风管。", "Lay an air tube from the furnace to the laboratory."), ("power-per-tonne",)),
    37: ("plant-d-medium-section", Said("每个成品孔一张卡，记吨数，按吨数换。", "Each finishing groove has a card with its tonnes and is changed by them."), Said("每班填卡。", "Fill in the card every shift."), ("surface-rejects",)),
    45: ("benxi-heat-treatment", Said("砂封挡住冷风，少漏热。", "A seal of sand keeps cold air out and heat in."), Said("台车四周加砂槽。", "Fit a trough of sand round the bogie."), ("rework",)),
    49: ("benxi-blooming", Said("按图加油，不漏点，少出故障。", "Greasing by the chart misses no point, so less breaks."), Said("每班按图打钩。", "Tick the chart every shift."), ("output",)),
}  # fmt: skip
_NEEDS = ((Said("准备", "Preparation"), Said("一周", "One week")),)
_UNTOLD = Said(
    "只交了题目，做法还没有写。", "Only the title was handed in; how it is done has not been written down yet."
)


def _slug(english: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in english.lower())


def _titles() -> Iterator[Experience]:
    for line in _LIST.strip().splitlines():
        number, chinese, english, trade, metric = line.split("|")
        case, title = int(number), Said(chinese, english)
        if case in _TRIED:
            origin, why, step, touches = _TRIED[case]
            text = Text(date(1957, 8, 1), why, (step,))
            ready = Condition("ready", Said("准备好了吗？", "Is everything ready?"), must=False)
            yield Experience(
                case,
                _slug(english),
                title,
                trade,
                why,
                (text,),
                _NEEDS,
                (ready,),
                touches,
                metric=metric,
                origin=origin,
            )
        else:
            text = Text(date(1958, 8, 18), Said("", ""), (_UNTOLD,))
            yield Experience(case, _slug(english), title, trade, Said("", ""), (text,), metric=metric)


TITLES = tuple(_titles())
