"""Who hears of what. Every open page shows the announcement; those who must answer get a notice of their own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huzhu.adoptions.models import Adoption
from huzhu.cards.models import Deputy
from huzhu.express.issues import ExpressIssue
from huzhu.express.models import Announcement, Story, StoryReceipt
from huzhu.notices.actions import seated, sentence, tell
from huzhu.notices.models import Notice
from huzhu.people.models import Person, Seat
from huzhu.workshops.models import Workshop

URGENCIES = {
    Story.Urgency.SAFETY: Notice.Urgency.DANGER,
    Story.Urgency.URGENT: Notice.Urgency.SOON,
    Story.Urgency.ORDINARY: Notice.Urgency.DAILY,
}
READERS = ("workshop_head", "workshop_engineer")


def urgency_of(story: Story) -> int:
    return URGENCIES[Story.Urgency(story.urgency)]


def announce(about: Any, text: str | Promise, values: dict[str, Any], *, is_danger: bool = False) -> Announcement:
    """On every open page of the alliance, within a second."""
    said = Announcement(
        about=about.journal_name, text=sentence(text, values), address=about.address, is_danger=is_danger
    )
    said.save()
    return said


def of_a_draft(story: Story) -> None:
    """Those who check it: the origin's engineers for the facts, the safety officer for the risk."""
    if story.workshop is None:
        people = seated("secretariat")
    else:
        people = seated(*READERS, workshops=[story.workshop]) + seated("safety_officer", plants=[story.workshop.plant])
    others = [each for each in people if each.pk != story.written_by_id]
    text = sentence(_("To be checked for the Express: “%(title)s”"), {"title": story.title})
    tell(others, about=story, text=text, address=story.address, urgency=min(urgency_of(story), Notice.Urgency.SOON))


def of_a_checked_story(story: Story, delegated: Iterable[Person]) -> None:
    """Those who can issue it."""
    text = sentence(_("Checked and ready for the Express: “%(title)s”"), {"title": story.title})
    tell([*seated("secretariat"), *delegated], about=story, text=text, address=story.address)


def of_an_issued_story(story: Story, to: Iterable[Workshop]) -> None:
    """The workshops it was sent to, and every open page."""
    of_a_sent_story(story, to)
    text = _("Danger, in the Express: %(title)s") if story.is_safety else _("New in the Express: %(title)s")
    announce(story, text, {"title": story.title}, is_danger=story.is_safety)


def of_a_sent_story(story: Story, to: Iterable[Workshop]) -> None:
    places = list(to)
    if not places:
        return
    text = _("From the Express: “%(title)s” Say what your workshop does about it.")
    if story.is_safety:
        text = _("Danger: “%(title)s” Say what your workshop does about it.")
    people = seated(*READERS, workshops=places)
    if story.is_safety:
        people += seated("safety_officer", plants={place.plant for place in places})
    said = sentence(text, {"title": story.title})
    tell(people, about=story, text=said, address=story.address, urgency=urgency_of(story))


CHANGES: dict[str, str | Promise] = {
    Story.State.CORRECTED: _("Corrected in the Express: “%(title)s” You took it up; read what is different."),
    Story.State.SUPERSEDED: _("Replaced in the Express: “%(title)s” You took it up; read what stands in its place."),
    Story.State.WITHDRAWN: _("Withdrawn from the Express: “%(title)s” You took it up; read why."),
}
SAID_TO_ALL: dict[str, str | Promise] = {
    Story.State.CORRECTED: _("Corrected in the Express: %(title)s"),
    Story.State.SUPERSEDED: _("Replaced in the Express: %(title)s"),
    Story.State.WITHDRAWN: _("Withdrawn from the Express: %(title)s"),
}


def of_a_change(story: Story) -> None:
    """A correction follows everybody who took it up, at once: by their answer, or by running its experience."""
    taken = story.receipts.filter(disposition__in=StoryReceipt.TAKEN).values("workshop")
    users = Adoption.objects.of_users().filter(experience=story.experience_id).values("workshop")
    places = list(Workshop.objects.filter(Q(pk__in=taken) | Q(pk__in=users)).exclude(pk=story.workshop_id))
    people = seated(*READERS, workshops=places) if places else []
    urgency = Notice.Urgency.DANGER if story.is_safety else Notice.Urgency.SOON
    text = sentence(CHANGES[story.state], {"title": story.title})
    tell(people, about=story, text=text, address=story.address, urgency=urgency)
    announce(story, SAID_TO_ALL[story.state], {"title": story.title}, is_danger=story.is_safety)


def the_origin_of_an_answer(receipt: StoryReceipt) -> None:
    """Whoever wrote it and the head of its workshop hear who takes it up."""
    story = receipt.story
    if receipt.disposition not in StoryReceipt.TAKEN:
        return
    people = [story.written_by] if story.written_by else []
    people += seated("workshop_head", workshops=[story.workshop]) if story.workshop else []
    text = sentence(_("%(who)s takes up “%(title)s”."), {"who": receipt.workshop, "title": story.title})
    tell(people, about=story, text=text, address=story.address)


WANTED: dict[str, str | Promise] = {
    "soon": _("%(who)s has until %(day)s to say what it does about “%(title)s”."),
    "unread": _("Danger: %(who)s has not yet acknowledged “%(title)s”. It has until %(day)s to answer."),
    "overdue": _("The time is over: %(who)s was to say by %(day)s what it does about “%(title)s”."),
}
TO_DO: dict[str, str | Promise] = {
    "soon": _("%(who)s has until %(day)s to do what it said about “%(title)s”."),
    "overdue": _("The time is over: %(who)s was to have done by %(day)s what it said about “%(title)s”."),
}


def of_a_wanted_answer(receipt: StoryReceipt, name: str, by: datetime.datetime | None) -> None:
    """Those who answer for the workshop; where people can be hurt and it was not acknowledged in hours, also the
    plant's safety officer; and, where the time is over, its chief engineer."""
    story, place = receipt.story, receipt.workshop
    people = who_answers(place)
    if story.is_safety and name == "unread":
        people += seated("safety_officer", plants=[place.plant])
    if story.is_safety and name == "overdue":
        people += seated("safety_officer", "chief_engineer", plants=[place.plant])
    texts = TO_DO if receipt.disposition in StoryReceipt.TAKEN else WANTED
    text = sentence(texts[name], {"who": place, "title": story.title, "day": by})
    urgency = Notice.Urgency.DANGER if story.is_safety else Notice.Urgency.SOON
    tell(people, about=story, text=text, address=f"{story.address}#answer", urgency=urgency)


def who_answers(place: Workshop) -> list[Person]:
    """The head and the team leaders whom the head named; where there is none, the plant's chief engineer."""
    named = set(Deputy.objects.acting().filter(workshop=place).values_list("person", flat=True))
    leaders = [each for each in seated("team_leader", workshops=[place]) if each.pk in named]
    found = seated("workshop_head", workshops=[place]) + leaders
    return found or seated("chief_engineer", plants=[place.plant])


def of_a_compiled_issue(issue: ExpressIssue) -> None:
    """Those who arrange it."""
    text = sentence(_("The Express of the week is ready to be arranged: No. %(number)s"), {"number": issue.number})
    tell(seated("secretariat"), about=issue, text=text, address=f"{issue.address}/arrange")


def of_an_issue(issue: ExpressIssue, lead: Story) -> None:
    """Everybody, once a day; those at a page see it now."""
    held = Seat.objects.held_on(timezone.localdate()).filter(person__is_active=True)
    people = list(Person.objects.filter(pk__in=held.values("person")).order_by("pk"))
    values = {"number": issue.number, "title": lead.title}
    text = sentence(_("Express No. %(number)s: %(title)s"), values)
    tell(people, about=issue, text=text, address=issue.address)
    announce(issue, _("Express No. %(number)s: %(title)s"), values, is_danger=lead.is_safety)
