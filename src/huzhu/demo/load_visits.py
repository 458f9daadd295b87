# ruff: noqa: E501 (a table reads better with one row a line)
"""The professional meeting on roll change at Benxi in June 1957, and two visits still to come, through the verbs.

The article says that Dalian learned roll changing from Benxi at Benxi; the day, the people, the steps and their times are
illustrative, and the page says so. What came of it is nowhere written here: it is measured.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

from django.db import transaction

from huzhu.adoptions.reviewing import review_visit_effect
from huzhu.cards.models import Card
from huzhu.demo.plants import Said
from huzhu.demo.story import head_of
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.visits import actions, notebook
from huzhu.visits.models import Visit, VisitAction
from huzhu.words import Words, words
from huzhu.workshops.models import Workshop

MEETING = "benxi-roll-change-visit"
HELD = date(1957, 6, 20)
_M, _S = "dalian-medium-section", "dalian-small-section"

NOTE = Said(
    "文章只说大连学了本溪的换辊办法；会议日期、人名、步骤和时间都是示例。",
    "The article only says that Dalian learned Benxi's way of changing rolls; day, names, steps and times are illustrative.",
)
WHY = Said(
    "我们换一次辊要停两个半钟头，本溪一个钟头出头。我们想看清楚哪些活是不停机时干的。",
    "A roll change keeps our mill standing for two and a half hours, Benxi's for little more than one. We want to see which of the work is done while the mill runs.",
)
INDUCTION = Said(
    "进轧钢跨前由班长讲十分钟：站位、吊钩下不站人、挂牌上锁后才进机架。戴安全帽，穿厚底鞋。",
    "Ten minutes with the team leader before the rolling bay: where to stand, nobody under the hook, nobody at the stand before it is locked and tagged. Helmets and thick soles.",
)
PACK = Said(
    "先读办法的步骤；换辊卡和样板图在轧辊车间，可以抄。",
    "Read the steps of the way first; the step card and the template drawings lie in the roll shop and may be copied.",
)
QUESTIONS = (
    (Said("停机前备好多少？谁来备？", "How much is made ready before the stop, and by whom?"), Said("整套轧辊连轴承座和导卫，轧辊车间四个人，上一班备好。", "The whole set with chocks and guides, by four people of the roll shop, on the shift before.")),
    (Said("没有备用轴承座怎么办？", "What if there are no spare chocks?"), Said("先备一套最常用的，别的品种照旧，也能省三分之一。", "Begin with one set for the commonest section and change the others as before; that alone saves a third.")),
)  # fmt: skip
# (step, inside the stop, seconds, people, tools)
Steps = tuple[tuple[Said, bool, int, int, Said | None], ...]
AT_BENXI: Steps = (
    (Said("备用轴承座上装好新辊", "New rolls set in spare chocks"), False, 2700, 4, Said("装配台、天车", "Assembly bench, crane")),
    (Said("按样板装好导卫", "Guides set by template"), False, 1800, 2, Said("样板", "Template")),
    (Said("吊具、扳手摆到位，约好天车", "Tackle and spanners laid out, crane booked"), False, 600, 2, Said("专用吊具", "Roll tackle")),
    (Said("停机、上锁，拆联轴节", "Stop, lock out, couplings off"), True, 420, 4, Said("挂锁", "Lock and tag")),
    (Said("旧辊整套吊出", "Old rolls lifted out as a set"), True, 900, 5, Said("天车、专用吊具", "Crane, roll tackle")),
    (Said("新辊整套吊入", "New set lifted in"), True, 1080, 5, Said("天车、专用吊具", "Crane, roll tackle")),
    (Said("接联轴节，上导卫", "Couplings on, guides fitted"), True, 780, 4, None),
    (Said("按样板调整，试轧一支", "Set by template, one trial bar"), True, 600, 3, Said("样板", "Template")),
)  # fmt: skip
AT_DALIAN: Steps = (
    (Said("取吊具", "Tackle fetched"), False, 300, 2, None),
    (Said("停机，拆联轴节", "Stop, couplings off"), True, 900, 4, None),
    (Said("旧辊一根一根吊出", "Old rolls lifted out one by one"), True, 1800, 6, Said("天车", "Crane")),
    (Said("在地上倒换轴承座", "Chocks changed over on the floor"), True, 2400, 6, Said("扳手、大锤", "Spanners, sledge")),
    (Said("新辊一根一根吊入", "New rolls lifted in one by one"), True, 1800, 6, Said("天车", "Crane")),
    (Said("上导卫，凭眼力调", "Guides fitted and set by eye"), True, 1500, 4, None),
    (Said("试轧几支", "Several trial bars"), True, 600, 3, None),
)  # fmt: skip
LEARNED = (
    Said(
        "能在不停机时干的都先干：装辊、装导卫、摆工具。",
        "Whatever does not need a standing mill is done before: rolls in chocks, guides, tools.",
    ),
    Said("整套换，不一根一根换。", "The set is changed as a whole, not roll by roll."),
    Said("人有固定位置，各干各的一步。", "Everybody has a fixed place and one step to do."),
)
FITS = (
    Said("要有一套备用轴承座。", "One spare set of chocks is needed."),
    Said("换辊时天车要留出来。", "The crane has to be free for the change."),
)
RISKS = (
    Said(
        "赶时间容易夹手：先上锁，再动手；头两个月由班长盯着。",
        "Hurry pinches fingers: lock out first; the team leader watches for the first two months.",
    ),
)
# (workshop, line, what, owner, due, experience)
ACTIONS = (
    (_M, "", Said("中型先备一套轴承座，照换辊卡试换", "Medium mill: one spare set of chocks, then change by the step card"), "li-wen", date(1957, 7, 15), "quick-roll-change-medium"),
    (_S, "1", Said("小型一线照样做", "Small mill, line 1: the same"), "chen-zhenhai", date(1957, 8, 12), "quick-roll-change-small"),
    (_S, "2", Said("一线做好后二线跟上", "Small mill, line 2: follows once line 1 works"), "chen-zhenhai", date(1957, 9, 9), "quick-roll-change-small"),
    ("plant-c-medium-section", "", Said("轴承座做好后采用", "Taken up when the spare chocks are made"), "xiao-chunhe", date(1957, 12, 31), "quick-roll-change-medium"),
)  # fmt: skip
THANKS = (
    (
        "zhang-guodong",
        Said("把整个换辊过程放慢做了两遍给我们看。", "He had the whole change done twice for us, slowly."),
    ),
    ("cui-yutang", Said("把样板图抄给了我们。", "He copied the template drawings for us.")),
)
LED_TO = Said(
    "大连中型、小型和丙厂都采用了，各自的效果见各条采用；换辊时伤手的事要继续盯。",
    "Taken up at Dalian's two mills and at Plant C; what each gained stands beside it. Pinched fingers at the change have to be watched further.",
)


def told(said: Said | None) -> Words:
    return words(said.zh, said.en) if said else Words()


def _person(username: str) -> Person:
    return Person.objects.get(username=username)


def _mill(slug: str) -> Workshop:
    return Workshop.objects.select_related("plant", "trade").get(slug=slug)


@transaction.atomic
def hold_meeting() -> None:
    """From the proposal to the actions; passes over what is there already."""
    if Visit.objects.filter(slug=MEETING).exists():
        return
    li_wen, host = _person("li-wen"), _person(head_of("benxi-medium-section"))
    metric, mills = (
        Metric.objects.get(slug="roll-change-time"),
        [_M, _S, "plant-c-medium-section", "plant-d-medium-section"],
    )
    visit = actions.propose(
        _mill("benxi-medium-section"),
        [_mill(slug) for slug in mills],
        metric,
        by=li_wen,
        title=words("换辊专业会议", "Professional meeting on roll change"),
        why=told(WHY),
        note=told(NOTE),
        slug=MEETING,
        card=Card.objects.filter(workshop__slug=_M, metric=metric).order_by("pk").first(),
        is_illustrative=True,
        on=date(1957, 6, 3),
    )
    for text, answer in QUESTIONS:
        question = notebook.ask_question(visit, by=li_wen, text=told(text), on=date(1957, 6, 4))
        notebook.answer_question(question, by=host, answer=told(answer))
    place = words("本溪钢厂中型车间，早调会室", "Benxi, medium-section mill, the morning-meeting room")
    visit = actions.confirm(visit, by=host, starts_on=HELD, ends_on=HELD, meet_at=time(8, 30), place=place, seats=8, on=date(1957, 6, 5))  # fmt: skip
    for username in ("kong-fanshu", "jiang-tielin", "chen-zhenhai", "xiao-chunhe", "ye-zhendong"):
        notebook.sign_up(visit, by=_person(username), on=date(1957, 6, 10))
    way = Experience.objects.get(slug="quick-roll-change-medium")
    visit = actions.prepare(visit, by=host, induction=told(INDUCTION), induction_by=_person("cui-yutang"), experience=way, pack_note=told(PACK))  # fmt: skip
    visit = actions.hold(visit, by=li_wen, on=HELD)
    _write_up(visit, li_wen)


def _write_up(visit: Visit, lead: Person) -> None:
    for slug, steps in (("benxi-medium-section", AT_BENXI), (_M, AT_DALIAN)):
        for name, is_inside, seconds, people, tools in steps:
            notebook.write_step(visit, _mill(slug), by=lead, name=told(name), is_inside=is_inside, seconds=seconds, people=people, tools=told(tools))  # fmt: skip
    kinds = {
        name: [told(each) for each in texts] for name, texts in (("learned", LEARNED), ("fits", FITS), ("risks", RISKS))
    }
    visit = actions.report(visit, by=lead, on=date(1957, 6, 24), **kinds)
    for slug, line, text, owner, due_on, way in ACTIONS:
        notebook.add_action(
            visit, _mill(slug), by=lead, text=told(text), owner=_person(owner), due_on=due_on, line=line,
            experience=Experience.objects.get(slug=way),
        )  # fmt: skip
    for username, what_for in THANKS:
        notebook.thank(visit, _person(username), by=lead, what_for=told(what_for))
    actions.open_actions(visit, by=lead)


def action_behind(experience: str, workshop: str, line: str) -> VisitAction | None:
    """What was decided at the meeting and led to this adoption, if it was."""
    found = VisitAction.objects.filter(visit__slug=MEETING, workshop__slug=workshop, line=line)
    return found.filter(experience__slug=experience).first()


@transaction.atomic
def to_come() -> None:
    """Two visits that wait on the demo's last day: one for its host, one for its day."""
    if Visit.objects.filter(slug="dalian-roll-change-visit").exists():
        return
    metric = Metric.objects.get(slug="roll-change-time")
    note = words("示例。", "Illustrative.")
    actions.propose(
        _mill(_M),
        [_mill("plant-d-medium-section")],
        metric,
        by=_person(head_of("plant-d-medium-section")),
        title=words("到大连看换辊", "Roll change at Dalian"),
        why=words("我们刚开始试，想看大连怎么把本溪的办法改成自己的。", "We have just begun our trial and want to see how Dalian made Benxi's way its own."),
        note=note, slug="dalian-roll-change-visit", starts_on=date(1959, 1, 22), is_illustrative=True, on=date(1958, 12, 29),
    )  # fmt: skip
    visit = actions.propose(
        _mill("benxi-small-section"),
        [_mill("plant-d-small-section")],
        metric,
        by=_person(head_of("plant-d-small-section")),
        title=words("到本溪看小型换辊", "Small-section roll change at Benxi"),
        note=note, slug="benxi-small-section-visit", is_illustrative=True, on=date(1958, 12, 8),
    )  # fmt: skip
    host = _person(head_of("benxi-small-section"))
    place = words("本溪钢厂小型车间", "Benxi, small-section mill")
    actions.confirm(
        visit, by=host, starts_on=date(1959, 1, 12), meet_at=time(9), place=place, seats=6, on=date(1958, 12, 10)
    )


@transaction.atomic
def review(say: Callable[[int, int], None]) -> None:
    """After measuring: the chief engineer of those who came says what it led to."""
    visit = Visit.objects.get(slug=MEETING)
    if visit.state == Visit.State.ACTIONS_OPEN:
        visit = review_visit_effect(visit, by=_person("zhao-ming"), note=told(LED_TO), on=date(1958, 12, 15))
    if visit.state == Visit.State.EFFECT_REVIEWED:
        actions.close(visit, by=_person("li-wen"))
    say(1, 1)
