"""The conferences of the demo. The article speaks of the fifth, at Dalian in August 1958: 56 ways, four decisions.

Those four decisions and that the four plants started to help each other in 1956 are the article's; the titles of the
56, days, names, votes, answers, and everything about the first four conferences are illustrative, and marked so. What
came of a way stands nowhere here: an answer follows what its workshop took up, and the effect is measured.
"""

import datetime
from collections.abc import Callable

from django.db import transaction

from huzhu.adoptions.models import Adoption
from huzhu.conferences import actions, delegates, exchanging, minuting, resolving
from huzhu.conferences.models import AgendaPoint, Conference, ItemAnswer
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


@transaction.atomic
def confer(say: Callable[[int, int], None]) -> None:
    """Five conferences in their order, then the call of the sixth; what is there already is passed over."""
    meetings = (*EARLIER, FIFTH)
    for number, meeting in enumerate(meetings, start=1):
        if not Conference.objects.filter(ordinal=meeting.ordinal).exists():
            _hold(meeting)
        say(number, len(meetings) + 1)
    if not Conference.objects.filter(ordinal=FIFTH.ordinal + 1).exists():
        _call_the_next()
    say(len(meetings) + 1, len(meetings) + 1)


def _person(username: str) -> Person:
    return Person.objects.get(username=username)


def _chief(plant: Plant) -> Person:
    return Seat.objects.get(role="chief_engineer", plant=plant).person


def _hold(meeting: Meeting) -> None:
    by, first, last = _person(SECRETARY), meeting.starts_on, meeting.ends_on
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
    _send_delegates(conference, whole=bool(meeting.is_whole))
    if meeting.is_whole:
        _hand_in(conference, by)
    _report_on_the_last(conference)
    conference = actions.open_conference(conference, by=by, on=first)
    for item in conference.items.filter(state="on_agenda"):
        exchanging.present(item, by=None)
    for kind, said in (AGENDA | dict(meeting.said)).items():
        actions.note_agenda_point(conference.agenda.get(kind=kind), by=by, said=told(said))
    for decision in meeting.decisions:
        _decide(conference, decision, last)
    conference = actions.adjourn(conference, by=by, on=last)
    _write_up(conference, by)
    for number, decision in enumerate(meeting.decisions, start=1):
        _carry_out(conference, number, decision)
    if meeting.is_whole:
        _answer(conference)
    else:
        actions.archive(conference, by=by, on=last + 90 * DAY)
        _was_read(conference)


def _was_read(conference: Conference) -> None:
    """What was told about a conference long over was read long ago."""
    for person in Person.objects.filter(notices__about=conference.journal_name).distinct():
        read_notices_about(conference, by=person)


def _send_delegates(conference: Conference, whole: bool) -> None:
    for plant in Plant.objects.order_by("pk"):
        chief = _chief(plant)
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


def _decide(conference: Conference, decision: Decision, on: datetime.date) -> None:
    one = resolving.propose_resolution(
        conference,
        by=_person(SECRETARY),
        text=told(decision.text),
        because=told(decision.because),
        is_illustrative=not decision.is_stated,
        on=conference.starts_on,
    )
    for plant in Plant.objects.order_by("pk"):
        resolving.vote(one, by=_chief(plant), choice="for", on=on)
    resolving.assign(one, by=_person(SECRETARY), owner=_person(decision.owner), due_on=decision.due_on, on=on)


def _write_up(conference: Conference, by: Person) -> None:
    minuting.draft_minutes(conference, by=by, on=conference.ends_on + 3 * DAY)
    for plant in Plant.objects.order_by("pk"):
        minuting.approve_minutes(conference, by=_chief(plant), on=conference.ends_on + 7 * DAY)
    minuting.publish_minutes(conference, by=by, on=conference.ends_on + 8 * DAY)


def _carry_out(conference: Conference, number: int, decision: Decision) -> None:
    one = conference.resolutions.get(number=number)
    owner, on = _person(decision.owner), decision.reported_on
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
    choice = (answer.item.number * 7 + answer.workshop_id * 3) % 10
    if choice in (0, 1, 2):
        return {"disposition": "not_applicable", "reason": told(REASONS["differs"]), "on": on}
    if choice in (3, 4):
        return {"disposition": "later", "later_on": LATER_ON, "on": on}
    if choice == 5:
        return {"disposition": "adapt", "on": on} if answer.item.number % 3 == 0 else {}
    return {"disposition": "refuse", "reason": told(REASONS["hands"]), "on": on} if choice < 9 else {}


def _call_the_next() -> None:
    """The sixth is called; who comes is still to be said by three of the four plants."""
    by, dalian = _person(SECRETARY), Plant.objects.get(slug="dalian")
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
    delegates.name_delegate(conference, dalian, _chief(dalian), by=_chief(dalian), is_head=True)
    mill = Workshop.objects.get(slug="dalian-medium-section")
    head = Seat.objects.get(role="workshop_head", workshop=mill).person
    delegates.name_delegate(conference, dalian, head, by=_chief(dalian))
