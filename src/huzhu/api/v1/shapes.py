"""What goes in and out, field by field. Words come as {"zh": ..., "en": ...}, one of the two may be missing."""

from __future__ import annotations

import datetime
import math
from typing import Annotated, Any, Literal

from ninja import Field, Schema

Text = dict[str, Any]
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=120)]
Short = Annotated[str, Field(max_length=200)]


class Refusal(Schema):
    """Why a call was refused. `problems`: sentences by field, where fields were at fault."""

    detail: str
    problems: dict[str, list[str]] = {}


REFUSED = {401: Refusal, 403: Refusal, 422: Refusal}  # what any call may be answered


class PlantOut(Schema):
    slug: str
    name: Text
    short_name: Text


class BandOut(Schema):
    slug: str
    name: Text
    low: float | None
    high: float | None


class EquipmentOut(Schema):
    """A kind of equipment found in workshops of the trade."""

    slug: str
    name: Text


class TradeOut(Schema):
    slug: str
    name: Text
    size_name: Text
    size_unit: str
    bands: list[BandOut]
    equipment: list[EquipmentOut]


class WorkshopOut(Schema):
    slug: str
    plant: str
    trade: str
    name: Text
    size: float | None
    band: str | None
    lines: list[str]
    equipment: list[str]


class DefinitionOut(Schema):
    number: int
    text: Text
    since_on: datetime.date | None


class MetricOut(Schema):
    """`disclosure`: what other plants see (open, summary, change, hidden). `per`: a rate is shown per so many units."""

    slug: str
    name: Text
    unit: Text
    kind: str
    direction: str
    grain: str
    exposure_unit: Text
    per: float
    disclosure: str
    about_safety: bool
    trades: list[str]
    definition: DefinitionOut | None


class ReadingIn(Schema):
    """One value. Names may be address words or any name a file may use; `event` tells events of one day apart."""

    metric: Short
    workshop: Short
    started_at: Annotated[str, Field(max_length=40, examples=["1958-08-27", "1958-08-27 06:30"])]
    value: Annotated[float | str, Field(description="A number, or text as a file would have it: “1,5 h”.")]
    line: Short = ""
    product: Short = ""
    task: Short = ""
    shift: Short = ""
    ended_at: Annotated[str, Field(max_length=40)] = ""
    exposure: float | None = None
    event: Annotated[str | int, Field(description="Number of the event, heat or change.")] = ""
    unit: Short = ""


class ReadingsIn(Schema):
    """Readings of one plant; without `plant` they are those of the caller's only plant."""

    rows: Annotated[list[ReadingIn], Field(min_length=1, max_length=20000)]
    plant: Slug | None = None
    name: Annotated[str, Field(max_length=200, description="How the batch is called in the list of loads.")] = "API"


class RefusedOut(Schema):
    """A value that was not taken: where it stands, what is wrong (code and words) and how to mend it."""

    sheet: str
    row: int
    field: str
    value: str
    problem: str
    sentence: str
    mend: str


class BatchOut(Schema):
    """A load. `state`: waiting (its mapping is open), loaded (it counts), taken_back. `is_repeat`: nothing changed,
    because the same content was loaded before. `refused_rows`: the first 1000."""

    id: int
    plant: str | None
    name: str
    state: str
    kept: int
    refused: int
    corrected: int
    received_at: datetime.datetime
    loaded_at: datetime.datetime | None
    is_repeat: bool = False
    refused_rows: list[RefusedOut] = []
    warnings: list[dict[str, Any]] = []


class OpenQuestion(Schema):
    """Something the file leaves open: set `field` of the column `index` (or of the sheet) in the mapping."""

    sheet: str
    index: int | None
    field: str
    sentence: str
    choices: list[str]
    proposed: str


class WaitingOut(Schema):
    """The file is taken in and waits: send it again with the mapping, its questions answered."""

    batch: BatchOut
    mapping: dict[str, Any]
    questions: list[OpenQuestion]


class TakeBackIn(Schema):
    why: Annotated[str, Field(min_length=1, max_length=2000)]


class GapOut(Schema):
    """By how much this workshop is better than one's own, in the metric's unit; `relative` to one's own value."""

    amount: float
    low: float
    high: float
    relative: float | None


class PlaceOut(Schema):
    """One workshop. Everything another plant does not disclose is null, and `status` says not_shared."""

    workshop: str
    plant: str
    is_own: bool
    status: str
    value: float | None
    adjusted: float | None
    low: float | None
    high: float | None
    place_low: int | None
    place_high: int | None
    verdict: str
    change: float | None
    count: int | None
    exposure: float | None
    gap: GapOut | None


class ComparisonOut(Schema):
    """The workshops of a trade on one metric over the twelve months to `until_on`. People hurt are counted, never
    ranked: `status` is then "counted" and nobody has a place."""

    trade: str
    metric: str
    basis: str
    status: str
    reason: str
    until_on: datetime.date | None
    weeks: int
    middle: list[float] | None
    places: list[PlaceOut]
    computed_at: datetime.datetime | None


class VersionOut(Schema):
    number: int
    written_on: datetime.date
    mechanism: Text
    steps: Text
    needs: list[dict[str, Any]]
    conditions: list[dict[str, Any]]
    expected_low: float | None
    expected_high: float | None


class ExperienceOut(Schema):
    slug: str
    title: Text
    summary: Text
    trade: str
    equipment: list[str]
    origin: str | None
    metric: str | None
    product: str
    state: str
    flag: str
    is_illustrative: bool
    version: VersionOut | None


class AmountOut(Schema):
    """A value and the range in which it lies at 95 %; null where there is no bound."""

    value: float
    low: float | None
    high: float | None


class AdoptionOut(Schema):
    workshop: str
    slug: str
    line: str
    experience: str
    state: str
    starts_on: datetime.date
    metric: str | None


class GuardrailOut(Schema):
    """`change`: harm as a fraction of what was expected, above 0 = worse; `limit`: the harm agreed to be tolerable."""

    metric: str
    workshop: str
    task: str
    reading: str
    reason: str
    change: AmountOut | None
    limit: float | None
    seen: int | None
    expected: float | None


class PeerOut(Schema):
    workshop: str
    line: str
    share: float | None


class CheckOut(Schema):
    name: str
    answer: Literal["yes", "no", "cannot_say"]
    value: float | None
    limit: float | None


class PathOut(Schema):
    """One week of the chart: what was seen, and what would have been without the change, with its band."""

    week: datetime.date
    observed: float | None
    without: float | None = None
    low: float | None = None
    high: float | None = None


class EffectOut(Schema):
    """The effect of an adoption, as far as the caller may see it.

    `status`: estimated, too_few_peers, before_after (not proof), no_sound_comparison, too_early, counted, no_data,
    planned, not_measured, not_shared. `relative`: -0.5 is half. `points`: in the metric's unit.
    `mix_taken_out`: values are those of each workshop's usual mix of products.
    """

    adoption: AdoptionOut
    status: str
    reason: str
    evidence: str
    relative: AmountOut | None = None
    points: AmountOut | None = None
    chance_worse: float | None = None
    now: float | None = None
    without: AmountOut | None = None
    before: float | None = None
    after: float | None = None
    seen: int | None = None
    expected: float | None = None
    peer_count: int = 0
    mix_taken_out: bool = False
    peers: list[PeerOut] = []
    checks: list[CheckOut] = []
    guardrails: list[GuardrailOut] = []
    path: list[PathOut] = []
    first_reading_on: datetime.date | None = None
    until_on: datetime.date | None = None
    computed_at: datetime.datetime | None = None


def finite(value: float | None) -> float | None:
    """JSON has no infinity: a bound that is none is null."""
    return value if value is not None and math.isfinite(value) else None
