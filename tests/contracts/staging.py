"""A contract between Dalian's and Benxi's medium-section mills in any state, made through the verbs only.

Dalian drafts it and learns roll change from Benxi (item 1); Benxi learns less surface rejects from Dalian (item 2).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db import transaction

from huzhu.contracts import actions, drafting, fulfilling, signing, writing
from huzhu.contracts.models import Contract, ContractItem, ContractVersion, Party
from huzhu.delegation import actions as delegating
from huzhu.delegation.models import Delegation, Power
from huzhu.words import words
from huzhu.workshops.models import Alliance
from tests import make

DAY = make.TODAY
END = DAY + datetime.timedelta(days=180)
EVERYTHING = list(Power.values)


@contextmanager
def undone() -> Iterator[None]:
    """What is tried inside leaves no trace, so that one state serves many verbs."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def it_is(day: datetime.date) -> None:
    Alliance.objects.update(clock_on=day)


def delegate(made: make.Made, plant: str, powers: list[str] | None = None, **values: Any) -> Delegation:
    """Powers to the plant's medium-section mill, granted."""
    one = delegating.propose_delegation(
        made.workshops[f"{plant}-medium-section"],
        by=made.person(plant, "workshop_head"),
        powers=powers or EVERYTHING,
        since_on=values.pop("since_on", DAY),
        until_on=values.pop("until_on", DAY + datetime.timedelta(days=365)),
        ceiling=Decimal(values.pop("ceiling", 5000)),
        **values,
    )
    return delegating.grant(one, by=made.person(plant, "chief_engineer"))


def delegate_both(made: make.Made) -> None:
    for plant in ("dalian", "benxi"):
        if not Delegation.objects.filter(plant=made.plants[plant], state="active").exists():
            delegate(made, plant)


def draft(made: make.Made, **values: Any) -> Contract:
    contract = drafting.draft_contract(
        made.workshops["dalian-medium-section"],
        [made.workshops["benxi-medium-section"]],
        by=values.pop("by", None),
        title=words("换辊与表面", "Roll change and surface"),
        starts_on=values.pop("starts_on", DAY),
        ends_on=values.pop("ends_on", END),
        **values,
    )
    return contract


def side(contract: Contract, plant: str) -> Party:
    return contract.parties.get(plant__slug=plant)


def promise(made: make.Made, contract: Contract, *, helper: str = "benxi", **values: Any) -> Any:
    helped = "dalian" if helper == "benxi" else "benxi"
    said: dict[str, Any] = {
        "subject": words("快速换辊", "Quick roll change"),
        "metric": made.metrics["roll-change-time"],
        "baseline": 62.0,
        "target": 31.0,
        "due_on": DAY + datetime.timedelta(days=90),
        "acceptor": made.people[f"{helped}-workshop_engineer"],
    }
    return writing.write_item(
        values.pop("version", None) or contract.versions.get(number=1),
        by=values.pop("by", None),
        helper=side(contract, helper),
        helped=side(contract, helped),
        **{**said, **values},
    )


def drafted(made: make.Made, **values: Any) -> Contract:
    contract = draft(made, **values)
    promise(made, contract)
    promise(made, contract, helper="dalian", subject=words("少划伤", "Fewer scratches"),
            metric=made.metrics["surface-rejects"], baseline=5.0, target=4.0)  # fmt: skip
    return contract


def offer(contract: Contract) -> ContractVersion:
    return drafting.propose(contract.versions.get(state="writing"), by=None)


def sign(made: make.Made, contract: Contract, plant: str, role: str = "workshop_head") -> Any:
    version = contract.versions.get(state="proposed")
    return signing.sign(version, side(contract, plant), by=made.person(plant, role), agreed_hash=version.hash)


def sign_both(made: make.Made, contract: Contract) -> Contract:
    sign(made, contract, "dalian")
    sign(made, contract, "benxi")
    return fresh(contract)


def fresh(contract: Contract) -> Contract:
    return Contract.objects.get(pk=contract.pk)


def in_force(made: make.Made, **values: Any) -> Contract:
    delegate_both(made)
    contract = drafted(made, **values)
    offer(contract)
    return sign_both(made, contract)


def settle(made: make.Made, item: ContractItem, how: str = "accepted") -> None:
    """Bring an item of a contract in force to an end."""
    plant = item.promises.order_by("-version__number")[0].helped.plant.slug
    other = "dalian" if plant == "benxi" else "benxi"
    if how == "accepted":
        fulfilling.begin_item(item, by=None)
        fulfilling.claim(item, by=made.person(other, "workshop_head"), evidence="31 min in 40 changes")
        fulfilling.accept(item, by=made.person(plant, "workshop_engineer"))
    elif how == "waived":
        for each in (plant, other):
            fulfilling.waive(item, side(item.contract, each), by=made.person(each, "workshop_head"), why="not needed")


def withdraw(made: make.Made, item: ContractItem) -> Contract:
    """An amendment that both sides sign leaves it out."""
    version = drafting.write_version(item.contract, side(item.contract, "dalian"), by=None, why="taken out")
    writing.take_item_out(version, item, by=None)
    drafting.propose(version, by=None)
    return sign_both(made, item.contract)


def replace(made: make.Made, item: ContractItem, **values: Any) -> Any:
    """Dalian offers an amendment that puts another item in the place of this one."""
    contract = item.contract
    version = drafting.write_version(contract, side(contract, "dalian"), by=None, why="the old line is closed")
    new = promise(made, contract, version=version, replaces=item, **values)
    drafting.propose(version, by=None)
    return new


def at_state(made: make.Made, state: str) -> Contract:
    it_is(DAY)
    delegate_both(made)
    if state == "draft":
        return drafted(made)
    if state in ("proposed", "rejected", "expired_unsigned"):
        contract = drafted(made)
        offer(contract)
        if state == "rejected":
            actions.reject(contract, side(contract, "benxi"), by=None, why="not now")
        if state == "expired_unsigned":
            it_is(DAY + datetime.timedelta(days=20))
            signing.expire_unsigned(contract)
        return fresh(contract)
    if state == "signed":
        contract = drafted(made, starts_on=DAY + datetime.timedelta(days=5))
        offer(contract)
        return sign_both(made, contract)
    contract = in_force(made)
    if state == "suspended":
        actions.suspend(contract, by=None, why="a hook broke", people_at_risk="the roll crew")
    if state == "terminated":
        for plant in ("dalian", "benxi"):
            actions.terminate(contract, side(contract, plant), by=made.person(plant, "workshop_head"), why="rebuilt")
    if state in ("in_appraisal", "fulfilled", "partly_fulfilled", "unfulfilled"):
        first, second = contract.items.all()
        if state in ("fulfilled", "partly_fulfilled"):
            settle(made, first)
        if state == "fulfilled":
            settle(made, second, "waived")
        it_is(END + datetime.timedelta(days=1))
        actions.appraise(contract, by=None)
        if state != "in_appraisal":
            actions.conclude(contract, by=None)
    contract = fresh(contract)
    assert contract.state == state, contract.state
    return contract


def item_at(made: make.Made, state: str) -> ContractItem:
    """Item 1 (Benxi helps Dalian) of a contract in force."""
    it_is(DAY)
    contract = in_force(made)
    item = contract.items.get(number=1)
    head = made.person("benxi", "workshop_head")
    if state in ("under_way", "blocked", "claimed_done", "accepted"):
        fulfilling.begin_item(item, by=head)
    if state == "blocked":
        fulfilling.block(item, by=head, why="no crane")
    if state in ("claimed_done", "accepted"):
        fulfilling.claim(item, by=head, evidence="31 min")
    if state == "accepted":
        fulfilling.accept(item, by=made.person("dalian", "workshop_engineer"))
    if state == "waived":
        settle(made, item, "waived")
    if state == "not_met":
        it_is(DAY + datetime.timedelta(days=100))
        fulfilling.find_not_met(item, by=made.person("dalian", "workshop_engineer"), why="no spare chocks")
        it_is(DAY)
    if state == "withdrawn":
        withdraw(made, item)
    if state == "superseded":
        replace(made, item, target=35.0)
        sign_both(made, contract)
    item.refresh_from_db()
    assert item.state == state, item.state
    return ContractItem.objects.get(pk=item.pk)
