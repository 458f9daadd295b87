"""Readings of every continuous series: by shift, day, week or month."""

import numpy as np
from numpy.typing import NDArray

from huzhu.demo.chance import Array, autoregression, mixture, stream
from huzhu.demo.readings import Columns, columns, join
from huzhu.demo.series import MIX, ONE_PRODUCT, PLANTS, SERIES, Series
from huzhu.demo.timeline import DATES, DAYS, MONTH_STARTS, MONTHS_SINCE, QUARTER, WEEK_STARTS, days_of, outside, working
from huzhu.demo.truth import added

SHIFTS = np.array(["A", "B", "C"], dtype=object)
SECTION_KINDS = ("medium-section", "small-section")
LENGTH = {"shift": np.timedelta64(8, "h"), "day": np.timedelta64(1, "D"), "week": np.timedelta64(7, "D")}


def trade_of(kind: str) -> str:
    """Workshops that share what moves all of a trade: both section mills are one trade."""
    return "section" if kind in SECTION_KINDS else kind


def daily_level(seed: int, series: Series, plant: str, line: str, product: str) -> Array:
    """What the series is about to show on each day before noise, shape (DAYS,), in its unit."""
    base = series.base[PLANTS.index(plant)]
    assert base is not None
    workshop = f"{plant}-{series.kind}"
    common = autoregression(stream(seed, series.metric, trade_of(series.kind)), DAYS, *series.common)
    own = autoregression(stream(seed, series.metric, workshop, line), DAYS, *series.own)
    moved = (
        series.trend * MONTHS_SINCE
        + series.products.get(product, 0.0)
        + outside(series.metric, series.kind, plant)
        + common
        + own
        + added(series.metric, workshop, line=line, product=product)
    )
    return base * np.exp(moved) if series.scale in ("log", "rate") else base + moved


def product_of_day(seed: int, workshop: str, line: str, kind: str) -> NDArray[np.int64]:
    """Which section is rolled on each day, shape (DAYS,): campaigns of some days, the mix changing by quarter."""
    rng = stream(seed, "mix", workshop, line)
    usual = np.array(list(MIX[kind].values()))
    mixes = mixture(rng, usual, int(QUARTER.max()) + 1)
    drawn = (rng.random(DAYS)[:, None] > mixes.cumsum(axis=1)[QUARTER][:, :-1]).sum(axis=1)
    stays = rng.random(DAYS) < 0.5  # half of the days go on with yesterday's section
    last = np.maximum.accumulate(np.where(stays & (np.arange(DAYS) > 0), 0, np.arange(DAYS)))
    return np.asarray(drawn[last], dtype=np.int64)


def _moments(grain: str) -> tuple[NDArray[np.datetime64], NDArray[np.int64]]:
    """Starts of the periods and the day number each belongs to."""
    if grain == "shift":
        starts = (DATES.astype("datetime64[h]")[:, None] + np.array([0, 8, 16]) * np.timedelta64(1, "h")).ravel()
    else:
        starts = {"day": DATES, "week": WEEK_STARTS, "month": MONTH_STARTS}[grain]
    return starts.astype("datetime64[us]"), days_of(starts)


def _averaged(level: Array, grain: str, at: NDArray[np.int64]) -> Array:
    """Level of each period: its day's, or the mean over the days of a week or month."""
    if grain in ("shift", "day"):
        return level[at]
    sums = np.concatenate([[0.0], level.cumsum()])
    ends = np.append(at[1:], DAYS)
    return np.asarray((sums[ends] - sums[at]) / (ends - at))


def _draw(series: Series, level: Array, exposure: Array, rng: np.random.Generator) -> Array:
    """Values around the level: log-normal, normal, a count per 1000 tonnes, or a beta-binomial share in per cent."""
    if series.scale == "rate":
        return 1000.0 * rng.poisson(level * exposure / 1000) / exposure
    if series.scale == "log":
        return np.asarray(level * np.exp(series.noise * rng.standard_normal(level.shape)))
    if series.scale == "points":
        return np.asarray(level + series.noise * rng.standard_normal(level.shape))
    share = np.clip(level / 100, 0.002, 0.998)
    tight = 800.0  # beta-binomial: pieces of one lot resemble each other a little
    bad = rng.binomial(exposure.astype(np.int64), rng.beta(share * tight, (1 - share) * tight))
    return np.asarray(100.0 * bad / exposure)


def _rows(seed: int, series: Series, plant: str, *, line: str, product: str, chosen: NDArray[np.bool_]) -> Columns:
    workshop = f"{plant}-{series.kind}"
    rng = stream(seed, series.metric, workshop, line, product, "rows")
    starts, at = _moments(series.grain)
    usual = series.exposure or 1.0
    exposure = np.round(usual * np.exp(0.12 * rng.standard_normal(len(at))), 0).clip(1)
    level = _averaged(daily_level(seed, series, plant, line, product), series.grain, at)
    values = np.round(_draw(series, level, exposure, rng), series.digits)
    shift = np.tile(SHIFTS, DAYS) if series.grain == "shift" else ""
    kept = chosen[at] if series.grain in ("shift", "day") else np.ones(len(at), dtype=bool)
    ends = (
        starts + LENGTH[series.grain] if series.grain in LENGTH else np.append(starts[1:], np.datetime64("1959-01-01"))
    )
    rows = columns(
        len(at), metric=series.metric, workshop=workshop, line=line, product=product, shift=shift,
        started_at=starts, ended_at=ends, value=values, exposure=exposure if series.exposure else np.nan,
    )  # fmt: skip
    return {name: column[kept] for name, column in rows.items()}


def _plant_rows(seed: int, series: Series, plant: str) -> list[Columns]:
    runs = working(plant)
    parts = []
    for line in series.lines:
        rolled = product_of_day(seed, f"{plant}-{series.kind}", line, series.kind) if series.kind in MIX else None
        for product in series.products or ("",):
            if series.report == ONE_PRODUCT and rolled is not None:
                names = list(MIX[series.kind])
                if product not in names:
                    continue
                parts.append(
                    _rows(
                        seed, series, plant, line=line, product=product, chosen=runs & (rolled == names.index(product))
                    )
                )
            else:
                parts.append(_rows(seed, series, plant, line=line, product=product, chosen=runs))
    return parts


def _campaigns(seed: int, plant: str, kind: str, heats: float, every: float) -> Columns:
    """Roof campaigns that ended: heats each roof stood, one row a roof."""
    workshop = f"{plant}-{kind}"
    rng = stream(seed, "roof-life", workshop)
    at = np.flatnonzero(rng.random(DAYS) < 1 / every)
    stood = np.round(heats * np.exp(added("roof-life", workshop)[at] + 0.22 * rng.standard_normal(len(at))))
    moments = DATES[at].astype("datetime64[m]") + rng.integers(0, 1440, len(at))
    return columns(len(at), metric="roof-life", workshop=workshop, value=stood, started_at=moments)


ROOFS = {  # heats a roof stands, and days between two roofs of the shop
    "eaf": ((62.0, 66.0, 58.0, 60.0), 3.4),
    "open-hearth": ((None, None, 205.0, 190.0), 24.0),
}


def roof_campaigns(seed: int) -> list[Columns]:
    """Roof lives of the melting shops."""
    return [
        _campaigns(seed, plant, kind, heats, every)
        for kind, (usual, every) in ROOFS.items()
        for plant, heats in zip(PLANTS, usual, strict=True)
        if heats is not None
    ]


def production(seed: int) -> Columns:
    """All readings of the series in `series.SERIES` and the roof campaigns, before dirt."""
    return join(
        roof_campaigns(seed)
        + [
            rows
            for series in SERIES
            for plant, base in zip(PLANTS, series.base, strict=True)
            if base is not None
            for rows in _plant_rows(seed, series, plant)
        ]
    )
