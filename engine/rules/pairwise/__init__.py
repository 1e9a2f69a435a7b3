"""The pairwise family: which of two entries is better, many times over.

Code of its traces: `pairs` halves (first, second, half judgements won by each).
"""

from engine.rules.pairwise.bradley_terry import BRADLEY_TERRY
from engine.rules.pairwise.wins import PAIRWISE_WINS
from engine.rules.rule import Rule

RULES: tuple[Rule, ...] = (PAIRWISE_WINS, BRADLEY_TERRY)
"""The pairwise family of rules."""
