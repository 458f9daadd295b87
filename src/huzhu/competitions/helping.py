"""The receiver's word on who helped. Without it, a measured gain brings nobody points."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.adoptions.models import Adoption
from huzhu.competitions import rules
from huzhu.competitions.helped import BEHIND, helpers_of
from huzhu.competitions.lasting import Confirmation
from huzhu.journal.actions import record, verb
from huzhu.notices.actions import seated, sentence, tell
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.clocks import now
from huzhu.workshops.models import Workshop


@verb
def confirm_help(
    adoption: Adoption, helper: Workshop, *, by: Person | None, is_true: bool = True, why: Words | None = None
) -> Confirmation:
    """Yes, this help led to it; or no, with the reason. Said again, the newer word counts from then on."""
    found = Adoption.objects.select_for_update(of=("self",)).select_related("workshop__plant").get(pk=adoption.pk)
    if by is not None and not rules.may_confirm_help(by, found, helper):
        raise PermissionDenied
    if helper not in helpers_of(found):
        raise ValidationError({"helper": _("Nothing shows that this workshop had a part in it.")})
    if not is_true and not why:
        raise ValidationError({"why": _("Say why not.")})
    said = Confirmation.objects.filter(adoption=found, helper=helper).first()
    said = said or Confirmation(adoption=found, helper=helper)
    said.is_true, said.why, said.by, said.at = is_true, why or Words(), by, now()
    said.save()
    record("confirm_help", said, by=by, details={"helper": helper.slug, "is_true": is_true})
    if is_true:
        text = sentence(gettext_lazy("%(who)s says that your help led to “%(title)s” there. Thank you."),
                        {"who": found.workshop, "title": found.experience.title})  # fmt: skip
        people = seated("workshop_head", "workshop_engineer", workshops=[helper])
        tell(people, about=found, text=text, address=f"/adoptions/{found.workshop.slug}/{found.slug}")
    return said


def to_confirm(adoptions: Iterable[Adoption], person: Person) -> list[tuple[Adoption, Workshop, list[str]]]:
    """Help that this person can confirm and nobody has spoken about."""
    found = []
    for adoption in adoptions:
        if not rules.may_confirm_help(person, adoption):
            continue
        said = {each.helper_id for each in adoption.confirmations.all()}
        found += [
            (adoption, shop, ways)
            for shop, ways in helpers_of(adoption).items()
            if shop.pk not in said and rules.may_confirm_help(person, adoption, shop)
        ]
    return found


def waiting_for(person: Person) -> list[tuple[Adoption, Workshop, list[str]]]:
    """Of the workshops of this person: adoptions in use with help that waits for a word."""
    places = [seat.workshop_id for seat in person.seats_now if seat.role in ("workshop_head", "workshop_engineer")]
    own = Adoption.objects.visible_to(person).under_measurement().filter(workshop__in=places, ended_on=None)
    wanted = own.exclude(metric=None).select_related(
        "experience__origin__plant", "workshop__plant", "learned_from__plant", "card__workshop__plant",
        "visit_action__visit__host__plant", "contract_item__contract",
    ).prefetch_related("confirmations", *BEHIND)  # fmt: skip
    return to_confirm(wanted, person)
