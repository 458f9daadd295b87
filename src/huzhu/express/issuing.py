"""On what authority a story goes out: the secretariat's, a workshop's by delegation, or the safety officer's word."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from huzhu.delegation.authority import OFFICE, Authority, Refusal, authority_of, covering, holders, substitutes_for
from huzhu.delegation.models import Power, SafetyClass
from huzhu.experiences.models import Experience
from huzhu.express import rules
from huzhu.express.models import Story
from huzhu.hazards.models import Hazard
from huzhu.notices.actions import seated
from huzhu.people.models import Person

NOBODY = Authority("", "")  # the program itself


def safety_class_of(story: Story) -> str:
    """What a delegation must reach for the workshop to issue it by itself."""
    if story.hazard is not None and story.hazard.severity == Hazard.Severity.HURT:
        return SafetyClass.A
    return SafetyClass.B if story.is_safety else SafetyClass.C


def is_recommended_no_longer(story: Story) -> bool:
    """What was suspended or retired since it was drafted is told to others as a danger only, never as news."""
    way = story.experience
    if way is None or story.hazard_id is not None or story.is_safety:
        return False
    return way.flag == Experience.Flag.SUSPENDED or way.state == Experience.State.RETIRED


def refuse_if_recommended_no_longer(story: Story) -> None:
    if is_recommended_no_longer(story):
        raise ValidationError(_("Its way was suspended or retired meanwhile: withdraw the story, or tell the danger."))


def authority_to_issue(person: Person, story: Story) -> Authority | Refusal:
    """Of the workshop that tells it, the head or who stands in, as far as the plant has handed the power over.

    The plant itself has no word here: what is not delegated is the secretariat's.
    """
    if person.holds("secretariat"):
        return Authority("acted as secretariat", "secretariat of the alliance")
    place = story.workshop
    if rules.may_issue_unchecked(person, story):
        where = place.plant.slug if place is not None else "the alliance"
        return Authority("on the safety officer's word alone", f"safety_officer of {where}")
    if place is None or not (person.holds(OFFICE, workshop=place) or substitutes_for(person, place)):
        return Refusal(_("The secretariat issues it."), who_issues(story), is_stranger=True)
    found = authority_of(person, place.plant, place, Power.ISSUE_EXPRESS, safety_class=safety_class_of(story))
    if isinstance(found, Refusal):
        return Refusal(found.reason, who_issues(story))
    return found


def who_issues(story: Story) -> tuple[Person, ...]:
    """Who can do it in any case: the secretariat; where people can be hurt, the safety officer first."""
    found = seated("secretariat")
    if story.is_safety and story.workshop is not None:
        found = seated("safety_officer", plants=[story.workshop.plant]) + found
    return tuple({each.pk: each for each in found}.values())


def delegated_to(story: Story) -> tuple[Person, ...]:
    """Whom the plant has handed the power to issue this one."""
    if story.workshop is None:
        return ()
    held = covering(story.workshop, Power.ISSUE_EXPRESS, safety_class_of(story), Decimal(0))
    return holders(held) if held is not None else ()


def authority_for(person: Person | None, story: Story) -> Authority:
    """PermissionDenied for those who have nothing to do with it; for the workshop's head ValidationError with
    the reason and the names of those who can act."""
    if person is None:
        return NOBODY
    found = authority_to_issue(person, story)
    if isinstance(found, Authority):
        return found
    if found.is_stranger:
        raise PermissionDenied
    raise ValidationError(found.sentence, code="authority")
