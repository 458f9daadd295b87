"""What one would look at week by week instead of ``effects.watch``: each way takes (panel, start) and gives, for every
look from the third on, whether it says "worse". All ask one-sided at 5%, as the guardrail does.

The first three are what dashboards do with the blend of peers; GrowthBook's package compares the distance to the
mean of the peers since the start with that before, by its t-test and by its sequential test. It wants a NumPy below 2
and so an environment of its own (``pip install gbstats`` there); where it is not installed its rows are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from scipy.special import ndtri, stdtrit

from huzhu.effects.fits import fit
from huzhu.effects.ranges import contrast_variances

FIRST_LOOK = 3
ALPHA = 0.05


def _blended(panel: np.ndarray, start: int):
    """The blends before the start, and every unit's effect up to each look (1 + J, looks)."""
    periods = np.arange(panel.shape[1])
    found = fit(panel, periods[:start], periods[start:], "dsc", leave_out=False)
    gaps = panel - found.loads @ panel[1:]
    gaps -= gaps[:, :start].mean(axis=1, keepdims=True)
    looks = np.arange(FIRST_LOOK, panel.shape[1] - start + 1)
    return found, gaps, np.cumsum(gaps[:, start:], axis=1)[:, looks - 1] / looks, looks


def placebo_z(panel: np.ndarray, start: int) -> np.ndarray:
    """The effect over the standard deviation of the peers' own."""
    _, _, effects, _ = _blended(panel, start)
    return effects[0] / effects[1:].std(axis=0, ddof=1) > ndtri(1 - ALPHA)


def placebo_t(panel: np.ndarray, start: int) -> np.ndarray:
    """The same, each unit measured by its own error before the start."""
    found, _, effects, _ = _blended(panel, start)
    ratio, count = effects / found.errors[:, None], len(panel) - 1
    spread = np.sqrt((ratio[1:] ** 2).mean(axis=0) * (1 + 1 / count))
    return ratio[0] / spread > stdtrit(count - 1, 1 - ALPHA)


def own_z(panel: np.ndarray, start: int) -> np.ndarray:
    """The effect over the error that the adopter's own autocorrelation gives."""
    _, gaps, effects, looks = _blended(panel, start)
    errors = []
    for look in looks:
        contrast = np.concatenate([np.full(start, -1 / start), np.full(look, 1 / look)])
        errors.append(np.sqrt(contrast_variances(gaps[:1, :start], contrast, np.arange(start + look))[0]))
    return effects[0] / np.array(errors) > ndtri(1 - ALPHA)


def _growthbook(test: str, **config) -> Callable[[np.ndarray, int], np.ndarray]:
    def way(panel: np.ndarray, start: int) -> np.ndarray:
        from gbstats.frequentist import tests
        from gbstats.models.statistics import SampleMeanStatistic

        made = getattr(tests, "SequentialConfig" if config else "FrequentistConfig")
        asked = made(alpha=2 * ALPHA, difference_type="absolute", **config)
        gap = panel[0] - panel[1:].mean(axis=0)

        def reading(part):
            return SampleMeanStatistic(n=part.size, sum=float(part.sum()), sum_squares=float((part**2).sum()))

        ends = range(start + FIRST_LOOK, panel.shape[1] + 1)
        early = reading(gap[:start])
        found = [getattr(tests, test)(early, reading(gap[start:end]), asked).confidence_interval[0] for end in ends]
        return np.array(found) > 0

    return way


WAYS: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "z by placebos": placebo_z,
    "t by placebos": placebo_t,
    "z by own past": own_z,
}
if find_spec("gbstats"):
    WAYS |= {
        "GrowthBook t": _growthbook("TwoSidedTTest"),
        "GrowthBook sequential": _growthbook("SequentialTwoSidedTTest", sequential_tuning_parameter=5000),
        "GrowthBook tuned": _growthbook("SequentialTwoSidedTTest", sequential_tuning_parameter=100),
    }
