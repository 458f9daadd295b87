"""Effects 效果: did a change work, did it hurt, who is stronger, and how sure is that. Pure numbers.

This room takes arrays and gives frozen answers. It knows no workshop, no date, no file and no database, draws no hidden
random numbers and needs only NumPy and SciPy. Methods, sources, limits and measured coverage: docs/effects.md.

    estimate      the effect of a change in one workshop or several, against those that did not change
    estimate_many the same for thousands of panels of one shape, effects and ranges only
    watch         a guardrail of continuous readings, looked at as often as one likes
    watch_counts  a guardrail of rare events
    pool          several adopters' effects together, and what a new workshop may expect
    compare       a group of workshops side by side, like with like, with places that are sure
    levels        what compare compares, with its errors, for scores put together from several
    places        scores put together from doubtful parts, with the places that are sure
    similarity    how alike two product mixes are
    usual_mix     the series of each workshop as it would be with its usual mix of products, and how unsure that is
    find_breaks   jumps of level that one workshop has and its peers do not
"""

from huzhu.effects.breaks import find_breaks
from huzhu.effects.compare import compare, levels
from huzhu.effects.counts import watch_counts
from huzhu.effects.estimate import METHODS, estimate
from huzhu.effects.many import estimate_many
from huzhu.effects.places import places
from huzhu.effects.pool import pool
from huzhu.effects.results import (
    METHOD_VERSION,
    Break,
    Check,
    Comparison,
    CountWatch,
    Estimate,
    Estimates,
    Excluded,
    Gap,
    Periods,
    Placed,
    PlacedScore,
    Places,
    Pooled,
    UnitLevels,
    Watch,
)
from huzhu.effects.standard import similarity, usual_mix
from huzhu.effects.watch import watch

__all__ = [
    "METHODS",
    "METHOD_VERSION",
    "Break",
    "Check",
    "Comparison",
    "CountWatch",
    "Estimate",
    "Estimates",
    "Excluded",
    "Gap",
    "Periods",
    "Placed",
    "PlacedScore",
    "Places",
    "Pooled",
    "UnitLevels",
    "Watch",
    "compare",
    "estimate",
    "estimate_many",
    "find_breaks",
    "levels",
    "places",
    "pool",
    "similarity",
    "usual_mix",
    "watch",
    "watch_counts",
]
