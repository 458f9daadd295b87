"""On what authority does somebody act for a workshop? Asked before every act that binds it to another plant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from huzhu.delegation.models import Delegation, Power, SafetyClass
from huzhu.delegation.rules import GRANTERS
from huzhu.notices.actions import seated
from huzhu.people.models import Person
from huzhu.workshops.clocks import today
from huzhu.workshops.models import Plant, Workshop

OFFICE = "workshop_head"


@dataclass(frozen=True)
class Authority:
    """The right to act, as it is stored with the act. `text` is English, as everything in the journal is a code."""

    text: str
    office: str
    delegation: Delegation | None = None


@dataclass(frozen=True)
class Refusal:
    """Why not, and who can act instead. `is_stranger`: has nothing to do with this plant's business."""

    reason: str
    instead: tuple[Person, ...]
    is_stranger: bool = False

    @property
    def sentence(self) -> str:
        if not self.instead:
            return self.reason
        names = _(", ").join(str(each) for each in self.instead)
        return _("%(reason)s %(names)s can act instead.") % {"reason": self.reason, "names": names}


def authority_of(
    person: Person,
    plant: Plant,
    workshop: Workshop | None,
    power: str,
    *,
    safety_class: str = SafetyClass.C,
    value: Decimal = Decimal(0),
    roles: tuple[str, ...] = (OFFICE,),
) -> Authority | Refusal:
    """May this person use `power` for the workshop today; for the plant itself where `workshop` is None?

    A power that is delegated and covers the act is used by the workshop's head or a substitute, and by nobody else;
    every other act is the chief engineer's or the director's. `safety_class` is the gravest touched, `value` what is
    promised in material and people. `roles`: seats at the workshop that use the power (the head's, unless named).
    """
    office = next((role for role in GRANTERS if person.holds(role, plant=plant)), "")
    if workshop is None:
        return _of_plant(plant, office) if office else _refusal(person, plant, None, _("The plant itself acts here."))
    held = covering(workshop, power, safety_class, value)
    if held is not None:
        if is_office(person, held, roles):
            return _delegated(person, held, roles)
        return Refusal(
            _("The plant has handed this power to the workshop, delegation no. %(number)s.") % {"number": held.number},
            holders(held),
            is_stranger=not _belongs(person, plant),
        )
    if office:
        return _of_plant(plant, office)
    return _refusal(person, plant, workshop, _why_not(workshop, power, safety_class, value))


def covering(workshop: Workshop, power: str, safety_class: str, value: Decimal) -> Delegation | None:
    """The delegation in force today that covers such an act."""
    found = Delegation.objects.in_force_on(today()).filter(workshop=workshop).prefetch_related("substitutes")
    needed = [power, Power.COMMIT_MATERIAL] if value > 0 else [power]
    for each in found.order_by("pk"):
        if all(each.covers(one, safety_class, value) for one in needed):
            return each
    return None


def substitutes_for(person: Person, workshop: Workshop) -> bool:
    """Does the person stand in for the head under a delegation in force? Whoever has left the plant no longer does."""
    if workshop.plant_id not in person.plants:
        return False
    return Delegation.objects.in_force_on(today()).filter(workshop=workshop, substitutes=person).exists()


def may_act(person: Person, workshop: Workshop, power: str) -> bool:
    """Has the person this power for the workshop, by delegation or by the plant's own right, for ordinary work?"""
    return isinstance(authority_of(person, workshop.plant, workshop, power), Authority)


def is_office(person: Person, delegation: Delegation, roles: tuple[str, ...] = (OFFICE,)) -> bool:
    """Holds the office to which the powers were handed, or stands in for it."""
    if _role_at(person, delegation, roles):
        return True
    return any(each.pk == person.pk for each in standing_in(delegation))


def holders(delegation: Delegation) -> tuple[Person, ...]:
    """The head, and those who stand in."""
    everybody = [*seated(OFFICE, workshops=[delegation.workshop]), *standing_in(delegation)]
    return tuple({each.pk: each for each in everybody}.values())


def standing_in(delegation: Delegation) -> list[Person]:
    """The substitutes who still belong to the plant."""
    named = delegation.substitutes.all()
    return [each for each in named if each.is_active and delegation.plant_id in each.plants]


def plant_office(plant: Plant) -> tuple[Person, ...]:
    """Who acts for the plant: the chief engineer first."""
    found = [person for role in GRANTERS for person in seated(role, plants=[plant])]
    return tuple({each.pk: each for each in found}.values())


def _belongs(person: Person, plant: Plant) -> bool:
    return plant.pk in person.plants


def _role_at(person: Person, held: Delegation, roles: tuple[str, ...]) -> str:
    """Which of the roles the person holds at the workshop, "" if none."""
    at = {seat.role for seat in person.seats_now if seat.workshop_id == held.workshop_id}
    return next((role for role in roles if role in at), "")


def _delegated(person: Person, held: Delegation, roles: tuple[str, ...]) -> Authority:
    office = _role_at(person, held, roles) or "substitute"
    return Authority(f"acted under delegation no. {held.number}", f"{office} of {held.workshop.slug}", held)


def _of_plant(plant: Plant, office: str) -> Authority:
    return Authority(f"acted as {office.replace('_', ' ')} of {plant.slug}", f"{office} of {plant.slug}")


def _refusal(person: Person, plant: Plant, workshop: Workshop | None, reason: str) -> Refusal:
    return Refusal(reason, plant_office(plant), is_stranger=not _belongs(person, plant))


def _why_not(workshop: Workshop, power: str, safety_class: str, value: Decimal) -> str:
    """The nearest delegation tells what is missing."""
    day = today()
    known = list(Delegation.objects.filter(workshop=workshop).exclude(state=Delegation.State.PROPOSED))
    with_power = [each for each in known if power in each.powers]
    if not with_power:
        return _("The plant has not handed this power to the workshop: %(power)s.") % {"power": Power(power).label}
    active = [each for each in with_power if each.state == Delegation.State.ACTIVE]
    if not active:
        nearest = with_power[0]
        values = {"number": nearest.number, "state": nearest.get_state_display()}
        return _("Delegation no. %(number)s gives no power now: “%(state)s”.") % values
    dated = [each for each in active if each.since_on <= day <= each.until_on]
    if not dated:
        values = {"number": active[0].number, "first": active[0].since_on, "last": active[0].until_on}
        return _("Delegation no. %(number)s holds from %(first)s to %(last)s only.") % values
    return _exceeded(dated, safety_class, value)


def _exceeded(dated: Iterable[Delegation], safety_class: str, value: Decimal) -> str:
    nearest = next(iter(dated))
    if safety_class < nearest.safety_class:
        values = {"number": nearest.number, "most": nearest.safety_class, "asked": safety_class}
        return _("Delegation no. %(number)s reaches up to safety class %(most)s; this is class %(asked)s.") % values
    if value > 0 and Power.COMMIT_MATERIAL not in nearest.powers:
        return _("Delegation no. %(number)s does not cover promises of material or people.") % {
            "number": nearest.number
        }
    values = {"number": nearest.number, "most": nearest.ceiling, "asked": value}
    return _("Delegation no. %(number)s reaches up to %(most)s yuan; this promises %(asked)s.") % values
