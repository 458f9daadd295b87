"""Before a limit for people hurt is agreed: which could be told at all, from the cases that came so far."""

from __future__ import annotations

import numpy as np

from huzhu.adoptions.counting import LOOK_WEEKS
from huzhu.adoptions.panels import BASELINE_WEEKS, build_panel
from huzhu.effects.claims import least_tolerance
from huzhu.metrics.models import Metric
from huzhu.workshops.models import Workshop

LOOKS = 39  # three years


def least_limit(metric: Metric, workshop: Workshop) -> float | None:
    """The smallest limit, as a fraction, that three years bear out at this workshop with 4 chances in 5 if nothing
    changes; None where it counts nothing yet."""
    panel = build_panel(metric, workshop)
    if panel is None:
        return None
    last = slice(max(0, panel.weeks - BASELINE_WEEKS), panel.weeks)
    weeks = int((~np.isnan(panel.values[0, last])).sum())
    if weeks < LOOK_WEEKS:
        return None
    cases = np.nansum(panel.n[:, last], axis=1)
    own, peers = float(cases[0]), float(cases[1:].sum())
    return least_tolerance(own, peers, before=max(1, weeks // LOOK_WEEKS), looks=LOOKS)
