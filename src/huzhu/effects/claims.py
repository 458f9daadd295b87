"""How much longer until "no harm" can be claimed of rare events: the whole range of the ratio inside what was agreed.

No alarm is not yet safety. What was agreed before the start to count as no harm (half as many again, say) is borne out
only once the upper end of the range lies below it; and where too few events came before the start, it never will.

The claim is looked at as often as the alarm. Where the truth lies at the limit itself, an end that is exceeded with 1
chance in 100 at one look is below it at any of three years' looks in at most 5 of 100 (docs/effects.md): so that is the
end held against the limit, and it needs no part of the promise on false alarms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]
EXCEEDED = 0.01  # chance that the ratio lies above the end of its range, at one look
PRIOR = 4.0  # events with which the peers' change is held to be none
LOOKS_AHEAD = 160  # twelve years in looks of four weeks; what takes longer nobody waits for


@dataclass(frozen=True, slots=True)
class Basis:
    """What an expectation rests on: ``doubt`` of what is past for good (one over the events, own and the peers',
    summed) and ``peers``, the peers' events since the start, that grow with the exposure; None without peers."""

    doubt: float
    peers: float | None

    def weight(self, times: Floats) -> Floats:
        """The weight in events once there is so many times the exposure since the start."""
        more = 0.0 if self.peers is None else 1 / (self.peers * times + PRIOR)
        return 1 / (self.doubt + more)


def at_most(seen: Floats | float, expected: Floats | float, weight: Floats | float) -> Floats:
    """Upper end of the range of seen over expected, given the sum of events (Clopper, Pearson 1934)."""
    share = scipy.special.betaincinv(np.asarray(seen) + 1, weight, 1 - EXCEEDED)
    with np.errstate(divide="ignore"):
        return share / (1 - share) * weight / expected


def exposure_to_claim(
    seen: float, expected: float, hours: Floats, basis: Basis, *, tolerance: float, power: float
) -> float | None:
    """Exposure still missing until, were nothing changed from now on, the whole range of the ratio lies at or below
    1 + ``tolerance`` with chance ``power``: 0 when it does already, None when it never will or not within
    ``LOOKS_AHEAD`` looks. ``hours`` (looks,): exposure in every look so far."""
    now = np.arange(hours.size, LOOKS_AHEAD + 1)
    times = now / hours.size
    more = expected * (times - 1)
    counts = seen + np.where(more > 0, np.ceil(scipy.special.pdtrik(power, np.maximum(more, 1e-12))), 0.0)
    claimed = at_most(counts, expected * times, basis.weight(times)) <= 1 + tolerance
    # Whole events come in steps: asked for is the look from which it holds for good, not a lucky one before a step.
    failing = np.flatnonzero(~claimed)
    first = 0 if claimed[:1].all() else int(failing[-1]) + 1
    return None if first >= now.size else first * float(hours.mean())


def least_tolerance(own: float, peers: float, *, before: int, looks: int, power: float = 0.8) -> float:
    """The smallest tolerance that so many ``looks`` bear out with chance ``power`` if nothing changes, given the events
    of the ``before`` looks up to now, ``own`` and all the ``peers``'."""
    expected = (own + 1) * looks / before
    others = (1 / (peers + 0.5), peers * looks / before) if peers > 0 else (0.0, None)
    weight = Basis(1 / (own + 1) + others[0], others[1]).weight(np.ones(1))
    return float(at_most(np.ceil(scipy.special.pdtrik(power, expected)), expected, weight)[0]) - 1
