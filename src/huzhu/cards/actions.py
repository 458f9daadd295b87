"""The verbs of a card: write, send, take on, answer, try, close."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from huzhu.cards import rules, telling
from huzhu.cards.clocks import next_due
from huzhu.cards.models import Answer, Card, Deputy
from huzhu.experiences.models import Experience
from huzhu.journal.actions import record, verb
from huzhu.metrics.models import Metric
from huzhu.moves import can_move, move
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops import clocks
from huzhu.workshops.models import Trade, Workshop

LONGEST_TITLE = {"zh": 30, "en": 90}
TAKE_BACK = datetime.timedelta(minutes=10)


def _moment(at: datetime.datetime | None) -> datetime.datetime:
    """Now, as the alliance counts time; or the earlier moment of something written down late."""
    now = clocks.now()
    if at is not None and at > now:
        raise ValidationError({"at": _("This moment has not come yet.")})
    return at or now


def _locked(card: Card) -> Card:
    return Card.objects.select_for_update(of=("self",)).select_related("workshop__plant").get(pk=card.pk)


def _allow(is_allowed: bool) -> None:
    if not is_allowed:
        raise PermissionDenied


def _plant(card: Card) -> str:
    """Whose business an entry is: everybody's once it is asked of a trade or of all, else the asking plant's."""
    is_public = card.is_across and card.reach != Card.Reach.WORKSHOPS
    return "" if is_public else card.workshop.plant.slug


def _keep(card: Card, name: str, by: Person | None, details: dict[str, Any] | None = None, authority: str = "") -> Card:
    """Save, set the clock, write it down."""
    card.due_at = next_due(card)
    card.save()
    record(name, card, by=by, plant=_plant(card), authority=authority, details=details)
    return card


def _authority(card: Card, by: Person) -> str:
    """On what the sender's tap rests, where it is a delegation of the plant's."""
    held = rules.sends_under(by, card.workshop)
    return f"acted under delegation no. {held.number}" if held is not None else ""


@verb
def draft_card(
    workshop: Workshop,
    *,
    by: Person | None,
    title: Words,
    what: Words | None = None,
    tried: Words | None = None,
    machine: Words | None = None,
    kind: str = Card.Kind.ASK,
    urgency: str = Card.Urgency.ORDINARY,
    to: Iterable[Workshop] = (),
    to_trade: Trade | None = None,
    to_all: bool = False,
    metric: Metric | None = None,
    experience: Experience | None = None,
    at: datetime.datetime | None = None,
    **values: Any,
) -> Card:
    """Write a card. `to` names workshops; else it is for `to_trade` (the workshop's own by default) or for all.

    `values`: signed, wanted_help, may_quote, wanted_by_on, value_now, value_wanted, bad_since_on, is_illustrative.
    """
    if by is not None:
        _allow(rules.may_draft(by, workshop))
    named = [each for each in to if each.pk != workshop.pk]
    reach = Card.Reach.WORKSHOPS if named else Card.Reach.ALL if to_all else Card.Reach.TRADE
    card = Card(
        number=(Card.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        kind=kind,
        workshop=workshop,
        asked_by=by,
        reach=reach,
        to_trade=(to_trade or workshop.trade) if reach == Card.Reach.TRADE else None,
        urgency=urgency,
        title=title,
        what=what or Words(),
        tried=tried or Words(),
        machine=machine or Words(),
        metric=metric,
        experience=experience,
        drafted_at=_moment(at),
        **values,
    )
    _check(card)
    card.full_clean()
    card.save()
    card.to_workshops.set(named)
    record("draft_card", card, by=by, plant=_plant(card))
    return card


def _check(card: Card) -> None:
    wrong: dict[str, Any] = {}
    if not card.title:
        wrong["title"] = _("Say in one line what it is about.")
    for language, most in LONGEST_TITLE.items():
        if len(str(card.title.get(language) or "")) > most:
            wrong["title"] = _("Make it shorter: at most %(most)s characters.") % {"most": most}
    if card.kind == Card.Kind.OFFER and not card.what and card.experience is None:
        wrong["what"] = _("Say what you offer, or name the experience.")
    if wrong:
        raise ValidationError(wrong)


@verb
def rewrite_card(
    card: Card,
    *,
    by: Person,
    to: Iterable[Workshop] = (),
    to_trade: Trade | None = None,
    to_all: bool = False,
    **written: Any,
) -> Card:
    """Change a draft; what has been sent is not changed any more. Takes what `draft_card` takes."""
    card = _locked(card)
    _allow(rules.is_asker(by, card))
    if card.state != Card.State.DRAFT:
        raise ValidationError(_("It has been sent; answer below it what you want to add."), code="state")
    named = [each for each in to if each.pk != card.workshop_id]
    card.reach = Card.Reach.WORKSHOPS if named else Card.Reach.ALL if to_all else Card.Reach.TRADE
    card.to_trade = (to_trade or card.workshop.trade) if card.reach == Card.Reach.TRADE else None
    for name, value in written.items():
        setattr(card, name, value)
    _check(card)
    card.full_clean()
    card.to_workshops.set(named)
    return _keep(card, "rewrite_card", by)


@verb
def ask(workshop: Workshop, *, by: Person | None, at: datetime.datetime | None = None, **written: Any) -> Card:
    """Write a card and send it as far as the writer may: everything `draft_card` takes, then `issue_card`.

    The program asks in a workshop's name with `by=None`: its card goes to the other plants at once, and the head of
    that workshop closes it.
    """
    card = draft_card(workshop, by=by, at=at, **written)
    return issue_card(card, by=by, at=at)


@verb
def issue_card(card: Card, *, by: Person | None, at: datetime.datetime | None = None) -> Card:
    """Send it: inside the plant, and to other plants at once if that takes no more than the sender's own tap."""
    card = _locked(card)
    if by is not None:
        _allow(rules.may_issue(by, card))
    move(card, "issue", rules.MOVES)
    card.issued_at = _moment(at)
    goes_across = card.wants_across and (by is None or rules.may_send_across(by, card.workshop))
    if goes_across:
        card.across_at, card.across_by = card.issued_at, by
    authority = _authority(card, by) if goes_across and by is not None else ""
    _keep(card, "issue_card", by, {"across": goes_across}, authority)
    telling.of_a_new_card(card, by, card.issued_at)
    return card


@verb
def send_across(card: Card, *, by: Person, at: datetime.datetime | None = None) -> Card:
    """The head's one tap: from now on the plants asked can read it, and its clocks run."""
    card = _locked(card)
    _allow(rules.may_send_across(by, card.workshop))
    if not card.waits_for_head:
        raise ValidationError(_("It does not wait to be sent to other plants."), code="state")
    card.across_at, card.across_by = _moment(at), by
    _keep(card, "send_across", by, authority=_authority(card, by))
    telling.of_a_new_card(card, by, card.across_at)
    return card


@verb
def acknowledge_card(card: Card, *, by: Person, at: datetime.datetime | None = None) -> Card:
    """We have seen it and are on it."""
    card = _locked(card)
    places = rules.places_asked(by, card)
    _allow(bool(places))
    move(card, "acknowledge", rules.MOVES)
    card.acknowledged_at, card.acknowledged_by, card.helper = _moment(at), by, _speaks_for(by, places)
    _keep(card, "acknowledge_card", by, {"workshop": card.helper.slug})
    telling.the_asker_of_help_coming(card, card.acknowledged_at)
    return card


def _speaks_for(person: Person, places: list[Workshop]) -> Workshop:
    """Of the workshops asked, the person's own before others of the plant."""
    return next((each for each in places if each == person.workshop), places[0])


@verb
def answer_card(
    card: Card,
    *,
    by: Person,
    text: Words,
    preconditions: Words,
    risk: Words,
    experience: Experience | None = None,
    workshop: Workshop | None = None,
    at: datetime.datetime | None = None,
) -> Answer:
    """Advise: what to do, what must hold for it to work, and what can go wrong."""
    card = _locked(card)
    places = rules.places_asked(by, card)
    _allow(bool(places) and (workshop is None or workshop in places))
    if card.state not in rules.ANSWERABLE:
        raise ValidationError(
            _("This cannot be done now: it is “%(state)s”.") % {"state": card.get_state_display()}, code="state"
        )
    said = {"text": text, "preconditions": preconditions, "risk": risk}
    questions = {
        "text": _("Say what helped you."),
        "preconditions": _("Say what must hold for it to work; “nothing” is an answer."),
        "risk": _("Say what can go wrong; “nothing known” is an answer."),
    }
    if missing := {name: questions[name] for name, words in said.items() if not words}:
        raise ValidationError(missing)
    moment = _moment(at)
    answer = Answer(card=card, workshop=workshop or _speaks_for(by, places), by=by, experience=experience, at=moment)
    answer.text, answer.preconditions, answer.risk = text, preconditions, risk
    answer.full_clean()
    answer.save()
    if can_move(card, "answer", rules.MOVES):
        move(card, "answer", rules.MOVES)
        card.answered_at = moment
        card.helper = card.helper or answer.workshop
    _keep(card, "answer_card", by, {"answer": answer.pk, "workshop": answer.workshop.slug if answer.workshop else ""})
    telling.the_asker_of_an_answer(card, answer)
    return answer


@verb
def reply(answer: Answer, *, by: Person, text: Words, at: datetime.datetime | None = None) -> Answer:
    """Ask back, or add to what was said, below an answer."""
    card = _locked(answer.card)
    _allow(rules.may_reply(by, card))
    if answer.reply_to_id is not None:
        answer = Answer.objects.get(pk=answer.reply_to_id)
    if card.state == Card.State.DRAFT or not text:
        raise ValidationError({"text": _("Write something.")})
    places = [card.workshop] if rules.is_asker(by, card) else rules.places_asked(by, card)
    said = Answer(card=card, reply_to=answer, workshop=_speaks_for(by, places), by=by, text=text, at=_moment(at))
    said.full_clean()
    said.save()
    record("reply", said, by=by, plant=_plant(card))
    telling.of_a_reply(card, answer, said)
    return said


@verb
def take_back_answer(answer: Answer, *, by: Person, at: datetime.datetime | None = None) -> Answer:
    """Within ten minutes, and not once somebody tries it."""
    card = _locked(answer.card)
    answer = Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    _allow(rules.may_take_back(by, answer))
    moment = _moment(at)
    if answer.taken_back_at or answer.chosen_at or not card.is_open or moment - answer.at > TAKE_BACK:
        raise ValidationError(_("It can be taken back for ten minutes, as long as nobody tries it."), code="state")
    answer.taken_back_at = moment
    answer.save()
    if card.state == Card.State.ANSWERED and not card.answers.counting().exists():
        # The card waits again, and its clock has been running all the time.
        card.state = Card.State.ACKNOWLEDGED if card.acknowledged_at else Card.State.ISSUED
        card.answered_at = None
    _keep(card, "take_back_answer", by, {"answer": answer.pk})
    return answer


@verb
def try_answer(answer: Answer, *, by: Person, is_taken_up: bool = False, at: datetime.datetime | None = None) -> Answer:
    """This is what we try. Its giver hears of it. `is_taken_up`: its measuring has been seen to already."""
    card = _locked(answer.card)
    _allow(rules.may_try(by, card))
    answer = Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if answer.reply_to_id or answer.taken_back_at:
        raise ValidationError(_("This answer was taken back."), code="state")
    move(card, "try", rules.MOVES)
    moment = _moment(at)
    is_new = answer.chosen_at is None
    answer.chosen_at = answer.chosen_at or moment
    answer.save()
    card.tried_at = card.tried_at or moment
    card.reminded_at = None
    _keep(card, "try_answer", by, {"answer": answer.pk})
    if is_new:
        telling.the_giver_that_it_is_tried(card, answer, is_taken_up=is_taken_up)
    return answer


@verb
def take_offer(card: Card, *, by: Person, at: datetime.datetime | None = None) -> Card:
    """We try what is offered here."""
    card = _locked(card)
    if card.kind != Card.Kind.OFFER:
        raise ValidationError(_("Nothing is offered on this card."), code="state")
    _allow(rules.may_try(by, card))
    move(card, "take_offer", rules.MOVES)
    card.tried_at = card.tried_at or _moment(at)
    card.helper = card.helper or by.workshop
    _keep(card, "take_offer", by, {"workshop": by.workshop.slug if by.workshop else ""})
    telling.the_offerer_that_it_is_tried(card, by)
    return card


@verb
def close_card(
    card: Card,
    *,
    by: Person,
    outcome: str,
    result: Words | None = None,
    value_after: float | None = None,
    thanks: Words | None = None,
    at: datetime.datetime | None = None,
) -> Card:
    """`outcome`: solved, partly or not_solved. A result, as a figure or in words, or the reason why not."""
    card = _locked(card)
    _allow(rules.may_close(by, card))
    if f"close_{outcome}" not in rules.MOVES:
        raise ValidationError({"outcome": _("Choose one.")})
    move(card, f"close_{outcome}", rules.MOVES)
    if not result and (outcome == "not_solved" or value_after is None):
        text = _("Say why not.") if outcome == "not_solved" else _("Say what came of it, in words or as a figure.")
        raise ValidationError({"result": text})
    card.result, card.thanks, card.value_after = result or Words(), thanks or Words(), value_after
    card.ended_at, card.ended_by = _moment(at), by
    _keep(card, "close_card", by, {"outcome": outcome})
    telling.everybody_concerned_of_the_end(card)
    return card


@verb
def withdraw_card(card: Card, *, by: Person, why: Words, at: datetime.datetime | None = None) -> Card:
    """We no longer need it; those who were asked hear so."""
    card = _locked(card)
    _allow(rules.may_close(by, card))
    if not why:
        raise ValidationError({"why": _("Say why.")})
    was_open = card.is_open
    move(card, "withdraw", rules.MOVES)
    card.result, card.ended_at, card.ended_by = why, _moment(at), by
    _keep(card, "withdraw_card", by)
    if was_open:
        telling.everybody_concerned_of_the_end(card)
    return card


@verb
def mark_duplicate(card: Card, earlier: Card, *, by: Person, at: datetime.datetime | None = None) -> Card:
    """It was asked before: the earlier card holds what there is to read."""
    card = _locked(card)
    _allow(rules.may_mark_duplicate(by, card))
    if not Card.objects.visible_to(by).filter(pk=earlier.pk).exclude(pk=card.pk).exists() or earlier.duplicate_of_id:
        raise ValidationError({"earlier": _("There is no such card.")})
    move(card, "mark_duplicate", rules.MOVES)
    card.duplicate_of, card.ended_at, card.ended_by = earlier, _moment(at), by
    _keep(card, "mark_duplicate", by, {"of": earlier.number})
    telling.everybody_concerned_of_the_end(card)
    return card


@verb
def convert_card(
    card: Card, *, by: Person | None, into: str, address: str, at: datetime.datetime | None = None
) -> Card:
    """It goes on as something else, found at `address`: a visit, an experience, a promise, a story, material aid."""
    card = _locked(card)
    if by is not None:
        _allow(rules.is_asker(by, card) or rules.may_send_across(by, card.workshop))
    if into not in Card.Into.values or not address.startswith("/"):
        raise ValidationError({"into": _("Choose one.")})
    move(card, "convert", rules.MOVES)
    card.converted_into, card.converted_address = into, address
    card.ended_at, card.ended_by = _moment(at), by
    _keep(card, "convert_card", by, {"into": into})
    telling.everybody_concerned_of_the_end(card)
    return card


@verb
def forward_card(card: Card, to: Iterable[Workshop], *, by: Person, at: datetime.datetime | None = None) -> Card:
    """Ask these workshops, too."""
    card = _locked(card)
    _allow(rules.may_forward(by, card))
    asked = set(card.addressees().values_list("pk", flat=True)) if card.reach == Card.Reach.WORKSHOPS else set()
    new = [each for each in to if each.pk not in asked and each.pk != card.workshop_id]
    if not card.is_open:
        raise ValidationError(_("It is no longer open."), code="state")
    if not new:
        raise ValidationError({"to": _("They have it already.")})
    card.to_workshops.add(*new)
    moment = _moment(at)
    if card.across_at is None and card.wants_across:
        _allow(rules.may_send_across(by, card.workshop))
        card.across_at, card.across_by = moment, by
    _keep(card, "forward_card", by, {"to": sorted(each.slug for each in new)})
    telling.workshops_asked(card, new, moment)
    return card


@verb
def name_deputy(workshop: Workshop, person: Person, *, by: Person | None) -> Deputy:
    """From now on this team leader may send the workshop's cards to other plants."""
    if by is not None:
        _allow(rules.may_name_deputy(by, workshop))
    if not person.holds("team_leader", workshop=workshop):
        raise ValidationError({"person": _("Only a team leader of the workshop can do this.")})
    if Deputy.objects.acting().filter(workshop=workshop, person=person).exists():
        raise ValidationError({"person": _("May do so already.")})
    deputy = Deputy(workshop=workshop, person=person, named_by=by, named_at=clocks.now())
    deputy.full_clean()
    deputy.save()
    record("name_deputy", deputy, by=by, plant=workshop.plant.slug, details={"person": person.pk})
    return deputy


@verb
def end_deputy(deputy: Deputy, *, by: Person) -> Deputy:
    deputy = Deputy.objects.select_for_update(of=("self",)).get(pk=deputy.pk)
    _allow(rules.may_name_deputy(by, deputy.workshop))
    if deputy.ended_at is None:
        deputy.ended_at = clocks.now()
        deputy.save()
        record("end_deputy", deputy, by=by, plant=deputy.workshop.plant.slug)
    return deputy
