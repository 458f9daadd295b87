# ruff: noqa: E501 (sentences stand on one line each)
"""Cards of the demo. That cards exist is stated by the article; no wording of one was found, so every word is illustrative."""

from dataclasses import dataclass
from datetime import date, datetime

from huzhu.demo.plants import Said

NOTHING_SPECIAL = Said("没有特别条件", "Nothing special")
NONE_KNOWN = Said("还没发现", "Nothing known")


@dataclass(frozen=True)
class Answer:
    """What somebody advised, when; `way` is the experience it is written down in."""

    by: str
    at: datetime
    text: Said
    needs: Said = NOTHING_SPECIAL
    risk: Said = NONE_KNOWN
    way: str = ""
    tried_at: datetime | None = None


@dataclass(frozen=True)
class Card:
    """A card from `by` at `workshop`; `to` names workshops, else it goes to the trade ("") or to "all"."""

    by: str
    workshop: str
    at: datetime
    title: Said
    what: Said
    tried: Said | None = None
    machine: Said | None = None
    to: tuple[str, ...] = ()
    to_all: bool = False
    kind: str = "ask"
    urgency: str = "ordinary"
    wants: str = "advice"
    metric: str = ""
    value: float | None = None
    wanted: float | None = None
    since: date | None = None
    way: str = ""
    across_by: str = ""  # who tapped, where the writer could not
    across_at: datetime | None = None
    taken_on_by: str = ""
    taken_on_at: datetime | None = None
    answers: tuple[Answer, ...] = ()
    closed_at: datetime | None = None
    result: Said | None = None
    thanks: Said | None = None


# The card that led to the meeting at Benxi and to Dalian's quick roll change.
ROLL_CHANGE = Card(
    "li-wen", "dalian-medium-section", datetime(1957, 5, 9, 8, 20),
    Said("换辊太慢，你们怎么快？", "Our roll change is slow. How are you so quick?"),
    Said("每次停机都等拆旧辊、找吊具、调导卫。听说本溪换得快得多。", "Every stop we wait for the old rolls, look for tackle and set the guides. Benxi is said to be far quicker."),
    Said("加过人，没用：人多手乱。", "We added men. It did not help: they stood in each other's way."),
    Said("中型轧机第二机架", "Medium mill, stand 2"),
    to=("benxi-medium-section",), wants="visit", metric="roll-change-time",
    taken_on_by="zhang-guodong", taken_on_at=datetime(1957, 5, 10, 9, 0),
    answers=(
        Answer("zhang-guodong", datetime(1957, 5, 11, 15, 30),
               Said("快在停机以前：轧辊、导卫、吊具都先备好，停机只做非停不可的事。6月20日四厂来我们这里看，带上你们钳工。", "We are quick before the stop: rolls, guides and tackle are ready, and only what must wait for the stop waits for it. Come and see on 20 June, all four plants, and bring your fitter."),
               Said("一套备用轴承座，天车要能让出时间", "One spare set of chocks, and time of the crane"),
               Said("头几周赶时间容易压手", "In the first weeks hurry pinches fingers")),
        Answer("cui-yutang", datetime(1957, 6, 26, 10, 0),
               Said("看过以后的办法写下来了，步骤卡在里面。", "What you saw is written down now, with the step card."),
               Said("备用轴承座、天车时段、每人固定位置", "Spare chocks, a crane slot, a fixed place for everybody"),
               Said("没断电就动手会伤人；头八周盯住手指伤", "Starting before the power is off hurts people; watch fingers for eight weeks"),
               way="quick-roll-change-medium", tried_at=datetime(1957, 6, 28, 9, 0)),
    ),
    closed_at=datetime(1957, 12, 2, 8, 30),
    result=Said("换辊时间缩短了一半（文章所载），已定为本车间的办法。", "Roll changes take half as long (as the article states); it is our standard now."),
    thanks=Said("张国栋、崔玉堂和本溪中型全班", "Zhang Guodong, Cui Yutang and the whole crew at Benxi"),
)  # fmt: skip

# What lies on the board on the demo's last day.
OPEN = (
    Card("ye-zhendong", "plant-d-medium-section", datetime(1958, 12, 23, 8, 0),
         Said("备用机架你们用什么小车推进去？", "Which trolley do you use to bring in the spare stand?"),
         Said("机架备好了，推进去还要四十分钟。", "The stand is ready, but bringing it in takes forty minutes."),
         Said("用过吊车，占天车太久。", "By crane: it blocks the crane too long."),
         Said("中型轧机", "Medium mill"), to=("dalian-medium-section",), metric="roll-change-time", wants="drawing"),
    Card("wang-qiang", "dalian-medium-section", datetime(1958, 12, 26, 14, 20),
         Said("精轧机架把氧化皮压进钢材，你们怎么除？", "Scale is pressed into the bar at the finishing stand. How do you keep it off?"),
         Said("换辊加快以后更明显：钢材等的时间短，进机架时更热。", "It got worse after we sped up roll change: the bar waits less and meets the stand hotter."),
         Said("人工刷，又慢又烤人。", "Brushing by hand is too slow, and hot."),
         Said("精轧机架", "Finishing stand"), metric="surface-rejects", since=date(1958, 9, 1),
         across_by="li-wen", across_at=datetime(1958, 12, 26, 15, 5),
         answers=(
             Answer("cui-yutang", datetime(1958, 12, 29, 9, 15),
                    Said("机架前300毫米两侧装喷嘴，12兆帕。我们折腾了一年才弄好，来看，带上喷嘴图。", "Jets 300 mm before the stand, 12 MPa, both sides. We fought this for a year. Come and see; bring your nozzle drawings."),
                    Said("水压要稳，滤网每班清", "Steady pressure, the filter cleaned every shift"),
                    Said("水溅到轴承会锈", "Spray on the bearings rusts them")),
             Answer("xiao-chunhe", datetime(1958, 12, 30, 10, 40),
                    Said("薄规格炉温降15度。省钱，但要盯住轧机负荷。", "We drop the furnace 15 °C on thin sections. Cheap, but watch the mill load."),
                    Said("只用于薄规格", "Thin sections only"),
                    Said("负荷高时断辊", "Rolls break at high load")),
         )),
    Card("wang-qiang", "dalian-medium-section", datetime(1958, 12, 30, 7, 40),
         Said("换辊时天车总被占着，怎么排？", "The crane is always busy when we change rolls. How do you share it?"),
         Said("两台轧机同时换辊就得等。", "When two mills change at once, one waits."),
         Said("口头约过，对不上班。", "We agreed by word of mouth; the shifts did not match."),
         Said("三号天车", "Crane 3"), metric="roll-change-time"),
    Card("xiao-chunhe", "plant-c-medium-section", datetime(1958, 12, 29, 9, 30),
         Said("短于4米的钢材卡冷床，怎么办？", "Cooling bed jams when bars are shorter than 4 m. What do you do?"),
         Said("切下的短尺在齿条间翻倒。", "Short ends tip over between the racks."),
         machine=Said("冷床", "Cooling bed")),
    Card("xu-qingyu", "benxi-small-section", datetime(1958, 12, 30, 13, 0),
         Said("缺60吨白云石砖，1月12日前谁能借？", "60 t of dolomite brick short until 12 January. Who can lend?"),
         Said("订的砖晚到两周。", "The bricks on order come two weeks late."), to_all=True, wants="material", urgency="urgent"),
    Card("yan-shouxin", "plant-d-small-section", datetime(1958, 12, 24, 10, 0),
         Said("四号机架换瓦后发热。", "Bearings run hot on stand 4 after relining."),
         Said("跑两小时就烫手。", "Too hot to touch after two hours."),
         machine=Said("四号机架", "Stand 4"), to=("dalian-small-section",),
         taken_on_by="chen-zhenhai", taken_on_at=datetime(1958, 12, 25, 8, 30)),
    Card("cheng-wanli", "plant-c-small-section", datetime(1958, 12, 8, 8, 0),
         Said("导卫盒三天就磨坏。", "Guide boxes wear out in 3 days."),
         Said("换导卫占掉一半停机时间。", "Changing guides eats half the stops."),
         Said("换过硬一点的钢，只多用一天。", "Harder steel lasted one day more."),
         answers=(
             Answer("xu-qingyu", datetime(1958, 12, 10, 9, 0),
                    Said("在台架上按样板预装，磨面堆焊。样板可以借。", "Set them on the bench by template and hard-face the worn side. We lend the template."),
                    Said("一套样板", "One set of templates"), way="guides-pre-assembled", tried_at=datetime(1958, 12, 15, 8, 0)),
         )),
    Card("zhang-guodong", "benxi-medium-section", datetime(1958, 12, 22, 9, 0),
         Said("换辊步骤卡，要的拿去。", "Our roll-change step card: take it."),
         Said("十二步一张纸，贴在机旁，新手三班就会。", "Twelve steps on one sheet beside the mill; a newcomer has it in three shifts."),
         kind="offer", way="quick-roll-change-medium"),
)  # fmt: skip
