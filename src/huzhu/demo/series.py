# ruff: noqa: E501 (a table reads better with one series a line)
# fmt: off
"""The continuous series of the simulation as a table: baselines at 1956-09, trends, noise. Times, yields, consumption.

Baselines of roll change, ingot yield, heat time, electrodes, metal yield, availability, rejects and fuel are the
illustrative ones of the demo's specification. Two departures, so that a weakness is left to find on the page: medium
mills have reject levels of their own with Dalian weakest, and every metric without a stated baseline is a guess.
"""

from dataclasses import dataclass, field
from typing import Literal

PLANTS = ("dalian", "benxi", "plant-c", "plant-d")
Grain = Literal["shift", "day", "week", "month"]
ALL_PRODUCTS = "all"  # every product reports in every period
ONE_PRODUCT = "one"  # one product a day, drawn from the mix of the quarter

MEDIUM_SECTIONS = {"round": 0.35, "square": 0.2, "flat": 0.25, "angle": 0.2}
SMALL_SECTIONS = {"round": 0.5, "flat": 0.3, "square": 0.2}
MIX = {"medium-section": MEDIUM_SECTIONS, "small-section": SMALL_SECTIONS}


@dataclass(frozen=True)
class Series:
    """One metric at one kind of workshop in every plant that has a baseline.

    `scale` "log": base times exp(sum); "points": base plus sum; "share": as points, then drawn as a count of pieces;
    "rate": events per 1000 tonnes, as log, then drawn as a count.
    `common`, `own`: (AR(1) coefficient per day, stationary sd) shared by the trade, and of the workshop. `noise` is the
    sd of one row. `trend` is per month. `exposure` is the usual amount (tonnes, pieces, heats) behind one row.
    """

    metric: str
    kind: str
    base: tuple[float | None, float | None, float | None, float | None]
    scale: Literal["log", "points", "share", "rate"]
    common: tuple[float, float]
    own: tuple[float, float]
    noise: float
    grain: Grain = "day"
    trend: float = 0.0
    exposure: float | None = None
    lines: tuple[str, ...] = ("",)
    products: dict[str, float] = field(default_factory=dict)  # product: its shift in log units or points
    report: str = ALL_PRODUCTS
    digits: int = 1


_YIELD_MEDIUM = {"round": 0.4, "square": 0.2, "flat": -0.3, "angle": -0.7}
_YIELD_SMALL = {"round": 0.3, "flat": -0.3, "square": 0.1}
_REJECTS_MEDIUM = {"round": 0.2, "square": -0.3, "flat": -0.4, "angle": 0.5}
_REJECTS_SMALL = {"round": 0.1, "flat": 0.2, "square": -0.4}
_PACE = {"round": 0.03, "square": 0.02, "flat": 0.0, "angle": -0.10}
_MILL = ((0.9, 0.8), (0.8, 1.2), 3.0)
_YIELD = ((0.9, 0.2), (0.7, 0.4), 0.5)
_REJECTS = ((0.9, 0.2), (0.8, 0.4), 0.0)
_FUEL = ((0.95, 0.04), (0.85, 0.05), 0.06)
_SMOOTH = ((0.95, 0.03), (0.85, 0.04), 0.08)
_ONE = {"report": ONE_PRODUCT}

_MEDIUM, _SMALL, _WIRE, _SHEET = "medium-section", "small-section", "wire-rod", "sheet"
SECTION_MILLS = (
    Series("mill-availability", _MEDIUM, (66, 74, 69, 68), "points", *_MILL, "shift", 0.03),
    Series("mill-availability", _SMALL, (70, 76, 71, 72), "points", *_MILL, "shift", 0.03),
    Series("metal-yield", _MEDIUM, (89.5, 90.2, 88.6, 88.9), "points", *_YIELD, "shift", 0.02, 130, products=_YIELD_MEDIUM, **_ONE, digits=2),
    Series("metal-yield", _SMALL, (91.0, 91.4, 90.1, 90.5), "points", *_YIELD, "shift", 0.02, 70, products=_YIELD_SMALL, **_ONE, digits=2),
    Series("output", _MEDIUM, (22.0, 25.0, 21.0, 20.0), "log", (0.9, 0.03), (0.8, 0.04), 0.10, "shift", 0.001, products=_PACE, **_ONE),
    Series("output", _SMALL, (11.0, 12.5, 10.5, 10.0), "log", (0.9, 0.03), (0.8, 0.04), 0.10, "shift", 0.001, products=_PACE, **_ONE),
    Series("surface-rejects", _MEDIUM, (5.6, 3.6, 4.9, 4.5), "share", *_REJECTS, "day", -0.01, 320, products=_REJECTS_MEDIUM, **_ONE, digits=2),
    Series("surface-rejects", _SMALL, (4.2, 4.6, 5.6, 5.0), "share", *_REJECTS, "day", -0.01, 400, products=_REJECTS_SMALL, **_ONE, digits=2),
    Series("fuel-per-tonne", _MEDIUM, (4.1, 4.0, 4.4, 4.5), "log", *_FUEL, "day", -0.002, 390, digits=2),
    Series("fuel-per-tonne", _SMALL, (3.8, 3.7, 4.0, 4.1), "log", *_FUEL, "day", -0.002, 210, digits=2),
    Series("groove-life", _MEDIUM, (260, 330, 270, 310), "log", (0.9, 0.04), (0.8, 0.06), 0.12, "week", 0.002, digits=0 ),
    Series("groove-life", _SMALL, (150, 185, 155, 165), "log", (0.9, 0.04), (0.8, 0.06), 0.12, "week", 0.002, digits=0),
    Series("cobbles", _MEDIUM, (4.2, 3.4, 4.6, 4.8), "rate", (0.9, 0.05), (0.8, 0.1), 0.0, "day", -0.003, 390, digits=2),
    Series("cobbles", _SMALL, (5.2, 4.5, 5.4, 5.6), "rate", (0.9, 0.05), (0.8, 0.1), 0.0, "day", -0.003, 210, digits=2),
    Series("cobbles", _WIRE, (7.0, None, 7.6, None), "rate", (0.9, 0.05), (0.8, 0.1), 0.0, "day", -0.003, 180, digits=2),
    Series("metal-yield", _WIRE, (93.0, None, 92.1, None), "points", *_YIELD, "shift", 0.02, 60, digits=2),
    Series("surface-rejects", _WIRE, (3.9, None, 4.4, None), "share", *_REJECTS, "day", -0.01, 350, digits=2),
    Series("output", _WIRE, (9.5, None, 8.8, None), "log", (0.9, 0.03), (0.8, 0.04), 0.10, "shift", 0.001),
    Series("metal-yield", _SHEET, (None, 84.5, None, None), "points", *_YIELD, "day", 0.02, 45, digits=2),
    Series("rework", _SHEET, (None, 12.0, None, None), "share", (0.9, 0.4), (0.8, 0.6), 0.0, "day", -0.02, 220, digits=2 ),
)

_STEEL = {"carbon": 0.0, "alloy": 0.14}
_RATE = ((0.9, 0.03), (0.8, 0.04), 0.10)
STEEL_AND_INGOTS = (
    Series("ingot-yield", "casting", (84.0, 82.5, 82.0, 81.4), "points", (0.95, 0.25), (0.70, 0.50), 1.04, "shift", 0.02, 95, products={"killed": 0.0, "rimmed": 4.0}, digits=2),
    Series("surface-rejects", "casting", (3.4, 3.2, 3.9, 3.6), "share", (0.9, 0.15), (0.97, 0.5), 0.0, "day", 0.0, 400, lines=("1", "2"), digits=2),
    Series("mould-use", "casting", (22.0, 21.0, 24.0, 25.0), "log", (0.9, 0.02), (0.8, 0.03), 0.05, "month", -0.002),
    Series("heat-time", "eaf", (285, 300, 325, 315), "log", (0.95, 0.02), (0.85, 0.025), 0.047, "day", -0.003, 9, products=_STEEL, digits=0),
    Series("heat-time", "open-hearth", (None, None, 470, 500), "log", (0.95, 0.02), (0.85, 0.025), 0.05, "day", -0.003, 6, digits=0),
    Series("tap-to-tap-time", "open-hearth", (None, None, 560, 590), "log", (0.95, 0.02), (0.85, 0.03), 0.05, "day", -0.003, 6, digits=0),
    Series("power-per-tonne", "eaf", (640, 655, 700, 690), "log", (0.95, 0.02), (0.85, 0.03), 0.05, "day", -0.001, 240, digits=0),
    Series("electrode-use", "eaf", (8.6, 8.1, 9.4, 9.0), "log", *_SMOOTH, "day", -0.001, 240, digits=2),
    Series("refractory-use", "eaf", (68, 72, 75, 74), "log", (0.9, 0.03), (0.8, 0.04), 0.05, "month", -0.002),
    Series("refractory-use", "open-hearth", (None, None, 82, 85), "log", (0.9, 0.03), (0.8, 0.04), 0.05, "month", -0.002 ),
    Series("output", "blooming", (31.0, 30.0, 28.5, 29.0), "log", *_RATE, "shift", 0.001),
    Series("fuel-per-tonne", "blooming", (4.1, 4.0, 4.4, 4.5), "log", *_FUEL, "day", -0.002, 600, digits=2),
    Series("surface-rejects", "blooming", (2.8, 3.0, 3.3, 3.1), "share", *_REJECTS, "day", -0.01, 240, products={"carbon": 0.0, "alloy": 1.1}, digits=2),
    Series("mtbf", "blooming", (38, 42, 36, 35), "log", (0.9, 0.04), (0.8, 0.06), 0.18, "week", 0.002),
)

SERVICES = (
    Series("fuel-per-tonne", "forge", (9.6, 9.9, 10.2, 9.1), "log", *_FUEL, "day", -0.002, 55, digits=2),
    Series("on-time-delivery", "forge", (71, 74, 68, 76), "share", (0.9, 1.5), (0.8, 2.0), 0.0, "week", 0.1, 60),
    Series("output", "heat-treatment", (6.2, 5.8, 5.4, 5.6), "log", *_RATE, "day", 0.001),
    Series("fuel-per-tonne", "heat-treatment", (5.4, 5.6, 5.9, 5.7), "log", *_FUEL, "day", -0.002, 110, digits=2),
    Series("hardness-spread", "heat-treatment", (32, 30, 35, 34), "points", (0.9, 0.8), (0.8, 1.2), 2.5, "day", -0.02),
    Series("rework", "heat-treatment", (9.0, 8.5, 11.0, 10.0), "share", (0.9, 0.4), (0.8, 0.6), 0.0, "day", -0.02, 180, digits=2),
    Series("on-time-delivery", "roll-shop", (78, 82, 75, 77), "share", (0.9, 1.5), (0.8, 2.0), 0.0, "week", 0.1, 40),
    Series("mttr", "machine-repair", (3.4, 3.0, 3.9, 3.6), "log", (0.9, 0.03), (0.8, 0.05), 0.12, "week", -0.002, digits=2 ),
    Series("on-time-delivery", "transport", (83, 86, 80, 81), "share", (0.9, 1.2), (0.8, 1.5), 0.0, "week", 0.1, 240),
)
SERIES: tuple[Series, ...] = SECTION_MILLS + STEEL_AND_INGOTS + SERVICES
