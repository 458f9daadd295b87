"""What goes out about visits and material aid, field by field. Quantities are texts, so that no decimal is lost."""

from __future__ import annotations

import datetime

from ninja import Schema

from huzhu.api.v1.shapes import Text


class FindingOut(Schema):
    """`kind`: learned, fits, risk."""

    kind: str
    text: Text


class VisitActionOut(Schema):
    text: Text
    workshop: str
    due_on: datetime.date
    state: str
    experience: str | None


class VisitStepOut(Schema):
    """`is_inside`: the machine stands still for it."""

    workshop: str
    number: int
    name: Text
    is_inside: bool
    seconds: int
    people: int
    tools: Text


class VisitOut(Schema):
    slug: str
    title: Text
    why: Text
    state: str
    metric: str
    host: str
    visiting: list[str]
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    place: Text
    seats: int
    experience: str | None
    is_illustrative: bool
    findings: list[FindingOut]
    actions: list[VisitActionOut]
    steps: list[VisitStepOut]


class NeedOut(Schema):
    number: int
    plant: str
    material: str
    quantity: str
    missing: str
    unit: Text
    substitutes: Text
    needed_on: datetime.date
    consequence: Text
    is_safety_critical: bool
    state: str
    result: Text


class OfferOut(Schema):
    """`mode`: gift, loan, exchange, sale."""

    id: int
    giver: str
    material: str
    need: int | None
    quantity: str
    left: str
    unit: Text
    mode: str
    until_on: datetime.date | None
    return_on: datetime.date | None


class TransferOut(Schema):
    """`owed`, `given_back`: of `owed_material`; nothing is owed for a gift or a sale."""

    id: int
    giver: str
    receiver: str
    material: str
    need: int | None
    quantity: str
    unit: Text
    mode: str
    state: str
    owed_material: str | None
    owed: str
    given_back: str
    return_on: datetime.date | None


class BalanceOut(Schema):
    """What `debtor` owes `creditor`, both directions set against each other."""

    creditor: str
    debtor: str
    material: str
    quantity: str
    unit: Text
