"""The proportional family: committees, budgets and short lists from approval ballots.

Codes of their traces, each with its facts:

- `elected` option, seat, `alike` (whom the rule held alike), `after` (the line's committee, where
  an open tie is followed in several lines), and what was compared: `gains` (sequential PAV),
  `loads` (Phragmén), `payment`, `in_full`, `payments` (equal shares), `approvals`, `money` (spending
  what is left)
- `lines-unfollowed` lines, lines_max: more open ties than are followed
- `eliminated` round, compared (option, points, nominations), options; `last-tie` the same
- `nominations` places (option, nominations)
"""

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
