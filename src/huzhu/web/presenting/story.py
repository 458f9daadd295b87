"""A story in words: what is new, how sure, to whom it goes, who does what about it. Numbers come from the adoption, by
its disclosure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions import queries as adoption_queries
from huzhu.cards.models import Card
from huzhu.delegation.authority import Authority, Refusal
from huzhu.experiences.dispositions import AT_ONCE
from huzhu.express import clocks as express_clocks
from huzhu.express import rules
from huzhu.express.issues import ExpressIssue
from huzhu.express.issuing import authority_to_issue
from huzhu.express.models import Story, StoryReceipt
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.forms.adoptions import workshops_that_may
from huzhu.web.forms.cards import places_of
from huzhu.web.presenting import effects as words
from huzhu.words import reading_language
from huzhu.workshops import clocks

D = StoryReceipt.Disposition


def shown_stories(stories: Iterable[Story], person: Person) -> list[dict[str, Any]]:
    """Stories as pages read them, effects fetched for all at once."""
    several = list(stories)
    adoptions = [story.adoption for story in several if story.adoption]
    pages = adoption_queries.effects_of(adoptions, person) if adoptions else {}
    return [_story(story, pages.get(story.adoption_id), person) for story in several]


def _story(story: Story, effect: Any, person: Person) -> dict[str, Any]:
    measured = words.short_effect(effect) if effect is not None and effect.is_shared else None
    evidence = measured["evidence"] if measured else ""
    line = words.in_one_line(measured["effect"], measured["doubt"]) if measured and measured["effect"] else ""
    grade = story.get_grade_display() if story.grade else _("Not yet measured")
    return {
        "story": story,
        "kicker": kicker(story),
        "evidence": evidence,
        "sure": wording.evidence_word(evidence) if evidence else grade,
        "grade_words": grade if evidence and story.grade else "",
        "effect": measured["effect"] if measured else "",
        "doubt": measured["doubt"] if measured else "",
        "in_one_line": line,
        "in_short": _in_short(story, line),
        "readings": words.in_brief(effect) if measured else [],
        "url": story.address,
        "ask_url": ask_url(story, person),
        "take_up_url": take_up_url(story, person),
    }


def _in_short(story: Story, effect: str) -> str:
    """What it did, in one line: as measured, else as told, else what was changed."""
    if effect:
        return _("%(metric)s: %(effect)s") % {"metric": story.metric, "effect": effect} if story.metric else effect
    return Truncator(story.effect or story.change).chars(140)


def kicker(story: Story) -> str:
    """Safety · Blooming · Benxi."""
    parts = [_("Safety") if story.is_safety else "", str(story.workshop.trade) if story.workshop else ""]
    parts.append(str(story.workshop) if story.workshop else "")
    return " · ".join(part for part in parts if part)


def ask_url(story: Story, person: Person) -> str:
    """Ask those who did it, by card."""
    if story.workshop is None or not places_of(person) or story.workshop.plant_id in person.plants:
        return ""
    return f"{reverse('card_new')}?to={story.workshop.slug}"


def take_up_url(story: Story, person: Person) -> str:
    """Where the way is taken up in the reader's workshop; else where the workshop says what it does."""
    place = person.workshop
    way = story.experience
    is_own = place is not None and story.workshop_id == place.pk
    if not story.is_live or place is None or is_own:
        return ""
    if way is not None and way.is_open and workshops_that_may(person, way):
        return reverse("take_up", args=[way.slug])
    return reverse("experience_page", args=[way.slug]) if way is not None and way.state != "draft" else ""


def acts_of(story: Story, person: Person) -> dict[str, Any]:
    """What this reader may do with it now; and why the workshop's head does not issue it, where that is so."""
    alone = rules.may_issue_unchecked(person, story)
    can_issue = can_move(story, "issue_unchecked" if alone else "issue", rules.MOVES)
    authority = authority_to_issue(person, story) if can_issue else None
    is_draft = story.state in Story.UNISSUED
    checkable = story.state in rules.CHECKABLE
    return {
        "may_write": is_draft and rules.may_write(person, story),
        "may_check_facts": checkable and story.facts_at is None and rules.may_check_facts(person, story),
        "may_check_risk": checkable and story.risk_at is None and rules.may_check_risk(person, story),
        "may_issue": isinstance(authority, Authority),
        "why_not_issue": authority.sentence if isinstance(authority, Refusal) and not authority.is_stranger else "",
        "may_correct": can_move(story, "correct", rules.MOVES) and rules.may_correct(person, story),
        "may_withdraw": can_move(story, "withdraw", rules.MOVES) and rules.may_withdraw(person, story),
        "may_close": can_move(story, "close", rules.MOVES) and rules.may_close(person),
    }


def story_page(story: Story, person: Person) -> dict[str, Any]:
    now = clocks.now()
    receipts = StoryReceipt.objects.visible_to(person).filter(story=story)
    rows = list(
        receipts.select_related("story", "workshop__plant", "adoption__workshop").order_by("workshop__plant", "pk")
    )
    mine = [each for each in rows if rules.may_dispose(person, each) and each.state != "done" and story.is_live]
    read = [each for each in rows if each.state == StoryReceipt.State.SENT and rules.may_read(person, each)]
    item = shown_stories([story], person)[0]
    card = Card.objects.visible_to(person).filter(pk=story.card_id).first()
    return {
        **item,
        "item": item,
        "card_url": card.address if card else "",
        "to_whom": to_whom(story),
        "answers": [_answer_row(each, now) for each in rows],
        "answered_words": _answered_words(rows),
        "mine": [{"receipt": each, "choices": _choices()} for each in mine],
        "to_read": {each.pk for each in read},
        "issues": ExpressIssue.objects.visible_to(person).filter(stories=story),
        "checked_words": _checked(story),
        **acts_of(story, person),
    }


def to_whom(story: Story) -> str:
    """Section rolling, Medium sections · Reheating furnace · those who receive their material."""
    if story.to_all:
        return _("everybody")
    joint = "、" if reading_language() == "zh" else ", "
    places = [joint.join(map(str, several.all())) for several in (story.to_trades, story.to_bands, story.to_equipment)]
    where = joint.join(part for part in places[:2] if part) or _("every trade")
    kinds = _("who has: %(kinds)s") % {"kinds": places[2]} if places[2] else ""
    onward = _("those who receive their material") if story.to_downstream else ""
    return " · ".join(part for part in (where, kinds, onward) if part)


def _choices() -> list[dict[str, str]]:
    return [{"code": each.value, "label": str(each.label)} for each in AT_ONCE]


def due_row(receipt: StoryReceipt, now: datetime.datetime) -> dict[str, Any]:
    by = express_clocks.answer_by(receipt)
    is_late = express_clocks.is_overdue(receipt, now)
    due = ""
    if by is not None:
        days = max((now - by).days, 1)
        late = ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
        due = late if by <= now else _("by %(day)s") % {"day": wording.short_date(by.date(), now.date())}
    return {"receipt": receipt, "url": receipt.story.address + "#answer", "due": due, "is_late": is_late}


def _answer_row(receipt: StoryReceipt, now: datetime.datetime) -> dict[str, Any]:
    row = due_row(receipt, now)
    said = receipt.get_disposition_display()
    if receipt.state == StoryReceipt.State.HELD:
        said = _("Waits for its turn: enough has come this week")
    elif receipt.state == StoryReceipt.State.READ:
        said = _("Read, no answer yet")
    elif receipt.disposition == D.LATER and receipt.later_on:
        said = _("Later: decides by %(day)s") % {"day": wording.short_date(receipt.later_on, now.date())}
    elif receipt.state == StoryReceipt.State.DONE:
        said = _("%(said)s; done") % {"said": said}
    on = receipt.done_at or receipt.disposed_at or receipt.read_at or receipt.sent_at
    waits = not receipt.is_settled
    return row | {
        "said": said,
        "on": wording.short_date(timezone.localdate(on), now.date()) if on else "",
        "due": row["due"] if waits else "",
        "is_late": row["is_late"] and waits,
    }


def _answered_words(rows: list[StoryReceipt]) -> str:
    answered = sum(each.disposition != "" for each in rows)
    text = ngettext("%(answered)s of %(count)s has answered", "%(answered)s of %(count)s have answered", len(rows))
    return text % {"answered": answered, "count": len(rows)} if rows else ""


def _checked(story: Story) -> list[str]:
    lines = []
    if story.facts_at:
        lines.append(_("Facts checked by %(who)s") % {"who": story.facts_by or _("the program")})
    if story.risk_at:
        lines.append(_("Risk checked by %(who)s") % {"who": story.risk_by or _("the program")})
    if story.issued_under is not None:
        values = {"who": story.issued_by, "number": story.issued_under.number}
        lines.append(_("Issued by %(who)s under delegation no. %(number)s") % values)
    if story.is_live and not (story.facts_at and story.risk_at):
        lines.append(_("Sent out at once because people can be hurt; it is still being checked."))
    return lines
