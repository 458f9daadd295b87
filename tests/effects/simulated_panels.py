"""Simulated panels with a known truth, and the public panel of Proposition 99, for the tests of the effects room."""

import csv
from pathlib import Path

import numpy as np

FAMILIES = {
    "AR(1) .5": {},
    "AR(1) .8": {"rho": 0.8},
    "independent": {"rho": 0.0},
    "outside the hull": {"hull": True},
    "twice as noisy": {"noisy": 2.0},
    "half as noisy": {"noisy": 0.5},
    "4 x 60": {"units": 4, "periods": 60},
    "4 x 200": {"units": 4, "periods": 200},
    "12 x 120": {"units": 12},
    "20 x 120": {"units": 20},
    "drift": {"drift": 0.1},
    "heavy tails": {"heavy": True},
    "6 post-periods": {"after": 6},
}
ALONE = {  # nothing shared: for what has no peers
    "independent, alone": {"rho": 0.0, "shared": 0.0},
    "AR(1) .5, alone": {"shared": 0.0},
    "AR(1) .8, alone": {"rho": 0.8, "shared": 0.0},
    "AR(1) .9, alone": {"rho": 0.9, "shared": 0.0},
    "drift, alone": {"drift": 0.1, "shared": 0.0},
    "heavy tails, alone": {"heavy": True, "shared": 0.0},
    "60 periods, alone": {"periods": 60, "shared": 0.0},
    "30 periods, alone": {"periods": 30, "shared": 0.0},
    "6 post-periods, alone": {"after": 6, "shared": 0.0},
}


def autocorrelated(random, rows, periods, rho, heavy=False):
    """AR(1) series of unit variance, (rows, periods), started in equilibrium."""
    shocks = (
        random.standard_t(4, (rows, periods + 50)) / np.sqrt(2) if heavy else random.normal(size=(rows, periods + 50))
    )
    series = shocks.copy()
    for now in range(1, periods + 50):
        series[:, now] = rho * series[:, now - 1] + np.sqrt(1 - rho**2) * shocks[:, now]
    return series[:, 50:]


def simulated(
    random, units=8, periods=120, rho=0.5, noisy=1.0, drift=0.0, after=None, shared=1.0, *, heavy=False, hull=False
):
    """A panel (units, periods) without any effect, and the period at which unit 0 would start.

    Two shared AR(1) .9 factors with unequal loadings (times ``shared``), unit levels, own AR(1) noise of unit variance.
    """
    factors = autocorrelated(random, 2, periods, 0.9)
    loadings = random.normal(0, 0.5, (units, 2)) + np.array([1.0, 0.0])
    if hull:
        loadings[0] = [2.0, 0.8]
    noise = autocorrelated(random, units, periods, rho, heavy)
    noise[0] *= noisy
    panel = random.normal(0, 2, (units, 1)) + shared * loadings @ factors + noise
    if drift:
        panel = panel + np.cumsum(random.normal(0, drift, panel.shape), axis=1)
    return panel, periods - after if after else periods // 2


def simulated_products(random, turn="no", effect=0.0):
    """Readings (8 units, 3 products, 120 periods) and amounts of the same shape, and the start; products lie two
    standard deviations apart, a little differently in every unit.

    ``turn``: "no"; "most" of unit 0's output goes over to the dearest product at the start; "new": it never made that
    product before.
    """
    panel, start = simulated(random)
    levels = np.array([0.0, 2.0, -2.0]) + random.normal(0, 0.3, (len(panel), 3))
    amounts = random.dirichlet([2.0] * 3, panel.shape).transpose(0, 2, 1)
    if turn != "no":
        amounts[0, :, start:] = random.dirichlet([1.0, 6.0, 0.5], panel.shape[1] - start).T
    made = amounts > 0.1
    if turn == "new":
        made[0, 1, :start] = False
    values = panel[:, None, :] + levels[:, :, None] + random.normal(0, 0.3, amounts.shape)
    values[0, :, start:] += effect
    return np.where(made, values, np.nan), np.where(made, amounts, 0.0), start


def as_made(values, amounts):
    """The mean over products by amount, (units, periods): what a table without products would hold; NaN for nothing."""
    made = amounts.sum(axis=1)
    return np.divide(np.nansum(values * amounts, axis=1), made, out=np.full(made.shape, np.nan), where=made > 0)


def proposition_99():
    """Packs per head (39 states, 31 years from 1970), the names of the states, the index of California."""
    with (Path(__file__).parent / "data" / "california_prop99.csv").open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source, delimiter=";"))
    states = sorted({row["State"] for row in rows})
    packs = {(row["State"], int(row["Year"])): float(row["PacksPerCapita"]) for row in rows}
    panel = np.array([[packs[state, year] for year in range(1970, 2001)] for state in states])
    return panel, states, states.index("California")
