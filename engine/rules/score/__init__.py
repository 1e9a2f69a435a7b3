"""The score family: rules that add up, average, run off or take the median of points.

Steps of the trace:

- `score-sum`: option, points, marks; `score-mean`: the same and mean
- `star-scores`: round, points (of each option left); `star-run-off`: round, options, votes (in the
  order of the options), equal; `star-given-up`: round
- `majority-judgment-grades`: option, grades, median, above, below; `majority-value`: option,
  medians (from the middle outwards: distance, lower grade, upper grade)

STAR's own tie steps are told as `tie-own` with `by` one of `star-duels-lost`,
`star-preferences`, `star-top-scores`, `star-points`.
"""

from engine.rules.rule import Rule
from engine.rules.score.bloc_star import BLOC_STAR
from engine.rules.score.majority_judgment import MAJORITY_JUDGMENT
from engine.rules.score.score_mean import SCORE_MEAN
from engine.rules.score.score_sum import SCORE_SUM
from engine.rules.score.star import STAR

RULES: tuple[Rule, ...] = (SCORE_SUM, SCORE_MEAN, STAR, BLOC_STAR, MAJORITY_JUDGMENT)
