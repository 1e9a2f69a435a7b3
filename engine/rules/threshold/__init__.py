"""The threshold family: opinions and marks, with or without a share to reach."""

from engine.rules.rule import Rule
from engine.rules.threshold import (
    acclamation,
    approval,
    block,
    choose,
    cumulative,
    limited,
    plurality,
    threshold,
)

RULES: tuple[Rule, ...] = (
    threshold.RULE,
    acclamation.RULE,
    plurality.RULE,
    block.RULE,
    choose.RULE,
    limited.RULE,
    cumulative.RULE,
    approval.RULE,
)
