"""Normalised points: each judge is brought to one scale, then the mean is taken.

A severe judge and a mild one, one who uses the whole scale and one who does not, count alike. Raw
means are shown beside the normalised ones, since a jury will ask for them.

Source: J.-C. de Borda, "Mémoire sur les élections au scrutin", 1781, for ranks; the standard score of
statistics for the rest (`engine.rules.points.normalising` says how each is worked).

By hand, by rank: the first judge gives ada 9, bob 7, cid 5 (1, 1/2, 0), the second gives bob 6, ada
5, cid 1 (1/2, 1, 0), the third marks ada 9, cid 8 only (1 and 0). ada (1 + 1/2 + 1)/3 = 5/6, bob
(1/2 + 1)/2 = 3/4, cid 0.

>>> from engine.rules.ballots import Scores
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob", "cid"))
>>> tally.add(Scores((("ada", 9), ("bob", 7), ("cid", 5))))
>>> tally.add(Scores((("ada", 5), ("bob", 6), ("cid", 1))))
>>> tally.add(Scores((("ada", 9), ("cid", 8))))
>>> [(told["points"], told["raw"]) for told in RULE.count(tally).figures.values()]
[('5/6', '23/3'), ('3/4', '13/2'), ('0', '14/3')]
"""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from engine.rules.ballots import Ballot, OptionId, Scores
from engine.rules.outcome import Fact, Outcome, number
from engine.rules.parameters import Parameter
from engine.rules.points.judging import MEANS, Marks, Reading, judged, marks_of, mean
from engine.rules.points.normalising import by_deviation, by_range, by_rank
from engine.rules.rule import Question, Rule

ID = "points-normalised-1"


def compute(question: Question) -> Outcome:
    """The options with the highest weighed means of normalised marks."""
    boxes = question.tally.boxes

    def averaged(_: str, marks: Marks) -> Reading:
        return Reading(mean(marks))

    raw: dict[OptionId, Marks] = {option: Counter() for option in question.options}
    for box in boxes.values():
        for option, marks in marks_of(question, box).items():
            raw[option] += marks
    figures: dict[OptionId, dict[str, Fact]] = {
        option: {"raw": number(mean(marks))} if marks else {} for option, marks in raw.items()
    }
    normalised = {name: _normalised(question, box) for name, box in boxes.items()}
    return judged(ID, question, averaged, marks=normalised, figures=figures)


def _normalised(question: Question, box: Mapping[Ballot, int]) -> dict[OptionId, Marks]:
    marks: dict[OptionId, Marks] = {option: Counter() for option in sorted(question.options)}
    for ballot, weight in box.items():
        assert isinstance(ballot, Scores), "the rule has checked the kind"
        if ballot.points:
            for option, mark in _one_judge(question, dict(ballot.points)).items():
                marks[option][mark] += weight
    return marks


def _one_judge(question: Question, marks: dict[OptionId, int]) -> dict[OptionId, Fraction]:
    match question.text("method"):
        case "rank":
            return by_rank(marks)
        case "min-max":
            return by_range(marks)
        case _:
            sample = question.text("deviation") == "sample"
            return by_deviation(marks, sample=sample, places=question.whole("score_places"))


RULE = Rule(
    id=ID,
    family="points",
    title="Normalised points",
    summary="Severe and mild judges brought to one scale before the mean. For split panels.",
    source="Ranks: J.-C. de Borda, 1781; z-score: the standard score of statistics",
    ballots=("scores",),
    compute=compute,
    parameters=(
        Parameter(
            name="method",
            kind="choice",
            default="rank",
            choices=("rank", "min-max", "z-score"),
            help="How one judge's marks are brought to the common scale.",
        ),
        Parameter(
            name="deviation",
            kind="choice",
            default="population",
            choices=("population", "sample"),
            help="Which standard deviation a z-score is measured in.",
        ),
        Parameter(
            name="score_places",
            kind="whole",
            default=10,
            minimum=0,
            maximum=20,
            help="To how many decimal places a z-score is rounded, half-even.",
        ),
        *MEANS,
    ),
    paradoxes=("irrelevant-alternatives", "strategic"),
    boxes=("channels",),
)
