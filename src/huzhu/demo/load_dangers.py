"""The dangers of the demo met through the verbs: acknowledged, contained, called, remedied, closed from the readings.

The engine has raised them while it measured. Whoever acts here acts as people would have on the days that followed.
"""

import datetime
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from huzhu.adoptions import actions as taking
from huzhu.adoptions.models import Adoption
from huzhu.cards import actions as cards
from huzhu.cards.models import Card
from huzhu.demo import story, story_dangers
from huzhu.demo.saying import told
from huzhu.demo.story_dangers import Response
from huzhu.experiences.actions import flag_experience
from huzhu.experiences.models import Experience
from huzhu.hazards import actions, recalling
from huzhu.hazards.models import Call, Hazard
from huzhu.hazards.proving import FEWEST_WEEKS
from huzhu.notices.actions import read_notice
from huzhu.notices.models import Notice
from huzhu.people.models import Person
from huzhu.workshops.models import Workshop

HOUR, DAY, WEEK = datetime.timedelta(hours=1), datetime.timedelta(days=1), datetime.timedelta(weeks=1)
S = Hazard.State


def _officer(plant: str) -> Person:
    return Person.objects.get(seats__role="safety_officer", seats__plant__slug=plant)


def _director(plant: str) -> Person:
    return Person.objects.get(seats__role="plant_director", seats__plant__slug=plant)


def _head(workshop: Workshop | str) -> Person:
    return Person.objects.get(username=story.head_of(workshop if isinstance(workshop, str) else workshop.slug))


def _at(day: datetime.date, hour: int) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


@transaction.atomic
def meet(say: Callable[[int, int], None]) -> None:
    """What was done about each danger that the readings raised, and two that people raised."""
    steps = len(story_dangers.RESPONSES) + 1
    for number, response in enumerate(story_dangers.RESPONSES, start=1):
        hazard = Hazard.objects.filter(experience__slug=response.experience, source=Hazard.Source.SIGNAL).first()
        if hazard is not None and hazard.workshop is not None and hazard.state == S.SUSPECTED:
            _meet(hazard, response)
        say(number, steps)
    _raised_by_people()
    _all_read()
    say(steps, steps)


def _meet(hazard: Hazard, response: Response) -> None:
    plant, raised = hazard.workshop.plant.slug, hazard.raised_at
    officer = _officer(plant)
    hazard = actions.acknowledge(hazard, by=officer, at=raised + 2 * HOUR)
    hazard = actions.contain(hazard, by=officer, measure=response.measure, how=told(response.how), at=raised + 6 * HOUR)
    hazard = actions.seek_remedy(hazard, by=officer, at=raised + DAY)
    _answer_calls(hazard, response)
    answered = _answer_card(hazard, response)
    if response.accepted is not None:
        review = datetime.date(1959, 3, 31)
        for person, later in ((officer, 20 * DAY), (_director(plant), 22 * DAY)):
            hazard = actions.accept_risk(
                hazard, by=person, why=told(response.accepted), review_on=review, at=raised + later
            )
    if response.experience == story_dangers.HEATED:
        _cure(hazard, answered)


def _answer_calls(hazard: Hazard, response: Response) -> None:
    for number, call in enumerate(hazard.calls.select_related("workshop__plant", "adoption")):
        kind = call.workshop.slug.removeprefix(call.workshop.plant.slug + "-")
        known = response.answers
        answer, why = known.get(call.workshop.slug) or known.get(kind) or known.get("") or ("", None)
        if not answer:
            continue
        moment = call.called_at + (3 + number % 5) * HOUR
        recalling.answer_call(call, by=_head(call.workshop), answer=answer, reason=told(why), at=moment)
        if call.why == Call.Why.ABOUT_TO and answer == Call.Answer.STOPPED and call.adoption is not None:
            taking.abandon(call.adoption, by=_head(call.workshop), why=str(told(why)))


def _answer_card(hazard: Hazard, response: Response) -> Card | None:
    """Another plant's head says what helps there; the asker tries it."""
    card = hazard.card
    if card is None:
        return None
    said = {"text": told(response.advice), "preconditions": told(response.needs), "risk": told(response.risk)}
    way = Experience.objects.filter(slug=response.known_way).first()
    by, asked = _head(response.answerer), hazard.acknowledged_at or hazard.raised_at
    cards.answer_card(card, by=by, experience=way, at=asked + 5 * HOUR, **said)
    return card


def _cure(hazard: Hazard, card: Card | None) -> None:
    """Benxi sees the plate at Dalian, takes it up, and the safety officer of Dalian closes the danger."""
    plate = Adoption.objects.get(experience__slug=story_dangers.PLATE, workshop=hazard.workshop)
    officer, head = _officer("benxi"), _head(hazard.workshop)
    began = _at(plate.starts_on, 15)
    hazard = actions.try_remedy(hazard, by=head, adoption=plate, at=began)
    full = plate.starts_on + WEEK * plate.ramp_weeks
    hazard = actions.mark_remedied(hazard, by=officer, at=_at(full, 9))
    one = next(each for each in story.experiences() if each.slug == story_dangers.HEATED)
    assert hazard.experience is not None
    caution, remedy = Experience.Flag.CAUTION, plate.experience
    flag_experience(hazard.experience, by=officer, flag=caution, why=told(one.warning), remedy=remedy)
    if card is not None:
        cards.try_answer(card.answers.counting().get(), by=head, at=began)
        closed = _at(full, 11)
        result, thanks = told(story_dangers.IN_USE), told(story_dangers.THANKS)
        cards.close_card(card, by=head, outcome="solved", result=result, thanks=thanks, at=closed)
    checked = _at(full + WEEK * (FEWEST_WEEKS + 1), 10)
    actions.verify_and_close(hazard, by=_officer("dalian"), evidence=told(story_dangers.NO_HARM), at=checked)


def _raised_by_people() -> None:
    """One near miss by name, one danger under protection; both illustrative."""
    if Hazard.objects.exclude(source=Hazard.Source.SIGNAL).exists():
        return
    wang, sun = Person.objects.get(username="wang-qiang"), _officer("dalian")
    title, text = story_dangers.NEAR_MISS
    mill = Workshop.objects.get(slug="dalian-medium-section")
    noon = _at(datetime.date(1958, 12, 30), 14)
    hazard = actions.raise_hazard(
        by=wang,
        title=told(title),
        told=told(text),
        severity=Hazard.Severity.NEAR,
        source=Hazard.Source.NEAR_MISS,
        workshop=mill,
        task="roll-change",
        at=noon,
    )
    hazard = actions.acknowledge(hazard, by=sun, at=noon + HOUR)
    ropes = told(story_dangers.ROPES)
    hazard = actions.contain(hazard, by=sun, measure=Hazard.Measure.STOP, how=ropes, at=noon + 4 * HOUR)
    for mill_slug in ("benxi-medium-section", "plant-c-medium-section"):
        actions.say_seen_here(hazard, by=_head(mill_slug), at=noon + 6 * HOUR)
    title, text = story_dangers.PROTECTED
    hazard = actions.raise_hazard(
        by=Person.objects.get(username="hou-decai"),
        title=told(title),
        told=told(text),
        severity=Hazard.Severity.COULD,
        workshop=Workshop.objects.get(slug="benxi-blooming"),
        task="ingot-turning",
        is_protected=True,
        holder=sun,
        at=noon - 3 * DAY,
    )
    hazard = actions.acknowledge(hazard, by=sun, at=noon - 3 * DAY + HOUR)
    watched = told(story_dangers.WATCHED_OVER)
    actions.contain(hazard, by=sun, measure=Hazard.Measure.GUARD, how=watched, at=noon - 3 * DAY + 5 * HOUR)


def _all_read() -> None:
    """What was told of dangers that are met long since has been read."""
    met = [hazard.journal_name for hazard in Hazard.objects.filter(source=Hazard.Source.SIGNAL)]
    for notice in Notice.objects.filter(about__in=met, read_at=None).select_related("person"):
        read_notice(notice, by=notice.person)
