"""What goes out about conferences and rounds, field by field."""

from __future__ import annotations

import datetime
from typing import Any

from ninja import Schema

from huzhu.api.v1.shapes import Text


class ResolutionOut(Schema):
    """`votes`: by plant, "for", "against", "abstain". `rounds`: competitions that are held by it."""

    number: int
    text: Text
    because: Text
    state: str
    owner: Text | None
    due_on: datetime.date | None
    evidence: Text
    votes: dict[str, str]
    rounds: list[str]


class UseOut(Schema):
    """An adoption at the workshop that answered, as `GET /adoptions/{workshop}/{slug}/effect` tells of it."""

    workshop: str
    adoption: str
    evidence: str


class ReplyOut(Schema):
    """`disposition`: adopt, trial, adapt, already, later, not_applicable, refuse; "" where nothing was said yet."""

    workshop: str
    disposition: str
    reason: Text
    later_on: datetime.date | None
    is_late: bool
    uses: list[UseOut]


class ItemOut(Schema):
    number: int
    experience: str
    state: str
    answers: list[ReplyOut]


class ConferenceOut(Schema):
    slug: str
    ordinal: int
    title: Text
    host: str
    starts_on: datetime.date
    ends_on: datetime.date
    place: Text
    state: str
    is_illustrative: bool
    resolutions: list[ResolutionOut]


class LedgerOut(Schema):
    """What became of the exchanged ways: how many were `taken` up since, and how many of these are `verified`."""

    conference: str
    listed: int
    taken: int
    verified: int
    known: int
    items: list[ItemOut]


class RoundOut(Schema):
    """`hash`: of the conditions, from publication on; `inputs_hash`: of what was counted, once it is fixed.
    `resolution`: {"conference", "number"} where the caller may know of it."""

    slug: str
    title: Text
    kind: str
    trade: str
    state: str
    starts_on: datetime.date
    ends_on: datetime.date
    hash: str
    inputs_hash: str
    counted_until: datetime.date | None
    resolution: dict[str, Any] | None
    is_illustrative: bool


class PartsOut(Schema):
    improvement: float
    level: float
    fulfilment: float
    help: float


class StandingOut(Schema):
    """`points` are whole fives and `parts` null where `is_exact` is false: the indicators are not open to the caller.
    `place`: first and last that could be held; all ranges of a round hold at once with 19 chances in 20. `gate`: why
    the award may be withheld, with its `gate_state`."""

    workshop: str
    line: str
    state: str
    reason: str
    is_exact: bool
    points: float | None
    place: list[int] | None
    group: int | None
    parts: PartsOut | None
    marks: list[str]
    gate: str | None
    gate_state: str | None


class HelpOut(Schema):
    """`points` are null where the helper's are not exact for the caller."""

    helper: str
    receiver: str
    address: str
    routes: list[str]
    points: float | None


class StandingsOut(Schema):
    """`conditions` as they were published, or as drafted; `awards`: entrants by title, once awarded."""

    round: RoundOut
    conditions: dict[str, Any]
    standings: list[StandingOut]
    helps: list[HelpOut]
    awards: dict[str, Any]
