"""Writing an experience down, sharing it, and warning of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.experiences import rules
from huzhu.experiences.models import Experience, Version
from huzhu.journal.actions import record, verb
from huzhu.metrics.models import Metric
from huzhu.moves import move
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.actions import address_for, free_address
from huzhu.workshops.clocks import today
from huzhu.workshops.models import Equipment, Trade, Workshop

MOST_EXPECTED = 100  # times as much; beyond it is a slip of the pen


def _locked(experience: Experience) -> Experience:
    return Experience.objects.select_for_update(of=("self",)).get(pk=experience.pk)


def _plant(experience: Experience) -> str:
    """Whose business an entry is: a draft's own plant; what is shared is everybody's."""
    private = experience.state == Experience.State.DRAFT and experience.origin
    return experience.origin.plant.slug if private else ""


@verb
def draft_experience(
    *,
    title: Words,
    trade: Trade,
    by: Person | None,
    origin: Workshop | None = None,
    origin_note: Words | None = None,
    summary: Words | None = None,
    metric: Metric | None = None,
    product: str = "",
    touches: Iterable[Metric] = (),
    equipment: Iterable[Equipment] = (),
    slug: str = "",
    is_illustrative: bool = False,
) -> Experience:
    """Write a way down. It stays inside the plant until it is shared."""
    if by is not None and not (rules.may_draft(by) and (origin is None or origin.plant_id in by.plants)):
        raise PermissionDenied
    if not title:
        raise ValidationError({"title": _("Give it a name.")})
    taken = set(Experience.objects.values_list("slug", flat=True))
    experience = Experience(
        slug=free_address(slug, taken) or address_for(title, "experience", taken),
        title=title,
        summary=summary or Words(),
        origin=origin,
        origin_note=origin_note or Words(),
        trade=trade,
        metric=metric,
        product=product,
        is_illustrative=is_illustrative,
        shared_by=by,
    )
    experience.full_clean()
    experience.save()
    experience.touches.set(touches)
    experience.equipment.set(equipment)
    record("draft_experience", experience, by=by, plant=_plant(experience), details={"title": dict(title)})
    return experience


def _can_be_expected(low: float | None, high: float | None) -> None:
    """A change from −100% (nothing is left) on, its ends in order."""
    for name, end in (("expected_low", low), ("expected_high", high)):
        if end is not None and not -1 <= end <= MOST_EXPECTED:
            said = _("A change goes from −100%% (nothing is left) to %(most)s%%.") % {"most": MOST_EXPECTED * 100}
            raise ValidationError({name: said})
    if low is not None and high is not None and low > high:
        raise ValidationError({"expected_high": _("The second number is the larger one: −50 to −30.")})


@verb
def write_version(
    experience: Experience,
    *,
    by: Person | None,
    mechanism: Words,
    steps: Words,
    needs: list[dict[str, Any]] | None = None,
    conditions: list[dict[str, Any]] | None = None,
    expected: tuple[float | None, float | None] = (None, None),
    why: Words | None = None,
    written_on: datetime.date | None = None,
) -> Version:
    """The next version of the text. From the second on it says why it was changed."""
    experience = _locked(experience)
    if by is not None and not rules.may_write(by, experience):
        raise PermissionDenied
    last = experience.version
    if last and not why:
        raise ValidationError({"why": _("Say why this version replaces the one before.")})
    _can_be_expected(*expected)
    version = Version(
        experience=experience,
        number=last.number + 1 if last else 1,
        mechanism=mechanism,
        steps=steps,
        needs=needs or [],
        conditions=conditions or [],
        expected_low=expected[0],
        expected_high=expected[1],
        why=why or Words(),
        written_by=by,
        written_on=written_on or today(),
    )
    version.full_clean()
    version.save()
    record("write_version", version, by=by, plant=_plant(experience), details={"number": version.number})
    return version


@verb
def share_experience(experience: Experience, *, by: Person | None) -> Experience:
    """From now on every plant can read it."""
    experience = _locked(experience)
    if by is not None and not rules.may_share(by, experience):
        raise PermissionDenied
    if experience.version is None:
        raise ValidationError(_("Write down how it is done before you share it."))
    move(experience, "share", rules.MOVES)
    experience.shared_at = timezone.now()
    experience.shared_by = experience.shared_by or by
    experience.save()
    record("share_experience", experience, by=by)
    return experience


@verb
def describe_experience(experience: Experience, *, by: Person | None) -> Experience:
    """Complete enough for others to try: why it works, on what it is measured, what it needs and what it touches."""
    experience = _locked(experience)
    if by is not None and not rules.may_write(by, experience):
        raise PermissionDenied
    version = experience.version
    missing: dict[str, Any] = {}
    if version is None or not version.mechanism:
        missing["mechanism"] = _("Say why it works.")
    if version is None or not version.needs:
        missing["needs"] = _("Say what it needs and where it does not fit.")
    if experience.metric is None:
        missing["metric"] = _("Name the indicator on which it is measured.")
    if not experience.touches.exists():
        missing["touches"] = _("Name what it may touch elsewhere, so that it can be watched.")
    if missing:
        raise ValidationError(missing)
    move(experience, "describe", rules.MOVES)
    experience.save()
    record("describe_experience", experience, by=by)
    return experience


@verb
def recommend_experience(experience: Experience, *, by: Person) -> Experience:
    """A chief engineer of another plant stands up for it."""
    experience = _locked(experience)
    if not rules.may_recommend(by, experience):
        raise PermissionDenied
    move(experience, "recommend", rules.MOVES)
    experience.save()
    record("recommend_experience", experience, by=by)
    return experience


@verb
def retire_experience(experience: Experience, *, by: Person, why: Words) -> Experience:
    experience = _locked(experience)
    if not rules.may_write(by, experience):
        raise PermissionDenied
    if not why:
        raise ValidationError({"why": _("Say why it is withdrawn.")})
    private = _plant(experience)
    move(experience, "retire", rules.MOVES)
    experience.flag_reason = why
    experience.save()
    record("retire_experience", experience, by=by, plant=private, details={"why": dict(why)})
    return experience


def _weaker(flag: str, now: str) -> bool:
    order = list(Experience.Flag.values)
    return flag in order and order.index(flag) < order.index(now)


@verb
def flag_experience(
    experience: Experience, *, by: Person | None, flag: str, why: Words, remedy: Experience | None = None
) -> Experience:
    """Put up a warning, or take it down (flag ""): never without a name and a reason. The program itself only warns."""
    experience = _locked(experience)
    if by is None and _weaker(flag, experience.flag):
        raise PermissionDenied
    if by is not None and not rules.may_flag(by):
        raise PermissionDenied
    if flag not in Experience.Flag.values:
        raise ValidationError({"flag": _("There is no such warning.")})
    if not why:
        raise ValidationError({"why": _("Say why.")})
    experience.flag, experience.flag_reason = flag, why
    experience.remedy = remedy or experience.remedy
    experience.save()
    details = {"flag": flag, "why": dict(why), "remedy": experience.remedy.slug if experience.remedy else ""}
    record("flag_experience", experience, by=by, details=details)
    return experience
