"""Conditions drafted, put to the crews, answered for, and published. From then on they stand as they are."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.competitions import clocks, rules, telling
from huzhu.competitions.decided import Gate
from huzhu.competitions.models import Round, RoundComment, Standing
from huzhu.competitions.text import (
    HELP,
    conditions_hash,
    conditions_of,
    entrants_of,
    has_yardsticks,
    refuse_wrong,
    without_yardsticks,
)
from huzhu.conferences.decided import Resolution
from huzhu.journal.actions import record, verb
from huzhu.metrics.models import Metric
from huzhu.moves import move
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.clocks import now, today
from huzhu.workshops.models import Trade, Workshop

DECIDED = (*Resolution.OPEN, Resolution.State.DONE)


def locked(round_: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)


@verb
def draft_round(
    trade: Trade,
    *,
    by: Person | None,
    title: Words,
    starts_on: datetime.date,
    ends_on: datetime.date,
    baseline: tuple[datetime.date, datetime.date],
    indicators: Sequence[tuple[Metric, float]],
    kind: str = Round.Kind.WORKSHOP,
    entrants: Sequence[tuple[Workshop, str]] | None = None,
    weights: dict[str, float] | None = None,
    help_since_on: datetime.date | None = None,
    help_rule: dict[str, Any] | None = None,
    vetoes: Sequence[str] = tuple(Gate.Ground),
    any_serious_injury: bool = False,
    award: Words | None = None,
    note: Words | None = None,
    resolution: Resolution | None = None,
    slug: str = "",
    is_illustrative: bool = False,
) -> Round:
    """Draft the conditions of a round; everybody of the trade takes part unless others are named."""
    if by is not None and not rules.may_draft(by):
        raise PermissionDenied
    conditions = conditions_of(
        trade=trade, kind=kind, title=title, starts_on=starts_on, ends_on=ends_on, baseline=baseline,
        indicators=indicators, entrants=entrants_of(trade, kind) if entrants is None else entrants, weights=weights,
        help_since_on=help_since_on, help_rule=help_rule, vetoes=vetoes, any_serious_injury=any_serious_injury,
        award=award,
    )  # fmt: skip
    refuse_wrong(conditions, today())
    _refuse_undecided(resolution)
    round_ = Round(
        slug=slug or _free_slug(trade, kind, starts_on), title=title, note=note or Words(), kind=kind, trade=trade,
        resolution=resolution, starts_on=starts_on, ends_on=ends_on, conditions=conditions, drafted_by=by,
        drafted_at=now(), due_at=timezone.now(), is_illustrative=is_illustrative,
    )  # fmt: skip
    round_.save()
    said = {"resolution": resolution.journal_name} if resolution else {}
    record("draft_round", round_, by=by, details={"conditions": conditions_hash(conditions), **said})
    return round_


def _refuse_undecided(resolution: Resolution | None) -> None:
    if resolution is not None and resolution.state not in DECIDED:
        raise ValidationError({"resolution": _("The plants have not passed this resolution.")})


@verb
def link_resolution(round_: Round, *, by: Person | None, resolution: Resolution | None, why: str = "") -> Round:
    """Name the decision by which the round is held, until it begins: conferences often decide what is drafted already.
    Another one, or none any longer, only with a reason. It is no part of the conditions and does not touch their hash.
    """
    found = locked(round_)
    if by is not None and not rules.may_draft(by):
        raise PermissionDenied
    if found.state not in Round.BEFORE_START:
        raise ValidationError(_("The round has begun: what it rests on stands as it is."), code="state")
    _refuse_undecided(resolution)
    before = found.resolution
    if before == resolution:
        raise ValidationError(_("Nothing was changed."))
    if before is not None and not why.strip():
        raise ValidationError({"why": _("Say why.")})
    found.resolution = resolution
    found.save()
    said = {"before": before.journal_name if before else "", "after": resolution.journal_name if resolution else ""}
    record("link_resolution", found, by=by, details={**said, "why": why})
    return found


def _free_slug(trade: Trade, kind: str, starts_on: datetime.date) -> str:
    base = slugify(f"{trade.slug}-{'lines-' if kind == Round.Kind.EQUIPMENT else ''}{starts_on:%Y-%m}")
    number, slug = 1, base
    while Round.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


@verb
def revise_conditions(round_: Round, *, by: Person | None, why: str, **changes: Any) -> Round:
    """Other indicators, weights, baseline, days or help rule, until publication. The year before is tried anew.
    A draft of an earlier scheme is written in the present one by it."""
    found = locked(round_)
    if by is not None and not rules.may_draft(by):
        raise PermissionDenied
    if found.state not in (Round.State.DRAFTED, Round.State.CONSULTED):
        raise ValidationError(_("The conditions are published and stand as they are."), code="state")
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    before = without_yardsticks(found.conditions)
    found.conditions = _changed(found, before, changes)
    refuse_wrong(found.conditions, timezone.localdate(found.drafted_at))
    if found.conditions == before:
        raise ValidationError(_("Nothing was changed."))
    day = datetime.date.fromisoformat
    found.starts_on, found.ends_on = day(found.conditions["starts_on"]), day(found.conditions["ends_on"])
    found.title = Words(found.conditions["title"])
    found.trial, found.due_at = {}, timezone.now()
    found.save()
    record("revise_conditions", found, by=by, details={"why": why, "conditions": conditions_hash(found.conditions)})
    return found


def _changed(round_: Round, before: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    day = datetime.date.fromisoformat
    metrics = {each.slug: each for each in Metric.objects.all()}
    shops = {each.slug: each for each in Workshop.objects.filter(trade=round_.trade).select_related("plant", "band")}
    keys = [key.partition("/") for key in before["participants"]]
    said: dict[str, Any] = {
        "title": Words(before["title"]),
        "starts_on": day(before["starts_on"]),
        "ends_on": day(before["ends_on"]),
        "baseline": tuple(day(each) for each in before["baseline"]),
        "indicators": [(metrics[each["metric"]], each["weight"]) for each in before["indicators"]],
        "entrants": [(shops[slug], line) for slug, _bar, line in keys],
        "weights": before["weights"],
        "help_since_on": day(before["help"]["since_on"]),
        "help_rule": {name: value for name, value in before["help"].items() if name in HELP},
        "vetoes": before["vetoes"],
        "any_serious_injury": before.get("any_serious_injury", False),
        "days": before.get("clocks") or clocks.as_set(),
        "award": Words(before["award"]),
    }
    return conditions_of(trade=round_.trade, kind=round_.kind, **(said | changes))


@verb
def consult(round_: Round, *, by: Person | None) -> Round:
    """Put the draft to the crews, with what it would have done to each of them last year."""
    found = locked(round_)
    if by is not None and not rules.may_draft(by):
        raise PermissionDenied
    if not _was_tried(found):
        raise ValidationError(_("The conditions are still being tried on last year. Come back in a minute."))
    move(found, "consult", rules.MOVES)
    found.consulted_at = now()
    found.save()
    record("consult", found, by=by, details={"conditions": conditions_hash(found.conditions)})
    said = gettext_lazy("Read the drafted conditions of “%(title)s” with your crew, and say what is wrong with them.")
    telling.say(found, telling.people_of(telling.entrants(found)), said, address=f"{found.address}/conditions")
    return found


def _was_tried(round_: Round) -> bool:
    written = without_yardsticks(round_.conditions)
    return has_yardsticks(round_.conditions) and round_.trial.get("of") == conditions_hash(written)


@verb
def comment(round_: Round, workshop: Workshop, *, by: Person | None, text: Words) -> RoundComment:
    """A crew says what it thinks of the draft."""
    found = locked(round_)
    if by is not None and not rules.may_comment(by, workshop):
        raise PermissionDenied
    if found.state != Round.State.CONSULTED:
        raise ValidationError(_("The conditions are not out for comment now."), code="state")
    if workshop not in telling.entrants(found):
        raise ValidationError({"workshop": _("This workshop does not take part.")})
    if not text:
        raise ValidationError({"text": _("Write what you think of it.")})
    said = RoundComment(round=found, workshop=workshop, by=by, text=text, at=now())
    said.save()
    record("comment", said, by=by, plant=workshop.plant.slug)
    return said


@verb
def answer_comment(comment: RoundComment, *, by: Person | None, answer: Words) -> RoundComment:
    """What is done about it, or why not. The crew hears it."""
    found = RoundComment.objects.select_for_update(of=("self",)).select_related("round", "workshop").get(pk=comment.pk)
    if by is not None and not rules.may_answer(by):
        raise PermissionDenied
    if not answer:
        raise ValidationError({"answer": _("Write what is done about it, or why not.")})
    if found.round.state != Round.State.CONSULTED:
        raise ValidationError(_("The conditions are not out for comment now."), code="state")
    found.answer, found.answered_by, found.answered_at = answer, by, now()
    found.save()
    record("answer_comment", found, by=by)
    said = gettext_lazy("Your word on the conditions of “%(title)s” has its answer: %(answer)s")
    telling.say(found.round, [found.by], said, {"answer": answer}, address=f"{found.round.address}/conditions")
    return found


@verb
def publish(round_: Round, *, by: Person | None) -> Round:
    """Fix the conditions by their hash, once every comment has its answer. Before the round begins."""
    found = locked(round_)
    if by is not None and not rules.may_publish(by):
        raise PermissionDenied
    open_ones = found.comments.filter(answered_at=None).count()
    if open_ones:
        said = _("%(count)d comments have no answer yet; every crew is answered before publication.")
        raise ValidationError(said % {"count": open_ones})
    if not _was_tried(found):
        raise ValidationError(_("The conditions are still being tried on last year. Come back in a minute."))
    if today() > found.starts_on:
        raise ValidationError(_("The period has begun: conditions are published before it, so put the start later."))
    move(found, "publish", rules.MOVES)
    found.hash, found.published_at, found.published_by = conditions_hash(found.conditions), now(), by
    found.save()
    shops = {each.slug: each for each in telling.entrants(found)}
    for key in found.conditions["participants"]:
        slug, _bar, line = key.partition("/")
        Standing(round=found, workshop=shops[slug], line=line).save()
    record("publish", found, by=by, details={"conditions": found.hash})
    said_to_all = gettext_lazy("The conditions of “%(title)s” are published and stand as they are.")
    telling.say(found, telling.people_of(shops.values()), said_to_all)
    return found
