"""Benxi heated the ingot's head, the head became shorter, and people were hurt at rolling; Dalian's plate ended it.

The article's warning from end to end. Readings come in as they were in 1957. Nobody tells the program anything of
danger: from near misses and people hurt, task by task, it raises the danger at Benxi's blooming mill itself, months
before the yearly statistics and while the remedy still stands at another plant. The call reaches the other three
plants; the remedy is taken up; the cure is verified from the readings by the safety officer of another plant.
"""

from __future__ import annotations

import datetime
from io import BytesIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from huzhu.adoptions import actions as taking
from huzhu.adoptions.models import Adoption
from huzhu.demo import load
from huzhu.demo.simulation import simulate
from huzhu.experiences import actions as writing
from huzhu.experiences.models import Experience
from huzhu.hazards.models import Call, Hazard
from huzhu.journal.queries import verify
from huzhu.metrics.actions import load_batch, receive_file
from huzhu.metrics.models import Metric
from huzhu.notices.models import Notice
from huzhu.people.models import Person, Seat
from huzhu.words import Words, words
from huzhu.work import do_due_work
from huzhu.workshops.actions import found_alliance
from huzhu.workshops.models import Alliance, Workshop

PLANTS = ("dalian", "benxi", "plant-c", "plant-d")
MEASURED = ("people-hurt", "near-misses", "hours-worked", "ingot-yield")
FIRST, DECIDED, STARTS = datetime.date(1956, 9, 1), datetime.date(1957, 1, 7), datetime.date(1957, 1, 21)
MONTHS = [datetime.date(1957, month, 1) for month in (7, 8, 9, 10)]
PLATE_STARTS, YEARLY_STATISTICS = datetime.date(1957, 11, 4), datetime.date(1958, 1, 1)
LATER = datetime.date(1958, 7, 1)


def it_is(day: datetime.date) -> None:
    found_alliance(name=Alliance.objects.get().name, clock_on=day, by=None)


def readings_come_in(first: datetime.date, before: datetime.date) -> None:
    """Casting bays and blooming mills of all plants, what was whole by then; and what became due is done."""
    for plant in PLANTS:
        steward = Seat.objects.get(role="data_steward", plant__slug=plant).person
        tables = [batch.table for batch in simulate() if batch.plant == plant and not batch.is_correction]
        rows = pa.concat_tables(tables)
        end = pc.coalesce(rows["ended_at"], rows["started_at"])
        limits = [pa.scalar(datetime.datetime.combine(day, datetime.time()), end.type) for day in (first, before)]
        shops = pc.or_(pc.match_substring(rows["workshop"], "-casting"), pc.match_substring(rows["workshop"], "-bloom"))
        wanted = pc.and_(shops, pc.is_in(rows["metric"], pa.array(MEASURED)))
        wanted = pc.and_(wanted, pc.and_(pc.greater(end, limits[0]), pc.less_equal(end, limits[1])))
        file = BytesIO()
        pq.write_table(rows.filter(wanted).select(load.AS_SENT), file)
        batch = receive_file(file.getvalue(), name=f"{plant}-{before}.parquet", plant=steward.plant, by=steward)
        assert load_batch(batch, by=steward).refused == 0
    do_due_work()


def head(workshop: str) -> Person:
    return Seat.objects.get(role="workshop_head", workshop__slug=workshop).person


def office(role: str, plant: str) -> Person:
    return Seat.objects.get(role=role, plant__slug=plant).person


def visitor(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    client.cookies["lang"] = "en"
    return client


def write_down(title: Words, at: str, metric: str, product: str) -> Experience:
    place, by = Workshop.objects.get(slug=at), head(at)
    way = writing.draft_experience(
        title=title, trade=place.trade, origin=place, metric=Metric.objects.get(slug=metric), product=product, by=by
    )
    said = words("如此", "Thus")
    writing.write_version(
        way, by=by, mechanism=said, steps=words(["做"], ["Do it"]), needs=[{"label": said, "text": said}]
    )
    return writing.share_experience(way, by=by)


def take_up(way: Experience, at: str, decided: datetime.date, starts: datetime.date) -> Adoption:
    it_is(decided)
    adoption = taking.take_up(way, Workshop.objects.get(slug=at), by=head(at), starts_on=starts, ramp_weeks=3)
    return taking.review_risk(adoption, by=office("safety_officer", at.rsplit("-", 1)[0]))


def post(who: Person, address: str, **said: str) -> None:
    answer = visitor(who).post(address, said)
    assert answer.status_code == 302, answer.content.decode()[-3000:]


def heating_begins() -> tuple[Experience, Experience]:
    """Two ways are known: Benxi takes one up in its casting bay; the other is Dalian's, and nobody thinks of it yet."""
    it_is(DECIDED)
    readings_come_in(FIRST, DECIDED)
    heated = write_down(words("钢锭帽口加热", "Ingot hot-top heating"), "benxi-casting", "ingot-yield", "killed")
    plate = write_down(words("升降台翻钢板", "Turning plate"), "dalian-blooming", "people-hurt", "ingot-turning")
    adoption = take_up(heated, "benxi-casting", DECIDED, STARTS)
    assert adoption.guardrails.filter(workshop__slug="benxi-blooming", metric__slug="people-hurt").exists()
    it_is(STARTS)
    taking.put_into_use(taking.start(adoption, by=head("benxi-casting")), by=head("benxi-casting"))
    return heated, plate


def the_program_speaks(heated: Experience) -> tuple[Hazard, datetime.date]:
    """Month by month, until it does; meanwhile the others mean to take the heating up, too."""
    before = DECIDED
    for day in MONTHS:
        it_is(day)
        readings_come_in(before, day)
        before = day
        if day == MONTHS[0]:
            for plant in ("dalian", "plant-c", "plant-d"):
                take_up(heated, f"{plant}-casting", day, datetime.date(1957, 12, 2))
        if Hazard.objects.exists():
            break
    hazard = Hazard.objects.get()
    raised = hazard.raised_at.date()
    assert (hazard.workshop.slug, hazard.task) == ("benxi-blooming", "ingot-turning")
    assert hazard.raised_by is None
    assert raised < PLATE_STARTS - datetime.timedelta(weeks=4)
    assert raised < YEARLY_STATISTICS - datetime.timedelta(weeks=12)
    do_due_work()
    assert Hazard.objects.count() == 1  # never twice
    return hazard, before


def everybody_is_called(hazard: Hazard, heated: Experience) -> None:
    """Taken on: the experience is under warning, and everybody concerned in the other plants must answer."""
    officer = office("safety_officer", "benxi")
    post(officer, f"{hazard.address}/acknowledge", severity="hurt", experience=str(heated.pk), task="ingot-turning")
    heated.refresh_from_db()
    hazard.refresh_from_db()
    assert heated.flag == "caution"
    called = set(Call.objects.values_list("workshop__slug", flat=True))
    others = {f"{plant}-{kind}" for plant in ("dalian", "plant-c", "plant-d") for kind in ("casting", "blooming")}
    assert others | {"benxi-casting"} <= called
    for slug in called:
        assert Notice.objects.filter(person=head(slug), about=hazard.journal_name, urgency=2).exists()
    assert "Say what you do." in visitor(head("plant-c-casting")).get("/").content.decode()
    post(head("plant-c-casting"), f"{hazard.address}/calls/plant-c-casting", answer="stopped")
    assert hazard.card is not None
    shown = visitor(head("dalian-blooming")).get(hazard.address).content.decode()
    helpers = shown.split("Those who know how not to have it:")[1][:400]
    assert "Dalian blooming" in helpers
    post(officer, f"{hazard.address}/contain", measure="limit", how_zh="长钩", how_en="Long hooks")
    post(head("benxi-blooming"), f"{hazard.address}/seek")


def the_plate_is_fitted(hazard: Hazard, plate: Experience, before: datetime.date) -> None:
    """Seen at Dalian, taken up like any other experience, measured and watched like any other."""
    by = head("benxi-blooming")
    fitted = take_up(plate, "benxi-blooming", PLATE_STARTS - datetime.timedelta(days=7), PLATE_STARTS)
    it_is(PLATE_STARTS)
    readings_come_in(before, PLATE_STARTS)
    taking.put_into_use(taking.start(fitted, by=by), by=by)
    assert fitted.guardrails.exists()
    post(by, f"{hazard.address}/try", adoption=str(fitted.pk))
    post(office("safety_officer", "benxi"), f"{hazard.address}/remedied")


def nobody_starts_without_it(heated: Experience) -> None:
    """Whoever takes the heating up now is led through the plate."""
    waiting = Adoption.objects.get(workshop__slug="plant-c-casting")
    with pytest.raises(ValidationError, match=r"翻钢板|Turning plate"):
        taking.start(waiting, by=None)
    page = visitor(head("plant-d-casting")).get(f"/experiences/{heated.slug}/take-up").content.decode()
    assert "First take up the remedy" in page


def the_cure_is_verified(hazard: Hazard) -> None:
    """Not at once, never by the plant itself, and half a year later from the readings."""
    dalian = office("safety_officer", "dalian")
    assert visitor(dalian).post(f"{hazard.address}/verify", {"evidence_zh": "无"}).status_code == 422
    assert visitor(office("safety_officer", "benxi")).get(f"{hazard.address}/verify").status_code == 404
    it_is(LATER)
    readings_come_in(PLATE_STARTS, LATER)
    assert "That bears out the cure." in visitor(dalian).get(hazard.address).content.decode()
    post(dalian, f"{hazard.address}/verify", evidence_en="Watched two shifts")
    hazard.refresh_from_db()
    assert hazard.state == "verified_closed"
    assert hazard.proof["seen"] == 0
    assert hazard.proof["expected"] >= 3


@pytest.mark.slow
@pytest.mark.django_db
def test_the_readings_raise_the_danger_and_prove_the_cure() -> None:
    for step in ("Plants and workshops", "People and seats", "Indicators"):
        load.STEPS[step](lambda done, known: None)
    heated, plate = heating_begins()
    hazard, until = the_program_speaks(heated)
    everybody_is_called(hazard, heated)
    the_plate_is_fitted(hazard, plate, until)
    nobody_starts_without_it(heated)
    the_cure_is_verified(hazard)
    page = visitor(head("plant-d-blooming")).get(f"/experiences/{heated.slug}").content.decode()
    for words_of_the_article in ("The harm it caused, and the remedy", "Turning plate", "Cure verified"):
        assert words_of_the_article in page
    assert verify().whole
