"""The conferences of the demo. The article speaks of the fifth, at Dalian in August 1958: 56 ways, four decisions.

Those four decisions and that the four plants started to help each other in 1956 are the article's; the titles of the
56, days, names, votes, answers, and everything about the first four conferences are illustrative, and marked so. What
came of a way stands nowhere here: an answer follows what its workshop took up, and the effect is measured.
"""

import datetime
from collections.abc import Callable

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from huzhu.adoptions.models import Adoption
from huzhu.conferences import actions, delegates, exchanging, minuting, resolving
from huzhu.conferences.models import AgendaPoint, Conference, ItemAnswer
from huzhu.demo import plants as plan
from huzhu.demo.conferences_told import AGENDA, EARLIER, FIFTH, REASONS, Decision, Meeting
from huzhu.demo.saying import told
from huzhu.experiences.models import Experience
from huzhu.notices.actions import read_notices_about
from huzhu.people.models import Person, Seat
from huzhu.words import words
from huzhu.workshops.models import Plant, Workshop

SECRETARY = "zhou-ping"
SHOPS = ("medium-section", "blooming", "casting", "eaf")  # whose heads go along
DAY = datetime.timedelta(days=1)
LATER_ON = datetime.date(1959, 2, 28)
PLACES = {shop.slug: place for place, shop in enumerate(plan.workshops(), start=1)}


class Cast:
    """Who acts, read once: the secretariat, the chief engineers, the owners of what was decided."""

    def __init__(self) -> None:
        self.plants = list(Plant.objects.order_by("pk"))
        chiefs = Seat.objects.filter(role="chief_engineer").select_related("person")
        self._chiefs = {seat.plant_id: seat.person for seat in chiefs}
        self._known = {person.username: person for person in self._chiefs.values()}

    def person(self, username: str) -> Person:
        return self._known.get(username) or self._known.setdefault(username, Person.objects.get(username=username))

    def chief(self, plant: Plant) -> Person:
        return self._chiefs[plant.pk]


@transaction.atomic
def confer(say: Callable[[int, int], None]) -> None:
    """Five conferences in their order, then the call of the sixth; what is there already is passed over."""
    meetings, cast = (*EARLIER, FIFTH), Cast()
    for number, meeting in enumerate(meetings, start=1):
        if not Conference.objects.filter(ordinal=meeting.ordinal).exists():
            _hold(meeting, cast)
        say(number, len(meetings) + 1)
    if not Conference.objects.filter(ordinal=FIFTH.ordinal + 1).exists():
        _call_the_next(cast)
    say(len(meetings) + 1, len(meetings) + 1)


def _hold(meeting: Meeting, cast: Cast) -> None:
    by, first, last = cast.person(SECRETARY), meeting.starts_on, meeting.ends_on
    conference = actions.plan_conference(
        Plant.objects.get(slug=meeting.host),
        by=by,
        starts_on=first,
        ends_on=last,
        ordinal=meeting.ordinal,
        title=told(meeting.title),
        note=told(meeting.note),
        is_illustrative=True,
        on=first - 60 * DAY,
    )
    conference = actions.call(conference, by=by, on=first - 40 * DAY)
    _send_delegates(conference, cast, whole=meeting.is_whole)
    if meeting.is_whole:
        _hand_in(conference, by)
    _report_on_the_last(conference)
    conference = actions.open_conference(conference, by=by, on=first)
    for item in conference.items.filter(state="on_agenda"):
        exchanging.present(item, by=None)
    for kind, said in (AGENDA | dict(meeting.said)).items():
        actions.note_agenda_point(conference.agenda.get(kind=kind), by=by, said=told(said))
    for decision in meeting.decisions:
        _decide(conference, decision, cast)
    conference = actions.adjourn(conference, by=by, on=last)
    _write_up(conference, by, cast)
    for number, decision in enumerate(meeting.decisions, start=1):
        _carry_out(conference, number, decision, cast)
    if meeting.is_whole:
        _answer(conference)
    else:
        actions.archive(conference, by=by, on=last + 90 * DAY)
        _was_read(conference)


def _was_read(conference: Conference) -> None:
    """What was told about a conference long over was read long ago, by those who sign in."""
    told_to = Person.objects.filter(notices__about=conference.journal_name).distinct()
    for person in told_to.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX):
        read_notices_about(conference, by=person)


def _send_delegates(conference: Conference, cast: Cast, whole: bool) -> None:
    for plant in cast.plants:
        chief = cast.chief(plant)
        delegates.name_delegate(conference, plant, chief, by=chief, is_head=True)
        for shop in SHOPS if whole else ():
            seat = Seat.objects.filter(role="workshop_head", workshop__slug=f"{plant.slug}-{shop}").first()
            if seat is not None:
                delegates.name_delegate(conference, plant, seat.person, by=chief)


def _hand_in(conference: Conference, by: Person) -> None:
    """All 56, by their workshops' heads where the workshop is known."""
    heads = {seat.workshop_id: seat.person for seat in Seat.objects.filter(role="workshop_head")}
    for way in Experience.objects.exclude(state__in=("draft", "retired")).select_related("origin").order_by("pk"):
        item = exchanging.hand_in(conference, way, by=heads.get(way.origin_id, by), on=conference.starts_on - 14 * DAY)
        exchanging.put_on_agenda(exchanging.screen(item, by=by), by=by)


def _report_on_the_last(conference: Conference) -> None:
    for each in actions.unreported(conference):
        resolving.report(
            each,
            by=each.owner,
            text=words("还在进行。", "It is still under way."),
            at=conference,
            on=conference.starts_on,
        )


def _decide(conference: Conference, decision: Decision, cast: Cast) -> None:
    by, on = cast.person(SECRETARY), conference.ends_on
    one = resolving.propose_resolution(
        conference,
        by=by,
        text=told(decision.text),
        because=told(decision.because),
        is_illustrative=not decision.is_stated,
        on=conference.starts_on,
    )
    for plant in cast.plants:
        resolving.vote(one, by=cast.chief(plant), choice="for", on=on)
    resolving.assign(one, by=by, owner=cast.person(decision.owner), due_on=decision.due_on, on=on)


def _write_up(conference: Conference, by: Person, cast: Cast) -> None:
    minuting.draft_minutes(conference, by=by, on=conference.ends_on + 3 * DAY)
    for plant in cast.plants:
        minuting.approve_minutes(conference, by=cast.chief(plant), on=conference.ends_on + 7 * DAY)
    minuting.publish_minutes(conference, by=by, on=conference.ends_on + 8 * DAY)


def _carry_out(conference: Conference, number: int, decision: Decision, cast: Cast) -> None:
    one = conference.resolutions.get(number=number)
    owner, on = cast.person(decision.owner), decision.reported_on
    one = resolving.begin(one, by=owner)
    for text, address in decision.brought:
        resolving.report(one, by=owner, text=told(text), address=address, on=on)
    if decision.evidence:
        resolving.finish(one, by=owner, evidence=told(decision.evidence), on=on)


def _answer(conference: Conference) -> None:
    """What a workshop uses it has already, what it began since it takes up; of the rest most said no, some nothing."""
    taken: dict[tuple[int, int], Adoption] = {}
    for each in Adoption.objects.order_by("-starts_on"):
        taken[each.experience_id, each.workshop_id] = each
    heads = {seat.workshop_id: seat.person for seat in Seat.objects.filter(role="workshop_head")}
    rows = ItemAnswer.objects.filter(item__conference=conference).select_related("item", "workshop")
    for answer in rows:
        said = _said(answer, taken.get((answer.item.experience_id, answer.workshop_id)), conference.ends_on)
        if said:
            exchanging.answer_item(answer, by=heads[answer.workshop_id], **said)


def _said(answer: ItemAnswer, adoption: Adoption | None, after: datetime.date) -> dict[str, object]:
    on = after + (3 + answer.item.number % 24) * DAY
    if adoption is not None and adoption.state != Adoption.State.ABANDONED:
        if adoption.starts_on <= after:
            return {"disposition": "already", "on": on}
        is_trial = adoption.state == Adoption.State.TRIAL
        return {"disposition": "trial" if is_trial else "adopt", "on": max(adoption.decided_on, after + DAY)}
    if adoption is not None:
        return {"disposition": "refuse", "reason": told(REASONS["danger"]), "on": on}
    choice = (answer.item.number * 7 + PLACES[answer.workshop.slug] * 3) % 10
    if choice in (0, 1, 2):
        return {"disposition": "not_applicable", "reason": told(REASONS["differs"]), "on": on}
    if choice in (3, 4):
        return {"disposition": "later", "later_on": LATER_ON, "on": on}
    if choice == 5:
        return {"disposition": "adapt", "on": on} if answer.item.number % 3 == 0 else {}
    return {"disposition": "refuse", "reason": told(REASONS["hands"]), "on": on} if choice < 9 else {}


def _call_the_next(cast: Cast) -> None:
    """The sixth is called; who comes is still to be said by three of the four plants."""
    by, dalian = cast.person(SECRETARY), cast.plants[0]
    conference = actions.plan_conference(
        Plant.objects.get(slug="benxi"),
        by=by,
        starts_on=datetime.date(1959, 2, 23),
        ends_on=datetime.date(1959, 2, 26),
        title=words("第六次厂际技术互助会议", "Sixth conference"),
        note=words("示例。", "Illustrative."),
        is_illustrative=True,
        on=datetime.date(1958, 12, 15),
    )
    actions.add_agenda_point(
        conference,
        by=by,
        kind=AgendaPoint.Kind.OTHER,
        text=words("换辊时伤手，各厂怎样防？", "Fingers hurt at roll changes: what does each plant do about it?"),
        address="/hazards",
    )
    actions.call(conference, by=by, on=datetime.date(1958, 12, 29))
    chief = cast.chief(dalian)
    delegates.name_delegate(conference, dalian, chief, by=chief, is_head=True)
    mill = Workshop.objects.get(slug="dalian-medium-section")
    head = Seat.objects.get(role="workshop_head", workshop=mill).person
    delegates.name_delegate(conference, dalian, head, by=chief, from_afar=True)
    delegates.say_call_in(
        conference, by=by, call_in="长途电话会议，本溪总机转 / long-distance line, by way of Benxi's exchange"
    )
