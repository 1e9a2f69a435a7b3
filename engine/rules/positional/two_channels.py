"""Two channels: jury and public give points apart, and the sums are weighed and added.

The channels of the tally (`jury`, `public`, any number) are each counted positionally, or by the
points of their score ballots. They are joined in one of three ways: their `points` as they are
(Eurovision since 2016), each channel's `shares` of its own points (so that ten jurors weigh as
much as a million callers), or the vector's points for the `places` inside each channel.

Source: European Broadcasting Union, Eurovision Song Contest since 2016 (points, and the public's
points first where sums are equal).

By hand: vector 3-1. Jury: 2 ballots ada, bob; public: 3 ballots bob, cid. ada 6 from the jury, bob
2 + 9 = 11, cid 3. By shares, jury 8 points and public 12: ada 6/8, bob 2/8 + 9/12 = 1, cid 3/12.

>>> from engine.rules.ballots import Ranking
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada", "bob", "cid"))
>>> tally.add(Ranking((("ada",), ("bob",))), 2, channel="jury")
>>> tally.add(Ranking((("bob",), ("cid",))), 3, channel="public")
>>> outcome = RULE.count(tally, parameters={"vector": "3,1", "combine": "shares"})
>>> [told["points"] for told in outcome.figures.values()]
['3/4', '1', '1/4']
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.rules.ballots import Ballot, OptionId, Ranking, Scores
from engine.rules.outcome import Fact, Outcome, Step, number, places
from engine.rules.parameters import Parameter, numbers
from engine.rules.placing import OwnStep, placed
from engine.rules.positional.positional import VECTOR
from engine.rules.positional.scoring import (
    COUNT_BACK,
    SKIPPED,
    TIES,
    counted_back,
    told,
    total,
    vector_scale,
)
from engine.rules.positional.table import Scale, Table
from engine.rules.rule import Question, Rule
from engine.rules.weights import WEIGHTS, channel_weights

ID = "two-channels-1"


@dataclass(frozen=True)
class Channel:
    """What one channel says: its table of places, and the points it paid."""

    table: Table
    paid: dict[OptionId, Counter[Fraction]]
    points: dict[OptionId, Fraction]


def compute(question: Question) -> Outcome:
    """The options with the most points of all channels together."""
    scale = vector_scale(numbers(question.text("vector")), question.text("ties"))
    boxes = question.tally.boxes
    channels = {name: _channel(question, box, scale) for name, box in boxes.items()}
    weights = channel_weights(ID, question, tuple(channels))
    joined = {
        name: _joined(channel.points, question.text("combine"), scale)
        for name, channel in channels.items()
    }
    points = {
        option: sum((weights[name] * joined[name][option] for name in channels), Fraction(0))
        for option in sorted(question.options)
    }
    figures: dict[OptionId, dict[str, Fact]] = {
        option: {
            "points": number(points[option]),
            "channels": tuple((name, number(joined[name][option])) for name in channels),
        }
        for option in points
    }
    own = _own(question, channels, joined)
    return placed(points, seats=question.seats, ties=question.ties, own=own).outcome(
        ID,
        question,
        figures=figures,
        totals={"ballots": tuple((name, sum(box.values())) for name, box in boxes.items())},
        trace=tuple(
            Step("paid", {"channel": name, "paid": tuple((o, told(paid[o])) for o in points)})
            for name, paid in ((name, channel.paid) for name, channel in channels.items())
        ),
    )


def _channel(question: Question, box: Mapping[Ballot, int], scale: Scale) -> Channel:
    hold = question.text("skipped") == "hold"
    rankings: dict[Ballot, int] = {
        ballot: weight for ballot, weight in box.items() if isinstance(ballot, Ranking)
    }
    table = Table(question.options, rankings, hold=hold)
    paid = table.paid(scale)
    for ballot, weight in box.items():
        if isinstance(ballot, Scores):
            for option, units in ballot.points:
                paid[option][units * question.tally.worth] += weight
    return Channel(table, paid, {option: total(paid[option]) for option in table.options})


def _joined(
    points: dict[OptionId, Fraction], combine: str, scale: Scale
) -> dict[OptionId, Fraction]:
    """What a channel brings to the sum: its points, its shares of them, or points for places."""
    if combine == "points":
        return points
    if combine == "shares":
        whole = sum(points.values(), Fraction(0))
        return {option: given / whole if whole else whole for option, given in points.items()}
    if not any(points.values()):
        return points
    one = Table(tuple(points), {Ranking(places(points)): 1})
    return {option: total(paid) for option, paid in one.paid(scale).items()}


def _own(
    question: Question,
    channels: dict[str, Channel],
    joined: dict[str, dict[OptionId, Fraction]],
) -> tuple[OwnStep, ...]:
    """Equal sums: the points of the channel that goes first, then its count-back."""
    first = question.text("first")
    if first not in channels or not first:
        return ()
    channel = channels[first]
    keys = {option: (points,) for option, points in joined[first].items()}
    back = counted_back(question.text("count_back"), channel.paid, _payments(channel.paid))
    return ((first, keys), *back)


def _payments(paid: dict[OptionId, Counter[Fraction]]) -> dict[OptionId, tuple[int, ...]]:
    """Per option, how often it was paid the most, the next, and so on."""
    worths = sorted({worth for payments in paid.values() for worth in payments}, reverse=True)
    return {option: tuple(counts[worth] for worth in worths) for option, counts in paid.items()}


RULE = Rule(
    id=ID,
    family="positional",
    title="Jury and public",
    summary="Two or more channels counted apart, weighed and added: contests with a televote.",
    source="European Broadcasting Union, Eurovision Song Contest since 2016",
    ballots=("ranking", "scores"),
    compute=compute,
    parameters=(
        VECTOR,
        WEIGHTS,
        Parameter(
            name="combine",
            kind="choice",
            default="points",
            choices=("points", "shares", "places"),
            help=(
                "What of a channel is added: its points; its shares of its own points; or the "
                "vector's points for the places inside it."
            ),
        ),
        Parameter(
            name="first",
            kind="name",
            default="",
            help="The channel whose points tell equal sums apart; empty: none.",
        ),
        TIES,
        SKIPPED,
        COUNT_BACK,
    ),
    paradoxes=("clones", "majority", "condorcet-winner"),
    boxes=("channels",),
)
