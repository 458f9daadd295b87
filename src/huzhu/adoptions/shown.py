"""What the pages are handed about adoptions and their effects: frozen records holding only what the reader may see."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from huzhu.adoptions.models import Adoption
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.words import Words
from huzhu.workshops.models import Workshop


@dataclass(frozen=True)
class Amount:
    """A number with the range in which it surely (19 chances in 20) lies."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Effect:
    """What a change did. `shown_as` says which of the two the page speaks of: "relative" (fractions, -0.5 = half) or
    "points" (`points`, in the metric's unit: percentage points). [`likely_low`, `likely_high`]: 4 chances in 5, in the
    same measure. `is_good`: the estimate lies on the good side. `chance_worse`: 0 to 1, None where it was not found.
    `points` is None where only the relative effect is shared.
    """

    shown_as: str
    relative: Amount | None
    points: Amount | None
    likely_low: float | None
    likely_high: float | None
    is_good: bool | None
    chance_worse: float | None

    @property
    def main(self) -> Amount | None:
        return self.points if self.shown_as == "points" else self.relative


@dataclass(frozen=True)
class Counted:
    """Accidents since the start, counted one by one. `expected`: how many there would have been at the rate before.
    `people`: hurt in them. `ratio`: seen over expected, with its range; None where too little was expected to say.
    """

    seen: int
    people: int
    expected: float | None
    ratio: Amount | None
    weeks: int
    exposure: float | None = None


@dataclass(frozen=True)
class Chart:
    """Own line against "without the change", by week from the Monday `first_week` on; None where there is nothing.

    `without`, `low` and `high` are empty where the blend behind them may not be shown. For people hurt `observed` holds
    accidents a week and the others are empty. `events`: dated marks (`code`: "visit", "decided", "started", "other").
    """

    first_week: datetime.date
    observed: tuple[float | None, ...]
    without: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    starts_on: datetime.date
    ramp_until: datetime.date
    baseline_from: datetime.date | None = None


@dataclass(frozen=True)
class Peer:
    """A workshop (or a line of it) behind the estimate, with its share of the blend (0 to 1), or left out and why.

    `reason`: "contaminated" (took up the same way or changed the same metric), "definition_break", "too_many_gaps",
    "no_readings", "left_out".
    """

    workshop: Workshop
    line: str
    share: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class TrustCheck:
    """`answer`: "yes" (passed), "no", "cannot_say". `value`, `limit`: mostly in the metric's unit."""

    name: str
    answer: str
    value: float | None = None
    limit: float | None = None


@dataclass(frozen=True)
class GuardrailReading:
    """One guardrail. `reading`: "no_harm_seen", "within_limit", "watch", "harmful", "not_enough_data", "not_shared".

    `change` is harm as a fraction of what was expected (above 0 = worse), `limit` the tolerated harm. People hurt come
    as `counted` and are never drawn; their `limit` is 0 where none was agreed. `is_danger`: people were hurt beyond
    what was expected. `at_most`: surely no more than so many times the expected. `exposure_needed`: how much more work
    until a rise to three times would be seen or, where a limit was agreed, until "no more than that" could be said; 0
    when there is enough, None when nobody can say.
    """

    metric: Metric
    workshop: Workshop
    task: str
    reading: str
    reason: str = ""
    expected: float | None = None
    seen: float | None = None
    change: Amount | None = None
    limit: float | None = None
    chance_worse: float | None = None
    weeks: int = 0
    smallest_seen: float | None = None
    counted: Counted | None = None
    at_most: float | None = None
    exposure_needed: float | None = None
    mix_taken_out: bool = False

    @property
    def is_danger(self) -> bool:
        return self.metric.about_safety and self.reading == "harmful"


@dataclass(frozen=True)
class Event:
    """A dated line of the story. `code`: a verb of the journal ("take_up", "start", "decide" ...) or "reading"
    (details: evidence), "alarm" (details: metric). `by` is the name written down then."""

    on: datetime.date
    code: str
    by: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class EffectPage:
    """The page "Effect of an adoption".

    `status`: "estimated"; "too_few_peers" (estimated, judged against fewer than four); "before_after" (no peers: own
    past only, not proof); "no_sound_comparison" (`before` and `after` stand apart, not proof; `reason` says why);
    "too_early" (`first_reading_on`, `weeks_gathered` of `weeks_needed`); "counted" (people hurt: see `counted`);
    "no_data"; "not_measured" (no metric was frozen); "not_shared".
    `evidence`: "verified", "probable", "not_shown", "harmful", "measuring", "" (nothing to say).
    `slipping`: "no_sign", "slipping", "cannot_say". `mix_taken_out`: all values are those of each workshop's usual mix
    of products.
    """

    adoption: Adoption
    metric: Metric | None
    status: str
    reason: str = ""
    evidence: str = ""
    effect: Effect | None = None
    counted: Counted | None = None
    now: float | None = None
    without: Amount | None = None
    won_back: Amount | None = None
    won_back_unit: Words | None = None
    lasting_weeks: int | None = None
    slipping: str = "cannot_say"
    before: float | None = None
    after: float | None = None
    first_reading_on: datetime.date | None = None
    verdict_on: datetime.date | None = None
    weeks_gathered: int = 0
    weeks_needed: int = 0
    chart: Chart | None = None
    peers: tuple[Peer, ...] = ()
    peer_count: int = 0
    mix_taken_out: bool = False
    left_out: tuple[Peer, ...] = ()
    baseline_weeks: int = 0
    checks: tuple[TrustCheck, ...] = ()
    guardrails: tuple[GuardrailReading, ...] = ()
    computed_at: datetime.datetime | None = None
    until_on: datetime.date | None = None

    @property
    def is_shared(self) -> bool:
        return self.status != "not_shared"

    @property
    def gravest(self) -> GuardrailReading | None:
        """The guardrail that needs attention most; None when there is none. Where people may be hurt and nobody can
        tell yet, that comes before what is known to be safe."""
        order = {"harmful": 0, "watch": 1, "within_limit": 3, "no_harm_seen": 4, "not_enough_data": 5, "not_shared": 6}

        def gravity(each: GuardrailReading) -> tuple[int, bool]:
            cannot_tell = each.reading == "not_enough_data" and each.metric.about_safety
            return 2 if cannot_tell else order.get(each.reading, 7), not each.metric.about_safety

        return min(self.guardrails, key=gravity, default=None)


@dataclass(frozen=True)
class Together:
    """The effects of several adopters put together, and what a workshop like these may expect. `studies`: how many."""

    studies: int
    effect: Effect
    expect_low: float | None
    expect_high: float | None
    status: str


@dataclass(frozen=True)
class ExperienceEffects:
    """What an experience did, adopter by adopter (the origin first, then by start), and together.

    `adopters` holds an `EffectPage` without chart for each; `together` is None until two effects may be put together.
    """

    experience: Experience
    adopters: tuple[EffectPage, ...]
    together: Together | None
    measured: int


@dataclass(frozen=True)
class ChainLink:
    """A link of "the harm it caused, and the remedy". `code`: "change", "gain", "danger", "remedy", "since".

    "danger" and "since" carry `counted` (since: expected at the rate of the danger); "gain" carries `effect`.
    """

    code: str
    on: datetime.date
    until_on: datetime.date | None
    workshop: Workshop
    adoption: Adoption | None = None
    metric: Metric | None = None
    task: str = ""
    counted: Counted | None = None
    effect: Effect | None = None
