"""How sure: long-run variances, and the range that blends what peers show with what the adopter's own past shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard error and degrees of freedom of an effect."""

    error: float
    df: float

    def half_width(self, level: float) -> float:
        """Half the width of a two-sided range."""
        return self.error * float(stdtrit(self.df, (1 + level) / 2))

    def chance_below(self, estimate: float) -> float:
        """Probability that the effect lies below 0 under the distribution of the range."""
        if self.error == 0:
            return float(estimate < 0)
        return float(stdtr(self.df, -estimate / self.error))


def ar_coefficient(gap: Floats, most: float = 0.97) -> float:
    """First autocorrelation of a series about its mean, corrected for the bias of short series (Kendall 1954)."""
    gap = gap - gap.mean()
    power = float(gap @ gap)
    if power <= 0 or gap.size < 4:
        return 0.0
    raw = float(gap[1:] @ gap[:-1]) / power
    return float(np.clip(raw + (1 + 3 * raw) / gap.size, 0.0, most))


def contrast_variance(gap: Floats, contrast: Floats, at: NDArray[np.int_]) -> float:
    """Variance of sum(contrast * gap) over the periods ``at``, the larger of two views of the series ``gap``.

    AR(1), with exact sums over the time that really passed between readings; and the equal-weighted-cosine long-run
    variance (Mueller 2004; Lazarus, Lewis, Stock, Watson 2018).
    """
    rho = ar_coefficient(gap)
    variance = float(gap.var()) * gap.size / max(gap.size - 1, 1)
    apart = np.abs(at[:, None] - at[None, :])
    bridge = float(contrast @ (rho**apart) @ contrast) if rho > 0 else float(contrast @ contrast)
    return max(variance * bridge, cosine_variance(gap) * float(contrast @ contrast))


def cosine_variance(gap: Floats) -> float:
    """Equal-weighted-cosine long-run variance per period of a series about its mean."""
    size = gap.size
    count = cosine_terms(size)
    places = (np.arange(size) + 0.5) / size
    cosines = np.sqrt(2.0) * np.cos(np.pi * np.arange(1, count + 1)[:, None] * places)
    return float(((cosines @ (gap - gap.mean())) ** 2).mean() / size)


def cosine_terms(size: int) -> int:
    """How many cosines to average: 0.4 n^(2/3) as Lazarus et al. recommend, at least three."""
    return max(3, int(0.4 * size ** (2 / 3)))


def blended_spread(placebos: Floats, own: float, own_readings: float = 3.0) -> Spread:
    """Standard error in units of the adopter's own pre-period error.

    ``placebos`` (J,): effect over pre-period error of each peer treated as if it had adopted; ``own``: variance of the
    adopter's effect by its own past, in the same units. The peers count as J readings, the own past as three.
    """
    count = placebos.size
    peers = float((placebos**2).sum()) * (1 + 1 / count) if count else 0.0
    return Spread(float(np.sqrt((peers + own_readings * own) / (count + own_readings))), count + own_readings - 1)


def strict_spread(placebos: Floats) -> Spread:
    """The peers alone: studentised placebos, t with J - 1 degrees of freedom. Wants six peers or more."""
    count = placebos.size
    return Spread(float(np.sqrt((placebos**2).mean() * (1 + 1 / count))), count - 1)
