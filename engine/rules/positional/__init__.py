"""The positional family: points for places."""

from engine.rules.positional import borda, dowdall, positional, two_channels
from engine.rules.rule import Rule

RULES: tuple[Rule, ...] = (borda.RULE, dowdall.RULE, positional.RULE, two_channels.RULE)
