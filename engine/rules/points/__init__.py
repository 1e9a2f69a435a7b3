"""The points family: marks by judges, season points, criteria."""

from engine.rules.points import (
    points_best_n,
    points_clamped_mean,
    points_mean,
    points_median,
    points_normalised,
    points_sum,
    points_trimmed_mean,
)
from engine.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    points_sum.RULE,
    points_mean.RULE,
    points_trimmed_mean.RULE,
    points_median.RULE,
    points_clamped_mean.RULE,
    points_best_n.RULE,
    points_normalised.RULE,
)
