"""The transferable family: single transferable vote, by Gregory transfers and by Meek's method.

Codes of their traces, each with its facts (`round` counts from 1; votes are decimals or `p/q`, as
the rule counts):

- `stv-round`    votes of all not excluded, quota, exhausted (by reason; in total under Meek);
                 under Gregory the residual cut off so far; under Meek surplus, keep factors and
                 the iterations they took
- `stv-elected`  options with equally many votes, votes, why: `quota`, `last-vacancies`
- `stv-surplus`  source, transfers, exhausted, residual, values of a paper before and after
- `stv-excluded` options with votes, why: `lowest`, `below-minimum`, `write-ins`, `tie-immaterial`
- `stv-transfer` as `stv-surplus`, of an excluded option
- `stv-stopped`  undecided options
- `tie-previous-rounds` the rule's own step: about, order, round; then the ladder's steps
"""

from engine.rules.rule import Rule
from engine.rules.transferable.meek import STV_MEEK_1
from engine.rules.transferable.meek_wikimedia import STV_MEEK_WIKIMEDIA_1
from engine.rules.transferable.rctab import STV_RCTAB_1
from engine.rules.transferable.scottish import STV_SCOTTISH_1
from engine.rules.transferable.wigm_exact import STV_WIGM_EXACT_1

RULES: tuple[Rule, ...] = (
    STV_SCOTTISH_1,
    STV_MEEK_1,
    STV_MEEK_WIKIMEDIA_1,
    STV_RCTAB_1,
    STV_WIGM_EXACT_1,
)
