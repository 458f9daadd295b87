"""Ways handed in, looked through, presented, listed; and what every receiving workshop answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from huzhu.conferences import rules, telling
from huzhu.conferences.models import Conference, ExchangedItem, ItemAnswer
from huzhu.experiences.dispositions import Disposition, faults_of
from huzhu.experiences.models import Experience
from huzhu.journal.actions import record, verb
from huzhu.moves import move
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.clocks import moment_of
from huzhu.workshops.models import Workshop


def _locked(item: ExchangedItem) -> ExchangedItem:
    rows = ExchangedItem.objects.select_for_update(of=("self",))
    return rows.select_related("conference__host", "experience__origin__plant").get(pk=item.pk)


def _check_sitting(item: ExchangedItem, *states: str) -> None:
    if item.conference.state not in states:
        state = item.conference.get_state_display()
        raise ValidationError(_("This cannot be done now: the conference is “%(state)s”.") % {"state": state})


def _check_fit(item: ExchangedItem) -> None:
    """What was suspended or retired since it was handed in is recommended to nobody. Named: several go one step on."""
    way = {"way": item.experience}
    if item.experience.flag == Experience.Flag.SUSPENDED:
        raise ValidationError(_("“%(way)s” is suspended; it is talked about under the side effects.") % way)
    if item.experience.state == Experience.State.RETIRED:
        raise ValidationError(_("“%(way)s” was retired since it was handed in.") % way)


@verb
def hand_in(
    conference: Conference, experience: Experience, *, by: Person | None, on: datetime.date | None = None
) -> ExchangedItem:
    """A way that others can use. Handing it in twice changes nothing."""
    conference = Conference.objects.select_for_update(of=("self",)).select_related("host").get(pk=conference.pk)
    if by is not None and not rules.may_hand_in(by, experience):
        raise PermissionDenied
    if conference.state not in rules.HANDING_IN:
        raise ValidationError(_("Ways are handed in before it begins."), code="state")
    if experience.state in (Experience.State.DRAFT, Experience.State.RETIRED):
        raise ValidationError({"experience": _("Share it first: the others could not read it.")})
    if (known := conference.items.filter(experience=experience).first()) is not None:
        return known
    number = (conference.items.aggregate(most=Max("number"))["most"] or 0) + 1
    item = ExchangedItem(
        conference=conference, number=number, experience=experience, submitted_by=by, submitted_at=moment_of(on)
    )
    item.save()
    record("hand_in", item, by=by, details={"experience": experience.slug})
    return item


@verb
def screen(item: ExchangedItem, *, by: Person | None) -> ExchangedItem:
    """The secretariat has looked it through: it can be read, and no warning stands over it that stops it."""
    item = _locked(item)
    if by is not None and not rules.may_screen(by, item.conference):
        raise PermissionDenied
    _check_sitting(item, *rules.HANDING_IN)
    _check_fit(item)
    return _step(item, "screen", by)


@verb
def put_on_agenda(item: ExchangedItem, *, by: Person | None) -> ExchangedItem:
    item = _locked(item)
    if by is not None and not rules.may_organise(by, item.conference):
        raise PermissionDenied
    _check_sitting(item, *rules.NAMING)
    _check_fit(item)
    return _step(item, "put_on_agenda", by)


@verb
def present(item: ExchangedItem, *, by: Person | None) -> ExchangedItem:
    """It was heard."""
    item = _locked(item)
    if by is not None and not rules.may_organise(by, item.conference):
        raise PermissionDenied
    _check_sitting(item, Conference.State.IN_SESSION)
    _check_fit(item)
    return _step(item, "present", by)


def _step(item: ExchangedItem, act: str, by: Person | None) -> ExchangedItem:
    move(item, act, rules.ITEM_MOVES)
    item.save()
    record(f"{act}_item", item, by=by)
    return item


@verb
def list_presented(conference: Conference, *, by: Person | None) -> list[ItemAnswer]:
    """What was heard is the list, but for what was suspended or retired meanwhile. Called when the conference is
    adjourned."""
    asked: list[ItemAnswer] = []
    presented = conference.items.filter(state=ExchangedItem.State.PRESENTED)
    presented = presented.exclude(experience__flag=Experience.Flag.SUSPENDED)
    presented = presented.exclude(experience__state=Experience.State.RETIRED)
    for item in presented.select_related("conference", "experience__origin"):
        _step(item, "list", by)
        asked += _ask(item, receivers(item.experience), conference)
    return asked


def receivers(experience: Experience) -> list[Workshop]:
    """Every workshop of its trade but the one it comes from."""
    of_trade = Workshop.objects.filter(trade=experience.trade_id).exclude(pk=experience.origin_id)
    return list(of_trade.select_related("plant").order_by("pk"))


def _ask(item: ExchangedItem, workshops: Iterable[Workshop], conference: Conference) -> list[ItemAnswer]:
    answers = [ItemAnswer(item=item, workshop=each, asked_at=conference.adjourned_at) for each in workshops]
    for each in answers:
        each.save()
    return answers


@verb
def answer_item(
    answer: ItemAnswer,
    *,
    by: Person | None,
    disposition: str,
    reason: Words | None = None,
    later_on: datetime.date | None = None,
    on: datetime.date | None = None,
) -> ItemAnswer:
    """What the workshop does about it. A later answer replaces the first, and the journal keeps both."""
    rows = ItemAnswer.objects.select_for_update(of=("self",))
    answer = rows.select_related("workshop__plant", "item__conference__host", "item__experience__origin").get(
        pk=answer.pk
    )
    if by is not None and not rules.may_answer(by, answer):
        raise PermissionDenied
    if answer.item.conference.state in Conference.ENDED:
        raise ValidationError(_("It no longer asks for an answer."), code="state")
    moment = moment_of(on)
    if wrong := faults_of(disposition, reason, later_on, moment):
        raise ValidationError(wrong)
    before = answer.disposition
    answer.disposition, answer.reason = disposition, reason or Words()
    answer.later_on = later_on if disposition == Disposition.LATER else None
    answer.answered_by, answer.answered_at = by, moment
    answer.save()
    details = {"disposition": disposition, "before": before, "reason": dict(answer.reason)}
    record("answer_item", answer, by=by, details=details)
    telling.origin_of_an_answer(answer)
    return answer
