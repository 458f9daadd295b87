"""A round among the medium-section mills of three plants in any state, made through the verbs only.

Drafted on 27 August 1958 for September to November; the baseline is the year that ended in June. What the mills did is
stored as weekly series, as refreshing leaves them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from huzhu.adoptions.models import Adoption, Measurement
from huzhu.competitions import counting, drafting, running
from huzhu.competitions.models import Round
from huzhu.metrics.models import Series
from huzhu.words import words
from huzhu.workshops.models import Alliance, Workshop
from tests import make

FIRST = datetime.date(1956, 9, 3)
WEEKS = 118
STARTS, ENDS = datetime.date(1958, 9, 1), datetime.date(1958, 11, 30)
BASELINE = (datetime.date(1957, 9, 2), datetime.date(1958, 6, 29))
PLANTS = ("dalian", "benxi", "plant-c")
ORDER = (
    "drafted",
    "consulted",
    "published",
    "running",
    "frozen",
    "appraised",
    "objection",
    "final",
    "awarded",
    "closed",
)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def it_is(day: datetime.date) -> None:
    Alliance.objects.update(clock_on=day)


def week(day: datetime.date) -> int:
    return (day - FIRST).days // 7


def noise(seed: int, size: float = 0.03) -> np.ndarray:
    return size * np.random.default_rng(seed).standard_normal(WEEKS)


def store(
    made: make.Made, metric: str, workshop: str, values: Sequence[float | None], line: str = "", **more: Any
) -> Series:
    """One weekly series; None where nothing was reported."""
    stored = [None if value is None or np.isnan(value) else float(value) for value in values]
    return Series.objects.create(
        metric=made.metrics[metric], workshop=made.workshops[workshop], line=line, first_week=FIRST, values=stored,
        exposure=[None if v is None else 100.0 for v in stored], n=[0 if v is None else 5 for v in stored],
        updated_at=timezone.now(), **more,
    )  # fmt: skip


def minutes(seed: int, level: float = 100.0, improved: float = 0.0, since: datetime.date = STARTS) -> np.ndarray:
    """Roll changes of a mill that became `improved` (0.3: thirty per cent) shorter on a day."""
    path = level * np.exp(noise(seed))
    path[week(since) :] *= 1 - improved
    return path


def mills(made: make.Made, improved: dict[str, float] | None = None) -> None:
    """Readings of all mills and of their lines, for both indicators."""
    gains = improved or {}
    for number, plant in enumerate(sorted(made.plants)):
        mill = f"{plant}-medium-section"
        if mill not in made.workshops:
            continue
        for part, line in enumerate(("", "1", "2")):
            seed = 10 * number + part
            store(made, "roll-change-time", mill, minutes(seed, improved=gains.get(plant, 0.0)), line)
            store(made, "surface-rejects", mill, 3 + noise(100 + seed), line)


def draft(made: make.Made, **values: Any) -> Round:
    said: dict[str, Any] = {
        "title": words("型钢竞赛", "Section rolling, autumn"),
        "starts_on": STARTS,
        "ends_on": ENDS,
        "baseline": BASELINE,
        "indicators": [(made.metrics["roll-change-time"], 0.7), (made.metrics["surface-rejects"], 0.3)],
        "help_since_on": datetime.date(1957, 1, 1),
        "slug": "autumn",
    }
    if len(made.plants) < 3 or "kind" in values:
        said["kind"] = values.pop("kind", Round.Kind.EQUIPMENT)
    return drafting.draft_round(made.trades["section-rolling"], by=values.pop("by", None), **(said | values))


def to(made: make.Made, round_: Round, state: str) -> Round:
    """Go on until the round is in that state, each step on its day."""
    steps = {
        "drafted": lambda: (counting.try_out(round_), drafting.consult(round_, by=None)),
        "consulted": lambda: drafting.publish(round_, by=None),
        "published": lambda: (it_is(STARTS), running.begin(round_)),
        "running": lambda: (it_is(ENDS + datetime.timedelta(days=4)), running.freeze(round_, by=None)),
        "frozen": lambda: (check_all(made, round_), running.appraise(round_, by=None)),
        "appraised": lambda: running.open_objections(round_, by=None),
        "objection": lambda: (it_is(ENDS + datetime.timedelta(days=14)), running.finalise(round_, by=None)),
        "final": lambda: running.award(round_, by=None),
        "awarded": lambda: running.close(round_, by=None),
    }
    round_.refresh_from_db()
    while round_.state != state:
        steps[round_.state]()
        round_.refresh_from_db()
    return round_


def check_all(made: make.Made, round_: Round) -> None:
    """Each standing by a head of another plant."""
    for standing in round_.standings.select_related("workshop__plant"):
        other = next(
            slug
            for slug in made.plants
            if slug != standing.workshop.plant.slug and f"{slug}-workshop_head" in made.people
        )
        running.check_standing(standing, by=made.person(other, "workshop_head"), finding="readings compared")


def in_state(made: make.Made, state: str, **values: Any) -> Round:
    if not Series.objects.exists():
        mills(made)
    return to(made, draft(made, **values), state)


def counted(made: make.Made, **values: Any) -> dict[str, Any]:
    """The entrants of a running round, counted at its end."""
    round_ = in_state(made, "running", **values)
    it_is(ENDS)
    return counting.count(round_).result


def helped(
    made: make.Made, *, at: str, origin: str, gain: float = 0.3, evidence: str = "verified", **values: Any
) -> Adoption:
    """`at` took up what `origin` taught, and the engine says what came of it."""
    number = Adoption.objects.count()
    way = make.experience(made, origin=origin, title=words(f"办法{number}", f"Way {number}"))
    starts_on = values.pop("starts_on", datetime.date(1958, 3, 3) + datetime.timedelta(days=number))
    taken = make.adoption(made, way, at=at, starts_on=starts_on, decided_on=starts_on, **values)
    Adoption.objects.filter(pk=taken.pk).update(state="in_use", frozen_at=timezone.now())
    known = evidence in ("verified", "probable", "not_shown", "harmful")
    Measurement.objects.create(
        adoption=taken, computed_at=timezone.now(), looked_at=timezone.now(), until_on=STARTS, method_version="test",
        fingerprint=f"{number:064}", status="estimated", evidence=evidence,
        result={"status": "estimated", "evidence": evidence, "sign": -1, "on_scale": [-gain, 0.03, 10.0],
                "relative": [-gain, -gain - 0.05, -gain + 0.05] if known else None},
    )  # fmt: skip
    taken.refresh_from_db()
    return taken


def mill(made: make.Made, plant: str) -> Workshop:
    return made.workshops[f"{plant}-medium-section"]
