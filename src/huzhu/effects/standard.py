"""Like with like: product mix and size taken out before workshops are set side by side."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huzhu.effects.panels import as_panel, from_scale, to_scale

Floats = NDArray[np.float64]
ENOUGH_OF_A_PRODUCT = 4


def similarity(mix: ArrayLike) -> Floats:
    """Share of likeness of product mixes, (units, units): the part of their output that two workshops make in common.

    ``mix`` (units, products): amounts or shares, not below 0; NaN counts as none. 1 = same mix, 0 = nothing in common.
    A unit without output is like nobody (0), itself included. Raises ValueError on negative amounts.
    """
    amounts = np.nan_to_num(as_panel(mix, "mix"))
    if (amounts < 0).any():
        unit, product = np.argwhere(amounts < 0)[0]
        raise ValueError(f"mix: below 0 at unit {unit}, product {product}")
    total = amounts.sum(axis=1, keepdims=True)
    shares = np.divide(amounts, total, out=np.zeros_like(amounts), where=total > 0)
    return np.minimum(shares[:, None, :], shares[None, :, :]).sum(axis=2)


def weights_for(natural: Floats, exposure: ArrayLike | None) -> Floats:
    """By how much each value counts: its ``exposure``, one if that is left out, nothing where the value is missing.
    Raises ValueError on another shape and on amounts below 0."""
    if exposure is None:
        return np.where(np.isnan(natural), 0.0, 1.0)
    weights = as_panel(exposure, "exposure", (2, 3))
    if weights.shape != natural.shape:
        raise ValueError(f"exposure: shape {natural.shape} wanted as in values, got {weights.shape}")
    if (weights < 0).any():
        raise ValueError(f"exposure: below 0 at {tuple(int(each) for each in np.argwhere(weights < 0)[0])}")
    return np.where(np.isnan(natural), 0.0, np.nan_to_num(weights))


def common_mix(weights: Floats) -> Floats:
    """The group's own mix, (products,): all units' shares averaged, so that a large workshop does not decide alone."""
    amounts = weights.sum(axis=2)
    total = amounts.sum(axis=1, keepdims=True)
    shares = np.divide(amounts, total, out=np.zeros_like(amounts), where=total > 0)
    made = shares[total[:, 0] > 0]
    return made.mean(axis=0) if made.size else np.full(weights.shape[1], 1 / weights.shape[1])


def standardise(panel: Floats, weights: Floats, mix: Floats) -> tuple[Floats, Floats, Floats]:
    """Direct standardisation of ``panel`` (units, products, periods) to ``mix`` (products,).

    Returns the series every unit would have shown with that mix (units, periods), its weights, and by how much the
    variance of the unit's mean grows because its own mix is another (units,). A product that a unit made fewer than
    four times is judged by unit level plus product level, fitted to all (additive on the scale of the panel).
    """
    present = ~np.isnan(panel) & (weights > 0)
    amount = np.where(present, weights, 0.0)
    readings, mass = present.sum(axis=2), amount.sum(axis=2)
    total = (amount * np.where(present, panel, 0.0)).sum(axis=2)
    means = np.divide(total, mass, out=np.full(mass.shape, np.nan), where=mass > 0)
    additive = _additive(means, mass)
    level = np.where(readings >= ENOUGH_OF_A_PRODUCT, means, additive)
    target = level @ mix
    left = np.where(present, panel - np.where(mass > 0, level, 0.0)[:, :, None], 0.0)
    weekly = amount.sum(axis=1)
    rest = np.divide((amount * left).sum(axis=1), weekly, out=np.full(weekly.shape, np.nan), where=weekly > 0)
    own = mass / np.maximum(mass.sum(axis=1, keepdims=True), 1e-300)
    growth = (np.where(own > 0, mix**2 / np.maximum(own, 1e-300), mix**2)).sum(axis=1)
    return target[:, None] + rest, weekly, np.maximum(growth, 1.0)


@dataclass(frozen=True, slots=True)
class UsualMix:
    """``values`` (units, periods): NaN where a unit made nothing, and throughout where it made nothing before
    ``until``. ``unsure`` (units, periods): by how much, as a standard deviation on the scale of the model, all values
    of a unit may be off together, because it makes what it never or hardly made before."""

    values: Floats
    unsure: Floats


def usual_mix(
    values: ArrayLike,
    exposure: ArrayLike | None = None,
    changed: Mapping[int, int] | None = None,
    *,
    scale: str = "linear",
    ceiling: float = 1.0,
    until: int | None = None,
) -> UsualMix:
    """``values`` (units, products, periods) as every unit would have shown them with its usual mix of products, counted
    by ``exposure`` of the same shape.

    ``changed``: unit to the first period of a change whose effect no product must take for its own level. ``until``:
    judge products and the usual mix by earlier periods alone, so that what follows can be watched period by period.
    The method is that of ``estimate`` given products (docs/effects.md). Raises ValueError on wrong input.
    """
    natural = as_panel(values, "values", (3,))
    weights = weights_for(natural, exposure)
    if until is not None and not 1 <= until <= natural.shape[2]:
        raise ValueError(f"until: a period from 1 to {natural.shape[2]} wanted, got {until}")
    panel = to_scale(natural, scale, ceiling)
    series, unsure = at_constant_mix(panel, weights, dict(changed or {}), until)
    return UsualMix(from_scale(series, scale, ceiling), unsure)


def at_constant_mix(
    panel: Floats, weights: Floats, starts: dict[int, int], until: int | None = None, rounds: int = 200
) -> tuple[Floats, Floats]:
    """``values`` and ``unsure`` of UsualMix on the scale of the model. ``panel`` and ``weights`` (units, products,
    periods); ``starts``: unit to first period of its change.

    A reading is the unit's level of that product + the movement of all units + a step where the unit changed something,
    fitted by turns to all readings by weight. The step stands in the fit so that a product made more of after the
    change does not take the change's effect for its own level. Levels are drawn towards unit plus product by the weight
    of four readings: a product that a unit never made before its change is judged by what it is elsewhere. With
    ``until`` only earlier periods are fitted to.
    """
    present = ~np.isnan(panel) & (weights > 0)
    value, amount = np.where(present, panel, 0.0), np.where(present, weights, 0.0)
    early = present & (np.arange(panel.shape[2]) < (panel.shape[2] if until is None else until))
    amount /= np.maximum((amount * early).sum(axis=(1, 2)) / np.maximum(early.sum(axis=(1, 2)), 1), 1e-300)[
        :, None, None
    ]
    every, amount = amount, np.where(early, amount, 0.0)
    mass, made = amount.sum(axis=2), amount.sum(axis=1)
    changed = np.zeros(made.shape)
    for unit, start in starts.items():
        changed[unit, start:] = 1.0
    step, movement = np.zeros((made.shape[0], 1)), np.zeros(made.shape[1])
    unit_level, product = np.zeros((mass.shape[0], 1)), np.zeros(mass.shape[1])
    for _ in range(rounds):
        summed = (amount * (value - (step * changed + movement)[:, None, :])).sum(axis=2)
        means = np.divide(summed, mass, out=np.zeros_like(mass), where=mass > 0)
        unit_level = _weighted(means - product, mass, 1)[:, None]
        product = _weighted(means - unit_level, mass, 0)
        level = (summed + ENOUGH_OF_A_PRODUCT * (unit_level + product)) / (mass + ENOUGH_OF_A_PRODUCT)
        rest = np.divide(
            (amount * (value - level[:, :, None])).sum(axis=1), made, out=np.zeros_like(made), where=made > 0
        )
        movement = _weighted(rest - step * changed, made, 0)
        step = _weighted(rest - movement, made * changed, 1)[:, None]
    made = every.sum(axis=1)
    rest = np.divide((every * (value - level[:, :, None])).sum(axis=1), made, out=np.zeros_like(made), where=made > 0)
    fitted = mass.sum(axis=1, keepdims=True)
    usual = np.divide(mass, fitted, out=np.full_like(mass, np.nan), where=fitted > 0)
    series = np.where(made > 0, (usual * level).sum(axis=1)[:, None] + rest, np.nan)
    noise = float((amount * (value - level[:, :, None] - (step * changed + movement)[:, None, :]) ** 2).sum())
    unknown = _unknown(means - unit_level - product, early.sum(axis=2), product, noise / max(float(mass.sum()), 1e-300))
    new = every * (unknown > 0)[:, :, None]
    share = np.divide(new * unknown[:, :, None], made[:, None, :], out=np.zeros_like(every), where=made[:, None] > 0)
    return series, share.sum(axis=1)


def _unknown(apart: Floats, readings: Floats, product: Floats, noise: float) -> Floats:
    """Standard deviation of the level of a product at a unit that made it fewer than four times, (units, products); 0
    where it is known. ``apart``: means less unit and product.

    How far a level lies from unit plus product is learnt from those that are known (their own noise in it), besides one
    that lies as the drawing towards them supposes (a variance of a fourth of ``noise``); unit and product are unsure as
    means of so few. A product that nobody made may be any of the known ones.
    """
    known = readings >= ENOUGH_OF_A_PRODUCT
    units, products = known.sum(axis=1, keepdims=True), known.sum(axis=0)
    free = max(int(known.sum() - (units > 0).sum() - (products > 0).sum() + 1), 0)
    scatter = float((apart[known] ** 2).sum()) if free else 0.0
    between = (scatter + noise / ENOUGH_OF_A_PRODUCT) / (free + 1)
    variance = between * (1 + 1 / np.maximum(units, 1) + 1 / np.maximum(products, 1))
    never = product[products > 0].var() if (products > 0).any() else 0.0
    return np.where(known, 0.0, np.sqrt(variance + np.where(products > 0, 0.0, never)))


def _additive(means: Floats, mass: Floats, rounds: int = 50) -> Floats:
    """Unit level plus product level, weighted least squares by turns; (units, products) without gaps where possible."""
    values = np.where(mass > 0, means, 0.0)
    product = np.zeros(mass.shape[1])
    unit = np.zeros(mass.shape[0])
    for _ in range(rounds):
        unit = _weighted(values - product, mass, 1)
        product = _weighted(values - unit[:, None], mass, 0)
    return np.where(mass.sum(axis=1) > 0, unit, np.nan)[:, None] + product


def _weighted(values: Floats, mass: Floats, axis: int) -> Floats:
    total = mass.sum(axis=axis)
    return np.divide((values * mass).sum(axis=axis), total, out=np.zeros_like(total), where=total > 0)


def band_shift(levels: Floats, variances: Floats, band: Sequence[Hashable]) -> Floats:
    """What belonging to a size band adds to each unit's level, drawn towards 0 by as much as the bands' own noise
    warrants; 0 throughout where fewer than two bands have two units."""
    labels = np.array([str(each) for each in band])
    names = [name for name in dict.fromkeys(labels) if (labels == name).sum() >= 2]
    shift = np.zeros(levels.size)
    if len(names) < 2:
        return shift
    inside = np.isin(labels, names)
    grand = levels[inside].mean()
    means = np.array([levels[labels == name].mean() for name in names])
    within = np.concatenate([levels[labels == name] - mean for name, mean in zip(names, means, strict=True)])
    scatter = max(float(within @ within) / max(within.size - len(names), 1), float(variances[inside].mean()))
    counts = np.array([(labels == name).sum() for name in names])
    between = max(0.0, float(((means - grand) ** 2).sum() / (len(names) - 1) - (scatter / counts).mean()))
    for name, mean, count in zip(names, means, counts, strict=True):
        shift[labels == name] = (mean - grand) * (between / (between + scatter / count) if between > 0 else 0.0)
    return shift
