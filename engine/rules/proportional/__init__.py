"""Proportional committees and nominations from approval ballots."""

from engine.rules.proportional.eph import EPH
from engine.rules.proportional.equal_shares import EQUAL_SHARES
from engine.rules.proportional.equal_shares_budget import EQUAL_SHARES_BUDGET
from engine.rules.proportional.nominations import NOMINATIONS
from engine.rules.proportional.seq_pav import SEQ_PAV
from engine.rules.proportional.seq_phragmen import SEQ_PHRAGMEN
from engine.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    SEQ_PAV,
    SEQ_PHRAGMEN,
    EQUAL_SHARES,
    EQUAL_SHARES_BUDGET,
    EPH,
    NOMINATIONS,
)
"""The proportional family of rules."""
