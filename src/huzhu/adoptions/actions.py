"""Taking an experience up, starting it, and deciding about it."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from huzhu.adoptions import agreeing, rules, telling
from huzhu.adoptions.due import mark_touched
from huzhu.adoptions.models import Adoption
from huzhu.cards.actions import try_answer
from huzhu.cards.models import Card
from huzhu.cards.rules import MOVES as CARD_MOVES
from huzhu.cards.rules import may_try
from huzhu.contracts.models import ContractItem
from huzhu.experiences import rules as experience_rules
from huzhu.experiences.models import Experience
from huzhu.journal.actions import record, verb
from huzhu.metrics.models import Metric
from huzhu.moves import can_move, move
from huzhu.people.models import Person
from huzhu.visits.models import VisitAction
from huzhu.workshops.clocks import today
from huzhu.workshops.models import Workshop


def _happened(on: datetime.date | None = None) -> dict[str, str]:
    """The day of an act as the alliance counts days; the journal itself says when it was written down."""
    if on is not None and on > today():
        raise ValidationError({"on": _("This day has not come yet.")})
    return {"on": (on or today()).isoformat()}


def _locked(adoption: Adoption) -> Adoption:
    return Adoption.objects.select_for_update(of=("self",)).get(pk=adoption.pk)


def unanswered(experience: Experience, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Conditions that must hold and were not answered with yes."""
    version = experience.version
    return [
        condition
        for condition in (version.conditions if version else [])
        if condition.get("must") and str(answers.get(condition["code"], "")).lower() != "yes"
    ]


def _check_open(experience: Experience) -> None:
    """To be taken up, and to be started by whoever took it up before it was retired or suspended."""
    if experience.state in (Experience.State.DRAFT, Experience.State.RETIRED):
        raise ValidationError(_("This experience is not open to be taken up."))
    if experience.flag == Experience.Flag.SUSPENDED:
        raise ValidationError(_("This experience is suspended: people can be hurt. Nobody may start it now."))


def _check_goes_on(experience: Experience) -> None:
    """A trial grows no wider, and nothing becomes the standard, while people can be hurt."""
    if experience.flag == Experience.Flag.SUSPENDED:
        raise ValidationError(
            _("This experience is suspended: people can be hurt. Stop it here, or keep it to a trial.")
        )


def _check_may_begin(experience: Experience, workshop: Workshop, line: str, answers: dict[str, Any]) -> None:
    _check_open(experience)
    if line and line not in workshop.lines:
        raise ValidationError({"line": _("This workshop has no line “%(line)s”.") % {"line": line}})
    if missing := unanswered(experience, answers):
        raise ValidationError(
            {f"condition_{condition['code']}": _("This must hold before you start.") for condition in missing}
        )
    running = Adoption.objects.filter(experience=experience, workshop=workshop, line=line)
    if running.exclude(state__in=(Adoption.State.ROLLED_BACK, Adoption.State.ABANDONED)).exists():
        raise ValidationError(_("Your workshop has taken this up already."))


def _slug(experience: Experience, workshop: Workshop, line: str) -> str:
    base = f"{experience.slug}-line-{slugify(line)}" if line else experience.slug
    taken = set(Adoption.objects.filter(workshop=workshop, slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(again for number in range(2, 1000) if (again := f"{base}-{number}") not in taken)


@verb
def take_up(
    experience: Experience,
    workshop: Workshop,
    *,
    by: Person | None,
    starts_on: datetime.date,
    owner: Person | None = None,
    line: str = "",
    answers: dict[str, Any] | None = None,
    metric: Metric | None = None,
    target: float | None = None,
    ramp_weeks: int = 6,
    learned_from: Workshop | None = None,
    card: Card | None = None,
    visit_action: VisitAction | None = None,
    contract_item: ContractItem | None = None,
    tolerances: dict[str, float] | None = None,
    decided_on: datetime.date | None = None,
) -> Adoption:
    """Decide to take an experience up, and fix the yardstick: metric, its definition, product, target, guardrails.

    `target` is the relative change wanted (-0.3: 30 % less). `tolerances` maps a guardrail's metric slug to the limit
    agreed for it, as a fraction; others take the metric's own, and people hurt none. A start in the past is accepted
    and marked as recorded late: no limit is agreed then, and what it shows is never called verified. `card`: the
    question or offer that led to it; everybody who answered hears what came of it. `visit_action`: what was decided at
    a visit and is carried out by this; the host and whoever was thanked hear its effect. `contract_item`: the promise
    it keeps; what is measured stands beside it. Raises ValidationError by field, PermissionDenied.
    """
    if by is not None and not rules.may_take_up(by, workshop):
        raise PermissionDenied
    card = Card.objects.get(pk=card.pk) if card is not None else None  # as it stands now
    if card is not None and not rules.came_from(card, workshop):
        raise ValidationError({"card": _("This card was neither asked by your workshop nor offered to it.")})
    if visit_action is not None and not rules.carries_out(visit_action, experience, workshop):
        raise ValidationError({"visit_action": _("This was not decided for your workshop and this experience.")})
    if contract_item is not None and not rules.keeps(contract_item, workshop):
        raise ValidationError({"contract_item": _("This item promises no help to your workshop.")})
    experience = Experience.objects.select_for_update(of=("self",)).get(pk=experience.pk)
    _check_may_begin(experience, workshop, line, answers or {})
    metric = metric or experience.metric
    if metric is None:
        raise ValidationError({"metric": _("Name the indicator on which it will be measured.")})
    if not 0 <= ramp_weeks <= 52:
        raise ValidationError({"ramp_weeks": _("The time to get used to it is between 0 and 52 weeks.")})
    decided_on = decided_on or min(today(), starts_on)
    if decided_on > starts_on:
        raise ValidationError({"starts_on": _("The start cannot come before the decision.")})
    places, tolerances = agreeing.guarded(experience, workshop), tolerances or {}
    is_late = by is not None and starts_on < today()
    agreeing.check_limits(tolerances, places, is_late=is_late)
    adoption = Adoption(
        slug=_slug(experience, workshop, line),
        experience=experience,
        version=experience.version,
        workshop=workshop,
        line=line,
        learned_from=learned_from or experience.origin,
        card=card,
        visit_action=visit_action,
        contract_item=contract_item,
        owner=owner or by,
        decided_on=decided_on,
        starts_on=starts_on,
        ramp_weeks=ramp_weeks,
        metric=metric,
        definition=metric.definition,
        product=experience.product,
        target=target,
        answers=answers or {},
        frozen_at=timezone.now(),
        recorded_late=is_late,
        is_illustrative=experience.is_illustrative,
    )
    adoption.full_clean()
    adoption.save()
    for each in agreeing.guardrails_of(adoption, places, tolerances):
        each.save()
    details = {
        "metric": metric.slug,
        "definition": adoption.definition.number if adoption.definition else None,
        "target": target,
        "starts_on": starts_on.isoformat(),
        "guardrails": sorted(f"{g.metric.slug}@{g.workshop.slug}" for g in adoption.guardrails.all()),
        "limits": {g.metric.slug: g.tolerance for g in adoption.guardrails.all() if g.tolerance},
    }
    record("take_up", adoption, by=by, details=details)
    telling.is_taken_up(adoption)
    _choose_on(card, experience, by)
    return adoption


def _choose_on(card: Card | None, experience: Experience, by: Person | None) -> None:
    """Whoever takes up what an answer named has chosen that answer, also where a visit lay between the two."""
    if card is None or by is None or card.kind != Card.Kind.ASK:
        return
    answer = card.answers.counting().filter(experience=experience, chosen_at=None).first()
    if answer is not None and may_try(by, card) and can_move(card, "try", CARD_MOVES):
        try_answer(answer, by=by, is_taken_up=True)


@verb
def review_risk(adoption: Adoption, *, by: Person | None, on: datetime.date | None = None) -> Adoption:
    """The safety officer has looked at what can go wrong here, and signs (`on`: an earlier day, if written late)."""
    adoption = _locked(adoption)
    if by is not None and not rules.may_review_risk(by, adoption):
        raise PermissionDenied
    move(adoption, "review_risk", rules.MOVES)
    adoption.save()
    record("review_risk", adoption, by=by, details=_happened(on))
    return adoption


@verb
def start(adoption: Adoption, *, by: Person | None) -> Adoption:
    """It begins, as a trial; measuring begins by itself."""
    adoption = _locked(adoption)
    if by is not None and not rules.may_start(by, adoption):
        raise PermissionDenied
    _check_open(adoption.experience)
    if remedy := rules.missing_remedy(adoption.experience, adoption.workshop):
        raise ValidationError(
            _("People were hurt where this was done without its remedy. First take up “%(remedy)s”.")
            % {"remedy": remedy.title}
        )
    move(adoption, "start", rules.MOVES)
    if adoption.starts_on > today():
        raise ValidationError(_("The start is set for a later day."))
    adoption.save()
    mark_touched(adoption)  # those that had it as a peer have to do without
    record("start", adoption, by=by)
    return adoption


@verb
def take_as_remedy(adoption: Adoption, *, against: Metric, task: str, by: Person | None) -> Adoption:
    """It is tried against a danger counted by a metric (and in a task), whatever its yardstick: where it is taken up,
    that moves, too. Whoever had such a workshop as a peer is measured anew."""
    adoption = _locked(adoption)
    adoption.against, adoption.against_task = against, task
    adoption.save()
    if adoption.state not in Adoption.NOT_STARTED:
        mark_touched(adoption)
    record("take_as_remedy", adoption, by=by, details={"metric": against.slug, "task": task})
    return adoption


@verb
def put_into_use(adoption: Adoption, *, by: Person | None, on: datetime.date | None = None) -> Adoption:
    """From a trial to full use (`on` an earlier day, if written down late)."""
    adoption = _locked(adoption)
    if by is not None and not rules.may_start(by, adoption):
        raise PermissionDenied
    _check_goes_on(adoption.experience)
    move(adoption, "put_into_use", rules.MOVES)
    adoption.save()
    record("put_into_use", adoption, by=by, details=_happened(on))
    return adoption


@verb
def keep(adoption: Adoption, *, by: Person | None, why: str = "") -> Adoption:
    """It worked: from now on this is the standard here."""
    adoption = _locked(adoption)
    if by is not None and not rules.may_decide(by, adoption):
        raise PermissionDenied
    _check_goes_on(adoption.experience)
    measured = adoption.measurements.filter(is_current=True, guardrail=None).first()
    if measured and measured.evidence == "harmful":
        raise ValidationError(_("It does harm, as measured. It cannot be kept as it is."))
    if dangers := rules.side_effects(adoption):
        raise ValidationError(
            _("It is suspected of danger No. %(number)s, which is still open. It cannot be kept as it is.")
            % {"number": dangers[0]}
        )
    move(adoption, "keep", rules.MOVES)
    adoption.decided_by, adoption.decision_reason = by, why
    adoption.save()
    evidence = measured.evidence if measured else ""
    record("keep", adoption, by=by, details={"why": why, "evidence": evidence} | _happened())
    return adoption


@verb
def stop(adoption: Adoption, *, by: Person | None, why: str, ended_on: datetime.date | None = None) -> Adoption:
    """It is not used any longer, with the reason."""
    adoption = _locked(adoption)
    if by is not None and not rules.may_stop(by, adoption):
        raise PermissionDenied
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    move(adoption, "stop", rules.MOVES)
    adoption.ended_on = ended_on or today()
    adoption.decided_by, adoption.decision_reason = by, why
    adoption.save()
    mark_touched(adoption)
    record("stop", adoption, by=by, details={"why": why} | _happened(adoption.ended_on))
    return adoption


@verb
def abandon(adoption: Adoption, *, by: Person | None, why: str) -> Adoption:
    """It was never started."""
    adoption = _locked(adoption)
    if by is not None and not rules.may_decide(by, adoption):
        raise PermissionDenied
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    move(adoption, "abandon", rules.MOVES)
    adoption.decided_by, adoption.decision_reason = by, why
    adoption.save()
    record("abandon", adoption, by=by, details={"why": why} | _happened())
    return adoption


@verb
def verify_at_origin(experience: Experience, *, by: Person | None) -> Experience:
    """The effect where it comes from is measured and on the good side. The engine's finding decides, not the author."""
    experience = Experience.objects.select_for_update(of=("self",)).get(pk=experience.pk)
    if by is not None and not experience_rules.may_write(by, experience):
        raise PermissionDenied
    proven = experience.adoptions.filter(
        workshop=experience.origin, measurements__is_current=True, measurements__evidence__in=("verified", "probable")
    )
    if not proven.exists():
        raise ValidationError(_("Its effect where it comes from has not been measured as good yet."))
    move(experience, "verify_at_origin", experience_rules.MOVES)
    experience.save()
    record("verify_at_origin", experience, by=by)
    return experience
