# ruff: noqa: E501 (a table reads better with one row a line)
"""What is told of the five conferences. `is_stated`: the article says it; everything else is illustrative."""

from dataclasses import dataclass
from datetime import date

from huzhu.demo.plants import Said


@dataclass(frozen=True)
class Decision:
    """A resolution, who sees to it by when, and what it brought about: sentences with the page of each."""

    text: Said
    because: Said | None
    owner: str
    due_on: date
    reported_on: date
    brought: tuple[tuple[Said, str], ...] = ()
    evidence: Said | None = None
    is_stated: bool = False


@dataclass(frozen=True)
class Meeting:
    ordinal: int
    title: Said
    host: str
    starts_on: date
    ends_on: date
    decisions: tuple[Decision, ...]
    note: Said
    said: tuple[tuple[str, Said], ...] = ()
    is_whole: bool = False  # with its 56 ways, delegates and answers


AGENDA = {
    "side_effects": Said(
        "副作用也要交流：得了什么好处，别处添了什么危险，都摆出来。",
        "Side effects are exchanged as well: who gained, and where else it made danger.",
    ),
}
_EARLIER = Said(
    "示例：文章只说第五次会议；前四次的日期、地点和决定都是编的。",
    "Illustrative: the article speaks of the fifth conference only; days, places and decisions of the first four are invented.",
)

EARLIER = (
    Meeting(
        1,
        Said("第一次厂际技术互助会议", "First conference"),
        "benxi",
        date(1956, 9, 17),
        date(1956, 9, 18),
        (
            Decision(
                Said(
                    "各厂之间开展设备竞赛，互订技术互助合同。",
                    "The plants compete by equipment and sign technical assistance contracts with each other.",
                ),
                None,
                "zhao-ming",
                date(1956, 12, 31),
                date(1956, 12, 20),
                ((Said("第一批合同已订。", "The first contracts were signed."), "/contracts"),),
                Said("各厂合同已订。", "Signed by all four plants."),
            ),
        ),
        _EARLIER,
    ),
    Meeting(
        2,
        Said("第二次厂际技术互助会议", "Second conference"),
        "plant-c",
        date(1957, 2, 18),
        date(1957, 2, 20),
        (
            Decision(
                Said("原材料困难共同想法，互助解决。", "Difficulties with raw materials are solved together."),
                Said("废钢短缺。", "Scrap is short."),
                "fan-bonian",
                date(1957, 5, 31),
                date(1957, 5, 20),
                ((Said("各厂互借废钢和电极。", "The plants lent each other scrap and electrodes."), "/aid"),),
                Said("借用已结清。", "Loans settled."),
            ),
        ),
        _EARLIER,
    ),
    Meeting(
        3,
        Said("第三次厂际技术互助会议", "Third conference"),
        "plant-d",
        date(1957, 5, 20),
        date(1957, 5, 22),
        (
            Decision(
                Said("在本溪开一次换辊专业会议。", "A professional meeting on roll changing is held at Benxi."),
                Said("大连换辊时间长，本溪很短。", "Roll changing takes long at Dalian and very little time at Benxi."),
                "lin-shutian",
                date(1957, 6, 30),
                date(1957, 6, 26),
                (
                    (
                        Said("会议开过，各厂带回要做的事。", "The meeting was held; each plant took home what to do."),
                        "/meetings/benxi-roll-change-visit",
                    ),
                ),
                Said("六月二十日开过。", "Held on 20 June."),
            ),
        ),
        _EARLIER,
    ),
    Meeting(
        4,
        Said("第四次厂际技术互助会议", "Fourth conference"),
        "benxi",
        date(1957, 12, 9),
        date(1957, 12, 11),
        (
            Decision(
                Said(
                    "没有翻钢板的开坯车间，上游不推广帽口加热。",
                    "Where the blooming mill has no turning plate, the ingot head is not heated upstream.",
                ),
                Said("帽头短了，翻钢伤人。", "Shorter heads hurt people at the turning of ingots."),
                "sun-yulan",
                date(1958, 3, 31),
                date(1958, 3, 10),
                (
                    (
                        Said("已写进经验的条件。", "It stands among the conditions of the way."),
                        "/experiences/heat-the-ingot-head",
                    ),
                ),
                Said("条件已加。", "The condition was added."),
            ),
        ),
        _EARLIER,
    ),
)

_AT_ANY_TIME = Said(
    "技术革新经验随时出现，合同项目里没有签订，也要及时交流。",
    "New experience comes up at any time; what is not in the contract items is to be exchanged promptly as well.",
)
_INITIATIVE = Said(
    "更好地发挥车间互助竞赛的积极性。", "The workshops' initiative in helping and competing is put to better use."
)
FIFTH = Meeting(
    5,
    Said("第五次厂际技术互助会议", "Fifth conference"),
    "dalian",
    date(1958, 8, 18),
    date(1958, 8, 22),
    (
        Decision(
            Said(
                "将原有厂际间设备竞赛发展为厂际同工种车间的竞赛。",
                "The competition between plants by equipment becomes a competition between workshops of the same trade.",
            ),
            None,
            "zhou-ping",
            date(1958, 12, 31),
            date(1958, 10, 6),
            (
                (
                    Said(
                        "同工种车间的名次在竞赛页。",
                        "Where the workshops of a trade stand is on the page of the competition.",
                    ),
                    "/standings",
                ),
            ),
            is_stated=True,
        ),
        Decision(
            Said(
                "将合同管理权由厂部下放到车间。",
                "Contract management authority is handed from the plants to the workshops.",
            ),
            _INITIATIVE,
            "zhao-ming",
            date(1958, 8, 31),
            date(1958, 8, 28),
            (
                (
                    Said(
                        "四个厂各用一次手续把权限全部下放到车间。",
                        "Each of the four plants handed it to all its workshops in one act.",
                    ),
                    "/delegations",
                ),
            ),
            Said("四厂都已下放。", "Handed over in all four plants."),
            True,
        ),
        Decision(
            Said(
                "建立四个厂之间的技术革新快报。",
                "A technical innovation express report is set up between the four plants.",
            ),
            _AT_ANY_TIME,
            "zhou-ping",
            date(1958, 9, 30),
            date(1958, 9, 22),
            (
                (
                    Said("快报已出刊，有关车间都要答复。", "The Express is out, and every workshop concerned answers."),
                    "/express",
                ),
            ),
            Said("已出刊。", "The first issue is out."),
            True,
        ),
        Decision(
            Said(
                "建立四个厂之间的技术互助卡片制。",
                "A system of technical assistance cards is set up between the four plants.",
            ),
            _AT_ANY_TIME,
            "zhou-ping",
            date(1958, 9, 30),
            date(1958, 9, 22),
            ((Said("互助卡已在用。", "The cards are in use."), "/cards"),),
            Said("卡片已在用。", "Cards are in use."),
            True,
        ),
    ),
    Said(
        "文章所载：第五次会议在大连钢厂举行，交流了五十六项先进经验，作出四项决定。五十六项的题目、日期、人名、表决和答复都是示例。",
        "In the article: the fifth conference met at Dalian Steel Plant, exchanged 56 items of advanced experience and took four decisions. The titles of the 56, days, names, votes and answers are illustrative.",
    ),
    (
        (
            "side_effects",
            Said(
                "帽口加热缩短了帽头，却给轧钢带来危险，多次伤人；本溪学了大连升降台上的翻钢板，杜绝了伤人。今后每条经验都要写明下游看什么。",
                "Heating the ingot head shortened the head and brought danger to rolling; people were hurt several times. Benxi took Dalian's turning plate on the lifting table, and the injuries ended. From now on every way says what is to be watched downstream.",
            ),
        ),
        (
            "contracts",
            Said(
                "技术互助合同胜利实现；各项兑现情况见合同。",
                "The technical assistance contracts were fulfilled; each item stands with its contract.",
            ),
        ),
        (
            "visits",
            Said(
                "换辊专业会议在本溪开过，大连照做。",
                "The professional meeting on roll changing was held at Benxi, and Dalian does likewise.",
            ),
        ),
        (
            "competition",
            Said(
                "设备竞赛改为同工种车间竞赛，条件由秘书处拟，先交班组讨论。",
                "The competition by equipment becomes one between workshops of a trade; the secretariat drafts the conditions, and the crews discuss them first.",
            ),
        ),
        ("next_host", Said("下次在本溪。", "Next time at Benxi.")),
    ),
    True,
)

REASONS = {
    "danger": Said(
        "开坯还没有翻钢板，怕伤人，先不采用。",
        "The blooming mill has no turning plate yet; people could be hurt. Not before.",
    ),
    "differs": Said("设备规格不同，照搬不合适。", "Our equipment is of another size; it does not fit as it is."),
    "hands": Said(
        "今年人手都在新设备上，不采用。", "All hands are at the new equipment this year; we do not take it up."
    ),
}
