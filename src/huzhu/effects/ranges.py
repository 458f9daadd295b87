"""How sure: long-run variances, and the range that blends what peers show with what the adopter's own past shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST_LEFT = 0.4
SHORT_BY = 1.5
LEAST_TRUST = 0.6
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard error and degrees of freedom of an effect."""

    error: float
    df: float

    def half_width(self, level: float) -> float:
        """Half the width of a two-sided range."""
        return self.error * float(scipy.special.stdtrit(self.df, (1 + level) / 2))

    def chance_below(self, estimate: float) -> float:
        """Probability that the effect lies below 0 under the distribution of the range."""
        if self.error == 0:
            return float(estimate < 0)
        return float(scipy.special.stdtr(self.df, -estimate / self.error))


def ar_coefficient(gap: Floats, most: float = 0.97) -> float:
    """First autocorrelation of a series about its mean, corrected for the bias of short series (Kendall 1954)."""
    return shared_coefficient(gap[None], most)


def shared_coefficient(gaps: Floats, most: float = 0.97) -> float:
    """The same, averaged over several series (series, periods): one number that all of them help to pin down."""
    raw = _lag_one(gaps)
    raw = raw[~np.isnan(raw)]
    return float(_unbiased(raw.mean(), gaps.shape[1], most)) if raw.size else 0.0


def _lag_one(gaps: Floats) -> Floats:
    """First autocorrelation of each series as it looks, NaN where nothing moves or fewer than four readings are."""
    gaps = gaps - gaps.mean(axis=1, keepdims=True)
    power = (gaps**2).sum(axis=1)
    usable = (power > 0) & (gaps.shape[1] >= 4)
    return np.where(usable, (gaps[:, 1:] * gaps[:, :-1]).sum(axis=1) / np.where(usable, power, 1.0), np.nan)


def _unbiased(raw: Floats | float, size: int, most: float = 0.97) -> Floats:
    return np.clip(raw + (1 + 3 * raw) / size, 0.0, most)


def contrast_variances(gaps: Floats, contrast: Floats, at: NDArray[np.int_], shared: float = 0.0) -> Floats:
    """Variance of sum(contrast * gap) over the periods ``at`` for each of ``gaps`` (series, periods before), the larger
    of two views of that series.

    AR(1), with exact sums over the time that really passed between readings, and with no less autocorrelation than
    ``shared``, that of all gaps; and the equal-weighted-cosine long-run variance (Mueller 2004; Lazarus, Lewis, Stock,
    Watson 2018).
    """
    size = gaps.shape[1]
    rho = np.maximum(shared, _unbiased(np.nan_to_num(_lag_one(gaps)), size))
    # About their own mean autocorrelated readings scatter too little, by as much as that mean is unsure.
    variance = gaps.var(axis=1) / np.maximum(LEAST_LEFT, 1 - (1 + rho) / (1 - rho) / size)
    calendar = np.zeros(int(at[-1] - at[0]) + 1)
    calendar[at - at[0]] = contrast
    overlap = np.correlate(calendar, calendar, "full")[calendar.size - 1 :]
    bridge = overlap[0] + 2 * (rho[:, None] ** np.arange(1, calendar.size)) @ overlap[1:]
    return np.maximum(variance * bridge, cosine_variances(gaps) * float(contrast @ contrast))


def cosine_variance(gap: Floats) -> float:
    """Equal-weighted-cosine long-run variance per period of a series about its mean."""
    return float(cosine_variances(gap[None])[0])


def cosine_variances(gaps: Floats) -> Floats:
    """The same for several series (series, periods)."""
    apart = gaps - gaps.mean(axis=1, keepdims=True)
    return ((apart @ cosine_table(gaps.shape[1]).T) ** 2).mean(axis=1) / gaps.shape[1]


def slow_likeness(pair: Floats) -> float:
    """Correlation of the slow movements of two series (2, periods), by the same cosines."""
    first, second = (pair - pair.mean(axis=1, keepdims=True)) @ cosine_table(pair.shape[1]).T
    size = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / size if size > 0 else 0.0


@lru_cache(maxsize=64)
def cosine_table(size: int) -> Floats:
    """The cosines that a series of that length is weighted with, (terms, size)."""
    places = (np.arange(size) + 0.5) / size
    table = np.sqrt(2.0) * np.cos(np.pi * np.arange(1, cosine_terms(size) + 1)[:, None] * places)
    table.setflags(write=False)
    return table


def cosine_terms(size: int) -> int:
    """How many cosines to average: 0.4 n^(2/3) as Lazarus et al. recommend, at least three."""
    return max(3, int(0.4 * size ** (2 / 3)))


def blended_spread(placebos: Floats, own: float, others: float, own_readings: float = 3.0, lent: float = 1.0) -> Spread:
    """Standard error in units of the adopter's own pre-period error.

    ``placebos`` (J,): effect over pre-period error of each peer treated as if it had adopted; ``own``: variance of the
    adopter's effect by its own past, in the same units; ``others``: the same of the peers on average; ``lent``: how
    much larger the squared error is taken than it looked. The peers count as J readings, the own past as
    ``own_readings``: three, or more where it is long.

    Where the peers strayed further than their own past had said (drift), so may the adopter: its own variance grows by
    as much as theirs fell short by more than half, and shrinks, by ``LEAST_TRUST`` at most, where they kept closer.
    Degrees of freedom by Satterthwaite, less a half, since both parts are squares of few and unlike readings.
    """
    count = placebos.size
    peers = float((placebos**2).mean()) if count else 0.0
    if count and others > 0:
        own = own * max(LEAST_TRUST, peers / others / SHORT_BY)
    whole = count * peers + own_readings * own
    squared = (whole + peers) / (count + own_readings) * lent
    df = whole**2 / max(count * peers**2 + own_readings * own**2, 1e-300) - HALF
    return Spread(float(np.sqrt(squared)), max(1.0, df))


def lent_error(errors: Floats, share: float = 0.3) -> float:
    """How much larger the adopter's squared error is taken when it looks calmer than its peers: three tenths of theirs
    are mixed in, since what the peers fail to follow does not shrink with the adopter's own noise. ``errors``: the
    adopter's first, then the peers'."""
    if errors.size < 3 or errors[0] <= 0:
        return 1.0
    return max(1.0, 1 - share + share * float(np.median(errors[1:]) / errors[0]) ** 2)


def strict_spread(placebos: Floats) -> Spread:
    """The peers alone: placebos (studentised, or as they are where no past tells the units' noise apart), t with J - 1
    degrees of freedom. Wants six peers or more."""
    count = placebos.size
    return Spread(float(np.sqrt((placebos**2).mean() * (1 + 1 / count))), count - 1)
