"""One card: what is the trouble and what helped? What this reader may do follows from role and step."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.cards import clocks as card_clocks
from huzhu.cards import queries, rules
from huzhu.cards.actions import TAKE_BACK
from huzhu.cards.models import Answer, Card
from huzhu.metrics import queries as metric_queries
from huzhu.metrics.disclosure import Sight, sight
from huzhu.metrics.models import Comparison
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.forms.adoptions import workshops_that_may
from huzhu.web.presenting import beginnings, card_visits, indicators
from huzhu.web.presenting import effects as words
from huzhu.web.presenting.tiles import age, effects_of, number_of, spelt
from huzhu.workshops import clocks

S = Card.State


def page(card: Card, person: Person) -> dict[str, Any]:
    effect = effects_of([card], person).get(card.pk)
    is_asker = rules.is_asker(person, card)
    may_forward = card.is_open and rules.may_forward(person, card)
    asks = card.is_open and card.kind == Card.Kind.ASK
    return {
        "card": card,
        "number": number_of(card),
        "opened": opened(card),
        "seen_by": seen_by(card),
        "readings": readings(card, person),
        "answers": [_answer(each, card, person) for each in _answers(card)],
        "answers_title": answers_title(card),
        "photos": list(card.photos.all()),
        "steps": steps(card, effect, is_asker),
        "helpers": helpers(card, person) if asks and (is_asker or may_forward) else [],
        "may_forward": may_forward,
        "effect": _effect(effect) if effect else None,
        "wait_words": wait_words(card),
        "is_asker": is_asker,
        "end": _end(card),
        "visits": card_visits.of_card(card, person),
        "contracts": beginnings.contracts_from(card, person),
        "draft_url": _draft_url(card, person),
        **_acts(card, person, is_asker),
    }


def _draft_url(card: Card, person: Person) -> str:
    """Once somebody of another plant is on it, either side can make a promise of it."""
    if card.state in (S.DRAFT, S.WITHDRAWN, S.DUPLICATE):
        return ""
    chosen = [each.workshop for each in card.answers.filter(chosen_at__isnull=False).select_related("workshop__plant")]
    return beginnings.draft_url(card, person, [card.workshop, *chosen, card.helper])


def opened(card: Card) -> str:
    """Opened yesterday, 14:20."""
    at = card.issued_at or card.drafted_at
    local, today = timezone.localtime(at), clocks.today()
    days = (today - local.date()).days
    values = {"time": f"{local:%H:%M}", "day": wording.short_date(local.date(), today)}
    if card.state == S.DRAFT:
        return _("Draft, written %(day)s") % values
    if days == 0:
        return _("Opened today, %(time)s") % values
    return _("Opened yesterday, %(time)s") % values if days == 1 else _("Opened %(day)s, %(time)s") % values


def seen_by(card: Card) -> str:
    if not card.is_across:
        return _("Seen inside %(plant)s only") % {"plant": card.workshop.plant}
    if card.reach == Card.Reach.ALL or card.told_level >= 3:
        return _("Seen by everybody in the alliance")
    if card.reach == Card.Reach.TRADE:
        return _("Seen by plants with %(trade)s") % {"trade": card.to_trade}
    names = [str(each) for each in card.to_workshops.select_related("plant")]
    joint = "、" if wording.is_chinese() else ", "
    return _("Asked of %(workshops)s") % {"workshops": joint.join(names)}


def readings(card: Card, person: Person) -> list[dict[str, str]]:
    """The asker's value, the best peer's, what is wanted, since when: numbers only as the indicator is disclosed."""
    found: list[dict[str, str]] = []
    metric = card.metric
    if metric is not None:
        may_see = sight(metric, card.workshop.plant_id, person) >= Sight.SUMMARY
        own = [(_("%(metric)s now"), card.value_now), (_("Wanted"), card.value_wanted)]
        if card.value_after is not None:
            own.append((_("Afterwards"), card.value_after))
        for label, value in own if may_see else ():
            if value is not None:
                found.append(_reading(label % {"metric": metric}, wording.number(value), indicators.short_unit(metric)))
        best = _best_peer(card, person)
        if best is not None:
            note = str(best.workshop)
            figure = indicators.figure(best, metric)
            found.insert(1, _reading(_("Best peer"), figure, indicators.short_unit(metric), note))
    if card.bad_since_on:
        found.append(_reading(_("Since"), wording.month(card.bad_since_on, with_year=True), ""))
    return found


def _best_peer(card: Card, person: Person) -> Any:
    assert card.metric is not None
    if not card.metric.is_ranked:
        return None
    like = Comparison.Basis.LIKE_WITH_LIKE
    compared = metric_queries.comparison(card.workshop.trade, card.metric, like, person, own=card.workshop)
    known = [each for each in compared.places if not each.is_own and each.adjusted is not None]
    up = card.metric.direction == "up"
    return (max if up else min)(known, key=lambda each: each.adjusted or 0.0, default=None)


def _reading(label: str, figure: str, unit: str, doubt: str = "") -> dict[str, str]:
    return {"label": label, "figure": figure, "unit": unit, "doubt": doubt}


def _answers(card: Card) -> list[Answer]:
    said = card.answers.select_related("workshop__plant", "by", "experience").filter(taken_back_at=None)
    every = list(said)
    below: dict[int, list[Answer]] = {}
    for each in every:
        if each.reply_to_id:
            below.setdefault(each.reply_to_id, []).append(each)
    tops = [each for each in every if not each.reply_to_id]
    for each in tops:
        each.below = below.get(each.pk, [])  # type: ignore[attr-defined]
        each.card = card
    return tops


def answers_title(card: Card) -> str:
    count = card.answers.counting().count()
    if not count:
        return _("No answer yet")
    return ngettext("%(count)s answer", "%(count)s answers", count) % {"count": spelt(count)}


def _answer(answer: Answer, card: Card, person: Person) -> dict[str, Any]:
    now = clocks.now()
    own = answer.by_id == person.pk
    may_try = card.kind == Card.Kind.ASK and rules.may_try(person, card) and can_move(card, "try", rules.MOVES)
    return {
        "answer": answer,
        "who": str(answer.workshop or ""),
        "by": str(answer.by or ""),
        "ago": _ago(answer, now),
        "evidence": _known(answer),
        "below": [{"said": each, "who": str(each.workshop or ""), "ago": _ago(each, now)} for each in answer.below],  # type: ignore[attr-defined]
        "is_chosen": answer.chosen_at is not None,
        "may_try": may_try and answer.chosen_at is None,
        "may_take_up": answer.chosen_at is not None and take_up_url(answer, card, person),
        "visit_url": card_visits.visit_url(answer, card, person),
        "may_reply": card.is_open and rules.may_reply(person, card),
        "may_take_back": own and card.is_open and answer.chosen_at is None and now - answer.at <= TAKE_BACK,
    }


def _ago(answer: Answer, now: Any) -> str:
    return _("%(age)s ago") % {"age": age(answer.at, now)}


def _known(answer: Answer) -> dict[str, Any]:
    """How well the way behind an answer is proven: verified where, or not yet measured."""
    if answer.experience is None:
        return {"code": "measuring", "words": _("Not yet measured")}
    measured = answer.experience.adoptions.filter(measurements__is_current=True, measurements__guardrail=None)
    proven = measured.filter(measurements__evidence__in=("verified", "probable")).values("workshop").distinct().count()
    if not proven:
        return {"code": "measuring", "words": _("Not yet measured")}
    sure = measured.filter(measurements__evidence="verified").exists()
    text = ngettext("in %(count)s workshop", "in %(count)s workshops", proven) % {"count": proven}
    return {"code": "verified" if sure else "probable", "where": text}


def take_up_url(answer: Answer, card: Card, person: Person) -> str:
    """Where the way behind a chosen answer is taken up at the asking workshop, if it is not yet and this reader may."""
    if answer.experience is None or card.workshop not in workshops_that_may(person, answer.experience):
        return ""
    if card.adoptions.filter(experience=answer.experience).exists():
        return ""
    address = reverse("take_up", args=[answer.experience.slug])
    return f"{address}?workshop={card.workshop.slug}&card={card.number}"


def steps(card: Card, effect: Any, is_asker: bool) -> list[dict[str, Any]]:
    """Asked, answered, choose what to try, tried and measured, solved and told to all: done, now, to come."""
    today = clocks.today()
    tried = card.tried_at is not None
    measured = effect is not None and effect.evidence in ("verified", "probable", "not_shown", "harmful")
    ended = card.state in Card.CLOSED
    dates = (card.issued_at, card.answered_at, card.tried_at, None, card.ended_at if ended else None)
    done = (card.issued_at is not None, card.answered_at is not None, tried, tried and (measured or ended), ended)
    names = [_("Asked"), _("Answered"), _("Choose what to try"), _("Tried and measured"), _("Solved, told to all")]
    if card.kind == Card.Kind.OFFER:
        names[0], names[1], names[2] = _("Offered"), _("Asked about"), _("Taken")
    if card.state == S.CLOSED_PARTLY:
        names[4] = _("Partly solved")
    elif card.state == S.CLOSED_NOT_SOLVED:
        names[4] = _("Not solved, the reason is told")
    current = next((at for at, is_done in enumerate(done) if not is_done), None)
    found = []
    for at, (name, is_done, when) in enumerate(zip(names, done, dates, strict=True)):
        is_now = at == current and card.is_open
        note = wording.short_date(timezone.localtime(when).date(), today) if is_done and when else ""
        if is_now and is_asker and at in (2, 4):
            note = _("your turn")
        found.append({"name": name, "mark": "done" if is_done else "now" if is_now else "to_come", "note": note})
    return found


def helpers(card: Card, person: Person) -> list[dict[str, Any]]:
    """Who else is clearly better, and was not asked by name."""
    asked = {each.pk for each in card.to_workshops.all()} | {each.workshop_id for each in card.answers.all()}
    found = [
        each for each in queries.likely_helpers(card.workshop, person, card.metric) if each.workshop.pk not in asked
    ]
    return [helper_words(each) for each in found[:3]]


def helper_words(helper: queries.Helper) -> dict[str, Any]:
    strength, notes = helper.strength, []
    if strength is not None:
        notes.append(_("Clearly better than you"))
        if strength.other.likeness is not None:
            percent = wording.number(strength.other.likeness * 100, 0)
            notes.append(_("%(percent)s%% like you in what it makes") % {"percent": percent})
    if helper.answered_well:
        text = ngettext("solved %(count)s card", "solved %(count)s cards", helper.answered_well)
        notes.append(text % {"count": helper.answered_well})
    if helper.is_full:
        notes.append(_("has many cards waiting already"))
    figure = indicators.with_unit(strength.other, strength.metric) if strength is not None else ""
    joint = "；" if wording.is_chinese() else "; "
    return {"workshop": helper.workshop, "figure": figure, "note": joint.join(notes), "is_full": helper.is_full}


def wait_words(card: Card) -> str:
    """Nothing answered yet: who was told, and when it goes on to whom."""
    if card.state not in (S.ISSUED, S.ACKNOWLEDGED) or card.kind != Card.Kind.ASK:
        return ""
    if card.waits_for_head:
        return _("It is read inside the plant. One tap of the head sends it to the others.")
    times, now = card_clocks.deadlines(card), clocks.now()
    told = {
        0: _("The heads of the workshops asked have been told."),
        1: _("The heads of the workshops asked and their chief engineers have been told."),
        2: _("The secretariat has been told, too."),
        3: _("Everybody has been told."),
    }[card_clocks.level(card, now)]
    following = [(at, step) for step, at in times.steps if at is not None and at > now]
    if not following:
        return told
    at, step = min(following)
    values = {"day": wording.moment(timezone.localtime(at), clocks.today())}
    then = {
        1: _("Without a word by %(day)s the chief engineers hear of it."),
        2: _("Without an answer by %(day)s the secretariat hears of it."),
        3: _("Without an answer by %(day)s everybody is asked."),
    }[step]
    return told + ("" if wording.is_chinese() else " ") + then % values


def _effect(effect: Any) -> dict[str, Any]:
    adoption = effect.adoption
    return {
        "title": adoption.experience.title,
        "url": reverse("adoption_page", args=[adoption.workshop.slug, adoption.slug]),
        "where": adoption.workshop,
        **words.short_effect(effect),
    }


def _end(card: Card) -> dict[str, Any] | None:
    if card.is_open or card.state == S.DRAFT:
        return None
    link = None
    if card.duplicate_of is not None:
        link = {
            "url": card.duplicate_of.address,
            "text": _("See card No. %(number)s") % {"number": card.duplicate_of.number},
        }
    elif card.converted_address:
        link = {
            "url": card.converted_address,
            "text": _("See where it went: %(what)s") % {"what": card.get_converted_into_display()},
        }
    return {"word": card.get_state_display(), "result": card.result, "thanks": card.thanks, "link": link}


def _acts(card: Card, person: Person, is_asker: bool) -> dict[str, Any]:
    """What this reader may do at this step; at most one of them is filled."""
    open_now = card.is_open
    may_answer = open_now and rules.may_answer(person, card)
    may_close = is_asker and (can_move(card, "close_not_solved", rules.MOVES))
    return {
        "may_issue": card.state == S.DRAFT and rules.may_issue(person, card),
        "may_send_across": card.waits_for_head and rules.may_send_across(person, card.workshop),
        "may_acknowledge": may_answer and card.state == S.ISSUED,
        "may_answer": may_answer,
        "may_take_offer": card.kind == Card.Kind.OFFER
        and can_move(card, "take_offer", rules.MOVES)
        and rules.may_try(person, card),
        "may_close": may_close,
        "closes_now": may_close and card.state == S.TRIED,
        "may_withdraw": is_asker and can_move(card, "withdraw", rules.MOVES),
        "may_mark_duplicate": rules.may_mark_duplicate(person, card) and can_move(card, "mark_duplicate", rules.MOVES),
        "may_add_photo": open_now and is_asker,
        "may_edit": card.state == S.DRAFT and is_asker,
    }
