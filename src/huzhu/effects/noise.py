"""Noise as it is met in readings: AR(1) with a slow part besides, and series made white under it.

What a workshop's peers cannot follow is rarely one clean AR(1): a share of it is slow (a shared cause that touches all,
but not all alike). Leaving that share out makes ranges too narrow exactly when the rest is nearly white.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SLOW = 0.9


@dataclass(frozen=True, slots=True)
class Noise:
    """Autocorrelation ``rho`` of the main part, the ``share`` of the variance that is slow, the weight this kind has
    before any data, and the autocorrelation of the ``slow`` part."""

    rho: float
    share: float
    weight: float
    slow: float = SLOW


# What peers leave over moves slowly; it shows, and looks like harm, where the rest is nearly white.
_SHARES = ((0.0, 0.9), (0.1, 0.07), (0.3, 0.03))
_SHARES_OF_WHITE = ((0.0, 0.75), (0.1, 0.15), (0.3, 0.1))
NEARLY_WHITE = 0.3
NOISES = tuple(
    Noise(rho, share, weight)
    for rho in (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.88, 0.95)
    for share, weight in (_SHARES_OF_WHITE if rho < NEARLY_WHITE else _SHARES)
    if share == 0 or rho < 0.8  # on top of noise that is slow itself a slow part cannot be told apart
)


def whitened(columns: Floats, at: NDArray[np.int_], noise: Noise) -> tuple[Floats, Floats]:
    """``columns`` (times, ...) made white under ``noise``, and the log of each time's innovation scale (times,).

    Row t uses nothing later than t, so that sums up to any look are those of the data up to that look.
    """
    whitener = _whitener(np.ascontiguousarray(at - at[0], dtype=np.int64).tobytes(), noise)
    whitener = whitener[: columns.shape[0], : columns.shape[0]]
    flat = columns.reshape(columns.shape[0], -1)
    # Not "@": a product this large is shared out among threads, and its last digits would change with their number.
    white = np.einsum("st,tk->sk", whitener, flat)
    return white.reshape(columns.shape), -np.log(np.diag(whitener))


@lru_cache(maxsize=96)  # all watches over one calendar share it, and all interrupted series; two calendars of both
def _whitener(times: bytes, noise: Noise) -> Floats:
    """Inverse of the lower Cholesky factor of the correlation at these times."""
    at = np.frombuffer(times, dtype=np.int64)
    apart = np.abs(at[:, None] - at[None, :]).astype(float)
    correlation = noise.share * noise.slow**apart
    correlation += (1 - noise.share) * (np.eye(at.size) if noise.rho == 0 else noise.rho**apart)
    whitener = _inverse_factor(correlation)
    whitener.setflags(write=False)
    return whitener


def _inverse_factor(correlation: Floats) -> Floats:
    """Inverse of the lower Cholesky factor, by elimination; LAPACK would share it out among threads (see above)."""
    left, whitener = correlation.copy(), np.eye(len(correlation))
    for at in range(len(left)):
        factor = left[at + 1 :, at] / left[at, at]
        left[at + 1 :, at + 1 :] -= factor[:, None] * left[at, at + 1 :]
        whitener[at + 1 :, : at + 1] -= factor[:, None] * whitener[at, : at + 1]
    return whitener / np.sqrt(np.diag(left))[:, None]
