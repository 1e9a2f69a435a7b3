"""Every rule, by id. The one place where a family is added."""

from engine.errors.rules import RuleUnknown
from engine.rules import (
    condorcet,
    pairwise,
    points,
    positional,
    proportional,
    runoff,
    score,
    threshold,
    transferable,
)
from engine.rules.rule import Rule

FAMILIES = (
    points,
    threshold,
    positional,
    runoff,
    transferable,
    condorcet,
    score,
    proportional,
    pairwise,
)

RULES: dict[str, Rule] = {rule.id: rule for family in FAMILIES for rule in family.RULES}


def rule_of(rule: str) -> Rule:
    """The rule with this id. Refuses `RuleUnknown`."""
    if rule not in RULES:
        raise RuleUnknown(rule=rule, known=tuple(sorted(RULES)))
    return RULES[rule]
