"""The Condorcet family: rules that compare options pair by pair.

Every count's trace opens with `pairwise` (options, above: the matrix, row above column). Then:

- `condorcet-winner`, `no-condorcet-winner`: options, the smallest dominating set
- `smith-set`: options of a place
- `schulze-paths`: options, strengths (the matrix of strongest paths); `schulze-comparison`:
  option, other, strength, path, strength-back, path-back
- `ranked-pairs-locked`, `ranked-pairs-skipped`, `ranked-pairs-open` (by the order of equal
  defeats one or the other): winner, loser, strength; `ranked-pairs-given-up`: strength
- `minimax-worst-defeat`: option, strength, by
- `split-cycle-kept`, `split-cycle-discarded`: winner, loser, strength, path-back
- `condorcet-irv-drop`: on-top (of each option left), dropped (one, or one of several tied);
  `condorcet-irv-place`: options; `condorcet-irv-given-up`: about
- `debian-below-quorum`: option, votes, against, quorum; `debian-below-majority`: option, votes,
  against, ratio; `debian-schwartz-set`: options; `debian-defeats-dropped`: defeats, votes, against
"""

from engine.rules.condorcet.condorcet import CONDORCET
from engine.rules.condorcet.condorcet_irv import CONDORCET_IRV
from engine.rules.condorcet.copeland import COPELAND
from engine.rules.condorcet.debian import DEBIAN
from engine.rules.condorcet.minimax import MINIMAX
from engine.rules.condorcet.ranked_pairs import RANKED_PAIRS
from engine.rules.condorcet.schulze import SCHULZE
from engine.rules.condorcet.smith import SMITH
from engine.rules.condorcet.split_cycle import SPLIT_CYCLE
from engine.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    CONDORCET,
    SMITH,
    SCHULZE,
    RANKED_PAIRS,
    MINIMAX,
    COPELAND,
    SPLIT_CYCLE,
    CONDORCET_IRV,
    DEBIAN,
)
