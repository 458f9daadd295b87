"""Own events among everybody's: has a workshop's share of all events grown since the change?

When the peers had events enough, whatever moved all rates alike (a new form, a hot summer, more reporting) drops out of
the share, exactly and from the first look on. Were nothing changed, each further event is the workshop's own with a
chance in proportion to the events it had so far: a Polya urn, carried on one event at a time, so that the limit on the
statistic keeps its promise over all looks whatever the common rate did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LIMIT_TOLERANCE = 1e-3
NEGLIGIBLE = 1e-15  # counts so low that together they are less likely than this are not carried on


@dataclass(frozen=True, slots=True)
class Shares:
    """``own`` and ``others``: events before the start; ``after`` (looks,): the peers' events since, up to each look;
    ``odds`` and ``new_odds`` (looks,): the workshop's exposure over the peers', relative to what it was before, since
    the start and in that look alone."""

    own: float
    others: float
    after: Floats
    odds: Floats
    new_odds: Floats

    def statistic(self, seen: Floats) -> Floats:
        """Log likelihood ratio of "the share rose" against "it did not"; ``seen`` (looks,) or (looks, counts)."""
        seen = np.asarray(seen, float)
        shape = (-1,) + (1,) * (seen.ndim - 1)
        return self._ratio(seen, self.after.reshape(shape), self.odds.reshape(shape))

    def _ratio(self, own: Floats, after: Floats, odds: Floats) -> Floats:
        early, late = self.own + self.others, own + after
        total, rest = self.own + own, self.others + after
        middle = total * (1 + odds) - early - late * odds
        fair = (middle + np.sqrt(middle**2 + 4 * odds * rest * total)) / (2 * odds * rest)
        before, since = fair / (1 + fair), fair * odds / (1 + fair * odds)
        with np.errstate(invalid="ignore", divide="ignore"):
            free = scipy.special.xlogy(own, own / late) + scipy.special.xlogy(after, after / late)
        value = free - scipy.special.xlogy(own, since) - scipy.special.xlogy(after, 1 - since)
        value = (
            value
            + scipy.special.xlogy(self.own, self.own / early / before)
            + scipy.special.xlogy(self.others, self.others / early / (1 - before))
        )
        return np.where(own > late * since, value, 0.0)

    def limit(self, seen: Floats, looks: int, alpha: float, least_events: int, most: int) -> float:
        """The smallest limit that the statistic reaches at any of ``looks`` looks with a chance of at most ``alpha``,
        nothing having changed. ``seen`` (known looks,): own events; later looks go on at the mean pace, up to ``most``
        events."""
        whole, totals = self._whole(seen, looks, most)
        low, high = 0.0, 2 * -np.log(alpha)
        steps = list(whole._steps(totals, least_events, high))
        while high - low > LIMIT_TOLERANCE:
            middle = (low + high) / 2
            low, high = (middle, high) if _crossing(steps, middle) > alpha else (low, middle)
        return high

    def stays_below(self, seen: Floats, looks: int, alpha: float, least_events: int, most: int) -> bool:
        """Does what was seen stay below that limit, whatever it is? Where it stays far below, which it mostly does, a
        few looks are enough to know: what was reached is reached by chance more often than ``alpha``."""
        known = self.statistic(seen)[seen >= least_events]
        if not known.size:
            return True
        whole, totals = self._whole(seen, looks, most)
        return _crossing(whole._steps(totals, least_events, float(known.max())), float(known.max()), alpha) > alpha

    def _whole(self, seen: Floats, looks: int, most: int) -> tuple[Shares, NDArray[np.int_]]:
        """The same with later looks, and everybody's events up to each look."""
        whole = self.continued(looks)
        pace = seen[-1] / seen.size
        totals = np.round(whole.after + np.concatenate([seen, seen[-1] + pace * np.arange(1, looks - seen.size + 1)]))
        return whole, totals[totals <= max(most, totals[seen.size - 1])].astype(int)

    def continued(self, looks: int) -> Shares:
        """The same with the peers' events going on at their mean pace up to so many looks."""
        missing = np.arange(1, looks - self.after.size + 1)
        after = np.concatenate([self.after, self.after[-1] * (1 + missing / self.after.size)])
        last = np.full(missing.size, self.odds[-1])
        return Shares(self.own, self.others, after, np.append(self.odds, last), np.append(self.new_odds, last))

    def last(self) -> Shares:
        """The last look alone."""
        return Shares(self.own, self.others, self.after[-1:], self.odds[-1:], self.new_odds[-1:])

    def _steps(self, totals: NDArray[np.int_], least_events: int, highest: float) -> Iterator[_Step]:
        """How chances move from look to look, whatever the limit (up to ``highest``): composed once for all limits."""
        free, first, gone = np.ones(1), 0, 0
        for look, total in enumerate(totals.tolist()):
            moves = self._moves(first + np.arange(free.size), gone, total, self.new_odds[look])
            own = first + np.arange(moves.shape[1], dtype=float)
            value = self._ratio(own, total - own, self.odds[look])
            statistic = np.where(own >= least_events, value, -1.0)
            free = free @ moves
            likely = np.flatnonzero((np.cumsum(free) > NEGLIGIBLE) & (statistic < highest))
            kept = slice(likely[0], likely[-1] + 1) if likely.size else slice(0, 1)
            yield _Step(moves, statistic, kept)
            free, first, gone = free[kept], first + kept.start, total

    def _moves(self, counts: NDArray[np.int_], gone: int, total: int, odds: float) -> Floats:
        """Chances from each of the neighbouring ``counts`` (rows) to the first of them, and so on up (columns), as the
        events of one look come one by one: each is the workshop's own in proportion to what it had so far."""
        new = total - gone
        wide = np.zeros((counts.size, counts.size + new + 1))
        row, column = wide.strides
        band = np.lib.stride_tricks.as_strided(wide, (counts.size, new + 1), (row + column, column))
        band[:, 0] = 1.0
        # The chance that the next one is its own depends on how many are, not on the count it began with: a table
        # (new, own), of which every row of the band sees its own stretch.
        own = counts[0] + np.arange(counts.size + new, dtype=float)
        mine = odds * (self.own + own)
        chance = mine / (mine + self.others + gone - own + np.arange(new)[:, None])
        line, step = chance.strides
        seen = np.lib.stride_tricks.as_strided(chance, (new, counts.size, new), (line, step, step))
        for number in range(new):
            moved = band[:, : number + 1] * seen[number, :, : number + 1]
            band[:, : number + 1] -= moved
            band[:, 1 : number + 2] += moved
        return wide[:, :-1]


@dataclass(frozen=True, slots=True)
class _Step:
    """One look: ``moves`` from the counts kept before to all that can be reached, the ``statistic`` there, and which of
    them are ``kept`` for the next look; what is not kept has crossed every limit or is out of reach."""

    moves: Floats
    statistic: Floats
    kept: slice


def _crossing(steps: Iterable[_Step], limit: float, enough: float = 1.0) -> float:
    """Chance to reach the limit at any look, the totals being what they are; told no further once above ``enough``."""
    alive, crossed = np.ones(1), 0.0
    for step in steps:
        alive = alive @ step.moves
        above = step.statistic >= limit
        crossed += float(alive[above].sum())
        if crossed > enough:
            break
        alive = np.where(above, 0.0, alive)[step.kept]
    return crossed
