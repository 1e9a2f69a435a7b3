"""The run-off family: two rounds, instant run-off, instant run-off with a No Award test.

Codes of their traces, each with its facts (`round` counts from 1, votes are whole):

- `runoff-round`     votes of the standing options, active, exhausted by reason, threshold
- `runoff-excluded`  options, why: `lowest`, `batch`, `below-minimum`, `write-ins`,
                     `not-a-finalist`, `tie-immaterial`
- `runoff-transfer`  from, transfers to each option, exhausted by reason
- `runoff-finalists` options of the second round
- `runoff-elected`   option, votes, why: `majority`, `most-votes`, `plurality`, `last`, `tie`,
                     `no-award-test`
- `runoff-no-award-test` option, ballots that prefer it, ballots that prefer No Award, passed
- `runoff-stopped`   undecided options
- `tie-previous-rounds`, `tie-first-choices` the rule's own steps: about, order; then the ladder's
"""

from engine.rules.rule import Rule
from engine.rules.runoff.instant import IRV_1
from engine.rules.runoff.no_award import IRV_NO_AWARD_1
from engine.rules.runoff.two_round import TWO_ROUND_1

RULES: tuple[Rule, ...] = (TWO_ROUND_1, IRV_1, IRV_NO_AWARD_1)
