"""Charts as SVG text: pure functions of plain numbers and words that are already translated.

They draw what they are given: no database, no clock, no threshold, no verdict of their own. Colours come from the style
sheet by class, so that dark mode and print follow. Every drawing with a label is an image with a text equivalent in one
sentence; a drawing without one is decoration beside figures that say the same.
"""

from .axes import Axis, axis_head, axis_over, month_ticks, plain_word, round_ticks, signed_word
from .chain import Step, chain
from .drawing import no_chart
from .effects import ChartWords, effect_lines
from .ranges import (
    Guardrail,
    Range,
    adopters,
    guardrails,
    intervals,
    percent_word,
    place_range,
    places_head,
    points_bar,
    progress,
    range_bar,
    share_bar,
)
from .strips import dot_strip, spark, ticks
from .timing import TimedStep, step_bar

__all__ = [
    "Axis",
    "ChartWords",
    "Guardrail",
    "Range",
    "Step",
    "TimedStep",
    "adopters",
    "axis_head",
    "axis_over",
    "chain",
    "dot_strip",
    "effect_lines",
    "guardrails",
    "intervals",
    "month_ticks",
    "no_chart",
    "percent_word",
    "place_range",
    "places_head",
    "plain_word",
    "points_bar",
    "progress",
    "range_bar",
    "round_ticks",
    "share_bar",
    "signed_word",
    "spark",
    "step_bar",
    "ticks",
]  # fmt: skip
