"""The fifth conference of the four plants, on the pages: "during the meeting, representatives from the four plants
exchanged 56 items of advanced experience", decided four things, and then it is asked what became of the 56."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from tests import make
from tests.conferences.staging import it_is

from huzhu.conferences.models import Conference, ExchangedItem, ItemAnswer
from huzhu.delegation.models import Delegation
from huzhu.experiences.models import Experience
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from huzhu.people.models import Person
from huzhu.words import words

PLANTS = ("dalian", "benxi", "plant-c", "plant-d")
CALLED = make.TODAY
OPENS = CALLED + datetime.timedelta(days=40)
CLOSES = OPENS + datetime.timedelta(days=4)
DECISIONS = (
    ("将原有厂际间设备竞赛发展为厂际同工种车间的竞赛。", "Workshops of the same trade compete.", "/standings"),
    ("将合同管理权由厂部下放到车间。", "Contract management goes from the plants to the workshops.", "/delegations"),
    ("建立四个厂之间的技术革新快报。", "An innovation express is set up.", "/express"),
    ("建立四个厂之间的技术互助卡片制。", "A card system is set up.", "/cards"),
)
POWERS = ["draft", "sign", "amend", "accept", "close"]


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(PLANTS)


class Somebody:
    """A person at a browser that follows every redirect."""

    def __init__(self, made: make.Made, place: str, role: str, language: str = "en") -> None:
        self.client = Client(headers={"accept-language": language})
        self.client.force_login(made.person(place, role))

    def send(self, address: str, /, status: int = 200, **said: object) -> str:
        answer = self.client.post(address, said, follow=True)
        page = answer.content.decode()
        at = max(page.find("error-summary"), 0)
        assert answer.status_code == status, page[at : at + 1500]
        return page

    def see(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()


def fifty_six(made: make.Made) -> list[Experience]:
    """Two of Benxi's and Dalian's, as the article tells, and fifty-four more without a name."""
    told = [
        make.experience(made, origin="benxi", title=words("快速换辊", "Quick roll change")),
        make.experience(made, origin="dalian", title=words("升降台翻钢板", "Turning plate on the lifting table")),
    ]
    more = [
        make.experience(made, origin=PLANTS[number % 4], title=words(f"示例{number}", f"Illustrative {number}"))
        for number in range(3, 57)
    ]
    return told + more


def test_the_four_plants_meet_exchange_decide_and_ask_what_became_of_it(made: make.Made) -> None:
    secretary = Somebody(made, "alliance", "secretariat")
    at = _call(made, secretary)
    _come(made, at)
    it_is(OPENS)
    secretary.send(f"{at}/open")
    listed = _exchange(made, secretary, at)
    _decide(made, secretary, at)
    it_is(CLOSES)
    secretary.send(
        f"{at}/agenda/4/note", said_zh="帽口加热带来危险，翻钢板杜绝了伤人。", said_en="The turning plate ended it."
    )
    secretary.send(f"{at}/adjourn")
    assert ExchangedItem.objects.filter(state="listed").count() == listed == 56
    assert ItemAnswer.objects.count() == 56 * 3  # the trade's three other mills for each
    _write_minutes(made, secretary, at)
    _bring_about(made, at)
    _answer(made, at)
    assert verify().whole


def _call(made: make.Made, secretary: Somebody) -> str:
    """Called by the secretariat, with its number, at Dalian; the others see it only then."""
    values = {"starts_on": OPENS.isoformat(), "ends_on": CLOSES.isoformat(), "ordinal": 5}
    secretary.send("/meetings/conferences/new", host=made.plants["dalian"].pk, **values)
    conference = Conference.objects.get()
    at = conference.address
    assert at == "/meetings/fifth-conference"
    guest = Somebody(made, "benxi", "workshop_head")
    assert guest.client.get(at).status_code == 404
    secretary.send(f"{at}/call")
    assert "Fifth conference" in guest.see("/meetings")
    ways = fifty_six(made)
    for plant in PLANTS:
        own = [way.pk for way in ways if way.origin and way.origin.plant.slug == plant]
        Somebody(made, plant, "workshop_head").send(f"{at}/items/new", experiences=own)
    assert conference.items.count() == 56
    secretary.send(f"{at}/items/screen", items=list(conference.items.values_list("pk", flat=True)))
    secretary.send(f"{at}/items/agenda", items=list(conference.items.values_list("pk", flat=True)))
    return at


def _come(made: make.Made, at: str) -> None:
    for plant in PLANTS:
        chief = Somebody(made, plant, "chief_engineer")
        assert "Say who goes to the fifth conference" in chief.see("/")
        own = made.people[f"{plant}-chief_engineer"].pk
        chief.send(f"{at}/delegates/new", person=own, is_head="on")
        chief.send(f"{at}/delegates/new", person=made.people[f"{plant}-workshop_head"].pk)


def _exchange(made: make.Made, secretary: Somebody, at: str) -> int:
    heard = list(ExchangedItem.objects.filter(state="on_agenda").values_list("pk", flat=True))
    secretary.send(f"{at}/items/present", items=heard)
    return len(heard)


def _decide(made: make.Made, secretary: Somebody, at: str) -> None:
    """One plant, one vote; the last vote passes it; then it gets its owner."""
    for number, (zh, en, _address) in enumerate(DECISIONS, start=1):
        secretary.send(f"{at}/resolutions/new", text_zh=zh, text_en=en)
        for plant in PLANTS:
            chief = Somebody(made, plant, "chief_engineer")
            assert number > 1 or "Vote on" in chief.see("/")
            chief.send(f"{at}/resolutions/{number}/vote", choice="for")
        owner = made.people["dalian-chief_engineer"].pk
        day = (CLOSES + datetime.timedelta(days=30)).isoformat()
        secretary.send(f"{at}/resolutions/{number}/assign", owner=owner, due_on=day)
    page = Somebody(made, "benxi", "operator").see(at)
    assert page.count("All 4 plants voted in favour.") == 4


def _write_minutes(made: make.Made, secretary: Somebody, at: str) -> None:
    """Drafted from what happened, worked on, approved by all four, published, printed."""
    secretary.send(f"{at}/minutes/draft")
    text = Conference.objects.get().minutes.get().text
    for part in ("交流了56项办法", "4个厂全部赞成", "将合同管理权由厂部下放到车间", "翻钢板杜绝了伤人"):
        assert part in text["zh"], part
    assert "56 ways were exchanged" in text["en"]
    secretary.send(f"{at}/minutes/write", text_zh=text["zh"] + "\n散会。", text_en=text["en"] + "\nThe end.")
    outsider = Somebody(made, "benxi", "operator")
    assert outsider.client.get(f"{at}/minutes.pdf").status_code == 404
    for plant in PLANTS:
        Somebody(made, plant, "chief_engineer").send(f"{at}/minutes/approve", number=2)
    secretary.send(f"{at}/minutes/publish")
    for language in ("en", "zh"):
        reader = Somebody(made, "benxi", "operator", language)
        assert "散会。" in reader.see(at) if language == "zh" else "The end." in reader.see(at)
        paper = reader.client.get(f"{at}/minutes.pdf")
        assert paper.content.startswith(b"%PDF")
        assert len(paper.content) > 5000


def _bring_about(made: make.Made, at: str) -> None:
    """The second decision is one act in each plant, and its page says who decided it."""
    for plant in PLANTS:
        values = {"safety_class": "B", "ceiling": "1000", "since_on": CLOSES.isoformat(), "until_on": "1959-09-30"}
        Somebody(made, plant, "chief_engineer").send("/delegations/hand-over", powers=POWERS, **values)
    assert Delegation.objects.filter(state="active").count() == 4
    owner = Somebody(made, "dalian", "chief_engineer")
    assert "Carry out what was decided" in owner.see("/")
    for number, (_zh, _en, address) in enumerate(DECISIONS, start=1):
        owner.send(f"{at}/resolutions/{number}/report", text_en="It is there", address=address)
    owner.send(f"{at}/resolutions/2/finish", evidence_en="Handed over in all four plants")
    powers = Somebody(made, "benxi", "workshop_head").see("/delegations")
    assert "resolution 2" in powers
    assert DECISIONS[1][1] in powers
    assert Entry.objects.filter(verb="finish_resolution").count() == 1


def _answer(made: make.Made, at: str) -> None:
    """Dalian takes the roll change up with one tap; the rest says no, later, or nothing yet."""
    head = Somebody(made, "dalian", "workshop_head")
    waiting = ItemAnswer.objects.filter(workshop=made.workshops["dalian-medium-section"]).count()
    assert f"Answer {waiting} ways of the fifth conference" in head.see("/")
    assert "Of 56 ways, none was taken up." in head.see(at).replace("\xa0", " ")
    quick = ExchangedItem.objects.get(experience__origin__plant__slug="benxi", experience=Experience.objects.first())
    head.send(f"{at}/items/{quick.number}/answers/dalian-medium-section", disposition="adopt")
    other = ItemAnswer.objects.filter(workshop=made.workshops["dalian-medium-section"], disposition="").first()
    address = f"{at}/items/{other.item.number}/answers/dalian-medium-section"
    assert "Say why not." in head.send(address, status=422, disposition="refuse")
    head.send(address, disposition="refuse", reason="no crane")
    page = head.see(at).replace("\xa0", " ")
    assert "Of 56 ways, 1 was taken up; it is not verified yet." in page
    assert "not begun yet" in page
    assert "no crane" in page
    make.adoption(made, quick.experience, at="dalian")
    assert "not begun yet" not in Somebody(made, "plant-c", "workshop_head").see(f"{at}?show=taken")
    assert f"Answer {waiting - 2} ways of the fifth conference" in head.see("/")
    it_is(CLOSES + datetime.timedelta(days=31))
    assert "are late" in head.see(at)
    archive = Somebody(made, "alliance", "secretariat").send(f"{at}/archive", status=422)
    assert "answers are still wanted" in archive
    assert Person.objects.filter(notices__address=f"{at}#waiting").exists()
