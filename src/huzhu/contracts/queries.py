"""Questions across contracts: what is promised, what is late, what waits for whom, how much was kept."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from huzhu.contracts import rules
from huzhu.contracts.acting import promises_of, reach_of
from huzhu.contracts.models import Contract, ContractItem, ContractVersion, Inspection, Party, Promise, Sheet
from huzhu.contracts.signing import sign_by, signing_side
from huzhu.delegation.authority import Authority, authority_of
from huzhu.delegation.models import Power
from huzhu.metrics.disclosure import Sight, sight
from huzhu.moves import can_move
from huzhu.people.models import Person
from huzhu.workshops.clocks import MORNING, Clock, deadline, today
from huzhu.workshops.models import Plant

SOON = datetime.timedelta(days=14)


@dataclass(frozen=True)
class Duty:
    """One open promise as its readers see it. `days`: until it is due, less than 0 when its day is over."""

    item: ContractItem
    promise: Promise
    days: int

    @property
    def stands_still(self) -> bool:
        return stands_still(self.item.contract, self.promise.due_on)

    @property
    def is_late(self) -> bool:
        return self.days < 0 and not self.stands_still


@dataclass(frozen=True)
class Board:
    """The fulfilment board: open items, those due first; of the items due by today, how many were kept."""

    open: tuple[Duty, ...]
    due: int
    kept: int

    @property
    def pressing(self) -> tuple[Duty, ...]:
        """Late, or due within fourteen days; not what stands still."""
        return tuple(each for each in self.open if each.days <= SOON.days and not each.stands_still)


def stands_still(contract: Contract, due: datetime.date | None) -> bool:
    """Suspended for safety: nobody may go on, so nobody is late with what was not late before."""
    if contract.state != Contract.State.SUSPENDED or contract.suspended_at is None or due is None:
        return False
    return timezone.localdate(contract.suspended_at) <= due


def _items(contracts: Iterable[Contract]) -> list[ContractItem]:
    found = ContractItem.objects.counted().filter(contract__in=list(contracts)).select_related("contract")
    return list(found.order_by("contract", "number"))


def begun_with(names: Iterable[str], person: Person) -> list[Contract]:
    """The contracts that began with one of these cards, visits, indicators, items or resolutions (journal names)."""
    wanted = list(names)
    cards = [int(each.removeprefix("card:")) for each in wanted if each.startswith("card:")]
    found = Contract.objects.visible_to(person).filter(Q(came_from__in=wanted) | Q(card__number__in=cards))
    return list(found.select_related("card").order_by("pk"))


def items_of(contract: Contract, person: Person) -> list[ContractItem]:
    """The items of a contract that this reader knows: one that is only being written is its writer's own."""
    known = Promise.objects.visible_to(person).filter(item__contract=contract)
    return list(contract.items.filter(pk__in=known.values("item")))


def _in_force(person: Person) -> Iterable[Contract]:
    after = (*Contract.RUNNING, Contract.State.IN_APPRAISAL, Contract.State.FULFILLED)
    ended = (Contract.State.PARTLY_FULFILLED, Contract.State.UNFULFILLED)
    return Contract.objects.visible_to(person).filter(state__in=(*after, *ended))


def board(person: Person) -> Board:
    """Everything promised in the contracts that this reader knows."""
    day, duties, due, kept = today(), [], 0, 0
    items = _items(_in_force(person))
    promises = promises_of(items)
    for item in items:
        promise = promises[item.pk]
        assert promise.due_on is not None
        is_settled = item.state in ContractItem.SETTLED
        if is_settled or (promise.due_on < day and not stands_still(item.contract, promise.due_on)):
            due += item.state != ContractItem.State.WAIVED
            kept += item.state == ContractItem.State.ACCEPTED
        if not is_settled and item.contract.state in (*Contract.RUNNING, Contract.State.IN_APPRAISAL):
            duties.append(Duty(item, promise, (promise.due_on - day).days))
    return Board(tuple(sorted(duties, key=lambda each: (each.days, each.item.pk))), due, kept)


def late_at(plants: Iterable[Plant], person: Person) -> list[Duty]:
    """Late items in which one of these plants helps or is helped, the oldest first."""
    own = {plant.pk for plant in plants}
    return [
        each
        for each in board(person).open
        if each.is_late and {each.promise.helper.plant_id, each.promise.helped.plant_id} & own
    ]


@dataclass(frozen=True)
class Step:
    """What waits for this reader: a verb on a contract or on one of its items, and by when."""

    verb: str
    contract: Contract
    item: ContractItem | None = None
    due_at: datetime.datetime | None = None


def waiting_for(person: Person) -> list[Step]:
    """Everything in which this person's hand is the next."""
    found: list[Step] = []
    for contract in Contract.objects.visible_to(person).standing().prefetch_related("parties__plant"):
        found += _contract_steps(contract, person)
        if contract.state in (Contract.State.IN_FORCE, Contract.State.IN_APPRAISAL):
            found += _item_steps(contract, person)
    return found


def _contract_steps(contract: Contract, person: Person) -> list[Step]:
    offered = contract.versions.filter(state=ContractVersion.State.PROPOSED).first()
    steps = []
    if offered is not None:
        side = signing_side(person, offered)
        if side is not None and _has_power(person, offered, side):
            until = sign_by(contract) if contract.state == Contract.State.PROPOSED else None
            steps.append(Step("sign", contract, due_at=until))
        if offered.needs_committee and offered.allowed_by_id is None and rules.may_allow(person, contract):
            steps.append(Step("allow_late", contract))
    if contract.suspended_at is not None and rules.may_suspend(person, contract):
        steps.append(Step("resume", contract, due_at=_by(rules.REVIEW, contract.suspended_at, contract)))
    return steps + _appraisal_steps(contract, person) + _inspection_steps(contract, person)


def _morning_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, MORNING))


def _by(clock: Clock, since: datetime.datetime, contract: Contract) -> datetime.datetime:
    """When a clock of the contract runs out: as the slowest plant counts its working days."""
    return max(deadline(clock, since, each.plant) for each in contract.parties.all())


def _appraisal_steps(contract: Contract, person: Person) -> list[Step]:
    """What the secretariat does at the end, and the committee where a side disputes what was found."""
    steps = []
    if person.holds("secretariat"):
        is_over = contract.ends_on < today() or not contract.items.agreed().filter(state__in=ContractItem.OPEN).exists()
        if can_move(contract, "appraise", rules.MOVES) and is_over:
            over = _morning_of(min(contract.ends_on, today()))
            steps.append(Step("appraise", contract, due_at=_by(rules.APPRAISE, over, contract)))
        if contract.state == Contract.State.IN_APPRAISAL and contract.appraised_at is not None:
            steps.append(Step("conclude", contract, due_at=_by(rules.CONCLUDE, contract.appraised_at, contract)))
    if rules.decides_about(person, contract):
        open_ones = Sheet.objects.filter(inspection__contract=contract, disputed_at__isnull=False, decided_by=None)
        for sheet in open_ones.select_related("item__contract"):
            assert sheet.disputed_at is not None
            steps.append(Step("decide", contract, sheet.item, _by(rules.DISPUTE, sheet.disputed_at, contract)))
    return steps


def _inspection_steps(contract: Contract, person: Person) -> list[Step]:
    """A joint inspection is to be called, or the own sheets of one that was called are to be written."""
    called = contract.inspections.filter(state=Inspection.State.CALLED)
    mine = [each for each in called if rules.is_inspector(person, each)]
    steps = [Step("inspect", contract, due_at=_morning_of(each.day_on)) for each in mine]
    wanted = inspection_due_on(contract)
    is_near = wanted is not None and wanted - SOON <= today()
    if wanted is not None and is_near and not called and rules.may_call_inspection(person, contract):
        steps.append(Step("call_inspection", contract, due_at=_morning_of(wanted)))
    return steps


def _has_power(person: Person, offered: ContractVersion, side: Party) -> bool:
    """What is delegated waits for the workshop, and only for it."""
    gravest, value = reach_of(offered, side)
    power = Power.AMEND if offered.contract.signed_at else Power.SIGN
    found = authority_of(person, side.plant, side.workshop, power, safety_class=gravest, value=value)
    return isinstance(found, Authority)


def _item_steps(contract: Contract, person: Person) -> list[Step]:
    steps = []
    claimed = list(contract.items.filter(state=ContractItem.State.CLAIMED_DONE).select_related("contract"))
    promises = promises_of(claimed) if claimed else {}
    for item in claimed:
        promise = promises[item.pk]
        if rules.may_accept(person, promise):
            assert item.claimed_at is not None
            until = deadline(rules.ACCEPT, item.claimed_at, promise.helped.plant)
            steps.append(Step("accept", contract, item, until))
    return steps


def sees_numbers(person: Person, promise: Promise, contract: Contract) -> bool:
    """Baseline and target are the helped side's values: for the parties, and for whoever the metric lets see them."""
    if rules.belongs(person, contract):
        return True
    return promise.metric is not None and sight(promise.metric, promise.helped.plant_id, person) >= Sight.SUMMARY


def inspection_due_on(contract: Contract) -> datetime.date | None:
    """The day by which the next joint inspection is wanted; None when nothing is in force."""
    if contract.state != Contract.State.IN_FORCE or not contract.inspect_every:
        return None
    last = contract.inspections.order_by("-day_on").first()
    start = last.day_on if last is not None else contract.starts_on
    months = start.month - 1 + contract.inspect_every
    first = datetime.date(start.year + months // 12, months % 12 + 1, 1)
    wanted = first + datetime.timedelta(days=min(start.day, 28) - 1)
    return wanted if wanted <= contract.ends_on else None


def versions_for(contract: Contract, person: Person) -> list[ContractVersion]:
    """The versions this reader knows, the newest first: what is still being written is its writer's own."""
    found = contract.versions.select_related("written_for__plant", "written_for__workshop__plant", "written_by")
    return [
        each
        for each in found.order_by("-number")
        if each.state not in (ContractVersion.State.WRITING,) or each.written_for.plant_id in person.plants
    ]
