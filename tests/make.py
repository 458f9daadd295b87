"""Makes what tests need, through the same verbs as everybody else."""

from __future__ import annotations

import datetime
import io
import itertools
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from PIL import Image

from huzhu.adoptions import actions as adoption_actions
from huzhu.adoptions.models import Adoption
from huzhu.aid import actions as aid_actions
from huzhu.aid.models import Material, Offer, Transfer
from huzhu.cards import actions as card_actions
from huzhu.cards.models import Answer, Card, Photo
from huzhu.cards.photos import add_photo
from huzhu.competitions import drafting as round_drafting
from huzhu.competitions import gating as round_gating
from huzhu.competitions.counting import try_out
from huzhu.competitions.decided import Gate
from huzhu.competitions.models import Round
from huzhu.competitions.running import begin
from huzhu.conferences import actions as conference_actions
from huzhu.conferences import delegates as conference_delegates
from huzhu.conferences import exchanging as conference_exchanging
from huzhu.conferences import resolving as conference_resolving
from huzhu.conferences.attached import Attachment
from huzhu.conferences.attaching import add_attachment
from huzhu.conferences.models import Conference
from huzhu.contracts import drafting as contract_drafting
from huzhu.contracts import inspecting as contract_inspecting
from huzhu.contracts import signing as contract_signing
from huzhu.contracts import writing as contract_writing
from huzhu.contracts.models import Contract, Inspection
from huzhu.delegation import actions as delegation_actions
from huzhu.delegation.models import Delegation, Power
from huzhu.experiences import actions as experience_actions
from huzhu.experiences.models import Experience
from huzhu.express import actions as express_actions
from huzhu.express.drawings import draw
from huzhu.express.models import Story
from huzhu.hazards import actions as hazard_actions
from huzhu.hazards.models import Hazard
from huzhu.metrics.actions import load_rows
from huzhu.metrics.models import Batch, Definition, Metric
from huzhu.people import actions as people_actions
from huzhu.people.models import Person, Role
from huzhu.visits import actions as visit_actions
from huzhu.visits import notebook as visit_notebook
from huzhu.visits.models import Visit
from huzhu.words import words
from huzhu.work import do_due_work
from huzhu.workshops import actions as workshop_actions
from huzhu.workshops.models import Alliance, Plant, Trade, Workshop
from tests.kept import kept

PASSWORD = "rolls-change-fast-1956"
TODAY = datetime.date(1958, 8, 27)
NAMES = {"dalian": ("大连钢厂", "Dalian"), "benxi": ("本溪钢厂", "Benxi"), "plant-c": ("丙厂", "Plant C")}


@dataclass
class Made:
    """An alliance with everything in it by its address word; people by `<place>-<role>`."""

    alliance: Alliance
    plants: dict[str, Plant] = field(default_factory=dict)
    trades: dict[str, Trade] = field(default_factory=dict)
    workshops: dict[str, Workshop] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, place: str, role: str) -> Person:
        """The same person, freshly read, so that no answer is cached."""
        return Person.objects.get(pk=self.people[f"{place}-{role}"].pk)


def person(username: str, role: str, *, workshop: Workshop | None = None, plant: Plant | None = None) -> Person:
    made = people_actions.register(username=username, name=words(en=username.title()), by=None, password=PASSWORD)
    people_actions.seat(made, role, by=None, workshop=workshop, plant=plant)
    return made


def metric(slug: str, trades: list[Trade], **values: Any) -> Metric:
    """A metric as a verb would define it; here without the verb, because what is tested is not its definition."""
    name = values.pop("name", words(slug, slug.replace("-", " ").capitalize()))
    made = Metric(slug=slug, name=name, **{"unit": words("分", "min"), "kind": "duration", **values})
    made.full_clean()
    made.save()
    made.trades.set(trades)
    Definition.objects.create(metric=made, number=1, text=words("测量办法", "How it is measured"))
    return made


@kept
def alliance(plants: tuple[str, ...] = ("dalian", "benxi", "plant-c")) -> Made:
    """Plants with a casting bay, a blooming mill and a medium-section mill each, material flowing that way, and one
    person for every role."""
    made = Made(workshop_actions.found_alliance(name=words("四厂", "Four plants"), by=None, clock_on=TODAY))
    for slug, zh, en in (
        ("ingot-casting", "铸锭", "Ingot casting"),
        ("blooming", "开坯", "Blooming"),
        ("section-rolling", "型材轧制", "Section rolling"),
    ):
        made.trades[slug] = workshop_actions.name_trade(slug=slug, name=words(zh, en), by=None)
    for slug in plants:
        _plant(made, slug)
    for role in (Role.SECRETARIAT, Role.COMMITTEE, Role.ADMINISTRATOR):
        made.people[f"alliance-{role}"] = person(f"{role}", role)
    rolling = made.trades["section-rolling"]
    made.metrics["roll-change-time"] = metric("roll-change-time", [rolling], grain="event")
    made.metrics["surface-rejects"] = metric("surface-rejects", [rolling], kind="share", unit=words("%", "%"))
    made.metrics["people-hurt"] = metric(
        "people-hurt", list(made.trades.values()), kind="count", about_safety=True, unit=words("人", "people")
    )
    return made


def _plant(made: Made, slug: str) -> None:
    zh, en = NAMES.get(slug, (slug, slug.title()))
    plant = made.plants[slug] = workshop_actions.found_plant(slug=slug, name=words(zh, en), by=None)
    line: list[Workshop] = []
    for kind, trade, zh, en, lines in (
        ("casting", "ingot-casting", "铸锭车间", "Casting", []),
        ("blooming", "blooming", "开坯车间", "Blooming", []),
        ("medium-section", "section-rolling", "中型车间", "Medium section", ["1", "2"]),
    ):
        workshop = workshop_actions.open_workshop(
            plant, trade=made.trades[trade], name=words(zh, en), by=None, slug=f"{slug}-{kind}", lines=lines
        )
        made.workshops[workshop.slug] = workshop
        line.append(workshop)
    for giver, receiver in itertools.pairwise(line):
        workshop_actions.connect(giver, receiver, by=None)
    for role in (Role.CHIEF_ENGINEER, Role.SAFETY_OFFICER, Role.DATA_STEWARD, Role.PLANT_DIRECTOR):
        made.people[f"{slug}-{role}"] = person(f"{slug}-{role}", role, plant=plant)
    for role in (Role.WORKSHOP_HEAD, Role.WORKSHOP_ENGINEER, Role.TEAM_LEADER, Role.OPERATOR):
        made.people[f"{slug}-{role}"] = person(f"{slug}-{role}", role, workshop=line[-1])


def experience(
    made: Made, *, origin: str = "benxi", shared: bool = True, must: bool = False, **values: Any
) -> Experience:
    """Quick roll change from the origin's medium-section mill, shared unless told otherwise."""
    workshop = made.workshops[f"{origin}-medium-section"]
    drafted = experience_actions.draft_experience(
        title=values.pop("title", words("快速换辊", "Quick roll change")),
        trade=workshop.trade,
        origin=workshop,
        metric=made.metrics["roll-change-time"],
        touches=[made.metrics["surface-rejects"]],
        by=None,
        **values,
    )
    conditions = [{"code": "crane", "question": words("有天车时间吗？", "Is there a crane slot?"), "must": must}]
    experience_actions.write_version(
        drafted,
        by=None,
        mechanism=words("轧辊在外面预装", "Rolls are made ready while the mill runs"),
        steps=words(["预装", "换"], ["Make ready", "Change"]),
        needs=[{"label": words("备件", "Spares"), "text": words("一套轴承座", "One set of chocks")}],
        conditions=conditions,
    )
    if shared:
        experience_actions.share_experience(drafted, by=None)
    return Experience.objects.get(pk=drafted.pk)


def adoption(made: Made, taken: Experience, *, at: str = "dalian", **values: Any) -> Adoption:
    return adoption_actions.take_up(
        taken, made.workshops[f"{at}-medium-section"], by=None, starts_on=values.pop("starts_on", TODAY), **values
    )


def card(made: Made, *, at: str = "dalian", to: str = "benxi", sent: bool = True, **values: Any) -> Card:
    """A card of the operator for another plant's medium-section mill, sent across by the head unless told otherwise."""
    drafted = card_actions.draft_card(
        made.workshops[f"{at}-medium-section"],
        by=made.people[f"{at}-operator"],
        title=values.pop("title", words("换辊太慢，怎么快？", "Roll change is slow. How are you quicker?")),
        to=[made.workshops[f"{to}-medium-section"]],
        **values,
    )
    if not sent:
        return drafted
    card_actions.issue_card(drafted, by=made.people[f"{at}-operator"])
    return card_actions.send_across(drafted, by=made.people[f"{at}-workshop_head"])


def answer(made: Made, to: Card, *, place: str = "benxi", role: str = "workshop_head", **values: Any) -> Answer:
    said = {
        "text": words("轧辊在外面预装", "Make the rolls ready while the mill runs"),
        "preconditions": words("备用轴承座", "Spare chocks"),
        "risk": words("压手", "Fingers"),
    }
    return card_actions.answer_card(to, by=made.people[f"{place}-{role}"], **{**said, **values})


def picture(width: int = 40, height: int = 30, **saved: Any) -> io.BytesIO:
    """A JPEG as a camera would hand it over; `saved` goes to Pillow."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "steelblue").save(file, saved.pop("format", "JPEG"), **saved)
    file.seek(0)
    return file


def photo(made: Made, on: Card) -> Photo:
    return add_photo(on, picture(), by=made.people["dalian-operator"])


def pdf(about: str = "drawing") -> io.BytesIO:
    """The bones of a PDF, different for each thing that it is about."""
    return io.BytesIO(b"%PDF-1.7\n% " + about.encode() + b"\ntrailer <</Root 1 0 R>>\n%%EOF\n")


def attachment(on: Conference, **values: Any) -> Attachment:
    title = values.pop("title", words("换辊图", "Drawing of the roll change"))
    return add_attachment(on, values.pop("file", None) or pdf(), by=values.pop("by", None), title=title, **values)


def weekly_rows(metric: str, workshop: str, *, level: float, weeks: int, until: datetime.date) -> list[dict[str, Any]]:
    """One reading on each Monday of the last `weeks` weeks, a little different from week to week."""
    monday = until - datetime.timedelta(days=until.weekday() + 7)
    days = [monday - datetime.timedelta(weeks=back) for back in range(weeks)]
    return [
        {"metric": metric, "workshop": workshop, "started_at": day.isoformat(), "value": round(level * (1 + wave), 6)}
        for number, day in enumerate(days)
        for wave in [0.04 * ((number * 7919) % 13 - 6) / 6]
    ]


def load(made: Made, plant: str, rows: list[dict[str, Any]], *, file_name: str = "daily.csv") -> Batch:
    """Readings as a plant's machine would send them, and everything that becomes due from them done."""
    batch = load_rows(rows, plant=made.plants[plant], by=made.people[f"{plant}-data_steward"], name=file_name)
    do_due_work()
    return batch


def meeting(made: Made, *, host: str = "dalian", guest: str = "benxi") -> Visit:
    """A visit that was held, led by the head of those who came, with a question, a step and an action."""
    mill, ours = made.workshops[f"{host}-medium-section"], made.workshops[f"{guest}-medium-section"]
    head = made.person(guest, "workshop_head")
    visit = visit_actions.propose(mill, [ours], made.metrics["roll-change-time"], by=head, title=words("看", "See it"))
    visit_notebook.ask_question(visit, by=head, text=words(en="What is made ready?"))
    visit_actions.confirm(visit, by=None, starts_on=TODAY, place=words(en="Main gate"))
    by = made.person(host, "workshop_head")
    visit_actions.prepare(visit, by=None, induction=words(en="Helmets on"), induction_by=by)
    visit_actions.hold(visit, by=None)
    visit_notebook.write_step(visit, mill, by=None, name=words(en="Lift out"), is_inside=True, seconds=600)
    owner = made.person(guest, "workshop_engineer")
    visit_notebook.add_action(visit, ours, by=None, text=words(en="Try it"), owner=owner, due_on=TODAY)
    return Visit.objects.get(pk=visit.pk)


def spare(made: Made, plant: str, quantity: str = "100") -> Offer:
    """An open offer of scrap."""
    scrap = Material.objects.filter(slug="scrap").first() or aid_actions.name_material(
        name=words("废钢", "Scrap"), unit=words("吨", "t"), slug="scrap", by=None
    )
    giver = made.plants[plant]
    aid_actions.count_stock(giver, scrap, quantity=Decimal(quantity), minimum=Decimal(0), by=None)
    return aid_actions.offer_material(giver, scrap, by=None, quantity=Decimal(quantity), mode="gift", certificate="1")


def transfer(made: Made, *, giver: str = "benxi", receiver: str = "dalian") -> Transfer:
    """Five tonnes of scrap agreed on for a need."""
    offer = spare(made, giver)
    need = aid_actions.ask_for_material(
        made.plants[receiver],
        offer.material,
        by=None,
        quantity=Decimal(5),
        needed_on=TODAY,
        consequence=words(en="A furnace stops"),
    )
    return aid_actions.take_offer(offer, made.plants[receiver], by=None, quantity=Decimal(5), need=need)


def conference(made: Made, *, is_over: bool = False) -> Conference:
    """At Dalian today, in session, every plant led by its chief engineer, a way of Dalian's on the agenda, a resolution
    seen to by Dalian's chief engineer today; or over, and every receiving workshop asked."""
    before = TODAY - datetime.timedelta(days=60)
    held = conference_actions.plan_conference(
        made.plants["dalian"], by=None, starts_on=TODAY, ends_on=TODAY + datetime.timedelta(days=1), on=before
    )
    for slug, plant in made.plants.items():
        for role in (Role.CHIEF_ENGINEER, Role.WORKSHOP_HEAD):
            conference_delegates.name_delegate(
                held, plant, made.person(slug, role), by=None, is_head=role == Role.CHIEF_ENGINEER
            )
    item = conference_exchanging.hand_in(held, experience(made, origin="dalian"), by=None)
    conference_exchanging.put_on_agenda(conference_exchanging.screen(item, by=None), by=None)
    held = conference_actions.call(held, by=None, on=before)
    for each in conference_actions.unreported(held):
        conference_resolving.report(each, by=None, text=words(en="Under way"), at=held)
    held = conference_actions.open_conference(held, by=None)
    resolution = conference_resolving.propose_resolution(held, by=None, text=words(en="Contracts go to the workshops"))
    for slug in made.plants:
        conference_resolving.vote(resolution, by=made.person(slug, Role.CHIEF_ENGINEER), choice="for")
    owner = made.person("dalian", Role.CHIEF_ENGINEER)
    conference_resolving.assign(resolution, by=None, owner=owner, due_on=TODAY)
    if is_over:
        conference_exchanging.present(item, by=None)
        point = held.agenda.get(kind="side_effects")
        conference_actions.note_agenda_point(point, by=None, said=words(en="None"))
        held = conference_actions.adjourn(held, by=None)
    return held


def hazard(made: Made, *, at: str = "dalian", cause: Experience | None = None, **values: Any) -> Hazard:
    """A near miss at the medium-section mill, told by its operator; with `cause`, taken on, and its users called."""
    raised = hazard_actions.raise_hazard(
        by=made.people[f"{at}-operator"],
        title=values.pop("title", words("轧件蹿出", "Bars jump at the shear")),
        severity=values.pop("severity", "near"),
        workshop=made.workshops[f"{at}-medium-section"],
        **values,
    )
    if cause is None:
        return raised
    return hazard_actions.acknowledge(raised, by=made.people[f"{at}-safety_officer"], experience=cause)


def story(made: Made, *, at: str = "dalian", issued: bool = True, drawn: bool = False, **values: Any) -> Story:
    """What the medium-section mill tells of its roll change; checked and issued to its trade unless told otherwise."""
    told = {
        "title": words("预装轧辊，换辊快一半", "Rolls made ready outside: half the time"),
        "change": words("轧辊在外面预装", "Rolls are made ready while the mill runs"),
        "steps": words(["预装", "换"], ["Make ready", "Change"]),
        "risk": words("压手", "Fingers"),
    }
    by = made.people[f"{at}-operator"]
    drafted = express_actions.draft_story(by=by, workshop=made.workshops[f"{at}-medium-section"], **{**told, **values})
    if drawn:
        drafted = draw(drafted, picture(), by=by)
    if not issued:
        return drafted
    express_actions.check_facts(drafted, by=made.people[f"{at}-workshop_engineer"], grade="B")
    express_actions.check_risk(drafted, by=made.people[f"{at}-safety_officer"])
    return express_actions.issue_story(drafted, by=made.people["alliance-secretariat"])


def delegation(made: Made, plant: str) -> Delegation:
    """The powers of the plant's medium-section mill, handed over for a year."""
    known = Delegation.objects.filter(plant=made.plants[plant], state="active").first()
    if known is not None:
        return known
    return delegation_actions.grant(
        delegation_actions.propose_delegation(
            made.workshops[f"{plant}-medium-section"],
            by=None,
            powers=list(Power.values),
            since_on=TODAY,
            until_on=TODAY + datetime.timedelta(days=365),
        ),
        by=None,
    )


def contract(made: Made) -> tuple[Contract, Inspection]:
    """In force between Dalian's and Benxi's mills, an amendment of Dalian's begun, an inspection called."""
    agreed = contract_drafting.draft_contract(
        made.workshops["dalian-medium-section"],
        [made.workshops["benxi-medium-section"]],
        by=None,
        title=words("换辊", "Roll change"),
        starts_on=TODAY,
        ends_on=TODAY + datetime.timedelta(days=180),
    )
    dalian, benxi = agreed.parties.order_by("pk")
    text = agreed.versions.get()
    contract_writing.write_item(
        text,
        by=None,
        helper=benxi,
        helped=dalian,
        subject=words("快速换辊", "Quick roll change"),
        metric=made.metrics["roll-change-time"],
        baseline=62.0,
        target=31.0,
        due_on=TODAY + datetime.timedelta(days=90),
        acceptor=made.people["dalian-workshop_engineer"],
    )
    contract_drafting.propose(text, by=None)
    for place, party in (("dalian", dalian), ("benxi", benxi)):
        delegation(made, place)
        contract_signing.sign(text, party, by=made.person(place, "workshop_head"))
    contract_drafting.write_version(agreed, dalian, by=None, why="the new stand")
    third = Plant.objects.filter(slug="third").first() or workshop_actions.found_plant(
        slug="third", name=words("丁厂", "Plant D"), by=None
    )
    guest = person("third-chief", Role.CHIEF_ENGINEER, plant=third)
    team = [made.people["dalian-chief_engineer"], made.people["benxi-chief_engineer"], guest]
    inspection = contract_inspecting.call_inspection(agreed, by=None, third=third, team=team, day_on=TODAY)
    contract_inspecting.write_sheet(inspection, agreed.items.get(), by=None, fact="44 min")
    return Contract.objects.get(pk=agreed.pk), inspection


def without_keys(content: str) -> str:
    """A page without its keys and hashes, in which any digits may stand by chance."""
    return re.sub(r"[\w-]{12,}", "", content)


def competition(made: Made, *, running: bool = True, slug: str = "autumn") -> Round:
    """Between the medium-section mills and their lines; put to the crews, or published and begun."""
    mills = [made.workshops[f"{plant}-medium-section"] for plant in ("dalian", "benxi")]
    drafted = round_drafting.draft_round(
        made.trades["section-rolling"],
        by=None,
        title=words("轧机竞赛", "Between the lines"),
        kind=Round.Kind.EQUIPMENT,
        entrants=[(mill, line) for mill in mills for line in ("", *mill.lines)],
        slug=slug,
        starts_on=TODAY,
        ends_on=TODAY + datetime.timedelta(days=90),
        baseline=(TODAY - datetime.timedelta(days=400), TODAY - datetime.timedelta(days=60)),
        indicators=[(made.metrics["roll-change-time"], 1.0)],
    )
    try_out(drafted)
    consulted = round_drafting.consult(drafted, by=None)
    return begin(round_drafting.publish(consulted, by=None)) if running else consulted


def gate(made: Made, within: Round, *, at: str = "dalian") -> Gate:
    """A ground for withholding the award, to be decided."""
    standing = within.standings.filter(workshop__plant=made.plants[at]).order_by("line")[0]
    return round_gating.propose_gate(standing, by=None, ground="concealment", facts="the book was rewritten")
