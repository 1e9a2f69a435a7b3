"""The common part of the points rules: marks by option, one statistic, weights, rounding.

A ballot is one judge's marks; an option it leaves out has no mark of this judge (a recusal, an
absence). Each channel (a stage, a criterion) is reduced by the rule's statistic, rounded if said
so, weighed, and added up. An option without a score in some channel cannot be compared with
the others: it has no place, and `totals` names it under `unplaced`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from typing import TypeAlias

from msgspec import structs

from engine.rules.ballots import Ballot, OptionId, Scores
from engine.rules.outcome import Fact, Outcome, Step, number
from engine.rules.parameters import Parameter
from engine.rules.placing import OwnStep, placed
from engine.rules.rounding import MODES, rounded, shown
from engine.rules.rule import Question
from engine.rules.weights import WEIGHTS, channel_weights

Marks: TypeAlias = Counter[Fraction]
"""How often each mark was given, in points."""

ROUND_MODE = Parameter(
    name="round_mode",
    kind="choice",
    default="none",
    choices=MODES,
    help="Which way figures are rounded; none: they stay exact.",
)
ROUND_PLACES = Parameter(
    name="round_places",
    kind="whole",
    default=2,
    minimum=0,
    maximum=12,
    help="To how many decimal places figures are rounded.",
)
ROUND_WHEN = Parameter(
    name="round_when",
    kind="choice",
    default="both",
    choices=("channel", "result", "both", "every"),
    help=(
        "What is rounded: each channel's figure before it is weighed; the result; both; or every "
        "figure, the weighed ones too."
    ),
)
ROUNDING = (ROUND_MODE, ROUND_PLACES, ROUND_WHEN)
MARKS_MIN = Parameter(
    name="marks_min",
    kind="whole",
    default=1,
    minimum=1,
    help="How many marks an option needs in each channel to be placed.",
)
NO_MARKS_MIN = structs.replace(MARKS_MIN, default=0, minimum=0)
"""For sums, where no mark is worth nothing, and still a sum."""
COUNT_BACK = Parameter(
    name="count_back",
    kind="flag",
    default=False,
    help="Whether equal sums are told apart by most highest marks, then most next highest, …",
)
MEANS = (WEIGHTS, MARKS_MIN, *ROUNDING)

SUMS = (WEIGHTS, NO_MARKS_MIN, *ROUNDING, COUNT_BACK)


@dataclass(frozen=True)
class Reading:
    """What a statistic says of one option's marks in one channel, and how it came to it."""

    score: Fraction | None
    steps: dict[str, Fact] = field(default_factory=dict)


Statistic: TypeAlias = Callable[[str, Marks], Reading]
"""From a channel's name and an option's marks in it to a score."""


def marks_of(question: Question, box: Mapping[Ballot, int]) -> dict[OptionId, Marks]:
    """The marks in one box, by option."""
    worth = question.tally.worth
    alike: dict[int, list[tuple[tuple[OptionId, int], ...]]] = {}
    for ballot, weight in box.items():
        assert isinstance(ballot, Scores), "the rule has checked the kind"
        alike.setdefault(weight, []).append(ballot.points)
    marks: dict[OptionId, Marks] = {option: Counter() for option in sorted(question.options)}
    for weight, points in alike.items():
        for (option, mark), times in Counter(chain.from_iterable(points)).items():
            marks[option][mark * worth] += weight * times
    return marks


def judged(
    rule: str,
    question: Question,
    statistic: Statistic,
    *,
    marks: Mapping[str, Mapping[OptionId, Marks]] | None = None,
    figures: Mapping[OptionId, dict[str, Fact]] | None = None,
    own: tuple[OwnStep, ...] = (),
    steps: Sequence[Step] = (),
) -> Outcome:
    """The outcome of a points rule: the highest weighed sum of the channels' scores wins.

    `marks` are the tally's own unless the rule has changed them; `figures` are added to the
    outcome's, and `steps` stand before its trace.
    """
    boxes = question.tally.boxes
    by_channel = marks or {name: marks_of(question, box) for name, box in boxes.items()}
    weights = channel_weights(rule, question, tuple(boxes))
    readings = {
        name: {option: _reading(question, statistic, name, given) for option, given in row.items()}
        for name, row in by_channel.items()
    }
    results = {
        option: _result(question, {name: readings[name][option] for name in boxes}, weights)
        for option in sorted(question.options)
    }
    points = {option: result for option, result in results.items() if result is not None}
    told: dict[OptionId, dict[str, Fact]] = {
        option: {
            **({"points": _shown(question, points[option], "result")} if option in points else {}),
            **((figures or {}).get(option, {})),
            "channels": tuple(
                (name, _score(question, readings[name][option]), by_channel[name][option].total())
                for name in boxes
            ),
        }
        for option in results
    }
    return placed(points, seats=question.seats, ties=question.ties, own=own).outcome(
        rule,
        question,
        figures=told,
        totals={
            "ballots": tuple((name, sum(box.values())) for name, box in boxes.items()),
            "unplaced": tuple(option for option in results if option not in points),
        },
        trace=(
            *steps,
            *(
                Step(
                    "marks",
                    {
                        "channel": name,
                        "option": option,
                        "marks": histogram(by_channel[name][option]),
                        **readings[name][option].steps,
                    },
                )
                for name in boxes
                for option in results
            ),
        ),
    )


def histogram(marks: Marks) -> Fact:
    """Marks from the highest down, each with how often it was given."""
    return tuple((number(mark), marks[mark]) for mark in sorted(marks, reverse=True))


def mean(marks: Marks) -> Fraction:
    """The mean of at least one mark."""
    return Fraction(sum(mark * times for mark, times in marks.items()), marks.total())


def back_steps(question: Question) -> tuple[OwnStep, ...]:
    """Count-back over the marks of all channels, if the rule is told to."""
    if not question.flag(COUNT_BACK.name):
        return ()
    every: dict[OptionId, Marks] = {option: Counter() for option in question.options}
    for box in question.tally.boxes.values():
        for option, marks in marks_of(question, box).items():
            every[option] += marks
    values = sorted({mark for marks in every.values() for mark in marks}, reverse=True)
    keys = {option: tuple(marks[value] for value in values) for option, marks in every.items()}
    return (("count-back", keys),)


def _reading(question: Question, statistic: Statistic, channel: str, marks: Marks) -> Reading:
    if marks.total() < question.whole(MARKS_MIN.name):
        return Reading(None)
    reading = statistic(channel, marks)
    if reading.score is None or not _is_rounded(question, "channel"):
        return reading
    return Reading(_rounded(question, reading.score), reading.steps)


def _result(
    question: Question, readings: Mapping[str, Reading], weights: Mapping[str, Fraction]
) -> Fraction | None:
    result = Fraction(0)
    for name, reading in readings.items():
        if reading.score is None:
            return None
        weighed = weights[name] * reading.score
        result += _rounded(question, weighed) if _is_rounded(question, "weighed") else weighed
    return _rounded(question, result) if _is_rounded(question, "result") else result


def _rounded(question: Question, value: Fraction) -> Fraction:
    return rounded(value, question.whole(ROUND_PLACES.name), question.text(ROUND_MODE.name))


def _is_rounded(question: Question, what: str) -> bool:
    when = question.text(ROUND_WHEN.name)
    return when in (what, "every") or (when == "both" and what in ("channel", "result"))


def _shown(question: Question, value: Fraction, what: str) -> str:
    mode = question.text(ROUND_MODE.name) if _is_rounded(question, what) else "none"
    return shown(value, question.whole(ROUND_PLACES.name), mode)


def _score(question: Question, reading: Reading) -> str:
    return "" if reading.score is None else _shown(question, reading.score, "channel")
