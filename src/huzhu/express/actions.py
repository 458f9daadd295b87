"""The verbs of a story: write, check, issue, correct, replace, withdraw, close."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.express import rules, telling
from huzhu.express.issuing import authority_for, delegated_to, refuse_if_recommended_no_longer
from huzhu.express.models import Story, StoryReceipt
from huzhu.express.moments import allow, locked_story, moment_of
from huzhu.express.publishing import publish_special
from huzhu.express.sending import places_concerned, send_to
from huzhu.journal.actions import record, verb
from huzhu.metrics.models import Definition
from huzhu.moves import move
from huzhu.people.models import Person
from huzhu.words import LANGUAGES, Words
from huzhu.workshops.models import Equipment, SizeBand, Trade, Workshop

LONGEST_TITLE = {"zh": 30, "en": 90}
LONGEST = {"zh": 800, "en": 3200}  # characters of the whole: one A4 page
TEXTS = ("problem", "change", "effect", "needs", "risk", "correction")


def _keep(
    story: Story, name: str, by: Person | None, details: dict[str, Any] | None = None, authority: str = ""
) -> Story:
    """Save and write it down; a draft is its plant's business, what was issued everybody's."""
    story.save()
    plant = story.workshop.plant.slug if story.issued_at is None and story.workshop else ""
    record(name, story, by=by, plant=plant, authority=authority, details=details)
    return story


@verb
def draft_story(
    *,
    by: Person | None,
    workshop: Workshop | None,
    title: Words,
    to_trades: Iterable[Trade] = (),
    to_bands: Iterable[SizeBand] = (),
    to_equipment: Iterable[Equipment] = (),
    at: datetime.datetime | None = None,
    **values: Any,
) -> Story:
    """Write a story. Where nobody is named, it is for those `_address` finds.

    `values`: urgency, problem, change, steps, effect, grade, needs, risk, contact, metric, experience, adoption,
    hazard, card, source, source_name, to_downstream, to_all, act_by_on, is_illustrative.
    """
    if by is not None:
        allow(rules.may_draft(by, workshop) if workshop else by.holds("secretariat"))
    number = (Story.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    story = Story(number=number, workshop=workshop, written_by=by, title=title, drafted_at=moment_of(at), **values)
    _define(story)
    _check_form(story)
    story.full_clean()
    story.save()
    _address(story, to_trades=to_trades, to_bands=to_bands, to_equipment=to_equipment)
    _keep(story, "draft_story", by, {"source": story.source})
    telling.of_a_draft(story)
    return story


def _address(story: Story, **to: Iterable[Any] | None) -> None:
    """To whom it goes; None leaves what was named before. Where nobody is named: those who have the equipment its
    experience is done with, else the trade of the experience, else its workshop's own."""
    for name, several in to.items():
        if several is not None:
            getattr(story, name).set(several)
    if story.to_all or story.to_trades.exists() or story.to_equipment.exists():
        return
    way = story.experience
    kinds = way.equipment.all() if way is not None else Equipment.objects.none()
    if kinds:
        story.to_equipment.set(kinds)
    elif (source := way or story.workshop) is not None:
        story.to_trades.set([source.trade])


def _define(story: Story) -> None:
    """The definition of the metric as it stands now is what the story speaks of."""
    if story.metric is not None and story.definition is None:
        story.definition = Definition.objects.filter(metric=story.metric).order_by("-number").first()


def _check_form(story: Story) -> None:
    wrong: dict[str, Any] = {}
    if not story.title:
        wrong["title"] = _("Say in one line what is new.")
    if story.act_by_on is not None and story.act_by_on < timezone.localtime(story.drafted_at).date():
        wrong["act_by_on"] = _("This day is over.")
    for language in LANGUAGES:
        if len(str(story.title.get(language) or "")) > LONGEST_TITLE[language]:
            wrong["title"] = _("Make it shorter: at most %(most)s characters.") % {"most": LONGEST_TITLE[language]}
        written = [getattr(story, name).get(language) or "" for name in TEXTS]
        length = sum(map(len, written)) + sum(map(len, story.steps.get(language) or []))
        if length > LONGEST[language]:
            wrong["change"] = _("It must fit one page: at most %(most)s characters.") % {"most": LONGEST[language]}
    if wrong:
        raise ValidationError(wrong)


@verb
def rewrite_story(
    story: Story,
    *,
    by: Person,
    to_trades: Iterable[Trade] | None = None,
    to_bands: Iterable[SizeBand] | None = None,
    to_equipment: Iterable[Equipment] | None = None,
    **values: Any,
) -> Story:
    """Change a draft. What was checked before must be checked again."""
    story = locked_story(story)
    allow(rules.may_write(by, story))
    if story.state not in Story.UNISSUED:
        raise ValidationError(_("It has been issued; correct it instead."), code="state")
    for name, value in values.items():
        setattr(story, name, value)
    story.definition = None
    _define(story)
    story.state = Story.State.DRAFT
    story.facts_by = story.facts_at = story.risk_by = story.risk_at = None
    _check_form(story)
    story.full_clean()
    _address(story, to_trades=to_trades, to_bands=to_bands, to_equipment=to_equipment)
    return _keep(story, "rewrite_story", by)


@verb
def check_facts(story: Story, *, by: Person | None, grade: str = "", at: datetime.datetime | None = None) -> Story:
    """The figures are right, and this is how sure they are."""
    return _check(story, "facts", by, at, grade=grade)


@verb
def check_risk(
    story: Story, *, by: Person | None, risk: Words | None = None, at: datetime.datetime | None = None
) -> Story:
    """What can go wrong is said, and it is safe to pass on."""
    return _check(story, "risk", by, at, risk=risk)


def _check(story: Story, what: str, by: Person | None, at: datetime.datetime | None, **said: Any) -> Story:
    story = locked_story(story)
    if by is not None:
        allow(rules.may_check_facts(by, story) if what == "facts" else rules.may_check_risk(by, story))
    if story.state not in rules.CHECKABLE or getattr(story, f"{what}_at"):
        raise ValidationError(_("It has been checked already, or is no longer to be checked."), code="state")
    for name, value in said.items():
        if value:
            setattr(story, name, value)
    if what == "facts" and (story.effect or story.adoption) and not story.grade:
        raise ValidationError({"grade": _("Say how sure the effect is.")})
    if what == "risk" and not story.risk:
        raise ValidationError({"risk": _("Say what can go wrong, or that nothing is known.")})
    setattr(story, f"{what}_by", by)
    setattr(story, f"{what}_at", moment_of(at))
    is_ready = story.state == Story.State.DRAFT and story.facts_at and story.risk_at
    if is_ready:
        move(story, "check", rules.MOVES)
    story.full_clean()
    _keep(story, f"check_{what}", by, {"grade": story.grade})
    if is_ready:
        telling.of_a_checked_story(story, delegated_to(story))
    return story


@verb
def issue_story(story: Story, *, by: Person | None, at: datetime.datetime | None = None) -> Story:
    """Send it to everybody it concerns, on the authority that `issuing.py` finds, which is kept with it. One about
    danger goes out on the safety officer's word and is checked after."""
    story = locked_story(story)
    alone = by is not None and rules.may_issue_unchecked(by, story)
    authority = authority_for(by, story)
    refuse_if_recommended_no_longer(story)
    move(story, "issue_unchecked" if alone else "issue", rules.MOVES)
    moment = moment_of(at)
    story.issued_by, story.issued_at, story.issued_under = by, moment, authority.delegation
    if alone and story.risk_at is None and story.risk:
        story.risk_by, story.risk_at = by, moment
    places = places_concerned(story)
    if not places:
        raise ValidationError({"to_trades": _("It reaches nobody: name a trade or equipment, or send it to all.")})
    _keep(story, "issue_story", by, {"to": sorted(place.slug for place in places)}, authority.text)
    sent = send_to(story, places, at=moment)
    telling.of_an_issued_story(story, sent)
    if story.urgency != Story.Urgency.ORDINARY:
        publish_special(story, by=by, at=moment, authority=authority.text)
    return story


@verb
def correct_story(story: Story, *, by: Person | None, correction: Words, at: datetime.datetime | None = None) -> Story:
    """The text that was issued stays; what is different stands on top of it, and follows all who took it up."""
    story = locked_story(story)
    if by is not None:
        allow(rules.may_correct(by, story))
    if not correction:
        raise ValidationError({"correction": _("Say what is different.")})
    move(story, "correct", rules.MOVES)
    story.correction, story.corrected_at = correction, moment_of(at)
    _keep(
        story,
        "correct_story",
        by,
        {"correction": dict(correction), "on": timezone.localdate(story.corrected_at).isoformat()},
    )
    telling.of_a_change(story)
    return story


@verb
def supersede_story(story: Story, later: Story, *, by: Person | None, at: datetime.datetime | None = None) -> Story:
    """Another story stands in its place."""
    story = locked_story(story)
    if by is not None:
        allow(rules.may_correct(by, story))
    if later.pk == story.pk or not later.is_live:
        raise ValidationError({"later": _("There is no such story.")})
    move(story, "supersede", rules.MOVES)
    story.superseded_by, story.ended_at = later, moment_of(at)
    _keep(story, "supersede_story", by, {"by": later.number})
    telling.of_a_change(story)
    return story


@verb
def withdraw_story(story: Story, *, by: Person | None, why: Words, at: datetime.datetime | None = None) -> Story:
    """It does not hold: the reason stands over the old text, and everybody who took it up is told."""
    story = locked_story(story)
    if by is not None:
        allow(rules.may_withdraw(by, story))
    if not why:
        raise ValidationError({"why": _("Say why.")})
    was_issued = story.issued_at is not None
    move(story, "withdraw", rules.MOVES)
    story.ended_why, story.ended_at = why, moment_of(at)
    _keep(story, "withdraw_story", by, {"why": dict(why)})
    if was_issued:
        telling.of_a_change(story)
    return story


@verb
def close_story(story: Story, *, by: Person | None, at: datetime.datetime | None = None) -> Story:
    """Every workshop has answered: it goes to the archive."""
    story = locked_story(story)
    if by is not None:
        allow(rules.may_close(by))
    open_ones = [each for each in story.receipts.select_related("workshop") if not each.is_settled]
    if story.is_live and open_ones:
        names = _(", ").join(str(each.workshop) for each in open_ones)
        raise ValidationError(_("Not everybody has answered yet: %(names)s") % {"names": names}, code="state")
    move(story, "close", rules.MOVES)
    story.ended_at = moment_of(at)
    _keep(story, "close_story", by)
    ended = story.receipts.filter(state=StoryReceipt.State.DISPOSED)
    ended.update(state=StoryReceipt.State.DONE, done_at=story.ended_at, done_by=by)
    return story
