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
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import TypeAlias

from engine.rules.ballots import Ballot, OptionId, Scores
from engine.rules.outcome import Fact, Outcome, Step, number
from engine.rules.parameters import Parameter
from engine.rules.points.judging import MEANS, Marks, Reading, judged, marks_of, mean
from engine.rules.points.normalising import Scaled, by_deviation, by_range, by_rank
from engine.rules.rule import Question, Rule

ID = "points-normalised-1"
JUDGES_TOLD_MAX = 100
"""A trace tells the judges of a channel one by one up to so many different ballots."""

Method: TypeAlias = Callable[[Mapping[OptionId, int]], Scaled]


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
    method = _method(question)
    normalised = {name: _normalised(question, box, method) for name, box in boxes.items()}
    judges = [step for name, box in boxes.items() for step in _told(name, box, method)]
    return judged(ID, question, averaged, marks=normalised, figures=figures, steps=judges)


def _normalised(
    question: Question, box: Mapping[Ballot, int], method: Method
) -> dict[OptionId, Marks]:
    """Per option its mean on the common scale, as often as it was marked.

    Scores are added up as whole numbers, denominator by denominator: a fraction a mark would
    make a large panel slow.
    """
    sums: Counter[tuple[OptionId, int]] = Counter()
    times: Counter[OptionId] = Counter()
    for ballot, weight in box.items():
        assert isinstance(ballot, Scores), "the rule has checked the kind"
        if ballot.points:
            judge = method(dict(ballot.points))
            for option, score in judge.scores.items():
                sums[option, judge.denominator] += score * weight
                times[option] += weight
    totals = dict.fromkeys(sorted(question.options), Fraction(0))
    for (option, denominator), score in sums.items():
        totals[option] += Fraction(score, denominator)
    return {
        option: Counter({total / times[option]: times[option]}) if times[option] else Counter()
        for option, total in totals.items()
    }


def _told(channel: str, box: Mapping[Ballot, int], method: Method) -> Iterator[Step]:
    """What each judge gave and what became of it, for a panel that can be read."""
    panel = sorted(
        (ballot.points, weight)
        for ballot, weight in box.items()
        if isinstance(ballot, Scores) and ballot.points
    )
    for points, weight in panel if len(panel) <= JUDGES_TOLD_MAX else ():
        judge = method(dict(points))
        scores = tuple((o, number(Fraction(n, judge.denominator))) for o, n in judge.scores.items())
        yield Step("judge", {"channel": channel, "marks": points, "times": weight, "to": scores})


def _method(question: Question) -> Method:
    match question.text("method"):
        case "rank":
            return by_rank
        case "min-max":
            return by_range
        case _:
            return partial(
                by_deviation,
                sample=question.text("deviation") == "sample",
                places=question.whole("score_places"),
            )


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
