# ruff: noqa: E501 (a table reads better with one row a line)
"""What people did about the dangers of the demo. All of it is illustrative, but that people were hurt at rolling after
the ingot's head was heated, and that Dalian's turning plate ended it. When and where the engine raises a danger stands
nowhere here: the steps follow on whatever day it does.
"""

from dataclasses import dataclass

from huzhu.demo.plants import Said

HEATED, PLATE = "heat-the-ingot-head", "turning-plate-on-the-lifting-table"


@dataclass(frozen=True)
class Response:
    """How a danger that the readings raised was met. Hours and days count from the day it was raised."""

    experience: str
    measure: str
    how: Said
    answerer: str  # workshop whose head answers the card
    advice: Said
    needs: Said
    risk: Said
    answers: dict[str, tuple[str, Said]]  # workshop (or kind of workshop) called -> answer, why
    known_way: str = ""
    accepted: Said | None = None  # why the risk is borne until its review


NOT_OURS = Said("锻造用锭帽头不缩短。", "Ingots for forging keep their full head.")
RESPONSES = (
    Response(
        HEATED, "limit",
        Said("短帽头的锭改用长柄钩，翻锭时站到红线外；机旁加一人看护。", "Ingots with a short head are turned with the long hook from behind the red line, and one more man keeps watch."),
        "dalian-blooming",
        Said("我们用升降台上的翻钢板翻锭，人不靠近。来看一班就明白。", "We turn ingots with a plate on the lifting table; nobody stands near. Come and see one shift."),
        Said("升降台传动要有余量，先装护栏。", "The table's drive needs spare power; fit the guard first."),
        Said("台面没落到底时会夹手。", "A hand can be caught before the table is fully down."),
        {
            "benxi-casting": ("guarded", Said("每炉短帽头的炉号先电话告诉开坯。", "The blooming mill is told by telephone which heats have short heads.")),
            "dalian-casting": ("stopped", Said("等本溪开坯查清以后再定。", "We wait until Benxi's blooming mill knows more.")),
            "plant-c-casting": ("stopped", Said("开坯没有翻钢板，不开始。", "Our blooming mill has no turning plate; we do not begin.")),
            "plant-d-casting": ("stopped", Said("开坯没有翻钢板，不开始。", "Our blooming mill has no turning plate; we do not begin.")),
            "dalian-blooming": ("remedied", Said("翻钢板一直在用。", "We have used the turning plate all along.")),
            "blooming": ("stopped", Said("不收短帽头的锭。", "We take no ingots with short heads.")),
            "forge": ("not_concerned", NOT_OURS),
        },
        PLATE,
    ),
    Response(
        "annealing-with-forging-heat", "limit",
        Said("大件恢复单独退火，小件继续用余热。", "Large pieces are annealed by themselves again; small ones go on with the forging heat."),
        "plant-d-heat-treatment",
        Said("按尺寸定保温时间，表可以寄来。", "Holding time goes by size; we can send our table."),
        Said("炉温要有三点测温。", "The furnace needs three points of measurement."), Said("时间定短了还是不匀。", "If held too short it stays uneven."),
        {"forge": ("guarded", Said("按尺寸分开装炉。", "Charged by size.")), "heat-treatment": ("guarded", Said("每批加抽三件。", "Three more pieces of each lot are checked."))},
        accepted=Said("硬度散差仍在用户要求以内，按保温表改完再看。", "The spread stays within what customers ask; we look again when the table of holding times is in use."),
    ),
    Response(
        "common-grooves", "guard",
        Said("换规格后头五根逐根看面。", "The first five bars after a change of size are looked at one by one."),
        "dalian-small-section",
        Said("导卫在台架上按样板装，料不偏，折叠就少。", "Guides set on the bench by template keep the bar straight, and there are fewer laps."),
        Said("要有一套备用导卫。", "It takes one spare set of guides."), Said("没有发现。", "Nothing known."),
        {"": ("guarded", Said("首件检查已加严。", "First pieces are checked more strictly."))},
        "guides-pre-assembled",
    ),
    Response(
        "stacked-heat-treatment-racks", "limit",
        Said("长件只装半炉。", "Long pieces go in half charges only."),
        "dalian-heat-treatment",
        Said("支点间距按件长的五分之一定。", "Set the supports a fifth of the length apart."),
        Said("料架要能移动支点。", "Racks must have movable supports."), Said("装得少一些。", "A charge holds a little less."),
        {"": ("guarded", Said("出炉逐层量变形。", "Distortion is measured tier by tier."))},
    ),
    Response(
        "hot-charging-of-ingots", "limit",
        Said("易裂钢种停止热装，改缓冷。", "Grades that crack are no longer charged hot but cooled slowly."),
        "plant-c-blooming",
        Said("我们按钢种表，裂的钢种不热装。", "We go by a list of grades; those that crack are not charged hot."),
        Said("炉号要随锭走。", "The heat number must travel with the ingot."), Said("表要常改。", "The list must be kept up."),
        {"": ("guarded", Said("合金钢坯加一道检查。", "Alloy blooms get one more inspection."))},
    ),
)  # fmt: skip

NEAR_MISS = (
    Said("换辊时吊具钢丝绳断股，轧辊晃了一下", "A strand of the tackle's rope broke while rolls were changed, and the roll swung"),
    Said("没有人站在下面。绳子换了，旧绳留着。", "Nobody stood below. The rope was replaced and the old one kept."),
)  # fmt: skip
PROTECTED = (
    Said("夜班少一个人，翻板护栏没人关", "One man short on nights, and nobody closes the guard of the turning plate"),
    Said("已经三个星期。不想写名字。", "For three weeks now. I would rather not give my name."),
)  # fmt: skip
WATCHED_OVER = Said(
    "已告诉各厂开坯车间：护栏不关，翻板不动。", "All blooming mills have been told: no guard, no turning."
)
ROPES = Said(
    "全部吊具钢丝绳当班检查，断股的停用。",
    "All ropes were checked in the shift; those with broken strands are out of use.",
)
IN_USE = Said("翻钢板装好，人离开热锭。", "The turning plate is fitted; nobody stands beside the hot ingot.")
THANKS = Said("谢谢大连开坯的同志带我们看了两个班。", "Thanks to Dalian's blooming mill, who showed us two shifts.")
NO_HARM = Said(
    "26周以上没有再伤人，照旧应有三人以上。", "Nobody hurt for more than 26 weeks, where three or more would have been."
)
