"""Writing a contract: the first draft, versions against it, amendments, and offering them. Its items: writing.py."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.cards.models import Card
from huzhu.contracts import rules, telling
from huzhu.contracts.acting import authority_for, locked, locked_version, plant_of, promised_in
from huzhu.contracts.begun import known_to_all, words_of
from huzhu.contracts.models import Contract, ContractItem, ContractVersion, Party, Promise
from huzhu.contracts.sealing import hash_of
from huzhu.contracts.signing import withdraw_items_outside
from huzhu.contracts.targets import moves_a_target
from huzhu.contracts.text import text_of
from huzhu.contracts.writing import DRAFTERS, copy_into, writable
from huzhu.delegation.models import Power
from huzhu.journal.actions import record, verb
from huzhu.moves import move
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.clocks import now, today
from huzhu.workshops.models import Plant, Workshop

V = ContractVersion.State


def _next_number(day: datetime.date) -> str:
    start = f"{day.year}-"
    numbers = Contract.objects.filter(number__startswith=start).values_list("number", flat=True)
    return f"{start}{max((int(each.rpartition('-')[2]) for each in numbers), default=0) + 1}"


@verb
def draft_contract(
    first: Workshop | Plant,
    others: Iterable[Workshop | Plant],
    *,
    by: Person | None,
    title: Words,
    starts_on: datetime.date,
    ends_on: datetime.date,
    preamble: Words | None = None,
    inspect_every: int = 3,
    card: Card | None = None,
    came_from: Any = None,
    is_illustrative: bool = False,
) -> Contract:
    """Begin a contract for `first` with workshops (or plants) of other plants. `card`, `came_from`: what led to it, the
    latter a visit, the indicator of a comparison, an item or a resolution of a conference. PermissionDenied if whoever
    drafts may not read it. The signed text names it, where every side may know it."""
    places = [first, *others]
    for thing in (card, came_from):
        _check_known(thing, by)
    _check_places(places)
    if not title:
        raise ValidationError({"title": _("Give it a name.")})
    if ends_on <= starts_on:
        raise ValidationError({"ends_on": _("It cannot end before it begins.")})
    if by is not None and ends_on <= today():
        raise ValidationError({"ends_on": _("It would be over already.")})
    contract = Contract(
        number=_next_number(today()),
        title=title,
        level=Contract.Level.WORKSHOP if isinstance(first, Workshop) else Contract.Level.PLANT,
        preamble=preamble or Words(),
        starts_on=starts_on,
        ends_on=ends_on,
        inspect_every=inspect_every,
        card=card,
        came_from=came_from.journal_name if came_from is not None else "",
        drafted_by=by,
        drafted_at=now(),
        is_illustrative=is_illustrative,
    )
    contract.full_clean()
    contract.save()
    made = [_party(contract, each) for each in places]
    authority = authority_for(by, made[0], Power.DRAFT, roles=DRAFTERS)
    contract.written_for = made[0]
    contract.began_with = [said for thing in (card, came_from) for said in words_of(thing, made)]
    contract.save()
    ContractVersion(contract=contract, number=1, written_for=made[0], written_by=by).save()
    details = {"parties": [each.code for each in made]}
    record("draft_contract", contract, by=by, plant=plant_of(contract), authority=authority.text, details=details)
    return contract


def _check_known(thing: Any, by: Person | None) -> None:
    if thing is None or by is None:
        return
    if not type(thing).objects.visible_to(by).filter(pk=thing.pk).exists():
        raise PermissionDenied


def _check_places(places: list[Workshop | Plant]) -> None:
    kinds = {isinstance(each, Workshop) for each in places}
    plants = [each.plant_id if isinstance(each, Workshop) else each.pk for each in places]
    if len(places) < 2 or len(set(plants)) != len(plants) or len(kinds) != 1:
        raise ValidationError(
            {"others": _("A contract is between two or more workshops, or plants, each of another plant.")}
        )


def _party(contract: Contract, place: Workshop | Plant) -> Party:
    is_shop = isinstance(place, Workshop)
    party = Party(contract=contract, plant=place.plant if is_shop else place, workshop=place if is_shop else None)
    party.full_clean()
    party.save()
    return party


def missing_in(promise: Promise) -> list[str]:
    """What a promise lacks to be one: vague items and targets without a baseline are what contracts die of."""
    wanted = {
        _("the indicator"): promise.metric_id,
        _("the baseline"): promise.baseline,
        _("the target"): promise.target,
        _("the day it is due"): promise.due_on,
        _("who accepts it"): promise.acceptor_id,
    }
    return [name for name, value in wanted.items() if value is None]


def check_whole(version: ContractVersion) -> list[Promise]:
    """Every promise of the version, or ValidationError naming what is missing where."""
    promises = promised_in(version)
    if not promises:
        raise ValidationError(_("A contract without an item promises nothing."))
    problems, sides = [], list(version.contract.parties.all())  # each of them reads the whole text
    for each in promises:
        if missing := missing_in(each):
            values = {"number": each.item.number, "missing": _(", ").join(missing)}
            problems.append(_("Item %(number)s lacks: %(missing)s.") % values)
        elif each.due_on is not None and not version.contract.starts_on <= each.due_on <= version.contract.ends_on:
            problems.append(_("Item %(number)s is due outside the period.") % {"number": each.item.number})
        if each.experience is not None and not known_to_all(each.experience, sides):
            said = _("Item %(number)s names a way that one of the sides may not read: share it first.")
            problems.append(said % {"number": each.item.number})
    if problems:
        raise ValidationError(problems)
    return promises


@verb
def propose(version: ContractVersion, *, by: Person | None) -> ContractVersion:
    """Offer the version to the other sides. From now on its text is fixed, with its hash; they sign, refuse, or write
    another. The first version offers the contract; one offered later while nothing is signed takes the place of the
    one before; one offered in force is an amendment."""
    version = writable(version, by)
    contract = locked(version.contract)
    is_amendment = contract.signed_at is not None
    power = Power.AMEND if is_amendment else Power.DRAFT
    if by is not None and not rules.may_bind(by, version.written_for):
        raise PermissionDenied
    authority = authority_for(by, version.written_for, power)
    promises = check_whole(version)
    if by is not None and contract.ends_on <= today():
        raise ValidationError({"ends_on": _("It would be over already.")})
    if contract.state == Contract.State.DRAFT:
        move(contract, "propose", rules.MOVES)
    elif contract.state not in (Contract.State.PROPOSED, *Contract.RUNNING):
        move(contract, "propose", rules.MOVES)  # refused, in the words of the state
    contract.versions.filter(state=V.PROPOSED).update(state=V.SUPERSEDED)
    contract.proposed_at = contract.proposed_at if is_amendment else now()
    contract.save()
    version.state, version.proposed_at = V.PROPOSED, now()
    version.needs_committee = is_amendment and today() > contract.late_from_on and moves_a_target(version)
    version.content = text_of(version)
    version.hash = hash_of(version.content)
    version.save()
    details = {"version": version.number, "hash": version.hash, "items": len(promises)}
    record("propose_amendment" if is_amendment else "propose_contract", contract, by=by, plant=plant_of(contract),
           authority=authority.text, details=details)  # fmt: skip
    said = gettext_lazy(
        "%(who)s offers you contract no. %(number)s, “%(title)s”: sign it, or write what you would change."
    )
    if is_amendment:
        said = gettext_lazy(
            "%(who)s wants to change contract no. %(number)s, “%(title)s”: sign or refuse the amendment."
        )
    telling.say(contract, telling.all_sides(contract, version.written_for), said, {"who": version.written_for})
    return version


@verb
def write_version(contract: Contract, party: Party, *, by: Person | None, why: str) -> ContractVersion:
    """A side begins its own version: a copy of what counts now, to be changed. Before the signatures that is a
    counter-proposal, in force it is an amendment; the text before stays as it is, in view beside it."""
    contract = locked(contract)
    if by is not None and not rules.may_write_for(by, party):
        raise PermissionDenied
    if contract.state not in (Contract.State.PROPOSED, *Contract.RUNNING):
        move(contract, "complete", rules.MOVES)  # refused, in the words of the state
    authority = authority_for(by, party, Power.AMEND if contract.signed_at else Power.DRAFT, roles=DRAFTERS)
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    if contract.versions.filter(state=V.WRITING).exists():
        raise ValidationError(_("Another version is being written already."))
    wanted = V.IN_FORCE if contract.signed_at else V.PROPOSED
    source = contract.versions.get(state=wanted)
    number = contract.versions.order_by("-number")[0].number + 1
    version = ContractVersion(contract=contract, number=number, written_for=party, written_by=by, why=why)
    version.save()
    for each in source.promises.exclude(item__state__in=ContractItem.SETTLED):
        copy_into(version, each)
    details = {"version": number, "why": why}
    record("write_contract_version", contract, by=by, plant=party.plant.slug, authority=authority.text, details=details)
    return version


@verb
def drop_version(version: ContractVersion, *, by: Person | None, why: str) -> ContractVersion:
    """A version is refused: one being written by its own side, an amendment on offer by any side. The one in force
    stays."""
    version = locked_version(version)
    contract = locked(version.contract)
    side = _refusing_side(version, by)
    if version.state == V.PROPOSED and contract.signed_at is None:
        raise ValidationError(_("Refuse the contract, or write your own version."))
    if version.state not in (V.WRITING, V.PROPOSED):
        raise ValidationError(_("This version can no longer be refused."), code="state")
    if version.number == 1:
        raise ValidationError(_("Refuse the contract, or write your own version."))
    authority = authority_for(by, side, Power.AMEND if contract.signed_at else Power.DRAFT, roles=DRAFTERS)
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    was_offered = version.state == V.PROPOSED
    version.state = V.REFUSED
    version.save()
    withdraw_items_outside(contract, why)
    record("refuse_version", contract, by=by, plant=side.plant.slug, authority=authority.text,
           details={"version": version.number, "why": why})  # fmt: skip
    if was_offered:
        said = gettext_lazy("The amendment of contract no. %(number)s, “%(title)s”, is refused: %(reason)s")
        telling.say(contract, telling.all_sides(contract), said, {"reason": why})
    return version


def _refusing_side(version: ContractVersion, by: Person | None) -> Party:
    if by is None:
        return version.written_for
    if version.state == V.WRITING:
        if not rules.may_write_for(by, version.written_for):
            raise PermissionDenied
        return version.written_for
    side = rules.binding_side(by, version.contract)
    if side is None:
        raise PermissionDenied
    return side
