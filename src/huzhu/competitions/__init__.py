"""Competition 同工种车间竞赛: rounds under published conditions, standings with ranges of places, the banner.

Half of the points are for what a workshop improved at home, half for help that was measured to work elsewhere. People
hurt are no points, neither for nor against; safety is a gate that people decide about. It ranks no person.
"""

EARLIER_WEEKS = 52  # of history before the baseline that say whether it was a fair one
