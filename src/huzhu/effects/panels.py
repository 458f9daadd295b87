"""From what a caller hands in to a checked panel of floats on the scale of the model.

Wrong input: ValueError that names what and where. Missing values stay NaN until the moment a fit needs numbers, and
that moment is here too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
SCALES = ("linear", "log", "logit")


def as_panel(values: ArrayLike, name: str = "values", dimensions: tuple[int, ...] = (2,)) -> Floats:
    """A float array of the wanted number of dimensions; NumPy, pandas, Polars and lists all serve.

    Raises ValueError on a wrong shape, on text and on infinities (naming unit and period, counted from 0).
    """
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    try:
        panel = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise ValueError(f"{name}: not a table of numbers with equally long rows ({problem})") from None
    if panel.ndim not in dimensions or 0 in panel.shape:
        wanted = " or ".join(str(each) for each in dimensions)
        raise ValueError(f"{name}: {wanted} dimensions wanted, none of them empty; got shape {panel.shape}")
    infinite = np.isinf(panel)
    if infinite.any():
        raise ValueError(f"{name}: infinite value at {_place(np.argwhere(infinite)[0])}")
    return panel


def to_scale(panel: Floats, scale: str, ceiling: float = 1.0) -> Floats:
    """The panel on the scale of the model. Log wants values above 0. Logit wants values from 0 to ``ceiling``; values
    on the border are drawn in by half the smallest distance to it that occurs anywhere in the panel."""
    if scale not in SCALES:
        raise ValueError(f"scale: one of {', '.join(SCALES)} wanted, got {scale!r}")
    if scale == "linear":
        return panel.copy()
    if scale == "log":
        wrong = np.argwhere(panel <= 0)
        if wrong.size:
            raise ValueError(
                f"values: {panel[tuple(wrong[0])]:g} at {_place(wrong[0])}; a log scale wants values above 0"
            )
        return np.log(panel)
    wrong = np.argwhere((panel < 0) | (panel > ceiling))
    if wrong.size:
        at = panel[tuple(wrong[0])]
        raise ValueError(f"values: {at:g} at {_place(wrong[0])}; a logit scale wants values from 0 to {ceiling:g}")
    share = panel / ceiling
    inside = np.minimum(share, 1 - share)
    smallest = np.min(inside, where=inside > 0, initial=0.01)
    share = np.clip(share, smallest / 2, 1 - smallest / 2)
    return np.log(share / (1 - share))


def from_scale(panel: Floats | float, scale: str, ceiling: float = 1.0) -> Floats | float:
    """Back to the natural unit."""
    if scale == "log":
        return np.exp(panel)
    if scale == "logit":
        return ceiling / (1 + np.exp(-np.asarray(panel)))
    return panel


def as_indices(given: int | Sequence[int], size: int, name: str) -> list[int]:
    """One index or several, checked against ``size``; negative ones count from the end as in NumPy."""
    several = [given] if np.ndim(given) == 0 else list(given)
    if not several:
        raise ValueError(f"{name}: at least one wanted")
    found = []
    for each in several:
        if not isinstance(each, int | np.integer) or isinstance(each, bool):
            raise ValueError(f"{name}: whole numbers wanted, got {each!r}")
        if not -size <= each < size:
            raise ValueError(f"{name}: {each} is outside 0 to {size - 1}")
        found.append(int(each) % size)
    if len(set(found)) < len(found):
        raise ValueError(f"{name}: the same index twice")
    return found


def as_mask(exclude: Sequence[int] | Sequence[bool] | None, periods: int) -> NDArray[np.bool_]:
    """True where a period is left out; from indices or from one truth value per period."""
    mask = np.zeros(periods, dtype=bool)
    if exclude is None:
        return mask
    given = np.asarray(exclude)
    if given.dtype == bool:
        if given.shape != (periods,):
            raise ValueError(f"exclude: {periods} truth values wanted, one per period, got shape {given.shape}")
        return given.copy()
    if given.size:
        mask[as_indices([int(each) for each in given], periods, "exclude")] = True
    return mask


def fill_gaps(panel: Floats, rounds: int = 12) -> Floats:
    """Missing cells as unit level plus period movement, both fitted to what is there (two-way least squares by turns).

    Used for peers only; a treated unit's missing periods are left out instead. Every row and column needs a value.
    """
    missing = np.isnan(panel)
    if not missing.any():
        return panel
    present = ~missing
    filled = np.where(present, panel, 0.0)
    movement = np.zeros(panel.shape[1])
    for _ in range(rounds):
        level = ((filled - movement) * present).sum(axis=1) / present.sum(axis=1)
        movement = ((filled - level[:, None]) * present).sum(axis=0) / np.maximum(present.sum(axis=0), 1)
    return np.where(missing, level[:, None] + movement, panel)


def _place(index: Sequence[int]) -> str:
    names = ("unit", "period") if len(index) == 2 else ("unit", "product", "period")
    return ", ".join(f"{name} {int(at)}" for name, at in zip(names, index, strict=False))
