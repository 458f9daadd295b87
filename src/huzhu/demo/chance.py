"""Randomness of the simulation: one named stream per purpose, so that adding a metric moves no other number."""

import zlib

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

Array = NDArray[np.float64]


def stream(seed: int, *names: str) -> np.random.Generator:
    """A generator of its own for these names under this seed."""
    return np.random.default_rng([seed, zlib.crc32("|".join(names).encode())])


def autoregression(rng: np.random.Generator, days: int, phi: float, sd: float) -> Array:
    """AR(1) path of shape (days,), started in its stationary law, with stationary standard deviation `sd`."""
    shocks = rng.standard_normal(days) * sd * np.sqrt(1 - phi**2)
    shocks[0] = rng.standard_normal() * sd
    return np.asarray(lfilter([1.0], [1.0, -phi], shocks))


def mixture(rng: np.random.Generator, usual: Array, quarters: int, strength: float = 18.0) -> Array:
    """Product mix by quarter, shape (quarters, products): Dirichlet draws around the usual mix."""
    return rng.dirichlet(usual * strength, size=quarters)
