"""Packages that a user would pick instead, each as (panel, start) -> (estimate, low, high), for the tables beside ours.

None of them is needed by Huzhu. They live in an environment of their own:

    python -m venv peers && peers/bin/pip install -r requirements/benchmarks.in && peers/bin/pip install --no-deps -e .

What is not installed there is left out of ``PACKAGES`` and named in ``MISSING``.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

Range = tuple[float, float, float]


def long_table(panel: np.ndarray, start: int):
    """One row a unit and period, as these packages want it."""
    import pandas as pd

    units, periods = panel.shape
    unit, time = np.repeat(np.arange(units), periods), np.tile(np.arange(periods), units)
    on = ((unit == 0) & (time >= start)).astype(int)
    ever = (unit == 0).astype(int)
    return pd.DataFrame({"unit": unit, "time": time, "y": panel.ravel(), "on": on, "ever": ever})


def statspai_ttest(panel: np.ndarray, start: int) -> Range:
    """StatsPAI, t-test for synthetic controls by cross-fitting (Chernozhukov, Wuethrich, Zhu)."""
    import statspai

    found = statspai.synth_ttest(
        long_table(panel, start), outcome="y", unit="unit", time="time", treated_unit=0, treatment_time=start
    )
    return _read(found)


def statspai_demeaned(panel: np.ndarray, start: int) -> Range:
    """StatsPAI, demeaned synthetic control with its default range."""
    import statspai

    found = statspai.demeaned_synth(
        long_table(panel, start), outcome="y", unit="unit", time="time", treated_unit=0, treatment_time=start
    )
    return _read(found)


def _read(found) -> Range:
    low, high = found.ci
    return float(found.estimate), float(low), float(high)


def diff_diff_sdid(panel: np.ndarray, start: int) -> Range:
    """diff-diff, synthetic difference in differences with placebo range."""
    from diff_diff import SyntheticDiD

    found = SyntheticDiD(seed=0).fit(
        long_table(panel, start), "y", "ever", "unit", "time", post_periods=list(range(start, panel.shape[1]))
    )
    low, high = found.conf_int
    return float(found.att), float(low), float(high)


def twfe(panel: np.ndarray, start: int) -> Range:
    """diff-diff, two-way fixed effects with clustered errors."""
    from diff_diff import TwoWayFixedEffects

    table = long_table(panel, start)
    table["post"] = (table["time"] >= start).astype(int)
    found = TwoWayFixedEffects().fit(table, "y", "ever", "post", unit="unit")
    low, high = found.conf_int
    return float(found.att), float(low), float(high)


def statspai_impact(panel: np.ndarray, start: int) -> Range:
    """StatsPAI, regression on the peers with autoregressive errors, range by bootstrap."""
    import statspai

    table = _wide(panel)
    peers = list(table.columns[1:])
    found = statspai.causal_impact(table.assign(time=range(len(table))), "y", "time", start, covariates=peers)
    return _read(found)


def _wide(panel: np.ndarray):
    """One column a unit, the adopter's called y."""
    import pandas as pd

    return pd.DataFrame(panel.T, columns=["y", *(f"x{unit}" for unit in range(1, len(panel)))])


_WAYS: dict[str, tuple[str, Callable[[np.ndarray, int], Range]]] = {
    "statspai-ttest": ("statspai", statspai_ttest),
    "statspai-demeaned": ("statspai", statspai_demeaned),
    "statspai-impact": ("statspai", statspai_impact),
    "diff-diff-sdid": ("diff_diff", diff_diff_sdid),
    "twfe": ("diff_diff", twfe),
}


def _quiet(way: Callable[[np.ndarray, int], Range]) -> Callable[[np.ndarray, int], Range]:
    def called(panel: np.ndarray, start: int) -> Range:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            return way(panel, start)

    return called


PACKAGES = {name: _quiet(way) for name, (module, way) in _WAYS.items() if find_spec(module)}
MISSING = tuple(name for name, (module, _) in _WAYS.items() if not find_spec(module))
