"""Contracts of the demo: the plants hand the management over, and two mills agree on what each teaches the other.

That the fifth conference moved the management of contracts from the plants to the workshops stands in the article; the
powers in detail, the contract and its figures are illustrative.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from huzhu.adoptions.models import Adoption
from huzhu.adoptions.promising import keep_promise
from huzhu.conferences.decided import Resolution
from huzhu.contracts import drafting, fulfilling, inspecting, signing, writing
from huzhu.contracts.models import Contract, ContractVersion, Party
from huzhu.delegation import actions as delegating
from huzhu.delegation.models import Delegation
from huzhu.demo.timeline import LAST
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.people.models import Person, Seat
from huzhu.words import words
from huzhu.workshops.actions import found_alliance
from huzhu.workshops.models import Alliance, Plant, Workshop

HANDED_OVER = datetime.date(1958, 8, 27)
AGREED, ENDS = datetime.date(1958, 9, 1), datetime.date(1959, 2, 28)
OURS, THEIRS, THIRD = "dalian-medium-section", "benxi-medium-section", "plant-c"
POWERS = ("draft", "sign", "amend", "accept", "close", "issue_cards", "issue_express", "commit_material")
BY_THE_CONFERENCE = words(
    "文章所载：第五次会议决定把合同管理权由厂部下放到车间。期限和限额为示例。",
    "In the article: the fifth conference moved the management of contracts from the plants to the workshops. "
    "Dates and ceilings are illustrative.",
)


@contextmanager
def _on(day: datetime.date) -> Iterator[None]:
    """The alliance's clock stands at `day`, then again at the demo's last."""
    alliance = Alliance.objects.get()
    said = {"name": alliance.name, "notice": alliance.notice, "kind": alliance.kind, "by": None}
    found_alliance(clock_on=day, **said)
    try:
        yield
    finally:
        found_alliance(clock_on=LAST, **said)


def _holder(role: str, place: str) -> Person:
    seats = Seat.objects.filter(role=role)
    found = seats.filter(workshop__slug=place).first() or seats.get(workshop=None, plant__slug=place)
    return found.person


def agree(say: Callable[[int, int], None]) -> None:
    """Hand over, draft, sign, keep and inspect: what is done already is passed over."""
    steps = (_hand_over, _draft, _sign, _keep, _inspect)
    for number, step in enumerate(steps, start=1):
        step()
        say(number, len(steps))


def _hand_over() -> None:
    with _on(HANDED_OVER):
        for plant in Plant.objects.order_by("pk"):
            if Delegation.objects.filter(plant=plant).exists():
                continue
            delegating.hand_over(
                plant,
                by=_holder("chief_engineer", plant.slug),
                powers=POWERS,
                since_on=HANDED_OVER,
                until_on=datetime.date(1959, 8, 31),
                safety_class="B",
                ceiling=Decimal(5000),
                note=BY_THE_CONFERENCE,
            )


def _draft() -> None:
    if Contract.objects.filter(is_illustrative=True).exists():
        return
    with _on(AGREED):
        ours, theirs = (Workshop.objects.get(slug=slug) for slug in (OURS, THEIRS))
        head = _holder("workshop_head", OURS)
        contract = drafting.draft_contract(
            ours,
            [theirs],
            by=head,
            title=words("一九五八年下半年中型轧钢互助", "Medium sections, second half of 1958"),
            preamble=words(
                "互相学习，互相帮助，取长补短，共同提高。",
                "Learn from each other, help each other, draw on strengths, make up for weaknesses, improve together.",
            ),
            starts_on=AGREED,
            ends_on=ENDS,
            came_from=_decision(),
            is_illustrative=True,
        )
        text = contract.versions.get()
        sides = {each.code: each for each in contract.parties.all()}
        for promise in _promises(sides):
            writing.write_item(text, by=head, **promise)
        drafting.propose(text, by=head)


def _decision() -> Resolution | None:
    """Of the fifth conference: contracts go to the workshops. None where no conference is told."""
    return Resolution.objects.filter(conference__ordinal=5, number=2).select_related("conference").first()


def _agreed() -> Contract:
    """The demo's own, whatever its readers have begun since."""
    return Contract.objects.get(is_illustrative=True)


def _promises(sides: dict[str, Party]) -> list[dict[str, Any]]:
    metrics = {each.slug: each for each in Metric.objects.all()}
    ours, theirs = sides[OURS], sides[THEIRS]
    window = {"baseline_from_on": datetime.date(1957, 9, 1), "baseline_until_on": datetime.date(1958, 8, 31)}
    return [
        {
            "helper": theirs,
            "helped": ours,
            "subject": words("快速换辊保持不退", "Quick roll change, and that it lasts"),
            "help_form": "visit",
            "metric": metrics["roll-change-time"],
            "baseline": 150.0,
            "baseline_from_on": datetime.date(1956, 9, 1),
            "baseline_until_on": datetime.date(1957, 6, 30),
            "target_kind": "change",
            "target": -0.4,
            "due_on": datetime.date(1958, 12, 31),
            "acceptor": _holder("workshop_engineer", OURS),
            "effort": words("换辊班长来厂两周", "The roll-change foreman for two weeks"),
            "safety_class": "B",
            "commitment": Decimal(300),
            "evidence_wanted": words("系统测得的效果", "The effect as measured"),
            "experience": Experience.objects.filter(adoptions__workshop=ours.workshop,
                                                    metric=metrics["roll-change-time"]).first(),
        },
        {
            "helper": theirs,
            "helped": ours,
            "subject": words("减少表面划伤", "Fewer surface scratches"),
            "help_form": "drawings",
            "metric": metrics["surface-rejects"],
            "baseline": 4.2,
            **window,
            "target": 3.6,
            "due_on": datetime.date(1958, 12, 15),
            "acceptor": _holder("workshop_engineer", OURS),
            "evidence_wanted": words("连续四周的检查记录", "Four weeks of inspection records"),
        },
        {
            "helper": ours,
            "helped": theirs,
            "subject": words("加热炉节约燃料", "Less fuel in the reheating furnace"),
            "help_form": "training",
            "metric": metrics["fuel-per-tonne"],
            "baseline": 4.0,
            **window,
            "target": 3.8,
            "due_on": datetime.date(1959, 1, 10),
            "acceptor": _holder("workshop_engineer", THEIRS),
            "effort": words("加热工两人各一周", "Two heaters for a week each"),
            "commitment": Decimal(120),
        },
    ]  # fmt: skip


def _sign() -> None:
    contract = _agreed()
    with _on(AGREED):
        text = contract.versions.get(number=1)
        for party in contract.parties.all():
            if text.state == ContractVersion.State.PROPOSED and not text.signatures.filter(party=party).exists():
                assert party.workshop is not None
                signing.sign(text, party, by=_holder("workshop_head", party.workshop.slug), agreed_hash=text.hash)


def _keep() -> None:
    """Item 1 is kept by what Dalian took up; item 2 is held up and late; item 3 is under way."""
    first, second, third = _agreed().items.all()
    ours, theirs = _holder("workshop_head", OURS), _holder("workshop_head", THEIRS)
    adoption = Adoption.objects.filter(workshop__slug=OURS, metric__slug="roll-change-time", contract_item=None).first()
    if adoption is not None and first.state == "planned":
        keep_promise(adoption, first, by=ours)
    if second.state == "planned":
        with _on(datetime.date(1958, 11, 10)):
            fulfilling.begin_item(second, by=theirs)
            fulfilling.report_progress(second, by=ours, text="图纸已收到，导卫做好一半")
        with _on(datetime.date(1958, 12, 8)):
            fulfilling.block(second, by=ours, why="缺导卫钢材")
    if third.state == "planned":
        with _on(datetime.date(1958, 12, 1)):
            fulfilling.begin_item(third, by=ours)


SHEETS = (  # item by item: fact, evidence, gap, why, next step
    ("三班各看了两次换辊，都照步骤卡做", "步骤卡和换辊记录", "", "", "年底按系统测得的效果验收"),
    ("图纸到了，导卫只做好一半", "车间领料单", "还差一半导卫", "缺导卫钢材", "请厂部调钢材"),
    ("两名加热工已到本溪，开始带班", "派工单", "", "", "一月上旬再看燃料"),
)


def _inspect() -> None:
    """The quarterly joint inspection: one from each side, and the head of a mill of Plant C."""
    contract = _agreed()
    if contract.inspections.exists():
        return
    ours, theirs = _holder("workshop_engineer", OURS), _holder("workshop_engineer", THEIRS)
    third = Plant.objects.get(slug=THIRD)
    guest = _holder("workshop_head", f"{THIRD}-medium-section")
    with _on(datetime.date(1958, 12, 10)):
        inspection = inspecting.call_inspection(
            contract,
            by=_holder("workshop_head", OURS),
            third=third,
            team=[ours, theirs, guest],
            day_on=datetime.date(1958, 12, 10),
        )
        for item, said in zip(contract.items.all(), SHEETS, strict=True):
            names = ("fact", "evidence", "gap", "why", "next_step")
            inspecting.write_sheet(inspection, item, by=guest, **dict(zip(names, said, strict=True)))
        inspecting.hold_inspection(inspection, by=guest)
