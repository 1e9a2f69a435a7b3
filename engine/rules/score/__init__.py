"""The score family of rules."""

from engine.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
