"""Score voting by means: the option with the highest mean of its marks wins.

An option that a ballot leaves out is not judged by it (`no-opinion`) or is given 0 (`zero`).
Options with fewer marks than asked for take no seat and stand behind all others, by their
means; those nobody marked come last.

Reference: W. D. Smith, "Range voting", 2000 (rangevoting.org), with averaging of marks and a
quorum of marks.

By hand: one ballot a 5, b 3; one ballot b 4: a has the mean 5/1, b has 7/2.

>>> from engine.rules.ballots import Scores
>>> from engine.rules.tally import Tally
>>> ballots = {Scores((("a", 5), ("b", 3))): 1, Scores((("b", 4),)): 1}
>>> outcome = SCORE_MEAN.count(Tally(options=("a", "b"), ballots=ballots))
>>> outcome.winners, outcome.figures["b"]["mean"]
(('a',), '7/2')
"""

from fractions import Fraction

from engine.rules.ballots import OptionId
from engine.rules.outcome import Fact, Outcome, Step, number
from engine.rules.parameters import Parameter
from engine.rules.placing import placed
from engine.rules.rule import Question, Rule
from engine.rules.score.card import Card

_ID = "score-mean-1"


def _compute(question: Question) -> Outcome:
    card = Card(question.tally)
    zeros = question.text("blank") == "zero"
    means: dict[OptionId, Fraction] = {}
    for option in card.options:
        if judges := card.voters if zeros else card.marks(option):
            means[option] = card.points(option) / judges
    eligible = [o for o in means if card.marks(o) >= question.whole("marks_min")]
    standing = {o: (o in eligible, o in means, means.get(o, Fraction(0))) for o in card.options}
    order = sorted(set(standing.values()))
    figures = {option: _figures(card, option, means.get(option)) for option in card.options}
    return placed(
        {option: order.index(standing[option]) for option in card.options},
        seats=question.seats,
        ties=question.ties,
        eligible=eligible,
    ).outcome(
        _ID,
        question,
        figures=figures,
        totals={"ballots": card.voters},
        trace=[
            Step("score-mean", {"option": option, **figures[option]}) for option in card.options
        ],
    )


def _figures(card: Card, option: OptionId, mean: Fraction | None) -> dict[str, Fact]:
    told: dict[str, Fact] = {"points": number(card.points(option)), "marks": card.marks(option)}
    return told if mean is None else told | {"mean": number(mean)}


SCORE_MEAN = Rule(
    id=_ID,
    family="score",
    title="Score voting (mean)",
    summary=(
        "Averages the points of those who marked an option. For electorates in which not "
        "everybody knows every option."
    ),
    source="Smith, Range voting, 2000",
    ballots=("scores",),
    parameters=(
        Parameter(
            name="blank",
            kind="choice",
            default="no-opinion",
            choices=("no-opinion", "zero"),
            help="an option a ballot leaves out: not judged by it, or given 0",
        ),
        Parameter(
            name="marks_min",
            kind="whole",
            default=1,
            minimum=0,
            help="how many marks an option needs to take a seat",
        ),
    ),
    compute=_compute,
    paradoxes=("majority", "condorcet", "no-show", "later-harm"),
)
